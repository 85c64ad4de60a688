package main

// The command on a terminal: a pty with a person's keys.

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
)

const (
	ctrlC = "\x03"
	ctrlD = "\x04"
	up    = "\x1b[A"
)

// console is a running command with its terminal.
type console struct {
	t        *testing.T
	cmd      *exec.Cmd
	terminal *os.File
	closed   chan struct{}

	mu     sync.Mutex
	output string // all of it
	seen   int    // how much of it expect has gone past
}

// start runs the command in a fresh home or the one given by XDG_STATE_HOME=.
func start(t *testing.T, env []string, args ...string) *console {
	t.Helper()
	return startCommand(t, env, "coro", args...)
}

// startCommand runs any command on a terminal.
func startCommand(t *testing.T, env []string, name string, args ...string) *console {
	t.Helper()
	return startSized(t, pty.Winsize{Rows: 40, Cols: 120}, env, name, args...)
}

// startSized runs any command on a terminal of a size.
func startSized(t *testing.T, size pty.Winsize, env []string, name string, args ...string) *console {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Env = append(os.Environ(), "TERM=xterm", "NO_COLOR=1", "XDG_STATE_HOME="+t.TempDir())
	cmd.Env = append(cmd.Env, env...)
	terminal, err := pty.StartWithSize(cmd, &size)
	if err != nil {
		t.Fatal(err)
	}
	c := &console{t: t, cmd: cmd, terminal: terminal, closed: make(chan struct{})}
	go c.read()
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it has ended in a test that passes
		<-c.closed
		_ = terminal.Close()
	})
	return c
}

