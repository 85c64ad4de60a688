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
		h.members = append(h.members, b.member())
		h.exports = append(h.exports, b.name)
		h.values[b.name] = objectValue(n)
	}
	return h
}

func seqFunctions() []builtin {
	return []builtin{
		{name: "all", params: "xs: iterable, f: function? = nil", coro: "list", doc: "Reports whether f is truthy for every item, or without f whether every item is. It stops at the first that is not.", example: "seq.all(1..4, fn(x) => x > 0) // true"},
		{name: "any", params: "xs: iterable, f: function? = nil", coro: "list", doc: "Reports whether f is truthy for an item, or without f whether an item is. It stops at the first that is.", example: "seq.any(\"abc\", fn(c) => c == \"b\") // true"},
		{name: "chain", params: "...sources: iterable", coro: "seq", doc: "Gives the items of all sources, one source after the other.", example: "list(seq.chain([1], 2..4)) // [1, 2, 3]"},
		{name: "chunks", params: "xs: iterable, n: int", coro: "seq", doc: "Gives lists of n items in a row, the last with those that are left.", example: "list(seq.chunks(0..5, 2)) // [[0, 1], [2, 3], [4]]"},
		{name: "count", params: "xs: iterable", coro: "seq", doc: "Returns how many items there are.", example: "seq.count(\"añb\") // 3"},
		{name: "count_by", params: "xs: iterable, key: function", coro: "list", doc: "Returns a map from each key that key gives for an item to the number of items with that key.", example: "seq.count_by(0..5, fn(x) => x % 2) // {0: 3, 1: 2}"},
		{name: "cycle", params: "xs: iterable", coro: "seq", doc: "Gives the items again and again, without an end unless there are none; it keeps them.", example: "list(seq.take(seq.cycle(\"ab\"), 3)) // [\"a\", \"b\", \"a\"]"},
		{name: "drop", params: "xs: iterable, n: int", coro: "seq", doc: "Gives the items behind the first n.", example: "list(seq.drop(0..5, 3)) // [3, 4]"},
		{name: "drop_while", params: "xs: iterable, f: function", coro: "seq", doc: "Gives the items from the first on for which f is not truthy.", example: "list(seq.drop_while(0..5, fn(x) => x < 3)) // [3, 4]"},
		{name: "each", params: "xs: iterable, f: function", coro: "list", doc: "Calls f with each item.", example: "let seen = []\nseq.each(1..3, fn(x) => seen.push(x * x)) // nil\nseen // [1, 4]"},
		{name: "enumerate", params: "xs: iterable", coro: "seq", doc: "Gives the tuples (index, item).", example: "list(seq.enumerate(\"ab\")) // [(0, \"a\"), (1, \"b\")]"},
		{name: "filter", params: "xs: iterable, f: function", coro: "seq", doc: "Gives the items for which f is truthy.", example: "list(seq.filter(0..5, fn(x) => x % 2 == 0)) // [0, 2, 4]"},
		{name: "find", params: "xs: iterable, f: function", coro: "list", doc: "Returns the first item for which f is truthy, or nil.", example: "seq.find(10..20, fn(x) => x % 7 == 0) // 14"},
		{name: "find_index", params: "xs: iterable, f: function", coro: "list", doc: "Returns the index of the first item for which f is truthy, or nil.", example: "seq.find_index(10..20, fn(x) => x % 7 == 0) // 4"},
		{name: "first", params: "xs: iterable, standard = nil", coro: "seq", doc: "Returns the first item, or standard if there is none.", example: "seq.first(5..9) // 5\nseq.first([], 0) // 0"},
		{name: "flat_map", params: "xs: iterable, f: function", coro: "seq", doc: "Calls f with each item and gives the items of all that it returns.", example: "list(seq.flat_map(1..4, fn(n) => 0..n)) // [0, 0, 1, 0, 1, 2]"},
		{name: "flatten", params: "xs: iterable", coro: "seq", doc: "Gives the items of all items, one level deep.", example: "list(seq.flatten([1..3, \"a\"])) // [1, 2, \"a\"]"},
		{name: "group_by", params: "xs: iterable, key: function", coro: "list", doc: "Returns a map from each key that key gives for an item to the list of the items with that key, both in the order of their first appearance.", example: "seq.group_by(0..5, fn(x) => x % 2) // {0: [0, 2, 4], 1: [1, 3]}"},
		{name: "last", params: "xs: iterable, standard = nil", coro: "seq", doc: "Returns the last item, or standard if there is none.", example: "seq.last(5..9) // 8"},
		{name: "map", params: "xs: iterable, f: function", coro: "seq", doc: "Calls f with each item and gives the results.", example: "list(seq.map(1..4, fn(x) => x * x)) // [1, 4, 9]"},
		{name: "max_by", params: "xs: iterable, key: function", coro: "list", doc: "Returns the item with the largest key, of equal ones the first; no items are an error.", example: "seq.max_by(0..5, fn(x) => x % 3) // 2"},
		{name: "min_by", params: "xs: iterable, key: function", coro: "list", doc: "Returns the item with the smallest key, of equal ones the first; no items are an error.", example: "seq.min_by({a: 2, b: 1}, fn(entry) => entry[1]) // (\"b\", 1)"},
		{name: "partition", params: "xs: iterable, f: function", coro: "list", doc: "Returns two lists as a tuple: of the items for which f is truthy, and of the others.", example: "seq.partition(0..4, fn(x) => x > 1) // ([2, 3], [0, 1])"},
		{name: "reduce", params: "xs: iterable, f: function, initial = nil", coro: "list", doc: "Calls f with a result so far and each item in turn, and returns the last result. It starts with initial, or without one with the first item; then no items are an error.", example: "seq.reduce(1..=5, fn(a, b) => a * b) // 120"},
		{name: "repeat", params: "x, n: int? = nil", coro: "seq", doc: "Gives x n times, or without an end.", example: "list(seq.repeat(0, 3)) // [0, 0, 0]"},
		{name: "scan", params: "xs: iterable, f: function, initial", coro: "seq", doc: "Gives the results of reduce so far, one for each item.", example: "list(seq.scan(1..4, fn(a, b) => a + b, 0)) // [1, 3, 6]"},
		{name: "sort", params: "xs: iterable, less: function? = nil", coro: "seq", doc: "Returns a sorted list of the items, as the method of lists sorts.", example: "seq.sort(\"hello\") // [\"e\", \"h\", \"l\", \"l\", \"o\"]"},
		{name: "sort_by", params: "xs: iterable, key: function", coro: "seq", doc: "Returns a list of the items, sorted by their keys.", example: "seq.sort_by(0..4, fn(x) => -x) // [3, 2, 1, 0]"},
		{name: "sum", params: "xs: iterable", coro: "list", doc: "Returns the sum of the items by `+`, 0 if there are none.", example: "seq.sum(1..=4) // 10"},
		{name: "take", params: "xs: iterable, n: int", coro: "seq", doc: "Gives the first n items.", example: "list(seq.take(10..20, 2)) // [10, 11]"},
		{name: "take_while", params: "xs: iterable, f: function", coro: "seq", doc: "Gives the items before the first for which f is not truthy.", example: "list(seq.take_while(0..10, fn(x) => x * x < 10)) // [0, 1, 2, 3]"},
		{name: "unique", params: "xs: iterable", coro: "seq", doc: "Gives the items, those that are equal once. They must be able to be keys of a map, and are kept.", example: "list(seq.unique(\"abca\")) // [\"a\", \"b\", \"c\"]"},
		{name: "windows", params: "xs: iterable, n: int", coro: "seq", doc: "Gives lists of n items in a row, each beginning one item later.", example: "list(seq.windows(0..4, 2)) // [[0, 1], [1, 2], [2, 3]]"},
		{name: "zip", params: "xs: iterable, ...others: iterable", coro: "seq", doc: "Gives tuples: the first items of all, then the second ones, up to the end of the shortest.", example: "list(seq.zip(\"ab\", 1..10)) // [(\"a\", 1), (\"b\", 2)]"},
	}
}
