// Equality and order.

package vm

import (
	"cmp"
	"math"
	"strings"
)

// equal reports whether a == b: structural, false across types, identity for
// functions, coroutines and errors. depth is the nesting so far.
func equal(a, b Value, depth int) (bool, error) {
	if a.p == b.p && a.n == b.n {
		return !a.isFloat() || a.float() == a.float(), nil
	}
	if isNumber(a) && isNumber(b) {
		return compareNumbers(a, b) == 0, nil
	}
	k := a.kind()
	if k != b.kind() {
		return false, nil
	}
	switch k {
	case KindString:
		return a.str() == b.str(), nil
	case KindRange:
		x, y := *(*rangeObject)(a.p), *(*rangeObject)(b.p)
		return x.count == y.count && (x.count == 0 || x.start == y.start && (x.count == 1 || x.step == y.step)), nil
	case KindList:
		return equalLists(a.list(), b.list(), depth)
	case KindTuple:
		return equalTuples(a.tuple(), b.tuple(), depth)
	case KindMap:
		return equalMaps(a.mapping(), b.mapping(), depth)
	case KindBound:
		x, y := (*bound)(a.p), (*bound)(b.p)
		return x.method == y.method && x.recv == y.recv, nil
	}
	return false, nil
}

func equalLists(x, y *list, depth int) (bool, error) {
	if x.len != y.len {
		return false, nil
	}
	if depth > maxDataDepth {
		return false, errDataDepth("compare")
	}
	for i := range x.len {
		if i >= x.len || i >= y.len {
			return false, nil
		}
		if eq, err := equal(x.at(i), y.at(i), depth+1); !eq || err != nil {
			return false, err
		}
	}
	return true, nil
}

func equalTuples(x, y *tuple, depth int) (bool, error) {
	if len(x.items) != len(y.items) {
		return false, nil
	}
	if depth > maxDataDepth {
		return false, errDataDepth("compare")
	}
	for i, v := range x.items {
		if eq, err := equal(v, y.items[i], depth+1); !eq || err != nil {
			return false, err
		}
	}
	return true, nil
}

// equalMaps compares entries whatever their order.
func equalMaps(x, y *dict, depth int) (bool, error) {
	if x.len() != y.len() {
		return false, nil
	}
	if depth > maxDataDepth {
		return false, errDataDepth("compare")
	}
	for k, v, at, ok := x.next(0); ok; k, v, at, ok = x.next(at) {
		w, err := y.get(k)
		if err != nil || w == unset {
			return false, err
		}
		if eq, err := equal(v, w, depth+1); !eq || err != nil {
			return false, err
		}
	}
	return true, nil
}

// unordered is what compareNumbers returns when a nan is involved.
const unordered = 2

// compareNumbers compares exactly, also an int with a float: -1, 0, 1 or
// unordered.
func compareNumbers(a, b Value) int {
	switch {
	case a.isInt() && b.isInt():
		return cmp.Compare(a.int(), b.int())
	case a.isFloat() && b.isFloat():
		x, y := a.float(), b.float()
		if x != x || y != y {
			return unordered
		}
		return cmp.Compare(x, y)
	case a.isInt():
		return compareIntFloat(a.int(), b.float())
	}
	if c := compareIntFloat(b.int(), a.float()); c != unordered {
		return -c
	}
	return unordered
}

func compareIntFloat(i int64, f float64) int {
	switch {
	case f != f:
		return unordered
	case f >= 1<<63:
		return -1
	case f < -1<<63:
		return 1
	}
	whole := math.Trunc(f)
	if c := cmp.Compare(i, int64(whole)); c != 0 {
		return c
	}
	return cmp.Compare(whole, f)
}

// compare returns the order of a and b: -1, 0, 1, or unordered where a nan is
// involved. It is an error of kind type for values without an order.
func compare(a, b Value, depth int) (int, error) {
	if isNumber(a) && isNumber(b) {
		return compareNumbers(a, b), nil
	}
	k := a.kind()
	if k == b.kind() {
		switch k {
		case KindString:
			return strings.Compare(a.str(), b.str()), nil
		case KindList:
			x, y := a.list(), b.list()
			return compareElements(x.len, y.len, x.at, y.at, depth)
		case KindTuple:
			x, y := a.tuple().items, b.tuple().items
			return compareElements(len(x), len(y), func(i int) Value { return x[i] }, func(i int) Value { return y[i] }, depth)
		}
	}
	return 0, faultf("type", "cannot order %s and %s", article(a), article(b))
}

func compareElements(n, k int, x, y func(int) Value, depth int) (int, error) {
	if depth > maxDataDepth {
		return 0, errDataDepth("compare")
	}
	for i := range min(n, k) {
		if eq, err := equal(x(i), y(i), depth+1); err != nil {
			return 0, err
		} else if !eq {
			return compare(x(i), y(i), depth+1)
		}
	}
	return cmp.Compare(n, k), nil
}

// same reports whether a and b are one value: the same object, or equal
// scalars or strings.
func same(a, b Value) bool {
	if a == b {
		return true
	}
	return a.isString() && b.isString() && a.str() == b.str()
}

// contains returns x in container.
func (m *VM) contains(x, container Value) (bool, error) {
	switch container.kind() {
	case KindMap:
		v, err := container.mapping().get(x)
		return v != unset && err == nil, err
	case KindString:
		if !x.isString() {
			return false, faultf("type", "`in` a string wants a string, got %s", article(x))
		}
		if err := m.work(int64(len(container.str())) / 16); err != nil {
			return false, err
		}
		return strings.Contains(container.str(), x.str()), nil
	case KindList:
		l := container.list()
		return m.containsElement(x, l.len, l.at)
	case KindTuple:
		items := container.tuple().items
		return m.containsElement(x, len(items), func(i int) Value { return items[i] })
	case KindRange:
		return (*rangeObject)(container.p).contains(x), nil
	}
	return false, faultf("type", "`in` does not work on %s", article(container))
}

func (m *VM) containsElement(x Value, n int, at func(int) Value) (bool, error) {
	if err := m.work(int64(n) / 8); err != nil {
		return false, err
	}
	for i := range n {
		if eq, err := equal(at(i), x, 0); eq || err != nil {
			return eq, err
		}
	}
	return false, nil
}

// contains reports whether the number x is one of the values of r.
func (r *rangeObject) contains(x Value) bool {
	i := x.int()
	if x.isFloat() {
		exact, ok := exactInt(x.float())
		if !ok {
			return false
		}
		i = exact
	} else if !x.isInt() {
		return false
	}
	if r.count == 0 || r.step > 0 && i < r.start || r.step < 0 && i > r.start {
		return false
	}
	// The distance fits 64 bits without sign, whatever the ends are.
	distance, step := uint64(i)-uint64(r.start), uint64(r.step)
	if r.step < 0 {
		distance, step = -distance, -step
	}
	return distance%step == 0 && distance/step < r.count
}