// read collects the output; the end of the process is an error of the terminal.
func (c *console) read() {
	defer close(c.closed)
	buffer := make([]byte, 4096)
	for {
		n, err := c.terminal.Read(buffer)
		c.mu.Lock()
		c.output += string(buffer[:n])
		c.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// send types keys.
func (c *console) send(keys string) {
	c.t.Helper()
	if _, err := io.WriteString(c.terminal, keys); err != nil {
		c.t.Fatal(err)
	}
}

// expect waits for text behind all that was expected before.
func (c *console) expect(text string) {
	c.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Microsecond) {
		c.mu.Lock()
		at := strings.Index(c.output[c.seen:], text)
		if at >= 0 {
			c.seen += at + len(text)
		}
		rest := c.output[c.seen:]
		c.mu.Unlock()
		if at >= 0 {
			return
		}
		if time.Now().After(deadline) {
			c.t.Fatalf("%q does not come; what came:\n%q", text, rest)
		}
	}
}

// exit waits for the end and returns the exit code.
func (c *console) exit() int {
	c.t.Helper()
	select {
	case <-c.closed:
	case <-time.After(20 * time.Second):
		c.t.Fatalf("the command does not end; its output:\n%q", c.output)
	}
	_ = c.cmd.Wait() // the exit code says it
	return c.cmd.ProcessState.ExitCode()
}

// leave ends a session at its prompt, which must have been seen: a key typed
// before it meets the terminal in another mode.
func (c *console) leave() {
	c.t.Helper()
	c.send(ctrlD)
	if code := c.exit(); code != exitOK {
		c.t.Errorf("exit code %d", code)
	}
}

func TestTerminalResultsAndErrors(t *testing.T) {
	c := start(t, nil)
	c.expect(promptText)
	c.send("6 * 7\r")
	c.expect("\r\n42\r\n" + promptText)
	c.send("let zero = 0\r")
	c.expect("\r\n" + promptText)
	c.send("1 / zero\r")
	c.expect("error[arithmetic]")
	c.expect(promptText)
	c.send("print(\"still here\")\r")
	c.expect("\r\nstill here\r\n" + promptText)
	c.leave()
}

func TestTerminalInputOfSeveralLines(t *testing.T) {
	c := start(t, nil, "repl")
	c.expect(promptText)
	c.send("fn twice(n) {\r")
	c.expect(moreText)
	c.send("return n * 2\r")
	c.expect(moreText)
	c.send("}\r")
	c.expect(promptText)
	c.send("twice(21)\r")
	c.expect("\r\n42\r\n" + promptText)
	c.leave()
}

func TestTerminalInterruptDropsTheInput(t *testing.T) {
	c := start(t, nil)
	c.expect(promptText)
	c.send("this is nonsense" + ctrlC)
	c.expect(promptText)
	c.send("fn half(n) {\r")
	c.expect(moreText)
	c.send(ctrlC)
	c.expect(promptText)
	c.send("1 + 1\r")
	c.expect("\r\n2\r\n" + promptText)
	c.leave()
}

// Liner shows the prompt before it makes Ctrl-C a key like any other: in between
// it was a signal, which the kernel accompanies by dropping what was typed.
func TestTerminalInterruptAsSoonAsThePromptIsThere(t *testing.T) {
	c := start(t, nil)
	for range 300 {
		c.expect(promptText)
		c.send("lost" + ctrlC)
		c.expect("^C")
	}
	c.expect(promptText)
	c.leave()
}

func TestTerminalInterruptStopsTheCode(t *testing.T) {
	c := start(t, nil)
	c.expect(promptText)
	c.send("let kept = 5\r")
	c.expect(promptText)
	for range 2 {
		c.send("print(\"runs\"); while true { }\r")
		c.expect("\r\nruns\r\n")
		c.send(ctrlC)
		c.expect("cancelled")
		c.expect(promptText)
	}
	c.send("kept + 1\r")
	c.expect("\r\n6\r\n" + promptText)
	c.leave()
}

// The code that runs finds a terminal with echo and line editing.
func TestTerminalReadLineInASession(t *testing.T) {
	c := start(t, nil)
	c.expect(promptText)
	c.send("let name = read_line()\r")
	c.expect("\r\n")
	c.send("Ada\r")
	c.expect(promptText)
	c.send("name\r")
	c.expect("\r\n\"Ada\"\r\n" + promptText)
	c.leave()
}

func TestTerminalHistory(t *testing.T) {
	state := t.TempDir()
	env := []string{"XDG_STATE_HOME=" + state}
	c := start(t, env)
	c.expect(promptText)
	c.send("[1,\r")
	c.expect(moreText)
	c.send("22]\r")
	c.expect("[1, 22]\r\n" + promptText)
	c.leave()

	info, err := os.Stat(filepath.Join(state, "coro", "history"))
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); mode != 0o600 {
		t.Errorf("the history has the mode %o", mode)
	}

	c = start(t, env)
	c.expect(promptText)
	c.send(up)
	c.expect("22]")
	c.send("\r")
	c.expect("\r\n[1, 22]\r\n" + promptText)
	c.leave()
}

func TestTerminalThatCanDoLittle(t *testing.T) {
	testLittle(t, start(t, []string{"TERM=dumb"}))
}

func TestTerminalWithoutAWidth(t *testing.T) {
	testLittle(t, startSized(t, pty.Winsize{}, nil, "coro"))
}

func testLittle(t *testing.T, c *console) {
	t.Helper()
	c.expect(promptText)
	c.send("[1,\n")
	c.expect(moreText)
	c.send("half" + ctrlC)
	c.expect("\r\n" + promptText)
	c.send("6 * 7\n")
	c.expect("42\r\n" + promptText)
	c.send("while true { }\n")
	time.Sleep(100 * time.Millisecond)
	c.send(ctrlC)
	c.expect("cancelled")
	c.expect(promptText)
	c.leave()
}

func TestTerminalScript(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ask.coro")
	const text = "print(\"who?\")\nprint(\"hello, ${read_line()}\")\nwhile true { }\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c := start(t, nil, path)
	c.expect("who?\r\n")
	c.send("Ada\n")
	c.expect("hello, Ada\r\n")
	time.Sleep(50 * time.Millisecond) // into the loop
	c.send(ctrlC)
	c.expect("cancelled")
	c.expect("ask.coro:3:")
	if code := c.exit(); code != exitInterrupted {
		t.Errorf("exit code %d", code)
	}
}

