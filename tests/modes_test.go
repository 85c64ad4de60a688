package tests

// The ways to run a script, which must agree.

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/coro-lang/coro/repl"
	"github.com/coro-lang/coro/vm"
)

// timeout ends a script that hangs.
const timeout = 60 * time.Second

// runFunc runs a program, which prints to out.
type runFunc func(ctx context.Context, prog *vm.Program, limits vm.Limits, out io.Writer) error

// mode is a way to run a program.
type mode struct {
	name string
	run  runFunc

	// sliced modes use the fuel limit themselves, so that a script that has one
	// cannot run in them.
	sliced bool
}

var modes = []mode{
	{name: "plain", run: runPlain},
	{name: "encoded", run: runEncoded},
	{name: "fuel-1", run: runSliced(1), sliced: true},
	{name: "fuel-2", run: runSliced(2), sliced: true},
	{name: "fuel-7", run: runSliced(7), sliced: true},
	{name: "tiny-stacks", run: runTiny},
}

func runPlain(ctx context.Context, prog *vm.Program, limits vm.Limits, out io.Writer) error {
	return runIn(ctx, prog, vm.Config{Stdout: out, Limits: limits})
}

// runTiny starts with stacks that have to grow at once.
func runTiny(ctx context.Context, prog *vm.Program, limits vm.Limits, out io.Writer) error {
	return runIn(ctx, prog, vm.Config{Stdout: out, Limits: limits, Debug: vm.Debug{StackSlots: 1}})
}

func runIn(ctx context.Context, prog *vm.Program, config vm.Config) error {
	m, err := vm.New(config)
	if err != nil {
		return err
	}
	defer m.Close()
	_, err = m.Run(ctx, prog)
	return err
}

// runEncoded runs what comes back from the encoding.
func runEncoded(ctx context.Context, prog *vm.Program, limits vm.Limits, out io.Writer) error {
	decoded, err := vm.Decode(prog.Encode())
	if err != nil {
		return fmt.Errorf("decode: %w", err)
	}
	if decoded.Hash() != prog.Hash() {
		return fmt.Errorf("the encoding does not keep the hash")
	}
	return runPlain(ctx, decoded, limits, out)
}

// runSliced runs the program as a coroutine of the host that gets n units of
// fuel at a time.
func runSliced(n int64) runFunc {
	return func(ctx context.Context, prog *vm.Program, limits vm.Limits, out io.Writer) error {
		limits.Fuel = n
		m, err := vm.New(vm.Config{Stdout: out, Limits: limits})
		if err != nil {
			return err
		}
		defer m.Close()
		c, err := m.NewCoroutineOf(prog)
		if err != nil {
			return err
		}
		for {
			outcome, err := c.Resume(ctx, nil)
			if err != nil || outcome.State == vm.Returned {
				return err
			}
		}
	}
}

// perform compiles and runs a script in a mode.
func (s testScript) perform(t *testing.T, mode mode) (output string, err error) {
	t.Helper()
	m, err := vm.New(vm.Config{})
	if err != nil {
		return "", err
	}
	defer m.Close()
	prog, err := m.Compile(s.path, s.text)
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(t.Context(), timeout)
	defer cancel()
	var out strings.Builder
	err = mode.run(ctx, prog, s.limits, &out)
	return out.String(), err
}

// render shows an error as the command does.
func render(err error) string { return repl.Describe(err, false) }
