package compile

// The first pass: arms and alternatives of a `match` that are never reached,
// since others before them match all that they would.

import (
	"fmt"
	"slices"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
)

// coverage is what the patterns of a `match` so far take. A literal is found
// without a search, so that a long table of them costs no square.
type coverage struct {
	rows     []ast.Pattern
	literals map[literal]ast.Pattern
}

// literal is what is compared of a constant: equal ones are one literal.
type literal struct {
	kind constKind
	bits uint64
	text string
}

func (r *resolver) checkArms(n *ast.Match) {
	r.checkTupleArms(n)
	all := coverage{literals: map[literal]ast.Pattern{}}
	for i := range n.Arms {
		arm := &n.Arms[i]
		takes := &all
		if arm.Guard != nil { // what it takes counts only for its own alternatives
			takes = &coverage{literals: map[literal]ast.Pattern{}}
		}
		r.checkAlternatives(arm.Pattern)
		for _, alt := range alternatives(arm.Pattern) {
			by := r.findCover(&all, alt)
			if by == nil && takes != &all {
				by = r.findCover(takes, alt)
			}
			if by != nil {
				r.unreachable(alt, by, arm)
				if irrefutable(by) {
					return // as are all arms that follow
				}
				break
			}
			takes.add(r, alt)
		}
	}
}

// checkAlternatives looks into a pattern for alternatives inside of it that are
// never reached.
func (r *resolver) checkAlternatives(p ast.Pattern) {
	eachPart(p, func(part ast.Pattern) {
		if or, ok := part.(*ast.OrPattern); ok {
			takes := coverage{literals: map[literal]ast.Pattern{}}
			for _, alt := range or.Alts {
				if by := r.findCover(&takes, alt); by != nil {
					r.unreachable(alt, by, nil)
					break
				}
				takes.add(r, alt)
			}
		}
		r.checkAlternatives(part)
	})
}

func alternatives(p ast.Pattern) []ast.Pattern {
	if or, ok := p.(*ast.OrPattern); ok {
		return or.Alts
	}
	return []ast.Pattern{p}
}

func (c *coverage) add(r *resolver, p ast.Pattern) {
	if l, ok := p.(*ast.LiteralPattern); ok {
		c.literals[r.literalOf(l)] = p
		return
	}
	c.rows = append(c.rows, p)
}

// findCover returns a pattern that takes all that p does, or nil.
func (r *resolver) findCover(c *coverage, p ast.Pattern) ast.Pattern {
	if l, ok := p.(*ast.LiteralPattern); ok {
		if by := c.literals[r.literalOf(l)]; by != nil {
			return by
		}
	}
	for _, row := range c.rows {
		if r.covers(row, p) {
			return row
		}
	}
	return nil
}

// irrefutable reports whether a pattern takes every value.
func irrefutable(p ast.Pattern) bool {
	switch p := p.(type) {
	case *ast.Wildcard, *ast.Ident:
		return true
	case *ast.OrPattern:
		return slices.ContainsFunc(p.Alts, irrefutable)
	}
	return false
}

// covers reports whether p surely takes all that q does.
func (r *resolver) covers(p, q ast.Pattern) bool {
	if r.searched++; r.searched > maxSearched { // a file of many long patterns
		return false
	}
	if or, ok := q.(*ast.OrPattern); ok {
		return !slices.ContainsFunc(or.Alts, func(alt ast.Pattern) bool { return !r.covers(p, alt) })
	}
	switch p := p.(type) {
	case *ast.Wildcard, *ast.Ident:
		return true
	case *ast.LiteralPattern:
		l, ok := q.(*ast.LiteralPattern)
		return ok && r.literalOf(p) == r.literalOf(l)
	case *ast.ValuePattern:
		l, ok := q.(*ast.ValuePattern)
		return ok && r.file.Slice(p.At) == r.file.Slice(l.At)
	case *ast.ListPattern:
		l, ok := q.(*ast.ListPattern)
		return ok && r.coversElements(p.Elems, l.Elems)
	case *ast.TuplePattern:
		l, ok := q.(*ast.TuplePattern)
		return ok && r.coversElements(p.Elems, l.Elems)
	case *ast.MapPattern:
		l, ok := q.(*ast.MapPattern)
		return ok && r.coversEntries(p, l)
	case *ast.InstancePattern:
		return r.coversInstance(p, q)
	case *ast.TypePattern:
		return r.coversType(p.Type, q)
	case *ast.OrPattern:
		return slices.ContainsFunc(p.Alts, func(alt ast.Pattern) bool { return r.covers(alt, q) })
	}
	return false
}

// coversElements compares the elements of two lists or tuples from both ends.
func (r *resolver) coversElements(p, q []ast.Pattern) bool {
	r.searched += len(p) + len(q)
	rest, other := slices.IndexFunc(p, isRest), slices.IndexFunc(q, isRest)
	before, after := len(p), 0
	if rest >= 0 {
		before, after = rest, len(p)-rest-1
	}
	switch {
	case rest < 0 && (other >= 0 || len(q) != len(p)):
		return false
	case other >= 0 && (other < before || len(q)-other-1 < after):
		return false
	case len(q) < before+after:
		return false
	}
	for i := range before {
		if !r.covers(p[i], q[i]) {
			return false
		}
	}
	for i := 1; i <= after; i++ {
		if !r.covers(p[len(p)-i], q[len(q)-i]) {
			return false
		}
	}
	return true
}

