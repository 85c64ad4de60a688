package vm

// What an import costs: where compileFuel and compileMemory come from.

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
)

// dense is a source text that makes much of few bytes.
func dense(size int) string {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, "export fn f%d(a,b){if a<b{return a+b*%d}\nreturn [a,b,{k:a}]}\n", i, i)
	}
	return b.String()
}

// BenchmarkImport reports the bytes that a byte of text takes while it is compiled
// and afterwards.
func BenchmarkImport(b *testing.B) {
	text := dense(200_000)
	files := fstest.MapFS{"big.coro": {Data: []byte(text)}}
	b.SetBytes(int64(len(text)))
	var kept float64
	for b.Loop() {
		m, err := New(Config{Loader: FS(files)})
		if err != nil {
			b.Fatal(err)
		}
		prog, err := m.Compile("main.coro", "import \"./big\" as big\nbig")
		if err != nil {
			b.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		mod, err := m.Run(context.Background(), prog)
		if err != nil {
			b.Fatal(err)
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		kept = float64(after.HeapAlloc-before.HeapAlloc) / float64(len(text))
		runtime.KeepAlive(mod)
		runtime.KeepAlive(m)
	}
	b.ReportMetric(kept, "kept/byte")
}

func benchmarkCalls(b *testing.B, body string) {
	files := fstest.MapFS{"lib.coro": {Data: []byte("export fn inc(n) => n + 1")}}
	m, err := New(Config{Loader: FS(files)})
	if err != nil {
		b.Fatal(err)
	}
	text := fmt.Sprintf("import \"./lib\" as lib\nfn inc(n) => n + 1\nfn run(lib, count) {\nvar n = 0\nfor i in 0..count { %s }\n}\nfn start(count) { var n = 0\nfor i in 0..count { %[1]s } }\nlet other = lib\n[start, run, lib]", body)
	prog, err := m.Compile("main.coro", text)
	if err != nil {
		b.Fatal(err)
	}
	mod, err := m.Run(context.Background(), prog)
	if err != nil {
		b.Fatal(err)
	}
	fns := mod.Result().list()
	args := []any{b.N}
	fn := fns.at(0)
	if strings.Contains(b.Name(), "Dynamic") {
		fn, args = fns.at(1), []any{fns.at(2), b.N}
	}
	b.ResetTimer()
	if _, err := m.Call(context.Background(), fn, args...); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkCallGlobal(b *testing.B)        { benchmarkCalls(b, "n = inc(n)") }
func BenchmarkCallExport(b *testing.B)        { benchmarkCalls(b, "n = lib.inc(n)") }
func BenchmarkCallExportDynamic(b *testing.B) { benchmarkCalls(b, "n = lib.inc(n)") }
