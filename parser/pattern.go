package parser

// Patterns and types.

import (
	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer"
)

func startsPattern(k lexer.Kind) bool {
	switch k {
	case lexer.Ident, lexer.LBrack, lexer.LParen, lexer.LBrace:
		return true
	}
	return false
}

// binding parses a pattern, or several with commas, which destructure a tuple.
func (p *parser) binding(s *lexer.Stream) (ast.Binding, error) {
	start := s.RawCursor()
	first, err := p.pattern(s)
	if err != nil || s.Peek().Type != lexer.Comma {
		return first, err
	}
	n := &ast.TuplePattern{Elems: []ast.Pattern{first}, Bare: true}
	for s.Peek().Type == lexer.Comma {
		s.Next()
		elem, err := p.patternOrRest(s)
		if err != nil {
			return nil, err
		}
		n.Elems = append(n.Elems, elem)
	}
	p.checkRest(n.Elems)
	n.SetSpan(p.since(s, start))
	return n, nil
}

// pattern parses one pattern.
func (p *parser) pattern(s *lexer.Stream) (ast.Pattern, error) {
	t := s.Peek()
	loc := ast.Loc{At: lexer.SpanOf(t)}
	switch t.Type {
	case lexer.Ident:
		s.Next()
		if t.Value == "_" {
			return &ast.Wildcard{Loc: loc}, nil
		}
		return &ast.Ident{Loc: loc, Name: t.Value}, nil
	case lexer.LBrack:
		return p.listPattern(s)
	case lexer.LParen:
		return p.tuplePattern(s)
	case lexer.LBrace:
		return p.mapPattern(s)
	}
	return nil, p.unexpected(s, "a name or a pattern")
}

func (p *parser) listPattern(s *lexer.Stream) (ast.Pattern, error) {
	start := s.RawCursor()
	elems, err := p.patterns(s, lexer.RBrack)
	if err != nil {
		return nil, err
	}
	n := &ast.ListPattern{Elems: elems}
	n.SetSpan(p.since(s, start))
	return n, nil
}

// tuplePattern parses `(a, b)`. A pattern alone in parentheses is that pattern.
func (p *parser) tuplePattern(s *lexer.Stream) (ast.Pattern, error) {
	start := s.RawCursor()
	elems, err := p.patterns(s, lexer.RParen)
	if err != nil {
		return nil, err
	}
	if len(elems) == 1 && p.tokens[s.RawCursor()-2].Type != lexer.Comma {
		if _, rest := elems[0].(*ast.RestPattern); !rest {
			return elems[0], nil
		}
	}
	n := &ast.TuplePattern{Elems: elems}
	n.SetSpan(p.since(s, start))
	return n, nil
}

// patterns parses the patterns between an opening bracket and its closer.
func (p *parser) patterns(s *lexer.Stream, closer lexer.Kind) ([]ast.Pattern, error) {
	p.enter(s)
	defer p.leave()
	open := s.RawCursor()
	s.Next()
	var elems []ast.Pattern
	for s.Peek().Type == lexer.Ellipsis || startsPattern(s.Peek().Type) {
		elem, err := p.patternOrRest(s)
		if err != nil {
			return nil, err
		}
		elems = append(elems, elem)
		if s.Peek().Type != lexer.Comma {
			break
		}
		s.Next()
	}
	p.checkRest(elems)
	_, err := p.closeBracket(s, open, closer)
	return elems, err
}

func (p *parser) patternOrRest(s *lexer.Stream) (ast.Pattern, error) {
	if s.Peek().Type == lexer.Ellipsis {
		return p.restPattern(s), nil
	}
	return p.pattern(s)
}

// restPattern parses `...name` or `...`.
func (p *parser) restPattern(s *lexer.Stream) *ast.RestPattern {
	start := s.RawCursor()
	s.Next()
	n := &ast.RestPattern{}
	if t := s.Peek(); t.Type == lexer.Ident {
		s.Next()
		if t.Value != "_" {
			n.Name = &ast.Ident{Loc: ast.Loc{At: lexer.SpanOf(t)}, Name: t.Value}
		}
	}
	n.SetSpan(p.since(s, start))
	return n
}

