package parser

// Expressions: operators by precedence climbing, and chains of calls, indexes
// and fields.

import (
	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer"
)

// The binding powers, loosest first. Prefix operators bind tighter than all of
// these, and `**`, which power handles, tighter still.
const (
	noInfix = iota
	pipePower
	coalescePower
	orPower
	andPower
	comparePower
	rangePower
	bitOrPower
	bitXorPower
	bitAndPower
	shiftPower
	addPower
	mulPower
)

// infix is the binding power and the meaning of an infix operator.
type infix struct {
	power int
	op    ast.Op // NoOp for `|>`, `is` and `!is`, which have nodes of their own
}

// infixes is the precedence table; a kind that is not in it is no infix operator.
// All of them are left-associative, comparisons and ranges do not chain.
var infixes = [lexer.KindCount]infix{
	lexer.Pipe:      {pipePower, ast.NoOp},
	lexer.Coalesce:  {coalescePower, ast.OpCoalesce},
	lexer.LogicOr:   {orPower, ast.OpOr},
	lexer.LogicAnd:  {andPower, ast.OpAnd},
	lexer.Eq:        {comparePower, ast.OpEq},
	lexer.Ne:        {comparePower, ast.OpNe},
	lexer.Lt:        {comparePower, ast.OpLt},
	lexer.Le:        {comparePower, ast.OpLe},
	lexer.Gt:        {comparePower, ast.OpGt},
	lexer.Ge:        {comparePower, ast.OpGe},
	lexer.In:        {comparePower, ast.OpIn},
	lexer.NotIn:     {comparePower, ast.OpNotIn},
	lexer.Is:        {comparePower, ast.NoOp},
	lexer.NotIs:     {comparePower, ast.NoOp},
	lexer.Range:     {rangePower, ast.OpRange},
	lexer.RangeIncl: {rangePower, ast.OpRangeIncl},
	lexer.Or:        {bitOrPower, ast.OpBitOr},
	lexer.Xor:       {bitXorPower, ast.OpBitXor},
	lexer.And:       {bitAndPower, ast.OpBitAnd},
	lexer.Shl:       {shiftPower, ast.OpShl},
	lexer.Shr:       {shiftPower, ast.OpShr},
	lexer.Add:       {addPower, ast.OpAdd},
	lexer.Sub:       {addPower, ast.OpSub},
	lexer.AddWrap:   {addPower, ast.OpAddWrap},
	lexer.SubWrap:   {addPower, ast.OpSubWrap},
	lexer.Mul:       {mulPower, ast.OpMul},
	lexer.Div:       {mulPower, ast.OpDiv},
	lexer.Rem:       {mulPower, ast.OpRem},
	lexer.MulWrap:   {mulPower, ast.OpMulWrap},
}

// startsExpr reports whether an expression may start with a token of kind k. A
// reserved word without a meaning yet does, so that it is reported as such.
func startsExpr(k lexer.Kind) bool {
	switch k {
	case lexer.Ident, lexer.Int, lexer.Float, lexer.String, lexer.StrHead, lexer.Illegal,
		lexer.LParen, lexer.LBrack, lexer.LBrace,
		lexer.Sub, lexer.Not, lexer.Tilde, lexer.NotIs, lexer.NotIn,
		lexer.Fn, lexer.If, lexer.Match, lexer.Try, lexer.Yield, lexer.Coro, lexer.Spawn, lexer.Self, lexer.Super, lexer.True, lexer.False, lexer.Nil:
		return true
	}
	return isReserved(k)
}

// expr parses an expression of any kind.
func (p *parser) expr(s *lexer.Stream) (ast.Expr, error) {
	return p.climb(s, pipePower)
}

// partExpr parses an expression that is part of the node being measured.
func (p *parser) partExpr(s *lexer.Stream) (ast.Expr, error) {
	x, err := p.expr(s)
	p.part()
	return x, err
}

