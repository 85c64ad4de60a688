package ast

// The printer: patterns and types.

import (
	"strings"

	"github.com/coro-lang/coro/lexer/source"
)

func (p *printer) pattern(n Pattern) {
	switch n := n.(type) {
	case *BadPattern:
	case *Ident:
		p.write(n.Name)
	case *Wildcard:
		p.write("_")
	case *ListPattern:
		p.patterns("[", "]", n.Elems)
	case *TuplePattern:
		p.tuplePattern(n)
	case *RestPattern:
		p.write("...")
		if n.Name != nil {
			p.write(n.Name.Name)
		}
	case *MapPattern:
		p.mapPattern(n)
	case *LiteralPattern:
		p.expr(n.Value)
	case *ValuePattern:
		p.expr(n.Value)
	case *InstancePattern:
		p.expr(n.Class)
		p.elements("(", ")", len(n.Args),
			func(i int) source.Span { return n.Args[i].Span() }, func(i int) { p.patternArg(&n.Args[i]) })
	case *TypePattern:
		p.pattern(n.Pattern)
		p.write(" is ")
		p.typ(n.Type)
	case *OrPattern:
		for i, alt := range n.Alts {
			if i > 0 {
				p.write(" |")
				p.breakOr(n.Alts[i-1].Span().End, alt.Span().Start, " ")
			}
			p.pattern(alt)
		}
	}
}

func (p *printer) patterns(open, closer string, elems []Pattern) {
	p.elements(open, closer, len(elems), spans(elems), func(i int) { p.pattern(elems[i]) })
}

func (p *printer) tuplePattern(n *TuplePattern) {
	if n.Bare {
		for i, elem := range n.Elems {
			if i > 0 {
				p.write(", ")
			}
			p.pattern(elem)
		}
		return
	}
	closer := ")"
	if len(n.Elems) == 1 {
		closer = ",)"
	}
	p.patterns("(", closer, n.Elems)
}

func (p *printer) mapPattern(n *MapPattern) {
	count := len(n.Entries)
	if n.Rest != nil {
		count++
	}
	p.elements("{", "}", count,
		func(i int) source.Span {
			if i == len(n.Entries) {
				return n.Rest.At
			}
			return n.Entries[i].Span()
		},
		func(i int) {
			if i == len(n.Entries) {
				p.pattern(n.Rest)
				return
			}
			p.patternEntry(&n.Entries[i])
		})
}

func (p *printer) patternEntry(e *MapPatternEntry) {
	name, ok := e.Value.(*Ident)
	if !ok || name.Name != e.Key.Value || name.At != e.Key.At {
		p.expr(e.Key)
		p.write(": ")
	}
	p.pattern(e.Value)
	if e.Default != nil {
		p.write(" = ")
		p.expr(e.Default)
	}
}

func (p *printer) patternArg(a *PatternArg) {
	if a.Name != nil {
		p.write(a.Name.Name, ": ")
	}
	p.pattern(a.Pattern)
}

// annotation prints `: type` if there is one.
func (p *printer) annotation(t Type) {
	if t != nil {
		p.write(": ")
		p.typ(t)
	}
}

func (p *printer) typ(t Type) {
	switch t := t.(type) {
	case *NamedType:
		path := make([]string, len(t.Path))
		for i := range t.Path {
			path[i] = t.Path[i].Name
		}
		p.write(strings.Join(path, "."))
		if len(t.Args) > 0 {
			p.types("[", "]", t.Args)
		}
		if t.Nullable {
			p.write("?")
		}
	case *FuncType:
		p.types("fn(", ")", t.Params)
		p.annotation(t.Result)
	}
}

// types prints types on one line.
func (p *printer) types(open, closer string, types []Type) {
	p.write(open)
	for i, t := range types {
		if i > 0 {
			p.write(", ")
		}
		p.typ(t)
	}
	p.write(closer)
}
