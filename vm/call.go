// Calls, on their slow path, and the code of the virtual machine itself.

package vm

import (
	"fmt"
	"strings"
	"unsafe"

	"github.com/coro-lang/coro/vm/bytecode"
)

// stubs is the code that frames at the bottom of a stack return to, so that a
// return tests nothing. Operands are scaled. The words at both ends are padding.
var stubs = [...]uint64{
	0,
	uint64(bytecode.OpHalt),
	uint64(bytecode.OpCoroutineEnd), // the result is in the first slot
	uint64(bytecode.ABC(bytecode.OpCallSpread, 0, 16, 0, 0)), // a coroutine that begins with a native, or with defaults
	uint64(bytecode.ABC(bytecode.OpCoroutineEnd, 0, 16, 0, 0)),
	uint64(bytecode.ABC(bytecode.OpResume, 0, 16, 16, 32)), // the host resumes a coroutine
	uint64(bytecode.OpHalt),
	uint64(bytecode.ABC(bytecode.OpCallSpread, 0, 16, 0, 0)), // the host calls a function
	uint64(bytecode.OpHalt),
	uint64(bytecode.OpFinish), // what an instruction has called returns: see finish.go
	0,
}

// Places in stubs.
const (
	stubHalt   = 1
	stubEnd    = 2
	stubSpread = 3
	stubResume = 5
	stubCall   = 7
	stubFinish = 9
)

// stubPC returns the pc from which the loop goes on with stub i.
func stubPC(i int) uintptr { return uintptr(unsafe.Pointer(&stubs[i-1])) }

// isBottom reports whether a frame that returns to pc is the bottom of a stack.
func isBottom(pc uintptr) bool {
	return pc-uintptr(unsafe.Pointer(&stubs)) < unsafe.Sizeof(stubs) && pc != stubPC(stubFinish)
}

// pointer turns an address on a stack or in code back into a pointer. What it
// points into is held by the coroutine or by a closure in a frame, so that this
// is sound, though checkptr, which -race switches on, cannot see it.
//
//go:nocheckptr
func pointer(address uintptr) unsafe.Pointer { return unsafe.Add(unsafe.Pointer(nil), address) }

// reg returns the register at a scaled offset of the running frame.
func (m *VM) reg(offset uint64) *Value {
	return (*Value)(pointer(m.base + uintptr(offset)))
}

// regs returns a run of registers from a scaled offset on. None of them is nil and not a
// pointer behind the end of the stack, at which the collector throws.
func (m *VM) regs(offset uint64, n int) []Value {
	if n == 0 {
		return nil
	}
	return unsafe.Slice(m.reg(offset), n)
}

// call calls the value at offset a with the n arguments behind it; the result
// replaces it. In a tail call a function of a script takes the place of the running
// frame; what else is called returns to the Return behind the instruction.
func (m *VM) call(a uint64, n int, tail bool) error {
	if err := m.work(1); err != nil {
		return err
	}
	callee := *m.reg(a)
	args, complete, err := m.resolve(a, n)
	switch {
	case err != nil || complete:
		return err
	case m.reg(a).kind() == KindFunction && tail:
		return m.tailClosure((*closure)(m.reg(a).p), a, args)
	case m.reg(a).kind() == KindFunction:
		return m.callClosure(a, args)
	}
	err = m.callNative((*native)(m.reg(a).p), a, args)
	if args > n && isUnpaid(err) {
		m.unresolve(a, n, args, callee)
	}
	return err
}

// unresolve undoes resolve, for a call that is executed again.
func (m *VM) unresolve(a uint64, n, args int, callee Value) {
	regs := m.regs(a, args+1)
	copy(regs[1:], regs[1+args-n:])
	regs[0] = callee
}

// callBehind calls callee with the last n-1 of the n arguments behind offset a, the
// first of which is where callee was found.
func (m *VM) callBehind(a uint64, n int, callee Value, tail bool) error {
	if callee.kind() == KindNative && (*native)(callee.p).texts {
		if called, err := m.callText(a+32, n-1); called {
			return err
		}
	}
	args := m.regs(a+16, n)
	first := args[0]
	copy(args, args[1:])
	*m.reg(a) = callee
	err := m.call(a, n-1, tail)
	if isUnpaid(err) {
		args = m.regs(a+16, n)
		copy(args[1:], args)
		args[0] = first
	}
	return err
}

