// What classes give a meaning of their own: operators, str, iter, super, is.

package vm

import (
	"github.com/coro-lang/coro/vm/bytecode"
)

// overload calls the operator of x for the running instruction, of which one
// operand is an instance. The left operand alone decides.
func (m *VM) overload(number int, f finish, register uint64, x, y Value) error {
	if isInstance(x) {
		if fn := x.instance().class.operators[number]; fn != nil {
			return m.enter(fn, f, register, x, y)
		}
	}
	return noOperator(bytecode.Operators[number], x, y)
}

// overloadArithmetic is overload for the instruction of an operator, which a class
// may not have.
func (m *VM) overloadArithmetic(op bytecode.Op, register uint64, x, y Value) error {
	if op > bytecode.OpMod {
		return operandError(op, x, y)
	}
	return m.overload(int(op-bytecode.OpAdd), finishStore, register, x, y) // in the order of their numbers
}

// overloadOrder is overload for a comparison. A script that wrote it the other way
// round, a > b, means b < a.
func (m *VM) overloadOrder(orEqual bool, flipped uint8, f finish, register uint64, x, y Value) error {
	number := operatorLt
	if orEqual {
		number = operatorLe
	}
	err := m.overload(number, f, register, x, y)
	if e, ok := err.(*errorObject); ok && flipped == 1 && e.errKind == "type" {
		symbol := bytecode.Operators[number]
		e.message = noOperator(">"+symbol[1:], y, x).message
		e.hint = "`a >" + symbol[1:] + " b` is `b " + symbol + " a`: it calls the operator `" + symbol + "` of what stands on the right"
	}
	return err
}

// overloadConstant is overloadOrder for the compare-and-jump instruction number i
// of the eight on a constant.
func (m *VM) overloadConstant(i bytecode.Op, x, k Value) error {
	orEqual := i&2 != 0
	if i < 4 {
		return m.overloadOrder(orEqual, 0, finishJump, 0, x, k)
	}
	return m.overloadOrder(orEqual, 1, finishJump, 0, k, x)
}

func noOperator(symbol string, x, y Value) *errorObject {
	e := faultf("type", "`%s` does not work on %s and %s", symbol, article(x), article(y))
	if isInstance(x) {
		e.hint = "`" + x.instance().class.name + "` has no `operator " + symbol + "`"
	} else {
		e.hint = "the class of the left operand decides: write the instance on the left, or a method"
	}
	return e
}

// negate is -x of an instance.
func (m *VM) negate(register uint64, x Value) error {
	if fn := x.instance().class.operators[operatorNeg]; fn != nil {
		return m.enter(fn, finishStore, register, x)
	}
	return faultHint("type", "`-` does not work on "+article(x), "`"+x.instance().class.name+"` has no `operator -()`")
}

// index is v[k] of an instance.
func (m *VM) index(register uint64, v, k Value) error {
	if fn := v.instance().class.operators[operatorIndex]; fn != nil {
		return m.enter(fn, finishStore, register, v, k)
	}
	return faultHint("type", "cannot index "+article(v), "`"+v.instance().class.name+"` has no `operator [](key)`")
}

// setOwnIndex is v[k] = x of an instance.
func (m *VM) setOwnIndex(v, k, x Value) error {
	if fn := v.instance().class.operators[operatorSetIndex]; fn != nil {
		return m.enter(fn, finishIgnore, 0, v, k, x)
	}
	return faultHint("type", "cannot set an element of "+article(v), "`"+v.instance().class.name+"` has no `operator []=(key, value)`")
}

// overloadConcat is the sum of an instance and an interpolated string, whose parts
// follow it.
func (m *VM) overloadConcat(register uint64, parts []Value) error {
	text, err := m.interpolate(emptyString, parts[1:])
	if err != nil {
		return err
	}
	return m.overload(operatorAdd, finishStore, register, parts[0], text)
}

// textMethod returns the method str of an instance, or nil.
func textMethod(v Value) *closure {
	if !isInstance(v) {
		return nil
	}
	if x := v.instance().class.members["str"]; x.kind == memberMethod {
		return x.fn
	}
	return nil
}

// callText calls the method str of the first of n registers from an offset on
// that has one. The instruction is executed again with its result. Those before it are
// texts from then on: the method may change what they hold.
func (m *VM) callText(offset uint64, n int) (called bool, err error) {
	regs := m.regs(offset, n)
	for i, v := range regs {
		fn := textMethod(v)
		if fn == nil {
			continue
		}
		for j, before := range regs[:i] {
			text, err := m.textValue(before)
			if err != nil {
				return true, err
			}
			regs[j] = text
		}
		return true, m.enter(fn, finishText, offset+uint64(i)*16, v)
	}
	return false, nil
}

