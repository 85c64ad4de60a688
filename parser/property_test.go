package parser

// Properties of all valid programs, by programs made at random.

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/coro-lang/coro/lexer"
	"github.com/coro-lang/coro/lexer/source"
)

// forms holds the forms of the parts of a program; an upper-case letter stands
// for a part: U the top level, E an expression, S statements, P a pattern, M one of
// a match, A its arms, C members of a class, N a name, T a type, Y an annotation.
// The first of each needs no more parts.
var forms = map[byte][]string{
	'U': {
		"S", "export let P = E\n", "export fn N(P) => E\n", "export class N {\nC}\n", "/// Doc.\nexport record N(x)\n", "U;U",
	},
	'E': {
		"x", "1", "0x1F", "2.5e-3", `"text"`, "`raw`", "nil", "true", `"a ${E} b ${E}"`, "\"\"\"\n  a ${E}\n  b\n  \"\"\"",
		"E + E", "E ** E", "-E", "!E", "(E == E)", "(x !is T)", "(x !in E)", "E ?? E", "E ?? return E", "E |> x(E)",
		"x(E, ...E)", "x[E]", "x[E:E]", "x[:E]", "x.N", "x?.class", "[E, ...E]", "[\n  E,\n  E,\n]", "(E, E)", "(E,)",
		"({N: E, \"k\": E, [E]: E, ...E, z})", "({\n  N: E\n  for: E\n})", "(fn(P, N = E, ...N) => E)", "(fn(N: T): T {\nS})",
		"(if E { E } else if E { E } else { E })", "(try { E } catch e { E })", "(yield E)", "coro x(E)", "coro {\nS}",
		"(0..E)", "x\n  .N(E)\n  |> N", "(match E {\nA})", "(E ?? match E { A })",
	},
	'A': {
		"_ => E\n", "M => E\nA", "M if E => {\nS}\nA", "M => return E, A", "M => break; M => throw E\n", "M =>\n  E\n\n",
		"M => {}, M => ({N: E})",
	},
	'M': {
		"x", "_", "1", "-1.5", `"text"`, "nil", "M | M", "[M, ...N]", "(M, M)", "(M)", "{N, for: M = E, ...z}", "{\n  N\n  N: M\n}",
		"x is T", "_ is T", "x.N", "x.y.class", "Point()", "Point(M, ...)", "x.Point(N: M, if: M)",
	},
	'C': {
		"", "var a, b: Y\nlet c\n", "/// Doc.\nvar d: Y = E\n", "init(P, N: Y = E) {\nself.x = E\nS}\n", "fn if(P): Y {\nS}\n",
		"fn f() => self.x\nget g: Y => E; get for { S }\n", "static fn f() => E\n",
		"operator +(P) => E\noperator -() { S }\noperator []=(P, P) { }\noperator ()(...N) => E\n",
	},
	'Y': {"int", "x.Point?", "list[Y]", "fn(Y, Y): Y", "fn()"},
	'S': {
		"E\n", "let P = E\n", "var N: T = E\n", "let P, P = E, E\n", "x = E\n", "x, x[E] = E, E\n", "x.N ??= E\n",
		"/// Doc.\nfn N(P) {\nS}\n", "fn N() => E\n", "if E {\nS} else {\nS}\n", "if E {\nS}\nelse if E {\nS}\n", "while E {\nS}\n",
		"for P in E {\nS}\n", "for P, P in E {\nS}\n", "N: while E { continue N }\n", "return E\n", "return\n", "throw E\n",
		"defer x(E)\n", "defer {\nS}\n", "{\nS}\n", "try {\nS} catch e {\nS}\n", "try {\nS}\ncatch {\nS}\n", "yield E, E\n",
		"S; S", "// comment\nS", "/* comment\n */ S",
		"match E {\nA}\n", "match E { A }\n", "class N {\nC}\n", "class N : x.N { C }\n", "class N : x {\nfn f() => super.f(E)\n}\n",
		"record N(x, y: Y = E)\n", "record N(x) {\nfn f() => E\n}\n", "noyield {\nS}\n", "let N: Y = E\n",
		"import N\n", "import N as N\n", "import \"./m\" as N\n", "import {N, N as N} from x\n", "import {\n  N\n  N as N,\n} from `m`\n",
	},
	'P': {"x", "_", "[P, ...N]", "(P, P)", "{N, N: P = E, ...z}", "{\n  N\n  N: P\n}"},
	'N': {"x", "name", "größe"},
	'T': {"int", "mod.Point", "nil"},
}

// program draws a program.
func program(t *rapid.T) string {
	var b strings.Builder
	var expand func(part byte, fuel int)
	expand = func(part byte, fuel int) {
		choices := forms[part]
		if fuel <= 0 {
			choices = choices[:1]
		}
		form := rapid.SampledFrom(choices).Draw(t, string(part))
		for i := range len(form) {
			// A single upper-case letter; not the start of a word such as Point.
			word := i+1 < len(form) && 'a' <= form[i+1] && form[i+1] <= 'z'
			if _, part := forms[form[i]]; part && !word {
				expand(form[i], fuel-1)
			} else {
				b.WriteByte(form[i])
			}
		}
	}
	expand('U', 5)
	return b.String()
}

// A REPL goes on reading while the input is incomplete, so no beginning of a
// valid program may look wrong. A word, number or operator is not cut: half of
// one is another.
func TestPrefixOfValidProgramIsValidOrIncomplete(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := program(t)
		if _, ds := Parse(source.NewFile("valid", text)); len(ds) > 0 {
			t.Fatalf("not valid: %s", source.Renderer{}.Sprint(ds...))
		}
		cuts := tokenCuts(text)
		for i := range text {
			if cuts[i] {
				continue
			}
			if _, ds := Parse(source.NewFile("prefix", text[:i])); len(ds) > 0 && !Incomplete(ds) {
				t.Fatalf("prefix %q: %s", text[:i], source.Renderer{}.Sprint(ds...))
			}
		}
	})
}

// tokenCuts returns the offsets inside of tokens other than strings, and inside
// of the `//` or `/*` of comments.
func tokenCuts(text string) map[int]bool {
	cuts := map[int]bool{}
	l := lexer.New(source.NewFile("", text))
	for t, _ := l.Next(); !t.EOF(); t, _ = l.Next() {
		switch t.Type {
		case lexer.String, lexer.StrHead, lexer.StrMid, lexer.StrTail:
			continue
		}
		for i := 1; i < len(t.Value); i++ {
			cuts[t.Pos.Offset+i] = true
		}
	}
	for _, c := range l.Comments() {
		cuts[int(c.Span.Start)+1] = true
	}
	return cuts
}

// Batches of tokens are invisible: a program gives the same tree when a long one
// stands before it.
func TestBatchesDoNotShow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := program(t)
		filler := rapid.IntRange(batchSize/2-20, batchSize/2+20).Draw(t, "filler")
		alone, _ := Parse(source.NewFile("alone", text))
		behind, ds := Parse(source.NewFile("behind", strings.Repeat("x\n", filler)+text))
		if len(ds) > 0 {
			t.Fatal(ds)
		}
		if got, want := dump(behind.Stmts[filler:]), dump(alone.Stmts); got != want {
			t.Fatalf("got  %s\nwant %s", got, want)
		}
	})
}
