package compile

// The first pass: statements, blocks and functions.

import (
	"fmt"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
)

// resolver walks the tree once, in the order of the text.
type resolver struct {
	*unit
	symbols map[string]*symbol
	hosts   map[string]bool
	scopes  []scope
	locals  []*variable // of all open scopes
	fn      *function
	class   *classDecl // the innermost around this place

	wanted       map[importedName]bool
	places       []importPlace // of the imports
	tries        int           // bodies of `try` around this place
	searched     int           // statements that findLater has looked at
	loops        []loopScope
	operandDepth int // of `if` and `try` around this place that are part of an expression
	taskScopes   int // statements `scope` around this place in its function
	repeated     int // loops around this place in its function
}

// loopScope is a loop around a place, or what a jump to a loop cannot cross.
type loopScope struct {
	label   string
	barrier barrier
}

// barrier is what a jump cannot cross.
type barrier uint8

const (
	noBarrier barrier = iota
	functionBarrier
	deferBarrier
)

// maxModuleRegisters is how many registers the variables of the top level may
// take; a frame has a limit, and a generated file may declare any number.
const maxModuleRegisters = 2000

// resolve runs the pass and returns the body of the module.
func (u *unit) resolve(tree *ast.Module) *function {
	r := resolver{unit: u, symbols: make(map[string]*symbol, len(u.cfg.Builtins))}
	builtins := make([]symbol, len(u.cfg.Builtins))
	for i, name := range u.cfg.Builtins {
		builtins[i] = symbol{name: name, builtin: true}
		r.symbols[name] = &builtins[i]
	}
	if len(u.cfg.HostNames) > 0 {
		r.hosts = make(map[string]bool, len(u.cfg.HostNames))
		for _, name := range u.cfg.HostNames {
			r.hosts[name] = true
		}
	}
	main := &function{proto: -1}
	r.fn = main
	r.loops = append(r.loops, loopScope{barrier: functionBarrier})
	if u.cfg.Session != nil {
		r.bindSession(u.cfg.Session.Globals)
	}
	r.moduleNames(tree.Stmts)
	r.warnUnreachable(tree.Stmts)
	for i, s := range tree.Stmts {
		r.stmt(s, u.cfg.Session != nil || i == len(tree.Stmts)-1)
	}
	r.placeModule(tree.Stmts)
	r.export(tree.Stmts)
	r.linkHost()
	r.linkFiles()
	r.warnUnused(tree)
	return main
}

// placeModule decides which variables of the module live in registers: those
// that no function uses, while there are registers.
func (r *resolver) placeModule(stmts []ast.Stmt) {
	registers := 0
	for _, s := range stmts {
		switch s := s.(type) {
		case *ast.FnDecl:
			r.addGlobal(r.variableAt(s.Name))
		case *ast.Class, *ast.Record:
			r.addGlobal(r.variableAt(className(s)))
		case *ast.Let:
			n := patternSize(s.Pattern)
			registers += n
			full := registers > maxModuleRegisters
			if full {
				registers -= n
			}
			eachName(s.Pattern, func(id *ast.Ident) {
				if v := r.variableAt(id); full || v.captured || s.Exported || r.cfg.Session != nil {
					r.addGlobal(v)
				}
			})
		case *ast.Import:
			registers++ // for what the names are taken from
			eachImported(s, func(id *ast.Ident) {
				registers += 2
				if v := r.variableAt(id); registers > maxModuleRegisters || v.captured || r.cfg.Session != nil {
					registers -= 2
					r.addGlobal(v)
				}
			})
		}
	}
}

// patternSize is at least the number of registers that matching p takes.
func patternSize(p ast.Pattern) int {
	n := 2
	switch p := p.(type) {
	case *ast.ListPattern:
		for _, e := range p.Elems {
			n += patternSize(e)
		}
	case *ast.TuplePattern:
		for _, e := range p.Elems {
			n += patternSize(e)
		}
	case *ast.MapPattern:
		for i := range p.Entries {
			n += patternSize(p.Entries[i].Value)
		}
	}
	return n
}

// moduleNames declares the names of the top level, which any function may use.
func (r *resolver) moduleNames(stmts []ast.Stmt) {
	for _, s := range stmts {
		switch s := s.(type) {
		case *ast.Let:
			eachName(s.Pattern, func(id *ast.Ident) { r.declareModule(id, letKind(s)) })
		case *ast.FnDecl:
			r.declareModule(s.Name, kindFn)
			v := r.variableAt(s.Name)
			v.ready, v.hoisted = true, true
		case *ast.Class, *ast.Record:
			r.declareModule(className(s), kindClass)
			v := r.variableAt(className(s))
			v.ready, v.hoisted = hoisted(s) != nil, hoisted(s) != nil
		case *ast.Import:
			eachImported(s, func(id *ast.Ident) { r.declareModule(id, kindImport) })
		}
	}
}

