package stdlib

// The module process: running other programs.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coro-lang/coro/vm"
)

const processDoc = "Running other programs, without a shell: no part of an argument has a meaning of its own."

// Process returns a module process. allow says whether a script may run a program, by the
// name that it gives: its error says why not. nil allows all. It is called on the goroutine of
// the script. Programs have the environment of the host, and on Unix a session of their own.
func Process(allow func(program string) error) *vm.HostModule {
	return lazy("process", processDoc, func() []vm.Member {
		return []vm.Member{
			{
				Name: "run", Params: "command: list|tuple, options: map? = nil",
				Coro: `fn run(command, options = nil) {
					let p = _run(command, options, world)
					defer _end(p)
					_start(p)
					let out, err = ([], [])
					while _wait(p) {
						let text, errors = _take(p)
						out.push(text)
						err.push(errors)
					}
					return {code: _code(p), out: out.join(), err: err.join()}
				}
				let world = _world()`,
				Doc: "Runs a program, which is the first string of the command, with the others as arguments, and waits for its end, while other tasks go on. It returns a map of its exit `code`, and what it has written as strings: `out`, and `err` for errors. " +
					"A code other than 0 is no error of the script; a program that cannot be run is one of kind `io`. Options: `input`, a string that it reads; `folder`, in which it runs; the program itself is not looked for there. " +
					"It waits for what the program leaves running too, as long as that holds the output open. When the task is cancelled, all of them are killed. They have no terminal. Of the programs of a script 32 run at a time, and others wait.",
				Example: "process.run([\"go\", \"env\", \"GOARCH\"]).code // 0\nprocess.run([\"go\", \"no-such-command\"]).code // 2",
			},
			{Name: "_code", Func: exitCode},
			{Name: "_end", Async: stopProgram},
			{Name: "_run", Params: "command: list|tuple, options: map?, world", Func: newProgram(allow)},
			{Name: "_start", Async: startProgram},
			{Name: "_take", Func: takeOutput},
			{Name: "_wait", Async: waitProgram},
			{Name: "_world", Func: func(c *vm.Call) *processes { return &processes{c.VM(), make(chan struct{}, mostPrograms)} }},
		}
	})
}

// mostPrograms bounds the programs that the scripts of one VM run at a time.
const mostPrograms = 32

// processes is what the scripts of one VM have in common.
type processes struct {
	vm    *vm.VM
	slots chan struct{} // has an element for each program that runs
}

// processOptions are the options of run.
type processOptions struct{ input, folder string }

func readProcessOptions(given vm.Value) (o processOptions, err error) {
	text := func(to *string) option {
		return func(v vm.Value) error {
			s, ok := v.AsString()
			if !ok {
				return errors.New("a string")
			}
			*to = s
			return nil
		}
	}
	return o, readOptions("process.run", given, map[string]option{"folder": text(&o.folder), "input": text(&o.input)})
}

// newProgram makes the private function that checks what a script wants to run.
func newProgram(allow func(string) error) function {
	return func(c *vm.Call, args []vm.Value) (vm.Value, error) {
		var command []string
		for _, v := range args[0].Parts() {
			s, ok := v.AsString()
			if !ok {
				return vm.Nil, failf("type", "process.run: a command is made of strings, not of %s", v.Excerpt(40))
			}
			command = append(command, s)
		}
		options, err := readProcessOptions(args[1])
		switch {
		case err != nil:
			return vm.Nil, err
		case len(command) == 0:
			return vm.Nil, failf("value", "process.run: the command is empty")
		case allow != nil:
			if err := allow(command[0]); err != nil {
				return vm.Nil, cannotRun(command[0], err)
			}
		}
		world, err := vm.As[*processes](args[2])
		if err != nil {
			return vm.Nil, err
		}
		if err := c.Charge(1000, 2*mostUnread); err != nil {
			return vm.Nil, err
		}
		return c.VM().ToValue(&program{of: world, command: command, options: options})
	}
}

// program is a program that a script runs.
type program struct {
	of      *processes
	command []string
	options processOptions
	cmd     *exec.Cmd
	out     *unread
	ended   chan struct{}          // is closed behind the end
	err     *error                 // of that
	ending  atomic.Pointer[ending] // a task that is cancelled stops it while it starts
}

