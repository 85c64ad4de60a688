// Calls of functions of a script from Go that take no more time than the script does.

package vm

import (
	"context"
)

// Function is a function of a script that the host calls often. Other than [VM.Call],
// its Call allocates nothing if the script does not.
type Function struct {
	m  *VM
	fn Value
}

// Function returns a Function that calls fn: anything that a script can call. It belongs
// to the VM, as its Values do.
func (m *VM) Function(fn Value) (*Function, error) {
	fn, err := m.entering(fn)
	if err != nil {
		return nil, err
	}
	if !kindsByName["function"].has(fn.kind()) || isInstance(fn) && callOperator(fn) == nil {
		return nil, notCallable(fn)
	}
	return &Function{m, fn}, nil
}

// Call calls the function, as [VM.Call] does. The arguments are Values of this VM, or made
// by [Int] and its like.
func (f *Function) Call(ctx context.Context, args ...Value) (Value, error) {
	m := f.m
	if m.isNested(ctx) {
		owned, err := m.enteringAll(nil, args)
		if err != nil {
			return Nil, err
		}
		return m.callNested(ctx, f.fn, owned)
	}
	if err := m.lockFor(ctx); err != nil {
		return Nil, err
	}
	defer m.unlock()
	var room [4]Value
	owned, err := m.enteringAll(room[:0], args)
	if err != nil {
		return Nil, err
	}
	return m.callLocked(ctx, f.fn, owned)
}

// callLocked calls fn in a run of its own.
func (m *VM) callLocked(ctx context.Context, fn Value, args []Value) (Value, error) {
	root, slot, err := m.newCall(fn, args)
	if err != nil {
		return Nil, err
	}
	if err := m.runRoot(ctx, root); err != nil {
		return Nil, err
	}
	return m.leaving(m.keepRoot(slot)), nil
}

// newCall makes the bottom of a run that calls fn; the result comes to the slot. A
// function of a script with as many parameters as there are arguments is entered at
// once; a stub calls any other.
func (m *VM) newCall(fn Value, args []Value) (root *coroutine, slot int, err error) {
	if fn.kind() == KindFunction {
		if c := (*closure)(fn.p); c.takes(len(args)) {
			root, err = m.callRoot(int(c.aux)/int(valueSize), args)
			if err != nil {
				return nil, 0, m.outside(err)
			}
			root.slots()[0] = Value{fn.p, uint64(stubPC(stubHalt))}
			root.pc = uintptr(c.code)
			return root, 0, nil
		}
	}
	list, err := m.newListOf(args)
	if err == nil {
		root, err = m.callRoot(4, []Value{fn, list})
	}
	if err != nil {
		return nil, 0, m.outside(err)
	}
	root.pc = stubPC(stubCall)
	return root, 1, nil
}

// keptStack is the number of slots of the stack that a VM keeps for its next call.
const keptStack = 32

// callRoot returns the bottom of a run, with room for n slots, the arguments behind the
// first.
func (m *VM) callRoot(n int, args []Value) (*coroutine, error) {
	root := m.spare
	m.spare = nil
	if root == nil || n > keptStack || m.config.Debug.StackSlots > 0 {
		var err error
		if root, err = m.newRoot(max(n, min(m.initialStack(), keptStack))); err != nil {
			return nil, err
		}
	}
	slots := root.slots()[1:]
	copy(slots, args)
	return root, nil
}

// keepRoot returns what stands in a slot of the bottom of the run that has ended. The
// next call takes the same coroutine, unless a script has it or its stack has grown.
func (m *VM) keepRoot(slot int) Value {
	root := m.cur
	slots := root.slots()
	root.flags &^= flagDriver
	if root.flags != flagHost || len(slots) != keptStack || m.outer != nil {
		return m.leaveRoot(slot)
	}
	v := slots[slot]
	for i := range slots {
		if !isTag(slots[i].p) {
			slots[i].p = tagNil()
		}
	}
	root.base = root.bottom()
	m.cur, m.spare = nil, root
	return v
}
