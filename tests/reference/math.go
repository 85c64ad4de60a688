package reference

// What the scripts of the language take from the module math, which is no part of it.

import "math"

func mathModule() *Module {
	float := func(name string, fn func(float64) float64) *Native {
		return native(name, "x: number", func(_ *frame, args []Value) (Value, error) { return fn(toFloat(args[0])), nil })
	}
	whole := func(name string, fn func(float64) float64) *Native {
		return native(name, "x: number", func(_ *frame, args []Value) (Value, error) {
			if i, ok := args[0].(int64); ok {
				return i, nil
			}
			x := args[0].(float64)
			if y := fn(x); y >= -1<<63 && y < 1<<63 {
				return int64(y), nil
			}
			return nil, fault("arithmetic", "integer overflow: math.%s(%s) is out of the range of an int", name, formatFloat(x))
		})
	}
	m := hostModule("math", []*Native{
		float("sqrt", math.Sqrt), whole("ceil", math.Ceil), whole("floor", math.Floor), whole("trunc", math.Trunc),
	})
	for name, v := range map[string]Value{
		"e": math.E, "inf": math.Inf(1), "max_int": int64(math.MaxInt64), "min_int": int64(math.MinInt64),
		"nan": math.NaN(), "pi": math.Pi,
	} {
		m.values[name] = v
		m.exports = append(m.exports, name)
	}
	return m
}

func toFloat(v Value) float64 {
	if i, ok := v.(int64); ok {
		return float64(i)
	}
	return v.(float64)
}
