// Entry points for hosts: compiling, running, and closing a VM.

package vm

import (
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"unsafe"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/parser"
	"github.com/coro-lang/coro/vm/bytecode"
	"github.com/coro-lang/coro/vm/compile"
)

// Diagnostics is the error of a source text that does not compile: all that is
// wrong with it, with places and hints.
type Diagnostics = source.Diagnostics

// Program is a compiled source file. It is immutable and may be shared by any
// number of VMs on any number of goroutines.
type Program struct{ code *bytecode.Program }

// Compile compiles a source text; name is its file name in messages, and says where the
// files are that it imports: see [FS]. The error is of type [Diagnostics].
func Compile(name, src string) (*Program, error) {
	return compileWith(name, src, builtinConfig())
}

// Compile compiles a source text for this VM: other than with the function
// Compile, a name that neither the text declares nor Define has bound is one of
// the Diagnostics already, and not only when the Program is loaded.
func (m *VM) Compile(name, src string) (*Program, error) {
	if err := m.lock(); err != nil {
		return nil, err
	}
	defer m.unlock()
	return compileWith(name, src, m.compileConfig())
}

// hostNames lists what Define has bound.
func (m *VM) hostNames() []string {
	return slices.AppendSeq(make([]string, 0, len(m.host)), maps.Keys(m.host))
}

// errStopped is the error of a compilation that config.Stop has ended.
var errStopped = errors.New("the compiler was stopped")

func compileWith(name, src string, config compile.Config) (*Program, error) {
	stop := config.Stop
	if stop == nil {
		stop = func() bool { return false }
	}
	file := source.NewFile(name, src)
	tree, ds := parser.ParseUntil(file, stop)
	if stop() {
		return nil, errStopped
	}
	if len(ds) > 0 {
		return nil, ds
	}
	code, ds := compile.Compile(file, tree, config)
	switch {
	case len(ds) > 0:
		return nil, ds
	case code == nil:
		return nil, errStopped
	}
	return &Program{code}, nil
}

// Decode reads a Program that Encode has written. The data may come from
// anywhere: what the virtual machine relies on is verified.
func Decode(data []byte) (*Program, error) {
	code, err := bytecode.Decode(data)
	if err != nil {
		return nil, err
	}
	return &Program{code}, nil
}

// Encode writes the Program as bytes, of which equal Programs have equal ones.
func (p *Program) Encode() []byte { return p.code.Encode() }

// Hash returns the SHA-256 of the encoding.
func (p *Program) Hash() [32]byte { return p.code.Hash() }

// Disassemble writes the instructions of the Program as text.
func (p *Program) Disassemble(w io.Writer) error { return p.code.Disassemble(w) }

// Module is a Program that has run, as [VM.Run] returns it. Like its Values, it belongs to
// its VM.
type Module struct {
	result Value
	mod    *module
}

// Result returns the value of the script: what its top level returned, or the
// value of its last statement if that is an expression, else nil.
func (m *Module) Result() Value { return m.result }

// Get returns the value of what the script exports under a name, nil if it
// exports no such thing or ended before it was bound.
func (m *Module) Get(name string) Value {
	for _, x := range m.mod.image.prog.Exports {
		if v := m.mod.globals[x.Slot]; x.Name == name && v != unset {
			return m.mod.image.m.leaving(v)
		}
	}
	return Nil
}

// Exports lists the names that the script exports, in the order of its text.
func (m *Module) Exports() []string { return exportNames(m.mod.image.prog) }

// Run runs a Program to its end, its tasks included. When ctx ends before, the error is
// [ErrCancelled], at the end of a limit another of these; that and an uncaught error of
// the script are of type [*Error]. A name that the Program needs and nobody has defined is
// of type [Diagnostics]: nothing runs then. A second run of a Program has variables of its
// own.
func (m *VM) Run(ctx context.Context, prog *Program) (*Module, error) {
	if err := m.lockFor(ctx); err != nil {
		return nil, err
	}
	defer m.unlock()
	mod, err := m.newModuleOf(prog)
	if err != nil {
		return nil, err
	}
	v, err := m.runModule(ctx, mod)
	if err != nil {
		return nil, err
	}
	return &Module{m.leaving(v), mod}, nil
}

// newModuleOf makes a module of a Program, for a call from the host.
func (m *VM) newModuleOf(prog *Program) (*module, error) {
	if prog == nil || prog.code == nil {
		return nil, errors.New("the program is nil: did Compile return an error?")
	}
	img, err := m.load(prog.code)
	if err != nil {
		return nil, err
	}
	mod, err := m.instantiate(img)
	if err != nil {
		return nil, m.outside(err)
	}
	return mod, nil
}

// runModule runs the body of a module.
func (m *VM) runModule(ctx context.Context, mod *module) (Value, error) {
	c, err := m.newClosure(mod.image.protos[0], mod)
	if err != nil {
		return Nil, m.outside(err)
	}
	root, err := m.newRoot(max(int(c.aux)/int(valueSize), m.initialStack()))
	if err != nil {
		return Nil, m.outside(err)
	}
	root.slots()[0] = Value{unsafe.Pointer(c), uint64(stubPC(stubHalt))}
	root.pc = uintptr(c.code)
	if err := m.runRoot(ctx, root); err != nil {
		return Nil, err
	}
	return m.leaveRoot(0), nil
}

