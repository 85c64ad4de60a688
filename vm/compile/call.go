package compile

// The second pass: chains of fields, indexes and calls.

import (
	"slices"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
)

// maxArgs is how many arguments a call passes in registers; more go by a list.
const maxArgs = bytecode.MaxParams

// chain evaluates a chain of fields, indexes, slices and calls. A `?.` in it
// that finds nil leaves the whole chain with nil.
func (g *generator) chain(x ast.Expr, dst uint16) {
	if !hasOptional(x) {
		g.link(x, dst)
		return
	}
	outer := g.chainEnd
	var end jumps
	g.chainEnd = &end
	g.loadNil(x.Span(), dst)
	g.link(x, dst)
	g.land(end)
	g.chainEnd = outer
}

// hasOptional reports whether there is a `?.` in the chain that ends with x.
func hasOptional(x ast.Expr) bool {
	for {
		switch n := x.(type) {
		case *ast.Field:
			if n.Optional {
				return true
			}
			x = n.X
		case *ast.Index:
			x = n.X
		case *ast.Slice:
			x = n.X
		case *ast.Call:
			x = n.Fn
		default:
			return false
		}
	}
}

// link evaluates one link of a chain, and those before it.
func (g *generator) link(x ast.Expr, dst uint16) {
	mark := g.top
	switch n := x.(type) {
	case *ast.Field:
		r := g.base(n.X)
		if n.Optional {
			g.chainEnd.add(g.jumpOn(n.NameSpan, bytecode.OpJumpIfNil, r))
		}
		g.field(n.NameSpan, bytecode.OpGetField, dst, r, g.ref(n.NameSpan)-1)
	case *ast.Index:
		g.index(n.At, dst, g.base(n.X), n.Key)
	case *ast.Slice:
		r := g.base(n.X)
		bounds := g.allocRun(2)
		g.bound(n, n.Lo, bounds)
		g.bound(n, n.Hi, bounds+1)
		g.abc(n.At, bytecode.OpGetSlice, 0, dst, r, bounds)
	case *ast.Call:
		g.call(n.Span(), n.Fn, nil, n.Args, dst)
	default:
		g.expr(x, dst)
	}
	g.top = mark
}

// base evaluates what a link is applied to.
func (g *generator) base(x ast.Expr) uint16 {
	switch x.(type) {
	case *ast.Field, *ast.Index, *ast.Slice, *ast.Call:
		r := g.alloc()
		g.link(x, r)
		return r
	}
	return g.operand(x)
}

func (g *generator) bound(n *ast.Slice, x ast.Expr, dst uint16) {
	if x == nil {
		g.loadNil(n.At, dst)
		return
	}
	g.expr(x, dst)
}

// index reads an element of what r holds.
func (g *generator) index(at source.Span, dst, r uint16, key ast.Expr) {
	c := g.constantOf(key)
	if short, ok := c.short(); ok {
		g.abc(at, bytecode.OpGetIndexInt, 0, dst, r, uint16(short))
		return
	}
	g.abc(at, bytecode.OpGetIndex, 0, dst, r, g.operand(key))
}

// frame returns the register where the frame of a call begins: dst if nothing
// stands above it, else a new one.
func (g *generator) frame(dst uint16) uint16 {
	if g.isTop(dst) {
		return dst
	}
	return g.alloc()
}

// invocation is a call whose callee and arguments are in their registers.
type invocation struct {
	at    source.Span
	op    bytecode.Op // Call, CallSpread, CallMethod or CallMethodSpread
	flag  uint8
	frame uint16
	count uint16
	name  uint16 // of a method
}

// invoke makes a call; its result is in its frame.
func (g *generator) invoke(c invocation) {
	g.abc(c.at, c.op, c.flag, c.frame, c.count, c.name)
	if c.op.Width() == 2 {
		g.word(0)
	}
}

