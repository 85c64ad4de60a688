package reference

// The values of the language, and the words for them.

import (
	"fmt"

	"github.com/coro-lang/coro/ast"
)

// Value is nil, bool, int64, float64, string, Range, or a pointer to one of the
// types below.
type Value any

type (
	// List is a list.
	List struct{ items []Value }

	// Tuple is a tuple; its items are never changed.
	Tuple struct{ items []Value }

	// Bytes is a mutable buffer.
	Bytes struct{ b []byte }

	// Range goes from start by step to before stop, or to stop if inclusive.
	Range struct {
		start, stop, step int64
		inclusive         bool
		id                *int // which one it is: two are not the same
	}

	// Function is a closure, or a method that has not been bound to an instance.
	Function struct {
		name    string
		code    *ast.FuncLit
		scope   *scope
		module  *Module
		self    Value  // of a closure inside of a method
		class   *Class // in whose declaration it stands
		builtin bool   // of the prelude
	}

	// Native is a built-in that is written in Go. Its name is that of messages.
	Native struct {
		name   string
		params []param
		run    func(f *frame, args []Value) (Value, error)

		scripted bool                               // it calls a function of the prelude or of the script
		refuses  func(f *frame, args []Value) error // why one that hands control over does not; else nil
	}

	// Bound is a method with its receiver.
	Bound struct {
		self Value
		fn   Value // a *Function or *Native
	}

	// ErrorValue is what error(…) makes. Its frames are those of its first throw.
	ErrorValue struct {
		message, kind string
		data, cause   Value
		frames        []Frame
	}
)

// typeName is what type(x) returns.
func typeName(v Value) string {
	switch v := v.(type) {
	case nil:
		return "nil"
	case bool:
		return "bool"
	case int64:
		return "int"
	case float64:
		return "float"
	case string:
		return "string"
	case Range:
		return "range"
	case *List:
		return "list"
	case *Tuple:
		return "tuple"
	case *Bytes:
		return "bytes"
	case *Map:
		return "map"
	case *Function, *Native, *Bound:
		return "function"
	case *Coroutine:
		return "coroutine"
	case *Class:
		return "class"
	case *Instance:
		if v.class.record {
			return "record"
		}
		return "instance"
	case *Module:
		return "module"
	case *ErrorValue:
		return "error"
	}
	panic(fmt.Sprintf("a value of type %T", v))
}

// article is how messages name a value: by its type with an article.
func article(v Value) string {
	switch v := v.(type) {
	case *Instance:
		return "an instance of `" + v.class.name + "`"
	case *Class:
		return "the " + v.word() + " `" + v.name + "`"
	}
	switch name := typeName(v); name {
	case "nil", "bytes":
		return name
	case "int", "error":
		return "an " + name
	default:
		return "a " + name
	}
}

func truthy(v Value) bool { return v != nil && v != false }

// count is a number of things in words.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// items returns the elements of a list or tuple.
func items(v Value) (elems []Value, ok bool) {
	switch v := v.(type) {
	case *List:
		return v.items, true
	case *Tuple:
		return v.items, true
	}
	return nil, false
}

// length is len(v).
func length(v Value) (int64, error) {
	switch v := v.(type) {
	case string:
		return int64(len(v)), nil
	case *Bytes:
		return int64(len(v.b)), nil
	case *List:
		return int64(len(v.items)), nil
	case *Tuple:
		return int64(len(v.items)), nil
	case *Map:
		return int64(v.len()), nil
	case Range:
		return v.len()
	}
	return 0, fault("type", "%s has no length", article(v))
}

// len is the number of ints in the range.
func (r Range) len() (int64, error) {
	first, last := r.start, r.stop
	step := uint64(r.step)
	if r.step < 0 {
		first, last, step = last, first, -step
	}
	if first > last || first == last && !r.inclusive {
		return 0, nil
	}
	distance := uint64(last) - uint64(first) // of two int64 it fits
	if !r.inclusive {
		distance--
	}
	if n := distance / step; n < 1<<63-1 {
		return int64(n) + 1, nil
	}
	return 0, fault("arithmetic", "integer overflow: the length of the range")
}

// contains reports whether going over the range comes by x.
func (r Range) contains(x int64) bool {
	if r.step > 0 && (x < r.start || x > r.stop) || r.step < 0 && (x > r.start || x < r.stop) ||
		x == r.stop && !r.inclusive {
		return false
	}
	if r.step > 0 {
		return (uint64(x)-uint64(r.start))%uint64(r.step) == 0
	}
	return (uint64(r.start)-uint64(x))%-uint64(r.step) == 0
}

// at is the element of an index that is in range.
func (r Range) at(i int64) int64 { return r.start + i*r.step }
