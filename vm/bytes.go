// Buffers of bytes: the mutable values of kind bytes.

package vm

import (
	"bytes"
	"slices"
	"sync/atomic"
	"unsafe"
)

// byteBuffer is a mutable sequence of bytes.
type byteBuffer struct {
	header
	b     []byte
	owner atomic.Uint64 // the number of the VM of a buffer that the host has made; else 0
}

const byteBufferSize = int64(unsafe.Sizeof(byteBuffer{}))

func (v Value) buffer() *byteBuffer { return (*byteBuffer)(v.p) }

// newBytes makes a buffer of n zeros.
func (m *VM) newBytes(n int64) (*byteBuffer, error) {
	if err := m.reserveBytes(0, n); err != nil {
		return nil, err
	}
	if err := m.charge(byteBufferSize); err != nil {
		return nil, err
	}
	b, err := m.makeBytes(int(n), int(n))
	if err != nil {
		return nil, err
	}
	return &byteBuffer{header: header{kind: KindBytes}, b: b}, nil
}

// reserveBytes charges for a buffer of n bytes in place of one of old bytes.
func (m *VM) reserveBytes(old, n int64) error {
	if err := m.charge(n); err != nil { // the limit of the VM comes first
		return err
	}
	if n > maxString {
		m.memory += n
		return faultf("value", "the bytes would take too much memory: there may be %d at most", maxString)
	}
	return m.work((old + n) / 64)
}

// copyBytes makes a buffer of a copy of some bytes, a string or a slice.
func copyBytes[T string | []byte](m *VM, b T) (Value, error) {
	buf, err := m.newBytes(int64(len(b)))
	if err != nil {
		return Nil, err
	}
	copy(buf.b, b)
	return objectValue(buf), nil
}

// growBytes makes room for n bytes more.
func (m *VM) growBytes(buf *byteBuffer, n int) error {
	if n <= cap(buf.b)-len(buf.b) {
		return nil
	}
	room := max(plus(int64(len(buf.b)), int64(n)), 2*int64(cap(buf.b)), 16)
	if int64(len(buf.b))+int64(n) <= maxString {
		room = min(room, maxString)
	}
	if err := m.reserveBytes(int64(len(buf.b)), room); err != nil {
		return err
	}
	grown, err := m.makeBytes(len(buf.b), int(room))
	if err != nil {
		return err
	}
	if err := copyLarge(m, grown, buf.b); err != nil {
		return err
	}
	buf.b = grown
	return nil
}

// byteOf returns the byte that an element is.
func byteOf(v Value) (byte, error) {
	if !v.isInt() {
		return 0, faultf("type", "an element of bytes is an int from 0 to 255, not %s", article(v))
	}
	if v.n > 255 {
		return 0, faultHint("value", "an element of bytes is an int from 0 to 255, not "+v.excerpt(60), "x & 0xff takes the low eight bits")
	}
	return byte(v.n), nil
}

// appendTo appends what extend and bytes() take: the bytes of a string or of
// another buffer, or the ints of a list or tuple.
func (m *VM) appendTo(buf *byteBuffer, v Value) error {
	switch v.kind() {
	case KindString, KindBytes:
		n := textLen(v)
		if err := m.work(int64(n) / 64); err != nil {
			return err
		}
		if err := m.growBytes(buf, n); err != nil {
			return err
		}
		if v.isString() {
			buf.b = append(buf.b, v.str()...)
		} else {
			buf.b = append(buf.b, v.buffer().b...)
		}
		return nil
	}
	n, at := elements(v)
	if err := m.work(int64(n) / 8); err != nil {
		return err
	}
	for i := range n { // all are looked at before the first is appended
		if _, err := byteOf(at(i)); err != nil {
			return err
		}
	}
	if err := m.growBytes(buf, n); err != nil {
		return err
	}
	for i := range n {
		buf.b = append(buf.b, byte(at(i).n))
	}
	return nil
}

// textLen returns the number of bytes of a string or buffer.
func textLen(v Value) int {
	if v.isString() {
		return len(v.str())
	}
	return len(v.buffer().b)
}

// joinBytes returns x + y.
func (m *VM) joinBytes(x, y []byte) (Value, error) {
	buf, err := m.newBytes(int64(len(x)) + int64(len(y)))
	if err != nil {
		return Nil, err
	}
	copy(buf.b[copy(buf.b, x):], y)
	return objectValue(buf), nil
}

