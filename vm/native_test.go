package vm

// Tests of the built-ins: their tables and their examples.

import (
	"bytes"
	"context"
	"errors"
	"math"
	"strings"
	"testing"
	"time"
)

// tables returns the declarations of all built-ins, methods under "kind.".
func tables() map[string][]builtin {
	all := map[string][]builtin{
		"": builtins(), "module seq.": seqFunctions(), "module coroutine.": coroutineFunctions(), "module task.": taskFunctions(),
	}
	for k := range Kind(numKinds) {
		all[k.String()+"."] = methods(k)
	}
	return all
}

func newTestVM(t testing.TB, limits Limits) *VM {
	t.Helper()
	m, err := New(Config{Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	m.ctx = context.Background()
	m.fuel, m.fuelLeft = 0, limitOr(limits.Fuel, math.MaxInt64/2)
	return m
}

// values converts Go values.
func values(t testing.TB, m *VM, xs ...any) []Value {
	t.Helper()
	var vs []Value
	for _, x := range xs {
		v, err := m.toValue(x)
		if err != nil {
			t.Fatal(err)
		}
		vs = append(vs, v)
	}
	return vs
}

// apply calls a native as the loop does.
func apply(m *VM, n *native, args []Value) (Value, error) {
	if err := n.fits(args); err != nil {
		return Nil, err
	}
	v, err := n.fn(&m.callInfo, args)
	if err != nil {
		return Nil, settled(n.name, err)
	}
	return v.norm(), nil
}

// method calls a method of the first of args.
func method(t testing.TB, m *VM, name string, args ...any) (Value, error) {
	t.Helper()
	vs := values(t, m, args...)
	i := methodIndex(vs[0].kind(), name)
	if i < 0 {
		t.Fatalf("%s has no method %s", vs[0].typeName(), name)
	}
	return apply(m, methodAt(vs[0].kind(), i), vs)
}

func function(t testing.TB, m *VM, name string, args ...any) (Value, error) {
	t.Helper()
	return apply(m, lookupBuiltin(name), values(t, m, args...))
}

// outcome is the text of a result, or of an error with its kind.
func outcome(v Value, err error) string {
	var e *errorObject
	switch {
	case errors.As(err, &e):
		return e.errKind + ": " + e.message
	case err != nil:
		return err.Error()
	}
	return v.String()
}

func TestBuiltinsAreDocumentedAndSorted(t *testing.T) {
	for prefix, table := range tables() {
		for i, b := range table {
			if b.doc == "" || b.example == "" {
				t.Errorf("%s%s has no doc or no example", prefix, b.name)
			}
			if ways := b2i(b.fn != nil) + b2i(b.enter != nil) + b2i(b.coro != ""); ways != 1 {
				t.Errorf("%s%s has not exactly one of fn, enter and coro", prefix, b.name)
			}
			if i > 0 && table[i-1].name >= b.name {
				t.Errorf("%s%s is out of order", prefix, b.name)
			}
			for _, p := range parseParams(b.params) {
				if p.name == "" || p.kinds == 0 {
					t.Errorf("%s%s: cannot read its parameters %q", prefix, b.name, b.params)
				}
			}
		}
	}
}

func b2i(b bool) int { return int(bit(b)) }

// TestBuiltinExamples runs the examples: each line that ends in a comment is
// wrapped so that it prints its value as it stands in a list.
func TestBuiltinExamples(t *testing.T) {
	for prefix, table := range tables() {
		for _, b := range table {
			t.Run(prefix+b.name, func(t *testing.T) {
				var src, want strings.Builder
				if name, ok := strings.CutPrefix(prefix, "module "); ok {
					src.WriteString("import " + strings.TrimSuffix(name, ".") + "\n")
				}
				for line := range strings.Lines(b.example) {
					line = strings.TrimSuffix(line, "\n")
					expr, value, checked := strings.Cut(line, " // ")
					switch {
					case checked && strings.HasPrefix(expr, "print("):
						want.WriteString(value + "\n")
					case checked:
						expr = "print([" + expr + "])"
						want.WriteString("[" + value + "]\n")
					}
					src.WriteString(expr + "\n")
				}
				var out bytes.Buffer
				config := Config{Stdout: &out}
				config.Clock, config.AfterFunc = virtualClock()
				m, err := New(config)
				if err != nil {
					t.Fatal(err)
				}
				if err := runText(m, src.String()); err != nil {
					t.Fatalf("%s\n%v", src.String(), err)
				}
				if out.String() != want.String() {
					t.Errorf("got\n%swant\n%s", out.String(), want.String())
				}
			})
		}
	}
}

// virtualClock is a clock whose time passes only while every task waits.
func virtualClock() (clock func() time.Time, afterFunc func(time.Duration, func()) *time.Timer) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	return func() time.Time { return now }, func(d time.Duration, f func()) *time.Timer {
		now = now.Add(d)
		f()
		return nil
	}
}

func runText(m *VM, src string) error {
	prog, err := Compile("test.coro", src)
	if err != nil {
		return err
	}
	_, err = m.Run(context.Background(), prog)
	return err
}

func TestArgumentsAreChecked(t *testing.T) {
	m := newTestVM(t, Limits{})
	for _, c := range []struct {
		name string
		args []any
		want string
	}{
		{"len", []any{"a", "b"}, "call: `len` takes 1 argument, got 2"},
		{"int", nil, "call: `int` takes 1 to 2 arguments, got 0"},
		{"min", nil, "call: `min` takes at least 1 argument, got 0"},
		{"len", []any{5}, "type: `len` expects a string, bytes, list, tuple, map or range as argument 1 (x), got int"},
		{"keys", []any{[]int{1}}, "type: `keys` expects a map as argument 1 (m), got list"},
		{"error", []any{"x", 5}, "type: `error` expects a map or nil as argument 2 (options), got int"},
		{".repeat", []any{"a", "b"}, "type: `repeat` expects an int as argument 1 (count), got string"},
		{".repeat", []any{"a"}, "call: `repeat` takes 1 argument, got 0"},
		{".insert", []any{[]int{}, 0}, "call: `insert` takes 2 arguments, got 1"},
		{".replace", []any{"a", "b"}, "call: `replace` takes 2 to 3 arguments, got 1"},
	} {
		var got string
		if name, ok := strings.CutPrefix(c.name, "."); ok {
			got = outcome(method(t, m, name, c.args...))
		} else {
			got = outcome(function(t, m, c.name, c.args...))
		}
		if got != c.want {
			t.Errorf("%s%v: got %q, want %q", c.name, c.args, got, c.want)
		}
	}
}

func TestFunctions(t *testing.T) {
	m := newTestVM(t, Limits{})
	type list = []any
	for _, c := range []struct {
		name string
		args []any
		want string
	}{
		{"int", list{"-0x10"}, "-16"},
		{"int", list{"+7"}, "7"},
		{"int", list{"0b101", 2}, "5"},
		{"int", list{"0b1", 16}, "177"},
		{"int", list{"--1"}, `value: cannot read "--1" as an int`},
		{"int", list{"0x-1"}, `value: cannot read "0x-1" as an int`},
		{"int", list{"1_0"}, `value: cannot read "1_0" as an int`},
		{"int", list{" 1"}, `value: cannot read " 1" as an int`},
		{"int", list{"9223372036854775808"}, `arithmetic: integer overflow: "9223372036854775808" is out of the range of an int`},
		{"int", list{"-9223372036854775808"}, "-9223372036854775808"},
		{"int", list{strings.Repeat("x", 100)}, `value: cannot read "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"… as an int`},
		{"int", list{1e19}, "arithmetic: integer overflow: 1e+19 is out of the range of an int"},
		{"int", list{math.NaN()}, "arithmetic: integer overflow: nan is out of the range of an int"},
		{"int", list{-0x1p63}, "-9223372036854775808"},
		{"int", list{5, 2}, "type: `int` takes a base only for a string, got an int"},
		{"int", list{"1", 37}, "value: the base of `int` is 2 to 36, got 37"},
		{"int", list{true}, "type: `int` expects a number or string as argument 1 (x), got bool"},
		{"float", list{"inf"}, "inf"},
		{"float", list{"infinity"}, `value: cannot read "infinity" as a float`},
		{"float", list{"0x1p3"}, `value: cannot read "0x1p3" as a float`},
		{"float", list{"1e999"}, `arithmetic: overflow: "1e999" is out of the range of a float`},
		{"abs", list{math.MinInt64}, "arithmetic: integer overflow: abs(-9223372036854775808)"},
		{"min", list{list{}}, "value: `min` of an empty list"},
		{"min", list{nil}, "type: cannot order nil and nil"},
		{"max", list{1, math.NaN(), 2}, "nan"},
		{"max", list{list{"b", "a"}}, `"b"`},
		{"same", list{1, 1.0}, "false"},
		{"error", list{"m", map[string]any{"kind": 5}}, "type: the kind of an error is a string that is not empty, not 5"},
		{"assert", list{nil, list{1}}, "assert: [1]"},
		{"keys", list{map[string]int{"b": 1, "a": 2}}, `["a", "b"]`},
	} {
		if got := outcome(function(t, m, c.name, c.args...)); got != c.want {
			t.Errorf("%s%v: got %s, want %s", c.name, c.args, got, c.want)
		}
	}
}

func TestStringMethods(t *testing.T) {
	m := newTestVM(t, Limits{})
	for _, c := range []struct {
		name string
		args []any
		want string
	}{
		{"chars", []any{"a\xff\xe6日"}, `["a", "\xff", "\xe6", "日"]`},
		{"reverse", []any{"a\xff日b"}, `"b日\xffa"`},
		{"upper", []any{"a\xffß\uFFFD"}, `"A\xffß` + "\uFFFD" + `"`},
		{"lower", []any{"ȺK"}, `"ⱥk"`},
		{"find", []any{"hello", "", 5}, "5"},
		{"find", []any{"hello", "l", -2}, "3"},
		{"find", []any{"hello", "l", 6}, "index: index 6 is out of range: the string has 5 bytes"},
		{"lines", []any{"a\r\n\nb"}, `["a", "", "b"]`},
		{"lines", []any{""}, `[]`},
		{"pad_start", []any{"日", 6, "ab—"}, `"ab—ab日"`},
		{"pad_end", []any{"abc", -5}, `"abc"`},
		{"pad_end", []any{"a", 2, ""}, "value: cannot pad with an empty string"},
		{"repeat", []any{"a", -1}, "value: cannot repeat a string -1 times"},
		{"repeat", []any{"", math.MaxInt64}, `""`},
		{"replace", []any{"aaa", "a", "bb", 2}, `"bbbba"`},
		{"replace", []any{"aaa", "a", "b", nil}, `"bbb"`},
		{"replace", []any{"a", "", "b"}, "value: cannot replace an empty string"},
		{"split", []any{"ab", ""}, "value: cannot split at an empty string"},
		{"split", []any{"", ","}, `[""]`},
		{"trim", []any{"éaéxé", "aé"}, `"x"`},
		{"trim_start", []any{"xxyx", "x"}, `"yx"`},
		{"trim_end", []any{"xyxx", "x"}, `"xy"`},
	} {
		if got := outcome(method(t, m, c.name, c.args...)); got != c.want {
			t.Errorf("%s%q: got %s, want %s", c.name, c.args, got, c.want)
		}
	}
}

func TestHugeStringsAreRefusedBeforeTheyAreMade(t *testing.T) {
	type call struct {
		name string
		args []any
	}
	calls := []call{
		{"repeat", []any{"ab", 1_000_000_000_000_000_000}},
		{"repeat", []any{"ab", math.MaxInt64}},
		{"repeat", []any{"ab", 1 << 31}},
		{"pad_start", []any{"ab", math.MaxInt64, "日"}},
		{"replace", []any{strings.Repeat("a", 1<<16), "a", strings.Repeat("b", 1<<16)}},
		{"join", []any{make([]int, 1<<16), strings.Repeat("b", 1<<16)}},
	}
	for _, c := range calls {
		_, err := method(t, newTestVM(t, Limits{}), c.name, c.args...)
		if e := (*errorObject)(nil); !errors.As(err, &e) || e.errKind != "value" {
			t.Errorf("%s without a limit: got %v", c.name, err)
		}
		_, err = method(t, newTestVM(t, Limits{Memory: 1 << 22}), c.name, c.args...)
		if !errors.Is(err, ErrMemory) {
			t.Errorf("%s with a limit: got %v", c.name, err)
		}
	}
}

func TestWorkIsCharged(t *testing.T) {
	text := strings.Repeat("ab ", 1<<16)
	list := make([]int, 1<<16)
	for _, c := range []struct {
		name string
		args []any
	}{
		{"upper", []any{text}},
		{"split", []any{text}},
		{"chars", []any{text}},
		{"find", []any{text, "x"}},
		{"replace", []any{text, "c", "d"}},
		{"reverse", []any{text}},
		{"contains", []any{text, "x"}},
		{"trim", []any{text}},
		{"reverse", []any{list}},
		{"index_of", []any{list, 1}},
		{"contains", []any{list, 1}},
		{"join", []any{list, ","}},
		{"enumerate", []any{list}},
		{"copy", []any{list}},
		{"clear", []any{list}},
		{"insert", []any{list, 0, 1}},
		{"remove", []any{list, 0}},
		{"count", []any{list, 1}},
	} {
		m := newTestVM(t, Limits{})
		args := values(t, m, c.args...)
		m.fuel, m.fuelLeft = 1000, 0
		k := args[0].kind()
		_, err := apply(m, methodAt(k, methodIndex(k, c.name)), args)
		if !errors.Is(err, ErrFuel) {
			t.Errorf("%s.%s: got %v", k, c.name, err)
		}
	}
}

func TestListMethods(t *testing.T) {
	m := newTestVM(t, Limits{})
	type list = []any
	for _, c := range []struct {
		name string
		args []any
		want string
	}{
		{"insert", list{list{1, 2}, -2, "x"}, `["x", 1, 2]`},
		{"insert", list{list{}, 0, 1.5}, "[1.5]"},
		{"insert", list{list{1}, 5, 2}, "index: cannot insert at 5, which is out of range: the list has 1 element"},
		{"insert", list{list{1}, -2, 2}, "index: cannot insert at -2, which is out of range: the list has 1 element"},
		{"remove", list{list{"a", "b"}, -2}, `"a"`},
		{"remove", list{list{}, 0}, "index: index 0 is out of range: the list is empty"},
		{"extend", list{list{}, list{1, 2}}, "[1, 2]"},
		{"extend", list{list{1}, list{"a", 2.5}}, `[1, "a", 2.5]`},
		{"extend", list{list{1}, list{}}, "[1]"},
		{"pop", list{list{}}, "index: cannot pop from an empty list"},
		{"join", list{list{"a", list{1}, nil, 2.5}, "-"}, `"a-[1]-nil-2.5"`},
		{"join", list{list{}}, `""`},
		{"index_of", list{list{list{1}}, list{1.0}}, "0"},
		{"count", list{list{"ab", "ab", "x"}, "ab"}, "2"},
	} {
		if got := outcome(method(t, m, c.name, c.args...)); got != c.want {
			t.Errorf("%s%v: got %s, want %s", c.name, c.args, got, c.want)
		}
	}
}

func TestExtendByItself(t *testing.T) {
	m := newTestVM(t, Limits{})
	xs := values(t, m, []int{1, 2})[0]
	xs = m.leaving(xs)
	if got := outcome(method(t, m, "extend", xs, xs)); got != "[1, 2, 1, 2]" {
		t.Error(got)
	}
}

func TestRangeStep(t *testing.T) {
	m := newTestVM(t, Limits{})
	for _, c := range []struct {
		from, to  int64
		inclusive bool
		step      int64
		want      string
	}{
		{0, 10, false, 4, "0 4 8"},
		{0, 8, true, 4, "0 4 8"},
		{5, 0, false, -2, "5 3 1"},
		{4, 0, true, -2, "4 2 0"},
		{0, 4, false, -1, ""},
		{4, 0, false, 1, ""},
		{3, 3, false, -1, ""},
		{3, 3, true, -1, "3"},
		{math.MinInt64, math.MaxInt64, true, math.MaxInt64, "-9223372036854775808 -1 9223372036854775806"},
		{math.MaxInt64, math.MinInt64, true, math.MinInt64, "9223372036854775807 -1"},
	} {
		v, err := m.newRange(Int(c.from), Int(c.to), c.inclusive)
		if err != nil {
			continue // too long for a range without a step
		}
		r, err := method(t, m, "step", v, c.step)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for i := range (*rangeObject)(r.p).count {
			got = append(got, Int((*rangeObject)(r.p).at(i)).String())
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("(%d..%d).step(%d), inclusive %v: got %s, want %s", c.from, c.to, c.step, c.inclusive, s, c.want)
		}
	}
}
