// Conversion between values of scripts and of Go.

package vm

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ToValue converts a Go value. These are copied, and charged for: nil, bools, numbers,
// strings, []byte to bytes, slices and arrays to lists, maps to maps whose entries are
// sorted by key, a [time.Duration] to its seconds. Errors become errors, functions are
// taken as by [VM.Define], and a [Value] stays as it is.
//
// A pointer to a struct becomes an object that shares the struct: the script reads and
// sets its exported fields, and calls its methods, by the names of Config.Names. So do
// structs that can be addressed: the fields of one that is shared, and the elements of a
// slice; any other is copied first. A [time.Time] is an object too, but a value: times
// are equal and ordered as they are in Go. An [iter.Seq] or [iter.Seq2], and a channel
// that can be received from, is an object that a `for` goes over. Any other pointer is an
// object that has only its methods, but one to a bool, number or string converts as that.
//
// It may be called while no script runs.
func (m *VM) ToValue(x any) (Value, error) {
	v, err := m.toValue(x)
	return m.leaving(v.norm()), err
}

// toValue is ToValue for what stays in the VM.
func (m *VM) toValue(x any) (Value, error) {
	if !m.busy.Load() { // for the host
		m.mark = m.memory
		defer m.settle()
	}
	switch x := x.(type) {
	case nil:
		return Nil, nil
	case Value:
		return m.entering(x)
	case bool:
		return Bool(x), nil
	case int:
		return Int(int64(x)), nil
	case float64:
		return Float(x), nil
	case string:
		return m.hostString(x)
	}
	v, err := (&conversion{m: m}).toValue(reflect.ValueOf(x))
	return v, rooted(err, "value")
}

// As converts a value of a script to a T: to bools, numbers (an int also to a
// float, if it fits), strings, bytes and strings to []byte, lists and tuples to
// slices and arrays, maps to maps, seconds or a Duration of the module time to a
// [time.Duration], a Time of it to a [time.Time]. An any gets the natural
// one of nil, bool, int64, float64, string, []byte, []any and map[string]any (map[any]any
// if not all keys are strings), what an object of the host holds, and a [Value] for what
// has no other. nil converts to a nil slice, map, pointer, function or any.
//
// A map, an instance or a record converts to a struct whose fields have the names of its
// entries, by [StandardName]; each entry must have a field, but not the other way round.
// An object of the host converts to the type that it holds, to the struct behind that,
// and to interfaces which it implements.
//
// A function of a script converts to a Go function whose last result is an error, such
// as a func(int) (string, error). It may begin with a [context.Context], which ends the
// call; it is like [VM.Call] in everything else.
//
// The error says where in v a value does not fit: result.users[3].age: want int, got
// string.
func As[T any](v Value) (T, error) {
	var x T
	v = v.norm()
	err := (&conversion{number: v.n}).fromValue(v.numbered(0), reflect.ValueOf(&x).Elem())
	return x, rooted(err, "result")
}

// rooted makes the error for the caller of a conversion of what is called root.
func rooted(err error, root string) error {
	if wrong := (*mismatch)(nil); errors.As(err, &wrong) {
		return fault("type", wrong.at(root))
	}
	return err
}

// mismatch is the error of a conversion.
type mismatch struct {
	path    string // to the part that does not fit, such as "[3].age"
	problem string
}

func (e *mismatch) Error() string { return e.at("value") }

// at returns the message for a value that is called root.
func (e *mismatch) at(root string) string { return root + e.path + ": " + e.problem }

func mismatchOf(want string, v Value) *mismatch {
	got := v.typeName()
	if v.kind() == KindHost {
		got = v.host().typ.name
	}
	if isNumber(v) && (strings.HasPrefix(want, "int") || strings.HasPrefix(want, "uint")) {
		got = v.String() // out of range, or with a fraction
	}
	return &mismatch{problem: "want " + want + ", got " + got}
}