func TestTerminalInterruptWhileAScriptReads(t *testing.T) {
	c := start(t, nil, "-e", "print(\"reads\"); read_line()")
	c.expect("reads\r\n")
	c.send(ctrlC)
	if code := c.exit(); code != exitInterrupted {
		t.Errorf("exit code %d", code)
	}
}

func TestTerminalColor(t *testing.T) {
	c := start(t, []string{"NO_COLOR="}, "-e", "throw \"no\"")
	c.expect("\x1b[1;31merror")
	if code := c.exit(); code != exitError {
		t.Errorf("exit code %d", code)
	}
}

// The prompts, as package repl has them.
const (
	promptText = "coro> "
	moreText   = "   1> "
)

func TestTerminalCompletion(t *testing.T) {
	c := start(t, nil)
	c.expect(promptText)
	c.send("let answers = {first: 1, second: 2}\r")
	c.expect(promptText)
	c.send("ans\t.sec\t\r")
	c.expect("answers.second")
	c.expect("\r\n2\r\n" + promptText)
	c.leave()
}

// Wide characters take two cells, and liner counts characters where we count bytes.
func TestTerminalWideCharacters(t *testing.T) {
	c := start(t, nil)
	c.expect(promptText)
	c.send("let größe = 1\r")
	c.expect("\r\n" + promptText)
	c.send("\"日本\" + str(grö\t)\r")
	c.expect("\r\n\"日本1\"\r\n" + promptText)
	c.send("\"日本語\" + \"é\"\x1b[D\x7f\x1b[C + \"!\"\r") // the é is taken out again
	c.expect("\r\n\"日本語!\"\r\n" + promptText)
	c.leave()
}

// A terminal in its usual mode cuts lines after 4096 bytes.
func TestTerminalLongLine(t *testing.T) {
	c := start(t, nil)
	c.expect(promptText)
	text := strings.Repeat("x", 6000)
	c.send("len(\"" + text + "\")\r")
	c.expect("\r\n6000\r\n" + promptText)
	c.leave()
}

// Liner refuses to show a prompt with colours: results and errors have them, prompts not.
func TestTerminalColours(t *testing.T) {
	c := start(t, []string{"NO_COLOR="})
	c.expect(promptText)
	c.send("[1, \"a\"]\r")
	c.expect("[\x1b[33m1\x1b[0m, \x1b[32m\"a\"\x1b[0m]\r\n" + promptText)
	c.send("nowhere\r")
	c.expect("\x1b[1;31merror")
	c.expect(promptText)
	c.leave()
}

