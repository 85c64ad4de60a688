package bytecode

// The verifier: constants, prototypes, handlers. What instructions must keep to
// is in verify_instr.go.

import (
	"fmt"
	"unicode/utf8"

	"github.com/coro-lang/coro/lexer/source"
)

// VerifyError says what a virtual machine cannot run in a Program.
type VerifyError struct {
	Proto   int    // index of the prototype, -1 for the Program itself
	Name    string // name of the prototype
	PC      int    // index of the word, -1 for the prototype itself
	Message string
}

// Error returns prototype, pc and message.
func (e *VerifyError) Error() string {
	where := ""
	if e.Proto >= 0 {
		where = fmt.Sprintf("prototype %d", e.Proto)
		if e.Name != "" {
			where += " (" + e.Name + ")"
		}
		if e.PC >= 0 {
			where += fmt.Sprintf(", pc %d", e.PC)
		}
		where += ": "
	}
	return "bytecode: " + where + e.Message
}

// Verify returns nil if a virtual machine may run p, else a [*VerifyError] for
// the first thing that it may not. It takes time proportional to the size of p.
//
// What it guarantees: every operand is inside the frame, the pool or the list that
// it indexes and of the kind that the instruction names; R[0] is no operand;
// control stays on instructions of the prototype and never runs off the end;
// every cycle passes an instruction that charges fuel; what a Program keeps at
// zero (unused operands, cache words) is zero; p and what [Decode] makes of its
// encoding are alike.
func (p *Program) Verify() error {
	v := verifier{program: p}
	if err := v.consts(); err != nil {
		return err
	}
	if err := p.verifyImports(); err != nil {
		return err
	}
	if err := p.verifyExports(); err != nil {
		return err
	}
	if len(p.Protos) == 0 {
		return programError("no prototype")
	}
	for i, proto := range p.Protos {
		if proto == nil {
			return programError("prototype %d is missing", i)
		}
	}
	if body := p.Protos[0]; len(body.Params) > 0 || len(body.Upvalues) > 0 {
		return &VerifyError{Proto: 0, Name: body.Name, PC: -1, Message: "the body of the module has parameters or upvalues"}
	}
	protos := make([]protoVerifier, len(p.Protos))
	for i, proto := range p.Protos {
		protos[i] = protoVerifier{program: p, proto: proto, index: i}
		// All heads come first: a Closure reads the upvalues of another prototype,
		// and its cost is bounded by their number.
		if err := protos[i].head(); err != nil {
			return err
		}
	}
	for i := range protos {
		if err := protos[i].body(); err != nil {
			return err
		}
	}
	return nil
}

type verifier struct {
	program *Program
}

func programError(format string, args ...any) error {
	return &VerifyError{Proto: -1, PC: -1, Message: fmt.Sprintf(format, args...)}
}

// consts checks the constant pool.
func (v *verifier) consts() error {
	consts := v.program.Consts
	// Equal strings get one number, so that the keys of a map literal are
	// compared without reading a long string once for each of its uses.
	ids := make([]uint32, len(consts))
	byText := map[string]uint32{}
	for i := range consts {
		c := &consts[i]
		if err := v.constant(c); err != "" {
			return programError("constant %d: %s", i, err)
		}
		if c.Kind == ConstString {
			id, ok := byText[c.Text]
			if !ok {
				id = uint32(len(byText))
				byText[c.Text] = id
			}
			ids[i] = id
		}
	}
	lastUse := make([]int, len(byText)) // 1 + index of the last keys with that string
	for i := range consts {
		for _, k := range consts[i].Keys {
			if int64(k) >= int64(len(consts)) || consts[k].Kind != ConstString {
				return programError("constant %d: key %d is not a string constant", i, k)
			}
			if lastUse[ids[k]] == i+1 {
				return programError("constant %d: key %q stands twice", i, clip(consts[k].Text))
			}
			lastUse[ids[k]] = i + 1
		}
		if err := v.program.verifyClass(consts[i].Class); err != "" {
			return programError("constant %d: %s", i, err)
		}
	}
	return nil
}

// constant says what is wrong with one constant, "" if nothing is. A field that
// its kind does not use is zero, or it would be lost in the encoding.
func (v *verifier) constant(c *Const) string {
	bits, text, keys, span, class := false, false, false, false, false
	switch c.Kind {
	case ConstInt, ConstFloat:
		bits = true
	case ConstString:
		text = true
	case ConstKeys:
		keys = true
	case ConstBuiltin:
		text = true
	case ConstHost:
		text, span = true, true
	case ConstClass:
		class = true
	default:
		return fmt.Sprintf("unknown kind %d", c.Kind)
	}
	if !bits && c.Bits != 0 || !text && c.Text != "" || !keys && len(c.Keys) > 0 || !span && c.Span != (source.Span{}) || class != (c.Class != nil) {
		return "a field that the kind does not use is set"
	}
	if constsName.Has(c.Kind) && c.Text == "" {
		return "no name"
	}
	if !v.program.hasSpan(c.Span) {
		return "position outside of the source"
	}
	return ""
}

