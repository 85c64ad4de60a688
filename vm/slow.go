// Instructions outside the fast paths of the loop.

package vm

import (
	"unsafe"

	"github.com/coro-lang/coro/vm/bytecode"
)

// errForged is the error for bytecode that the compiler cannot have made.
var errForged = fault("bytecode", "damaged bytecode: an operand has a kind that the compiler never puts there")

// slow executes an instruction whatever the kinds of its operands. m.pc and
// m.base are those of the loop, and are changed to where it goes on.
func (m *VM) slow(ins uint64) {
	m.start()
	if err := m.step(plainOp(bytecode.Op(ins)), ins); err != nil {
		m.raise(err)
	}
}

// start notes what there is when an instruction begins that may fail for lack of fuel.
func (m *VM) start() { m.mark, m.fuelMark, m.at = m.memory, m.fuel, m.pc }

// Fields of an instruction; register operands are scaled.
func opA(ins uint64) uint64 { return ins >> 16 & 0xffff }
func opB(ins uint64) uint64 { return ins >> 32 & 0xffff }
func opC(ins uint64) uint64 { return ins >> 48 }
func opX(ins uint64) uint8  { return uint8(ins >> 8) }

// word reads the inline word of the instruction and steps over it.
func (m *VM) word() uint64 {
	m.pc += 8
	return *(*uint64)(pointer(m.pc))
}

func (m *VM) step(op bytecode.Op, ins uint64) error {
	switch {
	case op <= bytecode.OpClosure:
		return m.stepVariable(op, ins)
	case op <= bytecode.OpInvert:
		return m.stepOperator(op, ins)
	case op <= bytecode.OpIs:
		return m.stepComparison(op, ins)
	case op <= bytecode.OpJumpNeK:
		return m.stepJump(op, ins)
	case op <= bytecode.OpReturnTuple:
		return m.stepCall(op, ins)
	case op >= bytecode.OpGetField && op <= bytecode.OpSetIndex:
		return m.stepAccess(op, ins)
	case op <= bytecode.OpUnpack:
		return m.stepData(op, ins)
	case op >= bytecode.OpNewClass && op <= bytecode.OpIsA:
		return m.stepClass(op, ins)
	}
	return m.stepControl(op, ins)
}

func (m *VM) stepVariable(op bytecode.Op, ins uint64) error {
	switch op {
	case bytecode.OpLoadNil:
		for i := range m.regs(opA(ins), int(opB(ins))) {
			*m.reg(opA(ins) + uint64(i)*16) = Nil
		}
	case bytecode.OpAddUp:
		return m.addTo(m.captured(op, ins), *m.reg(opA(ins)))
	case bytecode.OpGetUpCell, bytecode.OpAddUpCell:
		switch place := m.captured(op, ins); {
		case place == nil:
			return errForged
		case *place == unset:
			return uninitialised((*closure)(m.reg(0).p).proto.bc.Upvalues[(opB(ins)-uint64(closureSize))/16].Name)
		default:
			return m.addTo(place, *m.reg(opA(ins))) // only a sum gets here
		}
	case bytecode.OpAddCell:
		place := m.captured(op, ins)
		if place == nil {
			return errForged
		}
		return m.addTo(place, *m.reg(opB(ins)))
	case bytecode.OpNewUnset:
		return m.newCell(opA(ins), unset)
	case bytecode.OpGetGlobal, bytecode.OpCheckGlobal:
		i := ins >> 32 / 16
		if mod := (*closure)(m.reg(0).p).mod; mod.globals[i] == unset {
			return uninitialised(mod.image.prog.Globals[i].Name)
		}
	default:
		return errForged
	}
	return nil
}

// uninitialised is the error of a variable that is named too early.
func uninitialised(name string) error {
	return faultHint("name", "`"+name+"` is used before it is initialised", "the line that binds it has not run yet")
}

// captured returns the place of the captured variable that an instruction names, or nil if
// there is no cell where one should be.
func (m *VM) captured(op bytecode.Op, ins uint64) *Value {
	c := m.reg(opA(ins))
	if op != bytecode.OpAddCell {
		c = upvalue(m, unsafe.Pointer(m.reg(0)), uint16(opB(ins)))
	}
	switch {
	case op == bytecode.OpAddUp:
		return c
	case c.kind() != kindCell:
		return nil
	}
	return &(*cell)(c.p).v
}

// addTo adds x to the value of a captured variable.
func (m *VM) addTo(place *Value, x Value) error {
	if isInstance(*place) || isInstance(x) {
		return m.overload(operatorAdd, finishCaptured, 0, *place, x)
	}
	v, err := m.arithmetic(bytecode.OpAdd, *place, x)
	if err == nil {
		*place = v
	}
	return err
}

// constantForms maps arithmetic with a constant to arithmetic on registers.
var constantForms = [...]bytecode.Op{
	bytecode.OpAdd, bytecode.OpSub, bytecode.OpMul, bytecode.OpDiv, bytecode.OpMod, bytecode.OpAnd, bytecode.OpShl, bytecode.OpShr,
	bytecode.OpAdd, bytecode.OpSub, bytecode.OpMul, bytecode.OpDiv,
}

