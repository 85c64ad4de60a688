package compile

// The second pass: assignments.

import (
	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
)

func (g *generator) assign(s *ast.Assign) {
	if len(s.Targets) > 1 {
		g.assignAll(s)
		return
	}
	at := s.Targets[0].Span().To(s.Value.Span())
	if id, ok := s.Targets[0].(*ast.Ident); ok {
		switch s.Op {
		case ast.NoOp:
			g.checkTarget(id)
			g.assignName(id, s.Value)
		case ast.OpCoalesce:
			g.assignNil(at, id, s.Value)
		default:
			g.update(at, id, s.Op, s.Value)
		}
		return
	}
	p := g.place(s.Targets[0])
	if s.Op == ast.NoOp {
		mark := g.top
		src := g.operand(s.Value)
		g.put(&p, src, temporary(sourceField, src, mark))
		return
	}
	r := g.alloc()
	g.get(&p, r)
	if s.Op == ast.OpCoalesce {
		end := g.jumpOn(at, bytecode.OpJumpIfNotNil, r)
		g.expr(s.Value, r)
		g.put(&p, r, sourceField)
		g.patch(end, len(g.code))
		return
	}
	g.combine(at, s.Op, r, r, s.Value)
	g.put(&p, r, sourceField)
}

// assignName assigns the value of x to a name.
func (g *generator) assignName(id *ast.Ident, x ast.Expr) {
	if h, n, _ := g.where(id); h == inRegister && g.writesLast(x) {
		g.expr(x, uint16(n))
		return
	}
	mark := g.top
	src := g.operand(x)
	g.store(id, src, temporary(sourceField, src, mark))
}

// writesLast reports whether evaluating x writes its destination only once it
// has read all it needs, so that a variable in x may be the destination.
func (g *generator) writesLast(x ast.Expr) bool {
	switch n := x.(type) {
	case *ast.NilLit, *ast.BoolLit, *ast.IntLit, *ast.FloatLit, *ast.StringLit,
		*ast.Ident, *ast.SelfExpr, *ast.Interp, *ast.Unary, *ast.IsExpr, *ast.Yield, *ast.FuncLit, *ast.TupleLit:
		return true
	case *ast.Binary:
		return n.Op != ast.OpAnd && n.Op != ast.OpOr && n.Op != ast.OpCoalesce
	case *ast.ListLit:
		return plainElems(n.Elems) == len(n.Elems)
	case *ast.Index, *ast.Slice, *ast.Field:
		return !hasOptional(x)
	case *ast.Paren:
		return g.writesLast(n.X)
	}
	return false
}

// assignNil is `name ??= x`.
func (g *generator) assignNil(at source.Span, id *ast.Ident, x ast.Expr) {
	h, n, _ := g.where(id)
	r := uint16(n)
	if h != inRegister {
		r = g.alloc()
		g.load(id, r)
	}
	end := g.jumpOn(at, bytecode.OpJumpIfNotNil, r)
	g.assignName(id, x)
	g.patch(end, len(g.code))
}

// update is `name op= x`.
func (g *generator) update(at source.Span, id *ast.Ident, op ast.Op, x ast.Expr) {
	h, n, _ := g.where(id)
	if h != inRegister {
		if g.addInPlace(at, h, uint16(n), op, x) {
			return
		}
		r := g.alloc()
		g.load(id, r)
		g.combine(at, op, r, r, x)
		g.store(id, r, sourceField)
		return
	}
	a, stays := g.stays(id)
	if _, ok := x.(*ast.Interp); !stays || ok && op == ast.OpAdd {
		a = g.alloc()
		g.load(id, a)
	}
	g.combine(at, op, uint16(n), a, x)
}

// addInPlace is `name += x` where a cell or the function holds the variable, if nobody can
// tell that the sum takes its value after x is evaluated.
func (g *generator) addInPlace(at source.Span, h home, n uint16, op ast.Op, x ast.Expr) bool {
	if _, ok := x.(*ast.Interp); ok || op != ast.OpAdd || g.observable(x) {
		return false
	}
	mark := g.top
	switch h {
	case inCell:
		g.abc(at, bytecode.OpAddCell, 0, n, g.operand(x), 0)
		return true
	case inUpvalue, inUpvalueCell:
		sum := bytecode.OpAddUp
		if h == inUpvalueCell {
			sum = bytecode.OpAddUpCell
		}
		r := g.operand(x)
		g.lastReader(g.abc(at, sum, 0, r, n, 0), temporary(bytecode.FieldA, r, mark))
		return true
	}
	return false
}

