package lexer

// Tests of the tokens, and of the newlines that are tokens.

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/coro-lang/coro/lexer/source"
)

// tokens returns the tokens of a text in one line: the text of each, `⏎` for a
// newline that ends a statement; and the lexer.
func tokens(text string) (string, *Lexer) {
	l := New(source.NewFile("test", text))
	var out []string
	for t, _ := l.Next(); !t.EOF(); t, _ = l.Next() {
		if t.Type == Semi && t.Value == "\n" {
			t.Value = "⏎"
		}
		out = append(out, t.Value)
	}
	return strings.Join(out, " "), l
}

func TestTokens(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"a+b", "a + b"},
		{"a<<=b<<c<=d<e", "a <<= b << c <= d < e"},
		{"a**=b**c*=d*%e*%=f", "a **= b ** c *= d *% e *%= f"},
		{"a??=b??c?.d?", "a ??= b ?? c ?. d ?"},
		{"a|>b||c|=d|e", "a |> b || c |= d | e"},
		{"a..=b..c...d.e", "a ..= b .. c ... d . e"},
		{"a=>b==c!=d>=e", "a => b == c != d >= e"},
		{"a !is b !in c !island", "a !is b !in c ! island"},
		{"1..2 1.5 1.abs() 1e-9 0xff 1_000 2.e", "1 .. 2 1.5 1 . abs ( ) 1e-9 0xff 1_000 2 . e"},
		{"größe _x x1", "größe _x x1"},
		{"#!/bin/coro\na", "a"},
		{"\ufeff#!x\na", "a"},
		{"a // b\n", "a ⏎"},
		{"a /* b /* c */ d */ e", "a e"},
		{`"a" "" "\"" "$x"`, `"a" "" "\"" "$x"`},
		{`"a ${b} c ${d} e"`, `"a ${ b } c ${ d } e"`},
		{`"${ {a: "${b}"} }"`, `"${ { a : "${ b }" } }"`},
		{"`a\nb`", "`a\nb`"},
		{"\"\"\"a\n\"b\" ${c}\n\"\"\"", "\"\"\"a\n\"b\" ${ c }\n\"\"\""},
		{"a.if ?.class else", "a . if ?. class else"},
	} {
		if got, _ := tokens(test.text); got != test.want {
			t.Errorf("%q:\n got %s\nwant %s", test.text, got, test.want)
		}
	}
}

func TestNewlines(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"a\nb\n\n\nc", "a ⏎ b ⏎ c"},
		{"a;b\n;c", "a ; b ⏎ ; c"},
		{"a +\nb", "a + b"},
		{"a\n+ b", "a ⏎ + b"},
		{"a =\nb", "a = b"},
		{"a,\nb", "a , b"},
		{"fn() =>\na", "fn ( ) => a"},
		{"for a in\nb", "for a in b"},
		{"a is\nb", "a is b"},
		{"return\na", "return ⏎ a"},
		{"yield\na", "yield ⏎ a"},
		{"break\na", "break ⏎ a"},
		{"a\n.b\n?.c\n|> d", "a . b ?. c |> d"},
		{"a\n// why\n.b", "a . b"},
		{"a\n..b", "a ⏎ .. b"},
		{"}\nelse", "} else"},
		{"}\ncatch", "} catch"},
		{"{a: 1\nelse: 2\ncatch : 3}", "{ a : 1 ⏎ else : 2 ⏎ catch : 3 }"},
		{"(a\nb)", "( a b )"},
		{"[a\n,b\n]", "[ a , b ]"},
		{"f(\n{\na\nb\n}\n)", "f ( { a ⏎ b ⏎ } )"},
		{"{\n(a\nb)\nc\n}", "{ ( a b ) ⏎ c ⏎ }"},
		{"\"${a\nb}\"", "\"${ a b }\""},
		{"\"${fn() {\na\nb\n}}\"", "\"${ fn ( ) { a ⏎ b ⏎ } }\""},
		{"a /* b\n */ c", "a ⏎ c"},
		{"a.in\nb", "a . in ⏎ b"},
		{"a?\nb", "a ? ⏎ b"},
		{"a\r\nb", "a ⏎ b"},
		{"f(a\nlet b", "f ( a ⏎ let b"},
		{"{f([a\n}\nb", "{ f ( [ a } ⏎ b"},
		{"f(a ??\nreturn b)", "f ( a ?? return b )"},
	} {
		if got, _ := tokens(test.text); got != test.want {
			t.Errorf("%q:\n got %s\nwant %s", test.text, got, test.want)
		}
	}
}

