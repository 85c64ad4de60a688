// Calls of Go functions without reflection.

package vm

import (
	"reflect"
	"slices"
	"strconv"
	"unsafe"
)

// Native is a Go function that scripts call without reflection: what [Func1] and its
// like make. [VM.Define] and [Member] take it as they take a function.
type Native struct {
	arity int
	bind  func(name string, recv int) nativeFunc // for messages: the name, and 1 for a method
}

// Func0 makes a function without parameters for [VM.Define], as [Func1] does.
func Func0[R any](f func() (R, error)) *Native {
	result := resultOf[R]()
	return &Native{arity: 0, bind: func(name string, _ int) nativeFunc {
		return func(c *Call, _ []Value) (_ Value, err error) {
			defer catchPanic(name, &err)
			c.charged = true // it may have an effect
			r, err := f()
			return returned(c, name, result, r, err)
		}
	}}
}

// Func1 makes a function of one parameter for [VM.Define] that is called without
// reflection. Its conversion is chosen here, once, and takes a few nanoseconds for int,
// int64, float64, string, bool and Value; all other types that Define knows take as long
// as they do there. Define finds out by itself that a function has only parameters like
// these, if it is one of the usual types, such as func(int, int) int: so Func1 is for
// the functions that a benchmark shows.
func Func1[A, R any](f func(A) (R, error)) *Native {
	first, result := argumentOf[A](), resultOf[R]()
	return &Native{arity: 1, bind: func(name string, recv int) nativeFunc {
		return func(c *Call, args []Value) (_ Value, err error) {
			defer catchPanic(name, &err)
			a, err := first(c, args[0])
			if err != nil {
				return Nil, argumentError(name, 0-recv, err)
			}
			c.charged = true // it may have an effect
			r, err := f(a)
			return returned(c, name, result, r, err)
		}
	}}
}

// Func2 makes a function of two parameters for [VM.Define], as [Func1] does.
func Func2[A, B, R any](f func(A, B) (R, error)) *Native {
	first, second, result := argumentOf[A](), argumentOf[B](), resultOf[R]()
	return &Native{arity: 2, bind: func(name string, recv int) nativeFunc {
		return func(c *Call, args []Value) (_ Value, err error) {
			defer catchPanic(name, &err)
			a, err := first(c, args[0])
			if err != nil {
				return Nil, argumentError(name, 0-recv, err)
			}
			b, err := second(c, args[1])
			if err != nil {
				return Nil, argumentError(name, 1-recv, err)
			}
			c.charged = true // it may have an effect
			r, err := f(a, b)
			return returned(c, name, result, r, err)
		}
	}}
}

// Func3 makes a function of three parameters for [VM.Define], as [Func1] does.
func Func3[A, B, C, R any](f func(A, B, C) (R, error)) *Native {
	first, second, third, result := argumentOf[A](), argumentOf[B](), argumentOf[C](), resultOf[R]()
	return &Native{arity: 3, bind: func(name string, recv int) nativeFunc {
		return func(c *Call, args []Value) (_ Value, err error) {
			defer catchPanic(name, &err)
			a, err := first(c, args[0])
			if err != nil {
				return Nil, argumentError(name, 0-recv, err)
			}
			b, err := second(c, args[1])
			if err != nil {
				return Nil, argumentError(name, 1-recv, err)
			}
			d, err := third(c, args[2])
			if err != nil {
				return Nil, argumentError(name, 2-recv, err)
			}
			c.charged = true // it may have an effect
			r, err := f(a, b, d)
			return returned(c, name, result, r, err)
		}
	}}
}

// returned is what a script gets of what a function has returned.
func returned[R any](c *Call, name string, convert result[R], r R, err error) (Value, error) {
	if err != nil {
		return Nil, err
	}
	return convert(c, name, r)
}

type argument[T any] = func(c *Call, v Value) (T, error)

