package main

// The command repl.

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/urfave/cli/v3"
	"golang.org/x/term"

	"github.com/coro-lang/coro/repl"
	"github.com/coro-lang/coro/stdlib"
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
	defer closeWhenKilled(in)()
	line := func() (string, error) {
		if err := c.out.Flush(); err != nil {
			return "", err
		}
		return in.ReadLine("")
	}
	loader, closeFiles := files(".")
	defer closeFiles()
	h := &host{args: cmd.Args().Slice(), input: prompter{line}}
	m, err := c.newVM(cmd, loader, h)
	if err != nil {
		return err
	}
	defer m.Close()
	modules, err := h.modules()
	if err != nil {
		return err
	}
	o := repl.Options{
		VM: m, In: in, Out: c.out, Err: os.Stderr, Color: colorful(os.Stdout), Width: lineWidth, Modules: modules, Files: true,
		Ends: func(err error) bool { return errors.As(err, new(*stdlib.ExitError)) },
	}
	if o.StartupName = startupPath(); o.StartupName != "" && terminal(os.Stdin) {
		text, err := os.ReadFile(o.StartupName)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			fmt.Fprintf(os.Stderr, "coro: no start-up file: %v\n", err)
		}
		o.Startup = string(text)
	}
	return repl.Run(ctx, o)
}

// closeWhenKilled gives the terminal back as it was also if SIGTERM ends the process,
// until the function that it returns is called.
func closeWhenKilled(in repl.LineReader) (stop func()) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM)
	go func() {
		if _, ok := <-signals; ok {
			_ = in.Close()
			os.Exit(exitTerminated)
		}
	}()
	return func() { signal.Stop(signals); close(signals) }
}

// startupPath is where a person may keep what runs before the first input of a session,
// by the XDG base directory rules; "" without a home.
func startupPath() string {
	dir := os.Getenv("XDG_CONFIG_HOME")
	if !filepath.IsAbs(dir) {
		home, err := os.UserHomeDir()
		if err != nil {
			return ""
		}
		dir = filepath.Join(home, ".config")
	}
	return filepath.Join(dir, "coro", "repl.coro")
}

// lineWidth returns how many characters the terminal shows in a line; 0 if it does not
// say.
func lineWidth() int {
	width, _, err := term.GetSize(int(os.Stdout.Fd()))
	if err != nil {
		return 0
	}
	return width
}

// narrow is the width from which on liner edits lines. In a terminal with fewer characters,
// or one that does not say, it would read them with Ctrl-C as a key of no effect.
const narrow = 20

// lines returns the reader that fits standard input, with a greeting for people.
func (c *command) lines() (repl.LineReader, error) {
	if !terminal(os.Stdin) {
		return repl.NewPlain(os.Stdin, nil), nil
	}
	fmt.Fprintf(c.out, "Coro %s. Ctrl-C stops running code, Ctrl-D leaves, :help tells more.\n", version())
	if !terminal(os.Stdout) {
		return repl.NewPlain(os.Stdin, os.Stderr), nil
	}
	if lineWidth() < narrow {
		return repl.NewPlain(os.Stdin, os.Stdout), nil
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
