package repl

// The history file, and how an input of several lines becomes one entry.

import (
	"bufio"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// maxHistory is the number of inputs that are kept; a file with twice as many
// is cut when it is opened.
const maxHistory = 1000

// foldMark stands for a line break in an entry of the history: an entry is one
// line, on the terminal (liner cannot show another) and in the file. Who wants
// the character itself in a program writes \u{23CE}.
const foldMark = "⏎"

func fold(input string) string   { return strings.ReplaceAll(input, "\n", foldMark) }
func unfold(entry string) string { return strings.ReplaceAll(entry, foldMark, "\n") }

// History is the inputs of this session and of those before, in a file that
// only the user can read. Several sessions may append to one file. A nil
// History remembers nothing.
//
// It opens the file for each entry: another session may have replaced it by a shorter one.
type History struct {
	entries []string
	path    string
}

// HistoryPath is where the history of the user is kept, by the XDG base
// directory rules; "" if the user has no home.
func HistoryPath() string {
	dir := os.Getenv("XDG_STATE_HOME")
	if !filepath.IsAbs(dir) {
		home, err := os.UserHomeDir()
		if err != nil {
			return ""
		}
		dir = filepath.Join(home, ".local", "state")
	}
	return filepath.Join(dir, "coro", "history")
}

// OpenHistory reads the file; it and its folder are made if need be.
func OpenHistory(path string) (*History, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	h := &History{path: path}
	if err := h.read(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if len(h.entries) >= 2*maxHistory {
		h.entries = h.entries[len(h.entries)-maxHistory:]
		if err := rewrite(path, h.entries); err != nil {
			return nil, err
		}
	}
	file, err := h.open()
	if err != nil {
		return nil, err
	}
	return h, errors.Join(file.Chmod(0o600), file.Close()) // it may be older than this rule
}

func (h *History) open() (*os.File, error) {
	return os.OpenFile(h.path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
}

func (h *History) read(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for entry := range strings.Lines(string(text)) {
		if entry = strings.TrimRight(entry, "\r\n"); entry != "" {
			h.entries = append(h.entries, unfold(strings.ToValidUTF8(entry, "�")))
		}
	}
	return nil
}

// rewrite replaces the file by one with these entries, all at once.
func rewrite(path string, entries []string) error {
	temp, err := os.CreateTemp(filepath.Dir(path), "history")
	if err != nil {
		return err
	}
	w := bufio.NewWriter(temp)
	for _, entry := range entries {
		_, _ = w.WriteString(fold(entry) + "\n") // Flush returns the error
	}
	if err := errors.Join(w.Flush(), temp.Close()); err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	return os.Rename(temp.Name(), path)
}

// Entries returns the inputs of earlier sessions, oldest first.
func (h *History) Entries() []string {
	if h == nil {
		return nil
	}
	return h.entries
}

// Append adds an input to the file at once, so that it survives the end of the
// process whatever that is. A failure only costs the entry.
func (h *History) Append(input string) {
	if h == nil {
		return
	}
	if file, err := h.open(); err == nil {
		_, _ = file.WriteString(fold(input) + "\n")
		_ = file.Close()
	}
}
