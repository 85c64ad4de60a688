package compile

// The second pass: statements and blocks.

import (
	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
)

func (g *generator) stmt(s ast.Stmt) {
	g.step()
	switch s := s.(type) {
	case *ast.BadStmt:
	case *ast.ExprStmt:
		g.discard(s.X)
	case *ast.Let:
		g.let(s)
	case *ast.Assign:
		mark := g.top
		g.assign(s)
		g.top = mark
	case *ast.FnDecl:
		g.fnDecl(s)
	case *ast.Class, *ast.Record:
		g.classStmt(s)
	case *ast.Block:
		g.block(s.Stmts, noRegister, s.Close.At)
	case *ast.While:
		g.while(s)
	case *ast.For:
		mark := g.top
		g.forLoop(s)
		g.top = mark
	case *ast.Break:
		g.leave(s.At, exit{kind: exitBreak, loop: g.findLoop(s.Label)}, noRegister)
	case *ast.Continue:
		g.leave(s.At, exit{kind: exitContinue, loop: g.findLoop(s.Label)}, noRegister)
	case *ast.Return:
		g.returnStmt(s.At, s.Value)
	case *ast.Throw:
		mark := g.top
		g.abc(s.At, bytecode.OpThrow, 0, g.operand(s.Value), 0, 0)
		g.top = mark
	case *ast.NoYield:
		g.noYield(s)
	case *ast.Scope:
		g.scope(s)
	case *ast.Import:
		g.importStmt(s)
	case *ast.Defer:
		// Only as the jump of an expression could it come here, and it is none.
	}
}

// block runs statements; dst takes the value of the last, if it is wanted.
func (g *generator) block(stmts []ast.Stmt, dst uint16, end source.Span) {
	mark := g.top
	g.statements(stmts, dst, end)
	g.top = mark
}

// statements runs the statements of a block, whose variables stay in registers
// until the caller frees them.
func (g *generator) statements(stmts []ast.Stmt, dst uint16, end source.Span) {
	pending := len(g.regions)
	g.hoist(stmts)
	valued := dst == noRegister
	for i, s := range stmts {
		if x, ok := s.(*ast.ExprStmt); ok && i == len(stmts)-1 && !valued {
			g.expr(x.X, dst)
			valued = true
			continue
		}
		if d, ok := s.(*ast.Defer); ok {
			g.pushDefer(d)
			continue
		}
		g.stmt(s)
	}
	if !valued && g.reachable() {
		g.loadNil(end, dst)
	}
	g.popDefers(pending, end)
}

// hoist makes the functions of a block at its head, if one of them is named
// before its declaration.
func (g *generator) hoist(stmts []ast.Stmt) {
	var group []*variable
	for _, s := range stmts {
		id := className(s)
		if d, ok := s.(*ast.FnDecl); ok {
			id = d.Name
		}
		if id != nil {
			group = g.variableAt(id).group
			break
		}
	}
	for _, v := range group {
		if v.cell() {
			g.makeCell(v)
		} else {
			v.reg = g.alloc()
		}
	}
	if group == nil {
		return
	}
	for _, s := range stmts {
		if d, ok := s.(*ast.FnDecl); ok {
			g.makeFunction(d, g.variableAt(d.Name))
		} else if className(s) != nil && hoisted(s) != nil {
			g.makeClass(s)
		}
	}
}

// makeFunction makes the function of a declaration; its variable has a register.
func (g *generator) makeFunction(d *ast.FnDecl, v *variable) {
	if !v.cell() {
		g.closure(d.At, v.reg, v.self, d.Func)
		return
	}
	r := g.alloc()
	g.closure(d.At, r, v.self, d.Func)
	g.abc(d.At, bytecode.OpSetCell, 0, v.reg, r, 0)
	g.top--
}

// fnDecl makes a local function where it is declared, unless the head of its
// block or of the module has.
func (g *generator) fnDecl(d *ast.FnDecl) {
	v := g.variableAt(d.Name)
	if v.slot >= 0 || v.hoisted {
		return
	}
	if v.cell() {
		g.makeCell(v)
	} else {
		v.reg = g.alloc()
	}
	g.makeFunction(d, v)
}

// noYield emits a block in which a yield is an error. What leaves it early puts
// things right as at the end of a loop over an iterator.
func (g *generator) noYield(s *ast.NoYield) {
	mark := g.top
	outside := g.alloc()
	g.abc(s.At, bytecode.OpNoYield, 0, outside, 0, 0)
	r := g.pushRegion(noYieldRegion)
	r.register = outside
	unwinding := g.alloc()
	g.block(s.Body.Stmts, noRegister, s.Body.Close.At)
	g.closeRegion(r)
	var end jumps
	if g.reachable() {
		g.endRegion(s.Body.Close.At, r)
		end.add(g.jump(s.Body.Close.At))
	}
	g.popRegion(r, unwinding)
	g.endRegion(s.At, r)
	g.abc(s.At, bytecode.OpEndCleanup, 0, unwinding, 0, 0)
	g.land(end)
	g.top = mark
}
