package parser

// The members of classes and records.

import (
	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer"
)

// member parses one member with its end. As with a statement, what is wrong with
// it is reported, and an ast.BadMember takes its place.
func (p *parser) member(s *lexer.Stream) ast.Member {
	p.enter(s)
	defer p.leave()
	start, around := s.RawCursor(), p.around
	p.furthest, p.loose = nil, false
	node, err := p.memberDecl(s)
	p.around = around
	if err == nil {
		err = p.endOfStmt(s, "member")
	}
	if err != nil {
		e := p.translate(err)
		p.report(e)
		p.recover(s, start, e.token)
		bad := &ast.BadMember{}
		bad.SetSpan(p.since(s, start))
		return bad
	}
	return node
}

// memberDecl parses a member without its end.
func (p *parser) memberDecl(s *lexer.Stream) (ast.Member, error) {
	t, next := s.Peek(), p.peek(s, 1)
	switch {
	case t.Type == lexer.Let || t.Type == lexer.Var:
		return asMember(p.fieldDecl(s))
	case t.Type == lexer.Fn:
		return asMember(p.method(s, ast.MethodPlain, s.RawCursor()))
	case t.Type != lexer.Ident || next.Type != lexer.EOF && !contextual(t.Value, next):
	case t.Value == "static":
		return asMember(p.static(s))
	case t.Value == "get":
		return asMember(p.getter(s))
	case t.Value == "init":
		return asMember(p.initializer(s))
	case t.Value == "operator":
		return asMember(p.operator(s))
	}
	return nil, p.noMember(s)
}

// contextual reports whether a word that starts a member only in this place is
// meant so, by what follows it.
func contextual(word string, next *lexer.Token) bool {
	switch word {
	case "static":
		return next.Type != lexer.LParen && next.Type != lexer.Assign && next.Type != lexer.Colon
	case "get":
		return lexer.IsWord(next.Type)
	case "init":
		return next.Type == lexer.LParen
	case "operator":
		return next.Type != lexer.Colon
	}
	return false
}

// asMember keeps a nil pointer from becoming a Member that is not nil.
func asMember[N ast.Member](n N, err error) (ast.Member, error) {
	if err != nil {
		return nil, err
	}
	return n, nil
}

// fieldDecl parses `var x: T = v` or `var x, y`.
func (p *parser) fieldDecl(s *lexer.Stream) (*ast.FieldDecl, error) {
	start := s.RawCursor()
	if p.around.word == "record" {
		p.reportAt("bad-field", lexer.SpanOf(s.Peek()), "the fields of a record stand in its head", "",
			"write `record Point(x, y) { … }`; what changes is a field of a class")
	}
	n := &ast.FieldDecl{Doc: p.docBefore(s), Mutable: s.Next().Type == lexer.Var}
	for {
		name, err := p.name(s, "a name for the field")
		if err != nil {
			return nil, err
		}
		if s.Peek().Type == lexer.LParen {
			return nil, p.problem(s, "bad-field", "a field has no parameters", "", "a method is declared with `fn`")
		}
		field := ast.FieldName{Name: name}
		if field.Type, err = p.optionalType(s); err != nil {
			return nil, err
		}
		n.Names = append(n.Names, field)
		if s.Peek().Type != lexer.Comma {
			break
		}
		s.Next()
	}
	if s.Peek().Type == lexer.Assign {
		if len(n.Names) > 1 {
			return nil, p.problem(s, "bad-field", "several fields cannot share a value", "",
				"declare each on a line of its own")
		}
		s.Next()
		var err error
		if n.Value, err = p.partExprOrTuple(s); err != nil {
			return nil, err
		}
	}
	n.SetSpan(p.since(s, start))
	return n, nil
}

// name parses an identifier.
func (p *parser) name(s *lexer.Stream, want string) (*ast.Ident, error) {
	t := s.Peek()
	if t.Type != lexer.Ident {
		return nil, p.unexpected(s, want)
	}
	s.Next()
	return &ast.Ident{Loc: ast.Loc{At: lexer.SpanOf(t)}, Name: t.Value}, nil
}

// method parses `fn name(…) …`, behind the `static` at start if it has one.
func (p *parser) method(s *lexer.Stream, kind ast.MethodKind, start lexer.Cursor) (*ast.Method, error) {
	n := &ast.Method{Kind: kind}
	if kind == ast.MethodPlain {
		n.Doc = p.docBefore(s)
	}
	fn := s.RawCursor()
	s.Next()
	t := s.Peek()
	if !lexer.IsWord(t.Type) {
		return nil, p.noMethodName(s)
	}
	s.Next()
	n.Name = &ast.Ident{Loc: ast.Loc{At: lexer.SpanOf(t)}, Name: t.Value}
	if s.Peek().Type != lexer.LParen {
		return nil, p.noMethodParams(s, t)
	}
	if t.Value == "init" && kind == ast.MethodPlain {
		p.reportAt("bad-init", n.Name.At, "`init` is written without `fn`", "",
			"write `init(…) { … }`, or give the method another name")
	}
	var err error
	n.Func, err = p.function(s, fn)
	n.SetSpan(p.since(s, start))
	return n, err
}

// static parses `static fn name(…) …`.
func (p *parser) static(s *lexer.Stream) (*ast.Method, error) {
	start, doc := s.RawCursor(), p.docBefore(s)
	s.Next()
	if s.Peek().Type != lexer.Fn {
		return nil, p.noStatic(s)
	}
	p.around.static = true
	n, err := p.method(s, ast.MethodStatic, start)
	if err != nil {
		return nil, err
	}
	n.Doc = doc
	return n, nil
}

