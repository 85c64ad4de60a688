package parser

// What is wrong in the head and the body of a class, in words.

import (
	"github.com/coro-lang/coro/lexer"
)

// noClassBody returns the problem of a token that should have been the `{` of a
// class.
func (p *parser) noClassBody(s *lexer.Stream) *problem {
	e := p.noBody(s)
	switch s.Peek().Type {
	case lexer.LParen:
		e.diagnostic.Hint = "a class takes its arguments in `init(…) { … }`; the fields of a `record` stand in parentheses"
	case lexer.Lt:
		e.diagnostic.Hint = "a superclass is written after `:`"
	case lexer.Comma:
		e.diagnostic.Hint = "a class has one superclass"
	case lexer.Assign:
		e.diagnostic.Hint = "write `class Name { … }`"
	default:
	}
	return e
}

// noMember returns the problem of a token that no member starts with.
func (p *parser) noMember(s *lexer.Stream) *problem {
	t := s.Peek()
	word := "`" + brief(t.Value) + "`"
	message := "expected a member of the " + p.around.word + ", found " + describe(t)
	hint := "its members start with `var`, `let`, `fn`, `get`, `init`, `static fn` or `operator`"
	if p.around.word == "record" {
		hint = "its members start with `fn`, `get`, `static fn` or `operator`"
	}
	next := p.peek(s, 1)
	if h := memberWords[t.Value]; h != "" && t.Type == lexer.Ident {
		hint = h
	} else if t.Type == lexer.Ident {
		switch {
		case next.Type == lexer.LParen && p.hasBody(s.RawCursor()+1):
			message, hint = word+" needs `fn` before it", "a method is declared with `fn`: `fn "+brief(t.Value)+"(…) { … }`"
		case next.Type == lexer.Assign || next.Type == lexer.Colon:
			message = word + " needs `var` or `let` before it"
			hint = "a field is declared with `var " + brief(t.Value) + "`, or with `let` if `init` sets it once"
		case next.Type == lexer.Semi || next.Type == lexer.RBrace || next.Type == lexer.Comma:
			message = word + " needs `var` or `let` before it"
			hint = "a field is declared with `var " + brief(t.Value) + "`, or with `let` if `init` sets it once"
		case next.Type == lexer.Ident:
		default:
			hint = statementHint
		}
	} else if lexer.IsKeyword(t.Type) {
		switch t.Type {
		case lexer.Export:
			hint = "a " + p.around.word + " is exported as a whole: `export` stands before its `" + p.around.word + "`"
		case lexer.Class, lexer.Record:
			hint = "declare it beside this " + p.around.word + ", or look for a `}` that is missing above"
		default:
			hint = statementHint
		}
	}
	return p.problem(s, "bad-member", message, "", hint)
}

const statementHint = "statements stand in a method or `init`; or a `}` is missing above"

// hasBody reports whether a body follows the parentheses that open at a token.
func (p *parser) hasBody(open lexer.Cursor) bool {
	depth := 0
	for i := open; p.tokens[i].Type != lexer.EOF; i++ {
		switch p.tokens[i].Type {
		case lexer.LParen:
			depth++
		case lexer.RParen:
			depth--
			if depth == 0 {
				next := p.tokens[i+1].Type
				return next == lexer.LBrace || next == lexer.Arrow || next == lexer.Colon
			}
		case lexer.Semi:
			return false
		default:
		}
	}
	return false
}

// memberWords holds words that members start with in other languages by what to
// write instead.
var memberWords = map[string]string{
	"constructor": "what makes an object is `init(…) { … }`",
	"__init__":    "what makes an object is `init(…) { … }`",
	"initialize":  "what makes an object is `init(…) { … }`",
	"new":         "what makes an object is `init(…) { … }`",
	"function":    "a method is declared with `fn`",
	"def":         "a method is declared with `fn`",
	"func":        "a method is declared with `fn`",
	"fun":         "a method is declared with `fn`",
	"public":      "every member can be seen from outside; leave the word out",
	"private":     "there are no private members; a name such as `_x` says that it is not for others",
	"protected":   "there are no private members; a name such as `_x` says that it is not for others",
	"override":    "a method of the same name overrides that of the superclass; leave the word out",
	"virtual":     "every method can be overridden; leave the word out",
	"abstract":    "there are no abstract methods; `throw` in the method of the superclass",
	"final":       "every method can be overridden; leave the word out",
	"async":       "any function may yield; there is no `async`",
	"const":       "a field that is set once is declared with `let`",
	"property":    "what is computed when it is read is declared with `get name => …`",
	"set":         "there are no setters; write a method: `fn set_name(value) { … }`",
	"get":         "a method is declared with `fn`; a getter is written `get name => …`",
	"static":      "only functions are static: `static fn name(…) { … }`",
	"init":        "what makes an object is `init(…) { … }`",
	"int":         "a field is declared with `var name`, or `var name: int`",
	"float":       "a field is declared with `var name`, or `var name: float`",
	"string":      "a field is declared with `var name`, or `var name: string`",
}

