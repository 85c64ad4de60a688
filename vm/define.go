// Functions and values of the host: how scripts get them.

package vm

import (
	"errors"
	"fmt"
	"reflect"
	"runtime/debug"
	"slices"
	"unsafe"

	"github.com/coro-lang/coro/lexer"
)

// Define gives scripts a name for a Go function, or for any other value that [VM.ToValue]
// converts. It takes effect for Programs that the VM runs for the first time later. The
// names of built-ins cannot be defined, and a script cannot assign to what is.
//
// The parameters of a function may have the types that [As] converts to, functions of
// scripts among them; the last may be variadic. Before them it may take a
// [context.Context], that of the call from the host, and a [*Call], in this order. It may
// return values of types that [VM.ToValue] converts, several of which become a tuple, and
// last an error, which is thrown in the script: one of [NewError] and [WrapError] has a
// kind of its own, one of a file or stream, such as an [io/fs.PathError], the kind
// "io", and any other the kind "host". A panic in it becomes an error of kind
// "host" that wraps a [*PanicError].
//
// A function is called by reflection, in some hundred nanoseconds, unless its type is a
// frequent one or it is made by [Func1] and its like. A func(*Call, []Value) (Value, error)
// gets the arguments as they are; the slice is valid until it returns.
//
// A function of a script that is an argument runs, while the call lasts, inside of the
// run that waits for it, as by [Call.Call]; only the goroutine of the call may use it then.
// One that is kept is called later as by [VM.Call].
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

// Defined returns the values that Define has bound, by their names. The map is the
// caller's; it is empty if the VM is closed or at work.
func (m *VM) Defined() map[string]Value {
	defined := make(map[string]Value)
	if m.lock() != nil {
		return defined
	}
	defer m.unlock()
	for name, v := range m.host {
		defined[name] = m.leaving(v)
	}
	return defined
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
	if _, native := x.(*Native); !native && !isFunction(reflect.TypeOf(x)) {
		return m.toValue(x)
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

// settled returns an error of a function of the host as one of ours. It asks the error for
// all that is needed, where a panic in its methods is one of the function: later, in the
// middle of the run, nobody would catch it.
func settled(name string, err error) (ours error) {
	switch err.(type) {
	case *errorObject, *fatal:
		return err
	}
	defer catchPanic(name, &ours)
	_ = err.Error()
	var of *Error
	var f *fatal
	var e *errorObject
	if errors.As(err, &of) || errors.As(err, &f) || errors.As(err, &e) {
		return err
	}
	return hostFault(err)
}

// nativeFunc is the function of a native.
type nativeFunc = func(c *Call, args []Value) (Value, error)

// newHostFunction makes the native that calls a Go function.
func newHostFunction(name string, fn any) (*native, error) {
	n := &native{header: header{kind: KindNative}, name: name}
	if f, ok := fn.(*Native); ok {
		n.fn, n.min, n.max = f.bind(name, 0), f.arity, f.arity
		return n, nil
	}
	v := reflect.ValueOf(fn)
	if v.IsNil() {
		return nil, errors.New("the function is nil")
	}
	if f, ok := fn.(nativeFunc); ok {
		n.fn, n.max = callRaw(name, f), -1
		return n, nil
	}
	if f := direct(v); f != nil {
		return newHostFunction(name, f)
	}
	h, err := newHostCall(name, v)
	if err != nil {
		return nil, err
	}
	h.describe(n)
	return n, nil
}

// newHostMethod makes the native that calls a method of objects of the host, the
// receiver of which is its first argument. One that no script can call says so when
// it is called.
func newHostMethod(name string, method reflect.Method) *native {
	n := &native{header: header{kind: KindNative}, name: name, recv: 1}
	if f := directMethod(method.Func); f != nil {
		n.fn, n.min, n.max = f.bind(name, 1), f.arity, f.arity
		return n
	}
	h, err := newHostMethodCall(name, method.Func)
	if err != nil {
		n.min, n.max = 1, -1
		n.fn = func(*Call, []Value) (Value, error) {
			return Nil, faultf("host", "`%s` cannot be called by a script: %v", name, err)
		}
		return n
	}
	h.describe(n)
	return n
}

func callRaw(name string, f nativeFunc) nativeFunc {
	return func(c *Call, args []Value) (v Value, err error) {
		defer catchPanic(name, &err)
		for i := range args { // the function may keep one
			args[i] = c.m.leaving(args[i])
		}
		v, err = f(c, args)
		if err == nil {
			return c.m.entering(v)
		}
		for i := range args { // the call may be made again
			args[i] = args[i].numbered(0)
		}
		return Nil, err
	}
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

// hostString makes a value of a string of the host and charges for its bytes.
func (m *VM) hostString(s string) (Value, error) {
	if err := m.charge(int64(len(s))); err != nil {
		return Nil, err
	}
	// The buffer is that of the host: without spare room nothing is written to it.
	return m.ownString(unsafe.Slice(unsafe.StringData(s), len(s))), nil
}
