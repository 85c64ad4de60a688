// Where a coroutine of the host stands that has run out of fuel.

package vm

// Frames returns the calls of a coroutine whose last outcome was [OutOfFuel], innermost
// first, across the coroutines that wait for each other; it is empty for any other. A
// host that gives little fuel at a time learns so where the time goes.
func (c *Coroutine) Frames() []Frame {
	co := c.stopped
	if co == nil {
		return nil
	}
	var l frameList
	c.m.framesFrom(co, co.pc, co.base, c.home, c.sched.running(), nil, l.add)
	return c.m.hostError(&pending{value: Nil, trace: l.trace()}).Frames
}
