package vm

// Tests of what happens when fuel ends.

import (
	"context"
	"errors"
	"strings"
	"testing"
)

// sliced runs a text as a coroutine of a host that gives so much fuel at a time.
func sliced(t *testing.T, limits Limits, text string) (result Value, slices int, err error) {
	t.Helper()
	m, err := New(Config{Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	c := hostCoroutine(t, m, text)
	for {
		slices++
		out, err := c.Resume(context.Background(), nil)
		if err != nil || out.State == Returned {
			return out.Value, slices, err
		}
	}
}

// What one operation needs may be more than a slice has, however it is known how much
// that is. A host that goes on gives it at last.
func TestAnOperationLongerThanASliceIsPaidInParts(t *testing.T) {
	for _, c := range []struct {
		name       string
		fuel       int64
		text, want string
	}{
		{"a native that knows its cost", 1000, `len("x".repeat(80_000_000))`, "80000000"},
		{"one that does not", 50, "var t = (1,)\nfor i in 0..20 { t = (t, t) }\nvar u = (1,)\nfor i in 0..20 { u = (u, u) }\nt == u", "true"},
		{"sort", 50, "var xs = []\nfor i in 0..100_000 { xs.push(i * 7919 % 100_003) }\nxs.sort()[99_999]", "100002"},
		{"through a bound method", 50, "let f = \"xy\".repeat\nlen(f(400_000))", "800000"},
		{"with a spread", 50, "len(\"x\".repeat(...[800_000]))", "800000"},
		{"in a map", 50, "let m = {f: \"x\".repeat}\nlen(m.f(800_000))", "800000"},
		{"of a getter", 50, "class A { get f => \"x\".repeat }\nlen(A().f(800_000))", "800000"},
		{"in a tail call", 50, "let f = \"x\".repeat\nfn g(n) { return f(n) }\nlen(g(800_000))", "800000"},
		{"in a coroutine", 50, "len(resume(coro \"x\".repeat(800_000)))", "800000"},
	} {
		v, slices, err := sliced(t, Limits{Fuel: c.fuel}, c.text)
		if err != nil || v.String() != c.want || slices < 500 {
			t.Errorf("%s: %v after %d slices, %v", c.name, v, slices, err)
		}
	}
}

// One operation that is too long is not begun.
func TestALongOperationStopsInTime(t *testing.T) {
	for _, text := range []string{
		`"x".repeat(1_600_000_000)`,
		"bytes(2_000_000_000)",
		"var xs = [1, 2]\nfor i in 0..18 { xs = xs + xs }\nxs.sort()",
		"var t = (1,)\nfor i in 0..200 { t = (t, t) }\nvar u = (1,)\nfor i in 0..200 { u = (u, u) }\nt == u",
		"[...0..1_000_000_000]",
	} {
		m, err := New(Config{Limits: Limits{Fuel: 1_000_000}})
		if err != nil {
			t.Fatal(err)
		}
		if err := runText(m, text); !errors.Is(err, ErrFuel) {
			t.Errorf("%s: %v", text, err)
		}
		if used := m.FuelUsed(); used > 3_000_000_000 {
			t.Errorf("%s: %d units", text, used)
		}
	}
}

// Both builds and all machines count alike.
func TestFuelCounts(t *testing.T) {
	for _, c := range []struct {
		text string
		want int64
	}{
		{"1 + 1", 0},
		{"for i in 0..100 { }", 99},
		{"fn f(n) { if n == 0 { return 0 }; return 1 + f(n - 1) }\nf(100)", 101},
		{"fn f(n) { if n == 0 { return 0 }; return f(n - 1) }\nf(100)", 101},
		{"let xs = []\nfor i in 0..100 { xs.push(i) }", 199},
		{"[3, 1, 2].map(fn(x) => x)", 10},
		{"[3, 1, 2].sort(fn(a, b) => a < b)", 15},
		{`"x".repeat(16_000)`, 1001},
		{"class A { var x = 1; fn f() => self.x }\nlet a = A()\nfor i in 0..10 { a.f() }", 21},
		{"let m = {f: fn() => 1}\nfor i in 0..10 { m.f() }", 19},
		{"for x in coro { for i in 0..10 { yield i } } { }", 20},
		{"\"${[1, 2, 3]} and ${(1, 2)}\"", 1},
		{"let m = {}\nlet k = \"key\".repeat(100)\nm[k] = 1\nm[k + \"\"] = 2", 23},
		{"fn f(n) { if n == 0 { throw 1 }; f(n - 1) }\ntry { f(100) } catch e { }", 523}, // the trace goes through 102 frames and keeps 36
	} {
		m, err := New(Config{})
		if err != nil {
			t.Fatal(err)
		}
		if err := runText(m, c.text); err != nil {
			t.Fatal(c.text, err)
		}
		if got := m.FuelUsed(); got != c.want {
			t.Errorf("%s: %d units, want %d", c.text, got, c.want)
		}
	}
}

// A coroutine that ran out of fuel is suspended for other runs, which cannot touch it.
func TestStatusOutOfFuel(t *testing.T) {
	m, err := New(Config{Limits: Limits{Fuel: 2000}})
	if err != nil {
		t.Fatal(err)
	}
	prog, err := Compile("test.coro", `
		fn deep(n) { if n > 0 { return 1 + deep(n - 1) }; while true { } }
		let inner = coro deep(5)
		let c = coro { resume(inner) }
		export fn go() => resume(c)
		export fn state() => [inner.status, c.status, inner.done]
		export fn touch(f) => try { f(inner) } catch e { e.message }
		export fn where() { import coroutine; return coroutine.trace(inner) }
		export let ways = [resume, fn(c) { c.throw(1) }, fn(c) { c.close() }, fn(c) { for x in c { } }, transfer]`)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	mod, err := m.Run(ctx, prog)
	if err != nil {
		t.Fatal(err)
	}
	c, err := m.NewCoroutine(mod.Get("go"))
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if out, err := c.Resume(ctx, nil); err != nil || out.State != OutOfFuel {
			t.Fatal(out, err)
		}
		state, err := m.Call(ctx, mod.Get("state"))
		if want := `["suspended", "waiting", false]`; err != nil || state.String() != want {
			t.Errorf("got %v, %v, want %s", state, err, want)
		}
		if where, err := m.Call(ctx, mod.Get("where")); err != nil || strings.Count(where.String(), "in deep") != 6 {
			t.Errorf("%v, %v", where, err)
		}
		for i, way := range mod.Get("ways").Parts() {
			v, err := m.Call(ctx, mod.Get("touch"), way)
			if err != nil || !strings.Contains(v.String(), "run out of fuel") {
				t.Errorf("way %d: %v, %v", i, v, err)
			}
		}
	}
}

// A function of the host is called again where the fuel does not suffice for its first
// Charge. What it charges later, when it may have had an effect, it gets on credit.
func TestChargeOfTheHost(t *testing.T) {
	m, err := New(Config{Limits: Limits{Fuel: 1000}})
	if err != nil {
		t.Fatal(err)
	}
	calls, effects := 0, 0
	err = m.Define("work", func(c *Call, xs []int) (int, error) {
		calls++
		if err := c.Charge(5000, 0); err != nil {
			return 0, err
		}
		effects++
		return len(xs), c.Charge(20_000, 0)
	})
	if err != nil {
		t.Fatal(err)
	}
	c := hostCoroutine(t, m, "work([1, 2, 3]) + 1")
	out, slices := Outcome{State: OutOfFuel}, 0
	for ; out.State == OutOfFuel; slices++ {
		if out, err = c.Resume(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
	}
	if out.Value != Int(4) || calls != 2 || effects != 1 || slices != 6 {
		t.Errorf("%v after %d calls with %d effects, in %d slices", out.Value, calls, effects, slices)
	}
	if used := m.FuelUsed(); used != 25_006 {
		t.Errorf("%d units", used)
	}
}
