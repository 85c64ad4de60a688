package main

// One engine on one program: its output, its CPU time, its peak memory.

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// engine is one command line and what was measured of it.
type engine struct {
	name string
	cmd  []string
	cpu  []time.Duration // one a round
	rss  int64           // peak, in bytes
}

// checksum runs the program and returns the last word that it prints, on either
// stream: the console of goja is a log.
func (e *engine) checksum() (string, error) {
	cmd := exec.Command(e.cmd[0], e.cmd[1:]...)
	out, err := cmd.CombinedOutput()
	words := strings.Fields(string(out))
	if err != nil || len(words) == 0 {
		return "", fmt.Errorf("%s: %w\n%s", strings.Join(e.cmd, " "), cmp.Or(err, errors.New("no output")), out)
	}
	return words[len(words)-1], nil
}

// time runs the program once and notes its user + system time, which wait4
// reports to the microsecond.
func (e *engine) time() error {
	cmd := exec.Command(e.cmd[0], e.cmd[1:]...)
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", strings.Join(e.cmd, " "), err)
	}
	e.cpu = append(e.cpu, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
	return nil
}

// weigh runs the program once more and notes its peak resident memory.
//
// Why not take ru_maxrss in the timed rounds? A child's figure starts at that of
// the process that forked it: the Go program here is larger than most scripts.
// /usr/bin/time is small; without it the figures have that floor.
func (e *engine) weigh(scratch string) error {
	const timer = "/usr/bin/time"
	if _, err := os.Stat(timer); err != nil {
		return e.weighFromHere()
	}
	file := filepath.Join(scratch, "rss")
	cmd := exec.Command(timer, append([]string{"-q", "-o", file, "-f", "%M"}, e.cmd...)...)
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", strings.Join(e.cmd, " "), err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	kib, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	e.rss = kib << 10
	return err
}

func (e *engine) weighFromHere() error {
	cmd := exec.Command(e.cmd[0], e.cmd[1:]...)
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", strings.Join(e.cmd, " "), err)
	}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		e.rss = usage.Maxrss << 10
	}
	return nil
}
