//go:build coro_checked

// Accessors of the loop that check every access, for tests: a wrong operand or
// a value of the wrong kind is a panic here and memory corruption otherwise.

package vm

import (
	"fmt"
	"unsafe"

	"github.com/coro-lang/coro/vm/bytecode"
)

func slotAt(m *VM, p unsafe.Pointer) *Value {
	a := uintptr(p)
	if a < m.cur.bottom() || a+16 > m.cur.limit || (a-m.cur.bottom())%16 != 0 {
		panic(fmt.Sprintf("register outside the stack: %d of %d bytes", a-m.cur.bottom(), m.cur.limit-m.cur.bottom()))
	}
	v := (*Value)(p)
	if v.p == nil || v.kind() >= numKinds {
		panic("register holds no value")
	}
	return v
}

// frameSlot checks an offset against the frame that runs.
func frameSlot(m *VM, base unsafe.Pointer, offset uint16) *Value {
	if h := slotAt(m, base); h.kind() == KindFunction && uint32(offset) >= (*closure)(h.p).aux {
		panic(fmt.Sprintf("register %d outside the frame of %s", offset/16, (*closure)(h.p).name()))
	}
	return slotAt(m, unsafe.Add(base, offset))
}

func regA(m *VM, base, pc unsafe.Pointer) *Value { return frameSlot(m, base, fieldA(pc)) }
func regB(m *VM, base, pc unsafe.Pointer) *Value { return frameSlot(m, base, fieldB(pc)) }
func regC(m *VM, base, pc unsafe.Pointer) *Value { return frameSlot(m, base, fieldC(pc)) }

func after(m *VM, r *Value) *Value { return slotAt(m, unsafe.Add(unsafe.Pointer(r), 16)) }

func upvalue(m *VM, base unsafe.Pointer, offset uint16) *Value {
	c := asClosure(m, slotAt(m, base))
	return &c.upvalues()[(offset-uint16(closureSize))/16]
}

func float(v *Value) *float64 { return (*float64)(unsafe.Pointer(&v.n)) }

func fetch(_ *VM, pc unsafe.Pointer) bytecode.Op {
	op := *(*bytecode.Op)(pc)
	if int(op) >= bytecode.NumOps {
		panic("pc outside of code")
	}
	return op
}

func must(v *Value, k Kind) {
	if v.kind() != k {
		panic(fmt.Sprintf("%v where the loop expects %v", v.kind(), k))
	}
}

func asList(_ *VM, v *Value) *list         { must(v, KindList); return (*list)(v.p) }
func asTuple(_ *VM, v *Value) *tuple       { must(v, KindTuple); return (*tuple)(v.p) }
func asRange(_ *VM, v *Value) *rangeObject { must(v, KindRange); return (*rangeObject)(v.p) }
func asClass(_ *VM, v *Value) *class       { must(v, KindClass); return (*class)(v.p) }
func asInstance(_ *VM, v *Value) *instance {
	if !isInstance(*v) {
		panic(fmt.Sprintf("%v where the loop expects an instance", v.kind()))
	}
	return v.instance()
}

// asDict is for maps and modules, whose slots lie alike.
func asDict(_ *VM, v *Value) *dict {
	if v.kind() != KindModule {
		must(v, KindMap)
	}
	return (*dict)(v.p)
}

func methodOf(_ *VM, c *class, selector uint8) *methodSlot {
	return &c.methods[uintptr(selector)&(c.mask>>4)]
}

func cachedScript(m *VM, pc unsafe.Pointer) *closure {
	word := *(*uint64)(unsafe.Add(pc, 8))
	for _, c := range m.scripts {
		if c != nil && scriptWord(c) == word {
			return c
		}
	}
	panic("an inline cache holds no function of the prelude")
}

func isScriptWord(word uint64) bool { return word>>62 == 1 && uint8(word) == uint8(KindList) }

func asCell(_ *VM, v *Value) *cell           { must(v, kindCell); return (*cell)(v.p) }
func asClosure(_ *VM, v *Value) *closure     { must(v, KindFunction); return (*closure)(v.p) }
func asCoroutine(_ *VM, v *Value) *coroutine { must(v, KindCoroutine); return (*coroutine)(v.p) }

func slotOf(_ *VM, d *dict, i uint64) *Value { return &d.slots()[i] }

func itemOf(_ *VM, t *tuple, i uint64) *Value { return &t.items[i] }

func fieldOf(_ *VM, p unsafe.Pointer, i uint64) *Value {
	if v := (Value{p: p}); isInstance(v) {
		return &v.instance().slots()[i]
	}
	return nil
}

func globalAt(_ *VM, mod *module, offset int64) *Value { return &mod.globals[offset/16] }
func constAt(_ *VM, mod *module, offset int64) *Value  { return &mod.image.consts[offset/16] }

// The loop of the checked build has no superinstructions, so that the two builds
// also check each other.

func fuse(_ []bytecode.Instr, _ []uint64) {}

func plainOp(op bytecode.Op) bytecode.Op { return op }
