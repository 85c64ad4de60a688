package source

// Diagnostics as values, and lists of them as errors.

import (
	"fmt"
	"slices"
	"strings"
)

// Diagnostic is one thing that is wrong with a program. Message says what is
// wrong, lower case and without a full stop; Label stands next to the caret and
// may be empty; Hint says what to do and may be empty.
type Diagnostic struct {
	File    *File  // nil for text that is not at hand
	Code    string // stable, lower case, words joined by '-'; "" for an error without one
	Span    Span
	Message string
	Label   string
	Hint    string
	Notes   []Note

	Warning    bool // the program is correct, but most likely not what is meant
	Incomplete bool // more text after the end of the file could mend it
}

// Note is a second place that explains a diagnostic, such as the bracket that
// was opened and never closed.
type Note struct {
	Span    Span
	Message string
}

// Error returns `name:line:column: error[code]: message` on one line.
func (d Diagnostic) Error() string {
	if d.File == nil {
		return d.title() + ": " + d.Message
	}
	line, column := d.File.Position(int(d.Span.Start))
	return fmt.Sprintf("%s:%d:%d: %s: %s", d.File.Name, line, column, d.title(), d.Message)
}

// Diagnostics is all that is wrong with a program, in the order of the text.
type Diagnostics []Diagnostic

// Error returns one line a diagnostic; a Renderer prints more.
func (ds Diagnostics) Error() string {
	lines := make([]string, len(ds))
	for i, d := range ds {
		lines[i] = d.Error()
	}
	return strings.Join(lines, "\n")
}

// Err returns the list as an error, or nil when it is empty.
func (ds Diagnostics) Err() error {
	if len(ds) == 0 {
		return nil
	}
	return ds
}

// Unwrap lets errors.As reach each Diagnostic.
func (ds Diagnostics) Unwrap() []error {
	errs := make([]error, len(ds))
	for i, d := range ds {
		errs[i] = d
	}
	return errs
}

// Sort orders the list by place, keeping the order of those in one place.
func (ds Diagnostics) Sort() {
	slices.SortStableFunc(ds, func(a, b Diagnostic) int {
		return int(a.Span.Start) - int(b.Span.Start)
	})
}

// title is what a message begins with.
func (d Diagnostic) title() string {
	word := "error"
	if d.Warning {
		word = "warning"
	}
	if d.Code == "" {
		return word
	}
	return word + "[" + d.Code + "]"
}
