// Loops over iterators and channels of the host.

package vm

import (
	"iter"
	"reflect"
	"runtime"
	"sync"
)

// hostLoop is a `for` over an iterator of Go, which runs on a coroutine of its own:
// that is ended when the loop is left, when the VM is closed, and when nobody can reach
// the loop any more.
//
// It is the one thing on the stack of a coroutine that is no data, so that the coroutine
// cannot be copied or saved until the loop is over.
type hostLoop struct {
	mu   sync.Mutex // the cleanup of the collector runs on a goroutine of its own
	next func() (reflect.Value, reflect.Value, bool)
	stop func()
	pair bool // it gives two values at a time
}

// isIterator reports whether a function type is an iterator.
func isIterator(t reflect.Type) bool {
	return t.Kind() == reflect.Func && (t.CanSeq() || t.CanSeq2())
}

// iterateHost begins a loop over an object of the host.
func (m *VM) iterateHost(v Value) (Value, error) {
	o := v.host()
	switch k := o.v.Kind(); {
	case k == reflect.Chan && o.typ.t.ChanDir()&reflect.RecvDir != 0:
		return v, nil
	case k == reflect.Func && o.loop == nil:
		return m.newHostLoop(o)
	}
	e := faultf("type", "cannot loop over %s", article(v))
	e.hint = "one of its fields or methods may give something to loop over"
	return Nil, e
}

// newHostLoop starts an iterator. What runs is a new object, on which the collector
// calls the cleanup; it must not be reachable from the loop itself.
func (m *VM) newHostLoop(o *hostObject) (Value, error) {
	if err := m.charge(hostObjectSize + hostLoopSize); err != nil {
		return Nil, err
	}
	l := &hostLoop{pair: o.typ.t.CanSeq2()}
	if l.pair {
		l.next, l.stop = iter.Pull2(o.v.Seq2())
	} else {
		next, stop := iter.Pull(o.v.Seq())
		l.next = func() (reflect.Value, reflect.Value, bool) {
			x, ok := next()
			return x, reflect.Value{}, ok
		}
		l.stop = stop
	}
	running := &hostObject{header: header{kind: KindHost}, typ: o.typ, v: o.v, loop: l}
	m.loops.add(running)
	runtime.AddCleanup(running, func(l *hostLoop) { l.end("an iterator") }, l)
	return objectValue(running), nil
}

// hostLoopSize is about what a goroutine takes, with its stack.
const hostLoopSize = 4096

// end ends the iterator. It may panic in what it has deferred.
func (l *hostLoop) end(name string) (err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer catchPanic(name, &err)
	l.stop()
	return nil
}

// nextOfHost returns the next item of a loop over an object; ok is false at the end.
func (m *VM) nextOfHost(o *hostObject) (item Value, ok bool, err error) {
	switch {
	case o.loop != nil:
		return m.nextOfLoop(o)
	case o.v.Kind() == reflect.Chan:
		return m.receive(o)
	}
	return Nil, false, errForged
}

func (m *VM) nextOfLoop(o *hostObject) (item Value, ok bool, err error) {
	m.callInfo.charged = true // what the iterator has given it does not give again
	defer func() { m.callInfo.charged = false }()
	x, y, ok, err := o.loop.pull(o.typ.name)
	if !ok || err != nil {
		return Nil, false, err
	}
	conv := conversion{m: m, running: true}
	item, err = conv.toValue(x)
	if err != nil || !o.loop.pair {
		return item, true, err
	}
	second, err := conv.toValue(y)
	if err != nil {
		return Nil, false, err
	}
	item, err = m.newTuple([]Value{item, second})
	return item, true, err
}

func (l *hostLoop) pull(name string) (x, y reflect.Value, ok bool, err error) {
	defer catchPanic(name, &err)
	x, y, ok = l.next()
	return x, y, ok, nil
}

// leaveHostLoop ends the iterator of a loop that is left.
func leaveHostLoop(o *hostObject) error {
	if o.loop == nil {
		return nil
	}
	return o.loop.end(o.typ.name)
}

// endLoops ends the iterators of all loops.
func (m *VM) endLoops() {
	for o := range m.loops.all {
		leaveHostLoop(o)
	}
}
