// Transfer: control passes sideways, and nobody waits.

package vm

// Every run has a chain of coroutines that wait for each other, with the main
// coroutine at its bottom. Once the innermost of them has transferred away, it is the
// home of the run: what runs then waits for nobody, or is resumed by such a one, and
// when the last of those ends, control returns home.
//
// Invariant: m.home is nil as long as the main coroutine runs or waits for what runs.
// So a coroutine without a resumer that is neither closed nor the main one has a home.
//
// One that is away has the depth that was left to it where its value will go.

// enterTransfer is the native transfer.
func enterTransfer(m *VM, args []Value, dst resultPlace) error {
	co, v := (*coroutine)(args[0].p), Nil
	if len(args) == 2 {
		v = args[1]
	}
	if co.arity == statusNew && v.p != tagNil() {
		return faultHint("coroutine", "the first transfer takes no value: there is no yield yet that could return it", "pass arguments where the coroutine is made: `coro f(x)`")
	}
	if err := m.checkTransfer(co); err != nil {
		return err
	}
	if co == m.cur {
		*m.reg(uint64(dst)) = v
		return nil
	}
	m.transferTo(co, dst)
	m.deliver(co.aux, v)
	return nil
}

// checkTransfer says why control cannot pass to co.
func (m *VM) checkTransfer(co *coroutine) error {
	switch {
	case co.done():
		return faultHint("coroutine", "cannot transfer to a coroutine that has ended: it is "+statusNames[co.arity], "test `c.done` first")
	case co.arity == statusSuspended:
		return faultHint("coroutine", "cannot transfer to a coroutine that has yielded", "resume it: it goes on where it yielded")
	case co.arity == statusParked:
		return faultHint("coroutine", "cannot transfer to a coroutine that is parked: its task waits", "it goes on by itself")
	case co.arity == statusWaiting:
		return faultHint("coroutine", "cannot transfer to a coroutine that waits for one that it has resumed", "it goes on when that one yields or ends")
	case co.arity == statusStopped:
		return faultHint("coroutine", "cannot transfer to a coroutine that has run out of fuel", stoppedHint)
	case co.arity == statusRunning && co != m.cur, co.flags&flagHome != 0 && co != m.home:
		return fault("coroutine", "cannot transfer to a coroutine of another run")
	case m.cur.closer != nil:
		return faultHint("coroutine", "cannot transfer while the coroutine is being closed", "a defer runs to its end")
	}
	waiting := int64(0)
	for c := m.cur; c != nil; waiting++ {
		if c.flags&flagNoYield != 0 {
			return faultHint("coroutine", "cannot transfer inside of `noyield`", "transfer behind the block")
		}
		if c.closer != nil {
			c = c.closer.by
		} else {
			c = c.resumer
		}
	}
	m.fuel -= waiting / 16 // on credit: the frame may be gone that would execute it again
	return nil
}

// transferTo suspends the running coroutine and goes on with co, which can be
// transferred to.
func (m *VM) transferTo(co *coroutine, place resultPlace) {
	cur := m.cur
	*m.reg(uint64(place)) = Int(m.depth)
	cur.pc, cur.base = m.pc, m.base
	cur.arity, cur.aux = statusTransferred, place
	if m.home == nil {
		m.home = cur
		cur.flags |= flagHome
	}
	if co.arity == statusNew {
		co.arity = statusRunning
		m.depth = m.depthLimit() - 1
		co.depth = m.depth
		m.cur, m.limit = co, co.limit
		m.pc, m.base = co.pc, co.base
		return
	}
	m.comeBackTo(co)
}

// comeBackTo goes on with a coroutine that is away.
func (m *VM) comeBackTo(co *coroutine) {
	if co == m.home {
		co.flags &^= flagHome
		m.home = nil
	}
	m.enterResumer(co)
	m.depth = m.reg(uint64(co.aux)).int()
}

// comeHome goes on where the chain of the run stands, behind the end of a coroutine
// that nobody waits for.
func (m *VM) comeHome() *coroutine {
	home := m.home
	m.comeBackTo(home)
	return home
}
