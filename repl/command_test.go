package repl

// Results and their names, the commands, and completion.

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/coro-lang/coro/vm"
)

func TestResultsHaveNames(t *testing.T) {
	_, got := session(t, `6 * 7`, `_ + 1`, `[_, _1]`, `nil`, `_`, `5;`, `_`, `throw error("no", {kind: "mine"})`, `_err.kind`)
	for _, want := range []string{"42\n43\n[43, 42]\n[43, 42]\n5\n", "\"mine\"\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in:\n%s", want, got)
		}
	}
}

func TestSemicolonHidesTheResult(t *testing.T) {
	for text, want := range map[string]string{
		"1;": "", "2; ": "", "3; // why": "", "4; /* why */": "", "5 // a;": "5\n", "`6;`": "\"6;\"\n", "7;;": "", "8\n;": "",
	} {
		if _, got := session(t, text); got != want {
			t.Errorf("%q prints %q, not %q", text, got, want)
		}
	}
}

// What is wrong with an imported file is no reason to wait for more input.
func TestImportOfAFileThatEndsTooEarly(t *testing.T) {
	var out strings.Builder
	m, err := vm.New(vm.Config{Stdout: &out, Loader: vm.FS(fstest.MapFS{"short.coro": {Data: []byte("let x = (")}})})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	in := &typist{lines: []string{`print("once"); import "./short" as s`, `1 + 1`}}
	if err := Run(t.Context(), Options{VM: m, In: in, Out: &out}); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); strings.Count(got, "once\n") != 1 || !strings.Contains(got, "short.coro:1:") || !strings.HasSuffix(got, "\n2\n") {
		t.Error(got)
	}
	if diff := cmp.Diff([]string{promptFirst, promptFirst, promptFirst}, in.prompts); diff != "" {
		t.Error(diff)
	}
}

// A doc comment waits for what it documents, or for an empty line.
func TestDocCommentWaits(t *testing.T) {
	in, got := session(t, "/// Doubles", "/// a number.", "fn twice(n) => n * 2", ":doc twice", "/// of nothing", "", "// no doc", "1 /// one")
	if want := "fn twice(n)\n    Doubles\n    a number.\n1\n"; got != want {
		t.Errorf("%q", got)
	}
	want := []string{promptFirst, promptMore(0), promptMore(0), promptFirst, promptFirst, promptMore(0), promptFirst, promptFirst, promptFirst}
	if diff := cmp.Diff(want, in.prompts); diff != "" {
		t.Error(diff)
	}
}

