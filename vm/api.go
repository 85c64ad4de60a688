// Entry points for hosts: compiling, running, and driving coroutines.

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

// Compile compiles a source text; name is its file name in messages. The error
// is of type [Diagnostics].
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

func compileWith(name, src string, config compile.Config) (*Program, error) {
	file := source.NewFile(name, src)
	tree, ds := parser.Parse(file)
	if len(ds) > 0 {
		return nil, ds
	}
	code, ds := compile.Compile(file, tree, config)
	if len(ds) > 0 {
		return nil, ds
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

// Module is a Program that has run.
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
			return v
		}
	}
	return Nil
}

// Exports lists the names that the script exports, in the order of its text.
func (m *Module) Exports() []string { return exportNames(m.mod.image.prog) }

// Run runs a Program to its end. When ctx ends before, the error is
// ErrCancelled; that and an uncaught error are of type *Error. A second run
// of a Program has variables of its own.
func (m *VM) Run(ctx context.Context, prog *Program) (*Module, error) {
	if err := m.lockFor(ctx); err != nil {
		return nil, err
	}
	defer m.unlock()
	img, err := m.load(prog.code)
	if err != nil {
		return nil, err
	}
	mod, err := m.instantiate(img)
	if err != nil {
		return nil, m.outside(err)
	}
	v, err := m.runModule(ctx, mod)
	if err != nil {
		return nil, err
	}
	return &Module{v, mod}, nil
}

// runModule runs the body of a module.
func (m *VM) runModule(ctx context.Context, mod *module) (Value, error) {
	body, err := m.newClosure(mod.image.protos[0], mod)
	if err != nil {
		return Nil, m.outside(err)
	}
	return m.runClosure(ctx, body)
}

// runClosure calls a function without arguments as the bottom of a run.
func (m *VM) runClosure(ctx context.Context, c *closure) (Value, error) {
	root, err := m.newRoot(max(int(c.aux)/int(valueSize), m.initialStack()))
	if err != nil {
		return Nil, m.outside(err)
	}
	root.slots()[0] = Value{unsafe.Pointer(c), uint64(stubPC(stubHalt))}
	root.pc = uintptr(c.code)
	m.begin(ctx, 0)
	m.enterResumer(root)
	m.execute()
	if err := m.end(); err != nil {
		return Nil, err
	}
	return m.leaveRoot(0), nil
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
// still run.
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
	return nil
}

// Incomplete reports whether err says that a source text ends too early: with
// more text behind it, it may be correct.
func Incomplete(err error) bool {
	var ds Diagnostics
	return errors.As(err, &ds) && parser.Incomplete(ds)
}

func (m *VM) initialStack() int {
	if n := m.config.Debug.StackSlots; n > 0 {
		return n
	}
	return 256
}

// State is what a coroutine came back with.
type State uint8

// The states of an [Outcome].
const (
	Yielded   State = iota // Value is what it yielded
	Returned               // Value is the result; the coroutine is done
	OutOfFuel              // Resume again to go on
	Parked                 // all tasks wait: Resume again when Ready says so; only with Config.NonBlocking
)

// String returns the name of s.
func (s State) String() string {
	switch s {
	case Yielded:
		return "yielded"
	case Returned:
		return "returned"
	case Parked:
		return "parked"
	}
	return "out of fuel"
}

// Outcome is the result of a [Coroutine.Resume].
type Outcome struct {
	State State
	Value Value
}

// Coroutine is a coroutine that the host drives. Like its VM, it is used by one
// goroutine at a time.
type Coroutine struct {
	m       *VM
	co      *coroutine
	stopped *coroutine // where the run stands that ran out of fuel
	home    *coroutine // of that run
	sched   *scheduler // the tasks of the run, which go on with it
	depth   int64      // of the VM, then
	fuel    int64      // left of what the host has given since, less than none where it overdrew
	need    int64      // fuel without which it cannot go on
	closing []toClose  // while it is being closed
}

// errClosing is the error of using a coroutine between two calls of Close.
var errClosing = errors.New("the coroutine is being closed: call Close again")

