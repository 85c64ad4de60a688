// Tasks: what they are, how they begin and end, and who waits for them.

package vm

import (
	"slices"
	"strconv"
	"unsafe"
)

// task is a chain of coroutines that runs until it has to wait, and then lets others
// run: see scheduler.go. The main task is the chain of the run itself; any other has a
// coroutine of its own at its bottom, which nobody resumes.
type task struct {
	header            // arity: its taskStatus
	sched  *scheduler // of its run
	scope  *taskScope // in which it was spawned; nil for the main task
	parent *task      // that has spawned it, until it ends
	site   traceEntry // where
	name   string     // of its function
	number int        // in the run; 0 for the main task

	// While it does not run: where it goes on, and with what.
	top   *coroutine // the innermost of its chain
	home  *coroutine // see transfer.go
	depth int64
	wait  wait
	wake  wake

	joiners []*task // that wait for its end
	result  Value
	failure *pending // what it failed with

	cancelled  bool         // it is to be cancelled, or is being
	failing    []*taskScope // that are to be left, since a task in them has failed
	cancelling *cancelling  // what it is being unwound for

	prev, next             *task // of all that have not ended, oldest first
	prevInScope, nextScope *task // of those in its scope
}

const taskSize = int64(unsafe.Sizeof(task{})) + 64 // with its place in queues

// taskStatus is the status of a task.
type taskStatus = uint8

const (
	taskReady taskStatus = iota // to run, as soon as it is its turn
	taskRunning
	taskParked
	taskDone
	taskFailed
	taskCancelled
)

var taskStatusNames = [...]string{"ready", "running", "parked", "done", "failed", "cancelled"}

func (t *task) done() bool { return t.arity >= taskDone }

// label is what reports call the task.
func (t *task) label() string {
	if t.number == 0 {
		return "the main task"
	}
	return "task " + strconv.Itoa(t.number) + " (" + t.name + ")"
}

// taskScope is an open `scope`: the tasks that were spawned in it.
type taskScope struct {
	header
	sched    *scheduler
	owner    *task      // that has opened it
	co       *coroutine // in which its block is
	serial   uint64     // when it was opened; see cancelling
	children *task      // those that have not ended, newest first
	live     int        // their number
	waiting  *task      // that is at the end of the block
	failed   *pending   // the first error of a task in it
	timer    *timer     // that makes it fail; nil if none does
	closed   bool       // no more tasks are spawned in it
	ended    bool       // its block has been left
}

const scopeSize = int64(unsafe.Sizeof(taskScope{}))

// openScope executes Scope.
func (m *VM) openScope(ins uint64) error {
	if err := m.checkWait("open a scope"); err != nil {
		return err
	}
	if err := m.charge(scopeSize); err != nil {
		return err
	}
	s := m.tasks()
	s.serial++
	*m.reg(opA(ins)) = objectValue(&taskScope{
		header: header{kind: kindScope}, sched: s, owner: s.current, co: m.cur, serial: s.serial,
	})
	return nil
}

// spawn executes Spawn: it makes a coroutine that will call the value at A, and a
// task of it, which is the last to get its turn.
func (m *VM) spawn(ins uint64) error {
	v := *m.reg(opC(ins))
	if v.kind() != kindScope {
		return errForged
	}
	scope := (*taskScope)(v.p)
	switch {
	case scope.sched != m.sched:
		return errOtherRun("spawn in a scope")
	case scope.closed:
		return faultHint("task", "cannot spawn in a scope that is being left", "its tasks are cancelled, or have ended")
	}
	if err := m.work(4); err != nil {
		return err
	}
	name := calleeName(*m.reg(opA(ins)))
	if err := m.putCoroutine(ins); err != nil {
		return err
	}
	if err := m.charge(taskSize + int64(len(name))); err != nil {
		return err
	}
	co := (*coroutine)(m.reg(opA(ins)).p)
	co.arity = statusParked
	co.flags |= flagTask
	depth := m.depthLimit() - 1
	co.depth = depth
	s := m.sched
	s.spawned++
	t := &task{
		header: header{kind: KindTask}, sched: s, scope: scope, parent: s.current, name: name, number: s.spawned,
		site: m.place(), top: co, depth: depth, wake: wake{value: Nil}, result: Nil,
	}
	scope.add(t)
	s.add(t)
	s.push(t)
	*m.reg(opA(ins)) = objectValue(t)
	return nil
}

// calleeName is the name of what a task calls.
func calleeName(v Value) string {
	switch v.kind() {
	case KindFunction:
		return (*closure)(v.p).name()
	case KindNative:
		return (*native)(v.p).name
	case KindBound:
		return calleeName((*bound)(v.p).method)
	case KindClass:
		return (*class)(v.p).name
	}
	return v.typeName()
}

func errOtherRun(what string) error {
	return faultHint("task", "cannot "+what+" of another run", "its tasks go on only when the host resumes that run")
}

func (s *taskScope) add(t *task) {
	if s.children != nil {
		s.children.prevInScope = t
	}
	t.nextScope = s.children
	s.children = t
	s.live++
}

func (s *taskScope) remove(t *task) {
	if t.prevInScope == nil {
		s.children = t.nextScope
	} else {
		t.prevInScope.nextScope = t.nextScope
	}
	if t.nextScope != nil {
		t.nextScope.prevInScope = t.prevInScope
	}
	t.prevInScope, t.nextScope = nil, nil
	s.live--
}

