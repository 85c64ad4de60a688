// Cancellation: how a task is unwound from where it waits.

package vm

import (
	"unsafe"

	"github.com/coro-lang/coro/vm/bytecode"
)

// A task is cancelled where it waits, or at its next wait: what unwinds there runs
// the cleanup handlers, as a close does, and ends one coroutine of its chain after
// the other. When a task in a scope fails, the task that has opened the scope is
// unwound in the same way, but only as far as that scope. While a coroutine is unwound
// so, it is being closed: a yield in a defer is an error, and only a catch inside of a
// defer catches an error of it. A wait in a defer is none: a task is cancelled once.

// cancelling is for what a task is being unwound.
type cancelling struct {
	scope  *taskScope // as far as this scope; nil: to the end of the task
	serial uint64     // when it began: scopes that are opened by a defer have a later one
	outer  *cancelling
}

const cancellingSize = int64(unsafe.Sizeof(cancelling{}) + unsafe.Sizeof(closing{}))

// enterCancel is the method cancel of tasks.
func enterCancel(m *VM, args []Value, dst resultPlace) error {
	t := (*task)(args[0].p)
	switch {
	case t.done():
	case t.sched != m.sched:
		return errOtherRun("cancel a task")
	case t == m.sched.current:
		return faultHint("task", "a task cannot cancel itself", "return from it, or throw")
	default:
		m.cancelTask(t)
	}
	*m.reg(uint64(dst)) = Nil
	return nil
}

// cancelTask asks a task to end.
func (m *VM) cancelTask(t *task) {
	t.cancelled = true
	m.interrupt(t)
}

// cancelScope asks the tasks in a scope to end, the oldest first.
func (m *VM) cancelScope(scope *taskScope) {
	scope.closed = true
	t := scope.children
	for t != nil && t.nextScope != nil {
		t = t.nextScope
	}
	for ; t != nil; t = t.prevInScope {
		m.cancelTask(t)
	}
}

// interrupt ends the wait of a parked task that is to be unwound.
func (m *VM) interrupt(t *task) {
	if t.arity != taskParked || t.wait.kind == waitCancel {
		return
	}
	if _, unwinds := t.unwindTo(); unwinds {
		t.sched.abandon(t)
		t.sched.push(t)
	}
}

// unwindTo reports whether a task that does not run is to be unwound, and as far as
// which scope; nil stands for its end. A scope in which a task has failed is left from
// the inside only: if its block is in a coroutine that is suspended, or has passed to
// another task, it throws the error at its end.
func (t *task) unwindTo() (scope *taskScope, unwinds bool) {
	if t.cancelled && t.cancelling == nil {
		return nil, true
	}
	for _, scope := range t.failing {
		if !scope.ended && (t.cancelling == nil || scope.serial > t.cancelling.serial) && t.holds(scope.co) {
			return scope, true
		}
	}
	return nil, false
}

// holds reports whether a coroutine belongs to the chain of a task that does not run.
func (t *task) holds(co *coroutine) bool {
	home := t.home
	for c := t.top; c != nil; {
		if c == co {
			return true
		}
		if c = c.waiter(); c == nil {
			c, home = home, nil
		}
	}
	return false
}

// unwindTask begins to unwind the running task, as unwindTo says.
func (m *VM) unwindTask(t *task, scope *taskScope) {
	m.charge(cancellingSize) // an error comes with the next charge
	t.sched.serial++
	t.cancelling = &cancelling{scope: scope, serial: t.sched.serial, outer: t.cancelling}
	m.beginClosing(t.cancelling)
	m.unwind(&pending{header: header{kind: kindPending}, value: Nil, closing: true})
}

// beginClosing marks the running coroutine as one that is unwound for c.
func (m *VM) beginClosing(c *cancelling) {
	co := m.cur
	co.closer = &closing{by: co.waiter(), cancel: c, outer: co.closer, frame: ^uintptr(0)}
	co.resumer = nil
}

// cancelInto goes on to unwind in the next coroutine of the chain: that which waits
// for one whose end cl says, or its home.
func (m *VM) cancelInto(cl *closing) {
	if cl.by == nil {
		m.comeHome()
	} else {
		m.enterResumer(cl.by)
	}
	m.beginClosing(cl.cancel)
}

// cancelScopeHere executes CancelScope, in the handler of a scope.
func (m *VM) cancelScopeHere(ins uint64) error {
	v, unwinding := *m.reg(opA(ins)), *m.reg(opB(ins))
	if v.kind() != kindScope || unwinding.kind() != kindPending {
		return errForged
	}
	scope := (*taskScope)(v.p)
	if scope.waiting != nil {
		return errForged
	}
	m.stopTimer(scope)
	m.cancelScope(scope)
	if scope.live > 0 && scope.sched == m.sched { // those of another run end there
		return m.park(0, wait{kind: waitCancel, scope: scope})
	}
	m.scopeCancelled(scope, (*pending)(unwinding.p))
	return nil
}

// scopeEnded goes on where the running task has waited for the tasks of a scope.
func (m *VM) scopeEnded(scope *taskScope) {
	ins := *(*uint64)(pointer(m.pc))
	if bytecode.Op(ins) == bytecode.OpEndScope {
		m.leaveScope(scope)
		return
	}
	unwinding := *m.reg(opB(ins))
	m.scopeCancelled(scope, (*pending)(unwinding.p))
}

// scopeCancelled goes on to unwind p behind a scope whose tasks have ended. What was
// unwound only as far as this scope ends here, and the error of the task comes in its
// place.
func (m *VM) scopeCancelled(scope *taskScope, p *pending) {
	scope.ended = true
	t := m.tasks().current
	if c := t.cancelling; c != nil && c.scope == scope {
		co := m.cur
		if co.closer != nil && co.closer.cancel == c {
			by := co.closer.by
			if co.closer = co.closer.outer; co.closer == nil {
				co.resumer = by
			}
		}
		t.cancelling = c.outer
	}
	switch {
	case scope.failed == nil:
	case p.closing:
		m.rethrow(scope.failed)
	case p.value.kind() == KindError:
		(*errorObject)(p.value.p).follow(scope.failed.value)
	}
}