// argumentOf returns the conversion of a value to a T.
func argumentOf[T any]() argument[T] {
	var f any
	switch any((*T)(nil)).(type) {
	case *int64:
		f = argument[int64](int64Argument)
	case *int:
		f = argument[int](intArgument)
	case *float64:
		f = argument[float64](floatArgument)
	case *string:
		f = argument[string](stringArgument)
	case *bool:
		f = argument[bool](boolArgument)
	case *receiver:
		f = argument[receiver](receiverArgument)
	case *Value:
		f = argument[Value](func(c *Call, v Value) (Value, error) { return c.m.leaving(v), nil })
	default:
		return func(c *Call, v Value) (x T, err error) {
			err = (&conversion{m: c.m, running: true}).fromValue(v, reflect.ValueOf(&x).Elem())
			return x, err
		}
	}
	return f.(argument[T])
}

func int64Argument(_ *Call, v Value) (int64, error) {
	if !v.isInt() {
		return 0, mismatchOf("int", v)
	}
	return v.int(), nil
}

func intArgument(_ *Call, v Value) (int, error) {
	if !v.isInt() || int64(int(v.int())) != v.int() {
		return 0, mismatchOf("int", v)
	}
	return int(v.int()), nil
}

func floatArgument(_ *Call, v Value) (float64, error) {
	x, ok := v.AsFloat()
	if !ok {
		return 0, mismatchOf("float", v)
	}
	return x, nil
}

func stringArgument(_ *Call, v Value) (string, error) {
	if !v.isString() {
		return "", mismatchOf("string", v)
	}
	return v.str(), nil
}

func boolArgument(_ *Call, v Value) (bool, error) {
	b, ok := v.AsBool()
	if !ok {
		return false, mismatchOf("bool", v)
	}
	return b, nil
}

type result[T any] = func(c *Call, name string, x T) (Value, error)

// resultOf returns the conversion of a T to a value.
func resultOf[T any]() result[T] {
	var f any
	switch any((*T)(nil)).(type) {
	case *int64:
		f = result[int64](func(_ *Call, _ string, x int64) (Value, error) { return Int(x), nil })
	case *int:
		f = result[int](func(_ *Call, _ string, x int) (Value, error) { return Int(int64(x)), nil })
	case *float64:
		f = result[float64](func(_ *Call, _ string, x float64) (Value, error) { return Float(x), nil })
	case *string:
		f = result[string](func(c *Call, _, x string) (Value, error) { return c.m.hostString(x) })
	case *bool:
		f = result[bool](func(_ *Call, _ string, x bool) (Value, error) { return Bool(x), nil })
	case *Value:
		f = result[Value](func(c *Call, _ string, x Value) (Value, error) { return c.m.entering(x) })
	default:
		return func(c *Call, name string, x T) (Value, error) {
			v, err := (&conversion{m: c.m, running: true}).toValue(reflect.ValueOf(&x).Elem())
			return v, resultError(name, err)
		}
	}
	return f.(result[T])
}

// direct returns the Native of a function of one of the usual types, or nil.
func direct(fn reflect.Value) *Native {
	switch f := canonical(fn, false).(type) {
	case func() int64:
		return Func0(func() (int64, error) { return f(), nil })
	case func() float64:
		return Func0(func() (float64, error) { return f(), nil })
	case func() string:
		return Func0(func() (string, error) { return f(), nil })
	case func(int64) int64:
		return total1(f)
	case func(int64) bool:
		return total1(f)
	case func(int64) string:
		return total1(f)
	case func(float64) float64:
		return total1(f)
	case func(string) string:
		return total1(f)
	case func(string) int64:
		return total1(f)
	case func(string) bool:
		return total1(f)
	case func(string) (string, error):
		return Func1(f)
	case func(string) (int64, error):
		return Func1(f)
	case func(string) (float64, error):
		return Func1(f)
	case func(int64) (int64, error):
		return Func1(f)
	case func(int64, int64) int64:
		return total2(f)
	case func(int64, int64) bool:
		return total2(f)
	case func(int64, int64) (int64, error):
		return Func2(f)
	case func(float64, float64) float64:
		return total2(f)
	case func(string, string) string:
		return total2(f)
	case func(string, string) bool:
		return total2(f)
	case func(string, int64) string:
		return total2(f)
	}
	return nil
}

