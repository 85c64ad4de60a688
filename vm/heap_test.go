package vm

// The memory account beside what the heap of Go shows.

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"testing"
	"time"
)

// Ten of the heaps are large.
const (
	small = 16 << 20
	large = 100 << 20
)

// heaps fill a list, all, with objects of one kind, until `full` says that they take
// as much as they should.
var heaps = []struct {
	name         string
	size         int64
	declare, add string
}{
	{"strings", large, "", `all.push("the string number ${i}")`},
	{"long strings", small, "", `all.push("x".repeat(i % 3000))`},
	{"small lists", large, "", `all.push([i, i + 1, i + 2])`},
	{"boxed lists", small, "", `all.push(["a", i, nil, i, i])`},
	{"maps with names", large, "", `all.push({x: i, y: 2, z: "a"})`},
	{"hash tables", large, "", `all.push({[i]: i, [i + 1]: "a", [i + 2]: nil})`},
	{"one hash table", small, "let m = {}\nall.push(m)", `m["key ${i}"] = i`},
	{"records", large, "record P(x, y, z)", `all.push(P(i, 2, "a"))`},
	{"instances", large, "class A { var x = 1; var y; init(y) { self.y = y } }", `all.push(A(i))`},
	{"closures and cells", large, "fn counter(n) { return [fn() { n += 1 }, fn() => n] }", `all.push(counter(i))`},
	{"coroutines", large, "fn gen(n) { let s = (n, n); yield n; yield s }", `let c = coro gen(i); resume(c); all.push(c)`},
	{"coroutines with a deep stack", small, "fn gen(n) { if n == 0 { yield n } else { gen(n - 1) } }", `let c = coro gen(i % 30); resume(c); all.push(c)`},
	{"tuples", large, "", `all.push((i, i))
		all.push((i, i, i, i))`},
	{"bytes", large, "", `all.push(bytes(i % 100))`},
	{"errors", small, "", `if i < 100_000 { try { [][i] } catch e { all.push(e) } } else { all.push(error("error ${i}")) }`},
	{"bound methods and ranges", small, "", `all.push(all.push); all.push(0..i)`},
	{"a mixed tree", large, "record Leaf(name, size)\nclass Node { var items = []; var names = {}; fn size() => len(self.items) }", `
		let n = Node()
		for k in 0..i % 5 { n.items.push(Leaf("leaf ${k}", k)); n.names["leaf ${k}"] = fn() => n }
		n.items.push((i, "text " + str(i), bytes(5)))
		all.push(n)`},
	{"one list", small, "", `all.push(i)`},
	{"one growing string", small, "var s = \"\"\nall.push(fn() => s)", `s += "abcdefghij"`},
}

// heapInUse returns what the heap of Go holds after a collection.
func heapInUse() int64 {
	runtime.GC()
	runtime.GC() // finishes sweeping
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return int64(s.HeapAlloc)
}

// The account is within a quarter of what Go shows.
func TestMemoryUsedIsWhatTheHeapShows(t *testing.T) {
	if testing.Short() {
		t.Skip()
	}
	for _, h := range heaps {
		m, err := New(Config{Limits: Limits{Memory: 1 << 40}})
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Define("full", func() bool { return m.MemoryUsed() > h.size }); err != nil {
			t.Fatal(err)
		}
		before := heapInUse()
		s := m.NewSession()
		text := fmt.Sprintf("let all = []\n%s\nfor i in 0..1_000_000_000 { %s\nif i %% 1000 == 0 && full() { break } }", h.declare, h.add)
		if _, err := s.Eval(context.Background(), "heap", text); err != nil {
			t.Fatal(h.name, err)
		}
		live, err := m.live()
		if err != nil {
			t.Fatal(err)
		}
		heap := heapInUse() - before
		ratio := float64(live) / float64(heap)
		t.Logf("%-30s %4d MB charged, %4d MB live, %4d MB in the heap: %.2f", h.name, m.MemoryUsed()>>20, live>>20, heap>>20, ratio)
		if ratio < 0.75 || ratio > 1.25 {
			t.Errorf("%s: %d bytes live, the heap has %d", h.name, live, heap)
		}
		runtime.KeepAlive(s)
	}
}

