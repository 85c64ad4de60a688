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
	seconds, _ := args[0].AsFloat()
	if !(seconds >= 0) {
		return faultf("value", "`task.sleep` wants a number of seconds that is not negative, got %s", args[0])
	}
	if m.config.Clock == nil || m.config.AfterFunc == nil {
		return faultHint("task", "cannot sleep: the host gives no clock", "a host sets Clock and AfterFunc of its vm.Config")
	}
	if seconds == 0 {
		return enterYieldNow(m, nil, dst)
	}
	if err := m.charge(timerSize); err != nil {
		return err
	}
	s := m.tasks()
	s.timerSerial++
	at := m.config.Clock().Add(time.Duration(min(math.Ceil(seconds*1e9), math.MaxInt64/2)))
	return m.park(dst, wait{kind: waitTime, timer: &timer{at: at, serial: s.timerSerial}})
}
