// The scheduler: which task runs, and what the others wait for.

package vm

import (
	"container/heap"
	"time"
	"unsafe"
)

// scheduler has the tasks of one run: of a call from the host, of the coroutine that
// a host drives, as long as that goes on, or of a nested run. It is made when a script
// first needs it. All of it is data; only the mailbox is for other goroutines.
//
// A task runs until it parks or ends. The loop is then left, and execute goes on with
// the task that has been ready for longest. So tasks take turns in an order that
// depends on nothing but what they do and when what they wait for happens.
//
// Invariant: while a task runs, its chain is that of m.cur; else m.cur is nil.
type scheduler struct {
	main     *task
	current  *task   // that runs; nil between two
	ready    []*task // to run, in this order
	timers   timers
	armed    *time.Timer // that will wake the host for the first of timers
	inFlight int         // operations of the host
	mail     *mailbox
	parked   bool // the run waits for its host to resume it
	held     bool // it does so also when the main task has its turn
	paid     bool // for the next turn

	first, last *task  // of those that have not ended
	spawned     int    // tasks that were spawned
	serial      uint64 // see cancelling
	timerSerial uint64 // orders timers that end at the same time
}

// waitKind is what a task waits for.
type waitKind uint8

const (
	waitNothing waitKind = iota
	waitTask             // the end of a task
	waitScope            // that of all tasks of a scope, at its end
	waitCancel           // the same, while it is being unwound: nothing else ends this wait
	waitTime             // a time
	waitHost             // an operation of the host
	waitImport           // that another task has imported a module
)

// wait is what a parked task waits for.
type wait struct {
	kind   waitKind
	task   *task
	module *moduleEntry
	place  int // among those that wait for the task or the module
	scope  *taskScope
	timer  *timer
	op     *operation
	again  bool // the instruction is executed again behind it
}

// wake is with what a task goes on: where it has parked, it gets a value, or what has
// become of what it waited for.
type wake struct {
	value Value
	ended *task
	scope *taskScope
	op    *operation
	again bool // it gets none of them, and goes on with the next instruction
}

// tasks returns the scheduler of the run, which is made if there is none.
func (m *VM) tasks() *scheduler {
	if m.sched == nil {
		main := &task{header: header{kind: KindTask, arity: taskRunning}, result: Nil}
		m.sched = &scheduler{main: main, current: main, mail: newMailbox()}
		main.sched = m.sched
		m.sched.add(main)
	}
	return m.sched
}

// add puts a task behind all others that have not ended.
func (s *scheduler) add(t *task) {
	if t.prev = s.last; t.prev == nil {
		s.first = t
	} else {
		t.prev.next = t
	}
	s.last = t
}

func (s *scheduler) remove(t *task) {
	if t.prev == nil {
		s.first = t.next
	} else {
		t.prev.next = t.next
	}
	if t.next == nil {
		s.last = t.prev
	} else {
		t.next.prev = t.prev
	}
	t.prev, t.next = nil, nil
}

// push makes a task ready.
func (s *scheduler) push(t *task) {
	t.arity = taskReady
	s.ready = append(s.ready, t)
}

// wakeUp makes a parked task ready, which goes on with w.
func (s *scheduler) wakeUp(t *task, w wake) {
	t.wait, t.wake = wait{}, w
	s.push(t)
}

// checkWait says why the running task cannot wait here.
func (m *VM) checkWait(what string) error {
	waiting := int64(0)
	for co := range m.chain {
		if co.flags&flagNoYield != 0 {
			return faultHint("task", "cannot "+what+" inside of `noyield`", "no other task may run there: wait behind the block")
		}
		waiting++
	}
	return m.work(waiting / 16)
}

// chain goes over the coroutines of the running task, innermost first.
func (m *VM) chain(yield func(*coroutine) bool) {
	home := m.home
	for co := m.cur; co != nil && yield(co); {
		if co = co.waiter(); co == nil {
			co, home = home, nil
		}
	}
}

