// The virtual machine: configuration, state, limits.

package vm

import (
	"context"
	"io"
	"math"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"

	"github.com/coro-lang/coro/vm/bytecode"
	"github.com/coro-lang/coro/vm/compile"
)

// Config is what a host gives to a VM, which copies it. The zero Config is an empty world:
// no output, no names but the built-ins, and the default limits.
type Config struct {
	Stdout  io.Writer     // where print writes; nil discards it
	Modules []*HostModule // what scripts can import by name
	Loader  *Loader       // of the files that scripts can import; nil: none

	Names *Names // of the fields and methods of Go structs; nil: those of StandardName
	// Withheld names modules that this host has and does not offer here. Importing one is
	// an error like any other, with the hint that stands behind the name.
	Withheld map[string]string

	// Clock tells the time, as [time.Now] does, and Rand gives 64 random bits, as the
	// Uint64 of math/rand/v2 does. nil if scripts get none. Functions of the host find
	// them by [VM.Clock] and [VM.Rand]. In a test, a clock that stands still and a source
	// with a seed make all runs of a script equal.
	Clock func() time.Time
	Rand  func() uint64

	// AfterFunc calls f, on any goroutine, when the duration has passed on the Clock, as
	// [time.AfterFunc] does; what it returns, which may be nil, is stopped when that is
	// not needed any more. Tasks can sleep if it and Clock are there.
	AfterFunc func(d time.Duration, f func()) *time.Timer

	// NonBlocking lets [Coroutine.Resume] return with the state Parked where all tasks
	// wait; else it waits, too. What a function of the host calls by [VM.Call] waits in any
	// case.
	NonBlocking bool

	Limits Limits
	Debug  Debug
}

// Debug has settings for tests of the virtual machine.
type Debug struct {
	StackSlots int // size of the first stack of a run, in values; 0: as usual
}

// Limits bound what scripts can use. In each, zero means the default and a negative number
// no limit. At the end of one the error is [ErrFuel], [ErrMemory], [ErrDepth], [ErrOutput]
// or [ErrCoroutines]; a script can catch only that of the depth. A host that runs scripts of
// others sets Fuel and Memory, and ends the context of its calls in time.
type Limits struct {
	Fuel       int64 // of one call from the host: calls, backward jumps and the work of natives; default: no limit
	Memory     int64 // bytes in use, for the VM; default: no limit
	Depth      int   // of calls and resumes that wait for each other, in one call from the host; default: 10,000
	Output     int64 // bytes that print writes, and modules that charge for it, for the VM; default: no limit
	Coroutines int64 // of scripts that are in use and have not ended, for the VM; default: no limit
}

const defaultDepth = 10_000