func letKind(s *ast.Let) varKind {
	if s.Mutable {
		return kindVar
	}
	return kindLet
}

// block resolves statements in a scope of their own. In a branch the last one
// may be an expression without effect.
func (r *resolver) block(stmts []ast.Stmt, branch bool) {
	r.openScope(stmts)
	r.stmts(stmts, branch)
	r.closeScope()
}

// stmts resolves statements in the innermost scope.
func (r *resolver) stmts(stmts []ast.Stmt, branch bool) {
	for _, s := range stmts {
		if d, ok := s.(*ast.FnDecl); ok {
			r.declare(d.Name, kindFn).ready = true
		} else if id := className(s); id != nil {
			v := r.declare(id, kindClass)
			v.ready = hoisted(s) != nil
		}
	}
	r.warnUnreachable(stmts)
	for i, s := range stmts {
		r.stmt(s, branch && i == len(stmts)-1)
	}
}

// stmt resolves a statement; last says that its value may be the purpose.
func (r *resolver) stmt(s ast.Stmt, last bool) {
	r.step()
	switch s := s.(type) {
	case *ast.BadStmt:
	case *ast.ExprStmt:
		before := len(r.diagnostics)
		r.exprStmt(s.X)
		if !last && len(r.diagnostics) == before { // one error is enough
			r.checkEffect(s.X)
		}
	case *ast.Let:
		r.let(s)
	case *ast.Assign:
		r.assignStmt(s)
	case *ast.FnDecl:
		v := r.variableAt(s.Name)
		v.placed = true
		v.self = r.function(s.Func, s.Func.At, s.Name.Name, v)
	case *ast.Block:
		r.block(s.Stmts, false)
	case *ast.While:
		r.repeated++
		r.expr(s.Cond)
		r.loop(s.Label, s.Body)
		r.repeated--
	case *ast.For:
		r.expr(s.Iter)
		r.repeated++
		r.openScope(nil)
		r.declarePattern(s.Pattern, kindLoop)
		r.bindPattern(s.Pattern)
		r.loop(s.Label, s.Body)
		r.closeScope()
		r.repeated--
	case *ast.Break:
		r.jump("break", s.At, s.Label)
	case *ast.Continue:
		r.jump("continue", s.At, s.Label)
	case *ast.Return:
		r.checkReturn(s)
		r.checkInitReturn(s)
		if s.Value != nil {
			r.expr(s.Value)
		}
	case *ast.Throw:
		r.expr(s.Value)
	case *ast.Defer:
		r.deferStmt(s)
	case *ast.NoYield:
		r.block(s.Body.Stmts, false)
	case *ast.Scope:
		if s.Seconds != nil {
			r.expr(s.Seconds)
		}
		r.taskScopes++
		r.block(s.Body.Stmts, false)
		r.taskScopes--
	case *ast.Class:
		r.classStmt(s)
	case *ast.Record:
		r.classStmt(s)
	case *ast.Import:
		r.importStmt(s)
	}
}

// exprStmt resolves an expression statement. An `if`, `match` or `try` here is no
// operand.
func (r *resolver) exprStmt(x ast.Expr) {
	switch x := x.(type) {
	case *ast.If:
		r.ifExpr(x)
	case *ast.Match:
		r.matchExpr(x)
	case *ast.Try:
		r.tryExpr(x)
	default:
		r.expr(x)
	}
}

func (r *resolver) let(s *ast.Let) {
	r.checkLet(s)
	if r.atTop() {
		if s.Value != nil {
			r.expr(s.Value)
		}
		r.bindPattern(s.Pattern)
		return
	}
	r.declarePattern(s.Pattern, letKind(s))
	if s.Value != nil {
		r.expr(s.Value)
	}
	r.bindPattern(s.Pattern)
}

// atTop reports whether a statement here belongs to the top level.
func (r *resolver) atTop() bool { return len(r.scopes) == 0 }

func (r *resolver) declarePattern(p ast.Pattern, kind varKind) {
	eachName(p, func(id *ast.Ident) { r.declare(id, kind) })
}

// bindPattern makes the names of a pattern ready, in order; a default may use
// those before it.
func (r *resolver) bindPattern(p ast.Pattern) {
	switch p := p.(type) {
	case *ast.BadPattern, *ast.Wildcard, *ast.LiteralPattern:
	case *ast.Ident:
		v := r.variableAt(p)
		v.ready, v.placed = true, true
	case *ast.ListPattern:
		r.bindPatterns(p.Elems)
	case *ast.TuplePattern:
		r.bindPatterns(p.Elems)
	case *ast.RestPattern:
		if p.Name != nil {
			r.bindPattern(p.Name)
		}
	case *ast.MapPattern:
		for i := range p.Entries {
			e := &p.Entries[i]
			r.tooManyNames(r.pool.text(e.Key.Value), e.Key.At)
			if e.Default != nil {
				r.expr(e.Default)
			}
			r.bindPattern(e.Value)
		}
		if p.Rest != nil && p.Rest.Name != nil {
			r.deleter(p.Rest.At)
			r.bindPattern(p.Rest.Name)
		}
	case *ast.ValuePattern, *ast.InstancePattern, *ast.TypePattern, *ast.OrPattern:
		r.bindTest(p)
	}
}

