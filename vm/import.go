// The instruction Import: from a name to a module that has run.

package vm

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
	"github.com/coro-lang/coro/vm/compile"
)

// What compiling a file takes for each of its bytes: fuel, memory while it lasts,
// and what stays of that for the text, the Program and its image. BenchmarkImport
// has shown 300 ns, 100 bytes allocated, most of which are garbage at once, and 13
// bytes that stay.
const (
	compileFuel   = 8
	compileMemory = 64
	keptMemory    = 16
)

// importSite is what an image knows of one of its imports.
type importSite struct {
	entry *moduleEntry  // whose body an instruction runs
	value *moduleObject // once the import has succeeded
}

// importModule executes Import. A module that has run is at hand; the body of any
// other runs as a call of the instruction, which finishModule completes.
func (m *VM) importModule(ins uint64) error {
	img := (*closure)(m.reg(0).p).mod.image
	site, imp := &img.sites[ins>>32], &img.prog.Imports[ins>>32]
	if site.value != nil {
		*m.reg(opA(ins)) = objectValue(site.value)
		return nil
	}
	key, err := m.moduleKey(img, imp)
	if err != nil {
		return err
	}
	e := m.modules[key]
	if e != nil && e.running() {
		if waits, err := m.stillImported(ins, imp, e); err != nil || waits {
			return err
		}
		e = nil
	}
	switch {
	case e == nil:
		if chain := m.importChain(key); chain != nil {
			return cycleError(imp, chain)
		}
		e = &moduleEntry{key: key}
		m.modules[key] = e
	case e.value != nil:
		return m.bindModule(ins, e)
	}
	ready, err := m.startModule(ins, imp, e)
	if err == nil && ready {
		err = m.bindModule(ins, e)
	}
	if err != nil && !isUnpaid(err) {
		delete(m.modules, key)
	}
	return err
}

// moduleKey returns the key of the module that an import names.
func (m *VM) moduleKey(img *image, imp *bytecode.Import) (string, error) {
	if imp.Host {
		return imp.Module, nil
	}
	key, problem, hint := m.config.Loader.key(img.folder, imp)
	if problem != "" {
		return "", faultHint("import", problem, hint)
	}
	return key, nil
}

// startModule begins to run a module; ready says that there is nothing to run. When
// it is not and there is no error, the loop goes on in its body.
func (m *VM) startModule(ins uint64, imp *bytecode.Import, e *moduleEntry) (ready bool, err error) {
	var img *image
	if imp.Host {
		if e.host = m.offered[imp.Module]; e.host == nil {
			return false, errForged // load has checked that it is there
		}
		if e.host.content().code == nil {
			return true, nil
		}
		img, err = m.newImage(e.host.content().code.code, e.host)
	} else if m.config.Loader.bundle != nil {
		img, err = m.bundledModule(imp, e)
	} else {
		if err := m.fetch(imp, e); err != nil {
			return false, err
		}
		img, err = m.compileModule(imp, e)
	}
	if err != nil {
		return false, err
	}
	site := &(*closure)(m.reg(0).p).mod.image.sites[ins>>32]
	mod, err := m.instantiate(img)
	if err != nil {
		return false, err
	}
	mod.size += int64(len(img.prog.Source)) * keptMemory
	body, err := m.newClosure(img.protos[0], mod)
	if err != nil {
		return false, err
	}
	if err := m.enter(body, finishImport, opA(ins)); err != nil {
		return false, err
	}
	site.entry = e
	mod.importing, e.mod, e.by, e.text = e, mod, m.cur, ""
	return false, nil
}

// fetch reads the file of a module and pays for compiling it.
func (m *VM) fetch(imp *bytecode.Import, e *moduleEntry) (err error) {
	if err := m.stopped(); err != nil {
		return err
	}
	if e.text == "" { // else it was read before, and not paid
		if e.text, err = m.readModule(e.key); err != nil {
			return m.cannotRead(imp, e.key, err)
		}
	}
	return m.work(int64(len(e.text)) * compileFuel)
}

