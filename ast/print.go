package ast

// The printer: a tree as source text again.

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/coro-lang/coro/lexer/source"
)

// Print returns a module as source in the one format of the language. It takes a
// tree that parsed without diagnostics, and is safe for concurrent use.
//
// What it prints parses to the same tree, and prints as itself. Where the source
// leaves a choice, that of the writer is kept: a block, list or chain that was
// broken over lines stays so, and literals stand as they were written. What does not
// fit into a line is broken where it can be, outermost brackets first. Comments stay
// at their statement, member, arm or element; a `/* */` of one line in an expression stays
// at its operand, what else there is in one follows the statement. Without a File, all
// stands on as few lines as it can.
func Print(m *Module) string {
	p := printer{file: m.File, module: m, opened: make(map[uint32]bool)}
	if p.file == nil {
		p.file = source.NewFile("", "")
	}
	if text := strings.TrimPrefix(p.file.Text, "\ufeff"); strings.HasPrefix(text, "#!") {
		first, _, _ := strings.Cut(text, "\n")
		p.write(strings.TrimRight(first, " \t\r"), "\n")
	}
	p.list(len(m.Stmts), spans(m.Stmts), func(i int) { p.stmt(m.Stmts[i]) }, uint32(len(p.file.Text)))
	return p.aligned()
}

const (
	// indentation is what stands before a line for each block around it.
	indentation = "    "

	// lineLimit is how many characters stand in a line that can be broken.
	lineLimit = 100

	// maxIndent is how far startsLine looks back.
	maxIndent = 1000
)

type printer struct {
	b        []byte
	file     *source.File
	module   *Module
	level    int           // blocks around this place
	comment  int           // comments printed so far
	verbatim []source.Span // what was printed with the comments in it, and they are not passed
	behind   []int         // where comments stand behind code in b, with a blank before each
	last     uint32        // offset in the source behind what was printed last

	column  int             // characters in the line so far
	trying  bool            // an attempt is under way, and nothing since its start has broken the line
	tooLong bool            // the attempt has failed; nothing is printed until its end
	opened  map[uint32]bool // offsets of braces that stand on lines of their own whatever the source says
}

func (p *printer) write(parts ...string) {
	for _, s := range parts {
		if p.tooLong {
			return
		}
		first, _, breaks := strings.Cut(s, "\n")
		p.column += utf8.RuneCountInString(first)
		if p.trying && p.column > lineLimit {
			p.tooLong = true
			return
		}
		if breaks {
			p.trying = false
			p.column = utf8.RuneCountInString(s[strings.LastIndexByte(s, '\n')+1:])
		}
		p.b = append(p.b, s...)
	}
}

// fits prints what need not be broken, and reports whether its first line is short
// enough. If not, it leaves everything as it was. What is broken anyway decides about
// its further lines itself, so an attempt costs no more than a line.
func (p *printer) fits(print func()) bool {
	if p.trying {
		print()
		return true
	}
	before := *p
	p.trying = true
	print()
	if p.tooLong {
		*p = before
		return false
	}
	p.trying = false
	return true
}

// line starts a line.
func (p *printer) line() {
	p.write("\n", strings.Repeat(indentation, p.level))
}

// source returns what was written in a place, or what to write in a tree that
// has no text.
func (p *printer) source(at source.Span, otherwise string) string {
	if text := p.file.Slice(at); text != "" {
		return text
	}
	return otherwise
}

// broken reports whether a line break stands between two offsets.
func (p *printer) broken(start, end uint32) bool {
	return start < end && strings.Contains(p.file.Slice(source.Span{Start: start, End: end}), "\n")
}

// list prints what stands on lines of its own, n items and the comments between
// them, up to the offset end.
func (p *printer) list(n int, span func(int) source.Span, print func(int), end uint32) {
	first := true
	for i := range n {
		p.commentsBefore(span(i).Start, &first)
		p.startItem(span(i).Start, &first)
		print(i)
		p.last = span(i).End
		next := end
		if i+1 < n {
			next = span(i + 1).Start
		}
		p.commentBehind(next)
	}
	p.commentsBefore(end, &first)
	if p.level == 0 && !first {
		p.write("\n")
	}
}

// startItem starts the line of an item, behind an empty one if the source has
// any there.
func (p *printer) startItem(start uint32, first *bool) {
	if p.level > 0 || !*first {
		if !*first && p.blankLine(p.last, start) {
			p.write("\n")
		}
		p.line()
	}
	*first = false
}

