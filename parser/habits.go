package parser

// Advice for habits from other languages that shows only in what stands around a
// token.

import (
	"strings"

	"github.com/coro-lang/coro/lexer"
)

// maxLookBack is how many tokens advice looks back at: a problem may have as many
// before it as the file has.
const maxLookBack = 200

// habit returns a hint about a token that cannot stand where it does, from the
// tokens before it, or "".
func (p *parser) habit(token lexer.Cursor) string {
	if token == 0 {
		return ""
	}
	t, before := &p.tokens[token], &p.tokens[token-1]
	switch {
	case t.Type == lexer.If && !p.onNewLine(token):
		return "an `if` stands before what it decides: `if c { … }`; a choice is `if c { a } else { b }`"
	case t.Type == lexer.For && !p.onNewLine(token):
		return "a list is made of another by `xs.map(fn(x) => …)`, or filled by a loop: `for x in xs { list.push(…) }`"
	case t.Type == lexer.Question && before.Value == "nil" && token > 1 && p.tokens[token-2].Type == lexer.Dot:
		return "test with `x == nil`"
	case t.Type == lexer.Not && p.tokens[min(int(token)+1, len(p.tokens)-1)].Type == lexer.Dot:
		return "write `x.y`, which is an error if x is nil, or `x?.y`"
	case t.Type == lexer.Ellipsis && before.Type == lexer.Int, t.Value == "to" && before.Type == lexer.Int:
		return "a range is written `a..b`, without b, or `a..=b`, with it"
	case p.luaMethod(token):
		return luaMethodHint
	case t.Type == lexer.Ellipsis:
		return "spreading is written before the value: `...xs`"
	case before.Type == lexer.Yield && t.Type == lexer.Mul, before.Value == "from" && token > 1 && p.tokens[token-2].Type == lexer.Yield:
		return "what another yields is passed on by a loop: `for x in xs { yield x }`"
	case before.Type == lexer.Fn && t.Type == lexer.Mul:
		return "any function may yield; leave the `*` out"
	case t.Type == lexer.Ident && p.isDecrement(token-1) && before.Type == lexer.Ident:
		return "comments start with `//`"
	case (t.Type == lexer.String || t.Type == lexer.StrHead) && before.Pos.Offset+len(before.Value) == t.Pos.Offset:
		return stringPrefixes[before.Value]
	case p.declares(token-1) && t.Type == lexer.Eq:
		return "`==` compares; a variable gets its value by one `=`"
	case p.declares(token-1) && t.Type == lexer.Sub && isWord(p.peekAt(token+1).Type):
		return "a name has no `-` in it: write `" + brief(before.Value) + "_" + brief(p.peekAt(token+1).Value) + "`"
	case t.Type == lexer.Ident && p.peekAt(token+1).Type == lexer.LParen && (typeWords[before.Value] || before.Value == "void"):
		return "a function is declared with `fn`: `fn " + brief(t.Value) + "(…) { … }`"
	case t.Type == lexer.Ident && typeWords[before.Value] && token > 1 && startsElement(p.tokens[token-2].Type):
		return "a type is written behind the name: `" + brief(t.Value) + ": " + before.Value + "`"
	case before.Type == lexer.Else && t.Type != lexer.LBrace && startsOperand(t.Type):
		return "a second condition is written `else if c { … }`"
	}
	return ""
}

const luaMethodHint = "a method is called with a point: `x.f(…)`"

// luaMethod reports whether a token is the colon of `x:f(…)`, without a blank in it.
func (p *parser) luaMethod(token lexer.Cursor) bool {
	return p.tokens[token].Type == lexer.Colon && p.touches(token) && p.touches(token+1) &&
		p.peekAt(token+1).Type == lexer.Ident && p.peekAt(token+2).Type == lexer.LParen
}

// declares reports whether a token is the name behind a `let` or `var`.
func (p *parser) declares(token lexer.Cursor) bool {
	if token == 0 || p.tokens[token].Type != lexer.Ident {
		return false
	}
	k := p.tokens[token-1].Type
	return k == lexer.Let || k == lexer.Var
}

