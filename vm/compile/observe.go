package compile

// Tests of a module: calls of the host that watch them, put into the tree.

import (
	"reflect"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
)

// observer changes a tree so that the host learns what its code does. The tree means
// the same otherwise.
type observer struct {
	cfg  Tests
	file *source.File
}

// stmts changes a list of statements.
func (o *observer) stmts(list *[]ast.Stmt) {
	o.walk(reflect.ValueOf(*list))
	if o.cfg.Cover == "" {
		return
	}
	var covered []ast.Stmt
	for _, s := range *list {
		if isCovered(s) {
			covered = append(covered, o.cover(s))
		}
		covered = append(covered, s)
	}
	*list = covered
}

// isCovered reports whether a statement runs where it stands.
func isCovered(s ast.Stmt) bool {
	switch s.(type) {
	case *ast.FnDecl, *ast.Class, *ast.Record, *ast.Import, *ast.Block:
		return false
	}
	return true
}

// cover makes the statement that tells of one.
func (o *observer) cover(n ast.Node) ast.Stmt {
	if o.cfg.Statement != nil {
		o.cfg.Statement(o.file, n.Span())
	}
	name := &ast.StringLit{Value: o.file.Name}
	return &ast.ExprStmt{X: o.call(o.cfg.Cover, n.Span(), name, offset(n.Span().Start))}
}

// walk visits all that a node holds before the node itself, so that what is put into the
// tree is not visited.
func (o *observer) walk(v reflect.Value) {
	switch v.Kind() {
	case reflect.Interface:
		if !v.IsNil() {
			o.walk(v.Elem())
		}
	case reflect.Pointer:
		if v.IsNil() {
			return
		}
		if b, ok := v.Interface().(*ast.Block); ok {
			o.stmts(&b.Stmts)
			return
		}
		o.walk(v.Elem())
	case reflect.Slice:
		for i := range v.Len() {
			o.walk(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			o.walk(v.Field(i))
		}
		o.change(v.Addr().Interface())
	}
}

// change puts calls into a node whose parts have theirs.
func (o *observer) change(n any) {
	switch n := n.(type) {
	case *ast.Call:
		if name, ok := n.Fn.(*ast.Ident); ok && name.Name == "assert" && len(n.Args) > 0 && o.cfg.Observe != "" {
			n.Args[0] = o.condition(n.Args[0])
		}
	case *ast.FuncLit:
		if n.Result != nil && o.cfg.Cover != "" {
			result := &ast.Return{Value: n.Result}
			result.SetSpan(n.Result.Span())
			n.Body = o.blockOf(result)
			n.Result = nil
		}
	case *ast.MatchArm:
		if n.Result != nil && o.cfg.Cover != "" {
			n.Body = o.blockOf(&ast.ExprStmt{X: n.Result})
			if e, ok := n.Result.(*ast.Escape); ok {
				n.Body = o.blockOf(e.Stmt)
			}
			n.Result = nil
		}
	}
}

// blockOf makes a block of one statement, which is covered.
func (o *observer) blockOf(s ast.Stmt) *ast.Block {
	at := s.Span()
	return &ast.Block{Open: ast.Mark{At: at.Head()}, Stmts: []ast.Stmt{o.cover(s), s}, Close: ast.Mark{At: at.Tail()}}
}

// condition makes the call that observes the condition of an assert and its parts.
func (o *observer) condition(x ast.Expr) ast.Expr {
	if _, ok := x.(*ast.Spread); ok {
		return x
	}
	at := x.Span()
	begin := o.call(o.cfg.Observe, at, offset(at.Start), offset(at.End))
	return o.call(o.cfg.Observe, at, begin, offset(at.End), o.part(x))
}

// part makes the call that observes an expression and its parts, or returns it if its
// value says nothing new.
func (o *observer) part(x ast.Expr) ast.Expr {
	at := x.Span()
	switch x := x.(type) {
	case *ast.Paren:
		x.X = o.part(x.X)
		return x
	case *ast.Ident, *ast.Field, *ast.Index, *ast.Slice, *ast.Call, *ast.Pipe, *ast.Binary, *ast.IsExpr, *ast.Interp, *ast.Unary:
		if isSigned(x) {
			return x
		}
	default:
		return x
	}
	o.insideOf(x)
	return o.call(o.cfg.Observe, at, offset(at.Start), offset(at.End), x)
}

// isSigned reports whether an expression is a number with a sign.
func isSigned(x ast.Expr) bool {
	u, ok := x.(*ast.Unary)
	if !ok {
		return false
	}
	switch u.X.(type) {
	case *ast.IntLit, *ast.FloatLit:
		return true
	}
	return false
}

// insideOf makes calls for the parts of an expression. Where a chain has `?.`, only its
// arguments are taken: what is skipped depends on the chain as a whole.
func (o *observer) insideOf(x ast.Expr) {
	switch x := x.(type) {
	case *ast.Unary:
		x.X = o.part(x.X)
	case *ast.Binary:
		if x.Op == ast.OpEq { // a host may show the difference
			x.X, x.Y = o.whole(x.X), o.whole(x.Y)
			return
		}
		x.X, x.Y = o.part(x.X), o.part(x.Y)
	case *ast.IsExpr:
		x.X = o.part(x.X)
	case *ast.Pipe:
		x.X = o.part(x.X)
		if call, ok := x.Target.(*ast.Call); ok {
			o.parts(call.Args)
		}
	case *ast.Field:
		x.X = o.receiver(x.X)
	case *ast.Index:
		x.X, x.Key = o.base(x.X), o.part(x.Key)
	case *ast.Slice:
		x.X = o.base(x.X)
	case *ast.Call:
		o.parts(x.Args)
		if field, ok := x.Fn.(*ast.Field); ok {
			field.X = o.receiver(field.X)
		}
	}
}

// whole is part, but for literals too.
func (o *observer) whole(x ast.Expr) ast.Expr {
	at := x.Span()
	switch x.(type) {
	case *ast.ListLit, *ast.TupleLit, *ast.MapLit, *ast.StringLit:
		return o.call(o.cfg.Observe, at, offset(at.Start), offset(at.End), x)
	}
	return o.part(x)
}

func (o *observer) parts(xs []ast.Expr) {
	for i, x := range xs {
		xs[i] = o.part(x)
	}
}

// base observes what stands left of a bracket.
func (o *observer) base(x ast.Expr) ast.Expr {
	if hasOptional(x) {
		o.insideOf(x)
		return x
	}
	return o.part(x)
}

// receiver observes what stands left of a dot. A name there may be that of a module,
// which only the name itself tells the compiler.
func (o *observer) receiver(x ast.Expr) ast.Expr {
	switch x.(type) {
	case *ast.Ident, *ast.SelfExpr, *ast.SuperField:
		return x
	}
	return o.base(x)
}

// call makes a call of the host. The resolver knows names by their place: those of the
// host stand behind the text, one place each.
func (o *observer) call(name string, at source.Span, args ...ast.Expr) *ast.Call {
	fn := &ast.Ident{Name: name}
	place := len(o.file.Text) + 1
	if name == o.cfg.Cover {
		place++
	}
	fn.SetSpan(source.At(place, 0))
	call := &ast.Call{Fn: fn, Args: args}
	call.SetSpan(at)
	return call
}

// offset makes a number of a place.
func offset(n uint32) ast.Expr { return &ast.IntLit{Value: int64(n)} }
