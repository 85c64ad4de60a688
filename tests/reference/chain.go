package reference

// Chains of calls, indexes, slices and fields, and what can be assigned.

import (
	"slices"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
)

// chain evaluates a chain. It is skipped if a `?.` in it stands behind nil.
func (f *frame) chain(s *scope, e ast.Expr) (v Value, skipped bool, err error) {
	switch e := e.(type) {
	case *ast.Field:
		x, skipped, err := f.chain(s, e.X)
		if err != nil || skipped || e.Optional && x == nil {
			return nil, true, err
		}
		f.at = e.NameSpan
		v, err := f.field(x, e.Name)
		return v, false, f.fail(e.NameSpan, err)
	case *ast.Index:
		x, skipped, err := f.chain(s, e.X)
		if err != nil || skipped {
			return nil, true, err
		}
		key, err := f.eval(s, e.Key)
		if err != nil {
			return nil, false, err
		}
		f.at = e.Span()
		v, err := f.index(x, key)
		return v, false, f.fail(e.Span(), err)
	case *ast.Slice:
		x, skipped, err := f.chain(s, e.X)
		if err != nil || skipped {
			return nil, true, err
		}
		v, err := f.slice(s, e, x)
		return v, false, f.fail(e.Span(), err)
	case *ast.Call:
		p, skipped, err := f.prepare(s, e)
		if err != nil || skipped {
			return nil, true, err
		}
		v, err := f.call(p.at, p.fn, p.args...)
		return v, false, err
	}
	v, err = f.eval(s, e)
	return v, false, err
}

// prepare evaluates all of a call but the call itself: what is called, then the
// arguments; a method is looked up behind them.
func (f *frame) prepare(s *scope, e *ast.Call) (p *prepared, skipped bool, err error) {
	return f.prepareWith(s, e, nil, e.Span())
}

// prepareWith is prepare with values before the arguments, at a place.
func (f *frame) prepareWith(s *scope, e *ast.Call, first []Value, at source.Span) (p *prepared, skipped bool, err error) {
	field, isMethod := e.Fn.(*ast.Field)
	var x Value
	if isMethod {
		x, skipped, err = f.chain(s, field.X)
		skipped = skipped || field.Optional && x == nil
		if !f.isModule(s, field.X) {
			at.Start = field.NameSpan.Start
		}
	} else if super, ok := e.Fn.(*ast.SuperField); ok {
		return f.prepareSuper(s, e, super, first)
	} else {
		x, skipped, err = f.chain(s, e.Fn)
	}
	if err != nil || skipped {
		return nil, true, err
	}
	args, err := f.evalAll(s, e.Args)
	if err != nil {
		return nil, false, err
	}
	p = &prepared{fn: x, args: append(first, args...), at: at}
	if isMethod {
		in, ok := x.(*Instance)
		if ok {
			m := in.class.member(field.Name)
			p.getter = m != nil && !m.isMethod()
		}
		f.at = at
		if p.fn, err = f.method(x, field.Name); err != nil {
			return nil, false, f.fail(at, err)
		}
	}
	return p, false, nil
}

// prepareLater evaluates a call that is made later, all but the call: there, what is
// called is a value like any other. It is skipped if a `?.` in it stands behind nil.
func (f *frame) prepareLater(s *scope, e *ast.Call) (p *prepared, skipped bool, err error) {
	if super, ok := e.Fn.(*ast.SuperField); ok {
		return f.prepareSuper(s, e, super, nil)
	}
	fn, skipped, err := f.chain(s, e.Fn)
	if err != nil || skipped {
		return nil, true, err
	}
	args, err := f.evalAll(s, e.Args)
	return &prepared{fn: fn, args: args, at: e.Span(), spread: slices.ContainsFunc(e.Args, isSpread)}, false, err
}

func isSpread(e ast.Expr) bool {
	_, ok := e.(*ast.Spread)
	return ok
}