func (m *VM) stepOperator(op bytecode.Op, ins uint64) error {
	x := *m.reg(opB(ins))
	var v Value
	var err error
	switch {
	case op == bytecode.OpNeg && isInstance(x):
		return m.negate(opA(ins), x)
	case op >= bytecode.OpNeg:
		v, err = unary(op, x)
	case op < bytecode.OpAddInt:
		y := *m.reg(opC(ins))
		if isInstance(x) || isInstance(y) {
			return m.overloadArithmetic(op, opA(ins), x, y)
		}
		v, err = m.arithmetic(op, x, y)
	default:
		var k Value
		if op < bytecode.OpAddNum {
			k = Int(int64(ins) >> 48)
		} else {
			k = Value{tagFloat(), m.word()}
		}
		if opX(ins) == 1 {
			x, k = k, x
		}
		if isInstance(x) || isInstance(k) {
			return m.overloadArithmetic(constantForms[op-bytecode.OpAddInt], opA(ins), x, k)
		}
		v, err = m.arithmetic(constantForms[op-bytecode.OpAddInt], x, k)
	}
	if err != nil {
		return err
	}
	*m.reg(opA(ins)) = v
	return nil
}

func (m *VM) stepComparison(op bytecode.Op, ins uint64) error {
	x := *m.reg(opB(ins))
	var r bool
	var err error
	switch op {
	case bytecode.OpEq, bytecode.OpNe:
		r, err = m.equal(x, *m.reg(opC(ins)))
		r = r == (op == bytecode.OpEq)
	case bytecode.OpLt, bytecode.OpLe:
		if y := *m.reg(opC(ins)); isInstance(x) || isInstance(y) {
			return m.overloadOrder(op == bytecode.OpLe, opX(ins), finishBool, opA(ins), x, y)
		}
		r, err = m.ordered(op == bytecode.OpLe, opX(ins), x, *m.reg(opC(ins)))
	case bytecode.OpIn:
		r, err = m.contains(x, *m.reg(opC(ins)))
		r = r != (opX(ins) == 1)
	case bytecode.OpIs:
		name := m.intern(x.typeName())
		m.typeNames[x.kind()] = name
		r = unsafe.Pointer(name) == m.constant(opC(ins)).p
		r = r != (opX(ins) == 1)
	}
	if err != nil {
		return err
	}
	*m.reg(opA(ins)) = Bool(r)
	return nil
}

// ordered returns x < y, or x <= y. If flipped is 1 the script wrote y first.
func (m *VM) ordered(orEqual bool, flipped uint8, x, y Value) (bool, error) {
	var c int
	var err error
	if flipped == 1 {
		c, err = m.compare(y, x)
		if c != unordered {
			c = -c
		}
	} else {
		c, err = m.compare(x, y)
	}
	return c < 0 || orEqual && c == 0, err
}

func (m *VM) stepJump(op bytecode.Op, ins uint64) error {
	x := *m.reg(opA(ins))
	var r bool
	var err error
	switch {
	case op <= bytecode.OpJumpNe:
		r, err = m.equal(x, *m.reg(opB(ins)))
		r = r == (op == bytecode.OpJumpEq)
	case op <= bytecode.OpJumpNotLe:
		i := op - bytecode.OpJumpLt
		if y := *m.reg(opB(ins)); isInstance(x) || isInstance(y) {
			return m.overloadOrder(i >= 2, opX(ins), finishJump, 0, x, y)
		}
		r, err = m.ordered(i >= 2, opX(ins), x, *m.reg(opB(ins)))
		r = r != (i&1 == 1)
	case op <= bytecode.OpJumpNeInt:
		r, err = m.equal(x, Int(int64(int16(ins>>32))))
		r = r == (op == bytecode.OpJumpEqInt)
	case op <= bytecode.OpJumpNotGeInt:
		k := Int(int64(int16(ins >> 32)))
		if isInstance(x) {
			return m.overloadConstant(op-bytecode.OpJumpLtInt, x, k)
		}
		r, err = m.compareConstant(op-bytecode.OpJumpLtInt, x, k)
	case op <= bytecode.OpJumpNotGeNum:
		k := Int(int64(m.word()))
		if opX(ins) == 1 {
			k.p = tagFloat()
		}
		if isInstance(x) {
			return m.overloadConstant(op-bytecode.OpJumpLtNum, x, k)
		}
		r, err = m.compareConstant(op-bytecode.OpJumpLtNum, x, k)
	default:
		k := m.constant(opB(ins))
		r = x.p == k.p || x.isString() && x.str() == k.str()
		r = r == (op == bytecode.OpJumpEqK)
	}
	if err == nil && r {
		m.jump(ins)
	}
	return err
}

// jump jumps to the distance in C. Backwards it charges a unit of fuel.
func (m *VM) jump(ins uint64) {
	m.pc += uintptr(int64(ins) >> 48 << 3)
	if int64(ins) < 0 {
		if m.fuel--; m.fuel < 0 {
			m.refuel()
		}
	}
}

