package repl

// The loop with prepared lines, the plain reader and the history.

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/coro-lang/coro/vm"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// typist is a LineReader with prepared lines that records what it is asked.
type typist struct {
	lines      []string // dropIt stands for Ctrl-C
	prompts    []string
	remembered []string
}

const dropIt = "^C"

func (p *typist) ReadLine(prompt string) (string, error) {
	p.prompts = append(p.prompts, prompt)
	if len(p.lines) == 0 {
		return "", io.EOF
	}
	line := p.lines[0]
	p.lines = p.lines[1:]
	if line == dropIt {
		return "", ErrInterrupted
	}
	return line, nil
}

func (p *typist) Remember(input string) { p.remembered = append(p.remembered, input) }
func (p *typist) Close() error          { return nil }

// session runs the lines and returns what was printed.
func session(t *testing.T, lines ...string) (*typist, string) {
	t.Helper()
	var out strings.Builder
	m, err := vm.New(vm.Config{Stdout: &out})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	in := &typist{lines: lines}
	if err := Run(t.Context(), Options{VM: m, In: in, Out: &out}); err != nil {
		t.Fatal(err)
	}
	return in, out.String()
}

func TestResultsArePrintedAsTheyAreWritten(t *testing.T) {
	_, got := session(t, `1 + 2`, `"text"`, `nil`, `[1, "a"]`, `let x = 3`, `x`, `print("p")`)
	want := "3\n\"text\"\n[1, \"a\"]\n3\np\n"
	if got != want {
		t.Errorf("printed %q, want %q", got, want)
	}
}

func TestInputGoesOnUntilItIsComplete(t *testing.T) {
	in, got := session(t, `fn f(a,`, `  b) {`, ``, `  return a + b`, `}`, `f(1, 2)`)
	if got != "3\n" {
		t.Errorf("printed %q", got)
	}
	wantPrompts := []string{promptFirst, promptMore(1), promptMore(1), promptMore(1), promptMore(1), promptFirst, promptFirst}
	if diff := cmp.Diff(wantPrompts, in.prompts); diff != "" {
		t.Error(diff)
	}
	want := []string{"fn f(a,\n  b) {\n\n  return a + b\n}", "f(1, 2)"}
	if diff := cmp.Diff(want, in.remembered); diff != "" {
		t.Error(diff)
	}
}

func TestInterruptDropsTheInput(t *testing.T) {
	in, got := session(t, `fn f(`, dropIt, dropIt, `1`)
	if got != "1\n" {
		t.Errorf("printed %q", got)
	}
	if diff := cmp.Diff([]string{"1"}, in.remembered); diff != "" {
		t.Error(diff)
	}
}

func TestErrorsDoNotEndTheSession(t *testing.T) {
	in, got := session(t, `let kept = 1`, `throw "lost"`, `let = `, `unknown`, `kept`, `kept + (`)
	for _, part := range []string{"lost", "input-3:1:", "input-4:1:", "\n1\n", "input-6:"} {
		if !strings.Contains(got, part) {
			t.Errorf("%q is missing in:\n%s", part, got)
		}
	}
	if len(in.remembered) != 6 {
		t.Errorf("remembered %q", in.remembered)
	}
}

func TestBlankLinesAreNoInput(t *testing.T) {
	in, got := session(t, ``, `   `, `1`)
	if got != "1\n" || len(in.remembered) != 1 {
		t.Errorf("printed %q, remembered %q", got, in.remembered)
	}
}

func TestPlain(t *testing.T) {
	var prompts strings.Builder
	p := NewPlain(strings.NewReader("one\r\n\ntwo"), &prompts)
	defer p.Close()
	var got []string
	for {
		line, err := p.ReadLine("> ")
		if err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		got = append(got, line)
	}
	if diff := cmp.Diff([]string{"one", "", "two"}, got); diff != "" {
		t.Error(diff)
	}
	if prompts.String() != "> > > > \n" {
		t.Errorf("prompts %q", prompts.String())
	}
}

func TestHistoryKeepsInputsOfSeveralLines(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "history")
	h := open(t, path)
	h.Append("one")
	h.Append("fn f() {\n  return 1\n}")
	h = open(t, path)
	if diff := cmp.Diff([]string{"one", "fn f() {\n  return 1\n}"}, h.Entries()); diff != "" {
		t.Error(diff)
	}
}

func TestHistoryIsCutAndPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history")
	var text strings.Builder
	for i := range 2*maxHistory + 5 {
		fmt.Fprintf(&text, "%d\n", i)
	}
	if err := os.WriteFile(path, []byte(text.String()+"bad\xff\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	h := open(t, path)
	entries := h.Entries()
	if len(entries) != maxHistory || entries[len(entries)-1] != "bad�" {
		t.Errorf("%d entries, the last is %q", len(entries), entries[len(entries)-1])
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %o", info.Mode().Perm())
	}
}

func TestNoHistory(t *testing.T) {
	var h *History
	h.Append("nothing")
	if len(h.Entries()) != 0 {
		t.Error("a nil History remembers something")
	}
}

func TestDescribeAnyError(t *testing.T) {
	if got := Describe(errors.New("plain"), false); got != "error: plain\n" {
		t.Errorf("got %q", got)
	}
}

func open(t *testing.T, path string) *History {
	t.Helper()
	h, err := OpenHistory(path)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// A session that cuts the file replaces it under those that run already.
func TestHistoryIsCutByAnotherSession(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history")
	first := open(t, path)
	if err := os.WriteFile(path, []byte(strings.Repeat("old\n", 2*maxHistory)), 0o600); err != nil {
		t.Fatal(err)
	}
	second := open(t, path)
	first.Append("of the first")
	second.Append("of the second")
	entries := open(t, path).Entries()
	if n := len(entries); n != maxHistory+2 || entries[n-2] != "of the first" || entries[n-1] != "of the second" {
		t.Errorf("%d entries, the last are %q", len(entries), entries[max(0, len(entries)-2):])
	}
}

// A line of a pipe may be longer than any buffer.
func TestPlainLongLine(t *testing.T) {
	want := strings.Repeat("x", 1<<17)
	p := NewPlain(strings.NewReader(want+"\nnext"), nil)
	got, err := p.ReadLine("")
	if err != nil || got != want {
		t.Errorf("%d bytes: %v", len(got), err)
	}
	if got, err = p.ReadLine(""); err != nil || got != "next" {
		t.Errorf("%q: %v", got, err)
	}
}