func TestErrorsThatEndTheLoop(t *testing.T) {
	m, err := vm.New(vm.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	leave := errors.New("leave")
	for name, f := range map[string]error{"go": leave, "stay": errors.New("stay")} {
		if err := m.Define(name, func() error { return f }); err != nil {
			t.Fatal(err)
		}
	}
	in := &typist{lines: []string{`stay()`, `go()`, `1`}}
	err = Run(t.Context(), Options{VM: m, In: in, Out: io.Discard, Ends: func(err error) bool { return errors.Is(err, leave) }})
	if !errors.Is(err, leave) || len(in.lines) != 1 {
		t.Errorf("it ends with %v, before %q", err, in.lines)
	}
}

// The start-up file that fails is told of, and the loop begins.
func TestStartupFails(t *testing.T) {
	for text, want := range map[string]string{"nowhere": "start.coro:1:1", "fn f() {": "start.coro:1:", "throw 1": "uncaught"} {
		var out strings.Builder
		m, err := vm.New(vm.Config{Stdout: &out})
		if err != nil {
			t.Fatal(err)
		}
		o := Options{VM: m, In: &typist{lines: []string{`6 * 7`}}, Out: &out, Startup: text, StartupName: "start.coro"}
		if err := Run(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		if got := out.String(); !strings.Contains(got, want) || !strings.HasSuffix(got, "42\n") {
			t.Errorf("%q prints\n%s", text, got)
		}
		_ = m.Close()
	}
}

func TestSuspendedCoroutinesShowWhereTheyStand(t *testing.T) {
	_, got := session(t, `fn f() { yield 1 }`, `let c = coro f()`, `c`, `resume(c)`, `c`)
	if want := "<coroutine suspended>\n1\n<coroutine suspended>\n  at input-1:1:10 in f\n"; got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestYieldAtTheTopExplainsItself(t *testing.T) {
	_, got := session(t, `yield 1`)
	if !strings.Contains(got, "`coro { … }`") {
		t.Error(got)
	}
}

func TestPromptSaysHowManyBracketsAreOpen(t *testing.T) {
	in, _ := session(t, `str([`, `1, "${`, `2}"`, `])`, `1 +`, `2`)
	want := []string{promptFirst, "   2> ", "   3> ", "   2> ", promptFirst, "   .> ", promptFirst}
	if diff := cmp.Diff(want, in.prompts); diff != "" {
		t.Error(diff)
	}
}

// A mistake is shown before its input is complete, unless that is so long that to parse it
// anew for each line would take seconds in the end.
func TestMistakesInUnfinishedInputs(t *testing.T) {
	for _, c := range []struct {
		comment string
		prompts []string
	}{
		{"// short", []string{promptFirst, "   1> ", "   1> ", promptFirst, promptFirst}},
		{"// " + strings.Repeat("long ", eagerSize/5), []string{promptFirst, "   1> ", "   1> ", "   1> ", promptFirst}},
	} {
		in, got := session(t, "fn f() {", c.comment, "let = 1", "}")
		if diff := cmp.Diff(c.prompts, in.prompts); diff != "" || !strings.Contains(got, "expected a name or a pattern") {
			t.Errorf("%s\n%s", got, diff)
		}
	}
}

func TestCommands(t *testing.T) {
	for _, c := range []struct {
		lines []string
		want  []string
	}{
		{[]string{`:help`}, []string{":doc NAME", "_err"}},
		{[]string{`:doc list.push`}, []string{"list.push(...values)", "Appends"}},
		{[]string{`:doc coroutine.trace`}, []string{"coroutine.trace(c: coroutine)"}},
		{[]string{`:doc lsit`}, []string{"there is no documentation of lsit", "did you mean list"}},
		{[]string{`:doc list.psh`}, []string{"there is no documentation of list.psh", "did you mean list.push?"}},
		{[]string{`:doc corotine.trace`, `:doc quuux`}, []string{"did you mean coroutine.trace?", "it knows what is built in"}},
		{[]string{"/// Doubles a number.\nfn twice(n) => n * 2", `:doc twice`, `:doc twcie`}, []string{"fn twice(n)\n    Doubles a number.\n", "did you mean twice?"}},
		{[]string{"class A {", "/// Goes.", "fn go(n) {} }", `:doc A.go`, `let A = 1`, `:doc A`}, []string{"go(n)\n    Goes.\n", "there is no documentation of A\n"}},
		{[]string{`fn f(a, b = 2) => a`, `:doc f`, `:reset`, `:doc f`}, []string{"fn f(a, b = 2)\n", "there is no documentation of f\n"}},
		{[]string{`class A {}`, `:type A()`, `:type A`, `:type 1.5`}, []string{"instance of A\n", "class\n", "float\n"}},
		{[]string{`:type f(`}, []string{"error["}},
		{[]string{`:time 6 * 7`, `_`}, []string{"42\n", "s\n", "42\n"}},
		{[]string{`:dis 1 + x`}, []string{"host name x", "AddInt"}},
		{[]string{`let c = coro { yield 1 }`, `resume(c)`, `:coroutines`, `:trace c`}, []string{"<coroutine suspended>\n  at input-1:1:16 in coro\n", "  at input-1:1:16 in coro\n"}},
		{[]string{`let many = list(0..130).map(fn(i) => coro {})`, `:coroutines`, `:coroutines`}, []string{"<coroutine suspended>\n… 30 more\n", "… 30 more\n"}},
		{[]string{`:trace coro { yield 1 }`, `:trace 1`}, []string{"it has not begun", "this is no coroutine but int"}},
		{[]string{`let x = 1`, `let y = [2]`, `let x = 3`, `:vars`}, []string{"x = 3\ny = [2]\n"}},
		{[]string{`let x = 1`, `:reset`, `x`}, []string{"`x` is not defined"}},
		{[]string{`let x = 1`, `:history`}, []string{"  let x = 1\n  :history\n"}},
		{[]string{`:quit`, `print("not here")`}, nil},
		{[]string{`:his`, `:h`}, []string{"  :his\n", "there is no command :h\n  = hint: did you mean :help or :history?"}},
		{[]string{`:t 1`, `:`}, []string{"did you mean :type, :time or :trace?", "there is no command :\n  = hint: :help lists them"}},
		{[]string{`:tpye 1`, `:type`}, []string{"did you mean :type?", "say :type EXPR"}},
		{[]string{`exit`, `help()`, `quit + 1`}, []string{"say :quit\n", "say :help\n", "no variable, built-in or name of the host\n"}},
		{[]string{`throw 42`, `nowhere`, `_err`}, []string{"`nowhere` is not defined", "42\n"}},
		{[]string{`:load x.coro`, `:edit`}, []string{"there is no command :load", "there is no command :edit"}},
	} {
		_, got := session(t, c.lines...)
		rest := got
		for _, want := range c.want {
			_, after, ok := strings.Cut(rest, want)
			if !ok {
				t.Errorf("%q: %q is missing in:\n%s", c.lines, want, got)
			}
			rest = after
		}
		if strings.Contains(got, "not here") {
			t.Errorf("%q goes on", c.lines)
		}
	}
}

// local runs lines in a session that may reach files, and returns what was printed.
func local(t *testing.T, lines ...string) string {
	t.Helper()
	var out strings.Builder
	m, err := vm.New(vm.Config{Stdout: &out})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	o := Options{VM: m, In: &typist{lines: lines}, Out: &out, Files: true, Startup: "let started = \"before\"", StartupName: "start.coro"}
	if err := Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestLoadAndEdit(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "file.coro")
	editor := filepath.Join(dir, "editor")
	for name, text := range map[string]string{
		path: "let loaded = 7\nloaded * 2", editor: "#!/bin/sh\nsed -i.old s/1/8/ \"$1\"\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("VISUAL", "")
	t.Setenv("EDITOR", editor)
	got := local(t, `started`, `:load `+path, `loaded`, `let x = 1`, `:edit`, `x`, `:load nowhere.coro`)
	if want := "\"before\"\n14\n7\n8\nerror: cannot load nowhere.coro"; !strings.HasPrefix(got, want) {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestCompletion(t *testing.T) {
	m, err := vm.New(vm.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	l := &loop{Options: Options{VM: m, Files: true}, session: m.NewSession()}
	const world = `let words = ["a"]; let m = {alpha: 1, beta: {gamma: "x"}}; let c = coro {}
class A { var x = 1; fn go() {}; static fn make() => 1 }
let a = A()
import coroutine`
	if _, err := l.session.Eval(t.Context(), "test", world); err != nil {
		t.Fatal(err)
	}
	l.document("/// Doubles.\nfn twice(n) => n * 2\nclass B { fn turn() => 1 }")
	for name, value := range map[string]any{"given_name": "x", "_err": vm.NewError("mine", "no", ""), "_1": map[string]int{"alpha": 1}} {
		if err := m.Define(name, value); err != nil {
			t.Fatal(err)
		}
	}
	dir := t.TempDir()
	t.Chdir(dir)
	for _, name := range []string{"shapes.coro", "notes.txt", ".hidden.coro"} {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir("lib", 0o700); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ line, want string }{
		{"print(wor", "words"},
		{"whi", "while"},
		{"pri", "print"},
		{"m.", "alpha beta"},
		{"1 + m.beta.ga", "gamma"},
		{"a.", "go x"},
		{"A.", "make"},
		{"a?.g", "go"},
		{"words.pus", "push"},
		{`"text".upp`, "upper"},
		{"[1].pus", "push"},
		{"c.stat", "status"},
		{"coroutine.can", "can_yield"},
		{"seq.zi", "zip"},
		{"import corou", "coroutine"},
		{`import "`, "./"},
		{`import "./`, "./lib/ ./shapes"},
		{`:load `, "lib/ shapes.coro"},
		{`:load ./sh`, "./shapes.coro"},
		{":doc twi", "twice"},
		{":doc list.pus", "list.push"},
		{":doc coroutine.can", "coroutine.can_yield"},
		{":doc whi", ""},
		{":doc B.tu", "B.turn"},
		{":type wor", "words"},
		{"_err.kin", "kind"},
		{"_1.alp", "alpha"},
		{"given", "given_name"},
		{"given_name.upp", "upper"},
		{`import {a} from "./sh`, "./shapes"},
		{":ty", "type"},
		{"nothing.x", ""},
		{"f().", ""},
		{"(1).le", ""},
		{"0..wor", "words"},
		{"m.alpha.x", ""},
	} {
		head, words, tail := l.complete(c.line+" rest", len(c.line))
		if got := strings.Join(words, " "); got != c.want || tail != " rest" {
			t.Errorf("%q is completed to %q%q", c.line, got, tail)
		}
		if len(words) == 1 && !strings.HasPrefix(head+words[0], strings.TrimSuffix(c.line, words[0])) {
			t.Errorf("%q has the head %q", c.line, head)
		}
	}
	if _, words, _ := l.complete("1 + ", 4); !slices.Contains(words, "words") || !slices.Contains(words, "coroutine") || !slices.Contains(words, "len") {
		t.Errorf("nothing is completed to %q", words)
	}
	if head, words, tail := l.complete("  x", 2); head != "  " || !slices.Equal(words, []string{indentation}) || tail != "x" {
		t.Errorf("a line is begun with %q%q%q", head, words, tail)
	}
}
