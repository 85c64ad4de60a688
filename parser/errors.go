package parser

// What is wrong, in words: problems of unexpected tokens and of brackets, and
// the translation of participle's errors into them.

import (
	"errors"
	"sort"
	"strings"

	"github.com/alecthomas/participle/v2"

	"github.com/coro-lang/coro/lexer"
	"github.com/coro-lang/coro/lexer/source"
)

// Codes that more than one place reports.
const (
	codeUnexpected = "unexpected-token"
	codeUnclosed   = "unclosed-bracket"
	codeReserved   = "reserved-word"
	codeInternal   = "internal"
)

const looseHint = "no operator follows `if`, `match`, `try`, `fn` and `yield`; put it in parentheses"

// unexpected returns the problem of a next token that is not what is wanted.
func (p *parser) unexpected(s *lexer.Stream, want string) *problem {
	return p.unexpectedAt(s.RawCursor(), want)
}

func (p *parser) unexpectedAt(token lexer.Cursor, want string) *problem {
	t := &p.tokens[token]
	if strings.HasPrefix(want, "a name") && lexer.IsKeyword(t.Type) {
		return p.problemAt(token, p.place(token), codeReserved, "`"+t.Value+"` is a reserved word", "",
			"choose another name; as a key and after `.` any word will do")
	}
	a := p.advice(token)
	if a.foreign != "" {
		return p.foreignProblem(token, a)
	}
	return p.problemAt(token, p.place(token), codeUnexpected, "expected "+want+", found "+describe(t), "", a.hint)
}

// foreignProblem returns the problem of what another language has where a token stands.
func (p *parser) foreignProblem(token lexer.Cursor, a advice) *problem {
	return p.problemAt(token, a.at, codeUnexpected, "there is no "+a.foreign, "", a.hint)
}

// unexpectedAfter returns the problem of a token behind a whole statement or
// member.
func (p *parser) unexpectedAfter(s *lexer.Stream, what string) *problem {
	t := s.Peek()
	if t.Type == lexer.RParen || t.Type == lexer.RBrack {
		return p.problem(s, "stray-bracket", "this `"+t.Value+"` closes nothing", "",
			"remove it, or look for a bracket that is missing before it")
	}
	if what == "statement" && (t.Type == lexer.Else || t.Type == lexer.Catch) {
		return p.noOperand(s.RawCursor())
	}
	e := p.unexpected(s, "the end of the "+what)
	before := &p.tokens[e.token-1]
	switch {
	case t.Type == lexer.Colon && e.token > 1 && p.tokens[e.token-2].Type == lexer.LBrace:
		e.diagnostic.Hint = blockHint
	case e.diagnostic.Hint != "":
	case p.loose && continues(t.Type):
		e.diagnostic.Hint = looseHint
	case before.Type == lexer.Ident && isArgument(s.Peek().Type):
		e.diagnostic.Hint = "a call needs parentheses: `" + brief(before.Value) + "(…)`"
	default:
		e.diagnostic.Hint = "put each " + what + " on a line of its own, or a `;` between them"
	}
	return e
}

// blockHint is for what would be an entry of a map.
const blockHint = "this `{` opens a block; a map stands in parentheses here: `({…})`"

// continues reports whether a token of kind k goes on with an operand before it.
func continues(k lexer.Kind) bool {
	switch k {
	case lexer.LParen, lexer.LBrack, lexer.Dot, lexer.QuestionDot, lexer.Pow:
		return true
	}
	return k >= 0 && infixes[k].power != noInfix
}

// noBody returns the problem of a next token that should have been the `{` of a
// body.
func (p *parser) noBody(s *lexer.Stream) *problem {
	e := p.unexpected(s, "`{` and the body")
	switch t := s.Peek(); {
	case e.diagnostic.Hint != "":
	case t.Type == lexer.Semi:
		e.diagnostic.Hint = "the `{` stands on the same line"
	default:
		e.diagnostic.Hint = "a body always stands in braces: `{ … }`"
	}
	return e
}

