package ast

// The printer: comments.

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/coro-lang/coro/lexer"
	"github.com/coro-lang/coro/lexer/source"
)

// commentsBefore prints the comments before an offset on lines of their own.
func (p *printer) commentsBefore(end uint32, first *bool) {
	if !p.hasComment(end) {
		return
	}
	semicolon := p.lastSemicolon(end)
	for c := p.pending(); c != nil && c.Span.Start < end; c = p.pending() {
		p.comment++
		p.startItem(c.Span.Start, first)
		text := p.file.Slice(c.Span)
		if c.Doc && (c.Span.Start < p.last || int(c.Span.Start) < semicolon) { // of the item before; it must not become the doc of the next
			text = "//" + strings.TrimLeft(text, "/")
		}
		p.write(text)
		p.last = max(p.last, c.Span.End)
	}
}

// lastSemicolon returns where the last `;` stands that is between two comments to come, or
// behind them, before an offset; -1 if there is none.
func (p *printer) lastSemicolon(end uint32) int {
	last, start := -1, end
	look := func(until uint32) {
		if i := strings.LastIndexByte(p.file.Text[min(start, until):until], ';'); i >= 0 {
			last = int(start) + i
		}
	}
	for _, c := range p.module.Comments[p.comment:] {
		if c.Span.Start >= end {
			break
		}
		look(c.Span.Start)
		start = c.Span.End
	}
	look(end)
	return last
}

// commentBehind prints the comments before an offset that stand in the line of the
// item before.
func (p *printer) commentBehind(end uint32) {
	for first := true; ; first = false {
		c := p.pending()
		if c == nil || c.Span.Start < p.last || c.Span.Start >= end || p.broken(p.last, c.Span.Start) || c.Doc {
			return
		}
		p.comment++
		if first {
			p.behind = append(p.behind, len(p.b))
		}
		p.write(" ", p.file.Slice(c.Span))
		p.last = c.Span.End
	}
}

// inlineBefore prints the `/* */` comments of one line before an offset in an expression.
func (p *printer) inlineBefore(start uint32) {
	for p.inlineComment(start) {
		p.write(" ")
	}
}

// inline prints the `/* */` comments of one line before an offset, with separators
// between them.
func (p *printer) inline(end uint32, separator string) {
	for first := true; p.hasInline(end); first = false {
		if !first {
			p.write(separator)
		}
		p.inlineComment(end)
	}
}

// inlineComment prints the next comment if it stands before an offset and is one that
// code may follow, and reports whether it is.
func (p *printer) inlineComment(end uint32) bool {
	if !p.hasInline(end) {
		return false
	}
	c := p.pending()
	p.comment++
	p.write(p.file.Slice(c.Span))
	p.last = max(p.last, c.Span.End)
	return true
}

func (p *printer) hasInline(end uint32) bool {
	c := p.pending()
	if c == nil || c.Span.Start >= end {
		return false
	}
	text := p.file.Slice(c.Span)
	return strings.HasPrefix(text, "/*") && !strings.Contains(text, "\n")
}

// What stands behind comments that are not inside of an expression, in which a map may be
// closed.
const (
	endOfExpr  = ";/}"
	endOfEntry = ";/"
)

// inlineBehind prints the comments that stand between an operand, which ends at an
// offset, and more of the expression. One at the end of a statement or line is for
// commentBehind.
func (p *printer) inlineBehind(end uint32, stops string) {
	last := end
	for i := p.comment; i < len(p.module.Comments); i++ {
		at := p.module.Comments[i].Span
		if at.Start < last || strings.Trim(p.file.Text[last:at.Start], " \t") != "" || !strings.HasPrefix(p.file.Slice(at), "/*") {
			break
		}
		last = at.End
	}
	if last == end || p.endsAt(last, stops) {
		return
	}
	for p.hasInline(last) {
		p.write(" ")
		p.inlineComment(last)
	}
}

// endsAt reports whether an expression does not go on behind an offset: there is one of
// some bytes, or a line ends and the next one begins with no `.`, `?.` or `|>`.
func (p *printer) endsAt(offset uint32, stops string) bool {
	line := strings.TrimLeft(p.file.Text[offset:], " \t\r")
	rest := strings.TrimLeft(line, "\n \t\r")
	if rest == "" || strings.IndexByte(stops, rest[0]) >= 0 {
		return true
	}
	goesOn := strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, "?.") || strings.HasPrefix(rest, "|>")
	return line[0] == '\n' && !goesOn
}

// aligned returns what was printed, with the comments behind code one below the other
// in lines that follow each other.
func (p *printer) aligned() string {
	var out []byte
	from := 0
	for i := 0; i < len(p.behind); {
		run, widest := i, 0
		for ; run < len(p.behind); run++ {
			at := p.behind[run]
			if run > i && bytes.Count(p.b[p.behind[run-1]:at], []byte("\n")) != 1 {
				break
			}
			widest = max(widest, p.columnAt(at))
		}
		for ; i < run; i++ {
			at := p.behind[i]
			out = append(out, p.b[from:at]...)
			out = append(out, bytes.Repeat([]byte(" "), widest-p.columnAt(at))...)
			from = at
		}
	}
	return string(append(out, p.b[from:]...))
}

// columnAt returns how many characters stand before an offset of b in its line.
func (p *printer) columnAt(at int) int {
	return utf8.RuneCount(p.b[bytes.LastIndexByte(p.b[:at], '\n')+1 : at])
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

// closing returns the offset of the bracket that closes the list whose last element
// ends at an offset.
func (p *printer) closing(end uint32) uint32 {
	text := p.file.Text
	for int(end) < len(text) {
		switch {
		case strings.IndexByte(" \t\r\n,;", text[end]) >= 0:
			end++
		case text[end] == '/':
			i, found := p.commentFrom(end)
			if !found {
				return end
			}
			end = p.module.Comments[i].Span.End
		default:
			return end
		}
	}
	return end
}

// commentFrom returns the index of the first comment at an offset or behind it, and
// whether it stands right there.
func (p *printer) commentFrom(offset uint32) (int, bool) {
	return slices.BinarySearchFunc(p.module.Comments, offset, func(c lexer.Comment, at uint32) int {
		return cmp.Compare(c.Span.Start, at)
	})
}

// inlineStart returns where the `/* */` comments begin that stand in the line of an offset
// right before it, or the offset.
func (p *printer) inlineStart(offset uint32) uint32 {
	for i, _ := p.commentFrom(offset); i > 0; i-- {
		at := p.module.Comments[i-1].Span
		between := p.file.Slice(source.Span{Start: at.End, End: offset})
		if text := p.file.Slice(at); strings.Trim(between, " \t") != "" || strings.HasPrefix(text, "//") || strings.Contains(text, "\n") {
			break
		}
		offset = at.Start
	}
	return offset
}

// commented reports whether a `//` comment stands between the elements of a list, or
// behind the last of them and before the offset end.
func (p *printer) commented(n int, span func(int) source.Span, end uint32) bool {
	if len(p.module.Comments) == 0 {
		return false
	}
	for i := range n {
		next := end
		if i+1 < n {
			next = span(i + 1).Start
		}
		for c, _ := p.commentFrom(span(i).End); c < len(p.module.Comments); c++ {
			at := p.module.Comments[c].Span
			if at.Start >= next {
				break
			}
			if strings.HasPrefix(p.file.Slice(at), "//") {
				return true
			}
		}
	}
	return false
}
