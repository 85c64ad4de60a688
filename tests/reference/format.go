package reference

// The text of values.

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// display is the text of a value on its own, of whose class no method is asked.
func display(v Value) (string, error) {
	if s, ok := v.(string); ok {
		return s, nil
	}
	return literal(v)
}

// literal is the text of a value inside of data.
func literal(v Value) (string, error) {
	var b strings.Builder
	err := writeLiteral(&b, v, 0)
	return b.String(), err
}

func writeLiteral(b *strings.Builder, v Value, depth int) error {
	if depth > maxDataDepth {
		return tooDeep("print")
	}
	switch v := v.(type) {
	case nil:
		b.WriteString("nil")
	case bool:
		b.WriteString(strconv.FormatBool(v))
	case int64:
		b.WriteString(strconv.FormatInt(v, 10))
	case float64:
		b.WriteString(formatFloat(v))
	case string:
		b.WriteString(quote(v))
	case Range:
		writeRange(b, v)
	case *Bytes:
		b.WriteString("bytes(" + quote(string(v.b)) + ")")
	case *List:
		return writeItems(b, "[", v.items, "]", depth)
	case *Tuple:
		if len(v.items) == 1 {
			return writeItems(b, "(", v.items, ",)", depth)
		}
		return writeItems(b, "(", v.items, ")", depth)
	case *Map:
		return writeMap(b, v, depth)
	case *Instance:
		if v.class.record {
			return writeItems(b, v.class.name+"(", v.fields, ")", depth)
		}
		b.WriteString("<" + v.class.name + ">")
	case *ErrorValue:
		b.WriteString(v.text())
	case *Function:
		b.WriteString(functionText(v.name))
	case *Native:
		b.WriteString(functionText(v.name))
	case *Bound:
		return writeLiteral(b, v.fn, depth)
	case *Coroutine:
		b.WriteString("<coroutine " + v.status + ">")
	case *Class:
		b.WriteString("<" + v.word() + " " + v.name + ">")
	case *Module:
		b.WriteString("<module " + v.name + ">")
	}
	return nil
}

func functionText(name string) string {
	if name == "" {
		return "<fn>"
	}
	return "<fn " + name + ">"
}

func (e *ErrorValue) text() string {
	if e.kind == "error" {
		return "error: " + e.message
	}
	return e.kind + " error: " + e.message
}

// formatFloat writes as few digits as read back as the same float.
func formatFloat(f float64) string {
	switch {
	case math.IsNaN(f):
		return "nan"
	case math.IsInf(f, 1):
		return "inf"
	case math.IsInf(f, -1):
		return "-inf"
	}
	format := byte('f')
	if size := math.Abs(f); size != 0 && (size < 1e-5 || size >= 1e17) {
		format = 'e'
	}
	text := strconv.FormatFloat(f, format, -1, 64)
	if !strings.ContainsAny(text, ".e") {
		text += ".0"
	}
	return text
}

func writeRange(b *strings.Builder, r Range) {
	text := strconv.FormatInt(r.start, 10) + ".."
	if r.inclusive {
		text += "="
	}
	text += strconv.FormatInt(r.stop, 10)
	if r.step != 1 {
		text = "(" + text + ").step(" + strconv.FormatInt(r.step, 10) + ")"
	}
	b.WriteString(text)
}

func writeItems(b *strings.Builder, open string, items []Value, closer string, depth int) error {
	b.WriteString(open)
	for i, item := range items {
		if i > 0 {
			b.WriteString(", ")
		}
		if err := writeLiteral(b, item, depth+1); err != nil {
			return err
		}
	}
	b.WriteString(closer)
	return nil
}

func writeMap(b *strings.Builder, m *Map, depth int) error {
	b.WriteString("{")
	for i, e := range m.live() {
		if i > 0 {
			b.WriteString(", ")
		}
		if err := writeKey(b, e.key, depth); err != nil {
			return err
		}
		b.WriteString(": ")
		if err := writeLiteral(b, e.value, depth+1); err != nil {
			return err
		}
	}
	b.WriteString("}")
	return nil
}

// writeKey writes a key as it stands in a literal.
func writeKey(b *strings.Builder, key Value, depth int) error {
	switch key := key.(type) {
	case string:
		if isName(key) {
			b.WriteString(key)
			return nil
		}
		b.WriteString(quote(key))
		return nil
	case nil, bool, int64, float64:
		return writeLiteral(b, key, depth+1)
	}
	b.WriteString("[")
	err := writeLiteral(b, key, depth+1)
	b.WriteString("]")
	return err
}

// isName reports whether a text is a name or a word.
func isName(s string) bool {
	for i, c := range s {
		letter := c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

// quote writes a string as a literal.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := 0; i < len(s); {
		c, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case c == utf8.RuneError && size == 1:
			b.WriteString(`\x` + hex2(s[i]))
		case strings.ContainsRune("\"\\$\n\t\r\x00", c):
			b.WriteString(escapes[byte(c)])
		case !unicode.IsPrint(c):
			b.WriteString(`\u{` + strconv.FormatInt(int64(c), 16) + "}")
		default:
			b.WriteRune(c)
		}
		i += size
	}
	b.WriteByte('"')
	return b.String()
}

var escapes = map[byte]string{
	'"': `\"`, '\\': `\\`, '$': `\$`, '\n': `\n`, '\t': `\t`, '\r': `\r`, 0: `\0`,
}

func hex2(b byte) string { return strconv.FormatInt(int64(b)|0x100, 16)[1:] }
