// Calls with the elements of a list as arguments.

package vm

import "github.com/coro-lang/coro/vm/bytecode"

// stepSpread calls a function or a method with the elements of a list, with X in
// place of the running frame.
func (m *VM) stepSpread(op bytecode.Op, ins uint64) error {
	a, tail := opA(ins), opX(ins) != 0
	if op == bytecode.OpCallSpread {
		return m.callSpread(*m.reg(a), a, 0, a+16, tail)
	}
	return m.invokeSpread(a, m.constant(opC(ins)), tail && hasMembers(m.reg(a+16).kind()))
}

// invokeSpread calls a method with the elements of a list.
func (m *VM) invokeSpread(a uint64, name Value, tail bool) error {
	recv := *m.reg(a + 16)
	if recv.kind() == KindModule {
		v, err := m.getField(recv, name, new(uint64), 0)
		if err != nil {
			return err
		}
		return m.callSpread(v, a, 0, a+32, tail)
	}
	if recv.kind() == KindMap {
		v, err := m.get(recv.mapping(), name)
		if err != nil {
			return err
		}
		if v == unset {
			return m.noEntry(recv.mapping(), name.str())
		}
		return m.callSpread(v, a, 0, a+32, tail)
	}
	if isInstance(recv) {
		return m.spreadMember(a, name, tail)
	}
	if recv.kind() == KindHost {
		fn, err := m.hostField(recv, name.str())
		if err != nil {
			return err
		}
		return m.callSpread(fn, a, 0, a+32, tail)
	}
	if recv.kind() == KindClass {
		fn, err := m.classField((*class)(recv.p), name.str())
		if err != nil {
			return err
		}
		return m.callSpread(fn, a, 0, a+32, tail)
	}
	i := methodIndex(recv.kind(), name.str())
	if i < 0 {
		return m.noMethod(recv, name.str())
	}
	return m.callSpread(objectValue(methodAt(recv.kind(), i)), a, 1, a+32, tail)
}

// callSpread calls callee, whose place is offset a, with the fixed arguments that are
// there and the elements of the list at offset at. That stands behind them, or behind
// where callee was found.
func (m *VM) callSpread(callee Value, a uint64, fixed int, at uint64, tail bool) error {
	v := *m.reg(at)
	if v.kind() != KindList {
		return errForged
	}
	l := v.list()
	if err := m.work(int64(l.len) / 8); err != nil {
		return err
	}
	if callee.kind() == KindNative && (*native)(callee.p).texts {
		if called, err := m.callItemText(at); called {
			return err
		}
	}
	to := a + uint64(fixed+1)*16
	if err := m.room(to, uint64(l.len+1)*16); err != nil {
		return err
	}
	first := *m.reg(to)
	*m.reg(a) = callee
	args := m.regs(to, l.len)
	for i := range args {
		args[i] = l.at(i)
	}
	err := m.call(a, fixed+l.len, tail)
	if isUnpaid(err) {
		*m.reg(to), *m.reg(at) = first, v
	}
	return err
}
