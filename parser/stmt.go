package parser

// Statements: which one it is, those that begin with an expression, and how one
// ends.

import (
	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer"
)

// stmt parses one statement with its end. What is wrong with it is reported, and
// an ast.BadStmt takes its place. A statement is measured like an expression.
func (p *parser) stmt(s *lexer.Stream) ast.Stmt {
	p.enter(s)
	defer p.leave()
	start := s.RawCursor()
	p.furthest, p.loose = nil, false
	node, err := p.statement(s)
	if err == nil {
		err = p.endOfStmt(s, "statement")
	}
	if err != nil {
		e := p.translate(err)
		p.report(e)
		p.recover(s, start, e.token)
		bad := &ast.BadStmt{}
		bad.SetSpan(p.since(s, start))
		return bad
	}
	return node
}

// endOfStmt takes the `;` or newline after a statement or member; a `}` or the end
// of the file may stand there too.
func (p *parser) endOfStmt(s *lexer.Stream, what string) error {
	switch s.Peek().Type {
	case lexer.Semi:
		s.Next()
		return nil
	case lexer.RBrace, lexer.EOF:
		return nil
	}
	return p.unexpectedAfter(s, what)
}

// statement parses a statement without its end.
func (p *parser) statement(s *lexer.Stream) (ast.Stmt, error) {
	g := p.grammar
	switch s.Peek().Type {
	case lexer.Let, lexer.Var:
		return p.declare(s)
	case lexer.Fn:
		if p.peek(s, 1).Type != lexer.LParen {
			return p.fnDecl(s)
		}
	case lexer.LBrace:
		return asStmt(p.block(s))
	case lexer.While, lexer.For:
		return p.loop(s, s.RawCursor(), nil)
	case lexer.Break:
		return asStmt(produce(p, &g.breakJump, s))
	case lexer.Continue:
		return asStmt(produce(p, &g.continueJump, s))
	case lexer.Return:
		return asStmt(produce(p, &g.returnJump, s))
	case lexer.Throw:
		return asStmt(produce(p, &g.throwJump, s))
	case lexer.Defer:
		return p.deferred(s)
	case lexer.Class:
		return asStmt(p.class(s))
	case lexer.Record:
		return asStmt(p.record(s))
	case lexer.Import:
		return p.importDecl(s)
	case lexer.Export:
		return p.export(s)
	case lexer.Noyield:
		return asStmt(p.noYield(s))
	case lexer.Scope, lexer.Timeout:
		return asStmt(p.scope(s))
	case lexer.Ident:
		if p.peek(s, 1).Type == lexer.Colon {
			return p.labelled(s)
		}
		if p.startsTest(s) {
			return asStmt(p.test(s))
		}
	}
	return p.simple(s)
}

func (p *parser) declare(s *lexer.Stream) (ast.Stmt, error) {
	doc := p.docBefore(s)
	keyword := s.Next()
	n, err := produce(p, &p.grammar.letDecl, s)
	if err != nil {
		return nil, err
	}
	switch s.Peek().Type {
	case lexer.Assign:
		e := p.unexpectedAfter(s, "statement")
		if t, ok := n.Value.(*ast.TupleLit); ok && t.Bare {
			e.diagnostic.Hint = "declare each in a statement of its own, or all at once: `" + keyword.Value + " a, b = 1, 2`"
		}
		return nil, e
	case lexer.LParen:
		e := p.unexpectedAfter(s, "statement")
		e.diagnostic.Hint = "a function is declared with `fn`; a record is taken apart by a `match`"
		return nil, e
	case lexer.Ident:
		if n.Value == nil && n.Type == nil && !p.onNewLine(s.RawCursor()) {
			e := p.unexpectedAfter(s, "statement")
			e.diagnostic.Hint = "a type is written after `:`, and a value after `=`: `" + keyword.Value + " x: int = 1`"
			return nil, e
		}
	case lexer.Or, lexer.Is:
		e := p.unexpectedAfter(s, "statement")
		e.diagnostic.Hint = "only the patterns of a `match` test anything"
		return nil, e
	}
	n.Doc, n.Mutable = doc, keyword.Type == lexer.Var
	n.SetSpan(lexer.SpanOf(keyword).To(n.Span()))
	return n, nil
}

