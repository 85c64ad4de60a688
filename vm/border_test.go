package vm

// Tests of values that a host hands from one VM to another.

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
)

// wayIn hands a value to a VM and returns what the script there makes of it: its text, and
// whether it is a key of a map.
type wayIn struct {
	name string
	give func(t *testing.T, m *VM, v Value) (Value, error)
}

func waysIn() []wayIn {
	const look = "fn look(x) => type(x)\nreturn look"
	defined := func(f func(v Value) any) func(*testing.T, *VM, Value) (Value, error) {
		return func(t *testing.T, m *VM, v Value) (Value, error) {
			if err := m.Define("give", f(v)); err != nil {
				t.Fatal(err)
			}
			return evaluate(t, m, "type(give())")
		}
	}
	resume := func(give func(c *Coroutine, v Value) (Outcome, error)) func(*testing.T, *VM, Value) (Value, error) {
		return func(t *testing.T, m *VM, v Value) (Value, error) {
			body, err := evaluate(t, m, "fn() => try { type(yield 1) } catch e { type(e) }")
			if err != nil {
				t.Fatal(err)
			}
			c, err := m.NewCoroutine(body)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.Resume(context.Background(), nil); err != nil {
				t.Fatal(err)
			}
			out, err := give(c, v)
			return out.Value, err
		}
	}
	return []wayIn{
		{"Define", func(t *testing.T, m *VM, v Value) (Value, error) {
			if err := m.Define("x", v); err != nil {
				return Nil, err
			}
			return evaluate(t, m, "type(x)")
		}},
		{"Call", func(t *testing.T, m *VM, v Value) (Value, error) {
			fn, err := evaluate(t, m, look)
			if err != nil {
				return Nil, err
			}
			return m.Call(context.Background(), fn, v)
		}},
		{"Call with a slice", func(t *testing.T, m *VM, v Value) (Value, error) {
			fn, err := evaluate(t, m, "fn(xs) => type(xs[0].x)")
			if err != nil {
				return Nil, err
			}
			return m.Call(context.Background(), fn, []map[string]any{{"x": v}})
		}},
		{"Function.Call", func(t *testing.T, m *VM, v Value) (Value, error) {
			fn, err := evaluate(t, m, look)
			if err != nil {
				return Nil, err
			}
			f, err := m.Function(fn)
			if err != nil {
				t.Fatal(err)
			}
			return f.Call(context.Background(), v)
		}},
		{"NewCoroutine", func(t *testing.T, m *VM, v Value) (Value, error) {
			fn, err := evaluate(t, m, look)
			if err != nil {
				return Nil, err
			}
			c, err := m.NewCoroutine(fn, v)
			if err != nil {
				return Nil, err
			}
			out, err := c.Resume(context.Background(), nil)
			return out.Value, err
		}},
		{"Resume", resume(func(c *Coroutine, v Value) (Outcome, error) { return c.Resume(context.Background(), v) })},
		{"Throw", resume(func(c *Coroutine, v Value) (Outcome, error) { return c.Throw(context.Background(), v) })},
		{"a raw function", defined(func(v Value) any {
			return func(*Call, []Value) (Value, error) { return v, nil }
		})},
		{"Func0", defined(func(v Value) any { return Func0(func() (Value, error) { return v, nil }) })},
		{"reflection", defined(func(v Value) any { return func() (any, error) { return v, nil } })},
		{"a field", defined(func(v Value) any { return func() any { return &struct{ X Value }{v} } })},
		{"List", defined(func(v Value) any {
			return func(c *Call, _ []Value) (Value, error) { return c.List(Int(1), v) }
		})},
		{"Map", defined(func(v Value) any {
			return func(c *Call, _ []Value) (Value, error) { return c.Map(Int(1), v) }
		})},
		{"Tuple", defined(func(v Value) any {
			return func(c *Call, _ []Value) (Value, error) { return c.Tuple(v) }
		})},
		{"Call.Call", func(t *testing.T, m *VM, v Value) (Value, error) {
			if err := m.Define("through", func(c *Call, f Value) (Value, error) { return c.Call(f, v) }); err != nil {
				return Nil, err
			}
			return evaluate(t, m, "through(fn(x) => type(x))")
		}},
	}
}

