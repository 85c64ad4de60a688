package bytecode

// The disassembler: programs as text for people.

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/coro-lang/coro/lexer/source"
)

// Disassemble writes a listing of p to w, verified or not, and returns the
// error of w.
//
// A line of code is: pc, line of the source where that changes, name with X
// behind a slash, operands, and behind a semicolon what the indices among them
// mean. The text is for reading and may change.
func (p *Program) Disassemble(w io.Writer) error {
	var file *source.File
	if p.Source != "" {
		file = source.NewFile(p.Name, p.Source)
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "program %s\n", strconv.Quote(p.Name))
	for i, g := range p.Globals {
		keyword := "let"
		if g.Mutable {
			keyword = "var"
		}
		fmt.Fprintf(&out, "  G%d  %s %s\n", i, keyword, plain(g.Name))
	}
	for i := range p.Imports {
		fmt.Fprintf(&out, "  M%d  import %s\n", i, p.Imports[i].describe())
	}
	for _, x := range p.Exports {
		fmt.Fprintf(&out, "  export %s = G%d\n", plain(x.Name), x.Slot)
	}
	for i, proto := range p.Protos {
		// One prototype at a time: a listing is many times the size of the code.
		if _, err := out.WriteTo(w); err != nil {
			return err
		}
		if proto == nil {
			fmt.Fprintf(&out, "\nproto %d: missing\n", i)
			continue
		}
		d := disassembler{out: &out, program: p, proto: proto, file: file}
		d.head(i)
		d.code()
		d.handlers()
	}
	_, err := out.WriteTo(w)
	return err
}

// disassembler lists one prototype.
type disassembler struct {
	out     *bytes.Buffer
	program *Program
	proto   *Proto
	file    *source.File // nil without source
	notes   []string     // what the indices in the instruction mean
}

func (d *disassembler) printf(format string, args ...any) { fmt.Fprintf(d.out, format, args...) }

func (d *disassembler) head(index int) {
	p := d.proto
	params := make([]string, len(p.Params))
	for i, name := range p.Params {
		name = plain(name)
		switch {
		case p.HasRest && i == len(p.Params)-1:
			name = "..." + name
		case i >= p.Required:
			name += "?"
		}
		params[i] = name
	}
	d.printf("\nproto %d %s(%s), %d registers\n", index, protoName(p), strings.Join(params, ", "), p.Registers)
	for i, u := range p.Upvalues {
		from := "U"
		if u.Local {
			from = "R"
		}
		d.printf("  U%d  %s = %s%d of the enclosing function\n", i, plain(u.Name), from, u.Index)
	}
}

func protoName(p *Proto) string {
	if p == nil || p.Name == "" {
		return "<anonymous>"
	}
	return plain(p.Name)
}

// plain is a name as it is, or quoted if it is not plain text.
func plain(name string) string {
	for _, r := range name {
		if r == utf8.RuneError || r == ' ' || !unicode.IsPrint(r) {
			return strconv.Quote(clip(name))
		}
	}
	return clip(name)
}

func (d *disassembler) code() {
	code := d.proto.Code
	positions := positionCursor{reader: positionReader{rest: d.proto.Positions}, span: d.proto.Span}
	last := 0
	for pc := 0; pc < len(code); pc += code[pc].Op().Width() {
		d.printf("%6d  ", pc)
		if d.file != nil {
			line := lineOf(d.file, positions.at(pc))
			if line != last {
				d.printf("%4d  ", line)
			} else {
				d.printf("      ")
			}
			last = line
		}
		d.instruction(pc)
	}
}

// lineOf returns the line where s begins. File.Position counts the column too,
// which makes a listing quadratic if all code stands on one line.
func lineOf(file *source.File, s source.Span) int {
	return sort.Search(file.Lines(), func(i int) bool { return file.LineSpan(i+1).Start > s.Start })
}

// instruction lists the instruction at pc.
func (d *disassembler) instruction(pc int) {
	i := d.proto.Code[pc]
	info, ok := i.Op().Info()
	if !ok {
		d.printf("undefined opcode %d in %016x\n", uint8(i.Op()), uint64(i))
		return
	}
	name := info.Name
	if info.X == KindFlag {
		name += fmt.Sprintf("/%d", i.X())
	}
	d.notes = d.notes[:0]
	var operands []string
	add := func(text string) {
		if text != "" {
			operands = append(operands, text)
		}
	}
	add(d.operand(pc, FieldA, info.A, info.RunA, int64(i.A())))
	switch forms[info.B] {
	case formWide:
		add(d.operand(pc, FieldB, info.B, Run{}, int64(uint32(i.D()))))
	case formWideSigned:
		add(d.operand(pc, FieldB, info.B, Run{}, int64(i.D())))
	default:
		add(d.operand(pc, FieldB, info.B, info.RunB, int64(i.B())))
		add(d.operand(pc, FieldC, info.C, info.RunC, int64(i.C())))
	}
	add(d.word(pc, &info))
	line := strings.Join(operands, ", ")
	if len(d.notes) > 0 {
		line = fmt.Sprintf("%-24s ; %s", line, strings.Join(d.notes, ", "))
	}
	d.printf("%s\n", strings.TrimRight(fmt.Sprintf("%-16s %s", name, line), " "))
}

