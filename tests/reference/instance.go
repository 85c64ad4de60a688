package reference

// How instances are made, and `super`.

import (
	"github.com/coro-lang/coro/ast"
)

// initializer returns the class whose init makes the instances of c: the nearest
// that has one, or else the first of all, which has one that does nothing.
func (c *Class) initializer() *Class {
	for c.init == nil && c.super != nil {
		c = c.super
	}
	return c
}

// checkCount checks a number of arguments of the class.
func (c *Class) checkCount(n int) error {
	owner := c.initializer()
	return checkCount("`"+owner.name+"`", owner.initCode().Params, n)
}

// instantiate calls a class.
func (f *frame) instantiate(c *Class, args []Value) (Value, error) {
	if err := c.checkCount(len(args)); err != nil {
		return nil, err
	}
	in := &Instance{class: c, fields: make([]Value, len(c.fields))}
	for i := range in.fields {
		in.fields[i] = unset{}
	}
	var err error
	if c.record {
		err = f.fillRecord(in, args)
	} else {
		err = f.construct(in, args)
	}
	return in, err
}

// fillRecord sets the fields of a record, whose defaults see those before them.
func (f *frame) fillRecord(in *Instance, args []Value) error {
	c := in.class
	if !c.hasDefaults() { // there is no code to run
		copy(in.fields, args)
		return nil
	}
	callee, err := f.push(c.function("init", c.head), c.outerSelf)
	if err != nil {
		return err
	}
	callee.at = c.at
	s := newScope(c.scope, c.head)
	if err := callee.bindParameters(s, c.head, args); err != nil {
		return err
	}
	for i := range c.fields {
		in.fields[i] = s.cells[c.fields[i].name].value
	}
	return nil
}

func (c *Class) hasDefaults() bool {
	for _, p := range c.head.Params {
		if p.Default != nil {
			return true
		}
	}
	return false
}

// function makes a function that has the class as its place.
func (c *Class) function(name string, code *ast.FuncLit) *Function {
	return &Function{name: c.name + "." + name, code: code, scope: c.scope, module: c.module, class: c}
}

// initCode is the code of the init of a class, which a record has by its head.
func (c *Class) initCode() *ast.FuncLit {
	switch {
	case c.record:
		return c.head
	case c.init != nil:
		return c.init.code
	}
	return &ast.FuncLit{}
}

// construct evaluates the values of the fields, each class in a frame of its own,
// and runs the init.
func (f *frame) construct(in *Instance, args []Value) error {
	owner := in.class.initializer()
	callee, err := f.push(owner.function("init", owner.initCode()), in)
	if err != nil {
		return err
	}
	callee.at = owner.at
	if owner.init != nil {
		callee.at = owner.init.code.Span()
	}
	if err := callee.initFields(in, in.class); err != nil {
		return err
	}
	callee.made = in
	return callee.runInit(owner, args)
}

// runInit runs the body of an init in its frame.
func (f *frame) runInit(owner *Class, args []Value) error {
	if owner.init == nil {
		return f.fail(f.at, f.complete())
	}
	code := owner.init.code
	s := newScope(owner.scope, code)
	if err := f.bindParameters(s, code, args); err != nil {
		return err
	}
	at, err := code.Span(), error(nil)
	if code.Body == nil {
		_, err = f.eval(s, code.Result)
	} else {
		at = code.Body.Close.At
		_, err = f.block(s, code.Body)
	}
	if j, ok := err.(*jump); ok {
		at, err = j.at, nil
	}
	if err != nil {
		return err
	}
	return f.fail(at, f.complete())
}

// complete checks, in the frame of the init that was called, that all fields have a
// value.
func (f *frame) complete() error {
	if f.made == nil {
		return nil
	}
	for i := range f.made.fields {
		if f.made.fields[i] == (unset{}) {
			c := f.made.class
			return fault("name", "the field `%s` of `%s` has no value at the end of init", c.fields[i].name, c.name)
		}
	}
	return nil
}

