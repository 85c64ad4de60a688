package parser

// The speed of the parser on a long realistic script.

import (
	"fmt"
	"strings"
	"testing"

	"github.com/coro-lang/coro/lexer"
	"github.com/coro-lang/coro/lexer/source"
)

// benchUnit is 20 lines in the mix of a usual script; %d makes names unique.
const benchUnit = `/// Returns the weight of the %[1]dth account.
fn weigh%[1]d(account, limit = 10_000) {
  let {balance, owner: name = "nobody"} = account
  var total = 0
  for i, entry in account.entries {
    if entry.amount > limit && !entry.pending {
      total += entry.amount * 1.5 - fee(i, entry.kind)
    } else if entry.kind == "refund" || entry.kind == "void" {
      total -= entry.amount
    } else {
      log("entry ${i} of ${name}: ${entry.amount}")
      continue
    }
  }
  return total ?? balance + offset[%[1]d] // the usual case
}

let rates%[1]d = {base: 1, extra: [0.5, 0.25, 0x10], "due date": nil, apply: fn(x, y) => x * y + 2}
let best%[1]d = accounts |> filter(fn(a) => a.balance > 10) |> map(weigh%[1]d) |> first()
print(weigh%[1]d(accounts[%[1]d], 5), rates%[1]d.base, best%[1]d?.owner)
`

// script returns a script of about the given number of lines.
func script(lines int) string {
	var b strings.Builder
	for i := range lines / 20 {
		fmt.Fprintf(&b, benchUnit, i)
	}
	return b.String()
}

func BenchmarkParse(b *testing.B) {
	text := script(100_000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, ds := Parse(source.NewFile("bench.coro", text)); ds != nil {
			b.Fatal(ds)
		}
	}
}

func BenchmarkLex(b *testing.B) {
	text := script(100_000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		l := lexer.New(source.NewFile("bench.coro", text))
		for t, _ := l.Next(); !t.EOF(); t, _ = l.Next() {
		}
	}
}

// BenchmarkGrammar is the first Parse of a process: of a script that needs no
// tagged struct, and of one that needs most.
func BenchmarkGrammar(b *testing.B) {
	for _, script := range []struct{ name, text string }{
		{"call", "print(0)"},
		{"statements", "fn f(x) { return x }\nlet xs = [1]\nfor x in xs { f(x) }\nwhile false {}"},
	} {
		b.Run(script.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				parseWith(&grammar{stream: newStream(firstStream)}, source.NewFile("bench.coro", script.text), func() bool { return false })
			}
		})
	}
}
