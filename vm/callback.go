// Functions of a script as Go functions.

package vm

import (
	"context"
	"reflect"
)

// callbackScope is the call of a function of the host that got functions of a script as
// arguments. While it lasts, they run inside of the run that waits for it; a host that
// keeps one calls it later as [VM.Call] would.
type callbackScope struct {
	m      *VM
	active bool
}

func (s *callbackScope) end() { s.active = false }

// isCallback reports whether a function of a script converts to a t: it may fail, so
// its last result is an error.
func isCallback(t reflect.Type, outer []reflect.Type) bool {
	n := t.NumOut()
	if t.IsVariadic() || n == 0 || t.Out(n-1) != errorType {
		return false
	}
	for i := range n - 1 {
		if !convertible(t.Out(i), append(outer, t)) {
			return false
		}
	}
	return true
}

// callbackHint says what a function type lacks that no function of a script converts to.
func callbackHint(t reflect.Type) string {
	if t.Kind() != reflect.Func || t.NumOut() > 0 && t.Out(t.NumOut()-1) == errorType {
		return ""
	}
	return ": its last result must be an error, since a script can fail"
}

// holdsFunction reports whether a value of the type may be a function of a script, or
// be a list or map of them.
func holdsFunction(t reflect.Type) bool {
	if k := t.Kind(); k == reflect.Slice || k == reflect.Map {
		return holdsFunction(t.Elem())
	}
	return isFunction(t)
}

// owner returns the VM of a function of a script; nil for others.
func (v Value) owner() *VM {
	switch v.kind() {
	case KindFunction:
		return (*closure)(v.p).proto.image.m
	case KindBound:
		return (*bound)(v.p).method.owner()
	case KindClass:
		if init := (*class)(v.p).init; init != nil {
			return objectValue(init).owner()
		}
	case KindInstance, KindRecord:
		if fn := callOperator(v); fn != nil {
			return objectValue(fn).owner()
		}
	}
	return nil
}

// fromFunction stores a function in to, which has a type of function.
func (c *conversion) fromFunction(v Value, to reflect.Value) error {
	m := v.owner()
	if m == nil {
		m = c.m
	}
	if m == nil {
		return mismatchOf("function of a script", v)
	}
	t, scope := to.Type(), c.call
	v = m.leaving(v)
	to.Set(reflect.MakeFunc(t, func(in []reflect.Value) []reflect.Value {
		out := make([]reflect.Value, t.NumOut())
		for i := range out {
			out[i] = reflect.New(t.Out(i)).Elem()
		}
		if err := m.callback(scope, v, in, out[:len(out)-1]); err != nil {
			out[len(out)-1].Set(reflect.ValueOf(err))
		}
		return out
	}))
	return nil
}

// callback calls fn with Go arguments, the first of which may be a context, and stores
// its result in out: one value, or the elements of a tuple or list.
func (m *VM) callback(scope *callbackScope, fn Value, in, out []reflect.Value) error {
	ctx := context.Background()
	if len(in) > 0 && in[0].Type() == contextType {
		ctx, in = in[0].Interface().(context.Context), in[1:]
	} else if scope != nil && scope.active {
		ctx = m.nativeContext()
	}
	args := make([]any, len(in))
	for i := range in {
		args[i] = in[i].Interface()
	}
	v, err := m.Call(ctx, fn, args...)
	if err != nil {
		return err
	}
	c := conversion{m: m}
	switch n := len(out); n {
	case 0:
	case 1:
		err = c.fromValue(v, out[0])
	default:
		err = c.spread(v, out)
	}
	return rooted(err, "result")
}

// spread stores the elements of a tuple or list in several places.
func (c *conversion) spread(v Value, out []reflect.Value) error {
	if k := v.kind(); k != KindTuple && k != KindList {
		return mismatchOf("tuple", v)
	}
	n, at := elements(v)
	if n != len(out) {
		return &mismatch{problem: "want " + count(len(out), "value") + ", got " + count(n, "value")}
	}
	for i := range out {
		if err := c.fromValue(at(i), out[i]); err != nil {
			return within(indexStep(i), err)
		}
	}
	return nil
}
