package parser

// Operands: names, literals of values and of collections, and the constructs
// that start with a keyword.

import (
	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer"
	"github.com/coro-lang/coro/lexer/source"
)

// primary parses an operand and sets its height.
func (p *parser) primary(s *lexer.Stream) (ast.Expr, error) {
	t := s.Peek()
	loc := ast.Loc{At: lexer.SpanOf(t)}
	switch t.Type {
	case lexer.Ident:
		s.Next()
		return &ast.Ident{Loc: loc, Name: t.Value}, nil
	case lexer.Int:
		s.Next()
		return p.intLit(t), nil
	case lexer.Float:
		s.Next()
		return p.floatLit(t), nil
	case lexer.String:
		s.Next()
		return p.stringLit(t), nil
	case lexer.StrHead:
		return p.interp(s)
	case lexer.LParen:
		return p.paren(s)
	case lexer.LBrack:
		elems, closer, err := p.elements(s, lexer.RBrack)
		return &ast.ListLit{Loc: ast.Loc{At: loc.At.To(closer)}, Elems: elems}, err
	case lexer.LBrace:
		return p.mapLit(s)
	case lexer.True, lexer.False:
		s.Next()
		return &ast.BoolLit{Loc: loc, Value: t.Type == lexer.True}, nil
	case lexer.Nil:
		s.Next()
		return &ast.NilLit{Loc: loc}, nil
	case lexer.Coro, lexer.Spawn:
		return p.coro(s)
	case lexer.Self:
		s.Next()
		p.checkSelf(loc.At)
		return &ast.SelfExpr{Loc: loc}, nil
	case lexer.Super:
		return p.superField(s)
	}
	return nil, p.noOperand(s.RawCursor())
}

// looseExpr parses an operand that binds loosest: no operator may follow it.
func (p *parser) looseExpr(s *lexer.Stream) (x ast.Expr, err error) {
	start, saved := s.RawCursor(), p.begin()
	switch s.Peek().Type {
	case lexer.If:
		x, err = p.ifElse(s)
	case lexer.Match:
		x, err = p.match(s)
	case lexer.Try:
		x, err = p.tryCatch(s)
	case lexer.Yield:
		x, err = p.yield(s, (*parser).partValue)
	default:
		s.Next()
		x, err = p.function(s, start)
	}
	p.end(s, saved)
	p.loose = true
	return x, err
}

// yield parses a `yield` and, with operand, its value if there is one.
func (p *parser) yield(s *lexer.Stream, operand func(*parser, *lexer.Stream) (ast.ExprOrTuple, error)) (ast.Expr, error) {
	start := s.RawCursor()
	n := &ast.Yield{}
	s.Next()
	if startsExpr(s.Peek().Type) {
		p.enter(s)
		defer p.leave()
		var err error
		if n.Value, err = operand(p, s); err != nil {
			return nil, err
		}
	}
	n.SetSpan(p.since(s, start))
	return n, nil
}

// coro parses `coro` or `spawn` with a block or a chain that ends in a call.
func (p *parser) coro(s *lexer.Stream) (ast.Expr, error) {
	start, saved := s.RawCursor(), p.begin()
	n := &ast.Coro{Task: s.Next().Type == lexer.Spawn}
	if s.Peek().Type == lexer.LBrace {
		body, err := p.block(s)
		if err != nil {
			return nil, err
		}
		n.Body = body
	} else {
		p.enter(s)
		defer p.leave()
		if s.Peek().Type == lexer.Fn {
			return nil, p.problem(s, "bad-coro", "`"+n.Word()+"` needs a call or a block", "this is not a call",
				"write `"+n.Word()+" { … }`, or the function in parentheses: `"+n.Word()+" (fn(x) { … })(1)`")
		}
		x, err := p.postfix(s)
		if err != nil {
			return nil, err
		}
		call, ok := x.(*ast.Call)
		if !ok {
			return nil, p.problemAt(s.RawCursor(), x.Span(), "bad-coro", "`"+n.Word()+"` needs a call or a block", "this is not a call",
				"write `"+n.Word()+" f(x)`, or `"+n.Word()+" { … }` for a body of its own")
		}
		n.Call = call
		p.part()
	}
	p.end(s, saved)
	n.SetSpan(p.since(s, start))
	return n, nil
}

// superField parses `super.name`.
func (p *parser) superField(s *lexer.Stream) (ast.Expr, error) {
	start := s.RawCursor()
	s.Next()
	p.checkSuper(lexer.SpanOf(&p.tokens[start]))
	if s.Peek().Type != lexer.Dot {
		e := p.unexpected(s, "`.` and a name after `super`")
		e.diagnostic.Hint = "`super.name(…)` calls the method of the superclass, `super.init(…)` its `init`"
		return nil, e
	}
	s.Next()
	t := s.Peek()
	if t.Type != lexer.Ident {
		return nil, p.unexpected(s, "a name after the `.`")
	}
	s.Next()
	n := &ast.SuperField{Name: t.Value, NameSpan: lexer.SpanOf(t)}
	n.SetSpan(p.since(s, start))
	if t.Value == "init" && s.Peek().Type != lexer.LParen {
		e := p.unexpected(s, "`(` and the arguments of `super.init`")
		e.diagnostic.Hint = "an `init` can only be called"
		return nil, e
	}
	if t.Value == "init" && p.around.inherits && !p.around.init {
		p.reportAt("bad-super", n.At, "`super.init` outside of an `init`", "",
			"only the `init` of this class calls that of its superclass")
	}
	return n, nil
}

