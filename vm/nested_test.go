package vm

// Tests of calls from Go, and of functions of the host that call back.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// script runs a text with functions of the host and returns its result.
func script(t *testing.T, config Config, functions map[string]any, text string) (Value, *VM, error) {
	t.Helper()
	m, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range functions {
		if err := m.Define(name, f); err != nil {
			t.Fatal(err)
		}
	}
	prog, err := Compile("test.coro", text)
	if err != nil {
		t.Fatal(err)
	}
	mod, err := m.Run(context.Background(), prog)
	if err != nil {
		return Nil, m, err
	}
	return mod.Result(), m, nil
}

// callBack calls its first argument with the others.
func callBack(c *Call, args []Value) (Value, error) {
	var rest []any
	for _, a := range args[1:] {
		rest = append(rest, a)
	}
	return c.Call(args[0], rest...)
}

var callers = map[string]any{
	"call": callBack,
	"with_context": func(ctx context.Context, c *Call, f Value) (Value, error) {
		return c.VM().Call(ctx, f)
	},
	"without_context": func(c *Call, f Value) (Value, error) {
		return c.VM().Call(context.Background(), f)
	},
	"for_a_moment": func(ctx context.Context, c *Call, f Value) (string, error) {
		ctx, cancel := context.WithTimeout(ctx, time.Millisecond)
		defer cancel()
		_, err := c.VM().Call(ctx, f)
		return fmt.Sprint(err), nil
	},
	"swallow": func(c *Call, f Value) string {
		_, err := c.Call(f)
		return fmt.Sprint(err)
	},
	"wrap": func(c *Call, f Value) error {
		_, err := c.Call(f)
		return fmt.Errorf("wrapped: %w", err)
	},
	"crash":     func() { panic("crashed") },
	"index":     func(xs []int, i int) int { return xs[i] },
	"throw_nil": func() { panic(fmt.Errorf("boom")) },
}