// of runs a text in a VM of its own.
func of(t *testing.T, text string) Value {
	t.Helper()
	return evalText(t, newTestVM(t, Limits{}), text)
}

func evalText(t *testing.T, m *VM, text string) Value {
	t.Helper()
	v, err := evaluate(t, m, text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestObjectsOfAnotherVMAreRefused(t *testing.T) {
	for _, text := range []string{
		"[1]", "let t = (1, 2)\nt", "({a: 1})", "bytes(3)", "return fn() => 1", "coro { yield 1 }", `error("x")`,
		"class A { }\nreturn A", "class A { }\nA()", "record P(x)\nP(1)", "[1].push", "coroutine",
	} {
		for _, way := range waysIn() {
			if way.name == "a field" {
				continue // it converts when the script reads it
			}
			_, err := way.give(t, newTestVM(t, Limits{}), of(t, text))
			if err == nil || !strings.Contains(err.Error(), "of another VM cannot be used in this one") {
				if way.name != "reflection" || err == nil {
					t.Errorf("%s by %s: %v", text, way.name, err)
				}
			}
		}
	}
}

func TestValuesThatNeverChangeGoToAnyVM(t *testing.T) {
	for _, text := range []string{
		"nil", "true", "1", "1.5", `"a text"`, `""`, "let r = 1..3\nr", "print", `let s = "ab" + str(1); s + "…………………………………………………………………………"`,
	} {
		v := of(t, text)
		for _, way := range waysIn() {
			if got, err := way.give(t, newTestVM(t, Limits{}), v); err != nil {
				t.Errorf("%s by %s: %v, %v", text, way.name, got, err)
			}
		}
	}
}

// A constant is an object of which its VM has one, and maps look no further.
func TestStringOfAnotherVMAsKey(t *testing.T) {
	key := of(t, `"name"`)
	m := newTestVM(t, Limits{})
	if err := m.Define("key", key); err != nil {
		t.Fatal(err)
	}
	if got := evalText(t, m, `[{name: 1}[key], {["${key}"]: 2}.name, key in {name: 1}, key == "name"]`); got.String() != "[1, 2, true, true]" {
		t.Error(got)
	}
}

func TestFunctionsOfAnotherVM(t *testing.T) {
	fn, m := of(t, "fn() => 1"), newTestVM(t, Limits{})
	if _, err := m.Call(t.Context(), fn); err == nil {
		t.Error("Call takes it")
	}
	if _, err := m.Function(fn); err == nil {
		t.Error("Function takes it")
	}
	if _, err := m.NewCoroutine(fn); err == nil {
		t.Error("NewCoroutine takes it")
	}
	f, err := As[func() (int, error)](fn)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Define("f", f); err != nil { // runs in the VM that it is from
		t.Fatal(err)
	}
	if got := evalText(t, m, "f() + 1"); got.String() != "2" {
		t.Error(got)
	}
}

// Parts and results of all kinds belong to the VM of the whole.
func TestPartsOfValues(t *testing.T) {
	m := newTestVM(t, Limits{})
	var kept []Value
	keep := func(_ *Call, args []Value) (Value, error) { kept = append(kept, args...); return Nil, nil }
	if err := errors.Join(m.Define("keep", keep), m.Define("held", func(v Value) { kept = append(kept, v) }),
		m.Define("one", Func1(func(v Value) (Value, error) { kept = append(kept, v); return v, nil }))); err != nil {
		t.Fatal(err)
	}
	v := evalText(t, m, `record P(xs)
keep([1], {a: 1})
held([2])
one([3])
[[4], {k: [5]}, P([6]), error("e", {xs: [7]})]`)
	for _, x := range v.Parts() {
		kept = append(kept, x)
		for _, y := range x.Parts() {
			kept = append(kept, y)
		}
		if f, ok := x.Field("xs"); ok {
			kept = append(kept, f)
		}
	}
	f, err := As[any](evalText(t, m, "fn() => 8"))
	if err != nil {
		t.Fatal(err)
	}
	other := newTestVM(t, Limits{})
	for _, x := range append(kept, f.(Value)) {
		if _, err := other.ToValue(x); err == nil && !x.Kind().scalar() {
			t.Errorf("another VM takes %v", x)
		}
		if y, err := m.ToValue(x); err != nil || y.String() != x.String() {
			t.Errorf("its own VM does not take %v: %v", x, err)
		}
	}
	if len(kept) != 12 {
		t.Errorf("%d: %v", len(kept), kept)
	}
}

func (k Kind) scalar() bool { return k <= KindString }

// A call that is made again, when there is more fuel, has the same arguments.
func TestArgumentsOfACallThatIsMadeAgain(t *testing.T) {
	m := newTestVM(t, Limits{Fuel: 1000})
	calls := 0
	if err := m.Define("work", func(c *Call, args []Value) (Value, error) {
		calls++
		return args[0], c.Charge(5000, 0)
	}); err != nil {
		t.Fatal(err)
	}
	prog, err := m.Compile("again.coro", `let m = {a: [1]}; work(m.a) == m.a && same(work(m.a), m.a)`)
	if err != nil {
		t.Fatal(err)
	}
	c, err := m.NewCoroutineOf(prog)
	if err != nil {
		t.Fatal(err)
	}
	for !c.Done() {
		out, err := c.Resume(t.Context(), nil)
		if err != nil || out.State == Returned && out.Value != Bool(true) {
			t.Fatal(out, err)
		}
	}
	if calls < 4 {
		t.Error("the calls were not made again")
	}
}

func TestBytesOfTheHostStayInOneVM(t *testing.T) {
	b, m := Bytes([]byte("abc")), newTestVM(t, Limits{})
	for range 2 {
		if err := m.Define("b", b); err != nil {
			t.Fatal(err)
		}
	}
	if err := newTestVM(t, Limits{}).Define("b", b); err == nil {
		t.Error("a second VM takes them")
	}
}

// Run by -race: what may be in several VMs is not written by any.
func TestSharedByVMsOfManyGoroutines(t *testing.T) {
	text, sentinel := String(strings.Repeat("long ", 100)), NewError("value", "no such thing", "")
	part := of(t, `"a constant of a script"`)
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			m, err := New(Config{})
			if err != nil {
				t.Error(err)
				return
			}
			defer m.Close()
			err = errors.Join(m.Define("text", text), m.Define("part", part), m.Define("fail", func() error { return sentinel }))
			if err != nil {
				t.Error(err)
				return
			}
			prog, err := m.Compile(fmt.Sprintf("%d.coro", i), `let m = {[text]: 1, [part]: 2}
m[text + "x"] = text + part
for i in 0..100 { try { fail() } catch e { m[i] = e.trace } }
fail()`)
			if err != nil {
				t.Error(err)
				return
			}
			_, err = m.Run(context.Background(), prog)
			if e := (*Error)(nil); !errors.As(err, &e) || e.Kind != "value" || e.Frames[0].File.Name != fmt.Sprintf("%d.coro", i) {
				t.Errorf("%v", err)
			}
		})
	}
	wait.Wait()
}

// What another VM's script has thrown is an error with the same text here.
func TestErrorsOfAnotherVM(t *testing.T) {
	e, err := As[error](of(t, `error("it broke", {kind: "mine", cause: error("why"), xs: [1]})`))
	if err != nil {
		t.Fatal(err)
	}
	if inner := errors.Unwrap(e); inner != nil { // it has the values, without the number of their VM
		t.Errorf("out of it comes a %T", inner)
	}
	m := newTestVM(t, Limits{})
	if err := errors.Join(m.Define("fail", func() error { return e }), m.Define("e", e)); err != nil {
		t.Fatal(err)
	}
	const text = `let caught = try { fail() } catch e { e }
[caught.kind, caught.message, caught.data, caught.cause, e.kind, e.data]`
	if got := evalText(t, m, text); got.String() != `["mine", "it broke", nil, nil, "mine", nil]` {
		t.Error(got)
	}
	own, err := As[error](evalText(t, m, `error("again", {n: 1})`))
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Define("own", func() error { return own }); err != nil {
		t.Fatal(err)
	}
	if got := evalText(t, m, `try { own() } catch e { e.data }`); got.String() != `{n: 1}` {
		t.Error(got)
	}
}
