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
// One whose main task waits, or is not at its turn, is closed where that stands, and the
// tasks in the scopes that are left are cancelled; Close waits for them, also with
// Config.NonBlocking. While a scope in which a task has failed is being left, Close waits
// first until that is done, and a Close whose fuel ends before has no other effect.
func (c *Coroutine) Close(ctx context.Context) error {
	m := c.m
	if err := m.lockFor(ctx); err != nil {
		return err
	}
	defer m.unlock()
	if c.closing == nil {
		if err := c.takeMainTask(ctx); err != nil {
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

// takeMainTask makes the main task the running one, so that it is closed where it stands.
func (c *Coroutine) takeMainTask(ctx context.Context) error {
	s := c.sched
	if s == nil || s.current == s.main {
		return nil
	}
	t := s.main
	c.putBack()
	if t.wait.kind == waitCancel {
		if err := c.awaitCancelled(ctx); err != nil || c.co.done() {
			return err
		}
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

// putBack makes the task that has run out of fuel one that is ready and cancelled: no task
// outlives the main one, and one that never waits is cancelled at its turn only.
func (c *Coroutine) putBack() {
	s := c.sched
	t := s.current
	if t == nil {
		return
	}
	t.top, t.home, t.depth = c.stopped, c.home, c.depth
	t.top.arity = statusParked
	t.top.passOn()
	t.arity, t.wake, t.cancelled = taskReady, wake{again: true}, true
	s.ready = slices.Insert(s.ready, 0, t)
	s.current = nil
	c.stopped, c.home = nil, nil
}

// awaitCancelled goes on with the tasks that a scope cancels which the main task leaves,
// until that has its turn again.
func (c *Coroutine) awaitCancelled(ctx context.Context) error {
	c.sched.held, c.closing = true, []toClose{}
	out, err := c.run(ctx)
	c.closing = nil
	if c.sched != nil {
		c.sched.held = false
	}
	if err == nil && out.State == OutOfFuel {
		return c.m.outside(&fatal{err: ErrFuel})
	}
	return err
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
		co.passOn()
	case statusWaiting, statusParked:
	default:
		return
	}
	co.arity, co.depth = statusSuspended, t.depth
}

// passOn makes the instruction before which a coroutine has stopped that at which it is
// closed.
func (co *coroutine) passOn() {
	if co.pc != stubPC(stubFinish) {
		co.pc += 8
	}
}