// call calls fn with the value of piped, if there is one, and args.
func (g *generator) call(at source.Span, fn, piped ast.Expr, args []ast.Expr, dst uint16) {
	if len(args) < maxArgs && !hasSpread(args) {
		if id, ok := fn.(*ast.Ident); ok && g.callName(at, id, piped, args, dst) {
			return
		}
	}
	c := g.prepare(at, g.frame(dst), fn, piped, args)
	g.invoke(c)
	g.move(c.at, dst, c.frame)
}

// prepare evaluates what a call needs into the frame at f, the topmost register.
func (g *generator) prepare(at source.Span, f uint16, fn, piped ast.Expr, args []ast.Expr) invocation {
	switch fn := fn.(type) {
	case *ast.Field:
		if !g.ofModule(fn) {
			return g.prepareMethod(at, f, fn, piped, args)
		}
	case *ast.SuperField:
		return g.prepareSuper(at, f, fn, piped, args)
	}
	spread := len(args) >= maxArgs || hasSpread(args)
	count := g.piped(at, piped, spread) + len(args)
	g.baseInto(fn, f)
	if !spread {
		g.run(args)
		return invocation{at: at, op: bytecode.OpCall, frame: f, count: uint16(count)}
	}
	g.rest(at, f+1, piped, args)
	return invocation{at: at, op: bytecode.OpCallSpread, frame: f}
}

// piped evaluates the first argument of a call, if a pipe gives it, or a list of
// it. It comes before the callee.
func (g *generator) piped(at source.Span, piped ast.Expr, spread bool) (count int) {
	if piped == nil {
		return 0
	}
	first := g.alloc()
	if spread {
		g.list(at, first, []ast.Expr{piped})
	} else {
		g.expr(piped, first)
	}
	return 1
}

// rest evaluates arguments into the list at r, which a pipe has begun.
func (g *generator) rest(at source.Span, r uint16, piped ast.Expr, args []ast.Expr) {
	if piped != nil {
		g.push(at, r, args)
	} else {
		g.list(at, g.alloc(), args)
	}
}

// baseInto evaluates what a call or a method is applied to into dst.
func (g *generator) baseInto(x ast.Expr, dst uint16) {
	switch x.(type) {
	case *ast.Field, *ast.Index, *ast.Slice, *ast.Call:
		g.link(x, dst)
	default:
		g.expr(x, dst)
	}
}

// callName calls what a name means without loading it, where there is an
// instruction for it.
func (g *generator) callName(at source.Span, id *ast.Ident, piped ast.Expr, args []ast.Expr, dst uint16) bool {
	h, k, v := g.where(id)
	op := bytecode.OpNop
	switch {
	case h == inConstant && k <= maxShort:
		if g.callIntrinsic(at, k, piped, args, dst) {
			return true
		}
		op = bytecode.OpCallK
	case h == inSelf:
		op = bytecode.OpCallSelf
	case h == inUpvalue && !v.changed: // by an argument
		op = bytecode.OpCallUp
	case h == inRegister && !v.unstable:
		op = bytecode.OpCallReg
	case h == inGlobal && v.kind != kindVar && k <= maxShort:
		op = bytecode.OpCallGlobal
	default:
		return false
	}
	f := g.frame(dst)
	count := len(args)
	if piped != nil {
		g.expr(piped, g.alloc())
		count++
	}
	if op == bytecode.OpCallGlobal && g.maybeUnset(v) && slices.ContainsFunc(args, g.observable) {
		g.ad(id.At, bytecode.OpCheckGlobal, 0, k)
	}
	g.run(args)
	g.abc(at, op, 0, f, uint16(count), uint16(k))
	g.move(at, dst, f)
	return true
}

// callIntrinsic calls a built-in that has an instruction of its own.
func (g *generator) callIntrinsic(at source.Span, k int, piped ast.Expr, args []ast.Expr, dst uint16) bool {
	c := &g.pool.consts[k]
	if c.Kind != bytecode.ConstBuiltin || piped != nil {
		return false
	}
	switch {
	case c.Text == "len" && len(args) == 1:
		g.abc(at, bytecode.OpLen, 0, dst, g.operand(args[0]), 0)
	case c.Text == "resume" && len(args) == 1:
		g.abc(at, bytecode.OpResume, 1, dst, g.operand(args[0]), 0)
	case c.Text == "resume" && len(args) == 2:
		co := g.operand(args[0])
		g.abc(at, bytecode.OpResume, 0, dst, co, g.operand(args[1]))
	default:
		return false
	}
	return true
}

