package vm

// Tests and measurements of calls without reflection.

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestNativesWithoutReflection(t *testing.T) {
	type meter float64
	type id int
	m := newTestVM(t, Limits{})
	for i, c := range []struct {
		fn   any
		args []any
		want string
	}{
		{Func0(func() (int, error) { return 7, nil }), nil, "7"},
		{Func1(func(s string) (string, error) { return s + "!", nil }), []any{"a"}, `"a!"`},
		{Func1(func(s string) (string, error) { return s, nil }), []any{1}, "type: argument 1 of `f`: want string, got int"},
		{Func2(func(a, b int64) (int64, error) { return a - b, nil }), []any{5, 3}, "2"},
		{Func2(func(a, b int64) (int64, error) { return a - b, nil }), []any{5}, "call: `f` takes 2 arguments, got 1"},
		{Func2(func(a int, b float64) (float64, error) { return float64(a) * b, nil }), []any{5, 3}, "15.0"},
		{Func3(func(a bool, b Value, c []int) (any, error) { return []any{a, b, len(c)}, nil }), []any{true, nil, []int{1}}, "[true, nil, 1]"},
		{Func3(func(_ bool, _ Value, _ []int) (any, error) { return nil, nil }), []any{true, nil, []string{"x"}}, "type: argument 3 of `f`, at [0]: want int, got string"},
		{Func1(func(int) (int, error) { return 0, errors.New("no") }), []any{1}, "host: no"},
		{Func1(func(int) (int, error) { panic("oops") }), []any{1}, "host: `f` panicked: oops"},
		{Func1(func(int) (complex64, error) { return 0, nil }), []any{1}, "host: the result of `f`: value: a script has no value for a Go complex64"},

		// These are found to be like those above.
		{func(a, b id) id { return a - b }, []any{5, 3}, "2"},
		{func(a, b id) id { return a - b }, []any{5, "x"}, "type: argument 2 of `f`: want int, got string"},
		{func(a, b meter) meter { return a / b }, []any{5, 2}, "2.5"},
		{func(a, b string) bool { return a < b }, []any{"a", "b"}, "true"},
		{func(s string) (int, error) { return 0, errors.New(s) }, []any{"no"}, "host: no"},
		{func(d time.Duration) int64 { return int64(d) }, []any{1}, "1000000000"},
	} {
		if got := outcome(host(t, m, c.fn, c.args...)); got != c.want {
			t.Errorf("%d: %v: got %s, want %s", i, c.args, got, c.want)
		}
	}
}

type testCounter struct{ N int }

func (c *testCounter) Add(n int) int { c.N += n; return c.N }
func (c *testCounter) Set(n int)     { c.N = n }
func (c *testCounter) Name() string  { return "counter" }
func (c *testCounter) Odd(_, _ any)  {}

func BenchmarkObject(b *testing.B) {
	for _, body := range []string{"", "let x = u.n", "u.n = i", "u.add(i)", "u.set(i)", "u.name()", "u.odd(i, i)", "add(i, i)"} {
		b.Run(body, func(b *testing.B) {
			m, err := New(Config{})
			if err != nil {
				b.Fatal(err)
			}
			if err := errors.Join(m.Define("u", &testCounter{}), m.Define("add", func(a, b int) int { return a + b })); err != nil {
				b.Fatal(err)
			}
			f, err := m.Function(exported(b, m, "export fn run(n) { for i in 0..n { "+body+" } }", "run"))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			b.ResetTimer()
			if _, err := f.Call(context.Background(), Int(int64(b.N))); err != nil {
				b.Fatal(err)
			}
		})
	}
}
