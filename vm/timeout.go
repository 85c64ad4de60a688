// The statement timeout: a scope that fails when its time is over.

package vm

import "container/heap"

// openTimeout executes Timeout.
func (m *VM) openTimeout(ins uint64) error {
	seconds := *m.reg(opB(ins))
	t, err := m.newTimer("timeout", seconds)
	if err != nil {
		return err
	}
	if err := m.openScope(ins); err != nil {
		return err
	}
	t.scope = (*taskScope)(m.reg(opA(ins)).p)
	t.scope.timer = t
	heap.Push(&m.sched.timers, t)
	return nil
}

// timeOut ends a scope whose time is over.
func (m *VM) timeOut(scope *taskScope) {
	scope.timer = nil
	m.charge(errorSize) // an error comes with the next charge
	e := fault("timeout", "the time of this `timeout` is over")
	m.failScope(scope, &pending{header: header{kind: kindPending}, value: objectValue(e)})
}

// stopTimer keeps a scope that is being left from failing.
func (m *VM) stopTimer(scope *taskScope) {
	if scope.timer != nil {
		heap.Remove(&scope.sched.timers, scope.timer.index)
		scope.timer = nil
	}
}
