package reference

// Names: which variable one means is decided by where it stands in the text.

import (
	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
)

// scope holds the variables of one run of a block, function or turn of a loop.
type scope struct {
	outer *scope
	cells map[string]*cell
	code  *ast.FuncLit // the function that it is in; nil in a module's own code
	top   bool         // of a module
}

// cell is a variable, from the start of its block on. It cannot be used before it is bound.
type cell struct {
	value Value
	bound bool

	// The name means this variable in the text behind `from`, and also in inner: in a
	// pattern, behind the name. A function in the whole pattern or `let` sees it too.
	from  uint32
	inner source.Span
	whole source.Span

	module bool // an imported module: a call of what it exports is in another place
}

func newScope(outer *scope, code *ast.FuncLit) *scope {
	return &scope{outer: outer, code: code}
}

// find returns the variable that a name means at an offset in a function.
func (s *scope) find(name string, offset uint32, code *ast.FuncLit) *cell {
	for ; s != nil; s = s.outer {
		c := s.cells[name]
		if c == nil {
			continue
		}
		visible := offset >= c.from || c.inner.Start <= offset && offset < c.inner.End
		captured := code != s.code && (s.top || c.whole.Start <= offset && offset < c.whole.End)
		if visible || captured {
			return c
		}
	}
	return nil
}

func (s *scope) bind(name string, v Value) {
	c := s.cells[name]
	c.value, c.bound = v, true
}

// declare makes an unbound variable that is visible from an offset on.
func (s *scope) declare(name string, from uint32) *cell {
	c := &cell{from: from}
	if s.cells == nil {
		s.cells = map[string]*cell{}
	}
	s.cells[name] = c
	return c
}

// declarePattern makes the variables of a pattern, which are visible behind the
// statement that it is in, and in the pattern itself behind their name.
func (s *scope) declarePattern(p ast.Pattern, from uint32) {
	s.declareIn(p, from, p.Span())
}

func (s *scope) declareIn(p ast.Pattern, from uint32, whole source.Span) {
	names(p, func(n *ast.Ident) {
		c := s.declare(n.Name, from)
		c.inner = source.Span{Start: n.At.End, End: p.Span().End}
		c.whole = whole
	})
}

// declareAll makes the variables of a block. Functions, classes and records are
// visible in all of it.
func (s *scope) declareAll(stmts []ast.Stmt) {
	for _, stmt := range stmts {
		switch n := stmt.(type) {
		case *ast.Let:
			s.declareIn(n.Pattern, n.At.End, n.At)
		case *ast.FnDecl:
			s.declare(n.Name.Name, 0)
		case *ast.Class:
			s.declare(n.Name.Name, 0)
		case *ast.Record:
			s.declare(n.Name.Name, 0)
		case *ast.Import:
			if local := n.Local(); local != nil {
				s.declare(local.Name, n.At.End).module = true
			}
			for _, name := range n.Names {
				s.declare(name.Local().Name, n.At.End)
			}
		}
	}
}

// names calls f for each name that a pattern binds.
func names(p ast.Pattern, f func(*ast.Ident)) {
	switch p := p.(type) {
	case *ast.Ident:
		f(p)
	case *ast.ListPattern:
		for _, elem := range p.Elems {
			names(elem, f)
		}
	case *ast.TuplePattern:
		for _, elem := range p.Elems {
			names(elem, f)
		}
	case *ast.RestPattern:
		if p.Name != nil {
			f(p.Name)
		}
	case *ast.MapPattern:
		for _, e := range p.Entries {
			names(e.Value, f)
		}
		if p.Rest != nil {
			names(p.Rest, f)
		}
	case *ast.InstancePattern:
		for _, arg := range p.Args {
			names(arg.Pattern, f)
		}
	case *ast.TypePattern:
		names(p.Pattern, f)
	case *ast.OrPattern:
		names(p.Alts[0], f) // the others bind the same
	}
}
