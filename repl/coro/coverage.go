package main

// Which statements the tests have run.

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm"
)

// coverage is what is known of the statements of files, by the names of these.
type coverage map[string]*coveredFile

// coveredFile is a file with its statements: how often each has run, by its offset.
type coveredFile struct {
	file *source.File
	runs map[int64]int
}

// statement is told of a statement when it is compiled.
func (c coverage) statement(file *source.File, at source.Span) {
	f := c[file.Name]
	if f == nil {
		f = &coveredFile{file: file, runs: make(map[int64]int)}
		c[file.Name] = f
	}
	f.runs[int64(at.Start)] += 0
}

// cover is told of a statement when it is about to run.
func (c coverage) cover(_ *vm.Call, args []vm.Value) (vm.Value, error) {
	name, _ := args[0].AsString()
	at, _ := args[1].AsInt()
	if f := c[name]; f != nil {
		f.runs[at]++
	}
	return vm.Nil, nil
}

// add takes in what another run of tests has covered.
func (c coverage) add(other coverage) {
	for name, f := range other {
		if c[name] == nil {
			c[name] = f
			continue
		}
		for at, n := range f.runs {
			c[name].runs[at] += n
		}
	}
}

// report writes a line a file: how many of its statements have run, and the lines of
// those that have not.
func (c coverage) report(w io.Writer) {
	all, covered := 0, 0
	for _, name := range slices.Sorted(maps.Keys(c)) {
		if strings.HasSuffix(name, testSuffix) {
			continue
		}
		f := c[name]
		missed := f.missed()
		n := len(f.runs) - len(missed)
		all, covered = all+len(f.runs), covered+n
		fmt.Fprintf(w, "%6s  %s", percent(n, len(f.runs)), name)
		if len(missed) > 0 {
			fmt.Fprintf(w, "  not run: %s", f.ranges(missed))
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "%6s  of %d statements\n", percent(covered, all), all)
}

// missed returns the offsets of the statements that have not run.
func (f *coveredFile) missed() []int64 {
	var missed []int64
	for at, n := range f.runs {
		if n == 0 {
			missed = append(missed, at)
		}
	}
	slices.SortFunc(missed, cmp.Compare[int64])
	return missed
}

// ranges lists the lines of some offsets, those that follow each other as one range.
func (f *coveredFile) ranges(offsets []int64) string {
	var parts []string
	first, last := 0, 0
	flush := func() {
		switch {
		case first == 0:
		case first == last:
			parts = append(parts, fmt.Sprint(first))
		default:
			parts = append(parts, fmt.Sprintf("%d-%d", first, last))
		}
	}
	for _, at := range offsets {
		line, _ := f.file.Position(int(at))
		if first == 0 || line > last+1 {
			flush()
			first = line
		}
		last = line
	}
	flush()
	return strings.Join(parts, ", ")
}

// percent rounds down, so that only all is 100 %.
func percent(n, of int) string {
	if of == 0 {
		return "100 %"
	}
	return fmt.Sprintf("%d %%", n*100/of)
}
