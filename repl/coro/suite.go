package main

// Running the tests of one file.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/parser"
	"github.com/coro-lang/coro/repl"
	"github.com/coro-lang/coro/stdlib"
	"github.com/coro-lang/coro/vm"
)

// testSuffix is what the name of a file ends with that is a test as a whole.
const testSuffix = "_test" + extension

// testOptions is what all files of a run of tests share.
type testOptions struct {
	arguments []string // of the command line: files and folders
	bounds    bounds
	pattern   *regexp.Regexp // of the names of tests
	timeout   time.Duration  // of one test
	cover     bool
	color     bool
}

// suite is the tests of one file, once they have run.
type suite struct {
	path    string
	results []result
	broken  error // the file does not compile
	covered coverage
}

// result is what became of one test.
type result struct {
	name    string
	err     error // nil if it passed
	details string
	output  string
}

// runSuite runs the tests of a file, each in turn, in one VM. The top level of the file
// runs before them; in a file that is a test as a whole it counts as one.
func runSuite(ctx context.Context, path string, o *testOptions) *suite {
	s := &suite{path: path, covered: make(coverage)}
	text, err := os.ReadFile(path)
	if err != nil {
		s.broken = unreadable(path, err)
		return s
	}
	if !strings.HasSuffix(path, testSuffix) && !bytes.Contains(text, []byte("test")) && !bytes.Contains(text, []byte("```")) {
		return s
	}
	loader, closeFiles := projectFiles(path, o.arguments)
	defer closeFiles()
	r := &testRun{suite: s, options: o}
	m, err := r.newVM(loader)
	if err != nil {
		s.broken = err
		return s
	}
	defer m.Close()
	options := vm.TestOptions{Observe: observeName}
	if o.cover {
		options.Cover, options.Statement = coverName, s.covered.statement
	}
	prog, tests, err := m.CompileTests(filepath.ToSlash(path), string(text), options)
	if err != nil {
		s.broken = err
		return s
	}
	r.watch.text = string(text)
	r.run(ctx, m, prog, tests)
	r.runExamples(ctx, m, string(text))
	return s
}

// testRun runs one suite.
type testRun struct {
	suite   *suite
	options *testOptions
	out     bytes.Buffer
	watch   watch
}

// newVM makes the VM of the suite.
func (r *testRun) newVM(loader *vm.Loader) (*vm.VM, error) {
	h := &host{input: stdlib.NewInput(strings.NewReader(""), func() error { return nil })}
	m, err := h.newVM(r.options.bounds, vm.Config{Stdout: &r.out, Loader: loader})
	if err != nil {
		return nil, err
	}
	return m, errors.Join(m.Define(observeName, r.watch.observe), m.Define(coverName, r.suite.covered.cover))
}

// run runs the top level of the file and then its tests.
func (r *testRun) run(ctx context.Context, m *vm.VM, prog *vm.Program, tests []vm.Test) {
	var mod *vm.Module
	selected := tests[:0:0]
	for _, t := range tests {
		if r.options.pattern.MatchString(t.Name) {
			selected = append(selected, t)
		}
	}
	const wholeName = "(the file)"
	whole := strings.HasSuffix(r.suite.path, testSuffix) && len(tests) == 0 && r.options.pattern.MatchString(wholeName)
	if !whole && len(selected) == 0 {
		return
	}
	top := r.perform(ctx, wholeName, func(ctx context.Context) (err error) {
		mod, err = m.Run(ctx, prog)
		return err
	})
	if top.err != nil || whole {
		r.suite.results = append(r.suite.results, top)
	}
	if top.err != nil {
		return
	}
	for _, t := range selected {
		r.suite.results = append(r.suite.results, r.perform(ctx, t.Name, func(ctx context.Context) error {
			_, err := m.Call(ctx, t.Function(mod))
			return err
		}))
	}
}

// runExamples runs the examples in the doc comments, in a session that has run the file.
func (r *testRun) runExamples(ctx context.Context, m *vm.VM, text string) {
	path := filepath.ToSlash(r.suite.path)
	tree, _ := parser.Parse(source.NewFile(path, text)) // it has compiled
	var session *vm.Session
	for _, d := range repl.Docs(tree) {
		for _, d := range append([]repl.Doc{d}, d.Members...) {
			name := "the documentation of " + d.Name
			examples := d.Examples()
			if len(examples) == 0 || !r.options.pattern.MatchString(name) {
				continue
			}
			r.suite.results = append(r.suite.results, r.perform(ctx, name, func(ctx context.Context) error {
				if session == nil {
					session = m.NewSession()
					if _, err := session.Eval(ctx, path, text); err != nil {
						return err
					}
				}
				for _, example := range examples {
					if err := repl.CheckExample(ctx, session, path, example); err != nil {
						return err
					}
				}
				return nil
			}))
		}
	}
}

// perform runs one test.
func (r *testRun) perform(ctx context.Context, name string, f func(context.Context) error) result {
	r.out.Reset()
	limited, cancel := context.WithTimeoutCause(ctx, r.options.timeout, fmt.Errorf("it takes longer than %v", r.options.timeout))
	defer cancel()
	res := result{name: name, err: f(limited)}
	res.output = r.out.String()
	var failure *vm.Error
	if errors.As(res.err, &failure) && failure.Kind == "assert" && len(failure.Frames) > 0 {
		res.details = r.watch.explain(failure.Frames[0].Span, r.options.color)
	}
	if cause := context.Cause(limited); cause != nil && errors.Is(res.err, cause) {
		res.details = fmt.Sprintf("  %v; --timeout gives it more\n", cause)
	}
	return res
}