// wanted says in the words of a script what converts to a t.
func wanted(t reflect.Type) string {
	switch k := t.Kind(); {
	case t == errorType:
		return "error"
	case t == durationType:
		return "seconds"
	case t == timeType:
		return "Time"
	case k == reflect.Int64:
		return "int"
	case k == reflect.Float32 || k == reflect.Float64:
		return "float"
	case k == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		return "bytes or string"
	case k == reflect.Slice || k == reflect.Array:
		return "list"
	case k == reflect.Func:
		return "function"
	case k == reflect.Struct || k == reflect.Pointer || k == reflect.Chan || k == reflect.Interface:
		return typeName(t)
	default: // bool, string, map; a narrow int shows its range by its name
		return k.String()
	}
}

// within puts a step before the path of an error.
func within(step string, err error) error {
	if wrong := (*mismatch)(nil); errors.As(err, &wrong) {
		wrong.path = step + wrong.path
	}
	return err
}

// keyStep is the step of a path to the entry with a key.
func keyStep(key Value) string {
	if key.isString() && isName(key.str()) {
		return "." + key.str()
	}
	return "[" + key.String() + "]"
}

func indexStep(i int) string { return "[" + strconv.Itoa(i) + "]" }

// conversion is one conversion, in either direction.
type conversion struct {
	m       *VM            // whose memory is charged; nil for a copy that the host gets
	number  uint64         // without m: that of the VM of the value; 0 for one of the host
	running bool           // a script waits for the result, so that fuel is charged too
	call    *callbackScope // the call whose arguments these are, if it takes functions
	depth   int
}

// numberOf returns the number of the VM whose values are converted.
func (c *conversion) numberOf() uint64 {
	if c.m != nil {
		return c.m.number
	}
	return c.number
}

// enter begins the elements of a container: n of about size bytes each.
func (c *conversion) enter(n int, size uintptr) error {
	if c.depth++; c.depth > maxDataDepth {
		return errDataDepth("convert")
	}
	if c.running {
		if err := c.m.charge(times(int64(n), int64(size))); err != nil {
			return err
		}
		return c.m.work(int64(n))
	}
	return nil
}

// convertible reports whether fromValue can make a t. outer are the types that
// contain it.
func convertible(t reflect.Type, outer []reflect.Type) bool {
	if t == valueType || t == errorType || slices.Contains(outer, t) {
		return true
	}
	switch t.Kind() {
	case reflect.Bool, reflect.String, reflect.Float32, reflect.Float64,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return true
	case reflect.Interface, reflect.Struct, reflect.Chan: // at least objects of the host
		return true
	case reflect.Func:
		return isIterator(t) || isCallback(t, outer)
	case reflect.Pointer:
		return t.Elem().Kind() == reflect.Struct || convertible(t.Elem(), append(outer, t))
	case reflect.Slice, reflect.Array:
		return convertible(t.Elem(), append(outer, t))
	case reflect.Map:
		return convertible(t.Key(), append(outer, t)) && convertible(t.Elem(), append(outer, t))
	}
	return false
}

