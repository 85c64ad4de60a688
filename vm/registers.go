//go:build gc && (amd64 || arm64) && !coro_checked

// Calls of Go functions of most types without reflection, in the registers of the machine.

package vm

import (
	"math"
	"reflect"
	"time"
	"unsafe"
)

// Go passes the first words of arguments in registers: those of integers, pointers and
// strings in one row, floats in another, each row in the order of the parameters. Nobody
// looks at the upper part of a register with a small integer, nor at what is left of a row.
// So a function with few parameters, of whatever types, can be called as one that takes
// both rows, if only its result is of the right type: see https://go.dev/s/regabi.
// TestCallsInRegisters tries all of it, and that the collector finds what it has to.
//
// reflect.Value.Call takes 180 ns, with arguments that are ready; this takes 10 ns.
const (
	rowOfIntegers = 6
	rowOfFloats   = 4
)

// registers are the arguments of a call.
type registers struct {
	integers [rowOfIntegers]uint64
	floats   [rowOfFloats]float64
	i, f     int // how many there are so far

	made [rowOfIntegers]unsafe.Pointer // what the arguments were made of, until the function has them
	n    int
}

// A function with one result, and one that may fail besides.
type (
	registerCall[R any]      = func(a, b, c, d, e, f uint64, w, x, y, z float64) R
	registerCallOrErr[R any] = func(a, b, c, d, e, f uint64, w, x, y, z float64) (R, error)
)

// inRegisters returns the function of a native that makes the call so, or nil if the type
// of the function does not allow it.
func (h *hostCall) inRegisters() nativeFunc {
	t := h.fn.Type()
	if h.variadic || h.callbacks || h.receiver && t.In(0).Kind() != reflect.Pointer {
		return nil
	}
	integers, floats := 0, 0
	for i := range t.NumIn() {
		n, m, ok := registersOf(t.In(i))
		integers, floats = integers+n, floats+m
		if !ok || integers > rowOfIntegers || floats > rowOfFloats {
			return nil
		}
	}
	invoke := h.invoker()
	if invoke == nil {
		return nil
	}
	return func(c *Call, args []Value) (_ Value, err error) {
		defer catchPanic(h.name, &err) // of what converts, too
		r := &c.registers
		r.i, r.f = 0, 0
		if err := h.load(c, r, args); err != nil {
			return Nil, err
		}
		v, err := invoke(c, r)
		if r.n > 0 {
			clear(r.made[:])
			r.n = 0
		}
		return v, err
	}
}

// registersOf returns how many registers a parameter takes; ok is false for the types that
// are passed in other ways, or of which a part is no full word.
func registersOf(t reflect.Type) (integers, floats int, ok bool) {
	switch k := t.Kind(); k {
	case reflect.Float64:
		return 0, 1, true
	case reflect.Float32, reflect.Complex64, reflect.Complex128, reflect.Array:
		return 0, 0, false
	case reflect.Struct:
		return 2, 0, t == valueType
	}
	return int(t.Size()+7) / 8, 0, true
}

// load puts the arguments into the registers.
func (h *hostCall) load(c *Call, r *registers, args []Value) error {
	if h.receiver {
		r.pointer(args[0].host().v.UnsafePointer())
		args = args[1:]
	}
	if h.takesCtx {
		c.m.nativeContext()
		r.words(unsafe.Pointer(&c.m.inner), 2)
	}
	if h.takesCall {
		r.pointer(unsafe.Pointer(c))
	}
	for i, t := range h.params {
		if err := r.load(c, t, args[i]); err != nil {
			return argumentError(h.name, i, err)
		}
	}
	return nil
}

func (r *registers) integer(n uint64) {
	r.integers[r.i] = n
	r.i++
}

// pointer takes a pointer to what the VM holds.
func (r *registers) pointer(p unsafe.Pointer) { r.integer(uint64(uintptr(p))) }

// words takes n words from memory.
func (r *registers) words(p unsafe.Pointer, n uintptr) {
	for _, word := range unsafe.Slice((*uint64)(p), n) {
		r.integer(word)
	}
}

// load converts a value to a t.
func (r *registers) load(c *Call, t reflect.Type, v Value) error {
	switch k := t.Kind(); {
	case t == valueType:
		v = c.m.leaving(v)
		r.pointer(v.p)
		r.integer(v.n)
		return nil
	case t == durationType || k == reflect.Interface || k == reflect.Slice || k == reflect.Map || k == reflect.Chan || k == reflect.Func:
		return r.convert(c, t, v)
	case k == reflect.Pointer:
		if v.kind() == KindHost && v.host().typ.t == t {
			r.pointer(v.host().v.UnsafePointer())
			return nil
		}
		return r.convert(c, t, v)
	case v.kind() == KindHost: // that holds a value of a named type
		return r.convert(c, t, v)
	case k == reflect.String && v.isString():
		r.pointer(unsafe.Pointer(unsafe.StringData(v.str())))
		r.integer(uint64(len(v.str())))
		return nil
	case k == reflect.Bool && v.p == tagBool():
		r.integer(v.n)
		return nil
	case k == reflect.Float64 && isNumber(v):
		r.floats[r.f], _ = v.AsFloat()
		r.f++
		return nil
	case k >= reflect.Int && k <= reflect.Int64 && v.isInt() && signed(v.n, t) == v.int(),
		k >= reflect.Uint && k <= reflect.Uint64 && v.isInt() && v.int() >= 0 && unsigned(v.n, t) == v.n:
		r.integer(v.n)
		return nil
	}
	return mismatchOf(wanted(t), v)
}

