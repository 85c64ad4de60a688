// The methods of lists, tuples and ranges.

package vm

import (
	"fmt"
	"slices"
)

func listMethods() []builtin {
	return []builtin{
		{name: "all", params: "f: function? = nil", coro: "list", doc: "Reports whether f is truthy for every element, or without f whether every element is; that of an empty list is true. It stops at the first that is not.", example: "[2, 4].all(fn(x) => x % 2 == 0) // true\n[1, nil].all() // false"},
		{name: "any", params: "f: function? = nil", coro: "list", doc: "Reports whether f is truthy for an element, or without f whether an element is. It stops at the first that is.", example: "[1, 4].any(fn(x) => x > 3) // true\n[nil, false].any() // false"},
		{name: "chunks", params: "n: int", coro: "list", doc: "Returns a list of lists of n elements in a row, the last with those that are left.", example: "[1, 2, 3].chunks(2) // [[1, 2], [3]]"},
		{name: "clear", fn: listClear, doc: "Removes all elements and returns the list.", example: "[1, 2].clear() // []"},
		{name: "contains", params: "x", fn: methodContains, doc: "Reports whether an element equals x.", example: "[1, 2].contains(2) // true"},
		{name: "copy", fn: listCopy, doc: "Returns a new list of the same elements.", example: "let xs = [1, [2]]\nxs.copy() // [1, [2]]\nsame(xs.copy(), xs) // false"},
		{name: "count", params: "x", fn: sequenceCount, doc: "Returns how many elements equal x.", example: "[1, 2, 1].count(1) // 2"},
		{name: "count_by", params: "key: function", coro: "list", doc: "Returns a map from each key that key gives for an element to the number of elements with that key.", example: "[\"fig\", \"kiwi\", \"pea\"].count_by(len) // {3: 2, 4: 1}"},
		{name: "drop", params: "n: int", fn: listDrop, doc: "Returns a list of the elements behind the first n.", example: "[1, 2, 3].drop(2) // [3]\n[1].drop(2) // []"},
		{name: "drop_while", params: "f: function", coro: "list", doc: "Returns a list of the elements from the first on for which f is not truthy.", example: "[1, 2, 5, 1].drop_while(fn(x) => x < 3) // [5, 1]"},
		{name: "each", params: "f: function", coro: "list", doc: "Calls f with each element.", example: "let seen = []\n[1, 2].each(fn(x) => seen.push(x * x)) // nil\nseen // [1, 4]"},
		{name: "enumerate", fn: sequenceEnumerate, doc: "Returns a list of the tuples (index, element).", example: "[\"a\", \"b\"].enumerate() // [(0, \"a\"), (1, \"b\")]"},
		{name: "extend", params: "xs: list|tuple", fn: listExtend, doc: "Appends the elements of xs and returns the list.", example: "[1].extend([2, 3]) // [1, 2, 3]"},
		{name: "filter", params: "f: function", coro: "list", doc: "Returns a list of the elements for which f is truthy.", example: "[1, 2, 3].filter(fn(x) => x != 2) // [1, 3]"},
		{name: "find", params: "f: function", coro: "list", doc: "Returns the first element for which f is truthy, or nil.", example: "[1, 5, 7].find(fn(x) => x > 3) // 5"},
		{name: "find_index", params: "f: function", coro: "list", doc: "Returns the index of the first element for which f is truthy, or nil.", example: "[1, 5, 7].find_index(fn(x) => x > 3) // 1"},
		{name: "flat_map", params: "f: function", coro: "list", doc: "Calls f with each element and returns one list of all that it returned: the items of lists, or of anything that a loop goes over.", example: "[1, 3].flat_map(fn(x) => [x, x + 1]) // [1, 2, 3, 4]"},
		{name: "flatten", coro: "list", doc: "Returns a list of the items of all elements, one level deep.", example: "[[1, 2], [], (3, [4])].flatten() // [1, 2, 3, [4]]"},
		{name: "group_by", params: "key: function", coro: "list", doc: "Returns a map from each key that key gives for an element to the list of the elements with that key, both in the order of their first appearance.", example: "[\"fig\", \"kiwi\", \"pea\"].group_by(len) // {3: [\"fig\", \"pea\"], 4: [\"kiwi\"]}"},
		{name: "index_of", params: "x", fn: sequenceIndexOf, doc: "Returns the index of the first element that equals x, or nil.", example: "[\"a\", \"b\"].index_of(\"b\") // 1\n[1].index_of(2) // nil"},
		{name: "insert", params: "index: int, x", fn: listInsert, doc: "Puts x before the element at index, where len(xs) is the end and a negative index counts from it; returns the list.", example: "[1, 3].insert(1, 2) // [1, 2, 3]\n[1, 3].insert(-1, 2) // [1, 2, 3]"},
		{name: "join", params: "separator: string = \"\"", fn: listJoin, doc: "Returns the texts of the elements as one string, with the separator between them.", example: "[\"a\", 1, nil].join(\"-\") // \"a-1-nil\""},
		{name: "last_index_of", params: "x", fn: sequenceLastIndexOf, doc: "Returns the index of the last element that equals x, or nil.", example: "[1, 2, 1].last_index_of(1) // 2"},
		{name: "map", params: "f: function", coro: "list", doc: "Calls f with each element and returns a list of the results.", example: "[1, 2, 3].map(fn(x) => x * x) // [1, 4, 9]"},
		{name: "max_by", params: "key: function", coro: "list", doc: "Returns the element with the largest key, of equal ones the first; an empty list is an error. key is called once for each element.", example: "[\"a\", \"ccc\", \"bb\"].max_by(len) // \"ccc\""},
		{name: "min_by", params: "key: function", coro: "list", doc: "Returns the element with the smallest key, of equal ones the first; an empty list is an error. key is called once for each element.", example: "[\"ccc\", \"a\", \"bb\"].min_by(len) // \"a\""},
		{name: "partition", params: "f: function", coro: "list", doc: "Returns two lists as a tuple: of the elements for which f is truthy, and of the others.", example: "[1, 2, 3].partition(fn(x) => x > 1) // ([2, 3], [1])"},
		{name: "pop", fn: listPop, doc: "Removes the last element and returns it; an empty list is an error.", example: "let xs = [1, 2]\nxs.pop() // 2\nxs // [1]"},
		{name: "push", params: "...values", fn: listPush, doc: "Appends the values and returns the list.", example: "[1].push(2, 3) // [1, 2, 3]"},
		{name: "reduce", params: "f: function, initial = nil", coro: "list", doc: "Calls f with a result so far and each element in turn, and returns the last result. It starts with initial, or without one with the first element; then an empty list is an error.", example: "[1, 2, 3].reduce(fn(sum, x) => sum + x, 0) // 6\n[2, 3].reduce(fn(a, b) => a ** b) // 8"},
		{name: "remove", params: "index: int", fn: listRemove, doc: "Removes the element at index, where a negative one counts from the end, and returns it.", example: "let xs = [\"a\", \"b\", \"c\"]\nxs.remove(1) // \"b\"\nxs // [\"a\", \"c\"]"},
		{name: "reverse", fn: listReverse, doc: "Reverses the list itself and returns it.", example: "[1, 2, 3].reverse() // [3, 2, 1]"},
		{name: "sort", params: "less: function? = nil", coro: "list", doc: "Sorts the list itself in ascending order, or in that of less, equal elements staying in theirs, and returns it. less(a, b) returns whether a comes before b, or a number that is negative if so.", example: "[3, 1, 2].sort() // [1, 2, 3]\n[3, 1, 2].sort(fn(a, b) => a > b) // [3, 2, 1]\n[(2, \"a\"), (1, \"b\")].sort() // [(1, \"b\"), (2, \"a\")]"},
		{name: "sort_by", params: "key: function", coro: "list", doc: "Sorts the list itself by the keys of its elements, which key gives, in ascending order, elements with equal keys staying in theirs, and returns it. key is called once for each element.", example: "[\"ccc\", \"a\", \"bb\"].sort_by(len) // [\"a\", \"bb\", \"ccc\"]"},
		{name: "sum", coro: "list", doc: "Returns the sum of the elements by `+`, 0 of an empty list.", example: "[1, 2, 3.5].sum() // 6.5"},
		{name: "take", params: "n: int", fn: listTake, doc: "Returns a list of the first n elements, or of all if there are fewer.", example: "[1, 2, 3].take(2) // [1, 2]"},
		{name: "take_while", params: "f: function", coro: "list", doc: "Returns a list of the elements before the first for which f is not truthy.", example: "[1, 2, 5, 1].take_while(fn(x) => x < 3) // [1, 2]"},
		{name: "unique", coro: "list", doc: "Returns a list of the elements, those that are equal once, in the order of their first appearance. They must be able to be keys of a map.", example: "[2, 1, 2.0, 1].unique() // [2, 1]"},
		{name: "windows", params: "n: int", coro: "list", doc: "Returns a list of all slices of n elements.", example: "[1, 2, 3].windows(2) // [[1, 2], [2, 3]]"},
		{name: "zip", params: "...others: list|tuple", fn: listZip, doc: "Returns a list of tuples: the first elements of this list and the others, then the second ones, up to the end of the shortest.", example: "[1, 2].zip([\"a\", \"b\"]) // [(1, \"a\"), (2, \"b\")]\n[1, 2].zip([3], [5, 6]) // [(1, 3, 5)]"},
	}
}

