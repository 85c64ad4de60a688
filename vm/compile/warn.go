package compile

// The first pass: what is right and yet most likely a mistake.

import (
	"fmt"
	"strings"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
)

// warn reports a warning, if somebody wants to know.
func (r *resolver) warn(d source.Diagnostic) {
	if r.cfg.Warn != nil {
		d.File, d.Warning = r.file, true
		r.cfg.Warn(d)
	}
}

// warnUnused reports the variables whose value nothing reads. Parameters are left out: a
// caller may give more than is needed. A name that begins with `_` says that it is meant.
func (r *resolver) warnUnused(tree *ast.Module) {
	if r.cfg.Warn == nil {
		return
	}
	exported := make(map[*variable]bool)
	eachExported(tree.Stmts, func(id *ast.Ident) { exported[r.variableAt(id)] = true })
	told := make(map[*variable]bool)
	for _, v := range r.variables {
		if v.used || v.kind == kindParam || v.session || told[v] || exported[v] || strings.HasPrefix(v.name, "_") {
			continue
		}
		told[v] = true
		d := source.Diagnostic{
			Code: "unused", Span: v.decl, Message: fmt.Sprintf("`%s` is never used", v.name),
			Hint: "remove it, or let its name begin with `_` if it is meant to be there",
		}
		switch {
		case v.assigned:
			d.Message = fmt.Sprintf("`%s` is assigned and never read", v.name)
		case v.kind == kindLoop, v.kind == kindMatch:
			d.Hint = "write `_` for what is not needed"
		case v.kind == kindCatch:
			d.Hint = "write `catch {` without a name"
		case v.kind == kindImport:
			d.Hint = "remove it"
		case v.kind == kindFn && v.module, v.kind == kindClass && v.module:
			d.Hint = "remove it, or `export` it if it is for others"
		}
		r.warn(d)
	}
}

// warnShadow reports a new variable that hides one of the same function, or a name of a
// pattern that hides any: who writes it may have meant to compare.
func (r *resolver) warnShadow(id *ast.Ident, v *variable) {
	if r.cfg.Warn == nil || strings.HasPrefix(v.name, "_") || v.kind == kindParam {
		return
	}
	hidden := v.outer
	if hidden == nil {
		hidden = v.sym.module
	}
	if hidden == nil || hidden.scope == v.scope && !hidden.module || !hidden.ready || hidden.fn != v.fn && v.kind != kindMatch {
		return
	}
	d := source.Diagnostic{
		Code: "shadowed", Span: id.At, Message: fmt.Sprintf("this `%s` hides another one", v.name),
		Hint:  "choose another name, if both are meant",
		Notes: []source.Note{{Span: hidden.decl, Message: "the hidden one is declared here"}},
	}
	if v.kind == kindMatch {
		d.Message = fmt.Sprintf("this `%s` takes any value and hides a variable", v.name)
		d.Hint = fmt.Sprintf("a guard compares: `x if x == %s => …`", v.name)
	}
	r.warn(d)
}

// warnUnreachable reports the first statement behind one that always leaves.
func (r *resolver) warnUnreachable(stmts []ast.Stmt) {
	if r.cfg.Warn == nil {
		return
	}
	for i, s := range stmts {
		if !leaves(s) {
			continue
		}
		for _, next := range stmts[i+1:] {
			switch next.(type) {
			case *ast.FnDecl, *ast.Class, *ast.Record: // visible in the whole block
				continue
			}
			r.warn(source.Diagnostic{
				Code: "unreachable", Span: next.Span(), Message: "this is never reached",
				Hint:  "remove it, or what leaves before it",
				Notes: []source.Note{{Span: s.Span(), Message: "this always leaves"}},
			})
			return
		}
		return
	}
}

// leaves reports whether what follows a statement is never reached.
func leaves(s ast.Stmt) bool {
	switch s := s.(type) {
	case *ast.Return, *ast.Throw, *ast.Break, *ast.Continue:
		return true
	case *ast.Block:
		return blockLeaves(s)
	case *ast.NoYield:
		return blockLeaves(s.Body)
	case *ast.ExprStmt:
		return exprLeaves(s.X)
	}
	return false
}

// blockLeaves reports whether the end of a block is never reached.
func blockLeaves(b *ast.Block) bool {
	for _, s := range b.Stmts {
		if leaves(s) {
			return true
		}
	}
	return false
}

// exprLeaves is leaves for an expression that branches.
func exprLeaves(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.If:
		for i := range x.Arms {
			if !blockLeaves(x.Arms[i].Body) {
				return false
			}
		}
		return x.Else != nil && blockLeaves(x.Else)
	case *ast.Try:
		return blockLeaves(x.Body) && blockLeaves(x.Handler)
	case *ast.Match:
		for i := range x.Arms {
			_, escapes := x.Arms[i].Result.(*ast.Escape)
			if !escapes && (x.Arms[i].Body == nil || !blockLeaves(x.Arms[i].Body)) {
				return false
			}
		}
		return true
	}
	return false
}
