package tests

// What a script says about its own behaviour, and how that is compared.

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/coro-lang/coro/vm"
)

// The markers of expectations, each followed by a text to the end of the line.
const (
	markOutput  = "// expect: "
	markCompile = "// expect error: "
	markRuntime = "// expect runtime error: "
	markLimits  = "// limits: "
)

// testScript is a script with its expectations.
type testScript struct {
	path   string
	name   string // of the program, in messages
	text   string
	files  fs.FS  // of an archive, or nil
	input  string // of the module io
	limits vm.Limits
	want   behaviour
}

// behaviour is what a run did, or should do. A text of an expectation stands for
// all errors that contain it.
type behaviour struct {
	Output      []string
	Diagnostics []problem // compile errors, or names that the host does not have
	Uncaught    []problem // at most one
}

// problem is an error on a line of a file.
type problem struct {
	File string
	Line int
	Text string
}

// load reads a script and its expectations.
func load(t *testing.T, path string) testScript {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var s testScript
	if filepath.Ext(path) == ".txtar" {
		s, err = parseArchive(path, txtar.Parse(text))
	} else {
		s, err = parseScript(path, string(text))
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// parseArchive reads a script of several files, of which main.coro is run. Only
// that one says what is printed, but each the errors that are in it.
func parseArchive(path string, archive *txtar.Archive) (testScript, error) {
	s := testScript{path: path}
	files := fstest.MapFS{}
	s.files = files
	for _, f := range archive.Files {
		if f.Name == "input" {
			s.input = string(f.Data)
			continue
		}
		files[f.Name] = &fstest.MapFile{Data: f.Data}
		part, err := parseScript(f.Name, string(f.Data))
		if err != nil {
			return s, fmt.Errorf("%s: %w", path, err)
		}
		if f.Name == "main.coro" {
			s.name, s.text, s.limits, s.want.Output = part.name, part.text, part.limits, part.want.Output
		} else if len(part.want.Output) > 0 {
			return s, fmt.Errorf("%s: %s says what is printed, but that is for main.coro", path, f.Name)
		}
		s.want.Diagnostics = append(s.want.Diagnostics, part.want.Diagnostics...)
		s.want.Uncaught = append(s.want.Uncaught, part.want.Uncaught...)
	}
	if s.name == "" || len(s.want.Uncaught) > 1 {
		return s, fmt.Errorf("%s: no main.coro, or more than one uncaught error is expected", path)
	}
	return s, nil
}

func parseScript(path, text string) (testScript, error) {
	s := testScript{path: path, name: path, text: text}
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimRight(line, "\r\n")
		if spec, ok := strings.CutPrefix(line, markLimits); ok && number == 1 {
			if err := parseLimits(spec, &s.limits); err != nil {
				return s, fmt.Errorf("%s:1: %w", path, err)
			}
		}
		if _, want, ok := strings.Cut(line+" ", markOutput); ok {
			s.want.Output = append(s.want.Output, strings.TrimRight(want, " "))
		}
		if _, want, ok := strings.Cut(line, markCompile); ok {
			s.want.Diagnostics = append(s.want.Diagnostics, problem{path, number, want})
		}
		if _, want, ok := strings.Cut(line, markRuntime); ok {
			s.want.Uncaught = append(s.want.Uncaught, problem{path, number, want})
		}
	}
	if len(s.want.Uncaught) > 1 {
		return s, fmt.Errorf("%s: more than one uncaught error is expected", path)
	}
	return s, nil
}

// parseLimits reads `fuel=1000 memory=1000000 depth=100 output=100 coroutines=10`.
func parseLimits(spec string, limits *vm.Limits) error {
	for field := range strings.FieldsSeq(spec) {
		name, value, _ := strings.Cut(field, "=")
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return fmt.Errorf("limit %q: %w", field, err)
		}
		switch name {
		case "fuel":
			limits.Fuel = n
		case "memory":
			limits.Memory = n
		case "depth":
			limits.Depth = int(n)
		case "output":
			limits.Output = n
		case "coroutines":
			limits.Coroutines = n
		default:
			return fmt.Errorf("there is no limit %q", name)
		}
	}
	return nil
}

// observe turns the outcome of a run into a behaviour.
func observe(output string, err error) (behaviour, error) {
	var b behaviour
	for line := range strings.Lines(output) {
		b.Output = append(b.Output, strings.TrimRight(line, " \n"))
	}
	var diagnostics vm.Diagnostics
	var failure *vm.Error
	switch {
	case err == nil:
	case errors.As(err, &failure): // it may be about the diagnostics of an imported file
		p := problem{Text: failure.Kind + ": " + failure.Message}
		if failure.Hint != "" {
			p.Text += "; " + failure.Hint
		}
		if len(failure.Frames) > 0 && failure.Frames[0].File != nil {
			f := failure.Frames[0]
			p.File = f.File.Name
			p.Line, _ = f.File.Position(int(f.Span.Start))
		}
		b.Uncaught = append(b.Uncaught, p)
	case errors.As(err, &diagnostics):
		for _, d := range diagnostics {
			line, _ := d.File.Position(int(d.Span.Start))
			p := problem{d.File.Name, line, d.Code + ": " + d.Message}
			if d.Hint != "" {
				p.Text += "; " + d.Hint
			}
			b.Diagnostics = append(b.Diagnostics, p)
		}
	default:
		return b, fmt.Errorf("an error that is neither Diagnostics nor *Error: %w", err)
	}
	return b, nil
}

// check compares a run with the expectations of its script.
func (s testScript) check(t *testing.T, output string, err error) {
	t.Helper()
	got, oddity := observe(output, err)
	if oddity != nil {
		t.Error(oddity)
	}
	settle(s.want.Diagnostics, got.Diagnostics)
	settle(s.want.Uncaught, got.Uncaught)
	if diff := cmp.Diff(s.want, got); diff != "" {
		t.Errorf("%s (- expected, + happened):\n%s", s.path, diff)
		if err != nil {
			t.Logf("the error:\n%s", render(err))
		}
	}
}

// settle gives every problem that an expectation of its line describes the text
// of the expectation, so that they are equal.
func settle(want, got []problem) {
	for i, g := range got {
		for _, w := range want {
			if w.File == g.File && w.Line == g.Line && strings.Contains(g.Text, w.Text) {
				got[i].Text = w.Text
			}
		}
	}
}
