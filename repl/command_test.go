package repl

// Results and their names, the commands, and completion.

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

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

func TestCommands(t *testing.T) {
	for _, c := range []struct {
		lines []string
		want  []string
	}{
		{[]string{`:help`}, []string{":doc NAME", "_err"}},
		{[]string{`:doc list.push`}, []string{"list.push(...values)", "Appends"}},
		{[]string{`:doc coroutine.trace`}, []string{"coroutine.trace(c: coroutine)"}},
		{[]string{`:doc lsit`}, []string{"nothing that is built in is named lsit", "did you mean list"}},
		{[]string{`class A {}`, `:type A()`, `:type A`, `:type 1.5`}, []string{"instance of A\n", "class\n", "float\n"}},
		{[]string{`:type f(`}, []string{"error["}},
		{[]string{`:time 6 * 7`, `_`}, []string{"42\n", "s\n", "42\n"}},
		{[]string{`:dis 1 + x`}, []string{"host name x", "AddInt"}},
		{[]string{`let c = coro { yield 1 }`, `resume(c)`, `:coroutines`, `:trace c`}, []string{"<coroutine suspended>\n  at input-1:1:16 in coro\n", "  at input-1:1:16 in coro\n"}},
		{[]string{`:trace coro { yield 1 }`, `:trace 1`}, []string{"it has not begun", "this is no coroutine but int"}},
		{[]string{`let x = 1`, `let y = [2]`, `let x = 3`, `:vars`}, []string{"x = 3\ny = [2]\n"}},
		{[]string{`let x = 1`, `:reset`, `x`}, []string{"`x` is not defined"}},
		{[]string{`let x = 1`, `:history`}, []string{"  let x = 1\n  :history\n"}},
		{[]string{`:quit`, `print("not here")`}, nil},
		{[]string{`:his`, `:h`}, []string{"  :his\n", "there is no command :h"}},
		{[]string{`:tpye 1`, `:type`}, []string{"did you mean :type?", "say :type EXPR"}},
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
		{`import "./`, "./lib/ ./shapes"},
		{`import {a} from "./sh`, "./shapes"},
		{":ty", "type"},
		{"nothing.x", ""},
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
	if _, words, _ := l.complete("", 0); !slices.Contains(words, "words") || !slices.Contains(words, "coroutine") || !slices.Contains(words, "len") {
		t.Errorf("nothing is completed to %q", words)
	}
}
