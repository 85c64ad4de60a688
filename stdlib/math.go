package stdlib

// The module math: constants and functions of numbers.

import (
	"fmt"
	"math"
	"slices"

	"github.com/coro-lang/coro/vm"
)

// Math returns the module math. It has no state and reaches nothing outside.
func Math() *vm.HostModule { return mathModule }

const mathDoc = "Constants and functions of numbers. A function of floats takes ints too, and follows IEEE 754: " +
	"where a result does not exist it is `nan`, where it is too large it is `inf`, and there is no error. " +
	"A function whose result is an int is exact: if the result is not in the range of an int, that is an error of kind `arithmetic`."

var mathModule = lazy("math", mathDoc, func() []vm.Member {
	return slices.Concat(mathConstants(), floatFunctions(), mathFunctions(), bitFunctions())
})

func mathConstants() []vm.Member {
	return []vm.Member{
		{Name: "e", Value: math.E, Doc: "The base of natural logarithms.", Example: "math.e // 2.718281828459045"},
		{Name: "inf", Value: math.Inf(1), Doc: "The float that is larger than all others; `-math.inf` is the smallest.", Example: "math.inf > math.max_int // true\n-math.inf // -inf"},
		{Name: "max_int", Value: int64(math.MaxInt64), Doc: "The largest int, 2**63 - 1.", Example: "math.max_int // 9223372036854775807"},
		{Name: "min_int", Value: int64(math.MinInt64), Doc: "The smallest int, -2**63.", Example: "math.min_int // -9223372036854775808"},
		{Name: "nan", Value: math.NaN(), Doc: "The float that is no number. It is not equal to itself: test with `is_nan`.", Example: "math.nan == math.nan // false"},
		{Name: "pi", Value: math.Pi, Doc: "The circumference of a circle of diameter 1.", Example: "math.pi // 3.141592653589793"},
		{Name: "tau", Value: 2 * math.Pi, Doc: "A full turn in radians, 2π.", Example: "math.tau // 6.283185307179586"},
	}
}

// floatFunctions are the functions from a float to a float.
func floatFunctions() []vm.Member {
	f := func(name string, fn func(float64) float64, doc, example string) vm.Member {
		call := func(_ *vm.Call, args []vm.Value) (vm.Value, error) {
			x, _ := args[0].AsFloat()
			return vm.Float(fn(x)), nil
		}
		return vm.Member{Name: name, Params: "x: number", Func: call, Doc: doc, Example: example}
	}
	return []vm.Member{
		f("acos", math.Acos, "Returns the angle in radians, from 0 to π, whose cosine is x; nan if x is not between -1 and 1.", "math.acos(1) // 0.0"),
		f("asin", math.Asin, "Returns the angle in radians, from -π/2 to π/2, whose sine is x; nan if x is not between -1 and 1.", "math.asin(0) // 0.0"),
		f("atan", math.Atan, "Returns the angle in radians, from -π/2 to π/2, whose tangent is x.", "math.atan(1) * 4 // 3.141592653589793"),
		f("cbrt", math.Cbrt, "Returns the cube root of x.", "math.cbrt(-27) // -3.0"),
		f("cos", math.Cos, "Returns the cosine of x radians.", "math.cos(0) // 1.0"),
		f("cosh", math.Cosh, "Returns the hyperbolic cosine of x.", "math.cosh(0) // 1.0"),
		f("degrees", func(x float64) float64 { return x * (180 / math.Pi) }, "Converts radians to degrees.", "math.degrees(math.pi) // 180.0"),
		f("exp", math.Exp, "Returns e**x.", "math.exp(0) // 1.0"),
		f("log", math.Log, "Returns the natural logarithm of x: -inf of 0, nan of a negative number.", "math.log(math.e) // 1.0\nmath.log(0) // -inf"),
		f("log10", math.Log10, "Returns the decimal logarithm of x, as log does.", "math.log10(1000) // 3.0"),
		f("log2", math.Log2, "Returns the binary logarithm of x, as log does; it is exact for powers of two.", "math.log2(1024) // 10.0"),
		f("radians", func(x float64) float64 { return x * (math.Pi / 180) }, "Converts degrees to radians.", "math.radians(180) // 3.141592653589793"),
		f("sin", math.Sin, "Returns the sine of x radians.", "math.sin(math.pi / 2) // 1.0"),
		f("sinh", math.Sinh, "Returns the hyperbolic sine of x.", "math.sinh(0) // 0.0"),
		f("sqrt", math.Sqrt, "Returns the square root of x; nan of a negative number.", "math.sqrt(9) // 3.0\nmath.is_nan(math.sqrt(-1)) // true"),
		f("tan", math.Tan, "Returns the tangent of x radians.", "math.tan(0) // 0.0"),
		f("tanh", math.Tanh, "Returns the hyperbolic tangent of x.", "math.tanh(0) // 0.0"),
	}
}

