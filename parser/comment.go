package parser

// Doc comments, which belong to the declaration below them.

import (
	"strings"

	"github.com/coro-lang/coro/lexer"
)

// docBefore returns the text of the `///` lines right above the next token. It
// is asked in the order of the text.
func (p *parser) docBefore(s *lexer.Stream) string {
	comments := p.lexer.Comments()
	end := s.Peek().Pos.Offset
	for p.comment < len(comments) && int(comments[p.comment].Span.Start) < end {
		p.comment++
	}
	first := p.comment
	for first > 0 && comments[first-1].Doc && p.adjacent(int(comments[first-1].Span.End), end) {
		first--
		end = int(comments[first].Span.Start)
	}
	if first == p.comment {
		return ""
	}
	lines := make([]string, 0, p.comment-first)
	for _, c := range comments[first:p.comment] {
		text := strings.TrimPrefix(p.file.Slice(c.Span), "///")
		lines = append(lines, strings.TrimPrefix(text, " "))
	}
	return strings.Join(lines, "\n")
}

// adjacent reports whether nothing stands between two offsets but blanks and one
// line break.
func (p *parser) adjacent(start, end int) bool {
	between := p.file.Text[start:end]
	return strings.TrimLeft(between, " \t\r\n") == "" && strings.Count(between, "\n") <= 1
}
