package lexer

// String literals. Only their ends are found here; the parser unescapes them.

import (
	"strings"

	"github.com/coro-lang/coro/lexer/source"
)

// scanString takes a literal that starts with `"` or `"""`, up to its end or its
// first `${`.
func (l *Lexer) scanString() Token {
	start := l.pos
	if strings.HasPrefix(l.text[start:], `"""`) {
		l.pos += 3
		return l.scanText(start, start, '3')
	}
	l.pos++
	return l.scanText(start, start, '$')
}

// scanStringRest takes what follows the expression of an interpolation, from its
// `}` to the end of the literal or its next `${`.
func (l *Lexer) scanStringRest(form byte) Token {
	literal := l.literal[len(l.literal)-1]
	l.literal = l.literal[:len(l.literal)-1]
	start := l.pos
	l.pos++
	return l.scanText(literal, start, form)
}

// scanText takes text up to the end of the literal or the next `${`. The token
// starts at start, the literal at literal; form is '3' for a `"""` literal.
func (l *Lexer) scanText(literal, start int, form byte) Token {
	for ; l.pos < len(l.text); l.pos++ {
		switch l.text[l.pos] {
		case '\\':
			if l.pos+1 < len(l.text) && l.text[l.pos+1] != '\n' {
				l.pos++
			}
		case '$':
			if strings.HasPrefix(l.text[l.pos:], "${") {
				l.pos += 2
				l.push(form)
				l.literal = append(l.literal, literal)
				return l.token(textKind(literal == start, false), start, l.pos)
			}
		case '"':
			if form == '3' && !strings.HasPrefix(l.text[l.pos:], `"""`) {
				continue
			}
			l.pos += quotes(form)
			return l.token(textKind(literal == start, true), start, l.pos)
		case '\n':
			if form == '3' {
				continue
			}
			l.report(CodeUnterminated, source.At(literal, l.pos-literal), "this string is never closed",
				"opened here", "end it with `\"` on the same line, or write it as `\"\"\"` text of several lines")
			return l.token(textKind(literal == start, true), start, l.pos)
		}
	}
	l.unclosed(CodeUnterminated, source.At(literal, quotes(form)), "this string is never closed",
		"end it with `"+strings.Repeat(`"`, quotes(form))+"`")
	l.pos = len(l.text)
	return l.token(textKind(literal == start, true), start, l.pos)
}

// CodeUnterminated is the code of a string that is never closed.
const CodeUnterminated = "unterminated-string"

// quotes is the number of quotes around a literal.
func quotes(form byte) int {
	if form == '3' {
		return 3
	}
	return 1
}

func textKind(first, last bool) Kind {
	switch {
	case first && last:
		return String
	case first:
		return StrHead
	case last:
		return StrTail
	}
	return StrMid
}

// scanRawString takes a literal in backquotes.
func (l *Lexer) scanRawString() Token {
	start := l.pos
	n := strings.IndexByte(l.text[start+1:], '`')
	if n < 0 {
		l.unclosed(CodeUnterminated, source.At(start, 1), "this raw string is never closed",
			"end it with a backquote")
		l.pos = len(l.text)
		return l.token(String, start, l.pos)
	}
	l.pos = start + n + 2
	return l.token(String, start, l.pos)
}

// scanSingleQuoted takes 'text' as the string that was meant; without a second
// quote in its line it is an illegal character.
func (l *Lexer) scanSingleQuoted() Token {
	const message = "strings are written in double quotes"
	start := l.pos
	line := l.text[start+1:]
	if n := strings.IndexByte(line, '\n'); n >= 0 {
		line = line[:n]
	}
	n := strings.IndexByte(line, '\'')
	if n < 0 {
		l.pos++
		l.report("single-quotes", source.At(start, 1), message, "", "write \"text\"")
		return l.token(Illegal, start, start+1)
	}
	l.pos = start + n + 2
	end := l.pos
	hint := "write \"" + line[:n] + "\""
	if n > 40 || strings.ContainsAny(line[:n], `"\`) {
		hint = "write \"text\""
	}
	l.report("single-quotes", source.At(start, end-start), message, "", hint)
	return l.token(String, start, end)
}
