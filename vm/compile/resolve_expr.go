package compile

// The first pass: expressions.

import "github.com/coro-lang/coro/ast"

func (r *resolver) exprs(xs []ast.Expr) {
	for _, x := range xs {
		r.expr(x)
	}
}

func (r *resolver) expr(x ast.Expr) {
	r.step()
	switch x := x.(type) {
	case *ast.BadExpr, *ast.NilLit, *ast.BoolLit, *ast.IntLit, *ast.FloatLit, *ast.StringLit:
	case *ast.Ident:
		r.use(x)
	case *ast.Interp:
		r.exprs(x.Parts)
	case *ast.ListLit:
		r.exprs(x.Elems)
	case *ast.TupleLit:
		r.exprs(x.Elems)
	case *ast.MapLit:
		r.mapLit(x)
	case *ast.Spread:
		r.expr(x.X)
	case *ast.Paren:
		r.expr(x.X)
	case *ast.Unary:
		r.expr(x.X)
		r.foldUnary(x)
	case *ast.Binary:
		r.expr(x.X)
		r.expr(x.Y)
		r.foldBinary(x)
	case *ast.IsExpr:
		r.expr(x.X)
		r.checkType(x.Type)
	case *ast.Pipe:
		r.expr(x.X)
		r.expr(x.Target)
	case *ast.Call, *ast.Index, *ast.Slice, *ast.Field:
		r.link(x)
	case *ast.SelfExpr:
		r.self(x.At)
	case *ast.SuperField:
		r.superField(x)
	case *ast.Yield:
		r.optional(x.Value)
	case *ast.Coro:
		if x.Task {
			r.checkSpawn(x)
		}
		if x.Body != nil {
			r.coroBody(x)
		} else {
			r.expr(x.Call)
		}
	case *ast.Escape:
		r.stmt(x.Stmt, true)
	case *ast.If, *ast.Match, *ast.Try:
		r.operandDepth++
		r.exprStmt(x)
		r.operandDepth--
	case *ast.FuncLit:
		r.function(x, x.At, "", nil)
	}
}

// link resolves a link of a chain, and what it is applied to.
func (r *resolver) link(x ast.Expr) {
	switch x := x.(type) {
	case *ast.Call:
		r.expr(x.Fn)
		r.exprs(x.Args)
	case *ast.Index:
		r.expr(x.X)
		r.expr(x.Key)
	case *ast.Slice:
		r.expr(x.X)
		r.optional(x.Lo)
		r.optional(x.Hi)
	case *ast.Field:
		r.expr(x.X)
		r.selfField(x)
		r.field(x.Name, x.NameSpan)
		r.member(x)
	}
}

func (r *resolver) optional(x ast.Expr) {
	if x != nil {
		r.expr(x)
	}
}

func (r *resolver) mapLit(n *ast.MapLit) {
	for i := range n.Entries {
		e := &n.Entries[i]
		r.optional(e.Key)
		r.expr(e.Value)
	}
}

func (r *resolver) ifExpr(n *ast.If) {
	for i := range n.Arms {
		r.expr(n.Arms[i].Cond)
		r.block(n.Arms[i].Body.Stmts, true)
	}
	if n.Else != nil {
		r.block(n.Else.Stmts, true)
	}
}

func (r *resolver) tryExpr(n *ast.Try) {
	r.tries++
	r.block(n.Body.Stmts, true)
	r.tries--
	r.openScope(nil)
	if n.Name != nil {
		r.declare(n.Name, kindCatch)
		r.bindPattern(n.Name)
	}
	r.block(n.Handler.Stmts, true)
	r.closeScope()
}
