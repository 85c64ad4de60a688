// What natives of modules make: lists, maps, strings. How they look into values stands
// in view.go.

package vm

import "slices"

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

// Excerpt returns the text that [Value.String] does, cut off after about that many
// bytes, and looks at no more of the data than it shows.
func (v Value) Excerpt(most int) string { return v.excerpt(most) }
