package stdlib

// The module test: assertions that say what differs.

import (
	"fmt"
	"math"
	"strings"

	"github.com/coro-lang/coro/vm"
)

// Test returns the module test. It has no state and reaches nothing outside.
func Test() *vm.HostModule { return testModule }

const testDoc = "Assertions for scripts that test others. One that fails throws an error of kind `assert`, whose message says what differs, and where."

var testModule = lazy("test", testDoc, func() []vm.Member {
	return []vm.Member{
		{
			Name: "contains", Params: "xs: string|bytes|list|tuple|map|range, x",
			Coro: `fn contains(xs, x) {
				_contains(xs, x)
				if x !in xs { fail("not found: ${_show(x)}\n  in ${_show(xs)}") }
			}`,
			Doc:     "Asserts that `x in xs`.",
			Example: "test.contains(\"hello\", \"ell\") // nil",
		},
		{
			Name: "equal", Params: "got, want, message = nil",
			Coro: `fn equal(got, want, message = nil) {
				if got != want { fail((if message == nil { "the values differ:" } else { "${message}:" }) + _differences(got, want)) }
			}`,
			Doc:     "Asserts that `got == want`. The error shows the parts that differ.",
			Example: "test.equal(1 + 1, 2) // nil\nlet e = try { test.equal([1, {a: 2}], [1, {a: 3}]) } catch e { e }\ne.message // \"the values differ:\\n  at [1].a: got 2, want 3\"",
		},
		{
			Name: "fail", Params: "message: string", Coro: "fn fail(message) { throw error(message, {kind: \"assert\"}) }",
			Doc:     "Throws an error of kind `assert`.",
			Example: "try { test.fail(\"not reached\") } catch e { e.kind } // \"assert\"",
		},
		{
			Name: "near", Params: "got: number, want: number, tolerance: number = 1e-9", Func: testNear,
			Doc:     "Asserts that two numbers differ by no more than the tolerance, times the larger of them if that is more than 1.",
			Example: "test.near(0.1 + 0.2, 0.3) // nil",
		},
		{
			Name: "not_equal", Params: "got, unwanted",
			Coro: `fn not_equal(got, unwanted) {
				if got == unwanted { fail("the values are equal: ${_show(got)}") }
			}`,
			Doc:     "Asserts that `got != unwanted`.",
			Example: "test.not_equal(1, \"1\") // nil",
		},
		{
			Name: "throws", Params: "f: function, kind: string? = nil",
			Coro: `fn throws(f, kind = nil) {
				_throws(f, kind)
				var thrown, caught = nil, false
				try { f() } catch e { thrown, caught = e, true }
				if !caught { fail("nothing was thrown") }
				if kind != nil && (thrown !is error || thrown.kind != kind) { fail("what was thrown is no error of kind ${_show(kind)}: ${_show(thrown)}") }
				return thrown
			}`,
			Doc:     "Asserts that a call of f throws, and an error of that kind if one is given. It returns what was thrown.",
			Example: "test.throws(fn() => int(\"x\"), \"value\").kind // \"value\"",
		},
		{Name: "_contains", Params: "xs: string|bytes|list|tuple|map|range, x", Func: accept},
		{Name: "_differences", Params: "got, want", Func: testDifferences},
		{Name: "_show", Params: "x", Func: testShow},
		{Name: "_throws", Params: "f: function, kind: string?", Func: accept},
	}
})

// shown is how much of a value an error shows.
const shown = 200

func testShow(c *vm.Call, args []vm.Value) (vm.Value, error) {
	return c.String(args[0].Excerpt(shown))
}

func testNear(_ *vm.Call, args []vm.Value) (vm.Value, error) {
	got, _ := args[0].AsFloat()
	want, _ := args[1].AsFloat()
	tolerance := 1e-9
	if len(args) == 3 {
		tolerance, _ = args[2].AsFloat()
	}
	if got == want || math.Abs(got-want) <= tolerance*max(1, math.Abs(got), math.Abs(want)) {
		return vm.Nil, nil
	}
	return vm.Nil, failf("assert", "the numbers differ: got %s, want %s", args[0], args[1])
}

// difference collects where two values differ.
type difference struct {
	c     *vm.Call
	lines []string
	depth int
}

const maxDifferences = 5

