package stdlib_test

// What a VM costs that offers the pure library.

import (
	"runtime"
	"testing"

	"github.com/coro-lang/coro/stdlib"
	"github.com/coro-lang/coro/vm"
)

func newPure(tb testing.TB) *vm.VM {
	m, err := vm.New(vm.Config{Modules: stdlib.Pure()})
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

// BenchmarkNewPure makes a VM that offers the pure library: at most 5 µs and 8 KB.
func BenchmarkNewPure(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		newPure(b)
	}
}

func TestAVMTakesAtMost8KB(t *testing.T) {
	const n = 1000
	newPure(t)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range n {
		newPure(t)
	}
	runtime.ReadMemStats(&after)
	if each := (after.TotalAlloc - before.TotalAlloc) / n; each > 8<<10 {
		t.Errorf("a VM takes %d bytes", each)
	}
}
