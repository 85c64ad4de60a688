package parser

// Constructs with bodies: functions, `if`, `try`, `noyield`, `scope` and `timeout`.

import (
	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer"
)

// function parses a function from its parameters on; its `fn` is the token
// start.
func (p *parser) function(s *lexer.Stream, start lexer.Cursor) (*ast.FuncLit, error) {
	params, err := p.params(s)
	if err != nil {
		return nil, err
	}
	return p.functionRest(s, start, params)
}

// functionRest parses a function from what follows its parameters.
func (p *parser) functionRest(s *lexer.Stream, start lexer.Cursor, params []*ast.Param) (n *ast.FuncLit, err error) {
	n = &ast.FuncLit{Params: params}
	if n.ReturnType, err = p.optionalType(s); err != nil {
		return nil, err
	}
	switch s.Peek().Type {
	case lexer.Arrow:
		s.Next()
		n.Result, err = p.partExpr(s)
	case lexer.LBrace:
		n.Body, err = p.block(s)
	default:
		e := p.unexpected(s, "`{` or `=>` and the body")
		switch k := s.Peek().Type; {
		case k == lexer.Assign:
			e.diagnostic.Hint = "the expression of a function is written after `=>`"
		case e.diagnostic.Hint == "":
			e.diagnostic.Hint = "a body stands in braces, `{ … }`; a single expression follows `=>`"
		}
		return nil, e
	}
	n.SetSpan(p.since(s, start))
	return n, err
}

// params parses `(a, b = 1, ...rest)`.
func (p *parser) params(s *lexer.Stream) ([]*ast.Param, error) {
	open := s.RawCursor()
	if s.Peek().Type != lexer.LParen {
		e := p.unexpected(s, "`(` and the parameters")
		if s.Peek().Type == lexer.Ident && p.tokens[open-1].Type == lexer.Fn {
			e.diagnostic.Hint = "a function that is a value has no name: declare it before, with `fn` at the start of a statement"
			if k := p.peek(s, 1).Type; k == lexer.Arrow || k == lexer.Comma {
				e.diagnostic.Hint = "parameters stand in parentheses: `fn(" + brief(s.Peek().Value) + ") => …`"
			}
		}
		return nil, e
	}
	s.Next()
	var params []*ast.Param
	for !endsElements(s.Peek().Type) {
		param, err := p.param(s)
		if err != nil {
			return nil, err
		}
		if n := len(params); n > 0 && params[n-1].Rest {
			p.reportAt("bad-parameter", params[n-1].Span(), "a rest parameter must be the last", "",
				"it takes all arguments that are left")
		}
		params = append(params, param)
		if s.Peek().Type != lexer.Comma {
			break
		}
		s.Next()
	}
	if _, err := p.closeBracket(s, open, lexer.RParen); err != nil {
		e := p.translate(err)
		if s.Peek().Type == lexer.Ident {
			e.diagnostic.Hint = "put a `,` between two names; a type is written after a `:`, as in `x: int`"
		}
		return nil, e
	}
	return params, nil
}

func (p *parser) param(s *lexer.Stream) (n *ast.Param, err error) {
	t := s.Peek()
	n = &ast.Param{Start: ast.Mark{At: lexer.SpanOf(t)}, Rest: t.Type == lexer.Ellipsis}
	if n.Rest {
		s.Next()
	}
	if n.Pattern, err = p.pattern(s, toBind); err != nil {
		e := p.translate(err)
		if t := s.Peek(); t.Type == lexer.Self {
			e.diagnostic.Hint = "a method always has its `self`; leave the parameter out"
			if p.around.word == "" {
				e.diagnostic.Hint = "only the methods of a `class` have a `self`; a function of its own takes another name"
			}
		} else if t.Type == lexer.Let || t.Type == lexer.Var {
			e.diagnostic.Hint = "write the names alone"
		}
		return nil, e
	}
	if n.Type, err = p.optionalType(s); err != nil {
		return nil, err
	}
	if s.Peek().Type == lexer.Assign {
		s.Next()
		if n.Default, err = p.partExpr(s); err != nil {
			return nil, err
		}
	}
	if _, name := n.Pattern.(*ast.Ident); n.Rest && (!name || n.Default != nil) {
		p.reportAt("bad-parameter", n.Span(), "a rest parameter is a name without a default", "",
			"write `...rest`; without arguments left it is an empty list")
	}
	return n, nil
}