func tupleMethods() []builtin {
	return []builtin{
		{name: "contains", params: "x", fn: methodContains, doc: "Reports whether an element equals x.", example: "(1, 2).contains(2) // true"},
		{name: "count", params: "x", fn: sequenceCount, doc: "Returns how many elements equal x.", example: "(1, 2, 1).count(1) // 2"},
		{name: "enumerate", fn: sequenceEnumerate, doc: "Returns a list of the tuples (index, element).", example: "(\"a\", \"b\").enumerate() // [(0, \"a\"), (1, \"b\")]"},
		{name: "index_of", params: "x", fn: sequenceIndexOf, doc: "Returns the index of the first element that equals x, or nil.", example: "(\"a\", \"b\").index_of(\"b\") // 1"},
	}
}

func rangeMethods() []builtin {
	return []builtin{
		{name: "contains", params: "x: number", fn: methodContains, doc: "Reports whether x is one of the values.", example: "(0..10).step(5).contains(5) // true\n(0..10).contains(10) // false"},
		{name: "step", params: "n: int", fn: rangeStep, doc: "Returns every n-th value of the range, from its start; a negative n counts down, from a start above the end.", example: "let r = (0..10).step(4)\nlen(r) // 3\nr.contains(8) // true"},
	}
}

// elements returns the number of elements of a list or tuple, and access to
// them.
func elements(v Value) (n int, at func(int) Value) {
	if v.kind() == KindTuple {
		items := v.tuple().items
		return len(items), func(i int) Value { return items[i] }
	}
	return v.list().len, v.list().at
}

