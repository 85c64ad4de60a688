// Tests of scripts: programs with what stands in `test` blocks.

package vm

import (
	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/parser"
	"github.com/coro-lang/coro/vm/compile"
)

// Test is a test of a source text.
type Test struct {
	Name string
	Span source.Span // of the whole block
}

// Function returns the test as a function without parameters, if mod is a run of the
// Program that VM.CompileTests has made.
func (t Test) Function(mod *Module) Value { return mod.Get(compile.TestExport(t.Name)) }

// TestOptions says what the host wants to know of tests. Observe and Cover name functions
// that [VM.Define] has bound, each a func(*Call, []Value) (Value, error); "" for none.
type TestOptions struct {
	// Observe gets to know the conditions of `assert`. It is called with two ints, the
	// offsets of a condition, before that is evaluated, and with two ints and the value
	// of each part of it, which it returns. The condition as a whole has a nil in place
	// of the first.
	Observe string

	// Cover is called before each statement outside of the tests, also of the files that
	// are imported from then on, with the name of the file and the offset of the
	// statement. Statement, which may be nil, is told of each while it is compiled.
	Cover     string
	Statement func(file *source.File, at source.Span)
}

// CompileTests compiles a source text with its tests, which the other ways to compile
// leave out. They are in the order of the text, and run only when they are called.
func (m *VM) CompileTests(name, src string, o TestOptions) (*Program, []Test, error) {
	if err := m.lock(); err != nil {
		return nil, nil, err
	}
	defer m.unlock()
	file := source.NewFile(name, src)
	tree, ds := parser.Parse(file)
	if len(ds) > 0 {
		return nil, nil, ds
	}
	var tests []Test
	for _, s := range tree.Stmts {
		if t, ok := s.(*ast.Test); ok {
			tests = append(tests, Test{t.Name.Value, t.At})
		}
	}
	if o.Cover != "" {
		m.watch = &compile.Tests{Cover: o.Cover, Statement: o.Statement}
	}
	config := m.compileConfig()
	config.Tests = &compile.Tests{Blocks: true, Observe: o.Observe, Cover: o.Cover, Statement: o.Statement}
	code, ds := compile.Compile(file, tree, config)
	if len(ds) > 0 {
		return nil, nil, ds
	}
	return &Program{code}, tests, nil
}
