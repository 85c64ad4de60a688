package ast

// Statements.

import "github.com/coro-lang/coro/lexer/source"

// BadStmt stands where a statement could not be parsed; a tree without
// diagnostics has none.
type BadStmt struct{ Loc }

// ExprStmt is an expression as a statement. An `if`,
// `match` or `try` statement is one.
type ExprStmt struct{ X Expr }

// Span returns the place of the expression.
func (s *ExprStmt) Span() source.Span { return s.X.Span() }

// Let is `let pattern = value` or, if Mutable, `var pattern = value`. Value is
// nil in `var x`, which the compiler allows for a plain name, as is Type.
type Let struct {
	Loc
	Doc      string      // of the `///` lines above, without the slashes
	Exported bool        // `export` stands before it; not if Mutable
	Mutable  bool        // declared with `var`
	Pattern  Binding     `parser:"@@"`
	Type     Type        `parser:"( ':' @@ )?"`
	Value    ExprOrTuple `parser:"( '=' @@ )?"`
}

// Assign is `a = v`, `a, b = v`, or with an operator `a += v`. A target is an
// *Ident, *Index or *Field; with an operator there is exactly one.
type Assign struct {
	Loc
	Targets []Expr
	Op      Op // NoOp for `=`, OpCoalesce for `??=`
	OpSpan  source.Span
	Value   ExprOrTuple
}

// FnDecl is `fn name(…) …`.
type FnDecl struct {
	Loc
	Doc      string // of the `///` lines above, without the slashes
	Exported bool   // `export` stands before it
	Name     *Ident `parser:"'fn' @@"`
	Func     *FuncLit
}

// Block is `{ … }`: a statement, and the body of others.
type Block struct {
	Open  Mark // the `{`
	Stmts []Stmt
	Close Mark // the `}`
}

// Span returns the place of the block with its braces.
func (b *Block) Span() source.Span { return b.Open.At.To(b.Close.At) }

// While is `label: while cond { … }`. Label may be nil.
type While struct {
	Loc
	Label *Ident
	Cond  Expr `parser:"'while' @@"`
	Body  *Block
}

// For is `label: for pattern in iter { … }`. Label may be nil.
type For struct {
	Loc
	Label   *Ident
	Pattern Binding `parser:"'for' @@"`
	Iter    Expr    `parser:"'in' @@"`
	Body    *Block
}

// Break is `break label`. Label may be nil.
type Break struct {
	Loc
	Label *Ident `parser:"'break' @@?"`
}

// Continue is `continue label`. Label may be nil.
type Continue struct {
	Loc
	Label *Ident `parser:"'continue' @@?"`
}

// Return is `return` or `return v`; Value may be nil.
type Return struct {
	Loc
	Value ExprOrTuple `parser:"'return' @@?"`
}

// Throw is `throw v`.
type Throw struct {
	Loc
	Value Expr `parser:"'throw' @@"`
}

// Defer is `defer stmt`: Stmt is a *Block, an *ExprStmt or an *Assign.
type Defer struct {
	Loc
	Stmt Stmt
}

// NoYield is `noyield { … }`.
type NoYield struct {
	Loc
	Body *Block
}

// Scope is `scope { … }`, or `timeout(seconds) { … }` if Seconds is not nil.
type Scope struct {
	Loc
	Seconds Expr
	Body    *Block
}

func (*BadStmt) stmt()  {}
func (*ExprStmt) stmt() {}
func (*Let) stmt()      {}
func (*Assign) stmt()   {}
func (*FnDecl) stmt()   {}
func (*Block) stmt()    {}
func (*While) stmt()    {}
func (*For) stmt()      {}
func (*Break) stmt()    {}
func (*Continue) stmt() {}
func (*Return) stmt()   {}
func (*Throw) stmt()    {}
func (*Defer) stmt()    {}
func (*NoYield) stmt()  {}
func (*Scope) stmt()    {}
