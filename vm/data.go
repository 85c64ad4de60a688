// Instructions on data: literals, fields, indices, slices, unpacking.

package vm

import (
	"fmt"
	"math"
	"strconv"
	"unsafe"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
)

func (m *VM) stepData(op bytecode.Op, ins uint64) error {
	var v Value
	var err error
	switch op {
	case bytecode.OpListPush:
		return m.listPush(*m.reg(opA(ins)), m.regs(opB(ins), int(opC(ins))))
	case bytecode.OpNewTuple:
		v, err = m.newTuple(m.regs(opB(ins), int(opC(ins))))
	case bytecode.OpListToTuple:
		if l := *m.reg(opB(ins)); l.kind() == KindList {
			v, err = m.newTuple(l.list().values())
		} else {
			err = errForged
		}
	case bytecode.OpMapSpread:
		return m.mapSpread(*m.reg(opA(ins)), *m.reg(opB(ins)))
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
	case bytecode.OpUnpack:
		return m.unpack(*m.reg(opB(ins)), opA(ins), int(opC(ins)), int(opX(ins)))
	default:
		err = errForged
	}
	if err != nil {
		return err
	}
	*m.reg(opA(ins)) = v
	return nil
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
	if err := m.work(int64(src.len()) / 4); err != nil {
		return err
	}
	for k, v, at, ok := src.next(0); ok; k, v, at, ok = src.next(at) {
		if err := m.setKey(into.mapping(), k, v); err != nil {
			return err
		}
	}
	return nil
}

// getField returns v.name. A map with a shape is remembered in the inline cache
// and in the instruction at the address at.
func (m *VM) getField(v, name Value, cache *uint64, at uintptr) (Value, error) {
	switch v.kind() {
	case KindMap:
		d := v.mapping()
		if d.shape == nil {
			e, err := m.get(d, name)
			if e == unset {
				e = Nil
			}
			return e, err
		}
		i := d.shape.find((*stringObject)(name.p))
		if i < 0 {
			return Nil, nil
		}
		remember(d, i, cache, at)
		return d.slots()[i], nil
	case KindCoroutine:
		switch co := (*coroutine)(v.p); name.str() {
		case "status":
			return m.newString(statusNames[co.arity]), nil
		case "done":
			return Bool(co.done()), nil
		}
	case KindError:
		if f, ok := m.errorField((*errorObject)(v.p), name.str()); ok {
			return f, nil
		}
	case KindModule:
		return m.exportOf(v, name, cache, at)
	case KindHost:
		return m.hostField(v, name.str())
	}
	if v.kind() == KindClass {
		return m.classField((*class)(v.p), name.str())
	}
	if i := methodIndex(v.kind(), name.str()); i >= 0 {
		if err := m.charge(boundSize); err != nil {
			return Nil, err
		}
		return objectValue(&bound{header: header{kind: KindBound}, recv: v, method: objectValue(methodAt(v.kind(), i))}), nil
	}
	return Nil, m.noField(v, name.str())
}

// remember fills an inline cache. Slots beyond 255 do not fit it.
func remember(d *dict, slot int, cache *uint64, at uintptr) {
	if slot > math.MaxUint8 || at == 0 {
		return
	}
	*cache = *(*uint64)(unsafe.Pointer(d))
	ins := (*uint64)(pointer(at))
	*ins = *ins&^0xff00 | uint64(slot)<<8
}

func (m *VM) setField(v, name, x Value, cache *uint64, at uintptr) error {
	if v.kind() == KindModule {
		return faultHint("type", "cannot set `"+name.str()+"`: what a module exports is read-only", "let the module export a function that changes it")
	}
	if v.kind() == KindHost {
		return m.setHostField(v, name.str(), x)
	}
	if v.kind() != KindMap {
		e := faultf("type", "cannot set the field `%s` of %s", name.str(), article(v))
		if v.p == tagNil() {
			e.hint = nilHint
		}
		return e
	}
	d := v.mapping()
	if err := m.setName(d, (*stringObject)(name.p), x); err != nil {
		return err
	}
	if d.shape != nil {
		remember(d, d.shape.find((*stringObject)(name.p)), cache, at)
	}
	return nil
}

// errorFields are the fields of an error.
var errorFields = []string{"cause", "data", "kind", "message", "trace"}

func (m *VM) errorField(e *errorObject, name string) (Value, bool) {
	switch name {
	case "message":
		return m.newString(e.message), true
	case "kind":
		return m.newString(e.errKind), true
	case "data":
		return e.data, true
	case "cause":
		return e.cause, true
	case "trace":
		return m.traceText(e), true
	}
	return Nil, false
}

// traceText is the trace of an error as a script sees it: one line a call.
func (m *VM) traceText(e *errorObject) Value {
	err := m.hostError(&pending{value: objectValue(e), trace: e.trace})
	var b []byte
	for i, f := range err.Frames {
		if i > 0 {
			b = append(b, '\n')
		}
		b = append(b, f.String()...)
	}
	m.charge(int64(cap(b)))
	return m.ownString(b)
}

