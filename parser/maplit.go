package parser

// Map literals, and the constant keys that may not come twice.

import (
	"math"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer"
	"github.com/coro-lang/coro/lexer/source"
)

// mapLit parses `{…}` where an operand stands. Entries are separated by a comma,
// a newline, or both.
func (p *parser) mapLit(s *lexer.Stream) (ast.Expr, error) {
	open, saved := s.RawCursor(), p.begin()
	s.Next()
	n := &ast.MapLit{}
	keys := keySet{}
	for p.skipNewline(s); startsEntry(s.Peek().Type) && !p.startsLine(s); p.skipNewline(s) {
		entry, err := p.mapEntry(s)
		if err != nil {
			return nil, p.noMap(open, err)
		}
		p.checkKey(keys, entry)
		n.Entries = append(n.Entries, entry)
		newline := p.skipNewline(s)
		if s.Peek().Type == lexer.Comma {
			s.Next()
		} else if !newline {
			break
		}
	}
	closer, err := p.closeBracket(s, open, lexer.RBrace)
	if err != nil {
		return nil, p.noMap(open, err)
	}
	p.end(s, saved)
	n.SetSpan(lexer.SpanOf(&p.tokens[open]).To(closer))
	return n, nil
}

// noMap adds a hint to what is wrong with a map: if it breaks off at once, a
// block may be meant, or a key of another kind.
func (p *parser) noMap(open lexer.Cursor, err error) error {
	e := p.translate(err)
	if p.isEntryOperator(e.token) {
		e.diagnostic.Hint = "an entry is written `key: value`"
		return e
	}
	if e.token > open+2 || e.token <= open || p.tokens[e.token].Type == lexer.EOF {
		return e
	}
	if open > 0 && p.tokens[open-1].Type == lexer.Arrow {
		e.diagnostic.Hint = "after `=>` a `{` opens a map; a body in braces stands without the `=>`: `fn() { … }`"
	} else if p.tokens[e.token].Type == lexer.Comma {
		e.diagnostic.Hint = "every key has a value: `key: value`; a list is written `[1, 2]`"
	} else if p.tokens[e.token].Type == lexer.LParen && e.token == open+1 {
		e.diagnostic.Hint = "a key that is an expression stands in brackets: `[key]: value`"
	}
	return e
}

// isEntryOperator reports whether a token stands right behind a key of a map where
// other languages have `=` or `=>`.
func (p *parser) isEntryOperator(token lexer.Cursor) bool {
	if token < 2 || p.tokens[token].Type != lexer.Assign && p.tokens[token].Type != lexer.Arrow {
		return false
	}
	switch p.tokens[token-2].Type {
	case lexer.LBrace, lexer.Comma, lexer.Semi:
		return true
	}
	return false
}

// skipNewline takes the newline that the lexer took for the end of a statement,
// and reports whether there was one.
func (p *parser) skipNewline(s *lexer.Stream) bool {
	t := s.Peek()
	if t.Type != lexer.Semi || t.Value != "\n" {
		return false
	}
	s.Next()
	return true
}

func startsEntry(k lexer.Kind) bool {
	switch k {
	case lexer.String, lexer.StrHead, lexer.Int, lexer.Float, lexer.Sub, lexer.LBrack, lexer.Ellipsis:
		return true
	}
	return lexer.IsWord(k)
}

// startsLine reports whether a reserved word stands at the start of a line and is
// no key: a statement, so that the `}` was forgotten.
func (p *parser) startsLine(s *lexer.Stream) bool {
	if !lexer.IsKeyword(s.Peek().Type) || p.tokens[s.RawCursor()-1].Type != lexer.Semi {
		return false
	}
	next := p.peek(s, 1).Type
	return next != lexer.Colon && next != lexer.EOF
}

// mapEntry parses one entry; its form is told by its first token, that of a word
// by the one after.
func (p *parser) mapEntry(s *lexer.Stream) (ast.MapEntry, error) {
	t := s.Peek()
	switch t.Type {
	case lexer.Ellipsis:
		s.Next()
		x, err := p.partExpr(s)
		return ast.MapEntry{Kind: ast.EntrySpread, Value: x}, err
	case lexer.LBrack:
		open := s.RawCursor()
		s.Next()
		key, err := p.partExpr(s)
		if err == nil {
			_, err = p.closeBracket(s, open, lexer.RBrack)
		}
		return p.entryValue(s, ast.EntryComputed, key, err)
	case lexer.StrHead:
		return ast.MapEntry{}, p.problem(s, "bad-key", "a key with interpolation needs brackets", "",
			"write `[\"…${x}…\"]: value`")
	case lexer.String, lexer.Int, lexer.Float, lexer.Sub:
		key, err := p.unary(s)
		return p.entryValue(s, ast.EntryLiteral, key, err)
	}
	s.Next()
	span := lexer.SpanOf(t)
	key := &ast.StringLit{Loc: ast.Loc{At: span}, Value: t.Value}
	if s.Peek().Type == lexer.Colon || t.Type != lexer.Ident {
		return p.entryValue(s, ast.EntryNamed, key, nil)
	}
	value := &ast.Ident{Loc: ast.Loc{At: span}, Name: t.Value}
	return ast.MapEntry{Kind: ast.EntryShort, Key: key, Value: value}, nil
}

// entryValue parses the `: value` after a key.
func (p *parser) entryValue(s *lexer.Stream, kind ast.EntryKind, key ast.Expr, err error) (ast.MapEntry, error) {
	if err != nil {
		return ast.MapEntry{}, err
	}
	if s.Peek().Type != lexer.Colon {
		return ast.MapEntry{}, p.unexpected(s, "`:` and the value of the key").orHint("an entry is written `key: value`")
	}
	s.Next()
	value, err := p.partExpr(s)
	return ast.MapEntry{Kind: kind, Key: key, Value: value}, err
}

// keySet is the constant keys of a map literal with their places.
type keySet map[any]source.Span

// checkKey reports a constant key that the literal has already.
func (p *parser) checkKey(keys keySet, entry ast.MapEntry) {
	key, ok := constant(entry.Key)
	if !ok {
		return
	}
	span := entry.Key.Span()
	first, ok := keys[key]
	if !ok {
		keys[key] = span
		return
	}
	p.report(&problem{token: -1, diagnostic: source.Diagnostic{
		Code: "duplicate-key", Span: span, Message: "this key stands in the map twice",
		Hint: "remove one of the two", Notes: []source.Note{{Span: first, Message: "it stands here already"}},
	}})
}

// constant returns the value of a literal key such that equal keys of a map are
// equal values: an integral float is the int.
func constant(key ast.Expr) (any, bool) {
	switch key := key.(type) {
	case *ast.StringLit:
		return key.Value, true
	case *ast.IntLit:
		return key.Value, true
	case *ast.FloatLit:
		return normal(key.Value), true
	case *ast.Unary:
		switch x := key.X.(type) {
		case *ast.IntLit:
			return -x.Value, key.Op == ast.OpNeg
		case *ast.FloatLit:
			return normal(-x.Value), key.Op == ast.OpNeg
		}
	}
	return nil, false
}

func normal(f float64) any {
	if f == math.Trunc(f) && f >= math.MinInt64 && f < math.MaxInt64 {
		return int64(f)
	}
	return f
}