// checkSelf reports a `self` that stands for nothing, and checkSuper a `super`.
func (p *parser) checkSelf(at source.Span) {
	switch {
	case p.around.word == "":
		p.reportAt("bad-self", at, "`self` outside of a class", "",
			"it is the object whose method runs; a function gets an object as a parameter")
	case p.around.static:
		p.reportAt("bad-self", at, "`self` in a static function", "",
			"a static function has no object; leave `static` out, or take the object as a parameter")
	}
}

func (p *parser) checkSuper(at source.Span) {
	switch {
	case p.around.word == "":
		p.reportAt("bad-super", at, "`super` outside of a class", "",
			"it calls, in a method, that of the superclass: `super.name(…)`")
	case !p.around.inherits && p.around.word == "record":
		p.reportAt("bad-super", at, "a record has no superclass", "", "call the method on `self`")
	case !p.around.inherits:
		p.reportAt("bad-super", at, "this class has no superclass", "",
			"name it in the head: `class Name : Base { … }`, or call the method on `self`")
	case p.around.static:
		p.reportAt("bad-super", at, "`super` in a static function", "",
			"call the static function of the superclass by its name: `Base.name(…)`")
	}
}

// isJump reports whether k starts a statement that may stand right of `??`.
func isJump(k lexer.Kind) bool {
	return k == lexer.Return || k == lexer.Throw || k == lexer.Break || k == lexer.Continue
}

// escape parses a jump in the place of an expression. Its value is one
// expression: the comma belongs to what is around.
func (p *parser) escape(s *lexer.Stream) (ast.Expr, error) {
	p.enter(s)
	defer p.leave()
	start := s.RawCursor()
	kind := s.Next().Type
	var value ast.Expr
	var label *ast.Ident
	p.height = 0
	switch t := s.Peek(); {
	case kind == lexer.Throw, kind == lexer.Return && startsExpr(t.Type):
		var err error
		if value, err = p.expr(s); err != nil {
			return nil, err
		}
	case kind != lexer.Return && t.Type == lexer.Ident:
		s.Next()
		label = &ast.Ident{Loc: ast.Loc{At: lexer.SpanOf(t)}, Name: t.Value}
	}
	p.loose = true
	loc := ast.Loc{At: p.since(s, start)}
	var stmt ast.Stmt
	switch kind {
	case lexer.Return:
		stmt = &ast.Return{Loc: loc, Value: value}
	case lexer.Throw:
		stmt = &ast.Throw{Loc: loc, Value: value}
	case lexer.Break:
		stmt = &ast.Break{Loc: loc, Label: label}
	default:
		stmt = &ast.Continue{Loc: loc, Label: label}
	}
	p.raise(s, p.height+1)
	return &ast.Escape{Stmt: stmt}, nil
}

// paren parses `(x)`, which groups, or a tuple: `()`, `(x,)`, `(x, y)`.
func (p *parser) paren(s *lexer.Stream) (ast.Expr, error) {
	start := s.RawCursor()
	elems, closer, err := p.elements(s, lexer.RParen)
	if err != nil {
		return nil, err
	}
	loc := ast.Loc{At: lexer.SpanOf(&p.tokens[start]).To(closer)}
	if len(elems) == 1 && p.tokens[s.RawCursor()-2].Type != lexer.Comma {
		if spread, ok := elems[0].(*ast.Spread); ok {
			p.reportAt("bad-spread", spread.Span(), "`...` cannot stand in parentheses", "",
				"a tuple of one value has a comma: `(...xs,)`")
		}
		return &ast.Paren{Loc: loc, X: elems[0]}, nil
	}
	return &ast.TupleLit{Loc: loc, Elems: elems}, nil
}

// elements parses the values between an opening bracket and its closer, spreads
// among them, and raises the height to that of the node they make.
func (p *parser) elements(s *lexer.Stream, closer lexer.Kind) ([]ast.Expr, source.Span, error) {
	open, saved := s.RawCursor(), p.begin()
	s.Next()
	var elems []ast.Expr
	for !endsElements(s.Peek().Type) {
		x, err := p.element(s)
		if err != nil {
			return nil, source.Span{}, err
		}
		elems = append(elems, x)
		if s.Peek().Type != lexer.Comma {
			break
		}
		s.Next()
	}
	span, err := p.closeBracket(s, open, closer)
	if err != nil {
		return nil, source.Span{}, err
	}
	p.end(s, saved)
	return elems, span, nil
}

// endsElements reports whether a token of kind k, in the place of an element,
// closes the bracket or shows that it was forgotten.
func endsElements(k lexer.Kind) bool {
	switch k {
	case lexer.EOF, lexer.Semi, lexer.RParen, lexer.RBrack, lexer.RBrace, lexer.StrMid, lexer.StrTail:
		return true
	}
	return false
}

// element parses `x` or `...x`.
func (p *parser) element(s *lexer.Stream) (ast.Expr, error) {
	t := s.Peek()
	if t.Type != lexer.Ellipsis {
		return p.partExpr(s)
	}
	s.Next()
	x, err := p.expr(s)
	if err != nil {
		return nil, err
	}
	p.raise(s, p.height+1)
	p.part()
	return &ast.Spread{Loc: ast.Loc{At: lexer.SpanOf(t).To(x.Span())}, X: x}, nil
}

// closeBracket takes the bracket that closes the one at the token open.
func (p *parser) closeBracket(s *lexer.Stream, open lexer.Cursor, closer lexer.Kind) (source.Span, error) {
	t := s.Peek()
	if t.Type != closer {
		return source.Span{}, p.unclosed(s, open, closer)
	}
	s.Next()
	return lexer.SpanOf(t), nil
}
