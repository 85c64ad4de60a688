// Maps: insertion-ordered, with a shape or a hash table.

package vm

import (
	"math"
	"math/bits"
	"unsafe"
)

// dict is a map. While all its keys are names that the script wrote as such
// (in a literal, or m.k = v), it has a shape, whose id is header.aux, and data
// points to one slot for each key of the shape. Any other use turns it into a
// hash table: then shape is nil, header.aux 0, and data points to a table.
//
// Invariant: the header of a dict is a function of its shape; inline caches
// compare all of it.
type dict struct {
	header
	data  unsafe.Pointer
	shape *shape
	room  int // number of slots that data has room for
}

const dictSize = int64(unsafe.Sizeof(dict{}))

// Maps with their first slots in the same allocation.
type (
	dict2 struct {
		dict
		slots [2]Value
	}
	dict4 struct {
		dict
		slots [4]Value
	}
	dict8 struct {
		dict
		slots [8]Value
	}
)

// newDict makes a map of shape s, its slots not yet set.
func (m *VM) newDict(s *shape) (*dict, error) {
	n := len(s.keys)
	if err := m.charge(dictSize + int64(n)*valueSize); err != nil {
		return nil, err
	}
	var d *dict
	switch {
	case n == 0:
		d = new(dict)
	case n <= 2:
		o := new(dict2)
		d, o.data, o.room = &o.dict, unsafe.Pointer(&o.slots), 2
	case n <= 4:
		o := new(dict4)
		d, o.data, o.room = &o.dict, unsafe.Pointer(&o.slots), 4
	case n <= 8:
		o := new(dict8)
		d, o.data, o.room = &o.dict, unsafe.Pointer(&o.slots), 8
	default:
		d = &dict{data: unsafe.Pointer(unsafe.SliceData(make([]Value, n))), room: n}
	}
	d.header = header{kind: KindMap, aux: s.id}
	d.shape = s
	return d, nil
}

// slots returns the values of a map with a shape.
func (d *dict) slots() []Value { return unsafe.Slice((*Value)(d.data), len(d.shape.keys)) }

// table returns the hash table of a map without a shape.
func (d *dict) table() *table { return (*table)(d.data) }

// len returns the number of entries.
func (d *dict) len() int {
	if d.shape != nil {
		return len(d.shape.keys)
	}
	return d.table().live
}

// get returns the value for key, or unset. Floats with the value of an int are
// the same key as that int.
func (m *VM) get(d *dict, key Value) (Value, error) {
	if d.shape == nil {
		h, key, err := m.hashKey(key)
		if err != nil {
			return Nil, err
		}
		e, err := m.find(d.table(), key, h)
		if e == nil {
			return unset, err
		}
		return e.val, nil
	}
	if key.isString() {
		if i := d.shape.find((*stringObject)(key.p)); i >= 0 {
			return d.slots()[i], nil
		}
		return unset, nil
	}
	_, _, err := m.hashKey(key)
	return unset, err
}

// setKey puts val under key.
func (m *VM) setKey(d *dict, key, val Value) error {
	if d.shape != nil && key.isString() {
		if i := d.shape.find((*stringObject)(key.p)); i >= 0 {
			d.slots()[i] = val
			return nil
		}
	}
	h, key, err := m.hashKey(key)
	if err != nil {
		return err
	}
	if d.shape != nil {
		if err := m.unshape(d); err != nil {
			return err
		}
	}
	t := d.table()
	e, err := m.find(t, key, h)
	if err != nil {
		return err
	}
	if e != nil {
		e.val = val
		return nil
	}
	return m.insert(t, key, val, h)
}

// setName puts val under an interned key, keeping or extending the shape.
func (m *VM) setName(d *dict, key *stringObject, val Value) error {
	if d.shape == nil {
		return m.setKey(d, objectValue(key), val)
	}
	if i := d.shape.find(key); i >= 0 {
		d.slots()[i] = val
		return nil
	}
	s := m.child(d.shape, key)
	if s == nil {
		return m.setKey(d, objectValue(key), val)
	}
	n := len(d.shape.keys)
	if n == d.room {
		room := max(4, 2*n)
		if err := m.charge(int64(room) * valueSize); err != nil {
			return err
		}
		slots := make([]Value, room)
		copy(slots, d.slots())
		d.data, d.room = unsafe.Pointer(unsafe.SliceData(slots)), room
	}
	d.shape, d.aux = s, s.id
	d.slots()[n] = val
	return nil
}

