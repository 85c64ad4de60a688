// Module task and the methods of tasks.

package vm

import (
	"math"
	"time"
)

// taskDoc is what the module is for.
const taskDoc = "Waiting, so that other tasks run meanwhile."

// newTaskModule makes what is in the module.
func newTaskModule() *moduleContent { return standardModule("task", taskDoc, taskFunctions()) }

func taskFunctions() []builtin {
	return []builtin{
		{name: "sleep", params: "seconds: number", enter: enterSleep, doc: "Waits so many seconds, at least; the other tasks run meanwhile.", example: "task.sleep(0.01) // nil"},
		{name: "yield_now", enter: enterYieldNow, doc: "Lets the other tasks that are ready run before this one goes on.", example: "task.yield_now() // nil"},
	}
}

func taskMethods() []builtin {
	return []builtin{
		{name: "cancel", enter: enterCancel, doc: "Ends the task where it waits: its pending defers run, innermost first. It does not wait for that; a scope does.", example: "scope {\n    let t = spawn { }\n    t.cancel() // nil\n}"},
		{name: "join", enter: enterJoin, doc: "Waits for the end of the task and returns its result. The error of one that has failed is thrown; one that was cancelled is an error of kind `cancelled`.", example: "let t = spawn abs(-1)\nt.join() // 1"},
	}
}

func enterYieldNow(m *VM, _ []Value, dst resultPlace) error { return m.park(dst, wait{}) }

// timerSize is what a timer occupies in the memory account, with its place.
const timerSize = 64

// enterSleep is task.sleep.
func enterSleep(m *VM, args []Value, dst resultPlace) error {
	t, err := m.newTimer("task.sleep", args[0])
	if err != nil {
		return err
	}
	if args[0].n == 0 { // of an int or a float
		return enterYieldNow(m, nil, dst)
	}
	return m.park(dst, wait{kind: waitTime, timer: t})
}

// newTimer makes a timer for so many seconds.
func (m *VM) newTimer(what string, v Value) (*timer, error) {
	seconds, ok := v.AsFloat()
	if !ok {
		return nil, faultf("type", "`%s` wants a number of seconds, got %s", what, article(v))
	}
	if !(seconds >= 0) {
		return nil, faultf("value", "`%s` wants a number of seconds that is not negative, got %s", what, v)
	}
	if m.config.Clock == nil || m.config.AfterFunc == nil {
		return nil, faultHint("task", "`"+what+"` has no clock: the host gives none", "a host sets Clock and AfterFunc of its vm.Config")
	}
	if err := m.charge(timerSize); err != nil {
		return nil, err
	}
	s := m.tasks()
	s.timerSerial++
	at := m.config.Clock().Add(time.Duration(min(math.Ceil(seconds*1e9), math.MaxInt64/2)))
	return &timer{at: at, serial: s.timerSerial}, nil
}