// testDifferences returns the lines that say where two values differ.
func testDifferences(c *vm.Call, args []vm.Value) (vm.Value, error) {
	d := difference{c: c}
	if err := d.compare("", args[0], args[1]); err != nil {
		return vm.Nil, err
	}
	if len(d.lines) == 0 { // they look the same, as two instances do
		d.report("", args[0].Excerpt(shown), args[1].Excerpt(shown)+", which is another one")
	}
	if len(d.lines) > maxDifferences {
		d.lines = append(d.lines[:maxDifferences], "…")
	}
	return c.String("\n  " + strings.Join(d.lines, "\n  "))
}

func (d *difference) report(path, got, want string) {
	at := ""
	if path != "" {
		at = "at " + path + ": "
	}
	d.lines = append(d.lines, at+"got "+got+", want "+want)
}

// compare looks for differences, up to one more than are shown.
func (d *difference) compare(path string, got, want vm.Value) error {
	if err := d.c.Charge(4, 64); err != nil {
		return err
	}
	if len(d.lines) > maxDifferences {
		return nil
	}
	if d.depth++; d.depth > maxJSONDepth {
		return failf("depth", "the values are nested deeper than %d levels", maxJSONDepth)
	}
	defer func() { d.depth-- }()
	if got.Kind() == want.Kind() {
		switch got.Kind() {
		case vm.KindList, vm.KindTuple:
			return d.sequences(path, got, want)
		case vm.KindMap:
			return d.maps(path, got, want)
		case vm.KindRecord:
			if got.ClassName() == want.ClassName() {
				return d.records(path, got, want)
			}
		case vm.KindString:
			return d.texts(path, stringOf(got), stringOf(want))
		}
	}
	x, isNumber := got.AsFloat()
	y, alsoNumber := want.AsFloat()
	if a, b := got.Excerpt(shown), want.Excerpt(shown); a != b && !(isNumber && alsoNumber && x == y) {
		d.report(path, a, b)
	}
	return nil
}

func (d *difference) sequences(path string, got, want vm.Value) error {
	if n, m := size(got), size(want); n != m {
		d.report(path, plural(n, "element"), plural(m, "element"))
	}
	if err := d.c.Charge(int64(size(want))/4, 16*int64(size(want))); err != nil {
		return err
	}
	var others []vm.Value
	for _, v := range want.Parts() {
		others = append(others, v)
	}
	i := 0
	for _, v := range got.Parts() {
		if i == len(others) {
			break
		}
		if err := d.compare(fmt.Sprintf("%s[%d]", path, i), v, others[i]); err != nil {
			return err
		}
		i++
	}
	return nil
}

func (d *difference) records(path string, got, want vm.Value) error {
	for name, v := range got.Parts() {
		other, _ := want.Field(stringOf(name))
		if err := d.compare(path+"."+stringOf(name), v, other); err != nil {
			return err
		}
	}
	return nil
}

func (d *difference) maps(path string, got, want vm.Value) error {
	if err := d.c.Charge(int64(size(got)+size(want)), 64*int64(size(want))); err != nil {
		return err
	}
	others := make(map[string]vm.Value, size(want))
	for k, v := range want.Parts() {
		others[k.Excerpt(shown)] = v
	}
	for k, v := range got.Parts() {
		name := k.Excerpt(shown)
		other, ok := others[name]
		if delete(others, name); !ok {
			d.report(path, "the key "+name, "none such")
		} else if err := d.compare(path+step(k), v, other); err != nil {
			return err
		}
	}
	for k := range want.Parts() {
		if _, missing := others[k.Excerpt(shown)]; missing {
			d.report(path, "no key "+k.Excerpt(shown), "one")
		}
	}
	return nil
}

// step is how the entry with a key is written.
func step(key vm.Value) string {
	if s, ok := key.AsString(); ok && len(s) < shown && strings.Trim(s, "_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" && s != "" {
		return "." + s
	}
	return "[" + key.Excerpt(shown) + "]"
}

// texts shows the first lines that differ of texts with several.
func (d *difference) texts(path, got, want string) error {
	if err := d.c.Charge(int64(len(got)+len(want))/16, 0); err != nil {
		return err
	}
	if got == want {
		return nil
	}
	line := 1
	for strings.Contains(got, "\n") && strings.Contains(want, "\n") {
		a, restA, _ := strings.Cut(got, "\n")
		b, restB, _ := strings.Cut(want, "\n")
		if a != b {
			got, want = a, b
			break
		}
		line, got, want = line+1, restA, restB
	}
	if line > 1 {
		path = strings.TrimPrefix(fmt.Sprintf("%s, line %d", path, line), ", ")
	}
	d.report(path, vm.String(got).Excerpt(shown), vm.String(want).Excerpt(shown))
	return nil
}
