package main

// A line that says how far a long command has come.

import (
	"fmt"
	"os"
	"time"
)

// progress shows such a line on a terminal, once the command takes longer than a second.
type progress struct {
	begun time.Time
	shown bool
}

func newProgress() *progress { return &progress{begun: time.Now()} }

// show replaces the line.
func (p *progress) show(format string, args ...any) {
	if time.Since(p.begun) < time.Second || os.Getenv("TERM") == "dumb" || !terminal(os.Stderr) {
		return
	}
	p.shown = true
	fmt.Fprintf(os.Stderr, "\r\x1b[K"+format, args...)
}

// clear takes the line away before something else is printed.
func (p *progress) clear() {
	if p.shown {
		p.shown = false
		fmt.Fprint(os.Stderr, "\r\x1b[K")
	}
}
