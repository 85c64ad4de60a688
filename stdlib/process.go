package stdlib

// The module process: running other programs.

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"github.com/coro-lang/coro/vm"
)

const processDoc = "Running other programs, without a shell: no part of an argument has a meaning of its own."

// Process returns a module process. allow says whether a script may run a program, by the
// name that it gives: its error says why not. nil allows all.
func Process(allow func(program string) error) *vm.HostModule {
	return lazy("process", processDoc, func() []vm.Member {
		return []vm.Member{{
			Name: "run", Params: "command: list|tuple, options: map? = nil", Func: processRun(allow),
			Doc: "Runs a program, which is the first string of the command, with the others as arguments, and waits for its end. It returns a map of its exit `code`, and what it has written as strings: `out`, and `err` for errors. " +
				"A code other than 0 is no error of the script; a program that cannot be run is one of kind `io`. Options: `input`, a string that it reads; `folder`, in which it runs.",
			Example: "process.run([\"go\", \"env\", \"GOARCH\"]).code // 0\nprocess.run([\"go\", \"no-such-command\"]).code // 2",
		}}
	})
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

func processRun(allow func(string) error) function {
	return func(c *vm.Call, args []vm.Value) (vm.Value, error) {
		var command []string
		for _, v := range args[0].Parts() {
			s, ok := v.AsString()
			if !ok {
				return vm.Nil, failf("type", "process.run: a command is made of strings, not of %s", v.Excerpt(40))
			}
			command = append(command, s)
		}
		options, err := readProcessOptions(argument(args, 1))
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
		r := run{c: c, chunks: make(chan chunkOf), out: [2]output{{c: c}, {c: c}}}
		return r.do(command, options)
	}
}

// run is a program that is running. What it writes comes over a channel, so that the
// goroutine of the VM charges for it before it is kept.
type run struct {
	c      *vm.Call
	chunks chan chunkOf
	out    [2]output // standard output and standard error
}

// chunkOf is some text that the program has written.
type chunkOf struct {
	stream int
	text   string
}

// sender hands over what the program writes to one of its streams.
type sender struct {
	ctx    context.Context
	chunks chan<- chunkOf
	stream int
}

func (s sender) Write(p []byte) (int, error) {
	select {
	case s.chunks <- chunkOf{s.stream, string(p)}:
		return len(p), nil
	case <-s.ctx.Done():
		return 0, s.ctx.Err()
	}
}

func (r *run) do(command []string, options processOptions) (vm.Value, error) {
	ctx, stop := context.WithCancel(r.c.Context())
	defer stop()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Dir, cmd.Stdin = options.folder, strings.NewReader(options.input)
	cmd.Stdout, cmd.Stderr = sender{ctx, r.chunks, 0}, sender{ctx, r.chunks, 1}
	cmd.WaitDelay = time.Second // for a child of the program that keeps its output open
	if err := r.c.Charge(1000, 0); err != nil {
		return vm.Nil, err
	}
	if err := cmd.Start(); err != nil {
		return vm.Nil, cannotRun(command[0], err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	var refused error
	for {
		select {
		case chunk := <-r.chunks:
			if refused == nil {
				if refused = r.out[chunk.stream].add(chunk.text); refused != nil {
					stop()
				}
			}
		case err := <-ended:
			return r.result(cmd, command[0], errors.Join(refused, context.Cause(r.c.Context())), err)
		}
	}
}

// result makes the result of a program that has ended.
func (r *run) result(cmd *exec.Cmd, name string, stopped, err error) (vm.Value, error) {
	var exit *exec.ExitError
	switch {
	case stopped != nil:
		return vm.Nil, stopped
	case err != nil && !errors.As(err, &exit):
		return vm.Nil, cannotRun(name, err)
	}
	entries := []vm.Value{vm.String("code"), vm.Int(int64(cmd.ProcessState.ExitCode()))}
	for i, name := range []string{"out", "err"} {
		text, err := r.out[i].value()
		if err != nil {
			return vm.Nil, err
		}
		entries = append(entries, vm.String(name), text)
	}
	return r.c.Map(entries...)
}

func cannotRun(name string, err error) error {
	var e *exec.Error
	if errors.As(err, &e) {
		err = e.Err
	}
	return vm.WrapError("io", fmt.Errorf("cannot run %q: %w", shorten(name), err))
}
