// Switching between coroutines, on the slow path: start, end, close.

package vm

import (
	"unsafe"
)

// makeCoroutine executes OpNewCoroutine: it makes a coroutine that will call the
// value at A.
func (m *VM) makeCoroutine(ins uint64) {
	m.mark = m.memory
	if err := m.putCoroutine(ins); err != nil {
		m.raise(err)
	}
}

// putCoroutine puts a coroutine that will call the value at A there.
func (m *VM) putCoroutine(ins uint64) error {
	a, n := opA(ins), int(opB(ins))
	callee := *m.reg(a)
	if opX(ins) != 0 || callee.kind() != KindFunction || !(*closure)(callee.p).takes(n) {
		return m.makeGeneral(a, callee, n, opX(ins) == 1)
	}
	c := (*closure)(callee.p)
	co, err := m.newCoroutine(int(c.aux)/int(valueSize), n+1)
	if err != nil {
		return err
	}
	slots := co.slots()
	slots[0] = Value{callee.p, uint64(stubPC(stubEnd))}
	for i, v := range m.regs(a, n+1)[1:] { // mostly one: a call of copy takes longer
		slots[1+i] = v
	}
	co.pc = uintptr(c.code)
	*m.reg(a) = objectValue(co)
	return nil
}

// makeGeneral makes a coroutine that begins with a call of any kind: its bottom
// frame is a stub that calls with a list of arguments.
func (m *VM) makeGeneral(a uint64, callee Value, n int, spread bool) error {
	var args Value
	if spread {
		if args = *m.reg(a + 16); args.kind() != KindList {
			return errForged
		}
	} else {
		var err error
		if args, err = m.newListOf(m.regs(a, n+1)[1:]); err != nil {
			return err
		}
	}
	v, err := m.generalCoroutine(callee, args)
	if err != nil {
		return err
	}
	*m.reg(a) = v
	return nil
}

// generalCoroutine makes a coroutine that will call callee with a list of
// arguments.
func (m *VM) generalCoroutine(callee, args Value) (Value, error) {
	if err := checkCallee(callee, args.list().len); err != nil {
		return Nil, err
	}
	co, err := m.newCoroutine(4, 3)
	if err != nil {
		return Nil, err
	}
	slots := co.slots()
	slots[1], slots[2] = callee, args
	co.pc = stubPC(stubSpread)
	return objectValue(co), nil
}

// checkCallee reports a call that cannot succeed where the coroutine is made.
func checkCallee(callee Value, n int) error {
	switch callee.kind() {
	case KindFunction:
		c := (*closure)(callee.p)
		p := c.proto.bc
		if n < p.Required || n > len(p.Params) && !p.HasRest {
			return c.arityError(n)
		}
	case KindNative:
	case KindBound:
		if method := (*bound)(callee.p).method; method.kind() == KindFunction {
			return checkCallee(method, n+1)
		}
	case KindClass:
		c := (*class)(callee.p)
		if c.init != nil {
			return checkCallee(objectValue(c.init), n+1)
		}
		if n != len(c.fields) {
			return c.arityError(n)
		}
	default:
		if fn := callOperator(callee); fn != nil {
			return checkCallee(objectValue(fn), n+1)
		}
		return notCallable(callee)
	}
	return nil
}

// resume passes control to a coroutine; what it yields or returns goes to place.
func (m *VM) resume(c, v Value, place resultPlace) error {
	if c.kind() != KindCoroutine {
		return lookupBuiltin("resume").check([]Value{c}) // OpResume comes here unchecked
	}
	co := (*coroutine)(c.p)
	switch co.arity {
	case statusNew:
		if v.p != tagNil() {
			return faultHint("coroutine", "the first resume takes no value: there is no yield yet that could return it", "pass arguments where the coroutine is made: `coro f(x)`")
		}
	case statusSuspended:
	default:
		return resumeError(co)
	}
	if co.depth >= m.depth {
		return m.resumeDepthError()
	}
	m.switchTo(co, place)
	m.deliver(co.aux, v)
	if m.fuel--; m.fuel < 0 {
		m.refuel()
	}
	return nil
}

func (m *VM) resumeDepthError() error {
	e := m.depthError().(*errorObject)
	e.message, e.hint = "resumes are nested too deep", "does a coroutine resume another one without end?"
	return e
}

// resumeError says why a coroutine cannot be resumed.
func resumeError(co *coroutine) error {
	switch co.arity {
	case statusRunning:
		return fault("coroutine", "a coroutine cannot resume itself")
	case statusWaiting:
		return faultHint("coroutine", "the coroutine is waiting for one that it has resumed", "it goes on when that one yields or ends")
	case statusTransferred:
		return faultHint("coroutine", "the coroutine has transferred control away and cannot be resumed", "`transfer` to it")
	case statusStopped:
		return faultHint("coroutine", "the coroutine has run out of fuel and cannot be resumed", stoppedHint)
	case statusParked:
		return faultHint("coroutine", "the coroutine is parked and cannot be resumed: its task waits", "it goes on by itself")
	case statusFailed:
		return faultHint("coroutine", "the coroutine has failed and cannot be resumed", "test `c.done` first")
	case statusClosed:
		return faultHint("coroutine", "the coroutine was closed and cannot be resumed", "test `c.done` first")
	}
	return faultHint("coroutine", "the coroutine is done and cannot be resumed", "test `c.done` first, or loop over it with `for`")
}

