// Operators on all kinds of values: what the fast paths of the loop leave.

package vm

import (
	"fmt"
	"math"
	"math/bits"

	"github.com/coro-lang/coro/vm/bytecode"
)

// symbols are the operators of the instructions that arithmetic serves.
var symbols = map[bytecode.Op]string{
	bytecode.OpAdd: "+", bytecode.OpSub: "-", bytecode.OpMul: "*", bytecode.OpDiv: "/",
	bytecode.OpMod: "%", bytecode.OpPow: "**", bytecode.OpAddWrap: "+%", bytecode.OpSubWrap: "-%",
	bytecode.OpMulWrap: "*%", bytecode.OpAnd: "&", bytecode.OpOr: "|", bytecode.OpXor: "^",
	bytecode.OpShl: "<<", bytecode.OpShr: ">>",
}

// arithmetic returns x op y.
func (m *VM) arithmetic(op bytecode.Op, x, y Value) (Value, error) {
	switch {
	case x.isInt() && y.isInt():
		return intArithmetic(op, x.int(), y.int())
	case isNumber(x) && isNumber(y):
		return floatArithmetic(op, x, y)
	case op == bytecode.OpAdd:
		return m.join(x, y)
	}
	return Nil, operandError(op, x, y)
}

func isNumber(v Value) bool { return v.isInt() || v.isFloat() }

// toFloat converts a number.
func toFloat(v Value) float64 {
	if v.isInt() {
		return float64(v.int())
	}
	return v.float()
}

const numberOfTextHint = "int(s) and float(s) read a number from a text"

func operandError(op bytecode.Op, x, y Value) error {
	e := faultf("type", "`%s` does not work on %s and %s", symbols[op], article(x), article(y))
	switch {
	case op == bytecode.OpAdd && (x.isString() || y.isString()):
		e.hint = "write \"${a}${b}\" or str(x) to join text"
	case op == bytecode.OpMul && (x.isString() || x.kind() == KindList) && y.isInt():
		e.hint = repeatHint(x)
	case op == bytecode.OpMul && (y.isString() || y.kind() == KindList) && x.isInt():
		e.hint = repeatHint(y)
	case op == bytecode.OpMod && x.isString():
		e.hint = "write values into a text: \"… ${x} …\""
	case op == bytecode.OpAdd && x.kind() == KindList:
		e.hint = "push(x) appends an element; `+` joins two lists"
	case op == bytecode.OpAdd && x.kind() == KindMap && y.kind() == KindMap:
		e.hint = "`{...a, ...b}` has the entries of both"
	case x.p == tagNil() || y.p == tagNil():
		e.operandWasNil(x, y)
	case x.isString() && isNumber(y) || isNumber(x) && y.isString():
		e.hint = numberOfTextHint
	case isNumber(x) && isNumber(y):
		e.hint = "this operator wants ints: int(x) converts"
	}
	return e
}

// repeatHint hints at what repeats a text or a list.
func repeatHint(v Value) string {
	if v.isString() {
		return "write s.repeat(n)"
	}
	return "a list is repeated by a loop: `for i in 0..n { all.extend(xs) }`"
}

// article returns the name of the type of v with its article.
func article(v Value) string {
	if isInstance(v) {
		return "an instance of `" + v.instance().class.name + "`"
	}
	if v.kind() == KindClass {
		return "the " + (*class)(v.p).word() + " `" + (*class)(v.p).name + "`"
	}
	if v.kind() == KindHost {
		return v.host().typ.article() + " of the host"
	}
	switch name := v.typeName(); name {
	case "nil", "bytes":
		return name
	case "int", "error":
		return "an " + name
	default:
		return "a " + name
	}
}

func overflow(op bytecode.Op, x, y int64) error {
	e := faultf("arithmetic", "integer overflow: %d %s %d", x, symbols[op], y)
	if symbols[op] == "+" || symbols[op] == "-" || symbols[op] == "*" {
		e.hint = fmt.Sprintf("`%s%%` wraps around, and floats have a larger range", symbols[op])
	}
	return e
}

func intArithmetic(op bytecode.Op, x, y int64) (Value, error) {
	switch op {
	case bytecode.OpAdd:
		if s := x + y; (s > x) == (y > 0) {
			return Int(s), nil
		}
		return Nil, overflow(op, x, y)
	case bytecode.OpSub:
		if s := x - y; (s < x) == (y > 0) {
			return Int(s), nil
		}
		return Nil, overflow(op, x, y)
	case bytecode.OpMul:
		if p, ok := multiply(x, y); ok {
			return Int(p), nil
		}
		return Nil, overflow(op, x, y)
	case bytecode.OpDiv, bytecode.OpMod:
		return intDivide(op, x, y)
	case bytecode.OpPow:
		return intPower(x, y)
	case bytecode.OpAddWrap:
		return Int(x + y), nil
	case bytecode.OpSubWrap:
		return Int(x - y), nil
	case bytecode.OpMulWrap:
		return Int(x * y), nil
	case bytecode.OpAnd:
		return Int(x & y), nil
	case bytecode.OpOr:
		return Int(x | y), nil
	case bytecode.OpXor:
		return Int(x ^ y), nil
	}
	if y < 0 {
		return Nil, faultf("arithmetic", "negative shift count: %d %s %d", x, symbols[op], y)
	}
	if op == bytecode.OpShl {
		return Int(x << uint64(y)), nil
	}
	return Int(x >> uint64(y)), nil
}

