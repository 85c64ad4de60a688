// Errors: those that scripts catch, those that they cannot, and what the host gets.

package vm

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"unsafe"

	"github.com/coro-lang/coro/lexer/source"
)

// Errors that end a run and that no script can catch, as targets of errors.Is.
// ErrDepth is the exception: a script can catch it.
var (
	ErrFuel       = errors.New("out of fuel")
	ErrMemory     = errors.New("out of memory")
	ErrOutput     = errors.New("too much output")
	ErrCoroutines = errors.New("too many coroutines")
	ErrDepth      = errors.New("calls are nested too deep")
	ErrCancelled  = errors.New("cancelled")
	ErrDeadlock   = errors.New("every task waits, and nothing will happen")
)

// Errors of a call from the host that does not begin.
var (
	ErrClosed = errors.New("the VM is closed")
	ErrBusy   = errors.New("the VM is in use: by another goroutine, or by the script that called this function, which calls back by VM.Call with the context that it got")
)

// errorObject is an error value of a script: of a fault of the virtual machine
// or a native, or made by error(…). Natives return it as a Go error.
type errorObject struct {
	header
	message string
	errKind string
	hint    string
	place   nilPlace // of what was nil, for nameNil
	data    Value
	cause   Value
	trace   []traceEntry // where it was first thrown; nil if it was not yet
	host    error        // the Go error that it stands for, if any
}

// What errors occupy in the memory account.
const (
	errorSize   = int64(unsafe.Sizeof(errorObject{}))
	pendingSize = int64(unsafe.Sizeof(pending{}))
	traceSize   = int64(unsafe.Sizeof(traceEntry{}))
)

// ownText returns the text of a string for a field of an error, which knows of
// no buffer: a small part of a large one is copied.
func (m *VM) ownText(v Value) string {
	s := (*stringObject)(v.p)
	if s.tail == nil || len(*s.tail) < 2*len(s.s) {
		return s.s
	}
	m.charge(int64(len(s.s)))
	return strings.Clone(s.s)
}

// Error returns the message.
func (e *errorObject) Error() string { return e.message }

// Unwrap returns the Go error that a function of the host returned.
func (e *errorObject) Unwrap() error { return e.host }

// scriptError is an error of a script as a function of Go gets it.
type scriptError struct {
	*errorObject
	number uint64 // of its VM
}

// As finds the error in it for this package. Unwrap does not give it away: the host could
// hand it to another VM, with the values that it has.
func (e *scriptError) As(target any) bool {
	to, ok := target.(**errorObject)
	if ok {
		*to = e.errorObject
	}
	return ok
}

// errorOf returns the error that a script gets for one of Go: the same again, if it comes
// from a script of this VM, else a new one, since a NewError may serve any number of VMs,
// and what a script of another VM has put into its error stays there.
func (m *VM) errorOf(err error) (e *errorObject, isNew bool) {
	var of *scriptError
	switch {
	case errors.As(err, &of) && of.number == m.number:
		return of.errorObject, false
	case of != nil:
		e = faultHint(of.errKind, of.message, of.hint)
		e.host = of.host
	case errors.As(err, &e):
		own := *e
		e = &own
	default:
		e = hostFault(err)
	}
	return e, true
}

// fault makes an error of the given kind.
func fault(kind, message string) *errorObject {
	return &errorObject{header: header{kind: KindError}, message: message, errKind: kind, data: Nil, cause: Nil}
}

// faultf makes an error of the given kind with a formatted message.
func faultf(kind, format string, args ...any) *errorObject {
	return fault(kind, fmt.Sprintf(format, args...))
}

// faultHint makes an error with a hint for who reads it on a terminal.
func faultHint(kind, message, hint string) *errorObject {
	e := fault(kind, message)
	e.hint = hint
	return e
}

// hostFault makes the error of a script for a Go error of the host. Its kind is
// "io" if it is about a file or a stream, so that scripts can tell what the world
// did from what the host did wrong.
func hostFault(err error) *errorObject {
	e := fault("host", err.Error())
	e.host = err
	var path *fs.PathError
	if errors.As(err, &path) || slices.ContainsFunc(ioErrors, func(target error) bool { return errors.Is(err, target) }) {
		e.errKind = "io"
	}
	return e
}

// ioErrors are the Go errors of files and streams that have no type of their own.
var ioErrors = []error{
	fs.ErrInvalid, fs.ErrPermission, fs.ErrExist, fs.ErrNotExist, fs.ErrClosed,
	io.EOF, io.ErrUnexpectedEOF, io.ErrClosedPipe, io.ErrShortWrite, io.ErrShortBuffer, io.ErrNoProgress,
}

// maxDataDepth bounds how deep comparison, printing and hashing look into data.
const maxDataDepth = 1000

// errDataDepth is the error for data that is nested deeper than that, or cyclic.
func errDataDepth(doing string) error {
	return faultHint("depth", fmt.Sprintf("cannot %s data nested deeper than %d levels", doing, maxDataDepth), "does it contain itself?")
}

// fatal is an error that no script can catch.
type fatal struct {
	err    error // one of the targets above
	detail string
	cause  error       // of ErrCancelled: the cause of the context
	tasks  []stuckTask // of ErrDeadlock
}