func (p *parser) fnDecl(s *lexer.Stream) (ast.Stmt, error) {
	start, doc := s.RawCursor(), p.docBefore(s)
	n, err := produce(p, &p.grammar.fnDecl, s)
	if err != nil {
		return nil, err
	}
	if n.Func, err = p.function(s, start); err != nil {
		return nil, err
	}
	n.Doc = doc
	n.SetSpan(n.Func.Span())
	return n, nil
}

// loop parses a loop, behind its label if it has one.
func (p *parser) loop(s *lexer.Stream, start lexer.Cursor, label *ast.Ident) (ast.Stmt, error) {
	switch s.Peek().Type {
	case lexer.While:
		n, err := produce(p, &p.grammar.whileLoop, s)
		if err != nil {
			return nil, err
		}
		n.Label = label
		n.Body, err = p.block(s)
		n.SetSpan(p.since(s, start))
		return n, err
	case lexer.For:
		n, err := p.forHead(s)
		if err != nil {
			return nil, err
		}
		n.Label = label
		n.Body, err = p.block(s)
		n.SetSpan(p.since(s, start))
		return n, err
	}
	e := p.unexpected(s, "a `for` or `while` loop after the label")
	e.diagnostic.Hint = "a label names a loop; a variable is declared with `let`"
	if p.luaMethod(s.RawCursor() - 1) {
		e.diagnostic.Hint = luaMethodHint
	}
	if hint := lateWords[label.Name]; hint != "" {
		e.diagnostic.Hint = hint
	}
	if start > 0 && p.tokens[start-1].Type == lexer.LBrace {
		e.diagnostic.Hint = blockHint
	}
	return nil, e
}

// forHead parses a `for` up to its body. A pattern may well stand in parentheses,
// so that the habit to write them shows only in what follows.
func (p *parser) forHead(s *lexer.Stream) (*ast.For, error) {
	next := p.peek(s, 1)
	n, err := produce(p, &p.grammar.forLoop, s)
	if err == nil {
		return n, nil
	}
	e := p.translate(err)
	switch {
	case next.Type == lexer.Let || next.Type == lexer.Var:
		e.diagnostic.Hint = "a `for` declares its variables itself, new ones in each turn: leave `" + next.Value + "` out"
	case next.Type == lexer.LParen, e.token >= 0 && p.tokens[e.token].Type == lexer.Assign:
		e.diagnostic.Hint = "write `for x in xs { … }`; to count, `for i in 0..n { … }`"
		p.skipHead(e)
	default:
		e.orHint("write `for x in xs { … }`")
	}
	return nil, e
}

// skipHead makes the parser go on behind the head of a loop that is none: to the
// `{` of its line, if there is one, so that `;` in the head ends nothing.
func (p *parser) skipHead(e *problem) {
	for i := max(e.token, 0); !p.atEnd(i) && (i == e.token || !p.onNewLine(i)); i++ {
		if p.tokens[i].Type == lexer.LBrace {
			e.token = i
			return
		}
	}
}

// labelled parses a label and its loop.
func (p *parser) labelled(s *lexer.Stream) (ast.Stmt, error) {
	start, name := s.RawCursor(), s.Next()
	if p.peek(s, 1).Type == lexer.Assign {
		return nil, p.unexpected(s, "an assignment") // `:=`, about which there is advice
	}
	s.Next()
	return p.loop(s, start, &ast.Ident{Loc: ast.Loc{At: lexer.SpanOf(name)}, Name: name.Value})
}

// deferred parses `defer` and a block, call or assignment.
func (p *parser) deferred(s *lexer.Stream) (ast.Stmt, error) {
	start := s.RawCursor()
	s.Next()
	var stmt ast.Stmt
	var err error
	if s.Peek().Type == lexer.LBrace {
		stmt, err = asStmt(p.block(s))
	} else {
		stmt, err = p.simple(s)
	}
	if err != nil {
		return nil, err
	}
	n := &ast.Defer{Stmt: stmt}
	n.SetSpan(p.since(s, start))
	return n, nil
}

// block parses `{ … }` as a list of statements.
func (p *parser) block(s *lexer.Stream) (*ast.Block, error) {
	open, t := s.RawCursor(), s.Peek()
	if t.Type != lexer.LBrace {
		return nil, p.noBody(s)
	}
	s.Next()
	n := &ast.Block{Open: ast.Mark{At: lexer.SpanOf(t)}}
	for p.skipSemis(s) {
		n.Stmts = append(n.Stmts, p.stmt(s))
	}
	closer, err := p.closeBracket(s, open, lexer.RBrace)
	if err != nil {
		return nil, err
	}
	n.Close.At = closer
	p.loose = false
	return n, nil
}

