package vm

// Bundles: what is written is read again, and nothing else.

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"
)

func TestBundle(t *testing.T) {
	files := fstest.MapFS{
		"lib/a.coro": {Data: []byte("import {b} from \"./b\"\nexport fn a() => b + 1")},
		"lib/b.coro": {Data: []byte("export let b = 41")},
	}
	b, err := Build("main.coro", `import {a} from "./lib/a"; print(a())`, FS(files))
	if err != nil {
		t.Fatal(err)
	}
	data := b.Encode()
	again, err := DecodeBundle(data)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(again.Encode(), data) || !IsBundle(data) {
		t.Error("a bundle that was read is written otherwise")
	}
	var out strings.Builder
	m, err := New(Config{Stdout: &out, Loader: again.Loader(), Limits: Limits{Memory: 1 << 20, Fuel: 10_000}})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if _, err := m.Run(t.Context(), again.Main()); err != nil || out.String() != "42\n" {
		t.Errorf("it prints %q: %v", out.String(), err)
	}
}

// An encoding that is cut off or changed is refused, or is another bundle; it is never
// a panic.
func TestBundleOfOtherBytes(t *testing.T) {
	b, err := Build("main.coro", `import {b} from "./b"; print(b)`, FS(fstest.MapFS{"b.coro": {Data: []byte("export let b = 1")}}))
	if err != nil {
		t.Fatal(err)
	}
	data := b.Encode()
	for n := range data {
		if again, err := DecodeBundle(data[:n]); err == nil && len(again.Encode()) != n {
			t.Errorf("the first %d bytes are read as a bundle", n)
		}
		changed := bytes.Clone(data)
		changed[n] ^= 0x55
		if again, err := DecodeBundle(changed); err == nil && !bytes.Equal(again.Encode(), changed) {
			t.Errorf("with another byte %d it is read as what it is not", n)
		}
	}
}
