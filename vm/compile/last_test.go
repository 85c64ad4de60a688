package compile_test

// What the compiler says of last readers is checked along all ways through the code.

import (
	"slices"
	"testing"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
)

func TestNobodyReadsAgainWhatALastReaderRead(t *testing.T) {
	readers := 0
	eachScript(t, ".", func(_ string, prog *bytecode.Program, _ source.Diagnostics) {
		if prog == nil {
			return
		}
		for _, p := range prog.Protos {
			readers += checkLastReaders(t, prog, p)
		}
	})
	if readers < 1000 {
		t.Fatalf("%d last readers", readers)
	}
}

// checkLastReaders checks all last readers of a function, and returns how many it has.
func checkLastReaders(t *testing.T, prog *bytecode.Program, p *bytecode.Proto) int {
	n := 0
	for pc := 0; pc < len(p.Code); pc += p.Code[pc].Op().Width() {
		i := p.Code[pc]
		for k, r := range []uint16{i.A(), i.B(), i.C()} {
			if i.Last()>>k&1 == 0 {
				continue
			}
			n++
			if by, ok := readAgain(prog, p, pc, int(r)); ok {
				t.Errorf("%s: instruction %d of %q says that R%d is not read again, but %d does", prog.Name, pc, p.Name, r, by)
			}
		}
	}
	return n
}

// readAgain looks for an instruction that reads register r before it is written, behind
// the one at pc when that is done.
func readAgain(prog *bytecode.Program, p *bytecode.Proto, pc, r int) (int, bool) {
	seen := make([]bool, len(p.Code))
	_, writes := accesses(prog, p, pc)
	todo := followers(p, pc, slices.Contains(writes, r))
	for len(todo) > 0 {
		pc := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[pc] {
			continue
		}
		seen[pc] = true
		reads, writes := accesses(prog, p, pc)
		if slices.Contains(reads, r) {
			return pc, true
		}
		for _, h := range p.Handlers {
			if int(h.Start) <= pc && pc < int(h.End) && int(h.Register) != r {
				todo = append(todo, int(h.Target))
			}
		}
		todo = append(todo, followers(p, pc, slices.Contains(writes, r))...)
	}
	return 0, false
}

// followers returns where control goes from the instruction at pc without an error, and
// with what a register held before: writes says that the instruction writes it. One that
// jumps does so only where it jumps.
func followers(p *bytecode.Proto, pc int, writes bool) []int {
	i := p.Code[pc]
	info, _ := i.Op().Info()
	var next []int
	target, jumps := i.JumpTarget(pc)
	if writes && !jumps {
		return nil
	}
	if jumps && !writes {
		next = append(next, target)
		if i.Op() == bytecode.OpIterNext2 {
			next = append(next, target+1)
		}
	}
	if !info.Ends {
		next = append(next, pc+i.Op().Width())
	}
	if i.Op() == bytecode.OpEndCleanup {
		for k := range int(i.B()) {
			next = append(next, pc+1+k)
		}
	}
	return next
}

// accesses returns the registers that the instruction at pc reads and writes.
func accesses(prog *bytecode.Program, p *bytecode.Proto, pc int) (reads, writes []int) {
	i := p.Code[pc]
	info, _ := i.Op().Info()
	for _, f := range []struct {
		first uint16
		kind  bytecode.OperandKind
		run   bytecode.Run
	}{{i.A(), info.A, info.RunA}, {i.B(), info.B, info.RunB}, {i.C(), info.C, info.RunC}} {
		var rs []int
		for k := range f.run.Len(prog, i) {
			rs = append(rs, int(f.first)+k)
		}
		switch f.kind {
		case bytecode.KindRead, bytecode.KindSpan, bytecode.KindModify:
			reads = append(reads, rs...)
		case bytecode.KindFrame:
			if !slices.Contains(makesCallee, i.Op()) {
				reads = append(reads, rs[0])
			}
			reads, writes = append(reads, rs[1:]...), append(writes, rs...)
		case bytecode.KindWrite, bytecode.KindTarget:
			writes = append(writes, rs...)
		}
	}
	if i.Op() == bytecode.OpClosure {
		for _, u := range prog.Protos[i.D()].Upvalues {
			if u.Local {
				reads = append(reads, int(u.Index))
			}
		}
	}
	return reads, writes
}

// makesCallee are the calls that put the callee into its register themselves.
var makesCallee = []bytecode.Op{
	bytecode.OpCallGlobal, bytecode.OpCallUp, bytecode.OpCallReg, bytecode.OpCallSelf, bytecode.OpCallK,
	bytecode.OpCallMethod, bytecode.OpCallMethodSpread, bytecode.OpTailCallMethod, bytecode.OpGetSuper,
}
