package parser

// Keywords that are misspelt.

import (
	"github.com/coro-lang/coro/lexer"
	"github.com/coro-lang/coro/lexer/source"
)

// The words that a statement, and an operand, begin with, and those behind a block.
var (
	statementWords = []string{
		"let", "var", "fn", "if", "while", "for", "break", "continue", "return", "match", "try", "throw", "defer", "yield",
		"coro", "class", "record", "import", "export", "spawn", "scope", "timeout", "noyield", "test",
	}
	operandWords = []string{"if", "match", "try", "yield", "coro", "spawn"}
	elseWords    = []string{"else", "catch"}
	loneWords    = []string{"break", "continue", "return", "yield"} // that may be a statement of their own
)

// closest returns the one of some keywords that was most likely meant by a name.
func closest(name string, words []string) (word string, ok bool) {
	if len(name) < shortestMisspelt {
		return "", false
	}
	return source.Suggest(name, words)
}

// shortestMisspelt is the length of the shortest word that is taken for a misspelt
// keyword; two letters are too near to all that is short.
const shortestMisspelt = 3

// misspelt is the advice about a name, at the token or before it, that looks like a
// keyword. It stands where the keyword would.
func (p *parser) misspelt(token lexer.Cursor) advice {
	t := &p.tokens[token]
	if token > 0 && t.Type == lexer.Ident && p.tokens[token-1].Type == lexer.RBrace {
		if a := p.meant(token, elseWords); a.hint != "" {
			return a
		}
	}
	if token == 0 || !isArgument(t.Type) && !lexer.IsKeyword(t.Type) && t.Type != lexer.LBrace && t.Type != lexer.LBrack {
		return advice{}
	}
	if token > 1 && isInfix(p.tokens[token-2].Type) {
		return p.meant(token-1, operandWords)
	}
	if p.startsStatement(token - 1) {
		return p.meant(token-1, statementWords)
	}
	return advice{}
}

// startsStatement reports whether a token stands where a statement begins.
func (p *parser) startsStatement(token lexer.Cursor) bool {
	if token == 0 {
		return true
	}
	k := p.tokens[token-1].Type
	return k == lexer.Semi || k == lexer.LBrace || k == lexer.RBrace
}

// isInfix reports whether an operand follows a token of kind k.
func isInfix(k lexer.Kind) bool {
	_, assigns := assignOps[k]
	return assigns || k == lexer.Arrow || k >= 0 && infixes[k].power != noInfix
}

// meant is the advice to write one of some words in place of a token.
func (p *parser) meant(token lexer.Cursor, words []string) advice {
	t := &p.tokens[token]
	word, ok := closest(t.Value, words)
	if t.Type != lexer.Ident || !ok {
		return advice{}
	}
	return advice{hint: "did you mean `" + word + "`?", foreign: "keyword `" + t.Value + "`", at: lexer.SpanOf(t)}
}
