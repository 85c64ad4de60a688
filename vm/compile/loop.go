package compile

// The second pass: loops.

import (
	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/vm/bytecode"
)

// loop is a loop around the code that is being emitted.
type loop struct {
	label     string
	depth     int // regions around the loop
	inner     int // regions around its body
	breaks    jumps
	continues jumps
}

func (g *generator) pushLoop(label *ast.Ident) *loop {
	l := &loop{depth: len(g.regions), inner: len(g.regions)}
	if label != nil {
		l.label = label.Name
	}
	g.loops = append(g.loops, l)
	return l
}

func (g *generator) popLoop(l *loop) {
	g.leaveLoop()
	g.land(l.breaks)
}

// leaveLoop ends what a jump in the loop can mean by it.
func (g *generator) leaveLoop() { g.loops = g.loops[:len(g.loops)-1] }

// findLoop returns the loop that a jump means; the resolver has seen that there
// is one.
func (g *generator) findLoop(label *ast.Ident) *loop {
	for i := len(g.loops) - 1; i >= 0; i-- {
		if label == nil || g.loops[i].label == label.Name {
			return g.loops[i]
		}
	}
	return nil
}

// plainJump returns the list for the jump that is all there is in a block, if
// nothing has to be done on its way: then the condition of the block may jump
// there itself.
func (g *generator) plainJump(b *ast.Block) *jumps {
	if len(b.Stmts) != 1 {
		return nil
	}
	var list *jumps
	var e exit
	switch s := b.Stmts[0].(type) {
	case *ast.Break:
		e = exit{kind: exitBreak, loop: g.findLoop(s.Label)}
		list = &e.loop.breaks
	case *ast.Continue:
		e = exit{kind: exitContinue, loop: g.findLoop(s.Label)}
		list = &e.loop.continues
	default:
		return nil
	}
	for _, r := range g.regions[e.depth():] {
		if r.kind != catchRegion {
			return nil
		}
	}
	return list
}

// while emits the condition behind the body, so that a turn costs one jump.
func (g *generator) while(s *ast.While) {
	c := g.constantOf(s.Cond)
	if c.kind != notConstant && !c.truthy() {
		return
	}
	l := g.pushLoop(s.Label)
	var entry jumps
	if c.kind == notConstant {
		entry.add(g.jump(s.Cond.Span()))
	}
	body := g.loopHead()
	g.block(s.Body.Stmts, noRegister, s.Body.Close.At)
	g.leaveLoop() // a jump in the condition means a loop further out
	g.land(l.continues)
	g.land(entry)
	if c.kind != notConstant {
		g.loopTo(s.Body.Close.At, body)
	} else {
		g.landAt(g.condition(s.Cond, true, backward), body)
	}
	g.land(l.breaks)
}

func (g *generator) forLoop(s *ast.For) {
	iter := s.Iter
	for {
		p, ok := iter.(*ast.Paren)
		if !ok {
			break
		}
		iter = p.X
	}
	if r, ok := iter.(*ast.Binary); ok && (r.Op == ast.OpRange || r.Op == ast.OpRangeIncl) {
		switch s.Pattern.(type) {
		case *ast.Ident, *ast.Wildcard:
			g.forRange(s, r)
			return
		}
	}
	g.forEach(s)
}

// forRange is a loop over a range that is never made: its first register is the
// loop variable.
func (g *generator) forRange(s *ast.For, r *ast.Binary) {
	counter := g.alloc()
	g.expr(r.X, counter)
	g.expr(r.Y, g.alloc())
	prep := g.emit(r.At, bytecode.AD(bytecode.OpForPrep, flag(r.Op == ast.OpRangeIncl), counter, 0))
	if id, ok := s.Pattern.(*ast.Ident); ok {
		g.variableAt(id).reg = counter
	}
	l := g.pushLoop(s.Label)
	body := g.loopHead()
	g.block(s.Body.Stmts, noRegister, s.Body.Close.At)
	g.land(l.continues)
	g.patch(g.ad(r.At, bytecode.OpForLoop, counter, 0), body)
	g.patch(prep, len(g.code))
	g.popLoop(l)
}

// forEach is a loop over an iterator. What leaves the body early closes the
// iterator: a jump by itself, an error by a cleanup handler.
func (g *generator) forEach(s *ast.For) {
	at := s.Iter.Span()
	names, plain := plainNames(s.Pattern)
	pair := plain && len(names) == 2
	iterator := g.allocRun(2)
	g.iterate(s.Iter, iterator, pair)
	l := g.pushLoop(s.Label)
	unwinding := g.alloc()
	next := g.jump(at)

	item := g.alloc()
	r := g.pushRegion(iteratorRegion)
	r.register = iterator
	l.inner = len(g.regions)
	body := g.loopHead()
	if pair {
		g.alloc()
		if !g.fn.wide {
			g.abc(s.Pattern.Span(), bytecode.OpUnpack, 0, item, item, 2)
		}
		g.adopt(names[0], item)
		g.adopt(names[1], item+1)
	} else {
		g.adopt(s.Pattern, item)
	}
	g.block(s.Body.Stmts, noRegister, s.Body.Close.At)
	g.closeRegion(r)
	g.land(l.continues)
	g.patch(next, len(g.code))
	end := g.nextItem(s, r, pair, item, body)
	g.popRegion(r, unwinding)
	g.abc(at, bytecode.OpIterClose, 0, iterator, 0, 0)
	g.abc(at, bytecode.OpEndCleanup, 0, unwinding, 0, 0)
	g.patch(end, len(g.code))
	g.popLoop(l)
}

// iterate makes the iterator of a loop over x. If that takes pairs, it needs no tuples for
// those of `xs.enumerate()`.
func (g *generator) iterate(x ast.Expr, iterator uint16, pair bool) {
	mark, at := g.top, x.Span()
	call, ok := x.(*ast.Call)
	method := ok && pair && len(call.Args) == 0 && !hasOptional(x)
	if method {
		m, ok := call.Fn.(*ast.Field)
		method = ok && m.Name == "enumerate" && !g.ofModule(m)
	}
	if !method {
		g.abc(at, bytecode.OpIter, 0, iterator, g.operand(x), 0)
		g.top = mark
		return
	}
	c := g.prepare(call.At, g.alloc(), call.Fn, nil, nil)
	counted := g.abc(at, bytecode.OpIterPairs, 0, iterator, c.frame+1, 0)
	g.invoke(c)
	g.abc(at, bytecode.OpIter, 0, iterator, c.frame, 0)
	g.patch(counted, len(g.code))
	g.top = mark
}

// nextItem emits the step of a loop over an iterator, and returns the jump that
// is taken when there is no item left.
func (g *generator) nextItem(s *ast.For, r *region, pair bool, item uint16, body int) (end int) {
	at := s.Iter.Span()
	op := bytecode.OpIterNext
	if pair {
		op = bytecode.OpIterNext2
	}
	step := g.abc(at, op, 0, item, r.register, 0)
	end = g.jump(at)
	if !g.fn.wide {
		g.patch(step, body)
		return end
	}
	g.patch(step, len(g.code))
	if pair {
		g.resume(r)
		g.abc(s.Pattern.Span(), bytecode.OpUnpack, 0, item, item, 2)
		g.closeRegion(r)
	}
	g.loopTo(s.Body.Close.At, body)
	return end
}
