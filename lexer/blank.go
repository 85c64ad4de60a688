package lexer

// What stands between tokens: blanks, comments, and the newlines that end
// statements.

import (
	"strings"

	"github.com/coro-lang/coro/lexer/source"
)

// skipPrologue skips a byte order mark and a `#!` line.
func (l *Lexer) skipPrologue() {
	if strings.HasPrefix(l.text, "\ufeff") {
		l.pos = len("\ufeff")
	}
	if strings.HasPrefix(l.text[l.pos:], "#!") {
		l.skipLine()
	}
}

// skipBlank skips blanks and comments, and returns the offset of the first
// newline among them, or -1.
func (l *Lexer) skipBlank() (newline int) {
	newline = -1
	for l.pos < len(l.text) {
		switch l.text[l.pos] {
		case ' ', '\t', '\r':
			l.pos++
		case '\n':
			if newline < 0 {
				newline = l.pos
			}
			l.pos++
		case '/':
			if !l.skipComment(&newline) {
				return newline
			}
		default:
			return newline
		}
	}
	return newline
}

// skipComment skips a comment and reports whether there was one. A newline
// inside a `/* */` counts like any other.
func (l *Lexer) skipComment(newline *int) bool {
	rest, start := l.text[l.pos:], l.pos
	switch {
	case strings.HasPrefix(rest, "//"):
		l.skipLine()
		doc := strings.HasPrefix(rest, "///") && !strings.HasPrefix(rest, "////")
		l.comment(start, doc)
	case strings.HasPrefix(rest, "/*"):
		l.skipBlockComment()
		if n := strings.IndexByte(l.text[start:l.pos], '\n'); n >= 0 && *newline < 0 {
			*newline = start + n
		}
		l.comment(start, false)
	default:
		return false
	}
	return true
}

func (l *Lexer) comment(start int, doc bool) {
	end := start + len(strings.TrimSuffix(l.text[start:l.pos], "\r"))
	l.comments = append(l.comments, Comment{Span: source.At(start, end-start), Doc: doc})
}

// skipLine moves to the next newline.
func (l *Lexer) skipLine() {
	n := strings.IndexByte(l.text[l.pos:], '\n')
	if n < 0 {
		n = len(l.text) - l.pos
	}
	l.pos += n
}

func (l *Lexer) skipBlockComment() {
	start, depth := l.pos, 0
	for i := start; i+1 < len(l.text); i++ {
		switch l.text[i : i+2] {
		case "/*":
			depth++
			i++
		case "*/":
			depth--
			i++
		}
		if depth == 0 {
			l.pos = i + 1
			return
		}
	}
	l.pos = len(l.text)
	l.unclosed("unterminated-comment", source.At(start, 2), "this comment is never closed",
		"end it with `*/`; comments nest, so each `/*` needs its own")
}

// endsStatement decides about a newline before a token of kind next: whether it
// ends the statement. inside is the innermost bracket that is open there.
func (l *Lexer) endsStatement(inside byte, next Kind) bool {
	if inside != '{' {
		return l.forgotBracket(next)
	}
	switch next {
	case Dot, QuestionDot, Pipe:
		return false
	case Else, Catch:
		if !l.isKey() {
			return false
		}
	}
	return !continues(l.prev)
}

// forgotBracket reports whether a line inside `( )` or `[ ]` starts with a word
// that only a statement starts with. The brackets count as closed then, so that
// one that was forgotten does not spoil the rest of the file.
func (l *Lexer) forgotBracket(next Kind) bool {
	if l.isKey() { // of a class pattern
		return false
	}
	switch next {
	case Let, Var, While, For, Defer, Class, Record, Import, Export:
	case Return, Throw, Break, Continue:
		if continues(l.prev) {
			return false
		}
	default:
		return false
	}
	for n := len(l.open); n > 0 && (l.open[n-1] == '(' || l.open[n-1] == '['); n-- {
		l.open = l.open[:n-1]
		l.nesting--
	}
	return len(l.open) == 0 || l.open[len(l.open)-1] == '{'
}

// isKey reports whether the word that was just scanned is followed by a `:`, as
// the key of a map is.
func (l *Lexer) isKey() bool {
	rest := strings.TrimLeft(l.text[l.pos:min(len(l.text), l.pos+8)], " \t")
	return strings.HasPrefix(rest, ":")
}

// continues reports whether a statement goes on in the next line after a token
// of kind k: an operator, a `,`, an opening bracket, or another `;`.
func continues(k Kind) bool {
	switch k {
	case Semi, In, Is, LParen, LBrack, LBrace, StrHead, StrMid:
		return true
	case RParen, RBrack, RBrace, Question, Ellipsis:
		return false
	}
	return k >= Comma
}