// unshape turns a map with a shape into one with a hash table.
func (m *VM) unshape(d *dict) error {
	t := &table{}
	if err := m.charge(tableSize); err != nil {
		return err
	}
	slots := d.slots()
	for i, k := range d.shape.keys {
		if err := m.insert(t, objectValue(k), slots[i], k.hash()); err != nil {
			return err
		}
	}
	d.data, d.shape, d.aux, d.room = unsafe.Pointer(t), nil, 0, 0
	return nil
}

// remove deletes key and returns its value, or unset.
func (m *VM) remove(d *dict, key Value) (Value, error) {
	h, key, err := m.hashKey(key)
	if err != nil {
		return Nil, err
	}
	if d.shape != nil {
		if v, err := m.get(d, key); v == unset || err != nil {
			return unset, err
		}
		if err := m.unshape(d); err != nil {
			return Nil, err
		}
	}
	t := d.table()
	e, err := m.find(t, key, h)
	if e == nil {
		return unset, err
	}
	v := e.val
	e.key, e.val = absent, absent
	t.live--
	t.compact()
	return v, nil
}

// next returns the first entry whose sequence number is at least seq, and the
// number to go on with. Sequence numbers grow in insertion order and outlive a
// rebuild of the table, so that a loop may remove and add keys.
func (d *dict) next(seq uint64) (key, val Value, after uint64, ok bool) {
	if d.shape != nil {
		if seq < uint64(len(d.shape.keys)) {
			return objectValue(d.shape.keys[seq]), d.slots()[seq], seq + 1, true
		}
		return Nil, Nil, seq, false
	}
	t := d.table()
	for i := t.position(seq); i < len(t.entries); i++ {
		if e := &t.entries[i]; e.key.p != tagAbsent() {
			return e.key, e.val, uint64(e.seq) + 1, true
		}
	}
	return Nil, Nil, seq, false
}

// skipped returns how many removed entries a call of next has gone over that
// began at seq and returned after.
func (d *dict) skipped(seq, after uint64) int64 {
	if d.shape != nil {
		return 0
	}
	return int64(d.table().position(after-1) - d.table().position(seq))
}

// table is an open-addressing hash table over entries in insertion order, as
// in CPython's compact dict. A removed entry stays, with an absent key, until
// the table is rebuilt.
type table struct {
	entries []entry
	index   []uint32 // see link; 0 where there is no entry. The length is a power of two
	live    int
	seq     uint32 // of the next entry
	moved   bool   // entries[i].seq is not i
}

type entry struct {
	key, val  Value
	hash, seq uint32
}

const (
	tableSize = int64(unsafe.Sizeof(table{}))
	entrySize = int64(unsafe.Sizeof(entry{}))
)

// search returns the entry of a common key, or nil: an int, or a text that costs nothing
// to compare. It reports whether the key is such.
func (t *table) search(key Value) (e *entry, common bool) {
	var h uint32
	text := key.isString()
	switch {
	case key.isInt():
		h = hashBits(key.n)
	case text && len(key.str()) < cheapText:
		h = (*stringObject)(key.p).hash()
	default:
		return nil, false
	}
	mask := uint32(len(t.index) - 1)
	for i := h; len(t.index) > 0; i++ {
		n := t.index[i&mask]
		if n == 0 {
			break
		}
		if (n^h)&^mask != 0 {
			continue
		}
		if e := &t.entries[n&mask-1]; e.key == key || text && e.key.isString() && e.key.str() == key.str() {
			return e, true
		}
	}
	return nil, true
}

// cheapText is the length from which on comparing and hashing texts costs fuel.
const cheapText = 64

