// Calls of functions of a script from Go, also from inside a function of the host.

package vm

import (
	"context"
	"errors"
	"fmt"
)

// outer is a run that waits for a nested one, which a native of it has begun.
type outer struct {
	outer   *outer
	cur     *coroutine
	home    *coroutine
	sched   *scheduler
	native  *native
	ctx     context.Context
	depth   int64
	running int64 // what the native has charged
	inCalls int64
	level   int
}

// maxNested bounds nested runs: they take the stack of Go.
const maxNested = 200

// runKey is the key of the VM in the context that functions of the host get.
type runKey struct{}

// Call calls fn, a function of this VM, with args, which are converted as by [VM.ToValue],
// and returns its result. It ends with ctx, and an uncaught error is of type [*Error].
//
// A function of the host that a script has called may use it too, with the
// context that it gets, or one derived from that: with any other the error is
// ErrBusy. Its fuel is then that of the run which waits. Since that run has a Go
// frame in the middle, what the nested one calls cannot yield out of it: that is
// an error which names the function of the host. Where the host drives the run as
// a coroutine, it stops for lack of fuel only behind the call; a nested run that takes
// more beyond it than a whole Resume has, and a million units, fails. An *Error of Call
// that the function of the host returns as it is goes on as the value that was thrown.
func (m *VM) Call(ctx context.Context, fn Value, args ...any) (Value, error) {
	nested := m.isNested(ctx)
	if !nested {
		if err := m.lockFor(ctx); err != nil {
			return Nil, err
		}
		defer m.unlock()
	}
	fn, values, err := m.callOf(fn, args)
	switch {
	case err != nil:
		return Nil, err
	case nested:
		return m.callNested(ctx, fn, values)
	}
	return m.callLocked(ctx, fn, values)
}

// isNested reports whether ctx is that of a function of the host which runs.
func (m *VM) isNested(ctx context.Context) bool {
	return ctx != nil && m.busy.Load() && ctx.Value(runKey{}) == m
}

// callOf takes what the host calls, and with what.
func (m *VM) callOf(fn Value, args []any) (Value, []Value, error) {
	fn, err := m.entering(fn)
	if err != nil {
		return Nil, nil, err
	}
	values, err := m.arguments(args)
	return fn, values, err
}

// arguments converts what the host passes to a function.
func (m *VM) arguments(args []any) ([]Value, error) {
	values := make([]Value, len(args))
	for i, a := range args {
		v, err := m.toValue(a)
		if err != nil {
			return nil, fmt.Errorf("argument %d: %w", i+1, err)
		}
		values[i] = v
	}
	return values, nil
}

// Call calls a function of the script while a native runs, as [VM.Call] does.
func (c *Call) Call(fn Value, args ...any) (Value, error) {
	if !c.m.busy.Load() {
		return Nil, errors.New("the call that this Call belongs to has ended")
	}
	fn, values, err := c.m.callOf(fn, args)
	if err != nil {
		return Nil, err
	}
	return c.m.callNested(c.m.ctx, fn, values)
}

// callNested calls fn while a native of the current run waits.
func (m *VM) callNested(ctx context.Context, fn Value, args []Value) (Value, error) {
	level := 1
	if m.outer != nil {
		level = m.outer.level + 1
	}
	if level > maxNested {
		return Nil, fault("depth", "functions of the host that call functions of the script are nested too deep")
	}
	root, slot, err := m.newCall(fn, args)
	if err != nil {
		return Nil, err
	}
	o := &outer{
		outer: m.outer, cur: m.cur, home: m.home, sched: m.sched, native: m.callInfo.native, ctx: m.ctx, depth: m.depth,
		running: m.mark - m.memory, inCalls: m.inCalls, level: level,
	}
	m.cur.pc, m.cur.base, m.cur.arity = m.pc, m.base, statusWaiting
	defer m.comeBack(o)
	m.ctx = ctx
	m.outer, m.home, m.sched = o, nil, nil
	m.inCalls, m.mark = m.inCalls+o.running, m.memory
	m.enterResumer(root)
	m.execute()
	if p := m.failure; p != nil {
		err := m.hostError(p)
		if p.fatal != nil {
			m.failCoroutines()
		} else {
			root.end(statusFailed)
		}
		return Nil, err
	}
	return m.leaving(m.leaveRoot(slot)), nil
}

// comeBack restores the run that waits for the nested one.
func (m *VM) comeBack(o *outer) {
	m.failure = nil
	m.dropTasks()
	m.sched = o.sched
	m.outer, m.home, m.ctx, m.depth = o.outer, o.home, o.ctx, o.depth
	m.callInfo.native, m.callInfo.charged = o.native, true
	m.inCalls, m.mark = o.inCalls, m.memory+o.running
	m.enterResumer(o.cur)
}

// nativeContext returns the context for functions of the host, by which Call
// knows them.
func (m *VM) nativeContext() context.Context {
	if m.inner == nil || m.innerOf != m.ctx {
		m.innerOf, m.inner = m.ctx, context.WithValue(m.ctx, runKey{}, m)
	}
	return m.inner
}