func (r *resolver) coversEntries(p, q *ast.MapPattern) bool {
	r.searched += len(p.Entries) * len(q.Entries)
	for i := range p.Entries {
		e := &p.Entries[i]
		if e.Default != nil && irrefutable(e.Value) {
			continue
		}
		k := slices.IndexFunc(q.Entries, func(x ast.MapPatternEntry) bool { return x.Key.Value == e.Key.Value })
		if k < 0 || e.Default != nil || q.Entries[k].Default != nil || !r.covers(e.Value, q.Entries[k].Value) {
			return false
		}
	}
	return true
}

func (r *resolver) coversInstance(p *ast.InstancePattern, q ast.Pattern) bool {
	class := r.file.Slice(p.Class.Span())
	switch q := q.(type) {
	case *ast.TypePattern:
		return class == r.file.Slice(q.Type.At) && !slices.ContainsFunc(p.Args, func(a ast.PatternArg) bool {
			return !isRest(a.Pattern) && !irrefutable(a.Pattern)
		})
	case *ast.InstancePattern:
		if class != r.file.Slice(q.Class.Span()) {
			return false
		}
		r.searched += len(p.Args) * len(q.Args)
		for i := range p.Args {
			arg := &p.Args[i]
			if isRest(arg.Pattern) || irrefutable(arg.Pattern) {
				continue
			}
			k := i
			if arg.Name != nil {
				k = slices.IndexFunc(q.Args, func(a ast.PatternArg) bool { return a.Name != nil && a.Name.Name == arg.Name.Name })
			}
			if k < 0 || k >= len(q.Args) || (q.Args[k].Name == nil) != (arg.Name == nil) || !r.covers(arg.Pattern, q.Args[k].Pattern) {
				return false
			}
		}
		return true
	}
	return false
}

// coversType reports whether all that q takes is of a type.
func (r *resolver) coversType(t *ast.NamedType, q ast.Pattern) bool {
	name := r.file.Slice(t.At)
	switch q := q.(type) {
	case *ast.LiteralPattern:
		c := r.constantOf(q.Value)
		// `==` takes an int for the float of its value, and the other way round.
		return c.kind == constString && name == "string" || c.kind == constBool && name == "bool" || c.kind == constNil && name == "nil"
	case *ast.ListPattern:
		return name == "list"
	case *ast.TuplePattern:
		return name == "tuple"
	case *ast.MapPattern:
		return name == "map"
	case *ast.InstancePattern:
		return name == r.file.Slice(q.Class.Span())
	case *ast.TypePattern:
		return name == r.file.Slice(q.Type.At)
	}
	return false
}

// literalOf returns what is compared of a literal.
func (r *resolver) literalOf(p *ast.LiteralPattern) literal {
	c := r.constantOf(p.Value)
	l := literal{kind: c.kind, text: c.s}
	switch c.kind {
	case constBool:
		l.bits = uint64(flag(c.b))
	case constInt:
		l.bits = uint64(c.i)
	case constFloat:
		l.bits = c.bits()
		if i := int64(c.f); float64(i) == c.f && c.f < 1<<63 { // an int is equal
			l.kind, l.bits = constInt, uint64(i)
		}
	}
	return l
}

// unreachable reports that `by` takes all that p does; arm is that of p, nil for an
// alternative inside of a pattern.
func (r *resolver) unreachable(p, by ast.Pattern, arm *ast.MatchArm) {
	d := source.Diagnostic{
		Code: "unreachable-arm", Span: p.Span(),
		Message: "this alternative is never reached",
		Hint:    "remove it",
		Notes:   []source.Note{{Span: by.Span(), Message: "this pattern takes all that it would"}},
	}
	if arm != nil && p == arm.Pattern {
		d.Message = "this arm is never reached"
		d.Hint = "remove it, or move it up"
	}
	switch id := by.(type) {
	case *ast.Ident:
		other := "x"
		if id.Name == other {
			other = "y"
		}
		if id.Name == "default" || id.Name == "otherwise" {
			d.Hint = "the arm for all other values is `_ => …`, and stands last"
			break
		}
		if d.Hint = r.typeAsName(id); d.Hint != "" {
			break
		}
		d.Hint = fmt.Sprintf("a bare name takes any value; to compare with what `%s` holds, write a guard: `%s if %[2]s == %[1]s => …`", id.Name, other)
	case *ast.Wildcard:
		d.Hint = "the arm `_ => …` stands last"
	}
	r.report(d)
}

// checkTupleArms reports patterns that cannot match a subject that is written as
// a tuple.
func (r *resolver) checkTupleArms(n *ast.Match) {
	t, ok := unparen(n.Subject).(*ast.TupleLit)
	if !ok || hasSpread(t.Elems) {
		return
	}
	for i := range n.Arms {
		for _, alt := range alternatives(n.Arms[i].Pattern) {
			if hint, ok := misfit(alt, len(t.Elems)); ok {
				r.report(source.Diagnostic{
					Code: "unreachable-arm", Span: alt.Span(),
					Message: fmt.Sprintf("this pattern never matches a tuple of %d", len(t.Elems)),
					Hint:    hint,
					Notes:   []source.Note{{Span: t.At, Message: "the tuple is here"}},
				})
			}
		}
	}
}

// misfit reports whether a pattern matches no tuple of n elements, and says what
// to do about it.
func misfit(p ast.Pattern, n int) (hint string, ok bool) {
	switch p := p.(type) {
	case *ast.TuplePattern:
		if slices.ContainsFunc(p.Elems, isRest) {
			return "leave elements out before the `...`", len(p.Elems)-1 > n
		}
		return "name as many elements, or write `...` for the others", len(p.Elems) != n
	case *ast.ListPattern:
		return "a pattern in `[ ]` is for lists, one in `( )` for tuples", true
	case *ast.LiteralPattern, *ast.MapPattern:
		return "write the pattern of a tuple: `(a, b) => …`", true
	}
	return "", false
}
