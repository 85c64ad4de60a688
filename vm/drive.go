// Coroutines that the host drives: how they stand, and loops over them.

package vm

import (
	"context"
	"iter"
)

// Status returns how the coroutine stands, as the field status of a script does:
// suspended (also before its first Resume and out of fuel), running, waiting, done,
// failed or closed.
func (c *Coroutine) Status() string {
	if c.stopped != nil {
		return statusNames[statusSuspended]
	}
	return statusNames[c.co.arity]
}

// All resumes the coroutine again and again and goes over what it yields, as the `for` of
// a script does: what it returns at the end is not among it. Leaving the loop early closes
// the coroutine.
//
// An error ends the loop with one last turn, in which it is the second value. When the
// fuel of a Resume has ended, that is [ErrFuel], and the coroutine goes on if the loop
// does; so a loop that returns at every error gives it the fuel of one Resume from yield
// to yield. An error of a defer that runs when the loop is left gets lost: who needs it
// resumes and closes the coroutine himself.
func (c *Coroutine) All(ctx context.Context) iter.Seq2[Value, error] {
	return func(yield func(Value, error) bool) {
		for !c.Done() {
			out, err := c.Resume(ctx, nil)
			switch {
			case err != nil:
				yield(Nil, err)
				return
			case out.State == Returned:
				return
			case out.State == OutOfFuel:
				err = ErrFuel
			}
			if !yield(out.Value, err) {
				c.Close(ctx)
				return
			}
		}
	}
}
