package compile

// Constant folding, where the result cannot differ from that of the machine.

import (
	"math/bits"

	"github.com/coro-lang/coro/ast"
)

type constKind uint8

const (
	notConstant constKind = iota
	constNil
	constBool
	constInt
	constFloat
	constString
)

// constant is the value of a constant expression; the zero constant is none.
type constant struct {
	kind constKind
	b    bool
	i    int64
	f    float64
	s    string
}

// truthy reports whether a constant counts as true.
func (c *constant) truthy() bool { return c.kind != constNil && (c.kind != constBool || c.b) }

// short returns a constant int that fits into 16 bits.
func (c *constant) short() (int16, bool) {
	return int16(c.i), c.kind == constInt && c.i == int64(int16(c.i))
}

// maxFoldedText bounds the strings that folding makes: in a long chain of `+`
// every prefix would be one.
const maxFoldedText = 256

// constantOf returns the value of a constant expression. The resolver has been
// at its operands, so the cost does not depend on the depth.
func (u *unit) constantOf(x ast.Expr) constant {
	for {
		p, ok := x.(*ast.Paren)
		if !ok {
			break
		}
		x = p.X
	}
	switch x := x.(type) {
	case *ast.NilLit:
		return constant{kind: constNil}
	case *ast.BoolLit:
		return constant{kind: constBool, b: x.Value}
	case *ast.IntLit:
		return constant{kind: constInt, i: x.Value}
	case *ast.FloatLit:
		return constant{kind: constFloat, f: x.Value}
	case *ast.StringLit:
		return constant{kind: constString, s: x.Value}
	case *ast.Unary:
		if r := u.ref(x.OpSpan); r > 0 {
			return u.folded[r-1]
		}
	case *ast.Binary:
		if r := u.ref(x.OpSpan); r > 0 {
			return u.folded[r-1]
		}
	}
	return constant{}
}

// foldUnary computes a prefix operation on a constant.
func (u *unit) foldUnary(n *ast.Unary) {
	x := u.constantOf(n.X)
	if x.kind == notConstant {
		return
	}
	var c constant
	switch {
	case n.Op == ast.OpNot:
		c = constant{kind: constBool, b: !x.truthy()}
	case n.Op == ast.OpNeg && x.kind == constInt && x.i != -x.i:
		c = constant{kind: constInt, i: -x.i}
	case n.Op == ast.OpNeg && x.kind == constInt && x.i == 0:
		c = x
	case n.Op == ast.OpNeg && x.kind == constFloat:
		c = constant{kind: constFloat, f: -x.f}
	case n.Op == ast.OpCompl && x.kind == constInt:
		c = constant{kind: constInt, i: ^x.i}
	default:
		return
	}
	u.folded = append(u.folded, c)
	u.note(n.OpSpan, len(u.folded))
}

// foldBinary computes an infix operation on two constants.
func (u *unit) foldBinary(n *ast.Binary) {
	x := u.constantOf(n.X)
	if x.kind == notConstant {
		return
	}
	y := u.constantOf(n.Y)
	if x.kind != y.kind {
		return
	}
	var c constant
	switch x.kind {
	case constInt:
		c = foldInts(n.Op, x.i, y.i)
	case constFloat:
		c = foldFloats(n.Op, x.f, y.f)
	case constString:
		if n.Op == ast.OpAdd && len(x.s)+len(y.s) <= maxFoldedText {
			c = constant{kind: constString, s: x.s + y.s}
		}
	}
	if c.kind != notConstant {
		u.folded = append(u.folded, c)
		u.note(n.OpSpan, len(u.folded))
	}
}

// foldInts leaves out what overflows or fails: that is an error at run time.
func foldInts(op ast.Op, x, y int64) constant {
	z, ok := int64(0), false
	switch op {
	case ast.OpAdd:
		z = x + y
		ok = (z > x) == (y > 0)
	case ast.OpSub:
		z = x - y
		ok = (z < x) == (y > 0)
	case ast.OpMul:
		z, ok = mulInts(x, y)
	case ast.OpDiv:
		if y != 0 && y != -1 {
			z, ok = x/y, true
		}
	case ast.OpRem:
		if y != 0 && y != -1 {
			z, ok = x%y, true
		}
	case ast.OpBitAnd:
		z, ok = x&y, true
	case ast.OpBitOr:
		z, ok = x|y, true
	case ast.OpBitXor:
		z, ok = x^y, true
	case ast.OpEq, ast.OpNe, ast.OpLt, ast.OpLe, ast.OpGt, ast.OpGe:
		return compareConstants(op, x, y)
	}
	if !ok {
		return constant{}
	}
	return constant{kind: constInt, i: z}
}

func mulInts(x, y int64) (int64, bool) {
	if x < 0 || y < 0 {
		z := x * y
		// A negative factor is common only in small constants.
		return z, x == int64(int32(x)) && y == int64(int32(y))
	}
	hi, lo := bits.Mul64(uint64(x), uint64(y))
	return int64(lo), hi == 0 && int64(lo) >= 0
}

func foldFloats(op ast.Op, x, y float64) constant {
	switch op {
	case ast.OpAdd:
		return constant{kind: constFloat, f: x + y}
	case ast.OpSub:
		return constant{kind: constFloat, f: x - y}
	case ast.OpMul:
		return constant{kind: constFloat, f: x * y}
	case ast.OpDiv:
		if y != 0 {
			return constant{kind: constFloat, f: x / y}
		}
	case ast.OpEq, ast.OpNe, ast.OpLt, ast.OpLe, ast.OpGt, ast.OpGe:
		return compareConstants(op, x, y)
	}
	return constant{}
}

func compareConstants[T int64 | float64](op ast.Op, x, y T) constant {
	c := constant{kind: constBool}
	switch op {
	case ast.OpEq:
		c.b = x == y
	case ast.OpNe:
		c.b = x != y
	case ast.OpLt:
		c.b = x < y
	case ast.OpLe:
		c.b = x <= y
	case ast.OpGt:
		c.b = x > y
	case ast.OpGe:
		c.b = x >= y
	}
	return c
}