// blankLine reports whether an empty line stands between two offsets.
func (p *printer) blankLine(start, end uint32) bool {
	if start >= end {
		return false
	}
	lines := strings.Split(p.file.Slice(source.Span{Start: start, End: end}), "\n")
	return len(lines) > 2 && slices.ContainsFunc(lines[1:len(lines)-1], func(line string) bool { return strings.TrimSpace(line) == "" })
}

// braces prints `{ … }` around items: on one line if the source does, else each
// on a line of its own. The separator stands between items on one line.
func (p *printer) braces(open, closer source.Span, n int, span func(int) source.Span, print func(int), separator string) {
	comments := p.hasComment(closer.Start)
	flat := func() {
		p.write("{ ")
		for i := range n {
			if i > 0 {
				p.write(separator)
			}
			print(i)
		}
		p.write(" }")
	}
	switch {
	case n == 0 && !comments:
		p.write("{}")
	case p.opened[open.Start] || p.broken(open.End, closer.Start):
		p.lines(open, closer, n, span, print)
	case !comments && p.fits(flat):
	case comments && p.hasInline(closer.Start) && p.oneLine(open.Start, closer.Start, flat):
	default:
		p.lines(open, closer, n, span, print)
	}
	p.last = closer.End
}

// oneLine prints what stands between braces by flat, and reports whether that has taken
// all comments before an offset and broken no line. If not, nothing is printed.
func (p *printer) oneLine(open, end uint32, flat func()) bool {
	before := *p
	if !p.fits(flat) || p.tooLong {
		return p.tooLong
	}
	if !p.hasComment(end) && !bytes.Contains(p.b[len(before.b):], []byte("\n")) {
		return true
	}
	*p = before
	p.opened[open] = true // also for attempts around it, or braces inside of each other are tried 2^n times
	return false
}

// lines prints `{ … }` around items on lines of their own.
func (p *printer) lines(open, closer source.Span, n int, span func(int) source.Span, print func(int)) {
	p.write("{")
	p.level++
	p.last = open.End
	p.list(n, span, print, closer.Start)
	p.level--
	p.line()
	p.write("}")
}

// open makes blocks stand on lines of their own.
func (p *printer) open(blocks ...*Block) {
	opened := maps.Clone(p.opened) // an attempt may have to forget it
	for _, b := range blocks {
		opened[b.Open.At.Start] = true
	}
	p.opened = opened
}

// startsLine reports whether nothing but blanks stands before an offset in its
// line.
func (p *printer) startsLine(offset uint32) bool {
	start := offset - min(offset, maxIndent)
	before := p.file.Slice(source.Span{Start: start, End: offset})
	return strings.HasSuffix(strings.TrimRight(before, " \t"), "\n")
}

// elements prints what stands between brackets with commas: on one line, or, if the
// first starts a line in the source, in the rows of the source, or, if a line gets too
// long, each on its own. A closer that begins with a comma has it only on one line.
func (p *printer) elements(open, closer string, n int, span func(int) source.Span, print func(int)) {
	p.write(open)
	if n == 0 {
		p.write(closer)
		return
	}
	end := p.closing(span(n - 1).End)
	byRows := p.startsLine(span(0).Start) || p.commented(n, span, end)
	if !byRows && p.fits(func() { p.row(0, n, print); p.write(closer) }) {
		return
	}
	starts := []int{0} // of rows, and the end
	for i := 1; i < n; i++ {
		if !byRows || p.startsLine(p.inlineStart(span(i).Start)) {
			starts = append(starts, i)
		}
	}
	starts = append(starts, n)
	p.level++
	p.last = span(0).Start
	p.list(len(starts)-1, func(i int) source.Span { return span(starts[i]).To(span(starts[i+1] - 1)) }, func(i int) {
		if !p.fits(func() { p.row(starts[i], starts[i+1], print); p.write(",") }) {
			p.rows(starts[i], starts[i+1], span, print)
		}
	}, end)
	p.level--
	p.line()
	p.write(strings.TrimPrefix(closer, ","))
}

// row prints some elements of a list on one line.
func (p *printer) row(from, to int, print func(int)) {
	for i := from; i < to; i++ {
		if i > from {
			p.write(", ")
		}
		print(i)
	}
}

// rows prints some elements of a list, each on a line of its own.
func (p *printer) rows(from, to int, span func(int) source.Span, print func(int)) {
	for i := from; i < to; i++ {
		if i > from {
			first := false
			p.commentBehind(span(i).Start)
			p.commentsBefore(span(i).Start, &first)
			p.line()
		}
		print(i)
		p.last = span(i).End
		p.write(",")
	}
}

// spans returns the places of nodes by index.
func spans[N Node](nodes []N) func(int) source.Span {
	return func(i int) source.Span { return nodes[i].Span() }
}