// Each grows by one operation until the limit stops it. Those of growing in
// memory_test.go are further ones.
var growers = map[string]string{
	"push":                "let xs = []\nwhile true { xs.push(1.5) }",
	"push of objects":     "let xs = []\nwhile true { xs.push(\"a\") }",
	"boxing":              "let xs = []\nwhile true { for i in 0..2_000_000 { xs.push(i) }; xs.copy().push(nil) }",
	"extend":              "let xs = [1, 2]\nwhile true { xs.extend(xs) }",
	"insert":              "let xs = [1]\nfor i in 0..22 { xs.extend(xs) }\nwhile true { xs.insert(len(xs), \"a\") }",
	"sum of lists":        "var xs = [1, \"a\"]\nwhile true { xs = xs + xs }",
	"copy":                "let all = []\nlet xs = [...0..100_000]\nwhile true { all.push(xs.copy()) }",
	"slice":               "let all = []\nlet xs = [...0..100_000]\nwhile true { all.push(xs[1:]) }",
	"spread":              "var xs = [1, \"a\"]\nwhile true { xs = [...xs, ...xs] }",
	"spread in a call":    "fn f(...xs) => xs\nvar xs = [1, \"a\"]\nwhile true { xs = f(...xs, ...xs) }",
	"rest of a pattern":   "let all = []\nlet xs = [...0..100_000, \"a\"]\nwhile true { let [a, ...rest] = xs; all.push(rest) }",
	"sum of tuples":       "var t = (1, 2)\nwhile true { t = t + t }",
	"tuple of a list":     "let all = []\nlet xs = [...0..100_000]\nwhile true { all.push(tuple(xs)) }",
	"map by index":        "let m = {}\nvar i = 0\nwhile true { m[i] = i; i += 1 }",
	"merge":               "let all = []\nvar m = {}\nfor i in 0..100_000 { m[i] = i }\nwhile true { all.push(merge(m, {a: 1})) }",
	"keys":                "let all = []\nvar m = {}\nfor i in 0..100_000 { m[i] = i }\nwhile true { all.push(keys(m)) }",
	"concatenation":       "var s = \"ab\"\nwhile true { s = s + s }",
	"append":              "var s = \"\"\nwhile true { s += \"abcdefghijklmnop\" }",
	"interpolation":       "var s = \"ab\"\nwhile true { s = \"${s}-${s}\" }",
	"repeat":              "var n = 1\nwhile true { \"x\".repeat(n); n *= 2 }",
	"repeat, kept":        "let all = []\nwhile true { all.push(\"x\".repeat(1_000_000)) }",
	"pad":                 "var n = 1\nwhile true { \"x\".pad_end(n, \"é\"); n *= 2 }",
	"replace":             "var s = \"ab\"\nwhile true { s = s.replace(\"a\", \"aa\") + s }",
	"upper":               "var s = \"aé\"\nwhile true { s = s.upper() + s.lower() }",
	"reverse":             "var s = \"aé\"\nwhile true { s = s.reverse() + s }",
	"split":               "var s = \"a b \"\nwhile true { s = s + s; s.split(\" \") }",
	"split into chars":    "var s = \"aé\"\nwhile true { s = s + s; s.chars() }",
	"lines":               "var s = \"some line\\n\"\nwhile true { s = s + s; s.lines() }",
	"join":                "var xs = [\"abc\", 1]\nwhile true { xs.extend(xs); xs.join(\", \") }",
	"str of a list":       "var xs = [1.25, \"a\"]\nwhile true { xs.extend(xs); str(xs) }",
	"print":               "var xs = [1.25, \"a\"]\nwhile true { xs.extend(xs); print(xs, xs) }",
	"text of shared data": "var t = (1, 2)\nfor i in 0..60 { t = (t, t) }\nstr(t)",
	"format":              "var n = 1\nwhile true { \"${\"x\".pad_start(n)}\"; n *= 2 }",
	"sort":                "let xs = [3, \"\"]\nxs.pop()\nwhile true { xs.extend(xs); xs.sort() }",
	"sort of ints":        "let xs = [3, 1]\nwhile true { xs.extend(xs); xs.sort() }",
	"sort by a function":  "let xs = [3, 1]\nwhile true { xs.extend(xs); xs.sort_by(fn(x) => -x) }",
	"enumerate":           "let xs = [3, 1]\nwhile true { xs.extend(xs); xs.enumerate() }",
	"zip":                 "let xs = [3, 1]\nwhile true { xs.extend(xs); xs.zip(xs, xs) }",
	"list of a range":     "var n = 1\nwhile true { list(0..n); n *= 2 }",
	"bytes":               "var n = 1\nwhile true { bytes(n); n *= 2 }",
	"bytes that grow":     "let b = bytes()\nwhile true { b.push(1) }",
	"sum of bytes":        "var b = bytes(2)\nwhile true { b = b + b }",
	"bytes of a string":   "var s = \"ab\"\nwhile true { s = s + s; bytes(s).to_string() }",
	"stack":               "fn f(n) { let a, b, c, d = n, n, n, n; return a + f(n + 1) + b + c + d }\nf(0)",
	"stack of a spread":   "fn f(...xs) => len(xs)\nlet xs = [1, \"a\"]\nwhile true { xs.extend(xs); f(...xs) }",
	"resumes":             "fn f(n) => resume(coro f(n + 1))\nf(0)",
	"coroutines":          "let cs = []\nwhile true { let c = coro { yield 1 }; resume(c); cs.push(c) }",
	"closures":            "var f = nil\nwhile true { let g = f; f = fn() => g }",
	"instances":           "class A { var x = 1; var y = [2] }\nlet xs = []\nwhile true { xs.push(A()) }",
	"errors with traces":  "fn deep(n) { if n == 0 { throw error(\"x\") }; deep(n - 1) }\nlet es = []\nwhile true { try { deep(20) } catch e { es.push(e) } }",
	"group_by":            "let xs = [...0..1_000]\nlet all = []\nwhile true { all.push(xs.group_by(fn(x) => x % 100)) }",
}

