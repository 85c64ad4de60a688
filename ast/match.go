package ast

// `match`, and the patterns that only it has.

import "github.com/coro-lang/coro/lexer/source"

// Match is `match subject { arms }` as a statement or an expression. It has at
// least one arm.
type Match struct {
	Loc
	Subject Expr
	Open    Mark // the `{`
	Arms    []MatchArm
	Close   Mark // the `}`
}

// MatchArm is `pattern if guard => result` of a Match. Guard may be nil. One of
// Result and Body is nil; Result may be an *Escape.
type MatchArm struct {
	Pattern Pattern
	Guard   Expr
	Result  Expr
	Body    *Block
}

// Span returns the place of the arm from its pattern to its result.
func (a *MatchArm) Span() source.Span {
	switch {
	case a.Body != nil:
		return a.Pattern.Span().To(a.Body.Span())
	case a.Result != nil:
		return a.Pattern.Span().To(a.Result.Span())
	}
	return a.Pattern.Span()
}

// LiteralPattern is a value that is compared by `==`. Value is a *NilLit,
// *BoolLit, *IntLit, *FloatLit or *StringLit, of a negative number the literal
// with its sign.
type LiteralPattern struct {
	Loc
	Value Expr
}

// ValuePattern is `module.NAME`, whose value is compared by `==`. Value is a
// chain of at least one *Field around an *Ident.
type ValuePattern struct {
	Loc
	Value *Field
}

// InstancePattern is `Circle(r)` of a record, by the order of its fields, or
// `Account(owner: o)` of a class, by their names. Its Args may be empty; only the
// last may be a *RestPattern, without a name.
type InstancePattern struct {
	Loc
	Class Qualified
	Args  []PatternArg
}

// PatternArg is one argument of an InstancePattern. Name is nil if it goes by
// order.
type PatternArg struct {
	Name    *Ident // an *Ident whose Name may be a reserved word
	Pattern Pattern
}

// Span returns the place of the argument with its name.
func (a *PatternArg) Span() source.Span {
	if a.Name != nil {
		return a.Name.At.To(a.Pattern.Span())
	}
	return a.Pattern.Span()
}

// TypePattern is `name is T` or `_ is T`. Pattern is an *Ident or *Wildcard.
type TypePattern struct {
	Loc
	Pattern Pattern
	Type    *NamedType // a dotted name without arguments
}

// OrPattern is `a | b | c`: two or more, none of them an *OrPattern.
type OrPattern struct {
	Loc
	Alts []Pattern
}

func (*LiteralPattern) pattern()  {}
func (*ValuePattern) pattern()    {}
func (*InstancePattern) pattern() {}
func (*TypePattern) pattern()     {}
func (*OrPattern) pattern()       {}

func (*Match) expr() {}