// noOperand returns the problem of a token that no expression starts with.
func (p *parser) noOperand(token lexer.Cursor) *problem {
	t := &p.tokens[token]
	quoted := "`" + t.Value + "`"
	code, message, hint := codeUnexpected, "", ""
	switch {
	case isReserved(t.Type):
		code, message = codeReserved, quoted+" is reserved and not available yet"
		hint = "if you meant a name of your own, choose another"
	case isJump(t.Type):
		message = quoted + " cannot stand inside an expression"
		hint = "make it a statement of its own; only right of `??` may it stand"
		if token > 0 && p.tokens[token-1].Type == lexer.Defer {
			message, hint = "a `defer` cannot leave its block by "+quoted, "it runs when the block is left already: leave it out"
		}
	case isDeclaration(t.Type) && !p.onNewLine(token):
		message = quoted + " cannot stand inside an expression"
		hint = "make it a statement of its own"
	case t.Type == lexer.Else:
		message, hint = "`else` has no `if` before it", "it follows the `}` of an `if`"
	case t.Type == lexer.Catch:
		message, hint = "`catch` has no `try` before it", "it follows the `}` of a `try`"
	default:
		e := p.unexpectedAt(token, anExpression)
		switch before := token - 1; {
		case e.diagnostic.Hint != "":
		case token > 0 && p.tokens[before].Value == "\n" && t.Type >= 0 && infixes[t.Type].power != noInfix:
			e.diagnostic.Hint = "the line before ends the statement: put the operator at its end"
		case t.Type == lexer.Comma:
			e.diagnostic.Hint = "remove the `,`, or write a value before it"
		case t.Type == lexer.RBrack && token > 1 && p.tokens[before].Type == lexer.LBrack:
			e.diagnostic.Hint = "an index stands in the brackets; `xs.push(x)` appends to a list"
		case t.Type == lexer.Or:
			e.diagnostic.Hint = "a function is written `fn(x) => …`"
		case t.Type == lexer.Dot && p.peekAt(token+1).Type == lexer.Int:
			e.diagnostic.Hint = "a number has a digit before its point: `0." + brief(p.peekAt(token+1).Value) + "`"
		case t.Type == lexer.Add && token > 0 && p.tokens[before].Type == lexer.Assign && p.touches(token):
			e.diagnostic.Hint = "write `+=`"
		case t.Type == lexer.Mul && token > 0 && startsElement(p.tokens[before].Type):
			e.diagnostic.Hint = "a list is spread by `...xs`"
		case endsElements(t.Type) && t.Type != lexer.Semi && token > 0 && p.tokens[before].Type >= 0 && infixes[p.tokens[before].Type].power != noInfix:
			e.diagnostic.Hint = "the `" + p.tokens[before].Value + "` needs a value on its right"
		case t.Type == lexer.Add:
			e.diagnostic.Hint = "there is no `+` sign; leave it out"
		case t.Type == lexer.RParen || t.Type == lexer.RBrack:
			e.diagnostic.Hint = "a value belongs before the `" + t.Value + "`"
		}
		if p.isDecrement(token) {
			a := p.counting(token-2, "-")
			e.diagnostic.Message, e.diagnostic.Span, e.diagnostic.Hint = "there is no "+a.foreign, a.at, a.hint
		}
		return e
	}
	return p.problemAt(token, p.place(token), code, message, "", hint)
}

// touches reports whether nothing stands between a token and the one before it.
func (p *parser) touches(token lexer.Cursor) bool {
	return token > 0 && lexer.SpanOf(&p.tokens[token-1]).End == lexer.SpanOf(&p.tokens[token]).Start
}

// startsElement reports whether an element of a list or an argument may follow a
// token of kind k.
func startsElement(k lexer.Kind) bool {
	return k == lexer.LParen || k == lexer.LBrack || k == lexer.Comma
}

