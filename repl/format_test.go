package repl

// How values are shown.

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/coro-lang/coro/vm"
)

func TestFormat(t *testing.T) {
	m, err := vm.New(vm.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	classes := `record P(x, y)
class A { var n = 1; let s = "text"; fn f() => 1 }
`
	for _, c := range []struct{ name, text, want string }{
		{"scalars", `[nil, true, 1, 2.0, "a\n", 1..2]`, `[nil, true, 1, 2.0, "a\n", 1..2]`},
		{"tuples", `((), (1,), (1, 2))`, `((), (1,), (1, 2))`},
		{"maps", `({a: 1, "b c": 2, [1]: 3, [(1, 2)]: {}})`, `{a: 1, "b c": 2, 1: 3, [(1, 2)]: {}}`},
		{"objects", `(P(1, "x"), A())`, `(P(1, "x"), A {n: 1, s: "text"})`},
		{"functions", `[print, P]`, `[<fn print>, <record P>]`},
		{"numbers in rows", `list(100..130)`, "[\n    100, 101, 102, 103, 104, 105, 106,\n    107, 108, 109, 110, 111, 112, 113,\n    114, 115, 116, 117, 118, 119,\n    … 10 more\n]"},
		{"one part a line", `({first: [1, 2, 3], second: "twenty characters...", third: {deep: [10000, 20000, 30000, 40000]}})`, `{
    first: [1, 2, 3],
    second: "twenty characters...",
    third: {
        deep: [
            10000, 20000, 30000, 40000,
        ],
    },
}`},
		{"cut", `[list(0..15), list(0..15), 1]`, "[\n    [\n        0, 1, 2, 3, 4, 5, 6, 7, 8, 9,\n        10, 11, 12, 13, 14,\n    ],\n    [0, 1, 2, … 12 more],\n    … 1 more\n]"},
		{"depth", `[[[[[[[[[[1]]]]]]]]]]`, `[[[[[[[[[… 1 more]]]]]]]]]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, err := m.NewSession().Eval(t.Context(), "test", classes+c.text)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, Format{Width: 40, Parts: 20}.Sprint(v)); diff != "" {
				t.Errorf("- want, + got\n%s", diff)
			}
		})
	}
}

func TestFormatCutsLongStringsAndEndlessData(t *testing.T) {
	m, err := vm.New(vm.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	s := m.NewSession()
	v, err := s.Eval(t.Context(), "test", `var s = "ä"; while len(s) < 5000 { s = s + s }; s`)
	if err != nil {
		t.Fatal(err)
	}
	if got := (Format{}).Sprint(v); len(got) > 1100 || !strings.HasSuffix(got, "ä… (8192 bytes)") {
		t.Errorf("%d bytes: …%s", len(got), got[max(0, len(got)-30):])
	}
	v, err = s.Eval(t.Context(), "test", `let xs = [1]; xs.push(xs); xs.push({xs}); xs`)
	if err != nil {
		t.Fatal(err)
	}
	if got := (Format{}).Sprint(v); len(got) > 10_000 || !strings.Contains(got, "more") {
		t.Errorf("%d bytes: %.200s", len(got), got)
	}
}

func TestFormatInColour(t *testing.T) {
	v := vm.String("x")
	if got, want := (Format{Color: true}).Sprint(v), "\x1b[32m\"x\"\x1b[0m"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
