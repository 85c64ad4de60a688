// Package parser turns a source file into a syntax tree, or into all that is
// wrong with it.
//
// Statements that begin with a keyword are parsed by participle from the struct
// tags in package ast, up to their bodies; lists of statements and expressions by
// hand, where recovery, precedence and speed ask for it: participle calls back
// for every Expr, Binding and Type in a tag. The grammar is LL(1) but for a label
// and `fn`, which take a second token. A statement that cannot be parsed is
// reported, becomes an ast.BadStmt, and the parser goes on with the next.
//
// Nothing here is unbounded: nesting by MaxNesting, the height of a tree by
// MaxHeight, diagnostics by MaxDiagnostics.
//
// It imports ast, lexer, lexer/source and participle.
package parser
