package main

// Chains: the values between the instructions of a superinstruction stay in
// registers of the machine.
//
// What one instruction stores and the next loads again is on the way through memory
// for longer than a multiplication takes. A step of the table may therefore say
// which of its operands an earlier step makes: "Mul.B0C1" multiplies what steps 0
// and 1 made and nobody reads again, as the compiler tells, so that it is not stored
// at all; "Mul.b0" leaves it to be read. "Add.ABC0" adds to a variable what step 0 made:
// its operands A and B are the same, so that one look at the type is enough. The loader
// takes such a superinstruction only where the operands are these. Its case first tries
// all of its steps as if every value were a float, then as if every value were an int; at
// the first thing that is otherwise, it goes on as any superinstruction does. Nothing is
// stored before all is known to succeed. A chain that ends in Return stores nothing but
// the result, because the frame is gone; if it only copies, the type is any.

import (
	"cmp"
	"fmt"
	"go/ast"
	"maps"
	"regexp"
	"strings"
)

// step is an instruction of a superinstruction.
type step struct {
	op    string
	feeds map[byte]int // operands that an earlier step makes, by field, and which
	last  string       // the fields of those that nobody reads again
	same  bool         // operands A and B are one register
}

// parseStep reads a step of the table.
func parseStep(text string) step {
	op, operands, _ := strings.Cut(text, ".")
	s := step{op: op, feeds: make(map[byte]int)}
	for i := 0; i+1 < len(operands); i += 2 {
		if operands[i:i+2] == "AB" {
			s.same = true
			continue
		}
		field := operands[i] &^ 0x20 // the capital letter
		s.feeds[field] = int(operands[i+1] - '0')
		if field == operands[i] {
			s.last += string(field)
		}
	}
	return s
}

// link is what an instruction does in a chain: code that ends with its value in v, or
// jumps to fail before it has had an effect. There, pc is the address of the
// instruction, a, b and c are the values of the operands that it reads, and tag and
// value belong to the type that the chain is tried with.
type link struct {
	reads  string // the operands that are values
	object string // the operand that is an object, which no step makes
	code   string
	float  string // what follows for floats; empty: not for them
	int    string // and for ints
	any    string // and if it is not known, where v is a place
	place  bool   // the value goes to the place s, not to a register, and ends the chain
	leaves bool   // the value is what the function returns, and ends the chain
	jumps  bool   // the value is whether it jumps, and ends the chain
	words  int    // inline words
}

const (
	typed    = "if s.p != tag {\ngoto fail\n}\n"
	copies   = typed + "v := value(s)\n"
	overflow = "if int64((v^b)&(v^c)) < 0 {\ngoto fail\n}\n"
	upvalue  = "s := upvalue(m, base, fieldB(pc))\n"
	upCell   = "u := upvalue(m, base, fieldB(pc))\nif u.kind() != kindCell {\ngoto fail\n}\ns := &asCell(m, u).v\n"
	cached   = "if *(*uint64)(o.p) != *(*uint64)(unsafe.Add(pc, 8)) {\ngoto fail\n}\ns := fieldOf(m, o.p, uint64(fieldX(pc)))\n"
	sum      = "c, b := value(s), a\nv := b + c\n" + overflow
	inMap    = "s = slotOf(m, asDict(m, o), uint64(fieldX(pc)))\n"
)

