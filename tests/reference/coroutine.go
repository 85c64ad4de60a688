package reference

// Coroutines: each is a goroutine, of which one runs at a time.

import (
	"slices"

	"github.com/coro-lang/coro/ast"
)

// The states that a script sees.
const (
	statusSuspended = "suspended"
	statusRunning   = "running"
	statusWaiting   = "waiting"
	statusDone      = "done"
	statusFailed    = "failed"
	statusClosed    = "closed"
)

// Coroutine is a coroutine; the main script is one, too.
type Coroutine struct {
	in     *interpreter
	status string
	start  *prepared
	module *Module      // of the place where it was made
	wake   chan message // what it goes on with

	started bool
	away    bool       // it has transferred control away
	closing bool       // its defers run, for close
	resumer *Coroutine // that waits for it
	awaited *Coroutine // for which it waits
	frame   *frame     // where it stands, unless it runs
	depth   int        // of the calls and resumes below it
	base    int        // the level of what it begins with
}

// message is what a coroutine goes on with: a value, or an error at that point.
type message struct {
	value Value
	err   error
}

func (c *Coroutine) ended() bool {
	return c.status == statusDone || c.status == statusFailed || c.status == statusClosed
}

// newCoroutine makes a coroutine of a call. A function that gets each of its parameters
// counts for the resume; of everything else, the call comes on top of that.
func (f *frame) newCoroutine(start *prepared) *Coroutine {
	c := &Coroutine{in: f.in, status: statusSuspended, start: start, module: f.module, wake: make(chan message)}
	if fn, ok := start.fn.(*Function); !ok || start.spread || len(start.args) != len(fn.code.Params) || fn.takesRest() {
		c.base = 1
	}
	f.in.coroutines = append(f.in.coroutines, c)
	return c
}

func (fn *Function) takesRest() bool {
	return slices.ContainsFunc(fn.code.Params, func(p *ast.Param) bool { return p.Rest })
}

// callable checks what a coroutine is made of.
func callable(fn Value, args int) error {
	switch fn := fn.(type) {
	case *Function:
		return fn.checkCount(args)
	case *Class:
		return fn.checkCount(args)
	case *Native: // checks its arguments itself
		return nil
	case *Bound:
		return callable(fn.fn, args)
	case *Instance:
		if op := fn.class.operator(ast.OverloadCall); op != nil {
			return op.checkCount(args)
		}
	}
	return fault("type", "cannot call %s", article(fn))
}

// goOn lets a coroutine run that does not.
func (c *Coroutine) goOn(m message) {
	c.status = statusRunning
	c.in.current = c
	if c.started {
		c.wake <- m
		return
	}
	c.started = true
	c.in.goroutines.Add(1)
	go c.run()
}

// run is the goroutine of a coroutine.
func (c *Coroutine) run() {
	defer c.in.goroutines.Done()
	base := &frame{in: c.in, co: c, module: c.module, level: c.base, base: true}
	v, err := base.invoke(c.start.fn, c.start.args)
	err = base.fail(c.start.at, err)
	if err == errKilled {
		return
	}
	switch e := err.(type) {
	case nil:
		c.status = statusDone
	case *closing:
		c.status, err = statusClosed, nil
		if e.failure != nil {
			err = e.failure
		}
	default:
		c.status = statusFailed
	}
	next := c.resumer
	if c.resumer = nil; next == nil {
		next = c.in.home()
	}
	next.goOn(message{v, err})
}

// home is where control returns to when a coroutine ends that nobody waits for.
func (in *interpreter) home() *Coroutine {
	c := in.main
	for c.awaited != nil {
		c = c.awaited
	}
	return c
}

// outer is the frame that a coroutine returns to, and how it was entered.
func (c *Coroutine) outer() (*frame, string) {
	switch home := c.in.home(); {
	case c == c.in.main:
		return nil, ""
	case c.resumer != nil:
		return c.resumer.frame, "resumed"
	case home != c:
		return home.frame, "transferred"
	}
	return nil, ""
}

// await hands control over and waits until it comes back.
func (f *frame) await(next *Coroutine, m message) (Value, error) {
	f.co.frame = f
	next.goOn(m)
	answer := <-f.co.wake
	f.co.frame = nil
	return answer.value, answer.err
}

// switchInto resumes a coroutine that can be: f waits for it.
func (f *frame) switchInto(c *Coroutine, m message) (Value, error) {
	if err := f.in.roomFor(c, f.depth()); err != nil {
		return nil, err
	}
	c.depth = f.depth()
	c.resumer, f.co.awaited = f.co, c
	f.co.status = statusWaiting
	v, err := f.await(c, m)
	f.co.awaited = nil
	return v, err
}

// roomFor reports that a coroutine cannot be resumed at a depth.
func (in *interpreter) roomFor(c *Coroutine, depth int) error {
	calls := 1 // of its own
	if c.frame != nil {
		calls = c.frame.level
	}
	if depth+calls > in.options.Depth {
		return fault("depth", "resumes are nested too deep")
	}
	return nil
}

func (f *frame) resume(c *Coroutine, m message) (Value, error) {
	if err := f.refusesResume(c, m); err != nil {
		return nil, err
	}
	return f.switchInto(c, m)
}