// At a limit of 64 MB the heap holds no more than 80 MB, whichever operation grows. A
// collection counts what was allocated while it marked, so the least of some attempts is
// taken.
func TestTheHeapStaysNearTheMemoryLimit(t *testing.T) {
	const limit, most = 64 << 20, 80 << 20
	defer debug.SetGCPercent(debug.SetGCPercent(10))
	if testing.Short() {
		t.Skip()
	}
	for _, name := range slices.Sorted(maps.Keys(growers)) {
		peak := int64(math.MaxInt64)
		for attempt := 0; attempt < 10 && peak > most; attempt++ {
			m, err := New(Config{Limits: Limits{Memory: limit, Depth: -1}})
			if err != nil {
				t.Fatal(err)
			}
			before := heapInUse()
			peak = min(peak, peakOfHeap(func() { err = runText(m, growers[name]) })-before)
			if !errors.Is(err, ErrMemory) {
				t.Fatalf("%s: got %v", name, err)
			}
		}
		t.Logf("%-20s %3d MB", name, peak>>20)
		if peak > most {
			t.Errorf("%s: the heap held %d MB", name, peak>>20)
		}
	}
}

// peakOfHeap returns the most that a collection has found in use while f ran.
func peakOfHeap(f func()) (peak int64) {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	done, end := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(end)
		for {
			metrics.Read(sample)
			peak = max(peak, int64(sample[0].Value.Uint64()))
			select {
			case <-done:
				return
			case <-time.After(time.Millisecond):
			}
		}
	}()
	f()
	close(done)
	<-end
	return peak
}

// The arguments of a call without any would stand behind the last slot of a stack that is
// full, where the span of the collector may end.
func TestCallsWithoutArgumentsAtTheEndOfAStack(t *testing.T) {
	m := newTestVM(t, Limits{})
	calls := 0
	if err := m.Define("collect", func(_ *Call, args []Value) (Value, error) {
		if calls++; calls%16 == 0 {
			runtime.GC()
		}
		return Int(int64(len(args))), nil
	}); err != nil {
		t.Fatal(err)
	}
	for locals := range 15 {
		body := ""
		for i := range locals {
			body += fmt.Sprintf("let x%d = i; ", i)
		}
		if err := runText(m, "let all = []; for i in 0..100 { let c = coro { "+body+"yield 1 + collect() }; all.push(c); resume(c) }"); err != nil {
			t.Fatal(err)
		}
	}
}
