// Package ast is the syntax tree: plain nodes with exact places.
//
// Expr, Stmt, Pattern, Type and Member are closed sets. A statement that begins with a
// keyword carries its grammar in participle struct tags, up to its body; all
// other nodes are built by hand in the parser. Nodes hold what was written: two
// forms of one meaning (`{x}` and `{x: x}`) stay apart only where a printer
// needs it. What a program means, and which trees mean nothing, is the
// compiler's business. Print writes a tree as source again.
//
// A tree's depth is bounded by the parser (see parser.MaxNesting
// and parser.MaxHeight), so walking it by recursion is safe. The lists in it (Arms,
// Elems, Stmts, …) are not bounded.
//
// The package imports lexer, for the one node that finds its place in the token
// stream itself, and lexer/source.
package ast

// What all nodes share, and the root.

import (
	"github.com/coro-lang/coro/lexer"
	"github.com/coro-lang/coro/lexer/source"
)

// Node is any node of the tree.
type Node interface {
	// Span is the place from the first byte of the node to its last.
	Span() source.Span
}

// Expr is an expression.
type Expr interface {
	Node
	expr()
}

// Stmt is a statement.
type Stmt interface {
	Node
	stmt()
}

// Pattern is what a value is destructured by.
type Pattern interface {
	Node
	pattern()
}

// Type is an annotation, or the right side of `is`.
type Type interface {
	Node
	typ()
}

// ExprOrTuple is an Expr in a place where a bare `a, b` makes a tuple: right of
// `=` and after `return` and `yield`. The bare tuple is a *TupleLit with Bare set.
type ExprOrTuple interface{ Expr }

// Binding is a Pattern in a place where a bare `a, b` destructures a tuple: after
// `let`, `var` and `for`. The bare tuple is a *TuplePattern with Bare set.
type Binding interface{ Pattern }

// Qualified is an Expr in a place where only a name or `module.name` may stand:
// an *Ident, or a *Field around one.
type Qualified interface{ Expr }

// Loc is the place of a node; nodes embed it.
type Loc struct{ At source.Span }

// Span returns the place of the node.
func (l *Loc) Span() source.Span { return l.At }

// SetSpan is for the parser: participle fills a tagged struct, and only then is
// it known where the struct ends.
func (l *Loc) SetSpan(s source.Span) { l.At = s }

// Mark is the place of a token in a node.
type Mark struct{ At source.Span }

// Module is one source file.
type Module struct {
	Loc
	File     *source.File
	Stmts    []Stmt
	Comments []lexer.Comment // all of them, in order, doc comments too
}
