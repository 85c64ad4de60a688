package ast

// Classes, records and their members.

import "github.com/coro-lang/coro/lexer/source"

// Member is what stands in the body of a class or record.
type Member interface {
	Node
	member()
}

// Class is `class Name : Super { members }`. Super may be nil.
type Class struct {
	Loc
	Doc      string    // of the `///` lines above, without the slashes
	Exported bool      // `export` stands before it
	Name     *Ident    `parser:"'class' @@"`
	Super    Qualified `parser:"( ':' @@ )?"`
	Body     *ClassBody
}

// Record is `record Name(fields) { members }`. The pattern of each field is an
// *Ident, and none is a rest. Body is nil without braces; it holds no *FieldDecl
// and no init.
type Record struct {
	Loc
	Doc      string // of the `///` lines above, without the slashes
	Exported bool   // `export` stands before it
	Name     *Ident `parser:"'record' @@"`
	Fields   []*Param
	Body     *ClassBody
}

// ClassBody is the braces of a class or record. No two fields, methods and
// getters in it have one name, no two static functions, no two operators one
// meaning, and there is one init at most.
type ClassBody struct {
	Open    Mark // the `{`
	Members []Member
	Close   Mark // the `}`
}

// Span returns the place of the body with its braces.
func (b *ClassBody) Span() source.Span { return b.Open.At.To(b.Close.At) }

// BadMember stands where a member could not be parsed; a tree without
// diagnostics has none.
type BadMember struct{ Loc }

// FieldDecl is `let name = value` or, if Mutable, `var name = value` in a class.
// With several names, `var x, y`, there is no Value.
type FieldDecl struct {
	Loc
	Doc     string // of the `///` lines above, without the slashes
	Mutable bool   // declared with `var`
	Names   []FieldName
	Value   ExprOrTuple // may be nil
}

// FieldName is one name of a FieldDecl. Type may be nil.
type FieldName struct {
	Name *Ident
	Type Type
}

// Span returns the place of the name with its type.
func (f *FieldName) Span() source.Span {
	if f.Type != nil {
		return f.Name.At.To(f.Type.Span())
	}
	return f.Name.At
}

// Method is a function of a class or record. Name is the name of a method, static
// function or getter, which may be a reserved word, the `init`, or the operator
// as it is written. The Span of Func starts where `fn`, `init`, `get` or
// `operator` does, behind a `static`.
type Method struct {
	Loc
	Doc      string // of the `///` lines above, without the slashes
	Kind     MethodKind
	Overload Overload // of a MethodOperator, else NoOverload
	Name     *Ident
	Func     *FuncLit // with the number of parameters that Kind and Overload ask for
}

// MethodKind is what a Method is for.
type MethodKind uint8

// The kinds of methods.
const (
	MethodInit     MethodKind = iota // `init(…) { … }`
	MethodPlain                      // `fn name(…) …`
	MethodGetter                     // `get name …`; Func has no parameters
	MethodStatic                     // `static fn name(…) …`
	MethodOperator                   // `operator op(…) …`

	methodKindCount
)

var methodKindText = [methodKindCount]string{
	MethodInit: "init", MethodPlain: "fn", MethodGetter: "get", MethodStatic: "static fn", MethodOperator: "operator",
}

// String returns the words that a method of the kind starts with.
func (k MethodKind) String() string {
	if k < methodKindCount {
		return methodKindText[k]
	}
	return "?"
}

// Overload is the meaning of an operator that a class gives one.
type Overload uint8

// The operators that a class may have.
const (
	NoOverload Overload = iota

	OverloadAdd      // +(other)
	OverloadSub      // -(other)
	OverloadMul      // *(other)
	OverloadDiv      // /(other)
	OverloadRem      // %(other)
	OverloadNeg      // -()
	OverloadIndex    // [](key)
	OverloadSetIndex // []=(key, value)
	OverloadCall     // ()(…), with any parameters
	OverloadLt       // <(other)
	OverloadLe       // <=(other)

	overloadCount
)

var overloadText = [overloadCount]string{
	NoOverload: "", OverloadAdd: "+", OverloadSub: "-", OverloadMul: "*", OverloadDiv: "/",
	OverloadRem: "%", OverloadNeg: "-", OverloadIndex: "[]", OverloadSetIndex: "[]=",
	OverloadCall: "()", OverloadLt: "<", OverloadLe: "<=",
}

// String returns the operator as it is written after `operator`.
func (o Overload) String() string {
	if o < overloadCount {
		return overloadText[o]
	}
	return "?"
}

func (*BadMember) member() {}
func (*FieldDecl) member() {}
func (*Method) member()    {}

func (*Class) stmt()  {}
func (*Record) stmt() {}
