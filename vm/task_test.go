package vm

// Tasks of coroutines that the host drives, deadlocks, and code that no compiler makes.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/coro-lang/coro/vm/bytecode"
)

// taskVM makes a VM with a clock whose time passes while every task waits.
func taskVM(t *testing.T, config Config) (*VM, *strings.Builder) {
	t.Helper()
	var out strings.Builder
	config.Stdout = &out
	config.Clock, config.AfterFunc = virtualClock()
	m, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m, &out
}

func hostCoroutine(t *testing.T, m *VM, text string) *Coroutine {
	t.Helper()
	prog, err := m.Compile("test.coro", text)
	if err != nil {
		t.Fatal(err)
	}
	c, err := m.NewCoroutineOf(prog)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTasksGoOnWithTheirCoroutine(t *testing.T) {
	m, out := taskVM(t, Config{})
	ticker := func(name string) *Coroutine {
		return hostCoroutine(t, m, `
fn tick() {
    for i in 0..3 {
        task.sleep(1)
        print("`+name+`", i)
    }
}
scope {
    spawn tick()
    yield 1
    task.sleep(1.5)
    yield 2
}
return 3`)
	}
	a, b := ticker("a"), ticker("b")
	for range 3 {
		for _, c := range []*Coroutine{a, b} {
			got, err := c.Resume(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintln(out, got.State, got.Value)
		}
	}
	const want = `yielded 1
yielded 1
a 0
yielded 2
b 0
yielded 2
a 1
a 2
returned 3
b 1
b 2
returned 3
`
	if got := out.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// Values pass between runs of a VM, but tasks go on only with their own.
func TestTasksOfAnotherRun(t *testing.T) {
	m, out := taskVM(t, Config{})
	c := hostCoroutine(t, m, `
fn gen() {
    scope {
        spawn {
            defer print("left")
            task.sleep(100)
        }
        yield 1
    }
}
let g = coro gen()
resume(g)
fn parked() {
    task.sleep(1)
    yield 1
}
let p = coro parked()
scope {
    let t = spawn task.sleep(1)
    spawn { for x in p { } }
    task.yield_now()
    yield (t, g, p)
}`)
	first, err := c.Resume(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	prog, err := m.Compile("other.coro", `
fn check(t, g, p) {
    let kinds = [fn() => t.join(), fn() => t.cancel(), fn() => resume(p), fn() => p.close(), fn() => transfer(p)].map(
        fn(f) => try { f() } catch e { e.kind })
    print(kinds, p.status, try { for x in g { } } catch e { e.message }, g.status)
}
return check`)
	if err != nil {
		t.Fatal(err)
	}
	mod, err := m.Run(t.Context(), prog)
	if err != nil {
		t.Fatal(err)
	}
	var args []any
	for _, x := range first.Value.Parts() {
		args = append(args, x)
	}
	if _, err := m.Call(t.Context(), mod.Result(), args...); err != nil {
		t.Fatal(err)
	}
	if got, err := c.Resume(t.Context(), nil); err != nil || got.State != Returned {
		t.Error(got, err)
	}
	const want = `["task", "task", "coroutine", "coroutine", "coroutine"] parked cannot leave a scope of another run failed
left
`
	if got := out.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestDeadlockReport(t *testing.T) {
	for _, nonBlocking := range []bool{false, true} {
		m, out := taskVM(t, Config{NonBlocking: nonBlocking})
		c := hostCoroutine(t, m, `
var b = nil
fn gen() { yield b.join() }
fn first() { for x in coro gen() { } }
fn second(a) {
    defer print("never")
    a.join()
}
let a = spawn first()
b = spawn second(a)`)
		_, err := c.Resume(t.Context(), nil)
		var e *Error
		if !errors.Is(err, ErrDeadlock) || !errors.As(err, &e) || e.Kind != "deadlock" {
			t.Fatalf("got %v", err)
		}
		const want = `error[deadlock]: every task waits, and nothing will happen: the main task waits for the end of 2 tasks in its scope, task 1 (first) waits for task 2 (second), task 2 (second) waits for task 1 (first)
  --> test.coro:10:20
   |
10 | b = spawn second(a)
   |                    ^
the main task waits for the end of 2 tasks in its scope:
  at test.coro:10:20 in the module
task 1 (first) waits for task 2 (second):
  at test.coro:3:20 in gen
  resumed at test.coro:4:23 in first
  spawned at test.coro:9:9 in the module
task 2 (second) waits for task 1 (first):
  at test.coro:7:7 in second
  spawned at test.coro:10:5 in the module
`
		if got := e.Render(false); got != want {
			t.Errorf("got\n%swant\n%s", got, want)
		}
		if len(e.Tasks) != 3 || e.Tasks[1].Frames[2].SpawnedAt != true || out.Len() > 0 {
			t.Errorf("%+v, printed %q", e.Tasks, out)
		}
		if _, err := c.Resume(t.Context(), nil); err == nil || !c.Done() {
			t.Errorf("the coroutine goes on: %v", err)
		}
		if err := runText(m, "scope { spawn print(1) }"); err != nil {
			t.Error(err)
		}
	}
}

func TestTasksWithoutAClock(t *testing.T) {
	m := newTestVM(t, Limits{})
	err := runText(m, "task.yield_now()\ntask.sleep(0.1)")
	var e *Error
	if !errors.As(err, &e) || e.Kind != "task" || !strings.Contains(e.Message, "has no clock") {
		t.Errorf("got %v", err)
	}
}

// The end of fuel may come between two turns, and in each of them.
func TestTasksStopForFuel(t *testing.T) {
	const text = `
fn work(n) {
    for i in 0..n { task.yield_now() }
    return n
}
fn all() {
    scope {
        let tasks = [1, 2, 3].map(fn(n) => n)
        let a = spawn work(3)
        let b = spawn work(5)
        try { scope { spawn { throw "x" }; task.sleep(1) } } catch e { }
        return a.join() + b.join() + len(tasks)
    }
}
return all()`
	for fuel := int64(1); fuel < 40; fuel++ {
		m, _ := taskVM(t, Config{Limits: Limits{Fuel: fuel}})
		c := hostCoroutine(t, m, text)
		for n := 0; !c.Done(); n++ {
			out, err := c.Resume(t.Context(), nil)
			if err != nil || n > 10_000 {
				t.Fatalf("fuel %d: %v", fuel, err)
			}
			if out.State == Returned && out.Value.String() != "11" {
				t.Errorf("fuel %d: %v", fuel, out.Value)
			}
		}
	}
}

// A run that is stopped leaves its tasks behind, without a trace in the next one.
func TestTasksOfAStoppedRun(t *testing.T) {
	m, out := taskVM(t, Config{})
	ctx, cancel := context.WithCancel(t.Context())
	if err := m.Define("stop", func() { cancel() }); err != nil {
		t.Fatal(err)
	}
	prog, err := m.Compile("test.coro", `
fn work() {
    defer print("never")
    task.sleep(10)
}
let kept = []
export fn statuses() => kept.map(fn(t) => (t.status, t.done, try { t.join() } catch e { e.kind }))
kept.push(spawn work())
kept.push(spawn { stop(); while true { task.yield_now() } })
kept.push(spawn { return 1 })
kept.push(spawn task.sleep(100))`)
	if err != nil {
		t.Fatal(err)
	}
	mod, err := m.instantiate(must1(m.load(prog.code)))
	if err != nil {
		t.Fatal(err)
	}
	if err := m.lock(); err != nil {
		t.Fatal(err)
	}
	_, err = m.runModule(ctx, mod)
	m.unlock()
	if !errors.Is(err, ErrCancelled) {
		t.Fatalf("got %v", err)
	}
	v, err := m.Call(t.Context(), (&Module{Nil, mod}).Get("statuses"))
	if err != nil {
		t.Fatal(err)
	}
	const cancelled = `("cancelled", true, "cancelled")`
	if want := "[" + cancelled + ", " + cancelled + `, ("done", true, 1), ` + cancelled + "]"; v.String() != want || out.Len() > 0 {
		t.Errorf("got %s, printed %q", v, out)
	}
}

func must1[T any](x T, err error) T {
	if err != nil {
		panic(err)
	}
	return x
}

func TestForgedTasksAreErrors(t *testing.T) {
	abc, ad := bytecode.ABC, bytecode.AD
	number := ad(bytecode.OpLoadInt, 0, 1, 1)
	scope := abc(bytecode.OpScope, 0, 1, 0, 0)
	callee := ad(bytecode.OpClosure, 0, 2, protoNone)
	spawn := abc(bytecode.OpSpawn, 0, 2, 0, 1)
	for _, test := range []struct {
		name, want string
		code       []bytecode.Instr
	}{
		{"a task in a number", "damaged bytecode", []bytecode.Instr{number, callee, spawn}},
		{"the end of a number", "damaged bytecode", []bytecode.Instr{number, abc(bytecode.OpEndScope, 0, 1, 0, 0)}},
		{"the cancellation of a number", "damaged bytecode", []bytecode.Instr{number, abc(bytecode.OpCancelScope, 0, 1, 1, 0)}},
		{"a cancellation for nothing", "damaged bytecode", []bytecode.Instr{scope, abc(bytecode.OpCancelScope, 0, 1, 2, 0)}},
		{"a task of a scope that has ended", "cannot spawn", []bytecode.Instr{scope, abc(bytecode.OpEndScope, 0, 1, 0, 0), callee, spawn}},
		{"a scope without an end", "", []bytecode.Instr{scope, callee, spawn}},
		{"a scope that ends twice", "", []bytecode.Instr{scope, callee, spawn, abc(bytecode.OpEndScope, 0, 1, 0, 0), abc(bytecode.OpEndScope, 0, 1, 0, 0)}},
		{"a scope as a value", "does not work on a scope", []bytecode.Instr{scope, abc(bytecode.OpAdd, 0, 2, 1, 1)}},
	} {
		t.Run(test.name, func(t *testing.T) {
			checkForged(t, test.want, test.code)
		})
	}
}

// The handler of a scope is cut short: what unwinds passes the scope.
func TestAScopeWithoutItsHandler(t *testing.T) {
	prog, err := Compile("forged.coro", "fn f() { scope { spawn { throw 1 }; let t = spawn abs(1); t.join(); abs(2) } }\nf()")
	if err != nil {
		t.Fatal(err)
	}
	prog.code.Protos[1].Handlers = nil
	if err := prog.code.Verify(); err != nil {
		t.Fatal(err)
	}
	m := newTestVM(t, Limits{})
	if _, err := m.Run(context.Background(), prog); err == nil {
		t.Error("it runs to its end")
	}
	// A return from the handler ends what is unwound.
	prog, err = Compile("forged.coro", "fn f() { scope { defer { abs(1) }; spawn { throw 1 }; let t = spawn abs(1); t.join(); abs(2) } }\nlet t = spawn f()\nt.join()")
	if err != nil {
		t.Fatal(err)
	}
	code := prog.code.Protos[1].Code
	at := slices.IndexFunc(code, func(i bytecode.Instr) bool { return i.Op() == bytecode.OpEndCleanup })
	code[at] = bytecode.ABC(bytecode.OpReturnNil, 0, 0, 0, 0)
	if err := prog.code.Verify(); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Run(context.Background(), prog); err != nil {
		t.Error(err)
	}
}
