// The memory account: what a VM has charged, and what of it is still in use.

package vm

import (
	"maps"
	"math"
	"slices"
	"unsafe"
	"weak"
)

// memoryLimit returns the limit of the memory account.
func (m *VM) memoryLimit() int64 { return limitOr(m.config.Limits.Memory, math.MaxInt64) }

// MemoryUsed returns the bytes that the VM has charged to its memory account: at least
// what its scripts hold. It contains garbage that was not counted yet, and sinks when the
// limit is reached and the VM counts what is in use. It may be called from a function of
// the host, too.
func (m *VM) MemoryUsed() int64 { return m.memoryLimit() - m.memory }

// reclaim is called when all memory is charged. Much of it may be garbage that
// the collector of Go has freed or will free: the objects that are in use are
// counted, and the account is set to their size. That takes time in proportion
// to them, so the next walk comes only after 1/8 of the limit has been charged;
// with more than 7/8 in use the limit is an error.
//
// What the running instruction has charged counts as in use: its objects may be
// known only to Go variables, where the walk does not see them.
func (m *VM) reclaim() error {
	limit := m.memoryLimit()
	running := m.mark - m.memory
	if most := limit - limit/8 - m.inCalls - running; !m.exhausted && running >= 0 && most >= 0 {
		live, err := m.live()
		if err != nil {
			return err
		}
		if live <= most {
			m.mark = limit - m.inCalls - live
			m.memory = m.mark - running
			return nil
		}
	}
	m.exhausted = true
	m.memory = -1
	return &fatal{err: ErrMemory}
}

// settle sets the account after a run that was stopped. A little memory is
// always left, so that a session can let go of what fills it.
func (m *VM) settle() {
	if m.memory < 0 {
		limit := m.memoryLimit()
		m.fuel = idleFuel
		live, _ := m.live()
		m.memory = max(limit-live, min(limit/8, 1<<16))
	}
	m.mark, m.inCalls, m.exhausted = m.memory, 0, false
}

// countCoroutines is called for one coroutine more than the limit allows. Some may have
// been abandoned: those that have not ended are counted.
func (m *VM) countCoroutines() error {
	if _, err := m.live(); err != nil {
		return err
	}
	if m.coroutines--; m.coroutines < 0 {
		m.coroutines = 0
		return &fatal{err: ErrCoroutines}
	}
	return nil
}

// live returns the size of all that the VM can reach, as it was charged. What
// only the host holds, in values that it got, does not count.
func (m *VM) live() (int64, error) {
	m.members = nil // it may hold classes that nothing else does
	w := walker{m: m, bytes: m.permanent}
	w.roots()
	err := w.run()
	if err == nil {
		m.coroutines = limitOr(m.config.Limits.Coroutines, 1<<62) - w.coroutines
		m.forgetDropped(&w.seen)
	}
	cost := int64(w.seen.count) / 16
	m.fuel, m.fuelMark = m.fuel-cost, m.fuelMark-cost // the instruction does not make it again
	return w.bytes, err
}

// reaches reports whether the script can still reach a coroutine, when nothing above
// the register at offset top is in use. What ended calls have left there goes.
func (m *VM) reaches(co *coroutine, top uint64) (bool, error) {
	w := walker{m: m, paying: true}
	dead := m.cur.slots()[(m.base-m.cur.bottom()+uintptr(top))/uintptr(valueSize)+1:]
	for i := range dead {
		dead[i] = Nil
	}
	w.roots()
	if err := w.run(); err != nil {
		return false, err
	}
	return w.seen.has(unsafe.Pointer(co)), nil
}

// roots visits what the VM holds, in the same order in equal runs.
func (w *walker) roots() {
	m := w.m
	for _, name := range slices.Sorted(maps.Keys(m.host)) {
		w.visit(m.host[name])
	}
	for _, file := range slices.Sorted(maps.Keys(m.prelude)) {
		w.module(m.prelude[file])
	}
	w.coroutine(m.cur)
	w.coroutine(m.home)
	w.tasks(m.sched)
	for n := m.outer; n != nil; n = n.outer {
		w.coroutine(n.cur)
		w.coroutine(n.home)
		w.tasks(n.sched)
	}
	if p := m.failure; p != nil {
		w.visit(p.value)
	}
	w.modules(m.modules)
	for s := range m.sessions.all {
		w.values(s.globals)
	}
	for c := range m.driven.all {
		w.coroutine(c.co)
		w.coroutine(c.stopped)
		w.coroutine(c.home)
		for _, t := range c.closing {
			w.coroutine(t.co)
		}
		w.tasks(c.sched)
	}
}

