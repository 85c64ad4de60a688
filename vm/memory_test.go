package vm

// Tests of the memory account.

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
)

// runLimited runs a text in a VM with a memory limit and returns the VM too.
func runLimited(t *testing.T, memory int64, text string) (*VM, error) {
	t.Helper()
	m, err := New(Config{Limits: Limits{Memory: memory}})
	if err != nil {
		t.Fatal(err)
	}
	return m, runText(m, text)
}

// Each makes far more garbage than its limit, in another kind of object.
var garbage = map[string]string{
	"lists":        "for i in 0..N { let xs = [i, i, i, \"a\"] }",
	"packed lists": "for i in 0..N { let xs = [1.5, 2.5]; xs.push(3.5) }",
	"tuples":       "for i in 0..N { let t = (i, i, i) }",
	"records":      "for i in 0..N { let m = {a: i, b: i} }",
	"tables":       "for i in 0..N { let m = {[i]: 1} }",
	"strings":      "for i in 0..N { let s = \"this is the number ${i} of many strings\" }",
	"appends":      "var s = \"\"\nfor i in 0..N { s += \"abc\"; if len(s) > 1000 { s = \"\" } }",
	"bytes":        "for i in 0..N { let b = bytes(8); b.push(1) }",
	"substrings":   "let text = \"some words \".repeat(100)\nfor i in 0..N / 50 { let w = text.split(\" \") }",
	"closures":     "for i in 0..N { let f = fn() => i }",
	"cells":        "for i in 0..N { var n = i; let f = fn() { n += 1 } }",
	"ranges":       "for i in 0..N { let r = (0..i).step(2) }",
	"coroutines":   "for i in 0..N { let c = coro { yield i }; resume(c) }",
	"closes":       "for i in 0..N / 2 { for x in coro { yield i; yield i } { break } }",
	"errors":       "for i in 0..N / 8 { try { [][i] } catch e { e.message } }",
	"methods":      "let xs = []\nfor i in 0..N { let f = xs.push }",
	"deletions":    "let m = {}\nfor i in 0..N { m[i] = i; delete(m, i - 10) }",
	"copies":       "let xs = [1, 2].copy()\nfor i in 0..N { let ys = xs + xs }",
	"instances":    "class A { var x; var y = [1]; get z => self.x }\nfor i in 0..N / 4 { A().z }",
	"true records": "record P(x, y = x)\nfor i in 0..N / 2 { P(i).with({x: 1}) }",
	"classes":      "for i in 0..N / 40 { class A { var x; fn f() => i } ; A().f() }",
	"bound":        "class A { fn f() {} }\nlet a = A()\nfor i in 0..N { let f = a.f }",
	"tasks":        "for i in 0..N / 20 { scope { let t = spawn abs(i); t.join() } }",
	"cancels":      "for i in 0..N / 20 { scope { let t = spawn abs(i); t.cancel() } }",
	"failures":     "fn f() { throw 1 }\nfor i in 0..N / 40 { try { scope { spawn f(); spawn abs(1) } } catch { } }",
	"texts":        "for i in 0..N / 8 { str([i, {a: i}]) }",
}

func TestGarbageIsNotCounted(t *testing.T) {
	for name, text := range garbage {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := runLimited(t, 1<<20, strings.ReplaceAll(text, "N", "200_000")); err != nil {
				t.Error(err)
			}
		})
	}
}

// A live suspended coroutine is small: what the heap holds after a collection,
// divided by their number, the list that holds them included.
func TestASuspendedCoroutineTakesLittle(t *testing.T) {
	const n, most = 100_000, 300
	m := newTestVM(t, Limits{})
	heap := func() uint64 {
		runtime.GC()
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		return s.HeapAlloc
	}
	prog, err := Compile("test.coro", `
		fn gen(x) { while true { yield x; x += 1 } }
		let all = []
		for i in 0..100_000 { let c = coro gen(i); resume(c); all.push(c) }
		return all`)
	if err != nil {
		t.Fatal(err)
	}
	before := heap()
	mod, err := m.Run(context.Background(), prog)
	if err != nil {
		t.Fatal(err)
	}
	size := float64(heap()-before) / n
	t.Logf("%.0f bytes a coroutine", size)
	if size > most {
		t.Errorf("a suspended coroutine takes %.0f bytes, more than %d", size, most)
	}
	runtime.KeepAlive(mod)
}

