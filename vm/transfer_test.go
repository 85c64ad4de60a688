package vm

// Tests of transfers in runs that a host nests, stops and ends.

import (
	"context"
	"errors"
	"testing"
)

func transferVM(t *testing.T, limits Limits) (*VM, func(text string) (Value, error)) {
	t.Helper()
	m, err := New(Config{Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	held := Nil
	for name, f := range map[string]any{
		"call": func(c *Call, args []Value) (Value, error) { return c.Call(args[0]) },
		"hold": func(_ *Call, args []Value) (Value, error) { held = args[0]; return Nil, nil },
		"held": func(_ *Call, _ []Value) (Value, error) { return held, nil },
	} {
		if err := m.Define(name, f); err != nil {
			t.Fatal(err)
		}
	}
	return m, func(text string) (Value, error) {
		prog, err := m.Compile("script", text)
		if err != nil {
			t.Fatal(err)
		}
		mod, err := m.Run(context.Background(), prog)
		if err != nil {
			return Nil, err
		}
		return mod.Result(), nil
	}
}

func TestTransferDoesNotLeaveANestedRun(t *testing.T) {
	_, run := transferVM(t, Limits{})
	v, err := run(`
		let main = coroutine.current()
		let a = coro { return call(fn() {
			let inner = transfer(coro { return 20 })
			return inner + (try { transfer(main) } catch e { len(e.kind) })
		}) }
		transfer(a)`)
	if err != nil || v.String() != "29" {
		t.Errorf("got %v, %v", v, err)
	}
}

func TestTransferToTheHomeOfAStoppedRun(t *testing.T) {
	m, run := transferVM(t, Limits{Fuel: 300})
	prog, err := m.Compile("stopped", `
		hold(coroutine.current())
		return transfer(coro { var n = 0; while n < 1000 { n += 1 }; return n })`)
	if err != nil {
		t.Fatal(err)
	}
	c, err := m.NewCoroutineOf(prog)
	if err != nil {
		t.Fatal(err)
	}
	if out, err := c.Resume(context.Background(), nil); err != nil || out.State != OutOfFuel {
		t.Fatalf("got %v, %v", out, err)
	}
	v, err := run("let c = held()\n[try { transfer(c) } catch e { e.message }, try { c.close() } catch e { e.kind }, c.status]")
	if want := `["cannot transfer to a coroutine of another run", "coroutine", "suspended"]`; err != nil || v.String() != want {
		t.Errorf("got %v, %v", v, err)
	}
	var out Outcome
	for !c.Done() {
		if out, err = c.Resume(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
	}
	if out.Value.String() != "1000" {
		t.Errorf("got %v", out)
	}
}

func TestTransferInARunThatIsStoppedForGood(t *testing.T) {
	_, run := transferVM(t, Limits{Fuel: 300})
	_, err := run("hold(coroutine.current())\ntransfer(coro { while true { } })")
	if !errors.Is(err, ErrFuel) {
		t.Fatalf("got %v", err)
	}
	v, err := run("held().status + transfer(coro { return \"!\" })")
	if err != nil || v.String() != `"failed!"` {
		t.Errorf("got %v, %v", v, err)
	}
}
