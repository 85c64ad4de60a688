package main

// What a failed assert shows: the values of the parts of its condition.

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/repl"
	"github.com/coro-lang/coro/vm"
)

// The functions of the host that watch tests. Scripts could name them, and have no
// reason to.
const (
	observeName = "_observe"
	coverName   = "_cover"
)

// watch keeps the values of the conditions of asserts.
type watch struct {
	text string // of the file
	seen []observation
}

// observation is the value of a part of a condition.
type observation struct {
	start, end int64
	value      vm.Value
}

// observe is told of conditions by the code that vm.TestOptions describes.
func (w *watch) observe(_ *vm.Call, args []vm.Value) (vm.Value, error) {
	if len(args) == 2 { // a condition begins
		start, _ := args[0].AsInt()
		end, _ := args[1].AsInt()
		w.seen = slices.DeleteFunc(w.seen, func(o observation) bool { return start <= o.start && o.end <= end })
		return vm.Nil, nil
	}
	start, isPart := args[0].AsInt()
	end, _ := args[1].AsInt()
	if isPart {
		w.seen = append(w.seen, observation{start, end, args[2]})
	}
	return args[2], nil
}

// explain tells of the values that were seen inside of a place, where an assert has
// failed, and then forgets all.
func (w *watch) explain(at source.Span, color bool) string {
	var inside []observation
	for _, o := range w.seen {
		if int64(at.Start) <= o.start && o.end <= int64(at.End) {
			inside = append(inside, o)
		}
	}
	w.seen = nil
	if len(inside) == 0 {
		return ""
	}
	whole := slices.MaxFunc(inside, func(a, b observation) int { return cmp.Compare(a.end-a.start, b.end-b.start) })
	var b strings.Builder
	lines := w.values(inside, whole)
	widest := 0
	for _, l := range lines {
		widest = max(widest, utf8.RuneCountInString(l.text))
	}
	format := repl.Format{Color: color, Width: 100 - widest, Parts: 20}
	for _, l := range lines {
		value := strings.ReplaceAll(format.Sprint(l.value), "\n", "\n"+strings.Repeat(" ", widest+6))
		fmt.Fprintf(&b, "  %s%s  = %s\n", l.text, strings.Repeat(" ", widest-utf8.RuneCountInString(l.text)), value)
	}
	b.WriteString(w.difference(inside, whole, color))
	return b.String()
}

// valueLine is a part of a condition with its value.
type valueLine struct {
	text  string
	value vm.Value
}

// values lists the parts whose value says something, each once, in the order in which
// they were evaluated.
func (w *watch) values(inside []observation, whole observation) []valueLine {
	const most = 12
	var lines []valueLine
	for _, o := range inside {
		text := strings.Join(strings.Fields(w.text[o.start:o.end]), " ")
		short, value := text, o.value.String()
		if utf8.RuneCountInString(short) > 50 {
			short = string([]rune(short)[:49]) + "…"
		}
		isFalse := o.value.Kind() == vm.KindBool && o == whole
		said := slices.ContainsFunc(lines, func(l valueLine) bool { return l.text == short })
		if isFalse || said || text == value || callable(o.value) || len(lines) == most {
			continue
		}
		lines = append(lines, valueLine{short, o.value})
	}
	return lines
}

// callable reports whether a value is one whose text says nothing.
func callable(v vm.Value) bool {
	switch v.Kind() {
	case vm.KindFunction, vm.KindNative, vm.KindBound, vm.KindClass, vm.KindModule:
		return true
	}
	return false
}

// difference shows how the sides of a comparison differ, if that is not plain to see.
func (w *watch) difference(inside []observation, whole observation, color bool) string {
	left, right, ok := w.sides(inside, whole)
	if !ok {
		return ""
	}
	a, b := lines(left), lines(right)
	if strings.Count(a, "\n")+strings.Count(b, "\n") < 4 {
		return ""
	}
	_, hunks, found := bytes.Cut(diff.Diff("left", []byte(a), "right", []byte(b)), []byte("\n+++ right\n"))
	if !found { // they look the same
		return ""
	}
	var out strings.Builder
	out.WriteString("  the difference, - left, + right:\n")
	for line := range strings.Lines(string(hunks)) {
		if strings.HasPrefix(line, "@@") {
			continue
		}
		out.WriteString("    " + paintDiff(line, color))
	}
	return out.String()
}

// sides returns the operands of a condition that is a comparison.
func (w *watch) sides(inside []observation, whole observation) (left, right vm.Value, ok bool) {
	for _, a := range inside {
		if a.start != whole.start || a.end >= whole.end {
			continue
		}
		for _, b := range inside {
			if b.end == whole.end && b.start > a.end && strings.TrimSpace(w.text[a.end:b.start]) == "==" {
				return a.value, b.value, true
			}
		}
	}
	return vm.Nil, vm.Nil, false
}

// lines returns the text of a value that a diff compares line by line: that of a string
// with line breaks as it is.
func lines(v vm.Value) string {
	if s, ok := v.AsString(); ok && strings.Contains(s, "\n") {
		return strings.TrimSuffix(s, "\n") + "\n"
	}
	return repl.Format{Width: 40, Parts: 1000, PartALine: true}.Sprint(v) + "\n"
}

func paintDiff(line string, color bool) string {
	if !color {
		return line
	}
	text := strings.TrimSuffix(line, "\n")
	switch {
	case strings.HasPrefix(line, "-"):
		return "\x1b[31m" + text + "\x1b[0m\n"
	case strings.HasPrefix(line, "+"):
		return "\x1b[32m" + text + "\x1b[0m\n"
	}
	return line
}
