package lexer

// Comments, which the grammar does not see.

import "github.com/coro-lang/coro/lexer/source"

// Comment is one `//`, `///` or `/* */` comment.
type Comment struct {
	Span source.Span // without the line break
	Doc  bool        // a `///` comment
}

// Unexpected is the error of a token that cannot stand where it does.
type Unexpected struct {
	Token Token
	Want  string // what could: "a name", "an expression"
}

func (u *Unexpected) Error() string {
	return "expected " + u.Want + ", found " + u.Token.String()
}