// startProgram starts the program when there is a place for it.
func startProgram(ctx context.Context, p *program) error {
	select {
	case p.of.slots <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	own, cancel, begun := beyond(ctx)
	cmd, out, slots := newCommand(own, p), newUnread(own), p.of.slots
	wait, err := startCommand(own, cmd, out)
	if err != nil {
		begun()
		cancel()
		<-slots
		return cannotRun(p.command[0], err)
	}
	ended, failed := make(chan struct{}), new(error)
	go func() {
		*failed = wait()
		<-slots
		close(ended)
	}()
	p.cmd, p.out, p.ended, p.err = cmd, out, ended, failed
	p.ending.Store(hold(p.of.vm, p, cancel, func() error {
		cancel()
		<-ended
		return nil
	}, func() {}))
	if !begun() {
		return context.Cause(ctx)
	}
	return nil
}

// newCommand makes the command of a program. A path from the working directory is that of
// the file which allow was asked for, whatever the folder in which the program runs.
func newCommand(ctx context.Context, p *program) *exec.Cmd {
	name := p.command[0]
	if filepath.Base(name) != name {
		if path, err := filepath.Abs(name); err == nil {
			name = path
		}
	}
	cmd := exec.CommandContext(ctx, name, p.command[1:]...)
	cmd.Args[0] = p.command[0]
	cmd.Dir, cmd.Stdin = p.options.folder, strings.NewReader(p.options.input)
	cmd.WaitDelay = time.Second // for a child of the program that keeps its input open
	ownGroup(cmd)
	return cmd
}

// startCommand starts a command whose output goes to out. wait waits for its end, and for that
// of its output, which its children may keep open, or for the end of ctx.
func startCommand(ctx context.Context, cmd *exec.Cmd, out *unread) (wait func() error, err error) {
	var pipes [2]io.ReadCloser
	for i, pipe := range []func() (io.ReadCloser, error){cmd.StdoutPipe, cmd.StderrPipe} {
		if pipes[i], err = pipe(); err != nil {
			return nil, err
		}
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() {
		for _, pipe := range pipes {
			pipe.Close()
		}
	})
	return func() error {
		defer stop()
		var copies sync.WaitGroup
		for i, pipe := range pipes {
			copies.Go(func() { _, _ = io.Copy(stream{out, i}, pipe) })
		}
		copies.Wait()
		if err := cmd.Wait(); !errors.Is(err, exec.ErrWaitDelay) {
			return err
		}
		return nil
	}, nil
}

// waitProgram waits until the program has written something, or has ended and written nothing
// more: then it returns false.
func waitProgram(ctx context.Context, p *program) (bool, error) {
	select {
	case <-p.out.ready:
		return true, nil
	case <-p.ended:
		return p.out.texts() != [2]string{}, nil
	case <-ctx.Done():
		p.ending.Load().cancel()
		return false, context.Cause(ctx)
	}
}

// takeOutput returns what the program has written to standard output and standard error since
// the last time.
func takeOutput(c *vm.Call, p *program) (vm.Value, error) {
	texts := p.out.texts()
	if err := c.Charge(int64(len(texts[0])+len(texts[1]))/16, 0); err != nil {
		return vm.Nil, err
	}
	values := make([]vm.Value, len(texts))
	for i, text := range texts {
		var err error
		if values[i], err = c.String(text); err != nil {
			if errors.Is(err, vm.ErrMemory) { // no defer will run
				p.ending.Load().cancel()
			}
			return vm.Nil, err
		}
	}
	p.out.drop(texts)
	return c.Tuple(values...)
}

// stopProgram kills the program if it still runs, and waits for its end.
func stopProgram(p *program) {
	if e := p.ending.Load(); e != nil {
		_ = e.by(e.close)
	}
}

// exitCode returns the exit code of a program that has ended.
func exitCode(p *program) (int, error) {
	var exit *exec.ExitError
	if err := *p.err; err != nil && !errors.As(err, &exit) {
		return 0, cannotRun(p.command[0], err)
	}
	return p.cmd.ProcessState.ExitCode(), nil
}

func cannotRun(name string, err error) error {
	var e *exec.Error
	if errors.As(err, &e) {
		err = e.Err
	}
	return vm.WrapError("io", fmt.Errorf("cannot run %q: %w", shorten(name), err))
}
