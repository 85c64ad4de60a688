package vm

// Tests and measurements of calls between Go and scripts.

import (
	"context"
	"errors"
	"strings"
	"testing"
)

// exported runs a text and returns what it exports under a name.
func exported(t testing.TB, m *VM, text, name string) Value {
	t.Helper()
	prog, err := Compile("test.coro", text)
	if err != nil {
		t.Fatal(err)
	}
	mod, err := m.Run(context.Background(), prog)
	if err != nil {
		t.Fatal(err)
	}
	return mod.Get(name)
}

func TestFunctionsAreCalledFromGo(t *testing.T) {
	ctx := context.Background()
	m := newTestVM(t, Limits{Fuel: 10_000, Depth: 100})
	text := `
		import coroutine
		var kept = nil
		export fn f(n, more = 1) {
			if n == 0 { throw error("zero") }
			return n + more
		}
		export fn deep(n) => if n == 0 { 0 } else { 1 + deep(n - 1) }
		export fn rest(...xs) => xs
		export fn me() {
			kept = coroutine.current()
			return 1
		}
		export fn status() => kept.status
		export fn all() => len(coroutine.all())
		export class Account { var n = 0; operator ()(x) => x * 2 }
		export let account = Account()`
	for _, c := range []struct {
		name string
		args []Value
		want string
	}{
		{"f", []Value{Int(1), Int(2)}, "3"},
		{"f", []Value{Int(1)}, "2"},
		{"f", []Value{{}, Int(2)}, "type: `+` does not work on nil and an int"},
		{"f", []Value{Int(0)}, "error: zero"},
		{"f", nil, "call: `f` takes 1 to 2 arguments, got 0"},
		{"deep", []Value{Int(50)}, "50"},
		{"deep", []Value{Int(200)}, "depth: calls are nested too deep: the depth limit is reached"},
		{"rest", []Value{Int(1), Int(2)}, "[1, 2]"},
		{"Account", nil, "<Account>"},
		{"account", []Value{Int(4)}, "8"},
		{"me", nil, "1"},
		{"status", nil, `"done"`},
		{"all", nil, "1"},
	} {
		// Twice, with another function in between: the calls share a stack.
		for range 2 {
			f, err := m.Function(exported(t, m, text, c.name))
			if err != nil {
				t.Fatal(err)
			}
			if c.name == "status" {
				break // its module has another variable
			}
			got := func() string {
				v, err := f.Call(ctx, c.args...)
				if e := (*Error)(nil); errors.As(err, &e) {
					return e.Kind + ": " + e.Message
				}
				return v.String()
			}
			if got := got(); got != c.want {
				t.Errorf("%s%v: got %s, want %s", c.name, c.args, got, c.want)
			}
		}
	}
	if _, err := m.Function(Int(1)); err == nil || err.Error() != "cannot call an int" {
		t.Error(err)
	}
	f, err := m.Function(exported(t, m, text, "f"))
	if err != nil {
		t.Fatal(err)
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	loop, err := m.Function(exported(t, m, "export fn loop() { while true { } }", "loop"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := loop.Call(cancelled); !errors.Is(err, ErrCancelled) {
		t.Error(err)
	}
	if _, err := loop.Call(ctx); !errors.Is(err, ErrFuel) {
		t.Error(err)
	}
	if v, err := f.Call(ctx, Int(5)); err != nil || v != Int(6) {
		t.Error(v, err)
	}
	m.Close()
	if _, err := f.Call(ctx, Int(5)); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
}

// The main coroutine of a call, which a script has kept, must not become that of the
// next call.
func TestTheCoroutineOfACallIsNotReusedIfKept(t *testing.T) {
	m := newTestVM(t, Limits{})
	ctx := context.Background()
	v := exported(t, m, `
		import coroutine
		var kept = nil
		export let fs = [
			fn() {
				kept = coroutine.current()
				return kept.status
			},
			fn() => (kept.status, same(kept, coroutine.current())),
		]`, "fs")
	fs, err := As[[]Value](v)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{`"running"`, `("done", false)`} {
		f, err := m.Function(fs[i])
		if err != nil {
			t.Fatal(err)
		}
		if v, err := f.Call(ctx); err != nil || v.String() != want {
			t.Errorf("got %s, %v, want %s", v, err, want)
		}
	}
}

func TestCallsDoNotAllocate(t *testing.T) {
	m := newTestVM(t, Limits{})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	f, err := m.Function(exported(t, m, "export fn f(a, b) => a + b", "f"))
	if err != nil {
		t.Fatal(err)
	}
	n := testing.AllocsPerRun(100, func() {
		if v, err := f.Call(ctx, Int(1000), Int(2000)); err != nil || v != Int(3000) {
			t.Fatal(v, err)
		}
	})
	if n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkCall(b *testing.B) {
	m := newTestVM(b, Limits{})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	v := exported(b, m, "export fn f(a, b) => a + b", "f")
	b.Run("Function", func(b *testing.B) {
		f, err := m.Function(v)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for b.Loop() {
			if _, err := f.Call(ctx, Int(1), Int(2)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("VM", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := m.Call(ctx, v, 1, 2); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("As", func(b *testing.B) {
		f, err := As[func(int, int) (int, error)](v)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for b.Loop() {
			if _, err := f(1, 2); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func TestFunctionCallAndCloseWithoutAContext(t *testing.T) {
	m := newTestVM(t, Limits{})
	prog, err := Compile("test.coro", "return fn() { for i in 0..100_000 { } }")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := m.Run(t.Context(), prog)
	if err != nil {
		t.Fatal(err)
	}
	f, err := m.Function(mod.Result())
	if err != nil {
		t.Fatal(err)
	}
	c, err := m.NewCoroutine(mod.Result())
	if err != nil {
		t.Fatal(err)
	}
	var none context.Context
	if _, err := f.Call(none); err == nil || !strings.Contains(err.Error(), "the context is nil") {
		t.Errorf("got %v", err)
	}
	if err := c.Close(none); err == nil || !strings.Contains(err.Error(), "the context is nil") {
		t.Errorf("got %v", err)
	}
}

func TestNilModule(t *testing.T) {
	if _, err := New(Config{Modules: []*HostModule{nil}}); err == nil || !strings.Contains(err.Error(), "is nil") {
		t.Errorf("got %v", err)
	}
}

func TestNilProgram(t *testing.T) {
	m := newTestVM(t, Limits{})
	if _, err := m.Run(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "the program is nil") {
		t.Errorf("got %v", err)
	}
	if _, err := m.Run(t.Context(), new(Program)); err == nil || !strings.Contains(err.Error(), "the program is nil") {
		t.Errorf("got %v", err)
	}
	if _, err := m.NewCoroutineOf(nil); err == nil || !strings.Contains(err.Error(), "the program is nil") {
		t.Errorf("got %v", err)
	}
}
