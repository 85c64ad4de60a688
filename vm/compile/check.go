package compile

// The first pass: what is wrong though every name is known.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/parser"
)

// typeNames are what may stand right of `is`.
var typeNames = []string{
	"bool", "bytes", "class", "coroutine", "error", "float", "function", "instance", "int", "list", "map", "module", "nil", "object", "range",
	"record", "string", "task", "tuple",
}

// hasEffect reports whether an expression is of use as a statement: something
// in it calls, yields or jumps.
func hasEffect(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.Coro:
		return x.Task
	case nil, *ast.Ident, *ast.SelfExpr, *ast.SuperField, *ast.NilLit, *ast.BoolLit, *ast.IntLit, *ast.FloatLit,
		*ast.StringLit, *ast.FuncLit:
		return false
	case *ast.BadExpr, *ast.Call, *ast.Pipe, *ast.Yield, *ast.Escape, *ast.If, *ast.Match, *ast.Try:
		return true
	case *ast.Interp:
		return slices.ContainsFunc(x.Parts, hasEffect)
	case *ast.ListLit:
		return slices.ContainsFunc(x.Elems, hasEffect)
	case *ast.TupleLit:
		return slices.ContainsFunc(x.Elems, hasEffect)
	case *ast.MapLit:
		return slices.ContainsFunc(x.Entries, func(e ast.MapEntry) bool { return hasEffect(e.Key) || hasEffect(e.Value) })
	case *ast.Spread:
		return hasEffect(x.X)
	case *ast.Paren:
		return hasEffect(x.X)
	case *ast.Unary:
		return hasEffect(x.X)
	case *ast.Binary:
		return hasEffect(x.X) || hasEffect(x.Y)
	case *ast.IsExpr:
		return hasEffect(x.X)
	case *ast.Index:
		return hasEffect(x.X) || hasEffect(x.Key)
	case *ast.Slice:
		return hasEffect(x.X) || hasEffect(x.Lo) || hasEffect(x.Hi)
	case *ast.Field:
		return hasEffect(x.X)
	}
	return false
}

// unthrown reports errors that a statement makes and drops: `error("…")`, also where it
// stands last in a branch.
func (r *resolver) unthrown(x ast.Expr) {
	switch x := x.(type) {
	case *ast.If:
		for _, arm := range x.Arms {
			r.unthrownIn(arm.Body)
		}
		if x.Else != nil {
			r.unthrownIn(x.Else)
		}
	case *ast.Call:
		if id, ok := x.Fn.(*ast.Ident); ok && id.Name == "error" && r.ref(id.At) < 0 {
			r.report(source.Diagnostic{
				Code: "no-effect", Span: x.Span(), Message: "this error is not thrown", Label: "its value is not used",
				Hint: "write `throw` before it",
			})
		}
	}
}

func (r *resolver) unthrownIn(b *ast.Block) {
	if n := len(b.Stmts); n > 0 {
		if s, ok := b.Stmts[n-1].(*ast.ExprStmt); ok {
			r.unthrown(s.X)
		}
	}
}

func (r *resolver) checkEffect(x ast.Expr) {
	r.unthrown(x)
	if hasEffect(x) {
		return
	}
	d := source.Diagnostic{
		Code: "no-effect", Span: x.Span(),
		Message: "this expression has no effect",
		Label:   "its value is not used",
		Hint:    "bind it with `let`, pass it on, or remove it",
	}
	if x == r.fn.tail {
		d.Hint = "a function gives back only what `return` says: write `return` before it"
	}
	switch x := x.(type) {
	case *ast.Coro:
		d.Message = "this coroutine has no effect: nothing resumes it"
		d.Hint = "resume it, loop over it, or bind it with `let`"
	case *ast.Unary:
		if y, ok := x.X.(*ast.Unary); ok && x.Op == ast.OpNeg && y.Op == ast.OpNeg {
			d.Hint = fmt.Sprintf("there is no operator `--`: write `%s -= 1`", r.file.Slice(y.X.Span()))
		}
	case *ast.Binary:
		if _, ok := x.X.(*ast.Ident); ok && x.Op == ast.OpEq {
			d.Hint = "`==` compares; an assignment is written with `=`"
		}
	}
	r.report(d)
}

