package compile

// The second pass: classes and records.

import (
	"slices"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
)

// classStmt makes a class where it is declared, unless the head of its block or of
// the module has.
func (g *generator) classStmt(s ast.Stmt) {
	v := g.variableAt(className(s))
	switch {
	case hoisted(s) != nil && (v.slot >= 0 || v.hoisted):
		return
	case v.slot >= 0 || v.hoisted:
	case v.cell():
		g.makeCell(v)
	default:
		v.reg = g.alloc()
	}
	g.makeClass(s)
}

// makeClass makes the class of a declaration, whose variable has a place.
func (g *generator) makeClass(s ast.Stmt) {
	d := g.classes[className(s)]
	v := g.variableAt(d.name)
	if v.slot < 0 && !v.cell() {
		g.classValue(d, v.reg)
		return
	}
	r := g.alloc()
	g.classValue(d, r)
	g.initialise(d.name.At, v, r)
	g.top--
}

// classValue makes a class in dst. The values that it is made of stand in a run of
// registers: superclass, first values of fields, functions.
func (g *generator) classValue(d *classDecl, dst uint16) {
	mark := g.top
	c := &bytecode.Class{Name: d.name.Name, Record: d.record, Super: d.super != nil}
	first, at := uint16(g.top), d.name.At
	if d.super != nil {
		at = at.To(d.super.Span())
		d.superclass.reg = g.alloc()
		g.expr(d.super, d.superclass.reg)
	}
	for _, p := range d.params {
		c.Fields = append(c.Fields, bytecode.Field{Name: uint32(g.pool.text(g.paramName(p)))})
	}
	for _, m := range d.members {
		if m, ok := m.(*ast.FieldDecl); ok {
			g.classFields(c, m)
		}
	}
	for _, m := range d.members {
		if m, ok := m.(*ast.Method); ok {
			g.classMember(c, m)
		}
	}
	g.implicitMembers(c, d)
	if g.top == mark {
		first = dst
	}
	k := g.pool.add(bytecode.Const{Kind: bytecode.ConstClass, Class: c})
	if k > maxShort {
		g.report(source.Diagnostic{
			Code: "too-complex", Span: d.name.At, Message: "the file has more than 65536 constants before this class",
			Hint: "split it into modules",
		})
	}
	g.abc(at, bytecode.OpNewClass, 0, dst, first, uint16(k))
	g.top = mark
}

// classFields describes fields. Constant values are the same for all instances.
func (g *generator) classFields(c *bytecode.Class, m *ast.FieldDecl) {
	for i := range m.Names {
		f := bytecode.Field{Name: uint32(g.pool.text(m.Names[i].Name.Name)), Mutable: m.Mutable, Late: !m.Mutable}
		if m.Value != nil {
			f.Late = g.constantOf(m.Value).kind == notConstant
			if f.Valued = !f.Late; f.Valued {
				g.expr(m.Value, g.alloc())
			}
		}
		c.Fields = append(c.Fields, f)
	}
}

var memberKinds = [...]bytecode.MemberKind{
	ast.MethodInit: bytecode.MemberInit, ast.MethodPlain: bytecode.MemberMethod, ast.MethodGetter: bytecode.MemberGetter,
	ast.MethodStatic: bytecode.MemberStatic, ast.MethodOperator: bytecode.MemberOperator,
}

// classMember makes a function that the class declares.
func (g *generator) classMember(c *bytecode.Class, m *ast.Method) {
	name := m.Name.Name
	if m.Overload == ast.OverloadNeg {
		name = "-x"
	}
	c.Members = append(c.Members, bytecode.Member{Kind: memberKinds[m.Kind], Name: uint32(g.pool.text(name))})
	g.closure(m.Func.At, g.alloc(), g.functionAt(m.Func.At), m.Func)
}

// implicitMembers makes the functions that are not written.
func (g *generator) implicitMembers(c *bytecode.Class, d *classDecl) {
	add := func(fn *function, kind bytecode.MemberKind, emit func(*generator, *bytecode.Proto)) {
		if fn == nil {
			return
		}
		if fn.proto < 0 {
			g.compileFunction(fn, func(inner *generator) *bytecode.Proto {
				p := &bytecode.Proto{Span: d.name.At, Params: []string{"self"}, Required: 1}
				fn.receiver.reg = inner.alloc()
				emit(inner, p)
				return p
			})
		}
		c.Members = append(c.Members, bytecode.Member{Kind: kind, Name: uint32(g.pool.text("init"))})
		g.ad(d.name.At, bytecode.OpClosure, g.alloc(), fn.proto)
	}
	add(d.fields, bytecode.MemberFields, func(inner *generator, _ *bytecode.Proto) { inner.firstValues(d) })
	add(d.init, bytecode.MemberInit, func(inner *generator, p *bytecode.Proto) {
		if d.record {
			inner.recordInit(d, p)
			return
		}
		inner.beginInit(d.name.At)
		inner.returnNil(d.name.At)
	})
}

