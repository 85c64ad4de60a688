package parser

// Advice for habits from other languages.

import (
	"strings"

	"github.com/coro-lang/coro/lexer"
	"github.com/coro-lang/coro/lexer/source"
)

// advice is what can be said of a token that cannot stand where it does.
type advice struct {
	hint    string
	foreign string // what of another language stands there, if the problem is that
	at      source.Span
}

// advice returns what can be said of a token that cannot stand where it does.
func (p *parser) advice(token lexer.Cursor) advice {
	t := &p.tokens[token]
	if t.Type == lexer.Arrow && token > 0 && isLiteral(p.tokens[token-1].Type) {
		return advice{hint: "`=>` belongs to the arm of a `match` or to a function; look for a `}` that is missing above"}
	}
	if a := p.callWithBody(token); a.hint != "" {
		return a
	}
	if hint := p.habit(token); hint != "" {
		return advice{hint: hint}
	}
	if a := p.operatorAdvice(token); a.hint != "" {
		return a
	}
	if _, assigns := assignOps[t.Type]; assigns && t.Type != lexer.Assign {
		return advice{hint: "an assignment is a statement of its own, without a value"}
	}
	if hint := lateWords[t.Value]; hint != "" {
		return p.foreignWord(token, hint)
	}
	if token == 0 {
		return advice{}
	}
	before := &p.tokens[token-1]
	if hint := earlyWords[before.Value]; hint != "" {
		if !isArgument(t.Type) && !lexer.IsKeyword(t.Type) && t.Type != lexer.LBrace {
			return advice{hint: hint} // the word may be a name
		}
		if other := foreignNames[t.Value]; other != "" && before.Value == "new" {
			hint = other
		}
		return p.foreignWord(token-1, hint)
	}
	if before.Type == lexer.Catch && t.Type == lexer.LParen {
		return advice{hint: "the error's name stands without parentheses: `catch e { … }`"}
	}
	return p.misspelt(token)
}

// foreignWord is the advice about a token that is a keyword of other languages.
func (p *parser) foreignWord(token lexer.Cursor, hint string) advice {
	t := &p.tokens[token]
	if t.Type != lexer.Ident || t.Value == "as" || t.Value == "from" || t.Value == "static" { // words of Coro elsewhere
		return advice{hint: hint}
	}
	return advice{hint: hint, foreign: "keyword `" + t.Value + "`", at: lexer.SpanOf(t)}
}

func isLiteral(k lexer.Kind) bool {
	switch k {
	case lexer.String, lexer.Int, lexer.Float, lexer.True, lexer.False, lexer.Nil:
		return true
	}
	return false
}

// isArgument reports whether a token of kind k right after a name looks like the
// argument of a call.
func isArgument(k lexer.Kind) bool {
	switch k {
	case lexer.String, lexer.StrHead, lexer.Int, lexer.Float, lexer.Ident, lexer.True, lexer.False, lexer.Nil:
		return true
	}
	return false
}

// operatorAdvice recognizes operators that Coro does not have by the text around
// the token at which they fail.
func (p *parser) operatorAdvice(token lexer.Cursor) advice {
	text, t := p.file.Text, &p.tokens[token]
	for _, o := range foreignOperators {
		start := t.Pos.Offset - o.before
		if start < 0 || t.Type != o.kind || !strings.HasPrefix(text[start:], o.text) {
			continue
		}
		a := advice{hint: o.hint}
		switch o.text {
		case "=", "=>", ":", "?", "..", "**": // Coro has them elsewhere
		case "++":
			return p.counting(token-lexer.Cursor(o.before), "+")
		default:
			a.foreign, a.at = "operator `"+o.text+"`", source.At(start, len(o.text))
		}
		return a
	}
	return advice{}
}

// counting is the advice about a `++` or `--` that begins at a token.
func (p *parser) counting(first lexer.Cursor, sign string) advice {
	name, start := "x", p.tokens[first].Pos.Offset
	if first > 0 && p.tokens[first-1].Type == lexer.Ident && p.touches(first) {
		name = p.tokens[first-1].Value
	} else if after := p.peekAt(first + 2); after.Type == lexer.Ident {
		name = after.Value
	}
	return advice{
		hint:    "write `" + brief(name) + " " + sign + "= 1`, as a statement of its own",
		foreign: "operator `" + sign + sign + "`",
		at:      source.At(start, 2),
	}
}

const equalsHint = "`==` and `!=` are all there is; they do not convert"

// foreignOperators holds operators by the kind of the token that they fail at
// and the number of bytes before it; counting has the hint about ++.
var foreignOperators = []struct {
	kind   lexer.Kind
	before int
	text   string
	hint   string
}{
	{lexer.Assign, 2, "===", equalsHint},
	{lexer.Assign, 2, "!==", equalsHint},
	{lexer.Assign, 2, "||=", "write `x = x || y`; `x ??= y` assigns where x is nil"},
	{lexer.Assign, 2, "&&=", "write `x = x && y`"},
	{lexer.Question, 0, "?=", "write `x ??= y`, which assigns where x is nil"},
	{lexer.Assign, 1, ":=", "declare with `let x = …`, or `var` to change it later; assign with `x = …`"},
	{lexer.Assign, 0, "=", "assignment is a statement of its own; `==` compares"},
	{lexer.Colon, 0, ":=", "declare with `let x = …`, or `var` to change it later; assign with `x = …`"},
	{lexer.Colon, 0, ":", "bodies stand in braces, `{ … }`; a variable is declared with `let`"},
	{lexer.Sub, 0, "->", "a result type is written after `:`, the expression of a function after `=>`"},
	{lexer.Gt, 1, "->", "a function is written `fn(x) => …`"},
	{lexer.Gt, 1, "<>", "write `!=`"},
	{lexer.Tilde, 0, "~=", "write `!=`"},
	{lexer.Gt, 2, "<=>", "compare with `<`; a list is sorted by `xs.sort(fn(a, b) => a < b)`"},
	{lexer.Xor, 1, "^^", "a power is written `x ** y`, and `^` is for bits"},
	{lexer.Add, 0, "++", ""},
	{lexer.Add, 1, "++", ""},
	{lexer.Arrow, 0, "=>", "a function is written `fn(x) => …`"},
	{lexer.Question, 0, "?:", "write `a ?? b`, which is b if a is nil"},
	{lexer.Question, 0, "?", "choose with `if c { a } else { b }`"},
	{lexer.Dot, 0, "..", "a range is written `a..b`, and spreading `...xs` stands before a value in brackets"},
	{lexer.Mul, 1, "**", "`...xs` spreads a list"},
}

