package parser

// Fuzzing: no input panics or hangs the parser, and all places are in the file.

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
)

func FuzzParse(f *testing.F) {
	for _, pattern := range []string{"testdata/tree/*.txtar", "testdata/diagnostics/*.txtar"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, path := range paths {
			_, files := readArchive(f, path)
			for _, file := range files {
				f.Add(file.Text)
			}
		}
	}
	f.Add(benchUnit)
	f.Fuzz(func(t *testing.T, text string) {
		file := source.NewFile("fuzz", text)
		m, ds := Parse(file)
		if len(ds) > MaxDiagnostics {
			t.Fatalf("%d diagnostics", len(ds))
		}
		for _, d := range ds {
			if d.Code == codeInternal {
				t.Fatal(d)
			}
			checkSpan(t, d.Span, len(text))
			for _, note := range d.Notes {
				checkSpan(t, note.Span, len(text))
			}
		}
		source.Renderer{Color: true}.Sprint(ds...)
		checkSpans(t, reflect.ValueOf(m.Stmts), m.Span())
		if len(ds) == 0 {
			rejectBadNodes(t, dump(m.Stmts))
		}
	})
}

func checkSpan(t *testing.T, s source.Span, size int) {
	if s.Start > s.End || int(s.End) > size {
		t.Fatalf("the place %v is not in a file of %d bytes", s, size)
	}
}

// checkSpans checks that the place of every node under v is within that of the
// node around it.
func checkSpans(t *testing.T, v reflect.Value, around source.Span) {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return
		}
		if n, ok := v.Interface().(ast.Node); ok && v.Kind() == reflect.Pointer {
			s := n.Span()
			if s.Start > s.End || s.Start < around.Start || s.End > around.End {
				t.Fatalf("the place %v of %s is not in %v", s, dump(n), around)
			}
			around = s
		}
		checkSpans(t, v.Elem(), around)
	case reflect.Slice:
		for i := range v.Len() {
			checkSpans(t, v.Index(i), around)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			checkSpans(t, v.Field(i), around)
		}
	}
}

// rejectBadNodes checks that a tree without diagnostics is whole.
func rejectBadNodes(t *testing.T, tree string) {
	for _, bad := range []reflect.Type{reflect.TypeFor[ast.BadExpr](), reflect.TypeFor[ast.BadStmt](), reflect.TypeFor[ast.BadPattern](), reflect.TypeFor[ast.BadMember]()} {
		if strings.Contains(tree, "("+bad.Name()) {
			t.Fatalf("a %s without a diagnostic: %s", bad.Name(), tree)
		}
	}
}
