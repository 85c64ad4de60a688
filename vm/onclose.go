// OnClose: what functions of the host have begun and must end with their VM.

package vm

import (
	"cmp"
	linked "container/list"
	"sync"
)

// closers are the functions that Close calls. Any goroutine may use them. They are apart
// from the VM, so that who can forget one does not keep it.
type closers struct {
	mu     sync.Mutex
	closed bool
	funcs  linked.List // of func()
}

// OnClose has f called when the VM is closed: for what a function of the host has begun and
// a script may leave behind, such as a connection. Close calls such functions one by one,
// the last one first, behind the end of all operations of [VM.DefineAsync], and waits for
// each, also if one panics, which Close then does. If the VM is closed already, OnClose calls f at once.
//
// forget takes f back, once it is not needed any more. Until then the VM keeps f and all
// that it refers to: it must not refer to a value whose loss by the script shall be noticed,
// by [runtime.AddCleanup]. forget itself does not keep the VM. Any goroutine may call OnClose
// and forget, also while a script runs, and forget more than once.
func (m *VM) OnClose(f func()) (forget func()) {
	c := m.closers
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		f()
		return func() {}
	}
	defer c.mu.Unlock()
	e := c.funcs.PushBack(f)
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.funcs.Remove(e)
	}
}

// run calls the functions, which may forget themselves and others. The panic of one is
// there again behind the others.
func (c *closers) run() {
	var panicked any
	for f := c.last(); f != nil; f = c.last() {
		func() {
			defer func() { panicked = cmp.Or(recover(), panicked) }()
			f()
		}()
	}
	if panicked != nil {
		panic(panicked)
	}
}

// last takes out the function that was given last. If there is none, it returns nil and
// there will never be one.
func (c *closers) last() func() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.funcs.Back(); e != nil {
		return c.funcs.Remove(e).(func())
	}
	c.closed = true
	return nil
}
