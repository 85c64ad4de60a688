package vm

// Cancelling in the middle of a long operation.

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"
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
	"bytes":         "now()\nwhile true { bytes(300_000_000) }",
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
	if err == nil { // on a busy machine the timer came too late
		return time.Hour
	}
	if !errors.Is(err, ErrCancelled) || !errors.Is(err, context.Canceled) {
		t.Fatalf("%s: got %v", name, err)
	}
	return ended.Sub(cancelled)
}

// The compiler ends too, in whatever it is at: the tokens, the tree, the names, the code.
func TestCompilingIsCancelledAtOnce(t *testing.T) {
	if testing.Short() {
		t.Skip()
	}
	const busy, attempts = 50 * time.Millisecond, 5
	for name, text := range map[string]string{
		"functions":    dense(4<<20 - 100),
		"one list":     "export let x = [" + strings.Repeat("1,", 500_000) + "]",
		"one function": "export fn f(a) {" + strings.Repeat("a = a + 1\n", 160_000) + "}",
		"no newline":   strings.Repeat("{", 90) + strings.Repeat("f(1);", 200_000) + strings.Repeat("}", 90),
	} {
		for after := 5 * time.Millisecond; after < time.Second; after *= 2 {
			best := time.Hour
			for i := 0; i < attempts && best > 10*time.Millisecond; i++ {
				best = min(best, compileLatency(t, text, after))
			}
			t.Logf("%-12s %v", name, best)
			if best > busy {
				t.Errorf("%s, cancelled after %v: the import ended %v later", name, after, best)
			}
		}
	}
}

// compileLatency returns how much longer than its context an import lasts; if it is complete
// before, that is nothing.
func compileLatency(t *testing.T, text string, after time.Duration) time.Duration {
	t.Helper()
	m := newVMWith(t, Config{Loader: FS(fstest.MapFS{"a.coro": {Data: []byte(text)}})})
	prog, err := m.Compile("main.coro", "try { import \"./a\" as a } catch { }")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), after)
	defer cancel()
	began := time.Now()
	_, err = m.Run(ctx, prog)
	late := time.Since(began) - after
	if err != nil && !errors.Is(err, ErrCancelled) {
		t.Fatal(err)
	}
	if err := runText(m, "1 + 1"); err != nil {
		t.Errorf("the VM is of no use any more: %v", err)
	}
	return late
}

func TestEvalIsCancelledWhileItCompiles(t *testing.T) {
	m := newTestVM(t, Limits{})
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Millisecond)
	defer cancel()
	if _, err := m.NewSession().Eval(ctx, "input", dense(1<<20)); !errors.Is(err, ErrCancelled) || !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}
