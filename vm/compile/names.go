package compile

// Scopes: what a name means at a place, and who captures it.

import (
	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
)

// symbol is a spelling. Its innermost variable is found without a search, so
// that compiling is linear however many names are visible.
type symbol struct {
	name     string
	local    *variable // the innermost in scope, the others by its outer
	module   *variable // of the top level, the newest in a session
	builtin  bool
	constant int  // index of the built-in or host name plus one, 0 before the first use
	missing  bool // it has been assigned, but nothing declares it: reported once
}

// scope is a block or what else bounds the life of names.
type scope struct {
	start int        // of its variables in resolver.locals
	early bool       // one of them is named before its declaration
	stmts []ast.Stmt // of the block, for a better message
}

func (r *resolver) symbol(name string) *symbol {
	s := r.symbols[name]
	if s == nil {
		s = &symbol{name: name}
		r.symbols[name] = s
	}
	return s
}

func (r *resolver) openScope(stmts []ast.Stmt) {
	r.scopes = append(r.scopes, scope{start: len(r.locals), stmts: stmts})
}

func (r *resolver) closeScope() {
	top := len(r.scopes) - 1
	s := &r.scopes[top]
	if s.early {
		hoistGroup(r.locals[s.start:])
	}
	for i := len(r.locals) - 1; i >= s.start; i-- {
		v := r.locals[i]
		v.sym.local = v.outer
	}
	r.locals = r.locals[:s.start]
	r.scopes = r.scopes[:top]
}

// hoistGroup marks the variables of a block in which a function is named before
// its declaration. All functions of the block are then made at its head, where
// the variables that they capture do not have their values yet, so that these
// live in cells that are made there too.
func hoistGroup(vars []*variable) {
	var first *variable
	var group []*variable
	for _, v := range vars {
		isFn := v.kind == kindFn || v.kind == kindClass
		if v.self != nil {
			for _, u := range v.self.upvalues {
				u.moving = true
			}
		}
		if isFn && first == nil {
			first = v
		}
		if isFn || v.captured && v.kind != kindParam {
			v.early, v.hoisted = true, true
			group = append(group, v)
		}
	}
	first.group = group
}

// declare makes id a variable of the innermost scope. It is not ready.
func (r *resolver) declare(id *ast.Ident, kind varKind) *variable {
	sym := r.symbol(id.Name)
	v := r.newVariable(id, kind, r.fn)
	v.scope, v.sym, v.outer, v.repeated = len(r.scopes), sym, sym.local, r.repeated
	if old := sym.local; old != nil && old.scope == v.scope {
		r.redeclared(id, old)
	}
	r.warnShadow(id, v)
	sym.local = v
	r.locals = append(r.locals, v)
	return v
}

// declareModule makes id a variable of the module. It is not ready.
func (r *resolver) declareModule(id *ast.Ident, kind varKind) {
	sym := r.symbol(id.Name)
	v := r.newVariable(id, kind, r.fn)
	v.module, v.sym, v.outer = true, sym, sym.module
	if sym.module != nil && r.cfg.Session == nil {
		r.redeclared(id, sym.module)
	}
	sym.module = v
}

// bindSession declares what earlier inputs of the session have bound.
func (r *resolver) bindSession(globals []bytecode.Global) {
	for slot, g := range globals {
		kind := kindLet
		if g.Mutable {
			kind = kindVar
		}
		sym := r.symbol(g.Name)
		sym.module = &variable{
			name: g.Name, kind: kind, sym: sym, fn: r.fn, outer: sym.module,
			module: true, session: true, ready: true, placed: true, slot: slot,
		}
	}
	r.globals = append(r.globals, globals...)
}