// isModule reports whether an expression is the name of an imported module.
func (f *frame) isModule(s *scope, e ast.Expr) bool {
	n, ok := e.(*ast.Ident)
	if !ok {
		return false
	}
	c := s.find(n.Name, n.At.Start, f.code)
	return c != nil && c.module
}

// method is what `x.name(…)` calls: of a map, its entry.
func (f *frame) method(x Value, name string) (Value, error) {
	if m, ok := x.(*Map); ok {
		v, ok, err := m.get(name)
		if err == nil && !ok {
			err = fault("call", "the map has no entry `%s` to call", name)
		}
		return v, err
	}
	return f.field(x, name)
}

// preparePipe evaluates `x |> f(a)` and `x |> f`, all but the call. It returns nil if
// the chain is skipped.
func (f *frame) preparePipe(s *scope, e *ast.Pipe) (*prepared, error) {
	x, err := f.eval(s, e.X)
	if err != nil {
		return nil, err
	}
	call, ok := e.Target.(*ast.Call)
	if !ok {
		call = &ast.Call{Loc: e.Loc, Fn: e.Target}
	}
	p, skipped, err := f.prepareWith(s, call, []Value{x}, e.Target.Span())
	if skipped {
		return nil, err
	}
	return p, err
}

// place is what can be assigned: a variable, an element or a field.
type place struct {
	cell      *cell
	container Value
	key       Value
	name      string // of a variable or field
	at        source.Span
	element   bool
}

// place evaluates the parts of a target.
func (f *frame) place(s *scope, e ast.Expr) (place, error) {
	switch e := e.(type) {
	case *ast.Ident:
		p := place{cell: s.find(e.Name, e.At.Start, f.code), name: e.Name, at: e.At}
		_, err := p.get(f) // which fails if it is not bound yet
		return p, err
	case *ast.Field:
		x, err := f.eval(s, e.X)
		return place{container: x, name: e.Name, at: e.NameSpan}, err
	case *ast.Index:
		x, err := f.eval(s, e.X)
		if err != nil {
			return place{}, err
		}
		key, err := f.eval(s, e.Key)
		return place{container: x, key: key, at: e.Span(), element: true}, err
	}
	panic("a target that the parser does not make")
}

func (p place) get(f *frame) (v Value, err error) {
	f.at = p.at
	switch {
	case p.cell != nil && !p.cell.bound:
		err = unbound(p.name)
	case p.cell != nil:
		return p.cell.value, nil
	case p.element:
		v, err = f.index(p.container, p.key)
	default:
		v, err = f.field(p.container, p.name)
	}
	return v, f.fail(p.at, err)
}

func (p place) set(f *frame, v Value) error {
	f.at = p.at
	switch {
	case p.cell != nil:
		p.cell.value = v
		return nil
	case p.element:
		return f.fail(p.at, f.setIndex(p.container, p.key, v))
	}
	return f.fail(p.at, f.setField(p.container, p.name, v))
}

// index is `x[key]`.
func (f *frame) index(x, key Value) (Value, error) {
	switch x := x.(type) {
	case *Map:
		v, _, err := x.get(key)
		return v, err
	case *Instance:
		if op := x.class.operator(ast.OverloadIndex); op != nil {
			return f.run(op, x, []Value{key})
		}
		return nil, fault("type", "cannot index %s", article(x))
	}
	n, err := indexable(x)
	if err != nil {
		return nil, err
	}
	i, err := f.offset(x, key, n)
	if err != nil {
		return nil, err
	}
	switch x := x.(type) {
	case *List:
		return x.items[i], nil
	case *Tuple:
		return x.items[i], nil
	case string:
		return int64(x[i]), nil
	case *Bytes:
		return int64(x.b[i]), nil
	}
	return x.(Range).at(i), nil
}

// indexable returns the length of what has elements.
func indexable(x Value) (int64, error) {
	switch x := x.(type) {
	case *List, *Tuple, string, *Bytes, Range:
		return length(x)
	}
	return 0, fault("type", "cannot index %s", article(x))
}

