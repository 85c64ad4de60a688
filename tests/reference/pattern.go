package reference

// Patterns: those of bindings, which take values apart, and those of `match`, which
// test them too.

import (
	"github.com/coro-lang/coro/ast"
)

// destructure binds the variables of a pattern to the parts of a value.
func (f *frame) destructure(s *scope, p ast.Pattern, v Value) error {
	switch p := p.(type) {
	case *ast.Ident:
		s.bind(p.Name, v)
	case *ast.Wildcard:
	case *ast.ListPattern:
		return f.destructureElements(s, p, p.Elems, v)
	case *ast.TuplePattern:
		return f.destructureElements(s, p, p.Elems, v)
	case *ast.MapPattern:
		return f.destructureFields(s, p, v)
	}
	return nil
}

func (f *frame) destructureElements(s *scope, at ast.Pattern, elems []ast.Pattern, v Value) error {
	parts, err := f.elements(v, len(elems), restOf(elems))
	if err != nil {
		return f.fail(at.Span(), err)
	}
	behind := 0 // how many elements are taken by the rest, but one
	for i, p := range elems {
		part := Value(nil)
		if r, ok := p.(*ast.RestPattern); ok {
			behind = len(parts) - len(elems)
			if r.Name == nil {
				continue
			}
			p, part = r.Name, partOf(v, parts, i, i+behind+1)
		} else {
			part = parts[i+behind]
		}
		if err := f.destructure(s, p, part); err != nil {
			return err
		}
	}
	return nil
}

// restOf returns the index of the rest in a list of patterns, or -1.
func restOf(elems []ast.Pattern) int {
	for i, p := range elems {
		if _, ok := p.(*ast.RestPattern); ok {
			return i
		}
	}
	return -1
}

// elements returns the elements of a list or tuple that a pattern of n parts takes
// apart, of which one is a rest if that is not negative.
func (f *frame) elements(v Value, n, rest int) ([]Value, error) {
	parts, ok := items(v)
	switch {
	case v == nil:
		return nil, fault("type", "cannot destructure nil")
	case !ok:
		return nil, fault("type", "cannot destructure %s into elements: it is no list or tuple", article(v))
	case rest < 0 && len(parts) != n:
		return nil, fault("match", "cannot destructure: the pattern has %s, the %s has %d",
			count(n, "element"), typeName(v), len(parts))
	case rest >= 0 && len(parts) < n-1:
		return nil, fault("match", "cannot destructure: the pattern has at least %s, the %s has %d",
			count(n-1, "element"), typeName(v), len(parts))
	}
	return append([]Value(nil), parts...), nil
}

// destructureFields takes entries of a map or fields of something else.
func (f *frame) destructureFields(s *scope, p *ast.MapPattern, v Value) error {
	if v == nil {
		return f.fail(p.Span(), fault("type", "cannot destructure nil"))
	}
	for i := range p.Entries {
		e := &p.Entries[i]
		f.at = e.Span()
		part, err := f.field(v, e.Key.Value)
		if err != nil {
			return f.fail(e.Span(), err)
		}
		if part == nil && e.Default != nil {
			if part, err = f.eval(s, e.Default); err != nil {
				return err
			}
		}
		if err := f.destructure(s, e.Value, part); err != nil {
			return err
		}
	}
	if p.Rest != nil && p.Rest.Name != nil {
		m, ok := v.(*Map)
		if !ok {
			return f.fail(p.Rest.Span(), fault("type", "`...` in a map wants a map, got %s", article(v)))
		}
		s.bind(p.Rest.Name.Name, without(m, p.Entries))
	}
	return nil
}

// without copies a map without the keys that a pattern names.
func without(m *Map, entries []ast.MapPatternEntry) *Map {
	rest := newMap()
	rest.merge(m)
	for i := range entries {
		_, _ = rest.remove(entries[i].Key.Value)
	}
	out := newMap()
	out.merge(rest)
	return out
}

// match evaluates the first arm that fits.
func (f *frame) match(s *scope, e *ast.Match, returned bool) (Value, error) {
	subject, err := f.eval(s, e.Subject)
	if err != nil {
		return nil, err
	}
	for i := range e.Arms {
		arm := &e.Arms[i]
		vars := newScope(s, f.code)
		vars.declarePattern(arm.Pattern, arm.Pattern.Span().End)
		fits, err := f.matches(vars, arm.Pattern, subject)
		if err != nil {
			return nil, err
		}
		if fits && arm.Guard != nil {
			guard, err := f.eval(vars, arm.Guard)
			if err != nil {
				return nil, err
			}
			fits = truthy(guard)
		}
		switch {
		case !fits:
		case arm.Body != nil:
			return f.branch(vars, arm.Body, returned)
		case returned:
			return f.tail(vars, arm.Result)
		default:
			return f.eval(vars, arm.Result)
		}
	}
	text, _ := literal(subject) // what it has of it, if it is too deep
	return nil, f.fail(e.Subject.Span(), fault("match", "no pattern matches %s", excerpt(text, 60)))
}

// excerpt cuts a long text off.
func excerpt(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return text[:most] + "…"
}

