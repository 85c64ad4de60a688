package parser

// Literals: the values of numbers and strings.

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer"
	"github.com/coro-lang/coro/lexer/source"
)

// intLit returns the node of an integer; one out of range is reported.
func (p *parser) intLit(t *lexer.Token) *ast.IntLit {
	n := &ast.IntLit{Loc: ast.Loc{At: lexer.SpanOf(t)}}
	value, ok := parseInt(t.Value)
	if !ok || value > math.MaxInt64 {
		p.integerRange(n.At)
		return n
	}
	n.Value = int64(value)
	return n
}

func (p *parser) integerRange(span source.Span) {
	p.reportAt("integer-range", span, "this integer is out of range", "",
		"integers go from -9223372036854775808 to 9223372036854775807; write it with `.0` for a float")
}

// parseInt returns the value of an integer literal. It is lenient: what is no
// number at all the lexer has reported, and it is not out of range.
func parseInt(text string) (value uint64, ok bool) {
	base := 10
	if len(text) > 2 && text[0] == '0' {
		switch text[1] | 0x20 {
		case 'x':
			base = 16
		case 'o':
			base = 8
		case 'b':
			base = 2
		}
		if base != 10 {
			text = text[2:]
		}
	}
	value, err := strconv.ParseUint(strings.ReplaceAll(text, "_", ""), base, 64)
	return value, !errors.Is(err, strconv.ErrRange)
}

// minInt parses -9223372036854775808, whose digits alone are out of range. It
// returns nil if there is anything else, or something after that binds tighter
// than the sign.
func (p *parser) minInt(s *lexer.Stream) ast.Expr {
	start := s.RawCursor()
	digits := p.peek(s, 1)
	if digits.Type != lexer.Int || len(digits.Value) < len("0x8000000000000000") {
		return nil
	}
	if value, ok := parseInt(digits.Value); !ok || value != 1<<63 {
		return nil
	}
	switch p.peek(s, 2).Type {
	case lexer.Pow, lexer.LParen, lexer.LBrack, lexer.Dot, lexer.QuestionDot:
		return nil
	}
	s.Next()
	s.Next()
	p.height, p.loose = 1, false
	return &ast.IntLit{Loc: ast.Loc{At: p.since(s, start)}, Value: math.MinInt64}
}

func (p *parser) floatLit(t *lexer.Token) *ast.FloatLit {
	n := &ast.FloatLit{Loc: ast.Loc{At: lexer.SpanOf(t)}}
	value, err := strconv.ParseFloat(strings.ReplaceAll(t.Value, "_", ""), 64)
	if errors.Is(err, strconv.ErrRange) {
		p.reportAt("float-range", n.At, "this number is out of range", "", "the greatest float is about 1.8e308")
	}
	n.Value = value
	return n
}

// stringLit returns the node of a string without interpolation.
func (p *parser) stringLit(t *lexer.Token) *ast.StringLit {
	n := &ast.StringLit{Loc: ast.Loc{At: lexer.SpanOf(t)}}
	text := t.Value
	switch {
	case text[0] == '`':
		n.Value = strings.ReplaceAll(strings.TrimSuffix(text[1:], "`"), "\r\n", "\n")
	case strings.HasPrefix(text, `"""`):
		pieces := []piece{textPiece(t)}
		p.dedent(pieces)
		n.Value = pieces[0].value
	default:
		n.Value = p.unescape(textPiece(t))
	}
	return n
}

// interp parses a string with interpolation, from its StrHead to its StrTail.
func (p *parser) interp(s *lexer.Stream) (ast.Expr, error) {
	open, saved := s.RawCursor(), p.begin()
	pieces := []piece{textPiece(s.Next())}
	var values []ast.Expr
	for {
		if k := s.Peek().Type; k == lexer.StrMid || k == lexer.StrTail {
			return nil, p.problem(s, "empty-interpolation", "there is nothing between `${` and `}`", "",
				"write an expression there, or `\\${` for the two characters")
		}
		x, err := p.partExpr(s)
		if err != nil {
			return nil, err
		}
		values = append(values, x)
		t := s.Peek()
		if t.Type != lexer.StrMid && t.Type != lexer.StrTail {
			return nil, p.unclosed(s, open, lexer.StrTail)
		}
		s.Next()
		pieces = append(pieces, textPiece(t))
		if t.Type == lexer.StrTail {
			break
		}
	}
	if strings.HasPrefix(p.tokens[open].Value, `"""`) {
		p.dedent(pieces)
	} else {
		for i := range pieces {
			pieces[i].value = p.unescape(pieces[i])
		}
	}
	p.end(s, saved)
	n := &ast.Interp{Parts: make([]ast.Expr, 0, 2*len(values)+1)}
	n.SetSpan(p.since(s, open))
	for i, piece := range pieces {
		if piece.value != "" {
			n.Parts = append(n.Parts, &ast.StringLit{Loc: ast.Loc{At: piece.span()}, Value: piece.value})
		}
		if i < len(values) {
			n.Parts = append(n.Parts, values[i])
		}
	}
	return n, nil
}

