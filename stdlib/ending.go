package stdlib

// What scripts leave open, and how it ends.

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/coro-lang/coro/vm"
)

// ending ends something that is open for a script, once: when the script says so, when
// nothing in the script refers to it any more, or when the VM is closed. To notice the
// second, it refers neither to the VM nor to what the script holds.
type ending struct {
	once   sync.Once
	ended  atomic.Bool
	close  func() error
	cancel context.CancelFunc // hastens close
	after  func()
	forget func()
	err    error
}

// hold makes the ending of what a script will refer to by handle. close ends it, cancel
// what is under way, and after is called behind the end.
func hold[T any](m *vm.VM, handle *T, cancel context.CancelFunc, closing func() error, after func()) *ending {
	e := &ending{close: closing, cancel: cancel, after: after}
	e.forget = m.OnClose(e.abort)
	runtime.AddCleanup(handle, func(e *ending) { go e.abort() }, e)
	return e
}

// by ends it in the given way, if it has not ended yet, and returns the error of its end.
func (e *ending) by(closing func() error) error {
	e.once.Do(func() {
		e.ended.Store(true)
		defer func() {
			if p := recover(); p != nil { // in code of the host, where nobody else would catch it
				e.err = fmt.Errorf("panic: %v", p)
			}
			e.cancel()
			e.forget()
			e.after()
		}()
		e.err = closing()
	})
	return e.err
}

// abort ends it without waiting for what is under way.
func (e *ending) abort() {
	e.cancel()
	_ = e.by(e.close)
}

// beyond is a context for what lasts longer than the call that begins it. Until begun is
// called, it ends with that call, of which begun says whether somebody still waits for it.
func beyond(ctx context.Context) (own context.Context, cancel context.CancelFunc, begun func() bool) {
	own, cancel = context.WithCancel(context.WithoutCancel(ctx))
	return own, cancel, context.AfterFunc(ctx, cancel)
}