// find returns the entry of a key that hashKey has normalised, or nil.
func (m *VM) find(t *table, key Value, h uint32) (*entry, error) {
	if len(t.index) == 0 {
		return nil, nil
	}
	mask := uint32(len(t.index) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		n := t.index[i]
		if n == 0 {
			return nil, nil
		}
		if (n^h)&^mask != 0 {
			continue
		}
		e := &t.entries[n&mask-1]
		if e.hash != h {
			continue
		}
		if e.key == key {
			return e, nil
		}
		if key.isString() && e.key.isString() && len(key.str()) < cheapText {
			if key.str() == e.key.str() {
				return e, nil
			}
			continue
		}
		if eq, err := (&comparer{m: m}).equal(e.key, key); err != nil {
			return nil, err
		} else if eq {
			return e, nil
		}
	}
}

// insert adds a key that is not there.
func (m *VM) insert(t *table, key, val Value, h uint32) error {
	if len(t.entries) == cap(t.entries) || 4*(len(t.entries)+1) > 3*len(t.index) || t.seq == math.MaxUint32 {
		if err := m.rebuild(t); err != nil {
			return err
		}
	}
	t.entries = append(t.entries, entry{key, val, h, t.seq})
	t.seq++
	t.live++
	link(t.index, h, uint32(len(t.entries)))
	return nil
}

// link puts the number of an entry, counted from one, into an index. The number is less
// than the length of the index, so that the higher bits have room for those of the hash:
// a search then looks at hardly any other entry than the one that it wants.
func link(index []uint32, h, n uint32) {
	mask := uint32(len(index) - 1)
	i := h & mask
	for index[i] != 0 {
		i = (i + 1) & mask
	}
	index[i] = n | h&^mask
}

// rebuild makes room for one more entry, dropping removed ones.
func (m *VM) rebuild(t *table) error {
	room := max(4, t.live+t.live/2+1)
	size := 1 << bits.Len(uint(room+room/3))
	if err := m.charge(int64(room)*entrySize + int64(size)*4); err != nil {
		return err
	}
	return t.pack(m, make([]entry, 0, room), make([]uint32, size))
}

// pack moves the entries that are left to entries, which may be the first of
// those that there are, and links them in index. Unless m is nil the host can stop it,
// which leaves the table as it is.
func (t *table) pack(m *VM, entries []entry, index []uint32) error {
	renumber, moved := t.seq == math.MaxUint32, t.moved
	for i, e := range t.entries {
		if m != nil && m.halted(i) {
			return m.stopped()
		}
		if e.key.p == tagAbsent() {
			moved = true
			continue
		}
		if renumber {
			e.seq = uint32(len(entries))
		}
		entries = append(entries, e)
		link(index, e.hash, uint32(len(entries)))
	}
	if renumber {
		t.seq, moved = uint32(len(entries)), false
	}
	t.entries, t.index, t.moved = entries, index, moved
	return nil
}

// compact drops removed entries when they are more than those that are left.
// They would take the time of every loop, and of every search that meets them.
func (t *table) compact() {
	if len(t.entries) < 16+2*t.live {
		if t.live == 0 {
			t.entries = t.entries[:0]
			clear(t.index)
		}
		return
	}
	if t.live < cap(t.entries)/8 { // most of the room is not needed either
		size := 1 << bits.Len(uint(2*t.live+4))
		_ = t.pack(nil, make([]entry, 0, t.live+t.live/2+4), make([]uint32, size))
		return
	}
	all := t.entries
	clear(t.index)
	_ = t.pack(nil, all[:0], t.index)
	clear(all[len(t.entries):])
}

// position returns the number of the first entry with a sequence number of at
// least seq.
func (t *table) position(seq uint64) int {
	if !t.moved && (len(t.entries) == 0 || t.entries[0].seq == 0) {
		return int(min(seq, uint64(len(t.entries))))
	}
	lo, hi := 0, len(t.entries)
	for lo < hi {
		mid := (lo + hi) / 2
		if uint64(t.entries[mid].seq) < seq {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}