// resolve makes a call of the value at offset a, with n arguments, one of a
// function or native with args arguments. It is complete if it needed none.
func (m *VM) resolve(a uint64, n int) (args int, complete bool, err error) {
	for !complete && err == nil {
		switch f := *m.reg(a); f.kind() {
		case KindFunction:
			return n, false, nil
		case KindNative:
			if f := (*native)(f.p); f.script.number != 0 && (f.fn == nil || ordersInstances(m.regs(a+16, n))) {
				return n, false, m.enterScript(f, a, n)
			}
			return n, false, nil
		case KindBound:
			b := (*bound)(f.p)
			err = m.prepend(a, n, b.method, b.recv)
			n++
		case KindClass:
			n, complete, err = m.construct(a, n)
		default:
			fn := callOperator(f)
			if fn == nil {
				return 0, false, notCallable(f)
			}
			err = m.prepend(a, n, objectValue(fn), f)
			n++
		}
	}
	return n, complete, err
}

// callOperator returns the operator () of an instance, or nil.
func callOperator(v Value) *closure {
	if !isInstance(v) {
		return nil
	}
	return v.instance().class.operators[operatorCall]
}

func notCallable(v Value) error {
	e := faultf("type", "cannot call %s", article(v)).wasNil(v, nilCalled)
	switch {
	case isInstance(v):
		e.hint = "`" + v.instance().class.name + "` has no `operator ()`"
	case v.p != tagNil() && v.kind() != KindHost:
		e.hint = "only a function or a class can be called: has a variable its name, or is an operator missing before the `(`?"
	}
	return e
}

// room makes sure that size bytes at offset a of the running frame lie on the
// stack.
func (m *VM) room(a, size uint64) error {
	if m.base+uintptr(a+size) <= m.limit {
		return nil
	}
	return m.growStack(m.base+uintptr(a)-m.cur.bottom(), uintptr(size))
}

// callClosure enters a function of a script.
func (m *VM) callClosure(a uint64, n int) error {
	c := (*closure)(m.reg(a).p)
	if m.depth <= 0 {
		return m.depthError()
	}
	if err := m.room(a, max(uint64(c.aux), uint64(n+1)*16)); err != nil {
		return err
	}
	if err := m.arrange(c, m.regs(a, int(max(c.aux/16, uint32(n+1)))), n); err != nil {
		return err
	}
	m.depth--
	m.reg(a).n = uint64(m.pc) | a<<retBits
	m.base += uintptr(a)
	m.pc = uintptr(c.code)
	return nil
}

func (m *VM) depthError() error {
	return &errorObject{
		header: header{kind: KindError}, errKind: "depth", data: Nil, cause: Nil,
		message: "calls are nested too deep: the depth limit is reached",
		hint:    "does a function call itself without end? `return f(x)` does not grow the stack",
	}
}

// arrange turns n arguments at frame[1:] into the parameters of c: it fills in
// absent ones and collects a rest.
func (m *VM) arrange(c *closure, frame []Value, n int) error {
	p := c.proto.bc
	fixed := len(p.Params)
	if p.HasRest {
		fixed--
	}
	if n < p.Required || n > fixed && !p.HasRest {
		return c.arityError(n)
	}
	rest := Nil
	if p.HasRest {
		var err error
		if rest, err = m.newListOf(frame[1+min(n, fixed) : 1+n]); err != nil {
			return err
		}
	}
	for i := n; i < fixed; i++ {
		frame[1+i] = absent
	}
	if p.HasRest {
		frame[1+fixed] = rest
	}
	return nil
}

// arityError says how many arguments c takes beside a receiver, and that it got
// n with it.
func (c *closure) arityError(n int) error {
	p := c.proto.bc
	most, receiver := len(p.Params), 0
	if p.HasRest {
		most--
	}
	if len(p.Params) > 0 && p.Params[0] == "self" { // no other parameter has that name
		receiver = 1
	}
	name := strings.TrimSuffix(c.name(), ".init")
	e := arityError(name, p.Required-receiver, most-receiver, p.HasRest, n-receiver)
	e.hint = signature(name, p.Params[receiver:], p.Required-receiver, p.HasRest)
	if name != c.name() && len(p.Params) == receiver {
		e.hint = "a class takes its arguments in `init(…) { … }`"
	}
	return e
}