// initFields evaluates the values in the declarations of a class, those of its
// superclass first.
func (f *frame) initFields(in *Instance, c *Class) error {
	if c.super != nil {
		if err := f.initFields(in, c.super); err != nil {
			return err
		}
	}
	var callee *frame
	var s *scope
	for _, decl := range c.own {
		for i := range decl.Names {
			at := c.fieldIndex(decl.Names[i].Name.Name)
			if decl.Value == nil {
				if decl.Mutable {
					in.fields[at] = nil
				}
				continue
			}
			if v, ok := f.constant(decl.Value); ok {
				in.fields[at] = v
				continue
			}
			if callee == nil {
				code := &ast.FuncLit{}
				var err error
				if callee, err = f.push(c.function("init", code), in); err != nil {
					return f.fail(f.at, err)
				}
				s = newScope(c.scope, code)
			}
			v, err := callee.eval(s, decl.Value)
			if err != nil {
				return err
			}
			in.fields[at] = v
		}
	}
	return nil
}

// constant is the value of an expression that consists of literals: it is no call.
func (f *frame) constant(e ast.Expr) (Value, bool) {
	switch e := e.(type) {
	case *ast.NilLit, *ast.BoolLit, *ast.IntLit, *ast.FloatLit, *ast.StringLit:
		v, err := f.eval(nil, e)
		return v, err == nil
	case *ast.Paren:
		return f.constant(e.X)
	case *ast.Unary:
		x, ok := f.constant(e.X)
		if !ok {
			return nil, false
		}
		at := f.at
		v, err := f.unary(e, x)
		f.at = at
		return v, err == nil
	case *ast.Binary:
		x, ok := f.constant(e.X)
		if !ok {
			return nil, false
		}
		y, ok := f.constant(e.Y)
		if !ok {
			return nil, false
		}
		v, err := f.apply(e.Op, x, y)
		return v, err == nil
	}
	return nil, false
}

// superField is `super.name`: what is above the class in which it is written.
func (f *frame) superField(e *ast.SuperField) (Value, error) {
	super := f.class.super
	if super.fieldIndex(e.Name) >= 0 {
		return nil, fault("name", "`%s` is a field, which `super` does not have", e.Name)
	}
	m := super.member(e.Name)
	if m == nil {
		return nil, fault("name", "the superclass `%s` has no method `%s`", super.name, e.Name)
	}
	f.at = e.NameSpan
	if m.kind == ast.MethodGetter {
		return f.run(m.fn, f.self, nil)
	}
	return &Bound{self: f.self, fn: m.fn}, nil
}

// prepareSuper evaluates `super.name(…)`, all but the call.
func (f *frame) prepareSuper(s *scope, e *ast.Call, super *ast.SuperField, first []Value) (*prepared, bool, error) {
	args, err := f.evalAll(s, e.Args)
	if err != nil {
		return nil, false, err
	}
	args = append(first, args...)
	p := &prepared{args: args, at: e.Span()}
	failedAt := super.NameSpan
	if super.Name == "init" {
		failedAt = e.Span()
		p.fn, err = f.superInit(len(args))
	} else {
		m := f.class.super.member(super.Name)
		if m != nil && m.kind == ast.MethodGetter {
			err = fault("type", "`%s` of `%s` is a getter, which is not called", super.Name, f.class.super.name)
		} else {
			p.fn, err = f.superField(super)
		}
	}
	return p, false, f.fail(failedAt, err)
}

// superInit is what `super.init` calls.
func (f *frame) superInit(n int) (Value, error) {
	if err := f.class.super.checkCount(n); err != nil {
		return nil, err
	}
	in, owner := f.self.(*Instance), f.class.super.initializer()
	return &Native{name: "init", scripted: true, params: []param{{rest: true}}, run: func(f *frame, args []Value) (Value, error) {
		callee, err := f.push(owner.function("init", owner.initCode()), in)
		if err != nil {
			return nil, err
		}
		return in, callee.runInit(owner, args)
	}}, nil
}