// noMethodName returns the problem of a token after `fn` in a class.
func (p *parser) noMethodName(s *lexer.Stream) *problem {
	e := p.unexpected(s, "the name of the method")
	switch t := s.Peek(); {
	case t.Type == lexer.LParen:
		e.diagnostic.Hint = "a method has a name: `fn name(…) { … }`"
	case t.Type >= lexer.Add && t.Type <= lexer.NotIn, t.Type == lexer.LBrack:
		e.diagnostic.Hint = "what an operator does is declared without `fn`: `operator " + brief(t.Value) + "(other) { … }`"
	}
	return e
}

// noMethodParams returns the problem of a token after the name of a method.
func (p *parser) noMethodParams(s *lexer.Stream, name *lexer.Token) *problem {
	e := p.unexpected(s, "`(` and the parameters")
	switch t := s.Peek(); {
	case name.Value == "get" && lexer.IsWord(t.Type), name.Value == "operator":
		e.diagnostic.Hint = "leave the `fn` before `" + name.Value + "` out"
	case name.Value == "static" && lexer.IsWord(t.Type):
		e.diagnostic.Hint = "`static` stands before `fn`: `static fn " + brief(t.Value) + "(…) { … }`"
	case t.Type == lexer.Arrow || t.Type == lexer.LBrace:
		e.diagnostic.Hint = "a method has parentheses even without parameters; without them, write `get " +
			brief(name.Value) + "`"
	}
	return e
}

// noStatic returns the problem of a token after `static` that is no `fn`.
func (p *parser) noStatic(s *lexer.Stream) *problem {
	t := s.Peek()
	hint := "write `static fn name(…) { … }`"
	switch {
	case t.Type == lexer.Let || t.Type == lexer.Var:
		hint = "a value that all objects share is a variable beside the " + p.around.word
	case t.Type == lexer.Ident && (t.Value == "get" || t.Value == "init" || t.Value == "operator"):
		hint = "leave `static` out, or make it a `static fn`"
	case t.Type == lexer.Ident && p.peek(s, 1).Type == lexer.LParen:
		hint = "write `static fn " + brief(t.Value) + "(…) { … }`"
	}
	e := p.problem(s, "bad-static", "only functions are static, found "+describe(t), "", hint)
	return e
}

const overloadHint = "a class may have + - * / % [] []= () < <= and -() for the sign"

// noOverload returns the problem of a token in the place of an operator.
func (p *parser) noOverload(s *lexer.Stream, want string) *problem {
	t := s.Peek()
	quoted, message, hint := "`"+brief(t.Value)+"`", "", overloadHint
	switch t.Type {
	case lexer.Eq, lexer.Ne:
		message = quoted + " cannot be overloaded"
		hint = "it is identity for objects and compares records by value; write a method such as `fn equals(other)`"
	case lexer.Gt, lexer.Ge:
		op := map[lexer.Kind]string{lexer.Gt: "<", lexer.Ge: "<="}[t.Type]
		message = quoted + " cannot be overloaded"
		hint = "`a " + t.Value + " b` is `b " + op + " a`: declare `operator " + op + "(other)`"
	default:
		switch op, assigns := assignOps[t.Type]; {
		case assigns && op != 0:
			message = quoted + " cannot be overloaded"
			hint = "`a " + t.Value + " b` is `a = a " + op.String() + " b`, which uses `operator " + op.String() + "`"
		case t.Type >= lexer.Assign && t.Type <= lexer.NotIn:
			message = quoted + " cannot be overloaded"
		}
	}
	if message == "" {
		e := p.unexpected(s, want)
		e.diagnostic.Hint = hint
		return e
	}
	return p.problem(s, "bad-operator", message, "", hint)
}
