package compile

// Tests of a module: what becomes of `test "name" { … }`.

import (
	"slices"
	"strconv"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
)

// Tests asks for the tests of a program, and for calls that watch its code.
type Tests struct {
	Blocks bool // compile the tests; else they are left out

	// Observe names a function of the host that gets to know the values in the
	// conditions of `assert`; "" for none. It is called with the offsets of the
	// condition before that is evaluated, and with the offsets and the value of each
	// part, which it returns.
	Observe string

	// Cover names a function of the host that is called before each statement outside
	// of the tests, with the name of the file and the offset at which it starts; "" for
	// none. Statement, which may be nil, is told of each while the file is compiled.
	Cover     string
	Statement func(file *source.File, at source.Span)
}

// TestExport is the name by which a program exports a test. No script can write it.
func TestExport(name string) string { return "test " + strconv.Quote(name) }

// withTests returns a module without its tests or, if they are asked for, with functions
// in their place.
func withTests(file *source.File, tree *ast.Module, cfg *Tests) *ast.Module {
	isTest := func(s ast.Stmt) bool { _, ok := s.(*ast.Test); return ok }
	if cfg == nil && !slices.ContainsFunc(tree.Stmts, isTest) {
		return tree
	}
	m := *tree
	m.Stmts = slices.DeleteFunc(slices.Clone(tree.Stmts), isTest)
	if cfg == nil {
		return &m
	}
	o := observer{cfg: *cfg, file: file}
	o.stmts(&m.Stmts)
	o.cfg.Cover = "" // the tests themselves are not covered
	for _, s := range tree.Stmts {
		if t, ok := s.(*ast.Test); ok && cfg.Blocks {
			o.stmts(&t.Body.Stmts)
			m.Stmts = append(m.Stmts, testFunction(t))
		}
	}
	return &m
}

// testFunction makes the function that a test is.
func testFunction(t *ast.Test) *ast.FnDecl {
	return &ast.FnDecl{
		Loc: t.Loc, Exported: true,
		Name: &ast.Ident{Loc: t.Name.Loc, Name: TestExport(t.Name.Value)},
		Func: &ast.FuncLit{Loc: t.Loc, Body: t.Body},
	}
}
