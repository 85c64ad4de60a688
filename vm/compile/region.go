package compile

// The second pass: what leaving a block has to do on the way.

import (
	"slices"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
)

type regionKind uint8

const (
	catchRegion    regionKind = iota // body of a `try`
	iteratorRegion                   // body of a loop over an iterator
	deferRegion                      // what follows a `defer` in its block
	noYieldRegion                    // body of a `noyield`
	scopeRegion                      // body of a `scope`, or of a module that is one
)

// region is code that a handler covers. A stretch of it that ends the region on
// the way out is not covered: the region is being left there.
type region struct {
	kind     regionKind
	start    int      // of the stretch that is open, -1 if none is
	covered  [][2]int // the stretches before
	register uint16   // the iterator, the selector of a defer, whether to go on without yields, or the scope

	// Of a defer: its code is a subroutine. Who enters it by a jump puts the
	// number of an exit into the selector; a handler puts there what is unwinding.
	stmt   *ast.Defer
	frame  uint16 // of the call that is deferred, noRegister for other statements
	count  int    // of its arguments
	spread bool
	// Where the callee stands behind a `?.`: whether there is one; else noRegister.
	evaluated uint16
	exits     []exit
	entries   jumps
}

// exitKind is where control goes when it leaves regions.
type exitKind uint8

const (
	exitEnd exitKind = iota // to the end of the block
	exitBreak
	exitContinue
	exitReturn // with the value in a register
	exitReturnNil
)

type exit struct {
	kind exitKind
	loop *loop
	at   source.Span // of the statement that leaves, if that may be an error there
}

// mostPlaces is the number of exits of a defer behind which those that go to one target
// share one.
const mostPlaces = 100

// depth is the number of regions that stay.
func (e exit) depth() int {
	switch e.kind {
	case exitBreak:
		return e.loop.depth
	case exitContinue:
		return e.loop.inner
	}
	return 0
}

func (g *generator) pushRegion(kind regionKind) *region {
	r := &region{kind: kind, start: len(g.code)}
	g.regions = append(g.regions, r)
	return r
}

// closeRegion ends the open stretch of a region.
func (g *generator) closeRegion(r *region) {
	if r.start >= 0 && r.start < len(g.code) {
		r.covered = append(r.covered, [2]int{r.start, len(g.code)})
	}
	r.start = -1
}

// resume begins a new stretch.
func (g *generator) resume(r *region) { r.start = len(g.code) }

// popRegion removes the innermost region, whose handler begins here. Inner
// regions are removed before outer ones, so handlers come innermost first.
func (g *generator) popRegion(r *region, register uint16) {
	g.regions = g.regions[:len(g.regions)-1]
	kind := bytecode.HandlerCleanup
	if r.kind == catchRegion {
		kind = bytecode.HandlerCatch
	}
	for _, c := range r.covered {
		g.handlers = append(g.handlers, bytecode.Handler{
			Start: uint32(c[0]), End: uint32(c[1]), Target: uint32(len(g.code)),
			Register: register, Kind: kind,
		})
	}
	g.label = len(g.code)
}

// deferPending reports whether a return here runs a defer.
func (g *generator) deferPending() bool {
	for _, r := range g.regions {
		if r.kind == deferRegion {
			return true
		}
	}
	return false
}

// leave emits a jump out of regions: it closes iterators, allows yields again, ends
// scopes, runs the innermost defer, which goes on leaving when it is through, and goes to its target. value
// is what exitReturn returns.
func (g *generator) leave(at source.Span, e exit, value uint16) {
	depth := e.depth()
	paused := len(g.regions)
leaving:
	for i := len(g.regions) - 1; i >= depth; i-- {
		r := g.regions[i]
		switch r.kind {
		case iteratorRegion, noYieldRegion:
			paused = g.pauseRegions(paused, i)
			g.endRegion(at, r)
		case scopeRegion: // its own handler covers the wait for the tasks
			paused = g.pauseRegions(paused, i+1)
			g.endRegion(at, r)
			paused = g.pauseRegions(paused, i)
		case deferRegion:
			if len(r.exits) < mostPlaces && g.canFail(e, depth, i) {
				e.at = at
			}
			g.ad(at, bytecode.OpLoadInt, r.register, r.exit(e))
			r.entries.add(g.jump(at))
			e.kind = exitEnd
			break leaving // it goes on
		}
	}
	switch e.kind {
	case exitEnd:
	case exitBreak:
		e.loop.breaks.add(g.jump(at))
	case exitContinue:
		e.loop.continues.add(g.jump(at))
	case exitReturn:
		g.abc(at, bytecode.OpReturn, 0, value, 0, 0)
	case exitReturnNil:
		if g.fn.init { // a field that lacks is no error in a `try`: that has been left
			paused = g.pauseRegions(paused, depth)
		}
		g.returnNil(at)
	}
	for ; paused < len(g.regions); paused++ {
		g.resume(g.regions[paused])
	}
}

