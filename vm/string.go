// Strings: immutable bytes, with room for appending in place.

package vm

import (
	"strconv"
	"sync/atomic"
	"unicode/utf8"
	"unsafe"
)

// stringObject is a string. header.aux is its hash, 0 if it is not known yet.
//
// tail, if not nil, is the buffer that s is a part of. If s is all of it, s + x is
// written behind s into the spare room of the buffer, so that nobody else can do
// so later; this makes a loop of appends linear. The memory account counts the
// buffer while any part of it is in use. Constants and short strings have none.
type stringObject struct {
	header
	s    string
	tail *[]byte
}

// bufferString is a string with its buffer.
type bufferString struct {
	stringObject
	buf []byte
}

const (
	stringSize = int64(unsafe.Sizeof(stringObject{}))
	bufferSize = int64(unsafe.Sizeof(bufferString{})) - stringSize
)

// byteStrings holds the 256 strings of one byte. As a value the array would pass
// over the stack, which would then be the largest that a small process needs.
var byteStrings = func() *[256]stringObject {
	t := new([256]stringObject)
	buf := make([]byte, len(t))
	for i := range buf {
		buf[i] = byte(i)
	}
	s := string(buf)
	for i := range t {
		t[i] = stringObject{header: header{kind: KindString}, s: s[i : i+1]}
		t[i].aux = hashString(t[i].s)
	}
	return t
}()

var emptyString = &stringObject{header: header{kind: KindString, aux: hashString("")}}

// String returns a string value.
func String(s string) Value {
	switch len(s) {
	case 0:
		return objectValue(emptyString)
	case 1:
		return objectValue(&byteStrings[s[0]])
	}
	return objectValue(&stringObject{header: header{kind: KindString}, s: s})
}

// newString makes a string value and charges its object, not its bytes: those
// are charged by who makes them.
func (m *VM) newString(s string) Value {
	if len(s) > 1 {
		m.charge(stringSize)
	}
	return String(s)
}

// knownHash returns the hash of s if it was computed already, else 0. A string of the host
// may be in several VMs, so that all of them may compute it at once.
func (s *stringObject) knownHash() uint32 { return atomic.LoadUint32(&s.aux) }

// hash returns the hash of s, computing it the first time.
func (s *stringObject) hash() uint32 {
	h := s.knownHash()
	if h == 0 {
		h = hashString(s.s)
		atomic.StoreUint32(&s.aux, h)
	}
	return h
}

// substring makes the string of a part of whole, and charges for it.
func (m *VM) substring(whole Value, part string) Value {
	if len(part) > 1 {
		m.charge(stringSize)
	}
	return partOf(whole, part)
}

// partOf makes the string of a part of whole.
func partOf(whole Value, part string) Value {
	if len(part) <= 1 {
		return String(part)
	}
	return objectValue(&stringObject{header: header{kind: KindString}, s: part, tail: (*stringObject)(whole.p).tail})
}

// ownString makes the string of buf, which must be paid already and belongs to
// the string from then on. If it is memory of the host, it has no spare room.
func (m *VM) ownString(buf []byte) Value {
	s := unsafe.String(unsafe.SliceData(buf), len(buf))
	if cap(buf) < minTail {
		return m.newString(s)
	}
	m.charge(stringSize + bufferSize)
	o := &bufferString{stringObject{header: header{kind: KindString}, s: s}, buf}
	o.tail = &o.buf
	return objectValue(&o.stringObject)
}

// minTail is the size from which a string keeps its buffer.
const minTail = 32

// concat returns left + the bytes that add writes, at most grow of them. add
// appends to its argument and returns it; where the host wants the run to end, it may
// write less.
func (m *VM) concat(left *stringObject, grow int, add func([]byte) []byte) (Value, error) {
	n := len(left.s)
	if t := left.tail; t != nil && len(*t) == n && cap(*t)-n >= grow {
		grown := add(*t)
		if m.halted(0) {
			return Nil, m.stopped()
		}
		*t = grown
		m.charge(stringSize)
		s := unsafe.String(unsafe.SliceData(*t), len(*t))
		return objectValue(&stringObject{header: header{kind: KindString}, s: s, tail: t}), nil
	}
	size := n + grow
	if size >= minTail && n > 0 {
		size += size / 2
	}
	if err := m.charge(int64(size)); err != nil {
		return Nil, err
	}
	buf, err := m.makeBytes(0, size)
	if err != nil {
		return Nil, err
	}
	buf, _ = m.appendText(buf, left.s)
	buf = add(buf)
	if m.halted(0) {
		return Nil, m.stopped()
	}
	if len(buf) <= 1 {
		return String(string(buf)), nil
	}
	return m.ownString(buf), nil
}

// character returns the character of s that begins at i, as a string: an
// invalid byte is a character of one byte.
func character(s string, i int) string {
	if s[i] < utf8.RuneSelf {
		return s[i : i+1]
	}
	_, size := utf8.DecodeRuneInString(s[i:])
	return s[i : i+size]
}

// appendFloat appends f so that it reads back as the same float, and as a
// float: with a point, an exponent, or as inf or nan.
func appendFloat(b []byte, f float64) []byte {
	start := len(b)
	format := byte('f')
	if abs := max(f, -f); abs != 0 && (abs < 1e-5 || abs >= 1e17) {
		format = 'e'
	}
	b = strconv.AppendFloat(b, f, format, -1, 64)
	for _, c := range b[start:] {
		switch c {
		case '.', 'e':
			return b
		case 'I', 'N':
			return append(b[:start], floatName(f)...)
		}
	}
	return append(b, ".0"...)
}

func floatName(f float64) string {
	switch {
	case f > 0:
		return "inf"
	case f < 0:
		return "-inf"
	}
	return "nan"
}
