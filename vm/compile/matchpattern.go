package compile

// The second pass: the patterns of a `match`.

import (
	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
)

// value is a register that a pattern tests. A name may be what a stable one holds;
// of any other it gets a copy.
type value struct {
	reg    uint16
	stable bool
}

// test emits jumps that are taken when a value does not match p.
func (g *generator) test(p ast.Pattern, v value, fail *jumps) {
	switch p := p.(type) {
	case *ast.BadPattern, *ast.Wildcard, *ast.RestPattern:
	case *ast.Ident:
		g.bindTo(p, v)
	case *ast.LiteralPattern:
		fail.addAll(g.literalJump(p, v.reg, false))
	case *ast.ValuePattern:
		fail.addAll(g.equalityJump(p.At, v.reg, p.Value, false))
	case *ast.ListPattern:
		g.testElements(p.At, p.Elems, v.reg, 0, fail)
	case *ast.TuplePattern:
		g.testElements(p.At, p.Elems, v.reg, 1, fail)
	case *ast.MapPattern:
		g.testEntries(p, 0, v.reg, fail)
	case *ast.InstancePattern:
		g.testInstance(p, v.reg, fail)
	case *ast.TypePattern:
		g.testType(p.Type, v.reg, fail)
		g.test(p.Pattern, v, fail)
	case *ast.OrPattern:
		g.alternatives(p, v.reg, fail, func(alt ast.Pattern, fail *jumps) { g.test(alt, v, fail) })
	}
}

// bindTo makes a name what a register holds. It is never assigned again, so its
// register is a cell only if a function captures it before.
func (g *generator) bindTo(id *ast.Ident, from value) {
	v := g.variableAt(id)
	switch {
	case v.early && v.captured:
		g.initialise(id.At, v, from.reg)
	case v.shared:
		g.move(id.At, v.reg, from.reg)
	case from.stable:
		v.reg = from.reg
	default:
		v.reg = g.alloc()
		g.move(id.At, v.reg, from.reg)
	}
}

// alternatives tests one pattern after the other until one matches. r holds the
// value, if one register does.
func (g *generator) alternatives(p *ast.OrPattern, r uint16, fail *jumps, test func(ast.Pattern, *jumps)) {
	if !g.inAlternative {
		g.inAlternative = true
		defer func() { g.inAlternative = false }()
		eachName(p, func(id *ast.Ident) {
			if v := g.variableAt(id); !v.early || !v.captured {
				v.reg = g.alloc()
			}
		})
	}
	var matched jumps
	for i, alt := range p.Alts {
		mark := g.top
		if i == len(p.Alts)-1 {
			test(alt, fail)
			g.top = mark
			break
		}
		if l, ok := alt.(*ast.LiteralPattern); ok && r != noRegister {
			matched.addAll(g.literalJump(l, r, true))
			continue
		}
		var next jumps
		test(alt, &next)
		g.top = mark
		if next.first == 0 {
			break
		}
		matched.add(g.jump(alt.Span()))
		g.land(next)
	}
	g.land(matched)
}

// literalJump jumps when the value in r is that of the pattern (want), or is not
// (!want).
func (g *generator) literalJump(p *ast.LiteralPattern, r uint16, want bool) jumps {
	c := g.constantOf(p.Value)
	if taken, ok := g.constantJump(p.At, ast.OpEq, func() uint16 { return r }, &c, want, forward); ok {
		return taken
	}
	return g.equalityJump(p.At, r, p.Value, want)
}

// equalityJump jumps on the comparison of the value in r with that of x.
func (g *generator) equalityJump(at source.Span, r uint16, x ast.Expr, want bool) jumps {
	mark := g.top
	y := g.operand(x)
	g.top = mark
	return g.fusedJump(at, fusedRegisters[ast.OpEq], want, forward, func(op bytecode.Op) int {
		return g.abc(at, op, 0, r, y, 0)
	})
}

// maxElements is how many elements a pattern of a `match` has: an index into them
// must fit an instruction.
const maxElements = bytecode.MaxRegisters

// testElements tests the elements of a list (kind 0) or tuple (kind 1).
func (g *generator) testElements(at source.Span, elems []ast.Pattern, r uint16, kind uint8, fail *jumps) {
	n, x := len(elems), kind
	if n > maxElements {
		g.tooComplex()
		return
	}
	before := n
	for i, e := range elems {
		if _, ok := e.(*ast.RestPattern); ok {
			before, n, x = i, n-1, kind|2
		}
	}
	fail.addAll(g.farJump(at, func() int { return g.abc(at, bytecode.OpJumpNotSeq, x, r, uint16(n), 0) }))
	for i, e := range elems {
		switch e := e.(type) {
		case *ast.Wildcard:
		case *ast.RestPattern:
			if e.Name != nil {
				g.bindTo(e.Name, value{g.restElements(e.At, r, before, n-before), true})
			}
		default:
			if i > before {
				i -= len(elems)
			}
			t := g.alloc()
			g.abc(e.Span(), bytecode.OpGetIndexInt, 0, t, r, uint16(i))
			g.test(e, value{t, true}, fail)
		}
	}
}

