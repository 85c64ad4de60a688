// Instances of classes and records: how they are made, and their fields.

package vm

import (
	"math/bits"
	"unsafe"

	"github.com/coro-lang/coro/vm/bytecode"
)

// instance is an instance of a class, or a record. header.aux is the layout of the
// class. The fields follow in the same allocation.
//
// Invariant: the header of an instance is a function of the layout and of whether
// it is complete; the inline caches of fields compare all of it. One that is not
// complete may have fields that are unset, which no cache is filled for.
type instance struct {
	header // flags: flagBuilding
	class  *class
}

// flagBuilding marks an instance whose init has not ended. In an inline cache flagOnce
// stands beside it if the field can only be set where it is unset.
const (
	flagBuilding = 1
	flagOnce     = 2
	onceWord     = flagOnce << 16 // flagOnce in the word of a header
)

const instanceSize = int64(unsafe.Sizeof(instance{}))

// instanceOf is an instance with room for its fields.
type instanceOf[T any] struct {
	instance
	_ T
}

// newInstance makes an instance of c, its fields not yet set.
func (m *VM) newInstance(c *class) (*instance, error) {
	n := len(c.fields)
	if err := m.charge(instanceSize + int64(instanceRoom(n))*valueSize); err != nil {
		return nil, err
	}
	if err := m.work(int64(n) / 32); err != nil {
		return nil, err
	}
	in := allocInstance(n)
	in.header = header{kind: KindInstance, aux: c.layout}
	if c.flags == flagRecord {
		in.kind = KindRecord
	}
	if c.late {
		in.flags = flagBuilding
	}
	in.class = c
	return in, nil
}

// fill sets the fields of a new instance. A loop over few values is faster than
// copy, whose write barrier is a call.
func (in *instance) fill(values []Value) {
	slots := in.slots()
	for i := range slots {
		slots[i] = values[i]
	}
}

// instanceRoom returns the number of fields that an instance with n of them has
// room for.
func instanceRoom(n int) int {
	if n <= 6 {
		return n
	}
	return max(8, 1<<bits.Len(uint(n-1)))
}

// allocInstance makes an instance with room for n fields: maxFields at most.
func allocInstance(n int) *instance {
	switch instanceRoom(n) {
	case 0:
		return new(instance)
	case 1:
		return &new(instanceOf[[1]Value]).instance
	case 2:
		return &new(instanceOf[[2]Value]).instance
	case 3:
		return &new(instanceOf[[3]Value]).instance
	case 4:
		return &new(instanceOf[[4]Value]).instance
	case 5:
		return &new(instanceOf[[5]Value]).instance
	case 6:
		return &new(instanceOf[[6]Value]).instance
	case 8:
		return &new(instanceOf[[8]Value]).instance
	case 16:
		return &new(instanceOf[[16]Value]).instance
	case 32:
		return &new(instanceOf[[32]Value]).instance
	case 64:
		return &new(instanceOf[[64]Value]).instance
	case 128:
		return &new(instanceOf[[128]Value]).instance
	case 256:
		return &new(instanceOf[[256]Value]).instance
	case 512:
		return &new(instanceOf[[512]Value]).instance
	}
	return &new(instanceOf[[maxFields]Value]).instance
}

// slots returns the fields.
func (in *instance) slots() []Value {
	n := len(in.class.fields)
	if n == 0 { // there is nothing behind in to point to
		return nil
	}
	return unsafe.Slice((*Value)(unsafe.Add(unsafe.Pointer(in), instanceSize)), n)
}

func isInstance(v Value) bool {
	k := v.kind()
	return k == KindInstance || k == KindRecord
}

func (v Value) instance() *instance { return (*instance)(v.p) }

// Field returns the field of an instance or record that has a name.
func (v Value) Field(name string) (Value, bool) {
	if v = v.norm(); !isInstance(v) {
		return Nil, false
	}
	x := v.instance().class.members[name]
	if x.kind != memberField || v.instance().slots()[x.slot] == unset {
		return Nil, false
	}
	return v.instance().slots()[x.slot].numbered(v.n), true
}

