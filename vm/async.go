// DefineAsync: functions of the host that run on goroutines of their own.

package vm

import (
	"context"
	"errors"
	"fmt"
	"reflect"
)

// DefineAsync gives scripts a name for a Go function that runs on a goroutine of its
// own: the task that calls it waits for its end, and others go on. A script calls it
// like any other function, wherever it may wait: see [VM.Define] for its parameters and
// results, of which it cannot take a [*Call], nor a [Value].
//
// What it gets was copied before it starts, and what it returns is converted when its
// task goes on. Its context is that of the call which runs the script; in a coroutine
// that the host drives it has the values of the Resume in which it began, but not
// the end. It also ends when the task is cancelled, when the run is over, and when the VM
// is closed. The function must then return soon: its task does not wait for it any more,
// but [VM.Close] does.
func (m *VM) DefineAsync(name string, fn any) error {
	if err := checkName(name); err != nil {
		return err
	}
	if err := m.lock(); err != nil {
		return err
	}
	defer m.unlock()
	n, err := newAsyncFunction(name, fn)
	if err != nil {
		return fmt.Errorf("cannot define `%s`: %w", name, err)
	}
	m.host[name] = objectValue(n)
	return nil
}

// newAsyncFunction makes the native that calls a Go function on a goroutine.
func newAsyncFunction(name string, fn any) (*native, error) {
	v := reflect.ValueOf(fn)
	if v.Kind() != reflect.Func || v.IsNil() {
		return nil, errors.New("it is no function")
	}
	h, err := newHostCall(name, v)
	if err != nil {
		return nil, err
	}
	if h.takesCall {
		return nil, errors.New("a *Call is only for the goroutine of the script")
	}
	if h.callbacks {
		return nil, errors.New("a function of the script is only for the goroutine of the script")
	}
	for _, p := range h.params {
		if p == valueType {
			return nil, errors.New("a Value is only for the goroutine of the script: take a type of Go")
		}
	}
	n := &native{header: header{kind: KindNative}, name: name, enter: h.start, min: len(h.params), max: len(h.params)}
	if h.variadic {
		n.min, n.max = n.min-1, -1
	}
	return n, nil
}

// operation is a call of such a function.
type operation struct {
	call   *hostCall
	inbox  *inbox // instead of call: of the channel from which it receives
	task   *task  // that waits for it; nil if none does any more
	cancel context.CancelCauseFunc
	out    []reflect.Value
	err    error
}

// What an operation takes: fuel, and memory while it runs, with its goroutine.
const (
	operationFuel = 100
	operationSize = 4096
)

// start is the native: it parks the task and runs the function elsewhere.
func (h *hostCall) start(m *VM, args []Value, dst resultPlace) error {
	if err := m.payOperation(); err != nil {
		return err
	}
	ctx, cancel := m.operationContext()
	op := &operation{call: h, cancel: cancel}
	var in []reflect.Value
	if h.takesCtx {
		in = append(in, reflect.ValueOf(ctx))
	}
	in, err := h.arguments(&conversion{m: m, running: true}, args, in)
	if err == nil {
		err = m.park(dst, wait{kind: waitHost, op: op})
	}
	if err != nil || op.task == nil { // it is cancelled already
		cancel(nil)
		return err
	}
	m.beginOperation(op, func() { op.run(in) })
	return nil
}

// payOperation charges for an operation.
func (m *VM) payOperation() error {
	if err := m.work(operationFuel); err != nil {
		return err
	}
	return m.charge(operationSize)
}

// beginOperation calls run on a goroutine. The task of the operation goes on behind it.
func (m *VM) beginOperation(op *operation, run func()) {
	release := context.AfterFunc(m.life, func() { op.cancel(ErrClosed) })
	mail := m.sched.mail
	m.operations.Go(func() {
		defer mail.put(op)
		defer release()
		run()
	})
}

// operationContext makes the context of an operation. A run that the host can go on
// with may last longer than the context of one call.
func (m *VM) operationContext() (context.Context, context.CancelCauseFunc) {
	if m.life == nil {
		m.life, m.endLife = context.WithCancel(context.Background())
	}
	ctx := m.ctx
	if m.resumable && m.outer == nil {
		ctx = context.WithoutCancel(ctx)
	}
	ctx = context.WithValue(ctx, runKey{}, nil) // it must not call the script: see VM.Call
	return context.WithCancelCause(ctx)
}

// run calls the function, on its own goroutine.
func (op *operation) run(in []reflect.Value) {
	returned := false
	defer func() {
		if !returned {
			op.err = faultf("host", "`%s` has ended its goroutine by runtime.Goexit", op.call.name)
		}
		op.cancel(nil)
	}()
	op.invoke(in)
	returned = true
}

func (op *operation) invoke(in []reflect.Value) {
	defer catchPanic(op.call.name, &op.err)
	op.out = op.call.fn.Call(in)
}

// abandon tells the function that nobody waits for it any more.
func (op *operation) abandon() {
	op.task = nil
	op.cancel(nil)
}

// value is what the function has returned, for the script.
func (op *operation) value(m *VM) (v Value, err error) {
	defer catchPanic(op.call.name, &err) // of what converts
	if err = op.err; err == nil {
		v, err = op.call.result(m, op.out)
	}
	if err != nil {
		return Nil, settled(op.call.name, err)
	}
	return v, nil
}
