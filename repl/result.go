package repl

// What an input came to: printing it, and keeping it under a name.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/coro-lang/coro/vm"
)

// keptResults is how many results have a name.
const keptResults = 10

// defineResults gives the results their names.
func (l *loop) defineResults() error {
	for i := range keptResults {
		name := "_"
		if i > 0 {
			name = fmt.Sprintf("_%d", i)
		}
		value := vm.Nil
		if i < len(l.results) {
			value = l.results[i]
		}
		if err := l.VM.Define(name, value); err != nil {
			return err
		}
	}
	return nil
}

// format returns how results are printed.
func (l *loop) format() Format {
	f := Format{Color: l.Color}
	if l.Width != nil {
		f.Width = l.Width()
	}
	return f
}

// printValue prints a result; of a coroutine that is suspended, also where it stands.
func (l *loop) printValue(ctx context.Context, value vm.Value) error {
	_, err := fmt.Fprintln(l.Out, l.format().Sprint(value))
	if err != nil || value.Kind() != vm.KindCoroutine {
		return err
	}
	trace, err := l.trace(ctx, value)
	if err != nil {
		return l.printError(err)
	}
	first, _, _ := strings.Cut(trace, "\n")
	if first != "" {
		_, err = fmt.Fprintln(l.Out, first)
	}
	return err
}

// printError prints an error, and keeps it under its name.
func (l *loop) printError(err error) error {
	if flushErr := l.flush(); flushErr != nil {
		return flushErr
	}
	var failure *vm.Error
	if errors.As(err, &failure) && !failure.Value.IsNil() {
		if err := l.VM.Define("_err", failure.Value); err != nil {
			return err
		}
	}
	_, err = io.WriteString(l.Err, Describe(err, l.Color))
	return err
}

// trace returns where a coroutine stands.
func (l *loop) trace(ctx context.Context, c vm.Value) (string, error) {
	v, err := l.ask(ctx, "trace", c)
	if err != nil {
		return "", err
	}
	text, _ := v.AsString()
	return text, nil
}

// ask calls a function of the module coroutine. A session of its own finds it, so that
// nothing depends on the names of the person.
func (l *loop) ask(ctx context.Context, function string, args ...any) (vm.Value, error) {
	f, err := l.VM.NewSession().Eval(ctx, "repl", "import coroutine as c; c."+function)
	if err != nil {
		return vm.Nil, err
	}
	return l.VM.Call(ctx, f, args...)
}
