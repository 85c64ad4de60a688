package source

// The one renderer of diagnostics.

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

const (
	defaultWidth = 100
	minWidth     = 20
	tabWidth     = 4
)

// Renderer prints diagnostics with their source lines:
//
//	error[unexpected-token]: expected an expression, found `)`
//	 --> main.coro:3:9
//	  |
//	3 | let x = )
//	  |         ^ an expression must stand here
//	  = hint: …
//
// The zero value prints without colour.
type Renderer struct {
	Color bool // emit ANSI colour sequences
	Width int  // of the source excerpt in terminal cells; 0 means 100
}

// Fprint writes the diagnostics with a blank line between them.
func (r Renderer) Fprint(w io.Writer, ds ...Diagnostic) error {
	_, err := io.WriteString(w, r.Sprint(ds...))
	return err
}

// Sprint returns what Fprint writes.
func (r Renderer) Sprint(ds ...Diagnostic) string {
	var b strings.Builder
	for i, d := range ds {
		if i > 0 {
			b.WriteByte('\n')
		}
		r.diagnostic(&b, d)
	}
	return b.String()
}

func (r Renderer) diagnostic(b *strings.Builder, d Diagnostic) {
	c := red
	if d.Warning {
		c = yellow
	}
	fmt.Fprintf(b, "%s: %s\n", r.paint(c, d.title()), r.paint(bold, message(d.Message)))
	if d.File != nil {
		r.excerpt(b, d.File, d.Span, d.Label, c)
	}
	if d.Hint != "" {
		fmt.Fprintf(b, "  = %s: %s\n", r.paint(cyan, "hint"), clean(d.Hint))
	}
	for _, n := range d.Notes {
		fmt.Fprintf(b, "%s: %s\n", r.paint(cyan, "note"), clean(n.Message))
		if d.File != nil {
			r.excerpt(b, d.File, n.Span, "", cyan)
		}
	}
}

// Excerpt returns the place and the line of a span, with carets under it.
func (r Renderer) Excerpt(f *File, s Span) string {
	var b strings.Builder
	r.excerpt(&b, f, s, "", red)
	return b.String()
}

// excerpt prints the place and the line of a span with carets under it. A span
// of several lines is underlined to the end of its first.
func (r Renderer) excerpt(b *strings.Builder, f *File, s Span, label string, c color) {
	line, column := f.Position(int(s.Start))
	whole := f.LineSpan(line)
	start := min(int(s.Start), int(whole.End)) - int(whole.Start)
	end := min(max(int(s.End), int(s.Start)), int(whole.End)) - int(whole.Start)
	number := fmt.Sprint(line)
	margin := strings.Repeat(" ", len(number))
	bar := r.paint(blue, "|")

	text, before, under := r.window(f.Text[whole.Start:whole.End], start, max(start, end))
	fmt.Fprintf(b, "%s%s %s:%d:%d\n", margin, r.paint(blue, "-->"), clean(f.Name), line, column)
	fmt.Fprintf(b, "%s %s\n", margin, bar)
	fmt.Fprintf(b, "%s\n", strings.TrimRight(fmt.Sprintf("%s %s %s", r.paint(blue, number), bar, text), " "))
	caret := strings.Repeat("^", max(1, under))
	if label != "" {
		caret += " " + clean(label)
	}
	fmt.Fprintf(b, "%s %s %s%s\n", margin, bar, strings.Repeat(" ", before), r.paint(c, caret))
}

// window cuts the part of a line around the bytes [start, end) that fits into
// the width, and returns it as it is to be printed with the number of cells
// before and under the span. Its cost is bounded by the width, not by the line.
func (r Renderer) window(line string, start, end int) (text string, before, under int) {
	width := r.Width
	if width <= 0 {
		width = defaultWidth
	}
	width = max(width, minWidth)
	from := 0
	if _, used := cells(line, width); used > width-4 {
		from = retreat(line, start, width/2)
	}
	head, before := cells(line[from:start], width)
	if from > 0 {
		head, before = "…"+head, before+1
	}
	marked, under := cells(line[start:end], width-before)
	tail, _ := cells(line[end:], width-before-under)
	text = head + marked + tail
	if under >= width-before || strings.HasSuffix(tail, "…") {
		return strings.TrimRight(text, "…") + "…", before, under
	}
	return text, before, under
}

// retreat returns the offset of the character at most n characters before
// offset; the whole head of the line when it is short.
func retreat(line string, offset, n int) int {
	used := 0
	for offset > 0 && used < n {
		c, size := utf8.DecodeLastRuneInString(line[:offset])
		used += cellsOf(c)
		offset -= size
	}
	return offset
}

// cells renders text into at most limit terminal cells, tabs as blanks, and
// returns it with the number of cells it takes. Text that was cut ends in `…`.
func cells(text string, limit int) (string, int) {
	var b strings.Builder
	used := 0
	for _, c := range text {
		w := cellsOf(c)
		if used+w > limit {
			return b.String() + "…", used
		}
		used += w
		if c == '\t' {
			b.WriteString(strings.Repeat(" ", tabWidth))
		} else {
			b.WriteRune(printable(c))
		}
	}
	return b.String(), used
}

type color string

const (
	bold   color = "\x1b[1m"
	red    color = "\x1b[1;31m"
	yellow color = "\x1b[1;33m"
	blue   color = "\x1b[34m"
	cyan   color = "\x1b[1;36m"
)

func (r Renderer) paint(c color, text string) string {
	if !r.Color || text == "" {
		return text
	}
	return string(c) + text + "\x1b[0m"
}