// checkRest reports a second rest among the elements of a pattern.
func (p *parser) checkRest(elems []ast.Pattern) {
	found := false
	for _, elem := range elems {
		if _, rest := elem.(*ast.RestPattern); rest {
			if found {
				p.reportAt("second-rest", elem.Span(), "a pattern has at most one `...`", "", "remove this one")
			}
			found = true
		}
	}
}

// mapPattern parses `{name, key: pattern = default, ...rest}`. As in a literal,
// newlines may stand around and instead of the commas.
func (p *parser) mapPattern(s *lexer.Stream) (ast.Pattern, error) {
	p.enter(s)
	defer p.leave()
	open := s.RawCursor()
	s.Next()
	n := &ast.MapPattern{}
	for p.skipNewline(s); n.Rest == nil; p.skipNewline(s) {
		t := s.Peek()
		if t.Type == lexer.Ellipsis {
			n.Rest = p.restPattern(s)
		} else if t.Type == lexer.String || lexer.IsWord(t.Type) {
			entry, err := p.mapPatternEntry(s)
			if err != nil {
				return nil, err
			}
			n.Entries = append(n.Entries, entry)
		} else {
			break
		}
		newline := p.skipNewline(s)
		if s.Peek().Type == lexer.Comma {
			s.Next()
		} else if !newline {
			break
		}
	}
	p.skipNewline(s)
	if _, err := p.closeBracket(s, open, lexer.RBrace); err != nil {
		return nil, err
	}
	n.SetSpan(p.since(s, open))
	return n, nil
}

func (p *parser) mapPatternEntry(s *lexer.Stream) (entry ast.MapPatternEntry, err error) {
	t := s.Next()
	loc := ast.Loc{At: lexer.SpanOf(t)}
	if t.Type == lexer.String {
		entry.Key = p.stringLit(t)
	} else {
		entry.Key = &ast.StringLit{Loc: loc, Value: t.Value}
	}
	if s.Peek().Type == lexer.Colon {
		s.Next()
		entry.Value, err = p.pattern(s)
	} else if t.Type == lexer.Ident {
		entry.Value = &ast.Ident{Loc: loc, Name: t.Value}
	} else {
		err = p.unexpected(s, "`:` and a pattern for this key")
	}
	if err == nil && s.Peek().Type == lexer.Assign {
		s.Next()
		entry.Default, err = p.partExpr(s)
	}
	return entry, err
}

// optionalType parses `: type` if there is one.
func (p *parser) optionalType(s *lexer.Stream) (ast.Type, error) {
	if s.Peek().Type != lexer.Colon {
		return nil, nil
	}
	s.Next()
	return p.annotation(s)
}

// annotation parses the type after a `:`.
func (p *parser) annotation(s *lexer.Stream) (ast.Type, error) {
	p.enter(s)
	defer p.leave()
	start := s.RawCursor()
	n, err := p.typeName(s)
	if err != nil {
		return nil, err
	}
	if s.Peek().Type == lexer.LBrack {
		open := s.RawCursor()
		for s.Next(); s.Peek().Type != lexer.RBrack; s.Next() {
			arg, err := p.annotation(s)
			if err != nil {
				return nil, err
			}
			n.Args = append(n.Args, arg)
			if s.Peek().Type != lexer.Comma {
				break
			}
		}
		if _, err := p.closeBracket(s, open, lexer.RBrack); err != nil {
			return nil, err
		}
	}
	if s.Peek().Type == lexer.Question {
		s.Next()
		n.Nullable = true
	}
	n.SetSpan(p.since(s, start))
	return n, nil
}

// typeName parses a dotted name; any word may be part of it.
func (p *parser) typeName(s *lexer.Stream) (*ast.NamedType, error) {
	start := s.RawCursor()
	n := &ast.NamedType{}
	for {
		t := s.Peek()
		if !lexer.IsWord(t.Type) {
			return nil, p.unexpected(s, "the name of a type")
		}
		s.Next()
		n.Path = append(n.Path, ast.Ident{Loc: ast.Loc{At: lexer.SpanOf(t)}, Name: t.Value})
		if s.Peek().Type != lexer.Dot {
			break
		}
		s.Next()
	}
	n.SetSpan(p.since(s, start))
	return n, nil
}
