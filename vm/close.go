// Closing a coroutine of the host.

package vm

import (
	"context"
	"errors"
	"slices"
)

// toClose is a coroutine that Close has still to close.
type toClose struct {
	co    *coroutine
	depth int64 // calls pending in it, if it has stopped or waits
}

// Close ends the coroutine: the pending defers run, innermost first, and nothing else
// does. An error in one of them is returned as *Error. It may be called again, and does
// nothing for a coroutine that has ended.
//
// One that ran out of fuel is closed where it stands, and before it the coroutines that
// it waits for. Close has the fuel of any call from the host: when that ends the error is
// ErrFuel, and the next Close goes on. Until then the coroutine cannot be resumed.
//
// One whose main task waits is closed where that waits, and the tasks in the scopes that
// are left are cancelled; Close waits for them, also with Config.NonBlocking. Where it ran
// out of fuel in another task, or while a failed task cancels it, Close is an error: a
// Resume goes on to where it can be closed.
func (c *Coroutine) Close(ctx context.Context) error {
	m := c.m
	if err := m.lockFor(ctx); err != nil {
		return err
	}
	defer m.unlock()
	if c.closing == nil {
		if err := c.takeMainTask(); err != nil {
			return err
		}
		c.closing = c.unfinished()
	}
	var errs []error
	used := m.fuelUsed
	for len(c.closing) > 0 {
		out, err := c.closeNext(ctx, used-m.fuelUsed)
		if err == nil && out.State == OutOfFuel {
			return errors.Join(append(errs, m.outside(&fatal{err: ErrFuel}))...)
		}
		if err != nil {
			errs = append(errs, err)
		}
		if c.closing[0].co.done() {
			c.closing = c.closing[1:]
			continue
		}
		for _, t := range c.closing { // not even the first could be closed
			m.endCoroutine(t.co, statusFailed)
		}
		c.closing = nil
	}
	c.closing = nil
	if len(errs) == 1 {
		return errs[0]
	}
	return errors.Join(errs...)
}

// takeMainTask makes the main task the running one, so that it is closed where it waits.
func (c *Coroutine) takeMainTask() error {
	s := c.sched
	if s == nil || s.current == s.main {
		return nil
	}
	t := s.main
	if s.current != nil || t.wait.kind == waitCancel {
		return errors.New("the coroutine cannot be closed while another of its tasks runs, or one cancels it: resume it before")
	}
	if t.arity == taskParked {
		s.abandon(t)
	} else if i := slices.Index(s.ready, t); i >= 0 {
		s.ready = slices.Delete(s.ready, i, i+1)
	}
	c.stopped, c.home, c.depth = t.top, t.home, t.depth
	t.top, t.home, t.wake, t.arity = nil, nil, wake{}, taskRunning
	s.current, s.parked = t, false
	return nil
}

// unfinished lists what is to be closed: the coroutines of a run that ran out of fuel,
// and the one that the host drives.
func (c *Coroutine) unfinished() []toClose {
	list := []toClose{}
	depth := c.depth
	add := func(co *coroutine) {
		for co != nil && !co.isRoot() {
			list = append(list, toClose{co, co.depth - depth - 1})
			depth = co.depth
			if co.closer != nil {
				co = co.closer.by
			} else {
				co = co.resumer
			}
		}
	}
	add(c.stopped)
	if c.home != nil {
		c.home.flags &^= flagHome
		add(c.home)
	}
	c.stopped, c.home, c.fuel, c.need = nil, nil, 0, 0
	if n := len(list); !c.co.done() && (n == 0 || list[n-1].co != c.co) {
		list = append(list, toClose{co: c.co})
	}
	return list
}

// closeNext closes the first that is to be closed, or goes on with that, beside fuel that
// is left.
func (c *Coroutine) closeNext(ctx context.Context, left int64) (Outcome, error) {
	if c.pending() {
		return c.run(ctx)
	}
	m, next := c.m, c.closing[0]
	if next.co.done() {
		return Outcome{State: Returned}, nil
	}
	if err := c.enter(stubHalt, Nil, Nil); err != nil {
		return Outcome{}, err
	}
	c.fuel = left
	return c.runFrom(ctx, func() {
		next.suspend()
		if err := m.closeCoroutine(next.co, resultPlace(valueSize)); err != nil {
			m.raise(err)
		}
	})
}

// suspend makes a coroutine that has stopped, or that waits, one that can be closed.
func (t toClose) suspend() {
	co := t.co
	switch co.arity {
	case statusStopped:
		if co.pc != stubPC(stubFinish) {
			co.pc += 8 // it stands before the next instruction
		}
	case statusWaiting, statusParked:
	default:
		return
	}
	co.arity, co.depth = statusSuspended, t.depth
}
