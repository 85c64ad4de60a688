package compile

// The second pass: `match`. Its arms are a sequence of tests, each of which jumps
// to the next arm. Nothing is allocated but the list, tuple or map of a `...name`.

import (
	"slices"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
)

// subject is what a `match` tests. That of `match (a, b)` is not made: its
// elements stand in registers, and an arm that wants the tuple makes it.
type subject struct {
	value
	at     source.Span
	spread bool    // it is elems
	elems  []value // stable ones
	key    uint16  // holds the first entry of the patterns of the arms that follow, noRegister if there is none
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
	var end, group jumps
	left := 0 // arms of a group
	for i := range n.Arms {
		arm := &n.Arms[i]
		if left == 0 {
			g.land(group)
			g.top, s.key = inner, noRegister
			left, group = g.group(n.Arms[i:], &s), jumps{}
			if left > 1 {
				group = g.firstEntry(arm, &s)
			}
		}
		left--
		armTop := g.top
		fail := g.testArm(arm, &s)
		result(arm)
		g.top = armTop
		if fail.first == 0 && s.key == noRegister { // it takes whatever comes
			g.land(end)
			g.top = mark
			return
		}
		if g.reachable() {
			end.add(g.jump(arm.Span().Tail()))
		}
		g.land(fail)
	}
	g.land(group)
	g.abc(n.Subject.Span(), bytecode.OpNoMatch, 0, g.whole(&s), 0, 0)
	g.land(end)
	g.top = mark
}

// subject evaluates what is matched.
func (g *generator) subject(n *ast.Match) subject {
	at := n.Subject.Span()
	if t, ok := unparen(n.Subject).(*ast.TupleLit); ok && spreads(t, n.Arms) {
		s := subject{at: at, spread: true}
		for _, x := range t.Elems {
			s.elems = append(s.elems, g.element(x))
		}
		return s
	}
	mark := g.top
	s := subject{at: at, value: value{g.operand(n.Subject), true}}
	if id, ok := unparen(n.Subject).(*ast.Ident); ok && int(s.reg) < mark { // a variable
		s.stable = !g.variableAt(id).assigned
	}
	return s
}

// element evaluates an element of a subject. What follows must not change it.
func (g *generator) element(x ast.Expr) value {
	if id, ok := unparen(x).(*ast.Ident); ok {
		if r, ok := g.stays(id); ok && !g.variableAt(id).assigned {
			return value{r, true}
		}
	}
	r := g.alloc()
	g.expr(x, r)
	return value{r, true}
}

// group returns how many arms begin with the same entry of a map, so that it
// need be read only once.
func (g *generator) group(arms []ast.MatchArm, s *subject) int {
	first := leadingKey(&arms[0])
	if s.spread || first == nil {
		return 1
	}
	n := 1
	for n < len(arms) && !hasEffect(arms[n-1].Guard) {
		if k := leadingKey(&arms[n]); k == nil || k.Value != first.Value {
			break
		}
		n++
	}
	return n
}

// leadingKey returns the key of the first entry of an arm's pattern, if it is a
// map whose tests change nothing.
func leadingKey(arm *ast.MatchArm) *ast.StringLit {
	p, ok := arm.Pattern.(*ast.MapPattern)
	if !ok || len(p.Entries) == 0 || p.Entries[0].Default != nil || defaultsHaveEffect(p) {
		return nil
	}
	return p.Entries[0].Key
}

func defaultsHaveEffect(p ast.Pattern) (found bool) {
	if m, ok := p.(*ast.MapPattern); ok {
		found = slices.ContainsFunc(m.Entries, func(e ast.MapPatternEntry) bool { return hasEffect(e.Default) })
	}
	eachPart(p, func(part ast.Pattern) { found = found || defaultsHaveEffect(part) })
	return found
}

// firstEntry reads the entry with which a group of arms begins, and returns the
// jumps to what follows the group.
func (g *generator) firstEntry(arm *ast.MatchArm, s *subject) (fail jumps) {
	key := leadingKey(arm)
	s.key = g.alloc()
	g.entry(key, s.key, s.reg, &fail)
	return fail
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
	return g.tupleOf(s.at, s.elems)
}

// tupleOf makes a tuple of what registers hold.
func (g *generator) tupleOf(at source.Span, elems []value) uint16 {
	r := g.alloc()
	first := g.allocRun(len(elems))
	for i, e := range elems {
		g.move(at, first+uint16(i), e.reg)
	}
	if len(elems) == 0 {
		first = r // an empty run names no register, but it has a place
	}
	g.abc(at, bytecode.OpNewTuple, 0, r, first, uint16(len(elems)))
	g.top = int(r) + 1
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
		if s.key != noRegister {
			p := p.(*ast.MapPattern)
			g.test(p.Entries[0].Value, value{s.key, true}, fail)
			g.testEntries(p, 1, s.reg, fail)
			return
		}
		g.test(p, s.value, fail)
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
	elems := s.elems
	for i, e := range p.Elems {
		n := 1
		if rest, ok := e.(*ast.RestPattern); ok {
			n = len(elems) - (len(p.Elems) - i - 1)
			if rest.Name != nil {
				g.bindTo(rest.Name, value{g.tupleOf(rest.At, elems[:n]), true})
			}
		} else {
			g.test(e, elems[0], fail)
		}
		elems = elems[n:]
	}
}
