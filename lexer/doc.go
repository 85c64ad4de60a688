// Package lexer turns source text into tokens.
//
// It is a hand-written participle lexer.Definition. Newlines that end a
// statement become Semi tokens here, and a string with interpolation is split
// into StrHead, StrMid and StrTail around the tokens of its expressions, so that
// the grammar knows neither. The lexer never fails: what is wrong is a
// diagnostic in its list, and the token that follows is the most plausible one.
//
// It imports lexer/source and participle's lexer package.
package lexer