// offset checks an index of something of length n; negative ones count from the end.
func (f *frame) offset(x, key Value, n int64) (int64, error) {
	i, ok := key.(int64)
	if !ok {
		return 0, fault("type", "an index of %s is an int, not %s", article(x), article(key))
	}
	if i < 0 {
		i += n
	}
	if i < 0 || i >= n {
		return 0, fault("index", "index %d is out of range: %s", key, sizeOf(x, n))
	}
	return i, nil
}

// sizeOf says how long something is.
func sizeOf(x Value, n int64) string {
	what, part := typeName(x), "element"
	switch x.(type) {
	case string:
		part = "byte"
	case *Bytes:
		what, part = "buffer", "byte"
	}
	if n == 0 {
		return "the " + what + " is empty"
	}
	return "the " + what + " has " + count(int(n), part)
}

func (f *frame) setIndex(x, key, v Value) error {
	switch x := x.(type) {
	case *Map:
		return x.set(key, v)
	case *Instance:
		if op := x.class.operator(ast.OverloadSetIndex); op != nil {
			_, err := f.run(op, x, []Value{key, v})
			return err
		}
	case *List:
		i, err := f.offset(x, key, int64(len(x.items)))
		if err == nil {
			x.items[i] = v
		}
		return err
	case *Bytes:
		i, err := f.offset(x, key, int64(len(x.b)))
		if err != nil {
			return err
		}
		b, err := toByte(v)
		if err == nil {
			x.b[i] = b
		}
		return err
	case *Tuple, string, Range:
		return fault("type", "%s cannot be changed", article(x))
	}
	return fault("type", "cannot set an element of %s", article(x))
}

func toByte(v Value) (byte, error) {
	i, ok := v.(int64)
	if !ok {
		return 0, fault("type", "an element of bytes is an int from 0 to 255, not %s", article(v))
	}
	if i < 0 || i > 255 {
		return 0, fault("value", "an element of bytes is an int from 0 to 255, not %d", i)
	}
	return byte(i), nil
}

// slice is `x[lo:hi]`.
func (f *frame) slice(s *scope, e *ast.Slice, x Value) (Value, error) {
	bounds := [2]Value{nil, nil}
	for i, bound := range []ast.Expr{e.Lo, e.Hi} {
		if bound != nil {
			var err error
			if bounds[i], err = f.eval(s, bound); err != nil {
				return nil, err
			}
		}
	}
	var n int64
	switch x.(type) {
	case string, *Bytes, *List, *Tuple:
		n, _ = length(x)
	default:
		return nil, fault("type", "cannot slice %s", article(x))
	}
	lo, err := sliceBound(x, bounds[0], 0, n)
	if err != nil {
		return nil, err
	}
	hi, err := sliceBound(x, bounds[1], n, n)
	if err != nil {
		return nil, err
	}
	if lo > hi {
		return nil, fault("index", "the slice begins at %d, after its end at %d", lo, hi)
	}
	switch x := x.(type) {
	case string:
		return x[lo:hi], nil
	case *Bytes:
		return &Bytes{b: append([]byte(nil), x.b[lo:hi]...)}, nil
	case *List:
		return &List{items: append([]Value(nil), x.items[lo:hi]...)}, nil
	}
	return &Tuple{items: x.(*Tuple).items[lo:hi:hi]}, nil
}

func sliceBound(x, bound Value, missing, n int64) (int64, error) {
	if bound == nil {
		return missing, nil
	}
	i, ok := bound.(int64)
	if !ok {
		return 0, fault("type", "a bound of a slice is an int, not %s", article(bound))
	}
	if i < 0 {
		i += n
	}
	if i < 0 || i > n {
		return 0, fault("index", "slice bound %d is out of range: %s", bound, sizeOf(x, n))
	}
	return i, nil
}
