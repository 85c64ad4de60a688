package parser

// `match`: its arms, and what is wrong with them in words.

import (
	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer"
)

// match parses `match subject { arms }`.
func (p *parser) match(s *lexer.Stream) (ast.Expr, error) {
	start := s.RawCursor()
	s.Next()
	n := &ast.Match{}
	var err error
	if n.Subject, err = p.partExpr(s); err != nil {
		e := p.translate(err)
		if p.tokens[start+1].Type == lexer.LBrace {
			e.diagnostic.Hint = noSubjectHint
		}
		return nil, e
	}
	open := s.RawCursor()
	if s.Peek().Type != lexer.LBrace {
		return nil, p.noArms(s, start)
	}
	n.Open.At = lexer.SpanOf(s.Next())
	for p.skipSemis(s) {
		n.Arms = append(n.Arms, p.matchArm(s))
	}
	if n.Close.At, err = p.closeBracket(s, open, lexer.RBrace); err != nil {
		return nil, err
	}
	n.SetSpan(p.since(s, start))
	if len(n.Arms) == 0 {
		p.reportAt("empty-match", n.At, "this `match` has no arms", "", "write `pattern => result` lines in the braces")
	}
	return n, nil
}

// matchArm parses one arm with its end. As with a statement, what is wrong with
// it is reported, and an arm without a result takes its place.
func (p *parser) matchArm(s *lexer.Stream) ast.MatchArm {
	p.enter(s)
	defer p.leave()
	start := s.RawCursor()
	p.furthest, p.loose = nil, false
	n, err := p.arm(s)
	if err == nil {
		err = p.endOfArm(s)
	}
	if err != nil {
		e := p.translate(err)
		p.report(e)
		p.recover(s, start, e.token)
		bad := &ast.BadPattern{}
		bad.SetSpan(p.since(s, start))
		return ast.MatchArm{Pattern: bad}
	}
	return n
}

// arm parses an arm without its end.
func (p *parser) arm(s *lexer.Stream) (n ast.MatchArm, err error) {
	start := s.RawCursor()
	if n.Pattern, err = p.pattern(s, toTest); err != nil {
		return n, err
	}
	if s.Peek().Type == lexer.If {
		s.Next()
		if n.Guard, err = p.partExpr(s); err != nil {
			return n, err
		}
	}
	if s.Peek().Type != lexer.Arrow {
		return n, p.noArrow(s, start)
	}
	s.Next()
	switch k := s.Peek().Type; {
	case k == lexer.LBrace:
		n.Body, err = p.block(s)
	case isJump(k):
		n.Result, err = p.escape(s)
		p.part()
	case startsExpr(k):
		n.Result, err = p.partExpr(s)
	default:
		err = p.noResult(s)
	}
	return n, err
}

// endOfArm takes the `,`, `;` or newline after an arm; a `}` may stand there too.
func (p *parser) endOfArm(s *lexer.Stream) error {
	t := s.Peek()
	switch t.Type {
	case lexer.Semi, lexer.Comma:
		s.Next()
		return nil
	case lexer.RBrace, lexer.EOF:
		return nil
	}
	e := p.unexpected(s, "the end of the arm")
	_, assigns := assignOps[t.Type]
	switch {
	case t.Type == lexer.Arrow:
		e.diagnostic.Hint = "the arm above it has no result; one that does nothing is `pattern => { }`"
	case assigns:
		e.diagnostic.Hint = "an assignment is a statement, which needs braces: `=> { x = 1 }`"
	case t.Type == lexer.Else:
		e.diagnostic.Hint = elseArm
	case e.diagnostic.Hint != "":
	case p.loose:
		e.diagnostic.Hint = looseHint
	default:
		e.diagnostic.Hint = "arms stand on lines of their own, or have a `,` between them"
	}
	return e
}

const (
	armForm = "an arm is written `pattern => result`"
	elseArm = "the arm for all other values is `_ => …`"

	noSubjectHint = "the value to match stands before the braces: `match x { … }`"
)

// noArms returns the problem of a token that should have been the `{` after the
// subject of the `match` at the token start.
func (p *parser) noArms(s *lexer.Stream, start lexer.Cursor) *problem {
	e := p.unexpected(s, "`{` and the arms")
	switch t := s.Peek(); {
	case t.Type == lexer.Comma:
		e.diagnostic.Hint = "several values are matched as a tuple: `match (a, b) { … }`"
	case p.tokens[start+1].Type == lexer.LBrace:
		e.diagnostic.Hint = noSubjectHint
	case e.diagnostic.Hint != "":
	case t.Type == lexer.Semi:
		e.diagnostic.Hint = "the `{` stands on the same line"
	default:
		e.diagnostic.Hint = "the arms stand in braces: `match x { 1 => \"one\" }`"
	}
	return e
}