// compareConstant returns the condition of the compare-and-jump instruction
// number i of the eight on a constant: Lt, NotLt, Le, NotLe, Gt, NotGt, Ge, NotGe.
func (m *VM) compareConstant(i bytecode.Op, x, k Value) (bool, error) {
	c, err := m.compare(x, k)
	var r bool
	switch i / 2 {
	case 0:
		r = c < 0
	case 1:
		r = c <= 0
	case 2:
		r = c == 1
	case 3:
		r = c == 0 || c == 1
	}
	return r != (i&1 == 1), err
}

func (m *VM) stepCall(op bytecode.Op, ins uint64) error {
	a, n := opA(ins), int(opB(ins))
	self := func() *closure { return (*closure)(m.reg(0).p) }
	switch op {
	case bytecode.OpCallGlobal:
		g := self().mod.globals[opC(ins)]
		if g == unset {
			return uninitialised(self().mod.image.prog.Globals[opC(ins)].Name)
		}
		*m.reg(a) = g
	case bytecode.OpCallUp:
		*m.reg(a) = *upvalue(m, unsafe.Pointer(m.reg(0)), uint16(opC(ins)))
	case bytecode.OpCallReg:
		*m.reg(a) = *m.reg(opC(ins))
	case bytecode.OpCallSelf:
		*m.reg(a) = objectValue(self())
	case bytecode.OpCallK:
		*m.reg(a) = m.constant(opC(ins))
	case bytecode.OpCallSpread, bytecode.OpCallMethodSpread:
		return m.stepSpread(op, ins)
	case bytecode.OpTailCall:
		return m.tailCall(a, n)
	case bytecode.OpReturnAdd:
		x, y := *m.reg(opB(ins)), *m.reg(opC(ins))
		if isInstance(x) || isInstance(y) {
			return m.overload(operatorAdd, finishReturn, 0, x, y)
		}
		v, err := m.arithmetic(bytecode.OpAdd, x, y)
		if err == nil {
			m.leave(v)
		}
		return err
	case bytecode.OpReturnTuple:
		v, err := m.newTuple(m.regs(opB(ins), int(opC(ins))))
		if err == nil {
			m.leave(v)
		}
		return err
	}
	return m.call(a, n, false)
}

func (m *VM) stepControl(op bytecode.Op, ins uint64) error {
	switch op {
	case bytecode.OpForPrep:
		return m.forPrep(ins)
	case bytecode.OpIter:
		return m.iterate(opA(ins), *m.reg(opB(ins)))
	case bytecode.OpIterPairs:
		return m.iteratePairs(ins)
	case bytecode.OpIterNext:
		return m.iterNext(ins, false)
	case bytecode.OpIterNext2:
		return m.iterNext(ins, true)
	case bytecode.OpJumpIfLive:
		if v := *m.reg(opA(ins)); v.kind() == KindCoroutine && !(*coroutine)(v.p).done() {
			m.pc += uintptr(int64(ins) >> 32)
		}
		return nil
	case bytecode.OpIterClose:
		switch v := *m.reg(opA(ins)); v.kind() {
		case KindCoroutine:
			co := (*coroutine)(v.p)
			if co.arity == statusSuspended || co.arity == statusNew {
				return m.closeCoroutine(co, resultPlace(opA(ins)))
			}
		case KindHost:
			return leaveHostLoop(v.host())
		}
		return nil
	case bytecode.OpThrow:
		m.throw(*m.reg(opA(ins)))
		return nil
	case bytecode.OpEndCleanup:
		return m.endCleanup(ins)
	case bytecode.OpYield:
		return m.yieldError()
	case bytecode.OpNoYield:
		*m.reg(opA(ins)) = Bool(m.cur.forbidYields(true))
		return nil
	case bytecode.OpEndNoYield:
		m.cur.forbidYields(m.reg(opA(ins)).truthy())
		return nil
	case bytecode.OpScope:
		return m.openScope(ins)
	case bytecode.OpTimeout:
		return m.openTimeout(ins)
	case bytecode.OpSpawn:
		return m.spawn(ins)
	case bytecode.OpEndScope:
		return m.endScope(ins)
	case bytecode.OpCancelScope:
		return m.cancelScopeHere(ins)
	case bytecode.OpResume:
		v := Nil
		if opX(ins) == 0 {
			v = *m.reg(opC(ins))
		}
		return m.resume(*m.reg(opB(ins)), v, resultPlace(opA(ins)))
	case bytecode.OpImport:
		return m.importModule(ins)
	case bytecode.OpGetKey, bytecode.OpUnpackRecord, bytecode.OpNoMatch:
		return m.stepMatch(op, ins)
	}
	return errForged
}

// endCleanup ends a defer: it jumps to where the block was left for, or goes on
// unwinding.
func (m *VM) endCleanup(ins uint64) error {
	v := m.reg(opA(ins))
	switch {
	case v.kind() == kindPending:
		p := (*pending)(v.p)
		*v = Nil
		m.unwind(p)
		return nil
	case v.isInt() && v.n < opB(ins):
		m.pc += uintptr(v.n) * 8
		return nil
	}
	return errForged
}