// setByte stores v[k] = x.
func setByte(v, k, x Value) error {
	b := v.buffer().b
	i, err := index(v, k, len(b))
	if err != nil {
		if len(b) == int(k.n) && k.isInt() {
			err.(*errorObject).hint = "push(x) appends"
		}
		return err
	}
	n, err := byteOf(x)
	if err == nil {
		b[i] = n
	}
	return err
}

// containsBytes reports whether x, a byte or several, occurs in a buffer.
func (m *VM) containsBytes(x Value, b []byte) (bool, error) {
	if err := m.work(int64(len(b)) / 16); err != nil {
		return false, err
	}
	switch x.kind() {
	case KindInt:
		return x.n <= 255 && bytes.IndexByte(b, byte(x.n)) >= 0, nil
	case KindBytes:
		return bytes.Contains(b, x.buffer().b), nil
	}
	return false, faultf("type", "`in` bytes wants an int or bytes, got %s", article(x))
}

// bytes appends a buffer as the call that makes one like it.
func (f *formatter) bytes(b []byte) error {
	if err := f.plain("bytes("); err != nil {
		return err
	}
	if err := f.quoted(textOf(b)); err != nil {
		return err
	}
	return f.plain(")")
}

func builtinBytes(c *Call, args []Value) (Value, error) {
	v := Int(0)
	if len(args) == 1 {
		v = args[0]
	}
	if v.isInt() {
		if v.int() < 0 {
			return Nil, faultf("value", "cannot make %d bytes", v.int())
		}
		buf, err := c.m.newBytes(v.int())
		return objectValue(buf), err
	}
	buf, err := c.m.newBytes(0)
	if err == nil {
		err = c.m.appendTo(buf, v)
	}
	return objectValue(buf), err
}

func bytesMethods() []builtin {
	return []builtin{
		{name: "clear", fn: bytesClear, doc: "Removes all bytes and returns the buffer.", example: "bytes(\"ab\").clear() // bytes(\"\")"},
		{name: "contains", params: "x: int|bytes", fn: methodContains, doc: "Reports whether a byte, or some bytes in a row, occur in the buffer.", example: "bytes(\"hello\").contains(108) // true\nbytes(\"hello\").contains(bytes(\"ell\")) // true"},
		{name: "copy", fn: bytesCopy, doc: "Returns a new buffer of the same bytes.", example: "let b = bytes(\"ab\")\nb.copy() == b // true\nsame(b.copy(), b) // false"},
		{name: "extend", params: "x: bytes|string|list|tuple", fn: bytesExtend, doc: "Appends the bytes of x, or the ints in it, and returns the buffer.", example: "bytes(\"a\").extend(\"bc\").extend([100]) // bytes(\"abcd\")"},
		{name: "fill", params: "x: int", fn: bytesFill, doc: "Sets all bytes to x and returns the buffer.", example: "bytes(3).fill(65) // bytes(\"AAA\")"},
		{name: "index_of", params: "x: int|bytes, from: int = 0", fn: bytesIndexOf, doc: "Returns the index where a byte, or some bytes in a row, first occur at or after from, or nil.", example: "bytes(\"hello\").index_of(108) // 2\nbytes(\"hello\").index_of(bytes(\"lo\")) // 3\nbytes(\"hello\").index_of(108, 4) // nil"},
		{name: "insert", params: "index: int, x: int", fn: bytesInsert, doc: "Puts the byte x before the one at index, where len(b) is the end and a negative index counts from it; returns the buffer.", example: "bytes(\"ac\").insert(1, 98) // bytes(\"abc\")"},
		{name: "pop", fn: bytesPop, doc: "Removes the last byte and returns it; an empty buffer is an error.", example: "let b = bytes(\"ab\")\nb.pop() // 98\nb // bytes(\"a\")"},
		{name: "push", params: "...values: int", fn: bytesPush, doc: "Appends the values, ints from 0 to 255, and returns the buffer.", example: "bytes().push(104, 105) // bytes(\"hi\")"},
		{name: "remove", params: "index: int", fn: bytesRemove, doc: "Removes the byte at index, where a negative one counts from the end, and returns it.", example: "let b = bytes(\"abc\")\nb.remove(1) // 98\nb // bytes(\"ac\")"},
		{name: "reverse", fn: bytesReverse, doc: "Reverses the buffer itself and returns it.", example: "bytes(\"abc\").reverse() // bytes(\"cba\")"},
		{name: "to_list", fn: bytesToList, doc: "Returns a list of the bytes as ints.", example: "bytes(\"ab\").to_list() // [97, 98]"},
		{name: "to_string", fn: bytesToString, doc: "Returns the bytes as a string.", example: "bytes([104, 105]).to_string() // \"hi\""},
	}
}

