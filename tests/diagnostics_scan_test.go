package tests

// Which codes and kinds of errors the sources report.

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// inSources finds, in the packages of some folders, the strings that are given to
// parameters and variables of the names in vars and to the fields in fields, with
// the place of one. A string that is put together there is an error: no scan finds it.
func inSources(t *testing.T, vars, fields []string, folders ...string) map[string]string {
	t.Helper()
	s := &scan{t: t, fset: token.NewFileSet(), vars: vars, fields: fields, params: map[string]int{}, found: map[string]string{}}
	var files []*ast.File
	walk(t, ".go", func(name string, text []byte) {
		if !slices.Contains(folders, path.Dir(name)) || strings.HasSuffix(name, "_test.go") {
			return
		}
		f, err := parser.ParseFile(s.fset, name, text, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				s.declare(fn)
			}
		}
	})
	for _, f := range files {
		ast.Inspect(f, s.node)
	}
	return s.found
}

type scan struct {
	t            *testing.T
	fset         *token.FileSet
	vars, fields []string
	params       map[string]int // the place of the parameter, by the name of the function
	found        map[string]string
}

// declare notes which parameter of a function takes a code or kind.
func (s *scan) declare(fn *ast.FuncDecl) {
	i := 0
	for _, field := range fn.Type.Params.List {
		for _, name := range field.Names {
			if id, ok := field.Type.(*ast.Ident); ok && id.Name == "string" && slices.Contains(s.vars, name.Name) {
				s.params[fn.Name.Name] = i
			}
			i++
		}
	}
}

func (s *scan) node(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.CallExpr:
		name := ""
		switch fn := n.Fun.(type) {
		case *ast.Ident:
			name = fn.Name
		case *ast.SelectorExpr:
			name = fn.Sel.Name
		}
		if i, ok := s.params[name]; ok && i < len(n.Args) {
			s.use(n.Args[i])
		}
	case *ast.KeyValueExpr:
		if key, ok := n.Key.(*ast.Ident); ok && slices.Contains(s.fields, key.Name) {
			s.use(n.Value)
		}
	case *ast.AssignStmt:
		for i, target := range n.Lhs {
			if len(n.Rhs) == len(n.Lhs) && s.isTarget(target) {
				s.use(n.Rhs[i])
			}
		}
	case *ast.ValueSpec:
		for i, name := range n.Names {
			if len(n.Values) > i && s.isTarget(name) {
				s.use(n.Values[i])
			}
		}
	}
	return true
}

// isTarget reports whether x is a variable or field for codes or kinds, or a
// constant such as codeUnexpected.
func (s *scan) isTarget(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.Ident:
		return slices.ContainsFunc(s.vars, func(v string) bool {
			rest, ok := strings.CutPrefix(x.Name, v)
			return ok && (rest == "" || 'A' <= rest[0] && rest[0] <= 'Z')
		})
	case *ast.SelectorExpr:
		return slices.Contains(s.fields, x.Sel.Name)
	}
	return false
}

// use notes what an expression gives to a target.
func (s *scan) use(x ast.Expr) {
	if _, sum := x.(*ast.BinaryExpr); sum {
		s.t.Errorf("%s: a code or kind is a constant", s.fset.Position(x.Pos()))
	}
	if lit, ok := x.(*ast.BasicLit); ok && lit.Kind == token.STRING {
		if name, err := strconv.Unquote(lit.Value); err == nil && name != "" {
			s.found[name] = s.fset.Position(lit.Pos()).String()
		}
	}
}
