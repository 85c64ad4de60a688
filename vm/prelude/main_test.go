package main

// The embedded Programs are up to date, and contain what can be called without
// running them.

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/coro-lang/coro/vm/bytecode"
)

func TestProgramsAreUpToDate(t *testing.T) {
	files, err := compileAll(".")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(name)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is out of date: run go generate ./vm (%v)", name, err)
		}
	}
	written, _ := filepath.Glob("*.bin")
	for _, name := range written {
		if files[name] == nil {
			t.Errorf("%s has no source", name)
		}
	}
}

// TestFilesContainFunctionsOnly: the body, which never runs, does nothing else
// than binding functions without upvalues, each of another name.
func TestFilesContainFunctionsOnly(t *testing.T) {
	files, err := compileAll(".")
	if err != nil {
		t.Fatal(err)
	}
	for name, code := range files {
		p, err := bytecode.Decode(code) // which verifies it
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		named := make(map[string]int)
		for _, proto := range p.Protos[1:] {
			named[proto.Name] += 1 + len(proto.Upvalues)
		}
		for _, g := range p.Globals {
			if named[g.Name] != 1 {
				t.Errorf("%s: %s is no function, or not the only one of this name", name, g.Name)
			}
		}
		for _, i := range p.Protos[0].Code {
			switch i.Op() {
			case bytecode.OpClosure, bytecode.OpSetGlobal, bytecode.OpReturnNil:
			default:
				t.Errorf("%s: the body of the file contains %s", name, i.Op())
			}
		}
	}
}
