package hostile

// Coroutines in numbers that no script has a use for.

import (
	"errors"
	"runtime"
	"testing"

	"github.com/coro-lang/coro/vm"
)

func TestAMillionAbandonedCoroutines(t *testing.T) {
	m := newVM(t, vm.Config{Limits: vm.Limits{Memory: 16 << 20}})
	v, err := run(t, m, `
fn body(n) {
    defer print(n)
    yield [n]
}
var last = nil
for i in 0..1_000_000 {
    last = coro body(i)
    resume(last)
}
last.status`)
	if err != nil || v.String() != `"suspended"` {
		t.Fatalf("got %v, %v", v, err)
	}
	runtime.GC()
	var after runtime.MemStats
	runtime.ReadMemStats(&after)
	if after.HeapAlloc > 256<<20 {
		t.Errorf("%d bytes are in use", after.HeapAlloc)
	}
}

// A chain of resumes is as deep as the host allows, and no stack of Go grows with it.
func TestDeeplyNestedResumes(t *testing.T) {
	const text = `
fn nest(n) => if n == 0 { 0 } else { resume(coro nest(n - 1)) + 1 }
nest(100_000)`
	m := newVM(t, vm.Config{})
	if _, err := run(t, m, text); !errors.Is(err, vm.ErrDepth) {
		t.Errorf("at the default depth: %v", err)
	}
	checkSound(t, m)
	m = newVM(t, vm.Config{Limits: vm.Limits{Depth: 300_000}})
	if v, err := run(t, m, text); err != nil || v.String() != "100000" {
		t.Errorf("at a greater depth: %v, %v", v, err)
	}
	checkSound(t, m)
}
