package bytecode

// The layout of instructions and what the table says of them.

import (
	"testing"

	"pgregory.net/rapid"
)

func TestFieldsAreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		op, x := Op(rapid.Uint8().Draw(t, "op")), rapid.Uint8().Draw(t, "x")
		a, b, c := rapid.Uint16().Draw(t, "a"), rapid.Uint16().Draw(t, "b"), rapid.Uint16().Draw(t, "c")
		d := rapid.Int32().Draw(t, "d")
		last := Fields(0)
		if info, ok := op.Info(); ok && info.Last != 0 {
			last = Fields(rapid.Uint8Range(0, 15).Draw(t, "last"))
			x &= 15
		}
		if i := ABC(op, x, a, b, c).WithLast(last); i.Last() != last || i.Op() != op || i.X() != x || i.A() != a || i.B() != b || i.C() != c {
			t.Fatalf("ABC: %016x", uint64(i))
		}
		if i := AD(op, x, a, d).WithLast(last); i.Last() != last || i.Op() != op || i.X() != x || i.A() != a || i.D() != d {
			t.Fatalf("AD: %016x", uint64(i))
		}
	})
}

func TestRegisterMaskNamesTheFieldsToScale(t *testing.T) {
	for op, want := range map[Op]uint64{
		OpNop: 0, OpMove: 0b011, OpAdd: 0b111, OpAddInt: 0b011, OpSetGlobal: 0b001, OpJump: 0,
		OpCall: 0b001, OpNewList: 0b011, OpUnpack: 0b011, OpGetField: 0b011, OpNewMap: 0b001, Op(255): 0,
	} {
		if got := op.RegisterMask(); got != want {
			t.Errorf("%s: %03b, want %03b", op, got, want)
		}
	}
}

func TestJumpTargetsAreCountedFromTheNextInstruction(t *testing.T) {
	for _, test := range []struct {
		instr  Instr
		target int
		ok     bool
	}{
		{AD(OpJump, 0, 0, 3), 14, true},
		{AD(OpLoop, 0, 0, -1), 10, true},
		{ABC(OpJumpEq, 0, 1, 2, 0xffff), 10, true},
		{ABC(OpJumpLtNum, 0, 1, 0, 0xfffe), 10, true},
		{ABC(OpMove, 0, 1, 2, 0), 0, false},
		{Instr(255), 0, false},
	} {
		if target, ok := test.instr.JumpTarget(10); target != test.target || ok != test.ok {
			t.Errorf("%s: %d, %v", test.instr.Op(), target, ok)
		}
	}
}

func TestUndefinedOpcodesHaveNoDescription(t *testing.T) {
	op := Op(NumOps)
	if _, ok := op.Info(); ok || op.String() != "Undefined" || op.Width() != 1 {
		t.Errorf("opcode %d is described as %s", NumOps, op)
	}
}
