package vm

// Every limit at its edge: from one unit on, until there is enough.

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
)

// edgeText uses a little of everything.
const edgeText = `
class P { let x; init(x) { self.x = x }; operator +(o) => P(self.x + o.x); fn str() => "P${self.x}" }
record R(a, b)
fn gen(n) { defer print("closed", n); for i in 0..n { yield i } }
fn deep(n) => if n == 0 { 0 } else { 1 + deep(n - 1) }
let xs = []
for x in gen_all([3, 2]) { xs.push(x) }
fn gen_all(ns) => coro { for n in ns { for x in coro gen(n) { yield x } } }
let m = {a: 1, [R(1, (2, "x"))]: xs, "k": "ab".repeat(20)}
try { [][deep(5)] } catch e { print(e.kind, len(e.trace) > 0) }
print("${P(1) + P(2)} ${xs} ${m}", str(m) == str({...m}))
xs.sort(fn(a, b) => b < a)
print(xs.map(fn(x) => x * x).join("-"), "b,a".split(",").sort(), [...xs, ...keys(m)])
let c = coro { let d = coro { yield 1 }; yield resume(d); yield d }
print(resume(c), resume(c), deep(8))
c.close()
export let sum = [xs, deep(3), m["k"][2:6]]
`

// limitsAt are the limits with one of them set to k.
var limitsAt = []struct {
	name   string
	target error
	at     func(k int64) Limits
	step   func(k int64) int64
}{
	{"fuel", ErrFuel, func(k int64) Limits { return Limits{Fuel: k} }, func(k int64) int64 { return k + 1 }},
	{"memory", ErrMemory, func(k int64) Limits { return Limits{Memory: k} }, func(k int64) int64 { return k + 1 + k/64 }},
	{"depth", ErrDepth, func(k int64) Limits { return Limits{Depth: int(k)} }, func(k int64) int64 { return k + 1 }},
	{"output", ErrOutput, func(k int64) Limits { return Limits{Output: k} }, func(k int64) int64 { return k + 1 }},
	{"coroutines", ErrCoroutines, func(k int64) Limits { return Limits{Coroutines: k} }, func(k int64) int64 { return k + 1 }},
}

// At every edge a run ends with the error of its limit, or as it does without limits, and
// the VM is good for the next.
func TestEdgesOfLimits(t *testing.T) {
	ctx := context.Background()
	prog, err := Compile("edge.coro", edgeText)
	if err != nil {
		t.Fatal(err)
	}
	small, err := Compile("small.coro", "let a = 20\nreturn 2 * a")
	if err != nil {
		t.Fatal(err)
	}
	run := func(limits Limits) (sum, output string, m *VM, err error) {
		var out bytes.Buffer
		if m, err = New(Config{Limits: limits, Stdout: &out}); err != nil {
			t.Fatal(err)
		}
		mod, err := m.Run(ctx, prog)
		if err == nil {
			sum = mod.Get("sum").String()
		}
		return sum, out.String(), m, err
	}
	wantSum, wantOutput, _, err := run(Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range limitsAt {
		enough := int64(0)
		for k := int64(1); enough == 0; k = l.step(k) {
			sum, output, m, err := run(l.at(k))
			switch {
			case err == nil && sum == wantSum && output == wantOutput:
				enough = k
			case !errors.Is(err, l.target):
				t.Fatalf("%s %d: %v, %s\n%s", l.name, k, err, sum, output)
			case !strings.HasPrefix(wantOutput, output) && l.target != ErrDepth:
				t.Fatalf("%s %d: printed %q", l.name, k, output)
			}
			if l.target == ErrMemory && k < 6000 {
				continue // the prelude, which stays, takes most of it
			}
			for range 2 {
				if mod, err := m.Run(ctx, small); err != nil || mod.Result() != Int(40) {
					t.Fatalf("after %s %d: %v", l.name, k, err)
				}
			}
		}
		t.Logf("%s: %d", l.name, enough)
	}
}
