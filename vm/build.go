// What natives of modules make: lists, maps, strings. How they look into values stands
// in view.go.

package vm

import "slices"

// List makes a list of values, which are copied and charged.
func (c *Call) List(values ...Value) (Value, error) {
	if err := c.m.work(int64(len(values)) / 8); err != nil {
		return Nil, err
	}
	var room [8]Value
	owned, err := c.m.enteringAll(room[:0], values)
	if err != nil {
		return Nil, err
	}
	l, err := c.m.newListOf(owned)
	return c.m.leaving(l), err
}

// Tuple makes a tuple of values, which are copied and charged.
func (c *Call) Tuple(values ...Value) (Value, error) {
	var room [8]Value
	owned, err := c.m.enteringAll(room[:0], values)
	if err != nil {
		return Nil, err
	}
	t, err := c.m.newTuple(owned)
	return c.m.leaving(t), err
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
	var room [16]Value
	owned, err := c.m.enteringAll(room[:0], keysAndValues)
	if err != nil {
		return Nil, err
	}
	for pair := range slices.Chunk(owned, 2) {
		if err := c.m.setKey(d, pair[0], pair[1]); err != nil {
			return Nil, err
		}
	}
	return c.m.leaving(objectValue(d)), nil
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
	return c.m.leaving(c.m.ownString(append(make([]byte, 0, len(s)), s...))), nil
}

// Excerpt returns the text that [Value.String] does, cut off after about that many
// bytes, and looks at no more of the data than it shows.
func (v Value) Excerpt(most int) string { return v.excerpt(most) }
