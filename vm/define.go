// Functions and values of the host: how scripts get them.

package vm

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"runtime/debug"
	"slices"
	"unsafe"

	"github.com/coro-lang/coro/lexer"
)

// Define gives scripts a name for a Go function, or for any other value that
// ToValue converts. It takes effect for Programs that the VM loads later. The
// names of built-ins cannot be defined.
//
// The parameters of a function may have the types that [As] converts to; the
// last may be variadic. Before them it may take a [context.Context], that of
// the call from the host, and a [*Call], in this order. It may return values of
// types that [VM.ToValue] converts, several of which become a tuple, and last an
// error, which is thrown in the script: one of [NewError] and [WrapError] has a
// kind of its own, one of a file or stream, such as an [io/fs.PathError], the kind
// "io", and any other the kind "host". A panic in it becomes an error of kind
// "host" that wraps a [*PanicError]. A func(*Call, []Value) (Value, error) gets
// the arguments as they are; the slice is valid until it returns.
func (m *VM) Define(name string, fn any) error {
	if err := checkName(name); err != nil {
		return err
	}
	if err := m.lock(); err != nil {
		return err
	}
	defer m.unlock()
	v, err := m.hostValue(name, fn)
	if err != nil {
		return fmt.Errorf("cannot define `%s`: %w", name, err)
	}
	m.host[name] = v
	return nil
}

func checkName(name string) error {
	switch {
	case !isName(name):
		return fmt.Errorf("cannot define %q: a name is letters, digits and _, and does not begin with a digit", name)
	case lexer.IsKeyword(lexer.WordKind(name)):
		return fmt.Errorf("cannot define `%s`: it is a reserved word", name)
	case slices.Contains(builtinNames(), name):
		return fmt.Errorf("cannot define `%s`: it is a built-in", name)
	}
	return nil
}

// hostValue converts what Define gets.
func (m *VM) hostValue(name string, x any) (Value, error) {
	if t := reflect.TypeOf(x); t == nil || t.Kind() != reflect.Func {
		return m.ToValue(x)
	}
	n, err := newHostFunction(name, x)
	if err != nil {
		return Nil, err
	}
	return objectValue(n), nil
}

// PanicError is a panic in a function of the host.
type PanicError struct {
	Value any    // what it panicked with
	Stack []byte // of the goroutine, as text
}

// Error returns the text of the value.
func (p *PanicError) Error() string { return fmt.Sprintf("panic: %v", p.Value) }

// Unwrap returns the value if it is an error.
func (p *PanicError) Unwrap() error {
	err, _ := p.Value.(error)
	return err
}

// catchPanic turns a panic of the function of the host that defers it into an
// error.
func catchPanic(name string, err *error) {
	if p := recover(); p != nil {
		e := faultf("host", "`%s` panicked: %v", name, p)
		e.host = &PanicError{p, debug.Stack()}
		*err = e
	}
}

// nativeFunc is the function of a native.
type nativeFunc = func(c *Call, args []Value) (Value, error)

// newHostFunction makes the native that calls a Go function. Frequent types are
// called directly, in 10 ns; a call by reflection takes 270 ns and allocates
// (BenchmarkHostCall).
func newHostFunction(name string, fn any) (*native, error) {
	n := &native{header: header{kind: KindNative}, name: name}
	if reflect.ValueOf(fn).IsNil() {
		return nil, errors.New("the function is nil")
	}
	switch f := fn.(type) {
	case nativeFunc:
		n.fn, n.max = callRaw(name, f), -1
	case func(int, int) int:
		n.fn, n.min, n.max = callInts(name, f), 2, 2
	case func(float64) float64:
		n.fn, n.min, n.max = callFloat(name, f), 1, 1
	case func(string) string:
		n.fn, n.min, n.max = callString(name, f), 1, 1
	default:
		h, err := newHostCall(name, reflect.ValueOf(fn))
		if err != nil {
			return nil, err
		}
		n.fn, n.min, n.max = h.call, len(h.params), len(h.params)
		if h.variadic {
			n.min, n.max = n.min-1, -1
		}
	}
	return n, nil
}

func callRaw(name string, f nativeFunc) nativeFunc {
	return func(c *Call, args []Value) (v Value, err error) {
		defer catchPanic(name, &err)
		v, err = f(c, args)
		return v.norm(), err
	}
}

func callInts(name string, f func(int, int) int) nativeFunc {
	return func(_ *Call, args []Value) (_ Value, err error) {
		defer catchPanic(name, &err)
		a, err := intArgument(name, args, 0)
		if err != nil {
			return Nil, err
		}
		b, err := intArgument(name, args, 1)
		if err != nil {
			return Nil, err
		}
		return Int(int64(f(a, b))), nil
	}
}

func callFloat(name string, f func(float64) float64) nativeFunc {
	return func(_ *Call, args []Value) (_ Value, err error) {
		defer catchPanic(name, &err)
		x, ok := args[0].AsFloat()
		if !ok {
			return Nil, argumentError(name, 0, mismatchOf("float", args[0]))
		}
		return Float(f(x)), nil
	}
}