func (r *resolver) bindPatterns(elems []ast.Pattern) {
	for _, e := range elems {
		r.bindPattern(e)
	}
}

// deleter interns the built-in that takes the named keys out of a map's rest.
func (r *resolver) deleter(at source.Span) {
	if r.deleteBuiltin == 0 {
		r.deleteBuiltin = r.pool.builtin("delete") + 1
		r.tooManyNames(r.deleteBuiltin-1, at)
	}
}

func (r *resolver) assignStmt(s *ast.Assign) {
	for _, t := range s.Targets {
		switch t := t.(type) {
		case *ast.Ident:
			r.assign(t)
		case *ast.Index:
			r.expr(t)
		case *ast.Field:
			r.assignField(t)
			r.expr(t)
			r.checkMemberTarget(t)
		}
	}
	r.expr(s.Value)
	for _, t := range s.Targets {
		if id, ok := t.(*ast.Ident); ok && r.ref(id.At) > 0 { // assigned behind what its value captures
			r.capture(r.variableAt(id), id, true)
		}
	}
}

// loop resolves the body of a loop.
func (r *resolver) loop(label *ast.Ident, body *ast.Block) {
	l := loopScope{}
	if label != nil {
		l.label = label.Name
		r.checkLabel(label)
	}
	r.loops = append(r.loops, l)
	r.block(body.Stmts, false)
	r.loops = r.loops[:len(r.loops)-1]
}

// function resolves a function and returns it. self is the variable that a
// declaration binds it to, or nil.
func (r *resolver) function(n *ast.FuncLit, at source.Span, name string, self *variable) *function {
	f, outer := r.enter(at, name, self)
	r.openScope(nil)
	r.signature(n)
	r.closeScope()
	r.leave(outer)
	return f
}

// signature resolves the parameters of a function, and its body.
func (r *resolver) signature(n *ast.FuncLit) {
	r.params(n.Params)
	if n.Body != nil {
		r.scopes[len(r.scopes)-1].stmts = n.Body.Stmts
		r.fn.tail = lastExpr(n.Body.Stmts)
		r.stmts(n.Body.Stmts, false)
	} else {
		r.expr(n.Result)
	}
}

func (r *resolver) params(params []*ast.Param) {
	required := true
	for _, p := range params {
		r.checkParam(p, &required)
		if p.Default != nil {
			r.expr(p.Default)
		}
		r.declarePattern(p.Pattern, kindParam)
		r.bindPattern(p.Pattern)
	}
	most := bytecode.MaxParams
	if r.fn.receiver != nil {
		most--
	}
	if len(params) > most {
		r.report(source.Diagnostic{
			Code: "too-complex", Span: params[most].Span(),
			Message: fmt.Sprintf("a function has at most %d parameters", most),
			Hint:    "take a list, or a rest parameter `...xs`",
		})
	}
}

// coroBody resolves `coro { … }` or `spawn { … }`, whose block is a function.
func (r *resolver) coroBody(n *ast.Coro) {
	f, outer := r.enter(n.At, n.Word(), nil)
	f.tail = lastExpr(n.Body.Stmts)
	r.block(n.Body.Stmts, false)
	r.leave(outer)
}

// lastExpr returns the expression that statements end with, or nil.
func lastExpr(stmts []ast.Stmt) ast.Expr {
	if len(stmts) > 0 {
		if s, ok := stmts[len(stmts)-1].(*ast.ExprStmt); ok {
			return s.X
		}
	}
	return nil
}

// outside is what entering a function hides.
type outside struct {
	fn           *function
	operandDepth int
	taskScopes   int
	repeated     int
}

// enter makes a new function the running one.
func (r *resolver) enter(at source.Span, name string, self *variable) (*function, outside) {
	outer := outside{r.fn, r.operandDepth, r.taskScopes, r.repeated}
	f := r.newFunction(r.fn, at, name)
	f.self, f.within, f.repeated = self, r.class, r.repeated
	if self != nil {
		self.self = f
	}
	r.fn, r.operandDepth, r.taskScopes, r.repeated = f, 0, 0, 0
	r.loops = append(r.loops, loopScope{barrier: functionBarrier})
	return f, outer
}

func (r *resolver) leave(outer outside) {
	r.fn, r.operandDepth, r.taskScopes, r.repeated = outer.fn, outer.operandDepth, outer.taskScopes, outer.repeated
	r.loops = r.loops[:len(r.loops)-1]
}
