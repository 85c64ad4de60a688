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

	"github.com/coro-lang/coro/lexer"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm"
)

// The prompt of a fresh input. That of its further lines says how many brackets are open.
const promptFirst = "coro> "

func promptMore(depth int) string {
	if depth == 0 {
		return "   .> "
	}
	return fmt.Sprintf("%4d> ", depth)
}

// eagerSize is up to how many bytes of an unfinished input its mistakes are shown after each
// line. To parse what is longer anew for each line that is pasted would take too long.
const eagerSize = 8 << 10

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

// Completer is a [LineReader] that can complete what is typed, or knows the inputs of
// earlier sessions.
type Completer interface {
	// SetCompleter makes complete what is asked for the ways to go on with a line, of
	// which pos bytes stand before the cursor: with one of the words between head and
	// tail.
	SetCompleter(complete func(line string, pos int) (head string, words []string, tail string))

	// History lists the inputs of earlier sessions and of this one, oldest first.
	History() []string
}

// Options are what Run works with. VM, In and Out are required.
type Options struct {
	VM    *vm.VM
	In    LineReader
	Out   io.Writer // results; flushed before a prompt if it has a method Flush
	Err   io.Writer // errors; nil means Out
	Color bool      // of results and errors

	// Width returns how many characters stand in a line of a result; nil means 80.
	Width func() int

	// Modules are those of the host, for :doc and completion.
	Modules []*vm.HostModule

	// Files lets who types load files, edit inputs with the program that $VISUAL or
	// $EDITOR names, and complete the names of files. The code that runs gets no more
	// than the VM gives it.
	Files bool

	// Ends reports whether an error of the code ends the loop: Run returns it. Nil means
	// that none does.
	Ends func(error) bool

	// Startup is run before the first input, if it is not empty; StartupName is its name
	// in messages.
	Startup, StartupName string
}

// Run reads inputs and runs them in one session of the VM until the input ends,
// which is no error. While it lasts, SIGINT stops the running code only. Run
// closes neither the VM nor In.
//
// The names `_`, `_1` … `_9` are the last results, the latest first, and `_err` is what
// code threw last; Run defines them in the VM.
func Run(ctx context.Context, o Options) error {
	if o.Err == nil {
		o.Err = o.Out
	}
	l := &loop{Options: o, session: o.VM.NewSession(), interrupts: make(chan os.Signal, 1)}
	signal.Notify(l.interrupts, os.Interrupt)
	defer signal.Stop(l.interrupts)
	if c, ok := o.In.(Completer); ok {
		c.SetCompleter(l.complete)
	}
	if err := l.start(ctx); err != nil {
		return err
	}
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
	inputs     int      // run so far; their numbers name them in traces
	entered    []string // the inputs
	results    []vm.Value
	docs       map[string]Doc // of what the inputs have declared
	interrupts chan os.Signal
}

// start defines the names of results, and runs the file for that.
func (l *loop) start(ctx context.Context) error {
	if err := l.defineResults(); err != nil {
		return err
	}
	if err := l.VM.Define("_err", nil); err != nil {
		return err
	}
	if l.Startup == "" {
		return nil
	}
	if _, err := l.eval(ctx, l.StartupName, l.Startup); err != nil {
		return l.printError(err)
	}
	l.document(l.Startup)
	return nil
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
		if !ended && strings.HasPrefix(strings.TrimSpace(line), "///") && lastToken(text).Type == lexer.EOF {
			prompt = promptMore(0)
			continue
		}
		if command, ok := strings.CutPrefix(strings.TrimSpace(text), ":"); ok {
			l.remember(text)
			return l.command(ctx, command)
		}
		if !ended && len(text) > eagerSize {
			if open := depth(text); open > 0 {
				prompt = promptMore(open)
				continue
			}
		}
		value, err := l.eval(ctx, name, text)
		if vm.Incomplete(err) && !ended {
			prompt = promptMore(depth(text))
			continue
		}
		l.remember(text)
		return l.settle(ctx, text, value, err)
	}
}

// remember counts an input.
func (l *loop) remember(text string) {
	text = strings.TrimRight(text, "\n")
	l.inputs++
	l.entered = append(l.entered, text)
	l.In.Remember(text)
}

// settle prints what an input came to, unless it ends with a semicolon.
func (l *loop) settle(ctx context.Context, text string, value vm.Value, err error) error {
	switch {
	case err != nil && l.Ends != nil && l.Ends(err):
		return err
	case err != nil:
		return l.printError(hintCommand(text, err))
	}
	l.document(text)
	if value.IsNil() {
		return nil
	}
	l.results = append([]vm.Value{value}, l.results[:min(len(l.results), keptResults-1)]...)
	if err := l.defineResults(); err != nil {
		return l.printError(err)
	}
	if hidden(text) {
		return nil
	}
	return l.printValue(ctx, value)
}

// hidden reports whether an input asks for no result: its last token is a semicolon.
func hidden(text string) bool {
	last := lastToken(text)
	return last.Type == lexer.Semi && last.Value == ";"
}

// lastToken returns the last token of a text, an EOF if there is none.
func lastToken(text string) lexer.Token {
	last := lexer.Token{Type: lexer.EOF}
	tokens := lexer.New(source.NewFile("input", text))
	for token, _ := tokens.Next(); token.Type != lexer.EOF; token, _ = tokens.Next() {
		last = token
	}
	return last
}

// depth returns how many brackets are open at the end of a text.
func depth(text string) int {
	depth := 0
	tokens := lexer.New(source.NewFile("input", text))
	for token, _ := tokens.Next(); token.Type != lexer.EOF; token, _ = tokens.Next() {
		switch token.Type {
		case lexer.LParen, lexer.LBrack, lexer.LBrace, lexer.StrHead:
			depth++
		case lexer.RParen, lexer.RBrack, lexer.RBrace, lexer.StrTail:
			depth--
		}
	}
	return max(depth, 0)
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
