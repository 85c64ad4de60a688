//go:build !coro_checked

// Accessors of the loop: registers and upvalues by their scaled operands.

package vm

//lint:file-ignore U1000 package fuse inlines these functions into the loop of the usual build

import (
	"unsafe"

	"github.com/coro-lang/coro/vm/bytecode"
)

// The registers that the fields A, B and C of the instruction at pc name.
func regA(_ *VM, base, pc unsafe.Pointer) *Value {
	return (*Value)(unsafe.Add(base, fieldA(pc)))
}

func regB(_ *VM, base, pc unsafe.Pointer) *Value {
	return (*Value)(unsafe.Add(base, fieldB(pc)))
}

func regC(_ *VM, base, pc unsafe.Pointer) *Value {
	return (*Value)(unsafe.Add(base, fieldC(pc)))
}

// after returns the register that follows r.
func after(_ *VM, r *Value) *Value { return (*Value)(unsafe.Add(unsafe.Pointer(r), 16)) }

// upvalue returns the upvalue of the running function at a scaled offset.
func upvalue(_ *VM, base unsafe.Pointer, offset uint16) *Value {
	return (*Value)(unsafe.Add((*Value)(base).p, offset))
}

// float is the place of the float in v. A load through it goes straight to a
// floating-point register of the machine; math.Float64frombits takes a detour.
func float(v *Value) *float64 { return (*float64)(unsafe.Pointer(&v.n)) }

// fetch reads the opcode at pc.
func fetch(_ *VM, pc unsafe.Pointer) bytecode.Op { return *(*bytecode.Op)(pc) }

// The objects that a value of the kind in the name refers to.
func asList(_ *VM, v *Value) *list           { return (*list)(v.p) }
func asTuple(_ *VM, v *Value) *tuple         { return (*tuple)(v.p) }
func asRange(_ *VM, v *Value) *rangeObject   { return (*rangeObject)(v.p) }
func asDict(_ *VM, v *Value) *dict           { return (*dict)(v.p) }
func asClass(_ *VM, v *Value) *class         { return (*class)(v.p) }
func asInstance(_ *VM, v *Value) *instance   { return (*instance)(v.p) }
func asCell(_ *VM, v *Value) *cell           { return (*cell)(v.p) }
func asClosure(_ *VM, v *Value) *closure     { return (*closure)(v.p) }
func asCoroutine(_ *VM, v *Value) *coroutine { return (*coroutine)(v.p) }

// methodOf returns the place of the table of a class where a method with a
// selector is, if the class has it.
func methodOf(_ *VM, c *class, selector uint8) *methodSlot {
	return (*methodSlot)(unsafe.Add(c.table, uintptr(selector)<<4&c.mask))
}

// cachedScript returns the function in the inline cache of the call of a method of
// the prelude, which the VM keeps alive.
func cachedScript(_ *VM, pc unsafe.Pointer) *closure {
	return (*closure)(unsafe.Add(unsafe.Pointer(nil), *(*uint64)(unsafe.Add(pc, 8))<<2>>10))
}

// isScriptWord reports whether an inline cache holds such a function.
func isScriptWord(word uint64) bool { return word>>62 == 1 && uint8(word) == uint8(KindList) }

// slotOf returns the slot i of a map with a shape, or of a module.
func slotOf(_ *VM, d *dict, i uint64) *Value { return (*Value)(unsafe.Add(d.data, i<<4)) }

// fieldOf returns the field i of the instance p. If p is a map or a module, the
// place is not used.
func fieldOf(_ *VM, p unsafe.Pointer, i uint64) *Value {
	return (*Value)(unsafe.Add(p, i<<4+uint64(instanceSize)))
}

// itemOf returns the element i of a tuple.
func itemOf(_ *VM, t *tuple, i uint64) *Value {
	return (*Value)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(t.items)), i<<4))
}

// globalAt returns the module variable at a scaled offset.
func globalAt(_ *VM, mod *module, offset int64) *Value {
	return (*Value)(unsafe.Add(mod.vars, offset))
}

// constAt returns the constant at a scaled offset.
func constAt(_ *VM, mod *module, offset int64) *Value {
	return (*Value)(unsafe.Add(mod.consts, offset))
}