// noArrow returns the problem of a token that should have been the `=>` of the
// arm that starts at the token start.
func (p *parser) noArrow(s *lexer.Stream, start lexer.Cursor) *problem {
	e := p.unexpected(s, "`=>` and the result of the arm")
	first, t := &p.tokens[start], s.Peek()
	hint := armForm
	switch {
	case first.Value == "case" || first.Value == "when":
		hint += ", without `" + first.Value + "`"
	case first.Value == "default" || first.Value == "otherwise":
		hint = elseArm
	case t.Type == lexer.LBrace && p.touches(s.RawCursor()) && p.tokens[s.RawCursor()-1].Type == lexer.Ident:
		hint = "the fields of a record stand in parentheses: `Point(x, y) => …`"
	case t.Type == lexer.LBrace:
		hint = "put `=>` before the `{`"
	case t.Type == lexer.Colon && typeWords[p.peek(s, 1).Value]:
		hint = "a type is tested by `is`: `x is " + p.peek(s, 1).Value + " => …`"
	case t.Type == lexer.LBrack:
		hint = "what stands behind `is` is the plain name of a type"
	case t.Type == lexer.Range || t.Type == lexer.RangeIncl:
		hint = "a range is tested behind `if`: `n if n in 1..10 => …`"
	case t.Type == lexer.Comma:
		hint = "alternatives are joined by `|`, and a tuple has parentheses: `1 | 2 => …`, `(x, y) => …`"
	case t.Type == lexer.LogicOr || t.Value == "or":
		hint = "alternatives are joined by `|`: `1 | 2 => …`"
	case t.Type == lexer.LogicAnd || t.Value == "and" || t.Value == "where" || t.Value == "when",
		infixes[max(0, t.Type)].power == comparePower:
		hint = guardHint
	case t.Type == lexer.Add || t.Type == lexer.Sub || t.Type == lexer.Mul || t.Type == lexer.LParen:
		hint = "a pattern computes nothing; " + guardHint
	}
	if t.Type == lexer.Sub && p.peek(s, 1).Type == lexer.Gt {
		hint = armForm
	}
	e.diagnostic.Hint = hint
	return e
}

const guardHint = "a condition stands behind `if`: `n if n > 10 => …`"

// noResult returns the problem of a token that no result of an arm starts with.
func (p *parser) noResult(s *lexer.Stream) *problem {
	e := p.noOperand(s.RawCursor())
	switch k := s.Peek().Type; {
	case isDeclaration(k):
		e.diagnostic.Hint = "a statement stands in braces: `=> { … }`"
	case k == lexer.RBrace || k == lexer.Semi || k == lexer.Comma:
		e.diagnostic.Hint = "an arm that does nothing is `pattern => { }`"
	}
	return e
}

// inArm corrects the advice about a bracket of a pattern that something finds
// open: a `=>` is no function's, and a number no forgotten `}`.
func (p *parser) inArm(err error, open lexer.Cursor) *problem {
	e := p.translate(err)
	switch k := p.tokens[max(0, e.token)].Type; {
	case k == lexer.Arrow:
		e.diagnostic.Hint = "close the `" + p.tokens[open].Value + "` before the `=>`"
	case p.tokens[open].Type == lexer.LBrace && (startsTest(k) || k == lexer.LBrack):
		e.diagnostic.Hint = "the keys of a pattern are names and strings"
	}
	return e
}

// noPattern returns the problem of a token in a `match` that no pattern starts
// with.
func (p *parser) noPattern(s *lexer.Stream) *problem {
	e := p.unexpected(s, "a pattern")
	switch t := s.Peek(); {
	case t.Type == lexer.Else:
		e.diagnostic.Hint = elseArm
	case t.Type == lexer.Is:
		e.diagnostic.Hint = "a type is tested with a name or `_` before it: `_ is string => …`"
	case t.Type == lexer.Or || p.tokens[e.token-1].Type == lexer.Or:
		e.diagnostic.Hint = "a `|` stands between two patterns: `1 | 2 => …`"
	case t.Type == lexer.Arrow:
		e.diagnostic.Hint = armForm
	case infixes[max(0, t.Type)].power == comparePower, t.Type == lexer.Not:
		e.diagnostic.Hint = guardHint
	case t.Type == lexer.Ellipsis:
		e.diagnostic.Hint = "`...` stands inside the brackets of a pattern: `[first, ...rest]`"
	case lexer.IsKeyword(t.Type):
		e.diagnostic.Hint = armForm + ", a statement stands in the braces of one: `=> { … }`"
	}
	return e
}
