package compile

// The second pass: operators.

import (
	"math"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
)

// forms are the instructions of an operator: on two registers, with a small int,
// and with a float; OpNop where there is none. A commutative one takes its
// constant on the left too.
type forms struct {
	registers, short, number bytecode.Op
	commutative              bool
}

var arithmetic = [operators]forms{
	ast.OpPow:     {registers: bytecode.OpPow},
	ast.OpMul:     {bytecode.OpMul, bytecode.OpMulInt, bytecode.OpMulNum, true},
	ast.OpDiv:     {bytecode.OpDiv, bytecode.OpDivInt, bytecode.OpDivNum, false},
	ast.OpRem:     {registers: bytecode.OpMod, short: bytecode.OpModInt},
	ast.OpMulWrap: {registers: bytecode.OpMulWrap},
	ast.OpAdd:     {bytecode.OpAdd, bytecode.OpAddInt, bytecode.OpAddNum, true},
	ast.OpSub:     {bytecode.OpSub, bytecode.OpSubInt, bytecode.OpSubNum, false},
	ast.OpAddWrap: {registers: bytecode.OpAddWrap},
	ast.OpSubWrap: {registers: bytecode.OpSubWrap},
	ast.OpShl:     {registers: bytecode.OpShl, short: bytecode.OpShlInt},
	ast.OpShr:     {registers: bytecode.OpShr, short: bytecode.OpShrInt},
	ast.OpBitAnd:  {registers: bytecode.OpAnd, short: bytecode.OpAndInt, commutative: true},
	ast.OpBitXor:  {registers: bytecode.OpXor},
	ast.OpBitOr:   {registers: bytecode.OpOr},
}

func (g *generator) unary(n *ast.Unary, dst uint16) {
	r := g.operand(n.X)
	op := bytecode.OpInvert
	switch n.Op {
	case ast.OpNeg:
		op = bytecode.OpNeg
	case ast.OpNot:
		op = bytecode.OpNot
	}
	g.abc(n.At, op, 0, dst, r, 0)
}

func (g *generator) binary(n *ast.Binary, dst uint16) {
	switch n.Op {
	case ast.OpAnd:
		g.orElse(n, bytecode.OpJumpIfNot, dst)
	case ast.OpOr:
		g.orElse(n, bytecode.OpJumpIf, dst)
	case ast.OpCoalesce:
		g.orElse(n, bytecode.OpJumpIfNotNil, dst)
	case ast.OpRange, ast.OpRangeIncl:
		a, b := g.operand(n.X), g.operand(n.Y)
		g.abc(n.At, bytecode.OpNewRange, flag(n.Op == ast.OpRangeIncl), dst, a, b)
	case ast.OpIn, ast.OpNotIn:
		a, b := g.operand(n.X), g.operand(n.Y)
		g.abc(n.At, bytecode.OpIn, flag(n.Op == ast.OpNotIn), dst, a, b)
	case ast.OpEq, ast.OpNe, ast.OpLt, ast.OpLe, ast.OpGt, ast.OpGe:
		g.compare(n, dst)
	default:
		g.arithmetic(n, dst)
	}
}

// orElse keeps the first operand in dst if the jump is taken on it, else
// evaluates the second.
func (g *generator) orElse(n *ast.Binary, jump bytecode.Op, dst uint16) {
	g.expr(n.X, dst)
	end := g.jumpOn(n.At, jump, dst)
	g.expr(n.Y, dst)
	g.patch(end, len(g.code))
}

// compare makes a bool of a comparison.
func (g *generator) compare(n *ast.Binary, dst uint16) {
	a, b := g.operand(n.X), g.operand(n.Y)
	op, x := bytecode.OpEq, uint8(0)
	switch n.Op {
	case ast.OpNe:
		op = bytecode.OpNe
	case ast.OpLt:
		op = bytecode.OpLt
	case ast.OpLe:
		op = bytecode.OpLe
	case ast.OpGt:
		op, a, b, x = bytecode.OpLt, b, a, 1
	case ast.OpGe:
		op, a, b, x = bytecode.OpLe, b, a, 1
	}
	g.abc(n.At, op, x, dst, a, b)
}

func (g *generator) arithmetic(n *ast.Binary, dst uint16) {
	f, mark := arithmetic[n.Op], g.top
	if n.Op == ast.OpAdd {
		if parts, ok := n.Y.(*ast.Interp); ok {
			r := g.alloc()
			g.expr(n.X, r)
			g.appendParts(n.At, dst, r, parts)
			return
		}
	}
	if c := g.constantOf(n.X); f.commutative && c.kind != notConstant {
		if op, ok := f.constantForm(&c); ok {
			r := g.operand(n.Y)
			g.withConstant(n.At, op, 1, dst, r, &c, temporary(bytecode.FieldB, r, mark))
			return
		}
	}
	a := g.operand(n.X)
	g.apply(n.At, n.Op, dst, a, n.Y, temporary(bytecode.FieldB, a, mark))
}

// apply computes the value of `a op y`, where a is in a register, which last says if
// nobody reads again.
func (g *generator) apply(at source.Span, op ast.Op, dst, a uint16, y ast.Expr, last bytecode.Fields) {
	f := arithmetic[op]
	c := g.constantOf(y)
	if op, ok := f.constantForm(&c); ok {
		g.withConstant(at, op, 0, dst, a, &c, last)
		return
	}
	mark := g.top
	b := g.operand(y)
	g.lastReader(g.abc(at, f.registers, 0, dst, a, b), last|temporary(bytecode.FieldC, b, mark))
}

// constantForm returns the instruction with the constant c, if there is one.
func (f *forms) constantForm(c *constant) (bytecode.Op, bool) {
	if _, ok := c.short(); ok {
		return f.short, f.short != bytecode.OpNop
	}
	return f.number, c.kind == constFloat && f.number != bytecode.OpNop
}

func (g *generator) withConstant(at source.Span, op bytecode.Op, x uint8, dst, r uint16, c *constant, last bytecode.Fields) {
	if short, ok := c.short(); ok {
		g.lastReader(g.abc(at, op, x, dst, r, uint16(short)), last)
		return
	}
	g.lastReader(g.abc(at, op, x, dst, r, 0), last)
	g.word(math.Float64bits(c.f))
}
