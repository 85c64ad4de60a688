// Lists and tuples.

package vm

import "unsafe"

// list is a growable array. A list whose elements are all of one kind without
// objects (ints, floats, bools or nils) is packed: tag is that kind's tag, and
// data points to bare uint64s that the collector need not scan; the sieve takes
// half the time for it. Any other list is boxed: tag is nil, and data points to
// Values. The first element decides, and one that does not fit boxes the list.
type list struct {
	header
	tag  unsafe.Pointer
	data unsafe.Pointer
	len  int
	cap  int
}

const (
	listSize  = int64(unsafe.Sizeof(list{}))
	valueSize = int64(unsafe.Sizeof(Value{}))
)

// newList makes an empty list with room for n elements of the kind of first.
func (m *VM) newList(n int, first Value) (*list, error) {
	l := &list{header: header{kind: KindList}}
	if err := m.charge(listSize); err != nil {
		return nil, err
	}
	if isTag(first.p) {
		l.tag = first.p
	}
	if n == 0 {
		return l, nil
	}
	return l, m.reserveList(l, n)
}

// elementSize is the size of an element in bytes.
func (l *list) elementSize() int64 {
	if l.tag != nil {
		return 8
	}
	return valueSize
}

// packed returns the elements of a packed list.
func (l *list) packed() []uint64 { return unsafe.Slice((*uint64)(l.data), l.len) }

// boxed returns the elements of a boxed list.
func (l *list) boxed() []Value { return unsafe.Slice((*Value)(l.data), l.len) }

// at returns the element i, which must be in range.
func (l *list) at(i int) Value {
	if l.tag != nil {
		return Value{l.tag, l.packed()[i]}
	}
	return l.boxed()[i]
}

// reserveList makes room for n elements in all.
func (m *VM) reserveList(l *list, n int) error {
	if n <= l.cap {
		return nil
	}
	c := max(n, 2*l.cap, 4)
	if err := m.charge(int64(c) * l.elementSize()); err != nil {
		return err
	}
	return m.realloc(l, c)
}

// realloc moves the elements to new memory for c of them, which is paid.
func (m *VM) realloc(l *list, c int) error {
	if l.tag != nil {
		s := make([]uint64, c)
		if err := copyLarge(m, s, l.packed()); err != nil {
			return err
		}
		l.data = unsafe.Pointer(unsafe.SliceData(s))
	} else {
		s := make([]Value, c)
		if err := copyLarge(m, s, l.boxed()); err != nil {
			return err
		}
		l.data = unsafe.Pointer(unsafe.SliceData(s))
	}
	l.cap = c
	return nil
}

// box turns a packed list into a boxed one.
func (m *VM) box(l *list) error {
	if l.tag == nil {
		return nil
	}
	if err := m.charge(int64(l.cap) * valueSize); err != nil {
		return err
	}
	s := make([]Value, l.cap)
	for i, n := range l.packed() {
		s[i] = Value{l.tag, n}
	}
	l.tag, l.data = nil, unsafe.Pointer(unsafe.SliceData(s))
	return nil
}

// fit prepares l for holding v: an empty list takes the form that suits v, a
// packed list of another kind is boxed.
func (m *VM) fit(l *list, v Value) error {
	if v.p == l.tag || l.tag == nil && l.len > 0 {
		return nil
	}
	if l.len > 0 {
		return m.box(l)
	}
	var tag unsafe.Pointer
	if isTag(v.p) {
		tag = v.p
	}
	if (tag == nil) != (l.tag == nil) {
		l.data, l.cap = nil, 0
	}
	l.tag = tag
	return nil
}

// push appends v.
func (m *VM) push(l *list, v Value) error {
	if err := m.fit(l, v); err != nil {
		return err
	}
	if l.len == l.cap {
		if err := m.reserveList(l, l.len+1); err != nil {
			return err
		}
	}
	l.len++
	l.put(l.len-1, v)
	return nil
}

