package lexer

// One token at a time: words, operators, brackets, and text that is no token.

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/coro-lang/coro/lexer/source"
)

// firstOf and nextOf hold the keywords and operators by the first byte of their
// text, the longest first: firstOf[c], nextOf of that, and so on up to 0.
var firstOf, nextOf = chainKinds()

func chainKinds() (first [128]Kind, next [KindCount]Kind) {
	for k := KindCount - 1; k >= Let; k-- {
		link := &first[kindText[k][0]]
		for *link != 0 && len(kindText[*link]) > len(kindText[k]) {
			link = &next[*link]
		}
		next[k], *link = *link, k
	}
	return first, next
}

// isNameByte marks the ASCII bytes of a name after its first.
var isNameByte = func() (table [256]bool) {
	for c := range table {
		table[c] = c == '_' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z' && c < 0x80
	}
	return table
}()

// scan returns the token at l.pos, which is not a blank.
func (l *Lexer) scan() Token {
	if l.pos >= len(l.text) || l.broken {
		return l.token(EOF, l.pos, l.pos)
	}
	switch c := l.text[l.pos]; {
	case '0' <= c && c <= '9':
		return l.scanNumber()
	case isNameByte[c]:
		return l.scanWord()
	case c == '"':
		return l.scanString()
	case c == '`':
		return l.scanRawString()
	case c == ';':
		l.pos++
		return l.token(Semi, l.pos-1, l.pos)
	case c < 0x80:
		return l.scanOperator()
	default:
		if r, _ := utf8.DecodeRuneInString(l.text[l.pos:]); unicode.IsLetter(r) {
			return l.scanWord()
		}
		return l.scanIllegal()
	}
}

func (l *Lexer) scanWord() Token {
	start := l.pos
	l.pos = nameEnd(l.text, start)
	text := l.text[start:l.pos]
	if l.prev == Dot || l.prev == QuestionDot {
		return l.token(Ident, start, l.pos)
	}
	return l.token(WordKind(text), start, l.pos)
}

// nameEnd returns the end of the letters, digits and underscores at offset i.
func nameEnd(text string, i int) int {
	for i < len(text) {
		if isNameByte[text[i]] {
			i++
			continue
		}
		if text[i] < 0x80 {
			break
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) {
			break
		}
		i += size
	}
	return i
}

func (l *Lexer) scanOperator() Token {
	start, rest := l.pos, l.text[l.pos:]
	for k := firstOf[rest[0]]; k != 0; k = nextOf[k] {
		text := kindText[k]
		if !strings.HasPrefix(rest, text) {
			continue
		}
		if (k == NotIs || k == NotIn) && nameEnd(rest, len(text)) > len(text) {
			continue // `!island` negates a variable
		}
		if k == RBrace {
			if opener := l.closeBrace(); opener == '$' || opener == '3' {
				return l.scanStringRest(opener)
			}
		}
		l.pos += len(text)
		l.bracket(k)
		return l.token(k, start, l.pos)
	}
	return l.scanIllegal()
}

// bracket keeps the stack of open brackets. A closing one that fits none of the
// three innermost is left to the parser's diagnostics; looking further would
// make hostile input quadratic.
func (l *Lexer) bracket(k Kind) {
	switch k {
	case LParen, LBrack, LBrace:
		l.push(kindText[k][0])
	case RParen:
		l.close('(')
	case RBrack:
		l.close('[')
	}
}

func (l *Lexer) push(opener byte) {
	l.open = append(l.open, opener)
	if opener != '(' && opener != '[' {
		l.braces++
	}
	if len(l.open) > MaxNesting {
		l.report("too-deep", source.At(l.pos-1, 1), "this is nested too deeply", "",
			"give the inner parts names, or move them into functions of their own")
		l.broken = true
	}
}

func (l *Lexer) close(opener byte) {
	for i := len(l.open) - 1; i >= max(0, len(l.open)-3); i-- {
		switch l.open[i] {
		case opener:
			l.open = l.open[:i]
			return
		case '{', '$', '3':
			return
		}
	}
}

// closeBrace closes the innermost `{` or `${`, with all brackets that were
// forgotten inside, and returns what it was; 0 if there is none. The brace itself
// is not consumed.
func (l *Lexer) closeBrace() (opener byte) {
	if l.braces == 0 {
		return 0
	}
	l.braces--
	for opener != '{' && opener != '$' && opener != '3' {
		opener = l.open[len(l.open)-1]
		l.open = l.open[:len(l.open)-1]
	}
	return opener
}

// foreign holds advice about characters that other languages use.
var foreign = map[rune]string{
	'#': "comments start with `//`",
	'“': "strings are written in plain double quotes, \"text\"",
	'”': "strings are written in plain double quotes, \"text\"",
	'‘': "strings are written in plain double quotes, \"text\"",
	'’': "strings are written in plain double quotes, \"text\"",
	'$': "a variable is written without `$`; inside a string, as `${name}`",
	'@': "Coro has no decorators or annotations",
	'×': "multiply with `*`",
	'÷': "divide with `/`",
	'–': "the minus sign is a plain `-`",
	'—': "the minus sign is a plain `-`",
	'−': "the minus sign is a plain `-`",
	'…': "a range is written `a..b`, and spreading `...xs`",
	'≠': "write `!=`",
	'≤': "write `<=`",
	'≥': "write `>=`",
}

// scanIllegal takes the characters that begin no token, all that follow each
// other as one token.
func (l *Lexer) scanIllegal() Token {
	if l.text[l.pos] == '\'' {
		return l.scanSingleQuoted()
	}
	start := l.pos
	first, width := utf8.DecodeRuneInString(l.text[start:])
	for l.pos < len(l.text) {
		r, size := utf8.DecodeRuneInString(l.text[l.pos:])
		if r != first {
			break
		}
		l.pos += size
	}
	end := l.pos
	message, hint := "unexpected character `"+string(first)+"`", foreign[first]
	switch {
	case first == utf8.RuneError && width == 1:
		message = "this is not valid UTF-8 text"
	case first == '#' && nameEnd(l.text, end) > end:
		hint += ", and the length of x is `len(x)`"
	case !unicode.IsPrint(first):
		message = fmt.Sprintf("unexpected character %U", first)
		hint = "it cannot be seen: delete it, and type a blank if one belongs there"
	}
	l.report("illegal-character", source.At(start, end-start), message, "", hint)
	return l.token(Illegal, start, end)
}
