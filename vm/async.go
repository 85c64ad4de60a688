// DefineAsync: functions of the host that run on goroutines of their own.

package vm

import "reflect"

// operation is a function of the host that runs on a goroutine of its own.
type operation struct {
	name string
	task *task // that waits for it; nil if none does any more
	out  []reflect.Value
	err  error
	h    *hostCall
}

func (op *operation) abandon() {}

func (op *operation) value(m *VM) (Value, error) { return Nil, nil }
