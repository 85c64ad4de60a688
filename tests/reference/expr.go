package reference

// Expressions.

import (
	"slices"
	"strings"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
)

func (f *frame) eval(s *scope, e ast.Expr) (Value, error) {
	switch e := e.(type) {
	case *ast.NilLit:
		return nil, nil
	case *ast.BoolLit:
		return e.Value, nil
	case *ast.IntLit:
		return e.Value, nil
	case *ast.FloatLit:
		return e.Value, nil
	case *ast.StringLit:
		return e.Value, nil
	case *ast.Interp:
		return f.interp(s, e, e.Span())
	case *ast.Ident:
		return f.variable(s, e)
	case *ast.SelfExpr:
		return f.self, nil
	case *ast.Paren:
		return f.eval(s, e.X)
	case *ast.ListLit:
		elems, err := f.evalAll(s, e.Elems)
		return &List{items: elems}, err
	case *ast.TupleLit:
		elems, err := f.evalAll(s, e.Elems)
		return &Tuple{items: elems}, err
	case *ast.MapLit:
		return f.mapLit(s, e)
	case *ast.Unary:
		x, err := f.eval(s, e.X)
		if err != nil {
			return nil, err
		}
		return f.unary(e, x)
	case *ast.Binary:
		return f.binaryExpr(s, e)
	case *ast.IsExpr:
		return f.is(s, e)
	case *ast.Pipe:
		p, err := f.preparePipe(s, e)
		if err != nil || p == nil {
			return nil, err
		}
		return f.call(p.at, p.fn, p.args...)
	case *ast.Call, *ast.Index, *ast.Slice, *ast.Field:
		v, _, err := f.chain(s, e)
		return v, err
	case *ast.SuperField:
		v, err := f.superField(e)
		return v, f.fail(e.NameSpan, err)
	case *ast.Yield:
		return f.yieldExpr(s, e)
	case *ast.Coro:
		return f.coro(s, e)
	case *ast.Escape:
		return f.exec(s, e.Stmt)
	case *ast.If:
		return f.ifElse(s, e, false)
	case *ast.Match:
		return f.match(s, e, false)
	case *ast.Try:
		return f.try(s, e)
	case *ast.FuncLit:
		if f.in.options.Faults.Capture {
			s = s.copied()
		}
		return f.closure(s, "", e), nil
	}
	panic("an expression that the parser does not make")
}