// find returns the variable that a name means in the running function, or nil.
// What is not ready is visible only to functions inside, which run later, but for a class,
// whose block has no other of its name.
func (r *resolver) find(sym *symbol) *variable {
	for v := sym.local; v != nil; v = v.outer {
		if v.ready || v.fn != r.fn || v.kind == kindClass {
			return v
		}
	}
	for v := sym.module; v != nil; v = v.outer {
		if v.ready || v.fn != r.fn {
			return v
		}
	}
	return nil
}

// use resolves a name whose value is read.
func (r *resolver) use(id *ast.Ident) {
	sym := r.symbol(id.Name)
	if v := r.find(sym); v != nil {
		if !v.ready && v.fn == r.fn {
			r.tooEarly(id, v.decl)
		}
		v.used = true
		r.bind(id, v)
		r.capture(v, id, false)
		return
	}
	switch {
	case sym.constant != 0:
	case sym.builtin:
		sym.constant = r.pool.builtin(id.Name) + 1
	case r.cfg.HostNames == nil && !r.declaredLater(id) || r.hosts[id.Name]:
		sym.constant = r.pool.host(id.Name, id.At) + 1
	default:
		r.undefined(id)
		return
	}
	r.tooManyNames(sym.constant-1, id.At)
	r.note(id.At, -sym.constant)
}

// capture notes that the running function uses or assigns v.
func (r *resolver) capture(v *variable, id *ast.Ident, assigns bool) {
	if !v.placed && (v.kind == kindFn || v.kind == kindClass) && !v.module {
		r.scopes[v.scope-1].early = true
	}
	if v.fn == r.fn && v.keeper != nil {
		v.common, v.moving = true, v.moving || assigns
	}
	if v.fn == r.fn || v.self == r.fn {
		return // its own, or itself, which needs no variable
	}
	v.captured = true
	if v.module {
		return
	}
	r.keep(v, assigns)
	if !v.ready || v.open {
		v.early = true
	}
	for f := r.fn; f != v.fn; f = f.parent {
		if f == v.self {
			v.early = true
		}
		if f.upvalue(v) >= 0 {
			break
		}
		f.upvalues = append(f.upvalues, v)
		if len(f.upvalues) == bytecode.MaxUpvalues+1 {
			r.report(source.Diagnostic{
				Code: "too-complex", Span: id.At,
				Message: "the function captures more than 255 variables",
				Hint:    "put some of them into a map or a list",
			})
		}
	}
}

// keep notes that an inner function uses a variable, of which the first that does is the
// keeper. Closures may have copies if from there on at most the keeper changes the
// variable, and nobody else uses it then: all text in front of the keeper has run when a
// closure of it is made, and does not run again behind that.
func (r *resolver) keep(v *variable, assigns bool) {
	f := r.fn
	for f.parent != v.fn {
		f = f.parent
	}
	if v.keeper == nil {
		v.keeper = f
		v.moving = f.repeated != v.repeated
	}
	if f.within != v.fn.within {
		v.moving = true // methods are made at the head of the block
	}
	switch {
	case r.fn != v.keeper:
		v.common = true
		v.moving = v.moving || assigns
	case assigns:
		v.changed = true
	}
}

// assign resolves a name that is assigned.
func (r *resolver) assign(id *ast.Ident) {
	sym := r.symbol(id.Name)
	v := r.find(sym)
	switch {
	case v == nil:
		r.undefinedTarget(id, sym)
		return
	case !v.kind.mutable():
		r.immutable(id, v)
	}
	v.assigned = true
	if r.operandDepth > 0 && v.fn == r.fn {
		v.unstable = true
	}
	r.bind(id, v)
	r.capture(v, id, true)
}

// field interns the name of a field.
func (r *resolver) field(name string, at source.Span) {
	k := r.pool.text(name)
	r.tooManyNames(k, at)
	r.note(at, k+1)
}

func (r *resolver) tooManyNames(k int, at source.Span) {
	if k > maxShort {
		r.report(source.Diagnostic{
			Code: "too-complex", Span: at,
			Message: "the file uses more than 65536 different names",
			Hint:    "split it into modules",
		})
	}
}
