package main

// Running one script.

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
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

// readSource reads a script for a command that looks at its text.
func readSource(name string) (script, error) {
	s, err := readScript(name)
	if err == nil && vm.IsBundle([]byte(s.text)) {
		err = &usageError{fmt.Sprintf("%q is compiled", s.name), "name the script that it was built from"}
	}
	return s, err
}

// readScript reads a file, or standard input for "-".
func readScript(name string) (script, error) {
	if name == "-" {
		text, err := io.ReadAll(os.Stdin)
		return script{name: "<stdin>", text: string(text)}, err
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return script{}, unreadable(name, err)
	}
	return script{name: name, text: string(text)}, nil
}

// runScript compiles and runs a script. The first SIGINT cancels the run, a
// second one kills the process.
func (c *command) runScript(ctx context.Context, cmd *cli.Command, s script) error {
	m, prog, end, err := c.prepare(bound(cmd), s)
	if err != nil {
		return err
	}
	defer end()
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	context.AfterFunc(ctx, stop)
	_, err = m.Run(ctx, prog)
	if err != nil && ctx.Err() != nil {
		return interrupted{err}
	}
	return err
}

// prepare makes a VM for a script and compiles that; end closes what it has opened.
func (c *command) prepare(b bounds, s script) (m *vm.VM, prog *vm.Program, end func(), err error) {
	compile, loader, closeFiles, err := load(s)
	if err != nil {
		return nil, nil, nil, err
	}
	end = closeFiles
	if m, err = c.boundVM(b, loader, &host{args: s.args, input: c.stdin()}); err == nil {
		end = func() { m.Close(); closeFiles() }
		prog, err = compile(m)
	}
	if err != nil {
		end()
	}
	return m, prog, end, err
}

// newVM makes a VM with the bounds of the command line and what h gives.
func (c *command) newVM(cmd *cli.Command, loader *vm.Loader, h *host) (*vm.VM, error) {
	return c.boundVM(bound(cmd), loader, h)
}

// boundVM makes a VM with bounds and what h gives within these.
func (c *command) boundVM(b bounds, loader *vm.Loader, h *host) (*vm.VM, error) {
	limitProcess(b.Memory)
	return h.newVM(b, vm.Config{
		Stdout: c.out, Loader: loader, Clock: time.Now, AfterFunc: time.AfterFunc, Rand: rand.Uint64,
	})
}
