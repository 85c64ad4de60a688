package compile

// Tasks: scopes, and what is spawned in them.

import (
	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
)

// checkSpawn finds the scope of a `spawn`. The body of a module is one, of which
// nothing is emitted if no task is spawned there.
func (r *resolver) checkSpawn(n *ast.Coro) {
	switch {
	case r.taskScopes > 0:
	case r.fn.parent == nil:
		r.fn.scoped = true
	default:
		r.report(source.Diagnostic{
			Code: "spawn-outside-scope", Span: n.At,
			Message: "`spawn` outside of a scope",
			Label:   "nothing waits for this task",
			Hint:    "put it into `scope { … }`, which is left when its tasks have ended; a function around it is another place",
		})
	}
}

// scope emits a block that is left when all tasks that were spawned in it have
// ended.
func (g *generator) scope(s *ast.Scope) {
	mark := g.top
	head := s.At.Head().To(s.Body.Open.At)
	r, unwinding := g.openTaskScope(head, s.Seconds)
	g.block(s.Body.Stmts, noRegister, s.Body.Close.At)
	g.closeTaskScope(r, unwinding, head, s.Body.Close.At)
	g.top = mark
}

// openTaskScope begins the region of a scope of tasks; seconds may be nil.
func (g *generator) openTaskScope(at source.Span, seconds ast.Expr) (r *region, unwinding uint16) {
	scope := g.alloc()
	if seconds == nil {
		g.abc(at, bytecode.OpScope, 0, scope, 0, 0)
	} else {
		mark := g.top
		g.abc(at, bytecode.OpTimeout, 0, scope, g.operand(seconds), 0)
		g.top = mark
	}
	r = g.pushRegion(scopeRegion)
	r.register = scope
	return r, g.alloc()
}

// closeTaskScope ends a scope. The wait for its tasks is covered by its own handler:
// an error then cancels the others. What its handler throws has the place of its head.
func (g *generator) closeTaskScope(r *region, unwinding uint16, head, at source.Span) {
	var end jumps
	if g.reachable() {
		g.endRegion(at, r)
		g.closeRegion(r)
		end.add(g.jump(at))
	}
	g.closeRegion(r)
	g.popRegion(r, unwinding)
	g.abc(head, bytecode.OpCancelScope, 0, r.register, unwinding, 0)
	g.abc(head, bytecode.OpEndCleanup, 0, unwinding, 0, 0)
	g.land(end)
}

// taskScope returns the register of the innermost scope.
func (g *generator) taskScope() uint16 {
	for i := len(g.regions) - 1; i >= 0; i-- {
		if g.regions[i].kind == scopeRegion {
			return g.regions[i].register
		}
	}
	return noRegister // only behind an error
}
