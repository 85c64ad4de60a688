package main

// What profile writes is a profile to the library of pprof.

import (
	"bytes"
	"testing"

	"github.com/google/pprof/profile"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm"
)

func TestProfilesAreThoseOfPprof(t *testing.T) {
	file := source.NewFile("a.coro", "fn f() {}\nf()\n")
	inner := vm.Frame{Function: "f", File: file, Span: source.At(0, 2)}
	outer := vm.Frame{File: file, Span: source.At(10, 3)}
	s := newSampler()
	s.add([]vm.Frame{inner, outer})
	s.add([]vm.Frame{inner, outer})
	s.add([]vm.Frame{{Function: "sort"}, outer})
	var data bytes.Buffer
	if err := s.encode(&data); err != nil {
		t.Fatal(err)
	}
	p, err := profile.Parse(&data)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.CheckValid(); err != nil {
		t.Fatal(err)
	}
	if len(p.Sample) != 2 || len(p.Function) != 3 || p.DefaultSampleType != "time" || len(p.SampleType) != 3 {
		t.Fatalf("%d samples, %d functions: %v", len(p.Sample), len(p.Function), p)
	}
	first := p.Sample[0]
	line := first.Location[0].Line[0]
	if first.Value[0] != 2 || first.Value[1] != 2*sampleFuel || line.Function.Name != "f" || line.Function.Filename != "a.coro" || line.Line != 1 {
		t.Errorf("the first sample is %v at %v", first.Value, line)
	}
	if l := first.Location[1].Line[0]; l.Function.Name != "the module" || l.Line != 2 {
		t.Errorf("it was called at %v", l)
	}
}
