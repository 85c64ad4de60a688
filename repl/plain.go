package repl

// A LineReader for pipes, files and terminals without cursor movement.

import (
	"bufio"
	"io"
	"os"
	"os/signal"
	"strings"
)

// Plain reads lines from any reader. It has no history.
type Plain struct {
	in         *bufio.Reader
	prompts    io.Writer
	interrupts chan os.Signal // nil unless the lines are typed
	pending    chan line      // a read under way that an interrupt left behind
}

type line struct {
	text string
	err  error
}

// NewPlain returns a reader of in. Prompts go to the given writer; nil leaves
// them out and leaves SIGINT alone, as is right for input that nobody types.
func NewPlain(in io.Reader, prompts io.Writer) *Plain {
	p := &Plain{in: bufio.NewReader(in), prompts: prompts}
	if prompts != nil {
		p.interrupts = make(chan os.Signal, 1)
		signal.Notify(p.interrupts, os.Interrupt)
	}
	return p
}

// ReadLine implements [LineReader]. A terminal drops the typed line by itself
// on Ctrl-C while the read goes on, so the next call takes that read over.
func (p *Plain) ReadLine(prompt string) (string, error) {
	if p.prompts == nil {
		l := p.read()
		return l.text, l.err
	}
	select {
	case <-p.interrupts: // it stopped running code
	default:
	}
	if _, err := io.WriteString(p.prompts, prompt); err != nil {
		return "", err
	}
	if p.pending == nil {
		p.pending = make(chan line, 1)
		go func(to chan<- line) { to <- p.read() }(p.pending)
	}
	select {
	case l := <-p.pending:
		p.pending = nil
		if l.err == io.EOF {
			p.newline()
		}
		return l.text, l.err
	case <-p.interrupts:
		p.newline()
		return "", ErrInterrupted
	}
}

// read returns the next line; a last line without a line break counts.
func (p *Plain) read() line {
	text, err := p.in.ReadString('\n')
	if err == io.EOF && text != "" {
		err = nil
	}
	return line{strings.TrimRight(text, "\r\n"), err}
}

// newline ends the line of a prompt that got no answer. That it cannot be
// written will show at the next prompt.
func (p *Plain) newline() { _, _ = io.WriteString(p.prompts, "\n") }

// Remember implements [LineReader]; it does nothing.
func (p *Plain) Remember(string) {}

// Close implements [LineReader].
func (p *Plain) Close() error {
	if p.interrupts != nil {
		signal.Stop(p.interrupts)
	}
	return nil
}
