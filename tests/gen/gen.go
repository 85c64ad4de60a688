// Package gen makes random programs that are valid: they compile, end, and do the
// same in every run. What they consist of stands in grammar.go, as templates; names,
// their types and their scopes are kept in Go, so that most programs run far before
// their first error, which may also be meant.
//
// A program bounds itself: every turn of a loop and every call of one of its functions
// calls `tick`, which throws when there have been [Steps] of them. So a program ends in
// any interpreter, with or without limits, and always at the same point.
//
// The package imports the standard library.
package gen

import "strings"

// Steps is how many turns of loops and calls of its functions a program makes at most,
// before each of them throws.
const Steps = 300

// A part of a program, which is a declaration or a statement at the top level, fills in
// this many templates, until only the shortest are taken.
const nodes = 100

// Source makes the choices: a *rand.Rand of math/rand/v2 does, or [Bytes].
type Source interface {
	// IntN returns a number from 0 to before n.
	IntN(n int) int
}

// Bytes is a Source that takes each choice from a byte, or two for a large one, and 0
// when there are no more: fuzzers change and shorten a program by its bytes.
type Bytes []byte

// IntN returns the next bytes, modulo n.
func (b *Bytes) IntN(n int) int {
	number := 0
	for limit := 1; limit < n && len(*b) > 0; limit <<= 8 {
		number = number<<8 | int((*b)[0])
		*b = (*b)[1:]
	}
	return number % max(n, 1)
}

// Program returns the text of a program.
func Program(s Source) string {
	g := &generator{source: s, scope: &scope{}}
	return g.program()
}

// generator makes one program.
type generator struct {
	source  Source
	nodes   int // templates that may still be filled in freely in this part
	names   int // that have been made up
	scope   *scope
	fn      function
	pending []variable // declared by the statement that is being made, visible behind it
	params  []variable // visible in the block that comes next
	nesting int        // of expressions
}

// function is what is around the place that is being made, up to the next function.
type function struct {
	generator bool // the place is meant to yield
	inside    bool // it is in a function, which may return
	method    bool // `self` has fields
	deferred  bool // nothing may leave the block that is deferred
	noyield   bool
	loops     []string // labels of loops around the place, "" for none
}

// choose returns a number from 0 to before n, 0 when the program is long enough.
func (g *generator) choose(n int) int {
	if g.nodes <= 0 {
		return 0
	}
	return g.source.IntN(n)
}

// once in n times is true.
func (g *generator) once(n int) bool { return g.choose(n) == n-1 }

// maxNesting bounds how deep expressions stand in each other.
const maxNesting = 5

// fill makes a text of a symbol of the grammar.
func (g *generator) fill(symbol string) string {
	name, kind, _ := strings.Cut(symbol, ":")
	if text, ok := g.special(name, kind); ok {
		return text
	}
	if kinds[name] {
		return g.expression(name)
	}
	return g.expand(g.pick(g.templates(name)))
}

// expression makes one of a kind.
func (g *generator) expression(kind string) string {
	// Parameters of a pattern are not for the blocks of a default in it.
	params := g.params
	g.params = nil
	g.nesting++
	defer func() {
		g.params = params
		g.nesting--
	}()
	if g.nesting > maxNesting {
		return g.expand(g.pick([]string{grammar[kind][0], "$var:" + kind}))
	}
	if g.choose(250) == 249 { // a value of any other type
		kind = "any"
	}
	return g.expand(g.pick(g.templates(kind)))
}

// pick chooses a template.
func (g *generator) pick(templates []string) string {
	g.nodes--
	return templates[g.choose(len(templates))]
}

// templates lists what a symbol may become at this place.
func (g *generator) templates(name string) []string {
	all := grammar[name]
	for _, c := range []struct {
		holds bool
		place string
	}{
		{len(g.fn.loops) > 0, "loop"},
		{g.fn.inside && !g.fn.deferred, "function"},
		{g.fn.generator && !g.fn.noyield, "generator"},
		{g.fn.method, "method"},
	} {
		if more := grammar[name+"/"+c.place]; c.holds && len(more) > 0 {
			all = append(all[:len(all):len(all)], more...)
		}
	}
	return all
}

// expand replaces the symbols of a template, from left to right: `$name`, or
// `$name:kind`.
func (g *generator) expand(template string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(template, "$")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		n := 0
		for n < len(rest) && (rest[n] >= 'a' && rest[n] <= 'z' || rest[n] == ':' && n > 0 && n+1 < len(rest) && rest[n+1] >= 'a' && rest[n+1] <= 'z') {
			n++
		}
		if n == 0 {
			b.WriteByte('$')
		} else {
			b.WriteString(g.fill(rest[:n]))
		}
		template = rest[n:]
	}
}
