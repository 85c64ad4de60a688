// Text of values: str() and the nested form that print shows in containers.

package vm

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// formatter writes values as text. Its memory is charged as it grows, unless m
// is nil.
type formatter struct {
	m       *VM
	buf     []byte
	charged int
	depth   int
}

// text returns str(v).
func (m *VM) text(v Value) (string, error) {
	if v.isString() {
		return v.str(), nil
	}
	f := formatter{m: m}
	if err := f.value(v, true); err != nil {
		return "", err
	}
	return string(f.buf), nil
}

// value appends v; at the top level a string stands as it is, elsewhere quoted.
func (f *formatter) value(v Value, top bool) error {
	if grown := len(f.buf) - f.charged; grown > 1024 && f.m != nil {
		if err := f.m.charge(int64(grown)); err != nil {
			return err
		}
		f.charged = len(f.buf)
	}
	switch v.kind() {
	case KindString:
		if top {
			f.buf = append(f.buf, v.str()...)
		} else {
			f.buf = appendQuoted(f.buf, v.str())
		}
	case KindList:
		return f.elements("[", v.list().len, v.list().at, "]")
	case KindTuple:
		items := v.tuple().items
		end := ")"
		if len(items) == 1 {
			end = ",)"
		}
		return f.elements("(", len(items), func(i int) Value { return items[i] }, end)
	case KindMap:
		return f.entries(v.mapping())
	default:
		f.buf = appendScalar(f.buf, v)
	}
	return nil
}

func (f *formatter) elements(open string, n int, at func(int) Value, end string) error {
	if f.depth++; f.depth > maxDataDepth {
		return errDataDepth("print")
	}
	f.buf = append(f.buf, open...)
	for i := range n {
		if i > 0 {
			f.buf = append(f.buf, ", "...)
		}
		if err := f.value(at(i), false); err != nil {
			return err
		}
	}
	f.buf = append(f.buf, end...)
	f.depth--
	return nil
}

func (f *formatter) entries(d *dict) error {
	if f.depth++; f.depth > maxDataDepth {
		return errDataDepth("print")
	}
	f.buf = append(f.buf, '{')
	first := true
	for k, v, at, ok := d.next(0); ok; k, v, at, ok = d.next(at) {
		if !first {
			f.buf = append(f.buf, ", "...)
		}
		first = false
		var err error
		switch {
		case k.isString() && isName(k.str()):
			f.buf = append(f.buf, k.str()...)
		case k.isString() || isTag(k.p):
			err = f.value(k, false)
		default: // as it would be written in a literal
			f.buf = append(f.buf, '[')
			err = f.value(k, false)
			f.buf = append(f.buf, ']')
		}
		if err != nil {
			return err
		}
		f.buf = append(f.buf, ": "...)
		if err := f.value(v, false); err != nil {
			return err
		}
	}
	f.buf = append(f.buf, '}')
	f.depth--
	return nil
}

// appendScalar appends the text of a value that contains no others.
func appendScalar(b []byte, v Value) []byte {
	switch v.kind() {
	case KindNil:
		return append(b, "nil"...)
	case KindBool:
		return strconv.AppendBool(b, v.n != 0)
	case KindInt:
		return strconv.AppendInt(b, v.int(), 10)
	case KindFloat:
		return appendFloat(b, v.float())
	case KindString:
		return append(b, v.str()...)
	case KindRange:
		return appendRange(b, (*rangeObject)(v.p))
	case KindFunction:
		return appendFunction(b, (*closure)(v.p).proto.bc.Name)
	case KindNative:
		return appendFunction(b, (*native)(v.p).name)
	case KindBound:
		return appendFunction(b, (*bound)(v.p).method.name)
	case KindCoroutine:
		b = append(b, "<coroutine "...)
		return append(append(b, statusNames[(*coroutine)(v.p).arity]...), '>')
	case KindError:
		e := (*errorObject)(v.p)
		return append(append(append(b, e.errKind...), " error: "...), e.message...)
	}
	return append(append(append(b, '<'), v.typeName()...), '>')
}

func appendFunction(b []byte, name string) []byte {
	if name == "" {
		return append(b, "<fn>"...)
	}
	return append(append(append(b, "<fn "...), name...), '>')
}

func appendRange(b []byte, r *rangeObject) []byte {
	if r.step != 1 {
		b = append(b, '(')
	}
	b = append(strconv.AppendInt(b, r.start, 10), ".."...)
	if r.flags == flagInclusive {
		b = append(b, '=')
	}
	b = strconv.AppendInt(b, r.end, 10)
	if r.step != 1 {
		b = append(strconv.AppendInt(append(b, ").step("...), r.step, 10), ')')
	}
	return b
}

// isName reports whether s can stand as a key of a map literal as it is.
func isName(s string) bool {
	if s == "" {
		return false
	}
	for i, c := range []byte(s) {
		letter := c == '_' || 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// appendQuoted appends s as a string literal that reads back as s.
func appendQuoted(b []byte, s string) []byte {
	b = append(b, '"')
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			b = append(b, `\x`...)
			b = append(b, "0123456789abcdef"[s[i]>>4], "0123456789abcdef"[s[i]&15])
		case r == '"' || r == '\\' || r == '$':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, `\n`...)
		case r == '\t':
			b = append(b, `\t`...)
		case r == '\r':
			b = append(b, `\r`...)
		case r == 0:
			b = append(b, `\0`...)
		case strconv.IsPrint(r):
			b = append(b, s[i:i+size]...)
		default:
			b = append(b, `\u{`...)
			b = strconv.AppendInt(b, int64(r), 16)
			b = append(b, '}')
		}
		i += size
	}
	return append(b, '"')
}

// String returns v as print shows it in a container. Data that is nested too
// deep, or that contains itself, is cut off with "…".
func (v Value) String() string {
	f := formatter{}
	if err := f.value(v.norm(), false); err != nil {
		return strings.TrimRight(string(f.buf[:min(len(f.buf), 60)]), "[{( ") + "…"
	}
	return string(f.buf)
}