// walker goes through a graph of objects. Its marks are in a table of its own,
// since some objects are shared between VMs, and its stack is in the heap, since
// the graph may be a list of a million links. Both are small beside the graph, since
// what they take is in no account.
type walker struct {
	m          *VM
	seen       addressSet
	todo       stack[todo]
	bytes      int64
	coroutines int64   // of the script that have not ended
	found      []Value // the coroutines that have not ended, unless it is nil

	paying bool // the script pays for each step, else who calls for all in the end
	steps  int  // since the last payment
	err    error
}

// todo is an object whose parts from a number on are to be visited; if that is 0, it
// is to be counted too.
type todo struct {
	v    Value
	from int
}

// visit counts an object the first time.
func (w *walker) visit(v Value) {
	if v.p == nil || isTag(v.p) {
		return
	}
	switch k := v.kind(); k {
	case KindNative:
	case KindString:
		s := (*stringObject)(v.p)
		if len(s.s) <= 1 || s.flags&flagInterned != 0 || !w.seen.add(v.p) { // the first two are static
			return
		}
		w.bytes += stringSize
		if s.tail == nil {
			w.text(s.s)
		} else if buf := *s.tail; w.seen.add(unsafe.Pointer(unsafe.SliceData(buf))) {
			w.bytes += bufferSize + int64(cap(buf))
		}
	case KindBytes:
		if w.seen.add(v.p) {
			w.bytes += byteBufferSize + int64(cap(v.buffer().b))
		}
	case KindRange:
		if w.seen.add(v.p) {
			w.bytes += rangeSize
		}
	case KindHost:
		if w.seen.add(v.p) {
			w.bytes += v.host().size()
		}
	default:
		if w.seen.add(v.p) {
			w.todo.push(todo{v, 0})
		}
	}
}

// text counts a string that is not known to be a part of another one.
func (w *walker) text(s string) {
	if len(s) < minTail || w.seen.add(unsafe.Pointer(unsafe.StringData(s))) {
		w.bytes += int64(len(s))
	}
}

func (w *walker) values(vs []Value) {
	for _, v := range vs {
		w.visit(v)
	}
}

// walkStep is how many parts of an object are visited at a time: all of a large one
// would make the stack as large.
const walkStep = 256

// part returns the numbers of the parts of v, of n in all, that are visited now. The
// others follow later.
func (w *walker) part(v Value, from, n int) (int, int) {
	if n-from <= walkStep {
		return from, n
	}
	w.todo.push(todo{v, from + walkStep})
	return from, from + walkStep
}

// step begins the visit of an object. The host can stop the walk there.
func (w *walker) step() bool {
	if w.steps++; w.steps >= 256 && w.err == nil {
		w.steps = 0
		if w.err = w.m.stopped(); w.err == nil && w.paying {
			w.err = w.m.work(256 / 16)
		}
	}
	return w.err == nil
}

// run looks into all objects that are to do.
func (w *walker) run() error {
	for w.todo.size > 0 && w.step() {
		t := w.todo.pop()
		w.object(t.v, t.from)
	}
	return w.err
}