// restElements makes the list or tuple of what is left of one between its first
// and last elements.
func (g *generator) restElements(at source.Span, r uint16, before, after int) uint16 {
	rest := g.alloc()
	bounds := g.allocRun(2)
	g.ad(at, bytecode.OpLoadInt, bounds, before)
	if after == 0 {
		g.loadNil(at, bounds+1)
	} else {
		g.ad(at, bytecode.OpLoadInt, bounds+1, -after)
	}
	g.abc(at, bytecode.OpGetSlice, 0, rest, r, bounds)
	g.top -= 2
	return rest
}

// farJump emits an instruction that jumps and has no opposite. In a function
// whose jumps are long it jumps to a jump of 32 bits.
func (g *generator) farJump(at source.Span, emit func() int) (taken jumps) {
	pc := emit()
	if !g.fn.wide {
		taken.add(pc)
		return taken
	}
	over := g.jump(at)
	g.patch(pc, len(g.code))
	taken.add(g.jump(at))
	g.patch(over, len(g.code))
	return taken
}

// testEntries tests the entries of a map from the given one on. One that must be
// there shows by itself that the value is a map.
func (g *generator) testEntries(p *ast.MapPattern, from int, r uint16, fail *jumps) {
	if len(p.Entries) == 0 || from == 0 && p.Entries[0].Default != nil {
		g.testKind(p.At, "map", r, fail)
	}
	for i := range p.Entries[from:] {
		e := &p.Entries[from+i]
		t := g.alloc()
		if e.Default == nil {
			g.entry(e.Key, t, r, fail)
		} else {
			g.field(e.Key.At, bytecode.OpGetField, t, r, g.pool.text(e.Key.Value))
			given := g.jumpOn(e.Default.Span(), bytecode.OpJumpIfNotNil, t)
			g.expr(e.Default, t)
			g.patch(given, len(g.code))
		}
		g.test(e.Value, value{t, true}, fail)
	}
	if p.Rest != nil && p.Rest.Name != nil {
		g.bindTo(p.Rest.Name, value{g.mapRest(p, r), true})
	}
}

// entry reads an entry of what r holds, and adds a jump that is taken when there is
// none.
func (g *generator) entry(key *ast.StringLit, dst, r uint16, fail *jumps) {
	g.field(key.At, bytecode.OpGetKey, dst, r, g.pool.text(key.Value))
	fail.add(g.jumpOn(key.At, bytecode.OpJumpIfAbsent, dst))
}

// testKind tests that a value is of a built-in type.
func (g *generator) testKind(at source.Span, name string, r uint16, fail *jumps) {
	t := g.alloc()
	g.abc(at, bytecode.OpIs, 0, t, r, uint16(g.pool.text(name)))
	fail.add(g.jumpOn(at, bytecode.OpJumpIfNot, t))
	g.top--
}

func (g *generator) testType(n *ast.NamedType, r uint16, fail *jumps) {
	if isKind(n) {
		g.testKind(n.At, n.Path[0].Name, r, fail)
		return
	}
	g.testClass(n.At, func() uint16 { return g.classOf(n) }, r, fail)
}

// testClass tests that a value is an instance of a class.
func (g *generator) testClass(at source.Span, class func() uint16, r uint16, fail *jumps) {
	mark := g.top
	t := g.alloc()
	g.abc(at, bytecode.OpIsA, 0, t, r, class())
	fail.add(g.jumpOn(at, bytecode.OpJumpIfNot, t))
	g.top = mark
}

// testInstance tests the class of a value and then its fields: those of a record
// by their order, others by their names.
func (g *generator) testInstance(p *ast.InstancePattern, r uint16, fail *jumps) {
	g.testClass(p.Class.Span(), func() uint16 { return g.operand(p.Class) }, r, fail)
	n := 0
	for n < len(p.Args) && p.Args[n].Name == nil && !isRest(p.Args[n].Pattern) {
		n++
	}
	if n > 0 {
		first := g.allocRun(n)
		g.abc(p.At, bytecode.OpUnpackRecord, flag(n < len(p.Args)), first, r, uint16(n))
		for i := range p.Args[:n] {
			g.test(p.Args[i].Pattern, value{first + uint16(i), true}, fail)
		}
	}
	for i := range p.Args[n:] {
		arg := &p.Args[n+i]
		if arg.Name == nil {
			continue // `...`
		}
		t := g.alloc()
		g.field(arg.Name.At, bytecode.OpGetField, t, r, g.ref(arg.Name.At)-1)
		g.test(arg.Pattern, value{t, true}, fail)
	}
}

func isRest(p ast.Pattern) bool {
	_, ok := p.(*ast.RestPattern)
	return ok
}
