package compile

// The second pass: declarations and destructuring.

import (
	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
)

func (g *generator) let(s *ast.Let) {
	mark := g.top
	eachName(s.Pattern, func(id *ast.Ident) {
		if v := g.variableAt(id); v.early && v.captured && !v.hoisted && v.slot < 0 {
			g.makeCell(v)
		}
	})
	if id, ok := s.Pattern.(*ast.Ident); ok {
		value := ast.Expr(s.Value)
		if s.Value == nil {
			value = &ast.NilLit{Loc: id.Loc}
		}
		g.defineBy(id, value)
		return
	}
	values, ok := s.Value.(*ast.TupleLit)
	if elems, plain := plainNames(s.Pattern); ok && plain && len(elems) == len(values.Elems) && !hasSpread(values.Elems) {
		g.defineAll(elems, values.Elems)
	} else if _, call := s.Value.(*ast.Call); call && plain && len(elems) > 0 {
		g.elements(s.Pattern.Span(), elems, g.operand(s.Value), bytecode.OpUnpackResult) // nobody else reads it
	} else {
		g.destructure(s.Pattern, g.operand(s.Value))
	}
	if !g.inRegisters(s.Pattern) {
		g.top = mark
	}
}

// inRegisters reports whether a variable of a pattern has got a register.
func (g *generator) inRegisters(p ast.Pattern) (found bool) {
	eachName(p, func(id *ast.Ident) { found = found || g.variableAt(id).slot < 0 })
	return found
}

// plainNames returns the elements of a list or tuple pattern, and whether each
// is a name or `_`.
func plainNames(p ast.Pattern) (elems []ast.Pattern, plain bool) {
	switch p := p.(type) {
	case *ast.ListPattern:
		elems = p.Elems
	case *ast.TuplePattern:
		elems = p.Elems
	default:
		return nil, false
	}
	for _, e := range elems {
		switch e.(type) {
		case *ast.Ident, *ast.Wildcard:
		default:
			return elems, false
		}
	}
	return elems, true
}

// defineAll is `let a, b = x, y`, which needs no tuple.
func (g *generator) defineAll(elems []ast.Pattern, values []ast.Expr) {
	for i, e := range elems {
		if id, ok := e.(*ast.Ident); ok {
			g.defineBy(id, values[i])
		} else {
			g.discard(values[i])
		}
	}
}

// destructure takes what src holds apart; src may be the register of a variable.
func (g *generator) destructure(p ast.Pattern, src uint16) {
	switch p := p.(type) {
	case *ast.BadPattern, *ast.Wildcard, *ast.RestPattern:
	case *ast.Ident:
		g.define(p, src)
	case *ast.ListPattern:
		g.elements(p.At, p.Elems, src, bytecode.OpUnpack)
	case *ast.TuplePattern:
		g.elements(p.At, p.Elems, src, bytecode.OpUnpack)
	case *ast.MapPattern:
		g.entries(p, src)
	}
}

// adopt takes what r holds apart, a register that is free for a variable.
func (g *generator) adopt(p ast.Pattern, r uint16) {
	id, ok := p.(*ast.Ident)
	if !ok {
		g.destructure(p, r)
		return
	}
	v := g.variableAt(id)
	if v.slot >= 0 || v.early && v.captured {
		g.initialise(id.At, v, r)
		return
	}
	v.reg = r
	g.settle(v)
}

// elements matches a list or tuple.
func (g *generator) elements(at source.Span, elems []ast.Pattern, src uint16, unpack bytecode.Op) {
	before, x := len(elems), 0
	for i, e := range elems {
		if _, ok := e.(*ast.RestPattern); ok {
			before, x = i, len(elems)-i
		}
	}
	if x > 255 {
		g.tooComplex()
		return
	}
	first := src
	if len(elems) > 0 {
		first = g.allocRun(len(elems))
	}
	g.abc(at, unpack, uint8(x), first, src, uint16(before))
	for i, e := range elems {
		if rest, ok := e.(*ast.RestPattern); ok {
			if rest.Name == nil {
				continue
			}
			g.adopt(rest.Name, first+uint16(i))
			continue
		}
		g.adopt(e, first+uint16(i))
	}
}

// entries matches a map.
func (g *generator) entries(p *ast.MapPattern, src uint16) {
	given := g.jumpOn(p.At, bytecode.OpJumpIfNotNil, src)
	g.abc(p.At, bytecode.OpUnpack, 0, src, src, 0) // of nil: says that there is nothing to take apart
	g.patch(given, len(g.code))
	for i := range p.Entries {
		e := &p.Entries[i]
		r := g.alloc()
		g.field(e.Key.At, bytecode.OpGetField, r, src, g.pool.text(e.Key.Value))
		if e.Default != nil {
			given := g.jumpOn(e.Default.Span(), bytecode.OpJumpIfNotNil, r)
			g.expr(e.Default, r)
			g.patch(given, len(g.code))
		}
		g.adopt(e.Value, r)
	}
	if p.Rest != nil && p.Rest.Name != nil {
		g.adopt(p.Rest.Name, g.mapRest(p, src))
	}
}

// mapRest makes the map of what a pattern does not name of the map src.
func (g *generator) mapRest(p *ast.MapPattern, src uint16) uint16 {
	rest := g.alloc()
	g.abc(p.Rest.At, bytecode.OpNewMap, 0, rest, 0, 0)
	g.abc(p.Rest.At, bytecode.OpMapSpread, 0, rest, src, 0)
	mark := g.top
	for i := range p.Entries {
		f := g.allocRun(3)
		g.move(p.Rest.At, f+1, rest)
		g.loadText(p.Rest.At, f+2, p.Entries[i].Key.Value)
		g.abc(p.Rest.At, bytecode.OpCallK, 0, f, 2, uint16(g.deleteBuiltin-1))
		g.top = mark
	}
	return rest
}
