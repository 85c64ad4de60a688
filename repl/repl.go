package repl

// The loop: read, run, print.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm"
)

// The prompts of a fresh input and of its further lines.
const (
	promptFirst = "coro> "
	promptMore  = "  ... "
)

// ErrInterrupted is what a [LineReader] returns when the user drops the line
// with Ctrl-C, and the cause of the context that stops running code.
var ErrInterrupted = errors.New("interrupted")

// LineReader reads one line of input at a time.
type LineReader interface {
	// ReadLine returns the next line without its line break, though an entry
	// that is recalled from the history may hold several lines. The error is
	// io.EOF at the end of input and ErrInterrupted when the line was dropped.
	ReadLine(prompt string) (string, error)

	// Remember adds a complete input, of one line or several, to the history.
	Remember(input string)

	// Close gives the terminal back as it was.
	Close() error
}

// Options are what Run works with. VM, In and Out are required.
type Options struct {
	VM    *vm.VM
	In    LineReader
	Out   io.Writer // results; flushed before a prompt if it has a method Flush
	Err   io.Writer // errors; nil means Out
	Color bool      // of errors
}

// Run reads inputs and runs them in one session of the VM until the input ends,
// which is no error. While it lasts, SIGINT stops the running code only. Run
// closes neither the VM nor In.
func Run(ctx context.Context, o Options) error {
	if o.Err == nil {
		o.Err = o.Out
	}
	l := &loop{Options: o, session: o.VM.NewSession(), interrupts: make(chan os.Signal, 1)}
	signal.Notify(l.interrupts, os.Interrupt)
	defer signal.Stop(l.interrupts)
	for ctx.Err() == nil {
		if err := l.turn(ctx); err == io.EOF {
			return l.flush()
		} else if err != nil {
			return err
		}
	}
	return context.Cause(ctx)
}

// loop is the state of one Run.
type loop struct {
	Options
	session    *vm.Session
	inputs     int // run so far; their numbers name them in traces
	interrupts chan os.Signal
}

// turn reads one input, runs it and prints its result. The error says that no
// more can be read or written.
func (l *loop) turn(ctx context.Context) error {
	name := fmt.Sprintf("input-%d", l.inputs+1)
	text, prompt := "", promptFirst
	for {
		if err := l.flush(); err != nil {
			return err
		}
		line, err := l.In.ReadLine(prompt)
		if err == ErrInterrupted {
			return nil
		}
		ended := err == io.EOF && text != ""
		if err != nil && !ended {
			return err
		}
		if !ended {
			text += line + "\n"
		}
		if strings.TrimSpace(text) == "" {
			return nil
		}
		value, err := l.eval(ctx, name, text)
		if vm.Incomplete(err) && !ended {
			prompt = promptMore
			continue
		}
		l.inputs++
		l.In.Remember(strings.TrimRight(text, "\n"))
		return l.print(value, err)
	}
}

// eval runs text in the session; SIGINT stops it. One that came before belongs
// to what ran before.
func (l *loop) eval(ctx context.Context, name, text string) (vm.Value, error) {
	select {
	case <-l.interrupts:
	default:
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		select {
		case <-l.interrupts:
			cancel(ErrInterrupted)
		case <-done:
		}
	}()
	defer func() {
		close(done)
		<-stopped
	}()
	return l.session.Eval(ctx, name, text)
}

// print shows what an input came to.
func (l *loop) print(value vm.Value, err error) error {
	if err == nil && value.IsNil() {
		return nil
	}
	if err == nil {
		_, err := fmt.Fprintln(l.Out, value.String())
		return err
	}
	if err := l.flush(); err != nil {
		return err
	}
	_, err = io.WriteString(l.Err, Describe(err, l.Color))
	return err
}

// flush writes out what Out has buffered.
func (l *loop) flush() error {
	if f, ok := l.Out.(interface{ Flush() error }); ok {
		return f.Flush()
	}
	return nil
}

// Describe renders an error of vm for a person: diagnostics with their source
// lines, a run-time error with its trace, any other on one line.
func Describe(err error, color bool) string {
	var diagnostics vm.Diagnostics
	var failure *vm.Error
	switch {
	case errors.As(err, &failure): // it may be about the diagnostics of an imported file
		return failure.Render(color)
	case errors.As(err, &diagnostics):
		return source.Renderer{Color: color}.Sprint(diagnostics...)
	}
	return fmt.Sprintf("error: %v\n", err)
}