func mathFunctions() []vm.Member {
	return []vm.Member{
		{Name: "atan2", Params: "y: number, x: number", Func: floats2(math.Atan2), Doc: "Returns the angle in radians, from -π to π, from the x axis to the point (x, y).", Example: "math.atan2(1, 1) * 4 // 3.141592653589793"},
		{Name: "ceil", Params: "x: number", Func: toInt("ceil", math.Ceil), Doc: "Returns the smallest int that is not less than x.", Example: "math.ceil(1.2) // 2\nmath.ceil(-1.2) // -1"},
		{Name: "clamp", Params: "x: number, low: number, high: number", Func: clamp, Doc: "Returns x, or the nearest of low and high if it is not between them. low must not be larger than high.", Example: "math.clamp(12, 0, 10) // 10\nmath.clamp(0.5, 0, 1) // 0.5"},
		{Name: "divmod", Params: "a: int, b: int", Func: divmod, Doc: "Returns the tuple (a / b, a % b): the quotient is truncated, the remainder has the sign of a.", Example: "math.divmod(7, 2) // (3, 1)\nmath.divmod(-7, 2) // (-3, -1)"},
		{Name: "floor", Params: "x: number", Func: toInt("floor", math.Floor), Doc: "Returns the largest int that is not greater than x.", Example: "math.floor(1.8) // 1\nmath.floor(-1.2) // -2"},
		{Name: "fmod", Params: "x: number, y: number", Func: floats2(math.Mod), Doc: "Returns the remainder of x / y as a float, with the sign of x; nan if y is 0.", Example: "math.fmod(5.5, 2) // 1.5"},
		{Name: "gcd", Params: "a: int, b: int", Func: gcd, Doc: "Returns the greatest common divisor of a and b, which is never negative; gcd(0, 0) is 0.", Example: "math.gcd(12, -18) // 6"},
		{Name: "hypot", Params: "x: number, y: number", Func: floats2(math.Hypot), Doc: "Returns the square root of x*x + y*y, also where the squares are out of range.", Example: "math.hypot(3, 4) // 5.0"},
		{Name: "is_inf", Params: "x: number", Func: test(func(x float64) bool { return math.IsInf(x, 0) }), Doc: "Reports whether x is inf or -inf.", Example: "math.is_inf(-math.inf) // true"},
		{Name: "is_nan", Params: "x: number", Func: test(func(x float64) bool { return x != x }), Doc: "Reports whether x is nan.", Example: "math.is_nan(math.inf - math.inf) // true"},
		{Name: "lcm", Params: "a: int, b: int", Func: lcm, Doc: "Returns the least common multiple of a and b, which is never negative.", Example: "math.lcm(4, 6) // 12"},
		{Name: "pow", Params: "x: number, y: number", Func: floats2(math.Pow), Doc: "Returns x**y as a float; nan of a negative x with a y that is not whole.", Example: "math.pow(2, 10) // 1024.0\nmath.pow(2, -1) // 0.5"},
		{Name: "round", Params: "x: number", Func: toInt("round", math.Round), Doc: "Returns the nearest int; a half is rounded away from zero.", Example: "math.round(2.5) // 3\nmath.round(-2.5) // -3"},
		{Name: "sign", Params: "x: number", Func: sign, Doc: "Returns -1, 0 or 1 for the sign of x, as a number of its type; nan of nan.", Example: "math.sign(-3) // -1\nmath.sign(2.5) // 1.0"},
		{Name: "trunc", Params: "x: number", Func: toInt("trunc", math.Trunc), Doc: "Returns x without its fraction, as an int.", Example: "math.trunc(-1.8) // -1"},
	}
}

type function = func(c *vm.Call, args []vm.Value) (vm.Value, error)

// floats2 is a function of two floats.
func floats2(fn func(x, y float64) float64) function {
	return func(_ *vm.Call, args []vm.Value) (vm.Value, error) {
		x, _ := args[0].AsFloat()
		y, _ := args[1].AsFloat()
		return vm.Float(fn(x, y)), nil
	}
}

