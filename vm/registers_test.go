//go:build gc && (amd64 || arm64) && !coro_checked

package vm

// Tests of calls of Go functions in the registers of the machine.

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"
)

type (
	celsius float64
	tiny    int8
	label   string
	shouter interface{ Shout() string }
	horn    struct{ n int }
)

func (h *horn) Shout() string                         { return strings.Repeat("!", h.n) }
func (h *horn) Mix(a uint8, x float64, s label) label { return s + label(fmt.Sprint(h.n, a, x)) }
func (h *horn) Fail(n tiny) error                     { return errIf(n < 0) }

func errIf(bad bool) error {
	if bad {
		return errors.New("it is bad")
	}
	return nil
}

// deep makes the stack grow, and the collector run.
func deep(n int) int {
	var room [128]int
	if n == 0 {
		runtime.GC()
		return room[0]
	}
	return deep(n-1) + room[n%128]
}

// Each function is called with the arguments by reflection and in registers.
func TestCallsInRegisters(t *testing.T) {
	m := newTestVM(t, Limits{})
	h := &horn{3}
	for _, c := range []struct {
		fn   any
		args []any
	}{
		{func() {}, nil},
		{func() error { return nil }, nil},
		{func() error { return errIf(true) }, nil},
		{func(a, b int32) int32 { return a * b }, []any{-3, 5}},
		{func(a, b int32) int32 { return a * b }, []any{math.MaxInt32, 2}},
		{func(a, b int32) int32 { return a * b }, []any{math.MaxInt32 + 1, 2}},
		{func(a int8) int8 { return a }, []any{-128}},
		{func(a int8) int8 { return a }, []any{128}},
		{func(a uint8) uint8 { return a + 1 }, []any{255}},
		{func(a uint8) uint8 { return a }, []any{-1}},
		{func(a uint16, b uint32) uint64 { return uint64(a) * uint64(b) }, []any{65535, 4294967295}},
		{func(a uint64) uint64 { return -a }, []any{1}},
		{func(a uint64) (uint64, error) { return -a, nil }, []any{1}},
		{func(a bool, b bool) bool { return a != b }, []any{true, false}},
		{func(a bool) bool { return a }, []any{1}},
		{func(x celsius) celsius { return x * 2 }, []any{1.5}},
		{func(x float64) float64 { return x }, []any{2}},
		{func(x float64) float64 { return x }, []any{"2"}},
		{func(a int, w float64, b int, x float64, c tiny, y float64, d uint8, z float64, e bool, f int16) string {
			return fmt.Sprint(a, b, c, d, e, f, w, x, y, z)
		}, []any{1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, true, 6}},
		{func(s, t label, n int16) label { deep(500); return s + t[:n] }, []any{"left", "right", 2}},
		{func(s string) (string, error) { return s + s, errIf(s == "bad") }, []any{"good"}},
		{func(s string) (string, error) { return s, errIf(s == "bad") }, []any{"bad"}},
		{func(x float64, s string) (float64, error) { return x, errIf(s == "bad") }, []any{1.5, "good"}},
		{func(x float64, s string) (float64, error) { return x, errIf(s == "bad") }, []any{1.5, "bad"}},
		{func(d time.Duration) time.Duration { return d / 2 }, []any{3}},
		{func(xs []string, n int32) string { deep(500); return strings.Join(xs[n:], " ") }, []any{[]string{"a", "b", "c"}, 1}},
		{func(xs map[string]int, key string) int16 { deep(500); return int16(xs[key]) }, []any{map[string]int{"a": 7}, "a"}},
		{func(x any, n int8) string { deep(500); return fmt.Sprint(x, n) }, []any{[]any{1, "x"}, 3}},
		{func(x any, n int8) any { return []any{x, n} }, []any{"x", 3}},
		{func(x, y *int, n int8) int8 { return int8(*x) + int8(*y) + n }, []any{1, 2, 3}},
		{func(s shouter, n int8) string { deep(500); return s.Shout() }, []any{h, 1}},
		{func(h *horn, n int8) *horn { h.n += int(n); return h }, []any{h, 1}},
		{func(h *horn, n int8) *horn { return nil }, []any{nil, 1}},
		{func(v Value, n int8) Value { return v }, []any{[]int{1, 2}, 1}},
		{func(v Value, n int8) (Value, error) { return Value{}, nil }, []any{1, 1}},
		{func(ctx context.Context, n int8) bool { return ctx.Err() == nil && n == 1 }, []any{1}},
		{func(ctx context.Context, c *Call, n int8) bool { return c.VM() == m && ctx == c.Context() }, []any{1}},
		{func(n int8) int8 { panic("no") }, []any{1}},
		{(*horn).Shout, []any{h}},
		{h.Mix, []any{7, 1.5, "x"}},
		{h.Fail, []any{-1}},
	} {
		compareCalls(t, m, reflect.ValueOf(c.fn), values(t, m, c.args...))
	}
}