// partValue is partExpr for a place that could hold a bare tuple, but does not.
func (p *parser) partValue(s *lexer.Stream) (ast.ExprOrTuple, error) { return p.partExpr(s) }

// partExprOrTuple parses an expression, or several with commas, which make a
// tuple. The operand of a `yield` at the start takes the commas.
func (p *parser) partExprOrTuple(s *lexer.Stream) (ast.ExprOrTuple, error) {
	start := s.RawCursor()
	if s.Peek().Type == lexer.Yield {
		x, err := p.yield(s, (*parser).partExprOrTuple)
		p.loose = true
		return x, err
	}
	x, err := p.partExpr(s)
	if err != nil || s.Peek().Type != lexer.Comma {
		return x, err
	}
	elems, err := p.moreExprs(s, x)
	if err != nil {
		return nil, err
	}
	n := &ast.TupleLit{Elems: elems, Bare: true}
	n.SetSpan(p.since(s, start))
	return n, nil
}

// moreExprs parses the `, expr` after the first expression of a bare tuple.
func (p *parser) moreExprs(s *lexer.Stream, first ast.Expr) ([]ast.Expr, error) {
	elems := []ast.Expr{first}
	for s.Peek().Type == lexer.Comma {
		s.Next()
		x, err := p.partExpr(s)
		if err != nil {
			return nil, err
		}
		elems = append(elems, x)
	}
	return elems, nil
}

// climb parses an operand and the infix operators after it that bind at least
// as tightly as power.
func (p *parser) climb(s *lexer.Stream, power int) (ast.Expr, error) {
	left, err := p.unary(s)
	if err != nil {
		return nil, err
	}
	for !p.loose {
		t := s.Peek()
		if t.Type < 0 {
			break
		}
		in := infixes[t.Type]
		if in.power < power || in.power == noInfix {
			break
		}
		p.checkChain(left, t, in)
		height := p.height
		if left, err = p.infix(s, left, in); err != nil {
			return nil, err
		}
		p.raise(s, max(height, p.height)+1)
	}
	return left, nil
}

// infix parses an infix operator and its right operand, and leaves the height
// of the latter.
func (p *parser) infix(s *lexer.Stream, left ast.Expr, in infix) (ast.Expr, error) {
	t := s.Next()
	opSpan := lexer.SpanOf(t)
	if t.Type == lexer.Is || t.Type == lexer.NotIs {
		return p.isExpr(s, left, t)
	}
	var right ast.Expr
	var err error
	if in.power == coalescePower && isJump(s.Peek().Type) {
		right, err = p.escape(s)
	} else {
		right, err = p.climb(s, in.power+1)
	}
	if err != nil {
		return nil, err
	}
	span := left.Span().To(right.Span())
	if in.power == pipePower {
		return &ast.Pipe{Loc: ast.Loc{At: span}, OpSpan: opSpan, X: left, Target: right}, nil
	}
	return &ast.Binary{Loc: ast.Loc{At: span}, Op: in.op, OpSpan: opSpan, X: left, Y: right}, nil
}

// isExpr parses the type after `is`.
func (p *parser) isExpr(s *lexer.Stream, left ast.Expr, op *lexer.Token) (ast.Expr, error) {
	typ, err := p.typeName(s)
	if err != nil {
		return nil, err
	}
	p.height = 0
	span := left.Span().To(typ.Span())
	return &ast.IsExpr{
		Loc: ast.Loc{At: span}, OpSpan: lexer.SpanOf(op), X: left, Not: op.Type == lexer.NotIs, Type: typ,
	}, nil
}

