// Equality and order.

package vm

import (
	"cmp"
	"math"
	"strings"
	"unsafe"
)

// comparer compares values, and takes fuel for what it looks at: two small
// values that share their parts can be a graph with 2**1000 paths.
type comparer struct {
	m     *VM // who pays; nil: nobody
	steps int
	depth int
}

// pay takes fuel for one more pair of elements: one unit for eight.
func (c *comparer) pay() error {
	if c.steps++; c.steps&7 != 0 || c.m == nil {
		return nil
	}
	return c.m.work(1)
}

// compareBytes orders texts bytewise, and takes fuel for comparing them.
func (c *comparer) compareBytes(x, y string) (int, error) {
	for c.m != nil && min(len(x), len(y)) >= 64 {
		n := min(len(x), len(y), stopBytes)
		if err := c.m.work(int64(n) / 64); err != nil {
			return 0, err
		}
		if order := strings.Compare(x[:n], y[:n]); order != 0 || n < stopBytes {
			return cmp.Or(order, strings.Compare(x[n:], y[n:])), nil
		}
		x, y = x[n:], y[n:]
	}
	return strings.Compare(x, y), nil
}

// textOf returns bytes as a string that shares their memory.
func textOf(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// enter goes down into a container.
func (c *comparer) enter() error {
	if c.depth++; c.depth > maxDataDepth {
		return errDataDepth("compare")
	}
	return nil
}

// equal reports whether a == b: structural, false across types, identity for
// functions, coroutines and errors.
func (m *VM) equal(a, b Value) (bool, error) {
	if k := a.kind(); k != b.kind() && !(isNumber(a) && isNumber(b)) {
		return false, nil
	} else if k == KindString {
		if len(a.str()) != len(b.str()) {
			return false, nil
		}
	}
	return (&comparer{m: m}).equal(a, b)
}

func (c *comparer) equal(a, b Value) (bool, error) {
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
		x, y := a.str(), b.str()
		if len(x) != len(y) {
			return false, nil
		}
		order, err := c.compareBytes(x, y)
		return order == 0, err
	case KindBytes:
		x, y := a.buffer().b, b.buffer().b
		if len(x) != len(y) {
			return false, nil
		}
		order, err := c.compareBytes(textOf(x), textOf(y))
		return order == 0, err
	case KindRange:
		x, y := (*rangeObject)(a.p), (*rangeObject)(b.p)
		return x.count == y.count && (x.count == 0 || x.start == y.start && (x.count == 1 || x.step == y.step)), nil
	case KindList, KindTuple:
		return c.equalSequences(a, b)
	case KindMap:
		return c.equalMaps(a.mapping(), b.mapping())
	case KindRecord:
		return c.equalRecords(a.instance(), b.instance())
	case KindBound:
		x, y := (*bound)(a.p), (*bound)(b.p)
		return x.method == y.method && same(x.recv, y.recv), nil
	case KindHost:
		return a.host().equals(b.host()), nil
	}
	return false, nil
}

func (c *comparer) equalSequences(a, b Value) (bool, error) {
	n, x := elements(a)
	k, y := elements(b)
	if n != k {
		return false, nil
	}
	if err := c.enter(); err != nil {
		return false, err
	}
	for i := range n {
		if err := c.pay(); err != nil {
			return false, err
		}
		if eq, err := c.equal(x(i), y(i)); !eq || err != nil {
			return false, err
		}
	}
	c.depth--
	return true, nil
}

func (c *comparer) equalRecords(a, b *instance) (bool, error) {
	if a.class != b.class {
		return false, nil
	}
	if err := c.enter(); err != nil {
		return false, err
	}
	x, y := a.slots(), b.slots()
	for i := range x {
		if err := c.pay(); err != nil {
			return false, err
		}
		if eq, err := c.equal(x[i], y[i]); !eq || err != nil {
			return false, err
		}
	}
	c.depth--
	return true, nil
}

