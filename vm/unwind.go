// Unwinding: how errors and closes run through frames and coroutines.

package vm

import (
	"errors"
	"fmt"
	"slices"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
)

// pending is what is unwinding: a thrown value, the close of a coroutine, or an
// error that cannot be caught. While a defer runs, a register holds it.
type pending struct {
	header
	value   Value
	trace   []traceEntry
	closing bool  // a close: only cleanup handlers see it
	fatal   error // cannot be caught: no handler sees it
}

// traceEntry is one frame of a trace, its place not yet looked up.
type traceEntry struct {
	proto   *proto
	pc      int         // of the instruction
	at      source.Span // the place, if it is another than that of the instruction
	resumed bool
	away    bool // see Frame.TransferredAt
	spawned bool // see Frame.SpawnedAt
	skipped int
}

// The longest trace: so many frames from its inner and its outer end.
const (
	traceInner = 20
	traceOuter = 10
)

// faultFuel is for the text of an error of Go code, which takes about as long as 32 turns
// of a small loop.
const faultFuel = 32

// raise throws an error of Go code at the instruction at m.pc. It leaves
// m.pc and m.base where the run goes on.
func (m *VM) raise(err error) {
	of, ok := errors.AsType[*Error](err) // of a nested run, or of another VM
	if ok && of.m != m {
		err = &errorObject{header: header{kind: KindError}, message: err.Error(), errKind: "host", data: Nil, cause: Nil, host: err}
	}
	if of == nil || of.m == m {
		if f, ok := errors.AsType[*fatal](err); ok {
			if f == errUnpaid {
				m.rewind(m.at - 8)
				return
			}
			m.suspend(f, m.trace())
			return
		}
	}
	if of == err {
		m.throw(of.Value.numbered(0))
		return
	}
	e, _ := m.errorOf(err)
	m.charge(errorSize + int64(len(e.message))) // of a fault; who throws one again pays again
	m.fuel -= faultFuel
	m.throw(objectValue(e))
}

// throw throws v at the instruction at m.pc.
func (m *VM) throw(v Value) {
	p := &pending{header: header{kind: kindPending}, value: v}
	if v.kind() == KindError {
		e := (*errorObject)(v.p)
		if e.trace == nil {
			e.trace = m.trace()
		}
		p.trace = e.trace
	} else {
		p.trace = m.trace()
	}
	m.charge(pendingSize + int64(cap(p.trace))*traceSize)
	m.unwind(p)
}

// suspend ends the run with an error that no script can catch. The coroutines
// of the run stay as they are.
func (m *VM) suspend(err error, trace []traceEntry) {
	p := &pending{header: header{kind: kindPending}, fatal: err, trace: trace, value: Nil}
	m.cur.pc, m.cur.base = m.pc, m.base
	m.failure = p
	m.pc = stubPC(stubHalt)
}

// unwind looks for the handler of p, from the instruction at m.pc outwards,
// and sets m.pc and m.base to it.
func (m *VM) unwind(p *pending) {
	for {
		m.pc = calling(m.pc, m.base)
		h := (*Value)(pointer(m.base))
		if h.kind() == KindFunction {
			c := (*closure)(h.p)
			if m.handle(c.proto, p) {
				return
			}
			if c.mod.importing != nil && c.proto == c.mod.image.protos[0] {
				m.importFailed(c.mod)
			}
			back := h.n
			if ret := uintptr(back & retMask); !isBottom(ret) {
				m.pc, m.base = ret, m.base-uintptr(back>>retBits)
				m.depth++
				continue
			}
		}
		if p = m.unwindCoroutine(p); p == nil {
			return
		}
	}
}

