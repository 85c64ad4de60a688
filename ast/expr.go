package ast

// Expressions.

import (
	"github.com/coro-lang/coro/lexer"
	"github.com/coro-lang/coro/lexer/source"
)

// BadExpr stands where an expression could not be parsed; a tree without
// diagnostics has none.
type BadExpr struct{ Loc }

// Ident is a name: as an expression the value of a variable, as a pattern the
// variable that is bound.
type Ident struct {
	Loc
	Name string
}

// Parse implements participle's Parseable: participle would tell the name's
// text but not its place.
func (n *Ident) Parse(s *lexer.Stream) error {
	t := s.Peek()
	if t.Type != lexer.Ident {
		return &lexer.Unexpected{Token: *t, Want: "a name"}
	}
	n.At, n.Name = lexer.SpanOf(t), t.Value
	s.Next()
	return nil
}

// NilLit is `nil`.
type NilLit struct{ Loc }

// BoolLit is `true` or `false`.
type BoolLit struct {
	Loc
	Value bool
}

// IntLit is an integer literal. The parser folds the `-` of
// -9223372036854775808, and of no other number, into it.
type IntLit struct {
	Loc
	Value int64
}

// FloatLit is a floating-point literal.
type FloatLit struct {
	Loc
	Value float64
}

// StringLit is a string without interpolation, or the text between two
// interpolations. Value is unescaped, and stripped of its indentation if the
// literal is a `"""` one. It is also the key of `{name: …}` and `m.name`.
type StringLit struct {
	Loc
	Value string
}

// Interp is a string with interpolation. Parts are *StringLit (never empty) and
// the expressions between them, in order; there is at least one of the latter.
type Interp struct {
	Loc
	Parts []Expr
}

// ListLit is `[a, ...b]`. Elems may be *Spread.
type ListLit struct {
	Loc
	Elems []Expr
}

// TupleLit is `()`, `(a,)`, `(a, b)`, or a bare `a, b`. Elems may be *Spread.
type TupleLit struct {
	Loc
	Elems []Expr
	Bare  bool // written without parentheses
}

// MapLit is `{a: 1, b, "c": 2, [d]: 3, ...e}`.
type MapLit struct {
	Loc
	Entries []MapEntry
}

// MapEntry is one entry of a MapLit.
type MapEntry struct {
	Kind  EntryKind
	Key   Expr // nil for EntrySpread
	Value Expr
}

// Span returns the place of the entry. That of a spread starts at its operand.
func (e *MapEntry) Span() source.Span {
	if e.Key == nil {
		return e.Value.Span()
	}
	return e.Key.Span().To(e.Value.Span())
}

// EntryKind is the form of a map entry.
type EntryKind uint8

// The forms of a map entry.
const (
	EntryNamed    EntryKind = iota // `name: v`; Key is a *StringLit with the place of the name
	EntryShort                     // `name`; Key is a *StringLit, Value an *Ident in one place
	EntryLiteral                   // `"text": v`, `1: v`, `-1.5: v`; Key is the literal
	EntryComputed                  // `[expr]: v`
	EntrySpread                    // `...expr`
)

// Spread is `...x` in a list, a tuple or the arguments of a call.
type Spread struct {
	Loc
	X Expr
}

// Paren is `(x)`.
type Paren struct {
	Loc
	X Expr
}

// Unary is a prefix operation: OpNeg, OpNot or OpCompl.
type Unary struct {
	Loc
	Op     Op
	OpSpan source.Span
	X      Expr
}

// Binary is an infix operation, `&&`, `||`, `??` and ranges among them.
type Binary struct {
	Loc
	Op     Op
	OpSpan source.Span
	X, Y   Expr
}

// IsExpr is `x is T` or `x !is T`. Type is a dotted name without arguments.
type IsExpr struct {
	Loc
	OpSpan source.Span
	X      Expr
	Not    bool
	Type   *NamedType
}

// Pipe is `x |> f`, which is f(x), or `x |> f(a)`, which is f(x, a): Target is
// then the *Call.
type Pipe struct {
	Loc
	OpSpan source.Span
	X      Expr
	Target Expr
}

// Call is `fn(args)`. Args may be *Spread.
type Call struct {
	Loc
	Fn   Expr
	Args []Expr
}