// isDecrement reports whether a `--` stands before a token.
func (p *parser) isDecrement(token lexer.Cursor) bool {
	if token < 2 {
		return false
	}
	a, b := &p.tokens[token-2], &p.tokens[token-1]
	return a.Type == lexer.Sub && b.Type == lexer.Sub && a.Pos.Offset+1 == b.Pos.Offset
}

// place is the span of a token in a diagnostic; for the end of the file it is
// the end of what stands last, rather than an empty line.
func (p *parser) place(token lexer.Cursor) source.Span {
	span := lexer.SpanOf(&p.tokens[token])
	if p.tokens[token].Type != lexer.EOF || token == 0 {
		return span
	}
	last := &p.tokens[token-1]
	if last.Type == lexer.Semi {
		return lexer.SpanOf(last).Head()
	}
	return lexer.SpanOf(last).Tail()
}

// isDeclaration reports whether k starts a statement that declares something or
// has a body, and is no expression as in other languages.
func isDeclaration(k lexer.Kind) bool {
	switch k {
	case lexer.Let, lexer.Var, lexer.Class, lexer.Record, lexer.Import, lexer.Export, lexer.While, lexer.For,
		lexer.Defer, lexer.Noyield, lexer.Scope, lexer.Timeout:
		return true
	}
	return false
}

// onNewLine reports whether a token is the first of its line.
func (p *parser) onNewLine(token lexer.Cursor) bool {
	if token == 0 {
		return true
	}
	before := lexer.SpanOf(&p.tokens[token-1])
	return strings.Contains(p.file.Slice(before.Tail().To(lexer.SpanOf(&p.tokens[token]).Head())), "\n")
}

// isReserved reports whether k is a word that is reserved for what the language
// does not have yet.
func isReserved(k lexer.Kind) bool {
	switch k {
	case lexer.Race, lexer.Select:
		return true
	}
	return false
}

// unclosed returns the problem of a next token that should have closed the
// bracket at the token open.
func (p *parser) unclosed(s *lexer.Stream, open lexer.Cursor, closer lexer.Kind) *problem {
	return p.unclosedAt(s.RawCursor(), open, closer)
}

func (p *parser) unclosedAt(token, open lexer.Cursor, closer lexer.Kind) *problem {
	t, opener := &p.tokens[token], &p.tokens[open]
	bracket, want := lexer.KindText(closer), "`,` or "
	span := lexer.SpanOf(opener)
	if closer == lexer.StrTail {
		bracket, want = "}", ""
		span = source.At(opener.Pos.Offset+len(opener.Value)-2, 2)
	}
	if opener.Type == lexer.LBrace && closer == lexer.RBrace && !p.isMap(open) {
		want = ""
	}
	a := p.advice(token)
	if a.foreign != "" {
		return p.foreignProblem(token, a)
	}
	e := p.problemAt(token, p.place(token), codeUnclosed,
		"expected "+want+"`"+bracket+"`, found "+describe(t), "", a.hint)
	e.diagnostic.Notes = []source.Note{{Span: span, Message: "`" + p.file.Slice(span) + "` is opened here"}}
	if e.diagnostic.Hint == "" {
		e.diagnostic.Hint = p.closedInComment(token, bracket)
	}
	if hint := p.namedArgument(token, open); hint != "" {
		e.diagnostic.Hint = hint
	}
	if closer == lexer.StrTail && t.Type == lexer.Colon {
		e.diagnostic.Hint = "there is no format behind a `:`: write `format.fixed(x, 2)`, with `import format` before, or `s.pad_start(n)`"
	}
	switch {
	case e.diagnostic.Hint != "":
	case t.Type == lexer.RParen || t.Type == lexer.RBrack || t.Type == lexer.RBrace:
		e.diagnostic.Hint = "`" + t.Value + "` does not close `" + p.file.Slice(span) + "`: write `" + bracket + "` before it, or instead"
	default:
		e.diagnostic.Hint = "close it with `" + bracket + "`"
		if want != "" && t.Type != lexer.EOF && t.Type != lexer.Semi {
			e.diagnostic.Hint += ", or put a `,` before what follows"
		}
	}
	return e
}