// stoppedHint says who goes on with a coroutine that has run out of fuel.
const stoppedHint = "the host goes on with it, in the run in which it has stopped"

// switchTo makes co the running coroutine and the running one its resumer.
func (m *VM) switchTo(co *coroutine, place resultPlace) {
	cur := m.cur
	cur.pc, cur.base = m.pc, m.base
	cur.arity, cur.aux = statusWaiting, place
	co.arity, co.resumer = statusRunning, cur
	co.depth, m.depth = m.depth, m.depth-co.depth-1
	m.cur, m.limit = co, co.limit
	m.pc, m.base = co.pc, co.base
}

// finish ends the running coroutine with the result of its function.
func (m *VM) finish(v Value) {
	co := m.cur
	m.depth = co.depth
	r, end := co.resumer, statusDone
	if co.closer != nil { // forged code returns from a defer
		r, end = co.closer.by, statusClosed
	}
	bottom := co.flags&flagTask != 0
	m.endCoroutine(co, end)
	if bottom {
		m.endTask(taskDone, v, nil)
		return
	}
	if r == nil {
		r = m.comeHome()
	} else {
		m.enterResumer(r)
	}
	if r.aux>>16 == 0 { // a loop over the coroutine ends and ignores the result
		m.deliver(r.aux, v)
	}
}

// enterResume is the native resume as a value; the compiler has an instruction
// for direct calls.
func enterResume(m *VM, args []Value, dst resultPlace) error {
	v := Nil
	if len(args) == 2 {
		v = args[1]
	}
	return m.resume(args[0], v, dst)
}

// enterThrow is the method throw of coroutines: the pending yield throws.
func enterThrow(m *VM, args []Value, dst resultPlace) error {
	co, v := (*coroutine)(args[0].p), args[1]
	switch co.arity {
	case statusNew:
		m.endCoroutine(co, statusFailed)
		m.throw(v)
		return nil
	case statusTransferred:
		if err := m.checkTransfer(co); err != nil {
			return err
		}
		m.transferTo(co, dst)
		m.throw(v)
		return nil
	case statusSuspended:
	default:
		return throwError(co)
	}
	if co.depth >= m.depth {
		return m.resumeDepthError()
	}
	m.switchTo(co, dst)
	m.throw(v)
	return nil
}

// throwError says why nothing can be thrown in a coroutine.
func throwError(co *coroutine) error {
	switch co.arity {
	case statusRunning:
		return faultHint("coroutine", "a coroutine cannot call `throw` of itself", "write `throw e`")
	case statusParked:
		return faultHint("coroutine", "cannot throw in a coroutine that is parked: its task waits", "`t.cancel()` ends a task")
	case statusWaiting:
		return faultHint("coroutine", "cannot throw in a coroutine that is waiting for one that it has resumed", "throw in that one: the error passes on if it is not caught")
	case statusStopped:
		return faultHint("coroutine", "cannot throw in a coroutine that has run out of fuel", stoppedHint)
	}
	return faultHint("coroutine", "cannot throw in a coroutine that has ended: it is "+statusNames[co.arity], "test `c.done` first")
}

// enterClose is the method close of coroutines.
func enterClose(m *VM, args []Value, dst resultPlace) error {
	co := (*coroutine)(args[0].p)
	switch co.arity {
	case statusRunning:
		return fault("coroutine", "a coroutine cannot close itself")
	case statusParked:
		return faultHint("coroutine", "cannot close a coroutine that is parked: its task waits", "`t.cancel()` ends a task")
	case statusWaiting:
		return faultHint("coroutine", "cannot close a coroutine that is waiting for one that it has resumed", "it can be closed when it is suspended")
	case statusStopped:
		return faultHint("coroutine", "cannot close a coroutine that has run out of fuel", stoppedHint)
	}
	if co.arity == statusTransferred && (co.resumer != nil || co.flags&flagHome != 0) {
		return faultHint("coroutine", "cannot close a coroutine that another one waits for", "it can be closed when it has yielded or ended")
	}
	return m.closeCoroutine(co, dst)
}

// closeCoroutine runs the pending defers of a coroutine and ends it.
func (m *VM) closeCoroutine(co *coroutine, place resultPlace) error {
	if co.done() {
		*m.reg(uint64(place)) = Nil
		return nil
	}
	if co.arity == statusNew {
		m.endCoroutine(co, statusClosed)
		*m.reg(uint64(place)) = Nil
		return nil
	}
	if err := m.charge(int64(unsafe.Sizeof(closing{}) + unsafe.Sizeof(pending{}))); err != nil {
		return err
	}
	if co.arity == statusTransferred { // at the bottom of a chain: see transferTo
		co.depth -= (*Value)(pointer(co.base + uintptr(co.aux))).int()
	}
	m.switchTo(co, place)
	co.closer = &closing{by: co.resumer, frame: ^uintptr(0)}
	co.resumer = nil // a yield now takes the slow path, and fails
	m.unwind(&pending{header: header{kind: kindPending}, value: Nil, closing: true})
	return nil
}

// isRoot reports whether the coroutine is the bottom of a run of the host.
func (co *coroutine) isRoot() bool { return co.flags&flagHost != 0 }
