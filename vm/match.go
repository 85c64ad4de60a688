// Instructions of `match` that the loop leaves.

package vm

import (
	"slices"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
)

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
	case bytecode.OpUnpackRecord:
		return m.unpackRecord(*m.reg(opB(ins)), opA(ins), int(opC(ins)), opX(ins) == 1)
	case bytecode.OpNoMatch:
		return m.noMatch(opA(ins))
	}
	return errForged
}

// getKey returns the entry of a map under a name, or the field of an object of the
// host; absent if there is none or v is neither. A map with a shape is remembered, as
// getField does.
func (m *VM) getKey(v, name Value, cache *uint64, at uintptr) (Value, error) {
	if v.kind() == KindHost {
		if x := v.host().typ.members[name.str()]; x == nil || x.method != nil {
			return absent, nil
		}
		return m.hostField(v, name.str())
	}
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

// unpackRecord puts the first fields of a record into registers; more says that it
// may have others.
func (m *VM) unpackRecord(v Value, a uint64, n int, more bool) error {
	if v.kind() == KindInstance {
		name := v.instance().class.name
		return faultHint("match", "only the fields of a record have an order, and `"+name+"` is a class", "name them: `"+name+"(field: x)`")
	}
	if v.kind() != KindRecord {
		return errForged
	}
	fields := v.instance().slots()
	if len(fields) < n || len(fields) > n && !more {
		e := faultf("match", "the pattern has %s, the record `%s` has %d", count(n, "field"), v.instance().class.name, len(fields))
		if len(fields) > n {
			e.hint = "write `...` for the fields that do not matter"
		}
		return e
	}
	for i, x := range fields[:n] {
		if x == unset {
			return v.instance().unsetField(v.instance().class.fields[i].name)
		}
	}
	copy(m.regs(a, n), fields[:n])
	return nil
}

// noMatch is the error of a `match` none of whose arms fits.
func (m *VM) noMatch(a uint64) error {
	v := *m.reg(a)
	e := faultHint("match", "no pattern matches "+v.excerpt(60), "an arm `_ => …` takes all other values")
	if v.kind() == KindMap {
		have, want := fieldNames(v), m.keysTested(a)
		have = slices.DeleteFunc(have, func(key string) bool { return slices.Contains(want, key) })
		for _, key := range want {
			if s, ok := source.Suggest(key, have); ok {
				e.hint = "the map has `" + s + "`, a pattern wants `" + key + "`"
			}
		}
	}
	return e
}

// keysTested lists some keys of the map at offset a that the instructions before this
// one have looked for; an inline word may pass for such an instruction, since this is
// only for a hint. Nobody pays for it, so it looks at little.
func (m *VM) keysTested(a uint64) (keys []string) {
	const mostWords, mostKeys = 200, 8
	pr := (*closure)(m.reg(0).p).proto
	at := pr.index(m.pc)
	for _, ins := range pr.bc.Code[max(0, at-mostWords):at] {
		if len(keys) == mostKeys {
			break
		}
		if ins.Op() != bytecode.OpGetKey || uint64(ins.B())*uint64(valueSize) != a || int(ins.C()) >= len(pr.image.consts) {
			continue
		}
		if k := pr.image.consts[ins.C()]; k.kind() == KindString {
			keys = append(keys, k.str())
		}
	}
	return keys
}
