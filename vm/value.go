// Values: their representation and the accessors of every kind.

package vm

import (
	"math"
	"unsafe"
)

// Kind is the kind of a [Value].
type Kind uint8

// The kinds of values.
const (
	KindNil Kind = iota
	KindBool
	KindInt
	KindFloat
	KindString
	KindBytes
	KindList
	KindTuple
	KindMap
	KindRange
	KindFunction // a function of a script
	KindCoroutine
	KindError
	KindNative   // a function of the host or a built-in
	KindBound    // a method with its receiver
	KindClass    // a class or record
	KindInstance // an instance of a class
	KindRecord   // an instance of a record
	KindModule
	KindHost // an object of the host
	KindTask

	// Kinds that no script sees.
	kindCell    // a captured variable that is assigned again
	kindPending // an error or a close that is unwinding, while a defer runs
	kindAbsent  // a parameter for which the call gave no argument
	kindUnset   // a module variable before its initialisation
	kindScope   // an open `scope`
	numKinds
)

var kindNames = [numKinds]string{
	"nil", "bool", "int", "float", "string", "bytes", "list", "tuple", "map", "range",
	"function", "coroutine", "error", "function", "function", "class", "instance", "record", "module", "object", "task",
	"cell", "pending", "absent", "unset", "scope",
}

// maxKinds bounds the kinds: sets of them are words of 32 bits.
const maxKinds = 32

// String returns the name that type(x) gives in a script.
func (k Kind) String() string { return kindNames[k] }

// header is the first word of everything that a Value points to. What arity,
// flags and aux mean depends on the kind; the loop compares several of them at
// once.
type header struct {
	kind  Kind
	arity uint8  // function: number of parameters; coroutine: its status; interned string: see selector
	flags uint16 // see the kinds
	aux   uint32 // function: size of the frame in bytes; string: hash; map: shape; instance: layout; coroutine: see switch.go
}

// Value is a value of the language. The zero Value is nil.
//
// A Value belongs to the VM that it comes from, and is used by the goroutine that uses
// this VM. Handed to another VM, in whatever way, what cannot change is the same there:
// nil, bools, numbers, strings, ranges, built-ins and functions of Go; an object of the
// host is a new one for the same Go value. Everything else is refused with an error:
// convert it by [As], and hand over what that gives. What [Bool], [Int], [Float] and
// [String] make may be shared by any number of VMs, on any number of goroutines; what
// [Bytes] makes belongs to the first VM that gets it.
type Value struct {
	// p is the address of one of tags for nil, bool, int and float, and of the object
	// otherwise; n holds the bits of a bool, int or float. Of an object it is zero inside
	// of a VM, and for the host the number of its VM: see border.go.
	//
	// Invariant: p is never nil in anything that a VM holds, so that the header of a
	// value can be read without a test; [VM.entering] sees to that.
	p unsafe.Pointer
	n uint64
}

// tags are the headers of the values without an object. They never move and
// the collector does not look at them.
var tags = [...]header{
	{kind: KindNil},
	{kind: KindBool},
	{kind: KindInt},
	{kind: KindFloat},
	{kind: kindAbsent},
	{kind: kindUnset},
}

func tagNil() unsafe.Pointer    { return unsafe.Pointer(&tags[0]) }
func tagBool() unsafe.Pointer   { return unsafe.Pointer(&tags[1]) }
func tagInt() unsafe.Pointer    { return unsafe.Pointer(&tags[2]) }
func tagFloat() unsafe.Pointer  { return unsafe.Pointer(&tags[3]) }
func tagAbsent() unsafe.Pointer { return unsafe.Pointer(&tags[4]) }

// isTag reports whether p stands for a value without an object.
func isTag(p unsafe.Pointer) bool {
	return uintptr(p)-uintptr(tagNil()) < unsafe.Sizeof(tags)
}

