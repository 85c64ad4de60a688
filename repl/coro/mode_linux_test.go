package main

// The mode of the terminal, as Linux tells it at the other end of a pty.

import (
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// typing says how a terminal treats keys.
type typing struct{ echo, lines, signals bool }

var (
	usual = typing{echo: true, lines: true, signals: true}
	raw   = typing{}
)

// expectMode waits until the terminal has a mode.
func (c *console) expectMode(want typing) {
	c.t.Helper()
	var got typing
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		mode, err := unix.IoctlGetTermios(int(c.terminal.Fd()), unix.TCGETS)
		if err != nil {
			c.t.Fatal(err)
		}
		got = typing{mode.Lflag&unix.ECHO != 0, mode.Lflag&unix.ICANON != 0, mode.Lflag&unix.ISIG != 0}
		if got == want {
			return
		}
	}
	c.t.Fatalf("the terminal has the mode %+v, not %+v", got, want)
}

// Liner leaves the terminal raw between prompts: code that runs, and what it starts, would
// find no echo, no lines, and no Ctrl-C.
func TestTerminalModeBetweenPrompts(t *testing.T) {
	c := start(t, nil)
	c.expect(promptText)
	c.expectMode(raw)
	c.send("print(\"runs\"); while true { }\r")
	c.expect("\r\nruns\r\n")
	c.expectMode(usual)
	c.send(ctrlC)
	c.expect(promptText)
	c.expectMode(raw)
	c.send("nowhere\r")
	c.expect(promptText)
	c.expectMode(raw)
	c.send("import os; os.exit()\r")
	c.exit()
	c.expectMode(usual)
}

func TestTerminalModeAfterASignal(t *testing.T) {
	for _, keys := range []string{"half a line", "print(\"runs\"); while true { }\r"} {
		c := start(t, nil)
		c.expect(promptText)
		c.expectMode(raw)
		c.send(keys)
		if err := c.cmd.Process.Signal(unix.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if code := c.exit(); code != exitTerminated {
			t.Errorf("exit code %d", code)
		}
		c.expectMode(usual)
	}
}
