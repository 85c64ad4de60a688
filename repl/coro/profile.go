package main

// The command profile.

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"

	"github.com/urfave/cli/v3"

	"github.com/coro-lang/coro/vm"
)

// sampleFuel is the fuel between two samples: less than a millisecond of work.
const sampleFuel = 50_000

func (c *command) profileCommand() *cli.Command {
	first := 1
	return &cli.Command{
		Name: "profile", Usage: "show where the time of a script goes", ArgsUsage: "FILE [ARGUMENT…]",
		Description: `Runs the script and looks after every so many units of fuel where it stands. At the end
it prints the functions that took most to standard error, and writes all that it has seen as a
profile of pprof, with the functions and lines of the script.

Examples:
  coro profile hello.coro
  coro profile -o run.pprof hello.coro Ada   # go tool pprof -http : run.pprof`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "o", Value: "coro.pprof", Usage: "write the profile to `FILE`"},
		},
		StopOnNthArg: &first,
		Action:       c.profile,
	}
}

// profile is the command profile.
func (c *command) profile(ctx context.Context, cmd *cli.Command) error {
	if !cmd.Args().Present() {
		return &usageError{"which FILE?", "say " + cmd.FullName() + " FILE"}
	}
	s, err := readScript(cmd.Args().First())
	if err != nil {
		return err
	}
	s.args = cmd.Args().Tail()
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	context.AfterFunc(ctx, stop)
	p := newSampler()
	err = c.sample(ctx, cmd, s, p)
	if ctx.Err() != nil && err != nil {
		err = interrupted{err} // what was seen until then is worth a profile
	}
	if flushErr := c.out.Flush(); err == nil {
		err = flushErr
	}
	if err != nil && len(p.samples) == 0 {
		return err // as of a script that does not compile
	}
	if writeErr := p.write(cmd.String("o")); writeErr != nil {
		return errors.Join(err, writeErr)
	}
	p.report(os.Stderr, cmd.String("o"))
	return err
}

// sample runs a script with little fuel at a time.
func (c *command) sample(ctx context.Context, cmd *cli.Command, s script, p *sampler) error {
	b := bound(cmd)
	most := b.Fuel
	b.Fuel = sampleFuel
	m, prog, end, err := c.prepare(b, s)
	if err != nil {
		return err
	}
	defer end()
	run, err := m.NewCoroutineOf(prog)
	if err != nil {
		return err
	}
	for used := int64(sampleFuel); ; used += sampleFuel {
		out, err := run.Resume(ctx, nil)
		switch {
		case err != nil:
			return err
		case out.State == vm.Returned:
			return nil
		case out.State == vm.Yielded:
			return fmt.Errorf("%s yields at its top level, and nothing has resumed it", s.name)
		case most > 0 && used >= most:
			return vm.ErrFuel
		}
		p.add(run.Frames())
	}
}
