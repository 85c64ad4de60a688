package parser

// Patterns that only a `match` has: values, instances and types.

import (
	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer"
)

// typePattern parses a pattern with the `is` after it if there is one.
func (p *parser) typePattern(s *lexer.Stream) (ast.Pattern, error) {
	start := s.RawCursor()
	n, err := p.simplePattern(s, toTest)
	if err != nil {
		return nil, err
	}
	switch s.Peek().Type {
	case lexer.NotIs:
		return nil, p.problem(s, "bad-pattern", "a pattern has no `!is`", "", "test it behind `if`: `x if x !is string => …`")
	case lexer.Is:
	default:
		return n, nil
	}
	switch n.(type) {
	case *ast.Ident, *ast.Wildcard:
	default:
		return nil, p.problem(s, "bad-pattern", "only a name or `_` stands before `is` in a pattern", "",
			"write `x is T`, and take x apart in the arm")
	}
	s.Next()
	typ, err := p.typeName(s)
	if err != nil {
		return nil, err
	}
	return &ast.TypePattern{Loc: ast.Loc{At: p.since(s, start)}, Pattern: n, Type: typ}, nil
}

// literalPattern parses a value to compare with.
func (p *parser) literalPattern(s *lexer.Stream) (ast.Pattern, error) {
	start, t := s.RawCursor(), s.Peek()
	var value ast.Expr
	switch t.Type {
	case lexer.Sub:
		number, err := p.negative(s)
		if err != nil {
			return nil, err
		}
		value = number
	case lexer.Int, lexer.Float, lexer.String, lexer.True, lexer.False, lexer.Nil:
		x, err := p.primary(s)
		if err != nil {
			return nil, err
		}
		value = x
	case lexer.StrHead:
		return nil, p.problem(s, "bad-pattern", "a pattern has no interpolation", "",
			"compare behind `if`: `s if s == \"…${x}…\" => …`")
	default:
		return nil, p.noPattern(s)
	}
	return &ast.LiteralPattern{Loc: ast.Loc{At: p.since(s, start)}, Value: value}, nil
}

// negative parses `-` and a number.
func (p *parser) negative(s *lexer.Stream) (ast.Expr, error) {
	if n := p.minInt(s); n != nil {
		return n, nil
	}
	start := s.RawCursor()
	s.Next()
	t := s.Peek()
	switch t.Type {
	case lexer.Int:
		s.Next()
		n := p.intLit(t)
		n.Value, n.At = -n.Value, p.since(s, start)
		return n, nil
	case lexer.Float:
		s.Next()
		n := p.floatLit(t)
		n.Value, n.At = -n.Value, p.since(s, start)
		return n, nil
	}
	e := p.unexpected(s, "a number after the `-` of a pattern")
	e.diagnostic.Hint = guardHint
	return nil, e
}

// namedPattern parses `mod.NAME`, or `Name(…)` with or without a module.
func (p *parser) namedPattern(s *lexer.Stream) (ast.Pattern, error) {
	start := s.RawCursor()
	name, err := p.qualified(s)
	if err != nil {
		return nil, err
	}
	if s.Peek().Type == lexer.LParen {
		args, err := p.patternArgs(s)
		n := &ast.InstancePattern{Class: name, Args: args}
		n.SetSpan(p.since(s, start))
		return n, err
	}
	n := &ast.ValuePattern{Value: name.(*ast.Field)} // a plain name is followed by `(`
	n.SetSpan(p.since(s, start))
	return n, nil
}

// qualified parses `name` or `module.name`.
func (p *parser) qualified(s *lexer.Stream) (ast.Qualified, error) {
	p.height = 1
	x, err := ast.Expr(nil), error(nil)
	for x, err = p.primary(s); err == nil && s.Peek().Type == lexer.Dot; {
		x, err = p.field(s, x)
	}
	p.part()
	return x, err
}

// patternArgs parses `(pattern, name: pattern, ...)`.
func (p *parser) patternArgs(s *lexer.Stream) ([]ast.PatternArg, error) {
	p.enter(s)
	defer p.leave()
	open := s.RawCursor()
	s.Next()
	var args []ast.PatternArg
	for !endsElements(s.Peek().Type) {
		arg, err := p.patternArg(s)
		if err != nil {
			return nil, err
		}
		if n := len(args); n > 0 {
			if rest, ok := args[n-1].Pattern.(*ast.RestPattern); ok {
				p.reportAt("bad-pattern", rest.At, "`...` stands last in the pattern of an instance", "",
					"it says that the fields after these do not matter")
			}
		}
		args = append(args, arg)
		if s.Peek().Type != lexer.Comma {
			break
		}
		s.Next()
	}
	if _, err := p.closeBracket(s, open, lexer.RParen); err != nil {
		return nil, p.inArm(err, open)
	}
	return args, nil
}

func (p *parser) patternArg(s *lexer.Stream) (n ast.PatternArg, err error) {
	t := s.Peek()
	if t.Type == lexer.Ellipsis {
		rest := p.restPattern(s)
		if rest.Name != nil {
			p.reportAt("bad-pattern", rest.At, "the rest of an instance has no name", "",
				"write `...` alone, or name the fields: `Point(x: a)`")
		}
		return ast.PatternArg{Pattern: rest}, nil
	}
	next := p.peek(s, 1).Type
	if lexer.IsWord(t.Type) && next == lexer.Colon || lexer.IsKeyword(t.Type) && next == lexer.EOF {
		s.Next()
		if s.Peek().Type != lexer.Colon {
			return n, p.unexpected(s, "`:` and a pattern for this field")
		}
		s.Next()
		n.Name = &ast.Ident{Loc: ast.Loc{At: lexer.SpanOf(t)}, Name: t.Value}
	}
	n.Pattern, err = p.pattern(s, toTest)
	return n, err
}
