package hostile

// Every instruction on operands of every kind, which the compiler would never put there.

import (
	"errors"
	"testing"

	"github.com/coro-lang/coro/stdlib"
	"github.com/coro-lang/coro/vm"
	"github.com/coro-lang/coro/vm/bytecode"
)

// damaged is code that spreads a number into a map.
var damaged = []bytecode.Instr{
	bytecode.AD(bytecode.OpLoadInt, 0, 1, 5), bytecode.AD(bytecode.OpLoadInt, 0, 2, 6), bytecode.ABC(bytecode.OpMapSpread, 0, 1, 2, 0),
}

// The registers that values prepares: the header, then one value of each kind.
const (
	firstValue = 1
	scratch    = 40 // and some behind it
	registers  = 80
)

// forge is a program whose body is code, followed by what ends it. Its constants are
// those of a real one.
func forge(t testing.TB, code ...bytecode.Instr) *bytecode.Program {
	t.Helper()
	return &bytecode.Program{
		Name: "forged.coro",
		Consts: []bytecode.Const{
			{Kind: bytecode.ConstString, Text: "n"},
			{Kind: bytecode.ConstString, Text: "m"},
			{Kind: bytecode.ConstString, Text: "init"},
			{Kind: bytecode.ConstString, Text: "int"},
			{Kind: bytecode.ConstKeys, Keys: []uint32{0, 1}},
			{Kind: bytecode.ConstBuiltin, Text: "len"},
			{Kind: bytecode.ConstClass, Class: &bytecode.Class{Name: "Forged", Record: true, Fields: []bytecode.Field{{Name: 0}}}},
			{Kind: bytecode.ConstClass, Class: &bytecode.Class{
				Name: "Late", Fields: []bytecode.Field{{Name: 0, Mutable: true, Late: true}, {Name: 1, Valued: true}},
				Members: []bytecode.Member{{Kind: bytecode.MemberInit, Name: 2}, {Kind: bytecode.MemberFields, Name: 2}, {Kind: bytecode.MemberGetter, Name: 3}},
			}},
			{Kind: bytecode.ConstClass, Class: &bytecode.Class{Name: "Heir", Super: true}},
			{Kind: bytecode.ConstInt, Bits: 7},
			{Kind: bytecode.ConstFloat},
		},
		Globals: []bytecode.Global{{Name: "g"}, {Name: "h", Mutable: true}},
		Imports: []bytecode.Import{{Module: "coroutine", Host: true}, {Module: "./none"}},
		Protos: []*bytecode.Proto{
			{Registers: registers, Code: append(code[:len(code):len(code)], bytecode.ABC(bytecode.OpReturnNil, 0, 0, 0, 0))},
			{ // captures what it may
				Name: "inner", Params: []string{"a", "b"}, Required: 1, Registers: 8, Upvalues: []bytecode.Upvalue{{Name: "u", Local: true, Index: 1}},
				Code: []bytecode.Instr{bytecode.ABC(bytecode.OpGetUpCell, 0, 3, 0, 0), bytecode.ABC(bytecode.OpReturn, 0, 3, 0, 0)},
			},
		},
	}
}

