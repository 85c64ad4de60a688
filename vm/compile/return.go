package compile

// The second pass: `return`.

import (
	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
)

func (g *generator) returnStmt(at source.Span, x ast.Expr) {
	switch {
	case x == nil:
		g.leave(at, exit{kind: exitReturnNil}, noRegister)
	case g.onlyLoops():
		g.returnValue(x)
	case g.deferPending():
		g.expr(x, g.result)
		g.leave(at, exit{kind: exitReturn}, g.result)
	default:
		g.returnPlain(at, x)
	}
}

// onlyLoops reports whether a return here leaves nothing but loops.
func (g *generator) onlyLoops() bool {
	for _, r := range g.regions {
		if r.kind != iteratorRegion {
			return false
		}
	}
	return true
}

// returnPlain evaluates x and then returns it.
func (g *generator) returnPlain(at source.Span, x ast.Expr) {
	mark := g.top
	g.leave(at, exit{kind: exitReturn}, g.operand(x))
	g.top = mark
}

// returnValue returns the value of x, when only loops are to be left: a call
// replaces the frame, a branch of an `if` or `match` returns by itself.
func (g *generator) returnValue(x ast.Expr) {
	mark := g.top
	switch n := x.(type) {
	case *ast.Paren:
		g.returnValue(n.X)
	case *ast.If:
		g.returnIf(n)
	case *ast.Match:
		g.returnMatch(n)
	case *ast.NilLit:
		g.leave(n.At, exit{kind: exitReturnNil}, noRegister)
	case *ast.Call:
		if !g.tailCall(n.At, n.Fn, nil, n.Args) {
			g.returnPlain(n.At, n)
		}
	case *ast.Pipe:
		fn, args := pipeTarget(n)
		if !g.tailCall(n.Target.Span(), fn, n.X, args) {
			g.returnPlain(n.At, n)
		}
	default:
		if !g.returnSum(x) && !g.returnTuple(x) {
			g.returnPlain(x.Span(), x)
		}
	}
	g.top = mark
}

// returnSum returns the value of x if it is a sum for which ReturnAdd fits.
func (g *generator) returnSum(x ast.Expr) bool {
	n, ok := x.(*ast.Binary)
	if !ok || n.Op != ast.OpAdd || len(g.regions) > 0 || g.constantOf(n.X).kind != notConstant || g.constantOf(n.Y).kind != notConstant {
		return false
	}
	if _, ok := n.Y.(*ast.Interp); ok {
		return false
	}
	l := g.operand(n.X)
	g.abc(n.At, bytecode.OpReturnAdd, 0, 0, l, g.operand(n.Y))
	return true
}

// returnTuple returns the value of x if it is a tuple for which ReturnTuple fits.
func (g *generator) returnTuple(x ast.Expr) bool {
	n, ok := x.(*ast.TupleLit)
	if !ok || len(n.Elems) == 0 || len(n.Elems) > maxRun || len(g.regions) > 0 || hasSpread(n.Elems) {
		return false
	}
	g.abc(n.At, bytecode.OpReturnTuple, 0, 0, g.run(n.Elems), uint16(len(n.Elems)))
	return true
}

// tailCall makes a call the end of the function, if it may be. Where a loop is
// around it that turns out to go over a coroutine, the coroutine is closed behind
// the call, which then is none.
func (g *generator) tailCall(at source.Span, fn, piped ast.Expr, args []ast.Expr) bool {
	if g.fn.parent == nil || g.needsNoFrame(fn) {
		return false
	}
	outer := g.chainEnd
	var end jumps
	g.chainEnd = &end
	f := g.alloc()
	c := g.prepare(at, f, fn, piped, args)
	g.chainEnd = outer
	var live jumps
	for _, r := range g.regions {
		live.add(g.jumpOn(at, bytecode.OpJumpIfLive, r.register))
	}
	g.tail(c)
	if live.first != 0 {
		g.land(live)
		g.invoke(c)
		g.leave(at, exit{kind: exitReturn}, f)
	}
	if end.first != 0 { // a `?.` has found nil
		g.land(end)
		g.leave(at, exit{kind: exitReturnNil}, noRegister)
	}
	return true
}

// needsNoFrame reports whether a call of fn is one of a native, for which a tail
// call gains nothing.
func (g *generator) needsNoFrame(fn ast.Expr) bool {
	switch fn := fn.(type) {
	case *ast.Field:
		return g.ofModule(fn) && g.ofHost(fn)
	case *ast.Ident:
		h, k, _ := g.where(fn)
		return h == inConstant && g.pool.consts[k].Kind == bytecode.ConstBuiltin
	}
	return false
}

// tail makes a call that takes the place of the running frame. Of all but the plain
// one only a function of the script does; the results of others are returned.
func (g *generator) tail(c invocation) {
	switch c.op {
	case bytecode.OpCall:
		g.abc(c.at, bytecode.OpTailCall, 0, c.frame, c.count, 0)
		return
	case bytecode.OpCallMethod:
		c.op = bytecode.OpTailCallMethod
	default:
		c.flag = 1
	}
	g.invoke(c)
	g.abc(c.at, bytecode.OpReturn, 0, c.frame, 0, 0)
}

func (g *generator) returnIf(n *ast.If) {
	for i := range n.Arms {
		arm := &n.Arms[i]
		if c := g.constantOf(arm.Cond); c.kind != notConstant {
			if !c.truthy() {
				continue
			}
			g.returnBlock(arm.Body)
			return
		}
		skip := g.condition(arm.Cond, false, forward)
		g.returnBlock(arm.Body)
		g.land(skip)
	}
	if n.Else != nil {
		g.returnBlock(n.Else)
	} else {
		g.leave(n.At, exit{kind: exitReturnNil}, noRegister)
	}
}

// returnBlock runs a block and returns the value of its last statement.
func (g *generator) returnBlock(b *ast.Block) {
	mark, pending := g.top, len(g.regions)
	g.hoist(b.Stmts)
	for i, s := range b.Stmts {
		if x, ok := s.(*ast.ExprStmt); ok && i == len(b.Stmts)-1 {
			g.returnStmt(x.Span(), x.X)
		} else if d, ok := s.(*ast.Defer); ok {
			g.pushDefer(d)
		} else {
			g.stmt(s)
		}
	}
	if g.reachable() {
		g.leave(b.Close.At, exit{kind: exitReturnNil}, noRegister)
	}
	g.popDefers(pending, b.Close.At)
	g.top = mark
}
