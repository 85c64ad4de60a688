package bytecode

// What the verifier refuses: one entry for each rule, and the rules that the
// opcode table gives, for every opcode.

import (
	"errors"
	"strings"
	"testing"

	"github.com/coro-lang/coro/lexer/source"
)

var returnNil = ABC(OpReturnNil, 0, 0, 0, 0)

func TestGoodProgramsAreAccepted(t *testing.T) {
	recursive := everyOpcode()
	recursive.Protos[1].Handlers = nil
	recursive.Protos[1].Code = []Instr{AD(OpClosure, 0, 1, 1), returnNil}
	for name, p := range map[string]*Program{
		"fib":               fib(),
		"every opcode":      everyOpcode(),
		"nested in itself":  recursive,
		"empty runs":        bodyOf(ABC(OpNewList, 0, 1, 8, 0), ABC(OpUnpack, 0, 8, 1, 0), returnNil),
		"rest of an unpack": bodyOf(ABC(OpUnpack, 3, 1, 1, 4), returnNil),
		"spread coroutine":  bodyOf(ABC(OpNewCoroutine, 1, 6, 0, 0), returnNil),
		"spread task":       bodyOf(ABC(OpSpawn, 1, 6, 0, 1), returnNil),
		"resume, no value":  bodyOf(ABC(OpResume, 1, 7, 7, 0), returnNil),
		"cleanup, no jumps": bodyOf(ABC(OpEndCleanup, 0, 1, 0, 0)),
		"cleanup, loop":     bodyOf(returnNil, ABC(OpEndCleanup, 0, 1, 1, 0), AD(OpLoop, 0, 0, -3)),
	} {
		if err := p.Verify(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Code that breaks a rule, as the body of a module with 8 registers.
func TestBadCodeIsRefused(t *testing.T) {
	for _, test := range []struct {
		want string
		code []Instr
	}{
		{"control runs off the end of the code", nil},
		{"control runs off the end of the code", []Instr{ABC(OpMove, 0, 1, 2, 0)}},
		{"pc 1: undefined opcode 250", []Instr{returnNil, 250}},
		{"pc 0: Halt stands in a program", []Instr{ABC(OpHalt, 0, 0, 0, 0), returnNil}},
		{"pc 1: LoadNum: the inline word is missing", []Instr{returnNil, ABC(OpLoadNum, 0, 1, 0, 0)}},

		{"Import: import 2 of 2", []Instr{AD(OpImport, 0, 1, 2), returnNil}},
		{"Import: import 4294967295 of 2", []Instr{AD(OpImport, 0, 1, -1), returnNil}},
		{"Move: register 0 is outside of the frame of 8", []Instr{ABC(OpMove, 0, 0, 1, 0), returnNil}},
		{"Move: register 0 is outside of the frame of 8", []Instr{ABC(OpMove, 0, 1, 0, 0), returnNil}},
		{"Move: register 8 is outside of the frame of 8", []Instr{ABC(OpMove, 0, 1, 8, 0), returnNil}},
		{"LoadNil: 3 registers from 6 on", []Instr{ABC(OpLoadNil, 0, 6, 3, 0), returnNil}},
		{"LoadNil: operand B is zero", []Instr{ABC(OpLoadNil, 0, 1, 0, 0), returnNil}},
		{"Call: 3 registers from 6 on", []Instr{ABC(OpCall, 0, 6, 2, 0), returnNil}},
		{"Call: register 8 ", []Instr{ABC(OpCall, 0, 8, 0, 0), returnNil}},
		{"CallK: 2 registers from 7 on", []Instr{ABC(OpCallK, 0, 7, 1, constBuiltin), returnNil}},
		{"CallSpread: 2 registers from 7 on", []Instr{ABC(OpCallSpread, 0, 7, 0, 0), returnNil}},
		{"CallMethod: operand B is zero", []Instr{ABC(OpCallMethod, 0, 1, 0, constName), 0, returnNil}},
		{"CallMethod: 3 registers from 6 on", []Instr{ABC(OpCallMethod, 0, 6, 2, constName), 0, returnNil}},
		{"CallMethodSpread: 3 registers from 6 on", []Instr{ABC(OpCallMethodSpread, 0, 6, 0, constName), returnNil}},
		{"TailCall: 2 registers from 7 on", []Instr{ABC(OpTailCall, 0, 7, 1, 0)}},
		{"TailCallMethod: operand B is zero", []Instr{ABC(OpTailCallMethod, 0, 1, 0, constName), 0, returnNil}},
		{"TailCallMethod: 3 registers from 6 on", []Instr{ABC(OpTailCallMethod, 0, 6, 2, constName), 0, returnNil}},
		{"NewList: 4 registers from 5 on", []Instr{ABC(OpNewList, 0, 1, 5, 4), returnNil}},
		{"NewList: 0 registers from 9 on", []Instr{ABC(OpNewList, 0, 1, 9, 0), returnNil}},
		{"NewRecordMap: 2 registers from 7 on", []Instr{ABC(OpNewRecordMap, 0, 1, 7, constKeys), returnNil}},
		{"Concat: operand C is zero", []Instr{ABC(OpConcat, 0, 1, 1, 0), returnNil}},
		{"GetSlice: 2 registers from 7 on", []Instr{ABC(OpGetSlice, 0, 1, 1, 7), returnNil}},
		{"Unpack: 3 registers from 6 on", []Instr{ABC(OpUnpack, 0, 6, 1, 3), returnNil}},
		{"Unpack: 4 registers from 5 on", []Instr{ABC(OpUnpack, 2, 5, 1, 2), returnNil}},
		{"ForPrep: 2 registers from 7 on", []Instr{AD(OpForPrep, 0, 7, 0), returnNil}},
		{"ForLoop: 2 registers from 7 on", []Instr{AD(OpForLoop, 0, 7, 0), returnNil}},
		{"Iter: 2 registers from 7 on", []Instr{ABC(OpIter, 0, 7, 1, 0), returnNil}},
		{"IterNext: 2 registers from 7 on", []Instr{ABC(OpIterNext, 0, 7, 7, 0), returnNil}},
		{"IterNext2: 2 registers from 7 on", []Instr{ABC(OpIterNext2, 0, 7, 1, 0), ABC(OpUnpack, 0, 1, 1, 2), returnNil}},
		{"IterClose: 2 registers from 7 on", []Instr{ABC(OpIterClose, 0, 7, 0, 0), returnNil}},
		{"NewCoroutine: 2 registers from 7 on", []Instr{ABC(OpNewCoroutine, 0, 7, 1, 0), returnNil}},
		{"NewCoroutine: 2 registers from 7 on", []Instr{ABC(OpNewCoroutine, 1, 7, 0, 0), returnNil}},
		{"Spawn: 2 registers from 7 on", []Instr{ABC(OpSpawn, 0, 7, 1, 1), returnNil}},
		{"Spawn: arguments both as a list and counted", []Instr{ABC(OpSpawn, 1, 1, 1, 1), returnNil}},
		{"NewCoroutine: arguments both as a list and counted", []Instr{ABC(OpNewCoroutine, 1, 1, 1, 0), returnNil}},
		{"Resume: register 0 is outside", []Instr{ABC(OpResume, 0, 1, 1, 0), returnNil}},
		{"Resume: register 0 is outside", []Instr{ABC(OpResume, 1, 0, 1, 0), returnNil}},
		{"Resume: register 2 for a value that is not given", []Instr{ABC(OpResume, 1, 1, 1, 2), returnNil}},

		{"Move: unused operand X is 1", []Instr{ABC(OpMove, 1, 1, 1, 0), returnNil}},
		{"Move: unused operand C is 1", []Instr{ABC(OpMove, 0, 1, 1, 1), returnNil}},
		{"Jump: unused operand A is 1", []Instr{AD(OpJump, 0, 1, 0), returnNil}},
		{"LoadBool: operand X is 2, not 0 or 1", []Instr{ABC(OpLoadBool, 2, 1, 0, 0), returnNil}},
		{"Add: operand X ends the value of A, which is no register that is read", []Instr{ABC(OpAdd, 0, 1, 1, 1).WithLast(FieldA | FieldB), returnNil}},
		{"AddInt: operand X ends the value of C", []Instr{ABC(OpAddInt, 1, 1, 1, 1).WithLast(FieldB | FieldC), returnNil}},
		{"Sub: unused operand X is 1", []Instr{ABC(OpSub, 1, 1, 1, 1).WithLast(FieldB), returnNil}},
		{"GetField: cache slot 1 is not zero", []Instr{ABC(OpGetField, 1, 1, 1, constName), 0, returnNil}},
		{"GetField: cache word is not zero", []Instr{ABC(OpGetField, 0, 1, 1, constName), 1, returnNil}},

		{"LoadK: constant 8 of 8", []Instr{AD(OpLoadK, 0, 1, 8), returnNil}},
		{"LoadK: constant 4294967295 of 8", []Instr{AD(OpLoadK, 0, 1, -1), returnNil}},
		{"LoadK: constant 4 is of the wrong kind: keys", []Instr{AD(OpLoadK, 0, 1, constKeys), returnNil}},
		{"Is: constant 0 is of the wrong kind: int", []Instr{ABC(OpIs, 0, 1, 1, constInt), returnNil}},
		{"JumpEqK: constant 0 is of the wrong kind: int", []Instr{ABC(OpJumpEqK, 0, 1, constInt, 0), returnNil}},
		{"CallMethod: constant 5 is of the wrong kind: built-in", []Instr{ABC(OpCallMethod, 0, 1, 1, constBuiltin), 0, returnNil}},
		{"CallK: constant 2 is of the wrong kind: string", []Instr{ABC(OpCallK, 0, 1, 1, constName), returnNil}},
		{"NewRecordMap: constant 2 is of the wrong kind: string", []Instr{ABC(OpNewRecordMap, 0, 1, 1, constName), returnNil}},
		{"GetUp: upvalue 0 of 0", []Instr{ABC(OpGetUp, 0, 1, 0, 0), returnNil}},
		{"CallUp: upvalue 0 of 0", []Instr{ABC(OpCallUp, 0, 1, 0, 0), returnNil}},
		{"GetGlobal: module variable 2 of 2", []Instr{AD(OpGetGlobal, 0, 1, 2), returnNil}},
		{"CallGlobal: module variable 2 of 2", []Instr{ABC(OpCallGlobal, 0, 1, 0, 2), returnNil}},
		{"Closure: prototype 1 of 1", []Instr{AD(OpClosure, 0, 1, 1), returnNil}},

		{"Jump: target 2 is no instruction", []Instr{AD(OpJump, 0, 0, 1), returnNil}},
		{"Loop: target -1 is no instruction", []Instr{AD(OpLoop, 0, 0, -2), returnNil}},
		{"Jump: target 2 is no instruction", []Instr{AD(OpJump, 0, 0, 1), ABC(OpLoadNum, 0, 1, 0, 0), Instr(returnNil), returnNil}},
		{"JumpLtNum: target -1 is no instruction", []Instr{ABC(OpJumpLtNum, 0, 1, 0, 0xfffd), 0, returnNil}},
		{"JumpEq: target 2 is no instruction", []Instr{ABC(OpJumpEq, 0, 1, 1, 1), returnNil}},
		{"Jump: a jump backwards to 0 that charges no fuel", []Instr{AD(OpJump, 0, 0, -1)}},
		{"JumpIf: a jump backwards to 0 that charges no fuel", []Instr{AD(OpJumpIf, 0, 1, -1), returnNil}},
		{"ForPrep: a jump backwards to 0 that charges no fuel", []Instr{AD(OpForPrep, 0, 1, -1), returnNil}},
		{"IterNext2: target 1 is ReturnNil, not Unpack", []Instr{ABC(OpIterNext2, 0, 1, 3, 0), returnNil}},
		{"JumpNotSeq: operand X is 4, not two bits", []Instr{ABC(OpJumpNotSeq, 4, 1, 0, 0), returnNil}},
		{"JumpNotSeq: a jump backwards", []Instr{ABC(OpNop, 0, 0, 0, 0), ABC(OpJumpNotSeq, 0, 1, 0, 0xfffe), returnNil}},
		{"JumpIfAbsent: a jump backwards", []Instr{AD(OpJumpIfAbsent, 0, 1, -1), returnNil}},
		{"GetKey: no JumpIfAbsent of R[1] follows", []Instr{ABC(OpGetKey, 0, 1, 1, constName), 0, returnNil}},
		{"GetKey: no JumpIfAbsent of R[1] follows", []Instr{ABC(OpGetKey, 0, 1, 1, constName), 0, AD(OpJumpIfAbsent, 0, 2, 0), returnNil}},
		{"control runs off the end", []Instr{ABC(OpGetKey, 0, 1, 1, constName), 0}},
		{"UnpackRecord: operand C is zero", []Instr{ABC(OpUnpackRecord, 0, 6, 1, 0), returnNil}},
		{"UnpackRecord: 3 registers from 6 on", []Instr{ABC(OpUnpackRecord, 0, 6, 1, 3), returnNil}},
		{"EndCleanup: jump 2 of 2 is missing", []Instr{ABC(OpEndCleanup, 0, 1, 2, 0), AD(OpLoop, 0, 0, -1)}},
		{"EndCleanup: jump 1 of 1 is ReturnNil", []Instr{ABC(OpEndCleanup, 0, 1, 1, 0), returnNil}},
	} {
		checkRefused(t, bodyOf(test.code...), test.want)
	}
}

// Everything but code.
func TestBadProgramsAreRefused(t *testing.T) {
	for _, test := range []struct {
		want   string
		damage func(p *Program, all *Proto)
	}{
		{"bytecode: no prototype", func(p *Program, _ *Proto) { p.Protos = nil }},
		{"bytecode: prototype 1 is missing", func(p *Program, _ *Proto) { p.Protos[1] = nil }},
		{"the body of the module has parameters", func(p *Program, _ *Proto) { p.Protos[0].Params = []string{"a"} }},
		{"the body of the module has parameters or upvalues", func(p *Program, _ *Proto) { p.Protos[0].Upvalues = []Upvalue{{}} }},

		{"constant 0: unknown kind 9", func(p *Program, _ *Proto) { p.Consts[0].Kind = 9 }},
		{"constant 2: a field that the kind does not use is set", func(p *Program, _ *Proto) { p.Consts[constName].Bits = 1 }},
		{"constant 0: a field that the kind does not use is set", func(p *Program, _ *Proto) { p.Consts[constInt].Text = "1" }},
		{"constant 2: a field that the kind does not use is set", func(p *Program, _ *Proto) { p.Consts[constName].Keys = []uint32{2} }},
		{"constant 5: a field that the kind does not use is set", func(p *Program, _ *Proto) { p.Consts[constBuiltin].Span.End = 1 }},
		{"constant 5: no name", func(p *Program, _ *Proto) { p.Consts[constBuiltin].Text = "" }},
		{"constant 6: position outside of the source", func(p *Program, _ *Proto) { p.Source = "short" }},
		{"constant 4: key 7 is not a string constant", func(p *Program, _ *Proto) { p.Consts[constKeys].Keys[1] = 7 }},
		{"constant 4: key 0 is not a string constant", func(p *Program, _ *Proto) { p.Consts[constKeys].Keys[1] = constInt }},
		{`constant 4: key "name" stands twice`, func(p *Program, _ *Proto) { p.Consts[constKeys].Keys[1] = constName }},
		{`constant 4: key "name" stands twice`, func(p *Program, _ *Proto) { p.Consts[constOther].Text = "name" }},

		{"constant 7: a field that the kind does not use is set", func(p *Program, _ *Proto) { p.Consts[constClass].Class = nil }},
		{"constant 7: a record with a superclass", func(p *Program, _ *Proto) { p.Consts[constClass].Class.Record = true }},
		{"constant 7: 1001 fields are more than 1000", func(p *Program, _ *Proto) { p.Consts[constClass].Class.Fields = make([]Field, 1001) }},
		{"constant 7: the name of field 0 is not a string", func(p *Program, _ *Proto) { p.Consts[constClass].Class.Fields[0].Name = constInt }},
		{"constant 7: field 0 has properties", func(p *Program, _ *Proto) { p.Consts[constClass].Class.Fields[0].Late = true }},
		{`constant 7: the member "name" stands twice`, func(p *Program, _ *Proto) { p.Consts[constClass].Class.Fields[1].Name = constName }},
		{`constant 7: the member "name" stands twice`, func(p *Program, _ *Proto) { p.Consts[constClass].Class.Members[0].Kind = MemberMethod }},
		{`constant 7: the member "init" stands twice`, func(p *Program, _ *Proto) { p.Consts[constClass].Class.Members[1].Kind = MemberInit }},
		{`constant 7: "name" is no operator`, func(p *Program, _ *Proto) { p.Consts[constClass].Class.Members[1].Kind = MemberOperator }},
		{"constant 7: member 1 is of no kind", func(p *Program, _ *Proto) { p.Consts[constClass].Class.Members[1].Kind = memberKinds }},
		{"constant 7: member 1 is of no kind, or its name", func(p *Program, _ *Proto) { p.Consts[constClass].Class.Members[1].Name = 9 }},

		{"import 0: no name", func(p *Program, _ *Proto) { p.Imports[0] = Import{Host: true} }},
		{"import 0: the path of a module is empty", func(p *Program, _ *Proto) { p.Imports[0].Module = "" }},
		{"import 0: the path of a module is absolute", func(p *Program, _ *Proto) { p.Imports[0].Module = "/etc/shapes" }},
		{"import 0: position outside of the source", func(p *Program, _ *Proto) { p.Imports[0].Span.Start = 5 }},
		{"import 0: position of name 0 outside", func(p *Program, _ *Proto) { p.Imports[0].Names[0].Span.Start = 5 }},
		{"import 0: name 1 is empty or stands twice", func(p *Program, _ *Proto) { p.Imports[0].Names = append(p.Imports[0].Names, p.Imports[0].Names[0]) }},
		{"import 0: name 0 is empty", func(p *Program, _ *Proto) { p.Imports[0].Names[0].Name = "" }},
		{"export 0: module variable 2 of 2", func(p *Program, _ *Proto) { p.Exports[0].Slot = 2 }},
		{"export 1: the name stands twice", func(p *Program, _ *Proto) { p.Exports = append(p.Exports, p.Exports[0]) }},

		{"prototype 1 (all): 251 parameters are more than 250", func(_ *Program, all *Proto) { all.Params = make([]string, 251) }},
		{"a rest parameter without a name", func(_ *Program, all *Proto) { all.Params = nil }},
		{"3 of 2 parameters are required", func(_ *Program, all *Proto) { all.Required = 3 }},
		{"-1 of 2 parameters are required", func(_ *Program, all *Proto) { all.Required = -1 }},
		{"3 registers do not hold the frame header and 3 parameters", func(_ *Program, all *Proto) { all.Registers = 3 }},
		{"4001 registers are more than 4000", func(_ *Program, all *Proto) { all.Registers = 4001 }},
		{"256 upvalues are more than 255", func(_ *Program, all *Proto) { all.Upvalues = make([]Upvalue, 256) }},
		{"prototype 1 (all): position outside of the source", func(_ *Program, all *Proto) { all.Span = source.Span{Start: 2, End: 1} }},

		{"pc 0: Closure: upvalue 0 captures register 0 of a frame of 8", func(_ *Program, all *Proto) { all.Upvalues[0].Index = 0 }},
		{"pc 0: Closure: upvalue 0 captures register 8 of a frame of 8", func(_ *Program, all *Proto) { all.Upvalues[0].Index = 8 }},
		{"pc 0: Closure: upvalue 0 captures upvalue 0 of 0", func(_ *Program, all *Proto) { all.Upvalues[0] = Upvalue{} }},

		{"handler 0: range 2 to 2", func(_ *Program, all *Proto) { all.Handlers[0].Start = 2 }},
		{"handler 0: range 0 to 100000", func(_ *Program, all *Proto) { all.Handlers[0].End = 100000 }},
		{"handler 1: range 6 to 9 splits an instruction", func(_ *Program, all *Proto) { all.Handlers[1] = Handler{Start: 6, End: 9, Target: 10, Register: 1} }},
		{"handler 1: range 0 to 6 splits an instruction", func(_ *Program, all *Proto) { all.Handlers[1] = Handler{Start: 0, End: 6, Target: 10, Register: 1} }},
		{"handler 1: target 2 is before the end 3", func(_ *Program, all *Proto) { all.Handlers[1].Target = 2 }},
		{"handler 1: target 6 is no instruction", func(_ *Program, all *Proto) { all.Handlers[1].Target = 6 }},
		{"handler 1: target 100000 is no instruction", func(_ *Program, all *Proto) { all.Handlers[1].Target = 100000 }},
		{"handler 1: register 0 is outside of the frame of 8", func(_ *Program, all *Proto) { all.Handlers[1].Register = 0 }},
		{"handler 1: register 8 is outside of the frame of 8", func(_ *Program, all *Proto) { all.Handlers[1].Register = 8 }},
		{"handler 1: unknown kind 2", func(_ *Program, all *Proto) { all.Handlers[1].Kind = 2 }},

		{"malformed positions", func(_ *Program, all *Proto) { all.Positions = []byte{0x80} }},
		{"position of pc 5000 behind the code", func(_ *Program, all *Proto) { all.Positions = positionsOf(5000, source.Span{}) }},
		{"pc 3: position outside of the source", func(p *Program, all *Proto) {
			p.Source = "a longer source"
			all.Positions = positionsOf(3, source.Span{Start: 10, End: 20})
		}},
	} {
		p := everyOpcode()
		if p.Protos[1].Code[5].Op() != OpLoadNum {
			t.Fatal("the tests of handlers need an inline word at 6")
		}
		test.damage(p, p.Protos[1])
		checkRefused(t, p, test.want)
	}
}

func positionsOf(pc int, span source.Span) []byte {
	var w PositionWriter
	w.Add(pc, span)
	return w.Bytes()
}

func checkRefused(t *testing.T, p *Program, want string) {
	t.Helper()
	err := p.Verify()
	var e *VerifyError
	if !errors.As(err, &e) || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}

// The operand kinds of the table mean the same for every opcode.
func TestOperandsOfEveryOpcodeAreChecked(t *testing.T) {
	for op := range Op(NumOps) {
		in := &infos[op]
		if in.Internal {
			continue
		}
		check := func(what string, damage func(i Instr) Instr) {
			t.Helper()
			code := sampleOf(op)
			code[0] = damage(code[0])
			p := everyOpcode()
			p.Protos[1].Code = append(code, returnNil)
			p.Protos[1].Handlers = nil
			if p.Verify() == nil {
				t.Errorf("%s with %s is accepted", op, what)
			}
		}
		for shift, kind := range map[int]OperandKind{16: in.A, 32: in.B, 48: in.C} {
			set := func(n uint16) func(Instr) Instr {
				return func(i Instr) Instr { return i&^(0xffff<<shift) | Instr(n)<<shift }
			}
			switch {
			case forms[kind] == formRegister:
				check("register 0", set(0))
				check("register 8", set(9))
			case kind == KindNone && (shift != 48 || !in.B.wide()):
				check("an unused operand", set(1))
			case kind == KindConst, kind == KindGlobal, kind == KindUpvalue:
				check("an index out of range", set(1000))
			case kind == KindJump16:
				check("a target behind the code", set(1000))
			}
		}
		if in.B.wide() && in.B != KindImm32 {
			check("an index or target out of range", func(i Instr) Instr { return AD(op, i.X(), i.A(), 1<<30) })
			check("an index or target out of range", func(i Instr) Instr { return AD(op, i.X(), i.A(), -1<<30) })
		}
		if !in.AnyX {
			check("X = 2", func(i Instr) Instr { return i | 2<<8 })
		}
	}
}

func TestRunsFollowTheEquations(t *testing.T) {
	p := everyOpcode()
	for _, test := range []struct {
		instr Instr
		run   func(*Info) Run
		want  int
	}{
		{ABC(OpMove, 0, 1, 2, 0), func(in *Info) Run { return in.RunA }, 1},
		{ABC(OpLoadNil, 0, 1, 3, 0), func(in *Info) Run { return in.RunA }, 3},
		{ABC(OpCall, 0, 1, 3, 0), func(in *Info) Run { return in.RunA }, 4},
		{ABC(OpCallMethodSpread, 0, 1, 0, constName), func(in *Info) Run { return in.RunA }, 3},
		{ABC(OpNewRecordMap, 0, 1, 2, constKeys), func(in *Info) Run { return in.RunB }, 2},
		{ABC(OpNewRecordMap, 0, 1, 2, 1000), func(in *Info) Run { return in.RunB }, 0},
		{ABC(OpUnpack, 0, 1, 2, 3), func(in *Info) Run { return in.RunA }, 3},
		{ABC(OpUnpack, 2, 1, 2, 3), func(in *Info) Run { return in.RunA }, 5},
		{ABC(OpGetSlice, 0, 1, 2, 3), func(in *Info) Run { return in.RunC }, 2},
		{ABC(OpIterNext2, 0, 1, 3, 0), func(in *Info) Run { return in.RunB }, 2},
	} {
		info, _ := test.instr.Op().Info()
		if got := test.run(&info).Len(p, test.instr); got != test.want {
			t.Errorf("%s: run of %d registers, want %d", info.Name, got, test.want)
		}
	}
}
