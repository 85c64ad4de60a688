// Modules as values, and what a VM knows of those that it has loaded.

package vm

import (
	"maps"
	"slices"
	"strings"
	"unsafe"

	"github.com/coro-lang/coro/vm/bytecode"
)

// moduleObject is a module as a value: its exports. It is laid out as a map with
// a shape of its own, so that an instruction reads an export as it reads an entry
// of a map, by its inline cache.
//
// Invariant: the slots never change. An export that the module ended without
// binding is unset; no inline cache holds its slot.
type moduleObject struct {
	dict
	name string
}

const (
	moduleObjectSize = int64(unsafe.Sizeof(moduleObject{})) + shapeSize
	exportSize       = valueSize + 64 // with what the shape needs for it
)

// newModuleObject makes a module of its exports, whose names are all different.
func (m *VM) newModuleObject(name string, names []string, values []Value) (*moduleObject, error) {
	n := len(names)
	if err := m.charge(moduleObjectSize + int64(n)*exportSize); err != nil {
		return nil, err
	}
	m.shapes++
	s := &shape{id: m.shapes, keys: make([]*stringObject, n)}
	for i, name := range names {
		s.keys[i] = m.intern(name)
	}
	s.makeIndex()
	o := &moduleObject{name: name}
	o.header = header{kind: KindModule, aux: s.id}
	o.shape, o.room = s, n
	o.data = unsafe.Pointer(unsafe.SliceData(slices.Clone(values)))
	return o, nil
}

// exportOf returns an export of a module by its name.
func (m *VM) exportOf(v, name Value, cache *uint64, at uintptr) (Value, error) {
	o := (*moduleObject)(v.p)
	i := o.shape.find((*stringObject)(name.p))
	if i < 0 {
		const most = 100 // that are looked at for one unit of fuel
		return Nil, faultHint("name", bytecode.NotExported(o.name, name.str()), bytecode.SuggestExport(o.name, name.str(), o.exports(most)))
	}
	x := o.slots()[i]
	if x == unset {
		return Nil, faultHint("name", "the module `"+o.name+"` has ended before it bound `"+name.str()+"`", "does it `return` before that?")
	}
	remember(&o.dict, i, cache, at)
	return x, nil
}

// exports lists the names that the module exports, at most so many.
func (o *moduleObject) exports(most int) []string {
	names := make([]string, min(len(o.shape.keys), most))
	for i := range names {
		names[i] = o.shape.keys[i].s
	}
	return names
}

// exportNames lists the names that a Program exports.
func exportNames(prog *bytecode.Program) []string {
	names := make([]string, len(prog.Exports))
	for i, x := range prog.Exports {
		names[i] = x.Name
	}
	return names
}

// moduleEntry is a module that the VM has loaded or is loading.
type moduleEntry struct {
	key  string // the path of a file from the root, or the name of a module of the host
	host *HostModule

	text string // of a file that is not compiled yet

	mod   *module       // while its body runs
	by    *coroutine    // that imports it, while its body runs
	value *moduleObject // once it has run

	waiting []*task // until its body is left
}

// running reports whether the body of the module has begun and not ended.
func (e *moduleEntry) running() bool { return e.mod != nil && !e.by.done() }

// left makes the tasks ready that wait until the body of the module is left.
func (e *moduleEntry) left() {
	e.mod, e.by = nil, nil
	for _, t := range e.waiting {
		if t != nil {
			t.sched.wakeUp(t, wake{again: true})
		}
	}
	e.waiting = nil
}

// moduleName is what a script calls the module of a file.
func moduleName(key string) string { return strings.TrimSuffix(key, bytecode.Extension) }

// importFailed forgets a module whose body has ended with an error: the next
// import runs it again.
func (m *VM) importFailed(mod *module) {
	if e := mod.importing; m.modules[e.key] == e {
		delete(m.modules, e.key)
	}
	mod.importing.left()
	mod.importing = nil
}

// forgetStopped forgets the modules whose import was stopped for good.
func (m *VM) forgetStopped() {
	for key, e := range m.modules {
		if e.mod != nil && e.by.done() {
			delete(m.modules, key)
		}
	}
}

// forgetDropped forgets the modules whose import is suspended in a coroutine that
// nobody can reach.
func (m *VM) forgetDropped(reached *addressSet) {
	for key, e := range m.modules {
		if e.mod != nil && !reached.has(unsafe.Pointer(e.by)) {
			delete(m.modules, key)
		}
	}
}

// modules visits what the VM keeps of modules. One that is being imported is kept by
// the coroutine that does it.
func (w *walker) modules(all map[string]*moduleEntry) {
	for _, key := range slices.Sorted(maps.Keys(all)) {
		e := all[key]
		w.bytes += int64(len(e.text))
		if e.value != nil {
			w.visit(objectValue(e.value))
		}
	}
}
