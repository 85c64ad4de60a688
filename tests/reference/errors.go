package reference

// How code is left other than at its end: errors of the script, jumps, and ends that
// no script sees. All travel as Go errors.

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/coro-lang/coro/lexer/source"
)

// thrown is a value on its way to a catch.
type thrown struct {
	value  Value
	frames []Frame // where it was thrown; of an error, those of its first throw
}

// closing unwinds a coroutine that is being closed, with the error of a defer, if
// there was one.
type closing struct{ failure *thrown }

// jump leaves a function, or goes to a loop.
type jump struct {
	kind  jumpKind
	label string    // of a break or continue; "" means the innermost loop
	value Value     // of a return
	tail  *prepared // of a return, the call that gives its value
	at    source.Span
}

type jumpKind uint8

const (
	jumpReturn jumpKind = iota
	jumpBreak
	jumpContinue
)

// These end everything and run no defers.
var (
	errKilled = errors.New("the run is over")

	// ErrSteps is that of a run that takes more steps than it may.
	ErrSteps = errors.New("the run takes too many steps")

	// ErrTasks is that of a run that names the module task, which there is none of here.
	ErrTasks = errors.New("the run uses tasks")
)

func (*thrown) Error() string  { return "thrown" }
func (*closing) Error() string { return "closing" }
func (*jump) Error() string    { return "jump" }

// fault makes an error of the language.
func fault(kind, format string, args ...any) error {
	return &thrown{value: &ErrorValue{kind: kind, message: fmt.Sprintf(format, args...)}}
}

// Frame is a call in a trace.
type Frame struct {
	Via          string // "resumed" or "transferred" if it is where another coroutine was entered
	File         string // "" of a built-in
	Line, Column int
	Name         string
}

// fail marks where the frame is, and gives an error that passes there its trace, if it
// has none yet.
func (f *frame) fail(at source.Span, err error) error {
	t, ok := err.(*thrown)
	if !ok {
		return err
	}
	f.at = at
	e, isError := t.value.(*ErrorValue)
	switch {
	case isError && e.frames == nil:
		e.frames = f.trace(true)
		t.frames = e.frames
	case isError:
		t.frames = e.frames
	case t.frames == nil:
		t.frames = f.trace(true)
	}
	return t
}

// trace lists the calls that lead to where the frame is, innermost first. An error
// of a built-in is one of its call: its own frames are not shown then.
func (f *frame) trace(hideInner bool) []Frame {
	var frames []Frame
	via := ""
	for f != nil {
		next, nextVia := f.caller, ""
		if next == nil {
			next, nextVia = f.co.outer()
		}
		sameBuiltin := f.builtin && next != nil && next.builtin && nextVia == ""
		if !f.base && !sameBuiltin && !(f.builtin && hideInner) {
			frames = append(frames, f.describe(via))
		}
		if !f.builtin && !f.base {
			hideInner = false
		}
		if (!sameBuiltin || nextVia != "") && len(frames) > 0 {
			via = nextVia
		}
		f = next
	}
	return frames
}

func (f *frame) describe(via string) Frame {
	if f.builtin {
		name, _, _ := strings.Cut(f.name, "_items") // how the prelude names what is inside
		return Frame{Via: via, Name: name}
	}
	line, column := f.module.file.Position(int(f.at.Start))
	if f.in.options.Faults.Position {
		column++
	}
	return Frame{Via: via, File: f.module.file.Name, Line: line, Column: column, Name: f.name}
}

// traceText is e.trace.
func traceText(frames []Frame) string { return strings.Join(Lines(frames), "\n") }

// Lines are the lines of a trace. The middle of a long one is left out, in steps that
// leave 30 to 40.
func Lines(frames []Frame) []string {
	const head, tail, most = 20, 10, 40
	var lines []string
	for _, f := range frames {
		lines = append(lines, f.String())
	}
	if n := len(lines); n > most {
		left := tail + (n-most-1)%(most+1-head-tail)
		skipped := fmt.Sprintf("  … %d more calls", n-head-left)
		lines = slices.Concat(lines[:head], []string{skipped}, lines[n-left:])
	}
	return lines
}

// String is the line of a trace.
func (f Frame) String() string {
	text := "  "
	if f.Via != "" {
		text += f.Via + " "
	}
	if f.File == "" {
		return text + "in " + f.Name + " (built-in)"
	}
	return fmt.Sprintf("%sat %s:%d:%d in %s", text, f.File, f.Line, f.Column, f.Name)
}

// joined is what is on its way after deferred code has ended with later while first
// was passing.
func joined(first, later error) error {
	if later == nil || isFatal(first) {
		return first
	}
	if isFatal(later) {
		return later
	}
	failure, ok := later.(*thrown)
	if !ok { // a close of the coroutine that is going on
		return later
	}
	switch first := first.(type) {
	case *closing:
		if first.failure != nil {
			failure.causedBy(first.failure)
		}
		return &closing{failure: failure}
	case *thrown:
		failure.causedBy(first)
	}
	return failure
}

func (t *thrown) causedBy(other *thrown) {
	if e, ok := t.value.(*ErrorValue); ok && e.cause == nil && !same(t.value, other.value) {
		e.cause = other.value
	}
}

func isFatal(err error) bool {
	return err == errKilled || errors.Is(err, ErrSteps) || errors.Is(err, ErrTasks)
}