// arityError says how many values a class without an init takes, and that it got n.
func (c *class) arityError(n int) error {
	e := arityError(c.name, len(c.fields), len(c.fields), false, n)
	names := make([]string, len(c.fields))
	for i := range c.fields {
		names[i] = c.fields[i].name
	}
	e.hint = signature(c.name, names, len(names), false)
	return e
}

// construct makes an instance of the class at offset a, with the n arguments
// behind it. It is complete, or the call of its init stands at a then.
func (m *VM) construct(a uint64, n int) (args int, complete bool, err error) {
	c := (*class)(m.reg(a).p)
	if c.init == nil && n != len(c.fields) {
		return 0, false, c.arityError(n)
	}
	in, err := m.newInstance(c)
	if err != nil {
		return 0, false, err
	}
	if c.init != nil {
		in.fill(c.defaults)
		return n + 1, false, m.prepend(a, n, objectValue(c.init), objectValue(in))
	}
	in.fill(m.regs(a+16, n))
	in.flags = 0
	*m.reg(a) = objectValue(in)
	return n, true, nil
}

// takes reports whether n arguments are just right for the class.
func (c *class) takes(n int) bool {
	if c.init == nil {
		return n == len(c.fields)
	}
	return c.init.takes(n + 1)
}

// callClass calls a class from the loop. Unless the number of arguments is just
// right, it leaves the call to slow.
func (m *VM) callClass(c *class, ins uint64) {
	a, n, fn := opA(ins), int(opB(ins)), c.init
	if !c.takes(n) || fn != nil && (m.depth <= 0 || m.base+uintptr(a)+uintptr(fn.aux) > m.limit) {
		m.slow(ins)
		return
	}
	in := m.makeInstance(c)
	if in == nil {
		return
	}
	frame := m.regs(a, n+1)
	if fn == nil {
		in.fill(frame[1:])
		in.flags = 0
		frame[0] = objectValue(in)
		return
	}
	in.fill(c.defaults)
	frame = m.regs(a, n+2) // Invariant: a frame has a register for each parameter.
	for i := n; i > 0; i-- {
		frame[i+1] = frame[i]
	}
	frame[0], frame[1] = Value{unsafe.Pointer(fn), uint64(m.pc) | a<<retBits}, objectValue(in)
	m.depth--
	m.base += uintptr(a)
	m.pc = uintptr(fn.code)
}

// makeInstance makes an instance for an instruction of the loop, or fails it and returns nil.
func (m *VM) makeInstance(c *class) *instance {
	m.start()
	err := m.work(1)
	if err == nil {
		var in *instance
		if in, err = m.newInstance(c); err == nil {
			return in
		}
	}
	m.raise(err)
	return nil
}

// tailCallClass is callClass for a tail call: the init takes the place of the running
// function.
func (m *VM) tailCallClass(c *class, ins uint64) {
	n, fn := int(opB(ins)), c.init
	if !c.takes(n) || fn != nil && m.base+uintptr(fn.aux) > m.limit {
		m.slow(ins)
		return
	}
	in := m.makeInstance(c)
	if in == nil {
		return
	}
	args := m.regs(opA(ins)+16, n)
	if fn == nil {
		in.fill(args)
		in.flags = 0
		m.leave(objectValue(in))
		return
	}
	in.fill(c.defaults)
	frame := m.regs(0, n+2)
	frame[0].p, frame[1] = unsafe.Pointer(fn), objectValue(in)
	copy(frame[2:], args)
	m.pc = uintptr(fn.code)
}

// prepend puts a callee and its first argument before the n arguments behind
// offset a, where something else was called.
func (m *VM) prepend(a uint64, n int, callee, first Value) error {
	if err := m.room(a, uint64(n+2)*16); err != nil {
		return err
	}
	args := m.regs(a, n+2)
	copy(args[2:], args[1:n+1])
	args[0], args[1] = callee, first
	return nil
}

