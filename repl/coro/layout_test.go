package main

// What a person sees of the interactive loop: the screen of a real terminal program.

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// screen is a window of tmux in which the command runs.
type screen struct {
	t      *testing.T
	socket string
}

// newScreen starts the command in a window of 40 columns and 12 rows.
func newScreen(t *testing.T) *screen {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("there is no tmux")
	}
	dir := t.TempDir()
	s := &screen{t: t, socket: filepath.Join(dir, "tmux")}
	s.tmux("-f", "/dev/null", "new-session", "-d", "-x", "40", "-y", "12", "env", "NO_COLOR=1", "TERM=screen", "XDG_STATE_HOME="+dir, "coro")
	t.Cleanup(func() { s.tmux("kill-server") })
	return s
}

func (s *screen) tmux(args ...string) string {
	s.t.Helper()
	cmd := exec.Command("tmux", append([]string{"-u", "-S", s.socket}, args...)...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		s.t.Fatalf("tmux %q: %v\n%s", args, err, out)
	}
	return string(out)
}

func (s *screen) text(text string) { s.t.Helper(); s.tmux("send-keys", "-l", text) }

func (s *screen) keys(keys ...string) {
	s.t.Helper()
	s.tmux(append([]string{"send-keys"}, keys...)...)
}

// expect waits until the last lines of the screen are these, the cursor at `|`.
func (s *screen) expect(want ...string) {
	s.t.Helper()
	got := ""
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		got = strings.TrimRight(s.tmux("capture-pane", "-p"), "\n")
		cursor := strings.TrimSpace(s.tmux("display-message", "-p", "#{cursor_x}"))
		if strings.HasSuffix("\n"+got+"\ncursor "+cursor, "\n"+strings.Join(want, "\n")) {
			return
		}
		got += "\ncursor " + cursor
	}
	s.t.Fatalf("the screen ends with\n%s\nnot with\n%s", got, strings.Join(want, "\n"))
}

func TestLayout(t *testing.T) {
	s := newScreen(t)
	s.expect("coro>", "cursor 6")
	// A line that is longer than the screen, with characters of two cells, of which none
	// is cut in two.
	s.text(`"日本語日本語日本語日本語日本語日本語日本語"`)
	s.expect("coro> \"日本語日本語日本語日本語日本語日", "本語日本語\"", "cursor 11")
	s.keys("Left", "Left", "BSpace")
	s.expect("coro> \"日本語日本語日本語日本語日本語日", "本語日語\"", "cursor 6")
	s.keys("Enter")
	s.expect("\"日本語日本語日本語日本語日本語日本語日", "語\"", "coro>", "cursor 6")

	// An input of several lines is recalled as one, and can be edited.
	s.text("fn f(a) {")
	s.keys("Enter")
	s.expect("   1>", "cursor 6")
	s.text("    a")
	s.keys("Enter")
	s.text("}")
	s.keys("Enter", "Up", "Left", "Left", "BSpace")
	s.text("return a + 1")
	s.expect("coro> fn f(a) {⏎    return a + 1⏎}", "cursor 32")
	s.keys("Enter")
	s.expect("coro>", "cursor 6")
	s.text("f(41)")
	s.keys("Enter")
	s.expect("42", "coro>", "cursor 6")

	// The ways to go on stand below the line, which comes again.
	s.text("[1].re")
	s.keys("Tab", "Tab")
	s.expect("reduce remove reverse", "coro> [1].re", "cursor 12")
	s.keys("C-c")

	// What is wider than the screen is broken.
	s.text("list(0..30)")
	s.keys("Enter")
	s.expect("[", "    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,", "    11, 12, 13, 14, 15, 16, 17, 18, 19,", "    20, 21, 22, 23, 24, 25, 26, 27, 28,", "    29,", "]", "coro>", "cursor 6")
}
