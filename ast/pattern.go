package ast

// Patterns and type annotations. An *Ident is a pattern too; those that only a
// `match` has stand in match.go.

import "github.com/coro-lang/coro/lexer/source"

// BadPattern stands where a pattern could not be parsed; a tree without
// diagnostics has none.
type BadPattern struct{ Loc }

// Wildcard is `_`, which takes a value and binds nothing.
type Wildcard struct{ Loc }

// ListPattern is `[a, b, ...rest]`. At most one of Elems is a *RestPattern.
type ListPattern struct {
	Loc
	Elems []Pattern
}

// TuplePattern is `(a, b)`, `(a,)`, `()`, or a bare `a, b`. At most one of Elems
// is a *RestPattern.
type TuplePattern struct {
	Loc
	Elems []Pattern
	Bare  bool // written without parentheses
}

// RestPattern is `...name` in a list, tuple or map pattern. Name is nil in `...`
// and `..._`.
type RestPattern struct {
	Loc
	Name *Ident
}

// MapPattern is `{name, key: pattern, "k": pattern = default, ...rest}`. Rest
// may be nil.
type MapPattern struct {
	Loc
	Entries []MapPatternEntry
	Rest    *RestPattern
}

// MapPatternEntry is one entry of a MapPattern. In the short form `{name}` Value
// is the *Ident of that name. Default may be nil. In a `match`, an entry without a
// default does not match if the key is missing.
type MapPatternEntry struct {
	Key     *StringLit
	Value   Pattern
	Default Expr
}

// Span returns the place of the entry with its default.
func (e *MapPatternEntry) Span() source.Span {
	if e.Default != nil {
		return e.Key.Span().To(e.Default.Span())
	}
	return e.Key.Span().To(e.Value.Span())
}

// NamedType is `name`, `module.name`, `name[args]`, and with Nullable `name?`.
type NamedType struct {
	Loc
	Path     []Ident // one or more; any word may be a name here
	Args     []Type
	Nullable bool
}

// FuncType is `fn(int, string): bool`. Result may be nil.
type FuncType struct {
	Loc
	Params []Type
	Result Type
}

func (*BadPattern) pattern()   {}
func (*Ident) pattern()        {}
func (*Wildcard) pattern()     {}
func (*ListPattern) pattern()  {}
func (*TuplePattern) pattern() {}
func (*RestPattern) pattern()  {}
func (*MapPattern) pattern()   {}

func (*NamedType) typ() {}
func (*FuncType) typ()  {}
