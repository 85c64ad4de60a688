package compile

// Reading, making and assigning variables.

import (
	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
)

// home is where the running function finds what a name means.
type home uint8

const (
	inRegister home = iota
	inCell          // which a register holds
	inUpvalue
	inUpvalueCell
	inGlobal
	inSelf     // the running function
	inConstant // a built-in or a name of the host
)

// where returns the home of a name and its index: register, upvalue, slot or
// constant.
func (g *generator) where(id *ast.Ident) (home, int, *variable) {
	r := g.ref(id.At)
	if r < 0 {
		return inConstant, -r - 1, nil
	}
	v := g.variables[r-1]
	h, n := g.homeOf(v)
	return h, n, v
}

func (g *generator) homeOf(v *variable) (home, int) {
	switch {
	case v.self == g.fn && v.self != nil:
		return inSelf, 0
	case v.slot >= 0:
		return inGlobal, v.slot
	case v.fn == g.fn && v.cell():
		return inCell, int(v.reg)
	case v.fn == g.fn:
		return inRegister, int(v.reg)
	case v.cell():
		return inUpvalueCell, g.fn.upvalue(v)
	}
	return inUpvalue, g.fn.upvalue(v)
}

// load reads a name into dst.
func (g *generator) load(id *ast.Ident, dst uint16) {
	h, n, _ := g.where(id)
	switch h {
	case inRegister:
		g.move(id.At, dst, uint16(n))
	case inCell:
		g.abc(id.At, bytecode.OpGetCell, 0, dst, uint16(n), 0)
	case inUpvalue:
		g.abc(id.At, bytecode.OpGetUp, 0, dst, uint16(n), 0)
	case inUpvalueCell:
		g.abc(id.At, bytecode.OpGetUpCell, 0, dst, uint16(n), 0)
	case inGlobal:
		g.ad(id.At, bytecode.OpGetGlobal, dst, n)
	case inSelf:
		g.abc(id.At, bytecode.OpLoadSelf, 0, dst, 0, 0)
	case inConstant:
		g.ad(id.At, bytecode.OpLoadK, dst, n)
	}
}

// sourceField stands for the field of the register that is assigned, whichever it is.
const sourceField = bytecode.FieldA | bytecode.FieldB | bytecode.FieldC

// store assigns what src holds to a name. Last is sourceField if nobody reads src again.
func (g *generator) store(id *ast.Ident, src uint16, last bytecode.Fields) {
	h, n, _ := g.where(id)
	switch h {
	case inRegister:
		g.move(id.At, uint16(n), src)
	case inCell:
		g.abc(id.At, bytecode.OpSetCell, 0, uint16(n), src, 0)
	case inUpvalue:
		g.lastReader(g.abc(id.At, bytecode.OpSetUp, 0, src, uint16(n), 0), last)
	case inUpvalueCell:
		g.lastReader(g.abc(id.At, bytecode.OpSetUpCell, 0, src, uint16(n), 0), last)
	case inGlobal:
		g.ad(id.At, bytecode.OpSetGlobal, src, n)
	}
}

// checkTarget raises the error of an assignment to a variable that may not be
// initialised, before its right side has an effect.
func (g *generator) checkTarget(id *ast.Ident) {
	switch h, n, v := g.where(id); {
	case h == inGlobal && g.maybeUnset(v):
		g.ad(id.At, bytecode.OpCheckGlobal, 0, n)
	case h == inUpvalueCell && v.early:
		g.abc(id.At, bytecode.OpGetUpCell, 0, g.alloc(), uint16(n), 0)
		g.top--
	}
}

// maybeUnset reports whether a module variable may not be initialised when the running
// function names it.
func (g *generator) maybeUnset(v *variable) bool { return !v.hoisted && (v.session || v.fn != g.fn) }

// observable reports whether evaluating x may have an effect or be an error.
func (g *generator) observable(x ast.Expr) bool {
	if c := g.constantOf(x); c.kind != notConstant {
		return false
	}
	switch x := x.(type) {
	case *ast.Paren:
		return g.observable(x.X)
	case *ast.FuncLit:
		return false
	case *ast.Ident, *ast.SelfExpr:
		h, _, v := g.where(nameOf(x))
		return (h == inCell || h == inUpvalueCell) && v.early || h == inGlobal && g.maybeUnset(v)
	}
	return true
}

// stays reports whether the register of a variable is a safe operand while the
// rest of an expression is evaluated.
func (g *generator) stays(id *ast.Ident) (uint16, bool) {
	h, n, v := g.where(id)
	return uint16(n), h == inRegister && !v.unstable
}

// declare gives a variable that needs one a register. It reports whether the
// value is to be computed into it, and then settled.
func (g *generator) declare(v *variable) (reg uint16, direct bool) {
	switch {
	case v.slot >= 0:
		return noRegister, false
	case v.early && v.captured:
		return noRegister, false // its cell exists: see makeCell
	}
	v.reg = g.alloc()
	return v.reg, true
}

// makeCell makes the cell of a variable before its value is known, for the
// functions that capture it before that.
func (g *generator) makeCell(v *variable) {
	v.reg = g.alloc()
	g.abc(v.decl, bytecode.OpNewUnset, 0, v.reg, 0, 0)
}

// settle makes the value that a new variable's register holds its value.
func (g *generator) settle(v *variable) {
	if v.cell() {
		g.abc(v.decl, bytecode.OpNewCell, 0, v.reg, v.reg, 0)
	}
}

// initialise gives a variable that declare refused a register its first value.
func (g *generator) initialise(at source.Span, v *variable, src uint16) {
	if v.slot >= 0 {
		g.ad(at, bytecode.OpSetGlobal, src, v.slot)
		return
	}
	g.abc(at, bytecode.OpSetCell, 0, v.reg, src, 0)
}

// define makes a variable of the value in src.
func (g *generator) define(id *ast.Ident, src uint16) {
	v := g.variableAt(id)
	if reg, direct := g.declare(v); direct {
		g.move(id.At, reg, src)
		g.settle(v)
		return
	}
	g.initialise(id.At, v, src)
}

// defineBy makes a variable of the value of an expression.
func (g *generator) defineBy(id *ast.Ident, x ast.Expr) {
	v := g.variableAt(id)
	if reg, direct := g.declare(v); direct {
		g.expr(x, reg)
		g.settle(v)
		return
	}
	mark := g.top
	src := g.operand(x)
	g.initialise(id.At, v, src)
	g.top = mark
}
