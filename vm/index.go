// Elements: indices, slices, lengths; and the instructions that read and write one.

package vm

import (
	"fmt"
	"strconv"

	"github.com/coro-lang/coro/vm/bytecode"
)

// stepAccess executes an instruction that reads or writes a field or an element.
func (m *VM) stepAccess(op bytecode.Op, ins uint64) error {
	var v Value
	var err error
	switch op {
	case bytecode.OpGetField:
		if x := *m.reg(opB(ins)); isInstance(x) {
			return m.getMember(x, ins)
		}
		at := m.pc
		m.pc += 8
		cache := (*uint64)(pointer(m.pc))
		v, err = m.getField(*m.reg(opB(ins)), m.constant(opC(ins)), cache, at)
	case bytecode.OpSetField:
		if x := *m.reg(opA(ins)); isInstance(x) {
			return m.setMember(x, ins)
		}
		at := m.pc
		m.pc += 8
		cache := (*uint64)(pointer(m.pc))
		return m.setField(*m.reg(opA(ins)), m.constant(opC(ins)), *m.reg(opB(ins)), cache, at)
	case bytecode.OpGetIndex:
		x, k := *m.reg(opB(ins)), *m.reg(opC(ins))
		if isInstance(x) {
			return m.index(opA(ins), x, k)
		}
		v, err = m.getIndex(x, k)
	case bytecode.OpGetIndexInt:
		if x := *m.reg(opB(ins)); isInstance(x) {
			return m.index(opA(ins), x, Int(int64(ins)>>48))
		}
		v, err = m.getIndex(*m.reg(opB(ins)), Int(int64(ins)>>48))
	case bytecode.OpSetIndex:
		if x := *m.reg(opA(ins)); isInstance(x) {
			return m.setOwnIndex(x, *m.reg(opB(ins)), *m.reg(opC(ins)))
		}
		return m.setIndex(*m.reg(opA(ins)), *m.reg(opB(ins)), *m.reg(opC(ins)))
	}
	if err == nil {
		*m.reg(opA(ins)) = v
	}
	return err
}

// getElement executes GetIndex for the loop: what is no list by a common key at once.
func (m *VM) getElement(ins uint64) {
	x, k := *m.reg(opB(ins)), *m.reg(opC(ins))
	var v Value
	switch kind := x.kind(); {
	case kind == KindMap && x.mapping().shape == nil:
		e, common := x.mapping().table().search(k)
		if !common {
			m.slow(ins)
			return
		}
		if v = Nil; e != nil {
			v = e.val
		}
	case kind == KindString && k.isInt() && k.n < uint64(len(x.str())):
		v = Int(int64(x.str()[k.n]))
	case kind == KindBytes && k.isInt() && k.n < uint64(len(x.buffer().b)):
		v = Int(int64(x.buffer().b[k.n]))
	case kind == KindTuple && k.isInt() && k.n < uint64(len(x.tuple().items)):
		v = x.tuple().items[k.n]
	default:
		m.slow(ins)
		return
	}
	*m.reg(opA(ins)) = v
}

// setElement is the same for SetIndex, where the map has the key.
func (m *VM) setElement(ins uint64) {
	if x := m.reg(opA(ins)); x.kind() == KindMap && x.mapping().shape == nil {
		if e, _ := x.mapping().table().search(*m.reg(opB(ins))); e != nil {
			e.val = *m.reg(opC(ins))
			return
		}
	}
	m.slow(ins)
}

// getIndex returns v[k].
func (m *VM) getIndex(v, k Value) (Value, error) {
	switch v.kind() {
	case KindMap:
		e, err := m.get(v.mapping(), k)
		if e == unset {
			e = Nil
		}
		return e, err
	case KindList:
		i, err := index(v, k, v.list().len)
		if err != nil {
			return Nil, err
		}
		return v.list().at(i), nil
	case KindTuple:
		i, err := index(v, k, len(v.tuple().items))
		if err != nil {
			return Nil, err
		}
		return v.tuple().items[i], nil
	case KindString:
		i, err := index(v, k, len(v.str()))
		if err != nil {
			return Nil, err
		}
		return Int(int64(v.str()[i])), nil
	case KindBytes:
		i, err := index(v, k, len(v.buffer().b))
		if err != nil {
			return Nil, err
		}
		return Int(int64(v.buffer().b[i])), nil
	case KindRange:
		r := (*rangeObject)(v.p)
		i, err := index(v, k, int(min(r.count, 1<<62)))
		if err != nil {
			return Nil, err
		}
		return Int(r.at(uint64(i))), nil
	}
	return Nil, faultf("type", "cannot index %s", article(v)).wasNil(v, nilIndexed)
}