// prepare fills registers with values of many kinds, and returns how many there are.
func prepare() (code []bytecode.Instr, n uint16) {
	abc, ad := bytecode.ABC, bytecode.AD
	r := uint16(firstValue)
	add := func(make ...bytecode.Instr) {
		code = append(code, make...)
		r++
	}
	add(ad(bytecode.OpLoadInt, 0, r, -5))
	add(ad(bytecode.OpLoadInt, 0, r, 1))
	add(abc(bytecode.OpLoadNum, 1, r, 0, 0), 0x7ff8000000000000) // NaN
	add(abc(bytecode.OpLoadNum, 1, r, 0, 0), 0x3ff8000000000000) // 1.5
	add(abc(bytecode.OpLoadBool, 1, r, 0, 0))
	add(abc(bytecode.OpLoadNil, 0, r, 1, 0))
	add(ad(bytecode.OpLoadK, 0, r, 0))                                                                            // a string
	add(ad(bytecode.OpLoadK, 0, r, 5))                                                                            // a native
	add(abc(bytecode.OpNewList, 0, r, 1, 3))                                                                      // a list of values
	add(abc(bytecode.OpNewList, 0, r, 1, 0))                                                                      // an empty one
	add(abc(bytecode.OpNewTuple, 0, r, 1, 2))                                                                     // a tuple
	add(abc(bytecode.OpNewMap, 0, r, 0, 0))                                                                       // an empty map
	add(abc(bytecode.OpNewRecordMap, 0, r, 1, 4))                                                                 // a map
	add(ad(bytecode.OpClosure, 0, r, 1))                                                                          // a function
	add(abc(bytecode.OpNewCell, 0, r, 1, 0))                                                                      // a cell, which no script can hold
	add(abc(bytecode.OpNewRange, 0, r, 1, 2))                                                                     // a range
	add(abc(bytecode.OpNewClass, 0, r, 1, 6))                                                                     // a record
	add(abc(bytecode.OpMove, 0, r, r-1, 0), abc(bytecode.OpMove, 0, r+1, 1, 0), abc(bytecode.OpCall, 0, r, 1, 0)) // one of it
	add(abc(bytecode.OpMove, 0, r, 14, 0), abc(bytecode.OpMove, 0, r+1, 1, 0), abc(bytecode.OpNewCoroutine, 0, r, 1, 0))
	add(abc(bytecode.OpLoadSelf, 0, r, 0, 0))
	add(abc(bytecode.OpNoYield, 0, r, 0, 0), abc(bytecode.OpEndNoYield, 0, r, 0, 0))
	add(abc(bytecode.OpIter, 0, r, 9, 0), abc(bytecode.OpMove, 0, r+2, 1, 0)) // an iterator over a list
	r++
	add(abc(bytecode.OpIterPairs, 0, r, 9, 0), abc(bytecode.OpMove, 0, r+2, 1, 0)) // one over pairs, whose position is no value
	r++
	add(abc(bytecode.OpNewUnset, 0, r, 0, 0)) // a cell of a variable that is not initialised
	add(ad(bytecode.OpImport, 0, r, 0))       // a module
	return code, r - firstValue
}

// TestEveryInstructionOnEveryKind runs each instruction with each kind of value in each
// of its registers.
func TestEveryInstructionOnEveryKind(t *testing.T) {
	head, n := prepare()
	if _, err := vm.Decode(forge(t, head...).Encode()); err != nil {
		t.Fatal(err)
	}
	for op := range bytecode.Op(bytecode.NumOps) {
		info, _ := op.Info()
		if info.Internal {
			continue
		}
		m := newVM(t, vm.Config{Modules: stdlib.Pure(), Limits: forgedLimits, Debug: vm.Debug{StackSlots: 1}})
		seen := map[bytecode.Instr]bool{}
		ran := 0
		for a := range n {
			for _, b := range []uint16{(a + 5) % n, (a + 11) % n} {
				for _, code := range uses(op, info, firstValue+a, firstValue+b) {
					if seen[code[0]] {
						continue
					}
					seen[code[0]] = true
					prog, err := vm.Decode(forge(t, append(head[:len(head):len(head)], code...)...).Encode())
					if err != nil {
						continue
					}
					ran++
					if _, err := m.Run(t.Context(), prog); errors.Is(err, vm.ErrCancelled) {
						t.Fatal(err)
					}
				}
			}
		}
		checkSound(t, m)
		if ran == 0 && !unusable[op] {
			t.Errorf("no use of %s passes the verifier", op)
		}
	}
}

// unusable are the instructions for which this program has not what they need: upvalues,
// a place to loop to.
var unusable = map[bytecode.Op]bool{
	bytecode.OpGetUp: true, bytecode.OpSetUp: true, bytecode.OpAddUp: true, bytecode.OpGetUpCell: true, bytecode.OpSetUpCell: true, bytecode.OpAddUpCell: true, bytecode.OpCallUp: true,
	bytecode.OpLoop: true,
}

// TestUpvaluesOfEveryKind runs the instructions for captured variables with each kind of
// value in the variable and in their register.
func TestUpvaluesOfEveryKind(t *testing.T) {
	head, n := prepare()
	abc := bytecode.ABC
	for op := range unusable {
		if op == bytecode.OpLoop {
			continue
		}
		m := newVM(t, vm.Config{Modules: stdlib.Pure(), Limits: forgedLimits, Debug: vm.Debug{StackSlots: 1}})
		for captured := range n {
			for other := range n {
				prog := forge(t, append(head[:len(head):len(head)], bytecode.AD(bytecode.OpClosure, 0, scratch, 1),
					abc(bytecode.OpMove, 0, scratch+1, firstValue+other, 0), abc(bytecode.OpCall, 0, scratch, 1, 0))...)
				inner := prog.Protos[1]
				inner.Upvalues[0].Index = firstValue + captured
				use := abc(op, 0, 1, 0, 0)
				if op == bytecode.OpCallUp {
					use = abc(op, 0, 1, 1, 0)
				}
				inner.Code = []bytecode.Instr{use, abc(bytecode.OpGetUp, 0, 3, 0, 0), abc(bytecode.OpReturn, 0, 3, 0, 0)}
				decoded, err := vm.Decode(prog.Encode())
				if err != nil {
					t.Fatal(op, err)
				}
				if _, err := m.Run(t.Context(), decoded); errors.Is(err, vm.ErrCancelled) {
					t.Fatal(err)
				}
			}
		}
		checkSound(t, m)
	}
}

