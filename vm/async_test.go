package vm

// DefineAsync, and runs that wait for it.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// asyncVM makes a VM with functions on goroutines of their own. When the test ends,
// no goroutine may be left.
func asyncVM(t *testing.T, config Config, functions map[string]any) (*VM, *bytes.Buffer) {
	t.Helper()
	before := goleak.IgnoreCurrent()
	var out bytes.Buffer
	config.Stdout = &out
	config.Clock, config.AfterFunc = time.Now, time.AfterFunc
	m, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		m.Close()
		goleak.VerifyNone(t, before)
	})
	for name, fn := range functions {
		if err := m.DefineAsync(name, fn); err != nil {
			t.Fatal(err)
		}
	}
	return m, &out
}

func runAsync(t *testing.T, m *VM, text string) (Value, error) {
	t.Helper()
	prog, err := m.Compile("test.coro", text)
	if err != nil {
		t.Fatal(err)
	}
	mod, err := m.Run(t.Context(), prog)
	if err != nil {
		return Nil, err
	}
	return mod.Result(), nil
}

// gate lets functions go on in an order that the script decides: each waits until its
// turn is opened.
type gate struct{ open [4]chan struct{} }

func newGate() *gate {
	g := &gate{}
	for i := range g.open {
		g.open[i] = make(chan struct{})
	}
	close(g.open[0])
	return g
}