// handle enters the handler of the running frame for p, if it has one.
func (m *VM) handle(pr *proto, p *pending) bool {
	at := uint32(pr.index(m.pc))
	closer := m.cur.closer
	for _, h := range pr.bc.Handlers {
		if at < h.Start || at >= h.End {
			continue
		}
		v := p.value
		if h.Kind == bytecode.HandlerCleanup {
			v = objectValue(p)
			if closer != nil && !closer.inside(m.base-m.cur.bottom(), h.Start) {
				closer.frame, closer.cleanup = m.base-m.cur.bottom(), h.Target
			}
		} else if p.closing || closer != nil && !closer.inside(m.base-m.cur.bottom(), h.Start) {
			continue
		}
		m.replace(pr, p, at, h.Start)
		*m.reg(uint64(h.Register) * uint64(valueSize)) = v
		m.pc = uintptr(pr.entry) + uintptr(h.Target)*8 - 8
		return true
	}
	m.replace(pr, p, at, 0)
	return false
}

// replace ends what was unwinding while a defer ran that p leaves: those of the
// running frame that have begun before the instruction at at, which throws p, and whose
// code does not contain the one at start, where the handler begins that takes p. An error
// replaces what was thrown before it, which becomes its cause.
func (m *VM) replace(pr *proto, p *pending, at, start uint32) {
	for _, h := range slices.Backward(pr.bc.Handlers) { // the innermost that runs is the last
		// A defer further down may have the same register.
		if h.Kind != bytecode.HandlerCleanup || start >= h.Target || h.Target > at {
			continue
		}
		reg := m.reg(uint64(h.Register) * uint64(valueSize))
		if reg.kind() != kindPending {
			continue
		}
		if p.value.kind() == KindError {
			(*errorObject)(p.value.p).follow((*pending)(reg.p).value)
		}
		*reg = Nil
	}
}

// follow makes v, which was thrown before e, the cause of e, if it has none yet and is not
// caused by e itself.
func (e *errorObject) follow(v Value) {
	if e.cause.p != tagNil() {
		return
	}
	const longest = 100
	c := v
	for n := 0; c.kind() == KindError; n++ {
		if (*errorObject)(c.p) == e || n == longest {
			return
		}
		c = (*errorObject)(c.p).cause
	}
	e.cause = v
}

// unwindCoroutine ends the running coroutine, in which nothing handles p. It
// returns what goes on unwinding in the resumer, or nil.
func (m *VM) unwindCoroutine(p *pending) *pending {
	co := m.cur
	if co.isRoot() {
		m.failure = p
		m.pc, m.base = stubPC(stubHalt), co.bottom()
		return nil
	}
	m.depth = co.depth
	if co.flags&flagTask != 0 {
		m.taskUnwound(p)
		return nil
	}
	if cl := co.closer; cl != nil {
		m.endCoroutine(co, statusClosed)
		if cl.cancel != nil {
			m.cancelInto(cl)
			return p
		}
		m.enterResumer(cl.by)
		if p.closing {
			m.deliver(cl.by.aux, Nil)
			return nil
		}
		return p
	}
	r := co.resumer
	m.endCoroutine(co, statusFailed)
	if r == nil {
		m.comeHome()
	} else {
		m.enterResumer(r)
	}
	return p
}

// enterResumer makes r, which waits, the running coroutine.
func (m *VM) enterResumer(r *coroutine) {
	r.arity = statusRunning
	m.cur, m.limit = r, r.limit
	m.pc, m.base = r.pc, r.base
}

// closing is what the close of a coroutine keeps: who waits for it, and which
// defer runs, since only a catch inside that one may catch an error of it.
type closing struct {
	by      *coroutine
	frame   uintptr // of the cleanup that runs, from the first slot in bytes; at first beyond all
	cleanup uint32  // its first instruction

	cancel *cancelling // a task is unwound, and by is the next of its chain
	outer  *closing    // the coroutine was being closed when that began
}

// inside reports whether a handler that starts at the instruction start of the
// frame at offset frame belongs to the defer that runs.
func (c *closing) inside(frame uintptr, start uint32) bool {
	return frame > c.frame || frame == c.frame && start >= c.cleanup
}

// index returns the number of the instruction at pc.
func (p *proto) index(pc uintptr) int { return int(pc-uintptr(p.entry)) / 8 }