// isMap guesses from the token before a `{` whether it opened a map: after an
// operand, a keyword, or at the start of a statement it is a block.
func (p *parser) isMap(open lexer.Cursor) bool {
	if open == 0 {
		return false
	}
	switch k := p.tokens[open-1].Type; k {
	case lexer.In, lexer.Is, lexer.Import, lexer.Return, lexer.Yield, lexer.Throw, lexer.LParen, lexer.LBrack:
		return true
	case lexer.RParen, lexer.RBrack, lexer.RBrace, lexer.LBrace:
		return false
	default:
		return k >= lexer.Comma
	}
}

// translate returns the problem behind an error of participle's. What a callback
// found wrong comes through as it is, unless participle took it for an optional
// part that is missing; then the problem is the furthest one.
func (p *parser) translate(err error) *problem {
	var own *problem
	var token *participle.UnexpectedTokenError
	var name *lexer.Unexpected
	switch {
	case errors.As(err, &own):
		return own
	case errors.As(err, &name):
		return p.unexpectedAt(p.tokenAt(name.Token), name.Want)
	case errors.As(err, &token):
		at := p.tokenAt(token.Unexpected)
		if p.furthest != nil && p.furthest.token >= at {
			return p.furthest
		}
		_, want, _ := strings.Cut(token.Message(), "(expected ")
		switch want = wanted(want); want {
		case anExpression:
			return p.noOperand(at)
		case aPattern:
			return p.noBinding(at)
		case aType:
			return p.noType(at)
		}
		e := p.unexpectedAt(at, want)
		if want == aBase {
			e.diagnostic.Hint = "write `class Name : Base { … }`"
		}
		return e
	}
	panic(err) // participle has no other errors without lists in the grammar
}

// tokenAt returns the index of a token of the stream.
func (p *parser) tokenAt(t lexer.Token) lexer.Cursor {
	return lexer.Cursor(sort.Search(len(p.tokens)-1, func(i int) bool {
		return p.tokens[i].Pos.Offset >= t.Pos.Offset
	}))
}

const (
	anExpression = "an expression"
	aPattern     = "a name or a pattern"
	aType        = "the name of a type"
	aBase        = "the name of the superclass"
)

// rules says in words what a rest of a rule in participle's notation starts
// with.
var rules = []struct{ prefix, want string }{
	{`"in"`, "`in` and what to go over"},
	{`Binding`, aPattern},
	{`Ident`, "a name"},
	{`Qualified`, aBase},
	{`Type`, aType},
	{`Expr`, anExpression}, // and ExprOrTuple
}

// wanted says what participle expected, which it tells as the rest of a rule,
// unless the rule as a whole did not match: only that of `let` can do that.
func wanted(rule string) string {
	for _, r := range rules {
		if strings.HasPrefix(rule, r.prefix) {
			return r.want
		}
	}
	return aPattern
}

// describe names a token in a message.
func describe(t *lexer.Token) string {
	switch t.Type {
	case lexer.EOF:
		return "the end of the file"
	case lexer.Semi:
		if t.Value == "\n" {
			return "the end of the line"
		}
	case lexer.String:
		return "a string"
	case lexer.StrHead:
		return "a string"
	case lexer.StrMid, lexer.StrTail:
		return "the `}` of the interpolation"
	case lexer.Int, lexer.Float:
		return "the number `" + brief(t.Value) + "`"
	}
	return "`" + brief(t.Value) + "`"
}

// brief cuts a text that would swamp a message.
func brief(text string) string {
	const limit = 40
	if len(text) <= limit {
		return text
	}
	return strings.ToValidUTF8(text[:limit], "") + "…"
}
