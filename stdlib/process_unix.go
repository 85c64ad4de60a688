//go:build unix

package stdlib

// How programs end on Unix, with what they have started.

import (
	"os/exec"
	"syscall"
)

// ownGroup has a program run in a session of its own, without the terminal of the host, and
// killed with its children.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
