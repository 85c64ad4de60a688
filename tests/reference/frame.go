package reference

// Calls of functions of the script.

import (
	"fmt"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
)

// frame is a call that has not ended.
type frame struct {
	in     *interpreter
	co     *Coroutine
	caller *frame // nil at the base of a coroutine
	module *Module
	name   string
	code   *ast.FuncLit // nil in a module's own code
	self   Value
	class  *Class      // in whose declaration the code stands
	at     source.Span // of what it does now

	level   int  // how many calls are below it in its coroutine
	builtin bool // of the prelude
	base    bool // no call, but what a coroutine begins with
	noyield int  // blocks of noyield that it is in

	pending int          // blocks it is in that have to wait for a call that is returned
	loops   []*Coroutine // that it loops over

	returned source.Span // where the value stands that a return has last evaluated

	made *Instance // of an init, unless it was called by super: what must be complete in the end
}

// prepared is a call whose parts have been evaluated.
type prepared struct {
	fn   Value
	args []Value
	at   source.Span

	getter bool // a getter has returned what is called
	spread bool // some of the arguments have been
}

// call calls any value, at a place in the frame.
func (f *frame) call(at source.Span, fn Value, args ...Value) (Value, error) {
	f.at = at
	v, err := f.invoke(fn, args)
	return v, f.fail(at, err)
}

func (f *frame) invoke(fn Value, args []Value) (Value, error) {
	switch fn := fn.(type) {
	case *Function:
		return f.run(fn, fn.self, args)
	case *Native:
		if err := fn.check(args); err != nil {
			return nil, err
		}
		return fn.run(f, args)
	case *Bound:
		return f.invokeMethod(fn.fn, fn.self, args)
	case *Class:
		return f.instantiate(fn, args)
	case *Instance:
		if method := fn.class.operator(ast.OverloadCall); method != nil {
			return f.run(method, fn, args)
		}
	}
	return nil, fault("type", "cannot call %s", article(fn))
}

// invokeMethod calls a method with its receiver.
func (f *frame) invokeMethod(fn, self Value, args []Value) (Value, error) {
	switch fn := fn.(type) {
	case *Function:
		return f.run(fn, self, args)
	case *Native:
		if err := fn.check(args); err != nil {
			return nil, err
		}
		return fn.run(f, append([]Value{self}, args...))
	}
	panic("a method is a function")
}

// run calls a function of a script. A call that it returns takes its place.
func (f *frame) run(fn *Function, self Value, args []Value) (Value, error) {
	for {
		if err := fn.checkCount(len(args)); err != nil {
			return nil, err
		}
		v, err := f.enter(fn, self, args)
		j, ok := err.(*jump)
		if !ok {
			if fn.code.Result == nil {
				v = nil
			}
			return v, err
		}
		if j.tail == nil {
			return j.value, nil
		}
		switch next := j.tail.fn.(type) {
		case *Function:
			fn, self, args = next, next.self, j.tail.args
		case *Bound:
			method, ok := next.fn.(*Function)
			if !ok {
				return f.invoke(next, j.tail.args)
			}
			fn, self, args = method, next.self, j.tail.args
		default:
			return f.invoke(next, j.tail.args)
		}
	}
}

// enter makes the frame of a call and evaluates the body.
func (f *frame) enter(fn *Function, self Value, args []Value) (Value, error) {
	callee, err := f.push(fn, self)
	if err != nil {
		return nil, err
	}
	s := newScope(fn.scope, fn.code)
	if err := callee.bindParameters(s, fn.code, args); err != nil {
		return nil, err
	}
	if fn.code.Body == nil {
		return callee.tail(s, fn.code.Result)
	}
	return callee.block(s, fn.code.Body)
}

// push makes a frame on top of f.
func (f *frame) push(fn *Function, self Value) (*frame, error) {
	if err := f.in.step(); err != nil {
		return nil, err
	}
	callee := &frame{
		in: f.in, co: f.co, caller: f, module: fn.module, name: fn.title(), code: fn.code, self: self,
		class: fn.class, level: f.level + 1, builtin: fn.builtin,
	}
	if callee.depth() > f.in.options.Depth {
		return nil, fault("depth", "calls are nested too deep: the depth limit is reached")
	}
	return callee, nil
}

// depth counts the calls and resumes below the frame.
func (f *frame) depth() int { return f.co.depth + f.level }

// bindParameters binds the parameters, whose defaults see those before them, and nothing
// that the body declares.
func (f *frame) bindParameters(s *scope, code *ast.FuncLit, args []Value) error {
	for _, p := range code.Params {
		s.declarePattern(p.Pattern, p.Span().End)
	}
	for i, p := range code.Params {
		var v Value
		switch {
		case p.Rest:
			v = &List{items: append([]Value(nil), args[min(i, len(args)):]...)}
		case i < len(args):
			v = args[i]
		default:
			var err error
			if v, err = f.eval(s, p.Default); err != nil {
				return err
			}
		}
		if err := f.destructure(s, p.Pattern, v); err != nil {
			return err
		}
	}
	return nil
}

// title is how messages and traces name a function.
func (fn *Function) title() string {
	if fn.name == "" {
		return "anonymous function"
	}
	return fn.name
}

// checkCount checks a number of arguments.
func (fn *Function) checkCount(n int) error {
	name := fn.title()
	if fn.name != "" {
		name = "`" + name + "`"
	}
	return checkCount(name, fn.code.Params, n)
}

func checkCount(name string, params []*ast.Param, n int) error {
	required, most := 0, len(params)
	for _, p := range params {
		if p.Rest {
			most = -1
		} else if p.Default == nil {
			required++
		}
	}
	return wrongCount(name, required, most, n)
}

// wrongCount is the error of a call with a wrong number of arguments. No number is
// too many if most is negative.
func wrongCount(name string, required, most, n int) error {
	takes := count(required, "argument")
	switch {
	case n >= required && (n <= most || most < 0):
		return nil
	case most < 0:
		takes = "at least " + takes
	case most > required:
		takes = fmt.Sprintf("%d to %d arguments", required, most)
	}
	return fault("call", "%s takes %s, got %d", name, takes, n)
}