func listClear(c *Call, args []Value) (Value, error) {
	l := args[0].list()
	if err := c.m.work(int64(l.len) / 16); err != nil {
		return Nil, err
	}
	l.truncate(0)
	return args[0], nil
}

func listCopy(c *Call, args []Value) (Value, error) {
	l := args[0].list()
	if err := c.m.work(int64(l.len) / 8); err != nil {
		return Nil, err
	}
	copied, err := c.m.sliceList(l, 0, l.len)
	return objectValue(copied), err
}

func sequenceCount(c *Call, args []Value) (Value, error) {
	found := 0
	err := c.m.eachEqual(args[0], args[1], func(int) bool { found++; return true })
	return Int(int64(found)), err
}

func sequenceIndexOf(c *Call, args []Value) (Value, error) {
	found := Nil
	err := c.m.eachEqual(args[0], args[1], func(i int) bool { found = Int(int64(i)); return false })
	return found, err
}

func sequenceLastIndexOf(c *Call, args []Value) (Value, error) {
	found := Nil
	err := c.m.eachEqual(args[0], args[1], func(i int) bool { found = Int(int64(i)); return true })
	return found, err
}

func listTake(c *Call, args []Value) (Value, error) {
	n := int(max(0, min(args[1].int(), int64(args[0].list().len))))
	return c.m.slicedList(args[0].list(), 0, n)
}

