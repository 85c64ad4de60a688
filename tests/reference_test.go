package tests

// The VM and the reference interpreter give the same output, result and errors.

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	oracle "github.com/coro-lang/coro/tests/reference"
	"github.com/coro-lang/coro/vm"
)

// notCompared are the scripts about what the reference interpreter does not have.
var notCompared = map[string]string{
	"examples/nbody.coro":        "too slow",
	"examples/permutations.coro": "too slow",
	"examples/tree_walk.coro":    "too slow",

	"lang/module/syntax_error_can_be_caught.txtar":              "what the compiler says of an imported file",
	"lang/module/unknown_host_module_in_an_imported_file.txtar": "what the compiler says of an imported file",

	"stdlib/io/":   "no module of the language",
	"stdlib/math/": "no module of the language",
}

// account is what a run did, as far as two implementations must agree.
type account struct {
	Output  string
	Result  string
	Kind    string // of the uncaught error
	Message string
	Trace   []string // with all places
}

func TestScriptsAgreeWithTheReference(t *testing.T) {
	for _, area := range append([]string{"examples"}, areas...) {
		for _, path := range scripts(t, area) {
			if notCompared[path] != "" || notCompared[filepath.ToSlash(filepath.Dir(path))+"/"] != "" {
				continue
			}
			t.Run(strings.TrimSuffix(path, filepath.Ext(path)), func(t *testing.T) {
				t.Parallel()
				s := load(t, path)
				if s.limits.Fuel != 0 || s.limits.Memory != 0 {
					t.Skip("the reference interpreter has no such limit")
				}
				prog, err := s.compile(t)
				if err != nil {
					t.Skip("it does not compile")
				}
				want, err := s.refer(oracle.Faults{})
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, s.run(t, prog)); diff != "" {
					t.Errorf("%s (- reference, + vm):\n%s", path, diff)
				}
			})
		}
	}
}

func (s testScript) compile(t *testing.T) (*vm.Program, error) {
	m, err := vm.New(s.world(t, &strings.Builder{}))
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	return m.Compile(s.name, s.text)
}

// run runs a script in the VM.
func (s testScript) run(t *testing.T, prog *vm.Program) account {
	t.Helper()
	var out strings.Builder
	m, err := vm.New(s.world(t, &out))
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	ctx, cancel := context.WithTimeout(t.Context(), timeout)
	defer cancel()
	mod, err := m.Run(ctx, prog)
	a := account{Output: out.String()}
	var failure *vm.Error
	switch {
	case err == nil:
		a.Result = mod.Result().String()
	case errors.As(err, &failure):
		a.Kind, a.Message = failure.Kind, failure.Message
		if a.Kind == "" {
			a.Kind = "uncaught"
		}
		for _, f := range failure.Frames {
			a.Trace = append(a.Trace, traceLine(f))
		}
		a.Trace = ends(a.Trace)
	default:
		t.Fatal(err)
	}
	return a
}

func traceLine(f vm.Frame) string {
	line := oracle.Frame{Name: f.Function}
	switch {
	case f.ResumedAt:
		line.Via = "resumed"
	case f.TransferredAt:
		line.Via = "transferred"
	}
	if line.Name == "" {
		line.Name = "the module"
	}
	if f.File != nil {
		line.File = f.File.Name
		line.Line, line.Column = f.File.Position(int(f.Span.Start))
	}
	return line.String()
}

// ends returns the two ends of a trace: the VM leaves out the middle of a long one.
func ends(lines []string) []string {
	const n = 15
	if len(lines) <= 2*n {
		return lines
	}
	return slices.Concat(lines[:n], []string{"…"}, lines[len(lines)-n:])
}

// refer runs a script in the reference interpreter.
func (s testScript) refer(faults oracle.Faults) (account, error) {
	out, err := oracle.Run(oracle.Options{
		Name: s.name, Text: s.text, Files: s.files, Prelude: os.DirFS("../vm/prelude"),
		Depth: s.limits.Depth, Steps: 300_000, Faults: faults,
	})
	a := account{Output: out.Output, Result: out.Result}
	if out.Err != nil {
		a.Kind, a.Message = out.Err.Kind, out.Err.Message
		for _, f := range out.Err.Frames {
			a.Trace = append(a.Trace, f.String())
		}
		a.Trace = ends(a.Trace)
	}
	return a, err
}
