package main

// The generated loop is up to date, and lists that make no sense are refused.

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coro-lang/coro/vm/bytecode"
)

func TestGeneratedLoopIsUpToDate(t *testing.T) {
	want, err := fromFolder("..")
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join("..", targetFile))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is out of date: run go generate ./vm", targetFile)
	}
}

func TestMalformedSuperinstructionsAreRefused(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", loopFile))
	if err != nil {
		t.Fatal(err)
	}
	for name, table := range map[string][][]string{
		"no case for Frobnicate":         {{"Add", "Frobnicate"}},
		"does not go on":                 {{"Return", "Add"}},
		"never found behind":             {{"Add", "Sub"}, {"Add", "Sub", "Mul"}},
		"does not stand with the others": {{"Add", "Sub"}, {"Mul", "Sub"}, {"Add", "Mul"}},
		"is never found behind [Add":     {{"Add", "Sub"}, {"Add", "Sub.C0"}},
		"Move cannot stand in a chain":   {{"Move", "Sub.C0"}},
		"SetField cannot stand in":       {{"SetField", "Sub.C0"}},
		"step 1 cannot feed B of Sub":    {{"Add", "Sub.B1"}},
		"Sub cannot add to a variable":   {{"Add", "Sub.ABB0"}},
		"AddUp cannot add to a variable": {{"Add", "AddUp.ABA0"}},
		"step 0 cannot feed A of Sub":    {{"Add", "Sub.A0"}},
	} {
		if _, err := generate(text, nil, table); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v: %v", table, err)
		}
	}
}

// A chain takes only values whose registers an instruction can say to be the last to read.
func TestLinksCanReadForTheLastTime(t *testing.T) {
	infos := map[string]bytecode.Info{}
	for op := range bytecode.Op(bytecode.NumOps) {
		infos[op.String()], _ = op.Info()
	}
	fields := map[rune]bytecode.Fields{'A': bytecode.FieldA, 'B': bytecode.FieldB, 'C': bytecode.FieldC}
	for name, l := range links {
		for _, field := range l.reads {
			if infos[name].Last&fields[field] == 0 && !l.leaves {
				t.Errorf("%s cannot be the last to read %c", name, field)
			}
		}
	}
}

func TestAccessorsAreInlined(t *testing.T) {
	src, err := parseSource("a.go", []byte(`package p
func at(p, i int) int { return p + scale(i) }
func scale(n int) int { return n * 8 }
func (v V) kind() int { return v.k }
func two(n int) int { n++; return n }
`))
	if err != nil {
		t.Fatal(err)
	}
	a := make(accessors)
	a.add(src)
	in, err := parseSource("b.go", []byte("package p\nvar x = at(n.p, two(3)) + n.kind() + m.at(1, 2)\n"))
	if err != nil {
		t.Fatal(err)
	}
	got := a.render(in, in.file, 0, len(in.text), nil, nil)
	if want := "package p\nvar x = (n.p + (two(3) * 8)) + (n.k) + m.at(1, 2)\n"; got != want {
		t.Errorf("got %s", got)
	}
}