func TestKinds(t *testing.T) {
	for k := Let; k < KindCount; k++ {
		l := New(source.NewFile("test", KindText(k)+" "))
		if got, _ := l.Next(); got.Type != k {
			t.Errorf("%q is a %s", KindText(k), KindText(got.Type))
		}
	}
	texts := map[string]Kind{}
	for k := Illegal; k < KindCount; k++ {
		if first, twice := texts[KindText(k)]; twice {
			t.Errorf("the kinds %d and %d have one text, %q", first, k, KindText(k))
		}
		texts[KindText(k)] = k
	}
}

func TestCommentsAreKept(t *testing.T) {
	_, l := tokens("/// doc\r\na // b\n/* c\n */ //// no doc")
	want := []Comment{
		{Span: source.Span{Start: 0, End: 7}, Doc: true},
		{Span: source.Span{Start: 11, End: 15}},
		{Span: source.Span{Start: 16, End: 24}},
		{Span: source.Span{Start: 25, End: 36}},
	}
	if diff := cmp.Diff(want, l.Comments()); diff != "" {
		t.Error(diff)
	}
}

// What is no token stays out of the way of what is.
func TestLexerNeverFails(t *testing.T) {
	for _, test := range []struct{ text, want, code string }{
		{"a @@ b", "a @@ b", "illegal-character"},
		{"a \xff b", "a \xff b", "illegal-character"},
		{"a 'b' c", "a 'b' c", "single-quotes"},
		{"a = it's\nb", "a = it ' s ⏎ b", "single-quotes"},
		{"a \"b\nc", "a \"b ⏎ c", "unterminated-string"},
		{"a `b", "a `b", "unterminated-string"},
		{"a /* b", "a", "unterminated-comment"},
		{"12ab c", "12ab c", "bad-number"},
		{"1e- c", "1e- c", "bad-number"},
		{strings.Repeat("(", MaxNesting+1) + "a", strings.TrimSpace(strings.Repeat("( ", MaxNesting+1)), "too-deep"},
	} {
		got, l := tokens(test.text)
		if got != test.want {
			t.Errorf("%q:\n got %s\nwant %s", test.text, got, test.want)
		}
		if ds := l.Diagnostics(); len(ds) != 1 || ds[0].Code != test.code {
			t.Errorf("%q: %v, want one %s", test.text, ds, test.code)
		}
	}
}

func FuzzLex(f *testing.F) {
	f.Add("let a = \"b ${c + `d`} e\" // f\n/* g */ 1.5e-3 |> h?.i !is j")
	f.Add("\"\"\"\n a ${ {b: [c]} }\n\"\"\" 'd' @ 0x \xff")
	f.Fuzz(func(t *testing.T, text string) {
		l := New(source.NewFile("fuzz", text))
		end := 0
		for {
			token, err := l.Next()
			if err != nil {
				t.Fatal(err)
			}
			start := token.Pos.Offset
			if start < end || start+len(token.Value) > len(text) {
				t.Fatalf("%q at %d, after a token that ends at %d", token.Value, start, end)
			}
			if text[start:start+len(token.Value)] != token.Value {
				t.Fatalf("%q is not the text at %d", token.Value, start)
			}
			if token.EOF() {
				break
			}
			if token.Value == "" {
				t.Fatalf("an empty token at %d", start)
			}
			end = start + len(token.Value)
		}
		if n := len(l.Diagnostics()); n > MaxDiagnostics {
			t.Fatalf("%d diagnostics", n)
		}
	})
}