// arityError says how many arguments a function takes and how many it got.
func arityError(name string, least, most int, rest bool, got int) *errorObject {
	var takes string
	switch {
	case rest:
		takes = fmt.Sprintf("at least %d", least)
	case least == most:
		takes = fmt.Sprint(most)
	default:
		takes = fmt.Sprintf("%d to %d", least, most)
	}
	noun := "arguments"
	if strings.HasSuffix(takes, "1") && takes == "1" || takes == "at least 1" {
		noun = "argument"
	}
	if name != "anonymous function" {
		name = "`" + name + "`"
	}
	return faultf("call", "%s takes %s %s, got %d", name, takes, noun, got)
}

// callNative calls a native with the n arguments behind offset a.
func (m *VM) callNative(f *native, a uint64, n int) error {
	args := m.regs(a+16, n)
	if n < f.min || f.max >= 0 && n > f.max {
		return f.arityError(n)
	}
	if err := f.check(args); err != nil {
		return err
	}
	if f.enter != nil {
		return f.enter(m, args, resultPlace(a))
	}
	if f.texts {
		if called, err := m.callText(a+16, n); called {
			return err
		}
	}
	m.callInfo.native = f
	v, err := f.fn(&m.callInfo, args)
	m.callInfo.charged = false
	if err != nil {
		return settled(f.name, err)
	}
	if v.p == nil {
		v = Nil
	}
	*m.reg(a) = v
	return nil
}

// tailCall calls the value at offset a in place of the running frame. A native
// runs in it, and its result is returned; only one that switches stacks takes
// its place, since its result comes later.
func (m *VM) tailCall(a uint64, n int) error {
	if err := m.work(1); err != nil {
		return err
	}
	callee := *m.reg(a)
	args, complete, err := m.resolve(a, n)
	f := m.reg(a)
	switch {
	case err != nil:
		return err
	case complete:
		m.leave(*f)
		return nil
	case f.kind() == KindFunction:
		return m.tailClosure((*closure)(f.p), a, args)
	case (*native)(f.p).enter == nil:
		pc := m.pc
		err := m.callNative((*native)(f.p), a, args)
		if err == nil && m.pc == pc { // else it waits for a method str
			m.leave(*m.reg(a))
		} else if args > n && isUnpaid(err) {
			m.unresolve(a, n, args, callee)
		}
		return err
	}
	err = m.tailSwitch((*native)(f.p), a, args)
	if args > n && isUnpaid(err) {
		m.unresolve(a, n, args, callee)
	}
	return err
}

// tailSwitch calls a native that switches stacks in place of the running frame. Where
// it does not, the frame comes back: an error belongs there, and what could not be paid
// is called again.
func (m *VM) tailSwitch(f *native, a uint64, n int) error {
	if err := f.fits(m.regs(a+16, n)); err != nil {
		return err
	}
	cur, pc := m.cur, m.pc
	var few [3]Value // enough but for functions of the host that wait
	frame := append(few[:0], m.regs(0, 1+n)...)
	back := frame[0].n >> retBits
	copy(m.regs(0, 1+n), m.regs(a, 1+n))
	m.depth++
	m.pc, m.base = uintptr(frame[0].n&retMask), m.base-uintptr(back)
	err := f.enter(m, m.regs(back+16, n), resultPlace(back))
	if err != nil && m.cur == cur {
		m.depth--
		m.pc, m.base = pc, m.base+uintptr(back)
		copy(m.regs(0, 1+n), frame)
	}
	return err
}

// tailClosure makes the arguments at offset a ready and then moves them to where
// the running frame begins. Invariant: all that can fail comes before the move,
// so that an error finds a frame that is whole.
func (m *VM) tailClosure(c *closure, a uint64, n int) error {
	if err := m.room(a, max(uint64(c.aux), uint64(n+1)*16)); err != nil {
		return err
	}
	if err := m.arrange(c, m.regs(a, int(max(c.aux/16, uint32(n+1)))), n); err != nil {
		return err
	}
	m.replaceFrame(m.regs(a, 1+len(c.proto.bc.Params)))
	m.pc = uintptr(c.code)
	return nil
}

// replaceFrame puts a callee and its parameters where the running frame begins. It
// returns to where that would have returned.
func (m *VM) replaceFrame(callee []Value) {
	back := m.reg(0).n
	copy(m.regs(0, len(callee)), callee)
	m.reg(0).n = back
}

// leave returns v from the running function.
func (m *VM) leave(v Value) {
	h := m.reg(0)
	back := h.n
	*h = v
	m.depth++
	m.pc, m.base = uintptr(back&retMask), m.base-uintptr(back>>retBits)
}

// constant returns a constant of the running function's Program.
func (m *VM) constant(i uint64) Value {
	return (*closure)(m.reg(0).p).mod.image.consts[i]
}
