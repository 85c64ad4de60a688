//go:build linux || darwin || freebsd || netbsd || openbsd

package repl

// The keys that a terminal turns into signals.

import (
	"os"

	"golang.org/x/sys/unix"
)

// muteSignals makes Ctrl-C, Ctrl-Z and Ctrl-\ keys like any other on the
// terminal that is standard input, until another mode is applied.
func muteSignals() error {
	fd := int(os.Stdin.Fd())
	mode, err := unix.IoctlGetTermios(fd, getTermios)
	if err != nil {
		return err
	}
	mode.Lflag &^= unix.ISIG
	return unix.IoctlSetTermios(fd, setTermios, mode)
}