// TestResultsThatAreTakenApart returns tuples of every length to every place, and then
// reads all registers.
func TestResultsThatAreTakenApart(t *testing.T) {
	head, n := prepare()
	abc := bytecode.ABC
	m := newVM(t, vm.Config{Modules: stdlib.Pure(), Limits: forgedLimits, Debug: vm.Debug{StackSlots: 1}})
	for count := uint16(1); count < 4; count++ {
		for _, from := range []uint16{1, 2, 5, 8 - count} {
			for _, to := range []uint16{firstValue, firstValue + n, scratch - 1, scratch, scratch + 1, scratch + 7, registers - count} {
				for _, result := range []uint16{firstValue + 8, scratch, to} {
					code := append(head[:len(head):len(head)], bytecode.AD(bytecode.OpClosure, 0, scratch, 1), abc(bytecode.OpMove, 0, scratch+1, firstValue, 0),
						abc(bytecode.OpCall, 0, scratch, 1, 0), abc(bytecode.OpUnpackResult, 0, to, result, count))
					for r := uint16(1); r < registers; r++ {
						code = append(code, abc(bytecode.OpNewTuple, 0, registers-1, r, 1), abc(bytecode.OpConcat, 0, registers-1, registers-1, 1))
					}
					prog := forge(t, code...)
					prog.Protos[1].Code = []bytecode.Instr{abc(bytecode.OpReturnTuple, 0, 0, from, count)}
					decoded, err := vm.Decode(prog.Encode())
					if err != nil {
						continue // more registers than there are
					}
					if _, err := m.Run(t.Context(), decoded); errors.Is(err, vm.ErrCancelled) {
						t.Fatal(err)
					}
				}
			}
		}
	}
	checkSound(t, m)
}

// uses are instructions of an opcode whose registers hold two values, for all small
// numbers in its other fields. Most of them the verifier refuses.
func uses(op bytecode.Op, info bytecode.Info, a, b uint16) (all [][]bytecode.Instr) {
	field := func(f bytecode.Fields, register uint16, kind bytecode.OperandKind, number uint16) uint16 {
		switch {
		case info.Registers&f != 0:
			return register
		case kind == bytecode.KindNone:
			return 0
		}
		return number
	}
	for number := range uint16(11) {
		for x := range uint8(2) {
			i := bytecode.ABC(op, x, field(bytecode.FieldA, a, info.A, number), field(bytecode.FieldB, b, info.B, number), field(bytecode.FieldC, b, info.C, number))
			if info.B == bytecode.KindConst32 || info.B == bytecode.KindGlobal32 || info.B == bytecode.KindProto32 || info.B == bytecode.KindImport32 || info.B == bytecode.KindImm32 {
				i = bytecode.AD(op, x, i.A(), int32(number))
			}
			if info.B == bytecode.KindJump32 {
				i = bytecode.AD(op, x, i.A(), 0)
			}
			if info.C == bytecode.KindJump16 {
				i = bytecode.ABC(op, x, i.A(), i.B(), 0)
			}
			code := []bytecode.Instr{i}
			if info.Word != bytecode.KindNone {
				code = append(code, 0)
			}
			switch op {
			case bytecode.OpGetKey:
				code = append(code, bytecode.AD(bytecode.OpJumpIfAbsent, 0, i.A(), 0))
			case bytecode.OpIterNext2:
				code = append(code, bytecode.ABC(bytecode.OpUnpack, 0, i.A(), i.A(), 2), bytecode.ABC(bytecode.OpNop, 0, 0, 0, 0))
			case bytecode.OpEndCleanup:
				for range number {
					code = append(code, bytecode.AD(bytecode.OpJump, 0, 0, int32(number)))
				}
				for range number {
					code = append(code, bytecode.ABC(bytecode.OpNop, 0, 0, 0, 0))
				}
			case bytecode.OpLoop:
				return nil // ends only for lack of fuel
			}
			all = append(all, code)
		}
	}
	return all
}
