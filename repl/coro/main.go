// Command coro runs Coro scripts, shows their bytecode, and talks to people.
//
//	coro FILE [ARGUMENT…]     run a script; - is standard input
//	coro -e CODE [ARGUMENT…]  run code from the command line
//	coro                      on a terminal: the interactive loop
//	coro COMMAND …            check, test, fmt, doc, build and others: coro --help
//
// It is a host like any other: all that it does with scripts goes through the
// embedding API of package vm. What is the command's own is the world that a
// script gets (host.go), the process around it, and exit codes.
package main

// The entry point, and the way from an error to an exit code.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/coro-lang/coro/repl"
	"github.com/coro-lang/coro/stdlib"
	"github.com/coro-lang/coro/vm"
)

// The exit codes.
const (
	exitOK          = 0
	exitError       = 1   // an uncaught error, or the script's output got lost
	exitUsage       = 2   // the command line is wrong, or the script does not compile
	exitInterrupted = 130 // 128 + SIGINT, as a shell has it
	exitTerminated  = 143 // 128 + SIGTERM
)

func main() {
	tuneCollector()
	os.Exit(run(os.Args))
}

// run executes a command line and returns the exit code.
func run(args []string) int {
	c := &command{out: newOutput(os.Stdout), color: colorful(os.Stderr)}
	err := unknownTopic(c.tree(args).Run(context.Background(), args))
	if flushErr := c.out.Flush(); err == nil && flushErr != nil {
		err = fmt.Errorf("cannot write the output: %w", flushErr)
	}
	var exit *stdlib.ExitError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &exit):
		return exit.Code
	}
	c.complain(err)
	return exitCode(err)
}

// complain writes an error to standard error.
func (c *command) complain(err error) { _, _ = io.WriteString(os.Stderr, c.describe(err)) }

// command is what the actions share.
type command struct {
	out   *output
	color bool // of errors
}

// usageError is a mistake in the command line.
type usageError struct {
	message string
	hint    string // may be empty
}

func (e *usageError) Error() string { return e.message }

// exitStatus is the error of a command that has said already what is wrong.
type exitStatus int

func (e exitStatus) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// interrupted is the error of a run that SIGINT ended.
type interrupted struct{ error }

func (e interrupted) Unwrap() error { return e.error }

func exitCode(err error) int {
	var usage *usageError
	var status exitStatus
	var stopped interrupted
	var diagnostics vm.Diagnostics
	switch {
	case errors.As(err, &status):
		return int(status)
	case errors.As(err, &stopped):
		return exitInterrupted
	case errors.As(err, &usage), errors.As(err, &diagnostics):
		return exitUsage
	}
	return exitError
}

// describe renders an error for standard error.
func (c *command) describe(err error) string {
	var usage *usageError
	var status exitStatus
	var failure *vm.Error
	var diagnostics vm.Diagnostics
	switch {
	case errors.As(err, &status):
		return ""
	case errors.As(err, &usage) && usage.hint != "":
		return fmt.Sprintf("coro: %s\n  = hint: %s\n", usage.message, usage.hint)
	case errors.As(err, &failure), errors.As(err, &diagnostics):
		return repl.Describe(err, c.color)
	}
	return fmt.Sprintf("coro: %v\n", err)
}
