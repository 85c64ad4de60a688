package main

// Samples of where a script stands, and the table that tells of them.

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/coro-lang/coro/vm"
)

// sampler collects samples.
type sampler struct {
	samples   []*sample
	byStack   map[string]*sample // by the numbers of their locations
	locations []location         // by their number less one
	numbers   map[location]int64
	begun     time.Time
	last      time.Time     // of the last sample
	total     time.Duration // of all
}

// sample is a stack that was seen.
type sample struct {
	stack []int64 // the numbers of its locations, innermost first
	count int64
	time  time.Duration
}

// location is a line of a function.
type location struct {
	function
	line int // 0 in what is built in
}

// function is a function of a file.
type function struct{ name, file string }

func newSampler() *sampler {
	now := time.Now()
	return &sampler{byStack: make(map[string]*sample), numbers: make(map[location]int64), begun: now, last: now}
}

// add takes a sample. The time since the one before is counted as its own.
func (s *sampler) add(frames []vm.Frame) {
	if len(frames) == 0 {
		return
	}
	now := time.Now()
	spent := now.Sub(s.last)
	s.last = now
	stack := make([]int64, len(frames))
	for i, f := range frames {
		stack[i] = s.number(locationOf(f))
	}
	key := fmt.Sprint(stack)
	x := s.byStack[key]
	if x == nil {
		x = &sample{stack: stack}
		s.byStack[key] = x
		s.samples = append(s.samples, x)
	}
	x.count++
	x.time += spent
	s.total += spent
}

// locationOf returns the location of a frame.
func locationOf(f vm.Frame) location {
	l := location{function: function{f.Function, "(built-in)"}}
	if l.name == "" {
		l.name = "the module"
	}
	if f.File != nil {
		l.file = f.File.Name
		l.line, _ = f.File.Position(int(f.Span.Start))
	}
	return l
}

// number returns the number of a location, from 1 on.
func (s *sampler) number(l location) int64 {
	n, ok := s.numbers[l]
	if !ok {
		s.locations = append(s.locations, l)
		n = int64(len(s.locations))
		s.numbers[l] = n
	}
	return n
}

// write writes the profile to a file.
func (s *sampler) write(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return unwritable(path, err)
	}
	return errors.Join(s.encode(f), f.Close())
}

// report prints the functions and the lines that took most.
func (s *sampler) report(w io.Writer, path string) {
	if len(s.samples) == 0 {
		fmt.Fprintf(w, "the script ended before it could be looked at; the profile in %s is empty\n", path)
		return
	}
	count := 0
	for _, x := range s.samples {
		count += int(x.count)
	}
	fmt.Fprintf(w, "\n%v in %s\n", s.total.Round(time.Millisecond), plural(count, "sample", "samples"))
	s.table(w, "function", func(l location) string { return l.name + "  " + l.file })
	s.table(w, "line", func(l location) string {
		if l.line == 0 {
			return l.name + "  " + l.file
		}
		return fmt.Sprintf("%s:%d", l.file, l.line)
	})
	fmt.Fprintf(w, "\nall of it: go tool pprof -http : %s\n", path)
}

// table prints the largest shares.
func (s *sampler) table(w io.Writer, title string, name func(location) string) {
	const most = 15
	fmt.Fprintf(w, "\n  self   total  %s\n", title)
	shares := s.shares(name)
	for _, x := range shares[:min(len(shares), most)] {
		fmt.Fprintf(w, "%5.1f%%  %5.1f%%  %s\n", s.percent(x.self), s.percent(x.with), x.name)
	}
}

func (s *sampler) percent(d time.Duration) float64 { return 100 * float64(d) / float64(s.total) }

// share is what a function or line took: by itself, and with what it called.
type share struct {
	name       string
	self, with time.Duration
}

// shares adds up the time of the samples by what name tells of their locations, the
// largest first.
func (s *sampler) shares(name func(location) string) []share {
	byName := make(map[string]*share)
	for _, x := range s.samples {
		counted := make(map[string]bool)
		for i, n := range x.stack {
			key := name(s.locations[n-1])
			of := byName[key]
			if of == nil {
				of = &share{name: key}
				byName[key] = of
			}
			if i == 0 {
				of.self += x.time
			}
			if !counted[key] { // a function may call itself
				counted[key] = true
				of.with += x.time
			}
		}
	}
	shares := make([]share, 0, len(byName))
	for _, x := range byName {
		shares = append(shares, *x)
	}
	slices.SortFunc(shares, func(a, b share) int {
		return cmp.Or(cmp.Compare(b.self, a.self), cmp.Compare(b.with, a.with), strings.Compare(a.name, b.name))
	})
	return shares
}
