//go:build !coro_checked

// Superinstructions: what the loader puts into code for the generated loop.

package vm

import (
	"slices"

	"github.com/coro-lang/coro/vm/bytecode"
)

//go:generate go run ./fuse

// step is an instruction of a superinstruction. Of each of its operands it says 0 if
// that may be any, 1 if none of the steps before makes it, and 2 + i if step i does;
// last has the operands that nobody may read again, and same says that a and b are one
// register.
type step struct {
	op      bytecode.Op
	a, b, c uint8
	last    bytecode.Fields
	same    bool
}

// fuse puts the code of a superinstruction where the first instruction of its
// sequence stands: of those that fit, the one by which the rest of the code takes the
// fewest dispatches. See package fuse.
func fuse(plain []bytecode.Instr, code []uint64) {
	starts := make([]int, 0, len(plain))
	for i := 0; i < len(plain); i = follower(plain, i) {
		starts = append(starts, i)
	}
	dispatches := make([]int, len(plain)+2) // from an instruction to the end of the code
	for _, i := range slices.Backward(starts) {
		op, best, next := plain[i].Op(), plain[i].Op(), follower(plain, i)
		for s := int(firstSuper[op]) - 1; s >= 0 && s < len(superinstructions) && superinstructions[s][0].op == op; s++ {
			end, ok := sequence(plain, i, superinstructions[s])
			if ok && (best == op || dispatches[end] < dispatches[next]) {
				best, next = bytecode.Op(bytecode.NumOps+s), end
			}
		}
		code[i] = code[i]&^0xff | uint64(best)
		dispatches[i] = 1 + dispatches[next]
	}
}

// sequence reports whether the instructions at i are those of steps, and where they
// end.
func sequence(code []bytecode.Instr, i int, steps []step) (int, bool) {
	var buf [8]uint16
	made := buf[:0]
	for _, s := range steps {
		if i >= len(code) || code[i].Op() != s.op {
			return 0, false
		}
		ins := code[i]
		if s.last&^ins.Last() != 0 || s.same && ins.A() != ins.B() || !comes(s.a, ins.A(), made) || !comes(s.b, ins.B(), made) || !comes(s.c, ins.C(), made) {
			return 0, false
		}
		made = append(made, ins.A())
		i = follower(code, i)
	}
	return i, true
}

// comes reports whether a register comes from where a step wants it, when the steps
// before it have made others.
func comes(from uint8, register uint16, made []uint16) bool {
	if from == 0 {
		return true
	}
	last := uint8(1)
	for i, r := range made {
		if r == register {
			last = 2 + uint8(i)
		}
	}
	return last == from
}

// follower returns the index of the instruction behind the one at i.
func follower(code []bytecode.Instr, i int) int {
	if info, _ := code[i].Op().Info(); info.Word != bytecode.KindNone {
		i++
	}
	return i + 1
}

// plainOp returns the instruction that the code of an instruction stands for: of a
// superinstruction, the first.
func plainOp(op bytecode.Op) bytecode.Op {
	if op >= bytecode.NumOps {
		return superinstructions[op-bytecode.NumOps][0].op
	}
	return op
}