// VM runs Programs. Only one goroutine may use a VM at a time; a second one gets
// ErrBusy. Values belong to the VM that made them: see [Value].
type VM struct {
	// The state of the loop. pc and base are valid while it is left for a call;
	// pc is the address of the last word executed, here and wherever else a pc is
	// kept: the loop steps over that word before it goes on.
	pc, base uintptr
	fuel     int64 // left of the slice
	depth    int64 // calls and resumes that may still be nested
	limit    uintptr
	target   uintptr // of the last turn of a ForLoop
	at       uintptr // address of the instruction that runs outside the loop
	cur      *coroutine
	home     *coroutine // where the chain of the run stands while another one runs; else nil

	// tagInt and tagFloat are the constants of that name. Read from here, the
	// compiler keeps them in machine registers in the loop instead of making
	// them anew at every use: 1.2 to 1.3 times faster.
	tagInt, tagFloat unsafe.Pointer

	memory     int64 // left of Limits.Memory; see walk.go for these
	mark       int64 // what was left when the instruction began
	inCalls    int64 // charged by the natives that nested runs wait for
	permanent  int64 // charged for what lives as long as the VM
	exhausted  bool  // the run has hit the limit
	coroutines int64 // left of Limits.Coroutines
	output     int64 // left of Limits.Output
	sessions   handles[Session]
	driven     handles[Coroutine]
	loops      handles[hostObject] // those over iterators of the host

	fuelLeft  int64      // of the call from the host, beyond the slice; see fuel.go for these
	fuelMark  int64      // what the slice had when the instruction began
	fuelNeed  int64      // what the instruction needs before which the run has stopped
	budget    int64      // what the call from the host began with
	fuelUsed  int64      // by the calls before it
	resumable bool       // the host can go on with the run when its fuel has ended
	closing   bool       // the run is that of a Coroutine.Close
	sched     *scheduler // the tasks of the run; nil as long as it has only one
	failure   *pending   // what ended the run
	outer     *outer     // what waits for the nested run, if this is one
	callInfo  Call
	number    uint64 // see border.go
	config    Config
	ctx       context.Context
	spare     *coroutine      // for the bottom of the next call; see keepRoot
	inner     context.Context // of the functions of the host, made of innerOf; see nativeContext
	innerOf   context.Context

	interned  map[string]*stringObject
	typeNames [maxKinds]*stringObject // by kind, once `is` has met it
	root      *shape
	shapes    uint32
	layouts   uint32                     // of classes
	selectors uint8                      // given to names of methods
	members   *[memberPlaces]memberPlace // see memberOf; nil before its first use
	images    map[*bytecode.Program]*image
	host      map[string]Value
	prelude   map[string]*module // by file, those that are loaded

	life       context.Context // of operations: see async.go; nil before the first
	endLife    context.CancelFunc
	operations sync.WaitGroup
	closers    *closers

	scripts  []*closure // of the natives that are in Coro, by their number; nil before the first call
	busy     atomic.Bool
	closed   bool
	offered  map[string]*HostModule
	exported map[string]func() []string // of offered
	modules  map[string]*moduleEntry
	watch    *compile.Tests // of the files that are compiled from now on; nil: not watched
}

// New makes a VM, which the host ends by [VM.Close]. It is an error if two modules have one
// name.
func New(config Config) (*VM, error) {
	m := &VM{
		number:     vmNumbers.Add(1),
		config:     config,
		memory:     limitOr(config.Limits.Memory, math.MaxInt64),
		depth:      limitOr(int64(config.Limits.Depth), defaultDepth),
		output:     limitOr(config.Limits.Output, 1<<62),
		coroutines: limitOr(config.Limits.Coroutines, 1<<62),
		interned:   make(map[string]*stringObject),
		images:     make(map[*bytecode.Program]*image),
		host:       make(map[string]Value),
		modules:    make(map[string]*moduleEntry),
		closers:    new(closers),
	}
	if err := m.offer(config.Modules); err != nil {
		return nil, err
	}
	m.tagInt, m.tagFloat = tagInt(), tagFloat()
	m.fuel = idleFuel
	m.root = &shape{id: 1}
	m.shapes = 1
	m.callInfo.m = m
	if m.config.Stdout == nil {
		m.config.Stdout = io.Discard
	}
	return m, nil
}

// Clock returns the clock that the host has granted, or nil.
func (m *VM) Clock() func() time.Time { return m.config.Clock }

// Rand returns the source of random bits that the host has granted, or nil.
func (m *VM) Rand() func() uint64 { return m.config.Rand }

// depthLimit returns how deep calls may nest.
func (m *VM) depthLimit() int64 { return limitOr(int64(m.config.Limits.Depth), defaultDepth) }

// limitOr interprets a limit of a config.
func limitOr(n, standard int64) int64 {
	switch {
	case n < 0:
		return math.MaxInt64
	case n == 0:
		return standard
	}
	return n
}

// charge takes n bytes from what is left of the memory limit. Once it has
// failed, it fails until the run has ended, so that a caller that cannot fail
// may leave the error to the next one.
func (m *VM) charge(n int64) error {
	if m.memory -= n; m.memory < 0 {
		return m.reclaim()
	}
	return nil
}
