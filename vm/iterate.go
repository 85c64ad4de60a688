// Loops: ranges and iterators.

package vm

// forPrep checks the ends of a range loop: R[A] becomes the first value, R[A+1]
// the last one.
func (m *VM) forPrep(ins uint64) error {
	r := m.regs(opA(ins), 2)
	if !r[0].isInt() || !r[1].isInt() {
		return rangeError(r[0], r[1])
	}
	from, to := r[0].int(), r[1].int()
	if opX(ins) == 0 {
		if from >= to {
			m.pc += uintptr(int64(ins) >> 32)
			return nil
		}
		r[1] = Int(to - 1)
	} else if from > to {
		m.pc += uintptr(int64(ins) >> 32)
	}
	return nil
}

func rangeError(from, to Value) error {
	e := faultf("type", "a range goes over ints, not from %s to %s", article(from), article(to))
	if isNumber(from) && isNumber(to) {
		e.hint = "int(x) converts a float"
	}
	if from.isString() && to.isString() {
		e.hint = "`+` joins texts"
	}
	return e
}

// newRange makes the range from..to, or from..=to.
func (m *VM) newRange(from, to Value, inclusive bool) (Value, error) {
	if !from.isInt() || !to.isInt() {
		return Nil, rangeError(from, to)
	}
	if err := m.charge(rangeSize); err != nil {
		return Nil, err
	}
	r := &rangeObject{header: header{kind: KindRange}, start: from.int(), end: to.int()}
	if inclusive {
		r.flags = flagInclusive
	}
	return objectValue(r), r.setStep(1)
}

// iterate starts a loop over v: R[A] holds what the loop goes over, R[A+1] how
// far it is, as an int.
func (m *VM) iterate(a uint64, v Value) error {
	switch v.kind() {
	case KindList, KindTuple, KindMap, KindString, KindBytes, KindRange:
	case KindCoroutine:
		switch co := (*coroutine)(v.p); co.arity {
		case statusRunning, statusWaiting, statusStopped, statusParked:
			return resumeError(co)
		}
	case KindInstance, KindRecord:
		return m.iterateOver(a, v)
	case KindHost:
		loop, err := m.iterateHost(v)
		if err != nil {
			return err
		}
		v = loop
	default:
		e := faultf("type", "cannot loop over %s", article(v)).wasNil(v, nilAlone)
		if v.isInt() {
			e.hint = "to count, write the range `0..n`"
		} else if v.kind() == KindFunction {
			e.hint = "call it, or write `coro f()` for a coroutine to loop over"
		}
		return e
	}
	*m.reg(a), *m.reg(a + 16) = v, Int(0)
	return nil
}

// iteratePairs starts a loop over xs.enumerate() if xs is a list, without the tuples. The
// position has another tag then, by which IterNext2 knows. The loop goes over a copy, as
// the tuples would be one.
func (m *VM) iteratePairs(ins uint64) error {
	xs := *m.reg(opB(ins))
	if xs.kind() != KindList {
		return nil
	}
	copied, err := m.part(xs, 0, xs.list().len)
	if err != nil {
		return err
	}
	*m.reg(opA(ins)), *m.reg(opA(ins) + 16) = copied, Value{p: tagAbsent()}
	m.pc += uintptr(int64(ins) >> 48 << 3)
	return nil
}

// iterNext gets the next item of the iterator at B and jumps to C, or goes on
// at the end. With two, the entry of a map goes to two registers, past the
// instruction at C that would unpack it.
func (m *VM) iterNext(ins uint64, two bool) error {
	it := *m.reg(opB(ins))
	pos := m.reg(opB(ins) + 16)
	i := pos.n
	var item Value
	switch it.kind() {
	case KindCoroutine:
		return m.iterCoroutine((*coroutine)(it.p), ins)
	case KindList, KindTuple, KindRange, KindString, KindBytes:
		var ok bool
		if item, i, ok = m.nextOfSequence(it, i); !ok {
			return nil
		}
	case KindMap:
		k, v, after, ok := it.mapping().next(i)
		if !ok {
			return nil
		}
		if after > i+16 {
			if err := m.work(it.mapping().skipped(i, after) / 16); err != nil {
				return err
			}
		}
		if two {
			pos.n = after
			*m.reg(opA(ins)), *m.reg(opA(ins) + 16) = k, v
			m.pc += 8
			return m.jumpBack(ins)
		}
		pair, err := m.newTuple([]Value{k, v})
		if err != nil {
			return err
		}
		item, i = pair, after
	case KindHost:
		x, ok, err := m.nextOfHost(it.host())
		if !ok || err != nil {
			return err
		}
		item = x
	default:
		return errForged
	}
	pos.n = i
	*m.reg(opA(ins)) = item
	return m.jumpBack(ins)
}

// nextOfSequence returns the item of a sequence at i, and where the next one is.
func (m *VM) nextOfSequence(it Value, i uint64) (item Value, after uint64, ok bool) {
	switch it.kind() {
	case KindList:
		if l := it.list(); i < uint64(l.len) {
			return l.at(int(i)), i + 1, true
		}
	case KindTuple:
		if items := it.tuple().items; i < uint64(len(items)) {
			return items[i], i + 1, true
		}
	case KindRange:
		if r := (*rangeObject)(it.p); i < r.count {
			return Int(r.at(i)), i + 1, true
		}
	case KindString:
		if s := it.str(); i < uint64(len(s)) {
			c := character(s, int(i))
			return m.substring(it, c), i + uint64(len(c)), true
		}
	case KindBytes:
		if b := it.buffer().b; i < uint64(len(b)) {
			return Int(int64(b[i])), i + 1, true
		}
	}
	return Nil, 0, false
}

// jumpBack jumps to the distance in C and charges the turn of the loop.
func (m *VM) jumpBack(ins uint64) error {
	m.pc += uintptr(int64(ins) >> 48 << 3)
	if m.fuel--; m.fuel < 0 {
		m.refuel()
	}
	return nil
}

// iterCoroutine resumes the coroutine that a loop goes over. It makes no turn
// over one that has ended.
func (m *VM) iterCoroutine(co *coroutine, ins uint64) error {
	if co.done() {
		return nil
	}
	place := resultPlace(opA(ins)) | resultPlace(opC(ins))<<16
	return m.resume(objectValue(co), Nil, place)
}