// test is a predicate of a float.
func test(fn func(x float64) bool) function {
	return func(_ *vm.Call, args []vm.Value) (vm.Value, error) {
		x, _ := args[0].AsFloat()
		return vm.Bool(fn(x)), nil
	}
}

// toInt is a function that rounds to an int.
func toInt(name string, round func(float64) float64) function {
	return func(_ *vm.Call, args []vm.Value) (vm.Value, error) {
		if _, ok := args[0].AsInt(); ok {
			return args[0], nil
		}
		x, _ := args[0].AsFloat()
		switch r := round(x); {
		case r >= -1<<63 && r < 1<<63:
			return vm.Int(int64(r)), nil
		case r != r:
			return vm.Nil, vm.NewError("arithmetic", "math."+name+"(nan): nan cannot be an int", "math.is_nan(x) tells")
		}
		return vm.Nil, outOfRange(fmt.Sprintf("%s(%s)", name, args[0]))
	}
}

// outOfRange is the error of a result that no int holds.
func outOfRange(call string) error {
	return vm.NewError("arithmetic", "integer overflow: math."+call+" is out of the range of an int", "")
}

func clamp(_ *vm.Call, args []vm.Value) (vm.Value, error) {
	x, low, high := args[0], args[1], args[2]
	switch {
	case less(high, low) || isNaN(low) || isNaN(high):
		return vm.Nil, vm.NewError("value", fmt.Sprintf("math.clamp: the limits %s and %s are not in order", low, high), "")
	case less(x, low):
		return low, nil
	case less(high, x):
		return high, nil
	}
	return x, nil
}

// less compares numbers exactly, also an int with a float. nan is not less than
// anything.
func less(a, b vm.Value) bool {
	i, iOK := a.AsInt()
	j, jOK := b.AsInt()
	x, _ := a.AsFloat()
	y, _ := b.AsFloat()
	switch {
	case iOK && jOK:
		return i < j
	case x != y || !iOK && !jOK: // rounding an int keeps the order, but for equality
		return x < y
	case iOK: // y is whole and may be 2**63
		return y >= 1<<63 || i < int64(y)
	}
	return x < 1<<63 && int64(x) < j
}

func isNaN(v vm.Value) bool {
	x, _ := v.AsFloat()
	return x != x
}

func divmod(c *vm.Call, args []vm.Value) (vm.Value, error) {
	a, _ := args[0].AsInt()
	b, _ := args[1].AsInt()
	switch {
	case b == 0:
		return vm.Nil, vm.NewError("arithmetic", fmt.Sprintf("division by zero: math.divmod(%d, 0)", a), "")
	case a == math.MinInt64 && b == -1:
		return vm.Nil, outOfRange(fmt.Sprintf("divmod(%d, -1)", a))
	}
	return c.Tuple(vm.Int(a/b), vm.Int(a%b))
}

func gcd(_ *vm.Call, args []vm.Value) (vm.Value, error) {
	a, _ := args[0].AsInt()
	b, _ := args[1].AsInt()
	d := divisor(magnitude(a), magnitude(b))
	if d > math.MaxInt64 {
		return vm.Nil, outOfRange(fmt.Sprintf("gcd(%d, %d)", a, b))
	}
	return vm.Int(int64(d)), nil
}

func lcm(_ *vm.Call, args []vm.Value) (vm.Value, error) {
	a, _ := args[0].AsInt()
	b, _ := args[1].AsInt()
	if a == 0 || b == 0 {
		return vm.Int(0), nil
	}
	x, y := magnitude(a), magnitude(b)
	x /= divisor(x, y)
	if y > math.MaxInt64/x {
		return vm.Nil, outOfRange(fmt.Sprintf("lcm(%d, %d)", a, b))
	}
	return vm.Int(int64(x * y)), nil
}

// magnitude is |i|, which no int holds for the smallest one.
func magnitude(i int64) uint64 {
	if i < 0 {
		return -uint64(i)
	}
	return uint64(i)
}

// divisor is the greatest common divisor, by Euclid's algorithm: at most 92 turns.
func divisor(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func sign(_ *vm.Call, args []vm.Value) (vm.Value, error) {
	if i, ok := args[0].AsInt(); ok {
		switch {
		case i > 0:
			return vm.Int(1), nil
		case i < 0:
			return vm.Int(-1), nil
		}
		return vm.Int(0), nil
	}
	x, _ := args[0].AsFloat()
	switch {
	case x > 0:
		x = 1
	case x < 0:
		x = -1
	}
	return vm.Float(x), nil // zeros and nan stay
}
