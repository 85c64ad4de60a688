package vm

// A newcomer finds an Example of everything that the package exports.

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// TestEverythingHasAnExample: each exported function and method is called in an Example,
// and each has a comment.
func TestEverythingHasAnExample(t *testing.T) {
	files := token.NewFileSet()
	parse := func(tests bool) (parsed []*ast.File) {
		names, err := filepath.Glob("*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") != tests {
				continue
			}
			f, err := parser.ParseFile(files, name, nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			parsed = append(parsed, f)
		}
		return parsed
	}
	used := map[string]bool{}
	for _, f := range parse(true) {
		if f.Name.Name != "vm_test" {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				used[s.Sel.Name] = true
			}
			return true
		})
	}
	p, err := doc.NewFromFiles(files, parse(false), "github.com/coro-lang/coro/vm")
	if err != nil {
		t.Fatal(err)
	}
	funcs := p.Funcs
	for _, typ := range p.Types {
		if typ.Doc == "" {
			t.Errorf("the type %s has no comment", typ.Name)
		}
		funcs = append(append(funcs, typ.Funcs...), typ.Methods...)
	}
	// Package fmt and encoding/json call these.
	for _, name := range []string{"MarshalJSON", "String", "Error"} {
		used[name] = true
	}
	for _, f := range funcs {
		if !used[f.Name] || f.Doc == "" {
			t.Errorf("%s %s: in an example %t, with a comment %t", f.Recv, f.Name, used[f.Name], f.Doc != "")
		}
	}
	if len(funcs) < 100 {
		t.Errorf("there are only %d functions", len(funcs))
	}
}
