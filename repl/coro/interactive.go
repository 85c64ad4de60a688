package main

// The command repl.

import (
	"context"
	"fmt"
	"os"

	"github.com/urfave/cli/v3"

	"github.com/coro-lang/coro/repl"
)

// interact runs the interactive loop on standard input, which may also be a
// pipe: then there are no prompts.
func (c *command) interact(ctx context.Context, cmd *cli.Command) (err error) {
	in, err := c.lines()
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := in.Close(); err == nil {
			err = closeErr
		}
	}()
	line := func() (string, error) {
		if err := c.out.Flush(); err != nil {
			return "", err
		}
		return in.ReadLine("")
	}
	loader, closeFiles := files(".")
	defer closeFiles()
	m, err := c.newVM(cmd, loader, &host{args: cmd.Args().Slice(), input: prompter{line}})
	if err != nil {
		return err
	}
	defer m.Close()
	return repl.Run(ctx, repl.Options{VM: m, In: in, Out: c.out, Err: os.Stderr, Color: c.color})
}

// lines returns the reader that fits standard input, with a greeting for people.
func (c *command) lines() (repl.LineReader, error) {
	if !terminal(os.Stdin) {
		return repl.NewPlain(os.Stdin, nil), nil
	}
	fmt.Fprintf(c.out, "Coro %s. Ctrl-C stops running code, Ctrl-D leaves.\n", version())
	if !terminal(os.Stdout) {
		return repl.NewPlain(os.Stdin, os.Stderr), nil
	}
	var history *repl.History
	if path := repl.HistoryPath(); path != "" {
		var err error
		if history, err = repl.OpenHistory(path); err != nil {
			fmt.Fprintf(os.Stderr, "coro: no history: %v\n", err)
		}
	}
	return repl.NewTerminal(history)
}
