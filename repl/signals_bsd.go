//go:build darwin || freebsd || netbsd || openbsd

package repl

// The requests for the mode of a terminal, as BSD numbers them.

import "golang.org/x/sys/unix"

const (
	getTermios = unix.TIOCGETA
	setTermios = unix.TIOCSETA
)
