package lexer

// The entry points: a file's lexer, and the participle definition of it.

import (
	"io"

	plexer "github.com/alecthomas/participle/v2/lexer"

	"github.com/coro-lang/coro/lexer/source"
)

// MaxNesting is the depth of brackets at which a lexer gives up: it reports that
// and says that the file ends.
const MaxNesting = 200

// MaxDiagnostics is the number of diagnostics after which a lexer gives up and
// says that the file ends.
const MaxDiagnostics = 50

// Lexer splits one file into tokens. It implements participle's lexer.Lexer.
type Lexer struct {
	file *source.File
	text string
	pos  int // of the next byte to look at

	prev    Kind // of the token returned last
	queued  bool // next waits behind the Semi that was returned before it
	next    Token
	open    []byte // the open brackets: '(', '[', '{', and '$' and '3' for `${` in `"` and `"""`
	braces  int    // how many of open a `}` closes
	nesting int    // the number of open brackets at the last Semi
	literal []int  // offsets of the string literals that the '$' and '3' in open belong to

	comments    []Comment
	diagnostics source.Diagnostics
	broken      bool // what follows is not to be read
}

// New returns a lexer at the start of a file.
func New(file *source.File) *Lexer {
	l := &Lexer{file: file, text: file.Text, prev: Semi}
	l.skipPrologue()
	return l
}

// Next returns the next token; after the last one, EOF for ever. The error is
// always nil.
func (l *Lexer) Next() (Token, error) {
	if l.queued {
		l.queued = false
		l.prev = l.next.Type
		return l.next, nil
	}
	newline := l.skipBlank()
	l.nesting = len(l.open)
	inside := byte('{')
	if l.nesting > 0 {
		inside = l.open[l.nesting-1]
	}
	t := l.scan()
	if newline >= 0 && l.endsStatement(inside, t.Type) {
		l.queued, l.next = true, t
		l.prev = Semi
		return l.token(Semi, newline, newline+1), nil
	}
	l.prev = t.Type
	return t, nil
}

// InBrackets reports whether the token returned last, if it is a Semi, stands
// inside brackets.
func (l *Lexer) InBrackets() bool { return l.nesting > 0 }

// AtEnd reports whether the token returned last is the EOF.
func (l *Lexer) AtEnd() bool { return l.prev == EOF }

// Comments returns the comments before the token returned last.
func (l *Lexer) Comments() []Comment { return l.comments }

// Diagnostics returns what was wrong up to the token returned last.
func (l *Lexer) Diagnostics() source.Diagnostics { return l.diagnostics }

// Broken reports whether the file ends too early: inside a string or comment, or
// because the lexer gave up.
func (l *Lexer) Broken() bool { return l.broken }

// Definition is the participle definition of the lexer.
type Definition struct{}

// Symbols returns the kinds that a tag can name: those whose text varies. Keywords
// and operators stand in tags as their text.
func (Definition) Symbols() map[string]Kind {
	symbols := map[string]Kind{"EOF": EOF}
	for k := Illegal; k < Let; k++ {
		symbols[kindText[k]] = k
	}
	return symbols
}

// Lex reads all of r. It is there for participle; the parser calls New.
func (Definition) Lex(name string, r io.Reader) (plexer.Lexer, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	return New(source.NewFile(name, string(text))), nil
}

func (l *Lexer) token(k Kind, start, end int) Token {
	return Token{Type: k, Value: l.text[start:end], Pos: plexer.Position{Offset: start}}
}

func (l *Lexer) report(code string, span source.Span, message, label, hint string) {
	l.diagnostics = append(l.diagnostics, source.Diagnostic{
		File: l.file, Code: code, Span: span, Message: message, Label: label, Hint: hint,
	})
	if len(l.diagnostics) == MaxDiagnostics {
		l.broken = true
	}
}

// unclosed reports a string or comment, opened at span, that the end of the file
// leaves open.
func (l *Lexer) unclosed(code string, span source.Span, message, hint string) {
	l.report(code, span, message, "opened here", hint)
	l.diagnostics[len(l.diagnostics)-1].Incomplete = true
	l.broken = true
}
