package source

// How wide characters are on a terminal, and which must not reach one.

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// wide holds the blocks whose characters take two cells: the East Asian Wide
// and Fullwidth ranges of Unicode's EastAsianWidth.txt, rounded to blocks, and
// the emoji. A character missed here only shifts a caret.
var wide = []struct{ first, last rune }{
	{0x1100, 0x115f},
	{0x2e80, 0x303e},
	{0x3041, 0xa4cf},
	{0xac00, 0xd7a3},
	{0xf900, 0xfaff},
	{0xfe30, 0xfe6f},
	{0xff00, 0xff60},
	{0xffe0, 0xffe6},
	{0x1f300, 0x1f64f},
	{0x1f680, 0x1f6ff},
	{0x1f900, 0x1faff},
	{0x20000, 0x3fffd},
}

// cellsOf is the number of terminal cells that printable(c) takes.
func cellsOf(c rune) int {
	switch {
	case c == '\t':
		return tabWidth
	case c < 0x300:
		return 1
	case unicode.In(c, unicode.Mn, unicode.Me):
		return 0
	}
	for _, block := range wide {
		if c >= block.first && c <= block.last {
			return 2
		}
	}
	return 1
}

// printable returns c, or the replacement character for what could move the
// cursor, reorder the line or otherwise command a terminal.
func printable(c rune) rune {
	if unicode.IsControl(c) || unicode.Is(unicode.Cf, c) || c == '\u2028' || c == '\u2029' {
		return utf8.RuneError
	}
	return c
}

// clean makes program text that is quoted in a message safe to print.
func clean(text string) string {
	return strings.Map(printable, text)
}

// message cleans a message, of which all lines but the first are indented, so that
// none of them looks like something else.
func message(text string) string {
	var b strings.Builder
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			b.WriteString("\n    ")
			line = strings.TrimLeft(line, " ")
		}
		b.WriteString(clean(line))
	}
	return b.String()
}