// frame is a call that is pending.
type frame struct {
	proto   *proto
	pc      int  // index of the instruction that runs or calls
	resumed bool // it has resumed the coroutine of the frame before, or
	away    bool // it has transferred away, and that one will come back to it, or
	spawned bool // it has spawned that task, and is no frame any more
}

// frames goes over the frames of the running coroutine and those that wait for it,
// innermost first.
func (m *VM) frames(yield func(frame) bool) {
	m.framesFrom(m.cur, m.pc, m.base, m.home, m.sched.running(), m.outer, yield)
}

// framesFrom goes over the frames of a coroutine, which goes on at pc, and those that
// wait for it; then those of home, where the task was spawned, and those of what waits
// for the run.
func (m *VM) framesFrom(co *coroutine, pc, base uintptr, home *coroutine, t *task, waiting *outer, yield func(frame) bool) {
	for resumed, away := false, false; co != nil; {
		pc = calling(pc, base)
		h := (*Value)(pointer(base))
		if h.kind() == KindFunction {
			c := (*closure)(h.p)
			if !yield(frame{c.proto, c.proto.index(pc), resumed, away, false}) {
				return
			}
			resumed, away = false, false
			if ret := uintptr(h.n & retMask); !isBottom(ret) {
				pc, base = ret, base-uintptr(h.n>>retBits)
				continue
			}
		}
		resumed = true
		co = co.waiter()
		if co == nil && home != nil {
			co, home, away = home, nil, true
		}
		if co == nil && !t.sites(yield) {
			return
		}
		if co == nil && waiting != nil { // the native is no frame
			co, home, t, waiting, resumed = waiting.cur, waiting.home, waiting.sched.running(), waiting.outer, false
		}
		if co != nil {
			pc, base = co.pc, co.base
		}
	}
}

// What a trace takes: for itself, for each frame that it has, and one for each that it
// passes. So a throw takes as long for its fuel as a loop does: see TestFuelCounts.
const (
	traceFuel = 32
	entryFuel = 8
)

// trace lists the frames, leaving some out in the middle if they are many.
// It takes fuel for them, on credit: whatever fails must get its trace.
func (m *VM) trace() []traceEntry {
	var l frameList
	m.frames(l.add)
	m.fuel -= traceFuel + entryFuel*int64(l.len) + int64(l.calls)
	return l.trace()
}

// traceOf is the trace of any coroutine that has begun, as it stands. It takes fuel as
// it goes.
func (m *VM) traceOf(co *coroutine) (trace []traceEntry, err error) {
	const step = 256
	var l frameList
	m.framesFrom(co, co.pc, co.base, nil, nil, nil, func(f frame) bool {
		if l.add(f); l.calls%step == 0 {
			err = m.work(step)
		}
		return err == nil
	})
	return l.trace(), err
}

// frameList lists frames as they come, leaving some out in the middle if they are many. It
// is made for the stack: an error is thrown faster than its trace is allocated.
type frameList struct {
	entries [traceInner + 2*traceOuter + 1]traceEntry
	len     int
	calls   int
}

func (l *frameList) add(f frame) bool {
	l.entries[l.len] = traceEntry{proto: f.proto, pc: f.pc, resumed: f.resumed, away: f.away, spawned: f.spawned}
	l.len++
	l.calls++
	if l.len == len(l.entries) {
		l.len = traceInner + copy(l.entries[traceInner:], l.entries[l.len-traceOuter:])
	}
	return true
}

// trace returns what is listed.
func (l *frameList) trace() []traceEntry {
	entries := make([]traceEntry, l.len)
	copy(entries, l.entries[:l.len])
	if skipped := l.calls - l.len; skipped > 0 {
		entries[traceInner].skipped = skipped
	}
	return entries
}

