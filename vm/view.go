// Looking into values, for hosts that show them to people.

package vm

import (
	"iter"
	"slices"
)

// Size returns how many parts a value has: elements, entries or fields. It is 0 for
// one that has none.
func (v Value) Size() int {
	switch v = v.norm(); v.kind() {
	case KindList:
		return v.list().len
	case KindTuple:
		return len(v.tuple().items)
	case KindMap:
		return v.mapping().len()
	case KindInstance, KindRecord:
		n := 0
		for _, x := range v.instance().slots() {
			if x != unset {
				n++
			}
		}
		return n
	case KindModule:
		return len((*moduleObject)(v.p).shape.keys)
	}
	return 0
}

// Parts goes over the parts of a value: the elements of a list or tuple by their index,
// the entries of a map by their key, the fields of an instance or record and the exports
// of a module by their name. A field that has no value yet is left out. No code of a
// script runs, and none may while the loop goes on.
func (v Value) Parts() iter.Seq2[Value, Value] {
	v = v.norm()
	return func(yield func(Value, Value) bool) {
		switch v.kind() {
		case KindList:
			for i := 0; i < v.list().len; i++ {
				if !yield(Int(int64(i)), v.list().at(i).numbered(v.n)) {
					return
				}
			}
		case KindTuple:
			for i, x := range v.tuple().items {
				if !yield(Int(int64(i)), x.numbered(v.n)) {
					return
				}
			}
		case KindMap:
			for k, x, at, ok := v.mapping().next(0); ok; k, x, at, ok = v.mapping().next(at) {
				if !yield(k.numbered(v.n), x.numbered(v.n)) {
					return
				}
			}
		case KindInstance, KindRecord:
			for i, x := range v.instance().slots() {
				if x != unset && !yield(String(v.instance().class.fields[i].name), x.numbered(v.n)) {
					return
				}
			}
		case KindModule:
			o := (*moduleObject)(v.p)
			for i, x := range o.slots() {
				if x != unset && !yield(objectValue(o.shape.keys[i]).numbered(v.n), x.numbered(v.n)) {
					return
				}
			}
		}
	}
}

// ClassName returns the name of the class of an instance or record, and of a class its
// own.
func (v Value) ClassName() string {
	switch v = v.norm(); v.kind() {
	case KindInstance, KindRecord:
		return v.instance().class.name
	case KindClass:
		return (*class)(v.p).name
	}
	return ""
}

// Members returns the names that may stand behind `.` after a value, sorted: fields,
// methods and getters, static functions, exports, and the first keys of a map that are names.
func (v Value) Members() []string {
	v = v.norm()
	names := fieldNames(v)
	if v.kind() == KindModule {
		names = (*moduleObject)(v.p).exports(v.Size())
	}
	names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !isName(name) })
	slices.Sort(names)
	return slices.Compact(names)
}