// links are the instructions that may stand in a chain. A product of floats is converted
// to what it is already: without that, Go may round a product and the sum that it is part
// of only once, as it does for arm64, and the result would depend on the processor.
var links = map[string]link{
	"Add": {reads: "BC", float: "v := b + c", int: "v := b + c\n" + overflow},
	"Sub": {reads: "BC", float: "v := b - c", int: "v := b - c\nif int64((b^c)&(v^b)) < 0 {\ngoto fail\n}\n"},
	"Mul": {
		reads: "BC", float: "v := float64(b * c)",
		int: "if int64(b) != int64(int32(b)) || int64(c) != int64(int32(c)) {\n" +
			"if bits.Len64(b)+bits.Len64(c) > 63 {\ngoto fail\n}\n}\nv := b * c",
	},
	"Div":    {reads: "BC", float: "v := b / c"},
	"AddInt": {reads: "B", int: "c := uint64(immC(pc))\nv := b + c\n" + overflow},
	"SubInt": {reads: "B", int: "c := uint64(immC(pc))\nv := b - c\nif int64((b^c)&(v^b)) < 0 {\ngoto fail\n}\n"},
	"ModInt": {
		reads: "B",
		int:   "c := immC(pc)\nif c <= 0 || b>>32 != 0 {\ngoto fail\n}\nv := uint64(uint32(b) % uint32(c))",
	},
	"Mod": {
		reads: "BC",
		int:   "if c == 0 || (b|c)>>32 != 0 {\ngoto fail\n}\nv := uint64(uint32(b) % uint32(c))",
	},
	"And": {reads: "BC", int: "v := b & c"},
	"LoadNum": {
		words: 1, float: "if fieldX(pc) == 0 {\ngoto fail\n}\nv := *(*float64)(unsafe.Add(pc, 8))",
		int: "if fieldX(pc) != 0 {\ngoto fail\n}\nv := *(*uint64)(unsafe.Add(pc, 8))",
	},
	"LoadInt":   {int: "v := uint64(wide(pc))"},
	"GetUp":     {code: upvalue, float: copies, int: copies, any: "v := s"},
	"SetUp":     {reads: "A", place: true, code: upvalue + typed, float: "v := a", int: "v := a"},
	"AddUp":     {reads: "A", place: true, code: upvalue + typed, float: "v := value(s) + a", int: sum},
	"GetUpCell": {code: upCell, float: copies, int: copies, any: "if s.p == tagUnset() {\ngoto fail\n}\nv := s"},
	"AddUpCell": {reads: "A", place: true, code: upCell + typed, float: "v := value(s) + a", int: sum},
	"GetField": {
		object: "B", words: 1, float: copies, int: copies, any: "v := s",
		code: "o := regB(m, base, pc)\n" + cached + "if o.kind()-KindInstance > KindRecord-KindInstance {\n" + inMap + "}\n",
	},
	"SetField": {
		reads: "B", object: "A", words: 1, place: true, float: "v := b", int: "v := b",
		code: "o := regA(m, base, pc)\n" + cached + "if o.kind() == KindMap {\n" + inMap + "}\n" + typed,
	},
	"JumpEqInt":    jump("==", ""),
	"JumpNeInt":    jump("!=", ""),
	"JumpLtInt":    jump("<", ordered),
	"JumpNotLtInt": jump(">=", ordered),
	"JumpGtInt":    jump(">", ordered),
	"JumpNotGtInt": jump("<=", ordered),
	"JumpGtNum":    jumpNum(">"),
	"JumpNotGtNum": jumpNum("<="),
	"Return":       {reads: "A", leaves: true, float: "v := a", int: "v := a", any: "v := a"},
}

// ordered fails for NaN, which a comparison reports.
const ordered = "if a != a {\ngoto fail\n}\n"

// jump is a jump on the comparison of A with a small int.
func jump(op, float string) link {
	return link{
		reads: "A", jumps: true,
		float: float + "v := a " + op + " float64(immB(pc))",
		int:   "v := int64(a) " + op + " immB(pc)",
	}
}

// jumpNum is a jump on the comparison of A with a number in an inline word.
func jumpNum(op string) link {
	return link{
		reads: "A", jumps: true, words: 1,
		float: "if fieldX(pc) == 0 {\ngoto fail\n}\n" + ordered + "v := a " + op + " *(*float64)(unsafe.Add(pc, 8))",
		int:   "if fieldX(pc) != 0 {\ngoto fail\n}\nv := int64(a) " + op + " *(*int64)(unsafe.Add(pc, 8))",
	}
}

