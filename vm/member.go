// Fields and methods by name.

package vm

import (
	"cmp"
	"math"
	"strings"
	"unsafe"
)

// getField returns v.name. A map with a shape is remembered in the inline cache
// and in the instruction at the address at.
func (m *VM) getField(v, name Value, cache *uint64, at uintptr) (Value, error) {
	switch v.kind() {
	case KindMap:
		d := v.mapping()
		if d.shape == nil {
			e, err := m.get(d, name)
			if e == unset {
				e = Nil
			}
			return e, err
		}
		i := d.shape.find((*stringObject)(name.p))
		if i < 0 {
			return Nil, nil
		}
		remember(d, i, cache, at)
		return d.slots()[i], nil
	case KindCoroutine:
		switch co := (*coroutine)(v.p); name.str() {
		case "status":
			return m.newString(statusNames[co.arity]), nil
		case "done":
			return Bool(co.done()), nil
		}
	case KindTask:
		switch t := (*task)(v.p); name.str() {
		case "status":
			return m.newString(taskStatusNames[t.arity]), nil
		case "done":
			return Bool(t.done()), nil
		}
	case KindError:
		if f, ok := m.errorField((*errorObject)(v.p), name.str()); ok {
			return f, nil
		}
	case KindModule:
		return m.exportOf(v, name, cache, at)
	case KindHost:
		return m.hostField(v, name.str())
	}
	if v.kind() == KindClass {
		return m.classField((*class)(v.p), name.str())
	}
	if i := methodIndex(v.kind(), name.str()); i >= 0 {
		if err := m.charge(boundSize); err != nil {
			return Nil, err
		}
		return objectValue(&bound{header: header{kind: KindBound}, recv: v, method: objectValue(methodAt(v.kind(), i))}), nil
	}
	return Nil, m.noField(v, name.str())
}

// remember fills an inline cache. Slots beyond 255 do not fit it.
func remember(d *dict, slot int, cache *uint64, at uintptr) {
	if slot > math.MaxUint8 || at == 0 {
		return
	}
	fillCache(cache, at, *(*uint64)(unsafe.Pointer(d)), slot)
}

// fillCache fills an inline cache: the word behind the instruction at an address, and its
// X, for which x is small enough.
func fillCache(cache *uint64, at uintptr, word uint64, x int) {
	*cache = word
	ins := (*uint64)(pointer(at))
	*ins = *ins&^0xff00 | uint64(x)<<8
}

func (m *VM) setField(v, name, x Value, cache *uint64, at uintptr) error {
	if v.kind() == KindModule {
		return faultHint("type", "cannot set `"+name.str()+"`: what a module exports is read-only", "let the module export a function that changes it")
	}
	if v.kind() == KindHost {
		return m.setHostField(v, name.str(), x)
	}
	if v.kind() != KindMap {
		return faultf("type", "cannot set the field `%s` of %s", name.str(), article(v)).wasNil(v, nilOwner)
	}
	d := v.mapping()
	if err := m.setName(d, (*stringObject)(name.p), x); err != nil {
		return err
	}
	if d.shape != nil {
		remember(d, d.shape.find((*stringObject)(name.p)), cache, at)
	}
	return nil
}

// errorFields are the fields of an error.
var errorFields = []string{"cause", "data", "kind", "message", "trace"}

func (m *VM) errorField(e *errorObject, name string) (Value, bool) {
	switch name {
	case "message":
		return m.newString(e.message), true
	case "kind":
		return m.newString(e.errKind), true
	case "data":
		return e.data, true
	case "cause":
		return e.cause, true
	case "trace":
		return m.traceText(e), true
	}
	return Nil, false
}

// traceText is the trace of an error as a script sees it: one line a call.
func (m *VM) traceText(e *errorObject) Value {
	m.fuel -= int64(len(e.trace)) * 8
	err := m.hostError(&pending{value: objectValue(e), trace: e.trace})
	var b []byte
	for i, f := range err.Frames {
		if i > 0 {
			b = append(b, '\n')
		}
		b = append(b, f.String()...)
	}
	m.charge(int64(cap(b)))
	return m.ownString(b)
}

