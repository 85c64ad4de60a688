package stdlib

// The module io: reading text that the host gives.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/coro-lang/coro/vm"
)

const ioDoc = "Reading from the input that the host gives. A host that gives none does not offer the module."

// Source is what the module io reads from. The error is io.EOF at its end, and the
// cause of ctx when that ends a wait. charge is called with a number of bytes before
// they are allocated, and may refuse.
type Source interface {
	ReadLine(ctx context.Context, charge func(n int64) error) (string, error) // without its line break
	ReadAll(ctx context.Context, charge func(n int64) error) (string, error)  // no error at the end
}

// IO returns a module io that reads from in. Several VMs may share it if in may be
// used by several goroutines; each line goes to one of them.
func IO(in Source) *vm.HostModule {
	return lazy("io", ioDoc, func() []vm.Member {
		return []vm.Member{
			{
				Name: "lines", Coro: `fn lines() => coro {
					var line = read_line()
					while line != nil {
						yield line
						line = read_line()
					}
				}`,
				Doc:     "Returns a coroutine for `for`, which gives the lines that are left, without their line breaks. It reads each when it is asked for.",
				Example: "let all = []\nfor line in io.lines() { all.push(line) }\nall // [\"first line\", \"second line\"]",
			},
			{
				Name: "read_all", Func: reading(in.ReadAll),
				Doc:     "Returns all of the input that is left, as a string: an empty one at its end.",
				Example: "io.read_line() // \"first line\"\nio.read_all() // \"second line\\n\"",
			},
			{
				Name: "read_line", Func: reading(in.ReadLine),
				Doc:     "Returns the next line without its line break, or nil at the end of the input. A last line without a line break counts.",
				Example: "io.read_line() // \"first line\"\nio.read_line() // \"second line\"\nio.read_line() // nil",
			},
		}
	})
}

// Input reads from a reader so that a wait for it can be ended: the read goes on
// by itself, and what it brings is there for the next call. The zero Input is
// empty. It may be used by several goroutines.
type Input struct {
	r      io.Reader
	before func() error
	turn   chan struct{} // holds a token while nobody uses what follows
	buf    []byte        // read, but not given out
	failed error         // of the reader; io.EOF at its end
	reads  chan chunk    // of the read that is under way; nil if none is
}

// chunk is what one read has brought.
type chunk struct {
	data []byte
	err  error
}

// chunkSize is how much is read at a time.
const chunkSize = 16 << 10

// NewInput returns an Input of a reader. before, if not nil, is called before each
// read that may wait, on the goroutine of the caller: a prompt can be flushed there.
func NewInput(r io.Reader, before func() error) *Input {
	in := &Input{r: r, before: before, turn: make(chan struct{}, 1)}
	in.turn <- struct{}{}
	return in
}

// take waits until nobody else uses the input.
func (in *Input) take(ctx context.Context) error {
	if in.turn == nil {
		return io.EOF
	}
	select {
	case <-in.turn:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// more reads more into the buffer, for which it charges before.
func (in *Input) more(ctx context.Context, charge func(n int64) error) error {
	if in.failed != nil {
		return in.failed
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	size := len(in.buf) + chunkSize
	grow := len(in.buf) > 0 && size > cap(in.buf)
	if grow {
		size += 2 * size
	}
	if err := charge(int64(size)); err != nil {
		return err
	}
	if grow {
		in.buf = append(make([]byte, 0, 2*(len(in.buf)+chunkSize)), in.buf...)
	}
	if in.before != nil {
		if err := in.before(); err != nil {
			return err
		}
	}
	if in.reads == nil {
		in.reads = make(chan chunk, 1)
		go func(to chan<- chunk) {
			data := make([]byte, chunkSize)
			n, err := in.r.Read(data)
			to <- chunk{data[:n], err}
		}(in.reads)
	}
	select {
	case c := <-in.reads:
		in.reads = nil
		if in.failed = c.err; len(in.buf) == 0 {
			in.buf = c.data
		} else {
			in.buf = append(in.buf, c.data...)
		}
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// ReadLine returns the next line, as [Source] has it. What was read when ctx ends
// the wait is kept.
func (in *Input) ReadLine(ctx context.Context, charge func(n int64) error) (string, error) {
	if err := in.take(ctx); err != nil {
		return "", err
	}
	defer func() { in.turn <- struct{}{} }()
	seen := 0
	for {
		if n := bytes.IndexByte(in.buf[seen:], '\n'); n >= 0 {
			return in.give(seen+n, 1), nil
		}
		seen = len(in.buf)
		if err := in.more(ctx, charge); err == io.EOF && seen > 0 {
			return in.give(seen, 0), nil
		} else if err != nil {
			return "", err
		}
	}
}

// give returns the first n bytes of the buffer as a line, and drops the line break
// of the given size behind them.
func (in *Input) give(n, ending int) string {
	line := in.buf[:n]
	if ending > 0 {
		line = bytes.TrimSuffix(line, []byte("\r"))
	}
	text := string(line)
	if in.buf = in.buf[n+ending:]; len(in.buf) == 0 {
		in.buf = nil // lets go of what a long line has needed
	}
	return text
}

// ReadAll returns all that is left.
func (in *Input) ReadAll(ctx context.Context, charge func(n int64) error) (string, error) {
	if err := in.take(ctx); err != nil {
		if err == io.EOF {
			err = nil
		}
		return "", err
	}
	defer func() { in.turn <- struct{}{} }()
	for {
		if err := in.more(ctx, charge); err == io.EOF {
			return in.give(len(in.buf), 0), nil
		} else if err != nil {
			return "", err
		}
	}
}

// reading makes a function of a script of one of the methods of a Source.
func reading(read func(context.Context, func(int64) error) (string, error)) function {
	return func(c *vm.Call, _ []vm.Value) (vm.Value, error) {
		text, err := read(c.Context(), Charge(c))
		switch {
		case err == nil:
			return c.String(text)
		case err == io.EOF:
			return vm.Nil, nil
		case c.Context().Err() != nil || errors.Is(err, vm.ErrMemory) || errors.Is(err, vm.ErrFuel):
			return vm.Nil, err
		}
		return vm.Nil, vm.WrapError("io", fmt.Errorf("cannot read the input: %w", err))
	}
}

// Charge returns what a call takes for bytes that it reads: memory, and fuel for
// moving them.
func Charge(c *vm.Call) func(n int64) error {
	return func(n int64) error { return c.Charge(n/16, n) }
}
