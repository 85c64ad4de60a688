// Package source holds what every phase says about program text: files, spans
// in them, and diagnostics with the one renderer that prints them.
//
// A File is immutable text with a name. A Span is a pair of byte offsets into
// one file. A Diagnostic is a value: a code, a span, a message, a label for the
// caret line, a hint and notes; rendering it is the Renderer's business.
//
// The package is a leaf: it imports nothing but the standard library.
package source

// Files, spans and line tables.

import (
	"math"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"
)

// MaxSize is the size in bytes of the longest text a File may have; Span keeps
// offsets in 32 bits.
const MaxSize = math.MaxInt32

// Span is the half-open range [Start, End) of byte offsets into a file.
type Span struct {
	Start, End uint32
}

// At returns the span of length n that starts at the byte offset start.
func At(start, n int) Span {
	return Span{Start: uint32(start), End: uint32(start + n)}
}

// To returns the span from the start of s to the end of last.
func (s Span) To(last Span) Span { return Span{Start: s.Start, End: last.End} }

// Head returns the empty span at the start of s.
func (s Span) Head() Span { return Span{Start: s.Start, End: s.Start} }

// Tail returns the empty span at the end of s.
func (s Span) Tail() Span { return Span{Start: s.End, End: s.End} }

// File is a named source text. It is immutable and safe for concurrent use;
// the zero value is an empty, unnamed file. Do not copy a File.
type File struct {
	Name string // as diagnostics print it
	Text string

	index sync.Once
	lines []uint32 // lines[i] is the offset of line i+1
}

// NewFile returns a file of the given name and text.
func NewFile(name, text string) *File {
	return &File{Name: name, Text: text}
}

// Slice returns the text of a span; the parts of it outside the file are left
// out.
func (f *File) Slice(s Span) string {
	start, end := min(int(s.Start), len(f.Text)), min(int(s.End), len(f.Text))
	if start >= end {
		return ""
	}
	return f.Text[start:end]
}

// Lines is the number of lines; an empty file has one.
func (f *File) Lines() int {
	f.index.Do(f.buildIndex)
	return len(f.lines)
}

// Position returns the 1-based line and column of a byte offset. Columns count
// characters, an invalid byte as one. The first call costs a pass over the text.
func (f *File) Position(offset int) (line, column int) {
	f.index.Do(f.buildIndex)
	offset = min(max(offset, 0), len(f.Text))
	line = sort.Search(len(f.lines), func(i int) bool { return int(f.lines[i]) > offset })
	return line, 1 + utf8.RuneCountInString(f.Text[f.lines[line-1]:offset])
}

// Line returns the text of a 1-based line, without its line break.
func (f *File) Line(line int) string {
	span := f.LineSpan(line)
	return f.Text[span.Start:span.End]
}

// LineSpan returns the span of a 1-based line, without its line break. A line
// that does not exist has an empty span.
func (f *File) LineSpan(line int) Span {
	f.index.Do(f.buildIndex)
	if line < 1 || line > len(f.lines) {
		return Span{}
	}
	start, end := int(f.lines[line-1]), len(f.Text)
	if line < len(f.lines) {
		end = int(f.lines[line]) - 1
	}
	if end > start && f.Text[end-1] == '\r' {
		end--
	}
	return At(start, end-start)
}

func (f *File) buildIndex() {
	f.lines = make([]uint32, 1, 1+strings.Count(f.Text, "\n"))
	for i := 0; ; {
		n := strings.IndexByte(f.Text[i:], '\n')
		if n < 0 {
			return
		}
		i += n + 1
		f.lines = append(f.lines, uint32(i))
	}
}