// lateWords holds words of other languages by what to write instead, where the
// word itself cannot stand.
var lateWords = map[string]string{
	"and":        "write `&&`",
	"or":         "write `||`",
	"then":       "a body stands in braces: `if x { … }`",
	"do":         "a body stands in braces: `for x in xs { … }`, `while x { … }`",
	"end":        "a block ends with `}`",
	"begin":      "a block starts with `{`",
	"elif":       "write `else if`",
	"elsif":      "write `else if`",
	"elseif":     "write `else if`",
	"of":         "write `for x in xs { … }`",
	"not":        "write `!x`; for tests `x !in xs` and `x !is T`",
	"instanceof": "write `x is T`",
	"extends":    "a superclass is written after `:`",
	"implements": "there are no interfaces; a method is looked up when it is called",
	"finally":    "cleanup is written before, with `defer { … }`",
	"except":     "write `catch e { … }`",
	"rescue":     "write `catch e { … }`",
	"as":         "a value is converted by a call: `int(x)`, `str(x)`",
	"mod":        "write `%`",
	"div":        "write `/`, which divides ints without a remainder",
	"xor":        "write `^` for bits, `!=` for conditions",
	"when":       "a guard is written with `if`: `pattern if c => …`",
}

// earlyWords holds words of other languages by what to write instead, where
// what follows the word cannot stand.
var earlyWords = map[string]string{
	"function":  "a function is declared with `fn`",
	"def":       "a function is declared with `fn`",
	"func":      "a function is declared with `fn`",
	"fun":       "a function is declared with `fn`",
	"lambda":    "a function is written `fn(x) => …`",
	"const":     "what is bound once is declared with `let`",
	"local":     "declare with `let`, or `var` to change it later",
	"mut":       "declare with `var` what is to change later",
	"int":       "declare with `let`, or `var` to change it later",
	"float":     "declare with `let`, or `var` to change it later",
	"string":    "declare with `let`, or `var` to change it later",
	"auto":      "declare with `let`, or `var` to change it later",
	"elif":      "write `else if`",
	"elsif":     "write `else if`",
	"elseif":    "write `else if`",
	"not":       "write `!x`; for tests `x !in xs` and `x !is T`",
	"unless":    "write `if !x { … }`",
	"until":     "write `while !x { … }`",
	"do":        "a block is `{ … }`; a loop that tests at its end is `while true { … if !c { break } }`",
	"loop":      "write `while true { … }`",
	"foreach":   "write `for x in xs { … }`",
	"switch":    "write `match x { 1 => … }`, without `case`",
	"new":       "an object is made by calling its class: `Point(1, 2)`",
	"async":     "any function may yield; there is no `async`",
	"await":     "any function may yield; there is no `await`",
	"raise":     "write `throw`",
	"except":    "write `catch e { … }`",
	"del":       "a key is removed with `delete(m, key)`",
	"delete":    "a key is removed with `delete(m, key)`",
	"typeof":    "write `type(x)`, or test with `x is T`",
	"repeat":    "write `while true { … }`, which `break` leaves",
	"goto":      "there is no `goto`; `break` and `continue` take the label of a loop",
	"global":    "a function can assign to any `var` around it; there is nothing to declare",
	"nonlocal":  "a function can assign to any `var` around it; there is nothing to declare",
	"when":      "write `match x { 1 => … }`",
	"case":      "write `match x { 1 => … }`, without `case`",
	"echo":      "a call needs parentheses: `print(…)`",
	"public":    "what other modules see is declared with `export`",
	"static":    "a function outside of a class is declared with `fn` alone",
	"private":   "what is not exported is private; leave the word out",
	"abstract":  "there are no abstract classes; leave the word out",
	"with":      "what has been opened is closed by a `defer`: `let f = open(…)`, then `defer f.close()`",
	"pass":      "an empty block is `{ }`",
	"struct":    "a type of values is declared with `record`",
	"from":      "write `import {name} from module`",
	"include":   "a module is imported with `import module` or `import \"./file\" as name`",
	"require":   "a module is imported with `import module` or `import \"./file\" as name`",
	"use":       "a module is imported with `import module` or `import \"./file\" as name`",
	"using":     "a module is imported with `import module` or `import \"./file\" as name`",
	"package":   "each file is a module; it is not declared",
	"module":    "each file is a module; it is not declared",
	"namespace": "each file is a module; it is not declared",
	"enum":      "there are no enumerations; declare a `record` for each case, or constants with `let`",
	"trait":     "there are no interfaces; a method is looked up when it is called",
	"type":      "a type of values is declared with `record`, one of objects with `class`",
	"interface": "there are no interfaces; a method is looked up when it is called",
}
