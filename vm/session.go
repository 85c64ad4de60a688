// Sessions: source texts that share their variables, as in a REPL.

package vm

import (
	"context"
	"fmt"

	"github.com/coro-lang/coro/vm/bytecode"
	"github.com/coro-lang/coro/vm/compile"
)

// maxSessionNames bounds the variables of a session, whose storage must not
// move.
const maxSessionNames = 1 << 14

// Session evaluates one source text after another; the names that one binds at
// its top level are visible to those that follow, and may be bound anew. It
// belongs to its VM.
type Session struct {
	m       *VM
	globals []Value
	names   []bytecode.Global
}

// NewSession makes a session without names.
func (m *VM) NewSession() *Session {
	globals := make([]Value, maxSessionNames)
	for i := range globals {
		globals[i] = unset
	}
	s := &Session{m: m, globals: globals}
	m.sessions.add(s)
	return s
}

// Names lists the variables that the session has bound.
func (s *Session) Names() []string {
	var names []string
	for i, g := range s.names {
		if s.globals[i] != unset {
			names = append(names, g.Name)
		}
	}
	return names
}

// Get returns the value of a variable that the session has bound.
func (s *Session) Get(name string) (v Value, ok bool) {
	for i := len(s.names) - 1; i >= 0; i-- {
		if s.names[i].Name == name {
			return s.m.leaving(s.globals[i]), s.globals[i] != unset
		}
	}
	return Nil, false
}

// Eval compiles and runs a source text and returns its value. The error is of
// type Diagnostics or *Error; after either, the session can be used further.
func (s *Session) Eval(ctx context.Context, name, src string) (Value, error) {
	m := s.m
	if err := m.lockFor(ctx); err != nil {
		return Nil, err
	}
	defer m.unlock()
	config := m.compileConfig()
	config.Session = &compile.Session{Globals: s.names}
	config.Stop = func() bool { return ctx.Err() != nil }
	prog, err := compileWith(name, src, config)
	if err == errStopped {
		return Nil, m.outside(cancelled(ctx))
	}
	if err != nil {
		return Nil, err
	}
	if len(prog.code.Globals) > maxSessionNames {
		return Nil, fmt.Errorf("the session has more than %d names: begin a new one", maxSessionNames)
	}
	img, err := m.load(prog.code)
	if err != nil {
		return Nil, err
	}
	delete(m.images, prog.code) // it runs only once
	s.names = prog.code.Globals
	v, err := m.runModule(ctx, newModule(img, s.globals))
	return m.leaving(v), err
}
