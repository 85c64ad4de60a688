package vm

// What a short process and a new VM cost a host.

import (
	"context"
	"fmt"
	"io"
	"testing"
)

// BenchmarkHello compiles and runs one small script in a VM of its own. The
// figures are those of a warm process: caches and the parser are there already.
func BenchmarkHello(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		m, err := New(Config{Stdout: io.Discard})
		if err != nil {
			b.Fatal(err)
		}
		prog, err := m.Compile("hello.coro", "print(0)\n")
		if err != nil {
			b.Fatal(err)
		}
		if _, err := m.Run(context.Background(), prog); err != nil {
			b.Fatal(err)
		}
		m.Close()
	}
}

// BenchmarkNew makes a VM.
func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := New(Config{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkNewWithModules makes a VM that offers as many modules as the pure library
// has.
func BenchmarkNewWithModules(b *testing.B) {
	var modules []*HostModule
	for i := range 16 {
		modules = append(modules, LazyModule(fmt.Sprintf("module%d", i), nil))
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := New(Config{Modules: modules}); err != nil {
			b.Fatal(err)
		}
	}
}
