// Instructions of `match` that the loop leaves.

package vm

import "github.com/coro-lang/coro/vm/bytecode"

func (m *VM) stepMatch(op bytecode.Op, ins uint64) error {
	switch op {
	case bytecode.OpGetKey:
		at := m.pc
		m.pc += 8
		v, err := m.getKey(*m.reg(opB(ins)), m.constant(opC(ins)), (*uint64)(pointer(m.pc)), at)
		if err != nil {
			return err
		}
		*m.reg(opA(ins)) = v
		return nil
	case bytecode.OpNoMatch:
		return noMatch(*m.reg(opA(ins)))
	}
	return errForged
}

// getKey returns the entry of a map under a name, absent if there is none or v is
// no map. A map with a shape is remembered, as getField does.
func (m *VM) getKey(v, name Value, cache *uint64, at uintptr) (Value, error) {
	if v.kind() != KindMap {
		return absent, nil
	}
	d := v.mapping()
	if d.shape == nil {
		e, err := m.get(d, name)
		if e == unset {
			e = absent
		}
		return e, err
	}
	i := d.shape.find((*stringObject)(name.p))
	if i < 0 {
		return absent, nil
	}
	remember(d, i, cache, at)
	return d.slots()[i], nil
}

// noMatch is the error of a `match` none of whose arms fits.
func noMatch(v Value) error {
	return faultHint("match", "no pattern matches "+v.excerpt(60), "an arm `_ => …` takes all other values")
}
