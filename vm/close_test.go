package vm

// Tests of closing a coroutine from Go.

import (
	"context"
	"errors"
	"strings"
	"testing"
)

// closed makes a coroutine of a text, resumes it so often, and closes it.
func closed(t *testing.T, limits Limits, text string, resumes int) (c *Coroutine, output *strings.Builder, err error) {
	t.Helper()
	output = new(strings.Builder)
	m, err := New(Config{Limits: limits, Stdout: output})
	if err != nil {
		t.Fatal(err)
	}
	prog, err := Compile("test.coro", text)
	if err != nil {
		t.Fatal(err)
	}
	if c, err = m.NewCoroutineOf(prog); err != nil {
		t.Fatal(err)
	}
	for range resumes {
		if _, err := c.Resume(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
	}
	return c, output, c.Close(context.Background())
}

func TestCloseRunsTheDefers(t *testing.T) {
	const nested = `
		defer print("out 1")
		let g = coro {
			defer print("in 1")
			fn deep(n) { defer print("deep ${n}"); if n > 0 { deep(n - 1) } else { while true { } } }
			try { deep(1) } catch e { print("caught") }
		}
		try { for x in g { print(x) } } catch e { print("caught") }`
	const transferred = `
		defer print("main")
		let c = coro { defer print("away"); while true { } }
		transfer(c)`
	for _, c := range []struct {
		name    string
		fuel    int64
		text    string
		resumes int
		want    string
	}{
		{"new", 0, `defer print("never"); yield 1`, 0, ""},
		{"at a yield", 0, `defer print("a"); defer print("b"); yield 1; print("never")`, 1, "b a"},
		{"done", 0, `defer print("a"); yield 1`, 2, "a"},
		{"out of fuel", 100, `defer print("a"); while true { }`, 3, "a"},
		{"out of fuel, with those that wait", 1000, nested, 2, "deep 0 deep 1 in 1 out 1"},
		{"out of fuel, transferred", 1000, transferred, 1, "away main"},
		{"out of fuel before the first instruction", 1, "defer print(1); while true { }", 1, ""},
		{"out of fuel in an operation", 1000, `defer print("a"); "x".repeat(10_000_000)`, 1, "a"},
	} {
		co, output, err := closed(t, Limits{Fuel: c.fuel}, c.text, c.resumes)
		if got := strings.Join(strings.Fields(output.String()), " "); got != c.want || err != nil || !co.Done() {
			t.Errorf("%s: printed %q, %v, done: %v", c.name, got, err, co.Done())
		}
		if err := co.Close(context.Background()); err != nil {
			t.Errorf("%s: again: %v", c.name, err)
		}
		if _, err := co.Resume(context.Background(), nil); err == nil {
			t.Errorf("%s: it can be resumed", c.name)
		}
		if left := co.m.coroutines; left != 1<<62 {
			t.Errorf("%s: %d coroutines are left", c.name, 1<<62-left)
		}
	}
}

func TestCloseReturnsErrorsOfDefers(t *testing.T) {
	_, output, err := closed(t, Limits{}, `defer print("b"); defer { throw error("in a defer") }; yield 1`, 1)
	var e *Error
	if !errors.As(err, &e) || e.Message != "in a defer" || output.String() != "b\n" {
		t.Errorf("%v, %q", err, output)
	}
	_, _, err = closed(t, Limits{}, "defer { yield 2 }; yield 1", 1)
	if !errors.As(err, &e) || e.Kind != "coroutine" {
		t.Errorf("a yield while closing: %v", err)
	}
	_, output, err = closed(t, Limits{Fuel: 1000}, `
		defer print("out")
		let c = coro { defer { throw 1 }; while true { } }
		resume(c)`, 1)
	if err == nil || output.String() != "out\n" {
		t.Errorf("an error in the inner one: %v, %q", err, output)
	}
}

// A defer may take more fuel than there is: the next Close goes on.
func TestCloseGoesOnWithFreshFuel(t *testing.T) {
	c, output, err := closed(t, Limits{Fuel: 1000}, `
		defer print("end")
		defer { for i in 0..5000 { } }
		let c = coro { defer { for i in 0..5000 { } }; while true { } }
		resume(c)`, 1)
	n := 0
	for ; errors.Is(err, ErrFuel) && n < 20; n++ {
		if _, err := c.Resume(context.Background(), nil); err == nil || errors.As(err, new(*Error)) {
			t.Fatalf("resumed while it is being closed: %v", err)
		}
		err = c.Close(context.Background())
	}
	if err != nil || n < 9 || output.String() != "end\n" || !c.Done() {
		t.Errorf("%d further calls, %v, %q", n, err, output)
	}
}

func TestCloseCanBeCancelled(t *testing.T) {
	m := newTestVM(t, Limits{})
	c := hostCoroutine(t, m, "defer { while true { } }; yield 1")
	if _, err := c.Resume(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := c.Close(ctx); !errors.Is(err, ErrCancelled) || !c.Done() {
		t.Errorf("%v, done: %v", err, c.Done())
	}
}

// Closing a coroutine whose main task waits unwinds it there, with the tasks of the scopes
// that are left.
func TestCloseOfACoroutineWhoseTasksWait(t *testing.T) {
	for _, nonBlocking := range []bool{false, true} {
		var out strings.Builder
		m, err := New(Config{Stdout: &out, NonBlocking: true})
		if err != nil {
			t.Fatal(err)
		}
		forever := func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
		if err := m.DefineAsync("forever", forever); err != nil {
			t.Fatal(err)
		}
		c := hostCoroutine(t, m, `
			defer print("main")
			scope {
				spawn (fn() {
					defer print("task")
					forever()
				})()
				defer print("block")
				for x in coro { defer print("generator"); forever(); yield 1 } { }
			}`)
		if o, err := c.Resume(context.Background(), nil); err != nil || o.State != Parked {
			t.Fatal(o, err)
		}
		m.config.NonBlocking = nonBlocking
		if err := c.Close(context.Background()); err != nil {
			t.Error(err)
		}
		if got, want := out.String(), "generator\nblock\ntask\nmain\n"; got != want || !c.Done() {
			t.Errorf("got %q, %s, want %q", got, c.Status(), want)
		}
		if err := runText(m, "1"); err != nil {
			t.Error(err)
		}
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	}
}

// The fuel may end in any task: those of the scopes that are left are cancelled where they
// stand.
func TestCloseWhereAnotherTaskRanOutOfFuel(t *testing.T) {
	const endless = "fn endless(name) { defer print(name); while true { } }\n"
	for _, c := range []struct{ name, text, want string }{
		{"the main task waits for the end of a scope", `defer print("main"); scope { spawn endless("task") }`, "task main"},
		{"it joins", `defer print("main"); scope { let t = spawn endless("task"); t.join() }`, "task main"},
		{"it is ready", `import task
			defer print("main")
			scope { spawn endless("task"); defer print("block"); task.yield_now() }`, "block task main"},
		{"in a generator of a task", `defer print("main")
			scope { spawn (fn() { for x in coro { defer print("inner"); endless("deep") } { } })() }`, "deep inner main"},
		{"in a task of a task", `defer print("main")
			fn outer() { defer print("outer"); scope { spawn endless("task") } }
			scope { spawn outer() }`, "task outer main"},
		{"a failed task cancels another", `defer print("main")
			fn slow() { defer { for i in 0..5000 { }; print("slow") }; endless("task") }
			scope { spawn slow(); spawn (fn() { throw error("x") })() }`, "task slow main"},
		{"it catches that", `defer print("main")
			fn slow() { defer { for i in 0..5000 { }; print("slow") }; endless("task") }
			try { scope { spawn slow(); spawn (fn() { throw error("x") })() } } catch e { print("never") }
			print("never")`, "task slow main"},
	} {
		for resumes := range 40 {
			co, output, err := closed(t, Limits{Fuel: 300 + 7*int64(resumes)}, endless+c.text, 1+resumes%8)
			for n := 0; errors.Is(err, ErrFuel) && n < 30; n++ {
				err = co.Close(context.Background())
			}
			if got := strings.Join(strings.Fields(output.String()), " "); got != c.want || err != nil || !co.Done() {
				t.Errorf("%s, %d resumes: printed %q, %v, done: %v", c.name, resumes, got, err, co.Done())
			}
			if left := co.m.coroutines; left != 1<<62 {
				t.Errorf("%s: %d coroutines are left", c.name, 1<<62-left)
			}
		}
	}
}