// refusesResume says why a coroutine cannot be resumed, as those below do of what else
// hands control over.
func (f *frame) refusesResume(c *Coroutine, m message) error {
	switch {
	case c.status == statusRunning:
		return fault("coroutine", "a coroutine cannot resume itself")
	case c.status == statusWaiting:
		return fault("coroutine", "the coroutine is waiting for one that it has resumed")
	case c.status == statusClosed:
		return fault("coroutine", "the coroutine was closed and cannot be resumed")
	case c.status == statusFailed:
		return fault("coroutine", "the coroutine has failed and cannot be resumed")
	case c.status == statusDone:
		return fault("coroutine", "the coroutine is done and cannot be resumed")
	case c.away:
		return fault("coroutine", "the coroutine has transferred control away and cannot be resumed")
	case !c.started && m.value != nil:
		return fault("coroutine", "the first resume takes no value: there is no yield yet that could return it")
	}
	return nil
}

// yield gives a value to the resumer.
func (f *frame) yield(v Value) (Value, error) {
	c := f.co
	switch {
	case c.closing:
		return nil, fault("coroutine", "cannot yield while the coroutine is being closed")
	case f.insideNoyield():
		return nil, fault("coroutine", "cannot yield inside of `noyield`")
	case c == c.in.main:
		return nil, fault("coroutine", "nothing to yield to: the main script is not a coroutine")
	case c.resumer == nil:
		return nil, fault("coroutine", "nothing to yield to: the coroutine was transferred to, not resumed")
	}
	if f.in.options.Faults.YieldValue {
		v = nil
	}
	resumer := c.resumer
	c.resumer = nil
	c.status = statusSuspended
	return f.await(resumer, message{value: v})
}

// insideNoyield reports whether a call of the coroutine is in a noyield.
func (f *frame) insideNoyield() bool {
	for ; f != nil; f = f.caller {
		if f.noyield > 0 {
			return true
		}
	}
	return false
}

// anyNoyield reports whether the coroutine, or one that waits for it, is in a noyield.
func (f *frame) anyNoyield() bool {
	for ; f != nil; f, _ = f.co.outer() {
		if f.insideNoyield() {
			return true
		}
	}
	return false
}

func (f *frame) transfer(c *Coroutine, m message) (Value, error) {
	if err := f.refusesTransfer(c, m); err != nil {
		return nil, err
	}
	if c == f.co {
		return m.value, m.err
	}
	f.co.status, f.co.away = statusSuspended, true
	c.away = false
	v, err := f.await(c, m)
	f.co.away = false
	return v, err
}

func (f *frame) refusesTransfer(c *Coroutine, m message) error {
	switch {
	case c.ended():
		return fault("coroutine", "cannot transfer to a coroutine that has ended: it is %s", c.status)
	case c.status == statusSuspended && c.started && !c.away:
		return fault("coroutine", "cannot transfer to a coroutine that has yielded")
	case c.status == statusWaiting:
		return fault("coroutine", "cannot transfer to a coroutine that waits for one that it has resumed")
	case !c.started && m.value != nil:
		return fault("coroutine", "the first transfer takes no value: there is no yield yet that could return it")
	case f.co.closing:
		return fault("coroutine", "cannot transfer while the coroutine is being closed")
	case f.anyNoyield():
		return fault("coroutine", "cannot transfer inside of `noyield`")
	}
	return nil
}

// throwInto is c.throw(v).
func (f *frame) throwInto(c *Coroutine, v Value) (Value, error) {
	failure := &thrown{value: v}
	switch err := f.refusesThrow(c); {
	case err != nil:
		return nil, err
	case !c.started:
		c.status = statusFailed
		return nil, failure
	case c.away:
		return f.transfer(c, message{err: failure})
	}
	return f.switchInto(c, message{err: failure})
}

func (f *frame) refusesThrow(c *Coroutine) error {
	switch {
	case c.status == statusRunning:
		return fault("coroutine", "a coroutine cannot call `throw` of itself")
	case c.status == statusWaiting:
		return fault("coroutine", "cannot throw in a coroutine that is waiting for one that it has resumed")
	case c.ended():
		return fault("coroutine", "cannot throw in a coroutine that has ended: it is %s", c.status)
	case c.started && c.away:
		return f.refusesTransfer(c, message{})
	}
	return nil
}

// close is c.close().
func (f *frame) close(c *Coroutine) error {
	switch err := f.refusesClose(c); {
	case err != nil || c.ended():
		return err
	case !c.started:
		c.status = statusClosed
		return nil
	}
	c.closing = true
	_, err := f.switchInto(c, message{err: &closing{}})
	return err
}

func (f *frame) refusesClose(c *Coroutine) error {
	switch {
	case c.status == statusRunning:
		return fault("coroutine", "a coroutine cannot close itself")
	case c.status == statusWaiting:
		return fault("coroutine", "cannot close a coroutine that is waiting for one that it has resumed")
	case !c.ended() && c.started && c.resumer != nil:
		return fault("coroutine", "cannot close a coroutine that another one waits for")
	}
	return nil
}

// coroutineModule is the module coroutine.
func (in *interpreter) coroutineModule() *Module {
	return hostModule("coroutine", []*Native{
		native("all", "", func(f *frame, _ []Value) (Value, error) {
			list := &List{}
			for _, c := range f.in.coroutines {
				if !c.ended() {
					list.items = append(list.items, c)
				}
			}
			return list, nil
		}),
		native("can_yield", "", func(f *frame, _ []Value) (Value, error) {
			return f.co.resumer != nil && !f.co.closing && !f.insideNoyield(), nil
		}),
		native("current", "", func(f *frame, _ []Value) (Value, error) { return f.co, nil }),
		native("trace", "c: coroutine", func(f *frame, args []Value) (Value, error) {
			c := args[0].(*Coroutine)
			at := c.frame
			if c == f.co {
				at = f
			}
			if at == nil {
				return "", nil
			}
			return traceText(at.trace(false)), nil
		}),
	})
}