// object counts an object, unless it was, and visits what it refers to.
func (w *walker) object(v Value, from int) {
	switch v.kind() {
	case KindList:
		l := v.list()
		if from == 0 {
			w.bytes += listSize + int64(l.cap)*l.elementSize()
		}
		if l.tag == nil {
			i, j := w.part(v, from, l.len)
			w.values(l.boxed()[i:j])
		}
	case KindTuple:
		items := v.tuple().items
		if from == 0 {
			w.bytes += tupleSize + int64(len(items))*valueSize
		}
		i, j := w.part(v, from, len(items))
		w.values(items[i:j])
	case KindMap:
		w.dict(v, from)
	case KindFunction:
		c := (*closure)(v.p)
		w.bytes += int64(closureSize) + int64(len(c.proto.captures))*valueSize
		w.values(c.upvalues())
		w.module(c.mod)
	case KindCoroutine:
		if from == 0 {
			w.coroutineObject(v)
		}
		slots := (*coroutine)(v.p).slots()
		i, j := w.part(v, from, len(slots))
		w.values(slots[i:j])
	case KindError:
		e := (*errorObject)(v.p)
		w.bytes += errorSize + int64(cap(e.trace))*traceSize
		w.text(e.message)
		w.visit(e.data)
		w.visit(e.cause)
	case KindBound:
		w.bytes += boundSize
		w.visit((*bound)(v.p).recv)
		w.visit((*bound)(v.p).method)
	case KindClass:
		w.class((*class)(v.p))
	case KindInstance, KindRecord:
		in := v.instance()
		w.bytes += instanceSize + int64(instanceRoom(len(in.class.fields)))*valueSize
		w.visit(objectValue(in.class))
		w.values(in.slots())
	case KindModule:
		o := (*moduleObject)(v.p)
		w.bytes += moduleObjectSize + int64(o.room)*exportSize
		w.values(o.slots())
	case KindTask:
		w.task((*task)(v.p))
	case kindScope:
		w.scope((*taskScope)(v.p))
	case kindCell:
		w.bytes += cellSize
		w.visit((*cell)(v.p).v)
	case kindPending:
		w.bytes += pendingSize
		w.visit((*pending)(v.p).value)
	}
}

func (w *walker) class(c *class) {
	w.bytes += c.size
	w.values(c.defaults)
	if c.super != nil {
		w.visit(objectValue(c.super))
	}
	visit := func(fn *closure) {
		if fn != nil {
			w.visit(objectValue(fn))
		}
	}
	visit(c.init)
	for _, x := range c.members { // a field has none
		visit(x.fn)
	}
	for _, fn := range c.statics {
		visit(fn)
	}
	for _, fn := range c.operators {
		visit(fn)
	}
	for _, fn := range c.initialisers {
		visit(fn)
	}
}

func (w *walker) dict(v Value, from int) {
	d := v.mapping()
	if from == 0 {
		w.bytes += dictSize + int64(d.room)*valueSize
	}
	if d.shape != nil {
		w.values(d.slots())
		return
	}
	t := d.table()
	if from == 0 {
		w.bytes += tableSize + int64(cap(t.entries))*entrySize + int64(len(t.index))*4
	}
	i, j := w.part(v, from, len(t.entries))
	for _, e := range t.entries[i:j] {
		w.visit(e.key)
		w.visit(e.val)
	}
}

// module visits the variables of a module and the values of the host in its
// constants.
func (w *walker) module(mod *module) {
	if w.seen.add(unsafe.Pointer(mod)) {
		w.bytes += mod.size
		w.values(mod.globals)
		w.values(mod.image.consts)
	}
}

// coroutine visits a coroutine that may be nil.
func (w *walker) coroutine(co *coroutine) {
	if co != nil {
		w.visit(objectValue(co))
	}
}

// coroutineObject counts a coroutine with its stack, of which all slots are visited, as
// by the collector of Go: also what ended calls have left there.
func (w *walker) coroutineObject(v Value) {
	co := (*coroutine)(v.p)
	if !co.done() {
		if co.flags&(flagHost|flagDriven) == 0 {
			w.coroutines++
		}
		if w.found != nil && co.flags&flagDriver == 0 {
			co.flags |= flagShown
			w.found = append(w.found, v)
		}
	}
	w.bytes += coroutineSize + int64(len(co.slots()))*valueSize
	w.coroutine(co.resumer)
	for cl := co.closer; cl != nil; cl = cl.outer {
		w.bytes += int64(unsafe.Sizeof(closing{}))
		w.coroutine(cl.by)
	}
}

// handles are objects of the host that hold values of the VM. The VM does not
// keep them alive.
type handles[T any] struct {
	list []weak.Pointer[T]
	room int // length from which those that are gone are dropped
}

func (h *handles[T]) add(x *T) {
	if len(h.list) >= h.room {
		for range h.all { // drops those that are gone
		}
		h.room = 2*len(h.list) + 16
	}
	h.list = append(h.list, weak.Make(x))
}

// all goes over the objects that there still are.
func (h *handles[T]) all(yield func(*T) bool) {
	left := h.list[:0]
	for _, p := range h.list {
		if x := p.Value(); x != nil {
			left = append(left, p)
			yield(x)
		}
	}
	clear(h.list[len(left):])
	h.list = left
}