func (g *gate) pass(ctx context.Context, turn int) (string, error) {
	select {
	case <-g.open[turn]:
		return fmt.Sprint("turn ", turn), nil
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

func TestAsyncCallsRunInParallelAndEndInAnyOrder(t *testing.T) {
	g := newGate()
	m, out := asyncVM(t, Config{}, map[string]any{"pass": g.pass})
	if err := m.Define("open", func(turn int) { close(g.open[turn]) }); err != nil {
		t.Fatal(err)
	}
	v, err := runAsync(t, m, `
fn call(turn) {
    print("start", turn)
    let got = pass(turn)
    print("got", got)
    open(turn + 1)
    return got
}
fn all() {
    scope {
        let tasks = [spawn call(2), spawn call(1), spawn call(0)]
        return tasks.map(fn(t) => t.join())
    }
}
return all()`)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := v.String(), `["turn 2", "turn 1", "turn 0"]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := out.String(), "start 2\nstart 1\nstart 0\ngot turn 0\ngot turn 1\ngot turn 2\n"; got != want {
		t.Errorf("printed\n%swant\n%s", got, want)
	}
}

func TestAsyncInsideGeneratorsAndCallbacks(t *testing.T) {
	double := func(n int) int { return 2 * n }
	m, _ := asyncVM(t, Config{}, map[string]any{"double": double})
	v, err := runAsync(t, m, `
fn numbers() {
    for i in 0..3 { yield double(i) }
}
class Text { fn str() => "<${double(4)}>" }
return ([...coro numbers()], [3, 1, 2].sort_by(fn(x) => double(-x)), "${Text()}", [1, 2].map(double))`)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := v.String(), `([0, 2, 4], [3, 2, 1], "<8>", [2, 4])`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAsyncErrors(t *testing.T) {
	mine := errors.New("mine")
	m, _ := asyncVM(t, Config{}, map[string]any{
		"fail":   func() error { return mine },
		"kind":   func() error { return NewError("value", "not this one", "") },
		"panics": func() int { panic("oh") },
		"exits":  func() { runtime.Goexit() },
		"pair":   func(a int, rest ...string) (int, string) { return a, strings.Join(rest, "-") },
		"wrong":  func() complex128 { return 1i },
	})
	for _, c := range []struct{ text, want string }{
		{`try { fail() } catch e { (e.kind, e.message) }`, `("host", "mine")`},
		{`try { kind() } catch e { (e.kind, e.message) }`, `("value", "not this one")`},
		{`try { panics() } catch e { (e.kind, e.message) }`, "(\"host\", \"`panics` panicked: oh\")"},
		{`try { exits() } catch e { (e.kind, e.message) }`, "(\"host\", \"`exits` has ended its goroutine by runtime.Goexit\")"},
		{`pair(1, "a", "b")`, `(1, "a-b")`},
		{`try { pair("x") } catch e { (e.kind, e.message) }`, "(\"type\", \"argument 1 of `pair`: want int, got string\")"},
		{`try { pair() } catch e { e.kind }`, `"call"`},
		{`try { wrong() } catch e { e.kind }`, `"host"`},
		{`try { noyield { pair(1) } } catch e { (e.kind, e.message) }`, "(\"task\", \"cannot wait inside of `noyield`\")"},
	} {
		v, err := runAsync(t, m, c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
		} else if got := v.String(); got != c.want {
			t.Errorf("%s: got %s, want %s", c.text, got, c.want)
		}
	}
	_, err := runAsync(t, m, "fail()")
	var e *Error
	if !errors.Is(err, mine) || !errors.As(err, &e) || len(e.Frames) != 1 {
		t.Errorf("got %v", err)
	}
	var p *PanicError
	if _, err := runAsync(t, m, "scope { spawn panics() }"); !errors.As(err, &p) || p.Value != "oh" {
		t.Errorf("got %v", err)
	}
}

// stuck waits until its context ends, and tells why it did.
func stuck(causes chan<- error) any {
	return func(ctx context.Context) (int, error) {
		<-ctx.Done()
		causes <- context.Cause(ctx)
		return 0, ctx.Err()
	}
}

func TestAsyncIsCancelledWithItsScope(t *testing.T) {
	causes := make(chan error, 3)
	m, out := asyncVM(t, Config{}, map[string]any{"stuck": stuck(causes)})
	_, err := runAsync(t, m, `
fn wait(name) {
    defer print("left", name)
    stuck()
}
scope {
    spawn wait("a")
    let b = spawn wait("b")
    task.sleep(0.001)
    b.cancel()
    task.sleep(0.001)
    throw error("enough")
}`)
	if err == nil || !strings.Contains(err.Error(), "enough") {
		t.Errorf("got %v", err)
	}
	if got, want := out.String(), "left b\nleft a\n"; got != want {
		t.Errorf("printed %q, want %q", got, want)
	}
	for range 2 {
		if err := <-causes; !errors.Is(err, context.Canceled) {
			t.Errorf("the cause is %v", err)
		}
	}
}

func TestAsyncEndsWithTheContextOfTheRun(t *testing.T) {
	why := errors.New("why")
	ctx, cancel := context.WithCancelCause(t.Context())
	causes, over := make(chan error, 1), make(chan struct{})
	m, out := asyncVM(t, Config{}, map[string]any{"stuck": func(ctx context.Context) {
		cancel(why)
		<-ctx.Done()
		causes <- context.Cause(ctx)
		<-over
	}})
	prog, err := m.Compile("test.coro", "defer print(1)\nstuck()")
	if err != nil {
		t.Fatal(err)
	}
	if _, err = m.Run(ctx, prog); !errors.Is(err, ErrCancelled) || !errors.Is(err, why) {
		t.Errorf("got %v", err)
	}
	close(over)
	if got := <-causes; got != why || out.Len() > 0 {
		t.Errorf("the cause is %v, printed %q", got, out)
	}
}

// Whatever a function returns when the run is cancelled, its script is over.
func TestAsyncThatReturnsAsTheRunIsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	m, out := asyncVM(t, Config{}, map[string]any{"fail": func(ctx context.Context) error {
		cancel()
		<-ctx.Done()
		return ctx.Err()
	}, "tick": func() {}})
	prog, err := m.Compile("test.coro", `scope {
	for _ in 0..4 { spawn { for _ in 0..50 { tick() } } }
	try { fail() } catch e { print(e) }
}`)
	if err != nil {
		t.Fatal(err)
	}
	for range 500 {
		if _, err := m.Run(ctx, prog); !errors.Is(err, ErrCancelled) || out.Len() > 0 {
			t.Fatalf("got %v, printed %s", err, out)
		}
		ctx, cancel = context.WithCancel(t.Context())
	}
	cancel()
}

func TestAsyncFunctionsThatCannotBeDefined(t *testing.T) {
	m, _ := asyncVM(t, Config{}, nil)
	for name, fn := range map[string]any{
		"call":   func(c *Call) int { return 1 },
		"raw":    func(c *Call, args []Value) (Value, error) { return Nil, nil },
		"value":  func(v Value) int { return 1 },
		"number": 1,
		"none":   (func())(nil),
		"print":  func() {},
		"a b":    func() {},
	} {
		if err := m.DefineAsync(name, fn); err == nil {
			t.Errorf("%s can be defined", name)
		}
	}
}

func TestAsyncCannotCallBack(t *testing.T) {
	var m *VM
	m, _ = asyncVM(t, Config{}, map[string]any{"f": func(ctx context.Context) error {
		_, err := m.Call(ctx, Int(1))
		return err
	}})
	if _, err := runAsync(t, m, "f()"); !errors.Is(err, ErrBusy) {
		t.Errorf("got %v", err)
	}
}

func TestAsyncInANestedRun(t *testing.T) {
	m, _ := asyncVM(t, Config{}, map[string]any{"double": func(n int) int { return 2 * n }})
	each := func(c *Call, fn Value) (Value, error) { return c.Call(fn, 21) }
	if err := m.Define("each", each); err != nil {
		t.Fatal(err)
	}
	v, err := runAsync(t, m, `
fn all() {
    scope {
        let a = spawn each(fn(n) => double(n))
        let b = spawn each(fn(n) {
            scope {
                let t = spawn double(n)
                return t.join() + 1
            }
        })
        return (a.join(), b.join())
    }
}
return all()`)
	if err != nil || v.String() != "(42, 43)" {
		t.Errorf("got %s, %v", v, err)
	}
}

func TestCoroutineWaitsInResume(t *testing.T) {
	m, _ := asyncVM(t, Config{Limits: Limits{Fuel: 3}}, map[string]any{"double": func(n int) int { return 2 * n }})
	c := hostCoroutine(t, m, `
fn work(n) {
    var sum = 0
    for i in 0..5 { sum += double(n) }
    return sum
}
scope {
    let a = spawn work(1)
    let b = spawn work(2)
    yield a.join()
    yield b.join()
}`)
	var got []string
	for !c.Done() {
		out, err := c.Resume(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if out.State != OutOfFuel {
			got = append(got, fmt.Sprint(out.State, " ", out.Value))
		}
	}
	if want := "[yielded 10 yielded 20 returned nil]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

func TestNonBlockingResume(t *testing.T) {
	var calls atomic.Int64
	m, _ := asyncVM(t, Config{NonBlocking: true, Limits: Limits{Fuel: 150}}, map[string]any{"slow": func(ctx context.Context, n int) (int, error) {
		calls.Add(1)
		time.Sleep(time.Millisecond)
		return n, ctx.Err() // the context of the first Resume has ended
	}})
	c := hostCoroutine(t, m, `
task.sleep(0.001)
let got = yield slow(1)
scope {
    let a = spawn slow(2)
    let b = spawn slow(3)
    return a.join() + b.join() + got
}`)
	parked, stopped := 0, 0
	var x any
	for !c.Done() {
		ctx, cancel := context.WithCancel(t.Context())
		out, err := c.Resume(ctx, x)
		cancel()
		x = nil
		switch {
		case err != nil:
			t.Fatal(err)
		case out.State == Parked:
			parked++
			<-c.Ready()
		case out.State == Yielded:
			x = 10
		case out.State == OutOfFuel:
			stopped++
		case out.Value.String() != "15":
			t.Errorf("returned %s", out.Value)
		}
	}
	if parked < 3 || stopped == 0 || calls.Load() != 3 {
		t.Errorf("parked %d times, %d calls", parked, calls.Load())
	}
	<-c.Ready()
}

func TestCloseWhileACoroutineIsParked(t *testing.T) {
	causes := make(chan error, 1)
	m, _ := asyncVM(t, Config{NonBlocking: true}, map[string]any{"stuck": stuck(causes)})
	c := hostCoroutine(t, m, "stuck()")
	out, err := c.Resume(t.Context(), nil)
	if err != nil || out.State != Parked {
		t.Fatalf("got %v, %v", out, err)
	}
	if out, err := c.Resume(t.Context(), nil); err != nil || out.State != Parked {
		t.Errorf("again: %v, %v", out, err)
	}
	if _, err := c.Resume(t.Context(), 1); err == nil {
		t.Error("a coroutine that is parked takes a value")
	}
	if _, err := c.Throw(t.Context(), 1); err == nil {
		t.Error("a coroutine that is parked can be thrown into")
	}
	m.Close()
	if err := <-causes; err != ErrClosed {
		t.Errorf("the cause is %v", err)
	}
	if _, err := c.Resume(t.Context(), nil); !errors.Is(err, ErrClosed) {
		t.Errorf("got %v", err)
	}
}

type panickingError struct{}

func (panickingError) Error() string { panic("oh") }

func TestAsyncErrorThatPanics(t *testing.T) {
	m, _ := asyncVM(t, Config{}, map[string]any{"f": func() error { return panickingError{} }})
	v, err := runAsync(t, m, "try { f() } catch e { e.kind }")
	if err != nil || v.String() != `"host"` {
		t.Errorf("got %s, %v", v, err)
	}
}
