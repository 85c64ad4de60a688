package bytecode

// Programs for the tests: by hand, with every opcode, and at random.

import (
	"math"
	"strings"

	"github.com/coro-lang/coro/lexer/source"
	"pgregory.net/rapid"
)

// Indices into the constant pool that all test programs share.
const (
	constInt = iota
	constFloat
	constName
	constOther
	constKeys
	constBuiltin
	constHost
	constClass
)

func testConsts() []Const {
	return []Const{
		constInt:     {Kind: ConstInt, Bits: 1 << 40},
		constFloat:   {Kind: ConstFloat, Bits: math.Float64bits(2)},
		constName:    {Kind: ConstString, Text: "name"},
		constOther:   {Kind: ConstString, Text: "a longer text, which the listing of the program cuts off"},
		constKeys:    {Kind: ConstKeys, Keys: []uint32{constName, constOther}},
		constBuiltin: {Kind: ConstBuiltin, Text: "print"},
		constHost:    {Kind: ConstHost, Text: "score", Span: source.Span{Start: 3, End: 8}},
		constClass: {Kind: ConstClass, Class: &Class{
			Name: "Point", Super: true,
			Fields:  []Field{{Name: constName, Mutable: true, Valued: true}, {Name: constOther, Late: true}},
			Members: []Member{{Kind: MemberInit, Name: constName}, {Kind: MemberStatic, Name: constName}},
		}},
	}
}

// firstConst returns a constant of one of the kinds.
func firstConst(kinds ConstKinds) uint16 {
	for i, c := range testConsts() {
		if kinds.Has(c.Kind) {
			return uint16(i)
		}
	}
	panic("no such constant")
}

// bodyOf is a program whose only code is code.
func bodyOf(code ...Instr) *Program {
	return &Program{
		Name:    "test.coro",
		Consts:  testConsts(),
		Globals: []Global{{Name: "g"}, {Name: "count", Mutable: true}},
		Imports: []Import{{Module: "./shapes", Span: source.Span{Start: 1, End: 4}, Names: []ImportedName{{Name: "area", Span: source.Span{Start: 2, End: 3}}}}, {Module: "math", Host: true}},
		Exports: []Export{{Name: "g", Slot: 0}},
		Protos:  []*Proto{{Registers: 8, Code: code}},
	}
}

// fib is what a compiler makes of a small file.
func fib() *Program {
	text := "fn fib(n) {\n\tif n < 2 { return n }\n\treturn fib(n-1) + fib(n-2)\n}\nprint(fib(20))\n"
	at := func(part string) source.Span { return source.At(strings.Index(text, part), len(part)) }
	var body, fn PositionWriter
	body.Add(0, at("fn fib(n)"))
	body.Add(2, at("20"))
	body.Add(3, at("fib(20)"))
	body.Add(4, at("print(fib(20))"))
	fn.Add(0, at("n < 2"))
	fn.Add(1, at("return n"))
	fn.Add(2, at("n-1"))
	fn.Add(3, at("fib(n-1)"))
	fn.Add(4, at("n-2"))
	fn.Add(5, at("fib(n-2)"))
	fn.Add(6, at("fib(n-1) + fib(n-2)"))
	return &Program{
		Name:    "fib.coro",
		Source:  text,
		Consts:  []Const{{Kind: ConstBuiltin, Text: "print"}},
		Globals: []Global{{Name: "fib"}},
		Protos: []*Proto{
			{
				Name: "fib.coro", Registers: 4, Positions: body.Bytes(),
				Code: []Instr{
					AD(OpClosure, 0, 1, 1),
					AD(OpSetGlobal, 0, 1, 0),
					AD(OpLoadInt, 0, 3, 20),
					ABC(OpCallGlobal, 0, 2, 1, 0),
					ABC(OpCallK, 0, 1, 1, 0),
					ABC(OpReturnNil, 0, 0, 0, 0),
				},
			},
			{
				Name: "fib", Params: []string{"n"}, Required: 1, Registers: 5, Positions: fn.Bytes(),
				Span: at("fn fib(n)"),
				Code: []Instr{
					ABC(OpJumpNotLtInt, 0, 1, 2, 1),
					ABC(OpReturn, 0, 1, 0, 0),
					ABC(OpSubInt, 0, 3, 1, 1),
					ABC(OpCallSelf, 0, 2, 1, 0),
					ABC(OpSubInt, 0, 4, 1, 2),
					ABC(OpCallSelf, 0, 3, 1, 0),
					ABC(OpAdd, 0, 2, 2, 3),
					ABC(OpReturn, 0, 2, 0, 0),
				},
			},
		},
	}
}

