package hostile

// Source that is made to hurt: everything nested, chained or repeated far beyond what a
// person writes is compiled and run, or refused with a diagnostic. (parser/hostile_test.go
// has what the parser alone makes of such text.)

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/coro-lang/coro/vm"
)

// many is a count beyond all 16-bit operands.
const many = 70_000

// lines repeats a text n times, `#` replaced by the number of the line.
func lines(n int, text string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(text, "#", fmt.Sprint(i)))
		b.WriteByte('\n')
	}
	return b.String()
}

// items is lines, joined by commas.
func items(n int, text string) string {
	return strings.TrimSuffix(strings.ReplaceAll(lines(n, text), "\n", ", "), ", ")
}

// outcome compiles and runs a text: its result, or the code of its first diagnostic, or
// the kind of its error.
func outcome(t *testing.T, text string) string {
	t.Helper()
	prog, err := vm.Compile("hostile.coro", text)
	var ds vm.Diagnostics
	if errors.As(err, &ds) {
		return ds[0].Code + ": " + ds[0].Message
	}
	if again, err := vm.Decode(prog.Encode()); err != nil || again.Hash() != prog.Hash() {
		t.Fatalf("the program does not survive the encoding: %v", err)
	}
	m, err := vm.New(vm.Config{Limits: vm.Limits{Memory: 1 << 30, Fuel: 1e9}})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	mod, err := m.Run(t.Context(), prog)
	var e *vm.Error
	switch {
	case errors.As(err, &ds):
		return ds[0].Code + ": " + ds[0].Message
	case errors.As(err, &e):
		return e.Kind + ": " + e.Message
	case err != nil:
		t.Fatalf("an error of type %T: %v", err, err)
	}
	return mod.Result().String()
}