func TestCallFromNative(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a function", "return call(fn(a, b) => a + b, 1, 2)", "3"},
		{"a closure", "var n = 1\ncall(fn() { n += 1 })\nreturn n", "2"},
		{"with defaults", "return call(fn(a, b = 5) => a + b, 1)", "6"},
		{"a built-in", "return call(len, [1, 2])", "2"},
		{"a bound method", "let xs = []\ncall(xs.push, 4)\nreturn xs", "[4]"},
		{"itself", "return call(call, call, fn() => 7)", "7"},
		{"resume", "let c = coro { yield 5; yield 6 }\ncall(resume, c)\nreturn resume(c)", "6"},
		{"close", "let c = coro { defer print(1); yield 5 }\ncall(resume, c)\ncall(c.close)\nreturn c.status", `"closed"`},
		{"with a context", "return with_context(fn() => 1)", "1"},
		{"a coroutine inside", "return call(fn() { var s = 0; for x in coro { yield 1; yield 2 } { s += x }; return s })", "3"},
		{"a big stack", "fn f(n) { if n == 0 { return 0 }; return 1 + f(n - 1) }\nreturn call(f, 3000)", "3000"},
		{"deep", "fn f(n) { if n == 0 { return 0 }; return 1 + call(f, n - 1) }\nreturn f(150)", "150"},
		{"in a coroutine", "let c = coro { yield call(fn() => 1); yield call(fn() => 2) }\nresume(c)\nreturn resume(c)", "2"},
		{"in a defer", "var n = 0\nfn f() { defer call(fn() { n = 9 }); return 1 }\nf()\nreturn n", "9"},
		{"in a close", "var n = 0\nlet c = coro { defer call(fn() { n = 9 }); yield 1 }\nresume(c)\nc.close()\nreturn n", "9"},
		{"caught", "try { call(fn() { throw 5 }) } catch e { return e }", "5"},
		{"caught error", "try { call(fn() { throw error(\"x\", {kind: \"k\"}) }) } catch e { return [e.kind, e.message] }", `["k", "x"]`},
		{"caught inside", "return call(fn() { try { throw 1 } catch e { return e + 1 } })", "2"},
		{"arity", "try { call(fn(a) => a) } catch e { return e.message }", `"anonymous function takes 1 argument, got 0"`},
		{"no function", "try { call(5) } catch e { return e.message }", `"cannot call an int"`},
		{"yield", "let c = coro { call(fn() { yield 1 }) }\ntry { resume(c) } catch e { return e.message }", `"cannot yield across ` + "`call`" + `, which is written in Go and called this function"`},
		{"yield after", "let c = coro { call(fn() => 1); yield 2 }\nreturn resume(c)", "2"},
		{"resume of a waiting one", "var c = nil\nc = coro { call(fn() => resume(c)) }\ntry { resume(c) } catch e { return e.kind }", `"coroutine"`},
		{"depth", "fn f() => call(f)\ntry { f() } catch e { return e.kind }", `"depth"`},
		{"another context", "try { without_context(fn() => 1) } catch e { return e.message }", `"the VM is in use: by another goroutine, or by the script that called this function, which calls back by VM.Call with the context that it got"`},
		{"swallowed", "return swallow(fn() { throw 5 })", `"test.coro:1:23: uncaught int 5"`},
		{"wrapped", "try { wrap(fn() => [][0]) } catch e { return e.message }", `"wrapped: test.coro:1:20: index 0 is out of range: the list is empty"`},
		{"timeout", "return [for_a_moment(fn() { while true {} }), 1]", `["test.coro:1:41: cancelled", 1]`},
		{"panic", "try { crash() } catch e { return e.message }", "\"`crash` panicked: crashed\""},
		{"panic with an error", "try { throw_nil() } catch e { return e.message }", "\"`throw_nil` panicked: boom\""},
		{"run-time panic", "try { index([1], 5) } catch e { return e.kind }", `"host"`},
		{"panic inside", "try { call(crash) } catch e { return e.message }", "\"`crash` panicked: crashed\""},
		{"panic below", "try { call(fn() { crash() }) } catch e { return e.message }", "\"`crash` panicked: crashed\""},
		{
			"trace", "fn f() { throw error(\"x\") }\nfn g() { call(f) }\ntry { g() } catch e { return e.trace.split(\"\\n\") }",
			`["  at test.coro:1:10 in f", "  at test.coro:2:10 in g", "  at test.coro:3:7 in the module"]`,
		},
	} {
		for _, slots := range []int{0, 1} {
			got, m, err := script(t, Config{Debug: Debug{StackSlots: slots}}, callers, c.text)
			if err != nil || got.String() != c.want {
				t.Errorf("%s: got %v, %v, want %s", c.name, got, err, c.want)
			}
			if m.outer != nil || m.inCalls != 0 {
				t.Errorf("%s: the nested run is not over", c.name)
			}
		}
	}
}

func TestNestedRunsShareTheLimits(t *testing.T) {
	for _, c := range []struct {
		text string
		want error
	}{
		{"call(fn() { while true {} })", ErrFuel},
		{"swallow(fn() { while true {} })\nwhile true {}", ErrFuel},
		{"call(fn() { let xs = []; while true { xs.push(xs.copy()) } })", ErrMemory},
		{"call(fn() { for i in 0..300_000 { let xs = [i, i] } })", nil},
		{"let xs = []\nwhile true { call(fn() { xs.push([1]) }) }", ErrMemory},
		{"fn f() { return call(f) + 1 }\nf()", nil},
	} {
		_, m, err := script(t, Config{Limits: Limits{Fuel: 2_000_000, Memory: 2 << 20}}, callers, c.text)
		var e *Error
		if c.want != nil && !errors.Is(err, c.want) || c.want == nil && err != nil && (!errors.As(err, &e) || e.Kind != "depth") {
			t.Errorf("%s: got %v, want %v", c.text, err, c.want)
		}
		if err := runText(m, "let xs = [1, 2, 3]"); err != nil {
			t.Errorf("%s: afterwards: %v", c.text, err)
		}
	}
}

