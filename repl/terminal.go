package repl

// A LineReader with editing and history: the only place that knows liner.

import (
	"io"
	"os"
	"slices"

	"github.com/peterh/liner"
)

// Terminal reads lines from the terminal that is standard input.
//
// Liner puts the terminal into raw mode when it is made and leaves it so
// between prompts; code that runs then would find no echo and no line editing.
// It makes Ctrl-C a key only after it has shown the prompt; one that comes in
// between would be a signal, for which the kernel drops what was typed.
// Invariant: the mode is raw only inside ReadLine, and there no key is a signal.
type Terminal struct {
	state       *liner.State
	cooked, raw liner.ModeApplier
	history     *History
	entered     []string // in this session
}

// NewTerminal returns a reader of the terminal on standard input and output. A
// terminal that cannot move its cursor gets a [Plain] reader. The history may
// be nil.
func NewTerminal(history *History) (LineReader, error) {
	if !liner.TerminalSupported() {
		return NewPlain(os.Stdin, os.Stdout), nil
	}
	cooked, err := liner.TerminalMode()
	if err != nil {
		return nil, err
	}
	t := &Terminal{cooked: cooked, history: history, state: liner.NewLiner()}
	t.state.SetCtrlCAborts(true)
	t.state.SetMultiLineMode(true)
	for _, input := range history.Entries() {
		t.state.AppendHistory(fold(input))
	}
	if err := muteSignals(); err != nil {
		return nil, err
	}
	if t.raw, err = liner.TerminalMode(); err != nil {
		return nil, err
	}
	return t, t.cooked.ApplyMode()
}

// ReadLine implements [LineReader].
func (t *Terminal) ReadLine(prompt string) (string, error) {
	if err := t.raw.ApplyMode(); err != nil {
		return "", err
	}
	text, err := t.state.Prompt(prompt)
	if modeErr := t.cooked.ApplyMode(); err == nil {
		err = modeErr
	}
	switch err {
	case liner.ErrPromptAborted:
		return "", ErrInterrupted
	case io.EOF:
		_, _ = io.WriteString(os.Stdout, "\n")
	}
	return unfold(text), err
}

// SetCompleter implements [Completer]. Liner counts characters, not bytes.
func (t *Terminal) SetCompleter(complete func(line string, pos int) (string, []string, string)) {
	t.state.SetTabCompletionStyle(liner.TabPrints)
	t.state.SetWordCompleter(func(line string, pos int) (string, []string, string) {
		text := string([]rune(line)[:pos])
		head, words, tail := complete(unfold(line), len(unfold(text)))
		return fold(head), words, fold(tail)
	})
}

// History implements [Completer].
func (t *Terminal) History() []string { return append(slices.Clone(t.history.Entries()), t.entered...) }

// Remember implements [LineReader].
func (t *Terminal) Remember(input string) {
	t.state.AppendHistory(fold(input))
	t.history.Append(input)
	t.entered = append(t.entered, input)
}

// Close implements [LineReader].
func (t *Terminal) Close() error {
	return t.state.Close()
}