// prepareMethod prepares x.name(args). The receiver follows the callee's slot.
func (g *generator) prepareMethod(at source.Span, f uint16, m *ast.Field, piped ast.Expr, args []ast.Expr) invocation {
	// In a long chain the error belongs under this link only.
	at = m.NameSpan.To(at)
	spread := len(args)+2 > maxArgs || hasSpread(args)
	self := g.alloc()
	count := 1 + g.piped(at, piped, spread) + len(args)
	g.baseInto(m.X, self)
	if m.Optional {
		g.chainEnd.add(g.jumpOn(m.NameSpan, bytecode.OpJumpIfNil, self))
	}
	name := uint16(g.ref(m.NameSpan) - 1)
	if !spread {
		g.run(args)
		return invocation{at: at, op: bytecode.OpCallMethod, frame: f, count: uint16(count), name: name}
	}
	g.rest(at, self+1, piped, args)
	return invocation{at: at, op: bytecode.OpCallMethodSpread, frame: f, name: name}
}

// pipeTarget returns what a pipe calls, and the arguments behind the first.
func pipeTarget(n *ast.Pipe) (fn ast.Expr, args []ast.Expr) {
	if c, ok := n.Target.(*ast.Call); ok {
		return c.Fn, c.Args
	}
	return n.Target, nil
}

// pipe evaluates `x |> f` and `x |> f(a)`; x comes first.
func (g *generator) pipe(n *ast.Pipe, dst uint16) {
	fn, args := pipeTarget(n)
	if !hasOptional(fn) {
		g.call(n.Target.Span(), fn, n.X, args, dst)
		return
	}
	outer := g.chainEnd
	var end jumps
	g.chainEnd = &end
	g.loadNil(n.At, dst)
	g.call(n.Target.Span(), fn, n.X, args, dst)
	g.land(end)
	g.chainEnd = outer
}

// coro makes a coroutine or a task of a call or a block. Where what is called stands
// behind a `?.` and is nil, there is none, and the arguments are not evaluated.
func (g *generator) coro(n *ast.Coro, dst uint16) {
	f := g.frame(dst)
	count, spread := 0, false
	var skipped jumps
	if n.Body != nil {
		g.closure(n.At, f, g.functionAt(n.At), &ast.FuncLit{Loc: n.Loc, Body: n.Body})
	} else {
		skipped = g.calledLater(n.Call.Fn, f)
		count, spread = g.arguments(n.Call)
	}
	if spread {
		count = 0
	}
	if n.Task {
		g.abc(n.At, bytecode.OpSpawn, flag(spread), f, uint16(count), g.taskScope())
	} else {
		g.abc(n.At, bytecode.OpNewCoroutine, flag(spread), f, uint16(count), 0)
	}
	g.land(skipped)
	g.move(n.At, dst, f)
}

// calledLater evaluates what is called later into dst, and returns the jumps from each
// `?.` in it that finds nil, where dst is nil.
func (g *generator) calledLater(fn ast.Expr, dst uint16) (skipped jumps) {
	if !hasOptional(fn) {
		g.expr(fn, dst)
		return skipped
	}
	outer := g.chainEnd
	g.chainEnd = &skipped
	g.loadNil(fn.Span(), dst)
	g.link(fn, dst)
	g.chainEnd = outer
	return skipped
}

// arguments evaluates the arguments of a call that happens later.
func (g *generator) arguments(n *ast.Call) (count int, spread bool) {
	if spread = len(n.Args) > maxArgs || hasSpread(n.Args); spread {
		g.list(n.At, g.alloc(), n.Args)
	} else {
		g.run(n.Args)
	}
	return len(n.Args), spread
}
