// Calls of methods.

package vm

import "unsafe"

// hasMembers reports whether the script says what values of a kind have behind a dot.
func hasMembers(k Kind) bool {
	switch k {
	case KindInstance, KindRecord, KindClass, KindMap, KindModule:
		return true
	}
	return false
}

// callMethod calls a method of the value at A+1, or the entry of a map.
func (m *VM) callMethod(ins uint64) {
	m.start()
	if err := m.invoke(ins, false); err != nil {
		m.raise(err)
	}
}

// tailCallMethod is callMethod before a Return. Methods of the prelude return to that, so
// that a trace shows who called them.
func (m *VM) tailCallMethod(ins uint64) {
	m.start()
	if err := m.invoke(ins, hasMembers(m.reg(opA(ins)+16).kind())); err != nil {
		m.raise(err)
	}
}

// invoke calls what the receiver at A+1 has under the name of the instruction.
func (m *VM) invoke(ins uint64, tail bool) error {
	a, n := opA(ins), int(opB(ins))
	m.pc += 8
	cache := (*uint64)(pointer(m.pc))
	recv := m.reg(a + 16)
	switch recv.kind() {
	case KindInstance, KindRecord:
		return m.invokeMember(a, n, ins, cache, tail)
	case KindClass:
		fn, err := m.classField((*class)(recv.p), m.constant(opC(ins)).str())
		if err != nil {
			return err
		}
		return m.callBehind(a, n, fn, tail)
	case KindHost:
		fn, behind, err := m.hostCallee(*recv, m.constant(opC(ins)).str())
		if err != nil {
			return err
		}
		if behind {
			return m.callBehind(a, n, fn, tail)
		}
		*m.reg(a) = fn
		return m.call(a, n, tail)
	case KindMap, KindModule:
		if err := m.mapEntry(a, ins, cache); err != nil {
			return err
		}
		return m.callBehind(a, n, *m.reg(a), tail)
	}
	return m.invokeBuiltin(*recv, ins, cache)
}

// invokeBuiltin calls a method that values of its kind have, which stays in the inline
// cache.
func (m *VM) invokeBuiltin(recv Value, ins uint64, cache *uint64) error {
	a, n, k := opA(ins), int(opB(ins)), recv.kind()
	i := int(*cache &^ pushCache >> 8)
	if isScriptWord(*cache) {
		i = int(opX(ins))
	}
	if uint8(*cache) != uint8(k) {
		name := m.constant(opC(ins)).str()
		if i = methodIndex(k, name); i < 0 {
			return m.noMethod(recv, name)
		}
		*cache = uint64(i)<<8 | uint64(k)
		if k == KindList && name == "push" {
			*cache |= pushCache
		}
	}
	method := methodAt(k, i)
	*m.reg(a) = objectValue(method)
	if err := m.work(1); err != nil {
		return err
	}
	if method.script.number == 0 {
		return m.callNative(method, a, n)
	}
	if err := m.enterScript(method, a, n); err != nil {
		return err
	}
	if i <= 255 {
		fillCache(cache, m.at, scriptWord((*closure)(m.reg(a).p)), i)
	}
	return m.callClosure(a, n)
}

// pushCache marks the inline cache of a call of the method push of a list, which
// the loop executes by itself while the list has room.
const pushCache = 1 << 63

// mapEntry puts the entry of the map at A+1 that an instruction names into A, or
// the export of the module.
func (m *VM) mapEntry(a, ins uint64, cache *uint64) error {
	d := m.reg(a + 16).mapping()
	if *(*uint64)(unsafe.Pointer(d)) == *cache {
		*m.reg(a) = d.slots()[ins>>8&0xff]
		return nil
	}
	name := m.constant(ins >> 48)
	v, err := m.getField(objectValue(d), name, cache, m.pc-8)
	if err != nil {
		return err
	}
	if v.p == tagNil() && d.kind == KindMap {
		if there, err := m.contains(name, objectValue(d)); err != nil {
			return err
		} else if !there {
			return m.noEntry(d, name.str())
		}
	}
	*m.reg(a) = v
	return nil
}
