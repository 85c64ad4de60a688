// Sorting of data, and what else the prelude needs to sort.

package vm

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// preludeFunctions returns the declarations of the functions that only the prelude
// sees.
func preludeFunctions() []builtin {
	return []builtin{
		{name: "copy_run", params: "dst: list, at: int, src: list, from: int, to: int", fn: copyRun, doc: "Copies the elements from..to of src into dst, from index at on."},
		{name: "empty", params: "name: string, hint: string", fn: failEmpty, doc: "Fails because the method of that name has no result without elements."},
		{name: "negative", params: "r", fn: isNegative, doc: "Reports whether r, which a comparator returned and which is no bool, is a negative number."},
		{name: "sort_data", params: "xs: list", fn: sortData, doc: "Sorts xs, or returns false if an element is an instance, which only the prelude can compare."},
		{name: "sorted_order", params: "keys: list", fn: sortedOrder, doc: "Returns the indices of keys in the order of these, or nil if a key is an instance."},
		{name: "write_back", params: "name: string, xs: list, sorted: list", fn: writeBack, doc: "Replaces the elements of xs by those of sorted and returns xs. It fails for the method of that name if xs has changed its length."},
	}
}

func copyRun(c *Call, args []Value) (Value, error) {
	dst, at, src, from, to := args[0].list(), args[1].int(), args[2].list(), args[3].int(), args[4].int()
	if from < 0 || to < from || to > int64(src.len) || at < 0 || at > int64(dst.len)-(to-from) {
		return Nil, errForged
	}
	if err := c.m.work((to - from) / 16); err != nil {
		return Nil, err
	}
	if dst.tag != src.tag {
		return Nil, errForged
	}
	if dst.tag != nil {
		copy(dst.packed()[at:], src.packed()[from:to])
	} else {
		copy(dst.boxed()[at:], src.boxed()[from:to])
	}
	return Nil, nil
}

func failEmpty(_ *Call, args []Value) (Value, error) {
	return Nil, faultHint("value", "`"+args[0].str()+"` of an empty sequence", args[1].str())
}

func isNegative(_ *Call, args []Value) (Value, error) {
	switch r := args[0]; {
	case r.isInt():
		return Bool(r.int() < 0), nil
	case r.isFloat():
		return Bool(r.float() < 0), nil
	default:
		return Nil, faultHint("type", "the function that `sort` calls returned "+article(r), "return whether a comes before b, as `fn(a, b) => a < b` does, or a number that is negative if so")
	}
}

// hasInstance reports whether an element of l is an instance.
func (l *list) hasInstance() bool { return l.tag == nil && slices.ContainsFunc(l.boxed(), isInstance) }

func sortData(c *Call, args []Value) (Value, error) {
	l := args[0].list()
	rounds := int64(bits.Len(uint(l.len)))
	if l.tag == tagInt() || l.tag == tagFloat() {
		if err := c.m.work(int64(l.len) * rounds / 8); err != nil {
			return Nil, err
		}
		if sortPacked(l) {
			return Bool(true), nil
		}
	}
	if err := c.m.work(int64(l.len) / 16); err != nil {
		return Nil, err
	}
	if l.hasInstance() {
		return Bool(false), nil
	}
	if err := c.m.work(int64(l.len) * rounds / 4); err != nil {
		return Nil, err
	}
	if err := c.m.charge(2 * int64(l.len) * valueSize); err != nil {
		return Nil, err
	}
	// The list changes only when the order of all elements is known.
	sorted := l.values()
	if err := mergeSort(sorted, make([]Value, len(sorted)), c.m.less); err != nil {
		return Nil, err
	}
	for i, v := range sorted {
		l.put(i, v)
	}
	return Bool(true), nil
}

// keyed is a key with the index of the element that it belongs to.
type keyed struct {
	key   Value
	index int
}