// endScope executes EndScope, at the end of the block of a scope.
func (m *VM) endScope(ins uint64) error {
	v := *m.reg(opA(ins))
	if v.kind() != kindScope {
		return errForged
	}
	scope := (*taskScope)(v.p)
	switch {
	case scope.live == 0:
		m.leaveScope(scope)
		return nil
	case scope.waiting != nil:
		return errForged
	case scope.sched != m.sched:
		return errOtherRun("leave a scope")
	}
	return m.park(0, wait{kind: waitScope, scope: scope})
}

// leaveScope ends a scope whose tasks have ended, and throws the error of the first
// that failed.
func (m *VM) leaveScope(scope *taskScope) {
	m.stopTimer(scope)
	if scope.failed != nil {
		m.rethrow(scope.failed)
		return
	}
	scope.closed, scope.ended = true, true
}

// failScope notes the first error in a scope, cancels its tasks, and has its block left.
func (m *VM) failScope(scope *taskScope, p *pending) {
	if scope.failed != nil {
		return
	}
	scope.failed = p
	m.cancelScope(scope)
	if owner := scope.owner; scope.waiting == nil {
		ended := func(s *taskScope) bool { return s.ended }
		owner.failing = append(slices.DeleteFunc(owner.failing, ended), scope)
		m.interrupt(owner)
	}
}

// endTask ends the running task, which has returned v, or has failed with p if that
// is not nil, or was cancelled.
func (m *VM) endTask(status taskStatus, v Value, p *pending) {
	s := m.sched
	t := s.current
	t.arity, t.result, t.failure = status, v, p
	m.leaveTask()
	s.remove(t)
	scope := t.scope
	t.scope, t.parent, t.cancelling, t.failing = nil, nil, nil, nil
	scope.remove(t)
	if status == taskFailed {
		m.failScope(scope, p)
	}
	for _, j := range t.joiners {
		if j != nil { // it was cancelled meanwhile
			s.wakeUp(j, wake{ended: t})
		}
	}
	t.joiners = nil
	if w := scope.waiting; w != nil && scope.live == 0 {
		scope.waiting = nil
		s.wakeUp(w, wake{scope: scope})
	}
}

// rethrow throws in the running task what has been thrown elsewhere, or, if it has no
// trace yet, for the first time.
func (m *VM) rethrow(p *pending) {
	if p.trace == nil {
		m.throw(p.value)
		return
	}
	m.unwind(&pending{header: header{kind: kindPending}, value: p.value, trace: p.trace})
}

// enterJoin is the method join of tasks.
func enterJoin(m *VM, args []Value, dst resultPlace) error {
	t := (*task)(args[0].p)
	switch {
	case t.done():
		return m.joined(t, dst)
	case t.sched != m.sched:
		return errOtherRun("join a task")
	case t == m.sched.current:
		return faultHint("task", "a task cannot join itself", "it would wait for ever")
	}
	return m.park(dst, wait{kind: waitTask, task: t})
}

// joined gives the result of a task that has ended to the running one.
func (m *VM) joined(t *task, dst resultPlace) error {
	switch t.arity {
	case taskFailed:
		m.rethrow(t.failure)
	case taskCancelled:
		return faultHint("cancelled", "the task was cancelled, so that it has no result", "test `t.status` first")
	default:
		m.deliver(dst, t.result)
	}
	return nil
}

// taskUnwound ends the running task, in which nothing has handled p.
func (m *VM) taskUnwound(p *pending) {
	if p.closing {
		m.endCoroutine(m.cur, statusClosed)
		m.endTask(taskCancelled, Nil, nil)
		return
	}
	m.endCoroutine(m.cur, statusFailed)
	m.endTask(taskFailed, Nil, p)
}

// maxSites bounds how many tasks outwards a trace says where they were spawned.
const maxSites = 10

// sites goes over the places where the task, and those around it, were spawned.
func (t *task) sites(yield func(frame) bool) bool {
	for n := 0; t != nil && t.site.proto != nil && n < maxSites; n++ {
		if !yield(frame{proto: t.site.proto, pc: t.site.pc, spawned: true}) {
			return false
		}
		t = t.parent
	}
	return true
}

// running returns the task that runs; s may be nil.
func (s *scheduler) running() *task {
	if s == nil {
		return nil
	}
	return s.current
}

// place is where the running function is.
func (m *VM) place() traceEntry {
	p := (*closure)(m.reg(0).p).proto
	return traceEntry{proto: p, pc: p.index(m.pc)}
}

// traceOfTask is the trace of a task that does not run.
func (m *VM) traceOfTask(t *task) []traceEntry {
	var l frameList
	m.framesFrom(t.top, t.top.pc, t.top.base, t.home, t, nil, l.add)
	return l.trace()
}

// tasks visits the tasks of a run.
func (w *walker) tasks(s *scheduler) {
	if s == nil {
		return
	}
	for t := s.first; t != nil; t = t.next {
		w.visit(objectValue(t))
	}
}

func (w *walker) task(t *task) {
	w.bytes += taskSize + int64(len(t.name))
	w.coroutine(t.top)
	w.coroutine(t.home)
	w.visit(t.result)
	w.visit(t.wake.value)
	if t.failure != nil {
		w.visit(objectValue(t.failure))
	}
	switch t.wait.kind {
	case waitTime:
		w.bytes += timerSize
	case waitHost:
		w.bytes += operationSize
	}
	for c := t.cancelling; c != nil; c = c.outer {
		w.bytes += cancellingSize
	}
	for _, scope := range t.failing {
		w.visit(objectValue(scope))
	}
}

func (w *walker) scope(s *taskScope) {
	w.bytes += scopeSize
	if s.timer != nil {
		w.bytes += timerSize
	}
	if s.failed != nil {
		w.visit(objectValue(s.failed))
	}
}