func TestTerminalStartupFile(t *testing.T) {
	config := t.TempDir()
	if err := os.MkdirAll(filepath.Join(config, "coro"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(config, "coro", "repl.coro"), []byte("fn twice(x) => x * 2\nprint(\"ready\")\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := start(t, []string{"XDG_CONFIG_HOME=" + config})
	c.expect("ready\r\n")
	c.expect(promptText)
	c.send("twice(4)\r")
	c.expect("\r\n8\r\n" + promptText)
	c.leave()
}

// Two sessions append to one history, and see each other's inputs when they start.
func TestTerminalTwoSessions(t *testing.T) {
	env := []string{"XDG_STATE_HOME=" + t.TempDir()}
	a, b := start(t, env), start(t, env)
	a.expect(promptText)
	b.expect(promptText)
	a.send("\"from a\"\r")
	a.expect("\r\n\"from a\"\r\n" + promptText)
	b.send("\"from b\"\r")
	b.expect("\r\n\"from b\"\r\n" + promptText)
	a.leave()
	b.leave()
	c := start(t, env)
	c.expect(promptText)
	c.send(":history\r")
	c.expect("  \"from a\"\r\n  \"from b\"\r\n")
	c.expect(promptText)
	c.leave()
}

func TestTerminalEditor(t *testing.T) {
	editor := filepath.Join(t.TempDir(), "editor")
	if err := os.WriteFile(editor, []byte("#!/bin/sh\necho '6 * 7' > \"$1\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	c := start(t, []string{"VISUAL=" + editor})
	c.expect(promptText)
	c.send(":edit\r")
	c.expect("\r\n42\r\n" + promptText)
	c.leave()
}

// os.exit in an input leaves, as in a script.
func TestTerminalExit(t *testing.T) {
	c := start(t, nil)
	c.expect(promptText)
	c.send("import os; os.exit(3)\r")
	if code := c.exit(); code != 3 {
		t.Errorf("exit code %d", code)
	}
}

// Several lines that come at once are as many inputs as they would be one after another.
func TestTerminalPaste(t *testing.T) {
	c := start(t, nil)
	c.expect(promptText)
	c.send("let a = 1\rfn f(x) {\r\tif x > 0 {\r\t\treturn x + a\r\t}\r}\rf(41)\r")
	c.expect("\r\n42\r\n" + promptText)
	c.leave()
	if strings.Contains(c.output, "assert") {
		t.Errorf("tabs have listed names: %q", c.output)
	}
}

// What is typed while code runs is there when that has ended.
func TestTerminalTypedAhead(t *testing.T) {
	c := start(t, nil)
	c.expect(promptText)
	c.send("print(\"runs\"); for i in 0..3_000_000 { }\r")
	c.expect("\r\nruns\r\n")
	c.send("6 * 7\r")
	c.expect(promptText)
	c.expect("\r\n42\r\n" + promptText)
	c.leave()
}

func TestTerminalThatKnowsNoColours(t *testing.T) {
	for _, env := range [][]string{{"NO_COLOR=", "TERM=dumb"}, {"NO_COLOR=1", "FORCE_COLOR=1"}} {
		c := start(t, env)
		c.expect(promptText)
		c.send("[1, nowhere]\n")
		c.expect("error[undefined]: `nowhere`")
		c.expect(promptText)
		c.leave()
		if strings.Contains(c.output, "\x1b[1;31m") || strings.Contains(c.output, "\x1b[3") {
			t.Errorf("%q: %q", env, c.output)
		}
	}
	c := start(t, []string{"NO_COLOR=", "TERM=dumb", "FORCE_COLOR=1"})
	c.expect(promptText)
	c.send("7\n")
	c.expect("\x1b[33m7\x1b[0m")
	c.expect(promptText)
	c.leave()
}

// What takes longer than a second says how far it is, and takes that away again.
func TestTerminalProgress(t *testing.T) {
	path := filepath.Join(t.TempDir(), "slow.coro")
	if err := os.WriteFile(path, []byte("test \"endless\" { while true { } }\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := start(t, nil, "test", "--timeout", "1500ms", path)
	c.expect("\r\x1b[K0 of 1 files")
	c.expect("\r\x1b[K")
	c.expect("FAIL")
	c.expect("it takes longer than 1.5s")
	if code := c.exit(); code != exitError {
		t.Errorf("exit code %d", code)
	}
	c = start(t, []string{"TERM=dumb"}, "test", "--timeout", "1100ms", path)
	c.expect("FAIL")
	c.exit()
	if strings.Contains(c.output, "0 of 1") {
		t.Errorf("%q", c.output)
	}
}

func TestTerminalInterruptStopsTests(t *testing.T) {
	path := filepath.Join(t.TempDir(), "slow.coro")
	if err := os.WriteFile(path, []byte("test \"endless\" { while true { } }\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := start(t, nil, "test", path)
	c.expect("0 of 1 files")
	c.send(ctrlC)
	c.expect("the tests were stopped")
	if code := c.exit(); code != exitInterrupted {
		t.Errorf("exit code %d", code)
	}
}
