package repl

// The requests for the mode of a terminal, as Linux numbers them.

import "golang.org/x/sys/unix"

const (
	getTermios = unix.TCGETS
	setTermios = unix.TCSETS
)
