package compile

// The second pass: `match`. Its arms are a sequence of tests, each of which jumps
// to the next arm. Nothing is allocated but the list, tuple or map of a `...name`.

import (
	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
)

// subject is what a `match` tests. That of `match (a, b)` is not made: its
// elements stand in registers, one after the other, and an arm that wants the
// tuple makes it.
type subject struct {
	at     source.Span
	reg    uint16 // of the value, or of the first element
	stable bool   // nothing changes the register, so that a name may be what it holds
	spread bool   // it is elements
	count  int    // of them
}

// matchExpr evaluates a `match`; dst takes the value of the arm, if it is wanted.
func (g *generator) matchExpr(n *ast.Match, dst uint16) {
	g.arms(n, func(arm *ast.MatchArm) {
		switch x := arm.Result.(type) {
		case nil:
			g.blockValue(arm.Body, dst)
		case *ast.Escape:
			g.stmt(x.Stmt)
		default:
			if dst == noRegister {
				g.discard(x)
			} else {
				g.expr(x, dst)
			}
		}
	})
}

// returnMatch returns the value of a `match`.
func (g *generator) returnMatch(n *ast.Match) {
	g.arms(n, func(arm *ast.MatchArm) {
		switch x := arm.Result.(type) {
		case nil:
			g.returnBlock(arm.Body)
		case *ast.Escape:
			g.stmt(x.Stmt)
		default:
			g.returnStmt(x.Span(), x)
		}
	})
}

// arms emits the arms of a `match`, their results by the given function.
func (g *generator) arms(n *ast.Match, result func(*ast.MatchArm)) {
	mark := g.top
	s := g.subject(n)
	inner := g.top
	var end jumps
	for i := range n.Arms {
		arm := &n.Arms[i]
		fail := g.testArm(arm, &s)
		result(arm)
		g.top = inner
		if fail.first == 0 { // it takes whatever comes
			g.land(end)
			g.top = mark
			return
		}
		if g.reachable() {
			end.add(g.jump(arm.Span().Tail()))
		}
		g.land(fail)
	}
	g.abc(n.Subject.Span(), bytecode.OpNoMatch, 0, g.whole(&s), 0, 0)
	g.land(end)
	g.top = mark
}

// subject evaluates what is matched.
func (g *generator) subject(n *ast.Match) subject {
	at := n.Subject.Span()
	if t, ok := unparen(n.Subject).(*ast.TupleLit); ok && spreads(t, n.Arms) {
		return subject{at: at, reg: g.run(t.Elems), stable: true, spread: true, count: len(t.Elems)}
	}
	mark := g.top
	s := subject{at: at, reg: g.operand(n.Subject), stable: true}
	if int(s.reg) < mark { // a variable
		s.stable = !g.variableAt(unparen(n.Subject).(*ast.Ident)).assigned
	}
	return s
}

// spreads reports whether the elements of a tuple need not become one, since all
// patterns are tuples of them or take it as it is.
func spreads(t *ast.TupleLit, arms []ast.MatchArm) bool {
	if len(t.Elems) > maxRun || hasSpread(t.Elems) {
		return false
	}
	var takes func(ast.Pattern) bool
	takes = func(p ast.Pattern) bool {
		switch p := p.(type) {
		case *ast.Wildcard, *ast.Ident, *ast.TuplePattern:
			return true
		case *ast.OrPattern:
			for _, alt := range p.Alts {
				if !takes(alt) {
					return false
				}
			}
			return true
		}
		return false
	}
	for i := range arms {
		if !takes(arms[i].Pattern) {
			return false
		}
	}
	return true
}

func unparen(x ast.Expr) ast.Expr {
	for {
		p, ok := x.(*ast.Paren)
		if !ok {
			return x
		}
		x = p.X
	}
}

// whole returns a register that holds the subject.
func (g *generator) whole(s *subject) uint16 {
	if !s.spread {
		return s.reg
	}
	return g.tupleOf(s.at, s.reg, s.count)
}

// tupleOf makes a tuple of registers.
func (g *generator) tupleOf(at source.Span, first uint16, n int) uint16 {
	r := g.alloc()
	if n == 0 {
		first = r // an empty run names no register, but it has a place
	}
	g.abc(at, bytecode.OpNewTuple, 0, r, first, uint16(n))
	return r
}

// testArm emits the tests of an arm, and returns the jumps that are taken when
// one of them fails.
func (g *generator) testArm(arm *ast.MatchArm, s *subject) (fail jumps) {
	eachName(arm.Pattern, func(id *ast.Ident) {
		if v := g.variableAt(id); v.early && v.captured {
			g.makeCell(v)
		}
	})
	outer := g.inAlternative
	g.inAlternative = false
	g.testSubject(arm.Pattern, s, &fail)
	g.inAlternative = outer
	if arm.Guard != nil {
		fail.addAll(g.condition(arm.Guard, false, forward))
	}
	return fail
}

func (g *generator) testSubject(p ast.Pattern, s *subject, fail *jumps) {
	if !s.spread {
		g.test(p, value{s.reg, s.stable}, fail)
		return
	}
	switch p := p.(type) {
	case *ast.Ident:
		g.bindTo(p, value{g.whole(s), true})
	case *ast.TuplePattern:
		g.testSpread(p, s, fail)
	case *ast.OrPattern:
		g.alternatives(p, noRegister, fail, func(alt ast.Pattern, fail *jumps) { g.testSubject(alt, s, fail) })
	}
}

// testSpread tests the elements of a subject that is no tuple. The resolver has
// seen that there are as many as the pattern wants.
func (g *generator) testSpread(p *ast.TuplePattern, s *subject, fail *jumps) {
	shift := uint16(0)
	for i, e := range p.Elems {
		at := s.reg + uint16(i) + shift
		rest, ok := e.(*ast.RestPattern)
		if !ok {
			g.test(e, value{at, true}, fail)
			continue
		}
		n := s.count - len(p.Elems) + 1
		if rest.Name != nil {
			g.bindTo(rest.Name, value{g.tupleOf(rest.At, at, n), true})
		}
		shift = uint16(n) - 1 // which wraps around for no element
	}
}
