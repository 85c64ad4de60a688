// Conversion of Go structs, pointers, times and iterators, and to what an any gets.

package vm

import (
	"fmt"
	"math"
	"reflect"
	"time"
)

// toObject converts what scripts see as an object or as a function.
func (c *conversion) toObject(x reflect.Value) (Value, error) {
	t := x.Type()
	switch t.Kind() {
	case reflect.Struct:
		if t == timeType {
			return c.m.newHostObject(x)
		}
		if x.CanAddr() {
			return c.m.newHostObject(x.Addr())
		}
		return c.copied(x)
	case reflect.Pointer:
		switch {
		case x.IsNil():
			return Nil, nil
		case t.Elem() == timeType, isPlain(t.Elem()) && t.NumMethod() == 0:
			return c.toValue(x.Elem())
		}
		return c.m.newHostObject(x)
	case reflect.Func:
		if x.IsNil() {
			return Nil, nil
		}
		if isFunction(t) {
			return c.m.hostValue("host function", x.Interface())
		}
		return c.m.newHostObject(x)
	case reflect.Chan:
		if x.IsNil() {
			return Nil, nil
		}
		return c.m.newHostObject(x)
	}
	return Nil, &mismatch{problem: "a script has no value for a Go " + t.String()}
}

// copied returns an object with a copy of a struct.
func (c *conversion) copied(x reflect.Value) (Value, error) {
	size := min(uint64(x.Type().Size()), math.MaxUint32)
	if err := c.m.charge(int64(size)); err != nil {
		return Nil, err
	}
	to := reflect.New(x.Type())
	to.Elem().Set(x)
	v, err := c.m.newHostObject(to)
	if err == nil {
		v.host().aux = uint32(size)
	}
	return v, err
}

// isPlain reports whether values of a type are bools, numbers or strings.
func isPlain(t reflect.Type) bool {
	k := t.Kind()
	return k >= reflect.Bool && k <= reflect.Uint64 || k == reflect.Float32 || k == reflect.Float64 || k == reflect.String
}

// store stores what an object holds: as it is, or the struct that it points to.
func (o *hostObject) store(to reflect.Value) error {
	switch t := to.Type(); {
	case o.typ.t.AssignableTo(t):
		to.Set(o.v)
	case o.typ.t.Kind() == reflect.Pointer && o.typ.t.Elem().AssignableTo(t):
		to.Set(o.v.Elem())
	case t.Kind() == reflect.Pointer && t.Elem() == o.typ.t: // of a time
		to.Set(reflect.New(o.typ.t))
		to.Elem().Set(o.v)
	default:
		return mismatchOf(wanted(t), objectValue(o))
	}
	return nil
}

// intField returns the field of a record that is an int.
func (v Value) intField(name string) (int64, bool) {
	if v.kind() != KindRecord {
		return 0, false
	}
	f, _ := v.Field(name)
	return f.AsInt()
}

// storeTime stores the instant of a record of the module time, whose fields are seconds
// since 1970 and nanoseconds, in UTC.
func storeTime(v Value, to reflect.Value) error {
	seconds, ok := v.intField("seconds")
	nanoseconds, also := v.intField("nanoseconds")
	if !ok || !also {
		return mismatchOf(wanted(to.Type()), v)
	}
	to.Set(reflect.ValueOf(time.Unix(seconds, nanoseconds).UTC()))
	return nil
}

// storeSeconds stores a number of seconds as a duration.
func storeSeconds(v Value, to reflect.Value) error {
	if n, ok := v.intField("nanoseconds"); ok { // a Duration of the module time
		to.SetInt(n)
		return nil
	}
	seconds, ok := v.AsFloat()
	if !ok {
		return mismatchOf("seconds", v)
	}
	if !(math.Abs(seconds) < math.MaxInt64/1e9) {
		return &mismatch{problem: v.String() + " seconds are out of the range of a duration"}
	}
	if i, ok := v.AsInt(); ok {
		to.SetInt(i * int64(time.Second))
	} else {
		to.SetInt(int64(math.Round(seconds * 1e9)))
	}
	return nil
}

// fromFields fills a struct from the entries of a map or the fields of an instance.
func (c *conversion) fromFields(v Value, to reflect.Value) error {
	t := to.Type()
	if t == timeType {
		return storeTime(v, to)
	}
	if v.kind() != KindMap && !isInstance(v) {
		return mismatchOf(wanted(t), v)
	}
	x := reflect.New(t)
	set := func(name string, field Value) error {
		return within(keyStep(String(name)), c.fromField(c.m.names().of(x.Type()), name, field, x.Elem()))
	}
	if err := c.enter(t.NumField(), t.Size()/uintptr(max(1, t.NumField()))); err != nil {
		return err
	}
	if isInstance(v) {
		for i, f := range v.instance().class.fields {
			if err := set(f.name, v.instance().slots()[i]); err != nil {
				return err
			}
		}
	} else {
		for k, field, at, ok := v.mapping().next(0); ok; k, field, at, ok = v.mapping().next(at) {
			if !k.isString() {
				return within("[key "+k.String()+"]", mismatchOf("string", k))
			}
			if err := set(k.str(), field); err != nil {
				return err
			}
		}
	}
	c.depth--
	to.Set(x.Elem())
	return nil
}

// fromField stores the field of a struct that scripts call name.
func (c *conversion) fromField(ht *hostType, name string, v Value, to reflect.Value) error {
	x := ht.members[name]
	if x == nil || x.method != nil {
		problem := fmt.Sprintf("`%s` has no such field", ht.name)
		if hint := ht.suggest(name); hint != "" {
			problem += "; " + hint
		}
		return &mismatch{problem: problem}
	}
	for i := 1; i < len(x.index); i++ { // embedded pointers on the way
		if p := to.FieldByIndex(x.index[:i]); p.Kind() == reflect.Pointer && p.IsNil() {
			if !p.CanSet() {
				return &mismatch{problem: "it is in a part that is nil and cannot be made"}
			}
			p.Set(reflect.New(p.Type().Elem()))
		}
	}
	if v == unset {
		return nil
	}
	return c.fromValue(v, to.FieldByIndex(x.index))
}

// natural returns what an any gets.
func (c *conversion) natural(v Value) (any, error) {
	switch v.kind() {
	case KindNil:
		return nil, nil
	case KindBool:
		return v.n != 0, nil
	case KindInt:
		return v.int(), nil
	case KindFloat:
		return v.float(), nil
	case KindString:
		return v.str(), nil
	case KindBytes:
		return natural[[]byte](c, v)
	case KindList, KindTuple:
		return natural[[]any](c, v)
	case KindMap:
		d := v.mapping()
		for k, _, at, ok := d.next(0); ok; k, _, at, ok = d.next(at) {
			if !k.isString() {
				return natural[map[any]any](c, v)
			}
		}
		return natural[map[string]any](c, v)
	case KindHost:
		return v.host().v.Interface(), nil
	}
	return v.numbered(c.numberOf()), nil
}

func natural[T any](c *conversion, v Value) (any, error) {
	var x T
	err := c.fromValue(v, reflect.ValueOf(&x).Elem())
	return x, err
}