// fromValue stores v in to.
func (c *conversion) fromValue(v Value, to reflect.Value) error {
	t := to.Type()
	switch {
	case t == valueType:
		to.Set(reflect.ValueOf(v.numbered(c.numberOf())))
		return nil
	case v.kind() == KindHost && t.Kind() != reflect.Interface:
		return v.host().store(to)
	case t == durationType:
		return storeSeconds(v, to)
	case t == errorType && v.kind() == KindError:
		to.Set(reflect.ValueOf(&scriptError{(*errorObject)(v.p), c.numberOf()}))
		return nil
	}
	switch t.Kind() {
	case reflect.Bool:
		if b, ok := v.AsBool(); ok {
			to.SetBool(b)
			return nil
		}
	case reflect.String:
		if s, ok := v.AsString(); ok {
			to.SetString(s)
			return nil
		}
	case reflect.Float32, reflect.Float64:
		if f, ok := v.AsFloat(); ok {
			to.SetFloat(f)
			return nil
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if v.isInt() && !to.OverflowInt(v.int()) {
			to.SetInt(v.int())
			return nil
		}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if v.isInt() && v.int() >= 0 && !to.OverflowUint(uint64(v.int())) {
			to.SetUint(uint64(v.int()))
			return nil
		}
	default:
		return c.fromContainer(v, to)
	}
	return mismatchOf(wanted(t), v)
}

func (c *conversion) fromContainer(v Value, to reflect.Value) error {
	t, k := to.Type(), v.kind()
	switch {
	case !convertible(t, nil):
		return &mismatch{problem: "no value of a script converts to " + t.String() + callbackHint(t)}
	case k == KindNil && t.Kind() != reflect.Struct && t.Kind() != reflect.Array:
		to.SetZero()
		return nil
	}
	switch t.Kind() {
	case reflect.Interface:
		return c.fromAny(v, to)
	case reflect.Func:
		if kindsByName["function"].has(k) && !isIterator(t) {
			return c.fromFunction(v, to)
		}
	case reflect.Struct:
		return c.fromFields(v, to)
	case reflect.Pointer:
		x := reflect.New(t.Elem())
		err := c.fromValue(v, x.Elem())
		if err == nil {
			to.Set(x)
		}
		return err
	case reflect.Slice, reflect.Array:
		switch {
		case k == KindList || k == KindTuple:
			return c.fromSequence(v, to)
		case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8 && (k == KindString || k == KindBytes):
			return c.fromText(v, to)
		}
	case reflect.Map:
		if k == KindMap {
			return c.fromMap(v.mapping(), to)
		}
	}
	return mismatchOf(wanted(t), v)
}

// fromAny stores v in an interface.
func (c *conversion) fromAny(v Value, to reflect.Value) error {
	if to.NumMethod() > 0 && v.kind() != KindHost {
		return mismatchOf(wanted(to.Type()), v)
	}
	x, err := c.natural(v)
	if err != nil || x == nil {
		return err
	}
	if !reflect.TypeOf(x).AssignableTo(to.Type()) {
		return mismatchOf(wanted(to.Type()), v)
	}
	to.Set(reflect.ValueOf(x))
	return nil
}

// fromText stores the bytes of a string or bytes.
func (c *conversion) fromText(v Value, to reflect.Value) error {
	if err := c.enter(textLen(v), 1); err != nil {
		return err
	}
	c.depth--
	if v.isString() {
		to.SetBytes([]byte(v.str()))
	} else {
		to.SetBytes(bytes.Clone(v.buffer().b))
	}
	return nil
}

func (c *conversion) fromSequence(v Value, to reflect.Value) error {
	n, at := elements(v)
	if err := c.enter(n, to.Type().Elem().Size()); err != nil {
		return err
	}
	s := reflect.New(to.Type()).Elem()
	if to.Kind() == reflect.Slice {
		s = reflect.MakeSlice(to.Type(), n, n)
	} else if n != to.Len() {
		return &mismatch{problem: "want " + count(to.Len(), "element") + ", got " + count(n, "element")}
	}
	for i := range n {
		if err := c.fromValue(at(i), s.Index(i)); err != nil {
			return within(indexStep(i), err)
		}
	}
	c.depth--
	to.Set(s)
	return nil
}

func (c *conversion) fromMap(d *dict, to reflect.Value) error {
	t := to.Type()
	if err := c.enter(d.len(), 2*(t.Key().Size()+t.Elem().Size())); err != nil {
		return err
	}
	entries := reflect.MakeMapWithSize(t, d.len())
	for k, v, at, ok := d.next(0); ok; k, v, at, ok = d.next(at) {
		key, elem := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
		if err := c.fromValue(k, key); err != nil {
			return within("[key "+k.String()+"]", err)
		}
		if !key.Comparable() {
			return within("[key "+k.String()+"]", mismatchOf("a key that Go can compare", k))
		}
		if err := c.fromValue(v, elem); err != nil {
			return within(keyStep(k), err)
		}
		entries.SetMapIndex(key, elem)
	}
	c.depth--
	to.Set(entries)
	return nil
}

// toValue converts a Go value. x may be invalid: that is nil.
func (c *conversion) toValue(x reflect.Value) (Value, error) {
	if !x.IsValid() {
		return Nil, nil
	}
	switch t := x.Type(); t {
	case valueType:
		return c.m.entering(x.Interface().(Value))
	case durationType:
		return Float(time.Duration(x.Int()).Seconds()), nil
	}
	switch x.Kind() {
	case reflect.Interface:
		return c.toValue(x.Elem())
	case reflect.Bool:
		return Bool(x.Bool()), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return Int(x.Int()), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if x.Uint() > math.MaxInt64 {
			return Nil, &mismatch{problem: fmt.Sprintf("%d is out of the range of an int", x.Uint())}
		}
		return Int(int64(x.Uint())), nil
	case reflect.Float32, reflect.Float64:
		return Float(x.Float()), nil
	case reflect.String:
		return c.m.hostString(x.String())
	}
	if err, ok := x.Interface().(error); ok {
		return c.errorValue(err, x)
	}
	switch x.Kind() {
	case reflect.Slice, reflect.Array:
		return c.toList(x)
	case reflect.Map:
		return c.toMap(x)
	}
	return c.toObject(x)
}

// errorValue returns the error of a script for a Go error.
func (c *conversion) errorValue(err error, x reflect.Value) (Value, error) {
	if k := x.Kind(); (k == reflect.Pointer || k == reflect.Map || k == reflect.Slice || k == reflect.Func) && x.IsNil() {
		return Nil, nil
	}
	e, isNew := c.m.errorOf(err)
	if isNew {
		return objectValue(e), c.m.charge(errorSize)
	}
	return objectValue(e), nil
}

func (c *conversion) toList(x reflect.Value) (Value, error) {
	if x.Kind() == reflect.Slice && x.Type().Elem().Kind() == reflect.Uint8 {
		return copyBytes(c.m, x.Bytes())
	}
	if err := c.enter(x.Len(), 0); err != nil { // push charges for the memory
		return Nil, err
	}
	l, err := c.m.newList(0, Nil)
	if err != nil {
		return Nil, err
	}
	for i := range x.Len() {
		v, err := c.toValue(x.Index(i))
		if err == nil {
			err = c.m.push(l, v)
		}
		if err != nil {
			return Nil, within(indexStep(i), err)
		}
	}
	c.depth--
	return objectValue(l), nil
}

// toMap sorts the entries by key: the order of a Go map differs from run to run.
func (c *conversion) toMap(x reflect.Value) (Value, error) {
	if err := c.enter(x.Len(), 0); err != nil {
		return Nil, err
	}
	d, err := c.m.newDict(c.m.root)
	if err != nil {
		return Nil, err
	}
	entries := make([][2]Value, 0, x.Len())
	for it := x.MapRange(); it.Next(); {
		k, err := c.toValue(it.Key())
		if err != nil {
			return Nil, within("[a key]", err)
		}
		v, err := c.toValue(it.Value())
		if err != nil {
			return Nil, within(keyStep(k), err)
		}
		entries = append(entries, [2]Value{k, v})
	}
	slices.SortStableFunc(entries, func(a, b [2]Value) int {
		order, err := new(comparer).compare(a[0], b[0])
		if err != nil { // keys of several kinds, in a map[any]…
			return int(a[0].kind()) - int(b[0].kind())
		}
		return order
	})
	for _, e := range entries {
		if err := c.m.setKey(d, e[0], e[1]); err != nil {
			return Nil, err
		}
	}
	c.depth--
	return objectValue(d), nil
}