func TestGigabytesOfGarbage(t *testing.T) {
	if testing.Short() {
		t.Skip()
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	m, err := runLimited(t, 16<<20, `
		let kept = []
		for i in 0..100_000 { kept.push("the kept string ${i}") }
		for i in 0..4000 { let s = "x".repeat(262_144); let part = s[5:10] }`)
	if err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n < 1<<30 {
		t.Errorf("only %d bytes were allocated", n)
	}
	if m.memory <= 0 || m.memory > 16<<20 {
		t.Errorf("%d bytes are left", m.memory)
	}
}

// Each keeps ever more.
var growing = map[string]string{
	"string":         "var s = \"x\"\nwhile true { s = s + s }",
	"append":         "var s = \"x\"\nwhile true { s += \"abcdefgh\" }",
	"interpolation":  "var s = \"x\"\nwhile true { s = \"${s}${s}\" }",
	"list":           "let xs = []\nwhile true { xs.push(1) }",
	"bytes":          "let b = bytes()\nwhile true { b.push(1) }",
	"buffers":        "let xs = []\nwhile true { xs.push(bytes(1)) }",
	"boxed list":     "let xs = []\nwhile true { xs.push(\"\") }",
	"nested list":    "var xs = []\nwhile true { xs = [xs] }",
	"lists":          "let xs = []\nwhile true { xs.push([1, 2]) }",
	"tuple":          "var t = ()\nwhile true { t = (t, t) + t }",
	"map":            "let m = {}\nvar i = 0\nwhile true { m[i] = i; i += 1 }",
	"names":          "let m = {}\nvar i = 0\nwhile true { m[\"k${i}\"] = i; i += 1 }",
	"closures":       "var f = nil\nwhile true { let g = f; f = fn() => g }",
	"coroutines":     "let cs = []\nwhile true { let c = coro { yield 1 }; resume(c); cs.push(c) }",
	"recursion":      "fn f(n) { let x = \"abc\".repeat(1000); f(n + 1); return x }\nf(0)",
	"errors":         "let es = []\nwhile true { try { throw error(\"x\") } catch e { es.push(e) } }",
	"pinned strings": "let parts = []\nwhile true { parts.push(\"x\".repeat(100_000)[3:6]) }",
	"pinned by find": "let parts = []\nwhile true { parts.push((\"é\".repeat(1000) + \" a\").trim(\"é\")); for c in \"é\".repeat(100_000) { parts.push(c); break } }",
	"pinned errors":  "let es = []\nwhile true { es.push(error(\"x\".repeat(100_000)[0:70_000])) }",
	"instances":      "class A { var x, y, z }\nlet xs = []\nwhile true { xs.push(A()) }",
	"linked":         "class A { let next; init(n) { self.next = n } }\nvar a = nil\nwhile true { a = A(a) }",
	"true records":   "record P(x)\nvar p = nil\nwhile true { p = P(p) }",
	"classes":        "let cs = []\nwhile true { class A { var x; fn f() {} }; cs.push(A) }",
	"subclasses":     "fn sub(base) { class A : base { fn f() {} }; return A }\nclass Z {}\nvar c = Z\nwhile true { c = sub(c) }",
	"bound methods":  "class A { fn f() {} }\nlet fs = []\nwhile true { fs.push(A().f) }",
	"bound":          "let fs = []\nwhile true { fs.push(\"ab\".upper) }",
	"tasks":          "scope { while true { spawn abs(1) } }",
	"ended tasks":    "let ts = []\nwhile true { scope { ts.push(spawn abs(1)) } }",
	"results":        "let ts = []\nwhile true { scope { ts.push(spawn list(0..100)) } }",
	"nested tasks":   "fn f() { scope { spawn f() } }\nf()",
	"shared data":    "var t = (1, 2)\nfor i in 0..100 { t = (t, t) }\nstr(t)",
	"join":           "let s = \"x\".repeat(1000)\nlet xs = []\nfor i in 0..100_000 { xs.push([s]) }\nxs.join(\",\")",
	"sessions keys":  "let ks = []\nwhile true { ks.push(keys({a: 1, b: 2})) }",
}

func TestWhatIsKeptIsCounted(t *testing.T) {
	for name, text := range growing {
		t.Run(name, func(t *testing.T) {
			m, err := runLimited(t, 4<<20, text)
			if !errors.Is(err, ErrMemory) {
				t.Fatalf("got %v", err)
			}
			var failure *Error
			if !errors.As(err, &failure) || len(failure.Frames) == 0 {
				t.Errorf("the error has no place: %v", err)
			}
			// The VM is as good as new.
			for range 3 {
				if err := runText(m, "let xs = []\nfor i in 0..100_000 { xs.push(i) }"); err != nil {
					t.Fatalf("afterwards: %v", err)
				}
			}
		})
	}
}

func TestMemoryStaysNearTheLimit(t *testing.T) {
	for name, text := range growing {
		m, err := New(Config{Limits: Limits{Memory: 32 << 20, Depth: -1}})
		if err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		v, err := m.NewSession().Eval(context.Background(), name, text+"\n")
		if !errors.Is(err, ErrMemory) {
			t.Fatalf("%s: got %v, %v", name, v.Kind(), err)
		}
		runtime.ReadMemStats(&after)
		if grown := int64(after.HeapInuse - before.HeapInuse); grown > 160<<20 {
			t.Errorf("%s: the heap grew by %d MB", name, grown>>20)
		}
	}
}

// What a session holds stays counted, and can be let go of.
func TestSessionAtTheLimit(t *testing.T) {
	m, err := New(Config{Limits: Limits{Memory: 2 << 20}})
	if err != nil {
		t.Fatal(err)
	}
	s := m.NewSession()
	eval := func(text string) error {
		_, err := s.Eval(context.Background(), "input", text)
		return err
	}
	if err := eval("var xs = []"); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := eval("while true { xs.push(xs.copy()) }"); !errors.Is(err, ErrMemory) {
			t.Fatalf("got %v", err)
		}
	}
	if err := eval("let ys = []\nfor i in 0..100_000 { ys.push(i) }"); !errors.Is(err, ErrMemory) {
		t.Errorf("beside the data that is kept: %v", err)
	}
	if err := eval("xs = nil"); err != nil {
		t.Fatalf("to let go: %v", err)
	}
	if err := eval("let zs = []\nfor i in 0..50_000 { zs.push(i) }"); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// Coroutines of the host count, and those that it has dropped do not.
func TestHostCoroutinesAreRoots(t *testing.T) {
	m, err := New(Config{Limits: Limits{Memory: 4 << 20}})
	if err != nil {
		t.Fatal(err)
	}
	prog, err := Compile("gen", "let xs = []\nfor i in 0..20_000 { xs.push(\"text ${i}\") }\nyield 1\nreturn len(xs)")
	if err != nil {
		t.Fatal(err)
	}
	var kept []*Coroutine
	for {
		c, err := m.NewCoroutineOf(prog)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Resume(context.Background(), nil); errors.Is(err, ErrMemory) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if kept = append(kept, c); len(kept) > 10 {
			t.Fatal("what suspended coroutines hold is not counted")
		}
	}
	for _, c := range kept {
		if out, err := c.Resume(context.Background(), nil); err != nil || out.Value != Int(20_000) {
			t.Error(out, err)
		}
	}
	if len(kept) == 0 {
		t.Error("not one fits")
	}
}

// The walk counts each object as it was charged.
func TestLiveIsWhatWasCharged(t *testing.T) {
	for _, text := range []string{
		"[1, 2, 3]", "[\"a\", 2]", "(1, \"ab\", (2, 3))", "{a: 1, b: [1]}", "{[1]: 2}", "\"abc\".repeat(100)",
		"[\"abc\".repeat(100)]", "fn() => 1", "0..5", "coro { yield 1 }", "[1].push", "error(\"x\")",
	} {
		m, err := New(Config{Limits: Limits{Memory: 1 << 20}})
		if err != nil {
			t.Fatal(err)
		}
		s := m.NewSession()
		if _, err := s.Eval(context.Background(), "a", "var v = nil\n1"); err != nil {
			t.Fatal(err)
		}
		before, err := m.live()
		if err != nil {
			t.Fatal(err)
		}
		left := m.memory
		if _, err := s.Eval(context.Background(), "b", "v = nil\nnil"); err != nil {
			t.Fatal(err)
		}
		idle := left - m.memory // what a run takes for itself
		left = m.memory
		if _, err := s.Eval(context.Background(), "c", "v = "+text+"\nnil"); err != nil {
			t.Fatal(err)
		}
		charged := left - m.memory - idle
		after, err := m.live()
		if err != nil {
			t.Fatal(err)
		}
		runtime.KeepAlive(s) // a session that nobody has is not counted
		if live := after - before; live > charged+8 || live < charged-200 {
			t.Errorf("%s: %d bytes were charged, %d are live", text, charged, live)
		}
	}
}

func BenchmarkWalk(b *testing.B) {
	m, err := New(Config{})
	if err != nil {
		b.Fatal(err)
	}
	s := m.NewSession()
	if _, err := s.Eval(context.Background(), "", "let xs = []\nfor i in 0..1_000_000 { xs.push([\"a\", i]) }"); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if n, err := m.live(); n < 64<<20 || err != nil {
			b.Fatal(n, err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1e6, "ns/object")
	runtime.KeepAlive(s)
}

// awayText holds two megabytes in a frame that has transferred control away.
const awayText = `
fn main() {
	let held = []
	for i in 0..125_000 { held.push("") }
	let c = coro {
		WORK
	}
	transfer(c)
	return len(held)
}
main()`

// What the home of a run holds counts while another coroutine runs.
func TestWhatHasTransferredAwayIsCounted(t *testing.T) {
	text := func(work string) string { return strings.Replace(awayText, "WORK", work, 1) }
	if _, err := runLimited(t, 4<<20, text("for i in 0..1_000_000 { let xs = [i, i] }")); err != nil {
		t.Errorf("garbage of a coroutine that was transferred to: %v", err)
	}
	if _, err := runLimited(t, 4<<20, text("let more = []; for i in 0..65_000 { more.push(\"\") }")); err != nil {
		t.Errorf("one megabyte beside two: %v", err)
	}
	if _, err := runLimited(t, 4<<20, text("let more = []; for i in 0..200_000 { more.push([]); }")); !errors.Is(err, ErrMemory) {
		t.Errorf("too much beside what is held: %v", err)
	}
}

// And also when the run has stopped for fuel, and other runs of the VM go on.
func TestWhatAStoppedRunHoldsIsCounted(t *testing.T) {
	m, err := New(Config{Limits: Limits{Memory: 8 << 20, Fuel: 1_000_000}})
	if err != nil {
		t.Fatal(err)
	}
	prog, err := Compile("away", strings.Replace(awayText, "WORK", "for i in 0..3_000_000 { }", 1))
	if err != nil {
		t.Fatal(err)
	}
	idle, err := m.live()
	if err != nil {
		t.Fatal(err)
	}
	c, err := m.NewCoroutineOf(prog)
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.Resume(context.Background(), nil)
	if err != nil || out.State != OutOfFuel || c.home == nil {
		t.Fatal(out, err)
	}
	held, err := m.live()
	if err != nil || held-idle < 2_000_000 {
		t.Errorf("%d bytes are held, %v", held-idle, err)
	}
	if err := runText(m, "for i in 0..200_000 { let xs = [i, \"a\", i] }"); err != nil {
		t.Errorf("garbage of another run: %v", err)
	}
	for err == nil && out.State == OutOfFuel {
		out, err = c.Resume(context.Background(), nil)
	}
	if err != nil || out.Value != Int(125_000) {
		t.Error(out, err)
	}
}
