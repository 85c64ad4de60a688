package vm

// Code that no compiler makes but the verifier accepts.

import (
	"context"
	"slices"
	"testing"

	"github.com/coro-lang/coro/vm/bytecode"
)

// A defer that returns ended the coroutine as if it had been resumed, though it
// was being closed: nobody had.
func TestReturnFromADeferWhileClosing(t *testing.T) {
	prog, err := Compile("forged.coro", "let c = coro { defer { len(\"\") }; yield 1 }\nresume(c)\nc.close()\nreturn c.status")
	if err != nil {
		t.Fatal(err)
	}
	code := prog.code.Protos[1].Code
	at := slices.IndexFunc(code, func(i bytecode.Instr) bool { return i.Op() == bytecode.OpEndCleanup })
	code[at] = bytecode.ABC(bytecode.OpReturnNil, 0, 0, 0, 0)
	if err := prog.code.Verify(); err != nil {
		t.Fatal(err)
	}
	m := newTestVM(t, Limits{})
	mod, err := m.Run(context.Background(), prog)
	if err != nil || mod.Result().String() != `"closed"` {
		t.Error(mod, err)
	}
}