// chain is the part of a superinstruction up to the last step that is fed.
type chain struct {
	steps []step
	index int // of the superinstruction
}

// newChain returns the chain that a superinstruction begins with, which is empty if
// no step is fed.
func newChain(index int, steps []step) (chain, error) {
	n := 0
	for i, s := range steps {
		if len(s.feeds) > 0 {
			n = i + 1
		}
	}
	for i, s := range steps[:n] {
		l, ok := links[s.op]
		if !ok || (l.place || l.leaves || l.jumps) && i < n-1 {
			return chain{}, fmt.Errorf("%s cannot stand in a chain", s.op)
		}
		if _, fed := s.feeds['B']; s.same && (fed || l.place || !strings.Contains(l.reads, "B")) {
			return chain{}, fmt.Errorf("%s cannot add to a variable", s.op)
		}
		for field, from := range s.feeds {
			if !strings.Contains(l.reads, string(field)) || from >= i {
				return chain{}, fmt.Errorf("step %d cannot feed %c of %s", from, field, s.op)
			}
		}
	}
	return chain{steps[:n], index}, nil
}

// operands returns the operands of step i as the loader compares them: 0 for a field
// that is no operand, or of a step behind the chain, 1 for one that no step makes,
// 2 and more for what a step makes.
func (c chain) operands(i int) [3]int {
	var from [3]int
	if i >= len(c.steps) {
		return from
	}
	l := links[c.steps[i].op]
	for k, field := range []byte("ABC") {
		if j, ok := c.steps[i].feeds[field]; ok {
			from[k] = 2 + j
		} else if strings.Contains(l.reads+l.object, string(field)) {
			from[k] = 1
		}
	}
	return from
}

// last returns the operands of step i that nobody may read again, as a bytecode.Fields.
// Behind a Return there is nobody.
func (c chain) last(i int) int {
	last := 0
	if i < len(c.steps) && !links[c.steps[i].op].leaves {
		for k, field := range "ABC" {
			if strings.ContainsRune(c.steps[i].last, field) {
				last |= 1 << k
			}
		}
	}
	return last
}

// passes reports whether what step i makes is read only by a later one.
func (c chain) passes(i int) bool {
	for _, s := range c.steps {
		for _, field := range s.last {
			if s.feeds[byte(field)] == i {
				return true
			}
		}
	}
	return false
}

// write returns the code of the chain, before that of the superinstruction. Where
// the superinstruction has more steps, it goes on at label tail. If nothing can make it
// fail, it is all that the superinstruction needs.
func (c chain) write(a accessors, tail string) (text string, all bool, err error) {
	if len(c.steps) == 0 {
		return "", false, nil
	}
	var b strings.Builder
	for _, t := range types {
		text, ok := c.try(t, tail)
		if !ok {
			continue
		}
		src, err := parseSource("chain", []byte("package p\nfunc _() {\n"+text+"}\nfunc value(v *Value) T { return "+t.value+" }\n"))
		if err != nil {
			return "", false, fmt.Errorf("%w in\n%s", err, text)
		}
		with := maps.Clone(a)
		with.add(src)
		body := src.file.Decls[0].(*ast.FuncDecl).Body
		rendered := with.render(src, body, src.offset(body.Lbrace)+1, src.offset(body.Rbrace), nil, map[string]string{"tag": t.tag})
		fmt.Fprintf(&b, "{\n%s}\n", rendered)
		if !strings.Contains(text, "goto "+c.label(t.name)) {
			return b.String(), true, nil
		}
		fmt.Fprintf(&b, "%s:\n", c.label(t.name))
		if t.tag == "" { // it has failed for another reason than the type
			break
		}
	}
	return b.String(), false, nil
}

// valueType is a type that a chain is tried with.
type valueType struct {
	name, goType string
	tag, value   string            // its tag, and the value at v; empty for any type
	of           func(link) string // the code of a link for it
}