// fieldNames lists the fields and methods of a value.
func fieldNames(v Value) []string {
	names := methodNames(v.kind())
	switch v.kind() {
	case KindInstance, KindRecord:
		return append(v.instance().class.memberNames(), names...)
	case KindClass:
		return (*class)(v.p).staticNames()
	case KindCoroutine, KindTask:
		return append([]string{"status", "done"}, names...)
	case KindError:
		return append(append([]string(nil), errorFields...), names...)
	case KindMap:
		seen := 0
		for k, _, at, ok := v.mapping().next(0); ok && seen < 100; k, _, at, ok = v.mapping().next(at) {
			if seen++; k.isString() {
				names = append(names, k.str())
			}
		}
	}
	return names
}

func (m *VM) noField(v Value, name string) error {
	e := faultf("name", "%s has no field or method `%s`", article(v), name)
	if v.p == tagNil() {
		e.errKind = "type"
		e.hint, e.place = "it may be a missing key of a map: `x?."+name+"` is nil for a nil x", nilOwner
	} else if hint := foreignFields[name]; hint != "" && !hasOwnMembers(v) && v.Kind() != KindTask {
		e.hint = hint
	} else if hint := ofLists(v.Kind(), name); hint != "" {
		e.hint = hint
	} else if s, ok := m.suggest(name, fieldNames(v)); ok {
		e.hint = "did you mean `" + s + "`?"
	} else if v.isInt() && len(name) > 1 && name[0] == 'e' && strings.Trim(name[1:], "0123456789") == "" {
		e.hint = "a float has a digit behind its point: `1.0" + name + "`"
	} else if v.Kind() == KindTask {
		e.hint = listNames("join() waits for its result; it has", fieldNames(v))
	} else if v.Kind() == KindError {
		e.hint = listNames("it has", fieldNames(v))
	} else if hasOwnMembers(v) {
		e.hint = foreignFields[name]
	} else if methodIndex(KindList, name) < 0 { // a name of Coro is not misspelt
		e.hint = m.foreignField(name)
	}
	return e
}

// ofLists hints at how what a loop goes over has a method of lists. One that adds or
// removes elements would do so to a list that nobody has.
func ofLists(k Kind, name string) string {
	if methodIndex(KindList, name) < 0 {
		return ""
	}
	switch name {
	case "clear", "extend", "insert", "pop", "push", "remove":
		return ""
	}
	switch k {
	case KindRange, KindTuple, KindCoroutine:
		return "lists have it: write `list(x)." + name + "(…)`"
	case KindString:
		return "lists have it: write `s.chars()." + name + "(…)`, or split s"
	case KindMap:
		return "lists have it: write `values(m)." + name + "(…)`, or take `keys(m)`"
	}
	return ""
}

// hasOwnMembers reports whether a script says what members a value has.
func hasOwnMembers(v Value) bool {
	switch v.Kind() {
	case KindInstance, KindRecord, KindClass, KindModule, KindMap, KindError:
		return true
	}
	return false
}

func (m *VM) noMethod(v Value, name string) error {
	if f, err := m.getField(v, String(name), new(uint64), 0); err == nil {
		return notCallable(f)
	}
	return m.noField(v, name)
}

func (m *VM) noEntry(d *dict, name string) error {
	e := faultf("call", "the map has no entry `%s` to call", name)
	if s, ok := m.suggest(name, fieldNames(objectValue(d))); ok {
		e.hint = "did you mean `" + s + "`?"
	} else {
		e.hint = cmp.Or(builtinFor(name), ofLists(KindMap, name))
	}
	return e
}

// builtinFor hints at the function for what other languages have as a method.
func builtinFor(name string) string {
	switch name {
	case "length", "size", "count":
		return "maps have no methods: write len(m)"
	case "items", "entries":
		return "maps have no methods: write `for k, v in m`"
	case "delete", "remove":
		return "maps have no methods: write delete(m, k)"
	case "keys", "values", "merge", "len":
		return "maps have no methods: write " + name + "(m)"
	case "get", "has", "contains", "has_key", "hasKey", "includes":
		return "maps have no methods: write m[k], or k in m"
	}
	return ""
}