// compileModule compiles the file of a module and links it with the import. An
// error of either comes before anything of it runs.
func (m *VM) compileModule(imp *bytecode.Import, e *moduleEntry) (*image, error) {
	text := e.text
	if err := m.charge(int64(len(text)) * compileMemory); err != nil {
		return nil, err
	}
	config := m.compileConfig()
	config.Stop = func() bool { return m.ctx.Err() != nil }
	prog, err := compileWith(m.config.Loader.name(e.key), text, config)
	if err == errStopped {
		return nil, m.stopped()
	}
	if err != nil {
		return nil, doesNotCompile(imp, err)
	}
	return m.linkModule(imp, prog)
}

// linkModule links the Program of a module with the import and with the VM.
func (m *VM) linkModule(imp *bytecode.Import, prog *Program) (*image, error) {
	if err := m.linkNames(imp, exportNames(prog.code)); err != nil {
		return nil, err
	}
	img, err := m.newImage(prog.code, nil)
	if err != nil {
		return nil, doesNotCompile(imp, err)
	}
	return img, nil
}

// compileConfig returns what the compiler may know of this VM.
func (m *VM) compileConfig() compile.Config {
	config := builtinConfig()
	config.HostNames, config.Modules, config.Withheld, config.Tests = m.hostNames(), m.exported, m.config.Withheld, m.watch
	return config
}

// doesNotCompile makes the error of an import of a file that is wrong. Its cause
// for the host are the diagnostics of the file.
func doesNotCompile(imp *bytecode.Import, err error) error {
	var ds Diagnostics
	if !errors.As(err, &ds) {
		return err
	}
	e := faultf("import", "cannot import `%s`: %v", imp.Module, ds[0])
	if n := len(ds) - 1; n > 0 {
		e.message += fmt.Sprintf(", and %s more", count(n, "error"))
	}
	e.host = ds
	return e
}

// linkNames checks that a module exports what an import asks for. The error has
// the place of the name.
func (m *VM) linkNames(imp *bytecode.Import, exports []string) error {
	if len(imp.Names) == 0 {
		return nil
	}
	if err := m.work(int64(len(imp.Names) + len(exports))); err != nil {
		return err
	}
	for _, d := range imp.CheckNames(exports) {
		e := faultHint("name", d.Message, d.Hint)
		e.trace = m.trace()
		e.trace[0].at = d.Span
		return e
	}
	return nil
}

// finishModule completes an import whose module has run.
func (m *VM) finishModule(ins uint64) error {
	e := (*closure)(m.reg(0).p).mod.image.sites[ins>>32].entry
	if e == nil || e.mod == nil && e.value == nil {
		return errForged
	}
	return m.bindModule(ins, e)
}

// bindModule puts a module that has run, or needs not, into the register of the
// import.
func (m *VM) bindModule(ins uint64, e *moduleEntry) error {
	img := (*closure)(m.reg(0).p).mod.image
	site, imp := &img.sites[ins>>32], &img.prog.Imports[ins>>32]
	if e.value == nil {
		value, err := m.moduleValue(e)
		if err != nil {
			return err
		}
		if e.mod != nil {
			e.mod.importing = nil
		}
		e.value = value
		e.left()
	}
	if !imp.Host {
		if err := m.linkNames(imp, e.value.exports(math.MaxInt)); err != nil {
			return err
		}
	}
	site.entry, site.value = nil, e.value
	*m.reg(opA(ins)) = objectValue(e.value)
	return nil
}

// builtinModule returns the value of a module that is bound to its name without an
// import. It is that which an import gives.
func (m *VM) builtinModule(name string) (Value, error) {
	e := m.modules[name]
	if e == nil {
		e = &moduleEntry{key: name, host: m.offered[name]}
		value, err := m.moduleValue(e)
		if err != nil {
			return Nil, err
		}
		e.value, m.modules[name] = value, e
	}
	return objectValue(e.value), nil
}

