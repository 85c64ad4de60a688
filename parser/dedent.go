package parser

// The indentation of `"""` literals.

import "strings"

// textLine is a line of a `"""` literal, or the part of one before or after an
// interpolation.
type textLine struct {
	piece        // without the line break
	of      int  // the index of the piece it belongs to
	start   bool // it is the start of a line
	newline bool // a line break follows
}

// dedent fills in the values of the pieces of a `"""` literal. A first line that
// is blank goes, and a last line that is blank with the line break before it.
// The blanks that all other lines start with go as well; of the blank lines only
// the last has a say in that, the others become empty. The text right after the
// opening quotes is no start of a line.
func (p *parser) dedent(pieces []piece) {
	lines := splitLines(pieces)
	margin := commonMargin(lines)
	if first := lines[0]; first.newline && isBlank(first.raw) {
		lines = lines[1:]
	}
	last := len(lines) - 1
	closing := lines[last].start && isBlank(lines[last].raw)
	if closing {
		lines = lines[:last]
	}
	texts := make([]strings.Builder, len(pieces))
	for i, line := range lines {
		switch {
		case line.start && line.newline && isBlank(line.raw):
			line.raw = ""
		case line.start:
			line.raw = line.raw[len(margin):]
			line.offset += len(margin)
		}
		p.unescapeTo(&texts[line.of], line.piece)
		if line.newline && !(closing && i == last-1) {
			texts[line.of].WriteByte('\n')
		}
	}
	for i := range pieces {
		pieces[i].value = texts[i].String()
	}
}

// splitLines returns the lines of a literal; it has at least one.
func splitLines(pieces []piece) []textLine {
	var lines []textLine
	for i, t := range pieces {
		line := textLine{piece: t, of: i}
		for {
			text, rest, newline := strings.Cut(line.raw, "\n")
			line.raw, line.newline = text, newline
			if newline {
				line.raw = strings.TrimSuffix(text, "\r")
			}
			lines = append(lines, line)
			if !newline {
				break
			}
			line = textLine{piece: piece{raw: rest, offset: line.offset + len(text) + 1}, of: i, start: true}
		}
	}
	return lines
}

// commonMargin returns the blanks that all lines start with.
func commonMargin(lines []textLine) string {
	margin, found := "", false
	for _, line := range lines {
		if !line.start || line.newline && isBlank(line.raw) {
			continue
		}
		indent := line.raw[:len(line.raw)-len(strings.TrimLeft(line.raw, " \t"))]
		if !found {
			margin, found = indent, true
		}
		for !strings.HasPrefix(indent, margin) {
			margin = margin[:len(margin)-1]
		}
	}
	return margin
}

func isBlank(text string) bool { return strings.TrimLeft(text, " \t\r") == "" }