func (f *fatal) Error() string {
	if f.detail == "" {
		return f.err.Error()
	}
	return f.err.Error() + ": " + f.detail
}

func (f *fatal) Unwrap() []error {
	if f.cause == nil {
		return []error{f.err}
	}
	return []error{f.err, f.cause}
}

// Error is a run-time error as the host gets it. It is immutable.
type Error struct {
	Kind    string      // as in the script: "type", "index", …; "" for a thrown value that is no error
	Message string      // what happened, without the place
	Hint    string      // what to do about it; may be empty
	Frames  []Frame     // innermost first, across coroutines
	Value   Value       // what was thrown; nil for an error that cannot be caught
	Tasks   []TaskState // of ErrDeadlock: what each task waits for, oldest first
	err     error
	causes  []string
	m       *VM // whose Value it has
}

// Frame is one call of a trace.
type Frame struct {
	Function  string       // "" for the body of a module
	File      *source.File // nil for a built-in that is written in Coro; it calls the frame before it
	Span      source.Span  // the instruction that failed or called
	ResumedAt bool         // the frame resumed the coroutine of the frames before
	Skipped   int          // so many frames before this one were left out

	// TransferredAt says that the frame has transferred away, and that the coroutine of
	// the frames before, which nobody resumed, comes back to it at its end.
	TransferredAt bool

	// SpawnedAt says that the frame has spawned the task of the frames before. It need
	// not be pending any more.
	SpawnedAt bool
}

// TaskState is where a task stands.
type TaskState struct {
	Name   string  // "the main task", or like "task 2 (fetch)"
	Waits  string  // what it waits for, in words
	Frames []Frame // innermost first
}

// Error returns the message with the place, on one line.
func (e *Error) Error() string {
	if len(e.Frames) == 0 || e.Frames[0].File == nil {
		return e.Message
	}
	f := e.Frames[0]
	line, column := f.File.Position(int(f.Span.Start))
	return fmt.Sprintf("%s:%d:%d: %s", f.File.Name, line, column, e.Message)
}

// Unwrap returns one of the Err… targets, or the Go error that a function of
// the host returned, or nil.
func (e *Error) Unwrap() error { return e.err }

// Render returns the error as the command prints it: the message, the line that
// failed with a caret, and the trace.
func (e *Error) Render(color bool) string {
	var b strings.Builder
	d := source.Diagnostic{Code: e.Kind, Message: e.Message, Hint: e.Hint}
	switch e.Kind {
	case "":
		d.Code = "uncaught"
	case "error": // that of an error that was made without a kind
		d.Code = ""
	}
	if len(e.Frames) > 0 {
		d.File, d.Span = e.Frames[0].File, e.Frames[0].Span
	}
	b.WriteString(source.Renderer{Color: color}.Sprint(d))
	var ds Diagnostics // of a file that the script could not import
	if errors.As(e.err, &ds) {
		b.WriteString("\n" + source.Renderer{Color: color}.Sprint(ds...))
	}
	for _, c := range e.causes {
		fmt.Fprintf(&b, "  caused by: %s\n", c)
	}
	if len(e.Tasks) > 0 {
		for _, t := range e.Tasks {
			fmt.Fprintf(&b, "%s waits for %s:\n", t.Name, t.Waits)
			writeFrames(&b, t.Frames)
		}
	} else if len(e.Frames) > 1 || len(e.Frames) == 1 && e.Frames[0].Function != "" {
		b.WriteString("trace, innermost first:\n")
		writeFrames(&b, e.Frames)
	}
	return b.String()
}

func writeFrames(b *strings.Builder, frames []Frame) {
	for _, f := range frames {
		b.WriteString(f.String())
		b.WriteByte('\n')
	}
}

// String returns the line of the frame in a trace.
func (f Frame) String() string {
	var b strings.Builder
	if f.Skipped > 0 {
		fmt.Fprintf(&b, "  … %d more calls\n", f.Skipped)
	}
	verb := "at"
	switch {
	case f.SpawnedAt:
		verb = "spawned at"
	case f.TransferredAt:
		verb = "transferred at"
	case f.ResumedAt:
		verb = "resumed at"
	}
	name := f.Function
	if name == "" {
		name = "the module"
	}
	if f.File == nil {
		fmt.Fprintf(&b, "  %s %s (built-in)", strings.Replace(verb, "at", "in", 1), name)
		return b.String()
	}
	line, column := f.File.Position(int(f.Span.Start))
	fmt.Fprintf(&b, "  %s %s:%d:%d in %s", verb, f.File.Name, line, column, name)
	return b.String()
}

// NewError makes an error that a function of the host may return: a script that
// catches it sees the kind, such as "value" or "io", and the message. The hint, for
// who reads the error, may be empty. A message is lower case and names the
// function or the value that is at fault.
func NewError(kind, message, hint string) error { return faultHint(kind, message, hint) }

// WrapError makes an error of the given kind that a function of the host may
// return: its message is that of err, which the host finds by errors.Is and
// errors.As in the error that it gets if no script catches it.
func WrapError(kind string, err error) error {
	e := fault(kind, err.Error())
	e.host = err
	return e
}
