package compile

// The first pass: classes and records.

import (
	"fmt"
	"slices"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
)

// classDecl is a class or a record, and what the passes share of it.
type classDecl struct {
	name    *ast.Ident
	at      source.Span
	super   ast.Expr // nil without superclass
	record  bool
	params  []*ast.Param // of a record
	members []ast.Member

	superclass *variable // holds the superclass for `super`
	init       *function // one that is not written, or nil
	fields     *function // gives fields their first values, or nil
	names      []string  // of fields, methods and getters
	lets       []string  // of fields that are assigned once
}

// recordMethods are the methods that every record has.
var recordMethods = []string{"with"}

// className returns the name that a statement declares as a class, or nil.
func className(s ast.Stmt) *ast.Ident {
	switch s := s.(type) {
	case *ast.Class:
		return s.Name
	case *ast.Record:
		return s.Name
	}
	return nil
}

// hoisted returns the name of a function or class that its block or the module
// makes at its head. A class with a superclass is made where it stands.
func hoisted(s ast.Stmt) *ast.Ident {
	switch s := s.(type) {
	case *ast.FnDecl:
		return s.Name
	case *ast.Class:
		if s.Super == nil {
			return s.Name
		}
	case *ast.Record:
		return s.Name
	}
	return nil
}

func newClassDecl(s ast.Stmt) *classDecl {
	d := &classDecl{}
	var body *ast.ClassBody
	switch s := s.(type) {
	case *ast.Class:
		d.name, d.at, body = s.Name, s.At, s.Body
		if s.Super != nil {
			d.super = s.Super
		}
	case *ast.Record:
		d.name, d.at, d.record, d.params, body = s.Name, s.At, true, s.Fields, s.Body
	}
	if body != nil {
		d.members = body.Members
	}
	return d
}

// classStmt resolves a class or record whose name is declared.
func (r *resolver) classStmt(s ast.Stmt) {
	d := newClassDecl(s)
	if r.classes == nil {
		r.classes = make(map[*ast.Ident]*classDecl)
	}
	r.classes[d.name] = d
	d.listNames()
	r.openScope(nil)
	if d.super != nil {
		r.superclass(d)
		d.superclass = r.hidden("super", d.super.Span())
	}
	v := r.variableAt(d.name)
	v.ready, v.placed, v.open = true, true, true
	outer := r.class
	r.class = d
	r.classMembers(d)
	r.class = outer
	v.open = false
	r.closeScope()
}

// superclass resolves what stands behind the colon.
func (r *resolver) superclass(d *classDecl) {
	if id, ok := d.super.(*ast.Ident); ok && id.Name == d.name.Name {
		if v := r.find(r.symbol(id.Name)); v == nil || v == r.variableAt(d.name) {
			r.report(source.Diagnostic{
				Code: "bad-superclass", Span: id.At, Message: fmt.Sprintf("the class `%s` cannot inherit from itself", id.Name),
				Hint: "name another class, or leave it out",
			})
			return
		}
	}
	r.expr(d.super)
}

// listNames collects what the instances have, for what is said about `self.name`.
func (d *classDecl) listNames() {
	for _, p := range d.params {
		if id, ok := p.Pattern.(*ast.Ident); ok {
			d.names = append(d.names, id.Name)
		}
	}
	for _, m := range d.members {
		switch m := m.(type) {
		case *ast.FieldDecl:
			for i := range m.Names {
				d.names = append(d.names, m.Names[i].Name.Name)
				if !m.Mutable {
					d.lets = append(d.lets, m.Names[i].Name.Name)
				}
			}
		case *ast.Method:
			if m.Kind == ast.MethodPlain || m.Kind == ast.MethodGetter {
				d.names = append(d.names, m.Name.Name)
			}
		}
	}
}

// classMembers resolves the functions of a class, those that are not written
// included.
func (r *resolver) classMembers(d *classDecl) {
	hasInit := d.super != nil
	for _, m := range d.members {
		if m, ok := m.(*ast.Method); ok {
			hasInit = hasInit || m.Kind == ast.MethodInit
			r.method(d, m)
		}
	}
	if len(d.names) > bytecode.MaxFields {
		r.report(source.Diagnostic{
			Code: "too-complex", Span: d.name.At,
			Message: fmt.Sprintf("a class has at most %d members", bytecode.MaxFields),
			Hint:    "put some of them into classes of their own",
		})
	}
	r.firstValues(d)
	switch {
	case d.record && slices.ContainsFunc(d.params, func(p *ast.Param) bool { return p.Default != nil }):
		d.init = r.recordInit(d)
	case d.record || hasInit:
	default:
		f, outer := r.enterMethod(d.at, d.name.Name+".init", "self")
		r.leaveMethod(outer)
		f.init = true
		d.init = f
	}
}

// method resolves a function that a class declares.
func (r *resolver) method(d *classDecl, m *ast.Method) {
	name := d.name.Name + "." + m.Name.Name
	if m.Kind == ast.MethodOperator {
		name = d.name.Name + ".operator " + m.Name.Name
	}
	if m.Kind == ast.MethodStatic {
		r.function(m.Func, m.Func.At, name, nil)
		return
	}
	f, outer := r.enterMethod(m.Func.At, name, "self")
	f.init = m.Kind == ast.MethodInit
	r.signature(m.Func)
	r.leaveMethod(outer)
}

// enterMethod enters a function whose first parameter is the instance, which word
// names in it.
func (r *resolver) enterMethod(at source.Span, name, word string) (*function, outside) {
	f, outer := r.enter(at, name, nil)
	r.openScope(nil)
	f.class = r.class
	f.receiver = r.hidden(word, at)
	return f, outer
}