// ifElse parses an `if` with all its branches, in a loop: there may be any
// number of them.
func (p *parser) ifElse(s *lexer.Stream) (ast.Expr, error) {
	start := s.RawCursor()
	n := &ast.If{}
	for {
		arm := ast.IfArm{If: ast.Mark{At: lexer.SpanOf(s.Next())}}
		var err error
		if arm.Cond, err = p.partExpr(s); err != nil {
			return nil, err
		}
		if arm.Body, err = p.block(s); err != nil {
			return nil, err
		}
		n.Arms = append(n.Arms, arm)
		if s.Peek().Type != lexer.Else {
			break
		}
		s.Next()
		if s.Peek().Type == lexer.If {
			continue
		}
		if n.Else, err = p.block(s); err != nil {
			return nil, err
		}
		break
	}
	n.SetSpan(p.since(s, start))
	return n, nil
}

// tryCatch parses `try { … } catch e { … }`.
func (p *parser) tryCatch(s *lexer.Stream) (ast.Expr, error) {
	start := s.RawCursor()
	s.Next()
	n := &ast.Try{}
	var err error
	if n.Body, err = p.block(s); err != nil {
		return nil, err
	}
	t := s.Peek()
	if t.Type != lexer.Catch {
		e := p.unexpected(s, "`catch` after the block of `try`")
		if e.diagnostic.Hint == "" {
			e.diagnostic.Hint = "write `try { … } catch e { … }`; what is to run in any case is written before, with `defer { … }`"
		}
		return nil, e
	}
	s.Next()
	n.Catch.At = lexer.SpanOf(t)
	if t := s.Peek(); t.Type == lexer.Ident {
		s.Next()
		n.Name = &ast.Ident{Loc: ast.Loc{At: lexer.SpanOf(t)}, Name: t.Value}
	}
	if k := s.Peek().Type; n.Name != nil && (k == lexer.Ident || k == lexer.Colon || k == lexer.If || k == lexer.Is) {
		e := p.noBody(s)
		e.diagnostic.Hint = "`catch` takes every error and at most one name: test `e.kind` inside, and `throw e` again what is for others"
		return nil, e
	}
	if n.Handler, err = p.block(s); err != nil {
		return nil, err
	}
	n.SetSpan(p.since(s, start))
	return n, nil
}

// noYield parses `noyield { … }`.
func (p *parser) noYield(s *lexer.Stream) (*ast.NoYield, error) {
	start := s.RawCursor()
	s.Next()
	body, err := p.block(s)
	if err != nil {
		return nil, err
	}
	n := &ast.NoYield{Body: body}
	n.SetSpan(p.since(s, start))
	return n, nil
}

// scope parses `scope { … }` or `timeout(seconds) { … }`.
func (p *parser) scope(s *lexer.Stream) (n *ast.Scope, err error) {
	start := s.RawCursor()
	n = &ast.Scope{}
	if s.Next().Type == lexer.Timeout {
		open := s.RawCursor()
		if s.Peek().Type != lexer.LParen {
			e := p.unexpected(s, "`(` and a number of seconds after `timeout`")
			e.diagnostic.Hint = "write `timeout(2.5) { … }`"
			return nil, e
		}
		s.Next()
		const hint = "write `timeout(2.5) { … }`"
		if s.Peek().Type == lexer.RParen {
			e := p.unexpected(s, "a number of seconds")
			e.diagnostic.Hint = hint
			return nil, e
		}
		if n.Seconds, err = p.partExpr(s); err != nil {
			return nil, err
		}
		if s.Peek().Type == lexer.Comma {
			e := p.unexpected(s, "`)` after the number of seconds")
			e.diagnostic.Hint = hint
			return nil, e
		}
		if _, err := p.closeBracket(s, open, lexer.RParen); err != nil {
			return nil, err
		}
	}
	if n.Body, err = p.block(s); err != nil {
		return nil, err
	}
	n.SetSpan(p.since(s, start))
	return n, nil
}