// initFields runs the next of the functions that give the fields of an instance
// their first values, before its init goes on.
func (m *VM) initFields(v Value, counter *Value) error {
	if v.kind() != KindInstance || !counter.isInt() {
		return errForged
	}
	c := v.instance().class
	if (*closure)(m.reg(0).p) != c.init || counter.n >= uint64(len(c.initialisers)) {
		return nil
	}
	fn := c.initialisers[counter.n]
	counter.n++
	err := m.enter(fn, finishAgain, 0, v)
	if err != nil {
		counter.n--
	}
	return err
}

// completeInstance is EndInit from the loop.
func (m *VM) completeInstance(ins uint64) {
	m.start()
	if err := m.endInit(*m.reg(opA(ins))); err != nil {
		m.raise(err)
	}
}

// endInit completes an instance at the end of its init.
func (m *VM) endInit(v Value) error {
	if v.kind() != KindInstance {
		return errForged
	}
	in := v.instance()
	if (*closure)(m.reg(0).p) != in.class.init {
		return nil
	}
	for i, f := range in.slots() {
		if f == unset {
			e := faultf("name", "the field `%s` of `%s` has no value at the end of init", in.class.fields[i].name, in.class.name)
			e.hint = "set it in init: `self." + in.class.fields[i].name + " = …`"
			if in.class.super != nil && i < len(in.class.super.fields) {
				e.hint = "it belongs to the superclass: call `super.init(…)`"
			}
			return e
		}
	}
	in.flags = 0
	return nil
}

// initRecord sets the fields of a new record.
func (m *VM) initRecord(v Value, fields []Value) error {
	if v.kind() != KindRecord || v.instance().flags != flagBuilding || len(fields) != len(v.instance().class.fields) {
		return errForged
	}
	copy(v.instance().slots(), fields)
	v.instance().flags = 0
	return nil
}

// getMember is GetField on an instance.
func (m *VM) getMember(v Value, ins uint64) error {
	m.pc += 8
	in, name := v.instance(), (*stringObject)(m.constant(opC(ins)).p)
	switch x := m.memberOf(in.class, name); x.kind {
	case memberField:
		f := in.slots()[x.slot]
		if f == unset {
			return in.unsetField(name.s)
		}
		if in.flags == 0 || in.class.defaults[x.slot] != unset {
			m.rememberField(in.header, x.slot)
		}
		*m.reg(opA(ins)) = f
		return nil
	case memberGetter:
		return m.enter(x.fn, finishStore, opA(ins), v)
	}
	method, err := m.method(v, name.s)
	if err != nil {
		return err
	}
	return m.bind(opA(ins), v, method)
}

// method returns the method of an instance that has a name: of its class, or one
// that all records have.
func (m *VM) method(v Value, name string) (Value, error) {
	if x := v.instance().class.members[name]; x.kind == memberMethod {
		return objectValue(x.fn), nil
	}
	if i := methodIndex(v.kind(), name); i >= 0 {
		return objectValue(methodAt(v.kind(), i)), nil
	}
	return Nil, m.noMember(v, name, listNames("it has", v.instance().class.memberNames()))
}

// bind puts a method with its receiver into a register.
func (m *VM) bind(a uint64, recv, method Value) error {
	if err := m.charge(boundSize); err != nil {
		return err
	}
	*m.reg(a) = objectValue(&bound{header: header{kind: KindBound}, recv: recv, method: method})
	return nil
}

// rememberField fills the inline cache of the running instruction.
func (m *VM) rememberField(h header, slot int) {
	if slot > 255 {
		return
	}
	fillCache((*uint64)(pointer(m.at+8)), m.at, *(*uint64)(unsafe.Pointer(&h)), slot)
}

func (in *instance) unsetField(name string) error {
	return faultHint("name", "the field `"+name+"` of `"+in.class.name+"` has no value yet", "init sets it later, or not at all")
}

// noMember says that an instance has no member of a name; hint is for one that is like no
// other.
func (m *VM) noMember(v Value, name, hint string) error {
	c := v.instance().class
	e := faultf("name", "%s has no field or method `%s`", article(v), name)
	if s, ok := m.suggest(name, fieldNames(v)); ok {
		e.hint = "did you mean `" + s + "`?"
	} else if _, ok := c.statics[name]; ok {
		e.hint = "it is a static function: write `" + c.name + "." + name + "(…)`"
	} else {
		e.hint = hint
	}
	return e
}