// hostError makes the error that the host gets for what ended a run.
func (m *VM) hostError(p *pending) *Error {
	e, place := &Error{Value: m.leaving(p.value), m: m}, nilNowhere
	switch {
	case p.fatal != nil:
		e.Kind, e.Message, e.err = fatalKind(p.fatal), p.fatal.Error(), p.fatal
		e.Tasks = m.taskStates(p.fatal)
	case p.value.kind() == KindError:
		o := (*errorObject)(p.value.p)
		e.Kind, e.Message, e.Hint, e.err = o.errKind, o.message, o.hint, o.host
		place = o.place
		if o.errKind == "depth" && e.err == nil {
			e.err = ErrDepth
		}
		for c, n := o.cause, 0; c.kind() == KindError && n < 10; n++ {
			o = (*errorObject)(c.p)
			e.causes, c = append(e.causes, o.message), o.cause
		}
	default:
		e.Message = "uncaught " + p.value.typeName()
		if p.value.p != tagNil() {
			e.Message += " " + p.value.String()
		}
	}
	frames, culprit := hostFrames(p.trace)
	if culprit != nil && e.Kind == "call" {
		e.Hint = "it is called by `" + culprit.preludeName() + "`"
	}
	e.Frames = frames
	e.nameNil(place)
	return e
}

// hostFrames makes the frames of a trace, without those of the prelude; culprit is as
// withoutPrelude has it.
func hostFrames(trace []traceEntry) (frames []Frame, culprit *proto) {
	trace, culprit = withoutPrelude(trace)
	for _, t := range trace {
		if t.proto.image.library() {
			frames = append(frames, Frame{Function: t.proto.preludeName(), ResumedAt: t.resumed, TransferredAt: t.away, SpawnedAt: t.spawned, Skipped: t.skipped})
			continue
		}
		image, at := t.proto.bc, t.at
		if at == (source.Span{}) {
			at = image.SpanAt(t.pc)
		}
		frames = append(frames, Frame{
			Function: image.Name, File: t.proto.image.source(), Span: at,
			ResumedAt: t.resumed, TransferredAt: t.away, SpawnedAt: t.spawned, Skipped: t.skipped,
		})
		if t.proto == t.proto.image.protos[0] {
			frames[len(frames)-1].Function = ""
		} else if image.Name == "" {
			frames[len(frames)-1].Function = "anonymous function"
		}
	}
	return frames, culprit
}

// fatalKind returns the kind of what no script can catch: there are six.
func fatalKind(err error) string {
	kind := "cancelled"
	switch {
	case errors.Is(err, ErrFuel):
		kind = "fuel"
	case errors.Is(err, ErrMemory):
		kind = "memory"
	case errors.Is(err, ErrOutput):
		kind = "output"
	case errors.Is(err, ErrCoroutines):
		kind = "coroutines"
	case errors.Is(err, ErrDeadlock):
		kind = "deadlock"
	}
	return kind
}

// source returns the text of the Program.
func (i *image) source() *source.File {
	i.fileOnce.Do(func() { i.file = source.NewFile(i.prog.Name, i.prog.Source) })
	return i.file
}

// yieldError says why the running coroutine cannot yield here.
func (m *VM) yieldError() error {
	switch {
	case m.cur.closer != nil:
		return faultHint("coroutine", "cannot yield while the coroutine is being closed", "a defer runs to its end")
	case m.cur.flags&flagNoYield != 0:
		return faultHint("coroutine", "cannot yield inside of `noyield`", "yield behind the block, or resume a coroutine of its own inside")
	case m.cur.flags&flagTask != 0:
		return faultHint("coroutine", "nothing to yield to: nobody resumes a task", "its result is what it returns; to give several, loop over a coroutine in it")
	case m.home != nil:
		return faultHint("coroutine", "nothing to yield to: the coroutine was transferred to, not resumed", "`transfer` to the coroutine that is to go on")
	case m.outer != nil:
		return faultHint("coroutine", fmt.Sprintf("cannot yield across `%s`, which is written in Go and called this function", m.outer.native.name),
			"resume a coroutine of its own inside the function")
	}
	return faultHint("coroutine", "nothing to yield to: the main script is not a coroutine", "make a coroutine of the call, `coro f(x)`, or of code, `coro { … }`, and loop over it or resume it")
}