// checkChain reports `a < b < c`, `1..2..3`, and `!x is T`, whose `!` belongs to
// the x.
func (p *parser) checkChain(left ast.Expr, op *lexer.Token, in infix) {
	if in.power != comparePower && in.power != rangePower {
		return
	}
	span := lexer.SpanOf(op)
	if not, ok := left.(*ast.Unary); ok && not.Op == ast.OpNot && isMembership(op.Type) {
		word := op.Value
		p.reportAt("not-operand", not.OpSpan, "`!x "+word+" y` negates only the x", "",
			"write `x !"+word+" y`, or parentheses around what you mean")
		return
	}
	if !chains(left, in.power) {
		return
	}
	if in.power == rangePower {
		hint := "for steps, write `(a..b).step(n)`"
		if b := left.(*ast.Binary); isText(b.X) || isText(b.Y) {
			hint = "`+` joins texts, and \"${a}: ${b}\" puts values into one"
		}
		p.reportAt("chained-range", span, "ranges do not chain", "", hint)
		return
	}
	p.reportAt("chained-comparison", span, "comparisons do not chain", "",
		"write `a < b && b < c`, or parentheses around the first comparison")
}

func isText(x ast.Expr) bool {
	switch x.(type) {
	case *ast.StringLit, *ast.Interp:
		return true
	}
	return false
}

// chains reports whether x is an operation of the given power.
func chains(x ast.Expr, power int) bool {
	switch x := x.(type) {
	case *ast.IsExpr:
		return power == comparePower
	case *ast.Binary:
		switch x.Op {
		case ast.OpRange, ast.OpRangeIncl:
			return power == rangePower
		case ast.OpEq, ast.OpNe, ast.OpLt, ast.OpLe, ast.OpGt, ast.OpGe, ast.OpIn, ast.OpNotIn:
			return power == comparePower
		}
	}
	return false
}

func isMembership(k lexer.Kind) bool { return k == lexer.Is || k == lexer.In }

// unary parses an operand with its prefix operators. It is the one step that
// every nesting of expressions takes, and counts it.
func (p *parser) unary(s *lexer.Stream) (ast.Expr, error) {
	p.enter(s)
	defer p.leave()
	t := s.Peek()
	op := ast.NoOp
	switch t.Type {
	case lexer.Sub:
		if n := p.minInt(s); n != nil {
			return n, nil
		}
		op = ast.OpNeg
	case lexer.Not:
		op = ast.OpNot
	case lexer.Tilde:
		op = ast.OpCompl
	case lexer.Fn, lexer.If, lexer.Match, lexer.Try, lexer.Yield:
		return p.looseExpr(s)
	default:
		return p.power(s)
	}
	s.Next()
	x, err := p.unary(s)
	if err != nil {
		return nil, err
	}
	p.raise(s, p.height+1)
	opSpan := lexer.SpanOf(t)
	return &ast.Unary{Loc: ast.Loc{At: opSpan.To(x.Span())}, Op: op, OpSpan: opSpan, X: x}, nil
}

// power parses a chain and the `**` after it, which takes everything to its
// right that binds as a prefix operator does or tighter.
func (p *parser) power(s *lexer.Stream) (ast.Expr, error) {
	x, err := p.postfix(s)
	if err != nil || s.Peek().Type != lexer.Pow {
		return x, err
	}
	t, height := s.Next(), p.height
	y, err := p.unary(s)
	if err != nil {
		return nil, err
	}
	p.raise(s, max(height, p.height)+1)
	span := x.Span().To(y.Span())
	return &ast.Binary{Loc: ast.Loc{At: span}, Op: ast.OpPow, OpSpan: lexer.SpanOf(t), X: x, Y: y}, nil
}

// postfix parses an operand and the calls, indexes and fields after it.
func (p *parser) postfix(s *lexer.Stream) (ast.Expr, error) {
	p.height = 1
	x, err := p.primary(s)
	for err == nil {
		switch s.Peek().Type {
		case lexer.LParen:
			x, err = p.call(s, x)
		case lexer.LBrack:
			x, err = p.index(s, x)
		case lexer.Dot, lexer.QuestionDot:
			x, err = p.field(s, x)
		default:
			p.loose = false
			return x, nil
		}
	}
	return nil, err
}

