//go:build !coro_checked

// Superinstructions: what the loader puts into code for the generated loop.

package vm

import "github.com/coro-lang/coro/vm/bytecode"

//go:generate go run ./fuse

// fuse puts the code of a superinstruction where the first instruction of its
// sequence stands, the longest that fits; see package fuse.
func fuse(plain []bytecode.Instr, code []uint64) {
	for i := 0; i < len(plain); i = follower(plain, i) {
		op := plain[i].Op()
		if firstSuper[op] == 0 {
			continue
		}
		for s := int(firstSuper[op]) - 1; s < len(superinstructions) && superinstructions[s][0] == op; s++ {
			if hasSequence(plain, i, superinstructions[s]) {
				code[i] = code[i]&^0xff | uint64(bytecode.NumOps+s)
				break
			}
		}
	}
}

// hasSequence reports whether the instructions at i are those of ops.
func hasSequence(code []bytecode.Instr, i int, ops []bytecode.Op) bool {
	for _, op := range ops {
		if i >= len(code) || code[i].Op() != op {
			return false
		}
		i = follower(code, i)
	}
	return true
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
		return superinstructions[op-bytecode.NumOps][0]
	}
	return op
}
