package parser

// Problems: how they are reported, and how the parser goes on after one.

import (
	"slices"

	"github.com/coro-lang/coro/lexer"
	"github.com/coro-lang/coro/lexer/source"
)

// problem is a diagnostic on its way, as an error, to the statement that it is in.
type problem struct {
	diagnostic source.Diagnostic
	token      lexer.Cursor // where the parser got stuck; -1 if it did not
}

func (e *problem) Error() string { return e.diagnostic.Message }

// problem returns the problem of the next token.
func (p *parser) problem(s *lexer.Stream, code, message, label, hint string) *problem {
	return p.problemAt(s.RawCursor(), p.place(s.RawCursor()), code, message, label, hint)
}

func (p *parser) problemAt(token lexer.Cursor, span source.Span, code, message, label, hint string) *problem {
	e := &problem{token: token, diagnostic: source.Diagnostic{
		Code: code, Span: span, Message: message, Label: label, Hint: hint,
	}}
	if p.furthest == nil || token >= p.furthest.token {
		p.furthest = e
	}
	return e
}

// orHint gives e a hint, if it has none, and returns it.
func (e *problem) orHint(hint string) *problem {
	if e.diagnostic.Hint == "" {
		e.diagnostic.Hint = hint
	}
	return e
}

// reportAt reports a problem that does not keep the parser from going on.
func (p *parser) reportAt(code string, span source.Span, message, label, hint string) {
	p.report(&problem{token: -1, diagnostic: source.Diagnostic{
		Code: code, Span: span, Message: message, Label: label, Hint: hint,
	}})
}

// report adds a problem to the diagnostics, unless it is a mere consequence: of
// a token that the lexer has reported, of a string that took the rest of its line,
// or of the problem before it. It panics
// with bailout when there are enough.
func (p *parser) report(e *problem) {
	d := e.diagnostic
	d.File = p.file
	if e.token >= 0 {
		t := &p.tokens[e.token]
		if t.Type == lexer.Illegal || p.lexer.Broken() && p.atEnd(e.token) {
			return
		}
		d.Incomplete = p.goesOn(e.token)
	}
	if n := len(p.diagnostics); n > 0 && p.diagnostics[n-1].Span == d.Span || p.behindString(e.token) {
		return
	}
	p.diagnostics = append(p.diagnostics, d)
	if len(p.diagnostics) >= MaxDiagnostics {
		panic(bailout)
	}
}

// behindString reports whether a string without its closing quote, which has taken
// the rest of its line, stands before a token.
func (p *parser) behindString(token lexer.Cursor) bool {
	if token < 1 {
		return false
	}
	end := lexer.SpanOf(&p.tokens[token-1]).End
	return slices.ContainsFunc(p.lexer.Diagnostics(), func(d source.Diagnostic) bool {
		return d.Code == lexer.CodeUnterminated && d.Span.End == end
	})
}

// atEnd reports whether nothing but a newline stands at and after a token.
func (p *parser) atEnd(token lexer.Cursor) bool {
	t := &p.tokens[token]
	return t.Type == lexer.EOF || t.Type == lexer.Semi && p.tokens[token+1].Type == lexer.EOF
}

// goesOn reports whether a token is the end of the file, or a last newline that
// the start of the next line can take back: `.x` goes on with an operand, and
// `catch` with a block.
func (p *parser) goesOn(token lexer.Cursor) bool {
	if p.tokens[token].Type == lexer.EOF {
		return true
	}
	if token == 0 || !p.atEnd(token) || p.tokens[token].Value != "\n" {
		return false
	}
	switch p.tokens[token-1].Type {
	case lexer.Ident, lexer.Int, lexer.Float, lexer.String, lexer.StrTail, lexer.True, lexer.False, lexer.Nil,
		lexer.RParen, lexer.RBrack, lexer.RBrace:
		return true
	}
	return false
}

// recover moves to the end of the statement that starts at the token start and
// got stuck at the token stuck: behind a `;` outside all brackets, or to the `}`
// of the block around. A newline that counts is outside of `( )` and `[ ]`, even
// of those that were never closed.
func (p *parser) recover(s *lexer.Stream, start, stuck lexer.Cursor) {
	braces, brackets := 0, 0
	i := start
	for ; p.tokens[i].Type != lexer.EOF; i++ {
		switch t := &p.tokens[i]; t.Type {
		case lexer.LBrace:
			braces++
		case lexer.LParen, lexer.LBrack:
			brackets++
		case lexer.RParen, lexer.RBrack:
			brackets--
		case lexer.RBrace:
			if braces == 0 && i >= stuck {
				p.moveTo(s, i)
				return
			}
			braces = max(0, braces-1)
		case lexer.Semi:
			if braces == 0 && i >= stuck && (brackets <= 0 || t.Value == "\n") {
				p.moveTo(s, i+1)
				return
			}
		}
	}
	p.moveTo(s, i)
}

// moveTo moves forward to a token; behind it the stream stays where it is.
func (p *parser) moveTo(s *lexer.Stream, token lexer.Cursor) {
	if token > s.RawCursor() {
		s.FastForward(token - 1)
	}
}

// peek returns the token n after the next, or EOF.
func (p *parser) peek(s *lexer.Stream, n int) *lexer.Token {
	return &p.tokens[min(int(s.RawCursor())+n, len(p.tokens)-1)]
}

// peekAt returns a token, or EOF behind the last.
func (p *parser) peekAt(token lexer.Cursor) *lexer.Token {
	return &p.tokens[min(int(token), len(p.tokens)-1)]
}

// since returns the place from the token start to the last one taken.
func (p *parser) since(s *lexer.Stream, start lexer.Cursor) source.Span {
	first := lexer.SpanOf(&p.tokens[start])
	end := s.RawCursor()
	if end <= start {
		return first.Head()
	}
	return first.To(lexer.SpanOf(&p.tokens[end-1]))
}
