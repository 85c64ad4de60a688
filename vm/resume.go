// Coroutines that the host drives: making, resuming, and what stops them.

package vm

import (
	"context"
	"errors"
)

// State is what a coroutine came back with.
type State uint8

// The states of an [Outcome].
const (
	Yielded   State = iota // Value is what it yielded
	Returned               // Value is the result; the coroutine is done
	OutOfFuel              // Resume again to go on
	Parked                 // all tasks wait: Resume again when Ready says so; only with Config.NonBlocking
)

// String returns the name of s.
func (s State) String() string {
	switch s {
	case Yielded:
		return "yielded"
	case Returned:
		return "returned"
	case Parked:
		return "parked"
	}
	return "out of fuel"
}

// Outcome is the result of a [Coroutine.Resume].
type Outcome struct {
	State State // why it came back
	Value Value // what it yielded or returned; else nil
}

// Coroutine is a coroutine that the host drives. Like its VM, it is used by one
// goroutine at a time.
type Coroutine struct {
	m       *VM
	co      *coroutine
	stopped *coroutine // where the run stands that ran out of fuel
	home    *coroutine // of that run
	sched   *scheduler // the tasks of the run, which go on with it
	depth   int64      // of the VM, then
	fuel    int64      // left of what the host has given since, less than none where it overdrew
	need    int64      // fuel without which it cannot go on
	closing []toClose  // while it is being closed
}

// errClosing is the error of using a coroutine between two calls of Close.
var errClosing = errors.New("the coroutine is being closed: call Close again")

// NewCoroutine makes a coroutine that will call fn, a function of this VM, with
// args, which are converted as by [VM.ToValue]. Nothing runs before its first Resume.
func (m *VM) NewCoroutine(fn Value, args ...any) (*Coroutine, error) {
	if err := m.lock(); err != nil {
		return nil, err
	}
	defer m.unlock()
	fn, values, err := m.callOf(fn, args)
	if err != nil {
		return nil, err
	}
	return m.newHostCoroutine(fn, values)
}

// NewCoroutineOf makes a coroutine that will run a Program: its top level may
// yield to the host. Nothing runs before its first Resume.
func (m *VM) NewCoroutineOf(prog *Program) (*Coroutine, error) {
	if err := m.lock(); err != nil {
		return nil, err
	}
	defer m.unlock()
	mod, err := m.newModuleOf(prog)
	if err != nil {
		return nil, err
	}
	body, err := m.newClosure(mod.image.protos[0], mod)
	if err != nil {
		return nil, m.outside(err)
	}
	return m.newHostCoroutine(objectValue(body), nil)
}

func (m *VM) newHostCoroutine(callee Value, args []Value) (*Coroutine, error) {
	list, err := m.newListOf(args)
	if err != nil {
		return nil, m.outside(err)
	}
	m.coroutines++ // for one that does not count
	v, err := m.generalCoroutine(callee, list)
	if err != nil {
		m.coroutines--
		return nil, m.outside(err)
	}
	c := &Coroutine{m: m, co: (*coroutine)(v.p)}
	c.co.flags |= flagDriven
	m.driven.add(c)
	return c, nil
}

// Done reports whether the coroutine has ended.
func (c *Coroutine) Done() bool { return c.co.done() }

// lock takes the VM to go on with the coroutine.
func (c *Coroutine) lock(ctx context.Context) error {
	if err := c.m.lockFor(ctx); err != nil {
		return err
	}
	if c.closing != nil {
		c.m.unlock()
		return errClosing
	}
	return nil
}

// Resume runs the coroutine to its next yield or its end. The pending yield
// evaluates to x, which is converted as by [VM.ToValue]; the first Resume takes nil.
// An uncaught error of the coroutine is returned as *Error. When the fuel of the
// VM's limits ends, the outcome is OutOfFuel without an error, and the next
// Resume goes on where it stood, with fresh fuel; it takes nil. Where all tasks of the
// run wait, Resume waits too, until ctx ends; with Config.NonBlocking the outcome is
// Parked, and the next Resume goes on: see [Coroutine.Ready].
func (c *Coroutine) Resume(ctx context.Context, x any) (Outcome, error) {
	m := c.m
	if err := c.lock(ctx); err != nil {
		return Outcome{}, err
	}
	defer m.unlock()
	v, err := m.toValue(x)
	if err != nil {
		return Outcome{}, err
	}
	if !c.pending() {
		if err := c.enter(stubResume, objectValue(c.co), v); err != nil {
			return Outcome{}, err
		}
	} else if v.p != tagNil() {
		return Outcome{}, errors.New("a coroutine that ran out of fuel, or is parked, takes no value: no yield waits for one")
	}
	return c.run(ctx)
}