// put stores v, for which l must fit, at i, which must be in range.
func (l *list) put(i int, v Value) {
	if l.tag != nil {
		l.packed()[i] = v.n
	} else {
		l.boxed()[i] = v
	}
}

// set stores v at i, which must be in range.
func (m *VM) set(l *list, i int, v Value) error {
	if v.p != l.tag && l.tag != nil {
		if err := m.box(l); err != nil {
			return err
		}
	}
	l.put(i, v)
	return nil
}

// newListOf makes a list of values, which it copies.
func (m *VM) newListOf(values []Value) (Value, error) {
	first := Nil
	if len(values) > 0 {
		first = values[0]
		for _, v := range values[1:] {
			if v.p != first.p {
				first = Value{p: unsafe.Pointer(emptyString)} // boxed
				break
			}
		}
	}
	l, err := m.newList(len(values), first)
	if err != nil {
		return Nil, err
	}
	l.len = len(values)
	if l.tag != nil {
		data := l.packed()
		for i, v := range values {
			data[i] = v.n
		}
	} else {
		copy(l.boxed(), values)
	}
	return objectValue(l), nil
}

// sliceList copies the elements i to j, which must be in range.
func (m *VM) sliceList(l *list, i, j int) (*list, error) {
	c := &list{header: header{kind: KindList}, tag: l.tag}
	if err := m.charge(listSize); err != nil {
		return nil, err
	}
	if i == j {
		return c, nil
	}
	if err := m.charge(int64(j-i) * l.elementSize()); err != nil {
		return nil, err
	}
	if err := m.realloc(c, j-i); err != nil { // it is empty: there is nothing to copy
		return nil, err
	}
	c.len = j - i
	if l.tag != nil {
		return c, copyLarge(m, c.packed(), l.packed()[i:j])
	}
	return c, copyLarge(m, c.boxed(), l.boxed()[i:j])
}

// values returns the elements as a new slice.
func (l *list) values() []Value {
	vs := make([]Value, l.len)
	for i := range vs {
		vs[i] = l.at(i)
	}
	return vs
}

// truncate drops the elements from n on and lets go of what they refer to.
func (l *list) truncate(n int) {
	if l.tag == nil {
		clear(l.boxed()[n:])
	}
	l.len = n
}

// tuple is an immutable sequence. header.aux is its hash, 0 if not known yet.
type tuple struct {
	header
	items []Value
}

const tupleSize = int64(unsafe.Sizeof(tuple{}))

// Tuples with their elements in the same allocation.
type (
	pairObject struct {
		tuple
		room [2]Value
	}
	tripleObject struct {
		tuple
		room [3]Value
	}
)

// newTuple makes a tuple of values, which it copies.
func (m *VM) newTuple(values []Value) (Value, error) {
	t, err := m.makeTuple(len(values))
	if err != nil {
		return Nil, err
	}
	copy(t.items, values)
	return objectValue(t), nil
}

// makeTuple makes a tuple of n elements, which are not yet set.
func (m *VM) makeTuple(n int) (*tuple, error) {
	if err := m.charge(tupleSize + int64(n)*valueSize); err != nil {
		return nil, err
	}
	switch n {
	case 2:
		t := &pairObject{tuple: tuple{header: header{kind: KindTuple}}}
		t.items = t.room[:]
		return &t.tuple, nil
	case 3:
		t := &tripleObject{tuple: tuple{header: header{kind: KindTuple}}}
		t.items = t.room[:]
		return &t.tuple, nil
	}
	return &tuple{header: header{kind: KindTuple}, items: make([]Value, n)}, nil
}

// rangeObject is a range of ints: count values from start on, step apart. end
// is what was written, and belongs to the range if header.flags is flagInclusive.
type rangeObject struct {
	header
	start, end, step int64
	count            uint64
}

const (
	rangeSize     = int64(unsafe.Sizeof(rangeObject{}))
	flagInclusive = 1
)

func (r *rangeObject) at(i uint64) int64 { return r.start + int64(i)*r.step }