// waiter returns who waits for co, or nil.
func (co *coroutine) waiter() *coroutine {
	if co.closer != nil {
		return co.closer.by
	}
	return co.resumer
}

// park suspends the running task until what w says has happened. Whatever it then
// goes on with goes to place. The loop is left.
func (m *VM) park(place resultPlace, w wait) error {
	if w.kind != waitCancel {
		if err := m.checkWait("wait"); err != nil {
			return err
		}
	}
	if w.again {
		m.pc = m.at
	}
	s, co := m.tasks(), m.cur
	t := s.current
	co.pc, co.base = m.pc, m.base
	co.arity, co.aux = statusParked, place
	t.top, t.home, t.depth = co, m.home, m.depth
	m.leaveTask()
	t.arity, t.wait, t.wake = taskParked, w, wake{again: w.again}
	switch w.kind {
	case waitNothing:
		s.wakeUp(t, wake{value: Nil})
	case waitTask:
		t.wait.place = len(w.task.joiners)
		w.task.joiners = append(w.task.joiners, t)
	case waitScope, waitCancel:
		w.scope.waiting = t
	case waitTime:
		w.timer.task = t
		heap.Push(&s.timers, w.timer)
	case waitHost:
		w.op.task = t
		s.inFlight++
	case waitImport:
		t.wait.place = len(w.module.waiting)
		w.module.waiting = append(w.module.waiting, t)
	}
	m.interrupt(t)
	return nil
}

// abandon ends the wait of a task for something that has not happened yet.
func (s *scheduler) abandon(t *task) {
	switch w := t.wait; w.kind {
	case waitTask:
		w.task.joiners[w.place] = nil
	case waitScope:
		w.scope.waiting = nil
	case waitTime:
		heap.Remove(&s.timers, w.timer.index)
	case waitHost:
		s.inFlight--
		w.op.abandon()
	case waitImport:
		w.module.waiting[w.place] = nil
	}
	t.wait = wait{}
}

// idleFrame is where m.base points while no task runs.
var idleFrame [1]Value

// leaveTask leaves the loop; no task runs then.
func (m *VM) leaveTask() {
	m.sched.current = nil
	m.cur, m.home = nil, nil
	m.pc, m.base = stubPC(stubHalt), uintptr(unsafe.Pointer(&idleFrame))
}

// execute runs the loop until the run has ended or stopped, one task after the other.
func (m *VM) execute() {
	m.run()
	m.runTasks()
}

// runTasks goes on with tasks while none runs.
func (m *VM) runTasks() {
	for s := m.sched; s != nil && s.current == nil && m.failure == nil && m.nextTask(); {
		m.run()
	}
}

// nextTask goes on with the task whose turn it is. It returns false if the run has
// stopped.
func (m *VM) nextTask() bool {
	s := m.sched
	if !s.paid {
		s.paid = true
		if m.fuel--; m.fuel < 0 {
			if err := m.nextSlice(); err != nil {
				return m.stopTasks(err)
			}
		}
	}
	for {
		m.collect()
		if len(s.ready) > 0 {
			break
		}
		if s.inFlight == 0 && len(s.timers) == 0 {
			return m.stopTasks(m.deadlock())
		}
		if m.config.NonBlocking && m.resumable && !m.closing && m.outer == nil {
			m.arm()
			s.parked = true
			return false
		}
		if err := m.awaitHost(); err != nil {
			return m.stopTasks(err)
		}
	}
	t := s.ready[0]
	if s.held && t == s.main {
		s.parked = true
		return false
	}
	s.paid = false
	s.ready[0] = nil
	if s.ready = s.ready[1:]; len(s.ready) == 0 {
		s.ready = nil
	}
	m.continueTask(t)
	return true
}

// stopTasks ends the run between two turns.
func (m *VM) stopTasks(err error) bool {
	var trace []traceEntry
	if t := m.sched.main; t.top != nil {
		trace = m.traceOfTask(t)
	}
	m.failure = &pending{header: header{kind: kindPending}, fatal: err, trace: trace, value: Nil}
	return false
}

