// Hashes of keys.

package vm

import (
	"hash/maphash"
	"math"
	"math/bits"
	"unsafe"
)

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
func (m *VM) hashKey(key Value) (uint32, Value, error) {
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
		s := (*stringObject)(key.p)
		if s.knownHash() == 0 && len(s.s) >= cheapText && m != nil {
			spent := m.spent()
			if err := m.work(int64(len(s.s)) / 64); err != nil {
				return 0, key, err
			}
			m.keep(spent)
		}
		return s.hash(), key, nil
	case KindTuple:
		h, err := m.hashTuple(key.tuple(), 0)
		return h, key, err
	case KindRecord:
		h, err := m.hashRecord(key.instance(), 0)
		return h, key, err
	case KindList, KindMap:
		return 0, key, faultHint("type", "a "+key.typeName()+" cannot be a key of a map", "use a tuple, or str(x)")
	case KindBytes:
		return 0, key, faultHint("type", "bytes cannot be a key of a map", "use b.to_string()")
	case KindRange:
		return hashRange((*rangeObject)(key.p)), key, nil
	case KindHost:
		return key.host().hash(), key, nil
	case KindBound:
		b := (*bound)(key.p)
		return hashBits(uint64(uintptr(b.recv.p))*31 + b.recv.n ^ uint64(uintptr(b.method.p))), key, nil
	}
	return hashBits(uint64(uintptr(key.p))), key, nil
}

// hashRange hashes as equal compares: the values, not what was written.
func hashRange(r *rangeObject) uint32 {
	n := r.count
	if n > 0 {
		n = n*7 + uint64(r.start)*31
	}
	if r.count > 1 {
		n += uint64(r.step)
	}
	return hashBits(n)
}

// hashTuple hashes a tuple by its elements and keeps the result in it.
func (m *VM) hashTuple(t *tuple, depth int) (uint32, error) {
	if t.aux != 0 {
		return t.aux, nil
	}
	spent := int64(0)
	if m != nil {
		spent = m.spent()
	}
	h, err := m.hashItems(t.items, uint64(len(t.items)), depth)
	if err != nil {
		return 0, err
	}
	if t.aux = h; m != nil {
		m.keep(spent)
	}
	return h, nil
}

// hashRecord hashes a record by its class and its fields.
func (m *VM) hashRecord(in *instance, depth int) (uint32, error) {
	if m != nil { // the hash is not kept, and fields may share their parts
		if err := m.work(1); err != nil {
			return 0, err
		}
	}
	return m.hashItems(in.slots(), uint64(uintptr(unsafe.Pointer(in.class))), depth)
}

// hashItems hashes values in their order. The result is never zero.
func (m *VM) hashItems(items []Value, h uint64, depth int) (uint32, error) {
	if depth > maxDataDepth {
		return 0, errDataDepth("hash")
	}
	if m != nil {
		if err := m.work(int64(len(items)) / 8); err != nil {
			return 0, err
		}
	}
	for _, v := range items {
		var x uint32
		var err error
		switch v.kind() {
		case KindTuple:
			x, err = m.hashTuple(v.tuple(), depth+1)
		case KindRecord:
			x, err = m.hashRecord(v.instance(), depth+1)
		default:
			x, _, err = m.hashKey(v)
		}
		if err != nil {
			return 0, err
		}
		h = h*0x9e3779b97f4a7c15 + uint64(x)
		h ^= h >> 29
	}
	return uint32(h>>16) | 1, nil
}

// exactInt returns the int that has the value of f, if there is one.
func exactInt(f float64) (int64, bool) {
	if f >= -1<<63 && f < 1<<63 && f == math.Trunc(f) {
		return int64(f), true
	}
	return 0, false
}
