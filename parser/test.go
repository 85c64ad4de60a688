package parser

// `test "name" { … }`. The word is a name everywhere else.

import (
	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer"
)

// startsTest reports whether a name is the `test` of a test.
func (p *parser) startsTest(s *lexer.Stream) bool {
	return s.Peek().Value == "test" && p.peek(s, 1).Type == lexer.String
}

func (p *parser) test(s *lexer.Stream) (*ast.Test, error) {
	start := s.RawCursor()
	if p.nesting > 1 {
		p.reportAt("bad-test", lexer.SpanOf(s.Peek()), "a `test` stands in a block", "",
			"a test checks a file: move it out of the block, to the end of the file")
	}
	s.Next()
	n := &ast.Test{Name: p.stringLit(s.Next())}
	var err error
	if n.Body, err = p.block(s); err != nil {
		return nil, err
	}
	n.SetSpan(p.since(s, start))
	return n, nil
}
