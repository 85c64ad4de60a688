package main

// Running and disassembling one script.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/urfave/cli/v3"

	"github.com/coro-lang/coro/vm"
)

// script is program text with its arguments.
type script struct {
	name string // as diagnostics print it
	text string
	args []string
}

// readScript reads a file, or standard input for "-".
func readScript(name string) (script, error) {
	if name == "-" {
		text, err := io.ReadAll(os.Stdin)
		return script{name: "<stdin>", text: string(text)}, err
	}
	text, err := os.ReadFile(name)
	var pathErr *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return script{}, &usageError{message: fmt.Sprintf("there is no file %q", name)}
	case errors.As(err, &pathErr):
		return script{}, &usageError{message: fmt.Sprintf("cannot read %q: %v", name, pathErr.Err)}
	}
	return script{name: name, text: string(text)}, err
}

// runScript compiles and runs a script. The first SIGINT cancels the run, a
// second one kills the process.
func (c *command) runScript(ctx context.Context, cmd *cli.Command, s script) error {
	loader, closeFiles := files(filepath.Dir(s.name))
	defer closeFiles()
	m, err := c.newVM(cmd, loader, &host{args: s.args, input: c.stdin()})
	if err != nil {
		return err
	}
	defer m.Close()
	prog, err := m.Compile(filepath.ToSlash(s.name), s.text)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	context.AfterFunc(ctx, stop)
	_, err = m.Run(ctx, prog)
	if err != nil && ctx.Err() != nil {
		return interrupted{err}
	}
	return err
}

// newVM makes a VM with the limits of the command line and what h gives.
func (c *command) newVM(cmd *cli.Command, loader *vm.Loader, h *host) (*vm.VM, error) {
	limits := limits(cmd)
	h.memory = limits.Memory
	m, err := vm.New(vm.Config{
		Stdout: c.out, Modules: h.modules(), Loader: loader, Limits: limits, Clock: time.Now, AfterFunc: time.AfterFunc,
	})
	if err != nil {
		return nil, err
	}
	return m, h.define(m)
}

// disassemble is the command dis.
func (c *command) disassemble(_ context.Context, cmd *cli.Command) error {
	if cmd.Args().Len() != 1 {
		return &usageError{"which FILE?", "say " + cmd.FullName() + " FILE, with - for standard input"}
	}
	s, err := readScript(cmd.Args().First())
	if err != nil {
		return err
	}
	prog, err := vm.Compile(s.name, s.text)
	if err != nil {
		return err
	}
	return prog.Disassemble(c.out)
}