// combine computes `a op x`, where a is the register dst, or one that nobody reads again:
// the topmost if x is an interpolated string that is added.
func (g *generator) combine(at source.Span, op ast.Op, dst, a uint16, x ast.Expr) {
	if parts, ok := x.(*ast.Interp); ok && op == ast.OpAdd {
		g.appendParts(at, dst, a, parts)
		return
	}
	g.apply(at, op, dst, a, x, bytecode.FieldB)
}

// place is a target of an assignment whose operands have been evaluated.
type place struct {
	name *ast.Ident // a variable; nil for an element or a field
	at   source.Span
	x    uint16
	key  uint16 // noRegister for a field
	k    int    // name of the field
}

func (g *generator) place(t ast.Expr) place {
	switch t := t.(type) {
	case *ast.Ident:
		g.checkTarget(t)
		return place{name: t}
	case *ast.Field:
		return place{at: t.NameSpan, x: g.operand(t.X), k: g.ref(t.NameSpan) - 1}
	case *ast.Index:
		x := g.operand(t.X)
		return place{at: t.At, x: x, key: g.operand(t.Key)}
	}
	return place{}
}

func (g *generator) get(p *place, dst uint16) {
	if p.key == noRegister {
		g.field(p.at, bytecode.OpGetField, dst, p.x, p.k)
		return
	}
	g.abc(p.at, bytecode.OpGetIndex, 0, dst, p.x, p.key)
}

// put assigns what src holds to a place. Last is sourceField if nobody reads src again.
func (g *generator) put(p *place, src uint16, last bytecode.Fields) {
	switch {
	case p.name != nil:
		g.store(p.name, src, last)
	case p.key == noRegister:
		g.lastReader(g.field(p.at, bytecode.OpSetField, p.x, src, p.k), last)
	default:
		g.abc(p.at, bytecode.OpSetIndex, 0, p.x, p.key, src)
	}
}

// assignAll is `a, b = x, y` or `a, b = pair`: the operands of the targets, then
// the values, then the assignments, each from left to right.
func (g *generator) assignAll(s *ast.Assign) {
	places := make([]place, len(s.Targets))
	for i, t := range s.Targets {
		p := g.place(t)
		if p.name == nil {
			p.x = g.apart(p.x, s.Targets[:i])
			if p.key != noRegister {
				p.key = g.apart(p.key, s.Targets[:i])
			}
		}
		places[i] = p
	}
	values, ok := s.Value.(*ast.TupleLit)
	if !ok || len(values.Elems) != len(s.Targets) || hasSpread(values.Elems) {
		g.unpackAll(s, places)
		return
	}
	last := len(places) - 1
	first := g.run(values.Elems[:last])
	if g.distinct(places) {
		// The other values are safe in temporaries, so the last needs none.
		g.assignName(places[last].name, values.Elems[last])
		places = places[:last]
	} else {
		g.expr(values.Elems[last], g.alloc())
	}
	for i := range places {
		g.put(&places[i], first+uint16(i), sourceField)
	}
}

// apart returns a register with the value of r, an operand of a target, that the
// assignments to the other targets do not change.
func (g *generator) apart(r uint16, others []ast.Expr) uint16 {
	for _, o := range others {
		id, ok := o.(*ast.Ident)
		if !ok {
			continue
		}
		if h, n, _ := g.where(id); h == inRegister && uint16(n) == r {
			c := g.alloc()
			g.load(id, c)
			return c
		}
	}
	return r
}

// distinct reports whether the last target is a name that is no other's.
func (g *generator) distinct(places []place) bool {
	last := places[len(places)-1].name
	if last == nil {
		return false
	}
	for _, p := range places[:len(places)-1] {
		if p.name == nil || p.name.Name == last.Name {
			return false
		}
	}
	return true
}

func (g *generator) unpackAll(s *ast.Assign, places []place) {
	at := s.Targets[0].Span().To(s.Value.Span())
	src := g.operand(s.Value)
	first := g.allocRun(len(places))
	op := bytecode.OpUnpack
	if _, ok := s.Value.(*ast.Call); ok {
		op = bytecode.OpUnpackResult // nobody else reads what a call gave
	}
	g.abc(at, op, 0, first, src, uint16(len(places)))
	for i := range places {
		g.put(&places[i], first+uint16(i), sourceField)
	}
}