// evalAll evaluates elements or arguments, with what is spread among them.
func (f *frame) evalAll(s *scope, exprs []ast.Expr) ([]Value, error) {
	var values []Value
	for _, e := range exprs {
		if spread, ok := e.(*ast.Spread); ok {
			over, err := f.eval(s, spread.X)
			if err != nil {
				return nil, err
			}
			err = f.iterate(spread.Span(), over, func(item Value) error {
				values = append(values, item)
				return nil
			})
			if err != nil {
				return nil, err
			}
			continue
		}
		v, err := f.eval(s, e)
		if err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	return values, nil
}

// variable is the value of a name, a built-in if there is none.
func (f *frame) variable(s *scope, n *ast.Ident) (Value, error) {
	c := s.find(n.Name, n.At.Start, f.code)
	if c == nil {
		v, ok := f.in.builtins[n.Name]
		if !ok && f.builtin {
			v, ok = f.in.preludeBuiltin(n.Name)
		}
		switch {
		case !ok && n.Name == "task":
			return nil, ErrTasks
		case !ok:
			return nil, f.fail(n.At, fault("name", "`%s` is not defined", n.Name))
		}
		return v, nil
	}
	if !c.bound {
		return nil, f.fail(n.At, unbound(n.Name))
	}
	return c.value, nil
}

func unbound(name string) error {
	return fault("name", "`%s` is used before it is initialised", name)
}

// interp evaluates all that is in a string before it makes a text of it, at a place.
func (f *frame) interp(s *scope, e *ast.Interp, at source.Span) (Value, error) {
	parts, err := f.evalAll(s, e.Parts)
	if err != nil {
		return nil, err
	}
	f.at = at
	var b strings.Builder
	for _, v := range parts {
		text, err := f.text(v)
		if err != nil {
			return nil, f.fail(at, err)
		}
		b.WriteString(text)
	}
	return b.String(), nil
}

// text is what print writes for a value. An instance is asked for it.
func (f *frame) text(v Value) (string, error) {
	in, ok := v.(*Instance)
	if !ok {
		return display(v)
	}
	m := in.class.member("str")
	if m == nil || m.kind != ast.MethodPlain {
		return display(v)
	}
	result, err := f.run(m.fn, in, nil)
	if err != nil {
		return "", err
	}
	text, ok := result.(string)
	if !ok {
		return "", fault("type", "`str` of `%s` returned %s, not a string", in.class.name, article(result))
	}
	return text, nil
}

func (f *frame) mapLit(s *scope, e *ast.MapLit) (Value, error) {
	m := newMap()
	for i := range e.Entries {
		entry := &e.Entries[i]
		if entry.Kind == ast.EntrySpread {
			v, err := f.eval(s, entry.Value)
			if err != nil {
				return nil, err
			}
			other, ok := v.(*Map)
			if !ok {
				return nil, f.fail(entry.Span(), fault("type", "`...` in a map wants a map, got %s", article(v)))
			}
			m.merge(other)
			continue
		}
		key, err := f.eval(s, entry.Key)
		if err != nil {
			return nil, err
		}
		value, err := f.eval(s, entry.Value)
		if err != nil {
			return nil, err
		}
		if err := m.set(key, value); err != nil {
			return nil, f.fail(entry.Span(), err)
		}
	}
	return m, nil
}

func (f *frame) binaryExpr(s *scope, e *ast.Binary) (Value, error) {
	x, err := f.eval(s, e.X)
	if err != nil {
		return nil, err
	}
	switch e.Op {
	case ast.OpAnd:
		if !truthy(x) {
			return x, nil
		}
		return f.eval(s, e.Y)
	case ast.OpOr:
		if truthy(x) {
			return x, nil
		}
		return f.eval(s, e.Y)
	case ast.OpCoalesce:
		if x != nil {
			return x, nil
		}
		return f.eval(s, e.Y)
	}
	y, err := f.operand(s, e.Op, e.Y, e.Span())
	if err != nil {
		return nil, err
	}
	return f.binary(e.Span(), e.Op, x, y)
}

// operand evaluates the right side of an operator. A string that is appended is made
// by the operation itself.
func (f *frame) operand(s *scope, op ast.Op, y ast.Expr, at source.Span) (Value, error) {
	if text, ok := y.(*ast.Interp); ok && op == ast.OpAdd {
		return f.interp(s, text, at)
	}
	return f.eval(s, y)
}

// is tests for a type or class.
func (f *frame) is(s *scope, e *ast.IsExpr) (Value, error) {
	x, err := f.eval(s, e.X)
	if err != nil {
		return nil, err
	}
	ok, err := f.isType(s, x, e.Type)
	if err != nil {
		return nil, f.fail(e.Span(), err)
	}
	return ok != e.Not, nil
}

var typeNames = map[string]bool{
	"nil": true, "bool": true, "int": true, "float": true, "string": true, "bytes": true, "list": true,
	"tuple": true, "map": true, "range": true, "function": true, "coroutine": true, "class": true,
	"record": true, "instance": true, "module": true, "error": true, "object": true, "task": true,
}

func (f *frame) isType(s *scope, x Value, t *ast.NamedType) (bool, error) {
	first := &t.Path[0]
	if typeNames[first.Name] && len(t.Path) == 1 {
		return typeName(x) == first.Name, nil
	}
	v, err := f.variable(s, first)
	for _, name := range t.Path[1:] {
		if err != nil {
			return false, err
		}
		f.at = name.At
		v, err = f.field(v, name.Name)
		err = f.fail(name.At, err)
	}
	if err != nil {
		return false, err
	}
	c, ok := v.(*Class)
	if !ok {
		return false, fault("type", "right of `is` stands a type or a class, not %s", article(v))
	}
	return isA(x, c), nil
}

func (f *frame) ifElse(s *scope, e *ast.If, returned bool) (Value, error) {
	for i := range e.Arms {
		cond, err := f.eval(s, e.Arms[i].Cond)
		if err != nil {
			return nil, err
		}
		if truthy(cond) {
			return f.branch(s, e.Arms[i].Body, returned)
		}
	}
	if e.Else == nil {
		return nil, nil
	}
	return f.branch(s, e.Else, returned)
}

func (f *frame) try(s *scope, e *ast.Try) (Value, error) {
	f.pending++
	v, err := f.block(s, e.Body)
	f.pending--
	t, ok := err.(*thrown)
	if !ok {
		return v, err
	}
	handler := newScope(s, f.code)
	if e.Name != nil {
		handler.declare(e.Name.Name, e.Name.At.End)
		handler.bind(e.Name.Name, t.value)
	}
	return f.block(handler, e.Handler)
}

// tail evaluates what is returned. The error is a jump if it is a call that takes
// the place of the frame.
func (f *frame) tail(s *scope, e ast.Expr) (Value, error) {
	switch x := e.(type) {
	case *ast.Paren:
		return f.tail(s, x.X)
	case *ast.If:
		return f.ifElse(s, x, true)
	case *ast.Match:
		return f.match(s, x, true)
	case *ast.Pipe:
		p, err := f.preparePipe(s, x)
		if err != nil || p == nil {
			return nil, err
		}
		f.returned = e.Span()
		fn := x.Target
		if call, ok := fn.(*ast.Call); ok {
			fn = call.Fn
		}
		return f.tailCall(s, fn, p)
	case *ast.Call:
		p, skipped, err := f.prepare(s, x)
		if err != nil || skipped {
			return nil, err
		}
		f.returned = e.Span()
		return f.tailCall(s, x.Fn, p)
	}
	v, err := f.eval(s, e)
	f.returned = e.Span()
	return v, err
}

// isVariable reports whether what is called is found out when it is called: a built-in
// that is called by its own name, or as a method, has no frame to take.
func (f *frame) isVariable(s *scope, fn ast.Expr) bool {
	switch fn := fn.(type) {
	case *ast.Ident:
		return s.find(fn.Name, fn.At.Start, f.code) != nil
	case *ast.Field:
		return false
	}
	return true
}

func isNative(v Value) bool {
	if b, ok := v.(*Bound); ok {
		v = b.fn
	}
	_, ok := v.(*Native)
	return ok
}

// mustWait reports whether something of the frame is to be done behind a call that is
// returned: a defer, a catch, or the closing of what a loop goes over.
func (f *frame) mustWait() bool {
	return f.pending > 0 || slices.ContainsFunc(f.loops, func(c *Coroutine) bool { return !c.ended() })
}

// tailCall makes a jump of a call of what an expression means, if nothing has to wait for
// it and it calls something of the script. It is still the frame whose error it is if the
// arguments do not fit.
func (f *frame) tailCall(s *scope, fn ast.Expr, p *prepared) (Value, error) {
	if p.getter || !f.isVariable(s, fn) && isNative(p.fn) {
		return f.call(p.at, p.fn, p.args...)
	}
	code := p.fn
	if b, ok := code.(*Bound); ok {
		code = b.fn
	}
	callsScript := false
	var err error
	switch code := code.(type) {
	case *Native:
		if callsScript = code.scripted || code.refuses != nil; callsScript {
			err = code.check(p.args)
		}
		if err == nil && code.refuses != nil {
			err = code.refuses(f, withReceiver(p.fn, p.args))
		}
	case *Function:
		callsScript, err = true, code.checkCount(len(p.args))
	case *Class:
		callsScript, err = true, code.checkCount(len(p.args))
	case *Instance:
		if op := code.class.operator(ast.OverloadCall); op != nil {
			callsScript, err = true, op.checkCount(len(p.args))
		}
	}
	if err != nil {
		return nil, f.fail(p.at, err)
	}
	if !callsScript || f.code == nil || f.mustWait() {
		return f.call(p.at, p.fn, p.args...)
	}
	return nil, &jump{kind: jumpReturn, tail: p}
}

// withReceiver returns the arguments of a native behind the receiver of a method.
func withReceiver(fn Value, args []Value) []Value {
	if b, ok := fn.(*Bound); ok {
		return append([]Value{b.self}, args...)
	}
	return args
}

func (f *frame) yieldExpr(s *scope, e *ast.Yield) (Value, error) {
	var v Value
	if e.Value != nil {
		var err error
		if v, err = f.eval(s, e.Value); err != nil {
			return nil, err
		}
	}
	f.at = e.Span()
	v, err := f.yield(v)
	return v, f.fail(e.Span(), err)
}

// coro makes a coroutine of a call or a block.
func (f *frame) coro(s *scope, e *ast.Coro) (Value, error) {
	if e.Body != nil {
		code := &ast.FuncLit{Loc: e.Loc, Body: e.Body}
		return f.newCoroutine(&prepared{fn: f.closure(s, "coro", code), at: e.Span()}), nil
	}
	p, skipped, err := f.prepareLater(s, e.Call)
	if err != nil || skipped {
		return nil, err
	}
	if err := callable(p.fn, len(p.args)); err != nil {
		return nil, f.fail(e.Span(), err)
	}
	return f.newCoroutine(p), nil
}
