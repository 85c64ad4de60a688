package main

// The generated files are up to date, and the notation of the table is checked.

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestGeneratedFilesAreUpToDate(t *testing.T) {
	files, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is out of date: run go generate ./vm/bytecode", name)
		}
	}
}

func TestMalformedOpcodesAreRefused(t *testing.T) {
	for _, op := range []opcode{
		{name: "TooFew", operands: "- w"},
		{name: "TooMany", operands: "- w r r r"},
		{name: "UnknownLetter", operands: "- q - -"},
		{name: "UnknownMark", operands: "- w n! -"},
		{name: "RunWithoutLength", operands: "- s - -"},
		{name: "WideWithC", operands: "- w K:value r"},
		{name: "NarrowWithoutC", operands: "- w r"},
		{name: "ForeignLimit", operands: "x:string w - -"},
		{name: "UnknownWord", operands: "- w - -", word: "?"},
	} {
		if _, err := parseOpcode(op); err == nil {
			t.Errorf("%s: no error", op.name)
		}
	}
	for _, run := range []string{"D", "12", "1+", "-1"} {
		if _, err := runLiteral(run); err == nil {
			t.Errorf("length %q: no error", run)
		}
	}
}
