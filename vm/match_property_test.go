package vm_test

// Random patterns against random values, compared with a matcher that works on
// the patterns themselves.

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/coro-lang/coro/vm"
)

// datum is a value of the test: its kind is that of its Go type. A map is a list of
// entries.
type (
	tupleDatum []any
	entryDatum struct {
		key string
		val any
	}
	mapDatum []entryDatum
)

// literal writes a datum as a script does, and as print shows it in a list.
func literal(v any) string {
	join := func(open string, vs []any, end string) string {
		texts := make([]string, len(vs))
		for i, v := range vs {
			texts[i] = literal(v)
		}
		return open + strings.Join(texts, ", ") + end
	}
	switch v := v.(type) {
	case nil:
		return "nil"
	case string:
		return strconv.Quote(v)
	case []any:
		return join("[", v, "]")
	case tupleDatum:
		if len(v) == 1 {
			return join("(", v, ",)")
		}
		return join("(", v, ")")
	case mapDatum:
		texts := make([]string, len(v))
		for i, e := range v {
			texts[i] = e.key + ": " + literal(e.val)
		}
		return "{" + strings.Join(texts, ", ") + "}"
	}
	return fmt.Sprint(v)
}

func drawDatum(t *rapid.T, depth int) any {
	kinds := 5
	if depth > 0 {
		kinds = 9
	}
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 0:
		return nil
	case 1:
		return rapid.Bool().Draw(t, "bool")
	case 2, 3:
		return rapid.IntRange(0, 2).Draw(t, "int")
	case 4:
		return rapid.SampledFrom([]string{"a", "b"}).Draw(t, "string")
	case 5, 6:
		return drawData(t, depth)
	case 7:
		return tupleDatum(drawData(t, depth))
	}
	var m mapDatum
	for _, k := range []string{"k", "l"} {
		if rapid.Bool().Draw(t, "has") {
			m = append(m, entryDatum{k, drawDatum(t, depth-1)})
		}
	}
	return m
}

func drawData(t *rapid.T, depth int) []any {
	vs := make([]any, rapid.IntRange(0, 3).Draw(t, "length"))
	for i := range vs {
		vs[i] = drawDatum(t, depth-1)
	}
	return vs
}

// testPattern is a pattern: as text, and as what it does. names are what it binds,
// in order; match appends their values.
type testPattern struct {
	text  string
	names []string
	match func(v any, bound []any) ([]any, bool)
}

// patterns draws patterns whose names are all different.
type patterns struct{ names int }

func (ps *patterns) name() string {
	ps.names++
	return "n" + strconv.Itoa(ps.names)
}

func (ps *patterns) draw(t *rapid.T, depth int) testPattern {
	kinds := 6
	if depth > 0 {
		kinds = 12
	}
	switch k := rapid.IntRange(0, kinds-1).Draw(t, "pattern"); k {
	case 0:
		return testPattern{"_", nil, func(_ any, bound []any) ([]any, bool) { return bound, true }}
	case 1, 2:
		n := ps.name()
		return testPattern{n, []string{n}, func(v any, bound []any) ([]any, bool) { return append(bound, v), true }}
	case 3:
		name := rapid.SampledFrom([]string{"int", "string", "list", "tuple", "map", "bool", "nil"}).Draw(t, "type")
		return testPattern{"_ is " + name, nil, func(v any, bound []any) ([]any, bool) { return bound, typeName(v) == name }}
	case 4, 5:
		x := drawDatum(t, 0)
		return testPattern{literal(x), nil, func(v any, bound []any) ([]any, bool) { return bound, literal(v) == literal(x) }}
	case 6, 7, 8:
		return ps.sequence(t, depth, k == 8)
	case 9, 10:
		return ps.mapping(t, depth)
	}
	return ps.or(t, depth)
}

func typeName(v any) string {
	switch v.(type) {
	case nil:
		return "nil"
	case []any:
		return "list"
	case tupleDatum:
		return "tuple"
	case mapDatum:
		return "map"
	}
	return fmt.Sprintf("%T", v)
}

