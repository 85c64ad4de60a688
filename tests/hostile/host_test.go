package hostile

// Functions and streams of the host that misbehave. Whatever they do, the script gets an
// error that says so, and the VM runs the next program as if new.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/coro-lang/coro/vm"
)

// run compiles and runs a text in a VM.
func run(t *testing.T, m *vm.VM, text string) (vm.Value, error) {
	t.Helper()
	prog, err := m.Compile("host.coro", text)
	if err != nil {
		t.Fatal(err)
	}
	mod, err := m.Run(t.Context(), prog)
	if err != nil {
		return vm.Nil, err
	}
	return mod.Result(), nil
}

func newVM(t *testing.T, config vm.Config) *vm.VM {
	t.Helper()
	m, err := vm.New(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m
}

// checkSound checks that a VM has taken no harm.
func checkSound(t *testing.T, m *vm.VM) {
	t.Helper()
	if _, err := m.Run(t.Context(), sound); err != nil {
		t.Errorf("afterwards, a sound program fails: %v", err)
	}
}

type badError struct{}

func (badError) Error() string { panic("Error panics") }

type badStringer struct{ X int }

func (badStringer) String() string { panic("String panics") }

type typedNil struct{}

func (*typedNil) Error() string { return "typed nil" }

func TestHostFunctionsThatMisbehave(t *testing.T) {
	var cyclic any
	list := []any{nil}
	list[0], cyclic = list, list
	var nilMap map[string]int
	for _, test := range []struct {
		name string
		fn   any
		want string // of the error, or of the text of the value
	}{
		{"panics with a string", func() { panic("oops") }, "host error: `f` panicked: oops"},
		{"panics with an error", func() { panic(io.ErrUnexpectedEOF) }, "host error: `f` panicked: unexpected EOF"},
		{"panics with an error that panics", func() { panic(badError{}) }, "host error: `f` panicked: "},
		{"panics with nil", func() { panic(nil) }, "host error: `f` panicked: panic called with nil argument"},
		{"panics by a nil pointer", func() int { var p *int; return *p }, "host error: `f` panicked: runtime error: invalid memory address"},
		{"panics by an index", func(xs []int) int { return xs[len(xs)] }, "host error: `f` panicked: runtime error: index out of range"},
		{"returns an error that panics", func() error { return badError{} }, "host error: "},
		{"returns an error that panics, without reflection", vm.Func0(func() (int, error) { return 0, badError{} }), "host error: "},
		{"returns a typed nil as an error", func() error { return (*typedNil)(nil) }, "host error: typed nil"},
		{"returns a value that panics as text", func() any { return badStringer{} }, "<badStringer>"},
		{"returns a channel", func() any { return make(chan int) }, "<chan int>"},
		{"returns cyclic data", func() any { return cyclic }, "error"},
		{"returns the zero Value", func() vm.Value { return vm.Value{} }, "nil"},
		{"returns a nil map", func() map[string]int { return nilMap }, "{}"},
		{"returns a nil pointer", func() *int { return nil }, "nil"},
		{"returns a huge uint", func() uint64 { return 1 << 63 }, "host error: the result of `f`"},
		{"returns a complex number", func() complex128 { return 1i }, "host error: the result of `f`"},
		{"returns invalid UTF-8", func() string { return "\xff" }, "\xff"},
		{"panics below a call back", func(c *vm.Call) error { _, err := c.Call(vm.Nil); return err }, "type error: cannot call nil"},
		{"charges more than there is", func(c *vm.Call) error { return c.Charge(1<<62, 1<<62) }, "memory"},
		{"raw, panics", func(_ *vm.Call, args []vm.Value) (vm.Value, error) { return args[99], nil }, "host error: `f` panicked"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newVM(t, vm.Config{Limits: vm.Limits{Memory: 8 << 20, Fuel: 5e6}})
			if err := m.Define("f", test.fn); err != nil {
				t.Skipf("Define refuses it: %v", err)
			}
			argument := ""
			if _, ok := test.fn.(func([]int) int); ok {
				argument = "[1]"
			}
			v, err := run(t, m, "try { str(f("+argument+")) } catch e { str(e) }")
			got, _ := v.AsString()
			if err != nil {
				got = err.Error()
			}
			if !strings.Contains(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
			checkSound(t, m)
			if _, err := run(t, m, `"x".repeat(10_000_000)`); !errors.Is(err, vm.ErrMemory) {
				t.Errorf("the memory limit is gone: %v", err)
			}
			if _, err := run(t, m, "while true { }"); !errors.Is(err, vm.ErrFuel) {
				t.Errorf("the fuel limit is gone: %v", err)
			}
		})
	}
}

// A function that ends its goroutine ends the run; the VM is free for others.
func TestHostFunctionThatCallsGoexit(t *testing.T) {
	m := newVM(t, vm.Config{Limits: vm.Limits{Depth: 100}})
	if err := m.Define("f", runtime.Goexit); err != nil {
		t.Fatal(err)
	}
	prog, err := m.Compile("goexit.coro", "let c = coro { try { f() } catch { } }\nresume(c)")
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		done := make(chan struct{})
		go func() {
			defer close(done)
			m.Run(context.Background(), prog)
		}()
		<-done
		checkSound(t, m)
	}
	if _, err := run(t, m, "fn f(n) => if n == 0 { 0 } else { 1 + f(n - 1) }\nf(80)"); err != nil {
		t.Errorf("the depth is not what it was: %v", err)
	}
}