// piece is the text of a string literal between its quotes and interpolations:
// as written, with its offset, and as it is meant.
type piece struct {
	raw    string
	offset int
	value  string
}

func (t piece) span() source.Span { return source.At(t.offset, len(t.raw)) }

// textPiece cuts the delimiters off a token of a string literal. Those that are
// missing in an unterminated one the lexer has reported.
func textPiece(t *lexer.Token) piece {
	text, offset := t.Value, t.Pos.Offset
	quote := `"`
	switch {
	case t.Type == lexer.StrMid || t.Type == lexer.StrTail:
		quote = "}"
	case strings.HasPrefix(text, `"""`):
		quote = `"""`
	case text[0] == '\'':
		quote = "'"
	}
	text = text[len(quote):]
	offset += len(quote)
	switch t.Type {
	case lexer.StrHead, lexer.StrMid:
		text = strings.TrimSuffix(text, "${")
	case lexer.StrTail:
		// Three quotes end a `"""` literal; in a `"` one there is only the last.
		if strings.HasSuffix(text, `"""`) {
			text = strings.TrimSuffix(text, `"""`)
		} else {
			text = strings.TrimSuffix(text, `"`)
		}
	default:
		text = strings.TrimSuffix(text, quote)
	}
	return piece{raw: text, offset: offset}
}

// unescape returns the text of a piece with its escapes replaced.
func (p *parser) unescape(t piece) string {
	if strings.IndexByte(t.raw, '\\') < 0 {
		return t.raw
	}
	var b strings.Builder
	b.Grow(len(t.raw))
	p.unescapeTo(&b, t)
	return b.String()
}

func (p *parser) unescapeTo(b *strings.Builder, t piece) {
	raw := t.raw
	for i := 0; i < len(raw); {
		n := strings.IndexByte(raw[i:], '\\')
		if n < 0 {
			b.WriteString(raw[i:])
			return
		}
		b.WriteString(raw[i : i+n])
		i += n
		size, hint := writeEscape(b, raw[i:])
		if hint != "" {
			p.reportAt("bad-escape", source.At(t.offset+i, size), "`"+raw[i:i+size]+"` is no escape", "", hint)
		}
		i += size
	}
}

// simpleEscapes is what one character after a `\` stands for.
var simpleEscapes = map[byte]byte{
	'n': '\n', 't': '\t', 'r': '\r', '0': 0, '"': '"', '\'': '\'', '\\': '\\', '$': '$',
}

// writeEscape writes what the escape at the start of text stands for. It returns
// the length of the escape, and advice if it is none.
func writeEscape(b *strings.Builder, text string) (size int, hint string) {
	if len(text) == 1 {
		return 1, "a backslash is written `\\\\`"
	}
	switch c := text[1]; c {
	case 'x':
		if len(text) >= 4 {
			if v, err := strconv.ParseUint(text[2:4], 16, 8); err == nil {
				b.WriteByte(byte(v))
				return 4, ""
			}
		}
		return 2, "`\\x` takes two hexadecimal digits: `\\xFF`"
	case 'u':
		return writeUnicode(b, text)
	default:
		if v, ok := simpleEscapes[c]; ok {
			b.WriteByte(v)
			return 2, ""
		}
		_, width := utf8.DecodeRuneInString(text[1:])
		return 1 + width, "the escapes are \\n \\t \\r \\0 \\\" \\\\ \\$ \\xFF \\u{1F600}; a backslash is written `\\\\`, and a text in backquotes has no escapes"
	}
}

// writeUnicode is writeEscape for `\u{…}`.
func writeUnicode(b *strings.Builder, text string) (size int, hint string) {
	const form = "write the code point in hexadecimal digits and braces: `\\u{1F600}`"
	if !strings.HasPrefix(text, `\u{`) {
		return 2, form
	}
	end := strings.IndexByte(text[:min(len(text), len(`\u{10FFFF}`))], '}')
	if end < 0 {
		return 3, form
	}
	v, err := strconv.ParseUint(text[3:end], 16, 32)
	if err != nil {
		return end + 1, form
	}
	if !utf8.ValidRune(rune(v)) {
		return end + 1, "code points go up to \\u{10FFFF}, without the surrogates D800 to DFFF"
	}
	b.WriteRune(rune(v))
	return end + 1, ""
}