func (ps *patterns) sequence(t *rapid.T, depth int, tuple bool) testPattern {
	var before, after []testPattern
	var p testPattern
	var texts []string
	part := func(list *[]testPattern) {
		for range rapid.IntRange(0, 2).Draw(t, "elements") {
			e := ps.draw(t, depth-1)
			*list = append(*list, e)
			p.names = append(p.names, e.names...)
			texts = append(texts, e.text)
		}
	}
	part(&before)
	rest, named := rapid.Bool().Draw(t, "rest"), false
	if rest {
		text := "..."
		if named = rapid.Bool().Draw(t, "named"); named {
			n := ps.name()
			text += n
			p.names = append(p.names, n)
		}
		texts = append(texts, text)
		part(&after)
	}
	p.text = "[" + strings.Join(texts, ", ") + "]"
	if tuple {
		p.text = "(" + strings.Join(texts, ", ") + ")"
		if len(texts) == 1 {
			p.text = "(" + texts[0] + ",)"
		}
	}
	p.match = func(v any, bound []any) ([]any, bool) {
		vs, ok := v.([]any)
		if tuple {
			var t tupleDatum
			t, ok = v.(tupleDatum)
			vs = t
		}
		n := len(before) + len(after)
		if !ok || len(vs) < n || len(vs) > n && !rest {
			return nil, false
		}
		end := len(vs) - len(after)
		for i, e := range before {
			if bound, ok = e.match(vs[i], bound); !ok {
				return nil, false
			}
		}
		if named && tuple {
			bound = append(bound, tupleDatum(vs[len(before):end]))
		} else if named {
			bound = append(bound, vs[len(before):end])
		}
		for i, e := range after {
			if bound, ok = e.match(vs[end+i], bound); !ok {
				return nil, false
			}
		}
		return bound, true
	}
	return p
}

func (ps *patterns) mapping(t *rapid.T, depth int) testPattern {
	type entry struct {
		key      string
		fallback any
		optional bool
		val      testPattern
	}
	var entries []entry
	var p testPattern
	var texts []string
	for _, k := range rapid.Permutation([]string{"k", "l"}).Draw(t, "keys") {
		if !rapid.Bool().Draw(t, "wanted") {
			continue
		}
		e := entry{key: k, val: ps.draw(t, depth-1), optional: rapid.Bool().Draw(t, "optional")}
		text := k + ": " + e.val.text
		if e.optional {
			e.fallback = drawDatum(t, 1)
			text += " = " + literal(e.fallback)
		}
		entries, texts = append(entries, e), append(texts, text)
		p.names = append(p.names, e.val.names...)
	}
	p.text = "{" + strings.Join(texts, ", ") + "}"
	p.match = func(v any, bound []any) ([]any, bool) {
		m, ok := v.(mapDatum)
		if !ok {
			return nil, false
		}
		for _, e := range entries {
			var x any
			found := false
			for _, given := range m {
				if given.key == e.key {
					x, found = given.val, true
				}
			}
			if e.optional && x == nil {
				x, found = e.fallback, true
			}
			if !found {
				return nil, false
			}
			if bound, ok = e.val.match(x, bound); !ok {
				return nil, false
			}
		}
		return bound, true
	}
	return p
}

// or draws alternatives, which bind the same names since they hold the same pattern.
func (ps *patterns) or(t *rapid.T, depth int) testPattern {
	inner := ps.draw(t, depth-1)
	first := rapid.IntRange(0, 2).Draw(t, "first")
	p := testPattern{
		text:  fmt.Sprintf("([%s, %d] | (%[1]s, %[2]d) | {k: %[1]s})", inner.text, first),
		names: inner.names,
	}
	p.match = func(v any, bound []any) ([]any, bool) {
		var x, mark any
		switch v := v.(type) {
		case []any:
			if len(v) == 2 {
				x, mark = v[0], v[1]
			}
		case tupleDatum:
			if len(v) == 2 {
				x, mark = v[0], v[1]
			}
		case mapDatum:
			for _, e := range v {
				if e.key == "k" {
					x, mark = e.val, first
				}
			}
		}
		if mark != first {
			return nil, false
		}
		return inner.match(x, bound)
	}
	return p
}