// equalMaps compares entries whatever their order.
func (c *comparer) equalMaps(x, y *dict) (bool, error) {
	if x.len() != y.len() {
		return false, nil
	}
	if err := c.enter(); err != nil {
		return false, err
	}
	for k, v, at, ok := x.next(0); ok; k, v, at, ok = x.next(at) {
		if err := c.pay(); err != nil {
			return false, err
		}
		w, err := c.m.get(y, k)
		if err != nil || w == unset {
			return false, err
		}
		if eq, err := c.equal(v, w); !eq || err != nil {
			return false, err
		}
	}
	c.depth--
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
func (m *VM) compare(a, b Value) (int, error) {
	if isNumber(a) && isNumber(b) {
		return compareNumbers(a, b), nil
	}
	if a.p == tagNil() || b.p == tagNil() {
		return 0, unorderable(a, b).operandWasNil(a, b)
	}
	return (&comparer{m: m}).compare(a, b)
}

func unorderable(a, b Value) *errorObject {
	e := faultf("type", "cannot order %s and %s", article(a), article(b))
	if a.isString() && isNumber(b) || isNumber(a) && b.isString() {
		e.hint = numberOfTextHint
		if a.isString() && len(a.str()) == 1 || b.isString() && len(b.str()) == 1 {
			e.hint += "; `s[i]` is a byte as an int, `s[i:i + 1]` a text"
		}
	}
	return e
}

func (c *comparer) compare(a, b Value) (int, error) {
	if isNumber(a) && isNumber(b) {
		return compareNumbers(a, b), nil
	}
	k := a.kind()
	if k == b.kind() {
		switch k {
		case KindString:
			return c.compareBytes(a.str(), b.str())
		case KindBytes:
			return c.compareBytes(textOf(a.buffer().b), textOf(b.buffer().b))
		case KindList, KindTuple:
			return c.compareSequences(a, b)
		case KindHost:
			if t, ok := a.host().time(); ok {
				if u, ok := b.host().time(); ok {
					return t.Compare(u), nil
				}
			}
		}
	}
	return 0, unorderable(a, b)
}

// compareSequences orders by the first elements that are not equal.
func (c *comparer) compareSequences(a, b Value) (int, error) {
	n, x := elements(a)
	k, y := elements(b)
	if err := c.enter(); err != nil {
		return 0, err
	}
	for i := range min(n, k) {
		if err := c.pay(); err != nil {
			return 0, err
		}
		if eq, err := c.equal(x(i), y(i)); err != nil {
			return 0, err
		} else if !eq {
			return c.compare(x(i), y(i))
		}
	}
	c.depth--
	return cmp.Compare(n, k), nil
}

// same reports whether a and b are one value: the same object, or equal
// scalars or strings.
func same(a, b Value) bool {
	if a == b {
		return true
	}
	switch k := a.kind(); {
	case k != b.kind():
		return false
	case k == KindString:
		return a.str() == b.str()
	case k == KindHost:
		return a.host().equals(b.host())
	}
	return false
}

// contains returns x in container.
func (m *VM) contains(x, container Value) (bool, error) {
	switch container.kind() {
	case KindMap:
		v, err := m.get(container.mapping(), x)
		return v != unset && err == nil, err
	case KindString:
		if !x.isString() {
			return false, faultf("type", "`in` a string wants a string, got %s", article(x))
		}
		if err := m.work(int64(len(container.str())) / 16); err != nil {
			return false, err
		}
		return strings.Contains(container.str(), x.str()), nil
	case KindBytes:
		return m.containsBytes(x, container.buffer().b)
	case KindList, KindTuple:
		return m.containsElement(x, container)
	case KindRange:
		return (*rangeObject)(container.p).contains(x), nil
	}
	return false, faultf("type", "`in` does not work on %s", article(container))
}

func (m *VM) containsElement(x, sequence Value) (bool, error) {
	n, at := elements(sequence)
	c := comparer{m: m}
	for i := range n {
		if err := c.pay(); err != nil {
			return false, err
		}
		if eq, err := c.equal(at(i), x); eq || err != nil {
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