// compareCalls calls a function in both ways.
func compareCalls(t *testing.T, m *VM, fn reflect.Value, args []Value) {
	t.Helper()
	h, err := newHostCall("f", fn)
	if err != nil {
		t.Fatal(err)
	}
	f := h.inRegisters()
	if f == nil {
		t.Fatalf("%s is not called in registers", fn.Type())
	}
	got, want := outcome(f(&m.callInfo, args)), outcome(h.call(&m.callInfo, args))
	if got != want {
		t.Errorf("%s of %v: got %s, want %s", fn.Type(), args, got, want)
	}
	if m.callInfo.registers.n != 0 || m.callInfo.registers.made[0] != nil {
		t.Error("it holds on to arguments")
	}
}

func TestCallsOfMethodsInRegisters(t *testing.T) {
	m := newTestVM(t, Limits{})
	if err := m.Define("h", &horn{3}); err != nil {
		t.Fatal(err)
	}
	v, err := evaluate(t, m, `[h.mix(200, 2.5, "x"), h.shout(), try { h.fail(-3) } catch e { e.message }, h.fail(3),
		try { h.mix(300, 1.0, "x") } catch e { e.message }]`)
	if err != nil || v.String() != `["x3 200 2.5", "!!!", "it is bad", nil, "argument 1 of `+"`horn.mix`"+`: want uint8, got 300"]` {
		t.Error(v, err)
	}
}

// Functions of any types that the runtime makes, which looks up what it passes for itself.
func TestCallsInRegistersOfRandomTypes(t *testing.T) {
	m := newTestVM(t, Limits{})
	random := rand.New(rand.NewPCG(1, 2))
	choices := []struct {
		t     reflect.Type
		value any
	}{
		{reflect.TypeFor[int](), -7}, {reflect.TypeFor[int8](), -8}, {reflect.TypeFor[int16](), -300},
		{reflect.TypeFor[int32](), -70000}, {reflect.TypeFor[uint8](), 200}, {reflect.TypeFor[uint16](), 60000},
		{reflect.TypeFor[uint32](), 4000000000}, {reflect.TypeFor[bool](), true}, {reflect.TypeFor[float64](), 2.25},
		{reflect.TypeFor[celsius](), -3.5}, {reflect.TypeFor[label](), "text"}, {reflect.TypeFor[[]string](), []string{"a", "b"}},
		{reflect.TypeFor[time.Duration](), 1.5}, {reflect.TypeFor[any](), "any"}, {reflect.TypeFor[map[string]int](), map[string]int{"a": 1}},
	}
	calls := 0
	for range 2000 {
		var in []reflect.Type
		var args []any
		for range random.IntN(6) {
			c := choices[random.IntN(len(choices))]
			in, args = append(in, c.t), append(args, c.value)
		}
		out := []reflect.Type{choices[random.IntN(11)].t}
		fails := random.IntN(2) == 0
		if fails {
			out = append(out, errorType)
		}
		fn := reflect.MakeFunc(reflect.FuncOf(in, out, false), func(in []reflect.Value) []reflect.Value {
			sum := fmt.Sprint(in)
			results := []reflect.Value{resultFrom(out[0], sum)}
			if fails {
				results = append(results, reflect.Zero(errorType))
				if len(sum)%3 == 0 {
					results[1] = reflect.ValueOf(errors.New(sum))
				}
			}
			return results
		})
		if h, err := newHostCall("f", fn); err != nil || h.inRegisters() == nil {
			continue // it has too many words
		}
		compareCalls(t, m, fn, values(t, m, args...))
		calls++
	}
	if calls < 1000 {
		t.Errorf("only %d calls", calls)
	}
}

// resultFrom makes a value of a type that depends on a text.
func resultFrom(t reflect.Type, text string) reflect.Value {
	x, n := reflect.New(t).Elem(), int64(hashString(text)%100)-50
	switch {
	case x.CanInt():
		x.SetInt(n)
	case x.CanUint():
		x.SetUint(uint64(n + 50))
	case x.CanFloat():
		x.SetFloat(float64(n) / 4)
	case x.Kind() == reflect.Bool:
		x.SetBool(n > 0)
	default:
		x.SetString(text)
	}
	return x
}

// A function that calls back has its arguments still, whatever the script calls meanwhile.
func TestCallsInRegistersInsideOfOthers(t *testing.T) {
	m := newTestVM(t, Limits{})
	if err := errors.Join(
		m.Define("around", func(c *Call, a int8, f Value, s label) (label, error) {
			v, err := c.Call(f, a)
			return s + label(v.String()), err
		}),
		m.Define("shift", func(a, b int16, s label) label { return s + label(fmt.Sprint(a+b)) }),
	); err != nil {
		t.Fatal(err)
	}
	v, err := evaluate(t, m, `around(5, fn(n) => around(n, fn(n) => shift(n, 1, "in"), "mid"), "out")`)
	if err != nil || v.String() != `"out\"mid\\\"in6\\\"\""` {
		t.Error(v, err)
	}
}