// canFail reports whether leaving the regions from depth to i can be an error: closing a
// coroutine, a wait for tasks, a field that lacks.
func (g *generator) canFail(e exit, depth, i int) bool {
	return g.fn.init && e.kind == exitReturnNil || slices.ContainsFunc(g.regions[depth:i], func(r *region) bool {
		return r.kind == iteratorRegion || r.kind == scopeRegion
	})
}

// pauseRegions ends the open stretches of the regions from number i on, of which
// those from paused on have ended already.
func (g *generator) pauseRegions(paused, i int) int {
	for ; paused > i; paused-- {
		g.closeRegion(g.regions[paused-1])
	}
	return paused
}

// endRegion emits what leaving a region has to do, but for a defer.
func (g *generator) endRegion(at source.Span, r *region) {
	op := bytecode.OpIterClose
	switch r.kind {
	case noYieldRegion:
		op = bytecode.OpEndNoYield
	case scopeRegion:
		op = bytecode.OpEndScope
	}
	g.abc(at, op, 0, r.register, 0, 0)
}

// exit returns the number of an exit of a defer.
func (r *region) exit(e exit) int {
	for i, x := range r.exits {
		if x == e {
			return i
		}
	}
	r.exits = append(r.exits, e)
	return len(r.exits) - 1
}

// pushDefer evaluates what a defer evaluates now and begins its region.
func (g *generator) pushDefer(d *ast.Defer) {
	selector := g.alloc()
	frame, count, spread := noRegister, 0, false
	evaluated := noRegister
	if call := deferredCall(d); call != nil {
		if hasOptional(call.Fn) {
			evaluated = g.alloc()
			g.abc(call.At, bytecode.OpLoadBool, flag(false), evaluated, 0, 0)
		}
		frame = g.alloc()
		skipped := g.calledLater(call.Fn, frame)
		count, spread = g.arguments(call)
		if evaluated != noRegister {
			g.abc(call.At, bytecode.OpLoadBool, flag(true), evaluated, 0, 0)
		}
		g.land(skipped)
	}
	r := g.pushRegion(deferRegion)
	r.register, r.stmt = selector, d
	r.frame, r.count, r.spread, r.evaluated = frame, count, spread, evaluated
}

// deferredCall returns the call whose callee and arguments a defer evaluates at
// once, or nil.
func deferredCall(d *ast.Defer) *ast.Call {
	if s, ok := d.Stmt.(*ast.ExprStmt); ok {
		if call, ok := s.X.(*ast.Call); ok {
			return call
		}
	}
	return nil
}

// popDefers ends a block: the defers above the given number of regions run.
func (g *generator) popDefers(pending int, at source.Span) {
	for len(g.regions) > pending {
		g.popDefer(g.regions[len(g.regions)-1], at)
	}
}

// popDefer emits the code of a defer and what comes behind it.
func (g *generator) popDefer(r *region, at source.Span) {
	if g.reachable() {
		g.ad(at, bytecode.OpLoadInt, r.register, r.exit(exit{}))
	}
	g.closeRegion(r)
	g.land(r.entries)
	g.popRegion(r, r.register)
	g.deferred(r)
	g.abc(r.stmt.At, bytecode.OpEndCleanup, 0, r.register, uint16(len(r.exits)), 0)
	table := len(g.code)
	for range r.exits {
		g.jump(r.stmt.At)
	}
	var end jumps
	for i, e := range r.exits {
		if e.kind == exitEnd {
			end.add(table + i)
			continue
		}
		g.patch(table+i, len(g.code))
		at := r.stmt.At
		if e.at != (source.Span{}) {
			at = e.at
		}
		g.leave(at, e, g.result)
	}
	g.land(end)
}

// deferred emits what a defer does.
func (g *generator) deferred(r *region) {
	call := deferredCall(r.stmt)
	if call == nil {
		mark := g.top
		g.stmt(r.stmt.Stmt)
		g.top = mark
		return
	}
	var skip jumps
	if r.evaluated != noRegister {
		skip.add(g.jumpOn(call.At, bytecode.OpJumpIfNot, r.evaluated))
	}
	if r.spread {
		g.abc(call.At, bytecode.OpCallSpread, 0, r.frame, 0, 0)
	} else {
		g.abc(call.At, bytecode.OpCall, 0, r.frame, uint16(r.count), 0)
	}
	g.land(skip)
}
