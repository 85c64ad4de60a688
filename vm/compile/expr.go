package compile

// The second pass: expressions.

import (
	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/vm/bytecode"
)

// operand evaluates x and returns a register that holds its value: that of a
// variable, or a new temporary at top.
func (g *generator) operand(x ast.Expr) uint16 {
	for {
		p, ok := x.(*ast.Paren)
		if !ok {
			break
		}
		x = p.X
	}
	if id := nameOf(x); id != nil {
		if r, ok := g.stays(id); ok {
			return r
		}
	}
	r := g.alloc()
	g.expr(x, r)
	return r
}

// discard evaluates x for its effects.
func (g *generator) discard(x ast.Expr) {
	mark := g.top
	switch x := x.(type) {
	case *ast.Paren:
		g.discard(x.X)
	case *ast.If:
		g.ifExpr(x, noRegister)
	case *ast.Match:
		g.matchExpr(x, noRegister)
	case *ast.Try:
		g.tryExpr(x, noRegister)
	case *ast.Escape:
		g.stmt(x.Stmt)
	case *ast.Binary:
		g.discardBinary(x)
	default:
		g.operand(x)
	}
	g.top = mark
}

// discardBinary makes a condition of `a && b` as a statement.
func (g *generator) discardBinary(n *ast.Binary) {
	if n.Op != ast.OpAnd && n.Op != ast.OpOr {
		g.operand(n)
		return
	}
	skip := g.condition(n.X, n.Op == ast.OpOr, forward)
	g.discard(n.Y)
	g.land(skip)
}

// expr evaluates x into dst, a register below top that x does not read before
// its value is complete. It leaves top as it was.
func (g *generator) expr(x ast.Expr, dst uint16) {
	g.step()
	if c := g.constantOf(x); c.kind != notConstant {
		g.loadConstant(x.Span(), dst, &c)
		return
	}
	mark := g.top
	switch x := x.(type) {
	case *ast.BadExpr, *ast.NilLit, *ast.BoolLit, *ast.IntLit, *ast.FloatLit, *ast.StringLit, *ast.Spread:
		// Constants, or no expression of their own.
	case *ast.Ident, *ast.SelfExpr:
		g.load(nameOf(x), dst)
	case *ast.SuperField:
		g.superField(x, dst)
	case *ast.Interp:
		g.interp(x, dst)
	case *ast.ListLit:
		g.listLit(x, dst)
	case *ast.TupleLit:
		g.tupleLit(x, dst)
	case *ast.MapLit:
		g.mapLit(x, dst)
	case *ast.Paren:
		g.expr(x.X, dst)
	case *ast.Unary:
		g.unary(x, dst)
	case *ast.Binary:
		g.binary(x, dst)
	case *ast.IsExpr:
		if !isKind(x.Type) {
			g.isClass(x, dst)
			break
		}
		r := g.operand(x.X)
		g.abc(x.At, bytecode.OpIs, flag(x.Not), dst, r, uint16(g.pool.text(x.Type.Path[0].Name)))
	case *ast.Pipe:
		g.pipe(x, dst)
	case *ast.Call, *ast.Index, *ast.Slice, *ast.Field:
		g.chain(x, dst)
	case *ast.Yield:
		g.yield(x, dst)
	case *ast.Coro:
		g.coro(x, dst)
	case *ast.Escape:
		g.stmt(x.Stmt)
	case *ast.If:
		g.ifExpr(x, dst)
	case *ast.Match:
		g.matchExpr(x, dst)
	case *ast.Try:
		g.tryExpr(x, dst)
	case *ast.FuncLit:
		g.closure(x.At, dst, g.functionAt(x.At), x)
	}
	g.top = mark
}

func (g *generator) yield(n *ast.Yield, dst uint16) {
	var r uint16
	if n.Value != nil {
		r = g.operand(n.Value)
	} else {
		r = g.alloc()
		g.loadNil(n.At, r)
	}
	g.abc(n.At, bytecode.OpYield, 0, dst, r, 0)
}

// ifExpr evaluates an `if`; dst takes the value of the branch, if it is wanted.
func (g *generator) ifExpr(n *ast.If, dst uint16) {
	var end jumps
	for i := range n.Arms {
		arm := &n.Arms[i]
		if c := g.constantOf(arm.Cond); c.kind != notConstant {
			if !c.truthy() {
				continue
			}
			g.blockValue(arm.Body, dst)
			g.land(end)
			return
		}
		if list := g.plainJump(arm.Body); list != nil && dst == noRegister {
			list.addAll(g.condition(arm.Cond, true, forward))
			continue
		}
		skip := g.condition(arm.Cond, false, forward)
		g.blockValue(arm.Body, dst)
		if (i < len(n.Arms)-1 || n.Else != nil || dst != noRegister) && g.reachable() {
			end.add(g.jump(arm.Body.Close.At))
		}
		g.land(skip)
	}
	if n.Else != nil {
		g.blockValue(n.Else, dst)
	} else {
		g.loadNil(n.At, dst)
	}
	g.land(end)
}

// tryExpr evaluates a `try`.
func (g *generator) tryExpr(n *ast.Try, dst uint16) {
	mark := g.top
	r := g.pushRegion(catchRegion)
	g.blockValue(n.Body, dst)
	g.closeRegion(r)
	end := jumps{}
	end.add(g.jump(n.Body.Close.At))
	caught := g.alloc()
	g.popRegion(r, caught)
	if n.Name != nil {
		// The variable of a catch is never assigned, so its register holds no cell.
		g.variableAt(n.Name).reg = caught
	}
	g.blockValue(n.Handler, dst)
	g.land(end)
	g.top = mark
}

// blockValue runs a block and puts the value of its last statement into dst.
func (g *generator) blockValue(b *ast.Block, dst uint16) {
	g.block(b.Stmts, dst, b.Close.At)
}