// operand is the text of one operand, and adds what it means to the notes.
func (d *disassembler) operand(pc int, field Fields, kind OperandKind, run Run, n int64) string {
	i := d.proto.Code[pc]
	switch kind {
	case KindNone, KindSlot:
		return ""
	case KindWrite, KindRead, KindModify, KindFrame, KindSpan, KindTarget:
		if i.leavesOut(field) {
			return ""
		}
		switch length := run.Len(d.program, i); length {
		case 0:
			return "none"
		case 1:
			if i.Last()&field != 0 {
				return fmt.Sprintf("R%d!", n)
			}
			return fmt.Sprintf("R%d", n)
		default:
			return fmt.Sprintf("R%d..R%d", n, n+int64(length)-1)
		}
	case KindCount:
		return fmt.Sprintf("#%d", n)
	case KindImm16:
		return strconv.Itoa(int(int16(n)))
	case KindImm32:
		return strconv.FormatInt(n, 10)
	case KindConst, KindConst32:
		d.note(n, len(d.program.Consts), func() string { return d.constant(int(n)) })
		return fmt.Sprintf("K%d", n)
	case KindJump16, KindJump32:
		target, _ := i.JumpTarget(pc)
		return fmt.Sprintf("-> %d", target)
	case KindUpvalue:
		d.note(n, len(d.proto.Upvalues), func() string { return plain(d.proto.Upvalues[n].Name) })
		return fmt.Sprintf("U%d", n)
	case KindGlobal, KindGlobal32:
		d.note(n, len(d.program.Globals), func() string { return plain(d.program.Globals[n].Name) })
		return fmt.Sprintf("G%d", n)
	case KindImport32:
		d.note(n, len(d.program.Imports), func() string { return d.program.Imports[n].describe() })
		return fmt.Sprintf("M%d", n)
	case KindProto32:
		d.note(n, len(d.program.Protos), func() string { return protoName(d.program.Protos[n]) })
		return fmt.Sprintf("P%d", n)
	default:
		return fmt.Sprintf("?%d", n)
	}
}

// describe is the text of an import: what is imported, a path in quotes.
func (m *Import) describe() string {
	text := strconv.Quote(clip(m.Module))
	if m.Host {
		text = plain(m.Module)
	}
	if len(m.Names) == 0 {
		return text
	}
	names := make([]string, len(m.Names))
	for i, n := range m.Names {
		names[i] = plain(n.Name)
	}
	return "{" + strings.Join(names, ", ") + "} from " + text
}

// note adds the meaning of index n into a list of the given length.
func (d *disassembler) note(n int64, length int, meaning func() string) {
	if n < int64(length) {
		d.notes = append(d.notes, meaning())
	} else {
		d.notes = append(d.notes, "out of range")
	}
}

// word is the text of an inline word. Cache words are not shown.
func (d *disassembler) word(pc int, info *Info) string {
	switch {
	case info.Word == KindNone:
		return ""
	case pc+1 == len(d.proto.Code):
		return "inline word missing"
	case info.Word != KindNumber:
		return ""
	case info.floatWord(d.proto.Code[pc]):
		return formatFloat(uint64(d.proto.Code[pc+1]))
	default:
		return strconv.FormatInt(int64(d.proto.Code[pc+1]), 10)
	}
}

func formatFloat(bits uint64) string {
	s := strconv.FormatFloat(math.Float64frombits(bits), 'g', -1, 64)
	if strings.Trim(s, "-0123456789") == "" {
		s += ".0"
	}
	return s
}

// constant is the text of constant n, which exists.
func (d *disassembler) constant(n int) string {
	switch c := &d.program.Consts[n]; c.Kind {
	case ConstInt:
		return strconv.FormatInt(int64(c.Bits), 10)
	case ConstFloat:
		return formatFloat(c.Bits)
	case ConstString:
		return strconv.Quote(clip(c.Text))
	case ConstKeys:
		return d.keys(c.Keys)
	case ConstClass:
		return c.Kind.String() + " " + plain(c.Class.Name)
	case ConstBuiltin, ConstHost:
		return c.Kind.String() + " " + plain(c.Text)
	default:
		return fmt.Sprintf("unknown kind %d", c.Kind)
	}
}

// keys is the text of the first few keys of a map literal.
func (d *disassembler) keys(keys []uint32) string {
	const limit = 8
	var names []string
	for _, k := range keys[:min(len(keys), limit)] {
		if int64(k) < int64(len(d.program.Consts)) {
			names = append(names, strconv.Quote(clip(d.program.Consts[k].Text)))
		} else {
			names = append(names, "out of range")
		}
	}
	if len(keys) > limit {
		names = append(names, "…")
	}
	return "{" + strings.Join(names, ", ") + "}"
}

func (d *disassembler) handlers() {
	for i, h := range d.proto.Handlers {
		d.printf("  handler %d  %s %d..%d -> %d, R%d\n", i, h.Kind, h.Start, h.End, h.Target, h.Register)
	}
}
