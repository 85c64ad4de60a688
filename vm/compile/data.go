package compile

// The second pass: lists, tuples, maps and interpolation.

import (
	"slices"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
)

const (
	// maxRun is how many registers the elements of a literal take at a time.
	maxRun = 64
	// maxRecord is how many keys a map literal has at most to be made by one
	// instruction.
	maxRecord = 24
)

func hasSpread(elems []ast.Expr) bool {
	return slices.ContainsFunc(elems, isSpread)
}

// run evaluates expressions into new registers, one after the other.
func (g *generator) run(xs []ast.Expr) (first uint16) {
	first = uint16(g.top)
	for _, x := range xs {
		g.expr(x, g.alloc())
	}
	return first
}

func (g *generator) listLit(n *ast.ListLit, dst uint16) { g.list(n.At, dst, n.Elems) }

// list makes a list of elements, spreads among them, in dst.
func (g *generator) list(at source.Span, dst uint16, elems []ast.Expr) {
	mark := g.top
	n := plainElems(elems)
	first := g.run(elems[:n])
	if n == 0 {
		first = dst // an empty run names no register, but it has a place
	}
	g.abc(at, bytecode.OpNewList, 0, dst, first, uint16(n))
	g.top = mark
	g.push(at, dst, elems[n:])
}

// push appends elements, spreads among them, to the list in dst.
func (g *generator) push(at source.Span, dst uint16, elems []ast.Expr) {
	for len(elems) > 0 {
		mark := g.top
		n := plainElems(elems)
		if n > 0 {
			g.abc(at, bytecode.OpListPush, 0, dst, g.run(elems[:n]), uint16(n))
		} else {
			g.spread(elems[0].(*ast.Spread), dst)
			n = 1
		}
		elems = elems[n:]
		g.top = mark
	}
}

// plainElems counts the elements that one instruction takes.
func plainElems(elems []ast.Expr) int {
	n := 0
	for n < len(elems) && n < maxRun && !isSpread(elems[n]) {
		n++
	}
	return n
}

func isSpread(x ast.Expr) bool {
	_, ok := x.(*ast.Spread)
	return ok
}

// spread appends what an iterable gives to a list. It is a loop in the code, so
// that the iterable may yield.
func (g *generator) spread(n *ast.Spread, list uint16) {
	iterator := g.allocRun(2)
	item := g.alloc()
	mark := g.top
	g.abc(n.At, bytecode.OpIter, 0, iterator, g.operand(n.X), 0)
	g.top = mark
	next := g.jump(n.At)
	body := len(g.code)
	g.abc(n.At, bytecode.OpListPush, 0, list, item, 1)
	g.patch(next, len(g.code))
	g.patch(g.abc(n.At, bytecode.OpIterNext, 0, item, iterator, 0), body)
}

func (g *generator) tupleLit(n *ast.TupleLit, dst uint16) {
	if len(n.Elems) > maxRun || hasSpread(n.Elems) {
		list := g.alloc()
		g.list(n.At, list, n.Elems)
		g.abc(n.At, bytecode.OpListToTuple, 0, dst, list, 0)
		return
	}
	first := g.run(n.Elems)
	if len(n.Elems) == 0 {
		first = dst
	}
	g.abc(n.At, bytecode.OpNewTuple, 0, dst, first, uint16(len(n.Elems)))
}

func (g *generator) mapLit(n *ast.MapLit, dst uint16) {
	if g.recordMap(n, dst) {
		return
	}
	g.abc(n.At, bytecode.OpNewMap, 0, dst, uint16(min(len(n.Entries), maxShort)), 0)
	for i := range n.Entries {
		e := &n.Entries[i]
		mark := g.top
		if e.Kind == ast.EntrySpread {
			g.abc(e.Span(), bytecode.OpMapSpread, 0, dst, g.operand(e.Value), 0)
		} else if name, ok := e.Key.(*ast.StringLit); ok && g.pool.text(name.Value) <= maxShort {
			value := g.operand(e.Value)
			g.field(name.At, bytecode.OpSetField, dst, value, g.pool.text(name.Value))
		} else {
			key := g.operand(e.Key)
			value := g.operand(e.Value)
			g.abc(e.Span(), bytecode.OpSetIndex, 0, dst, key, value)
		}
		g.top = mark
	}
}

// recordMap makes a small map whose keys are all constant strings in one step.
// The parser has refused keys that stand twice.
func (g *generator) recordMap(n *ast.MapLit, dst uint16) bool {
	if len(n.Entries) == 0 || len(n.Entries) > maxRecord {
		return false
	}
	var names [maxRecord]uint32
	for i := range n.Entries {
		key, ok := n.Entries[i].Key.(*ast.StringLit)
		if !ok {
			return false
		}
		names[i] = uint32(g.pool.text(key.Value))
	}
	keys := g.pool.keySet(names[:len(n.Entries)])
	if keys > maxShort {
		return false
	}
	first := uint16(g.top)
	for i := range n.Entries {
		g.expr(n.Entries[i].Value, g.alloc())
	}
	g.abc(n.At, bytecode.OpNewRecordMap, 0, dst, first, uint16(keys))
	return true
}

func (g *generator) interp(n *ast.Interp, dst uint16) {
	parts := n.Parts
	rest := parts[min(len(parts), maxRun):]
	first := g.run(parts[:len(parts)-len(rest)])
	if len(rest) == 0 {
		g.abc(n.At, bytecode.OpConcat, 0, dst, first, uint16(len(parts)))
		return
	}
	g.abc(n.At, bytecode.OpConcat, 0, first, first, maxRun)
	g.top = int(first) + 1
	g.appendRuns(n.At, dst, first, rest)
}

// appendParts computes R[text] plus an interpolated string. text is the topmost
// register.
func (g *generator) appendParts(at source.Span, dst, text uint16, n *ast.Interp) {
	if len(n.Parts) <= maxRun {
		g.appendRuns(at, dst, text, n.Parts)
		return
	}
	// The string is complete before it is appended: text may be no string.
	r := g.alloc()
	g.expr(n, r)
	g.abc(at, bytecode.OpAdd, 0, dst, text, r)
}

// appendRuns appends the parts of a string to R[text], the topmost register.
func (g *generator) appendRuns(at source.Span, dst, text uint16, parts []ast.Expr) {
	for len(parts) > 0 {
		n := min(len(parts), maxRun)
		g.run(parts[:n])
		parts = parts[n:]
		to := text
		if len(parts) == 0 {
			to = dst
		}
		g.abc(at, bytecode.OpAddConcat, 0, to, text, uint16(n+1))
		g.top = int(text) + 1
	}
}
