package vm

// Cancelling in the middle of a long operation.

import (
	"context"
	"errors"
	"testing"
	"time"
)

// Each takes some hundred milliseconds once it has called `now`.
var longOperations = map[string]string{
	"loop":          "now()\nwhile true { }",
	"calls":         "fn f(n) => if n > 0 { f(n - 1) } else { 0 }\nnow()\nwhile true { f(1000) }",
	"coroutines":    "now()\nwhile true { for x in coro { yield 1 } { } }",
	"repeat":        `now(); "ab".repeat(60_000_000)`,
	"pad":           `now(); "ab".pad_end(60_000_000, "-")`,
	"upper":         "let s = \"aé\".repeat(20_000_000)\nnow()\ns.upper()",
	"reverse":       "let s = \"aé\".repeat(20_000_000)\nnow()\ns.reverse()",
	"split":         "let s = \"a,\".repeat(8_000_000)\nnow()\ns.split(\",\")",
	"chars":         "let s = \"ab\".repeat(8_000_000)\nnow()\ns.chars()",
	"replace":       "let s = \"ab\".repeat(20_000_000)\nnow()\ns.replace(\"a\", \"bc\")",
	"trim":          "let s = \" \".repeat(80_000_000)\nnow()\ns.trim()",
	"join":          "let xs = (\",\".repeat(5_000_000)).split(\",\")\nnow()\nxs.join(\"abc\")",
	"str":           "let xs = [...0..2_000_000]\nnow()\nstr(xs)",
	"sort":          "let xs = [...0..2_000_000]\nfor i in 0..len(xs) { xs[i] = i * 7919 % 1_000_003 }\nnow()\nxs.sort()",
	"sort of texts": "let xs = (\"b,a,\".repeat(1_000_000)).split(\",\")\nnow()\nxs.sort()",
	"sort by keys":  "let xs = [...0..500_000]\nnow()\nxs.sort_by(fn(x) => x * 7919 % 1_000_003)",
	"equality":      "let xs = [...0..8_000_000]\nlet ys = xs.copy()\nnow()\nxs == ys",
	"index_of":      "let xs = [...0..8_000_000]\nnow()\nxs.index_of(-1)",
	"sum of lists":  "let xs = [...0..4_000_000]\nnow()\nxs + xs",
	"enumerate":     "let xs = [...0..4_000_000]\nnow()\nxs.enumerate()",
	"shared data":   "var t = (1, 2)\nfor i in 0..60 { t = (t, t) }\nnow()\nstr(t)",
	"a large map":   "let m = {}\nnow()\nvar i = 0\nwhile true { m[i] = i; i += 1 }",
	"merge":         "let m = {}\nfor i in 0..1_000_000 { m[i] = i }\nnow()\nmerge(m)",
	"count objects": "import coroutine\nlet xs = []\nfor i in 0..400_000 { xs.push([\"a\"]) }\nnow()\nwhile true { coroutine.all() }",
}

// The run ends within 10 ms. That is no measure of speed, but of whether an operation
// looks for the host at all: the best of some attempts counts, and a machine that is busy
// with other things gets more time.
func TestCancellationTakesEffectAtOnce(t *testing.T) {
	if testing.Short() {
		t.Skip()
	}
	const most, busy, attempts = 10 * time.Millisecond, 50 * time.Millisecond, 5
	for name, text := range longOperations {
		best := time.Hour
		for i := 0; i < attempts && best > most; i++ {
			best = min(best, latency(t, name, text))
		}
		t.Logf("%-14s %v", name, best)
		if best > busy {
			t.Errorf("%s: the run ended %v after it was cancelled", name, best)
		}
	}
}

// latency returns how long a run takes to end once its context is cancelled, some
// milliseconds after it has called `now`.
func latency(t *testing.T, name, text string) time.Duration {
	t.Helper()
	m, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var cancelled time.Time
	now := func() {
		time.AfterFunc(5*time.Millisecond, func() {
			cancelled = time.Now()
			cancel()
		})
	}
	if err := m.Define("now", now); err != nil {
		t.Fatal(err)
	}
	prog, err := m.Compile(name, text)
	if err != nil {
		t.Fatal(err)
	}
	_, err = m.Run(ctx, prog)
	ended := time.Now()
	if !errors.Is(err, ErrCancelled) || !errors.Is(err, context.Canceled) {
		t.Fatalf("%s: got %v", name, err)
	}
	return ended.Sub(cancelled)
}
