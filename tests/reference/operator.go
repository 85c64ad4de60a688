package reference

// Operators.

import (
	"math"
	"math/big"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
)

func (f *frame) unary(e *ast.Unary, x Value) (v Value, err error) {
	f.at = e.Span()
	switch e.Op {
	case ast.OpNot:
		return !truthy(x), nil
	case ast.OpNeg:
		v, err = f.negate(x)
	default:
		if i, ok := x.(int64); ok {
			return ^i, nil
		}
		err = fault("type", "`~` does not work on %s", article(x))
	}
	return v, f.fail(e.Span(), err)
}

func (f *frame) negate(x Value) (Value, error) {
	switch x := x.(type) {
	case int64:
		if x == math.MinInt64 {
			return nil, fault("arithmetic", "integer overflow: -(%d)", x)
		}
		return -x, nil
	case float64:
		return -x, nil
	case *Instance:
		if op := x.class.operator(ast.OverloadNeg); op != nil {
			return f.run(op, x, nil)
		}
	}
	return nil, fault("type", "`-` does not work on %s", article(x))
}

// overloads are the operators that a class can have, by the infix operator.
var overloads = map[ast.Op]ast.Overload{
	ast.OpAdd: ast.OverloadAdd, ast.OpSub: ast.OverloadSub, ast.OpMul: ast.OverloadMul,
	ast.OpDiv: ast.OverloadDiv, ast.OpRem: ast.OverloadRem,
}

// binary applies an infix operator to two values.
func (f *frame) binary(at source.Span, op ast.Op, x, y Value) (Value, error) {
	f.at = at
	v, err := f.apply(op, x, y)
	return v, f.fail(at, err)
}

func (f *frame) apply(op ast.Op, x, y Value) (Value, error) {
	switch op {
	case ast.OpEq:
		return equal(x, y)
	case ast.OpNe:
		eq, err := equal(x, y)
		return !eq, err
	case ast.OpLt, ast.OpLe, ast.OpGt, ast.OpGe:
		return f.compare(op, x, y)
	case ast.OpIn:
		return contains(y, x)
	case ast.OpNotIn:
		in, err := contains(y, x)
		return !in, err
	case ast.OpRange, ast.OpRangeIncl:
		from, ok1 := x.(int64)
		to, ok2 := y.(int64)
		if !ok1 || !ok2 {
			return nil, fault("type", "a range goes over ints, not from %s to %s", article(x), article(y))
		}
		return Range{start: from, stop: to, step: 1, inclusive: op == ast.OpRangeIncl, id: new(int)}, nil
	}
	if in, ok := x.(*Instance); ok {
		if overload, ok := overloads[op]; ok {
			if method := in.class.operator(overload); method != nil {
				return f.run(method, in, []Value{y})
			}
		}
		return nil, noOperator(op, x, y)
	}
	return f.arithmetic(op, x, y)
}

func noOperator(op ast.Op, x, y Value) error {
	return fault("type", "`%s` does not work on %s and %s", op, article(x), article(y))
}

// compare orders two values, by the operator of an instance if one is on the left of
// the `<` that is meant.
func (f *frame) compare(op ast.Op, x, y Value) (Value, error) {
	left, right, overload := x, y, ast.OverloadLt
	if op == ast.OpGt || op == ast.OpGe {
		left, right = y, x
	}
	if op == ast.OpLe || op == ast.OpGe {
		overload = ast.OverloadLe
	}
	if in, ok := left.(*Instance); ok {
		if method := in.class.operator(overload); method != nil {
			v, err := f.run(method, in, []Value{right})
			return truthy(v), err
		}
	}
	_, leftIs := left.(*Instance)
	_, rightIs := right.(*Instance)
	if leftIs || rightIs {
		return nil, noOperator(op, x, y)
	}
	c, ordered, err := compareData(x, y)
	if err != nil {
		return nil, err
	}
	if op == ast.OpGt || op == ast.OpGe {
		c = -c
	}
	return ordered && (c < 0 || c == 0 && overload == ast.OverloadLe), nil
}