func (r *resolver) checkLet(s *ast.Let) {
	_, plain := s.Pattern.(*ast.Ident)
	pattern := r.file.Slice(s.Pattern.Span())
	switch {
	case s.Value == nil && !s.Mutable:
		r.report(source.Diagnostic{
			Code: "no-value", Span: s.At, Message: fmt.Sprintf("`let %s` needs a value", pattern),
			Hint: fmt.Sprintf("write `let %s = value`, or declare it with `var` to assign it later", pattern),
		})
	case s.Value == nil && !plain:
		r.report(source.Diagnostic{
			Code: "no-value", Span: s.Pattern.Span(), Message: "a pattern needs a value to take apart",
			Hint: fmt.Sprintf("write `var %s = value`", pattern),
		})
	case s.Type != nil && !plain:
		r.report(source.Diagnostic{
			Code: "bad-annotation", Span: s.Type.Span(), Message: "only a plain name can have a type",
			Hint: "leave the type out",
		})
	}
}

func (r *resolver) checkParam(p *ast.Param, required *bool) {
	switch {
	case p.Rest:
	case p.Default != nil:
		*required = false
	case !*required:
		r.report(source.Diagnostic{
			Code: "required-after-default", Span: p.Span(),
			Message: "a parameter without a default follows one with a default",
			Hint:    "give it a default too, or move it to the front",
		})
	}
}

func (r *resolver) checkLabel(label *ast.Ident) {
	for i := len(r.loops) - 1; i >= 0 && r.loops[i].barrier != functionBarrier; i-- {
		if r.loops[i].label == label.Name {
			r.report(source.Diagnostic{
				Code: "redeclared", Span: label.At,
				Message: fmt.Sprintf("a loop around this one is already labelled `%s`", label.Name),
				Hint:    "choose another label",
			})
		}
	}
}

// jump checks a break or continue.
func (r *resolver) jump(word string, at source.Span, label *ast.Ident) {
	var labels []string
	leaves := false
	for i := len(r.loops) - 1; i >= 0; i-- {
		switch l := r.loops[i]; {
		case l.barrier == functionBarrier:
			r.noLoop(word, at, label, labels)
			return
		case l.barrier == deferBarrier:
			leaves = true
		case label == nil || l.label == label.Name:
			if leaves {
				r.leavesDefer(word, at)
			}
			return
		case l.label != "":
			labels = append(labels, l.label)
		}
	}
}

func (r *resolver) noLoop(word string, at source.Span, label *ast.Ident, labels []string) {
	if label == nil {
		code := "break-outside-loop"
		if word == "continue" {
			code = "continue-outside-loop"
		}
		r.report(source.Diagnostic{
			Code: code, Span: at,
			Message: fmt.Sprintf("`%s` outside of a loop", word),
			Hint:    "it must stand in a `for` or `while` of the same function",
		})
		return
	}
	d := source.Diagnostic{
		Code: "unknown-label", Span: label.At,
		Message: fmt.Sprintf("no loop around this `%s` is labelled `%s`", word, label.Name),
		Hint:    fmt.Sprintf("label a loop of the same function: `%s: for …`", label.Name),
	}
	if best, ok := source.Suggest(label.Name, labels); ok {
		d.Hint = fmt.Sprintf("did you mean `%s`?", best)
	}
	r.report(d)
}

func (r *resolver) leavesDefer(word string, at source.Span) {
	r.report(source.Diagnostic{
		Code: "defer-leaves", Span: at,
		Message: fmt.Sprintf("`%s` cannot leave a `defer`", word),
		Label:   "the block is being left already",
		Hint:    "let the deferred code run to its end",
	})
}

func (r *resolver) checkReturn(s *ast.Return) {
	for i := len(r.loops) - 1; i >= 0 && r.loops[i].barrier != functionBarrier; i-- {
		if r.loops[i].barrier == deferBarrier {
			r.leavesDefer("return", s.At)
			return
		}
	}
}

func (r *resolver) deferStmt(s *ast.Defer) {
	r.fn.defers = true
	r.loops = append(r.loops, loopScope{barrier: deferBarrier})
	r.stmt(s.Stmt, false)
	r.loops = r.loops[:len(r.loops)-1]
}

// checkType checks the type right of an `is`.
func (r *resolver) checkType(n *ast.NamedType) {
	name := n.Path[0].Name
	if isKind(n) {
		r.tooManyNames(r.pool.text(name), n.At)
		return
	}
	if r.isClass(n) {
		return
	}
	d := source.Diagnostic{
		Code: "unknown-type", Span: n.At,
		Message: fmt.Sprintf("no type is named `%s`", r.file.Slice(n.At)),
		Hint:    "the types are " + strings.Join(typeNames, ", ") + ", and classes",
	}
	if len(n.Path) > 1 {
		r.report(d)
		return
	}
	if hint := parser.ForeignType(name); hint != "" {
		d.Hint = hint
	} else if best, ok := source.Suggest(name, append(r.visibleNames(false), typeNames...)); ok {
		d.Hint = fmt.Sprintf("did you mean `%s`?", best)
	}
	r.report(d)
}

func isTypeName(name string) bool {
	return slices.Contains(typeNames, name)
}
