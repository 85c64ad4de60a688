// The prelude: built-ins written in Coro, which call functions of a script.

package vm

import (
	"embed"
	"strings"
	"sync"
	"unsafe"

	"github.com/coro-lang/coro/vm/bytecode"
)

//go:generate go run ./prelude

//go:embed prelude/*.bin
var preludeCode embed.FS

// A built-in of the prelude is declared beside those in Go and is a native as they
// are, so that scripts cannot tell them apart. A call checks the arguments by the
// declaration, and then puts a closure, which has no upvalues, into the place of
// the native. The closures are made of the prototypes of a file when the VM first
// calls a function of it; the body of a file never runs. The methods of lists that
// call a function are there for any iterable, which seq makes use of.

// scriptRef says which function of the prelude a native stands for.
type scriptRef struct {
	file, name string
	number     int // of all such natives, from 1 on; 0 if the native is in Go
}

// preludePrograms are the decoded files, which all VMs share: functions that
// return a Program, by name.
var preludePrograms sync.Map

// preludeProgram decodes a file the first time.
func preludeProgram(file string) (*bytecode.Program, error) {
	decode, _ := preludePrograms.LoadOrStore(file, sync.OnceValues(func() (*bytecode.Program, error) {
		data, err := preludeCode.ReadFile("prelude/" + file + ".bin")
		if err != nil {
			return nil, err
		}
		return bytecode.Decode(data)
	}))
	return decode.(func() (*bytecode.Program, error))()
}

// preludeModule loads a file the first time. Its variables are its functions.
func (m *VM) preludeModule(file string) (*module, error) {
	if mod := m.prelude[file]; mod != nil {
		return mod, nil
	}
	prog, err := preludeProgram(file)
	if err != nil {
		return nil, err
	}
	img := &image{m: m, prog: prog, prelude: true}
	if err := m.fill(img); err != nil {
		return nil, err
	}
	mod, err := m.instantiate(img)
	if err != nil {
		return nil, err
	}
	for i, g := range prog.Globals {
		c, err := m.newClosure(img.protoNamed(g.Name), mod)
		if err != nil {
			return nil, err
		}
		mod.globals[i] = objectValue(c)
	}
	if m.prelude == nil {
		m.prelude = make(map[string]*module)
	}
	m.prelude[file] = mod
	return mod, nil
}

// protoNamed returns the prototype of the function of a file with a name.
func (i *image) protoNamed(name string) *proto {
	for _, p := range i.protos[1:] {
		if p.bc.Name == name {
			return p
		}
	}
	return nil
}

// enterScript puts the function of a native of the prelude into the place of the
// callee, if it can be called with the n arguments behind it.
func (m *VM) enterScript(f *native, a uint64, n int) error {
	if err := f.fits(m.regs(a+16, n)); err != nil {
		return err
	}
	if f.script.number >= len(m.scripts) || m.scripts[f.script.number] == nil {
		if err := m.loadScript(&f.script); err != nil {
			return err
		}
	}
	*m.reg(a) = objectValue(m.scripts[f.script.number])
	return nil
}

// scriptWord is what the inline cache of a call holds for a method of the prelude:
// the two highest bits tell it from those for a native. The instruction holds the
// number of the method.
func scriptWord(c *closure) uint64 {
	return 1<<62 | uint64(uintptr(unsafe.Pointer(c)))<<8 | uint64(KindList)
}

// loadScript finds a function that is called for the first time.
func (m *VM) loadScript(s *scriptRef) error {
	mod, err := m.preludeModule(s.file)
	if err != nil {
		return err
	}
	for i, g := range mod.image.prog.Globals {
		if g.Name == s.name {
			for len(m.scripts) <= s.number {
				m.scripts = append(m.scripts, nil)
			}
			m.scripts[s.number] = (*closure)(mod.globals[i].p)
			return nil
		}
	}
	return fault("bytecode", "the prelude has no function "+s.file+"."+s.name)
}

// preludeName is what traces call a function of the prelude. A generator has the
// name of the function that makes it, with `_items` behind it.
func (p *proto) preludeName() string {
	name, _, _ := strings.Cut(p.bc.Name, "_items")
	return name
}

// library reports whether the code belongs to the prelude or to a module of the host:
// traces show it as they show natives.
func (i *image) library() bool { return i.prelude || i.host != nil }

// withoutPrelude reduces the frames of the prelude, and of modules of the host, in a
// trace to one for each call of a script, that of the function which it called. What
// fails there itself fails where the script called it, as in a native: then culprit is
// what it called.
func withoutPrelude(trace []traceEntry) (reduced []traceEntry, culprit *proto) {
	reduced = make([]traceEntry, 0, len(trace))
	resumed, away, skipped := false, false, 0 // of the entries left out
	for i, t := range trace {
		t.resumed, t.away, t.skipped = t.resumed || resumed, t.away || away, t.skipped+skipped
		resumed, away, skipped = false, false, 0
		if len(reduced) == 0 {
			t.resumed, t.away = false, false // what it has resumed, or transferred to, is left out
		}
		if t.proto.image.library() {
			if i+1 < len(trace) && trace[i+1].proto.image.library() && !trace[i+1].resumed {
				resumed, away, skipped = t.resumed, t.away, t.skipped
				continue
			}
			if len(reduced) == 0 {
				culprit, skipped = t.proto, t.skipped
				continue
			}
		}
		reduced = append(reduced, t)
	}
	return reduced, culprit
}