// moduleValue makes the value of a module that has run.
func (m *VM) moduleValue(e *moduleEntry) (*moduleObject, error) {
	var names []string
	var values []Value
	if e.host != nil {
		content := e.host.content()
		for _, name := range content.exports {
			if v, ok := content.values[name]; ok {
				names, values = append(names, name), append(values, v)
			}
		}
	}
	if e.mod != nil {
		for _, x := range e.mod.image.prog.Exports {
			names, values = append(names, x.Name), append(values, e.mod.globals[x.Slot])
		}
	}
	return m.newModuleObject(moduleName(e.key), names, values)
}

// stillImported says why a module that is being imported cannot be imported here. It
// can if the script has let go of the coroutine that is suspended in its body. What
// another task imports is waited for.
func (m *VM) stillImported(ins uint64, imp *bytecode.Import, e *moduleEntry) (waits bool, err error) {
	if chain := m.importChain(e.key); chain != nil {
		return false, cycleError(imp, chain)
	}
	goesOn, err := m.goesOn(e.by)
	if err != nil {
		return false, err
	}
	if goesOn {
		return true, m.park(0, wait{kind: waitImport, module: e, again: true})
	}
	if reached, err := m.reaches(e.by, opA(ins)); err != nil || !reached {
		return false, err
	}
	return false, faultHint("import", "cannot import `"+imp.Module+"`: it is being imported by a coroutine that is suspended",
		"resume that coroutine until its import is complete, or close it")
}

// goesOn reports whether a coroutine is one of those with which another task of the
// run will go on.
func (m *VM) goesOn(co *coroutine) (bool, error) {
	if m.sched == nil || co.arity != statusParked && co.arity != statusWaiting {
		return false, nil
	}
	for t := m.sched.first; t != nil; t = t.next {
		if err := m.work(1); err != nil {
			return false, err
		}
		if t != m.sched.current && t.holds(co) {
			return true, nil
		}
	}
	return false, nil
}

func cycleError(imp *bytecode.Import, chain []string) error {
	problem, hint := importCycle(imp, chain)
	return faultHint("import", problem, hint)
}

// importCycle says that an import closes a circle.
func importCycle(imp *bytecode.Import, chain []string) (problem, hint string) {
	return "cannot import `" + imp.Module + "`: it is being imported already: " + strings.Join(chain, " → "),
		"move what both need into a third module, or import inside a function that is called later"
}

// importChain lists the modules from the one with a key, if its body is running
// below this call, to the one that runs here, and that one again; else it returns
// nil.
func (m *VM) importChain(key string) []string {
	chain := []string{moduleName(key)}
	for f := range m.frames {
		img := f.proto.image
		if name := moduleName(img.key); name != chain[len(chain)-1] && name != "" {
			chain = append(chain, name)
		}
		if img.key == key && f.proto == img.protos[0] {
			if len(chain) == 1 {
				chain = append(chain, chain[0])
			}
			slices.Reverse(chain)
			return chain
		}
	}
	return nil
}

// offer takes up the modules of the host, beside those that every VM has. The maps
// of the registry are never written.
func (m *VM) offer(modules []*HostModule) error {
	m.offered, m.exported = standardModules()
	if len(modules) == 0 {
		return nil
	}
	n := len(m.offered) + len(modules) // growing maps would take most of the time of New
	offered, exported := make(map[string]*HostModule, n), make(map[string]func() []string, n)
	maps.Copy(offered, m.offered)
	maps.Copy(exported, m.exported)
	m.offered, m.exported = offered, exported
	for i, h := range modules {
		if h == nil {
			return fmt.Errorf("module %d of the host is nil: did NewModule return an error?", i)
		}
		if m.offered[h.name] != nil {
			return fmt.Errorf("two modules of the host are named `%s`", h.name)
		}
		m.offered[h.name], m.exported[h.name] = h, h.exports
	}
	return nil
}

// linkHost checks the imports of modules of the host.
func (m *VM) linkHost(img *image) error {
	var ds source.Diagnostics
	for i := range img.prog.Imports {
		if imp := &img.prog.Imports[i]; imp.Host {
			for _, d := range imp.CheckHost(m.exported, m.config.Withheld) {
				d.File = img.source()
				ds = append(ds, d)
			}
		}
	}
	ds.Sort()
	return ds.Err()
}
