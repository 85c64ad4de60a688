package lexer

// Number literals.

import (
	"strings"

	"github.com/coro-lang/coro/lexer/source"
)

// scanNumber takes a number with all letters and digits that stick to it. A `.`
// belongs to it only between digits.
func (l *Lexer) scanNumber() Token {
	start, text := l.pos, l.text
	if text[start] == '0' && start+1 < len(text) {
		if digits := radixDigits(text[start+1]); digits != "" {
			return l.scanRadix(digits)
		}
	}
	kind := Int
	i := skipDigits(text, start)
	if i+1 < len(text) && text[i] == '.' && isDigit(text[i+1]) {
		kind = Float
		i = skipDigits(text, i+1)
	}
	if i < len(text) && text[i]|0x20 == 'e' {
		exponent := i + 1
		if exponent < len(text) && (text[exponent] == '+' || text[exponent] == '-') {
			exponent++
		}
		if exponent < len(text) && isDigit(text[exponent]) {
			kind = Float
			i = skipDigits(text, exponent)
		} else if exponent > i+1 {
			l.pos = exponent
			l.badNumber(i, exponent, "this number has no exponent", "write digits after the `e`, as in 1e-9")
			return l.token(Float, start, exponent)
		}
	}
	l.pos = nameEnd(text, i)
	l.checkNumber(start, i, kind)
	return l.token(kind, start, l.pos)
}

// scanRadix takes a `0x`, `0b` or `0o` literal.
func (l *Lexer) scanRadix(digits string) Token {
	start := l.pos
	l.pos = nameEnd(l.text, start)
	text := l.text[start:l.pos]
	if len(text) == 2 {
		l.badNumber(start, l.pos, "this number has no digits", "write at least one digit after `"+text+"`")
	}
	for i := 2; i < len(text); i++ {
		if text[i] != '_' && strings.IndexByte(digits, text[i]|0x20) < 0 {
			l.badNumber(start+i, l.pos, "`"+text[i:]+"` is not part of a `"+text[:2]+"` number",
				"its digits are "+digits[:1]+" to "+strings.ToUpper(digits[len(digits)-1:]))
			break
		}
	}
	l.checkUnderscores(start, l.pos)
	return l.token(Int, start, l.pos)
}

// radixDigits returns the digits after `0` and the letter c, or "".
func radixDigits(c byte) string {
	switch c | 0x20 {
	case 'x':
		return "0123456789abcdef"
	case 'o':
		return "01234567"
	case 'b':
		return "01"
	}
	return ""
}

// checkNumber reports what is wrong with a decimal number that ends at end, and
// with the letters that stick to it, up to l.pos.
func (l *Lexer) checkNumber(start, end int, kind Kind) {
	text := l.text[start:l.pos]
	switch {
	case l.pos > end && strings.EqualFold(l.text[end:l.pos], "e"):
		l.badNumber(end, l.pos, "this number has no exponent", "write digits after the `e`, as in 1e-9")
	case l.pos > end:
		l.badNumber(end, l.pos, "`"+l.text[end:l.pos]+"` cannot follow a number",
			"put a blank or an operator between them; a name cannot start with a digit")
	case kind == Int && len(text) > 1 && text[0] == '0':
		l.badNumber(start, l.pos, "an integer cannot start with `0`", leadingZero(strings.TrimLeft(text, "0_")))
	default:
		l.checkUnderscores(start, l.pos)
	}
}

// leadingZero says what to write for a number of these digits behind a zero.
func leadingZero(digits string) string {
	switch {
	case digits == "":
		return "write `0`"
	case strings.ContainsAny(digits, "89"):
		return "write `" + digits + "`"
	}
	return "write `0o" + digits + "` if it is octal, else `" + digits + "`"
}

// checkUnderscores reports a `_` that does not stand between two digits.
func (l *Lexer) checkUnderscores(start, end int) {
	text := l.text[start:end]
	for i := strings.IndexByte(text, '_'); i >= 0 && i < len(text); i++ {
		if text[i] != '_' || i > 0 && isNameByte[text[i-1]] && text[i-1] != '_' &&
			i+1 < len(text) && isNameByte[text[i+1]] && text[i+1] != '_' {
			continue
		}
		l.badNumber(start+i, start+i+1, "`_` must stand between two digits", "write it as in 1_000_000")
		return
	}
}

func (l *Lexer) badNumber(start, end int, message, hint string) {
	l.report("bad-number", source.At(start, end-start), message, "", hint)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// skipDigits returns the end of the digits and underscores at offset i.
func skipDigits(text string, i int) int {
	for i < len(text) && (isDigit(text[i]) || text[i] == '_') {
		i++
	}
	return i
}