// continueTask makes a task that is ready the running one.
func (m *VM) continueTask(t *task) {
	m.sched.current = t
	t.arity = taskRunning
	m.home, m.depth = t.home, t.depth
	scope, unwinds := t.unwindTo()
	m.enterResumer(t.top)
	t.top, t.home = nil, nil
	m.start()
	w, place := t.wake, m.cur.aux
	t.wake = wake{}
	if unwinds {
		m.unwindTask(t, scope)
		return
	}
	switch {
	case w.again:
		if m.pc != stubPC(stubFinish) {
			m.pc -= 8
		}
	case w.scope != nil:
		m.scopeEnded(w.scope)
	case w.ended != nil:
		if err := m.joined(w.ended, place); err != nil {
			m.raise(err)
		}
	case w.op != nil:
		if err := m.stopped(); err != nil { // what it returned may be due to that
			m.raise(err)
			return
		}
		m.callInfo.charged = true // it cannot be called again
		v, err := w.op.value(m)
		m.callInfo.charged = false
		if err != nil {
			m.raise(err)
			return
		}
		m.deliver(place, v)
	default:
		m.deliver(place, w.value)
	}
}

// collect makes ready those whose time has come, and those whose operation has ended.
func (m *VM) collect() {
	s := m.sched
	for _, op := range s.mail.take() {
		if t := op.task; t != nil {
			s.inFlight--
			s.wakeUp(t, wake{op: op, again: t.wait.again})
		}
	}
	if len(s.timers) == 0 {
		return
	}
	now := m.config.Clock()
	for len(s.timers) > 0 && !s.timers[0].at.After(now) {
		t := heap.Pop(&s.timers).(*timer)
		if t.scope != nil {
			m.timeOut(t.scope)
		} else {
			s.wakeUp(t.task, wake{value: Nil})
		}
	}
}

// arm sees to it that the mailbox gets a message when the first timer ends.
func (m *VM) arm() {
	s := m.sched
	if s.armed != nil {
		s.armed.Stop()
		s.armed = nil
	}
	if len(s.timers) > 0 {
		s.armed = m.config.AfterFunc(s.timers[0].at.Sub(m.config.Clock()), s.mail.ring)
	}
}

// awaitHost waits, outside of the script, until a task may be ready.
func (m *VM) awaitHost() error {
	m.arm()
	select {
	case <-m.sched.mail.bell():
	case <-m.ctx.Done():
	}
	if m.ctx.Err() != nil { // also if both have happened
		return cancelled(m.ctx)
	}
	return nil
}

// dropTasks ends what is left of the tasks of a run that is over. Their defers do not
// run: those of a run that was stopped never do, and one that ended has left behind
// only what a coroutine spawned that nobody closed.
func (m *VM) dropTasks() {
	s := m.sched
	if s == nil {
		return
	}
	m.sched = nil
	if s.armed != nil {
		s.armed.Stop()
	}
	for t := s.first; t != nil; t = t.next {
		if t.wait.kind == waitHost {
			t.wait.op.abandon()
		}
		m.failChain(t.top)
		m.failChain(t.home)
		t.top, t.home, t.arity = nil, nil, taskCancelled
	}
}

// timer is a time at which a task goes on, or a scope fails.
type timer struct {
	at     time.Time
	serial uint64 // the order of those with the same time
	task   *task
	scope  *taskScope
	index  int // in timers
}

// timers is a heap: the earliest is the first.
type timers []*timer

func (h timers) Len() int { return len(h) }

func (h timers) Less(i, j int) bool {
	if !h[i].at.Equal(h[j].at) {
		return h[i].at.Before(h[j].at)
	}
	return h[i].serial < h[j].serial
}

func (h timers) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}

// Push is for package heap, as is Pop.
func (h *timers) Push(x any) {
	t := x.(*timer)
	t.index = len(*h)
	*h = append(*h, t)
}

// Pop takes the last element.
func (h *timers) Pop() any {
	last := len(*h) - 1
	t := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	return t
}