// runRoot is a run from its bottom to its end.
func (m *VM) runRoot(ctx context.Context, root *coroutine) error {
	m.begin(ctx, 0)
	m.enterResumer(root)
	m.execute()
	return m.end()
}

// leaveRoot returns what stands in a slot of the bottom of the run that has
// ended, and lets go of its stack.
func (m *VM) leaveRoot(slot int) Value {
	v := m.cur.slots()[slot]
	m.cur.end(statusDone)
	m.cur = nil
	return v
}

// newRoot makes the coroutine at the bottom of a run, with room for n slots.
func (m *VM) newRoot(n int) (*coroutine, error) {
	root := &coroutine{header: header{kind: KindCoroutine, arity: statusRunning, flags: flagHost}}
	if err := m.newStack(root, n); err != nil {
		return nil, err
	}
	root.base = root.bottom()
	return root, nil
}

// begin prepares a run: its budget, beside fuel that is left, and how it is cancelled.
func (m *VM) begin(ctx context.Context, left int64) {
	m.ctx, m.failure, m.outer, m.resumable = ctx, nil, nil, false
	m.budget = limitOr(m.config.Limits.Fuel, 1<<62) + left
	m.fuel, m.fuelLeft = 0, m.budget
	m.depth = m.depthLimit()
}

// end finishes a run: it returns the error that ended it, or nil.
func (m *VM) end() error {
	m.rest()
	p := m.failure
	if p == nil {
		m.dropTasks()
		return nil
	}
	m.failure = nil
	err := m.hostError(p)
	if p.fatal != nil {
		m.failCoroutines()
	} else {
		m.cur.end(statusFailed)
	}
	m.cur = nil
	m.dropTasks()
	return err
}

// rest ends what begin has prepared, and returns the fuel that is left.
func (m *VM) rest() (left int64) {
	left = m.fuel + m.fuelLeft
	m.fuelUsed += m.budget - left
	m.fuel = idleFuel
	return left
}

// outside makes the error for the host of one that comes up while nothing runs.
func (m *VM) outside(err error) error {
	var f *fatal
	var e *errorObject
	switch {
	case errors.As(err, &f):
		return m.hostError(&pending{fatal: f, value: Nil})
	case errors.As(err, &e):
		return m.hostError(&pending{value: objectValue(e)})
	}
	return err
}

// failCoroutines marks the coroutines of a run that was stopped as failed, and
// forgets the imports that were stopped with it.
func (m *VM) failCoroutines() {
	m.failChain(m.cur)
	m.failChain(m.home)
	m.home = nil
	m.forgetStopped()
}

// failChain marks a coroutine and those that wait for it as failed.
func (m *VM) failChain(co *coroutine) {
	for co != nil {
		next := co.resumer
		if co.closer != nil {
			next = co.closer.by
		}
		if co.isRoot() {
			next = nil
			co.end(statusFailed)
		} else {
			m.endCoroutine(co, statusFailed)
		}
		co = next
	}
}

// lockFor takes the VM for a call with a context. A host that has none gets an error, as
// a panic in the middle of a run would help nobody.
func (m *VM) lockFor(ctx context.Context) error {
	if ctx == nil {
		return errors.New("the context is nil: context.Background() never ends")
	}
	return m.lock()
}

// lock takes the VM for the calling goroutine.
func (m *VM) lock() error {
	if !m.busy.CompareAndSwap(false, true) {
		return ErrBusy
	}
	if m.closed {
		m.busy.Store(false)
		return ErrClosed
	}
	m.mark = m.memory
	return nil
}

func (m *VM) unlock() {
	if m.memory < 0 {
		m.settle()
	}
	m.busy.Store(false)
}

// Close ends the VM: everything but Close returns ErrClosed from then on. The contexts of
// functions that DefineAsync has given to scripts end, and Close waits for those that
// still run. Then it calls what [VM.OnClose] got.
func (m *VM) Close() error {
	if err := m.lock(); err != nil {
		if errors.Is(err, ErrClosed) {
			return nil
		}
		return err
	}
	m.closed = true
	m.endLoops()
	m.unlock()
	if m.life != nil {
		m.endLife()
	}
	m.operations.Wait()
	m.closers.run()
	return nil
}

// Incomplete reports whether err says that a source text ends too early: with
// more text behind it, it may be correct.
func Incomplete(err error) bool {
	var ds Diagnostics
	var failure *Error // of a run; it may be about an imported file that ends too early
	return errors.As(err, &ds) && parser.Incomplete(ds) && !errors.As(err, &failure)
}

func (m *VM) initialStack() int {
	if n := m.config.Debug.StackSlots; n > 0 {
		return n
	}
	return 256
}