var types = []valueType{
	{"any", "*Value", "", "", func(l link) string { return l.any }},
	{"float", "float64", "tFloat", "*float(v)", func(l link) string { return l.float }},
	{"int", "uint64", "tInt", "v.n", func(l link) string { return l.int }},
}

// label is where it goes on when the chain has failed with a type.
func (c chain) label(name string) string { return fmt.Sprintf("no_%s%d", name, c.index) }

// try returns the code that tries the chain with a type.
func (c chain) try(t valueType, tail string) (string, bool) {
	var head, body, stores strings.Builder
	words := 0
	for i, s := range c.steps {
		l := links[s.op]
		code := t.of(l)
		if code == "" {
			return "", false
		}
		pc := fmt.Sprintf("unsafe.Add(pc, %d)", words*8)
		words += 1 + l.words
		goType := t.goType
		if l.jumps {
			goType = "bool"
		}
		fmt.Fprintf(&head, "var v%d %s\n", i, goType)
		var step strings.Builder
		for _, field := range l.reads {
			if from, ok := s.feeds[byte(field)]; ok {
				fmt.Fprintf(&step, "%c := v%d\n", field|0x20, from)
			} else {
				fmt.Fprintf(&step, "r%c := reg%[1]c(m, base, pc)\nif r%[1]c.p != tag {\ngoto fail\n}\n%c := value(r%[1]c)\n", field, field|0x20)
			}
		}
		step.WriteString(l.code + code + "\n")
		fmt.Fprintf(&step, "v%d = v\n", i)
		switch {
		case l.leaves, l.jumps, c.passes(i):
		case s.same:
			fmt.Fprintf(&stores, "value(regA(m, base, %s)) = v%d\n", pc, i)
		case l.place:
			fmt.Fprintf(&head, "var s%d *Value\n", i)
			fmt.Fprintf(&step, "s%d = s\n", i)
			fmt.Fprintf(&stores, "value(s%d) = v%[1]d\n", i)
		default:
			step.WriteString("if regA(m, base, pc).p != tag {\ngoto fail\n}\n")
			fmt.Fprintf(&stores, "value(regA(m, base, %s)) = v%d\n", pc, i)
		}
		text := replaceIdents(step.String(), map[string]string{"pc": pc, "fail": c.label(t.name)})
		fmt.Fprintf(&body, "{\n%s}\n", text)
	}
	return head.String() + body.String() + stores.String() + c.finish(t, words, tail), true
}

// finish returns the code behind a chain of so many words that has stored its values.
func (c chain) finish(t valueType, words int, tail string) string {
	n := len(c.steps) - 1
	end := links[c.steps[n].op]
	last := fmt.Sprintf("pc = unsafe.Add(pc, %d)\n", 8*(words-1)) // the last word
	switch {
	case end.leaves:
		set := fmt.Sprintf("h.p = tag\nvalue(h) = v%d\n", n)
		if t.tag == "" {
			set = fmt.Sprintf("h.p, h.n = v%d.p, v%[1]d.n\n", n)
		}
		return "h := (*Value)(base)\nback := h.n\n" + set + "m.depth++\n" +
			"pc = unsafe.Add(unsafe.Pointer(nil), back&retMask)\nbase = unsafe.Add(base, -int64(back>>retBits))\ncontinue\n"
	case end.jumps:
		return last + fmt.Sprintf("if v%d {\nd := immC(unsafe.Add(pc, %d))\n", n, -8*end.words) +
			"pc = unsafe.Add(pc, d*8)\nif d < 0 {\ngoto back\n}\ncontinue dispatch\n}\ncontinue\n"
	case tail != "":
		return fmt.Sprintf("pc = unsafe.Add(pc, %d)\ngoto %s\n", 8*words, tail)
	}
	return last + "continue\n"
}

// identifier matches what replaceIdents looks up.
var identifier = regexp.MustCompile(`\b\w+\b`)

func replaceIdents(text string, by map[string]string) string {
	return identifier.ReplaceAllStringFunc(text, func(s string) string { return cmp.Or(by[s], s) })
}