// index checks an index into a sequence of n elements; a negative one counts
// from the end.
func index(v, k Value, n int) (int, error) {
	if !k.isInt() {
		e := faultf("type", "an index of %s is an int, not %s", article(v), article(k))
		switch {
		case k.isFloat():
			e.hint = "int(x) drops the fraction"
		case k.isString():
			e.hint = "a map has entries by name; int(s) reads an int from a text"
		case k.kind() == KindRange:
			e.hint = "a part is a slice: `x[a:b]`, whose end does not belong to it"
		}
		return 0, e
	}
	i := k.int()
	if i < 0 {
		i += int64(n)
	}
	if i < 0 || i >= int64(n) {
		e := faultf("index", "index %d is out of range: %s", k.int(), sizeOf(v, n))
		if n == 1 {
			e.hint = "its only index is 0"
		} else if n > 1 {
			e.hint = fmt.Sprintf("its indexes go from 0 to %d, and from -1 to -%d from the end", n-1, n)
		}
		return 0, e
	}
	return int(i), nil
}

// sizeOf says how many elements a sequence has.
func sizeOf(v Value, n int) string {
	what, part := v.typeName(), "element"
	switch v.kind() {
	case KindString:
		part = "byte"
	case KindBytes:
		what, part = "buffer", "byte"
	}
	if n == 0 {
		return "the " + what + " is empty"
	}
	return "the " + what + " has " + count(n, part)
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// setIndex stores v[k] = x.
func (m *VM) setIndex(v, k, x Value) error {
	switch v.kind() {
	case KindMap:
		return m.setKey(v.mapping(), k, x)
	case KindList:
		i, err := index(v, k, v.list().len)
		if err != nil {
			if v.list().len == int(k.n) && k.isInt() {
				err.(*errorObject).hint = "push(x) appends"
			}
			return err
		}
		return m.set(v.list(), i, x)
	case KindBytes:
		return setByte(v, k, x)
	case KindString, KindTuple, KindRange:
		e := faultf("type", "%s cannot be changed", article(v))
		if e.hint = "`list(x)` is a list of its elements, which can be changed"; v.isString() {
			e.hint = "make another one of its parts: `s[:i] + x + s[i + 1:]`"
		}
		return e
	}
	return faultf("type", "cannot set an element of %s", article(v)).wasNil(v, nilIndexed)
}

// bounds checks the bounds of a slice of n elements; nil stands for the end of
// the sequence.
func bounds(v, lo, hi Value, n int) (i, j int, err error) {
	at := func(x Value, absent int) (int, error) {
		if x.p == tagNil() {
			return absent, nil
		}
		if !x.isInt() {
			return 0, faultf("type", "a bound of a slice is an int, not %s", article(x))
		}
		i := x.int()
		if i < 0 {
			i += int64(n)
		}
		if i < 0 || i > int64(n) {
			return 0, faultf("index", "slice bound %d is out of range: %s", x.int(), sizeOf(v, n))
		}
		return int(i), nil
	}
	if i, err = at(lo, 0); err != nil {
		return 0, 0, err
	}
	if j, err = at(hi, n); err != nil {
		return 0, 0, err
	}
	if i > j {
		return 0, 0, faultf("index", "the slice begins at %d, after its end at %d", i, j)
	}
	return i, j, nil
}

// slice returns v[lo:hi].
func (m *VM) slice(v, lo, hi Value) (Value, error) {
	switch v.kind() {
	case KindString:
		i, j, err := bounds(v, lo, hi, len(v.str()))
		if err != nil {
			return Nil, err
		}
		return m.substring(v, v.str()[i:j]), nil
	case KindList:
		i, j, err := bounds(v, lo, hi, v.list().len)
		if err != nil {
			return Nil, err
		}
		return m.part(v, i, j)
	case KindBytes:
		i, j, err := bounds(v, lo, hi, len(v.buffer().b))
		if err != nil {
			return Nil, err
		}
		return copyBytes(m, v.buffer().b[i:j])
	case KindTuple:
		i, j, err := bounds(v, lo, hi, len(v.tuple().items))
		if err != nil {
			return Nil, err
		}
		return m.part(v, i, j)
	}
	return Nil, faultf("type", "cannot slice %s", article(v))
}

// part returns the elements of a list or tuple from i to before j, as another one.
func (m *VM) part(v Value, i, j int) (Value, error) {
	if err := m.work(int64(j-i) / 8); err != nil {
		return Nil, err
	}
	if v.kind() == KindTuple {
		return m.newTuple(v.tuple().items[i:j])
	}
	l, err := m.sliceList(v.list(), i, j)
	return objectValue(l), err
}

// length returns len(v).
func length(v Value) (Value, error) {
	switch v.kind() {
	case KindString:
		return Int(int64(len(v.str()))), nil
	case KindBytes:
		return Int(int64(len(v.buffer().b))), nil
	case KindList:
		return Int(int64(v.list().len)), nil
	case KindTuple:
		return Int(int64(len(v.tuple().items))), nil
	case KindMap:
		return Int(int64(v.mapping().len())), nil
	case KindRange:
		if n := (*rangeObject)(v.p).count; n < 1<<63 {
			return Int(int64(n)), nil
		}
		return Nil, fault("arithmetic", "integer overflow: the length of the range")
	}
	return Nil, lookupBuiltin("len").check([]Value{v}) // OpLen comes here unchecked
}
