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
	statusStopped // out of fuel while the host drives it; a script sees suspended
)

var statusNames = [...]string{"suspended", "suspended", "running", "waiting", "done", "failed", "closed", "suspended"}

// resultPlace says where the value goes for which a coroutine waits, in
// header.aux: the low 16 bits are the offset of a register from base, in bytes,
// the high 16 bits the signed distance in words to jump when a value comes (an
// end does not jump). The loop over a coroutine jumps, all others do not.
type resultPlace = uint32

// coroutine is a coroutine: a stack of frames and where to go on in it. Its
// first stack lies in the same allocation. pc and base are kept as integers:
// the stack is held by stack, the code by the closures in its frames.
type coroutine struct {
	header                 // arity: status, flags: see below, aux: resultPlace
	pc      uintptr        // while not running: the next instruction
	base    uintptr        // while not running: the running frame
	stack   unsafe.Pointer // the first slot
	limit   uintptr        // the end of the stack
	resumer *coroutine     // who waits for this one; nil while closing, so that a yield takes the slow path
	depth   int64          // while suspended: calls pending in it; else: see enter and leave
	closer  *closing       // who closes this one
}

// The flags of a coroutine.
const (
	flagHost    = 1 // it is at the bottom of a run of the host
	flagNoYield = 2 // it is inside of `noyield`
)

// Coroutines with their first stack in the same allocation.
type coroutineOf[T any] struct {
	coroutine
	room T
}

const (
	coroutineSize = int64(unsafe.Sizeof(coroutine{}))
	pageSize      = 4096
)

// newCoroutine makes a coroutine with room for a frame of size bytes.
func (m *VM) newCoroutine(size uintptr) (*coroutine, error) {
	n := firstStack(int(size / uintptr(valueSize)))
	if err := m.charge(coroutineSize + int64(n)*valueSize); err != nil {
		return nil, err
	}
	var co *coroutine
	var room []Value
	switch {
	case n <= 4:
		o := new(coroutineOf[[4]Value])
		co, room = &o.coroutine, o.room[:]
	case n <= 6:
		o := new(coroutineOf[[6]Value])
		co, room = &o.coroutine, o.room[:]
	case n <= 8:
		o := new(coroutineOf[[8]Value])
		co, room = &o.coroutine, o.room[:]
	case n <= 12:
		o := new(coroutineOf[[12]Value])
		co, room = &o.coroutine, o.room[:]
	case n <= 16:
		o := new(coroutineOf[[16]Value])
		co, room = &o.coroutine, o.room[:]
	default:
		co, room = new(coroutine), make([]Value, n)
	}
	fillNil(room)
	co.header = header{kind: KindCoroutine, arity: statusNew}
	co.stack = unsafe.Pointer(unsafe.SliceData(room))
	co.base = uintptr(co.stack)
	co.limit = co.base + uintptr(len(room))*uintptr(valueSize)
	return co, nil
}

// firstStack rounds the number of slots up to a size that newCoroutine has.
func firstStack(n int) int {
	switch {
	case n <= 4:
		return 4
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
	old := unsafe.Slice((*Value)(co.stack), (co.limit-uintptr(co.stack))/uintptr(valueSize))
	need := int((at + size) / uintptr(valueSize))
	n := max(2*len(old), need)
	base := m.base - uintptr(co.stack)
	if err := m.newStack(co, n); err != nil {
		return err
	}
	copy(unsafe.Slice((*Value)(co.stack), n), old)
	m.base = uintptr(co.stack) + base
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

// end marks co as ended and lets go of its stack.
func (co *coroutine) end(s status) {
	co.arity = s
	clear(unsafe.Slice((*Value)(co.stack), (co.limit-uintptr(co.stack))/uintptr(valueSize)))
	co.stack, co.limit, co.pc, co.base = nil, 0, 0, 0
	co.resumer, co.closer = nil, nil
}

// deliver stores v where the running coroutine waits for it, the loop's state
// being in m.
func (m *VM) deliver(place resultPlace, v Value) {
	*(*Value)(pointer(m.base + uintptr(place&0xffff))) = v
}