func (r *resolver) leaveMethod(outer outside) {
	r.closeScope()
	r.leave(outer)
}

// hidden declares a variable of the innermost scope that a reserved word names.
func (r *resolver) hidden(word string, at source.Span) *variable {
	sym := r.symbol(word)
	v := &variable{
		name: word, decl: at, kind: kindParam, fn: r.fn, slot: -1, ready: true, placed: true,
		scope: len(r.scopes), sym: sym, outer: sym.local,
	}
	sym.local = v
	r.locals = append(r.locals, v)
	return v
}

// firstValues resolves the values that fields hold at first. Those that are not
// constant are computed by a function for each instance.
func (r *resolver) firstValues(d *classDecl) {
	if d.record || !slices.ContainsFunc(d.members, func(m ast.Member) bool { f, ok := m.(*ast.FieldDecl); return ok && f.Value != nil }) {
		return
	}
	f, outer := r.enterMethod(d.members[0].Span().Tail(), d.name.Name+".init", "self")
	f.fields = true
	for _, m := range d.members {
		if m, ok := m.(*ast.FieldDecl); ok && m.Value != nil {
			r.expr(m.Value)
			if r.constantOf(m.Value).kind == notConstant {
				r.tooManyNames(r.pool.text(m.Names[0].Name.Name), m.Names[0].Name.At)
				d.fields = f
			}
		}
	}
	r.leaveMethod(outer)
}

// recordInit resolves the function that makes a record whose fields have defaults.
// `self` is not the record there, but what it is around the declaration.
func (r *resolver) recordInit(d *classDecl) *function {
	f, outer := r.enterMethod(d.at, d.name.Name+".init", "record")
	f.fields = true
	r.params(d.params)
	r.leaveMethod(outer)
	return f
}

// self resolves the word `self`.
func (r *resolver) self(at source.Span) { r.use(&ast.Ident{Loc: ast.Loc{At: at}, Name: "self"}) }

// superField resolves `super.name`. The table has no place for the `self` in it
// but that of the second byte of the word.
func (r *resolver) superField(x *ast.SuperField) {
	r.use(&ast.Ident{Loc: ast.Loc{At: x.At}, Name: "super"})
	r.self(afterFirst(x.At))
	r.field(x.Name, x.NameSpan)
}

func afterFirst(at source.Span) source.Span { return source.At(int(at.Start)+1, 1) }

// methodAround returns the method that a place is in, or nil.
func (r *resolver) methodAround() *function {
	f := r.fn
	for f != nil && (f.receiver == nil || f.receiver.name != "self") {
		f = f.parent
	}
	return f
}

// selfField checks `self.name`, where it is certain what self is.
func (r *resolver) selfField(x *ast.Field) {
	if _, ok := x.X.(*ast.SelfExpr); !ok {
		return
	}
	f := r.methodAround()
	if f == nil || !f.class.record || slices.Contains(f.class.names, x.Name) || slices.Contains(recordMethods, x.Name) {
		return
	}
	d := source.Diagnostic{
		Code: "unknown-field", Span: x.NameSpan,
		Message: fmt.Sprintf("the record `%s` has no field or method `%s`", f.class.name.Name, x.Name),
		Hint:    "its fields stand in its head",
	}
	if best, ok := source.Suggest(x.Name, f.class.names); ok {
		d.Hint = fmt.Sprintf("did you mean `%s`?", best)
	}
	r.report(d)
}

// assignField checks an assignment to `self.name`.
func (r *resolver) assignField(x *ast.Field) {
	if _, ok := x.X.(*ast.SelfExpr); !ok {
		return
	}
	f := r.methodAround()
	switch {
	case f == nil:
	case f.class.record:
		r.report(source.Diagnostic{
			Code: "assign-to-record", Span: x.NameSpan, Message: "a record cannot be changed",
			Hint: fmt.Sprintf("make a copy with the change: `self.with({%s: …})`", x.Name),
		})
	case !f.init && !f.fields && slices.Contains(f.class.lets, x.Name):
		r.report(source.Diagnostic{
			Code: "assign-to-let", Span: x.NameSpan,
			Message: fmt.Sprintf("the field `%s` is declared with `let`: only init can assign it", x.Name),
			Hint:    fmt.Sprintf("declare it with `var %s`", x.Name),
		})
	}
}

// checkInitReturn reports a value that an init returns, and a return from the first
// value of a field, after which the instance would not be whole.
func (r *resolver) checkInitReturn(s *ast.Return) {
	switch {
	case r.fn.fields:
		r.report(source.Diagnostic{
			Code: "bad-field", Span: s.At, Message: "`return` cannot leave the first value of a field",
			Hint: "what the field holds is the value of the whole expression",
		})
	case r.fn.init && s.Value != nil:
		r.report(source.Diagnostic{
			Code: "bad-init", Span: s.Value.Span(), Message: "`init` has no result",
			Hint: "a call of the class gives the instance; other functions that make one are `static fn`",
		})
	}
}

// isClass resolves the class right of `is`, and reports whether there is one.
func (r *resolver) isClass(n *ast.NamedType) bool {
	first := &n.Path[0]
	if r.find(r.symbol(first.Name)) == nil {
		return false
	}
	r.use(first)
	for i := range n.Path[1:] {
		r.field(n.Path[1+i].Name, n.Path[1+i].At)
	}
	return true
}