func isWord(k lexer.Kind) bool { return k == lexer.Ident || lexer.IsKeyword(k) }

// namedArgument returns a hint about a token that has stopped the list of arguments
// that opens at a token: `f(x: 1)` or `f(x = 1)`.
func (p *parser) namedArgument(token, open lexer.Cursor) string {
	if open == 0 || token < open+2 || p.tokens[open].Type != lexer.LParen || p.tokens[token-1].Type != lexer.Ident {
		return ""
	}
	switch p.tokens[token].Type {
	case lexer.Colon, lexer.Assign:
	default:
		return ""
	}
	if p.luaMethod(token) {
		return luaMethodHint
	}
	switch p.tokens[open-1].Type {
	case lexer.Ident, lexer.RParen, lexer.RBrack:
	default:
		return ""
	}
	if k := p.tokens[token-2].Type; k != lexer.LParen && k != lexer.Comma {
		return ""
	}
	name := brief(p.tokens[token-1].Value)
	return "arguments are told apart by their order: leave `" + name + p.tokens[token].Value + "` out; many options go in a map, `f({" + name + ": …})`"
}

// typeWords are types that other languages write before a parameter.
var typeWords = map[string]bool{
	"bool": true, "bytes": true, "float": true, "int": true, "list": true, "map": true, "string": true,
}

// startsOperand reports whether a token of kind k may begin a condition.
func startsOperand(k lexer.Kind) bool {
	return k == lexer.Ident || k == lexer.LParen || k == lexer.Not || isLiteral(k)
}

// stringPrefixes holds what other languages write right before a string.
var stringPrefixes = map[string]string{
	"f": "every string takes expressions: write \"… ${x} …\", without the `f`",
	"F": "every string takes expressions: write \"… ${x} …\", without the `F`",
	"r": "a raw string stands in backquotes",
	"R": "a raw string stands in backquotes",
	"b": "bytes are made of a string by `bytes(\"…\")`",
	"u": "every string is UTF-8; leave the `u` out",
}

// callWithBody is the advice about a `{` behind what looks like a call: the word
// before the call may be that of another language's statement or function.
func (p *parser) callWithBody(token lexer.Cursor) advice {
	if token == 0 || p.tokens[token].Type != lexer.LBrace || p.tokens[token-1].Type != lexer.RParen {
		return advice{}
	}
	depth := 0
	for i := token - 1; i > 0 && i > token-maxLookBack; i-- {
		switch p.tokens[i].Type {
		case lexer.RParen:
			depth++
		case lexer.LParen:
			if depth--; depth > 0 {
				continue
			}
			name := &p.tokens[i-1]
			if hint := earlyWords[name.Value]; hint != "" {
				return p.foreignWord(i-1, hint)
			}
			if name.Type == lexer.Ident && (i == 1 || p.tokens[i-2].Type == lexer.Semi || p.tokens[i-2].Type == lexer.LBrace) {
				return advice{hint: "a function is declared with `fn`: `fn " + brief(name.Value) + "(…) { … }`"}
			}
			return advice{}
		case lexer.Semi:
			return advice{}
		}
	}
	return advice{}
}

// closedInComment returns a hint about a bracket that a comment on the line of the
// token before hides: `print(5 // 2)`.
func (p *parser) closedInComment(token lexer.Cursor, bracket string) string {
	if token == 0 {
		return ""
	}
	before := lexer.SpanOf(&p.tokens[token-1]).Tail()
	line, _ := p.file.Position(int(before.Start))
	rest := p.file.Text[before.Start:max(before.Start, p.file.LineSpan(line).End)]
	if comment, ok := strings.CutPrefix(strings.TrimLeft(rest, " \t"), "//"); ok && strings.Contains(comment, bracket) {
		return "`//` starts a comment, in which the `" + bracket + "` stands; `/` divides ints without a remainder"
	}
	return ""
}