// NewCoroutine makes a coroutine that will call fn, a function of this VM, with
// args, which are converted as for Define.
func (m *VM) NewCoroutine(fn Value, args ...any) (*Coroutine, error) {
	if err := m.lock(); err != nil {
		return nil, err
	}
	defer m.unlock()
	values, err := m.arguments(args)
	if err != nil {
		return nil, err
	}
	return m.newHostCoroutine(fn.norm(), values)
}

// NewCoroutineOf makes a coroutine that will run a Program: its top level may
// yield to the host.
func (m *VM) NewCoroutineOf(prog *Program) (*Coroutine, error) {
	if err := m.lock(); err != nil {
		return nil, err
	}
	defer m.unlock()
	img, err := m.load(prog.code)
	if err != nil {
		return nil, err
	}
	mod, err := m.instantiate(img)
	if err != nil {
		return nil, m.outside(err)
	}
	body, err := m.newClosure(img.protos[0], mod)
	if err != nil {
		return nil, m.outside(err)
	}
	return m.newHostCoroutine(objectValue(body), nil)
}

func (m *VM) newHostCoroutine(callee Value, args []Value) (*Coroutine, error) {
	list, err := m.newListOf(args)
	if err != nil {
		return nil, m.outside(err)
	}
	m.coroutines++ // for one that does not count
	v, err := m.generalCoroutine(callee, list)
	if err != nil {
		m.coroutines--
		return nil, m.outside(err)
	}
	c := &Coroutine{m: m, co: (*coroutine)(v.p)}
	c.co.flags |= flagDriven
	m.driven.add(c)
	return c, nil
}

// Done reports whether the coroutine has ended.
func (c *Coroutine) Done() bool { return c.co.done() }

// Resume runs the coroutine to its next yield or its end. The pending yield
// evaluates to x, which is converted as for Define; the first Resume takes nil.
// An uncaught error of the coroutine is returned as *Error. When the fuel of the
// VM's limits ends, the outcome is OutOfFuel without an error, and the next
// Resume goes on where it stood, with fresh fuel; it takes nil. Where all tasks of the
// run wait, Resume waits too, until ctx ends; with Config.NonBlocking the outcome is
// Parked, and the next Resume goes on: see [Coroutine.Ready].
func (c *Coroutine) Resume(ctx context.Context, x any) (Outcome, error) {
	m := c.m
	if err := m.lockFor(ctx); err != nil {
		return Outcome{}, err
	}
	defer m.unlock()
	if c.closing != nil {
		return Outcome{}, errClosing
	}
	v, err := m.ToValue(x)
	if err != nil {
		return Outcome{}, err
	}
	if !c.pending() {
		if err := c.enter(stubResume, objectValue(c.co), v); err != nil {
			return Outcome{}, err
		}
	} else if v.p != tagNil() {
		return Outcome{}, errors.New("a coroutine that ran out of fuel, or is parked, takes no value: no yield waits for one")
	}
	return c.run(ctx)
}

// Throw throws x by the yield at which the coroutine is suspended, and then runs
// it as Resume does. A *Error of the VM throws the value that it has, any other error
// of Go one of kind "host" as if a function of the host had returned it; else x is
// converted as for Define. What the coroutine does not catch is returned as *Error. One
// that was never resumed fails without running.
func (c *Coroutine) Throw(ctx context.Context, x any) (Outcome, error) {
	m := c.m
	if err := m.lockFor(ctx); err != nil {
		return Outcome{}, err
	}
	defer m.unlock()
	if c.closing != nil {
		return Outcome{}, errClosing
	}
	if c.pending() {
		return Outcome{}, errors.New("cannot throw in a coroutine that ran out of fuel, or is parked: it is at no yield")
	}
	v, err := m.thrownValue(x)
	if err != nil {
		return Outcome{}, err
	}
	args, err := m.newListOf([]Value{objectValue(c.co), v})
	if err != nil {
		return Outcome{}, m.outside(err)
	}
	throw := methodAt(KindCoroutine, methodIndex(KindCoroutine, "throw"))
	if err := c.enter(stubCall, objectValue(throw), args); err != nil {
		return Outcome{}, err
	}
	return c.run(ctx)
}