// testArm is an arm; a guarded one is taken only if the function is told so.
type testArm struct {
	testPattern
	number  int
	guarded bool
}

func (a *testArm) String() string {
	guard := ""
	if a.guarded {
		guard = " if flag"
	}
	return fmt.Sprintf("%s%s => [%s]", a.text, guard, strings.Join(append([]string{strconv.Itoa(a.number)}, a.names...), ", "))
}

// expected is what a `match` of the arms gives.
func expected(arms []testArm, v any, flag bool) string {
	for i := range arms {
		if a := &arms[i]; !a.guarded || flag {
			if bound, ok := a.match(v, []any{a.number}); ok {
				return literal(bound)
			}
		}
	}
	return `"none"`
}

// scriptOf is a script whose result is a list of what each value gives, without and
// with the flag.
func scriptOf(arms []testArm, values []any) string {
	var b strings.Builder
	b.WriteString("fn f(v, flag) => match v {\n")
	for i := range arms {
		fmt.Fprintf(&b, "%s\n", &arms[i])
	}
	b.WriteString("}\nfn g(v, flag) { try { return f(v, flag) } catch { return \"none\" } }\nlet results = [")
	for _, v := range values {
		fmt.Fprintf(&b, "g(%s, false), g(%[1]s, true),\n", literal(v))
	}
	b.WriteString("]\nreturn \"${results}\"\n")
	return b.String()
}

func TestMatchAgreesWithItsPatterns(t *testing.T) {
	m, err := vm.New(vm.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	rapid.Check(t, func(t *rapid.T) {
		var arms []testArm
		for i := range rapid.IntRange(1, 6).Draw(t, "arms") {
			p := (&patterns{}).draw(t, 3)
			arms = append(arms, testArm{p, i, rapid.Bool().Draw(t, "guarded")})
		}
		values := make([]any, 12)
		for i := range values {
			values[i] = drawDatum(t, 3)
		}
		arms = reachable(t, arms, values)
		src := scriptOf(arms, values)
		prog, err := vm.Compile("random.coro", src)
		if err != nil {
			t.Fatalf("%v\n%s", err, src)
		}
		mod, err := m.Run(t.Context(), prog)
		if err != nil {
			t.Fatalf("%v\n%s", err, src)
		}
		var want []string
		for _, v := range values {
			want = append(want, expected(arms, v, false), expected(arms, v, true))
		}
		if got, _ := mod.Result().AsString(); got != "["+strings.Join(want, ", ")+"]" {
			t.Fatalf("%s\ngot  %s\nwant [%s]", src, got, strings.Join(want, ", "))
		}
	})
}

// reachable drops the arms that the compiler says are never reached, which no value
// may contradict.
func reachable(t *rapid.T, arms []testArm, values []any) []testArm {
	for {
		_, err := vm.Compile("random.coro", scriptOf(arms, values))
		var ds vm.Diagnostics
		if !errors.As(err, &ds) {
			return arms
		}
		line, _ := ds[0].File.Position(int(ds[0].Span.Start))
		if ds[0].Code != "unreachable-arm" || line < 2 || line > len(arms)+1 {
			return arms // the caller reports it
		}
		dropped := arms[line-2]
		left := append(append([]testArm(nil), arms[:line-2]...), arms[line-1:]...)
		if strings.HasPrefix(ds[0].Message, "this arm") {
			for _, v := range values {
				if expected(left, v, true) != expected(arms, v, true) || expected(left, v, false) != expected(arms, v, false) {
					t.Fatalf("%s is reached by %s\n%v", &dropped, literal(v), ds)
				}
			}
		}
		arms = left
	}
}
