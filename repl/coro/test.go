package main

// The command test.

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"runtime"
	"strings"
	"time"

	"github.com/urfave/cli/v3"

	"github.com/coro-lang/coro/repl"
)

func (c *command) testCommand() *cli.Command {
	return &cli.Command{
		Name: "test", Usage: "run the tests in scripts", ArgsUsage: "[FILE | FOLDER]…",
		Description: `Runs each block test "name" { … } of the files, and each file whose name ends in
_test.coro. A FOLDER stands for all scripts in it and below; without arguments that is
the working directory. An assert that fails shows the values in its condition. Files run
in parallel, the tests of one file in turn, after its top level.

Exit codes: 0 all passed, 1 a test failed, 2 a file does not compile.

Examples:
  coro test
  coro test shapes/area_test.coro
  coro test --run square shapes   # only tests whose name has "square" in it
  coro test --cover`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "run", Usage: "only the tests whose name matches `PATTERN`, a regular expression", HideDefault: true},
			&cli.BoolFlag{Name: "verbose", Aliases: []string{"v"}, Usage: "list the tests that pass too"},
			&cli.BoolFlag{Name: "cover", Usage: "show which statements the tests have run"},
			&cli.DurationFlag{Name: "timeout", Value: time.Minute, Usage: "stop a test after `TIME`, such as 500ms or 2m"},
		},
		Action: c.test,
	}
}

// test is the command test.
func (c *command) test(ctx context.Context, cmd *cli.Command) error {
	pattern, err := regexp.Compile(cmd.String("run"))
	if err != nil {
		return &usageError{message: fmt.Sprintf("--run: %v", err)}
	}
	paths, err := scripts(cmd.Args().Slice(), anyScript)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	report := &testReport{
		command: c, verbose: cmd.Bool("verbose"), progress: newProgress(), covered: make(coverage),
		options: testOptions{
			arguments: cmd.Args().Slice(), bounds: bound(cmd), pattern: pattern, timeout: cmd.Duration("timeout"), cover: cmd.Bool("cover"),
			color: colorful(os.Stdout),
		},
	}
	for i, s := range runSuites(ctx, paths, &report.options) {
		report.progress.show("%d of %d files", i, len(paths))
		report.add(<-s)
	}
	report.progress.clear()
	if ctx.Err() != nil {
		return interrupted{errors.New("the tests were stopped")}
	}
	return report.finish()
}

// runSuites runs the tests of files on all cores, and returns where each suite will
// come, in the order of the files.
func runSuites(ctx context.Context, paths []string, o *testOptions) []chan *suite {
	done := make([]chan *suite, len(paths))
	for i := range done {
		done[i] = make(chan *suite, 1)
	}
	next := make(chan int, len(paths))
	for i := range paths {
		next <- i
	}
	close(next)
	for range min(runtime.GOMAXPROCS(0), len(paths)) {
		go func() {
			for i := range next {
				done[i] <- runSuite(ctx, paths[i], o)
			}
		}()
	}
	return done
}

// testReport prints what became of the tests.
type testReport struct {
	command  *command
	options  testOptions
	verbose  bool
	progress *progress
	covered  coverage

	files, tests, failed, broken int
}

// add takes a suite and prints what failed in it.
func (r *testReport) add(s *suite) {
	r.covered.add(s.covered)
	if s.broken != nil {
		r.broken++
		r.progress.clear()
		r.command.complain(s.broken)
		return
	}
	if len(s.results) > 0 {
		r.files++
	}
	for _, res := range s.results {
		r.tests++
		switch {
		case res.err != nil:
			r.failed++
			r.progress.clear()
			r.failure(s.path, res)
		case r.verbose:
			r.progress.clear()
			fmt.Fprintf(r.command.out, "%s %s: %s\n", r.paint("32", "ok  "), s.path, res.name)
		}
	}
}

// failure prints one test that failed.
func (r *testReport) failure(path string, res result) {
	out := r.command.out
	fmt.Fprintf(out, "%s %s: %s\n", r.paint("1;31", "FAIL"), path, res.name)
	fmt.Fprint(out, repl.Describe(res.err, r.options.color), res.details)
	if res.output != "" {
		fmt.Fprintf(out, "its output:\n")
		for line := range strings.Lines(res.output) {
			fmt.Fprintf(out, "  | %s\n", strings.TrimSuffix(line, "\n"))
		}
	}
	fmt.Fprintln(out)
}

// finish prints the last lines and returns the error that gives the exit code.
func (r *testReport) finish() error {
	out := r.command.out
	if r.options.cover && r.failed+r.broken == 0 && r.tests > 0 {
		r.covered.report(out)
	}
	spent := time.Since(r.progress.begun).Round(time.Millisecond)
	switch {
	case r.broken > 0:
		fmt.Fprintf(out, "%s: %s not compile, %d of %s failed (%v)\n", r.paint("1;31", "FAILED"),
			plural(r.broken, "file does", "files do"), r.failed, plural(r.tests, "test", "tests"), spent)
		return exitStatus(exitUsage)
	case r.failed > 0:
		fmt.Fprintf(out, "%s: %d of %s failed (%v)\n", r.paint("1;31", "FAILED"), r.failed, plural(r.tests, "test", "tests"), spent)
		return exitStatus(exitError)
	case r.tests == 0 && r.options.pattern.String() != "":
		return &usageError{message: fmt.Sprintf("there is no test whose name matches %q", r.options.pattern)}
	case r.tests == 0:
		return &usageError{"there are no tests", `write test "name" { assert(…) } into a script, or a file whose name ends in ` + testSuffix}
	}
	fmt.Fprintf(out, "%s: %s in %s (%v)\n", r.paint("1;32", "ok"), plural(r.tests, "test", "tests"), plural(r.files, "file", "files"), spent)
	return nil
}

func (r *testReport) paint(color, text string) string {
	if !r.options.color {
		return text
	}
	return "\x1b[" + color + "m" + text + "\x1b[0m"
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