func listDrop(c *Call, args []Value) (Value, error) {
	n := int(max(0, min(args[1].int(), int64(args[0].list().len))))
	return c.m.slicedList(args[0].list(), n, args[0].list().len)
}

// slicedList is sliceList for natives, with the fuel for it.
func (m *VM) slicedList(l *list, i, j int) (Value, error) {
	if err := m.work(int64(j-i) / 16); err != nil {
		return Nil, err
	}
	part, err := m.sliceList(l, i, j)
	return objectValue(part), err
}

// eachEqual calls visit with the index of every element that equals x, until it
// returns false.
func (m *VM) eachEqual(sequence, x Value, visit func(int) bool) error {
	n, at := elements(sequence)
	c := comparer{m: m}
	for i := range n {
		if err := c.pay(); err != nil {
			return err
		}
		if eq, err := c.equal(at(i), x); err != nil {
			return err
		} else if eq && !visit(i) {
			return nil
		}
	}
	return nil
}

func sequenceEnumerate(c *Call, args []Value) (Value, error) {
	n, at := elements(args[0])
	if err := c.m.work(int64(n) / 2); err != nil {
		return Nil, err
	}
	l, err := c.m.newList(n, objectValue(emptyString)) // boxed, as tuples are
	for i := 0; i < n && err == nil; i++ {
		if c.m.halted(i) {
			return Nil, c.m.stopped()
		}
		var pair Value
		if pair, err = c.m.newTuple([]Value{Int(int64(i)), at(i)}); err == nil {
			err = c.m.push(l, pair)
		}
	}
	return objectValue(l), err
}

func listZip(c *Call, args []Value) (Value, error) {
	n := args[0].list().len
	for _, other := range args[1:] {
		size, _ := elements(other)
		n = min(n, size)
	}
	if err := c.m.work(times(int64(n), int64(len(args))) / 2); err != nil {
		return Nil, err
	}
	l, err := c.m.newList(n, objectValue(emptyString)) // boxed, as tuples are
	items := make([]Value, len(args))
	for i := 0; i < n && err == nil; i++ {
		if c.m.halted(i) {
			return Nil, c.m.stopped()
		}
		for j, sequence := range args {
			_, at := elements(sequence)
			items[j] = at(i)
		}
		var item Value
		if item, err = c.m.newTuple(items); err == nil {
			err = c.m.push(l, item)
		}
	}
	return objectValue(l), err
}

func listExtend(c *Call, args []Value) (Value, error) {
	l := args[0].list()
	n, at := elements(args[1])
	if err := c.m.work(int64(n) / 4); err != nil {
		return Nil, err
	}
	if n == 0 {
		return args[0], nil
	}
	if err := c.m.fit(l, at(0)); err != nil {
		return Nil, err
	}
	if err := c.m.reserveList(l, l.len+n); err != nil {
		return Nil, err
	}
	for i := range n { // n stays what it was if xs is the list itself
		if c.m.halted(i) {
			return Nil, c.m.stopped()
		}
		if err := c.m.push(l, at(i)); err != nil {
			return Nil, err
		}
	}
	return args[0], nil
}

func listInsert(c *Call, args []Value) (Value, error) {
	l := args[0].list()
	i, err := insertionPoint(args[0], args[1].int(), l.len)
	if err != nil {
		return Nil, err
	}
	if err := c.m.work(int64(l.len-i) / 16); err != nil {
		return Nil, err
	}
	// Appending makes room and finds the form that suits x.
	if err := c.m.push(l, args[2]); err != nil {
		return Nil, err
	}
	if l.tag != nil {
		copy(l.packed()[i+1:], l.packed()[i:])
	} else {
		copy(l.boxed()[i+1:], l.boxed()[i:])
	}
	l.put(i, args[2])
	return args[0], nil
}

// insertionPoint checks the index before which something is put into a sequence of
// n elements.
func insertionPoint(v Value, k int64, n int) (int, error) {
	i := k
	if i < 0 {
		i += int64(n)
	}
	if i < 0 || i > int64(n) {
		return 0, faultHint("index", fmt.Sprintf("cannot insert at %d, which is out of range: %s", k, sizeOf(v, n)), "push(x) appends")
	}
	return int(i), nil
}

