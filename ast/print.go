package ast

// The printer: a tree as source text again.

import (
	"strings"

	"github.com/coro-lang/coro/lexer"
	"github.com/coro-lang/coro/lexer/source"
)

// Print returns a module as source in the one format of the language. It takes a
// tree that parsed without diagnostics, and is safe for concurrent use.
//
// What it prints parses to the same tree, and prints as itself. Where the source
// leaves a choice, that of the writer is kept: a block, list or chain that was
// broken over lines stays so, and literals stand as they were written. Comments
// stay at their statement, member or arm; one inside of an expression follows
// the statement. Without a File, all stands on as few lines as it can.
func Print(m *Module) string {
	p := printer{file: m.File, module: m}
	if p.file == nil {
		p.file = source.NewFile("", "")
	}
	p.list(len(m.Stmts), func(i int) source.Span { return m.Stmts[i].Span() },
		func(i int) { p.stmt(m.Stmts[i]) }, uint32(len(p.file.Text)))
	return p.b.String()
}

const (
	// indentation is what stands before a line for each block around it.
	indentation = "  "

	// maxIndent is how far startsLine looks back.
	maxIndent = 1000
)

type printer struct {
	b        strings.Builder
	file     *source.File
	module   *Module
	level    int           // blocks around this place
	comment  int           // comments printed so far
	verbatim []source.Span // what was printed with the comments in it, and they are not passed
	last     uint32        // offset in the source behind what was printed last
}

func (p *printer) write(parts ...string) {
	for _, s := range parts {
		p.b.WriteString(s)
	}
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
		between := p.file.Slice(source.Span{Start: p.last, End: max(p.last, start)})
		if !*first && strings.Count(between, "\n") > 1 {
			p.write("\n")
		}
		p.line()
	}
	*first = false
}

// commentsBefore prints the comments before an offset on lines of their own.
func (p *printer) commentsBefore(end uint32, first *bool) {
	for c := p.pending(); c != nil && c.Span.Start < end; c = p.pending() {
		p.comment++
		p.startItem(c.Span.Start, first)
		p.write(p.file.Slice(c.Span))
		p.last = max(p.last, c.Span.End)
	}
}

// commentBehind prints the comment before an offset that stands in the line of the
// item before.
func (p *printer) commentBehind(end uint32) {
	c := p.pending()
	if c == nil || c.Span.Start < p.last || c.Span.Start >= end || p.broken(p.last, c.Span.Start) || c.Doc {
		return
	}
	p.comment++
	p.write(" ", p.file.Slice(c.Span))
	p.last = c.Span.End
}

// hasComment reports whether a comment before an offset is not printed yet.
func (p *printer) hasComment(end uint32) bool {
	c := p.pending()
	return c != nil && c.Span.Start < end
}

// pending returns the first comment that is not printed yet, or nil.
func (p *printer) pending() *lexer.Comment {
	for ; p.comment < len(p.module.Comments); p.comment++ {
		c := &p.module.Comments[p.comment]
		for len(p.verbatim) > 0 && p.verbatim[0].End <= c.Span.Start {
			p.verbatim = p.verbatim[1:]
		}
		if len(p.verbatim) == 0 || c.Span.Start < p.verbatim[0].Start {
			return c
		}
	}
	return nil
}

// doc prints the doc comment of a declaration that has no text to be taken from.
func (p *printer) doc(doc string) {
	if doc == "" || len(p.module.Comments) > 0 {
		return
	}
	for text := range strings.SplitSeq(doc, "\n") {
		p.write(strings.TrimRight("/// "+text, " "))
		p.line()
	}
}

// braces prints `{ … }` around items: on one line if the source does, else each
// on a line of its own. The separator stands between items on one line.
func (p *printer) braces(open, closer source.Span, n int, span func(int) source.Span, print func(int), separator string) {
	comments := p.hasComment(closer.Start)
	switch {
	case n == 0 && !comments:
		p.write("{}")
	case !comments && !p.broken(open.End, closer.Start):
		p.write("{ ")
		for i := range n {
			if i > 0 {
				p.write(separator)
			}
			print(i)
		}
		p.write(" }")
	default:
		p.write("{")
		p.level++
		p.last = open.End
		p.list(n, span, print, closer.Start)
		p.level--
		p.line()
		p.write("}")
	}
	p.last = closer.End
}

// startsLine reports whether nothing but blanks stands before an offset in its
// line.
func (p *printer) startsLine(offset uint32) bool {
	start := offset - min(offset, maxIndent)
	before := p.file.Slice(source.Span{Start: start, End: offset})
	return strings.HasSuffix(strings.TrimRight(before, " \t"), "\n")
}

// elements prints what stands between brackets with commas: on one line, or, if
// the first starts a line in the source, each on its own.
func (p *printer) elements(open, closer string, n int, span func(int) source.Span, print func(int)) {
	p.write(open)
	if n > 0 && p.startsLine(span(0).Start) {
		p.level++
		for i := range n {
			p.line()
			print(i)
			p.write(",")
		}
		p.level--
		p.line()
	} else {
		for i := range n {
			if i > 0 {
				p.write(", ")
			}
			print(i)
		}
	}
	p.write(closer)
}

// spans returns the places of nodes by index.
func spans[N Node](nodes []N) func(int) source.Span {
	return func(i int) source.Span { return nodes[i].Span() }
}
