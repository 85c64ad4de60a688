package main

// Standard output and standard error.

import (
	"bufio"
	"bytes"
	"os"

	"golang.org/x/term"
)

// output is a buffered standard output. On a terminal every complete line
// appears at once; elsewhere it is for the owner to call Flush.
type output struct {
	buffer   *bufio.Writer
	terminal bool
}

func newOutput(f *os.File) *output {
	return &output{buffer: bufio.NewWriterSize(f, 32<<10), terminal: terminal(f)}
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.buffer.Write(p)
	if err == nil && o.terminal && bytes.IndexByte(p, '\n') >= 0 {
		err = o.buffer.Flush()
	}
	return n, err
}

// Flush writes out what is buffered.
func (o *output) Flush() error { return o.buffer.Flush() }

func terminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// colorful reports whether what is written to f may have colours: the user wants them
// or, if he did not say no (no-color.org), it is a terminal that knows them.
func colorful(f *os.File) bool {
	switch force := os.Getenv("FORCE_COLOR"); {
	case os.Getenv("NO_COLOR") != "":
		return false
	case force != "" && force != "0":
		return true
	}
	return os.Getenv("TERM") != "dumb" && terminal(f)
}
