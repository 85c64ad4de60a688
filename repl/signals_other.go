//go:build !(linux || darwin || freebsd || netbsd || openbsd)

package repl

// Where a terminal's keys are not ours to change.

// muteSignals does nothing: liner reads keys as they come.
func muteSignals() error { return nil }
