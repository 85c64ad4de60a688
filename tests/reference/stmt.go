package reference

// Statements and blocks.

import (
	"github.com/coro-lang/coro/ast"
)

// block runs the statements of a block in a scope of its own. Its value is that of
// the last statement, if that is an expression.
func (f *frame) block(outer *scope, b *ast.Block) (Value, error) {
	return f.branch(outer, b, false)
}

// branch is block; the last call of a branch that is returned is a tail call.
func (f *frame) branch(outer *scope, b *ast.Block, returned bool) (Value, error) {
	s := newScope(outer, f.code)
	f.declare(s, b.Stmts)
	return f.statements(s, b.Stmts, returned)
}

// declare makes the variables of a block, and the values of the declarations that
// are visible in all of it.
func (f *frame) declare(s *scope, stmts []ast.Stmt) {
	s.declareAll(stmts)
	for _, stmt := range stmts {
		switch n := stmt.(type) {
		case *ast.FnDecl:
			s.bind(n.Name.Name, f.closure(s, n.Name.Name, n.Func))
		case *ast.Class:
			if n.Super == nil {
				s.bind(n.Name.Name, f.makeClass(s, n, nil))
			}
		case *ast.Record:
			s.bind(n.Name.Name, f.makeRecord(s, n))
		}
	}
}

// closure makes the value of a function.
func (f *frame) closure(s *scope, name string, code *ast.FuncLit) *Function {
	return &Function{name: name, code: code, scope: s, module: f.module, self: f.self, class: f.class, builtin: f.builtin}
}

// statements runs a block and then what it has deferred, whatever way it is left.
func (f *frame) statements(s *scope, stmts []ast.Stmt, returned bool) (v Value, err error) {
	var deferred []func() error
	for i, stmt := range stmts {
		if _, ok := stmt.(*ast.Test); ok { // only `coro test` runs them
			continue
		}
		v = nil
		if d, ok := stmt.(*ast.Defer); ok {
			var later func() error
			if later, err = f.deferred(s, d); err == nil {
				deferred = append(deferred, later)
				f.pending++
			}
		} else if x, ok := stmt.(*ast.ExprStmt); ok && returned && i == len(stmts)-1 {
			v, err = f.tail(s, x.X)
		} else {
			v, err = f.exec(s, stmt)
		}
		if err != nil {
			break
		}
	}
	if f.in.options.Faults.DeferOrder {
		for i, j := 0, len(deferred)-1; i < j; i, j = i+1, j-1 {
			deferred[i], deferred[j] = deferred[j], deferred[i]
		}
	}
	for i := len(deferred) - 1; i >= 0 && !isFatal(err); i-- {
		f.pending--
		err = joined(err, deferred[i]())
	}
	return v, err
}

// deferred evaluates what a defer evaluates at once, and returns the rest.
func (f *frame) deferred(s *scope, d *ast.Defer) (func() error, error) {
	if x, ok := d.Stmt.(*ast.ExprStmt); ok {
		if call, ok := x.X.(*ast.Call); ok {
			p, skipped, err := f.prepareLater(s, call)
			if err != nil || skipped {
				return func() error { return nil }, err
			}
			return func() error {
				_, err := f.call(p.at, p.fn, p.args...)
				return err
			}, nil
		}
	}
	return func() error {
		_, err := f.exec(s, d.Stmt)
		return err
	}, nil
}

// exec runs a statement. Only an expression has a value.
func (f *frame) exec(s *scope, stmt ast.Stmt) (Value, error) {
	switch n := stmt.(type) {
	case *ast.ExprStmt:
		return f.eval(s, n.X)
	case *ast.Let:
		return nil, f.let(s, n)
	case *ast.Assign:
		return nil, f.assign(s, n)
	case *ast.FnDecl, *ast.Record: // made at the start of the block
	case *ast.Block:
		_, err := f.block(s, n)
		return nil, err
	case *ast.While:
		return nil, f.while(s, n)
	case *ast.For:
		return nil, f.forLoop(s, n)
	case *ast.Break:
		return nil, &jump{kind: jumpBreak, label: label(n.Label), at: n.Span()}
	case *ast.Continue:
		return nil, &jump{kind: jumpContinue, label: label(n.Label), at: n.Span()}
	case *ast.Return:
		return nil, f.returns(s, n)
	case *ast.Throw:
		v, err := f.eval(s, n.Value)
		if err != nil {
			return nil, err
		}
		return nil, f.fail(n.Span(), &thrown{value: v})
	case *ast.NoYield:
		f.noyield++
		f.pending++
		_, err := f.block(s, n.Body)
		f.pending--
		f.noyield--
		return nil, err
	case *ast.Class:
		if n.Super != nil {
			return nil, f.subclass(s, n)
		}
	case *ast.Import:
		return nil, f.importModule(s, n)
	}
	return nil, nil
}