// getter parses `get name …`.
func (p *parser) getter(s *lexer.Stream) (*ast.Method, error) {
	start := s.RawCursor()
	n := &ast.Method{Kind: ast.MethodGetter, Doc: p.docBefore(s)}
	s.Next()
	t := s.Peek()
	if !lexer.IsWord(t.Type) {
		return nil, p.unexpected(s, "the name of the getter")
	}
	s.Next()
	n.Name = &ast.Ident{Loc: ast.Loc{At: lexer.SpanOf(t)}, Name: t.Value}
	if s.Peek().Type == lexer.LParen {
		open := s.RawCursor()
		params, err := p.params(s)
		if err != nil {
			return nil, err
		}
		hint := "leave the parentheses out: `get " + brief(t.Value) + " => …`"
		if len(params) > 0 {
			hint = "with parameters it is a method: `fn " + brief(t.Value) + "(…) …`"
		}
		p.reportAt("bad-getter", p.since(s, open), "a getter has no parameters", "", hint)
	}
	var err error
	n.Func, err = p.functionRest(s, start, nil)
	n.SetSpan(p.since(s, start))
	return n, err
}

// initializer parses `init(…) { … }`.
func (p *parser) initializer(s *lexer.Stream) (*ast.Method, error) {
	start := s.RawCursor()
	n := &ast.Method{Kind: ast.MethodInit, Doc: p.docBefore(s)}
	n.Name = &ast.Ident{Loc: ast.Loc{At: lexer.SpanOf(s.Next())}, Name: "init"}
	p.around.init = true
	var err error
	if n.Func, err = p.function(s, start); err != nil {
		return nil, err
	}
	switch {
	case p.around.word == "record":
		p.reportAt("bad-init", n.Name.At, "a record has no `init`", "",
			"its fields are set by the call; make other values in a `static fn`")
	case n.Func.Result != nil:
		p.reportAt("bad-init", n.Func.Result.Span(), "`init` has no result", "",
			"its body stands in braces: `init(…) { … }`")
	case n.Func.ReturnType != nil:
		p.reportAt("bad-init", n.Func.ReturnType.Span(), "`init` has no result", "", "leave the type out")
	}
	n.SetSpan(p.since(s, start))
	return n, nil
}

// operator parses `operator op(…) …`.
func (p *parser) operator(s *lexer.Stream) (*ast.Method, error) {
	start := s.RawCursor()
	n := &ast.Method{Kind: ast.MethodOperator, Doc: p.docBefore(s)}
	s.Next()
	symbol := s.RawCursor()
	var err error
	if n.Overload, err = p.overload(s); err != nil {
		return nil, err
	}
	n.Name = &ast.Ident{Loc: ast.Loc{At: p.since(s, symbol)}, Name: n.Overload.String()}
	if n.Func, err = p.function(s, start); err != nil {
		return nil, err
	}
	if n.Overload == ast.OverloadSub && len(n.Func.Params) == 0 {
		n.Overload = ast.OverloadNeg
	}
	p.checkOperands(n)
	n.SetSpan(p.since(s, start))
	return n, nil
}

// overloads is the operators of one token that a class may have.
var overloads = map[lexer.Kind]ast.Overload{
	lexer.Add: ast.OverloadAdd,
	lexer.Sub: ast.OverloadSub,
	lexer.Mul: ast.OverloadMul,
	lexer.Div: ast.OverloadDiv,
	lexer.Rem: ast.OverloadRem,
	lexer.Lt:  ast.OverloadLt,
	lexer.Le:  ast.OverloadLe,
}

// overload parses the operator after `operator`. Whether `-` is the sign only its
// parameters tell.
func (p *parser) overload(s *lexer.Stream) (ast.Overload, error) {
	t := s.Peek()
	if op, ok := overloads[t.Type]; ok {
		s.Next()
		return op, nil
	}
	switch t.Type {
	case lexer.LBrack:
		s.Next()
		if s.Peek().Type != lexer.RBrack {
			return 0, p.noOverload(s, "`]`: the index is a parameter")
		}
		s.Next()
		if s.Peek().Type != lexer.Assign {
			return ast.OverloadIndex, nil
		}
		s.Next()
		return ast.OverloadSetIndex, nil
	case lexer.LParen:
		s.Next()
		if s.Peek().Type != lexer.RParen {
			return 0, p.noOverload(s, "`)`: the parameters come after")
		}
		s.Next()
		return ast.OverloadCall, nil
	}
	return 0, p.noOverload(s, "an operator")
}

// checkOperands reports an operator with the wrong number of parameters.
func (p *parser) checkOperands(n *ast.Method) {
	want, form := 1, "one parameter: `operator "+n.Name.Name+"(other)`"
	switch n.Overload {
	case ast.OverloadCall:
		return
	case ast.OverloadNeg:
		want = 0
	case ast.OverloadSub:
		form = "one parameter, or none for the sign: `operator -(other)`, `operator -()`"
	case ast.OverloadIndex:
		form = "one parameter: `operator [](key)`"
	case ast.OverloadSetIndex:
		want, form = 2, "two parameters: `operator []=(key, value)`"
	default:
	}
	params := n.Func.Params
	if len(params) != want || want > 0 && params[want-1].Rest {
		p.reportAt("bad-operator", n.Name.At, "`operator "+n.Name.Name+"` takes "+form, "",
			"the left operand is `self`, the parameters are what else the operator works on")
	}
}