// Index is `x[key]`.
type Index struct {
	Loc
	X, Key Expr
}

// SelfExpr is `self`. It stands only in a class or record, and not in what is
// static there.
type SelfExpr struct{ Loc }

// SuperField is `super.name`: a method or getter of the class above. `super.init`
// stands only in an init, as the Fn of a Call.
type SuperField struct {
	Loc
	Name     string
	NameSpan source.Span
}

// Slice is `x[lo:hi]`; Lo and Hi may be nil.
type Slice struct {
	Loc
	X, Lo, Hi Expr
}

// Field is `x.name` or, if Optional, `x?.name`, which is nil when x is: the
// rest of the chain of calls, indexes and fields that follows is skipped then.
type Field struct {
	Loc
	X        Expr
	Name     string
	NameSpan source.Span
	Optional bool
}

// Yield is `yield` or `yield v`; Value may be nil.
type Yield struct {
	Loc
	Value ExprOrTuple
}

// Coro is `coro f(x)` or `coro { … }`, or with the word `spawn` if Task; one of Call
// and Body is nil.
type Coro struct {
	Loc
	Task bool
	Call *Call
	Body *Block
}

// Word returns the word that it begins with.
func (c *Coro) Word() string {
	if c.Task {
		return "spawn"
	}
	return "coro"
}

// Escape is a jump in the place of an expression: Stmt is a *Return, *Throw,
// *Break or *Continue.
type Escape struct{ Stmt Stmt }

// Span returns the place of the jump.
func (e *Escape) Span() source.Span { return e.Stmt.Span() }

// If is an `if` with all its `else if` branches, as a statement or an
// expression. Else may be nil.
type If struct {
	Loc
	Arms []IfArm
	Else *Block
}

// IfArm is one `if cond { … }` of an If.
type IfArm struct {
	If   Mark // the `if`
	Cond Expr
	Body *Block
}

// Span returns the place of the branch, from its `if`.
func (a *IfArm) Span() source.Span { return a.If.At.To(a.Body.Span()) }

// Try is `try { … } catch e { … }` as a statement or an expression. Name may be
// nil.
type Try struct {
	Loc
	Body    *Block
	Catch   Mark // the `catch`
	Name    *Ident
	Handler *Block
}

// FuncLit is a function: the expression `fn(x) …`, or what follows the name in a
// declaration. Its Span starts at `fn` in both; see also Method. One of Result
// and Body is nil.
type FuncLit struct {
	Loc
	Params     []*Param
	ReturnType Type // may be nil
	Result     Expr // of `=> expr`
	Body       *Block
}

// Param is a parameter of a function. Type and Default may be nil.
type Param struct {
	Start   Mark
	Rest    bool // `...xs`; always last, an *Ident without a default
	Pattern Pattern
	Type    Type
	Default Expr
}

// Span returns the place of the parameter with its default.
func (p *Param) Span() source.Span {
	switch {
	case p.Default != nil:
		return p.Start.At.To(p.Default.Span())
	case p.Type != nil:
		return p.Start.At.To(p.Type.Span())
	}
	return p.Start.At.To(p.Pattern.Span())
}

func (*BadExpr) expr()    {}
func (*Ident) expr()      {}
func (*NilLit) expr()     {}
func (*BoolLit) expr()    {}
func (*IntLit) expr()     {}
func (*FloatLit) expr()   {}
func (*StringLit) expr()  {}
func (*Interp) expr()     {}
func (*ListLit) expr()    {}
func (*TupleLit) expr()   {}
func (*MapLit) expr()     {}
func (*Spread) expr()     {}
func (*Paren) expr()      {}
func (*Unary) expr()      {}
func (*Binary) expr()     {}
func (*IsExpr) expr()     {}
func (*Pipe) expr()       {}
func (*Call) expr()       {}
func (*Index) expr()      {}
func (*Slice) expr()      {}
func (*Field) expr()      {}
func (*SelfExpr) expr()   {}
func (*SuperField) expr() {}
func (*Yield) expr()      {}
func (*Coro) expr()       {}
func (*Escape) expr()     {}
func (*If) expr()         {}
func (*Try) expr()        {}
func (*FuncLit) expr()    {}