func sortedOrder(c *Call, args []Value) (Value, error) {
	l := args[0].list()
	rounds := int64(bits.Len(uint(l.len)))
	if err := c.m.work(int64(l.len) / 16); err != nil {
		return Nil, err
	}
	if l.hasInstance() {
		return Nil, nil
	}
	if err := c.m.work(int64(l.len) * rounds / 4); err != nil {
		return Nil, err
	}
	if err := c.m.charge(3 * int64(l.len) * valueSize); err != nil {
		return Nil, err
	}
	keys := make([]keyed, l.len)
	for i := range keys {
		keys[i] = keyed{l.at(i), i}
	}
	var err error
	if l.tag == tagInt() { // they need no check of their kinds, and the index makes it stable
		slices.SortFunc(keys, func(a, b keyed) int {
			return cmp.Or(cmp.Compare(a.key.int(), b.key.int()), a.index-b.index)
		})
	} else {
		less := func(a, b keyed) (bool, error) { return c.m.less(a.key, b.key) }
		err = mergeSort(keys, make([]keyed, len(keys)), less)
	}
	if err != nil {
		return Nil, err
	}
	order, err := c.m.newList(len(keys), Int(0))
	if err != nil {
		return Nil, err
	}
	order.len = len(keys)
	for i, k := range keys {
		order.put(i, Int(int64(k.index)))
	}
	return objectValue(order), nil
}

func writeBack(c *Call, args []Value) (Value, error) {
	name, l, sorted := args[0].str(), args[1].list(), args[2].list()
	if l.len != sorted.len {
		return Nil, faultHint("value", "the list has changed its length while `"+name+"` was at work", "the function that is called must not add or remove elements")
	}
	if err := c.m.work(int64(l.len) / 16); err != nil {
		return Nil, err
	}
	if l.tag != sorted.tag { // elements of another kind were put into the list
		for i := range l.len {
			if err := c.m.set(l, i, sorted.at(i)); err != nil {
				return Nil, err
			}
		}
	} else if l.tag != nil {
		copy(l.packed(), sorted.packed())
	} else {
		copy(l.boxed(), sorted.boxed())
	}
	return args[1], nil
}

// sortPacked sorts a list of ints or floats as bare words, whose order is made
// that of unsigned ints. It leaves floats among which is a nan, or a zero with a
// sign, where sorting is not stable: no other equal numbers can be told apart.
func sortPacked(l *list) bool {
	const sign = 1 << 63
	words := l.packed()
	if l.tag == tagFloat() {
		for _, w := range words {
			if f := math.Float64frombits(w); f != f || w == sign {
				return false
			}
		}
	}
	flip := func(w, negative uint64) uint64 {
		if l.tag == tagFloat() && w&sign == negative {
			return ^w
		}
		return w ^ sign
	}
	for i, w := range words {
		words[i] = flip(w, sign)
	}
	slices.Sort(words)
	for i, w := range words {
		words[i] = flip(w, 0)
	}
	return true
}

// mergeSort sorts values in a stable way. room is as long as values. Unlike
// package slices it stops at the first error.
func mergeSort[T any](values, room []T, less func(a, b T) (bool, error)) error {
	if len(values) <= 8 {
		return insertionSort(values, less)
	}
	half := len(values) / 2
	left, right := values[:half], values[half:]
	if err := mergeSort(left, room[:half], less); err != nil {
		return err
	}
	if err := mergeSort(right, room[half:], less); err != nil {
		return err
	}
	if out, err := less(right[0], left[half-1]); !out || err != nil {
		return err
	}
	left = room[:copy(room, left)]
	for i := range values {
		if len(right) == 0 {
			copy(values[i:], left)
			break
		}
		if len(left) == 0 {
			break
		}
		first, err := less(right[0], left[0])
		if err != nil {
			return err
		}
		if first {
			values[i], right = right[0], right[1:]
		} else {
			values[i], left = left[0], left[1:]
		}
	}
	return nil
}

func insertionSort[T any](values []T, less func(a, b T) (bool, error)) error {
	for i := 1; i < len(values); i++ {
		v, j := values[i], i
		for ; j > 0; j-- {
			first, err := less(v, values[j-1])
			if err != nil {
				return err
			}
			if !first {
				break
			}
			values[j] = values[j-1]
		}
		values[j] = v
	}
	return nil
}

// less reports whether a comes before b.
func (m *VM) less(a, b Value) (bool, error) {
	order, err := m.compare(a, b)
	if order == unordered {
		return false, faultHint("value", "cannot sort a nan: it is neither less nor greater than any number", "x != x is true for a nan and nothing else")
	}
	return order < 0, err
}
