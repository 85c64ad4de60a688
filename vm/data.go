// Instructions on data: literals, interpolation, unpacking.

package vm

import (
	"slices"

	"github.com/coro-lang/coro/vm/bytecode"
)

func (m *VM) stepData(op bytecode.Op, ins uint64) error {
	var v Value
	var err error
	switch op {
	case bytecode.OpListPush:
		return m.listPush(*m.reg(opA(ins)), m.regs(opB(ins), int(opC(ins))))
	case bytecode.OpListToTuple:
		if l := *m.reg(opB(ins)); l.kind() == KindList {
			v, err = m.tupleOf(l.list())
		} else {
			err = errForged
		}
	case bytecode.OpMapSpread:
		return m.mapSpread(*m.reg(opA(ins)), *m.reg(opB(ins)))
	case bytecode.OpGetSlice:
		v, err = m.slice(*m.reg(opB(ins)), *m.reg(opC(ins)), *m.reg(opC(ins) + 16))
	case bytecode.OpLen:
		v, err = length(*m.reg(opB(ins)))
	case bytecode.OpConcat:
		if called, err := m.callText(opB(ins), int(opC(ins))); called {
			return err
		}
		v, err = m.interpolate(emptyString, m.regs(opB(ins), int(opC(ins))))
	case bytecode.OpAddConcat:
		if called, err := m.callText(opB(ins)+16, int(opC(ins))-1); called {
			return err
		}
		parts := m.regs(opB(ins), int(opC(ins)))
		if isInstance(parts[0]) {
			return m.overloadConcat(opA(ins), parts)
		}
		v, err = m.appendInterpolated(parts)
	case bytecode.OpNewRange:
		v, err = m.newRange(*m.reg(opB(ins)), *m.reg(opC(ins)), opX(ins) == 1)
	case bytecode.OpUnpack, bytecode.OpUnpackResult:
		return m.unpack(ins)
	default:
		err = errForged
	}
	if err != nil {
		return err
	}
	*m.reg(opA(ins)) = v
	return nil
}

// tupleOf makes a tuple of the elements of a list.
func (m *VM) tupleOf(l *list) (Value, error) {
	if err := m.work(int64(l.len) / 8); err != nil {
		return Nil, err
	}
	t, err := m.makeTuple(l.len)
	if err != nil {
		return Nil, err
	}
	for i := range t.items {
		if m.halted(i) {
			return Nil, m.stopped()
		}
		t.items[i] = l.at(i)
	}
	return objectValue(t), nil
}

func (m *VM) listPush(l Value, values []Value) error {
	if l.kind() != KindList {
		return errForged
	}
	for _, v := range values {
		if err := m.push(l.list(), v); err != nil {
			return err
		}
	}
	return nil
}

// makeList executes OpNewList.
func (m *VM) makeList(ins uint64) {
	m.mark = m.memory
	l, err := m.newListOf(m.regs(opB(ins), int(opC(ins))))
	if err != nil {
		m.raise(err)
		return
	}
	*m.reg(opA(ins)) = l
}

// makeMap executes OpNewMap.
func (m *VM) makeMap(ins uint64) {
	m.mark = m.memory
	d, err := m.newDict(m.root)
	if err != nil {
		m.raise(err)
		return
	}
	*m.reg(opA(ins)) = objectValue(d)
}

// packTuple executes NewTuple.
func (m *VM) packTuple(ins uint64) {
	m.mark = m.memory
	n := int(opC(ins))
	t, err := m.makeTuple(n)
	if err != nil {
		m.raise(err)
		return
	}
	values := m.regs(opB(ins), n)
	for i := range t.items { // mostly few: a call of copy takes longer
		t.items[i] = values[i]
	}
	*m.reg(opA(ins)) = objectValue(t)
}

