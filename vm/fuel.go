// Fuel: what a run may do before its host has a say again.

package vm

import (
	"context"
	"errors"
)

// Whoever does work takes fuel for it before, in units of some nanoseconds: the loop a
// unit for a call or a jump backwards, natives in proportion to what they go through.
//
// When the fuel ends, a run of the host is over, unless the host can go on with it. Then
// it stops between two instructions. One that lacks fuel in its middle has no effect: it
// is executed again, from its beginning, when the host has paid for all of it, and what
// it had taken is given back. So whatever an instruction does before it has taken all its
// fuel, it must be able to do again. One that does not know its cost before it has looked
// at its data, as a comparison does, is asked for twice of what it had come to.
//
// Invariant: how much a run takes does not depend on where it stops.

// fuelSlice is the fuel that the loop gets at a time, at most 1 ms of work: after each
// slice it looks whether the host wants it to stop.
const fuelSlice = 20_000

// idleFuel is the fuel of a VM that runs nothing: conversions for the host are free.
const idleFuel = 1 << 62

// leastCredit is the fuel that may be overdrawn in any case where a Go function is at
// work, which cannot be called again: some milliseconds of work.
const leastCredit = 1_000_000

// credit is how much may be overdrawn: as much as the host gives at a time, so that what it
// can pay never depends on how much of a Resume was left when it began.
func (m *VM) credit() int64 { return max(leastCredit, m.config.Limits.Fuel) }

// errUnpaid is the error of an instruction that is to be executed again when the host
// has given more fuel.
var errUnpaid = &fatal{err: ErrFuel}

// isUnpaid reports whether err stops a run before the running instruction, which has to
// leave its registers as they were then.
func isUnpaid(err error) bool {
	if err == nil { // mostly; the variable costs an allocation
		return false
	}
	var f *fatal
	return errors.As(err, &f) && f == errUnpaid
}

// FuelUsed returns how much fuel the calls from the host have used so far, all together.
// It is the same in equal runs, however often they were stopped.
func (m *VM) FuelUsed() int64 { return m.fuelUsed }

// work takes fuel for n units of work that a native is about to do.
func (m *VM) work(n int64) error {
	if m.fuel -= n; m.fuel >= 0 {
		return nil
	}
	return m.overdraw(n)
}

// overdraw is called when the slice does not suffice for n units, which it took.
func (m *VM) overdraw(n int64) error {
	left, err := m.replenish()
	switch {
	case err != nil || left >= 0:
		return err
	case m.outer != nil || m.callInfo.charged:
		return m.onCredit(left)
	}
	m.fuel += n
	spent := m.fuelMark - m.fuel
	m.fuelNeed = max(spent+n, 2*spent)
	return errUnpaid
}

// refill moves fuel into the slice, of what is left in all.
func (m *VM) refill(left int64) {
	slice := min(left, fuelSlice)
	m.fuelMark += slice - m.fuel
	m.fuel, m.fuelLeft = slice, left-slice
}

// onCredit goes on with less fuel than none.
func (m *VM) onCredit(left int64) error {
	m.refill(left)
	if left < -m.credit() {
		return &fatal{err: ErrFuel, detail: "one operation takes too much of it"}
	}
	return nil
}

// refuel gives the loop its next slice; at the end of all fuel, or when the host wants
// it, it stops the run. Every instruction before m.pc is done.
func (m *VM) refuel() {
	switch err := m.nextSlice(); err {
	case nil:
	case errUnpaid:
		m.suspend(errUnpaid, nil)
	default:
		m.pc += 8 // the place is that of the instruction to come
		trace := m.trace()
		m.pc -= 8
		m.suspend(err, trace)
	}
}

// nextSlice is called between two instructions, when the slice is overdrawn.
func (m *VM) nextSlice() error {
	left, err := m.replenish()
	switch {
	case err != nil || left >= 0:
		return err
	case m.outer == nil:
		m.fuelNeed = 0
		return errUnpaid
	}
	return m.onCredit(left)
}

// replenish refills the slice, which is overdrawn, if that much is left in all. It is an
// error if less than none is left and the host cannot go on with the run, or wants it to end.
func (m *VM) replenish() (left int64, err error) {
	if err := m.stopped(); err != nil {
		return 0, err
	}
	if left = m.fuel + m.fuelLeft; left >= 0 {
		m.refill(left)
	} else if !m.resumable {
		return left, &fatal{err: ErrFuel}
	}
	return left, nil
}

// rewind stops the run before the running instruction, to which the loop gets from pc.
func (m *VM) rewind(pc uintptr) {
	m.pc, m.fuel = pc, m.fuelMark
	m.suspend(errUnpaid, nil)
}

// spent returns what the running instruction has taken.
func (m *VM) spent() int64 { return m.fuelMark - m.fuel }

// keep makes all final that the running instruction has taken since it had spent so much:
// what it has computed for that is kept, and costs nothing when it is executed again.
func (m *VM) keep(spent int64) { m.fuelMark = m.fuel + spent }

// stopped returns the error of a run whose context has ended, or nil. Asking the context
// once in a slice of fuel takes no time; a function that it calls would cost each run
// half a microsecond and two allocations.
func (m *VM) stopped() error {
	if m.ctx.Err() == nil {
		return nil
	}
	return cancelled(m.ctx)
}

// cancelled is the error of what a context has ended.
func cancelled(ctx context.Context) *fatal {
	return &fatal{err: ErrCancelled, cause: context.Cause(ctx)}
}

// ChargeOutput takes n bytes of Limits.Output, before a native writes them where the host
// keeps them, as print does. The native must return the error.
func (c *Call) ChargeOutput(n int64) error {
	if n = max(n, 0); n > c.m.output {
		return &fatal{err: ErrOutput}
	}
	c.m.output -= n
	return nil
}

// Charge takes fuel for n units of work, and memory for n bytes, before a native does the
// one or allocates the other. The native must return the error.
//
// Where the host drives the run as a coroutine and the fuel does not suffice, the error of
// the first Charge of a call stops it before the call, which is made again when the fuel
// has been paid: so the function should have no effect before. What it charges later it
// gets on credit: at most as much as [Limits] give at a time, or a million units.
func (c *Call) Charge(fuel, memory int64) error {
	if err := c.m.charge(memory); err != nil {
		return err
	}
	err := c.m.work(min(max(fuel, 0), tooMuch))
	c.charged = true
	return err
}
