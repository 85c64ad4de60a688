package parser

// Patterns: those that bind, and how a `match` nests them.

import (
	"strings"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer"
)

// purpose is what a pattern is for: only one in a `match` tests anything but the
// shape of lists, tuples and maps.
type purpose bool

const (
	toBind purpose = false
	toTest purpose = true
)

func startsPattern(k lexer.Kind) bool {
	switch k {
	case lexer.Ident, lexer.LBrack, lexer.LParen, lexer.LBrace:
		return true
	}
	return false
}

// startsTest reports whether a token of kind k starts a pattern only in a `match`.
func startsTest(k lexer.Kind) bool {
	switch k {
	case lexer.Int, lexer.Float, lexer.Sub, lexer.String, lexer.StrHead, lexer.True, lexer.False, lexer.Nil:
		return true
	}
	return false
}

// bindings parses a pattern, or several with commas, which destructure a tuple.
func (p *parser) bindings(s *lexer.Stream) (ast.Binding, error) {
	start := s.RawCursor()
	first, err := p.pattern(s, toBind)
	if err != nil || s.Peek().Type != lexer.Comma {
		return first, err
	}
	n := &ast.TuplePattern{Elems: []ast.Pattern{first}, Bare: true}
	for s.Peek().Type == lexer.Comma {
		s.Next()
		elem, err := p.patternOrRest(s, toBind)
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
func (p *parser) pattern(s *lexer.Stream, use purpose) (ast.Pattern, error) {
	if use == toBind {
		return p.simplePattern(s, use)
	}
	start := s.RawCursor()
	first, err := p.typePattern(s)
	if err != nil || s.Peek().Type != lexer.Or {
		return first, err
	}
	n := &ast.OrPattern{}
	n.Alts = appendAlts(n.Alts, first)
	for s.Peek().Type == lexer.Or {
		s.Next()
		alt, err := p.typePattern(s)
		if err != nil {
			return nil, err
		}
		n.Alts = appendAlts(n.Alts, alt)
	}
	n.SetSpan(p.since(s, start))
	return n, nil
}

// appendAlts appends a pattern to alternatives, or the alternatives that it is.
func appendAlts(alts []ast.Pattern, p ast.Pattern) []ast.Pattern {
	if or, ok := p.(*ast.OrPattern); ok {
		return append(alts, or.Alts...)
	}
	return append(alts, p)
}

// simplePattern parses a pattern without `|` and `is`.
func (p *parser) simplePattern(s *lexer.Stream, use purpose) (ast.Pattern, error) {
	t := s.Peek()
	switch t.Type {
	case lexer.Ident:
		if use == toTest {
			if k := p.peek(s, 1).Type; k == lexer.Dot || k == lexer.LParen {
				return p.namedPattern(s)
			}
		}
		s.Next()
		loc := ast.Loc{At: lexer.SpanOf(t)}
		if t.Value == "_" {
			return &ast.Wildcard{Loc: loc}, nil
		}
		return &ast.Ident{Loc: loc, Name: t.Value}, nil
	case lexer.LBrack:
		return p.listPattern(s, use)
	case lexer.LParen:
		return p.tuplePattern(s, use)
	case lexer.LBrace:
		return p.mapPattern(s, use)
	}
	if use == toTest {
		return p.literalPattern(s)
	}
	return nil, p.noBinding(s.RawCursor())
}

// noBinding returns the problem of a token that no pattern starts with, outside
// of a `match`.
func (p *parser) noBinding(token lexer.Cursor) *problem {
	e := p.unexpectedAt(token, aPattern)
	switch p.tokens[token].Type {
	case lexer.Mul, lexer.Range:
		e.diagnostic.Hint = "a list of the other arguments is written `...rest`"
	case lexer.Pow:
		e.diagnostic.Hint = "there are no named arguments: take a map of options as a parameter"
	}
	if startsTest(p.tokens[token].Type) {
		e.diagnostic.Hint = "only the patterns of a `match` hold values to compare with"
		if text := p.tokens[token].Value; strings.TrimRight(text, "0123456789._") != "" {
			e.diagnostic.Hint = "a name cannot start with a digit"
		}
	}
	return e
}

func (p *parser) listPattern(s *lexer.Stream, use purpose) (ast.Pattern, error) {
	start := s.RawCursor()
	elems, err := p.patterns(s, lexer.RBrack, use)
	if err != nil {
		return nil, err
	}
	n := &ast.ListPattern{Elems: elems}
	n.SetSpan(p.since(s, start))
	return n, nil
}

// tuplePattern parses `(a, b)`. A pattern alone in parentheses is that pattern.
func (p *parser) tuplePattern(s *lexer.Stream, use purpose) (ast.Pattern, error) {
	start := s.RawCursor()
	elems, err := p.patterns(s, lexer.RParen, use)
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
func (p *parser) patterns(s *lexer.Stream, closer lexer.Kind, use purpose) ([]ast.Pattern, error) {
	p.enter(s)
	defer p.leave()
	open := s.RawCursor()
	s.Next()
	var elems []ast.Pattern
	for k := s.Peek().Type; k == lexer.Ellipsis || startsPattern(k) || startsTest(k); k = s.Peek().Type {
		elem, err := p.patternOrRest(s, use)
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
	if _, err := p.closeBracket(s, open, closer); err != nil {
		e := p.inArm(err, open)
		if len(elems) > 0 && s.Peek().Type == lexer.Assign {
			e.diagnostic.Hint = "only an entry of a map pattern has a default: `{key = value}`; `x ??= value` gives one to a nil"
		}
		return nil, e
	}
	return elems, nil
}

func (p *parser) patternOrRest(s *lexer.Stream, use purpose) (ast.Pattern, error) {
	if s.Peek().Type == lexer.Ellipsis {
		return p.restPattern(s), nil
	}
	return p.pattern(s, use)
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
func (p *parser) mapPattern(s *lexer.Stream, use purpose) (ast.Pattern, error) {
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
			entry, err := p.mapPatternEntry(s, use)
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
		return nil, p.inArm(err, open)
	}
	n.SetSpan(p.since(s, open))
	return n, nil
}

func (p *parser) mapPatternEntry(s *lexer.Stream, use purpose) (entry ast.MapPatternEntry, err error) {
	t := s.Next()
	loc := ast.Loc{At: lexer.SpanOf(t)}
	if t.Type == lexer.String {
		entry.Key = p.stringLit(t)
	} else {
		entry.Key = &ast.StringLit{Loc: loc, Value: t.Value}
	}
	if s.Peek().Type == lexer.Colon {
		s.Next()
		entry.Value, err = p.pattern(s, use)
	} else if t.Type == lexer.Ident {
		entry.Value = &ast.Ident{Loc: loc, Name: t.Value}
	} else {
		err = p.unexpected(s, "`:` and a pattern for this key").orHint("name the variable behind the key: `{" + brief(t.Value) + ": x}`")
	}
	if err == nil && s.Peek().Type == lexer.Assign {
		s.Next()
		entry.Default, err = p.partExpr(s)
	}
	return entry, err
}