// makeRecordMap executes OpNewRecordMap: it makes a map literal whose keys are
// names.
func (m *VM) makeRecordMap(ins uint64) {
	m.mark = m.memory
	s := (*closure)(m.reg(0).p).mod.image.keys[opC(ins)]
	d, err := m.newDict(s)
	if err != nil {
		m.raise(err)
		return
	}
	values, slots := m.regs(opB(ins), len(s.keys)), d.slots()
	for i := range slots { // mostly few: a call of copy takes longer
		slots[i] = values[i]
	}
	*m.reg(opA(ins)) = objectValue(d)
}

func (m *VM) mapSpread(into, from Value) error {
	if into.kind() != KindMap {
		return errForged
	}
	if from.kind() != KindMap {
		return faultf("type", "`...` in a map wants a map, got %s", article(from))
	}
	src := from.mapping()
	if err := m.work(int64(src.len())); err != nil {
		return err
	}
	i := 0
	for k, v, at, ok := src.next(0); ok; k, v, at, ok = src.next(at) {
		if i++; m.halted(i) {
			return m.stopped()
		}
		if err := m.setKey(into.mapping(), k, v); err != nil {
			return err
		}
	}
	return nil
}

// interpolate returns left + the texts of the parts.
func (m *VM) interpolate(left *stringObject, parts []Value) (Value, error) {
	grow, copied := 0, false
	for i, p := range parts {
		switch p.kind() {
		case KindString:
			grow += len(p.str())
		case KindInt, KindFloat, KindBool, KindNil:
			grow += 24 // the longest float
		default:
			text, err := m.textValue(p)
			if err != nil {
				return Nil, err
			}
			if !copied { // the registers stay: the instruction may be executed again
				parts, copied = slices.Clone(parts), true
			}
			parts[i] = text
			grow += len(text.str())
		}
	}
	if err := m.work(int64(grow) / 16); err != nil {
		return Nil, err
	}
	return m.concat(left, grow, func(b []byte) []byte {
		for _, p := range parts {
			if p.isString() {
				b, _ = m.appendText(b, p.str())
			} else {
				b = appendScalar(b, p)
			}
		}
		return b
	})
}

// appendInterpolated returns parts[0] + the interpolated string of the others.
func (m *VM) appendInterpolated(parts []Value) (Value, error) {
	if !parts[0].isString() {
		return Nil, operandError(bytecode.OpAdd, parts[0], objectValue(emptyString))
	}
	return m.interpolate((*stringObject)(parts[0].p), parts[1:])
}

// unpack spreads the elements of a value over registers.
func (m *VM) unpack(ins uint64) error {
	v, a, n, rest := *m.reg(opB(ins)), opA(ins), int(opC(ins)), int(opX(ins))
	switch v.kind() {
	case KindList, KindTuple:
	case KindNil: // a pattern of a map comes here too
		return faultHint("type", "cannot destructure nil", nilOperandHint)
	default:
		hint := "several names take apart a list or tuple, as in `let a, b = 1, 2`"
		if a == opB(ins) { // by a `for`
			hint = "to count the elements: `for i, x in xs.enumerate()`"
		}
		return faultHint("type", "cannot destructure "+article(v)+" into elements: it is no list or tuple", hint)
	}
	size, at := elements(v)
	if rest == 0 {
		if size != n {
			e := faultf("match", "cannot destructure: the pattern has %s, the %s has %d", count(n, "element"), v.typeName(), size)
			if size > n {
				e.hint = "`...` drops what is left over: `[a, b, ...]`"
			}
			return e
		}
		for i := range n {
			*m.reg(a + uint64(i)*16) = at(i)
		}
		return nil
	}
	tail := rest - 1
	if size < n+tail {
		return faultf("match", "cannot destructure: the pattern has at least %s, the %s has %d", count(n+tail, "element"), v.typeName(), size)
	}
	left, err := m.part(v, n, size-tail)
	if err != nil {
		return err
	}
	for i := range tail {
		*m.reg(a + uint64(n+1+i)*16) = at(size - tail + i)
	}
	for i := range n {
		*m.reg(a + uint64(i)*16) = at(i)
	}
	*m.reg(a + uint64(n)*16) = left
	return nil
}
