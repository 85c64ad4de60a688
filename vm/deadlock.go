// The deadlock report: what each task waits for, and where.

package vm

import (
	"fmt"
	"strings"
)

// stuckTask is a task in a deadlock.
type stuckTask struct {
	name, waits string
	trace       []traceEntry
}

// maxStuck bounds the tasks of a report.
const maxStuck = 20

// deadlock makes the error of a run in which every task waits for another one.
func (m *VM) deadlock() error {
	f := &fatal{err: ErrDeadlock}
	var parts []string
	for t := m.sched.first; t != nil && len(parts) < maxStuck; t = t.next {
		f.tasks = append(f.tasks, stuckTask{t.label(), t.wait.String(), m.traceOfTask(t)})
		parts = append(parts, t.label()+" waits for "+t.wait.String())
	}
	f.detail = strings.Join(parts, ", ")
	return f
}

// String says what a task waits for, in words.
func (w wait) String() string {
	switch w.kind {
	case waitTask:
		return w.task.label()
	case waitScope, waitCancel:
		return fmt.Sprintf("the end of %s in its scope", count(w.scope.live, "task"))
	case waitTime:
		return "a time"
	case waitHost:
		return "`" + w.op.call.name + "`"
	}
	return "its turn"
}

// taskStates makes the report for the host.
func (m *VM) taskStates(err error) []TaskState {
	f, ok := err.(*fatal)
	if !ok {
		return nil
	}
	var states []TaskState
	for _, t := range f.tasks {
		frames, _ := hostFrames(t.trace)
		states = append(states, TaskState{t.name, t.waits, frames})
	}
	return states
}