func bytesClear(_ *Call, args []Value) (Value, error) {
	buf := args[0].buffer()
	buf.b = buf.b[:0]
	return args[0], nil
}

func bytesCopy(c *Call, args []Value) (Value, error) { return copyBytes(c.m, args[0].buffer().b) }

func bytesExtend(c *Call, args []Value) (Value, error) {
	return args[0], c.m.appendTo(args[0].buffer(), args[1])
}

func bytesFill(c *Call, args []Value) (Value, error) {
	b := args[0].buffer().b
	x, err := byteOf(args[1])
	if err == nil {
		err = c.m.work(int64(len(b)) / 64)
	}
	if err != nil {
		return Nil, err
	}
	for i := range b {
		b[i] = x
	}
	return args[0], nil
}

func bytesIndexOf(c *Call, args []Value) (Value, error) {
	b, from := args[0].buffer().b, 0
	if len(args) == 3 {
		var err error
		if from, err = startingPoint(args[0], args[2].int(), len(b)); err != nil {
			return Nil, err
		}
	}
	if err := c.m.work(int64(len(b)-from) / 16); err != nil {
		return Nil, err
	}
	i := -1
	if args[1].isInt() {
		if args[1].n <= 255 {
			i = bytes.IndexByte(b[from:], byte(args[1].n))
		}
	} else {
		i = bytes.Index(b[from:], args[1].buffer().b)
	}
	if i < 0 {
		return Nil, nil
	}
	return Int(int64(from + i)), nil
}

func bytesInsert(c *Call, args []Value) (Value, error) {
	buf := args[0].buffer()
	i, err := insertionPoint(args[0], args[1].int(), len(buf.b))
	if err != nil {
		return Nil, err
	}
	x, err := byteOf(args[2])
	if err == nil {
		err = c.m.work(int64(len(buf.b)-i) / 64)
	}
	if err == nil {
		err = c.m.growBytes(buf, 1)
	}
	if err != nil {
		return Nil, err
	}
	buf.b = slices.Insert(buf.b, i, x)
	return args[0], nil
}

func bytesPop(_ *Call, args []Value) (Value, error) {
	buf := args[0].buffer()
	last := len(buf.b) - 1
	if last < 0 {
		return Nil, faultHint("index", "cannot pop from empty bytes", "test len(b) > 0 first")
	}
	x := buf.b[last]
	buf.b = buf.b[:last]
	return Int(int64(x)), nil
}

func bytesPush(c *Call, args []Value) (Value, error) {
	buf := args[0].buffer()
	for _, v := range args[1:] {
		if _, err := byteOf(v); err != nil {
			return Nil, err
		}
	}
	if err := c.m.growBytes(buf, len(args)-1); err != nil {
		return Nil, err
	}
	for _, v := range args[1:] {
		buf.b = append(buf.b, byte(v.n))
	}
	return args[0], nil
}

func bytesRemove(c *Call, args []Value) (Value, error) {
	buf := args[0].buffer()
	i, err := index(args[0], args[1], len(buf.b))
	if err == nil {
		err = c.m.work(int64(len(buf.b)-i) / 64)
	}
	if err != nil {
		return Nil, err
	}
	x := buf.b[i]
	buf.b = slices.Delete(buf.b, i, i+1)
	return Int(int64(x)), nil
}

func bytesReverse(c *Call, args []Value) (Value, error) {
	b := args[0].buffer().b
	if err := c.m.work(int64(len(b)) / 16); err != nil {
		return Nil, err
	}
	slices.Reverse(b)
	return args[0], nil
}

func bytesToList(c *Call, args []Value) (Value, error) {
	b := args[0].buffer().b
	if err := c.m.work(int64(len(b)) / 8); err != nil {
		return Nil, err
	}
	l, err := c.m.newList(len(b), Int(0))
	if err != nil {
		return Nil, err
	}
	l.len = len(b)
	for i, x := range b {
		l.packed()[i] = uint64(x)
	}
	return objectValue(l), nil
}

func bytesToString(c *Call, args []Value) (Value, error) {
	b := args[0].buffer().b
	return c.m.buildString(int64(len(b)), func(s []byte) []byte {
		s, _ = c.m.appendText(s, textOf(b))
		return s
	})
}