// sampleOf is a valid use of op in a prototype of at least 8 registers and one
// upvalue, with the instructions that must follow. Its jumps go to the next
// instruction.
func sampleOf(op Op) []Instr {
	in := &infos[op]
	next := uint16(0)
	field := func(k OperandKind) uint16 {
		switch {
		case forms[k] == formRegister:
			next++
			return next
		case k == KindCount:
			return 2
		case k == KindImm16:
			return uint16(math.MaxUint16) // -1
		case k == KindConst:
			return firstConst(in.Consts)
		}
		return 0
	}
	a := field(in.A)
	i := ABC(op, 0, a, field(in.B), field(in.C))
	switch in.B {
	case KindConst32:
		i = AD(op, 0, a, int32(firstConst(in.Consts)))
	case KindProto32:
		i = AD(op, 0, a, 1)
	case KindImm32:
		i = AD(op, 0, a, -70000)
	}
	code := []Instr{i}
	switch {
	case in.Word == KindNumber && in.FloatWord:
		code = append(code, Instr(math.Float64bits(0.5)))
	case in.Word != KindNone:
		code = append(code, 0)
	}
	switch op {
	case OpIterNext2:
		code = append(code, ABC(OpUnpack, 0, 1, 1, 2))
	case OpGetKey:
		code = append(code, AD(OpJumpIfAbsent, 0, 1, 0))
	case OpEndCleanup:
		code = append(code, AD(OpJump, 0, 0, 1), AD(OpJump, 0, 0, 0))
	}
	return code
}

// everyOpcode is a valid program with all instructions that one may have.
func everyOpcode() *Program {
	p := bodyOf(AD(OpClosure, 0, 1, 1), ABC(OpReturn, 0, 1, 0, 0))
	all := &Proto{
		Name: "all", Params: []string{"a", "b", "rest"}, Required: 1, HasRest: true, Registers: 8,
		Upvalues: []Upvalue{{Name: "up", Local: true, Index: 1}},
		Handlers: []Handler{{Start: 0, End: 2, Target: 3, Register: 1}, {Start: 0, End: 3, Target: 5, Register: 2, Kind: HandlerCleanup}},
	}
	for op := range Op(NumOps) {
		if !infos[op].Internal {
			all.Code = append(all.Code, sampleOf(op)...)
		}
	}
	all.Code = append(all.Code, ABC(OpReturnNil, 0, 0, 0, 0))
	p.Protos = append(p.Protos, all)
	return p
}

// randomProgram draws a valid program.
func randomProgram(t *rapid.T) *Program {
	p := bodyOf()
	p.Name = rapid.String().Draw(t, "name")
	p.Source = string(rapid.SliceOfN(rapid.Byte(), 8, 60).Draw(t, "source"))
	p.Consts = append(p.Consts,
		Const{Kind: ConstInt, Bits: rapid.Uint64().Draw(t, "int")},
		Const{Kind: ConstFloat, Bits: rapid.Uint64().Draw(t, "float")},
		Const{Kind: ConstString, Text: string(rapid.SliceOf(rapid.Byte()).Draw(t, "string"))})
	for range rapid.IntRange(0, 2).Draw(t, "functions") {
		p.Protos = append(p.Protos, &Proto{
			Name:      rapid.String().Draw(t, "function"),
			Params:    []string{"a", "b"},
			Required:  rapid.IntRange(0, 1).Draw(t, "required"),
			HasRest:   rapid.Bool().Draw(t, "rest"),
			Registers: rapid.IntRange(8, 4000).Draw(t, "registers"),
			Upvalues:  []Upvalue{{Name: "up", Local: true, Index: rapid.Uint16Range(1, 7).Draw(t, "captured")}},
		})
	}
	for _, proto := range p.Protos {
		randomCode(t, p, proto)
	}
	return p
}

