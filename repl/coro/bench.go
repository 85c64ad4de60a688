package main

// The command bench.

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v3"

	"github.com/coro-lang/coro/vm"
)

func (c *command) benchCommand() *cli.Command {
	return &cli.Command{
		Name: "bench", Usage: "measure how long functions and scripts take", ArgsUsage: "[FILE | FOLDER]…",
		Description: `Calls each exported function whose name begins with bench, and that takes no arguments,
again and again, and prints the median time of a call with the fastest and the slowest. A
FILE without such a function is measured as a whole, what it prints is dropped. A FOLDER
stands for all scripts in it and below that have such functions; without arguments that is
the working directory.

Examples:
  coro bench --time 20ms
  coro bench --time 20ms hello.coro`,
		Flags: []cli.Flag{
			&cli.DurationFlag{Name: "time", Value: time.Second, Usage: "measure each for `TIME`"},
			&cli.StringFlag{Name: "run", Usage: "only the functions in whose names `TEXT` occurs", HideDefault: true},
		},
		Action: c.bench,
	}
}

// bench is the command bench.
func (c *command) bench(ctx context.Context, cmd *cli.Command) error {
	paths, err := scripts(cmd.Args().Slice(), anyScript)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	progress := newProgress()
	found := 0
	for _, path := range paths {
		n, err := c.benchFile(ctx, cmd, path, progress)
		if err != nil {
			return err
		}
		found += n
	}
	if found == 0 {
		return &usageError{"there is nothing to measure", "export a function whose name begins with bench, or name a file"}
	}
	return nil
}

// benchFile measures what there is in a file, and returns how many things that are.
func (c *command) benchFile(ctx context.Context, cmd *cli.Command, path string, progress *progress) (found int, err error) {
	benches, closeFile, err := c.benchmarks(ctx, cmd, path)
	if err != nil {
		return 0, err
	}
	defer closeFile()
	for _, b := range benches {
		if !strings.Contains(b.name, cmd.String("run")) {
			continue
		}
		found++
		progress.show("%s", b.name)
		t, err := b.measure(cmd.Duration("time"))
		progress.clear()
		if err != nil {
			return found, err
		}
		fmt.Fprintf(c.out, "%-40s %10v  (%v to %v, %s)\n", b.name, t.median, t.fastest, t.slowest, plural(t.calls, "call", "calls"))
		if err := c.out.Flush(); err != nil {
			return found, err
		}
	}
	return found, nil
}

// benchmark is something that can be measured.
type benchmark struct {
	name string
	run  func(n int) error // so often
}

// repeat is how a function is called without going through the host each time.
const repeat = "return fn(f, n) { for _ in 0..n { f() } }"

// benchmarks returns what can be measured in a file. One that has no function for that is
// measured itself if the command line names it.
func (c *command) benchmarks(ctx context.Context, cmd *cli.Command, path string) ([]benchmark, func(), error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, unreadable(path, err)
	}
	named := slices.Contains(cmd.Args().Slice(), path)
	if !named && !bytes.Contains(text, []byte("fn bench")) {
		return nil, func() {}, nil
	}
	run := func() (*vm.VM, *vm.Module, func(), error) {
		loader, closeFiles := projectFiles(path, cmd.Args().Slice())
		m, mod, err := runQuietly(ctx, bound(cmd), loader, filepath.ToSlash(path), string(text))
		return m, mod, closeFiles, err
	}
	m, mod, closeFiles, err := run()
	if err != nil {
		closeFiles()
		return nil, nil, err
	}
	closeFile := func() { _ = m.Close(); closeFiles() }
	again, err := vm.Compile("repeat", repeat)
	if err != nil {
		return nil, nil, err
	}
	repeater, err := m.Run(ctx, again)
	if err != nil {
		return nil, nil, err
	}
	var benches []benchmark
	for _, name := range mod.Exports() {
		if f := mod.Get(name); strings.HasPrefix(name, "bench") && f.Kind() == vm.KindFunction {
			benches = append(benches, benchmark{path + ": " + name, func(n int) error {
				_, err := m.Call(ctx, repeater.Result(), f, n)
				return err
			}})
		}
	}
	if len(benches) == 0 && named {
		benches = append(benches, benchmark{path, func(n int) error {
			for range n {
				m, _, closeFiles, err := run()
				closeFiles()
				if err != nil {
					return err
				}
				_ = m.Close()
			}
			return nil
		}})
	}
	return benches, closeFile, nil
}

// runQuietly runs a script in a VM of its own, and drops what it prints.
func runQuietly(ctx context.Context, b bounds, loader *vm.Loader, name, text string) (*vm.VM, *vm.Module, error) {
	r := &testRun{options: &testOptions{bounds: b}, suite: &suite{}}
	m, err := r.newVM(loader)
	if err != nil {
		return nil, nil, err
	}
	prog, err := m.Compile(name, text)
	if err != nil {
		return nil, nil, err
	}
	mod, err := m.Run(ctx, prog)
	return m, mod, err
}

// timing is what was measured, by the call.
type timing struct {
	median, fastest, slowest time.Duration
	calls                    int
}

// measure runs a benchmark for a time, in batches of at least a millisecond.
func (b benchmark) measure(total time.Duration) (timing, error) {
	const batch = time.Millisecond
	n := 1
	var t timing
	var times []time.Duration
	for end := time.Now().Add(total); ; {
		begun := time.Now()
		if err := b.run(n); err != nil {
			return t, err
		}
		spent := time.Since(begun)
		if spent < batch && time.Now().Before(end) {
			n *= 2
			continue
		}
		times = append(times, spent/time.Duration(n))
		t.calls += n
		if time.Now().After(end) {
			break
		}
	}
	slices.Sort(times)
	t.median, t.fastest, t.slowest = rounded(times[len(times)/2]), rounded(times[0]), rounded(times[len(times)-1])
	return t, nil
}

// rounded keeps three digits of a time.
func rounded(d time.Duration) time.Duration {
	unit := time.Duration(1)
	for d/unit >= 1000 {
		unit *= 10
	}
	return d.Round(unit)
}
