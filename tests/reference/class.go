package reference

// Classes, records, their instances, and the fields of all values.

import (
	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
)

// Class is a class or record.
type Class struct {
	name   string
	super  *Class
	record bool

	fields    []field // those of the superclasses first
	own       []*ast.FieldDecl
	members   map[string]*member
	statics   map[string]*Function
	operators map[ast.Overload]*Function
	init      *Function    // its own
	head      *ast.FuncLit // of a record: its fields as parameters
	outerSelf Value        // of a record: `self` in the head
	scope     *scope
	module    *Module
	at        source.Span // of the name in the declaration
}

// field is a field of an instance.
type field struct {
	name    string
	mutable bool
}

// member is a method or getter.
type member struct {
	kind ast.MethodKind
	fn   *Function
}

func (m *member) isMethod() bool { return m.kind == ast.MethodPlain }

// Instance is an instance of a class or record.
type Instance struct {
	class  *Class
	fields []Value // unset before they have a value
}

type unset struct{}

func (c *Class) word() string {
	if c.record {
		return "record"
	}
	return "class"
}

func (c *Class) member(name string) *member {
	for ; c != nil; c = c.super {
		if m := c.members[name]; m != nil {
			return m
		}
	}
	return nil
}

func (c *Class) operator(o ast.Overload) *Function {
	for ; c != nil; c = c.super {
		if fn := c.operators[o]; fn != nil {
			return fn
		}
	}
	return nil
}

func (c *Class) fieldIndex(name string) int {
	for i := range c.fields {
		if c.fields[i].name == name {
			return i
		}
	}
	return -1
}

// isA reports whether a value is an instance of a class or of its subclasses.
func isA(v Value, c *Class) bool {
	in, ok := v.(*Instance)
	if !ok {
		return false
	}
	for k := in.class; k != nil; k = k.super {
		if k == c {
			return true
		}
	}
	return false
}

// subclass runs the declaration of a class that has a superclass.
func (f *frame) subclass(s *scope, n *ast.Class) error {
	v, err := f.eval(s, n.Super)
	if err != nil {
		return err
	}
	super, ok := v.(*Class)
	switch {
	case !ok:
		err = fault("type", "`%s` cannot inherit from %s", n.Name.Name, article(v))
	case super.record:
		err = fault("type", "`%s` cannot inherit from the record `%s`", n.Name.Name, super.name)
	default:
		err = conflict(n, super)
	}
	if err != nil {
		return f.fail(n.Name.At, err)
	}
	c := f.makeClass(s, n, super)
	if most := 1024; len(c.fields) > most {
		return f.fail(n.Name.At, fault("type", "`%s` has %d fields with those of its superclass: the most is %d", c.name, len(c.fields), most))
	}
	s.bind(n.Name.Name, c)
	return nil
}

