package tests

// The formatter changes no program: what it prints compiles to the same instructions.

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/parser"
	"github.com/coro-lang/coro/vm/bytecode"
	"github.com/coro-lang/coro/vm/compile"
)

func TestFormattingKeepsTheProgram(t *testing.T) {
	count := 0
	for _, path := range scripts(t, ".") {
		text := string(read(t, filepath.Join("tests", path)))
		files := []txtar.File{{Name: path, Data: []byte(text)}}
		if filepath.Ext(path) == ".txtar" {
			files = txtar.Parse([]byte(text)).Files
		}
		for _, f := range files {
			if filepath.Ext(f.Name) == ".coro" && checkFormat(t, path+": "+f.Name, string(f.Data)) {
				count++
			}
		}
	}
	if count < 500 {
		t.Errorf("only %d programs compiled", count)
	}
}

// checkFormat compiles a text and its formatted form, and reports whether it compiles.
func checkFormat(t *testing.T, name, text string) bool {
	t.Helper()
	tree, ds := parser.Parse(source.NewFile(name, text))
	if len(ds) > 0 {
		return false
	}
	formatted := ast.Print(tree)
	want, ds := instructions(name, text)
	if len(ds) > 0 {
		return false
	}
	got, ds := instructions(name, formatted)
	if len(ds) > 0 {
		t.Errorf("%s does not compile once it is formatted:\n%s", name, source.Renderer{}.Sprint(ds...))
		return true
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s is another program once it is formatted: - before, + after\n%s", name, diff)
	}
	tree, _ = parser.Parse(source.NewFile(name, formatted))
	if diff := cmp.Diff(formatted, ast.Print(tree)); diff != "" {
		t.Errorf("%s is formatted anew the second time:\n%s", name, diff)
	}
	return true
}

// instructions compiles a text, and takes all places in it out of the program.
func instructions(name, text string) (*bytecode.Program, source.Diagnostics) {
	file := source.NewFile(name, text)
	tree, ds := parser.Parse(file)
	if len(ds) > 0 {
		return nil, ds
	}
	prog, ds := compile.Compile(file, tree, compile.Config{Builtins: strings.Fields("print range list map str int")})
	if len(ds) > 0 {
		return nil, ds
	}
	prog.Source = ""
	for _, p := range prog.Protos {
		p.Positions, p.Span = nil, source.Span{}
	}
	for i := range prog.Consts {
		prog.Consts[i].Span = source.Span{}
	}
	for i := range prog.Imports {
		m := &prog.Imports[i]
		m.Span = source.Span{}
		for j := range m.Names {
			m.Names[j].Span = source.Span{}
		}
	}
	return prog, nil
}
