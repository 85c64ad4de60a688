// Functions: closures of a script, natives, bound methods.

package vm

import (
	"context"
	"sync"
	"unsafe"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
)

// anyArity is the arity of a function whose calls take the slow path: it has
// more parameters than fit the header, or a rest parameter.
const anyArity = 255

// closure is a function of a script: a prototype and what it has captured.
// header.arity is its number of parameters, header.aux the size of its frame in
// bytes; a call compares the one and adds the other without looking further.
// The upvalues follow in the same allocation.
type closure struct {
	header
	code  unsafe.Pointer // the word before the first instruction of proto
	proto *proto
	mod   *module
}

// takes reports whether n arguments, receiver included, are just right: no default is
// needed, and nothing is collected.
func (c *closure) takes(n int) bool { return int(c.arity) == n && n < anyArity }

const closureSize = unsafe.Sizeof(closure{})

// Closures by the number of upvalues they have room for.
type (
	closure1   = closureOf[[1]Value]
	closure2   = closureOf[[2]Value]
	closure3   = closureOf[[3]Value]
	closure4   = closureOf[[4]Value]
	closure8   = closureOf[[8]Value]
	closure16  = closureOf[[16]Value]
	closure64  = closureOf[[64]Value]
	closure256 = closureOf[[256]Value]
)

type closureOf[T any] struct {
	closure
	_ T // the upvalues
}

// newClosure makes a closure of p with its upvalues not yet set.
func (m *VM) newClosure(p *proto, mod *module) (*closure, error) {
	n := len(p.captures)
	if err := m.charge(int64(closureSize) + int64(n)*valueSize); err != nil {
		return nil, err
	}
	var c *closure
	switch {
	case n == 0:
		c = new(closure)
	case n == 1:
		c = &new(closure1).closure
	case n == 2:
		c = &new(closure2).closure
	case n == 3:
		c = &new(closure3).closure
	case n == 4:
		c = &new(closure4).closure
	case n <= 8:
		c = &new(closure8).closure
	case n <= 16:
		c = &new(closure16).closure
	case n <= 64:
		c = &new(closure64).closure
	default:
		c = &new(closure256).closure
	}
	c.header, c.code, c.proto, c.mod = p.header, p.before, p, mod
	return c, nil
}

// upvalues returns the captured values or cells.
func (c *closure) upvalues() []Value {
	n := len(c.proto.captures)
	if n == 0 { // there is nothing behind c to point to
		return nil
	}
	return unsafe.Slice((*Value)(unsafe.Add(unsafe.Pointer(c), closureSize)), n)
}

// makeClosure executes OpClosure: it makes a function with what it captures
// from the running one.
func (m *VM) makeClosure(ins uint64) {
	m.mark = m.memory
	frame := m.reg(0)
	self := (*closure)(frame.p)
	p := self.proto.image.protos[ins>>32]
	c, err := m.newClosure(p, self.mod)
	if err != nil {
		m.raise(err)
		return
	}
	for i, from := range p.captures {
		source := unsafe.Pointer(self)
		if from.local {
			source = unsafe.Pointer(frame)
		}
		*c.upvalue(i) = *(*Value)(unsafe.Add(source, from.offset))
	}
	*m.reg(opA(ins)) = objectValue(c)
}

// upvalue returns the upvalue i, which must exist.
func (c *closure) upvalue(i int) *Value {
	return (*Value)(unsafe.Add(unsafe.Pointer(c), int(closureSize)+i*int(valueSize)))
}

// cell holds a captured variable that is assigned again.
type cell struct {
	header
	v Value
}

const cellSize = int64(unsafe.Sizeof(cell{}))

// makeCell executes OpNewCell.
func (m *VM) makeCell(ins uint64) {
	m.mark = m.memory
	if err := m.newCell(opA(ins), *m.reg(opB(ins))); err != nil {
		m.raise(err)
	}
}

// newCell makes a cell with a value in a register.
func (m *VM) newCell(register uint64, v Value) error {
	if err := m.charge(cellSize); err != nil {
		return err
	}
	*m.reg(register) = objectValue(&cell{header: header{kind: kindCell}, v: v})
	return nil
}

// proto is a prototype as one VM has loaded it: a copy of the code, in which
// register operands are scaled to bytes and inline caches are written.
type proto struct {
	bc       *bytecode.Proto
	image    *image
	code     []uint64       // with a word of padding at both ends, so that no pc points outside
	entry    unsafe.Pointer // the first instruction
	before   unsafe.Pointer // the word before it, see VM.pc
	header   header         // of its closures
	captures []capture
}

// capture says where a new closure finds one of its upvalues: at an offset in
// bytes from the frame or from the closure that makes it.
type capture struct {
	offset uint32
	local  bool
}

// image is a Program as one VM has loaded it.
type image struct {
	m      *VM
	prog   *bytecode.Program
	protos []*proto
	consts []Value
	keys   []*shape // by constant, for those of kind Keys

	key     string      // the path of the file from the root of the Loader, "" for none
	folder  string      // to which the paths of its imports are relative
	host    *HostModule // whose members in Coro these are, or nil
	sites   []importSite
	prelude bool // a file of the prelude

	fileOnce sync.Once
	file     *source.File // see source
}

// module is one run of an image: its variables.
type module struct {
	image   *image
	globals []Value
	consts  unsafe.Pointer // of the image, for the loop
	vars    unsafe.Pointer // of globals, for the loop
	size    int64          // of globals, if they are paid; and of the Program, if the script has imported it

	importing *moduleEntry // while the body runs as that of an import
}

// name is what messages call a function of a script.
func (c *closure) name() string { return functionName(c.proto.bc.Name) }

func functionName(name string) string {
	if name == "" {
		return "anonymous function"
	}
	return name
}

// native is a function written in Go. Most have fn; one that switches stacks
// (resume, close) has enter, which the loop calls instead: it finds its
// arguments in place, prepares the coroutine that goes on, and its result is
// stored at dst by whoever comes back.
type native struct {
	header
	name     string
	min, max int     // number of arguments; max < 0: any
	params   []param // what check looks at; nil if values of any kind will do
	recv     int     // 1 for a method: its receiver is no argument to whoever calls it
	fn       func(c *Call, args []Value) (Value, error)
	enter    func(m *VM, args []Value, dst resultPlace) error
	texts    bool // it writes its arguments as text, so the method str of each is called before
	script   scriptRef
}

// bound is a method together with its receiver.
type bound struct {
	header
	recv   Value
	method Value // a native or a function of a class
}

const boundSize = int64(unsafe.Sizeof(bound{}))

// Call is what a native function gets to know of the call that it serves. It
// is valid until the function returns.
type Call struct {
	m      *VM
	native *native // that was called last

	// charged says that it has taken fuel or had an effect, and cannot be called again.
	charged bool
}

// VM returns the virtual machine that makes the call.
func (c *Call) VM() *VM { return c.m }

// Context returns the context of the run, by which the host can end it. A
// function that waits must end when it does, and return [context.Cause] of it.
// [VM.Call] knows the run by it.
func (c *Call) Context() context.Context { return c.m.nativeContext() }

// String makes a string, which is charged.
func (c *Call) String(s string) (Value, error) {
	v, err := c.m.hostString(s)
	return c.m.leaving(v), err
}