// thrownValue converts what the host throws.
func (m *VM) thrownValue(x any) (Value, error) {
	err, ok := x.(error)
	if !ok {
		return m.ToValue(x)
	}
	if of, ok := err.(*Error); ok && of.m == m && of.Value.norm().p != tagNil() {
		return of.Value, nil
	}
	var e *errorObject
	if of := (*Error)(nil); errors.As(err, &of) || !errors.As(err, &e) {
		e = hostFault(err)
	}
	if err := m.charge(errorSize + int64(len(e.message))); err != nil {
		return Nil, m.outside(err)
	}
	return objectValue(e), nil
}

// enter prepares the bottom of a run that begins with a stub, for which first and
// second are its registers 1 and 2.
func (c *Coroutine) enter(stub int, first, second Value) error {
	root, err := c.m.callRoot(4, []Value{first, second})
	if err != nil {
		return c.m.outside(err)
	}
	root.pc = stubPC(stub)
	root.flags |= flagDriver
	c.stopped, c.depth = root, limitOr(int64(c.m.config.Limits.Depth), defaultDepth)
	return nil
}

// pending reports whether the run has stopped, so that the next Resume goes on with it.
func (c *Coroutine) pending() bool {
	return c.stopped != nil || c.sched != nil && c.sched.current == nil
}

// Ready returns a channel that is closed when a coroutine that came back [Parked] has
// something to go on with; of any other it is closed. Each Parked has a channel of its
// own. Several goroutines may wait for it, but Ready belongs to the one that uses the VM.
func (c *Coroutine) Ready() <-chan struct{} {
	if c.sched != nil && c.sched.parked {
		return c.sched.mail.bell()
	}
	return rung
}

// run goes on with a run that has stopped or not begun yet.
func (c *Coroutine) run(ctx context.Context) (Outcome, error) {
	return c.runFrom(ctx, func() {})
}

// runFrom is run from where first leads, which it calls before.
func (c *Coroutine) runFrom(ctx context.Context, first func()) (Outcome, error) {
	m := c.m
	m.begin(ctx, c.fuel)
	if m.budget < c.need && ctx.Err() == nil {
		c.fuel = m.rest()
		return Outcome{State: OutOfFuel, Value: Nil}, nil
	}
	at := c.stopped
	m.depth, m.home, m.sched = c.depth, c.home, c.sched
	c.stopped, c.home, c.sched, c.fuel, c.need = nil, nil, nil, 0, 0
	m.resumable, m.closing = true, c.closing != nil
	if at != nil {
		m.enterResumer(at)
		first()
		m.execute()
	} else {
		m.sched.parked = false
		first()
		m.runTasks()
	}
	m.resumable, m.closing = false, false
	if state, stopped := m.whyStopped(); stopped {
		c.stop(state)
		return Outcome{State: state, Value: Nil}, nil
	}
	out := Outcome{State: Yielded}
	if c.co.done() {
		out.State = Returned
	} else if m.failure == nil { // tasks go on when it is resumed
		c.sched, m.sched = m.sched, nil
	}
	c.fuel = min(m.fuel+m.fuelLeft, 0) // what it got on credit
	if err := m.end(); err != nil {
		return Outcome{}, err
	}
	out.Value = m.keepRoot(1)
	return out, nil
}

// stop keeps where the run stands that has stopped. What is left of the fuel is for an
// instruction that was too expensive; a run that waits saves none, but pays what it owes.
func (c *Coroutine) stop(state State) {
	m := c.m
	c.stopped, c.home, c.sched, c.depth = m.cur, m.home, m.sched, m.depth
	if c.stopped != nil {
		c.stopped.arity = statusStopped
	}
	m.failure, m.cur, m.home, m.sched = nil, nil, nil, nil
	if c.fuel = m.rest(); state == OutOfFuel {
		c.need = m.fuelNeed
	} else {
		c.fuel = min(c.fuel, 0)
	}
}

// whyStopped tells a run that the host can go on with from one that is over.
func (m *VM) whyStopped() (state State, stopped bool) {
	if p := m.failure; p != nil {
		return OutOfFuel, p.fatal == errUnpaid
	}
	return Parked, m.sched != nil && m.sched.parked
}