// A coroutine that the host drives in slices of fuel cannot stop in the middle
// of a Go function: it goes on with credit, and one without end fails.
func TestNestedRunOutOfFuelInACoroutine(t *testing.T) {
	m, err := New(Config{Limits: Limits{Fuel: 100}})
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Define("call", callBack); err != nil {
		t.Fatal(err)
	}
	for text, fails := range map[string]bool{
		"for i in 0..300 { call(fn() => i) }":       false,
		"call(fn() { while true { let xs = [] } })": true,
	} {
		prog, err := Compile("test.coro", text)
		if err != nil {
			t.Fatal(err)
		}
		c, err := m.NewCoroutineOf(prog)
		if err != nil {
			t.Fatal(err)
		}
		for !c.Done() && err == nil {
			_, err = c.Resume(context.Background(), nil)
		}
		if errors.Is(err, ErrFuel) != fails {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// What the fuel of one Resume can pay works also where it begins at the end of one.
func TestNestedRunAtTheEndOfTheFuel(t *testing.T) {
	const fuel = 4_000_000
	m := newTestVM(t, Limits{Fuel: fuel})
	if err := m.Define("call", callBack); err != nil {
		t.Fatal(err)
	}
	c := hostCoroutine(t, m, `for i in 0..3_900_000 { }
		for i in 0..3 { call(fn() { for i in 0..3_000_000 { } }) }
		return "done"`)
	resumes, out := 0, Outcome{}
	for ; !c.Done(); resumes++ {
		var err error
		if out, err = c.Resume(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
	}
	if out.Value.String() != `"done"` || resumes != 3 { // the second begins with what the first has overdrawn
		t.Error(out, resumes)
	}
}

func TestCallFromTheHost(t *testing.T) {
	var out bytes.Buffer
	f, m, err := script(t, Config{Stdout: &out}, callers, "var n = 0\nreturn fn(by, ...rest) { n += by; if len(rest) > 0 { throw rest[0] }; return (n, rest) }")
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	if v, err := m.Call(ctx, f, 2); err != nil || v.String() != "(2, [])" {
		t.Error(v, err)
	}
	if _, err := m.Call(ctx, f, 3, "x"); err == nil || !strings.Contains(err.Error(), "uncaught string") {
		t.Error(err)
	}
	if v, err := m.Call(ctx, f, 2.5); err != nil || v.String() != "(7.5, [])" {
		t.Error(v, err)
	}
	if _, err := m.Call(ctx, f, 1i); err == nil || err.Error() != "argument 1: value: a script has no value for a Go complex128" {
		t.Error(err)
	}
	var failure *Error
	if _, err := m.Call(ctx, f); !errors.As(err, &failure) || failure.Kind != "call" {
		t.Error(err)
	}
	if _, err := m.Call(ctx, Value{}); !errors.As(err, &failure) || failure.Kind != "type" {
		t.Error(err)
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := m.Call(gone, f, 1); !errors.Is(err, ErrCancelled) || !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Call(ctx, f, 1); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
}

// A Call that outlives its native, and a value of another VM's error.
func TestCallsOutOfPlace(t *testing.T) {
	var kept *Call
	other, err := New(Config{Limits: Limits{Fuel: 10}})
	if err != nil {
		t.Fatal(err)
	}
	_, m, err := script(t, Config{}, map[string]any{
		"keep": func(c *Call) { kept = c },
		"elsewhere": func() error {
			return runText(other, "while true {}")
		},
		"thrown": func() error { return runText(other, "throw [1]") },
	}, "keep()\ntry { elsewhere() } catch e { if e.kind != \"host\" { throw e } }\ntry { thrown() } catch e { if type(e) != \"error\" { throw \"leak\" } }")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := kept.Call(Nil); err == nil {
		t.Error("a Call works outside of its call")
	}
	_ = m
}
