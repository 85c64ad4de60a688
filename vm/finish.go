// Instructions that call a function of a script, and go on when it returns.

package vm

import (
	"unsafe"

	"github.com/coro-lang/coro/vm/bytecode"
)

// A method that stands for an operator, a getter, str, iter and the like is
// called by an instruction that has no place for its frame. The frame is put
// above that of the running function, behind a register for what is to be done
// when the call returns:
//
//	| header | R1 | … | Rn | pending | header | argument 1 | …
//	 running function                 function that is called
//
// It returns into the stub Finish, which finds the pending call by the size of
// the frame that it returns to, and completes the instruction. pending is an
// int: the index of the instruction, a finish, and the offset of a register.
type pendingCall uint64

func newPendingCall(index int, f finish, register uint64) pendingCall {
	return pendingCall(uint64(index)<<24 | register<<8 | uint64(f))
}

func (p pendingCall) index() int       { return int(p >> 24) }
func (p pendingCall) register() uint64 { return uint64(p >> 8 & 0xffff) }
func (p pendingCall) finish() finish   { return finish(p) }

// finish is how an instruction goes on with the result of the function that it
// has called.
type finish uint8

const (
	finishStore    finish = iota // the result goes to the register
	finishIgnore                 // nothing is done with it
	finishAgain                  // likewise, and the instruction is executed again
	finishBool                   // whether it is truthy goes to the register
	finishJump                   // the instruction jumps, if it is truthy
	finishReturn                 // the running function returns it
	finishCaptured               // it is the value of the captured variable that the instruction names
	finishText                   // it is the text of the register: the instruction is executed again
	finishItem                   // it is the text of the first item without one, in the list in the register: likewise
	finishIterator               // the loop goes over it
	finishCallee                 // it is called with the arguments of the method call
	finishImport                 // it was the body of a module that the instruction imports
)

// stubFrame is the size of a frame whose code is a stub.
const stubFrame = 4 * 16

// frameOf returns the size of the frame at base and the first word of its code.
func frameOf(base uintptr) (size uint64, entry uintptr) {
	h := (*Value)(pointer(base))
	if h.kind() != KindFunction {
		return stubFrame, uintptr(unsafe.Pointer(&stubs))
	}
	c := (*closure)(h.p)
	return uint64(c.aux), uintptr(c.proto.entry)
}

// enter calls fn for the running instruction, which goes on as f says. What can
// fail comes first; afterwards the loop is in fn.
func (m *VM) enter(fn *closure, f finish, register uint64, args ...Value) error {
	size, entry := frameOf(m.base)
	at, n := size+16, len(args)
	if err := m.work(1); err != nil {
		return err
	}
	if m.depth <= 0 {
		return m.depthError()
	}
	// A getter or operator mostly fits: the two calls would be a tenth of its time.
	fits := fn.takes(n) && m.base+uintptr(at)+uintptr(fn.aux) <= m.limit
	if !fits {
		if err := m.room(at, max(uint64(fn.aux), uint64(n+1)*16)); err != nil {
			return err
		}
	}
	frame := m.regs(at, int(max(fn.aux/16, uint32(n+1))))
	for i, v := range args { // few: faster than copy, whose write barrier is a call
		frame[1+i] = v
	}
	if !fits {
		if err := m.arrange(fn, frame, n); err != nil {
			return err
		}
	}
	m.depth--
	index := int(m.at-entry) / 8
	*m.reg(size) = Int(int64(newPendingCall(index, f, register)))
	frame[0] = Value{unsafe.Pointer(fn), uint64(stubPC(stubFinish)) | at<<retBits}
	m.base += uintptr(at)
	m.pc = uintptr(fn.code)
	return nil
}

// calling returns the pc of a frame as handlers and traces look at it: where a
// function returns to the stub Finish, that of the instruction that called it.
func calling(pc, base uintptr) uintptr {
	if pc != stubPC(stubFinish) {
		return pc
	}
	size, entry := frameOf(base)
	p := pendingCall((*Value)(pointer(base + uintptr(size))).n)
	return entry + uintptr(p.index())*8
}

// finishInstruction executes Finish.
func (m *VM) finishInstruction() {
	size, entry := frameOf(m.base)
	p, result := pendingCall(m.reg(size).n), *m.reg(size + 16)
	m.at = entry + uintptr(p.index())*8
	op := plainOp(*(*bytecode.Op)(pointer(m.at)))
	m.pc = m.at + uintptr(op.Width()-1)*8
	if p.finish() == finishStore { // nothing can go wrong
		*m.reg(p.register()) = result
		return
	}
	m.mark, m.fuelMark = m.memory, m.fuel
	err := m.finishCall(p, op, result)
	if isUnpaid(err) {
		m.rewind(stubPC(stubFinish))
	} else if err != nil {
		m.raise(err)
	}
}

// finishCall completes the instruction at m.at, by another finish than to store the result.
func (m *VM) finishCall(p pendingCall, op bytecode.Op, result Value) error {
	ins := *(*uint64)(pointer(m.at))
	to := m.reg(p.register())
	switch p.finish() {
	case finishIgnore:
	case finishBool:
		*to = Bool(result.truthy())
	case finishAgain:
		m.pc = m.at - 8
	case finishJump:
		if result.truthy() != negated(op) {
			m.jump(ins)
		}
	case finishReturn:
		m.leave(result)
	case finishCaptured:
		if to = m.captured(op, ins); to == nil {
			return errForged
		}
		*to = result
	case finishText:
		if err := checkText(*to, result); err != nil {
			return err
		}
		*to = result
		m.pc = m.at - 8
	case finishItem:
		if err := m.finishItemText(*to, result); err != nil {
			return err
		}
		m.pc = m.at - 8
	case finishIterator:
		return m.finishIteration(p.register(), result)
	case finishCallee:
		return m.finishMethodCall(op, ins, result)
	case finishImport:
		return m.finishModule(ins)
	}
	return nil
}

// negated reports whether a compare-and-jump instruction jumps when the
// comparison does not hold.
func negated(op bytecode.Op) bool {
	switch {
	case op <= bytecode.OpJumpNotLe:
		return (op-bytecode.OpJumpLt)&1 == 1
	case op <= bytecode.OpJumpNotGeInt:
		return (op-bytecode.OpJumpLtInt)&1 == 1
	}
	return (op-bytecode.OpJumpLtNum)&1 == 1
}
