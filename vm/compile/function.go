package compile

// The second pass: functions and the body of the module.

import (
	"slices"
	"strings"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
)

// generate compiles the module.
func (u *unit) generate(main *function, tree *ast.Module) {
	u.compileFunction(main, func(g *generator) *bytecode.Proto {
		g.module(tree)
		return &bytecode.Proto{Span: source.Span{}}
	})
}

// compileFunction generates the prototype of fn by emit, which returns its head.
func (u *unit) compileFunction(fn *function, emit func(*generator) *bytecode.Proto) {
	fn.proto = len(u.protos)
	u.protos = append(u.protos, nil)
	for {
		g := u.newGenerator(fn)
		proto := emit(g)
		g.finish(proto)
		u.protos[fn.proto] = proto
		u.spare = append(u.spare, g)
		if !g.tooFar || fn.wide {
			return
		}
		// Rare: code of more than 32,000 words between a comparison and its target.
		fn.wide = true
	}
}

// finish completes a prototype. The buffers of the generator are used again.
func (g *generator) finish(p *bytecode.Proto) {
	p.Name = g.fn.name
	p.Registers = g.peak
	p.Code = slices.Clone(g.code)
	p.Handlers = slices.Clone(g.handlers)
	p.Positions = g.positions.Bytes()
	for _, v := range g.fn.upvalues {
		up := bytecode.Upvalue{Name: v.name, Local: v.fn == g.fn.parent}
		if up.Local {
			up.Index = v.reg
		} else {
			up.Index = uint16(g.fn.parent.upvalue(v))
		}
		p.Upvalues = append(p.Upvalues, up)
	}
}

// module emits the body of the module. Its value is that of the last statement.
func (g *generator) module(tree *ast.Module) {
	if g.fn.defers {
		g.result = g.alloc()
	}
	value := noRegister
	if n := len(tree.Stmts); n > 0 {
		if _, ok := tree.Stmts[n-1].(*ast.ExprStmt); ok {
			value = g.alloc()
		}
	}
	end := tree.At.Tail()
	for _, s := range tree.Stmts {
		if className(s) != nil && hoisted(s) != nil {
			g.makeClass(s)
		} else if d, ok := s.(*ast.FnDecl); ok {
			r := g.alloc()
			v := g.variableAt(d.Name)
			g.closure(d.At, r, v.self, d.Func)
			g.ad(d.At, bytecode.OpSetGlobal, r, v.slot)
			g.top--
		}
	}
	if g.fn.scoped {
		r, unwinding := g.openTaskScope(source.Span{}, nil)
		g.statements(tree.Stmts, value, end)
		last := tree.Stmts[len(tree.Stmts)-1].Span().Tail()
		g.closeTaskScope(r, unwinding, last, last)
	} else {
		g.statements(tree.Stmts, value, end)
	}
	switch {
	case !g.reachable():
	case value != noRegister:
		g.abc(end, bytecode.OpReturn, 0, value, 0, 0)
	default:
		g.abc(end, bytecode.OpReturnNil, 0, 0, 0, 0)
	}
}

// closure makes a function in dst.
func (g *generator) closure(at source.Span, dst uint16, fn *function, n *ast.FuncLit) {
	if fn.proto < 0 { // else the function around it is compiled again
		g.compileFunction(fn, func(inner *generator) *bytecode.Proto { return inner.function(n) })
	}
	g.ad(at, bytecode.OpClosure, dst, fn.proto)
}

// function emits the code of a function.
func (g *generator) function(n *ast.FuncLit) *bytecode.Proto {
	p := &bytecode.Proto{Span: g.headSpan(n)}
	if self := g.fn.receiver; self != nil {
		self.reg = g.alloc()
		p.Params, p.Required = []string{"self"}, 1
	}
	g.params(p, n.Params)
	if g.fn.init {
		g.beginInit(p.Span)
	}
	if n.Body == nil {
		g.returnValue(n.Result)
		return p
	}
	end := n.Body.Close.At
	g.statements(n.Body.Stmts, noRegister, end)
	if g.reachable() {
		g.returnNil(end)
	}
	return p
}

// params takes registers for parameters, completes the head of the prototype, and
// emits what gives them their values.
func (g *generator) params(p *bytecode.Proto, params []*ast.Param) (first uint16) {
	first = g.allocRun(len(params))
	if g.fn.defers { // a default may return, too
		g.result = g.alloc()
	}
	for _, param := range params {
		p.Params = append(p.Params, g.paramName(param))
		p.HasRest = p.HasRest || param.Rest
		if !param.Rest && param.Default == nil {
			p.Required++
		}
	}
	for i, param := range params {
		g.parameter(param, first+uint16(i))
	}
	return first
}

// parameter completes the value of the parameter in r and binds its names.
func (g *generator) parameter(p *ast.Param, r uint16) {
	if p.Default != nil {
		given := g.jumpOn(p.Default.Span(), bytecode.OpJumpIfGiven, r)
		g.expr(p.Default, r)
		g.patch(given, len(g.code))
	}
	g.adopt(p.Pattern, r)
}

// paramName is what messages call a parameter.
func (g *generator) paramName(p *ast.Param) string {
	if id, ok := p.Pattern.(*ast.Ident); ok {
		return id.Name
	}
	return g.file.Slice(p.Pattern.Span())
}

// headSpan is the place of a function without its body.
func (g *generator) headSpan(n *ast.FuncLit) source.Span {
	head := n.At
	if n.Body != nil {
		head.End = n.Body.Open.At.Start
	} else {
		head.End = n.Result.Span().Start
	}
	if head.End <= head.Start { // `coro {` has nothing else
		return source.Span{Start: head.Start, End: n.At.End}
	}
	text := strings.TrimRight(g.file.Slice(head), " \t\r\n(")
	text = strings.TrimRight(strings.TrimSuffix(text, "=>"), " \t\r\n")
	return source.At(int(head.Start), len(text))
}
