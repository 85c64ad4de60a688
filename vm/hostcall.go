// Calls of Go functions and methods by reflection.

package vm

import (
	"context"
	"errors"
	"fmt"
	"reflect"
)

// hostCall calls a Go function by reflection. What can be known of its type is looked
// up once, when it is made.
type hostCall struct {
	name      string
	fn        reflect.Value
	receiver  bool // the first argument is the object whose method this is
	takesCtx  bool
	takesCall bool
	callbacks bool           // it takes functions, which may be functions of a script
	params    []reflect.Type // those that a script passes; the last may be variadic
	variadic  bool
	results   int // without the error
	fails     bool
}

var (
	contextType = reflect.TypeFor[context.Context]()
	callType    = reflect.TypeFor[*Call]()
	errorType   = reflect.TypeFor[error]()
	valueType   = reflect.TypeFor[Value]()
)

// isFunction reports whether scripts see values of a Go type as functions. A function
// that is an iterator they see as something to loop over.
func isFunction(t reflect.Type) bool {
	return t != nil && t.Kind() == reflect.Func && !isIterator(t)
}

func newHostCall(name string, fn reflect.Value) (*hostCall, error) {
	h := &hostCall{name: name, fn: fn}
	return h, h.prepare(0)
}

func newHostMethodCall(name string, fn reflect.Value) (*hostCall, error) {
	h := &hostCall{name: name, fn: fn, receiver: true}
	return h, h.prepare(1)
}

// prepare looks at the parameters from number i on, and at the results.
func (h *hostCall) prepare(i int) error {
	t := h.fn.Type()
	h.variadic = t.IsVariadic()
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
			return fmt.Errorf("no value of a script can be its parameter %d, of type %s%s", i+1, p, callbackHint(p))
		}
		h.callbacks = h.callbacks || holdsFunction(p)
		h.params = append(h.params, p)
	}
	h.results = t.NumOut()
	if h.results > 0 && t.Out(h.results-1) == errorType {
		h.results--
		h.fails = true
	}
	return nil
}

// describe completes the native of the function.
func (h *hostCall) describe(n *native) {
	n.fn, n.min, n.max = h.call, n.recv+len(h.params), n.recv+len(h.params)
	if h.variadic {
		n.min, n.max = n.min-1, -1
	}
}

// call is the function of the native. The number of arguments is right.
func (h *hostCall) call(c *Call, args []Value) (_ Value, err error) {
	defer catchPanic(h.name, &err) // of what converts, too
	conv := conversion{m: c.m, running: true}
	if h.callbacks {
		conv.call = &callbackScope{m: c.m, active: true}
		defer conv.call.end()
	}
	in := make([]reflect.Value, 0, 4)
	if h.receiver {
		in, args = append(in, args[0].host().v), args[1:]
	}
	if h.takesCtx {
		in = append(in, reflect.ValueOf(c.m.nativeContext()))
	}
	if h.takesCall {
		in = append(in, reflect.ValueOf(c))
	}
	if in, err = h.arguments(&conv, args, in); err != nil {
		return Nil, err
	}
	out := h.fn.Call(in)
	c.charged = true // it may have had an effect
	return h.result(c.m, out)
}

// arguments converts what a script passes, and appends it to in.
func (h *hostCall) arguments(conv *conversion, args []Value, in []reflect.Value) ([]reflect.Value, error) {
	for i, v := range args {
		t := h.params[min(i, len(h.params)-1)]
		if h.variadic && i >= len(h.params)-1 {
			t = t.Elem()
		}
		p := reflect.New(t).Elem()
		if err := conv.fromValue(v, p); err != nil {
			return nil, argumentError(h.name, i, err)
		}
		in = append(in, p)
	}
	return in, nil
}

func (h *hostCall) result(m *VM, out []reflect.Value) (Value, error) {
	conv := conversion{m: m, running: true}
	if h.fails {
		if err, _ := out[h.results].Interface().(error); err != nil {
			return Nil, err
		}
	}
	switch h.results {
	case 0:
		return Nil, nil
	case 1:
		v, err := conv.toValue(out[0])
		return v, resultError(h.name, err)
	}
	values := make([]Value, h.results)
	for i := range values {
		v, err := conv.toValue(out[i])
		if err != nil {
			return Nil, resultError(h.name, err)
		}
		values[i] = v
	}
	return m.newTuple(values)
}

// resultError says that a result has no value in a script. What no script can
// catch, such as a limit, stays as it is.
func resultError(name string, err error) error {
	var limit *fatal
	if err == nil || errors.As(err, &limit) {
		return err
	}
	return fault("host", "the result of `"+name+"`: "+err.Error())
}
