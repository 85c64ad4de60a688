package main

// What the command gives to scripts beside the built-ins.

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/coro-lang/coro/vm"
)

// host is the world of one script.
type host struct {
	out    *output
	args   []string
	memory int64 // the limit of the VM; 0 for none
	line   lineFunc
}

// lineFunc reads the next line of standard input without its line break. The
// error is io.EOF at the end, and the cause of the context when that ends a wait.
type lineFunc func(context.Context) (string, error)

// define binds the names of the host in a VM.
func (h *host) define(m *vm.VM) error {
	for _, d := range []struct {
		name  string
		value any
	}{
		{"args", append([]string{}, h.args...)},
		{"read_file", h.readFile},
		{"read_line", h.readLine},
	} {
		if err := m.Define(d.name, d.value); err != nil {
			return fmt.Errorf("define %s: %w", d.name, err)
		}
	}
	return nil
}

// readFile is read_file(path): the content of a file as a string. Of a file that
// is larger than the memory limit (a device has no end) only so much is read as
// makes the VM refuse it.
func (h *host) readFile(path string) (string, error) {
	if h.memory == 0 {
		text, err := os.ReadFile(path)
		return string(text), err
	}
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, h.memory))
	return string(text), err
}

// readLine is read_line(): the next line of standard input without its line
// break, nil at the end. What was printed before is visible before it waits.
func (h *host) readLine(ctx context.Context) (any, error) {
	if err := h.out.Flush(); err != nil {
		return nil, err
	}
	text, err := h.line(ctx)
	if err == io.EOF {
		return nil, nil
	}
	return text, err
}

// readStdin returns a function that reads from standard input. No line can be
// read after a wait was ended.
func readStdin() lineFunc {
	var in *bufio.Reader
	type result struct {
		line string
		err  error
	}
	return func(ctx context.Context) (string, error) {
		if in == nil {
			in = bufio.NewReaderSize(os.Stdin, 64<<10)
		}
		// Only a read that may wait pays for a goroutine.
		if ready, _ := in.Peek(in.Buffered()); bytes.IndexByte(ready, '\n') >= 0 {
			return readLine(in)
		}
		if ctx.Err() != nil {
			return "", context.Cause(ctx)
		}
		done := make(chan result, 1)
		go func() {
			line, err := readLine(in)
			done <- result{line, err}
		}()
		select {
		case r := <-done:
			return r.line, r.err
		case <-ctx.Done():
			return "", context.Cause(ctx)
		}
	}
}

// readLine reads a line; a last one without a line break counts.
func readLine(in *bufio.Reader) (string, error) {
	line, err := in.ReadString('\n')
	if err == io.EOF && line != "" {
		err = nil
	}
	return strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r"), err
}