// verifyImports checks what the Program wants of other modules.
func (p *Program) verifyImports() error {
	for i := range p.Imports {
		m := &p.Imports[i]
		if m.Host && m.Module == "" {
			return programError("import %d: no name", i)
		}
		if problem, _ := CheckPath(m.Module); !m.Host && problem != "" {
			return programError("import %d: %s", i, problem)
		}
		if !p.hasSpan(m.Span) {
			return programError("import %d: position outside of the source", i)
		}
		seen := make(map[string]bool, len(m.Names))
		for k, n := range m.Names {
			if seen[n.Name] || n.Name == "" {
				return programError("import %d: name %d is empty or stands twice", i, k)
			}
			if !p.hasSpan(n.Span) {
				return programError("import %d: position of name %d outside of the source", i, k)
			}
			seen[n.Name] = true
		}
	}
	return nil
}

// verifyExports checks the names for other modules.
func (p *Program) verifyExports() error {
	seen := make(map[string]bool, len(p.Exports))
	for i, x := range p.Exports {
		if int64(x.Slot) >= int64(len(p.Globals)) {
			return programError("export %d: module variable %d of %d", i, x.Slot, len(p.Globals))
		}
		if seen[x.Name] {
			return programError("export %d: the name stands twice", i)
		}
		seen[x.Name] = true
	}
	return nil
}

// hasSpan reports whether s lies in the source of p, if the source is there.
func (p *Program) hasSpan(s source.Span) bool {
	end := source.MaxSize
	if p.Source != "" {
		end = min(end, len(p.Source))
	}
	return s.Start <= s.End && int64(s.End) <= int64(end)
}

// protoVerifier checks one prototype.
type protoVerifier struct {
	program *Program
	proto   *Proto
	index   int
	starts  []bool // starts[pc]: an instruction begins at pc, rather than an inline word
}

func (v *protoVerifier) fail(pc int, format string, args ...any) error {
	return &VerifyError{Proto: v.index, Name: clip(v.proto.Name), PC: pc, Message: fmt.Sprintf(format, args...)}
}

// body checks all that head does not.
func (v *protoVerifier) body() error {
	for _, check := range []func() error{v.layout, v.instructions, v.handlers, v.positions} {
		if err := check(); err != nil {
			return err
		}
	}
	v.starts = nil
	return nil
}

// head checks parameters and sizes.
func (v *protoVerifier) head() error {
	p := v.proto
	positional := len(p.Params)
	if p.HasRest {
		positional--
	}
	switch {
	case len(p.Params) > MaxParams:
		return v.fail(-1, "%d parameters are more than %d", len(p.Params), MaxParams)
	case positional < 0:
		return v.fail(-1, "a rest parameter without a name")
	case p.Required < 0 || p.Required > positional:
		return v.fail(-1, "%d of %d parameters are required", p.Required, positional)
	case p.Registers < len(p.Params)+1:
		return v.fail(-1, "%d registers do not hold the frame header and %d parameters", p.Registers, len(p.Params))
	case p.Registers > MaxRegisters:
		return v.fail(-1, "%d registers are more than %d", p.Registers, MaxRegisters)
	case len(p.Upvalues) > MaxUpvalues:
		return v.fail(-1, "%d upvalues are more than %d", len(p.Upvalues), MaxUpvalues)
	case !v.program.hasSpan(p.Span):
		return v.fail(-1, "position outside of the source")
	}
	return nil
}

// handlers checks the handlers. Invariant: Target >= End, so that no cycle goes
// through a handler without an instruction that charges fuel.
func (v *protoVerifier) handlers() error {
	size := uint32(len(v.proto.Code))
	for i, h := range v.proto.Handlers {
		var err string
		switch {
		case h.Start >= h.End || h.End > size:
			err = fmt.Sprintf("range %d to %d in code of %d words", h.Start, h.End, size)
		case !v.starts[h.Start] || h.End < size && !v.starts[h.End]:
			err = fmt.Sprintf("range %d to %d splits an instruction", h.Start, h.End)
		case h.Target < h.End:
			err = fmt.Sprintf("target %d is before the end %d of the range", h.Target, h.End)
		case h.Target >= size || !v.starts[h.Target]:
			err = fmt.Sprintf("target %d is no instruction", h.Target)
		case h.Register == 0 || int(h.Register) >= v.proto.Registers:
			err = fmt.Sprintf("register %d is outside of the frame of %d", h.Register, v.proto.Registers)
		case h.Kind > HandlerCleanup:
			err = fmt.Sprintf("unknown kind %d", h.Kind)
		default:
			continue
		}
		return v.fail(-1, "handler %d: %s", i, err)
	}
	return nil
}

// positions checks the bytes that [Proto.SpanAt] reads.
func (v *protoVerifier) positions() error {
	r := positionReader{rest: v.proto.Positions}
	for r.more() {
		if err := r.next(); err != nil {
			return v.fail(-1, "%v", err)
		}
		if r.pc >= len(v.proto.Code) {
			return v.fail(-1, "position of pc %d behind the code", r.pc)
		}
		if !v.program.hasSpan(r.span) {
			return v.fail(r.pc, "position outside of the source")
		}
	}
	return nil
}

// clip shortens a text for a message.
func clip(s string) string {
	limit := 40
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit] + "…"
}
