package reference

// Equality, order and membership.

import (
	"bytes"
	"cmp"
	"math"
	"math/big"
	"strings"
)

// maxDataDepth is how deep comparing, hashing and printing look into data.
const maxDataDepth = 1000

func tooDeep(doing string) error {
	return fault("depth", "cannot %s data nested deeper than %d levels", doing, maxDataDepth)
}

// equal is `==`.
func equal(x, y Value) (bool, error) { return equalAt(x, y, 0) }

func equalAt(x, y Value, depth int) (bool, error) {
	switch x.(type) {
	case *List, *Tuple, *Map, *Instance:
		if x == y { // a value equals itself, whatever it holds
			return true, nil
		}
	}
	if depth > maxDataDepth {
		return false, tooDeep("compare")
	}
	switch x := x.(type) {
	case int64, float64:
		switch y.(type) {
		case int64, float64:
			c, ordered := compareNumbers(x, y)
			return ordered && c == 0, nil
		}
		return false, nil
	case *List:
		if y, ok := y.(*List); ok {
			return equalItems(x.items, y.items, depth)
		}
		return false, nil
	case *Tuple:
		if y, ok := y.(*Tuple); ok {
			return equalItems(x.items, y.items, depth)
		}
		return false, nil
	case *Bytes:
		y, ok := y.(*Bytes)
		return ok && bytes.Equal(x.b, y.b), nil
	case *Map:
		if y, ok := y.(*Map); ok {
			return equalMaps(x, y, depth)
		}
		return false, nil
	case Range:
		if _, ok := y.(Range); !ok {
			return false, nil
		}
		hx, _ := hash(x)
		hy, _ := hash(y)
		return hx == hy, nil
	case *Bound:
		y, ok := y.(*Bound)
		return ok && same(x.self, y.self) && x.fn == y.fn, nil
	case *Instance:
		y, ok := y.(*Instance)
		if ok && x.class.record && x.class == y.class {
			return equalItems(x.fields, y.fields, depth)
		}
		return ok && x == y, nil
	}
	return x == y, nil
}

func equalItems(xs, ys []Value, depth int) (bool, error) {
	if len(xs) != len(ys) {
		return false, nil
	}
	for i := range xs {
		if eq, err := equalAt(xs[i], ys[i], depth+1); err != nil || !eq {
			return false, err
		}
	}
	return true, nil
}

func equalMaps(x, y *Map, depth int) (bool, error) {
	if x.len() != y.len() {
		return false, nil
	}
	for _, e := range x.live() {
		other, ok, err := y.get(e.key)
		if err != nil || !ok {
			return false, err
		}
		if eq, err := equalAt(e.value, other, depth+1); err != nil || !eq {
			return false, err
		}
	}
	return true, nil
}

// same is the identity of any two values.
func same(x, y Value) bool {
	if x, ok := x.(float64); ok {
		y, ok := y.(float64)
		return ok && math.Float64bits(x) == math.Float64bits(y)
	}
	return x == y
}

// compareNumbers compares ints and floats exactly; nothing is ordered with a nan.
func compareNumbers(x, y Value) (c int, ordered bool) {
	if x, ok := x.(int64); ok {
		if y, ok := y.(int64); ok {
			return cmp.Compare(x, y), true
		}
	}
	a, b := exact(x), exact(y)
	if a == nil || b == nil {
		return 0, false
	}
	return a.Cmp(b), true
}

// exact is a number without any rounding, nil for a nan.
func exact(v Value) *big.Float {
	if i, ok := v.(int64); ok {
		return new(big.Float).SetInt64(i)
	}
	if f := v.(float64); !math.IsNaN(f) {
		return big.NewFloat(f)
	}
	return nil
}

// compareData compares two values that `<` orders without a method.
func compareData(x, y Value) (c int, ordered bool, err error) { return orderAt(x, y, 0) }

func orderAt(x, y Value, depth int) (c int, ordered bool, err error) {
	if depth > maxDataDepth {
		return 0, false, tooDeep("compare")
	}
	switch a := x.(type) {
	case int64, float64:
		switch y.(type) {
		case int64, float64:
			c, ordered := compareNumbers(a, y)
			return c, ordered, nil
		}
	case string:
		if b, ok := y.(string); ok {
			return strings.Compare(a, b), true, nil
		}
	case *Bytes:
		if b, ok := y.(*Bytes); ok {
			return bytes.Compare(a.b, b.b), true, nil
		}
	case *List:
		if b, ok := y.(*List); ok {
			return orderItems(a.items, b.items, depth)
		}
	case *Tuple:
		if b, ok := y.(*Tuple); ok {
			return orderItems(a.items, b.items, depth)
		}
	}
	return 0, false, fault("type", "cannot order %s and %s", article(x), article(y))
}

// orderItems is decided by the first two elements that differ.
func orderItems(xs, ys []Value, depth int) (c int, ordered bool, err error) {
	for i := range min(len(xs), len(ys)) {
		eq, err := equalAt(xs[i], ys[i], depth+1)
		if err != nil {
			return 0, false, err
		}
		if !eq {
			return orderAt(xs[i], ys[i], depth+1)
		}
	}
	return cmp.Compare(len(xs), len(ys)), true, nil
}

// contains is `x in container`.
func contains(container, x Value) (bool, error) {
	switch c := container.(type) {
	case *List:
		return containsItem(c.items, x)
	case *Tuple:
		return containsItem(c.items, x)
	case *Map:
		_, ok, err := c.get(x)
		return ok, err
	case Range:
		return rangeContains(c, x)
	case string:
		if part, ok := x.(string); ok {
			return strings.Contains(c, part), nil
		}
		return false, fault("type", "`in` a string wants a string, got %s", article(x))
	case *Bytes:
		switch x := x.(type) {
		case int64:
			return x >= 0 && x <= 255 && bytes.IndexByte(c.b, byte(x)) >= 0, nil
		case *Bytes:
			return bytes.Contains(c.b, x.b), nil
		}
		return false, fault("type", "`in` bytes wants an int or bytes, got %s", article(x))
	}
	return false, fault("type", "`in` does not work on %s", article(container))
}

func containsItem(xs []Value, x Value) (bool, error) {
	i, err := indexOf(xs, x)
	return i >= 0, err
}

// indexOf is the place of the first element that equals x, or -1.
func indexOf(xs []Value, x Value) (int, error) {
	for i, item := range xs {
		if eq, err := equal(item, x); err != nil || eq {
			return i, err
		}
	}
	return -1, nil
}

func rangeContains(r Range, x Value) (bool, error) {
	switch x := x.(type) {
	case int64:
		return r.contains(x), nil
	case float64:
		return x == math.Trunc(x) && x >= -1<<63 && x < 1<<63 && r.contains(int64(x)), nil
	}
	return false, nil
}