// conflict finds a member that is something else in a superclass.
func conflict(n *ast.Class, super *Class) error {
	clash := func(word, name string) error {
		old := ""
		if super.fieldIndex(name) >= 0 {
			old = "field"
		} else if m := super.member(name); m != nil && word == "field" {
			old = map[bool]string{true: "method", false: "getter"}[m.isMethod()]
		}
		if old == "" {
			return nil
		}
		return fault("name", "the %s `%s` of `%s` is a %s of its superclass already", word, name, n.Name.Name, old)
	}
	for _, m := range n.Body.Members {
		switch m := m.(type) {
		case *ast.FieldDecl:
			for i := range m.Names {
				if err := clash("field", m.Names[i].Name.Name); err != nil {
					return err
				}
			}
		case *ast.Method:
			word := map[ast.MethodKind]string{ast.MethodPlain: "method", ast.MethodGetter: "getter"}[m.Kind]
			if word != "" {
				if err := clash(word, m.Name.Name); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (f *frame) makeClass(s *scope, n *ast.Class, super *Class) *Class {
	c := &Class{name: n.Name.Name, super: super, scope: s, module: f.module, at: n.Name.At}
	if super != nil {
		c.fields = append(c.fields, super.fields...)
	}
	f.addMembers(c, n.Body)
	return c
}

func (f *frame) makeRecord(s *scope, n *ast.Record) *Class {
	c := &Class{name: n.Name.Name, record: true, scope: s, module: f.module, at: n.Name.At, outerSelf: f.self}
	for _, p := range n.Fields {
		c.fields = append(c.fields, field{name: p.Pattern.(*ast.Ident).Name})
	}
	c.head = &ast.FuncLit{Loc: n.Loc, Params: n.Fields}
	f.addMembers(c, n.Body)
	return c
}

func (f *frame) addMembers(c *Class, body *ast.ClassBody) {
	c.members, c.statics = map[string]*member{}, map[string]*Function{}
	c.operators = map[ast.Overload]*Function{}
	if body == nil {
		return
	}
	for _, m := range body.Members {
		switch m := m.(type) {
		case *ast.FieldDecl:
			c.own = append(c.own, m)
			for i := range m.Names {
				c.fields = append(c.fields, field{name: m.Names[i].Name.Name, mutable: m.Mutable})
			}
		case *ast.Method:
			name := c.name + "." + m.Name.Name
			if m.Kind == ast.MethodOperator {
				name = c.name + ".operator " + m.Name.Name
			}
			fn := &Function{name: name, code: m.Func, scope: c.scope, module: c.module, class: c}
			switch m.Kind {
			case ast.MethodInit:
				c.init = fn
			case ast.MethodStatic:
				c.statics[m.Name.Name] = fn
			case ast.MethodOperator:
				c.operators[m.Overload] = fn
			default:
				c.members[m.Name.Name] = &member{kind: m.Kind, fn: fn}
			}
		}
	}
}

// field is `x.name`.
func (f *frame) field(x Value, name string) (Value, error) {
	switch x := x.(type) {
	case *Map:
		v, _, err := x.get(name)
		return v, err
	case *Instance:
		return f.instanceField(x, name)
	case *Class:
		for c := x; c != nil; c = c.super {
			if fn := c.statics[name]; fn != nil {
				return fn, nil
			}
		}
		return nil, fault("name", "the %s `%s` has no static function `%s`", x.word(), x.name, name)
	case *Module:
		return x.export(name)
	case *ErrorValue:
		switch name {
		case "message":
			return x.message, nil
		case "kind":
			return x.kind, nil
		case "data":
			return x.data, nil
		case "cause":
			return x.cause, nil
		case "trace":
			return traceText(x.frames), nil
		}
	case *Coroutine:
		switch name {
		case "status":
			return x.status, nil
		case "done":
			return x.ended(), nil
		}
	}
	if method := f.in.methods[typeName(x)][name]; method != nil {
		return &Bound{self: x, fn: method}, nil
	}
	return nil, noField(x, name)
}

func noField(x Value, name string) error {
	kind := "name"
	if x == nil {
		kind = "type"
	}
	return fault(kind, "%s has no field or method `%s`", article(x), name)
}

func (f *frame) instanceField(in *Instance, name string) (Value, error) {
	if i := in.class.fieldIndex(name); i >= 0 {
		if in.fields[i] == (unset{}) {
			return nil, fault("name", "the field `%s` of `%s` has no value yet", name, in.class.name)
		}
		return in.fields[i], nil
	}
	if m := in.class.member(name); m != nil {
		if m.kind == ast.MethodGetter {
			return f.run(m.fn, in, nil)
		}
		return &Bound{self: in, fn: m.fn}, nil
	}
	if in.class.record && name == "with" {
		return &Bound{self: in, fn: f.in.methods["record"]["with"]}, nil
	}
	return nil, noField(in, name)
}

// setField is `x.name = v`.
func (f *frame) setField(x Value, name string, v Value) error {
	switch x := x.(type) {
	case *Map:
		return x.set(name, v)
	case *Module:
		return fault("type", "cannot set `%s`: what a module exports is read-only", name)
	case *Instance:
		i := x.class.fieldIndex(name)
		if i < 0 {
			return f.cannotSet(x, name)
		}
		switch {
		case x.class.record:
			return fault("type", "a record cannot be changed")
		case !x.class.fields[i].mutable && x.fields[i] != (unset{}):
			return fault("type", "the field `%s` of `%s` is set already: it is declared with `let`", name, x.class.name)
		}
		x.fields[i] = v
		return nil
	}
	return fault("type", "cannot set the field `%s` of %s", name, article(x))
}

func (f *frame) cannotSet(in *Instance, name string) error {
	m := in.class.member(name)
	switch {
	case m == nil:
		return noField(in, name)
	case m.kind == ast.MethodGetter:
		return fault("type", "the getter `%s` of `%s` cannot be assigned", name, in.class.name)
	}
	return fault("type", "the method `%s` of `%s` cannot be assigned", name, in.class.name)
}