// fieldNames lists the fields and methods of a value.
func fieldNames(v Value) []string {
	names := methodNames(v.kind())
	switch v.kind() {
	case KindInstance, KindRecord:
		return append(v.instance().class.memberNames(), names...)
	case KindClass:
		return (*class)(v.p).staticNames()
	case KindCoroutine:
		return append([]string{"status", "done"}, names...)
	case KindError:
		return append(append([]string(nil), errorFields...), names...)
	case KindMap:
		for k, _, at, ok := v.mapping().next(0); ok && len(names) < 100; k, _, at, ok = v.mapping().next(at) {
			if k.isString() {
				names = append(names, k.str())
			}
		}
	}
	return names
}

func (m *VM) noField(v Value, name string) error {
	e := faultf("name", "%s has no field or method `%s`", article(v), name)
	if v.p == tagNil() {
		e.errKind = "type"
		e.hint = "it may be a missing key of a map: `x?." + name + "` is nil for a nil x"
	} else if s, ok := source.Suggest(name, fieldNames(v)); ok {
		e.hint = "did you mean `" + s + "`?"
	} else {
		e.hint = foreignField(name)
	}
	return e
}

func (m *VM) noMethod(v Value, name string) error {
	if f, err := m.getField(v, String(name), new(uint64), 0); err == nil {
		return notCallable(f)
	}
	return m.noField(v, name)
}

func (m *VM) noEntry(d *dict, name string) error {
	e := faultf("call", "the map has no entry `%s` to call", name)
	if s, ok := source.Suggest(name, fieldNames(objectValue(d))); ok {
		e.hint = "did you mean `" + s + "`?"
	} else {
		e.hint = builtinFor(name)
	}
	return e
}

// builtinFor hints at the function for what other languages have as a method.
func builtinFor(name string) string {
	switch name {
	case "length", "size", "count":
		return "maps have no methods: write len(m)"
	case "items", "entries":
		return "maps have no methods: write `for k, v in m`"
	case "keys", "values", "delete", "merge", "len":
		return "maps have no methods: write " + name + "(m)"
	case "get", "has", "contains", "has_key", "hasKey", "includes":
		return "maps have no methods: write m[k], or k in m"
	}
	return ""
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
	e := faultf("type", "cannot index %s", article(v))
	if v.p == tagNil() {
		e.hint = nilHint
	}
	return Nil, e
}

// index checks an index into a sequence of n elements; a negative one counts
// from the end.
func index(v, k Value, n int) (int, error) {
	if !k.isInt() {
		return 0, faultf("type", "an index of %s is an int, not %s", article(v), article(k))
	}
	i := k.int()
	if i < 0 {
		i += int64(n)
	}
	if i < 0 || i >= int64(n) {
		return 0, faultf("index", "index %d is out of range: %s", k.int(), sizeOf(v, n))
	}
	return int(i), nil
}

// sizeOf says how many elements a sequence has.
func sizeOf(v Value, n int) string {
	switch v.kind() {
	case KindString:
		return "the string has " + count(n, "byte")
	case KindBytes:
		return "the buffer has " + count(n, "byte")
	}
	return fmt.Sprintf("the %s has %s", v.typeName(), count(n, "element"))
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
	case KindString, KindTuple:
		return faultf("type", "%s cannot be changed", article(v))
	}
	e := faultf("type", "cannot set an element of %s", article(v))
	if v.p == tagNil() {
		e.hint = nilHint
	}
	return e
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
		if err := m.work(int64(j-i) / 8); err != nil {
			return Nil, err
		}
		l, err := m.sliceList(v.list(), i, j)
		return objectValue(l), err
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
		return m.newTuple(v.tuple().items[i:j])
	}
	return Nil, faultf("type", "cannot slice %s", article(v))
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
	return Nil, faultf("type", "%s has no length", article(v))
}

// interpolate returns left + the texts of the parts.
func (m *VM) interpolate(left *stringObject, parts []Value) (Value, error) {
	grow := 0
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
				b = append(b, p.str()...)
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

// unpack spreads the elements of v over registers.
func (m *VM) unpack(v Value, a uint64, n, rest int) error {
	var size int
	var at func(int) Value
	switch v.kind() {
	case KindList:
		size, at = v.list().len, v.list().at
	case KindTuple:
		items := v.tuple().items
		size, at = len(items), func(i int) Value { return items[i] }
	case KindNil: // a pattern of a map comes here too
		return faultHint("type", "cannot destructure nil", "a missing key of a map and a function without return give nil")
	default:
		return faultf("type", "cannot destructure %s into elements: it is no list or tuple", article(v))
	}
	if rest == 0 {
		if size != n {
			return faultf("match", "cannot destructure: the pattern has %s, the %s has %d", count(n, "element"), v.typeName(), size)
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
	middle := make([]Value, 0, size-n-tail)
	for i := n; i < size-tail; i++ {
		middle = append(middle, at(i))
	}
	l, err := m.newListOf(middle)
	if err != nil {
		return err
	}
	for i := range tail {
		*m.reg(a + uint64(n+1+i)*16) = at(size - tail + i)
	}
	for i := range n {
		*m.reg(a + uint64(i)*16) = at(i)
	}
	*m.reg(a + uint64(n)*16) = l
	return nil
}