func listJoin(c *Call, args []Value) (Value, error) {
	l, separator := args[0].list(), ""
	if len(args) == 2 {
		separator = args[1].str()
	}
	if err := c.m.work(int64(l.len) / 4); err != nil {
		return Nil, err
	}
	size := times(int64(max(l.len-1, 0)), int64(len(separator)))
	var texts []string // of the elements that are neither strings nor scalars
	for i := range l.len {
		if c.m.halted(i) {
			return Nil, c.m.stopped()
		}
		switch v := l.at(i); {
		case v.isString():
			size = plus(size, int64(len(v.str())))
		case isTag(v.p):
			size = plus(size, 24) // the longest float
		default:
			text, err := c.m.text(v)
			if err != nil {
				return Nil, err
			}
			size = plus(size, int64(len(text)))
			texts = append(texts, text)
		}
	}
	return c.m.buildString(size, func(b []byte) []byte {
		for i := range l.len {
			if c.m.halted(i) {
				break
			}
			if i > 0 {
				b, _ = c.m.appendText(b, separator)
			}
			switch v := l.at(i); {
			case v.isString():
				b, _ = c.m.appendText(b, v.str())
			case isTag(v.p):
				b = appendScalar(b, v)
			default:
				b, _ = c.m.appendText(b, texts[0])
				texts = texts[1:]
			}
		}
		return b
	})
}

func listPop(_ *Call, args []Value) (Value, error) {
	l := args[0].list()
	if l.len == 0 {
		return Nil, faultHint("index", "cannot pop from an empty list", "test len(xs) > 0 first")
	}
	v := l.at(l.len - 1)
	l.truncate(l.len - 1)
	return v, nil
}

func listPush(c *Call, args []Value) (Value, error) {
	l := args[0].list()
	for _, v := range args[1:] {
		if err := c.m.push(l, v); err != nil {
			return Nil, err
		}
	}
	return args[0], nil
}

func listRemove(c *Call, args []Value) (Value, error) {
	l := args[0].list()
	i, err := index(args[0], args[1], l.len)
	if err != nil {
		return Nil, err
	}
	if err := c.m.work(int64(l.len-i) / 16); err != nil {
		return Nil, err
	}
	v := l.at(i)
	if l.tag != nil {
		copy(l.packed()[i:], l.packed()[i+1:])
	} else {
		copy(l.boxed()[i:], l.boxed()[i+1:])
	}
	l.truncate(l.len - 1)
	return v, nil
}

func listReverse(c *Call, args []Value) (Value, error) {
	l := args[0].list()
	if err := c.m.work(int64(l.len) / 8); err != nil {
		return Nil, err
	}
	if l.tag != nil {
		slices.Reverse(l.packed())
	} else {
		slices.Reverse(l.boxed())
	}
	return args[0], nil
}

// rangeStep makes the range with the same ends whose values are n apart.
func rangeStep(c *Call, args []Value) (Value, error) {
	if err := c.m.charge(rangeSize); err != nil {
		return Nil, err
	}
	r := *(*rangeObject)(args[0].p)
	return objectValue(&r), r.setStep(args[1].int())
}

// setStep makes the values of r n apart: it sets step and count.
func (r *rangeObject) setStep(n int64) error {
	if n == 0 {
		return fault("value", "the step of a range cannot be 0")
	}
	r.step, r.count = n, 0
	// Distances fit 64 bits without sign, whatever the ends are.
	distance, size := uint64(r.end)-uint64(r.start), uint64(n)
	if n < 0 {
		distance, size = -distance, -size
	}
	inclusive := r.flags == flagInclusive
	switch {
	case r.end == r.start && inclusive:
		r.count = 1
	case r.end == r.start || r.end > r.start != (n > 0): // the step leads away from the end
	case inclusive:
		if r.count = distance/size + 1; r.count == 0 {
			return fault("arithmetic", "the range has more than 2**64 - 1 values")
		}
	default:
		r.count = (distance-1)/size + 1
	}
	return nil
}
