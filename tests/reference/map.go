package reference

// Maps: insertion-ordered, with keys of any hashable value.

import (
	"fmt"
	"math"
	"strings"
)

// Map keeps its entries in the order of their insertion. A removed entry stays as a
// gap, so that a loop over the map needs no more than an index.
type Map struct {
	entries []entry
	index   map[any]int // from hashed keys to entries
}

type entry struct {
	key, value Value
	removed    bool
}

func newMap() *Map { return &Map{index: map[any]int{}} }

func (m *Map) len() int { return len(m.index) }

// get returns the value of a key, and whether there is one.
func (m *Map) get(key Value) (Value, bool, error) {
	h, err := hash(key)
	if err != nil {
		return nil, false, err
	}
	i, ok := m.index[h]
	if !ok {
		return nil, false, nil
	}
	return m.entries[i].value, true, nil
}

func (m *Map) set(key, value Value) error {
	h, err := hash(key)
	if err != nil {
		return err
	}
	if i, ok := m.index[h]; ok {
		m.entries[i].value = value
		return nil
	}
	if i, ok := h.(int64); ok { // 1.0 is the key 1
		key = i
	}
	m.index[h] = len(m.entries)
	m.entries = append(m.entries, entry{key: key, value: value})
	return nil
}

func (m *Map) remove(key Value) (Value, error) {
	h, err := hash(key)
	if err != nil {
		return nil, err
	}
	i, ok := m.index[h]
	if !ok {
		return nil, nil
	}
	delete(m.index, h)
	value := m.entries[i].value
	m.entries[i] = entry{removed: true}
	return value, nil
}

// live returns the entries that are there now.
func (m *Map) live() []entry {
	var entries []entry
	for _, e := range m.entries {
		if !e.removed {
			entries = append(entries, e)
		}
	}
	return entries
}

// merge takes over the entries of another map.
func (m *Map) merge(other *Map) {
	for _, e := range other.live() {
		_ = m.set(e.key, e.value) // they are keys already
	}
}

// composite is the hashed form of a tuple, record or range.
type composite string

// hash returns a Go value that is equal for equal keys.
func hash(v Value) (any, error) { return hashAt(v, 0) }

func hashAt(v Value, depth int) (any, error) {
	if depth > maxDataDepth {
		return nil, tooDeep("hash")
	}
	switch v := v.(type) {
	case nil, bool, int64, string:
		return v, nil
	case float64:
		if math.IsNaN(v) {
			return nil, fault("type", "NaN cannot be a key of a map")
		}
		if v == math.Trunc(v) && v >= -1<<63 && v < 1<<63 {
			return int64(v), nil
		}
		return v, nil
	case *List, *Map:
		return nil, fault("type", "a %s cannot be a key of a map", typeName(v))
	case *Bytes:
		return nil, fault("type", "bytes cannot be a key of a map")
	case Range:
		n, err := v.len()
		switch {
		case err != nil:
			return composite(fmt.Sprintf("range %d %d %d %t", v.start, v.stop, v.step, v.inclusive)), nil
		case n == 0:
			return composite("range"), nil
		case n == 1:
			return composite(fmt.Sprintf("range %d", v.start)), nil
		}
		return composite(fmt.Sprintf("range %d %d %d", v.start, v.at(n-1), v.step)), nil
	case *Tuple:
		return hashAll("tuple", v.items, depth)
	case *Instance:
		if v.class.record {
			return hashAll(fmt.Sprintf("%p", v.class), v.fields, depth)
		}
	case *Bound:
		return composite(fmt.Sprintf("bound %p %p", v.self, v.fn)), nil
	}
	return v, nil // by identity
}

func hashAll(kind string, parts []Value, depth int) (any, error) {
	var b strings.Builder
	b.WriteString(kind)
	for _, part := range parts {
		h, err := hashAt(part, depth+1)
		if err != nil {
			return nil, err
		}
		text := fmt.Sprintf("%p", h)
		switch h.(type) {
		case nil, bool, int64, float64, string, composite:
			text = fmt.Sprint(h)
		}
		fmt.Fprintf(&b, " %T %d:%s", h, len(text), text) // with its length, none reads as two
	}
	return composite(b.String()), nil
}
