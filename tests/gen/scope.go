package gen

// Names: which there are, what they hold, where they can be seen.

import "fmt"

// variable is a name and what it holds.
type variable struct {
	name, kind string
	mutable    bool
}

// scope is a block with its names.
type scope struct {
	outer *scope
	vars  []variable
}

// all lists the variables of a kind that can be seen, those declared last first.
func (s *scope) all(kind string, mutable bool) []variable {
	var found []variable
	for ; s != nil; s = s.outer {
		for i := len(s.vars) - 1; i >= 0; i-- {
			if v := s.vars[i]; v.kind == kind && (v.mutable || !mutable) {
				found = append(found, v)
			}
		}
	}
	return found
}

func (s *scope) declare(vars ...variable) { s.vars = append(s.vars, vars...) }

// fresh makes up a name.
func (g *generator) fresh(prefix string) string {
	g.names++
	return fmt.Sprintf("%s%d", prefix, g.names)
}

// use names a variable of a kind. There always is one: the head of a program declares
// a `var` of each kind.
func (g *generator) use(kind string, mutable bool) string {
	vars := g.scope.all(kind, mutable)
	return vars[g.choose(min(len(vars), 12))].name
}

// within makes a text in a scope of its own.
func (g *generator) within(text func() string, vars ...variable) string {
	outer, pending := g.scope, g.pending
	g.scope, g.pending = &scope{outer: outer, vars: vars}, nil
	defer func() { g.scope, g.pending = outer, pending }()
	return text()
}

// function makes a text in a function of its own, with parameters.
func (g *generator) function(fn function, text func() string, params ...variable) string {
	outer := g.fn
	g.fn = fn
	defer func() { g.fn = outer }()
	return g.within(text, params...)
}