// convert is load for what takes memory.
func (r *registers) convert(c *Call, t reflect.Type, v Value) error {
	x := reflect.New(t)
	if err := (&conversion{m: c.m, running: true}).fromValue(v, x.Elem()); err != nil {
		return err
	}
	switch k := t.Kind(); {
	case k == reflect.Float64:
		r.floats[r.f] = x.Elem().Float()
		r.f++
	case k == reflect.Bool:
		r.integer(Bool(x.Elem().Bool()).n)
	case x.Elem().CanInt():
		r.integer(uint64(x.Elem().Int()))
	case x.Elem().CanUint():
		r.integer(x.Elem().Uint())
	default: // whole words
		r.made[r.n] = x.UnsafePointer()
		r.n++
		r.words(x.UnsafePointer(), t.Size()/8)
	}
	return nil
}

// signed and unsigned return the integer of a type in the lower part of a register.
func signed(n uint64, t reflect.Type) int64 {
	shift := 64 - 8*t.Size()
	return int64(n<<shift) >> shift
}

func unsigned(n uint64, t reflect.Type) uint64 {
	shift := 64 - 8*t.Size()
	return n << shift >> shift
}

// invoker returns what makes the call and converts its result, or nil.
func (h *hostCall) invoker() func(c *Call, r *registers) (Value, error) {
	f := reflect.New(h.fn.Type())
	f.Elem().Set(h.fn)
	if h.results == 0 && h.fails {
		call := *(*registerCall[error])(f.UnsafePointer())
		return func(c *Call, r *registers) (Value, error) {
			err := invokeWith(call, r)
			c.charged = true // it may have had an effect
			return Nil, err
		}
	}
	if h.results == 0 { // what is in the register of a result is of no use
		return invokerOf(h, f, false, func(*Call, uint64) (Value, error) { return Nil, nil })
	}
	t := h.fn.Type().Out(0)
	switch k := t.Kind(); {
	case h.results > 1 || t.Implements(errorType):
		return nil
	case t == valueType:
		return invokerOf(h, f, h.fails, func(c *Call, v Value) (Value, error) { return c.m.entering(v) })
	case t == durationType:
		return invokerOf(h, f, h.fails, func(_ *Call, n uint64) (Value, error) { return Float(time.Duration(n).Seconds()), nil })
	case k == reflect.Bool:
		return invokerOf(h, f, h.fails, func(_ *Call, n uint64) (Value, error) { return Bool(n&1 != 0), nil })
	case k == reflect.Float64:
		return invokerOf(h, f, h.fails, func(_ *Call, x float64) (Value, error) { return Float(x), nil })
	case k == reflect.String:
		return invokerOf(h, f, h.fails, func(c *Call, s string) (Value, error) { return c.m.hostString(s) })
	case k >= reflect.Int && k <= reflect.Int64:
		return invokerOf(h, f, h.fails, func(_ *Call, n uint64) (Value, error) { return Int(signed(n, t)), nil })
	case k >= reflect.Uint && k <= reflect.Uint64:
		return invokerOf(h, f, h.fails, func(_ *Call, n uint64) (Value, error) {
			if n = unsigned(n, t); n > math.MaxInt64 {
				return Nil, outOfInt(n)
			}
			return Int(int64(n)), nil
		})
	case k == reflect.Interface && t.NumMethod() == 0:
		return invokerOf(h, f, h.fails, func(c *Call, x any) (Value, error) {
			return (&conversion{m: c.m, running: true}).toValue(reflect.ValueOf(x))
		})
	case k == reflect.Pointer && t == reflect.PointerTo(t.Elem()):
		return invokerOf(h, f, h.fails, func(c *Call, p unsafe.Pointer) (Value, error) {
			return (&conversion{m: c.m, running: true}).toValue(reflect.NewAt(t.Elem(), p))
		})
	}
	return nil
}

// invokerOf is invoker for a result of type R.
func invokerOf[R any](h *hostCall, f reflect.Value, fails bool, convert func(c *Call, x R) (Value, error)) func(c *Call, r *registers) (Value, error) {
	if fails {
		call := *(*registerCallOrErr[R])(f.UnsafePointer())
		return func(c *Call, r *registers) (Value, error) {
			i, f := &r.integers, &r.floats
			x, err := call(i[0], i[1], i[2], i[3], i[4], i[5], f[0], f[1], f[2], f[3])
			c.charged = true
			if err != nil {
				return Nil, err
			}
			v, err := convert(c, x)
			return v, resultError(h.name, err)
		}
	}
	call := *(*registerCall[R])(f.UnsafePointer())
	return func(c *Call, r *registers) (Value, error) {
		x := invokeWith(call, r)
		c.charged = true
		v, err := convert(c, x)
		return v, resultError(h.name, err)
	}
}

func invokeWith[R any](call registerCall[R], r *registers) R {
	i, f := &r.integers, &r.floats
	return call(i[0], i[1], i[2], i[3], i[4], i[5], f[0], f[1], f[2], f[3])
}