func callString(name string, f func(string) string) nativeFunc {
	return func(c *Call, args []Value) (_ Value, err error) {
		defer catchPanic(name, &err)
		s, ok := args[0].AsString()
		if !ok {
			return Nil, argumentError(name, 0, mismatchOf("string", args[0]))
		}
		return c.m.hostString(f(s))
	}
}

func intArgument(name string, args []Value, i int) (int, error) {
	v := args[i]
	if !v.isInt() || int64(int(v.int())) != v.int() {
		return 0, argumentError(name, i, mismatchOf("int", v))
	}
	return int(v.int()), nil
}

// argumentError says which argument of a function of the host does not fit.
func argumentError(name string, i int, err error) error {
	var wrong *mismatch
	if !errors.As(err, &wrong) {
		return err
	}
	place := fmt.Sprintf("argument %d of `%s`", i+1, name)
	if wrong.path != "" {
		place += ", at " + wrong.path
	}
	return fault("type", place+": "+wrong.problem)
}

// hostCall calls a Go function by reflection.
type hostCall struct {
	name        string
	fn          reflect.Value
	takesCtx    bool
	takesCall   bool
	params      []reflect.Type // those that a script passes; the last may be variadic
	variadic    bool
	results     int // without the error
	returnsFail bool
}

var (
	contextType = reflect.TypeFor[context.Context]()
	callType    = reflect.TypeFor[*Call]()
	errorType   = reflect.TypeFor[error]()
	valueType   = reflect.TypeFor[Value]()
)

func newHostCall(name string, fn reflect.Value) (*hostCall, error) {
	h := &hostCall{name: name, fn: fn, variadic: fn.Type().IsVariadic()}
	t, i := fn.Type(), 0
	if i < t.NumIn() && t.In(i) == contextType {
		h.takesCtx = true
		i++
	}
	if i < t.NumIn() && t.In(i) == callType {
		h.takesCall = true
		i++
	}
	for ; i < t.NumIn(); i++ {
		p := t.In(i)
		if !convertible(p, nil) {
			return nil, fmt.Errorf("no value of a script can be its parameter %d, of type %s", i+1, p)
		}
		h.params = append(h.params, p)
	}
	h.results = t.NumOut()
	if h.results > 0 && t.Out(h.results-1) == errorType {
		h.results--
		h.returnsFail = true
	}
	return h, nil
}

// call is the function of the native. The number of arguments is right.
func (h *hostCall) call(c *Call, args []Value) (v Value, err error) {
	in := make([]reflect.Value, 0, len(args)+2)
	if h.takesCtx {
		in = append(in, reflect.ValueOf(c.m.nativeContext()))
	}
	if h.takesCall {
		in = append(in, reflect.ValueOf(c))
	}
	in, err = h.arguments(c.m, args, in)
	if err != nil {
		return Nil, err
	}
	out, err := h.invoke(in)
	c.charged = true // it may have had an effect
	if err != nil {
		return Nil, err
	}
	return h.result(c.m, out)
}

// arguments converts what a script passes, and appends it to in.
func (h *hostCall) arguments(m *VM, args []Value, in []reflect.Value) ([]reflect.Value, error) {
	for i, v := range args {
		t := h.params[min(i, len(h.params)-1)]
		if h.variadic && i >= len(h.params)-1 {
			t = t.Elem()
		}
		p := reflect.New(t).Elem()
		if err := (&conversion{m: m, running: true}).fromValue(v, p); err != nil {
			return nil, argumentError(h.name, i, err)
		}
		in = append(in, p)
	}
	return in, nil
}

func (h *hostCall) invoke(in []reflect.Value) (out []reflect.Value, err error) {
	defer catchPanic(h.name, &err)
	return h.fn.Call(in), nil
}

func (h *hostCall) result(m *VM, out []reflect.Value) (Value, error) {
	if h.returnsFail {
		if err, _ := out[h.results].Interface().(error); err != nil {
			return Nil, err
		}
	}
	values := make([]Value, h.results)
	for i := range values {
		v, err := (&conversion{m: m, running: true}).toValue(out[i])
		if err != nil {
			return Nil, h.resultError(err)
		}
		values[i] = v
	}
	switch h.results {
	case 0:
		return Nil, nil
	case 1:
		return values[0], nil
	}
	return m.newTuple(values)
}

// resultError says that a result has no value in a script. What no script can
// catch, such as a limit, stays as it is.
func (h *hostCall) resultError(err error) error {
	var limit *fatal
	if errors.As(err, &limit) {
		return err
	}
	return fault("host", "the result of `"+h.name+"`: "+err.Error())
}

// hostString makes a value of a string of the host and charges for its bytes.
func (m *VM) hostString(s string) (Value, error) {
	if err := m.charge(int64(len(s))); err != nil {
		return Nil, err
	}
	// The buffer is that of the host: without spare room nothing is written to it.
	return m.ownString(unsafe.Slice(unsafe.StringData(s), len(s))), nil
}
