package main

// A line that says how far a long command has come.

import (
	"fmt"
	"os"
	"sync"
	"time"
)

// progressDelay is the time that a command may take without telling what it does.
const progressDelay = time.Second

// progress shows such a line on a terminal, once the command takes longer than that.
type progress struct {
	begun   time.Time
	visible bool // there is a terminal

	mu    sync.Mutex
	text  string
	shown bool
}

func newProgress() *progress {
	p := &progress{begun: time.Now(), visible: os.Getenv("TERM") != "dumb" && terminal(os.Stderr)}
	if p.visible {
		time.AfterFunc(progressDelay, func() {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.print()
		})
	}
	return p
}

// show replaces the line.
func (p *progress) show(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.text = fmt.Sprintf(format, args...)
	if p.visible {
		p.print()
	}
}

func (p *progress) print() {
	if p.text != "" && time.Since(p.begun) >= progressDelay {
		p.shown = true
		fmt.Fprint(os.Stderr, "\r\x1b[K"+p.text)
	}
}

// clear takes the line away, before something else is printed and at the end.
func (p *progress) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.text = ""
	if p.shown {
		p.shown = false
		fmt.Fprint(os.Stderr, "\r\x1b[K")
	}
}