func label(n *ast.Ident) string {
	if n == nil {
		return ""
	}
	return n.Name
}

func (f *frame) let(s *scope, n *ast.Let) error {
	if n.Value == nil {
		return f.destructure(s, n.Pattern, nil)
	}
	v, err := f.eval(s, n.Value)
	if err != nil {
		return err
	}
	return f.destructure(s, n.Pattern, v)
}

func (f *frame) returns(s *scope, n *ast.Return) error {
	if n.Value == nil {
		return &jump{kind: jumpReturn, at: n.Span()}
	}
	f.returned = n.Value.Span()
	v, err := f.tail(s, n.Value)
	if err != nil {
		return err
	}
	at := n.Span()
	if f.pending == 0 { // else the value is kept first
		at = f.returned
	}
	return &jump{kind: jumpReturn, value: v, at: at}
}

func (f *frame) while(s *scope, n *ast.While) error {
	for {
		if err := f.in.step(); err != nil {
			return err
		}
		cond, err := f.eval(s, n.Cond)
		if err != nil || !truthy(cond) {
			return err
		}
		if err := f.turn(s, n.Body, n.Label); err != nil {
			return ended(err, n.Label)
		}
	}
}

// turn runs the body of a loop once. A continue that means this loop ends there.
func (f *frame) turn(s *scope, body *ast.Block, loop *ast.Ident) error {
	_, err := f.block(s, body)
	if j, ok := err.(*jump); ok && j.kind == jumpContinue && j.means(loop) {
		return nil
	}
	return err
}

// means reports whether a break or continue in a loop means that one.
func (j *jump) means(loop *ast.Ident) bool { return j.label == "" || j.label == label(loop) }

// ended is what goes on after a loop that was left by err.
func ended(err error, loop *ast.Ident) error {
	if j, ok := err.(*jump); ok && j.kind == jumpBreak && j.means(loop) {
		return nil
	}
	return err
}

// forLoop binds the variables anew in each turn.
func (f *frame) forLoop(s *scope, n *ast.For) error {
	over, err := f.eval(s, n.Iter)
	if err != nil {
		return err
	}
	err = f.iterate(n.Iter.Span(), over, func(item Value) error {
		vars := newScope(s, f.code)
		vars.declarePattern(n.Pattern, n.Pattern.Span().End)
		if err := f.destructure(vars, n.Pattern, item); err != nil {
			return err
		}
		return f.turn(vars, n.Body, n.Label)
	})
	return ended(err, n.Label)
}

// assign evaluates what the targets consist of, then the value, and then assigns.
func (f *frame) assign(s *scope, n *ast.Assign) error {
	if len(n.Targets) > 1 {
		return f.assignMany(s, n)
	}
	p, err := f.place(s, n.Targets[0])
	if err != nil {
		return err
	}
	var v Value
	if n.Op == ast.NoOp {
		v, err = f.eval(s, n.Value)
	} else {
		v, err = f.update(s, n, p)
	}
	if err != nil || v == keep {
		return err
	}
	return p.set(f, v)
}

// keep is what update returns if nothing is to be assigned.
var keep = new(struct{ _ int })

// update computes the value of `place op= x`.
func (f *frame) update(s *scope, n *ast.Assign, p place) (Value, error) {
	old, err := p.get(f)
	if err != nil {
		return nil, err
	}
	if n.Op == ast.OpCoalesce {
		if old != nil {
			return keep, nil
		}
		return f.eval(s, n.Value)
	}
	v, err := f.operand(s, n.Op, n.Value, n.Span())
	if err != nil {
		return nil, err
	}
	return f.binary(n.Span(), n.Op, old, v)
}

// assignMany takes a list or tuple apart, of one element for each target.
func (f *frame) assignMany(s *scope, n *ast.Assign) error {
	places := make([]place, len(n.Targets))
	for i, target := range n.Targets {
		var err error
		if places[i], err = f.place(s, target); err != nil {
			return err
		}
	}
	v, err := f.eval(s, n.Value)
	if err != nil {
		return err
	}
	at := n.Targets[0].Span().To(n.Targets[len(n.Targets)-1].Span())
	parts, err := f.elements(v, len(n.Targets), -1)
	if err != nil {
		return f.fail(at, err)
	}
	for i, p := range places {
		if err := p.set(f, parts[i]); err != nil {
			return err
		}
	}
	return nil
}