// setMember is SetField on an instance.
func (m *VM) setMember(v Value, ins uint64) error {
	m.pc += 8
	in, name := v.instance(), m.constant(opC(ins)).str()
	x := m.memberOf(in.class, (*stringObject)(m.constant(opC(ins)).p))
	switch i := x.slot; {
	case x.kind != memberField:
		return m.cannotSet(v, name, x.kind)
	case v.kind() == KindRecord:
		return faultHint("type", "a record cannot be changed", "copy it with the change: `r.with({"+name+": …})`")
	case in.class.fields[i].mutable:
		m.rememberField(in.header, i)
	case in.flags == 0 || in.slots()[i] != unset:
		e := faultf("type", "the field `%s` of `%s` is set already: it is declared with `let`", name, in.class.name)
		e.hint = "a field that changes is declared with `var`"
		return e
	default:
		once := in.header
		once.flags |= flagOnce
		m.rememberField(once, i)
	}
	in.slots()[x.slot] = *m.reg(opB(ins))
	return nil
}

// cannotSet is the error of an assignment to what is no field.
func (m *VM) cannotSet(v Value, name string, kind memberKind) error {
	switch kind {
	case memberGetter:
		return faultHint("type", "the getter `"+name+"` of `"+v.instance().class.name+"` cannot be assigned", "a method can set what it is computed from")
	case memberMethod:
		return faultHint("type", "the method `"+name+"` of `"+v.instance().class.name+"` cannot be assigned", "a function that changes is a field: `var "+name+"`")
	}
	hint := listNames("it has", v.instance().class.memberNames())
	if v.kind() == KindInstance {
		hint = "a class declares all of its fields: `var " + name + "`"
	}
	return m.noMember(v, name, hint)
}

// invokeMember calls a method of the instance at A+1, or what a field or getter
// of it holds. The method stays in the inline cache.
func (m *VM) invokeMember(a uint64, n int, ins uint64, cache *uint64, tail bool) error {
	v, name := *m.reg(a + 16), (*stringObject)(m.constant(opC(ins)).p)
	switch x := m.memberOf(v.instance().class, name); x.kind {
	case memberGetter:
		return m.enter(x.fn, finishCallee, a, v)
	case memberMethod:
		fillCache(cache, m.at, selectorWord(name), int(m.selector(name)))
		*m.reg(a) = objectValue(x.fn)
		return m.call(a, n, tail)
	case memberField:
		f := v.instance().slots()[x.slot]
		if f == unset {
			return v.instance().unsetField(name.s)
		}
		return m.callBehind(a, n, f, tail)
	}
	method, err := m.method(v, name.s)
	*m.reg(a) = method
	if err != nil {
		return err
	}
	return m.call(a, n, tail)
}

// spreadMember calls a method of the instance at offset a+16, or what a field or
// getter of it holds, with the elements of the list behind it.
func (m *VM) spreadMember(a uint64, name Value, tail bool) error {
	v := *m.reg(a + 16)
	switch x := v.instance().class.members[name.str()]; x.kind {
	case memberGetter:
		return m.enter(x.fn, finishCallee, a, v)
	case memberField:
		f := v.instance().slots()[x.slot]
		if f == unset {
			return v.instance().unsetField(name.str())
		}
		return m.callSpread(f, a, 0, a+32, tail)
	}
	method, err := m.method(v, name.str())
	if err != nil {
		return err
	}
	return m.callSpread(method, a, 1, a+32, tail)
}

// finishMethodCall calls the result of a getter with the arguments of the method
// call that has read it.
func (m *VM) finishMethodCall(op bytecode.Op, ins uint64, callee Value) error {
	a := opA(ins)
	if op == bytecode.OpCallMethodSpread {
		return m.callSpread(callee, a, 0, a+32, false)
	}
	return m.callBehind(a, int(opB(ins)), callee, false)
}