// putScalar stores a value without an object over another one without: since
// the collector looks at neither tag, the store needs no write barrier.
func putScalar(v *Value, tag unsafe.Pointer, n uint64) {
	*(*uintptr)(unsafe.Pointer(&v.p)) = uintptr(tag)
	v.n = n
}

// Nil is the value nil.
var Nil = Value{p: unsafe.Pointer(&tags[0])}

var (
	absent = Value{p: unsafe.Pointer(&tags[4])}
	unset  = Value{p: unsafe.Pointer(&tags[5])}
)

// Bool returns a bool value.
func Bool(b bool) Value {
	if b {
		return Value{tagBool(), 1}
	}
	return Value{tagBool(), 0}
}

// Int returns an int value.
func Int(i int64) Value { return Value{tagInt(), uint64(i)} }

// Float returns a float value.
func Float(f float64) Value { return Value{tagFloat(), math.Float64bits(f)} }

// norm turns the zero Value into nil.
func (v Value) norm() Value {
	if v.p == nil {
		return Nil
	}
	return v
}

func (v Value) kind() Kind { return (*header)(v.p).kind }

// Kind returns the kind of v. Natives and bound methods are functions.
func (v Value) Kind() Kind {
	k := v.norm().kind()
	if k == KindNative || k == KindBound {
		return KindFunction
	}
	return k
}

// IsNil reports whether v is nil.
func (v Value) IsNil() bool { return v.p == nil || v.p == tagNil() }

// truthy reports whether v counts as true: all but nil and false do.
func (v Value) truthy() bool {
	return v.p != tagNil() && (v.p != tagBool() || v.n != 0)
}

// AsBool returns the bool that v holds.
func (v Value) AsBool() (b, ok bool) { return v.n != 0, v.p == tagBool() }

// AsInt returns the int that v holds.
func (v Value) AsInt() (i int64, ok bool) { return int64(v.n), v.p == tagInt() }

// AsFloat returns the float that v holds, or the int as a float.
func (v Value) AsFloat() (f float64, ok bool) {
	switch v.p {
	case tagFloat():
		return math.Float64frombits(v.n), true
	case tagInt():
		return float64(int64(v.n)), true
	}
	return 0, false
}

// Bytes returns a value of kind bytes, to which b belongs from then on. It can be used in
// one VM only: the first that gets it.
func Bytes(b []byte) Value {
	return objectValue(&byteBuffer{header: header{kind: KindBytes}, b: b})
}

// AsBytes returns the bytes that v holds. They are not copied: the script sees
// what is written to them, and may change them whenever it runs. As[[]byte] copies.
func (v Value) AsBytes() (b []byte, ok bool) {
	if v.norm().kind() != KindBytes {
		return nil, false
	}
	return v.buffer().b, true
}

// AsString returns the string that v holds.
func (v Value) AsString() (s string, ok bool) {
	if v.norm().kind() != KindString {
		return "", false
	}
	return (*stringObject)(v.p).s, true
}

func (v Value) isInt() bool      { return v.p == tagInt() }
func (v Value) isFloat() bool    { return v.p == tagFloat() }
func (v Value) isString() bool   { return v.kind() == KindString }
func (v Value) int() int64       { return int64(v.n) }
func (v Value) float() float64   { return math.Float64frombits(v.n) }
func (v Value) str() string      { return (*stringObject)(v.p).s }
func (v Value) list() *list      { return (*list)(v.p) }
func (v Value) tuple() *tuple    { return (*tuple)(v.p) }
func (v Value) mapping() *dict   { return (*dict)(v.p) }
func (v Value) typeName() string { return v.kind().String() }

// alike reports whether two strings may be equal, at a glance.
//
//lint:ignore U1000 package fuse inlines it into the loop of the usual build
func alike(s, t string) bool { return len(s) == len(t) && (len(s) == 0 || s[0] == t[0]) }

// objectValue makes a value of an object that begins with a header.
func objectValue[T any](obj *T) Value { return Value{p: unsafe.Pointer(obj)} }
