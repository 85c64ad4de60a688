package vm

// Tests of what hosts define.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"strings"
	"testing"
	"time"
)

// host calls a Go function as a script would.
func host(t *testing.T, m *VM, fn any, args ...any) (Value, error) {
	t.Helper()
	n, err := newHostFunction("f", fn)
	if err != nil {
		t.Fatal(err)
	}
	return apply(m, n, values(t, m, args...))
}

func TestFunctionsOfTheHost(t *testing.T) {
	type word string
	m := newTestVM(t, Limits{})
	for i, c := range []struct {
		fn   any
		args []any
		want string
	}{
		{func(a, b int) int { return a + b }, []any{1, 2}, "3"},
		{func(a, b int) int { return a + b }, []any{1}, "call: `f` takes 2 arguments, got 1"},
		{func(a, b int) int { return a + b }, []any{1, "x"}, "type: argument 2 of `f`: want int, got string"},
		{func(a int) int { return -a }, []any{1.5}, "type: argument 1 of `f`: want int, got 1.5"},
		{func(x float64) float64 { return x / 2 }, []any{1}, "0.5"},
		{func(x float64) float64 { return x }, []any{"1"}, "type: argument 1 of `f`: want float, got string"},
		{strings.ToUpper, []any{"a"}, `"A"`},
		{strings.ToUpper, []any{1}, "type: argument 1 of `f`: want string, got int"},
		{func() {}, nil, "nil"},
		{func() (int, string) { return 1, "a" }, nil, `(1, "a")`},
		{func() (int, error) { return 1, nil }, nil, "1"},
		{func() (int, error) { return 0, fs.ErrNotExist }, nil, "io: file does not exist"},
		{func() error { return nil }, nil, "nil"},
		{func(sep string, xs ...string) string { return strings.Join(xs, sep) }, []any{"-", "a", "b"}, `"a-b"`},
		{func(sep string, xs ...string) string { return strings.Join(xs, sep) }, []any{"-"}, `""`},
		{func(sep string, _ ...string) string { return sep }, nil, "call: `f` takes at least 1 argument, got 0"},
		{func(_ string, _ ...string) {}, []any{"-", "a", 1}, "type: argument 3 of `f`: want string, got int"},
		{func(ctx context.Context, c *Call, w word) bool { return ctx != nil && c.VM() != nil && w == "a" }, []any{"a"}, "true"},
		{func(b []byte) int { return len(b) }, []any{"日"}, "3"},
		{func(b []byte) []byte { return append(b, 1) }, []any{[]byte("a")}, `bytes("a\u{1}")`},
		{func(x any) int { return len(x.([]byte)) }, []any{[]byte("abc")}, "3"},
		{func([]byte) {}, []any{1}, "type: argument 1 of `f`: want bytes or string, got int"},
		{func(x int8) int8 { return x }, []any{300}, "type: argument 1 of `f`: want int8, got 300"},
		{func(x uint) uint { return x }, []any{-1}, "type: argument 1 of `f`: want uint, got -1"},
		{func(x []map[string]int) int { return x[0]["a"] }, []any{[]any{map[string]any{"a": 5}}}, "5"},
		{func([]map[string]int) {}, []any{[]any{map[string]any{"a": nil}}}, "type: argument 1 of `f`, at [0].a: want int, got nil"},
		{func(x any) any { return x }, []any{map[string]any{"a": []any{1, 2.5, nil, "x"}}}, `{a: [1, 2.5, nil, "x"]}`},
		{func(err error) string { return err.Error() }, []any{errors.New("gone")}, `"gone"`},
		{func(v Value) string { return v.Kind().String() }, []any{2.5}, `"float"`},
		{func() uint64 { return math.MaxUint64 }, nil, "host: the result of `f`: value: 18446744073709551615 is out of the range of an int"},
		{func() { panic("oops") }, nil, "host: `f` panicked: oops"},
		{func(_, _, _ int) { panic("oops") }, []any{1, 2, 3}, "host: `f` panicked: oops"},
		{func(a, b int) int { return a / b }, []any{1, 0}, "host: `f` panicked: runtime error: integer divide by zero"},
		{func(_ *Call, args []Value) (Value, error) { return args[0], nil }, []any{"as it is"}, `"as it is"`},
		{func(*Call, []Value) (Value, error) { return Value{}, nil }, nil, "nil"},
	} {
		if got := outcome(host(t, m, c.fn, c.args...)); got != c.want {
			t.Errorf("%d: %T%v: got %s, want %s", i, c.fn, c.args, got, c.want)
		}
	}
}

func TestErrorsOfTheHostKeepTheirIdentity(t *testing.T) {
	m := newTestVM(t, Limits{})
	_, err := host(t, m, func() { panic(fs.ErrNotExist) })
	if p := (*PanicError)(nil); !errors.As(err, &p) || !errors.Is(err, fs.ErrNotExist) || len(p.Stack) == 0 {
		t.Errorf("a panic: %v", err)
	}
	_, err = host(t, m, func() error { return fs.ErrNotExist })
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an error: %v", err)
	}
	_, err = host(t, m, func(c *Call) error { return c.Charge(math.MaxInt64, 0) })
	if !errors.Is(err, ErrFuel) {
		t.Errorf("a limit: %v", err)
	}
}