// Throw throws x by the yield at which the coroutine is suspended, and then runs
// it as Resume does. A *Error of the VM throws the value that it has, any other error
// of Go one of kind "host" as if a function of the host had returned it; else x is
// converted as by [VM.ToValue]. What the coroutine does not catch is returned as *Error. One
// that was never resumed fails without running.
func (c *Coroutine) Throw(ctx context.Context, x any) (Outcome, error) {
	m := c.m
	if err := c.lock(ctx); err != nil {
		return Outcome{}, err
	}
	defer m.unlock()
	if c.pending() {
		return Outcome{}, errors.New("cannot throw in a coroutine that ran out of fuel, or is parked: it is at no yield")
	}
	v, err := m.thrownValue(x)
	if err != nil {
		return Outcome{}, err
	}
	args, err := m.newListOf([]Value{objectValue(c.co), v})
	if err != nil {
		return Outcome{}, m.outside(err)
	}
	throw := methodAt(KindCoroutine, methodIndex(KindCoroutine, "throw"))
	if err := c.enter(stubCall, objectValue(throw), args); err != nil {
		return Outcome{}, err
	}
	return c.run(ctx)
}

// thrownValue converts what the host throws.
func (m *VM) thrownValue(x any) (Value, error) {
	err, ok := x.(error)
	if !ok {
		return m.toValue(x)
	}
	if of, ok := err.(*Error); ok && of.m == m && !of.Value.IsNil() {
		return m.entering(of.Value)
	}
	e, _ := m.errorOf(err)
	if of := (*Error)(nil); errors.As(err, &of) {
		e = hostFault(err)
	}
	if err := m.charge(errorSize + int64(len(e.message))); err != nil {
		return Nil, m.outside(err)
	}
	return objectValue(e), nil
}

// enter prepares the bottom of a run that begins with a stub, for which first and
// second are its registers 1 and 2.
func (c *Coroutine) enter(stub int, first, second Value) error {
	root, err := c.m.callRoot(4, []Value{first, second})
	if err != nil {
		return c.m.outside(err)
	}
	root.pc = stubPC(stub)
	root.flags |= flagDriver
	c.stopped, c.depth = root, limitOr(int64(c.m.config.Limits.Depth), defaultDepth)
	return nil
}

// pending reports whether the run has stopped, so that the next Resume goes on with it.
func (c *Coroutine) pending() bool {
	return c.stopped != nil || c.sched != nil && c.sched.current == nil
}

// Ready returns a channel that is closed when a coroutine that came back [Parked] has
// something to go on with; of any other it is closed. Each Parked has a channel of its
// own. Several goroutines may wait for it, but Ready belongs to the one that uses the VM.
func (c *Coroutine) Ready() <-chan struct{} {
	if c.sched != nil && c.sched.parked {
		return c.sched.mail.bell()
	}
	return rung
}

// run goes on with a run that has stopped or not begun yet.
func (c *Coroutine) run(ctx context.Context) (Outcome, error) {
	return c.runFrom(ctx, func() {})
}

// runFrom is run from where first leads, which it calls before it goes on from c.stopped.
func (c *Coroutine) runFrom(ctx context.Context, first func()) (Outcome, error) {
	m := c.m
	m.begin(ctx, c.fuel)
	if m.budget < c.need && ctx.Err() == nil {
		c.fuel = m.rest()
		return Outcome{State: OutOfFuel, Value: Nil}, nil
	}
	at := c.stopped
	m.depth, m.home, m.sched = c.depth, c.home, c.sched
	c.stopped, c.home, c.sched, c.fuel, c.need = nil, nil, nil, 0, 0
	m.resumable, m.closing = true, c.closing != nil
	if at != nil {
		m.enterResumer(at)
		first()
		m.execute()
	} else {
		m.sched.parked = false
		m.runTasks()
	}
	m.resumable, m.closing = false, false
	if state, stopped := m.whyStopped(); stopped {
		c.stop(state)
		return Outcome{State: state, Value: Nil}, nil
	}
	out := Outcome{State: Yielded}
	if c.co.done() {
		out.State = Returned
	} else if m.failure == nil { // tasks go on when it is resumed
		c.sched, m.sched = m.sched, nil
	}
	c.fuel = min(m.fuel+m.fuelLeft, 0) // what it got on credit
	if err := m.end(); err != nil {
		return Outcome{}, err
	}
	out.Value = m.leaving(m.keepRoot(1))
	return out, nil
}

// stop keeps where the run stands that has stopped. What is left of the fuel is for an
// instruction that was too expensive; a run that waits saves none, but pays what it owes.
func (c *Coroutine) stop(state State) {
	m := c.m
	c.stopped, c.home, c.sched, c.depth = m.cur, m.home, m.sched, m.depth
	if c.stopped != nil {
		c.stopped.arity = statusStopped
	}
	m.failure, m.cur, m.home, m.sched = nil, nil, nil, nil
	if c.fuel = m.rest(); state == OutOfFuel {
		c.need = m.fuelNeed
	} else {
		c.fuel = min(c.fuel, 0)
	}
}

// whyStopped tells a run that the host can go on with from one that is over.
func (m *VM) whyStopped() (state State, stopped bool) {
	if p := m.failure; p != nil {
		return OutOfFuel, p.fatal == errUnpaid
	}
	return Parked, m.sched != nil && m.sched.parked
}
