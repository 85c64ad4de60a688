package main

// Inlining of the accessors. The compiler of Go would do it as well, but marks
// each inlined call with a machine instruction that does nothing if no other
// instruction can bear the mark: one in seven of the loop.

import (
	"go/ast"
	"slices"
	"strings"
)

// edit replaces a range of a source.
type edit struct {
	from, to int
	text     string
}

// accessors are the functions that are one expression of their parameters, by name.
// A method has its receiver as the first parameter, and a dot before its name.
type accessors map[string]accessor

type accessor struct {
	source
	params []string
	result ast.Expr
}

// add takes up the accessors that a file declares.
func (a accessors) add(src source) {
	for _, d := range src.file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Body == nil || len(f.Body.List) != 1 {
			continue
		}
		ret, ok := f.Body.List[0].(*ast.ReturnStmt)
		if !ok || len(ret.Results) != 1 {
			continue
		}
		name, fields := f.Name.Name, f.Type.Params.List
		if f.Recv != nil {
			name, fields = "."+name, append(slices.Clone(f.Recv.List), fields...)
		}
		x := accessor{source: src, result: ret.Results[0]}
		for _, field := range fields {
			for _, param := range field.Names {
				x.params = append(x.params, param.Name)
			}
		}
		a[name] = x
	}
}

// render returns a range of the loop with all accessors inlined and edits done.
func (l *loop) render(from, to int, edits []edit) string {
	return l.accessors.render(l.source, l.file, from, to, edits, nil)
}

// render returns a range of src below n, in which calls of accessors are
// inlined, parameters are replaced by their values, and edits are done.
func (a accessors) render(src source, n ast.Node, from, to int, edits []edit, values map[string]string) string {
	edits = slices.Clone(edits)
	replace := func(n ast.Node, text string) {
		edits = append(edits, edit{src.offset(n.Pos()), src.offset(n.End()), text})
	}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if text, ok := a.inline(src, n, values); ok {
				replace(n, text)
				return false
			}
		case *ast.SelectorExpr: // what is behind the dot is no parameter
			id, ok := n.X.(*ast.Ident)
			if value := values[ident(id)]; ok && value != "" {
				replace(id, value)
			}
			return !ok
		case *ast.Ident:
			if value := values[n.Name]; value != "" {
				replace(n, value)
			}
		}
		return true
	})
	slices.SortFunc(edits, func(a, b edit) int { return a.from - b.from })
	var b strings.Builder
	for _, e := range edits {
		if e.from < from || e.to > to {
			continue
		}
		b.Write(src.text[from:e.from])
		b.WriteString(e.text)
		from = e.to
	}
	b.Write(src.text[from:to])
	return b.String()
}

func ident(id *ast.Ident) string {
	if id == nil {
		return ""
	}
	return id.Name
}

// inline returns what stands for a call of an accessor.
func (a accessors) inline(src source, call *ast.CallExpr, values map[string]string) (string, bool) {
	var name string
	args := call.Args
	switch f := call.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name, args = "."+f.Sel.Name, append([]ast.Expr{f.X}, args...)
	}
	x, ok := a[name]
	if !ok || len(args) != len(x.params) {
		return "", false
	}
	inner := make(map[string]string)
	for i, param := range x.params {
		inner[param] = a.expr(src, args[i], values)
	}
	return "(" + a.expr(x.source, x.result, inner) + ")", true
}

func (a accessors) expr(src source, e ast.Expr, values map[string]string) string {
	return a.render(src, e, src.offset(e.Pos()), src.offset(e.End()), nil, values)
}