func TestGoexitBelowACallBack(t *testing.T) {
	m := newVM(t, vm.Config{})
	if err := errors.Join(m.Define("exit", runtime.Goexit), m.Define("back", func(c *vm.Call, f vm.Value) error {
		_, err := c.Call(f)
		return err
	})); err != nil {
		t.Fatal(err)
	}
	prog, err := m.Compile("goexit.coro", "back(fn() => back(exit))")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		m.Run(context.Background(), prog)
	}()
	<-done
	checkSound(t, m)
}

// What a host function does with its VM in the middle of a run is refused.
func TestHostFunctionThatReenters(t *testing.T) {
	m := newVM(t, vm.Config{})
	var got []error
	note := func(err error) { got = append(got, err) }
	session := m.NewSession()
	c, err := m.NewCoroutineOf(sound)
	if err != nil {
		t.Fatal(err)
	}
	err = m.Define("f", func() {
		ctx := context.Background()
		_, err := m.Run(ctx, sound)
		note(err)
		_, err = m.Call(ctx, vm.Nil)
		note(err)
		_, err = session.Eval(ctx, "x", "1")
		note(err)
		_, err = c.Resume(ctx, nil)
		note(err)
		_, err = c.Throw(ctx, "x")
		note(err)
		_, err = m.NewCoroutine(vm.Nil)
		note(err)
		_, err = m.NewCoroutineOf(sound)
		note(err)
		_, err = m.Compile("x", "1")
		note(err)
		note(m.Define("g", 1))
		note(m.Close())
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := run(t, m, "f()"); err != nil {
		t.Fatal(err)
	}
	for i, err := range got {
		if !errors.Is(err, vm.ErrBusy) {
			t.Errorf("%d: got %v, want ErrBusy", i, err)
		}
	}
	if len(got) != 10 {
		t.Errorf("%d of 10 entries", len(got))
	}
	checkSound(t, m)
}

func TestCallsOfAClosedVM(t *testing.T) {
	m := newVM(t, vm.Config{})
	f, err := run(t, m, "fn() => 1")
	if err != nil {
		t.Fatal(err)
	}
	var kept *vm.Call
	var args []vm.Value
	if err := m.Define("keep", func(c *vm.Call, a []vm.Value) (vm.Value, error) {
		kept, args = c, a
		return vm.Nil, nil
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := run(t, m, "keep(1, 2, [3])"); err != nil {
		t.Fatal(err)
	}
	if _, err := kept.Call(f); err == nil {
		t.Error("a Call works after its call")
	}
	_ = kept.Charge(1, 1)
	_ = kept.Context()
	for _, a := range args { // what they hold is not said, but it is a value
		_ = a.String()
	}
	checkSound(t, m)
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	if _, err := m.Call(ctx, f); !errors.Is(err, vm.ErrClosed) {
		t.Errorf("Call: %v", err)
	}
	if _, err := m.Run(ctx, sound); !errors.Is(err, vm.ErrClosed) {
		t.Errorf("Run: %v", err)
	}
	if _, err := kept.Call(f); err == nil {
		t.Error("a Call works after the VM is closed")
	}
}

// An args slice that is kept over a call back is stale: what it holds does not matter,
// but nothing breaks.
func TestArgumentsKeptOverACallBack(t *testing.T) {
	m := newVM(t, vm.Config{})
	if err := m.Define("f", func(c *vm.Call, args []vm.Value) (vm.Value, error) {
		v, err := c.Call(args[0])
		if err != nil {
			return vm.Nil, err
		}
		args[0] = v // writes to where a stack was
		return v, nil
	}); err != nil {
		t.Fatal(err)
	}
	v, err := run(t, m, `
fn deep(n) => if n == 0 { [0] } else { let r = deep(n - 1); r }
let keep = [1, 2]
let got = f(fn() => deep(1000))
(got, keep, [f(fn() => 5), f(fn() => 6)])`)
	if err != nil || v.String() != "([0], [1, 2], [5, 6])" {
		t.Errorf("got %v, %v", v, err)
	}
	checkSound(t, m)
}

// A list that a loop goes over may be changed by the host.
func TestHostFunctionThatChangesWhatIsLoopedOver(t *testing.T) {
	m := newVM(t, vm.Config{})
	if err := m.Define("f", func(c *vm.Call, change vm.Value) error {
		_, err := c.Call(change)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	v, err := run(t, m, `
let xs = [1, 2, 3, 4]
let seen = []
for x in xs {
    seen.push(x)
    f(fn() { if len(xs) > 1 { xs.pop() } })
}
let m = {a: 1, b: 2}
for k, v in m {
    seen.push(k)
    f(fn() { delete(m, "b") })
}
xs.map(fn(x) { f(fn() => xs.clear()) })
[3, 1, 2].sort(fn(a, b) { f(fn() => seen.push(0)); return a < b })
seen[:3]`)
	if err != nil || v.String() != `[1, 2, "a"]` {
		t.Errorf("got %v, %v", v, err)
	}
	checkSound(t, m)
}

// A second goroutine is refused, and harms nobody.
func TestTwoGoroutinesInOneVM(t *testing.T) {
	m := newVM(t, vm.Config{})
	entered, leave := make(chan struct{}), make(chan struct{})
	if err := m.Define("wait", func() { close(entered); <-leave }); err != nil {
		t.Fatal(err)
	}
	prog, err := m.Compile("wait.coro", "wait()")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() {
		_, err := m.Run(context.Background(), prog)
		done <- err
	}()
	<-entered
	for range 100 {
		if _, err := m.Run(t.Context(), sound); !errors.Is(err, vm.ErrBusy) {
			t.Fatalf("got %v, want ErrBusy", err)
		}
	}
	if err := m.Close(); !errors.Is(err, vm.ErrBusy) {
		t.Errorf("Close: got %v, want ErrBusy", err)
	}
	close(leave)
	if err := <-done; err != nil {
		t.Error(err)
	}
	checkSound(t, m)
}

type writerFunc func([]byte) (int, error)

func (w writerFunc) Write(p []byte) (int, error) { return w(p) }

func TestStdoutThatMisbehaves(t *testing.T) {
	for _, test := range []struct {
		name  string
		write writerFunc
		want  string
	}{
		{"fails", func([]byte) (int, error) { return 0, io.ErrClosedPipe }, "io error: "},
		{"writes half", func(p []byte) (int, error) { return len(p) / 2, io.ErrShortWrite }, "io error: "},
		{"panics", func([]byte) (int, error) { panic("full") }, "error: "},
		{"panics with nil", func([]byte) (int, error) { panic(nil) }, "error: "},
		{"returns an error that panics", func([]byte) (int, error) { return 0, badError{} }, "error: "},
		{"returns nonsense", func([]byte) (int, error) { return -5, nil }, ""},
		{"blocks for a while", func(p []byte) (int, error) { time.Sleep(20 * time.Millisecond); return len(p), nil }, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := newVM(t, vm.Config{Stdout: test.write})
			v, err := run(t, m, `try { print("a") } catch e { str(e) }`)
			if err != nil {
				t.Fatal(err)
			}
			if got, _ := v.AsString(); !strings.Contains(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
			checkSound(t, m)
		})
	}
}

// oddFS is a file system that does what its file says.
type oddFS struct {
	good fstest.MapFS
	open func() (fs.File, error)
}

func (o oddFS) Open(name string) (fs.File, error) {
	if name == "odd.coro" {
		return o.open()
	}
	return o.good.Open(name)
}

// oddFile is a file of any content and any size, as it says.
type oddFile struct {
	read func([]byte) (int, error)
	size int64
	mode fs.FileMode
}

func (f oddFile) Stat() (fs.FileInfo, error)   { return f, nil }
func (f oddFile) Read(p []byte) (int, error)   { return f.read(p) }
func (oddFile) Close() error                   { return nil }
func (oddFile) Name() string                   { return "odd.coro" }
func (f oddFile) Size() int64                  { return f.size }
func (f oddFile) Mode() fs.FileMode            { return f.mode }
func (oddFile) ModTime() time.Time             { return time.Time{} }
func (f oddFile) IsDir() bool                  { return f.mode.IsDir() }
func (oddFile) Sys() any                       { return nil }
func endless(p []byte) (int, error)            { clear(p); return len(p), nil }
func failing([]byte) (int, error)              { return 0, io.ErrUnexpectedEOF }
func panicking([]byte) (int, error)            { panic("no disk") }
func tooMuch(p []byte) (int, error)            { return len(p) + 1000, nil }
func negative([]byte) (int, error)             { return -1, nil }
func empty([]byte) (int, error)                { return 0, io.EOF }
func idle([]byte) (int, error)                 { return 0, nil }
func garbage(p []byte) (int, error)            { return copy(p, "\x00\xff{{{${"), io.EOF }
func file(f oddFile) func() (fs.File, error)   { return func() (fs.File, error) { return f, nil } }
func noFile(err error) func() (fs.File, error) { return func() (fs.File, error) { return nil, err } }

func TestLoadersThatMisbehave(t *testing.T) {
	for _, test := range []struct {
		name string
		open func() (fs.File, error)
		want string
	}{
		{"garbage", file(oddFile{read: garbage, size: 8}), "import error: "},
		{"an endless file", file(oddFile{read: endless, size: 100}), "import error: "},
		{"a file that says it is huge", file(oddFile{read: endless, size: 1 << 60}), "import error: "},
		{"a file of a negative size", file(oddFile{read: endless, size: -1 << 60}), "import error: "},
		{"a file larger than it says", file(oddFile{read: endless, size: 1}), "import error: "},
		{"a file that fails", file(oddFile{read: failing, size: 10}), "import error: "},
		{"a file that panics", file(oddFile{read: panicking, size: 10}), "panicked"},
		{"a file that reads more than it was asked for", file(oddFile{read: tooMuch, size: 10}), "error: "},
		{"a file that reads less than nothing", file(oddFile{read: negative, size: 10}), "error: "},
		{"an empty file that says it is not", file(oddFile{read: empty, size: 10}), ""},
		{"a file that gives nothing and does not end", file(oddFile{read: idle, size: 10}), io.ErrNoProgress.Error()},
		{"a folder", file(oddFile{read: endless, mode: fs.ModeDir}), "import error: "},
		{"a pipe", file(oddFile{read: endless, mode: fs.ModeNamedPipe}), "import error: "},
		{"no permission", noFile(fs.ErrPermission), "import error: "},
		{"no file and no error", noFile(nil), "error: "},
		{"an error that panics", noFile(badError{}), "error: "},
		{"a panic", func() (fs.File, error) { panic("no disk") }, "panicked"},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := oddFS{fstest.MapFS{"good.coro": {Data: []byte("export let x = 5")}}, test.open}
			m := newVM(t, vm.Config{Loader: vm.FS(files), Limits: vm.Limits{Memory: 8 << 20}})
			v, err := run(t, m, "try { import \"./odd\" as odd } catch e { return str(e) }")
			if err != nil {
				t.Fatal(err)
			}
			if got, _ := v.AsString(); !strings.Contains(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if v, err := run(t, m, "import {x} from \"./good\"\nx"); err != nil || v.String() != "5" {
				t.Errorf("another import fails: %v %v", v, err)
			}
			checkSound(t, m)
			if _, err := run(t, m, `"x".repeat(10_000_000)`); !errors.Is(err, vm.ErrMemory) {
				t.Errorf("the memory limit is gone: %v", err)
			}
		})
	}
}

func TestContextsThatMisbehave(t *testing.T) {
	m := newVM(t, vm.Config{})
	ended, cancel := context.WithCancelCause(context.Background())
	cancel(fmt.Errorf("no reason"))
	if _, err := m.Run(ended, sound); !errors.Is(err, vm.ErrCancelled) {
		t.Errorf("a context that has ended: %v", err)
	}
	checkSound(t, m)
	f, err := run(t, m, "fn() => 1")
	if err != nil {
		t.Fatal(err)
	}
	c, err := m.NewCoroutine(f)
	if err != nil {
		t.Fatal(err)
	}
	var none context.Context
	for name, use := range map[string]func() error{
		"Run":    func() error { _, err := m.Run(none, sound); return err },
		"Call":   func() error { _, err := m.Call(none, f); return err },
		"Eval":   func() error { _, err := m.NewSession().Eval(none, "x", "1"); return err },
		"Resume": func() error { _, err := c.Resume(none, nil); return err },
		"Throw":  func() error { _, err := c.Throw(none, "x"); return err },
	} {
		if err := use(); err == nil || !strings.Contains(err.Error(), "context") {
			t.Errorf("%s without a context: %v", name, err)
		}
		checkSound(t, m)
	}
}
