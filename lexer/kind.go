package lexer

// Token kinds, their texts and the tables the scanner finds them by.

import (
	plexer "github.com/alecthomas/participle/v2/lexer"

	"github.com/coro-lang/coro/lexer/source"
)

// Kind is the kind of a token.
type Kind = plexer.TokenType

// Token is a token: its Kind in Type, its source text in Value (always a
// substring of the file) and its byte offset in Pos.Offset. The line and column
// of Pos are not filled; source.File computes them for the few that need them.
type Token = plexer.Token

// Stream is the token stream that the parser reads.
type Stream = plexer.PeekingLexer

// Cursor is the index of a token in its stream.
type Cursor = plexer.RawCursor

// SpanOf returns the place of a token.
func SpanOf(t *Token) source.Span { return source.At(t.Pos.Offset, len(t.Value)) }

// The kinds. Words and operators stand in the order of their texts in kindText.
const (
	EOF Kind = plexer.EOF

	Illegal Kind = iota // text that is no token; its diagnostic is in the lexer's list
	Semi                // `;`, or a newline that ends a statement
	Ident
	Int
	Float
	String  // a string without interpolation, of any form
	StrHead // `"text ${`
	StrMid  // `} text ${`
	StrTail // `} text"`

	Let
	Var
	Fn
	If
	Else
	While
	For
	In
	Is
	Break
	Continue
	Return
	Match
	Try
	Catch
	Throw
	Defer
	Yield
	Coro
	Class
	Record
	Import
	Export
	Self
	Super
	True
	False
	Nil
	Spawn
	Scope
	Race
	Select
	Timeout
	Noyield

	LParen
	RParen
	LBrack
	RBrack
	LBrace
	RBrace
	Comma
	Colon
	Question
	Dot
	QuestionDot
	Ellipsis
	Arrow // =>
	Assign
	AddAssign
	SubAssign
	MulAssign
	DivAssign
	RemAssign
	PowAssign
	AddWrapAssign
	SubWrapAssign
	MulWrapAssign
	ShlAssign
	ShrAssign
	AndAssign
	OrAssign
	XorAssign
	CoalesceAssign
	Add
	Sub
	Mul
	Div
	Rem
	Pow
	AddWrap
	SubWrap
	MulWrap
	Shl
	Shr
	And
	Or
	Xor
	Tilde
	Not
	LogicAnd
	LogicOr
	Coalesce
	Pipe // |>
	Range
	RangeIncl
	Eq
	Ne
	Lt
	Le
	Gt
	Ge
	NotIs
	NotIn

	KindCount // the size of a table indexed by kind
)

// kindText is the text of each kind, or its name where the text varies.
var kindText = [KindCount]string{
	Illegal: "Illegal", Semi: "Semi", Ident: "Ident", Int: "Int", Float: "Float",
	String: "String", StrHead: "StrHead", StrMid: "StrMid", StrTail: "StrTail",

	Let: "let", Var: "var", Fn: "fn", If: "if", Else: "else", While: "while",
	For: "for", In: "in", Is: "is", Break: "break", Continue: "continue",
	Return: "return", Match: "match", Try: "try", Catch: "catch", Throw: "throw",
	Defer: "defer", Yield: "yield", Coro: "coro", Class: "class", Record: "record",
	Import: "import", Export: "export", Self: "self", Super: "super", True: "true",
	False: "false", Nil: "nil", Spawn: "spawn", Scope: "scope", Race: "race",
	Select: "select", Timeout: "timeout", Noyield: "noyield",

	LParen: "(", RParen: ")", LBrack: "[", RBrack: "]", LBrace: "{", RBrace: "}",
	Comma: ",", Colon: ":", Question: "?", Dot: ".", QuestionDot: "?.",
	Ellipsis: "...", Arrow: "=>", Assign: "=",
	AddAssign: "+=", SubAssign: "-=", MulAssign: "*=", DivAssign: "/=", RemAssign: "%=",
	PowAssign: "**=", AddWrapAssign: "+%=", SubWrapAssign: "-%=", MulWrapAssign: "*%=",
	ShlAssign: "<<=", ShrAssign: ">>=", AndAssign: "&=", OrAssign: "|=", XorAssign: "^=",
	CoalesceAssign: "??=",
	Add:            "+", Sub: "-", Mul: "*", Div: "/", Rem: "%", Pow: "**",
	AddWrap: "+%", SubWrap: "-%", MulWrap: "*%", Shl: "<<", Shr: ">>",
	And: "&", Or: "|", Xor: "^", Tilde: "~", Not: "!", LogicAnd: "&&", LogicOr: "||",
	Coalesce: "??", Pipe: "|>", Range: "..", RangeIncl: "..=",
	Eq: "==", Ne: "!=", Lt: "<", Le: "<=", Gt: ">", Ge: ">=", NotIs: "!is", NotIn: "!in",
}

// KindText returns the text of a keyword or operator, and the name of any other
// kind.
func KindText(k Kind) string {
	switch {
	case k == EOF:
		return "EOF"
	case k > 0 && k < KindCount:
		return kindText[k]
	}
	return "?"
}

// WordKind returns the kind of a word: that of a reserved word, or Ident.
func WordKind(text string) Kind {
	if text[0] >= 0x80 {
		return Ident
	}
	for k := firstOf[text[0]]; k != 0; k = nextOf[k] {
		if kindText[k] == text {
			return k
		}
	}
	return Ident
}

// IsWord reports whether a token of kind k is a word: an identifier or a
// reserved word, which are the same after `.` and as a key.
func IsWord(k Kind) bool { return k == Ident || IsKeyword(k) }

// IsKeyword reports whether k is a reserved word.
func IsKeyword(k Kind) bool { return k >= Let && k <= Noyield }
