// The memory account: what a VM has charged, and what of it is still in use.

package vm

import (
	"maps"
	"math/bits"
	"slices"
	"unsafe"
	"weak"
)

// memoryLimit returns the limit of the memory account.
func (m *VM) memoryLimit() int64 { return limitOr(m.config.Limits.Memory, 1<<62) }

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
	w := walker{m: m, bytes: m.permanent}
	w.seen.make(m.walked)
	w.roots()
	err := w.run()
	if err == nil {
		m.coroutines = limitOr(m.config.Limits.Coroutines, 1<<62) - w.coroutines
		m.forgetDropped(&w.seen)
	}
	m.walked = max(1024, 1<<bits.Len(uint(2*w.seen.count)))
	cost := int64(w.seen.count) / 16
	m.fuel, m.fuelMark = m.fuel-cost, m.fuelMark-cost // the instruction does not make it again
	return w.bytes, err
}

// reaches reports whether the script can still reach a coroutine, when nothing above
// the register at offset top is in use. What ended calls have left there goes.
func (m *VM) reaches(co *coroutine, top uint64) (bool, error) {
	w := walker{m: m}
	w.seen.make(m.walked)
	dead := m.cur.slots()[(m.base-m.cur.bottom()+uintptr(top))/uintptr(valueSize)+1:]
	for i := range dead {
		dead[i] = Nil
	}
	w.roots()
	if err := w.run(); err != nil {
		return false, err
	}
	return w.seen.has(unsafe.Pointer(co)), m.work(int64(w.seen.count) / 16)
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
		w.tasks(c.sched)
	}
}

// walker goes through a graph of objects. Its marks are in a table of its own,
// since some objects are shared between VMs, and its stack is in the heap, since
// the graph may be a list of a million links.
type walker struct {
	m          *VM
	seen       addressSet
	todo       []Value // objects that are counted, but not what they refer to
	bytes      int64
	coroutines int64   // of the script that have not ended
	found      []Value // the coroutines that have not ended, unless it is nil

	paying bool // the script pays for each step, else who calls for all in the end
	steps  int  // since the last payment
	err    error
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
	default:
		if w.seen.add(v.p) {
			w.todo = append(w.todo, v)
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
	for part := range slices.Chunk(vs, walkStep) {
		if !w.step(len(part)) {
			return
		}
		for _, v := range part {
			w.visit(v)
		}
	}
}

// walkStep is how many values are visited at a time.
const walkStep = 1 << 14

// step begins the visit of n values. The host can stop the walk there.
func (w *walker) step(n int) bool {
	if w.steps += n; w.steps >= 1024 && w.err == nil {
		if w.err = w.m.stopped(); w.err == nil && w.paying {
			w.err = w.m.work(int64(w.steps) / 16)
		}
		w.steps = 0
	}
	return w.err == nil
}

// run looks into all objects that are to do.
func (w *walker) run() error {
	for len(w.todo) > 0 && w.step(1) {
		v := w.todo[len(w.todo)-1]
		w.todo = w.todo[:len(w.todo)-1]
		w.object(v)
	}
	return w.err
}

// object counts an object and visits what it refers to.
func (w *walker) object(v Value) {
	switch v.kind() {
	case KindList:
		l := v.list()
		w.bytes += listSize + int64(l.cap)*l.elementSize()
		if l.tag == nil {
			w.values(l.boxed())
		}
	case KindTuple:
		items := v.tuple().items
		w.bytes += tupleSize + int64(len(items))*valueSize
		w.values(items)
	case KindMap:
		w.dict(v.mapping())
	case KindFunction:
		c := (*closure)(v.p)
		w.bytes += int64(closureSize) + int64(len(c.proto.captures))*valueSize
		w.values(c.upvalues())
		w.module(c.mod)
	case KindCoroutine:
		co := (*coroutine)(v.p)
		if !co.done() {
			if co.flags&(flagHost|flagDriven) == 0 {
				w.coroutines++
			}
			if w.found != nil && co.flags&flagDriver == 0 {
				w.found = append(w.found, v)
			}
		}
		w.frames(co)
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

func (w *walker) dict(d *dict) {
	w.bytes += dictSize + int64(d.room)*valueSize
	if d.shape != nil {
		w.values(d.slots())
		return
	}
	t := d.table()
	w.bytes += tableSize + int64(cap(t.entries))*entrySize + int64(len(t.index))*4
	for part := range slices.Chunk(t.entries, walkStep) {
		if !w.step(2 * len(part)) {
			return
		}
		for i := range part {
			w.visit(part[i].key)
			w.visit(part[i].val)
		}
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

// frames visits the whole stack of a coroutine, as the collector of Go does: also
// what ended calls have left there.
func (w *walker) frames(co *coroutine) {
	slots := co.slots()
	w.bytes += coroutineSize + int64(len(slots))*valueSize
	w.values(slots)
	w.coroutine(co.resumer)
	for cl := co.closer; cl != nil; cl = cl.outer {
		w.bytes += int64(unsafe.Sizeof(closing{}))
		w.coroutine(cl.by)
	}
}

// addressSet is a set of addresses: an open-addressing table, since a map of Go
// takes three times its memory and time.
type addressSet struct {
	slots []uintptr
	count int
	shift uint
}

// add adds p and reports whether it was not there.
func (s *addressSet) add(p unsafe.Pointer) bool {
	if 4*s.count >= 3*len(s.slots) {
		s.grow()
	}
	if !s.insert(uintptr(p)) {
		return false
	}
	s.count++
	return true
}

func (s *addressSet) insert(a uintptr) bool {
	mask := uint64(len(s.slots) - 1)
	for i := uint64(a) * 0x9e3779b97f4a7c15 >> s.shift; ; i++ {
		switch slot := &s.slots[i&mask]; *slot {
		case 0:
			*slot = a
			return true
		case a:
			return false
		}
	}
}

// has reports whether p is in the set.
func (s *addressSet) has(p unsafe.Pointer) bool {
	mask := uint64(len(s.slots) - 1)
	for i := uint64(uintptr(p)) * 0x9e3779b97f4a7c15 >> s.shift; ; i++ {
		if slot := s.slots[i&mask]; slot == 0 || slot == uintptr(p) {
			return slot != 0
		}
	}
}

func (s *addressSet) make(size int) {
	s.slots = make([]uintptr, size)
	s.shift = 64 - uint(bits.TrailingZeros(uint(size)))
}

func (s *addressSet) grow() {
	old := s.slots
	s.make(2 * len(old))
	for _, a := range old {
		if a != 0 {
			s.insert(a)
		}
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
