// What natives of modules read from values and make: lists, maps, strings.

package vm

import (
	"iter"
	"slices"
)

// List makes a list of values, which are copied and charged.
func (c *Call) List(values ...Value) (Value, error) {
	if err := c.m.work(int64(len(values)) / 8); err != nil {
		return Nil, err
	}
	return c.m.newListOf(normal(values))
}

// Tuple makes a tuple of values, which are copied and charged.
func (c *Call) Tuple(values ...Value) (Value, error) { return c.m.newTuple(normal(values)) }

// normal makes nil of the zero Values among those of a host.
func normal(values []Value) []Value {
	for i, v := range values {
		values[i] = v.norm()
	}
	return values
}

// Map makes a map of keys and values in turn, in their order, and charges for it. Of
// a key that comes again the last value counts.
func (c *Call) Map(keysAndValues ...Value) (Value, error) {
	if err := c.m.work(int64(len(keysAndValues)) / 2); err != nil {
		return Nil, err
	}
	d, err := c.m.newDict(c.m.root)
	if err != nil {
		return Nil, err
	}
	for pair := range slices.Chunk(normal(keysAndValues), 2) {
		if err := c.m.setKey(d, pair[0], pair[1]); err != nil {
			return Nil, err
		}
	}
	return objectValue(d), nil
}

// CopyString makes a string of a copy of s and charges for it: a part of a large
// text that lasts does not keep the text.
func (c *Call) CopyString(s string) (Value, error) {
	if len(s) <= 1 {
		return String(s), nil
	}
	if err := c.Charge(int64(len(s))/16, int64(len(s))); err != nil {
		return Nil, err
	}
	return c.m.ownString(append(make([]byte, 0, len(s)), s...)), nil
}

// Len returns the number of elements or entries of a list, tuple or map, of bytes of
// a string or buffer, of fields of a record or instance; of anything else 0.
func (v Value) Len() int {
	switch v = v.norm(); v.kind() {
	case KindString, KindBytes:
		return textLen(v)
	case KindList:
		return v.list().len
	case KindTuple:
		return len(v.tuple().items)
	case KindMap:
		return v.mapping().len()
	case KindInstance, KindRecord:
		return len(v.instance().slots())
	}
	return 0
}

// Items goes over the elements of a list or tuple; of anything else there are none.
func (v Value) Items() iter.Seq[Value] {
	return func(yield func(Value) bool) {
		if k := v.norm().kind(); k != KindList && k != KindTuple {
			return
		}
		n, at := elements(v)
		for i := 0; i < n && yield(at(i)); i++ {
		}
	}
}

// Entries goes over the entries of a map, in their order; of anything else there are
// none.
func (v Value) Entries() iter.Seq2[Value, Value] {
	return func(yield func(k, v Value) bool) {
		if v.norm().kind() != KindMap {
			return
		}
		d := v.mapping()
		for k, x, at, ok := d.next(0); ok && yield(k, x); k, x, at, ok = d.next(at) {
		}
	}
}

// Fields goes over the names and values of the fields of a record or instance, in
// the order of their declaration; one that is not set is nil.
func (v Value) Fields() iter.Seq2[string, Value] {
	return func(yield func(name string, v Value) bool) {
		if !isInstance(v.norm()) {
			return
		}
		in := v.instance()
		for i, f := range in.class.fields {
			x := in.slots()[i]
			if x == unset {
				x = Nil
			}
			if !yield(f.name, x) {
				return
			}
		}
	}
}

// ClassName returns the name of the class of a record or instance, else "".
func (v Value) ClassName() string {
	if v = v.norm(); isInstance(v) {
		return v.instance().class.name
	}
	return ""
}

// Excerpt returns the text that [Value.String] does, cut off after about that many
// bytes, and looks at no more of the data than it shows.
func (v Value) Excerpt(most int) string { return v.excerpt(most) }