// randomCode draws the code, the handlers and the positions of proto.
func randomCode(t *rapid.T, p *Program, proto *Proto) {
	var starts []int
	for range rapid.IntRange(0, 30).Draw(t, "length") {
		op := Op(rapid.IntRange(0, NumOps-1).Draw(t, "op"))
		in := &infos[op]
		if in.Internal || len(proto.Upvalues) == 0 && (in.B == KindUpvalue || in.C == KindUpvalue) ||
			in.B == KindProto32 && len(p.Protos) == 1 {
			continue
		}
		code := sampleOf(op)
		if in.X == KindFlag && op != OpNewCoroutine && op != OpSpawn && op != OpResume {
			code[0] |= Instr(rapid.IntRange(0, 1).Draw(t, "x")) << 8
		}
		code[0] = code[0].WithLast(Fields(rapid.Uint8().Draw(t, "last")) & in.Last)
		if in.Word == KindNumber {
			code[1] = Instr(rapid.Uint64().Draw(t, "word"))
		}
		for pc := 0; pc < len(code); pc += code[pc].Op().Width() {
			starts = append(starts, len(proto.Code)+pc)
		}
		proto.Code = append(proto.Code, code...)
	}
	starts = append(starts, len(proto.Code))
	proto.Code = append(proto.Code, ABC(OpReturnNil, 0, 0, 0, 0))
	for _, pc := range starts {
		randomTarget(t, proto, starts, pc)
	}
	w := PositionWriter{}
	for _, pc := range starts {
		start := rapid.IntRange(0, len(p.Source)).Draw(t, "start")
		w.Add(pc, source.At(start, rapid.IntRange(0, len(p.Source)-start).Draw(t, "length")))
	}
	proto.Positions = w.Bytes()
	for range rapid.IntRange(0, 2).Draw(t, "handlers") {
		if len(starts) < 2 {
			break
		}
		target := rapid.IntRange(1, len(starts)-1).Draw(t, "target")
		end := rapid.IntRange(1, target).Draw(t, "end")
		proto.Handlers = append(proto.Handlers, Handler{
			Start:    uint32(starts[rapid.IntRange(0, end-1).Draw(t, "start")]),
			End:      uint32(starts[end]),
			Target:   uint32(starts[target]),
			Register: rapid.Uint16Range(1, 7).Draw(t, "register"),
			Kind:     HandlerKind(rapid.IntRange(0, 1).Draw(t, "kind")),
		})
	}
}

// randomTarget gives the jump at pc, if it is one, another target.
func randomTarget(t *rapid.T, proto *Proto, starts []int, pc int) {
	i := proto.Code[pc]
	if _, ok := i.JumpTarget(pc); !ok || i.Op() == OpIterNext2 {
		return
	}
	targets := starts
	if infos[i.Op()].Forward {
		for targets[0] <= pc {
			targets = targets[1:]
		}
	}
	distance := rapid.SampledFrom(targets).Draw(t, "goto") - pc - i.Op().Width()
	if infos[i.Op()].B == KindJump32 {
		proto.Code[pc] = AD(i.Op(), i.X(), i.A(), int32(distance))
	} else {
		proto.Code[pc] = ABC(i.Op(), i.X(), i.A(), i.B(), uint16(distance))
	}
}
