// Objects of the host: Go values that scripts use where they are.

package vm

import (
	"reflect"
	"time"
	"unsafe"
)

// hostObject is a Go value that has no counterpart in the language: mostly a pointer
// to a struct, whose fields and methods a script reaches; the struct stays that of the
// host. Two objects are equal if they are the same pointer, so that it does not matter
// how often the host hands it over.
type hostObject struct {
	header // aux: the size in bytes of the struct, if it is a copy that only scripts have
	typ    *hostType
	v      reflect.Value
	loop   *hostLoop // if a `for` goes over the value; no script sees this object
	inbox  *inbox    // of a channel for which a task has waited
}

const hostObjectSize = int64(unsafe.Sizeof(hostObject{}))

func (v Value) host() *hostObject { return (*hostObject)(v.p) }

// Codec turns host objects of one Go type into bytes and back. A coroutine that
// reaches a host object can be cloned or saved only if the host has a codec for the
// type of that object: what the pointer means in another process, nobody else knows.
//
// Name is part of what is saved, and must stay the same from version to version. Encode
// gets what the object holds, such as a *User; Decode returns something of that type,
// which may be an object that exists already, as one found by its key in a database.
type Codec interface {
	Name() string
	Encode(x any) ([]byte, error)
	Decode(data []byte) (any, error)
}

// newHostObject makes the object of a Go value.
func (m *VM) newHostObject(v reflect.Value) (Value, error) {
	if err := m.charge(hostObjectSize); err != nil {
		return Nil, err
	}
	return objectValue(&hostObject{header: header{kind: KindHost}, typ: m.names().of(v.Type()), v: v}), nil
}

// size is what an object takes in the memory account.
func (o *hostObject) size() int64 {
	if o.loop != nil {
		return hostObjectSize + hostLoopSize
	}
	return hostObjectSize + int64(o.aux)
}

// names returns what scripts call the fields of structs; m may be nil.
func (m *VM) names() *Names {
	if m == nil || m.config.Names == nil {
		return standardNames
	}
	return m.config.Names
}

var (
	timeType     = reflect.TypeFor[time.Time]()
	durationType = reflect.TypeFor[time.Duration]()
)

// time returns the time that an object holds.
func (o *hostObject) time() (time.Time, bool) {
	if o.typ.t != timeType {
		return time.Time{}, false
	}
	return o.v.Interface().(time.Time), true
}

// equals reports whether two objects are the same for a script: times are values, all
// others equal by identity.
func (o *hostObject) equals(other *hostObject) bool {
	if o == other || o.typ.t != other.typ.t {
		return o == other
	}
	if t, ok := o.time(); ok {
		u, _ := other.time()
		return t.Equal(u)
	}
	return o.identity() == other.identity()
}

// identity returns an address that objects which hold the same have in common.
func (o *hostObject) identity() unsafe.Pointer {
	switch o.v.Kind() {
	case reflect.Pointer, reflect.Chan:
		return o.v.UnsafePointer()
	}
	return unsafe.Pointer(o)
}

// hash goes with equals.
func (o *hostObject) hash() uint32 {
	if t, ok := o.time(); ok {
		return hashBits(uint64(t.UnixNano()))
	}
	return hashBits(uint64(uintptr(o.identity())))
}

// appendText appends the text of an object. Methods of the host are not called: it is
// part of the text of a list too.
func (o *hostObject) appendText(b []byte) []byte {
	if t, ok := o.time(); ok {
		return t.AppendFormat(b, time.RFC3339Nano)
	}
	return append(append(append(b, '<'), o.typ.name...), '>')
}

// hostField returns a field of an object, or a method with its receiver.
func (m *VM) hostField(v Value, name string) (Value, error) {
	o := v.host()
	x := o.typ.members[name]
	switch {
	case x == nil:
		return Nil, o.typ.noMember(name)
	case x.method != nil:
		if err := m.charge(boundSize); err != nil {
			return Nil, err
		}
		return objectValue(&bound{header: header{kind: KindBound}, recv: v, method: objectValue(x.method)}), nil
	}
	f, err := o.field(x, name)
	if err != nil {
		return Nil, err
	}
	got, err := (&conversion{m: m, running: true}).toValue(f)
	return got, hostFieldError("read", o, name, err)
}

// field returns the place of a field.
func (o *hostObject) field(x *hostMember, name string) (reflect.Value, error) {
	f, err := o.v.Elem().FieldByIndexErr(x.index)
	if err != nil { // it is one of an embedded struct that is not there
		return f, faultf("type", "the field `%s` of %s is in a part that is nil", name, o.typ.article())
	}
	return f, nil
}

// setHostField sets a field of an object.
func (m *VM) setHostField(v Value, name string, to Value) error {
	o := v.host()
	x := o.typ.members[name]
	switch {
	case x == nil:
		return o.typ.noMember(name)
	case x.method != nil:
		return faultf("type", "the method `%s` of %s cannot be set", name, o.typ.article())
	case x.readonly:
		return faultHint("type", "the field `"+name+"` of "+o.typ.article()+" is read-only", "the host has declared it so")
	}
	f, err := o.field(x, name)
	if err != nil {
		return err
	}
	return hostFieldError("set", o, name, (&conversion{m: m, running: true}).fromValue(to, f))
}

// hostFieldError says which field a conversion was for.
func hostFieldError(doing string, o *hostObject, name string, err error) error {
	if wrong, ok := err.(*mismatch); ok {
		return fault("type", wrong.at("cannot "+doing+" `"+name+"` of "+o.typ.article()))
	}
	return err
}

// hostCallee returns the method of an object that has a name, or what a field holds: then
// the object stands before the arguments and is none of them.
func (m *VM) hostCallee(v Value, name string) (fn Value, behind bool, err error) {
	if x := v.host().typ.members[name]; x != nil && x.method != nil {
		return objectValue(x.method), false, nil
	}
	fn, err = m.hostField(v, name)
	return fn, true, err
}
