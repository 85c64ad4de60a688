// Maps: insertion-ordered, with a shape or a hash table.

package vm

import (
	"hash/maphash"
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
	return d, m.charge(dictSize + int64(d.room)*valueSize)
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
func (d *dict) get(key Value) (Value, error) {
	if d.shape == nil {
		h, key, err := hashKey(key)
		if err != nil {
			return Nil, err
		}
		if e := d.table().find(key, h); e != nil {
			return e.val, nil
		}
		return unset, nil
	}
	if key.isString() {
		if i := d.shape.find((*stringObject)(key.p)); i >= 0 {
			return d.slots()[i], nil
		}
		return unset, nil
	}
	_, _, err := hashKey(key)
	return unset, err
}

// set puts val under key.
func (m *VM) setKey(d *dict, key, val Value) error {
	if d.shape != nil {
		if key.isString() {
			if i := d.shape.find((*stringObject)(key.p)); i >= 0 {
				d.slots()[i] = val
				return nil
			}
		}
		if _, _, err := hashKey(key); err != nil {
			return err
		}
		if err := m.unshape(d); err != nil {
			return err
		}
	}
	h, key, err := hashKey(key)
	if err != nil {
		return err
	}
	t := d.table()
	if e := t.find(key, h); e != nil {
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
	h, key, err := hashKey(key)
	if err != nil {
		return Nil, err
	}
	if d.shape != nil {
		if v, _ := d.get(key); v == unset {
			return unset, nil
		}
		if err := m.unshape(d); err != nil {
			return Nil, err
		}
	}
	t := d.table()
	e := t.find(key, h)
	if e == nil {
		return unset, nil
	}
	v := e.val
	e.key, e.val = absent, absent
	t.live--
	if t.live == 0 {
		t.entries = t.entries[:0]
		clear(t.index)
	}
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

// table is an open-addressing hash table over entries in insertion order, as
// in CPython's compact dict. A removed entry stays, with an absent key, until
// the table is rebuilt.
type table struct {
	entries []entry
	index   []uint32 // 1 + number of an entry, or 0; the length is a power of two
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

// find returns the entry of a key that hashKey has normalised, or nil.
func (t *table) find(key Value, h uint32) *entry {
	if len(t.index) == 0 {
		return nil
	}
	mask := uint32(len(t.index) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		n := t.index[i]
		if n == 0 {
			return nil
		}
		e := &t.entries[n-1]
		if e.hash != h {
			continue
		}
		if e.key == key || sameKey(e.key, key) {
			return e
		}
	}
}

// sameKey compares two keys of equal hash that are not identical.
func sameKey(a, b Value) bool {
	switch a.kind() {
	case KindString:
		return b.isString() && a.str() == b.str()
	case KindTuple:
		eq, err := equal(a, b, 0)
		return eq && err == nil
	}
	return false
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
	t.link(h, uint32(len(t.entries)))
	return nil
}

func (t *table) link(h, n uint32) {
	mask := uint32(len(t.index) - 1)
	i := h & mask
	for t.index[i] != 0 {
		i = (i + 1) & mask
	}
	t.index[i] = n
}

// rebuild makes room for one more entry, dropping removed ones.
func (m *VM) rebuild(t *table) error {
	room := max(4, t.live+t.live/2+1)
	size := 1 << bits.Len(uint(room+room/3))
	if err := m.charge(int64(room)*entrySize + int64(size)*4); err != nil {
		return err
	}
	entries := make([]entry, 0, room)
	renumber := t.seq == math.MaxUint32
	for _, e := range t.entries {
		if e.key.p == tagAbsent() {
			t.moved = true
			continue
		}
		if renumber {
			e.seq = uint32(len(entries))
		}
		entries = append(entries, e)
	}
	if renumber {
		t.seq, t.moved = uint32(len(entries)), false
	}
	t.entries, t.index = entries, make([]uint32, size)
	for i := range entries {
		t.link(entries[i].hash, uint32(i+1))
	}
	return nil
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

// Hashes are seeded anew in each process, so that a script cannot prepare keys
// that collide; no behaviour depends on them, since maps keep insertion order.
var (
	stringSeed = maphash.MakeSeed()
	scalarSeed = maphash.String(stringSeed, "scalar") | 1
)

// hashString returns the hash of a string, which is never zero.
func hashString(s string) uint32 {
	h := maphash.String(stringSeed, s)
	return uint32(h^h>>32) | 1<<31
}

func hashBits(n uint64) uint32 {
	hi, lo := bits.Mul64(n^scalarSeed, 0x9e3779b97f4a7c15)
	return uint32(hi^lo) ^ uint32(lo>>32)
}

// hashKey returns the hash of a key, and the key as a table holds it: a float
// with the value of an int becomes that int.
func hashKey(key Value) (uint32, Value, error) {
	switch key.p {
	case tagInt():
		return hashBits(key.n), key, nil
	case tagFloat():
		f := key.float()
		if i, ok := exactInt(f); ok {
			return hashBits(uint64(i)), Int(i), nil
		}
		if f != f {
			return 0, key, faultHint("type", "NaN cannot be a key of a map", "NaN is not equal to itself, so it could never be found again")
		}
		return hashBits(key.n), key, nil
	case tagNil(), tagBool():
		return hashBits(key.n + 0x5bd1e995 + uint64(key.kind())), key, nil
	}
	switch key.kind() {
	case KindString:
		return (*stringObject)(key.p).hash(), key, nil
	case KindTuple:
		h, err := hashTuple(key.tuple(), 0)
		return h, key, err
	case KindList, KindMap:
		return 0, key, faultHint("type", "a "+key.typeName()+" cannot be a key of a map", "use a tuple, or str(x)")
	case KindRange:
		// As equal compares: by the values, not by what was written.
		r := (*rangeObject)(key.p)
		n := r.count
		if n > 0 {
			n = n*7 + uint64(r.start)*31
		}
		if r.count > 1 {
			n += uint64(r.step)
		}
		return hashBits(n), key, nil
	}
	return hashBits(uint64(uintptr(key.p))), key, nil
}

// hashTuple hashes a tuple by its elements and keeps the result in it.
func hashTuple(t *tuple, depth int) (uint32, error) {
	if t.aux != 0 {
		return t.aux, nil
	}
	if depth > maxDataDepth {
		return 0, errDataDepth("hash")
	}
	h := uint64(len(t.items))
	for _, v := range t.items {
		var x uint32
		var err error
		if v.kind() == KindTuple {
			x, err = hashTuple(v.tuple(), depth+1)
		} else {
			x, _, err = hashKey(v)
		}
		if err != nil {
			return 0, err
		}
		h = h*0x9e3779b97f4a7c15 + uint64(x)
		h ^= h >> 29
	}
	t.aux = uint32(h>>16) | 1
	return t.aux, nil
}

// exactInt returns the int that has the value of f, if there is one.
func exactInt(f float64) (int64, bool) {
	if f >= -1<<63 && f < 1<<63 && f == math.Trunc(f) {
		return int64(f), true
	}
	return 0, false
}