// matches tests a value and binds what it is taken apart into.
func (f *frame) matches(s *scope, p ast.Pattern, v Value) (bool, error) {
	switch p := p.(type) {
	case *ast.Ident:
		s.bind(p.Name, v)
		return true, nil
	case *ast.Wildcard:
		return true, nil
	case *ast.LiteralPattern:
		return f.matchesValue(s, p.Value, v, p)
	case *ast.ValuePattern:
		return f.matchesValue(s, p.Value, v, p)
	case *ast.ListPattern:
		if _, ok := v.(*List); !ok {
			return false, nil
		}
		return f.matchesElements(s, p.Elems, v)
	case *ast.TuplePattern:
		if _, ok := v.(*Tuple); !ok {
			return false, nil
		}
		return f.matchesElements(s, p.Elems, v)
	case *ast.MapPattern:
		return f.matchesMap(s, p, v)
	case *ast.InstancePattern:
		return f.matchesInstance(s, p, v)
	case *ast.TypePattern:
		ok, err := f.isType(s, v, p.Type)
		if err != nil || !ok {
			return false, f.fail(p.Type.Span(), err)
		}
		return f.matches(s, p.Pattern, v)
	case *ast.OrPattern:
		for _, alt := range p.Alts {
			s.declarePattern(alt, p.Span().End)
			if ok, err := f.matches(s, alt, v); ok || err != nil {
				return ok, err
			}
		}
	}
	return false, nil
}

func (f *frame) matchesValue(s *scope, value ast.Expr, v Value, at ast.Pattern) (bool, error) {
	want, err := f.eval(s, value)
	if err != nil {
		return false, err
	}
	eq, err := equal(v, want)
	return eq, f.fail(at.Span(), err)
}

// matchesElements looks at each element when its turn comes: a default or getter
// before it may have changed the list.
func (f *frame) matchesElements(s *scope, elems []ast.Pattern, whole Value) (bool, error) {
	parts, _ := items(whole)
	n, rest := len(parts), restOf(elems)
	if rest < 0 && n != len(elems) || rest >= 0 && n < len(elems)-1 {
		return false, nil
	}
	for i, p := range elems {
		at := int64(i)
		if r, ok := p.(*ast.RestPattern); ok {
			if r.Name != nil {
				parts, _ := items(whole)
				s.bind(r.Name.Name, partOf(whole, parts, i, n-(len(elems)-i-1)))
			}
			continue
		}
		if rest >= 0 && i > rest {
			at = int64(n - len(elems) + i)
		}
		part, err := f.index(whole, at)
		if err != nil {
			return false, f.fail(p.Span(), err)
		}
		if fits, err := f.matches(s, p, part); err != nil || !fits {
			return false, err
		}
	}
	return true, nil
}

// partOf makes a list or tuple, as the whole is one, of some of its elements.
func partOf(whole Value, parts []Value, from, to int) Value {
	taken := append([]Value(nil), parts[from:to]...)
	if _, ok := whole.(*Tuple); ok {
		return &Tuple{items: taken}
	}
	return &List{items: taken}
}

func (f *frame) matchesMap(s *scope, p *ast.MapPattern, v Value) (bool, error) {
	m, ok := v.(*Map)
	if !ok {
		return false, nil
	}
	for i := range p.Entries {
		e := &p.Entries[i]
		part, ok, err := m.get(e.Key.Value)
		if err != nil || !ok && e.Default == nil {
			return false, err
		}
		if part == nil && e.Default != nil {
			if part, err = f.eval(s, e.Default); err != nil {
				return false, err
			}
		}
		if fits, err := f.matches(s, e.Value, part); err != nil || !fits {
			return false, err
		}
	}
	if p.Rest != nil && p.Rest.Name != nil {
		s.bind(p.Rest.Name.Name, without(m, p.Entries))
	}
	return true, nil
}

// matchesInstance tests for a class, and its fields by order or by name.
func (f *frame) matchesInstance(s *scope, p *ast.InstancePattern, v Value) (bool, error) {
	classValue, err := f.eval(s, p.Class)
	if err != nil {
		return false, err
	}
	c, ok := classValue.(*Class)
	if !ok {
		return false, f.fail(p.Span(), fault("type", "right of `is` stands a type or a class, not %s", article(classValue)))
	}
	args, open := p.Args, false
	if n := len(args); n > 0 {
		if _, open = args[n-1].Pattern.(*ast.RestPattern); open {
			args = args[:n-1]
		}
	}
	if !isA(v, c) {
		return false, nil
	}
	byOrder := 0
	for byOrder < len(args) && args[byOrder].Name == nil {
		byOrder++
	}
	if byOrder > 0 {
		if err := checkFieldCount(c, byOrder, open || byOrder < len(args)); err != nil {
			return false, f.fail(p.Span(), err)
		}
	}
	for i := range args {
		var part Value
		if i < byOrder {
			part = v.(*Instance).fields[i]
		} else {
			f.at = args[i].Span()
			if part, err = f.field(v, args[i].Name.Name); err != nil {
				return false, f.fail(args[i].Span(), err)
			}
		}
		if fits, err := f.matches(s, args[i].Pattern, part); err != nil || !fits {
			return false, err
		}
	}
	return true, nil
}

func checkFieldCount(c *Class, n int, open bool) error {
	switch fields := len(c.fields); {
	case !c.record:
		return fault("match", "only the fields of a record have an order, and `%s` is a class", c.name)
	case n > fields || n < fields && !open:
		return fault("match", "the pattern has %s, the record `%s` has %d", count(n, "field"), c.name, fields)
	}
	return nil
}
