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

// The tasks of a report, and those of its message.
const (
	maxStuck      = 20
	maxStuckNamed = 3
)

// deadlock makes the error of a run in which every task waits for another one.
func (m *VM) deadlock() error {
	f := &fatal{err: ErrDeadlock}
	var named []string
	n := 0
	for t := m.sched.first; t != nil; t = t.next {
		if n++; n <= maxStuck {
			f.tasks = append(f.tasks, stuckTask{t.label(), t.wait.String(), m.traceOfTask(t)})
		}
		if n <= maxStuckNamed {
			named = append(named, t.label()+" waits for "+t.wait.String())
		}
	}
	f.detail = strings.Join(named, ", ")
	if n > maxStuckNamed {
		f.detail += fmt.Sprintf(", and %d more", n-maxStuckNamed)
	}
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
		if w.op.inbox != nil {
			return "a channel of the host"
		}
		return "`" + w.op.call.name + "`"
	case waitImport:
		return "the import of `" + moduleName(w.module.key) + "`"
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
