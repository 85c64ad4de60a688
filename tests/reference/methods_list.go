package reference

// The methods of lists and tuples, but for those of the prelude.

import (
	"slices"
	"strings"
)

var listMethods = []*Native{
	method("clear", "", func(_ *frame, l *List, _ []Value) (Value, error) {
		l.items = nil
		return l, nil
	}),
	method("contains", "x", func(_ *frame, l *List, args []Value) (Value, error) { return containsItem(l.items, args[0]) }),
	method("copy", "", func(_ *frame, l *List, _ []Value) (Value, error) {
		return &List{items: slices.Clone(l.items)}, nil
	}),
	method("count", "x", func(_ *frame, l *List, args []Value) (Value, error) { return countItems(l.items, args[0]) }),
	method("drop", "n: int", func(_ *frame, l *List, args []Value) (Value, error) {
		return &List{items: slices.Clone(l.items[firstOf(l.items, args[0]):])}, nil
	}),
	method("enumerate", "", func(_ *frame, l *List, _ []Value) (Value, error) { return enumerate(l.items), nil }),
	method("extend", "xs: list|tuple", func(_ *frame, l *List, args []Value) (Value, error) {
		more, _ := items(args[0])
		l.items = append(l.items, slices.Clone(more)...)
		return l, nil
	}),
	method("index_of", "x", func(_ *frame, l *List, args []Value) (Value, error) { return placeOf(l.items, args[0]) }),
	method("insert", "index: int, x", func(_ *frame, l *List, args []Value) (Value, error) {
		i, err := insertionPoint(l, args[0].(int64), int64(len(l.items)))
		if err == nil {
			l.items = slices.Insert(l.items, int(i), args[1])
		}
		return l, err
	}),
	method("join", "separator: string = \"\"", func(_ *frame, l *List, args []Value) (Value, error) {
		var parts []string
		for _, v := range l.items {
			text, err := display(v)
			if err != nil {
				return nil, err
			}
			parts = append(parts, text)
		}
		separator := ""
		if len(args) == 1 {
			separator = args[0].(string)
		}
		return strings.Join(parts, separator), nil
	}),
	method("last_index_of", "x", func(_ *frame, l *List, args []Value) (Value, error) {
		for i := len(l.items) - 1; i >= 0; i-- {
			if eq, err := equal(l.items[i], args[0]); err != nil || eq {
				return int64(i), err
			}
		}
		return nil, nil
	}),
	method("pop", "", func(_ *frame, l *List, _ []Value) (Value, error) {
		n := len(l.items)
		if n == 0 {
			return nil, fault("index", "cannot pop from an empty list")
		}
		last := l.items[n-1]
		l.items = l.items[:n-1]
		return last, nil
	}),
	method("push", "...values", func(_ *frame, l *List, args []Value) (Value, error) {
		l.items = append(l.items, args...)
		return l, nil
	}),
	method("remove", "index: int", func(f *frame, l *List, args []Value) (Value, error) {
		i, err := f.offset(l, args[0], int64(len(l.items)))
		if err != nil {
			return nil, err
		}
		v := l.items[i]
		l.items = slices.Delete(l.items, int(i), int(i)+1)
		return v, nil
	}),
	method("reverse", "", func(_ *frame, l *List, _ []Value) (Value, error) {
		slices.Reverse(l.items)
		return l, nil
	}),
	method("take", "n: int", func(_ *frame, l *List, args []Value) (Value, error) {
		return &List{items: slices.Clone(l.items[:firstOf(l.items, args[0])])}, nil
	}),
	method("zip", "...others: list|tuple", func(_ *frame, l *List, args []Value) (Value, error) {
		rows := [][]Value{l.items}
		n := len(l.items)
		for _, other := range args {
			row, _ := items(other)
			rows = append(rows, row)
			n = min(n, len(row))
		}
		zipped := &List{}
		for i := range n {
			t := &Tuple{}
			for _, row := range rows {
				t.items = append(t.items, row[i])
			}
			zipped.items = append(zipped.items, t)
		}
		return zipped, nil
	}),
}

var tupleMethods = []*Native{
	method("contains", "x", func(_ *frame, t *Tuple, args []Value) (Value, error) { return containsItem(t.items, args[0]) }),
	method("count", "x", func(_ *frame, t *Tuple, args []Value) (Value, error) { return countItems(t.items, args[0]) }),
	method("enumerate", "", func(_ *frame, t *Tuple, _ []Value) (Value, error) { return enumerate(t.items), nil }),
	method("index_of", "x", func(_ *frame, t *Tuple, args []Value) (Value, error) { return placeOf(t.items, args[0]) }),
}

// firstOf is how many elements the first n are.
func firstOf(xs []Value, n Value) int64 {
	return min(max(n.(int64), 0), int64(len(xs)))
}

func countItems(xs []Value, x Value) (Value, error) {
	n := int64(0)
	for _, item := range xs {
		eq, err := equal(item, x)
		if err != nil {
			return nil, err
		}
		if eq {
			n++
		}
	}
	return n, nil
}

// placeOf is indexOf for scripts: nil if there is none.
func placeOf(xs []Value, x Value) (Value, error) {
	i, err := indexOf(xs, x)
	if err != nil || i < 0 {
		return nil, err
	}
	return int64(i), nil
}

func enumerate(xs []Value) *List {
	list := &List{}
	for i, x := range xs {
		list.items = append(list.items, &Tuple{items: []Value{int64(i), x}})
	}
	return list
}

// insertionPoint checks where something is inserted into x of length n.
func insertionPoint(x Value, i, n int64) (int64, error) {
	at := i
	if at < 0 {
		at += n
	}
	if at < 0 || at > n {
		return 0, fault("index", "cannot insert at %d, which is out of range: %s", i, sizeOf(x, n))
	}
	return at, nil
}
