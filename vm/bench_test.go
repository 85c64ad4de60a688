package vm

// Benchmarks of scripts that do one thing in a loop.

import (
	"context"
	"testing"
)

// benchLoop runs setup, and body b.N times in a function of the script.
func benchLoop(b *testing.B, setup, body string) {
	m, err := New(Config{})
	if err != nil {
		b.Fatal(err)
	}
	defer m.Close()
	if err := m.Define("turns", b.N); err != nil {
		b.Fatal(err)
	}
	prog, err := Compile("bench.coro", setup+"\nfn run(n) { for i in 0..n { "+body+" } }\nrun(turns)\n")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.ResetTimer()
	if _, err := m.Run(context.Background(), prog); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkNewCoroutine(b *testing.B) {
	const body = "fn body(x) { return x }"
	b.Run("made", func(b *testing.B) { benchLoop(b, body, "let c = coro body(i)") })
	b.Run("run", func(b *testing.B) { benchLoop(b, body, "resume(coro body(i))") })
	b.Run("loop", func(b *testing.B) { benchLoop(b, "fn body(x) { yield x }", "for x in coro body(i) {}") })
}

func BenchmarkNewClosure(b *testing.B) {
	b.Run("0", func(b *testing.B) { benchLoop(b, "", "let f = fn() { return 1 }") })
	b.Run("1", func(b *testing.B) { benchLoop(b, "", "let f = fn() { return i }") })
	b.Run("cell", func(b *testing.B) { benchLoop(b, "", "var c = 0; let f = fn() { c += i }") })
}

func BenchmarkNewMap(b *testing.B) {
	b.Run("0", func(b *testing.B) { benchLoop(b, "", "let m = {}") })
	b.Run("2", func(b *testing.B) { benchLoop(b, "", "let m = {x: i, y: i}") })
}

func BenchmarkNewList(b *testing.B) {
	b.Run("0", func(b *testing.B) { benchLoop(b, "", "let l = []") })
	b.Run("2", func(b *testing.B) { benchLoop(b, "", "let l = [i, i]") })
}

func BenchmarkArithmetic(b *testing.B) {
	b.Run("chain", func(b *testing.B) { benchLoop(b, "", "let x = 1.5; let y = x * x + x * 2.5; let z = y - x * y") })
	b.Run("field", func(b *testing.B) {
		benchLoop(b, "class P { var x = 1.5 }\nlet p = P()", "let q = p; q.x = q.x + 0.5 * q.x - q.x * 0.25")
	})
}

func BenchmarkTailCall(b *testing.B) {
	b.Run("function", func(b *testing.B) { benchLoop(b, "fn g(x) { return x }\nfn f(x) { return g(x) }", "f(i)") })
	b.Run("record", func(b *testing.B) { benchLoop(b, "record P(x, y)\nfn f(x) { return P(x, x) }", "f(i)") })
}

func BenchmarkSwitch(b *testing.B) {
	const gen = "fn gen() { while true { yield 1 } }\nlet g = coro gen()"
	b.Run("resume", func(b *testing.B) { benchLoop(b, gen, "resume(g)") })
}

// What the inline cache of one place does not have; see memberOf.
func BenchmarkMember(b *testing.B) {
	b.Run("getter", func(b *testing.B) {
		benchLoop(b, "class A { var x = 1; get twice => self.x }\nlet a = A()\nvar sum = 0", "sum += a.twice")
	})
	b.Run("many-classes", func(b *testing.B) {
		benchLoop(b, "class A { var x = 1 }\nclass B { var y = 1; var x = 2 }\nlet a, b = (A(), B())\nfn x(o) { return o.x }", "x(a); x(b)")
	})
	b.Run("init", func(b *testing.B) {
		benchLoop(b, "class A { let x; let y; init(x, y) { self.x = x; self.y = y } }", "A(i, i)")
	})
}