// firstValues emits the function that gives fields their first values.
func (g *generator) firstValues(d *classDecl) {
	self := g.fn.receiver.reg
	for _, m := range d.members {
		m, ok := m.(*ast.FieldDecl)
		if !ok || m.Value == nil || g.constantOf(m.Value).kind != notConstant {
			continue
		}
		mark, name := g.top, m.Names[0].Name
		r := g.operand(m.Value)
		g.field(name.At, bytecode.OpSetField, self, r, g.pool.text(name.Name))
		g.top = mark
	}
	g.abc(d.name.At, bytecode.OpReturnNil, 0, 0, 0, 0)
}

// recordInit emits the function that makes a record whose fields have defaults.
func (g *generator) recordInit(d *classDecl, p *bytecode.Proto) {
	first := g.params(p, d.params)
	self := g.fn.receiver.reg
	g.abc(d.name.At, bytecode.OpInitRecord, 0, self, first, uint16(len(d.params)))
	g.abc(d.name.At, bytecode.OpReturn, 0, self, 0, 0)
}

// beginInit emits what an init does before its body.
func (g *generator) beginInit(at source.Span) {
	counter := g.alloc()
	g.ad(at, bytecode.OpLoadInt, counter, 0)
	g.abc(at, bytecode.OpInitFields, 0, g.fn.receiver.reg, counter, 0)
	g.top--
}

// returnNil ends the function without a value; an init returns the instance.
func (g *generator) returnNil(at source.Span) {
	if !g.fn.init {
		g.abc(at, bytecode.OpReturnNil, 0, 0, 0, 0)
		return
	}
	self := g.fn.receiver.reg
	g.abc(at, bytecode.OpEndInit, 0, self, 0, 0)
	g.abc(at, bytecode.OpReturn, 0, self, 0, 0)
}

// nameOf returns a name that stands for x if x is one or `self`, else nil.
func nameOf(x ast.Expr) *ast.Ident {
	switch x := x.(type) {
	case *ast.Ident:
		return x
	case *ast.SelfExpr:
		return &ast.Ident{Loc: x.Loc, Name: "self"}
	}
	return nil
}

// superOf evaluates the operands of `super.name`: the superclass, and `self` into dst.
func (g *generator) superOf(x *ast.SuperField, dst uint16) (class uint16) {
	g.load(&ast.Ident{Loc: ast.Loc{At: afterFirst(x.At)}, Name: "self"}, dst)
	return g.operand(&ast.Ident{Loc: ast.Loc{At: x.At}, Name: "super"})
}

// superField evaluates `super.name`.
func (g *generator) superField(x *ast.SuperField, dst uint16) {
	f := g.allocRun(2)
	class := g.superOf(x, f+1)
	g.abc(x.NameSpan, bytecode.OpGetSuper, 1, f, class, uint16(g.ref(x.NameSpan)-1))
	g.move(x.At, dst, f)
}

// prepareSuper prepares `super.name(args)`.
func (g *generator) prepareSuper(at source.Span, f uint16, x *ast.SuperField, piped ast.Expr, args []ast.Expr) invocation {
	self := g.alloc()
	mark := g.top
	class := g.superOf(x, self)
	g.abc(x.NameSpan, bytecode.OpGetSuper, 0, f, class, uint16(g.ref(x.NameSpan)-1))
	g.top = mark
	if piped != nil {
		args = slices.Concat([]ast.Expr{piped}, args)
	}
	if len(args)+1 < maxArgs && !hasSpread(args) {
		g.run(args)
		return invocation{at: at, op: bytecode.OpCall, frame: f, count: uint16(len(args) + 1)}
	}
	g.abc(at, bytecode.OpNewList, 0, self, self, 1)
	g.push(at, self, args)
	return invocation{at: at, op: bytecode.OpCallSpread, frame: f}
}

// isClass evaluates `x is Class`.
func (g *generator) isClass(n *ast.IsExpr, dst uint16) {
	x := g.operand(n.X)
	g.abc(n.At, bytecode.OpIsA, flag(n.Not), dst, x, g.classOf(n.Type))
}

// classOf evaluates the class that a type names.
func (g *generator) classOf(n *ast.NamedType) uint16 {
	class := g.operand(&n.Path[0])
	for _, field := range n.Path[1:] {
		r := g.alloc()
		g.field(field.At, bytecode.OpGetField, r, class, g.ref(field.At)-1)
		class = r
	}
	return class
}

// isKind reports whether a type is a built-in one.
func isKind(n *ast.NamedType) bool { return len(n.Path) == 1 && isTypeName(n.Path[0].Name) }