func TestKindsOfErrorsOfTheHost(t *testing.T) {
	for _, c := range []struct {
		err  error
		kind string
	}{
		{&fs.PathError{Op: "open", Path: "a", Err: errors.New("busy")}, "io"},
		{fs.ErrPermission, "io"},
		{fmt.Errorf("read: %w", io.ErrUnexpectedEOF), "io"},
		{errors.New("gone"), "host"},
		{WrapError("value", io.EOF), "value"},
	} {
		m := newTestVM(t, Limits{})
		if err := m.Define("f", func() error { return c.err }); err != nil {
			t.Fatal(err)
		}
		var failure *Error
		if err := runText(m, "f()"); !errors.As(err, &failure) || failure.Kind != c.kind {
			t.Errorf("%v: got %#v, want the kind %s", c.err, err, c.kind)
		}
	}
}

// A result that breaks the memory limit was an error of kind host, which a script
// could catch.
func TestTheMemoryOfAResultCannotBeCaught(t *testing.T) {
	m := newTestVM(t, Limits{Memory: 1 << 20})
	if err := m.Define("large", func() string { return strings.Repeat("x", 1<<20) }); err != nil {
		t.Fatal(err)
	}
	if err := runText(m, "try { large() } catch e { throw \"caught\" }"); !errors.Is(err, ErrMemory) {
		t.Errorf("got %v", err)
	}
	if err := runText(m, "print(1)"); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestDefineRefuses(t *testing.T) {
	m := newTestVM(t, Limits{})
	for _, c := range []struct {
		name string
		fn   any
		want string
	}{
		{"a b", 1, `cannot define "a b": a name is letters, digits and _, and does not begin with a digit`},
		{"while", 1, "cannot define `while`: it is a reserved word"},
		{"print", 1, "cannot define `print`: it is a built-in"},
		{"f", (func(string))(nil), "cannot define `f`: the function is nil"},
		{"f", func(complex64) {}, "cannot define `f`: no value of a script can be its parameter 1, of type complex64"},
		{"f", func(func() int) {}, "cannot define `f`: no value of a script can be its parameter 1, of type func() int: its last result must be an error, since a script can fail"},
		{"f", []any{1, 1i}, "cannot define `f`: value[1]: a script has no value for a Go complex128"},
	} {
		if err := m.Define(c.name, c.fn); err == nil || err.Error() != c.want {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	if err := m.Define("f", 1); !errors.Is(err, ErrClosed) {
		t.Errorf("closed: got %v", err)
	}
}

func TestDefinedNamesReachScripts(t *testing.T) {
	var out bytes.Buffer
	m, err := New(Config{Stdout: &out})
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]any{"add": func(a, b int) int { return a + b }, "limits": map[string]int{"b": 2, "a": 1}} {
		if err := m.Define(name, x); err != nil {
			t.Fatal(err)
		}
	}
	if err := runText(m, "print(add(1, 2), add, limits)"); err != nil {
		t.Fatal(err)
	}
	if out.String() != "3 <fn add> {a: 1, b: 2}\n" {
		t.Error(out.String())
	}
}

func TestToValue(t *testing.T) {
	m := newTestVM(t, Limits{})
	for _, c := range []struct {
		x    any
		want string
	}{
		{Value{}, "nil"},
		{[]byte("ab"), `bytes("ab")`},
		{[2]bool{true, false}, "[true, false]"},
		{[]int(nil), "[]"},
		{map[int]string{2: "b", -1: "a"}, `{-1: "a", 2: "b"}`},
		{map[any]any{"b": 1, 2: 2, "a": 3, 1.5: 4}, "{1.5: 4, 2: 2, a: 3, b: 1}"},
		{float32(0.5), "0.5"},
		{fs.ErrNotExist, "io error: file does not exist"},
		{(*fs.PathError)(nil), "nil"},
		{strings.ToUpper, "<fn host function>"},
		{struct{}{}, "<struct {}>"},
		{1i, "type: value: a script has no value for a Go complex128"},
		{map[string]any{"users": []any{1i}}, "type: value.users[0]: a script has no value for a Go complex128"},
		{map[string]any{"a b": uint64(math.MaxUint64)}, `type: value["a b"]: 18446744073709551615 is out of the range of an int`},
	} {
		if got := outcome(m.ToValue(c.x)); got != c.want {
			t.Errorf("%T: got %s, want %s", c.x, got, c.want)
		}
	}
	m.fuel, m.fuelLeft = 0, 0 // as before a run
	if got := outcome(m.ToValue(map[string]any{"a": []string{"b"}})); got != `{a: ["b"]}` {
		t.Errorf("without fuel: got %s", got)
	}
	cyclic := []any{nil}
	cyclic[0] = cyclic
	if got := outcome(m.ToValue(cyclic)); !strings.HasPrefix(got, "depth: ") {
		t.Errorf("cyclic: got %s", got)
	}
	if _, err := newTestVM(t, Limits{Memory: 1000}).ToValue(make([]int, 1000)); !errors.Is(err, ErrMemory) {
		t.Errorf("memory: got %v", err)
	}
}

func TestBytesAreCopiedByConversion(t *testing.T) {
	host := []byte("ab")
	v := values(t, newTestVM(t, Limits{}), host)[0]
	host[0] = 'x'
	b, err := As[[]byte](v)
	if err != nil || string(b) != "ab" {
		t.Errorf("%q, %v", b, err)
	}
	b[0] = 'y'
	if own, ok := v.AsBytes(); !ok || string(own) != "ab" {
		t.Errorf("%q, %v", own, ok)
	}
	if own, ok := Bytes(host).AsBytes(); !ok || &own[0] != &host[0] {
		t.Error("Bytes copies")
	}
	if _, ok := Int(1).AsBytes(); ok {
		t.Error("an int is no bytes")
	}
}

func TestAs(t *testing.T) {
	m := newTestVM(t, Limits{})
	v := values(t, m, map[string]any{"users": []any{map[string]any{"age": "old"}}, "z z": 1})[0]
	for _, c := range []struct {
		convert func() error
		want    string
	}{
		{func() error { _, err := As[map[string]any](v); return err }, ""},
		{func() error { _, err := As[map[string][]map[string]int](v); return err }, "result.users[0].age: want int, got string"},
		{func() error { _, err := As[map[string][]any](v); return err }, `result["z z"]: want list, got int`},
		{func() error { _, err := As[int](v); return err }, "result: want int, got map"},
		{func() error { _, err := As[map[int]any](v); return err }, `result[key "users"]: want int, got string`},
		{func() error { _, err := As[complex128](v); return err }, "result: no value of a script converts to complex128"},
		{func() error { _, err := As[chan int](v); return err }, "result: want chan int, got map"},
		{func() error { _, err := As[struct{}](v); return err }, "result.users: `struct {}` has no such field"},
	} {
		if err := c.convert(); err == nil && c.want != "" || err != nil && err.Error() != c.want {
			t.Errorf("got %v, want %q", err, c.want)
		}
	}
	if x, err := As[float64](Int(2)); x != 2 || err != nil {
		t.Error(x, err)
	}
	if x, err := As[[]int](Value{}); x != nil || err != nil {
		t.Error(x, err)
	}
	if x, err := As[any](values(t, m, []any{1, nil, "a"})[0]); err != nil || len(x.([]any)) != 3 || x.([]any)[0] != int64(1) {
		t.Error(x, err)
	}
	xs := values(t, m, []any{1})[0]
	if err := m.setIndex(xs, Int(0), xs); err != nil {
		t.Fatal(err)
	}
	if _, err := As[any](xs); err == nil || !strings.Contains(err.Error(), "nested deeper") {
		t.Errorf("cyclic: got %v", err)
	}
}

func BenchmarkHostCall(b *testing.B) {
	type meter int
	m := newTestVM(b, Limits{})
	for name, fn := range map[string]any{
		"frequent":   func(a, b int) int { return a + b },
		"named":      func(a, b meter) meter { return a + b },
		"Func2":      Func2(func(a, b int) (int, error) { return a + b, nil }),
		"reflection": func(a, b int32) int32 { return a + b },
	} {
		b.Run(name, func(b *testing.B) {
			n, err := newHostFunction("add", fn)
			if err != nil {
				b.Fatal(err)
			}
			args := []Value{Int(1), Int(2)}
			for b.Loop() {
				if _, err := n.fn(&m.callInfo, args); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestClockAndRandomSourceAreThoseOfTheHost(t *testing.T) {
	start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	m, err := New(Config{Clock: func() time.Time { return start }, Rand: func() uint64 { return 7 }})
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Define("sum", func(c *Call) int64 { return c.VM().Clock()().Unix() + int64(c.VM().Rand()()) }); err != nil {
		t.Fatal(err)
	}
	if err := runText(m, fmt.Sprintf("if sum() != %d { throw 1 }", start.Unix()+7)); err != nil {
		t.Error(err)
	}
	if m := newTestVM(t, Limits{}); m.Clock() != nil || m.Rand() != nil {
		t.Error("a VM has them without being granted them")
	}
}

func TestDefined(t *testing.T) {
	m := newVMWith(t, Config{})
	if err := errors.Join(m.Define("answer", 42), m.Define("xs", []int{1, 2})); err != nil {
		t.Fatal(err)
	}
	defined := m.Defined()
	if v, _ := defined["answer"].AsInt(); len(defined) != 2 || v != 42 {
		t.Errorf("defined is %v", defined)
	}
	if v, err := m.ToValue(defined["xs"]); err != nil || v.String() != "[1, 2]" {
		t.Errorf("the VM does not take its own value: %v, %v", v, err)
	}
	defined["other"] = Nil
	if len(m.Defined()) != 2 {
		t.Error("the map is not the caller's")
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	if len(m.Defined()) != 0 {
		t.Error("a closed VM has names")
	}
}
