// The mailbox: how other goroutines tell a scheduler that something has happened.

package vm

import (
	"sync"
	"sync/atomic"
)

// mailbox collects the operations that have ended and the time that has come. Any
// goroutine may put something in, and none ever waits to do so.
type mailbox struct {
	full  atomic.Bool
	mu    sync.Mutex
	ended []*operation
	rings chan struct{} // closed while there is something in it
}

// rung is a closed channel.
var rung = func() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

func newMailbox() *mailbox { return &mailbox{rings: make(chan struct{})} }

// put puts an operation in.
func (b *mailbox) put(op *operation) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ended = append(b.ended, op)
	b.fill()
}

// ring says that there is something to do.
func (b *mailbox) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.fill()
}

func (b *mailbox) fill() {
	if !b.full.Swap(true) {
		close(b.rings)
	}
}

// take empties the mailbox.
func (b *mailbox) take() []*operation {
	if !b.full.Load() {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	ended := b.ended
	b.ended = nil
	b.full.Store(false)
	b.rings = make(chan struct{})
	return ended
}

// bell returns a channel that is closed when there is something in the mailbox.
func (b *mailbox) bell() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.rings
}
