//go:build coro_checked

// The interpreter loop.

package vm

import (
	"math"
	"math/bits"
	"unsafe"

	"github.com/coro-lang/coro/vm/bytecode"
)

// retBits is the number of low bits of a frame header that hold the return
// address; the others hold the distance to the caller's frame in bytes.
const (
	retBits = 48
	retMask = 1<<retBits - 1
)

// run executes instructions from m.pc with the frame at m.base, until Halt.
//
// A frame begins with its header: R[0].p is the closure that runs, R[0].n the
// return address and the distance back to the caller's frame:
//
//	caller:  | header | R1 | R2 | callee   | arg 1 | arg 2 |
//	callee:                     | header   | R1    | R2    | R3 | …
//
// so that a call moves nothing and the result, which replaces the header, is
// where the caller wants it.
//
// The checked build runs this function as it stands here; any other runs the one
// of loop_gen.go, which package fuse makes of it: with superinstructions, and
// accessors inlined.
//
// What the compiler of Go makes of this function decides the speed of the
// language; these are its rules (VM.md has the measurements):
//   - Only pc and base live across instructions. Before a call, pc and base
//     are stored in m, and afterwards read again; nothing else lives across.
//   - Nothing but trivial accessors is called in a fast path: in a function of
//     this size the compiler inlines no more than those. Division takes the
//     32-bit instruction where both operands fit it, in half the time.
//   - Every case is a fast path for the frequent kinds; for all others it goes to
//     slow, which calls the one function that knows all kinds.
//   - p of a value is stored only if it changes: a steady loop then executes no
//     write barrier.
//   - The switch has cases for 0 and 255: the jump table needs no bounds check.
//
// A case that is done ends or continues, and may then be followed by the case of
// the next instruction in a superinstruction; one that has jumped continues with
// dispatch.
//
// Invariant: in a case, and when slow is called, pc is the address of the
// instruction. Whoever uses its inline word steps over it.
//
//go:nocheckptr
func (m *VM) run() {
	pc, base := unsafe.Add(unsafe.Pointer(nil), m.pc+8), unsafe.Add(unsafe.Pointer(nil), m.base)
	tInt, tFloat := m.tagInt, m.tagFloat
	// With these two stores the dispatch lies within 32 bytes of code that begin at
	// a multiple of 32, where a processor decodes it at once: 3 to 5 % of a loop.
	m.target, m.mark = 0, 0
	var dst, src *Value
	var x, y float64
	var sign byte
	var u, w uint64
dispatch:
	for ; ; pc = unsafe.Add(pc, 8) {
		switch fetch(m, pc) {
		case bytecode.OpNop:
		case bytecode.OpMove:
			a, b := regA(m, base, pc), regB(m, base, pc)
			if a.p != b.p {
				dst, src = a, b
				goto put
			}
			a.n = b.n
		case bytecode.OpLoadNil:
			a := regA(m, base, pc)
			if fieldB(pc) != 1 {
				goto slow
			}
			*a = Value{tagNil(), 0}
		case bytecode.OpLoadBool:
			a := regA(m, base, pc)
			*a = Value{tagBool(), uint64(fieldX(pc) & 1)}
		case bytecode.OpLoadInt:
			a := regA(m, base, pc)
			if a.p != tInt {
				a.p = tInt
			}
			a.n = uint64(wide(pc))
		case bytecode.OpLoadNum:
			a := regA(m, base, pc)
			if fieldX(pc) == 0 {
				if a.p != tInt {
					a.p = tInt
				}
			} else if a.p != tFloat {
				a.p = tFloat
			}
			a.n = *(*uint64)(unsafe.Add(pc, 8))
			pc = unsafe.Add(pc, 8)
		case bytecode.OpLoadK:
			a := regA(m, base, pc)
			k := constAt(m, asClosure(m, (*Value)(base)).mod, wide(pc))
			if a.p != k.p {
				dst, src = a, k
				goto put
			}
			a.n = k.n
		case bytecode.OpLoadSelf:
			a := regA(m, base, pc)
			if h := (*Value)(base); a.p != h.p {
				a.p = h.p
			}
			a.n = 0

		case bytecode.OpGetUp:
			a, u := regA(m, base, pc), upvalue(m, base, fieldB(pc))
			if a.p != u.p {
				dst, src = a, u
				goto put
			}
			a.n = u.n
		case bytecode.OpSetUp:
			a, u := regA(m, base, pc), upvalue(m, base, fieldB(pc))
			if u.p != a.p {
				dst, src = u, a
				goto put
			}
			u.n = a.n
		case bytecode.OpAddUp:
			a, u := regA(m, base, pc), upvalue(m, base, fieldB(pc))
			if a.p == tInt && u.p == tInt {
				s := a.n + u.n
				if int64((s^a.n)&(s^u.n)) < 0 {
					goto slow
				}
				u.n = s
				continue
			}
			if a.p == tFloat && u.p == tFloat {
				*float(u) = *float(u) + *float(a)
				continue
			}
			goto slow
		case bytecode.OpGetUpCell:
			u := upvalue(m, base, fieldB(pc))
			if u.kind() != kindCell {
				goto slow
			}
			a, c := regA(m, base, pc), &asCell(m, u).v
			if a.p != c.p {
				if c.p == tagUnset() {
					goto slow
				}
				dst, src = a, c
				goto put
			}
			a.n = c.n
		case bytecode.OpSetUpCell:
			u := upvalue(m, base, fieldB(pc))
			if u.kind() != kindCell {
				goto slow
			}
			a, c := regA(m, base, pc), &asCell(m, u).v
			if c.p != a.p {
				dst, src = c, a
				goto put
			}
			c.n = a.n
		case bytecode.OpAddUpCell:
			u := upvalue(m, base, fieldB(pc))
			if u.kind() != kindCell {
				goto slow
			}
			a, c := regA(m, base, pc), &asCell(m, u).v
			if a.p == tInt && c.p == tInt {
				s := a.n + c.n
				if int64((s^a.n)&(s^c.n)) < 0 {
					goto slow
				}
				c.n = s
				continue
			}
			if a.p == tFloat && c.p == tFloat {
				*float(c) = *float(c) + *float(a)
				continue
			}
			goto slow
		case bytecode.OpNewCell:
			m.pc, m.base = uintptr(pc), uintptr(base)
			m.makeCell(*(*uint64)(pc))
			pc, base = unsafe.Add(unsafe.Pointer(nil), m.pc), unsafe.Add(unsafe.Pointer(nil), m.base)
		case bytecode.OpGetCell:
			b := regB(m, base, pc)
			if b.kind() != kindCell {
				goto slow
			}
			a, c := regA(m, base, pc), &asCell(m, b).v
			if a.p != c.p {
				if c.p == tagUnset() {
					goto slow
				}
				dst, src = a, c
				goto put
			}
			a.n = c.n
		case bytecode.OpSetCell:
			a := regA(m, base, pc)
			if a.kind() != kindCell {
				goto slow
			}
			b, c := regB(m, base, pc), &asCell(m, a).v
			if c.p != b.p {
				dst, src = c, b
				goto put
			}
			c.n = b.n
		case bytecode.OpGetGlobal:
			g := globalAt(m, asClosure(m, (*Value)(base)).mod, wide(pc))
			if g.p == tagUnset() {
				goto slow
			}
			a := regA(m, base, pc)
			if a.p != g.p {
				dst, src = a, g
				goto put
			}
			a.n = g.n
		case bytecode.OpSetGlobal:
			a, g := regA(m, base, pc), globalAt(m, asClosure(m, (*Value)(base)).mod, wide(pc))
			if g.p != a.p {
				dst, src = g, a
				goto put
			}
			g.n = a.n
		case bytecode.OpCheckGlobal:
			if globalAt(m, asClosure(m, (*Value)(base)).mod, wide(pc)).p == tagUnset() {
				goto slow
			}
		case bytecode.OpClosure:
			m.pc, m.base = uintptr(pc), uintptr(base)
			m.makeClosure(*(*uint64)(pc))
			pc, base = unsafe.Add(unsafe.Pointer(nil), m.pc), unsafe.Add(unsafe.Pointer(nil), m.base)

		case bytecode.OpAdd:
			b, c := regB(m, base, pc), regC(m, base, pc)
			if b.p == tInt && c.p == tInt {
				s := b.n + c.n
				if int64((s^b.n)&(s^c.n)) < 0 {
					goto slow
				}
				a := regA(m, base, pc)
				if a.p != tInt {
					goto retagInt
				}
				a.n = s
				continue
			}
			if b.p == tFloat && c.p == tFloat {
				s := *float(b) + *float(c)
				a := regA(m, base, pc)
				if a.p != tFloat {
					goto retagFloat
				}
				*float(a) = s
				continue
			}
			sign = '+'
			goto mixed
		case bytecode.OpSub:
			b, c := regB(m, base, pc), regC(m, base, pc)
			if b.p == tInt && c.p == tInt {
				s := b.n - c.n
				if int64((b.n^c.n)&(s^b.n)) < 0 {
					goto slow
				}
				a := regA(m, base, pc)
				if a.p != tInt {
					goto retagInt
				}
				a.n = s
				continue
			}
			if b.p == tFloat && c.p == tFloat {
				s := *float(b) - *float(c)
				a := regA(m, base, pc)
				if a.p != tFloat {
					goto retagFloat
				}
				*float(a) = s
				continue
			}
			sign = '-'
			goto mixed
		case bytecode.OpMul:
			b, c := regB(m, base, pc), regC(m, base, pc)
			if b.p == tFloat && c.p == tFloat {
				s := *float(b) * *float(c)
				a := regA(m, base, pc)
				if a.p != tFloat {
					goto retagFloat
				}
				*float(a) = s
				continue
			}
			if b.p == tInt && c.p == tInt {
				x, y := int64(b.n), int64(c.n)
				if x != int64(int32(x)) || y != int64(int32(y)) {
					dst, u, w = regA(m, base, pc), b.n, c.n
					goto product
				}
				a := regA(m, base, pc)
				if a.p != tInt {
					goto retagInt
				}
				a.n = uint64(x * y)
				continue
			}
			sign = '*'
			goto mixed
		case bytecode.OpDiv:
			b, c := regB(m, base, pc), regC(m, base, pc)
			if b.p == tFloat && c.p == tFloat {
				s := *float(b) / *float(c)
				a := regA(m, base, pc)
				if a.p != tFloat {
					goto retagFloat
				}
				*float(a) = s
				continue
			}
			if b.p == tInt && c.p == tInt && c.n+1 > 1 { // neither 0 nor -1
				var q uint64
				if (b.n|c.n)>>32 == 0 {
					q = uint64(uint32(b.n) / uint32(c.n))
				} else {
					q = uint64(int64(b.n) / int64(c.n))
				}
				a := regA(m, base, pc)
				if a.p != tInt {
					goto retagInt
				}
				a.n = q
				continue
			}
			sign = '/'
			goto mixed
		case bytecode.OpMod:
			b, c := regB(m, base, pc), regC(m, base, pc)
			if b.p == tInt && c.p == tInt && c.n+1 > 1 {
				var r uint64
				if (b.n|c.n)>>32 == 0 {
					r = uint64(uint32(b.n) % uint32(c.n))
				} else {
					r = uint64(int64(b.n) % int64(c.n))
				}
				a := regA(m, base, pc)
				if a.p != tInt {
					goto retagInt
				}
				a.n = r
				continue
			}
			goto slow
		case bytecode.OpPow:
			b, c := regB(m, base, pc), regC(m, base, pc)
			if b.p != tFloat || c.p != tFloat || c.n != 0x3fe0000000000000 { // x ** 0.5
				goto slow
			}
			f := *float(b)
			if !(f >= 0) {
				goto slow
			}
			a := regA(m, base, pc)
			if a.p != tFloat {
				goto retagFloat
			}
			*float(a) = math.Sqrt(f)
		case bytecode.OpAnd:
			b, c := regB(m, base, pc), regC(m, base, pc)
			if b.p != tInt || c.p != tInt {
				goto slow
			}
			a, s := regA(m, base, pc), b.n&c.n
			if a.p != tInt {
				goto retagInt
			}
			a.n = s
		case bytecode.OpOr:
			b, c := regB(m, base, pc), regC(m, base, pc)
			if b.p != tInt || c.p != tInt {
				goto slow
			}
			a, s := regA(m, base, pc), b.n|c.n
			if a.p != tInt {
				goto retagInt
			}
			a.n = s
		case bytecode.OpXor:
			b, c := regB(m, base, pc), regC(m, base, pc)
			if b.p != tInt || c.p != tInt {
				goto slow
			}
			a, s := regA(m, base, pc), b.n^c.n
			if a.p != tInt {
				goto retagInt
			}
			a.n = s
		case bytecode.OpShl:
			b, c := regB(m, base, pc), regC(m, base, pc)
			if b.p != tInt || c.p != tInt || c.n > 63 {
				goto slow
			}
			a, s := regA(m, base, pc), b.n<<(c.n&63)
			if a.p != tInt {
				goto retagInt
			}
			a.n = s
		case bytecode.OpShr:
			b, c := regB(m, base, pc), regC(m, base, pc)
			if b.p != tInt || c.p != tInt || c.n > 63 {
				goto slow
			}
			a, s := regA(m, base, pc), uint64(int64(b.n)>>(c.n&63))
			if a.p != tInt {
				goto retagInt
			}
			a.n = s

		case bytecode.OpAddInt:
			b := regB(m, base, pc)
			if b.p != tInt {
				if b.p != tFloat {
					goto slow
				}
				dst, x, y, sign = regA(m, base, pc), *float(b), float64(immC(pc)), '+'
				goto floats
			}
			k := uint64(immC(pc))
			s := b.n + k
			if int64((s^b.n)&(s^k)) < 0 {
				goto slow
			}
			a := regA(m, base, pc)
			if a.p != tInt {
				a.p = tInt
			}
			a.n = s
		case bytecode.OpSubInt:
			b := regB(m, base, pc)
			if b.p != tInt {
				if b.p != tFloat {
					goto slow
				}
				dst, x, y, sign = regA(m, base, pc), *float(b), float64(immC(pc)), '-'
				goto floats
			}
			k := uint64(immC(pc))
			s := b.n - k
			if int64((b.n^k)&(s^b.n)) < 0 {
				goto slow
			}
			a := regA(m, base, pc)
			if a.p != tInt {
				a.p = tInt
			}
			a.n = s
		case bytecode.OpMulInt:
			b := regB(m, base, pc)
			if b.p != tInt || int64(b.n) != int64(int32(b.n)) {
				if b.p != tFloat {
					if b.p != tInt {
						goto slow
					}
					dst, u, w = regA(m, base, pc), b.n, uint64(immC(pc))
					goto product
				}
				dst, x, y, sign = regA(m, base, pc), *float(b), float64(immC(pc)), '*'
				goto floats
			}
			s := int64(b.n) * immC(pc)
			a := regA(m, base, pc)
			if a.p != tInt {
				a.p = tInt
			}
			a.n = uint64(s)
		case bytecode.OpDivInt:
			b := regB(m, base, pc)
			k := immC(pc)
			if b.p != tInt || uint64(k)+1 <= 1 {
				if b.p != tFloat || k == 0 {
					goto slow
				}
				dst, x, y, sign = regA(m, base, pc), *float(b), float64(immC(pc)), '/'
				goto floats
			}
			var s uint64
			if (b.n|uint64(k))>>32 == 0 {
				s = uint64(uint32(b.n) / uint32(k))
			} else {
				s = uint64(int64(b.n) / k)
			}
			a := regA(m, base, pc)
			if a.p != tInt {
				a.p = tInt
			}
			a.n = s
		case bytecode.OpModInt:
			b := regB(m, base, pc)
			k := immC(pc)
			if b.p != tInt || uint64(k)+1 <= 1 {
				goto slow
			}
			var s uint64
			if (b.n|uint64(k))>>32 == 0 {
				s = uint64(uint32(b.n) % uint32(k))
			} else {
				s = uint64(int64(b.n) % k)
			}
			a := regA(m, base, pc)
			if a.p != tInt {
				a.p = tInt
			}
			a.n = s
		case bytecode.OpAndInt:
			b := regB(m, base, pc)
			if b.p != tInt {
				goto slow
			}
			a, s := regA(m, base, pc), b.n&uint64(immC(pc))
			if a.p != tInt {
				goto retagInt
			}
			a.n = s
		case bytecode.OpShlInt:
			b := regB(m, base, pc)
			if b.p != tInt || fieldC(pc) > 63 {
				goto slow
			}
			a, s := regA(m, base, pc), b.n<<(fieldC(pc)&63)
			if a.p != tInt {
				goto retagInt
			}
			a.n = s
		case bytecode.OpShrInt:
			b := regB(m, base, pc)
			if b.p != tInt || fieldC(pc) > 63 {
				goto slow
			}
			a, s := regA(m, base, pc), uint64(int64(b.n)>>(fieldC(pc)&63))
			if a.p != tInt {
				goto retagInt
			}
			a.n = s

		case bytecode.OpAddNum:
			b := regB(m, base, pc)
			if b.p != tFloat {
				if b.p != tInt {
					goto slow
				}
				dst, x, y, sign = regA(m, base, pc), float64(int64(b.n)), *(*float64)(unsafe.Add(pc, 8)), '+'
				pc = unsafe.Add(pc, 8)
				goto floats
			}
			s := *float(b) + *(*float64)(unsafe.Add(pc, 8))
			a := regA(m, base, pc)
			if a.p != tFloat {
				goto retagFloat
			}
			*float(a) = s
			pc = unsafe.Add(pc, 8)
		case bytecode.OpSubNum:
			b := regB(m, base, pc)
			if b.p != tFloat {
				if b.p != tInt {
					goto slow
				}
				dst, x, y, sign = regA(m, base, pc), float64(int64(b.n)), *(*float64)(unsafe.Add(pc, 8)), '-'
				pc = unsafe.Add(pc, 8)
				goto floats
			}
			s := *float(b) - *(*float64)(unsafe.Add(pc, 8))
			a := regA(m, base, pc)
			if a.p != tFloat {
				goto retagFloat
			}
			*float(a) = s
			pc = unsafe.Add(pc, 8)
		case bytecode.OpMulNum:
			b := regB(m, base, pc)
			if b.p != tFloat {
				if b.p != tInt {
					goto slow
				}
				dst, x, y, sign = regA(m, base, pc), float64(int64(b.n)), *(*float64)(unsafe.Add(pc, 8)), '*'
				pc = unsafe.Add(pc, 8)
				goto floats
			}
			s := *float(b) * *(*float64)(unsafe.Add(pc, 8))
			a := regA(m, base, pc)
			if a.p != tFloat {
				goto retagFloat
			}
			*float(a) = s
			pc = unsafe.Add(pc, 8)
		case bytecode.OpDivNum:
			b := regB(m, base, pc)
			if b.p != tFloat {
				if b.p != tInt {
					goto slow
				}
				dst, x, y, sign = regA(m, base, pc), float64(int64(b.n)), *(*float64)(unsafe.Add(pc, 8)), '/'
				pc = unsafe.Add(pc, 8)
				goto floats
			}
			s := *float(b) / *(*float64)(unsafe.Add(pc, 8))
			a := regA(m, base, pc)
			if a.p != tFloat {
				goto retagFloat
			}
			*float(a) = s
			pc = unsafe.Add(pc, 8)

		case bytecode.OpNot:
			b := regB(m, base, pc)
			n := uint64(0)
			if b.p == tagNil() || b.p == tagBool() && b.n == 0 {
				n = 1
			}
			a := regA(m, base, pc)
			*a = Value{tagBool(), n}
		case bytecode.OpLt:
			b, c := regB(m, base, pc), regC(m, base, pc)
			var r bool
			if b.p == tInt && c.p == tInt {
				r = int64(b.n) < int64(c.n)
			} else if b.p == tFloat && c.p == tFloat {
				r = *float(b) < *float(c)
			} else {
				goto slow
			}
			a := regA(m, base, pc)
			*a = Value{tagBool(), bit(r)}
		case bytecode.OpLe:
			b, c := regB(m, base, pc), regC(m, base, pc)
			var r bool
			if b.p == tInt && c.p == tInt {
				r = int64(b.n) <= int64(c.n)
			} else if b.p == tFloat && c.p == tFloat {
				r = *float(b) <= *float(c)
			} else {
				goto slow
			}
			a := regA(m, base, pc)
			*a = Value{tagBool(), bit(r)}

		case bytecode.OpEq:
			b, c := regB(m, base, pc), regC(m, base, pc)
			if (b.p != c.p || !isTag(b.p) || b.p == tFloat) && !b.unique() {
				goto slow
			}
			a := regA(m, base, pc)
			if !isTag(a.p) {
				goto free
			}
			putScalar(a, tagBool(), bit(b.p == c.p && b.n == c.n))
		case bytecode.OpNe:
			b, c := regB(m, base, pc), regC(m, base, pc)
			if (b.p != c.p || !isTag(b.p) || b.p == tFloat) && !b.unique() {
				goto slow
			}
			a := regA(m, base, pc)
			if !isTag(a.p) {
				goto free
			}
			putScalar(a, tagBool(), bit(b.p == c.p && b.n == c.n)^1)
		case bytecode.OpIs:
			k := constAt(m, asClosure(m, (*Value)(base)).mod, int64(fieldC(pc))<<4)
			name := m.typeNames[regB(m, base, pc).kind()%maxKinds]
			if name == nil {
				goto slow
			}
			a := regA(m, base, pc)
			if !isTag(a.p) {
				goto free
			}
			putScalar(a, tagBool(), bit(unsafe.Pointer(name) == k.p)^uint64(fieldX(pc)&1))
		case bytecode.OpIsA:
			b, c := regB(m, base, pc), regC(m, base, pc)
			if c.kind() != KindClass {
				goto slow
			}
			n := uint64(0)
			if k := b.kind(); k == KindInstance || k == KindRecord {
				if d := asInstance(m, b).class; d == asClass(m, c) {
					n = 1
				} else if d.super != nil {
					goto slow
				}
			}
			a := regA(m, base, pc)
			if !isTag(a.p) {
				goto free
			}
			putScalar(a, tagBool(), n^uint64(fieldX(pc)&1))

		case bytecode.OpJump:
			pc = unsafe.Add(pc, wide(pc))
		case bytecode.OpLoop:
			pc = unsafe.Add(pc, wide(pc))
			m.fuel--
			if m.fuel < 0 {
				goto fuel
			}
		case bytecode.OpJumpIf:
			if a := regA(m, base, pc); a.p != tagNil() && (a.p != tagBool() || a.n != 0) {
				d := wide(pc)
				pc = unsafe.Add(pc, d)
				if d < 0 {
					goto back
				}
				continue dispatch
			}
		case bytecode.OpJumpIfNot:
			if a := regA(m, base, pc); a.p == tagNil() || a.p == tagBool() && a.n == 0 {
				d := wide(pc)
				pc = unsafe.Add(pc, d)
				if d < 0 {
					goto back
				}
				continue dispatch
			}
		case bytecode.OpJumpIfNil:
			if regA(m, base, pc).p == tagNil() {
				d := wide(pc)
				pc = unsafe.Add(pc, d)
				if d < 0 {
					goto back
				}
				continue dispatch
			}
		case bytecode.OpJumpIfNotNil:
			if regA(m, base, pc).p != tagNil() {
				d := wide(pc)
				pc = unsafe.Add(pc, d)
				if d < 0 {
					goto back
				}
				continue dispatch
			}
		case bytecode.OpJumpIfGiven:
			if regA(m, base, pc).p != tagAbsent() {
				d := wide(pc)
				pc = unsafe.Add(pc, d)
				if d < 0 {
					goto back
				}
				continue dispatch
			}

		case bytecode.OpJumpEq:
			a, b := regA(m, base, pc), regB(m, base, pc)
			if (a.p != b.p || !isTag(a.p) || a.p == tFloat) && !a.unique() {
				if a.p != b.p && b.p == tagBool() { // a bool equals nothing else
					continue
				}
				goto slow
			}
			if a.p == b.p && a.n == b.n {
				d := immC(pc)
				pc = unsafe.Add(pc, d*8)
				if d < 0 {
					goto back
				}
				continue dispatch
			}
		case bytecode.OpJumpNe:
			a, b := regA(m, base, pc), regB(m, base, pc)
			if (a.p != b.p || !isTag(a.p) || a.p == tFloat) && !a.unique() {
				goto slow
			}
			if a.p != b.p || a.n != b.n {
				d := immC(pc)
				pc = unsafe.Add(pc, d*8)
				if d < 0 {
					goto back
				}
				continue dispatch
			}
		case bytecode.OpJumpLt:
			a, b := regA(m, base, pc), regB(m, base, pc)
			if a.p == tInt && b.p == tInt {
				if int64(a.n) < int64(b.n) {
					d := immC(pc)
					pc = unsafe.Add(pc, d*8)
					if d < 0 {
						goto back
					}
					continue dispatch
				}
				continue
			}
			if a.p == tFloat && b.p == tFloat {
				if *float(a) < *float(b) {
					d := immC(pc)
					pc = unsafe.Add(pc, d*8)
					if d < 0 {
						goto back
					}
					continue dispatch
				}
				continue
			}
			goto slow
		case bytecode.OpJumpNotLt:
			a, b := regA(m, base, pc), regB(m, base, pc)
			if a.p == tInt && b.p == tInt {
				if int64(a.n) >= int64(b.n) {
					d := immC(pc)
					pc = unsafe.Add(pc, d*8)
					if d < 0 {
						goto back
					}
					continue dispatch
				}
				continue
			}
			if a.p == tFloat && b.p == tFloat {
				if !(*float(a) < *float(b)) {
					d := immC(pc)
					pc = unsafe.Add(pc, d*8)
					if d < 0 {
						goto back
					}
					continue dispatch
				}
				continue
			}
			goto slow
		case bytecode.OpJumpLe:
			a, b := regA(m, base, pc), regB(m, base, pc)
			if a.p == tInt && b.p == tInt {
				if int64(a.n) <= int64(b.n) {
					d := immC(pc)
					pc = unsafe.Add(pc, d*8)
					if d < 0 {
						goto back
					}
					continue dispatch
				}
				continue
			}
			if a.p == tFloat && b.p == tFloat {
				if *float(a) <= *float(b) {
					d := immC(pc)
					pc = unsafe.Add(pc, d*8)
					if d < 0 {
						goto back
					}
					continue dispatch
				}
				continue
			}
			goto slow
		case bytecode.OpJumpNotLe:
			a, b := regA(m, base, pc), regB(m, base, pc)
			if a.p == tInt && b.p == tInt {
				if int64(a.n) > int64(b.n) {
					d := immC(pc)
					pc = unsafe.Add(pc, d*8)
					if d < 0 {
						goto back
					}
					continue dispatch
				}
				continue
			}
			if a.p == tFloat && b.p == tFloat {
				if !(*float(a) <= *float(b)) {
					d := immC(pc)
					pc = unsafe.Add(pc, d*8)
					if d < 0 {
						goto back
					}
					continue dispatch
				}
				continue
			}
			goto slow
		case bytecode.OpJumpEqInt:
			a := regA(m, base, pc)
			if a.p != tInt {
				if a.p != tFloat {
					goto slow
				}
				if *float(a) == float64(immB(pc)) {
					goto jump
				}
				continue
			}
			if int64(a.n) == immB(pc) {
				d := immC(pc)
				pc = unsafe.Add(pc, d*8)
				if d < 0 {
					goto back
				}
				continue dispatch
			}
		case bytecode.OpJumpNeInt:
			a := regA(m, base, pc)
			if a.p != tInt {
				if a.p != tFloat {
					goto slow
				}
				if *float(a) != float64(immB(pc)) {
					goto jump
				}
				continue
			}
			if int64(a.n) != immB(pc) {
				d := immC(pc)
				pc = unsafe.Add(pc, d*8)
				if d < 0 {
					goto back
				}
				continue dispatch
			}
		case bytecode.OpJumpLtInt, bytecode.OpJumpNotGeInt: // without NaN these are the same
			a := regA(m, base, pc)
			if a.p != tInt {
				if a.p != tFloat || *float(a) != *float(a) {
					goto slow
				}
				if *float(a) < float64(immB(pc)) {
					goto jump
				}
				continue
			}
			if int64(a.n) < immB(pc) {
				d := immC(pc)
				pc = unsafe.Add(pc, d*8)
				if d < 0 {
					goto back
				}
				continue dispatch
			}
		case bytecode.OpJumpNotLtInt, bytecode.OpJumpGeInt:
			a := regA(m, base, pc)
			if a.p != tInt {
				if a.p != tFloat || *float(a) != *float(a) {
					goto slow
				}
				if *float(a) >= float64(immB(pc)) {
					goto jump
				}
				continue
			}
			if int64(a.n) >= immB(pc) {
				d := immC(pc)
				pc = unsafe.Add(pc, d*8)
				if d < 0 {
					goto back
				}
				continue dispatch
			}
		case bytecode.OpJumpLeInt, bytecode.OpJumpNotGtInt:
			a := regA(m, base, pc)
			if a.p != tInt {
				if a.p != tFloat || *float(a) != *float(a) {
					goto slow
				}
				if *float(a) <= float64(immB(pc)) {
					goto jump
				}
				continue
			}
			if int64(a.n) <= immB(pc) {
				d := immC(pc)
				pc = unsafe.Add(pc, d*8)
				if d < 0 {
					goto back
				}
				continue dispatch
			}
		case bytecode.OpJumpNotLeInt, bytecode.OpJumpGtInt:
			a := regA(m, base, pc)
			if a.p != tInt {
				if a.p != tFloat || *float(a) != *float(a) {
					goto slow
				}
				if *float(a) > float64(immB(pc)) {
					goto jump
				}
				continue
			}
			if int64(a.n) > immB(pc) {
				d := immC(pc)
				pc = unsafe.Add(pc, d*8)
				if d < 0 {
					goto back
				}
				continue dispatch
			}
		case bytecode.OpJumpLtNum, bytecode.OpJumpNotGeNum:
			a := regA(m, base, pc)
			if a.p != tInt || fieldX(pc) != 0 {
				if a.p != tFloat || fieldX(pc) == 0 || *float(a) != *float(a) {
					goto slow
				}
				if *float(a) < *(*float64)(unsafe.Add(pc, 8)) {
					goto jumpWord
				}
				pc = unsafe.Add(pc, 8)
				continue
			}
			if int64(a.n) < *(*int64)(unsafe.Add(pc, 8)) {
				d := immC(pc)
				pc = unsafe.Add(pc, d*8+8)
				if d < 0 {
					goto back
				}
				continue dispatch
			}
			pc = unsafe.Add(pc, 8)
		case bytecode.OpJumpNotLtNum, bytecode.OpJumpGeNum:
			a := regA(m, base, pc)
			if a.p != tInt || fieldX(pc) != 0 {
				if a.p != tFloat || fieldX(pc) == 0 || *float(a) != *float(a) {
					goto slow
				}
				if *float(a) >= *(*float64)(unsafe.Add(pc, 8)) {
					goto jumpWord
				}
				pc = unsafe.Add(pc, 8)
				continue
			}
			if int64(a.n) >= *(*int64)(unsafe.Add(pc, 8)) {
				d := immC(pc)
				pc = unsafe.Add(pc, d*8+8)
				if d < 0 {
					goto back
				}
				continue dispatch
			}
			pc = unsafe.Add(pc, 8)
		case bytecode.OpJumpLeNum, bytecode.OpJumpNotGtNum:
			a := regA(m, base, pc)
			if a.p != tInt || fieldX(pc) != 0 {
				if a.p != tFloat || fieldX(pc) == 0 || *float(a) != *float(a) {
					goto slow
				}
				if *float(a) <= *(*float64)(unsafe.Add(pc, 8)) {
					goto jumpWord
				}
				pc = unsafe.Add(pc, 8)
				continue
			}
			if int64(a.n) <= *(*int64)(unsafe.Add(pc, 8)) {
				d := immC(pc)
				pc = unsafe.Add(pc, d*8+8)
				if d < 0 {
					goto back
				}
				continue dispatch
			}
			pc = unsafe.Add(pc, 8)
		case bytecode.OpJumpNotLeNum, bytecode.OpJumpGtNum:
			a := regA(m, base, pc)
			if a.p != tInt || fieldX(pc) != 0 {
				if a.p != tFloat || fieldX(pc) == 0 || *float(a) != *float(a) {
					goto slow
				}
				if *float(a) > *(*float64)(unsafe.Add(pc, 8)) {
					goto jumpWord
				}
				pc = unsafe.Add(pc, 8)
				continue
			}
			if int64(a.n) > *(*int64)(unsafe.Add(pc, 8)) {
				d := immC(pc)
				pc = unsafe.Add(pc, d*8+8)
				if d < 0 {
					goto back
				}
				continue dispatch
			}
			pc = unsafe.Add(pc, 8)

		case bytecode.OpJumpEqK:
			a, k := regA(m, base, pc), constAt(m, asClosure(m, (*Value)(base)).mod, int64(fieldB(pc))<<4)
			if a.p != k.p {
				if a.kind() == KindString && alike(a.str(), k.str()) && !a.interned() {
					goto slow
				}
				continue
			}
			d := immC(pc)
			pc = unsafe.Add(pc, d*8)
			if d < 0 {
				goto back
			}
			continue dispatch
		case bytecode.OpJumpNeK:
			a, k := regA(m, base, pc), constAt(m, asClosure(m, (*Value)(base)).mod, int64(fieldB(pc))<<4)
			if a.p != k.p {
				if a.kind() == KindString && alike(a.str(), k.str()) && !a.interned() {
					goto slow
				}
				d := immC(pc)
				pc = unsafe.Add(pc, d*8)
				if d < 0 {
					goto back
				}
				continue dispatch
			}
		case bytecode.OpJumpNotSeq:
			a, n := regA(m, base, pc), -1
			if fieldX(pc)&1 == 0 {
				if a.kind() == KindList {
					n = asList(m, a).len
				}
			} else if a.kind() == KindTuple {
				n = len(asTuple(m, a).items)
			}
			if want := int(fieldB(pc)); n != want && (n < want || fieldX(pc)&2 == 0) {
				pc = unsafe.Add(pc, immC(pc)*8)
				continue dispatch
			}
		case bytecode.OpJumpIfAbsent:
			if a := regA(m, base, pc); a.p == tagAbsent() {
				putScalar(a, tagNil(), 0)
				pc = unsafe.Add(pc, wide(pc))
				continue dispatch
			}

		case bytecode.OpCall:
			f := regA(m, base, pc)
			if uint32(*(*uint16)(f.p)) != uint32(KindFunction)|uint32(fieldB(pc))<<8 {
				if f.kind() == KindClass {
					src = f
					goto construct
				}
				goto slow
			}
			c := asClosure(m, f)
			if uintptr(unsafe.Pointer(f))+uintptr(c.aux) > m.limit || m.depth <= 0 {
				goto slow
			}
			m.depth--
			f.n = uint64(uintptr(pc)) | uint64(fieldA(pc))<<retBits
			base = unsafe.Pointer(f)
			pc = c.code
			m.fuel--
			if m.fuel < 0 {
				goto fuel
			}
		case bytecode.OpCallGlobal:
			f := regA(m, base, pc)
			g := globalAt(m, asClosure(m, (*Value)(base)).mod, int64(fieldC(pc))<<4)
			if uint32(*(*uint16)(g.p)) != uint32(KindFunction)|uint32(fieldB(pc))<<8 {
				if g.kind() == KindClass {
					src = g
					goto construct
				}
				goto slow
			}
			c := asClosure(m, g)
			if uintptr(unsafe.Pointer(f))+uintptr(c.aux) > m.limit || m.depth <= 0 {
				goto slow
			}
			m.depth--
			if f.p != unsafe.Pointer(c) {
				f.p = unsafe.Pointer(c)
			}
			f.n = uint64(uintptr(pc)) | uint64(fieldA(pc))<<retBits
			base = unsafe.Pointer(f)
			pc = c.code
			m.fuel--
			if m.fuel < 0 {
				goto fuel
			}
		case bytecode.OpCallUp:
			f, u := regA(m, base, pc), upvalue(m, base, fieldC(pc))
			if uint32(*(*uint16)(u.p)) != uint32(KindFunction)|uint32(fieldB(pc))<<8 {
				goto slow
			}
			c := asClosure(m, u)
			if uintptr(unsafe.Pointer(f))+uintptr(c.aux) > m.limit || m.depth <= 0 {
				goto slow
			}
			m.depth--
			if f.p != unsafe.Pointer(c) {
				f.p = unsafe.Pointer(c)
			}
			f.n = uint64(uintptr(pc)) | uint64(fieldA(pc))<<retBits
			base = unsafe.Pointer(f)
			pc = c.code
			m.fuel--
			if m.fuel < 0 {
				goto fuel
			}
		case bytecode.OpCallReg:
			f, r := regA(m, base, pc), regC(m, base, pc)
			if uint32(*(*uint16)(r.p)) != uint32(KindFunction)|uint32(fieldB(pc))<<8 {
				if r.kind() == KindClass {
					src = r
					goto construct
				}
				goto slow
			}
			c := asClosure(m, r)
			if uintptr(unsafe.Pointer(f))+uintptr(c.aux) > m.limit || m.depth <= 0 {
				goto slow
			}
			m.depth--
			if f.p != unsafe.Pointer(c) {
				f.p = unsafe.Pointer(c)
			}
			f.n = uint64(uintptr(pc)) | uint64(fieldA(pc))<<retBits
			base = unsafe.Pointer(f)
			pc = c.code
			m.fuel--
			if m.fuel < 0 {
				goto fuel
			}
		case bytecode.OpCallSelf:
			f, u := regA(m, base, pc), (*Value)(base)
			if uint32(*(*uint16)(u.p)) != uint32(KindFunction)|uint32(fieldB(pc))<<8 {
				goto slow
			}
			c := asClosure(m, u)
			if uintptr(unsafe.Pointer(f))+uintptr(c.aux) > m.limit || m.depth <= 0 {
				goto slow
			}
			m.depth--
			if f.p != unsafe.Pointer(c) {
				f.p = unsafe.Pointer(c)
			}
			f.n = uint64(uintptr(pc)) | uint64(fieldA(pc))<<retBits
			base = unsafe.Pointer(f)
			pc = c.code
			m.fuel--
			if m.fuel < 0 {
				goto fuel
			}
		case bytecode.OpReturn:
			v, h := regA(m, base, pc), (*Value)(base)
			back := h.n
			h.p, h.n = v.p, v.n
			m.depth++
			pc = unsafe.Add(unsafe.Pointer(nil), back&retMask)
			base = unsafe.Add(base, -int64(back>>retBits))
		case bytecode.OpReturnNil:
			h := (*Value)(base)
			back := h.n
			h.p, h.n = tagNil(), 0
			m.depth++
			pc = unsafe.Add(unsafe.Pointer(nil), back&retMask)
			base = unsafe.Add(base, -int64(back>>retBits))
		case bytecode.OpReturnAdd:
			b, c := regB(m, base, pc), regC(m, base, pc)
			if b.p != tInt || c.p != tInt {
				goto slow
			}
			s := b.n + c.n
			if int64((s^b.n)&(s^c.n)) < 0 {
				goto slow
			}
			h := (*Value)(base)
			back := h.n
			h.p, h.n = tInt, s
			m.depth++
			pc = unsafe.Add(unsafe.Pointer(nil), back&retMask)
			base = unsafe.Add(base, -int64(back>>retBits))
		case bytecode.OpReturnTuple:
			h, n := (*Value)(base), fieldC(pc)
			back := h.n
			next := unsafe.Add(unsafe.Pointer(nil), back&retMask+8)
			if fetch(m, next) != bytecode.OpUnpackResult || fieldC(next) != n || uint64(fieldB(next)) != back>>retBits {
				goto slow
			}
			base = unsafe.Add(base, -int64(back>>retBits))
			a, b := regA(m, base, next), (*Value)(unsafe.Add(unsafe.Pointer(h), fieldB(pc)))
			for *a = *b; n > 1; n-- { // what is behind the last may be no register
				a, b = after(m, a), after(m, b)
				*a = *b
			}
			m.depth++
			pc = next

		case bytecode.OpGetField:
			b := regB(m, base, pc)
			if *(*uint64)(b.p) != *(*uint64)(unsafe.Add(pc, 8)) {
				goto slow
			}
			a, s := regA(m, base, pc), fieldOf(m, b.p, uint64(fieldX(pc)))
			if b.kind()-KindInstance > KindRecord-KindInstance {
				s = slotOf(m, asDict(m, b), uint64(fieldX(pc)))
			}
			pc = unsafe.Add(pc, 8)
			if a.p != s.p {
				dst, src = a, s
				goto put
			}
			a.n = s.n
		case bytecode.OpGetKey:
			b := regB(m, base, pc)
			if *(*uint64)(b.p) != *(*uint64)(unsafe.Add(pc, 8)) {
				goto slow
			}
			a, s := regA(m, base, pc), slotOf(m, asDict(m, b), uint64(fieldX(pc)))
			pc = unsafe.Add(pc, 8)
			if a.p != s.p {
				dst, src = a, s
				goto put
			}
			a.n = s.n
		case bytecode.OpUnpackRecord:
			b := regB(m, base, pc)
			if b.kind() != KindRecord {
				goto slow
			}
			in, n := asInstance(m, b), uint64(fieldC(pc))
			if in.flags != 0 || n != uint64(len(in.class.fields)) {
				goto slow
			}
			a := regA(m, base, pc)
			for i := uint64(0); ; a = after(m, a) {
				*a = *fieldOf(m, unsafe.Pointer(in), i)
				if i++; i == n {
					break
				}
			}
		case bytecode.OpSetField:
			a := regA(m, base, pc)
			if h := *(*uint64)(a.p) ^ *(*uint64)(unsafe.Add(pc, 8)); h != 0 {
				if h != onceWord { // else a field that is set once
					goto slow
				}
				b, s := regB(m, base, pc), fieldOf(m, a.p, uint64(fieldX(pc)))
				if s.p != tagUnset() {
					goto slow
				}
				pc = unsafe.Add(pc, 8)
				dst, src = s, b
				goto put
			}
			b, s := regB(m, base, pc), fieldOf(m, a.p, uint64(fieldX(pc)))
			if a.kind() == KindMap {
				s = slotOf(m, asDict(m, a), uint64(fieldX(pc)))
			}
			pc = unsafe.Add(pc, 8)
			if s.p != b.p {
				dst, src = s, b
				goto put
			}
			s.n = b.n
		case bytecode.OpGetIndex:
			b, c := regB(m, base, pc), regC(m, base, pc)
			if b.kind() != KindList || c.p != tInt {
				goto getElement
			}
			l := asList(m, b)
			if c.n >= uint64(l.len) {
				goto slow
			}
			a := regA(m, base, pc)
			if l.tag != nil {
				n := *(*uint64)(unsafe.Add(l.data, c.n*8))
				if a.p != l.tag {
					a.p = l.tag
				}
				a.n = n
				continue
			}
			e := (*Value)(unsafe.Add(l.data, c.n*16))
			if a.p != e.p {
				dst, src = a, e
				goto put
			}
			a.n = e.n
		case bytecode.OpGetIndexInt:
			b := regB(m, base, pc)
			if b.kind() != KindList {
				goto slow
			}
			l := asList(m, b)
			if uint64(immC(pc)) >= uint64(l.len) {
				goto slow
			}
			a := regA(m, base, pc)
			if l.tag != nil {
				n := *(*uint64)(unsafe.Add(l.data, uint64(fieldC(pc))*8))
				if a.p != l.tag {
					a.p = l.tag
				}
				a.n = n
				continue
			}
			e := (*Value)(unsafe.Add(l.data, uint64(fieldC(pc))*16))
			if a.p != e.p {
				dst, src = a, e
				goto put
			}
			a.n = e.n
		case bytecode.OpSetIndex:
			a, b := regA(m, base, pc), regB(m, base, pc)
			if a.kind() != KindList || b.p != tInt {
				goto setElement
			}
			l, c := asList(m, a), regC(m, base, pc)
			if b.n >= uint64(l.len) {
				goto slow
			}
			if l.tag != nil {
				if c.p != l.tag {
					goto slow
				}
				*(*uint64)(unsafe.Add(l.data, b.n*8)) = c.n
				continue
			}
			e := (*Value)(unsafe.Add(l.data, b.n*16))
			if e.p != c.p {
				dst, src = e, c
				goto put
			}
			e.n = c.n
		case bytecode.OpNewRecordMap:
			m.pc, m.base = uintptr(pc), uintptr(base)
			m.makeRecordMap(*(*uint64)(pc))
			pc, base = unsafe.Add(unsafe.Pointer(nil), m.pc), unsafe.Add(unsafe.Pointer(nil), m.base)
		case bytecode.OpNewMap:
			m.pc, m.base = uintptr(pc), uintptr(base)
			m.makeMap(*(*uint64)(pc))
			pc, base = unsafe.Add(unsafe.Pointer(nil), m.pc), unsafe.Add(unsafe.Pointer(nil), m.base)
		case bytecode.OpLen:
			b := regB(m, base, pc)
			var n int
			switch b.kind() {
			case KindList:
				n = asList(m, b).len
			case KindString:
				n = len(b.str())
			default:
				goto slow
			}
			a := regA(m, base, pc)
			if !isTag(a.p) {
				goto free
			}
			putScalar(a, tInt, uint64(n))
		case bytecode.OpNewTuple:
			m.pc, m.base = uintptr(pc), uintptr(base)
			m.packTuple(*(*uint64)(pc))
			pc, base = unsafe.Add(unsafe.Pointer(nil), m.pc), unsafe.Add(unsafe.Pointer(nil), m.base)
		case bytecode.OpUnpack, bytecode.OpUnpackResult:
			b := regB(m, base, pc)
			if b.kind() != KindTuple || fieldX(pc) != 0 {
				goto slow
			}
			t, n := asTuple(m, b), uint64(fieldC(pc))
			if n != uint64(len(t.items)) || n == 0 {
				goto slow
			}
			a := regA(m, base, pc)
			*a = *itemOf(m, t, 0)
			for i := uint64(1); i < n; i++ {
				a = after(m, a)
				*a = *itemOf(m, t, i)
			}
		case bytecode.OpNewList:
			m.pc, m.base = uintptr(pc), uintptr(base)
			m.makeList(*(*uint64)(pc))
			pc, base = unsafe.Add(unsafe.Pointer(nil), m.pc), unsafe.Add(unsafe.Pointer(nil), m.base)
		case bytecode.OpCallMethod:
			if r := after(m, regA(m, base, pc)); r.kind()-KindInstance <= KindRecord-KindInstance {
				e := methodOf(m, asInstance(m, r).class, fieldX(pc))
				if e.word == *(*uint64)(unsafe.Add(pc, 8)) {
					f, c := regA(m, base, pc), e.fn
					if uint16(c.arity) == fieldB(pc) && uintptr(unsafe.Pointer(f))+uintptr(c.aux) <= m.limit && m.depth > 0 {
						m.depth--
						f.p = unsafe.Pointer(c) // where the result of the last call stood: a test whether it changes only costs
						f.n = uint64(uintptr(pc)+8) | uint64(fieldA(pc))<<retBits
						base = unsafe.Pointer(f)
						pc = c.code
						m.fuel--
						if m.fuel < 0 {
							goto fuel
						}
						continue
					}
				}
			}
			if r := after(m, regA(m, base, pc)); r.kind() == KindList && *(*int64)(unsafe.Add(pc, 8)) < emptyCache && fieldB(pc) == 2 {
				l, v := asList(m, r), after(m, r)
				if l.len < l.cap && l.tag == v.p { // the list is packed, and v fits
					*(*uint64)(unsafe.Add(l.data, l.len*8)) = v.n
					l.len++
					*regA(m, base, pc) = *r
					pc = unsafe.Add(pc, 8)
					goto back
				}
				if l.len < l.cap && l.tag == nil && l.len > 0 {
					*(*Value)(unsafe.Add(l.data, l.len*16)) = *v
					l.len++
					*regA(m, base, pc) = *r
					pc = unsafe.Add(pc, 8)
					goto back
				}
			}
			if r := after(m, regA(m, base, pc)); r.kind() == KindList && isScriptWord(*(*uint64)(unsafe.Add(pc, 8))) && fieldB(pc) == 2 {
				// A method of the prelude; those with one parameter take a function.
				f, c := regA(m, base, pc), cachedScript(m, pc)
				if after(m, r).kind() == KindFunction && c.arity == 2 && uintptr(unsafe.Pointer(f))+uintptr(c.aux) <= m.limit && m.depth > 0 {
					m.depth--
					f.p = unsafe.Pointer(c)
					f.n = uint64(uintptr(pc)+8) | uint64(fieldA(pc))<<retBits
					base = unsafe.Pointer(f)
					pc = c.code
					m.fuel--
					if m.fuel < 0 {
						goto fuel
					}
					continue
				}
			}
			m.pc, m.base = uintptr(pc), uintptr(base)
			m.callMethod(*(*uint64)(pc))
			pc, base = unsafe.Add(unsafe.Pointer(nil), m.pc), unsafe.Add(unsafe.Pointer(nil), m.base)

		case bytecode.OpTailCall:
			r := regA(m, base, pc)
			if uint32(*(*uint16)(r.p)) != uint32(KindFunction)|uint32(fieldB(pc))<<8 {
				if r.kind() != KindClass {
					goto slow
				}
				m.pc, m.base = uintptr(pc), uintptr(base)
				m.tailCallClass(asClass(m, r), *(*uint64)(pc))
				pc, base = unsafe.Add(unsafe.Pointer(nil), m.pc), unsafe.Add(unsafe.Pointer(nil), m.base)
				continue
			}
			h, c := (*Value)(base), asClosure(m, r)
			if uintptr(base)+uintptr(c.aux) > m.limit {
				goto slow
			}
			h.p = unsafe.Pointer(c)
			for n, to := fieldB(pc), h; n > 0; n-- {
				to, r = after(m, to), after(m, r)
				*to = *r
			}
			pc = c.code
			m.fuel--
			if m.fuel < 0 {
				goto fuel
			}
		case bytecode.OpTailCallMethod:
			if r := after(m, regA(m, base, pc)); r.kind()-KindInstance <= KindRecord-KindInstance {
				e := methodOf(m, asInstance(m, r).class, fieldX(pc))
				if e.word == *(*uint64)(unsafe.Add(pc, 8)) {
					h, c := (*Value)(base), e.fn
					if n := fieldB(pc); uint16(c.arity) == n && uintptr(base)+uintptr(c.aux) <= m.limit {
						h.p = unsafe.Pointer(c)
						for to := h; n > 0; n-- {
							to = after(m, to)
							*to = *r
							if n > 1 {
								r = after(m, r)
							}
						}
						pc = c.code
						m.fuel--
						if m.fuel < 0 {
							goto fuel
						}
						continue
					}
				}
			}
			m.pc, m.base = uintptr(pc), uintptr(base)
			m.tailCallMethod(*(*uint64)(pc))
			pc, base = unsafe.Add(unsafe.Pointer(nil), m.pc), unsafe.Add(unsafe.Pointer(nil), m.base)

		case bytecode.OpInitFields:
			a, b := regA(m, base, pc), regB(m, base, pc)
			if a.kind() != KindInstance || b.p != tInt || b.n < uint64(len(asInstance(m, a).class.initialisers)) {
				goto slow
			}
		case bytecode.OpEndInit:
			if a := regA(m, base, pc); *(*uint32)(a.p) != uint32(KindInstance) { // else it was complete from the start
				goto complete
			}

		case bytecode.OpForPrep:
			a := regA(m, base, pc)
			last := after(m, a)
			if a.p != tInt || last.p != tInt {
				goto slow
			}
			n := int64(last.n)
			if fieldX(pc) == 0 { // a range without its end
				if n == math.MinInt64 {
					goto slow
				}
				n--
			}
			if int64(a.n) > n {
				pc = unsafe.Add(pc, wide(pc))
				continue dispatch
			}
			last.n = uint64(n)
		case bytecode.OpForLoop:
			a := regA(m, base, pc)
			if int64(a.n) < int64(after(m, a).n) {
				a.n++
				// The address of the next instruction depends on what is read from
				// the last one, and so on through all turns. Taking the target of
				// the last turn breaks that chain where the processor predicts that
				// it is the same: an empty loop is 1.7 times faster.
				t := uintptr(unsafe.Add(pc, wide(pc)))
				pc = unsafe.Add(unsafe.Pointer(nil), m.target)
				if m.target != t {
					m.target = t
					pc = unsafe.Add(unsafe.Pointer(nil), t)
				}
				m.fuel--
				if m.fuel < 0 {
					goto fuel
				}
			}
		case bytecode.OpIterNext2:
			b := regB(m, base, pc)
			i := after(m, b)
			if b.kind() != KindList || i.p != tagAbsent() {
				goto slow
			}
			l := asList(m, b)
			if i.n >= uint64(l.len) {
				continue
			}
			a := regA(m, base, pc)
			if a.p != tInt {
				a.p = tInt
			}
			a.n = i.n
			a = after(m, a)
			if l.tag != nil {
				n := *(*uint64)(unsafe.Add(l.data, i.n*8))
				if a.p != l.tag {
					a.p = l.tag
				}
				a.n = n
			} else {
				*a = *(*Value)(unsafe.Add(l.data, i.n*16))
			}
			i.n++
			pc = unsafe.Add(pc, immC(pc)*8+8)
			goto back
		case bytecode.OpIterNext:
			b := regB(m, base, pc)
			switch b.kind() {
			case KindList:
				i, l := after(m, b), asList(m, b)
				if i.n >= uint64(l.len) {
					continue
				}
				a := regA(m, base, pc)
				if l.tag != nil {
					n := *(*uint64)(unsafe.Add(l.data, i.n*8))
					if a.p != l.tag {
						a.p = l.tag
					}
					a.n = n
				} else {
					e := (*Value)(unsafe.Add(l.data, i.n*16))
					if a.p != e.p {
						a.p = e.p
					}
					a.n = e.n
				}
				i.n++
				d := immC(pc)
				pc = unsafe.Add(pc, d*8)
				if d < 0 {
					goto back
				}
				continue dispatch
			case KindRange:
				i, r := after(m, b), asRange(m, b)
				if i.n >= r.count {
					continue
				}
				a := regA(m, base, pc)
				if a.p != tInt {
					goto retagInt
				}
				a.n = uint64(r.start) + i.n*uint64(r.step)
				i.n++
				d := immC(pc)
				pc = unsafe.Add(pc, d*8)
				if d < 0 {
					goto back
				}
				continue dispatch
			case KindCoroutine:
				co := asCoroutine(m, b)
				if co.arity > statusSuspended || co.depth >= m.depth {
					goto slow
				}
				cur := m.cur
				cur.pc, cur.base = uintptr(pc), uintptr(base)
				*(*uint64)(unsafe.Pointer(cur)) = uint64(KindCoroutine) | uint64(statusWaiting)<<8 | uint64(cur.flags)<<16 | uint64(fieldA(pc))<<32 | uint64(fieldC(pc))<<48
				co.arity = statusRunning
				co.resumer = cur
				m.cur, m.limit = co, co.limit
				co.depth, m.depth = m.depth, m.depth-co.depth-1
				pc, base = unsafe.Add(unsafe.Pointer(nil), co.pc), unsafe.Add(unsafe.Pointer(nil), co.base)
				d := (*Value)(unsafe.Add(base, co.aux&0xffff))
				if d.p != tagNil() {
					d.p = tagNil()
				}
				d.n = 0
				m.fuel--
				if m.fuel < 0 {
					goto fuel
				}
				continue
			}
			goto slow

		case bytecode.OpNewCoroutine:
			m.pc, m.base = uintptr(pc), uintptr(base)
			m.makeCoroutine(*(*uint64)(pc))
			pc, base = unsafe.Add(unsafe.Pointer(nil), m.pc), unsafe.Add(unsafe.Pointer(nil), m.base)
		case bytecode.OpYield:
			co := m.cur
			r := co.resumer
			if r == nil || co.flags&flagNoYield != 0 {
				goto slow
			}
			v := regB(m, base, pc)
			co.pc, co.base = uintptr(pc), uintptr(base)
			*(*uint64)(unsafe.Pointer(co)) = uint64(KindCoroutine) | uint64(statusSuspended)<<8 | uint64(co.flags)<<16 | uint64(fieldA(pc))<<32
			co.depth, m.depth = co.depth-m.depth-1, co.depth
			co.resumer = nil
			r.arity = statusRunning
			m.cur, m.limit = r, r.limit
			base = unsafe.Add(unsafe.Pointer(nil), r.base)
			pc = unsafe.Add(unsafe.Pointer(nil), int64(r.pc)+int64(int32(r.aux)>>16)*8)
			d := (*Value)(unsafe.Add(base, r.aux&0xffff))
			if d.p != v.p {
				dst, src = d, v
				goto put
			}
			d.n = v.n
		case bytecode.OpResume:
			b, c := regB(m, base, pc), &Nil
			if fieldX(pc) == 0 {
				c = regC(m, base, pc)
			}
			if h := *(*uint16)(b.p); h != uint16(KindCoroutine)|uint16(statusSuspended)<<8 &&
				(h != uint16(KindCoroutine)|uint16(statusNew)<<8 || c.p != tagNil()) {
				goto slow
			}
			co := asCoroutine(m, b)
			if co.depth >= m.depth {
				goto slow
			}
			cur := m.cur
			cur.pc, cur.base = uintptr(pc), uintptr(base)
			*(*uint64)(unsafe.Pointer(cur)) = uint64(KindCoroutine) | uint64(statusWaiting)<<8 | uint64(cur.flags)<<16 | uint64(fieldA(pc))<<32
			co.arity = statusRunning
			co.resumer = cur
			m.cur, m.limit = co, co.limit
			co.depth, m.depth = m.depth, m.depth-co.depth-1
			pc, base = unsafe.Add(unsafe.Pointer(nil), co.pc), unsafe.Add(unsafe.Pointer(nil), co.base)
			d := (*Value)(unsafe.Add(base, co.aux&0xffff))
			if d.p != c.p {
				d.p = c.p
			}
			d.n = c.n
			m.fuel--
			if m.fuel < 0 {
				goto fuel
			}

		case bytecode.OpCoroutineEnd:
			m.finish(*regA(m, base, pc))
			pc, base = unsafe.Add(unsafe.Pointer(nil), m.pc), unsafe.Add(unsafe.Pointer(nil), m.base)
		case bytecode.OpFinish:
			m.pc, m.base = uintptr(pc), uintptr(base)
			m.finishInstruction()
			pc, base = unsafe.Add(unsafe.Pointer(nil), m.pc), unsafe.Add(unsafe.Pointer(nil), m.base)
		case bytecode.OpHalt:
			m.pc, m.base = uintptr(pc), uintptr(base)
			return
		case 255:
			goto slow
		default:
			goto slow
		}
		continue

	jump: // a condition holds
		if d := immC(pc); d >= 0 {
			pc = unsafe.Add(pc, d*8)
			continue
		}
		pc = unsafe.Add(pc, immC(pc)*8)
		goto back
	jumpWord: // the same with an inline word
		if d := immC(pc); d >= 0 {
			pc = unsafe.Add(pc, d*8+8)
			continue
		}
		pc = unsafe.Add(pc, immC(pc)*8+8)
		goto back
	mixed: // arithmetic on an int and a float, or on what the case does not know
		if b, c := regB(m, base, pc), regC(m, base, pc); b.p == tInt && c.p == tFloat {
			x, y = float64(int64(b.n)), *float(c)
		} else if b.p == tFloat && c.p == tInt {
			x, y = *float(b), float64(int64(c.n))
		} else {
			goto slow
		}
		dst = regA(m, base, pc)
	floats: // *dst = x sign y
		switch sign {
		case '+':
			x += y
		case '-':
			x -= y
		case '*':
			x *= y
		default:
			x /= y
		}
		if dst.p != tFloat {
			dst.p = tFloat
		}
		*float(dst) = x
		continue
	product: // *dst = u * w, ints of more than 32 bits
		if hi, lo := bits.Mul64(u, w); hi-u&uint64(int64(w)>>63)-w&uint64(int64(u)>>63) == uint64(int64(lo)>>63) {
			if dst.p != tInt {
				dst.p = tInt
			}
			dst.n = lo
			continue
		}
		goto slow // an overflow
	put: // *dst = *src, of which p changes
		dst.p = src.p
		dst.n = src.n
		continue
	retagInt: // R[A] was no int: make it one, and execute again
		if a := regA(m, base, pc); isTag(a.p) {
			putScalar(a, tInt, 0)
		} else {
			a.p = tInt
		}
		pc = unsafe.Add(pc, -8)
		continue
	retagFloat:
		if a := regA(m, base, pc); isTag(a.p) {
			putScalar(a, tFloat, 0)
		} else {
			a.p = tFloat
		}
		pc = unsafe.Add(pc, -8)
		continue
	free: // R[A] refers to an object: let go of it, and execute again
		*regA(m, base, pc) = Nil
		pc = unsafe.Add(pc, -8)
		continue
	back: // after a jump backwards
		m.fuel--
		if m.fuel >= 0 {
			continue
		}
	fuel: // the instruction is done, and its fuel is overdrawn
		m.pc, m.base = uintptr(pc), uintptr(base)
		m.refuel()
		pc, base = unsafe.Add(unsafe.Pointer(nil), m.pc), unsafe.Add(unsafe.Pointer(nil), m.base)
		continue

	getElement: // not of a list
		m.pc, m.base = uintptr(pc), uintptr(base)
		m.getElement(*(*uint64)(pc))
		pc, base = unsafe.Add(unsafe.Pointer(nil), m.pc), unsafe.Add(unsafe.Pointer(nil), m.base)
		continue
	setElement:
		m.pc, m.base = uintptr(pc), uintptr(base)
		m.setElement(*(*uint64)(pc))
		pc, base = unsafe.Add(unsafe.Pointer(nil), m.pc), unsafe.Add(unsafe.Pointer(nil), m.base)
		continue
	construct: // the instruction calls *src, a class
		m.pc, m.base = uintptr(pc), uintptr(base)
		m.callClass(asClass(m, src), *(*uint64)(pc))
		pc, base = unsafe.Add(unsafe.Pointer(nil), m.pc), unsafe.Add(unsafe.Pointer(nil), m.base)
		continue
	complete: // the instance that the instruction names
		m.pc, m.base = uintptr(pc), uintptr(base)
		m.completeInstance(*(*uint64)(pc))
		pc, base = unsafe.Add(unsafe.Pointer(nil), m.pc), unsafe.Add(unsafe.Pointer(nil), m.base)
		continue
	slow: // the case does not know these kinds
		m.pc, m.base = uintptr(pc), uintptr(base)
		m.slow(*(*uint64)(pc))
		pc, base = unsafe.Add(unsafe.Pointer(nil), m.pc), unsafe.Add(unsafe.Pointer(nil), m.base)
	}
}

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}
