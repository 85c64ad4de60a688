// The one place that changes the type of a Go function.

package vm

import (
	"reflect"
)

// reinterpret returns fn as a function of type t, whose parameters and results have the
// same representation as those of fn, one by one. So they stand in the same registers
// and places of the stack, and a call of the one is a call of the other; the language
// has no conversion between, say, func(Meter) and func(int64).
func reinterpret(fn reflect.Value, t reflect.Type) any {
	f := reflect.New(fn.Type())
	f.Elem().Set(fn)
	return reflect.NewAt(t, f.UnsafePointer()).Elem().Interface()
}