// arithmetic is for numbers and for what `+` joins.
func (f *frame) arithmetic(op ast.Op, x, y Value) (Value, error) {
	switch x := x.(type) {
	case int64:
		switch y := y.(type) {
		case int64:
			return f.ints(op, x, y)
		case float64:
			if v, ok := floats(op, float64(x), y); ok {
				return v, nil
			}
		}
	case float64:
		switch y := y.(type) {
		case int64:
			if v, ok := floats(op, x, float64(y)); ok {
				return v, nil
			}
		case float64:
			if v, ok := floats(op, x, y); ok {
				return v, nil
			}
		}
	default:
		if v, ok := join(x, y); ok && op == ast.OpAdd {
			return v, nil
		}
	}
	return nil, noOperator(op, x, y)
}

// join is `+` of two sequences of one type.
func join(x, y Value) (Value, bool) {
	switch x := x.(type) {
	case string:
		if y, ok := y.(string); ok {
			return x + y, true
		}
	case *List:
		if y, ok := y.(*List); ok {
			return &List{items: append(append([]Value(nil), x.items...), y.items...)}, true
		}
	case *Tuple:
		if y, ok := y.(*Tuple); ok {
			return &Tuple{items: append(append([]Value(nil), x.items...), y.items...)}, true
		}
	case *Bytes:
		if y, ok := y.(*Bytes); ok {
			return &Bytes{b: append(append([]byte(nil), x.b...), y.b...)}, true
		}
	}
	return nil, false
}

func floats(op ast.Op, x, y float64) (Value, bool) {
	switch op {
	case ast.OpAdd:
		return x + y, true
	case ast.OpSub:
		return x - y, true
	case ast.OpMul:
		return x * y, true
	case ast.OpDiv:
		return x / y, true
	case ast.OpRem:
		return math.Mod(x, y), true
	case ast.OpPow:
		return math.Pow(x, y), true
	}
	return nil, false
}

// ints computes exactly, and then looks whether the result fits.
func (f *frame) ints(op ast.Op, x, y int64) (Value, error) {
	switch op {
	case ast.OpAddWrap:
		return x + y, nil
	case ast.OpSubWrap:
		return x - y, nil
	case ast.OpMulWrap:
		return x * y, nil
	case ast.OpBitAnd:
		return x & y, nil
	case ast.OpBitXor:
		return x ^ y, nil
	case ast.OpBitOr:
		return x | y, nil
	case ast.OpShl, ast.OpShr:
		return shift(op, x, y)
	case ast.OpPow:
		return power(x, y)
	}
	if y == 0 && (op == ast.OpDiv || op == ast.OpRem) {
		return nil, fault("arithmetic", "division by zero: %d %s 0", x, op)
	}
	z, a, b := new(big.Int), big.NewInt(x), big.NewInt(y)
	switch op {
	case ast.OpAdd:
		z.Add(a, b)
	case ast.OpSub:
		z.Sub(a, b)
		if f.in.options.Faults.Operator {
			z.Add(a, b)
		}
	case ast.OpMul:
		z.Mul(a, b)
	case ast.OpDiv:
		z.Quo(a, b) // truncated, as Go's
	case ast.OpRem:
		z.Rem(a, b)
	}
	if !z.IsInt64() {
		return nil, intOverflow(op, x, y)
	}
	return z.Int64(), nil
}

func intOverflow(op ast.Op, x, y int64) error {
	return fault("arithmetic", "integer overflow: %d %s %d", x, op, y)
}

func shift(op ast.Op, x, n int64) (Value, error) {
	switch {
	case n < 0:
		return nil, fault("arithmetic", "negative shift count: %d %s %d", x, op, n)
	case op == ast.OpShr:
		return x >> min(n, 63), nil
	case n >= 64:
		return int64(0), nil
	}
	return x << n, nil
}

// power multiplies until the exponent is reached or the result does not fit any more.
func power(x, n int64) (Value, error) {
	switch {
	case n < 0:
		return nil, fault("arithmetic", "int to a negative power: %d ** %d", x, n)
	case x == 0 || x == 1 || x == -1: // any exponent will do
		n = min(n, 2-n%2)
	}
	z := big.NewInt(1)
	for range n {
		if z.Mul(z, big.NewInt(x)); !z.IsInt64() {
			return nil, intOverflow(ast.OpPow, x, n)
		}
	}
	return z.Int64(), nil
}
