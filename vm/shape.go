// Shapes: the layouts that maps with the same field names share.

package vm

// shape is the ordered list of the keys of maps that were built by the same
// literal or the same sequence of new fields. Shapes form a tree whose edges
// are added keys. A VM owns its shapes; ids are unique in it and never zero.
type shape struct {
	id    uint32
	keys  []*stringObject
	index map[string]int // of keys, for shapes of more than linearShape keys
	next  map[*stringObject]*shape
}

const (
	// linearShape is the number of keys up to which a search is linear.
	linearShape = 8
	// maxShapeKeys is the number of keys from which a map uses a hash table.
	maxShapeKeys = 24
	// maxShapes bounds the shapes that a script can make; above it new maps
	// use hash tables, which only makes them slower.
	maxShapes = 1 << 14
	// shapeSize is about what a shape occupies beside its keys: itself, the
	// index, and the edge that leads to it.
	shapeSize = 160
)

// child returns the shape with one more key, which must be interned, or nil if
// there are too many keys or shapes already.
func (m *VM) child(s *shape, key *stringObject) *shape {
	if c := s.next[key]; c != nil {
		return c
	}
	size := shapeSize + int64(len(s.keys))*8
	if len(s.keys) >= maxShapeKeys || m.shapes >= maxShapes || m.permanent+size > m.memoryLimit()/8 {
		return nil
	}
	m.permanent += size
	m.charge(size)
	c := m.detached(s, key)
	if s.next == nil {
		s.next = make(map[*stringObject]*shape)
	}
	s.next[key] = c
	return c
}

// detached makes a shape with one more key outside the tree. Only Programs, not
// what scripts do, make shapes in this way beyond the limits of child.
func (m *VM) detached(s *shape, key *stringObject) *shape {
	m.shapes++
	c := &shape{id: m.shapes, keys: append(append(make([]*stringObject, 0, len(s.keys)+1), s.keys...), key)}
	c.makeIndex()
	return c
}

// makeIndex completes a shape of many keys.
func (s *shape) makeIndex() {
	if len(s.keys) <= linearShape {
		return
	}
	s.index = make(map[string]int, len(s.keys))
	for i, k := range s.keys {
		s.index[k.s] = i
	}
}

// find returns the slot of key, or -1.
func (s *shape) find(key *stringObject) int {
	if s.index != nil {
		if i, ok := s.index[key.s]; ok {
			return i
		}
		return -1
	}
	for i, k := range s.keys {
		if k == key {
			return i
		}
	}
	if key.flags&flagInterned != 0 {
		return -1
	}
	for i, k := range s.keys {
		if k.s == key.s {
			return i
		}
	}
	return -1
}

// flagInterned marks a string object that is the only one of its VM's constants
// with that text.
const flagInterned = 1

// intern returns the VM's one string object for a constant with text s.
func (m *VM) intern(s string) *stringObject {
	if o := m.interned[s]; o != nil {
		return o
	}
	o := &stringObject{header: header{kind: KindString, flags: flagInterned}, s: s}
	o.aux = hashString(s)
	m.interned[s] = o
	return o
}