// callItemText does the same for the items of the list in a register.
func (m *VM) callItemText(register uint64) (called bool, err error) {
	l := m.reg(register).list()
	for i := range l.len {
		fn := textMethod(l.at(i))
		if fn == nil {
			continue
		}
		for j := range i {
			before := l.at(j)
			if before.isString() { // of a long list, mostly
				continue
			}
			if before, err = m.textValue(before); err != nil {
				return true, err
			}
			if err = m.set(l, j, before); err != nil {
				return true, err
			}
		}
		return true, m.enter(fn, finishItem, register, l.at(i))
	}
	return false, nil
}

// finishItemText puts a text into the place of the item whose method str made it.
func (m *VM) finishItemText(v, text Value) error {
	if v.kind() != KindList {
		return errForged
	}
	l := v.list()
	for i := range l.len {
		if textMethod(l.at(i)) != nil {
			if err := checkText(l.at(i), text); err != nil {
				return err
			}
			return m.set(l, i, text)
		}
	}
	return errForged
}

// checkText reports a method str of v that does not return a string.
func checkText(v, text Value) error {
	if text.isString() {
		return nil
	}
	return faultHint("type", "`str` of `"+v.instance().class.name+"` returned "+article(text)+", not a string", "what `str()` returns is what is printed")
}

// iterateOver calls the method iter of an instance that a loop goes over.
func (m *VM) iterateOver(register uint64, v Value) error {
	if x := v.instance().class.members["iter"]; x.kind == memberMethod {
		return m.enter(x.fn, finishIterator, register, v)
	}
	return faultHint("type", "cannot loop over "+article(v), "`"+v.instance().class.name+"` has no method `iter()` that returns something to loop over")
}

// finishIteration begins a loop over what a method iter has returned.
func (m *VM) finishIteration(register uint64, v Value) error {
	if isInstance(v) {
		return faultHint("type", "`iter` returned "+article(v)+", which is no list, map, coroutine or the like", "return what the instance would be asked for: `return x.iter()`")
	}
	return m.iterate(register, v)
}

func (m *VM) stepClass(op bytecode.Op, ins uint64) error {
	a := m.reg(opA(ins))
	switch op {
	case bytecode.OpNewClass:
		return m.makeClass(ins)
	case bytecode.OpGetSuper:
		return m.getSuper(ins)
	case bytecode.OpInitFields:
		return m.initFields(*a, m.reg(opB(ins)))
	case bytecode.OpEndInit:
		return m.endInit(*a)
	case bytecode.OpInitRecord:
		return m.initRecord(*a, m.regs(opB(ins), int(opC(ins))))
	}
	c := *m.reg(opC(ins))
	if c.kind() != KindClass {
		return faultHint("type", "right of `is` stands a type or a class, not "+article(c), "compare values with `==`")
	}
	v, r := *m.reg(opB(ins)), false
	if isInstance(v) {
		if err := m.work(int64(v.instance().class.depth) / 16); err != nil {
			return err
		}
		r = v.instance().class.isA((*class)(c.p))
	}
	*a = Bool(r != (opX(ins) == 1))
	return nil
}

// getSuper reads a member that the superclass gives the receiver.
func (m *VM) getSuper(ins uint64) error {
	v, name := *m.reg(opB(ins)), m.constant(opC(ins)).str()
	if v.kind() != KindClass {
		return errForged
	}
	c := (*class)(v.p)
	x := c.members[name]
	if name == "init" && c.init != nil {
		x = member{kind: memberMethod, fn: c.init}
	}
	switch {
	case x.kind == memberField:
		return faultHint("name", "`"+name+"` is a field, which `super` does not have", "write `self."+name+"`")
	case x.kind == noMember:
		return m.noSuper(c, name)
	case opX(ins) == 0 && x.kind == memberGetter:
		return faultHint("type", "`"+name+"` of `"+c.name+"` is a getter, which is not called", "write `super."+name+"`")
	case opX(ins) == 0:
		*m.reg(opA(ins)) = objectValue(x.fn)
		return nil
	case x.kind == memberGetter:
		return m.enter(x.fn, finishStore, opA(ins), *m.reg(opA(ins) + 16))
	}
	return m.bind(opA(ins), *m.reg(opA(ins) + 16), objectValue(x.fn))
}

func (m *VM) noSuper(c *class, name string) error {
	e := faultf("name", "the superclass `%s` has no method `%s`", c.name, name)
	if s, ok := m.suggest(name, c.memberNames()); ok {
		e.hint = "did you mean `" + s + "`?"
	}
	return e
}
