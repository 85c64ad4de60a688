// Coroutines: stacks, and how control moves between them.

package vm

import (
	"unsafe"
)

// status of a coroutine, kept in header.arity.
type status = uint8

const (
	statusNew       status = iota // never resumed; a script sees suspended
	statusSuspended               // at a yield
	statusRunning
	statusWaiting // it has resumed another
	statusDone
	statusFailed
	statusClosed
	statusTransferred // it has transferred control away; a script sees suspended
	statusStopped     // it has run out of fuel, and the host can go on with it; likewise
	statusParked      // the innermost of a task that waits
)

var statusNames = [...]string{"suspended", "suspended", "running", "waiting", "done", "failed", "closed", "suspended", "suspended", "parked"}

// resultPlace says where the value goes for which a coroutine waits, in
// header.aux: the low 16 bits are the offset of a register from base, in bytes,
// the high 16 bits the signed distance in words to jump when a value comes (an
// end does not jump). The loop over a coroutine jumps, all others do not.
type resultPlace = uint32

// coroutine is a coroutine: a stack of frames and where to go on in it. The
// stack follows in the same allocation until it has to grow. pc and base are
// kept as integers: the stack is held by the coroutine, the code by the closures
// in its frames.
type coroutine struct {
	header                 // arity: status, flags: see below, aux: resultPlace
	pc      uintptr        // while not running: the next instruction
	base    uintptr        // while not running: the running frame
	limit   uintptr        // the end of the stack; 0 after the end
	stack   unsafe.Pointer // the first slot; nil if it follows here
	resumer *coroutine     // who waits for this one; nil while closing, so that a yield takes the slow path
	depth   int64          // while suspended: calls pending in it; else: see enter and leave
	closer  *closing       // who closes this one
}

// The flags of a coroutine.
const (
	flagHost    = 1  // it is at the bottom of a run of the host
	flagNoYield = 2  // it is inside of `noyield`
	flagDriver  = 4  // it only resumes the coroutine that the host drives
	flagHome    = 8  // it is the home of a run: see transfer.go
	flagDriven  = 16 // the host drives it, and it does not count for the limit
	flagShown   = 64 // a script may have it, though it is at the bottom of a run
	flagTask    = 32 // it is at the bottom of a task that was spawned
)

// Coroutines with their first stack in the same allocation.
type coroutineOf[T any] struct {
	coroutine
	_ T // the slots
}

const (
	coroutineSize = int64(unsafe.Sizeof(coroutine{}))
	pageSize      = 4096
)

// newCoroutine makes a coroutine with room for n slots, of which the first used
// will hold its bottom frame: what runs it, and arguments.
//
// Invariant: a new coroutine waits for a value in a slot that is free and nil.
// So the first resume, which delivers nil, is like any other.
func (m *VM) newCoroutine(n, used int) (*coroutine, error) {
	n = firstStack(max(n, used+1))
	if err := m.charge(coroutineSize + int64(n)*valueSize); err != nil {
		return nil, err
	}
	if m.coroutines--; m.coroutines < 0 {
		if err := m.countCoroutines(); err != nil {
			return nil, err
		}
	}
	var co *coroutine
	switch {
	case n <= 3:
		co = &new(coroutineOf[[3]Value]).coroutine
	case n <= 4:
		co = &new(coroutineOf[[4]Value]).coroutine
	case n <= 6:
		co = &new(coroutineOf[[6]Value]).coroutine
	case n <= 8:
		co = &new(coroutineOf[[8]Value]).coroutine
	case n <= 12:
		co = &new(coroutineOf[[12]Value]).coroutine
	case n <= 16:
		co = &new(coroutineOf[[16]Value]).coroutine
	default:
		co = new(coroutine)
		co.stack = unsafe.Pointer(unsafe.SliceData(make([]Value, n)))
	}
	co.header = header{kind: KindCoroutine, arity: statusNew, aux: resultPlace(used) * resultPlace(valueSize)}
	co.base = co.bottom()
	co.limit = co.base + uintptr(n)*uintptr(valueSize)
	fillNil(co.slots())
	return co, nil
}

