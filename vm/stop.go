// Stopping in the middle of a long operation.

package vm

// A native takes all its fuel before it begins, and may then be at work for seconds. So
// that the host can stop it in between, what goes through data of any size looks for that
// every so often, at most a millisecond of work. It then ends early, and stopped returns
// the error: what it has made so far is not used.

const (
	stopSteps = 1 << 12 // elements between two looks
	stopBytes = 1 << 18 // bytes of copying
)

// halted reports, in every stopSteps-th step, whether the host wants the run to end.
func (m *VM) halted(step int) bool {
	return step%stopSteps == 0 && m.cur != nil && m.stopped() != nil
}

// appendText appends s to b. It reports whether the host lets it go on.
func (m *VM) appendText(b []byte, s string) ([]byte, bool) {
	if len(b)/stopBytes == (len(b)+len(s))/stopBytes {
		return append(b, s...), true
	}
	for s != "" {
		if m.halted(0) {
			return b, false
		}
		n := min(len(s), stopBytes)
		b, s = append(b, s[:n]...), s[n:]
	}
	return b, true
}

// copyLarge is copy in steps, in between which the host can stop it. Nothing stops a
// goroutine inside a copy, and a collection that begins while a big list grows would spin
// until its end, with all the page faults of the new memory: see BenchmarkGrow.
func copyLarge[T any](m *VM, dst, src []T) error {
	for i := 0; len(src) > 0; i++ {
		if i%16 == 15 && m.halted(0) {
			return m.stopped()
		}
		n := copyStep(dst, src[:min(stopSteps, len(src))])
		dst, src = dst[n:], src[n:]
	}
	return nil
}

// copyStep is not inlined: its prologue is where the goroutine stops.
//
//go:noinline
func copyStep[T any](dst, src []T) int { return copy(dst, src) }

// largeBytes is the size from which memory is made elsewhere: it has to be cleared, at some
// GB in a second.
const largeBytes = 8 << 20

// makeBytes makes n zeros with so much room. Nothing stops Go while it clears memory, so a
// goroutine waits for much of it, and is left alone with that if the host wants the run to
// end.
func (m *VM) makeBytes(n, room int) ([]byte, error) {
	if room < largeBytes || m.cur == nil {
		return make([]byte, n, room), nil
	}
	made := make(chan []byte, 1)
	m.operations.Go(func() { made <- make([]byte, n, room) })
	select {
	case b := <-made:
		return b, nil
	case <-m.ctx.Done():
		return nil, m.stopped()
	}
}
