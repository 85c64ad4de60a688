package repl

// Values as a person wants to see them: broken over lines, cut, and in colour.

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/coro-lang/coro/vm"
)

// Format says how [Format.Sprint] shows values. The zero Format is plain text of 80
// characters a line.
type Format struct {
	Color bool // by ANSI sequences
	Width int  // of a line; 0 means 80
	Parts int  // how many elements, entries and fields are shown in all; 0 means 200

	// PartALine puts each part of what is broken on a line of its own. Else short ones
	// share lines.
	PartALine bool
}

// What a Format does without being told.
const (
	defaultWidth = 80
	defaultParts = 200

	maxDepth    = 8    // of parts in parts
	maxString   = 1000 // bytes of a string
	indentation = "    "
)

// The colours of values.
const (
	colorString = "\x1b[32m"
	colorNumber = "\x1b[33m"
	colorWord   = "\x1b[35m" // nil, true, false
	colorObject = "\x1b[36m" // what has no literal
	colorFaint  = "\x1b[2m"  // what is left out
	colorOff    = "\x1b[0m"
)

// Sprint returns a value as a script would write it, without a line break at the end.
// What is long is broken over lines, and what is too long is cut with the number of
// what is missing.
func (f Format) Sprint(v vm.Value) string {
	if f.Width <= 0 {
		f.Width = defaultWidth
	}
	if f.Parts <= 0 {
		f.Parts = defaultParts
	}
	p := printer{Format: f, left: f.Parts}
	n := p.node(v, 0)
	p.print(n, 0, 0)
	return p.b.String()
}

// node is a value with its text, cut.
type node struct {
	key   string // what stands before it: `name: `
	text  string // of a value without parts
	color string
	open  string // of a value with parts
	parts []node
	more  int // parts that are left out
	close string
	width int // on one line, with the key
}

type printer struct {
	Format
	b    strings.Builder
	left int // parts that may still be shown
}

// node makes the node of a value.
func (p *printer) node(v vm.Value, depth int) node {
	n := node{}
	switch v.Kind() {
	case vm.KindList:
		n.open, n.close = "[", "]"
	case vm.KindTuple:
		n.open, n.close = "(", ")"
		if v.Size() == 1 {
			n.close = ",)"
		}
	case vm.KindMap:
		n.open, n.close = "{", "}"
	case vm.KindRecord:
		n.open, n.close = v.ClassName()+"(", ")"
	case vm.KindInstance:
		n.open, n.close = v.ClassName()+" {", "}"
	default:
		n.text, n.color = scalar(v)
		n.width = utf8.RuneCountInString(n.text)
		return n
	}
	if depth >= maxDepth && v.Size() > 0 {
		n.more = v.Size()
	} else {
		p.addParts(&n, v, depth)
	}
	n.width = utf8.RuneCountInString(n.open + n.close)
	for i, part := range n.parts {
		if i > 0 {
			n.width += len(", ")
		}
		n.width += part.width
	}
	if n.more > 0 {
		n.width += len(", ") + utf8.RuneCountInString(missing(n.more))
	}
	return n
}

// addParts adds the parts of a value, as many as may still be shown.
func (p *printer) addParts(n *node, v vm.Value, depth int) {
	shown := 0
	for k, x := range v.Parts() {
		if p.left <= 0 {
			break
		}
		p.left--
		shown++
		part := p.node(x, depth+1)
		switch v.Kind() {
		case vm.KindMap:
			part.key = keyText(k) + ": "
		case vm.KindInstance:
			name, _ := k.AsString()
			part.key = name + ": "
		}
		part.width += utf8.RuneCountInString(part.key)
		n.parts = append(n.parts, part)
	}
	n.more = v.Size() - shown
}

// keyText returns the key of an entry as a literal has it.
func keyText(k vm.Value) string {
	s, isString := k.AsString()
	switch {
	case isString && isName(s):
		return s
	case isString, k.Size() == 0:
		text, _ := scalar(k)
		return text
	}
	return "[" + cut(k.String()) + "]"
}

// isName reports whether a key stands in a literal without quotes.
func isName(s string) bool {
	for i, c := range s {
		letter := c == '_' || 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

// scalar returns the text of a value without parts, and its colour.
func scalar(v vm.Value) (text, color string) {
	switch v.Kind() {
	case vm.KindNil, vm.KindBool:
		return v.String(), colorWord
	case vm.KindInt, vm.KindFloat, vm.KindRange:
		return v.String(), colorNumber
	case vm.KindString, vm.KindBytes:
		return cutText(v), colorString
	}
	return cut(v.String()), colorObject
}

// cutText returns the literal of a string or bytes; a long one is cut, with its length.
func cutText(v vm.Value) string {
	text := v.String()
	if len(text) <= maxString {
		return text
	}
	size := len(text)
	if s, ok := v.AsString(); ok {
		size = len(s)
	}
	return fmt.Sprintf("%s… (%d bytes)", strings.ToValidUTF8(text[:maxString], ""), size)
}

// cut shortens a text that nobody reads to its end.
func cut(text string) string {
	if len(text) <= maxString {
		return text
	}
	return strings.ToValidUTF8(text[:maxString], "") + "…"
}

// missing says how many parts are left out.
func missing(n int) string { return fmt.Sprintf("… %d more", n) }

// print writes a node; used is how much of the line is taken, behind the node too.
func (p *printer) print(n node, level, used int) {
	p.b.WriteString(n.key)
	switch {
	case n.open == "":
		p.paint(n.color, n.text)
	case n.width+used <= p.Width || len(n.parts) == 0:
		p.inline(n)
	default:
		p.b.WriteString(n.open)
		inner := level + 1
		column := p.Width // of the last part; there is no line yet
		for _, part := range n.parts {
			if flows := !p.PartALine && part.open == "" && part.key == ""; flows && column+len(" ,")+part.width <= p.Width {
				p.b.WriteString(" ")
				column += len(" ,") + part.width
			} else {
				p.line(inner)
				column = len(indentation)*inner + len(",") + part.width
			}
			p.print(part, inner, len(indentation)*inner+len(","))
			p.b.WriteString(",")
			if part.open != "" || part.key != "" {
				column = p.Width
			}
		}
		if n.more > 0 {
			p.line(inner)
			p.paint(colorFaint, missing(n.more))
		}
		p.line(level)
		p.b.WriteString(strings.TrimPrefix(n.close, ","))
	}
}

// inline writes what a node consists of on one line.
func (p *printer) inline(n node) {
	p.b.WriteString(n.open)
	for i, part := range n.parts {
		if i > 0 {
			p.b.WriteString(", ")
		}
		p.b.WriteString(part.key)
		if part.open != "" {
			p.inline(part)
		} else {
			p.paint(part.color, part.text)
		}
	}
	if n.more > 0 {
		if len(n.parts) > 0 {
			p.b.WriteString(", ")
		}
		p.paint(colorFaint, missing(n.more))
	}
	p.b.WriteString(n.close)
}

func (p *printer) line(level int) { p.b.WriteString("\n" + strings.Repeat(indentation, level)) }

func (p *printer) paint(color, text string) {
	if p.Color && color != "" {
		text = color + text + colorOff
	}
	p.b.WriteString(text)
}