func TestNestedSource(t *testing.T) {
	nest := func(n int, open, inner, closer string) string {
		return strings.Repeat(open, n) + inner + strings.Repeat(closer, n)
	}
	for _, test := range []struct{ name, text, want string }{
		{"parentheses", nest(190, "(", "1", ")"), "1"},
		{"too many parentheses", nest(210, "(", "1", ")"), "too-deep"},
		{"lists", "len(" + nest(190, "[", "1", "]") + ")", "1"},
		{"maps", "len(" + nest(190, "{a: ", "1", "}") + ")", "1"},
		{"interpolations", "len(" + nest(90, `"${`, "1", `}"`) + ")", "1"},
		{"not", strings.Repeat("!", 401) + "nil", "true"},
		{"minus", strings.Repeat("- ", 400) + "1", "1"},
		{"powers", "1" + strings.Repeat(" ** 1", 400), "1"},
		{"sum", "1" + strings.Repeat(" + 1", 1900), "1901"},
		{"sum of a variable", "let a = 1\na" + strings.Repeat(" + a", 1900), "1901"},
		{"sum that is too long", "1" + strings.Repeat(" + 1", 3000), "too-deep"},
		{"sum on the right", "let a = 1\n" + nest(190, "(a + ", "a", ")"), "191"},
		{"and", "let a = true\na" + strings.Repeat(" && a", 1900), "true"},
		{"or", "let a = nil\na" + strings.Repeat(" || a", 1900), "nil"},
		{"coalesce", "let a = nil\na" + strings.Repeat(" ?? a", 1900), "nil"},
		{"condition", "let a = true\nif a" + strings.Repeat(" && a", 1900) + " { 1 } else { 2 }", "1"},
		{"fields", "let a = {}\na.b = a\nsame(a" + strings.Repeat(".b", 1900) + ", a)", "true"},
		{"optional fields", "let a = nil\na" + strings.Repeat("?.b", 1900), "nil"},
		{"calls", "fn f() => f\nsame(f" + strings.Repeat("()", 1900) + ", f)", "true"},
		{"methods", "len([1]" + strings.Repeat(".reverse()", 600) + ")", "1"},
		{"indexes", "let a = []\na.push(a)\nsame(a" + strings.Repeat("[0]", 1900) + ", a)", "true"},
		{"pipes", "1" + strings.Repeat(" |> abs", 1900), "1"},
		{"functions", nest(150, "fn f() {\n", "return 1\n", "}\nreturn f()\n"), "1"},
		{"closures", "let f = " + strings.Repeat("fn() => ", 300) + "1\nf" + strings.Repeat("()", 300), "1"},
		{"closures that capture", "let f = fn(x) => " + strings.Repeat("fn() => ", 300) + "x\nf(7)" + strings.Repeat("()", 300), "7"},
		{"blocks", nest(200, "{\nlet a = 1\n", "", "}\n") + "1", "1"},
		{"ifs", nest(200, "if true { ", "1", " }"), "1"},
		{"tries", nest(200, "try { ", "1", " } catch { 2 }"), "1"},
		{"catches", nest(200, "try { throw 1 } catch { ", "1", " }"), "1"},
		{"whiles", "var n = 0\n" + nest(200, "while true {\n", "n += 1\n", "break\n}\n") + "n", "1"},
		{"fors", "var n = 0\n" + nest(200, "for i in [1] {\n", "n += 1\n", "}\n") + "n", "1"},
		{"labels", "var n = 0\n" + strings.Join(numbered(150, "l#: for i in 0..2 {"), "\n") + "\nbreak l0\n" + strings.Repeat("}\n", 150) + "n", "0"},
		{"defers", "var n = 0\nfn f() {\n" + nest(90, "defer {\n", "n += 1\n", "}\n") + "}\nf()\nn", "1"},
		{"coroutines", nest(90, "resume(coro { return ", "1", " })"), "1"},
		{"classes", nest(100, "class A { fn f() {\n", "", "} }\n") + "1", "1"},
		{"classes in first values", "fn f() {\n" + nest(30, "class A { var x = fn() {\n", "", "}\n}\n") + "}\n1", "1"},
		{"matches", nest(200, "match 1 { _ => ", "1", " }"), "1"},
		{"subjects", strings.Repeat("match ", 200) + "1" + strings.Repeat(" { x => x }", 200), "1"},
		{"patterns", "let " + nest(190, "[", "a", "]") + " = " + nest(190, "[", "1", "]") + "\na", "1"},
		{"match patterns", "match " + nest(190, "[", "1", "]") + " { " + nest(190, "[", "a", "]") + " => a }", "1"},
		{"noyield", nest(200, "noyield {\n", "", "}\n") + "1", "1"},
		{"comments", nest(many, "/*", "", "*/") + "1", "1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := outcome(t, test.text); !strings.HasPrefix(got, test.want) || test.want == "" {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

// numbered returns n lines with their numbers.
func numbered(n int, text string) []string {
	return strings.Split(strings.TrimSuffix(lines(n, text), "\n"), "\n")
}

func TestLongSource(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"statements", "var n = 0\n" + lines(many, "n += 1") + "n", "70000"},
		{"statements in a function", "fn f() {\nvar n = 0\n" + lines(many, "n += 1") + "return n\n}\nf()", "70000"},
		{"variables of the module", lines(many, "let v# = #") + "v0 + v69999", "69999"},
		{"locals", "fn f() {\n" + lines(300, "let v# = #") + "return v299\n}\nf()", "299"},
		{"more locals", "fn f() {\n" + lines(3000, "let v# = #") + "return v2999\n}\nf()", "2999"},
		{"too many locals", "fn f() {\n" + lines(5000, "let v# = #") + "return v0\n}\nf()", "too-complex"},
		{"locals in blocks", "fn f() {\nvar n = 0\n" + lines(many/10, "{ let v = #; n = v }") + "return n\n}\nf()", "6999"},
		{"captured variables", "fn f() {\n" + lines(250, "var v# = #") + "return fn() {\nvar n = 0\n" + lines(250, "n += v#") + "return n\n}\n}\nf()()", "31125"},
		{"too many captured variables", "fn f() {\n" + lines(300, "var v# = #") + "return fn() {\nvar n = 0\n" + lines(300, "n += v#") + "return n\n}\n}\nf()()", "too-complex"},
		{"parameters", "fn f(" + items(250, "p#") + ") => p249\nf(" + items(250, "#") + ")", "249"},
		{"too many parameters", "fn f(" + items(300, "p#") + ") => p0\n1", "too-complex"},
		{"defaults", "fn f(" + items(250, "p# = #") + ") => p0 + p249\nf(1)", "250"},
		{"arguments", "fn f(...all) => len(all)\nf(" + items(300, "#") + ")", "300"},
		{"many arguments", "fn f(...all) => len(all)\nf(" + items(many, "#") + ")", "70000"},
		{"arguments of a built-in", "min(" + items(many, "#") + ")", "0"},
		{"arguments of a coroutine", "fn f(...all) => len(all)\nresume(coro f(" + items(many, "#") + "))", "70000"},
		{"int constants", "let xs = [" + items(many, "1_000_000_0#") + "]\nlen(xs)", "70000"},
		{"strings", "let xs = [" + items(many, `"s#"`) + "]\nxs[69999]", `"s69999"`},
		{"floats", "let xs = [" + items(many, "#.5") + "]\nxs[69999]", "69999.5"},
		{"a data table", "let table = {\n" + lines(many, `"key #": #`) + "}\n" + `table["key 69999"] + len(table)`, "139999"},
		{"a table of names", "let table = {\n" + lines(many, `key#: #`) + "}\ntable.key69999", "69999"},
		{"a table of records", "record P(a, b)\nlet table = [\n" + lines(many, "P(#, \"x\"),") + "]\ntable[69999].a", "69999"},
		{"a table of maps", "let table = [\n" + lines(many, `{id: #, name: "n#"},`) + "]\ntable[69999].name", `"n69999"`},
		{"a nested table", "let table = {\n" + lines(many/10, "k#: {a: [#, 1], b: {c: \"d#\"}}") + "}\ntable.k6999.b.c", `"d6999"`},
		{"branches", "let n = 69999\nif n < 0 { -1 }\n" + strings.TrimSuffix(lines(many, "else if n == # { # }"), "\n"), "69999"},
		{"nested else", "let n = 5\nlet r = if n == 0 { 0 } " + strings.ReplaceAll(lines(many, "else if n == # { # }"), "\n", " ") + "\nr", "5"},
		{"functions", lines(many, "fn f#() => #") + "f69999()", "69999"},
		{"functions that call the next", lines(5000, "fn f#(n) => if n == 0 { # } else { f0(n - 1) }") + "f4999(100)", "0"},
		{"arms", "match 69999 {\n" + lines(many, "# => #") + "_ => -1\n}", "69999"},
		{"arms of maps", "match {k: 6999} {\n" + lines(many/10, "{k: #} => #") + "_ => -1\n}", "6999"},
		{"alternatives", "match 7 { " + strings.TrimSuffix(strings.ReplaceAll(lines(7000, "#"), "\n", " | "), " | ") + " => 1\n_ => 2 }", "1"},
		{"tries", "var n = 0\n" + lines(many/2, "try { n += 1 } catch { }") + "n", "35000"},
		{"loops", "var n = 0\n" + lines(many/4, "for i in 0..1 { n += 1 }") + "n", "17500"},
		{"deferred calls", "var n = 0\nfn add() { n += 1 }\nfn f() {\n" + lines(1000, "defer add()") + "}\nf()\nn", "1000"},
		{"too many deferred calls", "fn f() {\n" + lines(many/4, "defer print()") + "}\n1", "too-complex"},
		{"interpolated parts", "let a = 1\nlen(\"" + strings.Repeat("${a} ", 3000) + "\")", "6000"},
		{"many interpolated parts", "let a = 1\nlen(\"" + strings.Repeat("${a} ", many) + "\")", "140000"},
		{"escapes", `len("` + strings.Repeat(`\n\u{e9}`, many) + `")`, "210000"},
		{"a long string", `len("` + strings.Repeat("x", 1<<20) + `")`, "1048576"},
		{"a long name", "let " + strings.Repeat("x", 1<<20) + " = 1\n" + strings.Repeat("x", 1<<20), "1"},
		{"a long line", "var n = 0\n" + strings.Repeat("n += 1; ", many) + "\nn", "70000"},
		{"targets", "var n = 0\n" + strings.Repeat("n, ", 200) + "n = [" + items(201, "#") + "]\nn", "200"},
		{"elements of a pattern", "let [" + items(3000, "v#") + "] = list(0..3000)\nv2999", "2999"},
		{"fields", "class A {\n" + lines(1000, "var f# = #") + "}\nlet a = A()\na.f0 = 1\na.f999 + a.f0", "1000"},
		{"too many fields", "class A {\n" + lines(1100, "var f# = #") + "}\n1", "too-complex"},
		{"too many inherited fields", "class A {\n" + lines(600, "var f#") + "}\nclass B : A {\n" + lines(600, "var g#") + "}\n1", "type"},
		{"methods", "class A {\n" + lines(1000, "fn f#() => #") + "}\nA().f999()", "999"},
		{"classes", lines(2000, "class A# { var x = #; fn f() => self.x }") + "A1999().f()", "1999"},
		{"inheritance", "class A0 { fn f() => 1 }\n" + strings.Join(chain(1000), "\n") + "\nA1000().f()", "1"},
		{"inheritance with super", "class A0 { fn f() => 0 }\n" + strings.ReplaceAll(strings.Join(chain(300), "\n"), "{ }", "{ fn f() => super.f() + 1 }") + "\nA300().f()", "300"},
		{"fields of a record", "record R(" + items(250, "f#") + ")\nR(" + items(250, "#") + ").f249", "249"},
		{"names of an import", "import {" + items(2000, "a#") + "} from seq\n1", "not-exported"},
		{"exports", lines(many, "export let e# = #") + "e69999", "69999"},
		{"comments", lines(many, "// comment") + "1", "1"},
		{"semicolons", strings.Repeat(";", many) + "1", "1"},
		{"no newline at all", strings.Repeat("1", many), "integer-range"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := outcome(t, test.text); !strings.HasPrefix(got, test.want) || test.want == "" {
				t.Errorf("got %.200s, want %s", got, test.want)
			}
		})
	}
}

// chain returns the declarations of n classes, each of which inherits from the last.
func chain(n int) []string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf("class A%d : A%d { }", i+1, i))
	}
	return all
}