func (p *parser) call(s *lexer.Stream, fn ast.Expr) (ast.Expr, error) {
	height := p.height
	args, closer, err := p.elements(s, lexer.RParen)
	if err != nil {
		return nil, err
	}
	p.raise(s, max(height+1, p.height))
	return &ast.Call{Loc: ast.Loc{At: fn.Span().To(closer)}, Fn: fn, Args: args}, nil
}

// index parses `[key]` or `[lo:hi]` after x.
func (p *parser) index(s *lexer.Stream, x ast.Expr) (ast.Expr, error) {
	height, saved := p.height, p.begin()
	open := s.RawCursor()
	s.Next()
	var lo, hi ast.Expr
	var err error
	if s.Peek().Type != lexer.Colon {
		if lo, err = p.partExpr(s); err != nil {
			return nil, err
		}
	}
	slice := s.Peek().Type == lexer.Colon
	if slice {
		s.Next()
		if k := s.Peek().Type; k != lexer.RBrack && k != lexer.Colon {
			if hi, err = p.partExpr(s); err != nil {
				return nil, err
			}
		}
		if s.Peek().Type == lexer.Colon {
			e := p.unclosed(s, open, lexer.RBrack)
			e.diagnostic.Hint = "a slice has no step: `xs[i:j]` goes from i to before j; a loop picks others"
			return nil, e
		}
	}
	closer, err := p.closeBracket(s, open, lexer.RBrack)
	if err != nil {
		return nil, err
	}
	p.end(s, saved)
	p.raise(s, max(height+1, p.height))
	loc := ast.Loc{At: x.Span().To(closer)}
	if slice {
		return &ast.Slice{Loc: loc, X: x, Lo: lo, Hi: hi}, nil
	}
	return &ast.Index{Loc: loc, X: x, Key: lo}, nil
}

// field parses `.name` or `?.name` after x; the lexer makes any word a name here.
func (p *parser) field(s *lexer.Stream, x ast.Expr) (ast.Expr, error) {
	optional := s.Next().Type == lexer.QuestionDot
	t := s.Peek()
	if number := p.peekAt(s.RawCursor() - 2); number.Type == lexer.Int && !optional && p.endsNumber(s.RawCursor()) {
		return nil, p.problemAt(s.RawCursor(), p.since(s, s.RawCursor()-2), "bad-number", "a number does not end with its point", "",
			"write `"+brief(number.Value)+".0`")
	}
	if t.Type != lexer.Ident {
		want := "a name after the `.`"
		if optional {
			want = "a name after the `?.`"
		}
		e := p.unexpected(s, want)
		switch {
		case optional && t.Type == lexer.LParen:
			e.diagnostic.Hint = "only a name follows `?.`; a function is called in `if f != nil { f(x) } else { nil }`"
		case !optional && (t.Type == lexer.String || t.Type == lexer.StrHead):
			e.diagnostic.Hint = "texts are joined by `+`, or in one: \"${a}${b}\""
		case optional && t.Type == lexer.LBrack:
			e.diagnostic.Hint = "only a name follows `?.`; an element is taken in `if x != nil { x[i] } else { nil }`"
		case !optional && t.Type == lexer.Int:
			e.diagnostic.Hint = "an element is taken by its index in brackets: `x[" + brief(t.Value) + "]`"
		}
		return nil, e
	}
	s.Next()
	p.raise(s, p.height+1)
	span := lexer.SpanOf(t)
	return &ast.Field{
		Loc: ast.Loc{At: x.Span().To(span)}, X: x, Name: t.Value, NameSpan: span, Optional: optional,
	}, nil
}

// endsNumber reports whether a token behind `1.` shows that a float was meant: no
// name, or the word that a statement of the next line begins with.
func (p *parser) endsNumber(token lexer.Cursor) bool {
	t := &p.tokens[token]
	if t.Type == lexer.Ident {
		return p.onNewLine(token) && lexer.IsKeyword(lexer.WordKind(t.Value))
	}
	return t.Type != lexer.Int
}
