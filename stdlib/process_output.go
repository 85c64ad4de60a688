package stdlib

// What programs write, until a script takes it.

import (
	"context"
	"sync"
)

// mostUnread bounds, in bytes, what a program may have written to a stream that the script
// has not taken yet: then the program waits.
const mostUnread = 64 << 10

// unread is what a program has written to standard output and standard error and the
// script has neither taken nor paid for yet.
type unread struct {
	ctx   context.Context
	ready chan struct{}    // has an element if there may be something
	room  [2]chan struct{} // has one if there may be room again

	mu  sync.Mutex
	all [2][]byte
}

func newUnread(ctx context.Context) *unread {
	return &unread{ctx: ctx, ready: make(chan struct{}, 1), room: [2]chan struct{}{make(chan struct{}, 1), make(chan struct{}, 1)}}
}

// stream is where the program writes.
type stream struct {
	*unread
	n int
}

// Write waits for room.
func (s stream) Write(p []byte) (int, error) {
	for {
		s.mu.Lock()
		fits := len(s.all[s.n]) < mostUnread
		if fits {
			s.all[s.n] = append(s.all[s.n], p...)
		}
		s.mu.Unlock()
		if fits {
			signal(s.ready)
			return len(p), nil
		}
		select {
		case <-s.room[s.n]:
		case <-s.ctx.Done():
			return 0, s.ctx.Err()
		}
	}
}

// signal puts an element into a channel that has none.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// texts returns what there is.
func (u *unread) texts() (texts [2]string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for i, b := range u.all {
		texts[i] = string(b)
	}
	return texts
}

// drop takes out texts that were returned.
func (u *unread) drop(texts [2]string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for i, text := range texts {
		u.all[i] = append([]byte(nil), u.all[i][len(text):]...)
		signal(u.room[i])
	}
}
