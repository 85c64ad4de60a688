package parser

// Types: annotations, and the right side of `is`.

import (
	"strings"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer"
)

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
	if s.Peek().Type == lexer.Fn && p.peek(s, 1).Type == lexer.LParen {
		return p.funcType(s)
	}
	start := s.RawCursor()
	n, err := p.typeName(s)
	if err != nil {
		return nil, err
	}
	if s.Peek().Type == lexer.LBrack {
		open := s.RawCursor()
		if p.peek(s, 1).Type == lexer.RBrack {
			return nil, p.problemAt(open+1, p.place(open+1), "bad-type", "a type is missing in the brackets", "",
				"a list of integers is written `list[int]`")
		}
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
	switch s.Peek().Type {
	case lexer.Or:
		return nil, p.problem(s, "bad-type", "a value has one type", "", "`T?` is T or nil; for more, leave the type out")
	case lexer.Lt:
		return nil, p.problem(s, "bad-type", "the parts of a type stand in brackets", "", "write `list[int]`, `map[string, int]`")
	}
	n.SetSpan(p.since(s, start))
	return n, nil
}

// funcType parses `fn(types): type`.
func (p *parser) funcType(s *lexer.Stream) (ast.Type, error) {
	start := s.RawCursor()
	s.Next()
	open := s.RawCursor()
	n := &ast.FuncType{}
	for s.Next(); s.Peek().Type != lexer.RParen; s.Next() {
		param, err := p.annotation(s)
		if err != nil {
			return nil, err
		}
		n.Params = append(n.Params, param)
		if s.Peek().Type != lexer.Comma {
			break
		}
	}
	_, err := p.closeBracket(s, open, lexer.RParen)
	if err != nil {
		return nil, err
	}
	if n.Result, err = p.optionalType(s); err != nil {
		return nil, err
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
			return nil, p.noType(s.RawCursor())
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

// noType returns the problem of a token that no type starts with.
func (p *parser) noType(token lexer.Cursor) *problem {
	e := p.unexpectedAt(token, aType)
	switch p.tokens[token].Type {
	case lexer.Assign, lexer.LBrace:
		e.diagnostic.Hint = "write a type after the `:`, or leave the `:` out"
	case lexer.String, lexer.StrHead:
		e.diagnostic.Hint = "the name of a type stands without quotes"
	case lexer.Int, lexer.Float, lexer.True, lexer.False:
		e.orHint("`is` asks for a type; values are compared by `==`")
	case lexer.LBrack:
		e.diagnostic.Hint = "a list of integers is written `list[int]`"
	case lexer.LParen:
		e.diagnostic.Hint = "a tuple is written `tuple[int, string]`, a function `fn(int): string`"
	default:
	}
	if strings.HasPrefix(p.file.Text[max(0, p.tokens[token].Pos.Offset-1):], ":=") {
		e.diagnostic.Hint = "a declaration is written with `=` alone: `let x = …`"
	}
	return e
}