// bottom is the address of the first slot of a coroutine that has not ended.
func (co *coroutine) bottom() uintptr {
	if co.stack != nil {
		return uintptr(co.stack)
	}
	return uintptr(unsafe.Pointer(co)) + uintptr(coroutineSize)
}

// slots returns the stack.
func (co *coroutine) slots() []Value {
	if co.limit == 0 {
		return nil
	}
	bottom := co.bottom()
	return unsafe.Slice((*Value)(pointer(bottom)), (co.limit-bottom)/uintptr(valueSize))
}

// firstStack rounds the number of slots up to a size that newCoroutine has.
func firstStack(n int) int {
	switch {
	case n <= 4:
		return max(n, 3)
	case n <= 8:
		return (n + 1) &^ 1
	case n <= 16:
		return (n + 3) &^ 3
	}
	return n
}

// fillNil sets fresh slots to nil. They hold no pointers yet, so the stores
// need no write barrier.
func fillNil(slots []Value) {
	for i := range slots {
		*(*uintptr)(unsafe.Pointer(&slots[i].p)) = uintptr(tagNil())
	}
}

// newStack gives co a stack of n slots that begins well inside a page: code
// and registers at the same offset of a page would alias (VM.md, trap 2).
func (m *VM) newStack(co *coroutine, n int) error {
	if err := m.charge(int64(n) * valueSize); err != nil {
		return err
	}
	skew := 0
	if n >= 2*pageSize/int(valueSize) {
		skew = 1536 / int(valueSize)
	}
	room := make([]Value, n+skew)[skew:]
	fillNil(room)
	co.stack = unsafe.Pointer(unsafe.SliceData(room))
	co.limit = uintptr(co.stack) + uintptr(n)*uintptr(valueSize)
	return nil
}

// growStack makes room for a frame of size bytes at offset at of the running
// coroutine's stack. Frames hold distances, not addresses, so they are copied
// as they are.
func (m *VM) growStack(at, size uintptr) error {
	co := m.cur
	old, first := co.slots(), co.stack == nil
	need := int((at + size) / uintptr(valueSize))
	n := max(2*len(old), need)
	base := m.base - co.bottom()
	if err := m.newStack(co, n); err != nil {
		return err
	}
	copy(co.slots(), old)
	if first { // it lives as long as co
		clear(old)
	}
	m.base = co.bottom() + base
	m.limit = co.limit
	return nil
}

// forbidYields begins or ends a stretch in which the coroutine must not yield, and
// returns whether it must not so far.
func (co *coroutine) forbidYields(on bool) (before bool) {
	before = co.flags&flagNoYield != 0
	co.flags &^= flagNoYield
	if on {
		co.flags |= flagNoYield
	}
	return before
}

// done reports whether co has ended, in whatever way.
func (co *coroutine) done() bool {
	return co.arity == statusDone || co.arity == statusFailed || co.arity == statusClosed
}

// endCoroutine ends a coroutine that is not the bottom of a run.
func (m *VM) endCoroutine(co *coroutine, s status) {
	if co.flags&flagDriven == 0 {
		m.coroutines++
	}
	co.end(s)
}

// end marks co as ended and lets go of its stack. Most slots hold no pointer: to
// look costs less than to clear them all.
func (co *coroutine) end(s status) {
	co.arity = s
	if co.stack == nil {
		slots := co.slots()
		for i := range slots {
			if !isTag(slots[i].p) {
				slots[i].p = tagNil()
			}
		}
	} else {
		co.stack = nil
	}
	if co.closer != nil {
		co.closer = nil
	}
	co.limit, co.pc, co.base, co.resumer = 0, 0, 0, nil
}

// deliver stores v where the running coroutine waits for it, the loop's state
// being in m.
func (m *VM) deliver(place resultPlace, v Value) {
	*(*Value)(pointer(m.base + uintptr(place&0xffff))) = v
}
