// Loops over channels of the host: only the task that waits for a value waits.

package vm

import (
	"context"
	"reflect"
	"sync"
)

// inbox has what was received from a channel for a task that then no longer waited: it goes
// to the next that loops over the same object.
type inbox struct {
	mu     sync.Mutex // a goroutine of an operation puts it in
	values []reflect.Value
}

func (b *inbox) put(x reflect.Value) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.values = append(b.values, x)
}

// take returns the value that came first, if there is one; b may be nil.
func (b *inbox) take() (x reflect.Value, ok bool) {
	if b == nil {
		return reflect.Value{}, false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.values) == 0 {
		return reflect.Value{}, false
	}
	x, b.values = b.values[0], b.values[1:]
	return x, true
}

// receive returns the next value of a channel. Where there is none yet, the task parks, and
// executes the instruction again when there may be one.
func (m *VM) receive(o *hostObject) (item Value, ok bool, err error) {
	x, ok := o.inbox.take()
	if !ok {
		x, ok = o.v.TryRecv()
	}
	if !ok {
		if x.IsValid() { // it is closed
			return Nil, false, nil
		}
		return Nil, false, m.awaitChannel(o)
	}
	m.callInfo.charged = true // what was received does not come again
	defer func() { m.callInfo.charged = false }()
	item, err = (&conversion{m: m, running: true}).toValue(x)
	return item, true, err
}

// awaitChannel parks the running task until a value comes or the channel is closed.
func (m *VM) awaitChannel(o *hostObject) error {
	if err := m.payOperation(); err != nil {
		return err
	}
	if o.inbox == nil {
		o.inbox = new(inbox)
	}
	ctx, cancel := m.operationContext()
	op := &operation{inbox: o.inbox, cancel: cancel}
	err := m.park(0, wait{kind: waitHost, op: op, again: true})
	if err != nil || op.task == nil { // it is cancelled already
		cancel(nil)
		return err
	}
	m.beginOperation(op, func() { op.receive(ctx, o.v) })
	return nil
}

// receive waits for a value, on its own goroutine.
func (op *operation) receive(ctx context.Context, ch reflect.Value) {
	defer op.cancel(nil)
	chosen, x, ok := reflect.Select([]reflect.SelectCase{
		{Dir: reflect.SelectRecv, Chan: ch},
		{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(ctx.Done())},
	})
	if chosen == 0 && ok {
		op.inbox.put(x)
	}
}
