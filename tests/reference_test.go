package tests

// The VM and the reference interpreter give the same output, result and errors.

import (
	"context"
	"errors"
	"fmt"
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

	"lang/module/import_that_is_dropped_in_a_module_of_a_module.txtar": "what the collector does",
	"lang/module/import_that_is_dropped_runs_again.txtar":              "what the collector does",

	"examples/crawler.coro":               "no tasks",
	"limits/depth_is_that_of_a_task.coro": "no tasks",
	"tasks/":                              "no tasks",

	"stdlib/csv/":      "no module of the language",
	"stdlib/debug/":    "no module of the language",
	"stdlib/encoding/": "no module of the language",
	"stdlib/format/":   "no module of the language",
	"stdlib/fs/":       "no module of the language",
	"stdlib/hash/":     "no module of the language",
	"stdlib/json/":     "no module of the language",
	"stdlib/maps/":     "no module of the language",
	"stdlib/os/":       "no module of the language",
	"stdlib/process/":  "no module of the language",
	"stdlib/random/":   "no module of the language",
	"stdlib/regex/":    "no module of the language",
	"stdlib/sql/":      "no module of the language",
	"stdlib/test/":     "no module of the language",
	"stdlib/time/":     "no module of the language",
	"stdlib/http/":     "no module of the language",
	"stdlib/io/":       "no module of the language",
	"stdlib/math/":     "no module of the language",
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
			if notCompared[path] != "" || notCompared[folder(path)] != "" {
				continue
			}
			t.Run(strings.TrimSuffix(path, filepath.Ext(path)), func(t *testing.T) {
				t.Parallel()
				s := load(t, path)
				if s.limits != (vm.Limits{Depth: s.limits.Depth}) {
					t.Skip("the reference interpreter has no such limit")
				}
				prog, err := s.compile(t)
				if err != nil {
					t.Skip("it does not compile")
				}
				want, err := s.refer(oracle.Faults{}, 300_000)
				if err != nil {
					t.Fatal(err)
				}
				if diff := disagreement(want, s.run(t, prog)); diff != "" {
					t.Errorf("%s (- reference, + vm):\n%s", path, diff)
				}
			})
		}
	}
}

func folder(path string) string { return filepath.ToSlash(filepath.Dir(path)) + "/" }

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
		if a.Result = mod.Result().String(); strings.HasSuffix(a.Result, "…") {
			a.Result = "…" // too deep, or too long
		}
	case errors.As(err, &failure):
		a.Kind, a.Message = failure.Kind, failure.Message
		if a.Kind == "" {
			a.Kind = "uncaught"
		}
		for _, f := range failure.Frames {
			if f.Skipped > 0 {
				a.Trace = append(a.Trace, fmt.Sprintf("  … %d more calls", f.Skipped))
			}
			a.Trace = append(a.Trace, traceLine(f))
		}
	default:
		t.Fatal(err)
	}
	return a
}

func traceLine(f vm.Frame) string {
	line := oracle.Frame{Name: f.Function}
	switch {
	case f.TransferredAt:
		line.Via = "transferred"
	case f.ResumedAt:
		line.Via = "resumed"
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

// disagreement compares what the reference interpreter and the VM did. Of a trace that
// has its middle left out, the beginning counts: which calls of the prelude are left
// out is the VM's affair.
func disagreement(want, got account) string {
	long := func(line string) bool { return strings.HasSuffix(line, " more calls") }
	if slices.ContainsFunc(want.Trace, long) || slices.ContainsFunc(got.Trace, long) {
		want.Trace, got.Trace = want.Trace[:min(4, len(want.Trace))], got.Trace[:min(4, len(got.Trace))]
	}
	return cmp.Diff(want, got)
}

// refer runs a script in the reference interpreter.
func (s testScript) refer(faults oracle.Faults, steps int) (account, error) {
	out, err := oracle.Run(oracle.Options{
		Name: s.name, Text: s.text, Files: s.files, Prelude: os.DirFS("../vm/prelude"),
		Depth: s.limits.Depth, Steps: steps, Faults: faults,
	})
	a := account{Output: out.Output, Result: out.Result}
	if len(a.Result) > 1<<20 { // what String of a Value cuts off
		a.Result = "…"
	}
	if out.Err != nil {
		a.Kind, a.Message = out.Err.Kind, out.Err.Message
		a.Trace = oracle.Lines(out.Err.Frames)
	}
	return a, err
}
