// The border between a VM and its host: which values may pass it.

package vm

import (
	"sync/atomic"
)

// An object of a script belongs to its VM: its shape and its class are numbered there, the
// code of a function holds the caches of that VM, and no lock protects any of it. In
// another VM an inline cache would read the wrong slot. So a Value that the host gets has
// the number of its VM in n, which is zero for objects inside; what comes in with another
// number is refused, or made anew if it cannot change. Values have the room, so that this
// costs the loop nothing, and the host about a nanosecond.
//
// Invariant: in anything that a VM holds, n of an object is zero.

// vmNumbers counts the VMs of the process. No two have the same number, also when the
// first has been collected.
var vmNumbers atomic.Uint64

// leaving marks a value that the host gets.
func (m *VM) leaving(v Value) Value { return v.numbered(m.number) }

// numbered returns v as one of the VM with a number.
func (v Value) numbered(number uint64) Value {
	if !isTag(v.p) {
		v.n = number
	}
	return v
}

// entering returns what the VM holds for a value that comes from the host.
func (m *VM) entering(v Value) (Value, error) {
	switch {
	case v.p == nil:
		return Nil, nil
	case isTag(v.p):
		return v, nil
	case v.n == m.number:
		return Value{p: v.p}, nil
	}
	return m.adopt(v)
}

// enteringAll appends what the VM holds for several values to to.
func (m *VM) enteringAll(to, values []Value) ([]Value, error) {
	for _, v := range values {
		v, err := m.entering(v)
		if err != nil {
			return nil, err
		}
		to = append(to, v)
	}
	return to, nil
}

// adopt takes up an object that is not from this VM: one that [String] or [Bytes] has
// made, or one of another VM. Only what never changes may be in several VMs.
func (m *VM) adopt(v Value) (Value, error) {
	fresh := v.n == 0
	v.n = 0
	switch v.kind() {
	case KindString:
		if fresh {
			return v, nil
		}
		return m.hostString(v.str()) // an interned one, and one with room behind it, are of their VM
	case KindRange, KindNative:
		return v, nil
	case KindHost:
		return m.newHostObject(v.host().v)
	case KindBytes:
		if fresh && v.buffer().claim(m.number) {
			return v, nil
		}
	}
	return Nil, faultHint("host", article(v)+" of another VM cannot be used in this one",
		"copy it: what vm.As[any] makes of it can be handed to any VM")
}

// claim makes a buffer of the host that of a VM, which it stays for ever.
func (b *byteBuffer) claim(number uint64) bool {
	return b.owner.CompareAndSwap(0, number) || b.owner.Load() == number
}