// directMethod returns the Native of a method of one of the usual types, or nil.
func directMethod(fn reflect.Value) *Native {
	switch f := canonical(fn, true).(type) {
	case func(receiver):
		return Func1(func(r receiver) (Value, error) { f(r); return Nil, nil })
	case func(receiver) error:
		return Func1(func(r receiver) (Value, error) { return Nil, f(r) })
	case func(receiver) int64:
		return total1(f)
	case func(receiver) float64:
		return total1(f)
	case func(receiver) string:
		return total1(f)
	case func(receiver) bool:
		return total1(f)
	case func(receiver, int64):
		return Func2(func(r receiver, a int64) (Value, error) { f(r, a); return Nil, nil })
	case func(receiver, int64) error:
		return Func2(func(r receiver, a int64) (Value, error) { return Nil, f(r, a) })
	case func(receiver, int64) int64:
		return total2(f)
	case func(receiver, float64):
		return Func2(func(r receiver, a float64) (Value, error) { f(r, a); return Nil, nil })
	case func(receiver, float64) float64:
		return total2(f)
	case func(receiver, string):
		return Func2(func(r receiver, a string) (Value, error) { f(r, a); return Nil, nil })
	case func(receiver, string) error:
		return Func2(func(r receiver, a string) (Value, error) { return Nil, f(r, a) })
	case func(receiver, string) string:
		return total2(f)
	case func(receiver, string) bool:
		return total2(f)
	case func(receiver, int64, int64):
		return Func3(func(r receiver, a, b int64) (Value, error) { f(r, a, b); return Nil, nil })
	case func(receiver, float64, float64):
		return Func3(func(r receiver, a, b float64) (Value, error) { f(r, a, b); return Nil, nil })
	}
	return nil
}

func total1[A, R any](f func(A) R) *Native {
	return Func1(func(a A) (R, error) { return f(a), nil })
}

func total2[A, B, R any](f func(A, B) R) *Native {
	return Func2(func(a A, b B) (R, error) { return f(a, b), nil })
}

// canonical returns a function as one whose types are int64, float64, string and bool,
// or nil if it has others: a call by reflection takes twenty times as long as one of a
// function whose type is known here. The first parameter of a method is its receiver.
func canonical(fn reflect.Value, method bool) any {
	t := fn.Type()
	if t.IsVariadic() || t.NumIn() > 3 || t.NumOut() > 2 {
		return nil
	}
	var in, out []reflect.Type
	for i := range t.NumIn() {
		p := canonicalType(t.In(i))
		if method && i == 0 && t.In(i).Kind() == reflect.Pointer {
			p = reflect.TypeFor[receiver]()
		}
		in = append(in, p)
	}
	for i := range t.NumOut() {
		p := canonicalType(t.Out(i))
		if i == t.NumOut()-1 && t.Out(i) == errorType {
			p = errorType
		}
		out = append(out, p)
	}
	if slices.Contains(in, nil) || slices.Contains(out, nil) {
		return nil
	}
	return reinterpret(fn, reflect.FuncOf(in, out, false))
}

// receiver is a pointer to the struct whose method is called.
type receiver unsafe.Pointer

func receiverArgument(_ *Call, v Value) (receiver, error) {
	return receiver(v.host().v.UnsafePointer()), nil
}

// canonicalType returns the basic type that has the representation of t and converts
// in the same way, or nil.
func canonicalType(t reflect.Type) reflect.Type {
	switch k := t.Kind(); {
	case t == durationType || t.Implements(errorType):
		return nil
	case k == reflect.Int64, k == reflect.Int && strconv.IntSize == 64:
		return reflect.TypeFor[int64]()
	case k == reflect.Float64:
		return reflect.TypeFor[float64]()
	case k == reflect.String:
		return reflect.TypeFor[string]()
	case k == reflect.Bool:
		return reflect.TypeFor[bool]()
	}
	return nil
}
