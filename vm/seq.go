// Module seq: the methods of lists that call a function, for any iterable.

package vm

// seqDoc is what the module is for.
const seqDoc = "The methods of lists for anything that a loop goes over: strings, maps, ranges, coroutines, instances with `iter`. Those that would make a list return a coroutine instead, which does its work as it is asked for items; `list(x)` makes a list of it. A function that is called by it runs inside of it: what that yields is an item."

// newSeq makes what is in the module.
func newSeq() *moduleContent { return standardModule("seq", seqDoc, seqFunctions()) }

// standardModule makes what is in a module that every VM offers.
func standardModule(name, doc string, functions []builtin) *moduleContent {
	h := &moduleContent{doc: doc, values: make(map[string]Value)}
	for i, n := range newBuiltins(functions, 0) {
		b := functions[i]
		n.name = name + "." + b.name
		h.members = append(h.members, Member{Name: b.name, Params: b.params, Doc: b.doc, Example: b.example})
		h.exports = append(h.exports, b.name)
		h.values[b.name] = objectValue(n)
	}
	return h
}

func seqFunctions() []builtin {
	return []builtin{
		{name: "all", params: "xs: iterable, f: function? = nil", coro: "list", doc: "Reports whether f is truthy for every item, or without f whether every item is. It stops at the first that is not.", example: "seq.all(1..4, fn(x) => x > 0) // true"},
		{name: "any", params: "xs: iterable, f: function? = nil", coro: "list", doc: "Reports whether f is truthy for an item, or without f whether an item is. It stops at the first that is.", example: "seq.any(\"abc\", fn(c) => c == \"b\") // true"},
		{name: "drop", params: "xs: iterable, n: int", coro: "seq", doc: "Gives the items behind the first n.", example: "list(seq.drop(0..5, 3)) // [3, 4]"},
		{name: "drop_while", params: "xs: iterable, f: function", coro: "seq", doc: "Gives the items from the first on for which f is not truthy.", example: "list(seq.drop_while(0..5, fn(x) => x < 3)) // [3, 4]"},
		{name: "each", params: "xs: iterable, f: function", coro: "list", doc: "Calls f with each item.", example: "let seen = []\nseq.each(1..3, fn(x) => seen.push(x * x)) // nil\nseen // [1, 4]"},
		{name: "enumerate", params: "xs: iterable", coro: "seq", doc: "Gives the tuples (index, item).", example: "list(seq.enumerate(\"ab\")) // [(0, \"a\"), (1, \"b\")]"},
		{name: "filter", params: "xs: iterable, f: function", coro: "seq", doc: "Gives the items for which f is truthy.", example: "list(seq.filter(0..5, fn(x) => x % 2 == 0)) // [0, 2, 4]"},
		{name: "find", params: "xs: iterable, f: function", coro: "list", doc: "Returns the first item for which f is truthy, or nil.", example: "seq.find(10..20, fn(x) => x % 7 == 0) // 14"},
		{name: "flat_map", params: "xs: iterable, f: function", coro: "seq", doc: "Calls f with each item and gives the items of all that it returns.", example: "list(seq.flat_map(1..4, fn(n) => 0..n)) // [0, 0, 1, 0, 1, 2]"},
		{name: "group_by", params: "xs: iterable, key: function", coro: "list", doc: "Returns a map from each key that key gives for an item to the list of the items with that key, both in the order of their first appearance.", example: "seq.group_by(0..5, fn(x) => x % 2) // {0: [0, 2, 4], 1: [1, 3]}"},
		{name: "map", params: "xs: iterable, f: function", coro: "seq", doc: "Calls f with each item and gives the results.", example: "list(seq.map(1..4, fn(x) => x * x)) // [1, 4, 9]"},
		{name: "max_by", params: "xs: iterable, key: function", coro: "list", doc: "Returns the item with the largest key, of equal ones the first; no items are an error.", example: "seq.max_by(0..5, fn(x) => x % 3) // 2"},
		{name: "min_by", params: "xs: iterable, key: function", coro: "list", doc: "Returns the item with the smallest key, of equal ones the first; no items are an error.", example: "seq.min_by({a: 2, b: 1}, fn(entry) => entry[1]) // (\"b\", 1)"},
		{name: "reduce", params: "xs: iterable, f: function, initial = nil", coro: "list", doc: "Calls f with a result so far and each item in turn, and returns the last result. It starts with initial, or without one with the first item; then no items are an error.", example: "seq.reduce(1..=5, fn(a, b) => a * b) // 120"},
		{name: "sort", params: "xs: iterable, less: function? = nil", coro: "seq", doc: "Returns a sorted list of the items, as the method of lists sorts.", example: "seq.sort(\"hello\") // [\"e\", \"h\", \"l\", \"l\", \"o\"]"},
		{name: "sort_by", params: "xs: iterable, key: function", coro: "seq", doc: "Returns a list of the items, sorted by their keys.", example: "seq.sort_by(0..4, fn(x) => -x) // [3, 2, 1, 0]"},
		{name: "take", params: "xs: iterable, n: int", coro: "seq", doc: "Gives the first n items.", example: "list(seq.take(10..20, 2)) // [10, 11]"},
		{name: "take_while", params: "xs: iterable, f: function", coro: "seq", doc: "Gives the items before the first for which f is not truthy.", example: "list(seq.take_while(0..10, fn(x) => x * x < 10)) // [0, 1, 2, 3]"},
		{name: "zip", params: "xs: iterable, ...others: iterable", coro: "seq", doc: "Gives tuples: the first items of all, then the second ones, up to the end of the shortest.", example: "list(seq.zip(\"ab\", 1..10)) // [(\"a\", 1), (\"b\", 2)]"},
	}
}