// skipSemis skips empty statements, and reports whether a statement follows: it
// is the end of the block or file else.
func (p *parser) skipSemis(s *lexer.Stream) bool {
	for s.Peek().Type == lexer.Semi {
		s.Next()
	}
	t := s.Peek().Type
	return t != lexer.RBrace && t != lexer.EOF
}

// simple parses an expression statement or an assignment.
func (p *parser) simple(s *lexer.Stream) (ast.Stmt, error) {
	start := s.RawCursor()
	if s.Peek().Type == lexer.Yield {
		x, err := p.partExprOrTuple(s)
		return &ast.ExprStmt{X: x}, err
	}
	x, err := p.partExpr(s)
	if err != nil {
		return nil, err
	}
	var targets []ast.Expr
	if s.Peek().Type == lexer.Comma {
		if targets, err = p.moreExprs(s, x); err != nil {
			return nil, err
		}
	}
	t := s.Peek()
	op, ok := assignOps[t.Type]
	switch {
	case !ok && targets == nil:
		return &ast.ExprStmt{X: x}, nil
	case !ok:
		return nil, p.unexpected(s, "`=` after the targets").orHint("`a, b = b, a` assigns to several; a tuple stands in parentheses: `(a, b)`")
	case targets == nil:
		targets = []ast.Expr{x}
	case op != ast.NoOp:
		return nil, p.problem(s, "bad-assignment", "`"+t.Value+"` takes one target", "",
			"write an assignment for each")
	}
	n := &ast.Assign{Targets: targets, Op: op, OpSpan: lexer.SpanOf(t)}
	p.checkTargets(targets)
	s.Next()
	if n.Value, err = p.partExprOrTuple(s); err != nil {
		return nil, err
	}
	n.SetSpan(p.since(s, start))
	return n, nil
}

// assignOps is what each assignment operator does before it stores.
var assignOps = map[lexer.Kind]ast.Op{
	lexer.Assign:         ast.NoOp,
	lexer.AddAssign:      ast.OpAdd,
	lexer.SubAssign:      ast.OpSub,
	lexer.MulAssign:      ast.OpMul,
	lexer.DivAssign:      ast.OpDiv,
	lexer.RemAssign:      ast.OpRem,
	lexer.PowAssign:      ast.OpPow,
	lexer.AddWrapAssign:  ast.OpAddWrap,
	lexer.SubWrapAssign:  ast.OpSubWrap,
	lexer.MulWrapAssign:  ast.OpMulWrap,
	lexer.ShlAssign:      ast.OpShl,
	lexer.ShrAssign:      ast.OpShr,
	lexer.AndAssign:      ast.OpBitAnd,
	lexer.OrAssign:       ast.OpBitOr,
	lexer.XorAssign:      ast.OpBitXor,
	lexer.CoalesceAssign: ast.OpCoalesce,
}

// checkTargets reports the expressions that nothing can be assigned to.
func (p *parser) checkTargets(targets []ast.Expr) {
	for _, t := range targets {
		message, hint := "", ""
		switch t := t.(type) {
		case *ast.Ident, *ast.Index:
			continue
		case *ast.Field:
			if !t.Optional {
				continue
			}
			message, hint = "cannot assign through `?.`", "write `.`, or test for nil first"
		case *ast.Call:
			message, hint = "cannot assign to the result of a call", "assign to a variable, `x[i]` or `x.name`"
		case *ast.Slice:
			message, hint = "cannot assign to a slice", "assign to its elements one by one"
		case *ast.ListLit, *ast.TupleLit, *ast.MapLit:
			message, hint = "cannot assign to a literal", "new variables are declared with `let`; `a, b = v` assigns to several"
		case *ast.SelfExpr:
			message, hint = "cannot assign to `self`", "assign to its fields: `self.x = …`"
		case *ast.SuperField:
			message, hint = "cannot assign through `super`", "the fields of the superclass are those of `self`: `self."+brief(t.Name)+" = …`"
		case *ast.Binary:
			message, hint = "cannot assign to an expression", "assign to a variable, `x[i]` or `x.name`; `==` compares"
		default:
			message, hint = "cannot assign to this", "assign to a variable, `x[i]` or `x.name`"
		}
		p.reportAt("bad-assignment", t.Span(), message, "this is a value, not a place", hint)
	}
}