func multiply(x, y int64) (int64, bool) {
	hi, lo := bits.Mul64(uint64(x), uint64(y))
	signed := int64(hi)
	if x < 0 {
		signed -= y
	}
	if y < 0 {
		signed -= x
	}
	return int64(lo), signed == int64(lo)>>63
}

func intDivide(op bytecode.Op, x, y int64) (Value, error) {
	switch {
	case y == 0:
		return Nil, faultf("arithmetic", "division by zero: %d %s 0", x, symbols[op])
	case op == bytecode.OpMod:
		return Int(x % y), nil
	case x == math.MinInt64 && y == -1:
		return Nil, overflow(op, x, y)
	}
	return Int(x / y), nil
}

func intPower(x, y int64) (Value, error) {
	if y < 0 {
		return Nil, faultHint("arithmetic", fmt.Sprintf("int to a negative power: %d ** %d", x, y), "use a float: x ** -1.0")
	}
	result, base := int64(1), x
	for e := y; ; {
		ok := true
		if e&1 == 1 {
			if result, ok = multiply(result, base); !ok {
				return Nil, overflow(bytecode.OpPow, x, y)
			}
		}
		if e >>= 1; e == 0 {
			return Int(result), nil
		}
		if base, ok = multiply(base, base); !ok {
			return Nil, overflow(bytecode.OpPow, x, y)
		}
	}
}

func floatArithmetic(op bytecode.Op, a, b Value) (Value, error) {
	x, y := toFloat(a), toFloat(b)
	switch op {
	case bytecode.OpAdd:
		return Float(x + y), nil
	case bytecode.OpSub:
		return Float(x - y), nil
	case bytecode.OpMul:
		return Float(x * y), nil
	case bytecode.OpDiv:
		return Float(x / y), nil
	case bytecode.OpMod:
		return Float(math.Mod(x, y)), nil
	case bytecode.OpPow:
		return Float(math.Pow(x, y)), nil
	}
	return Nil, operandError(op, a, b)
}

// join returns x + y of strings, bytes, lists and tuples.
func (m *VM) join(x, y Value) (Value, error) {
	if x.kind() != y.kind() {
		return Nil, operandError(bytecode.OpAdd, x, y)
	}
	switch x.kind() {
	case KindString:
		right := y.str()
		if right == "" {
			return x, nil
		}
		if err := m.work(int64(len(right)) / 16); err != nil {
			return Nil, err
		}
		return m.concat((*stringObject)(x.p), len(right), func(b []byte) []byte {
			b, _ = m.appendText(b, right)
			return b
		})
	case KindBytes:
		return m.joinBytes(x.buffer().b, y.buffer().b)
	case KindList:
		return m.joinLists(x.list(), y.list())
	case KindTuple:
		return m.joinTuples(x.tuple().items, y.tuple().items)
	}
	return Nil, operandError(bytecode.OpAdd, x, y)
}

func (m *VM) joinTuples(x, y []Value) (Value, error) {
	if err := m.work(int64(len(x)+len(y)) / 8); err != nil {
		return Nil, err
	}
	t, err := m.makeTuple(len(x) + len(y))
	if err != nil {
		return Nil, err
	}
	copy(t.items[copy(t.items, x):], y)
	return objectValue(t), nil
}

func (m *VM) joinLists(x, y *list) (Value, error) {
	if err := m.work(int64(x.len+y.len) / 8); err != nil {
		return Nil, err
	}
	l, err := m.sliceList(x, 0, x.len)
	if err != nil {
		return Nil, err
	}
	for i := range y.len {
		if m.halted(i) {
			return Nil, m.stopped()
		}
		if err := m.push(l, y.at(i)); err != nil {
			return Nil, err
		}
	}
	return objectValue(l), nil
}

// unary returns the result of -x or ~x.
func unary(op bytecode.Op, x Value) (Value, error) {
	switch {
	case op == bytecode.OpNeg && x.isInt():
		if x.int() == math.MinInt64 {
			return Nil, faultf("arithmetic", "integer overflow: -(%d)", x.int())
		}
		return Int(-x.int()), nil
	case op == bytecode.OpNeg && x.isFloat():
		return Float(-x.float()), nil
	case op == bytecode.OpInvert && x.isInt():
		return Int(^x.int()), nil
	}
	symbol := "-"
	if op == bytecode.OpInvert {
		symbol = "~"
	}
	return Nil, faultf("type", "`%s` does not work on %s", symbol, article(x))
}
