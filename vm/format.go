// Text of values: str() and the nested form that print shows in containers.

package vm

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"
)

// formatter writes values as text. It takes fuel for what it looks at and charges the
// buffer before it grows: a small value that shares its parts can have a text of any
// length.
type formatter struct {
	m     *VM // who pays; nil: nobody, and the text is cut off at most
	most  int // about how long the text may be without m
	buf   []byte
	paid  int // bytes of its length for which fuel was taken
	steps int
	depth int
}

// maxText bounds the text of [Value.String].
const maxText = 1 << 20

// errText is the error of a text that is longer.
var errText = errors.New("the text is too long")

// text returns str(v) as a string of Go.
func (m *VM) text(v Value) (string, error) {
	s, err := m.textValue(v)
	if err != nil {
		return "", err
	}
	return s.str(), nil
}

// textValue returns str(v).
func (m *VM) textValue(v Value) (Value, error) {
	if v.isString() {
		return v, nil
	}
	f := formatter{m: m}
	if err := f.value(v, true); err != nil {
		return Nil, err
	}
	if err := f.pay(); err != nil {
		return Nil, err
	}
	return m.ownString(f.buf), nil
}

// pay takes fuel for what was looked at and written since the last time.
func (f *formatter) pay() error {
	if f.m == nil {
		if len(f.buf) > f.most {
			return errText
		}
		return nil
	}
	written := len(f.buf) - f.paid
	f.paid = len(f.buf)
	return f.m.work(int64(f.steps)/8 + int64(written)/16)
}

// scalarText is the room for the text of a number, and for what stands around it.
const scalarText = 32

// room makes sure that n bytes more fit into the buffer, and pays for another one.
func (f *formatter) room(n int) error {
	n += len(f.buf)
	if n <= cap(f.buf) || f.m == nil {
		return nil
	}
	n = max(n, 2*cap(f.buf))
	if err := f.m.charge(int64(n)); err != nil {
		return err
	}
	old := f.buf
	f.buf = make([]byte, len(old), n)
	if err := copyLarge(f.m, f.buf, old); err != nil {
		return err
	}
	f.m.memory += int64(cap(old)) // nobody has it any more
	return nil
}

// value appends v; at the top level a string stands as it is, elsewhere quoted.
func (f *formatter) value(v Value, top bool) error {
	if f.steps++; f.steps >= 64 || len(f.buf)-f.paid > 1024 {
		if err := f.pay(); err != nil {
			return err
		}
		f.steps = 0
	}
	switch v.kind() {
	case KindString:
		if top {
			return f.plain(v.str())
		}
		return f.quoted(v.str())
	case KindBytes:
		return f.bytes(v.buffer().b)
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
	case KindRecord:
		fields := v.instance().slots()
		if err := f.plain(v.instance().class.name); err != nil {
			return err
		}
		return f.elements("(", len(fields), func(i int) Value { return fields[i] }, ")")
	case KindError:
		e := (*errorObject)(v.p)
		if err := f.plain(string(appendErrorKind(nil, e))); err != nil {
			return err
		}
		return f.plain(e.message)
	default:
		if err := f.room(textRoom(v)); err != nil {
			return err
		}
		f.buf = appendScalar(f.buf, v)
	}
	return nil
}

// textRoom returns how long the text of a value without elements may be.
func textRoom(v Value) int {
	switch v.kind() {
	case KindFunction:
		return scalarText + len((*closure)(v.p).proto.bc.Name)
	case KindBound:
		return textRoom((*bound)(v.p).method)
	case KindClass:
		return scalarText + len((*class)(v.p).name)
	case KindInstance:
		return scalarText + len(v.instance().class.name)
	case KindModule:
		return scalarText + len((*moduleObject)(v.p).name)
	case KindRange:
		return 4 * scalarText
	}
	return scalarText
}

// plain appends s, for which it makes room before. Of what nobody pays for, it takes no
// more than will be shown.
func (f *formatter) plain(s string) error {
	if f.m == nil {
		s = s[:min(len(s), f.most+1)]
	}
	if err := f.room(len(s)); err != nil {
		return err
	}
	f.buf = append(f.buf, s...)
	return nil
}

// maxEscape is how many bytes of a literal one byte of a string may become.
const maxEscape = 6

// quoted appends s as a literal, in steps.
func (f *formatter) quoted(s string) error {
	const step = 4096
	if err := f.plain(`"`); err != nil {
		return err
	}
	for len(s) > 0 {
		n := min(len(s), step)
		for n < len(s) && n > step-utf8.UTFMax && !utf8.RuneStart(s[n]) {
			n--
		}
		if err := f.room(maxEscape*n + 1); err != nil {
			return err
		}
		f.buf = appendEscaped(f.buf, s[:n])
		if s = s[n:]; s != "" {
			if err := f.pay(); err != nil {
				return err
			}
		}
	}
	return f.plain(`"`)
}

func (f *formatter) elements(open string, n int, at func(int) Value, end string) error {
	if f.depth++; f.depth > maxDataDepth {
		return errDataDepth("print")
	}
	if err := f.plain(open); err != nil {
		return err
	}
	for i := range n {
		if i > 0 {
			if err := f.plain(", "); err != nil {
				return err
			}
		}
		if err := f.value(at(i), false); err != nil {
			return err
		}
	}
	f.depth--
	return f.plain(end)
}

func (f *formatter) entries(d *dict) error {
	if f.depth++; f.depth > maxDataDepth {
		return errDataDepth("print")
	}
	separator := "{"
	for k, v, at, ok := d.next(0); ok; k, v, at, ok = d.next(at) {
		if err := f.plain(separator); err != nil {
			return err
		}
		separator = ", "
		if err := f.key(k); err != nil {
			return err
		}
		if err := f.plain(": "); err != nil {
			return err
		}
		if err := f.value(v, false); err != nil {
			return err
		}
	}
	f.depth--
	if separator == "{" {
		return f.plain("{}")
	}
	return f.plain("}")
}

// key appends a key of a map as it would be written in a literal.
func (f *formatter) key(k Value) error {
	switch {
	case k.isString() && isName(k.str()):
		return f.plain(k.str())
	case k.isString() || isTag(k.p):
		return f.value(k, false)
	}
	if err := f.plain("["); err != nil {
		return err
	}
	if err := f.value(k, false); err != nil {
		return err
	}
	return f.plain("]")
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
		return appendScalar(b, (*bound)(v.p).method)
	case KindClass:
		c := (*class)(v.p)
		return append(append(append(append(append(b, '<'), c.word()...), ' '), c.name...), '>')
	case KindInstance:
		return append(append(append(b, '<'), v.instance().class.name...), '>')
	case KindModule:
		return append(append(append(b, "<module "...), (*moduleObject)(v.p).name...), '>')
	case KindHost:
		return v.host().appendText(b)
	case KindCoroutine:
		b = append(b, "<coroutine "...)
		return append(append(b, statusNames[(*coroutine)(v.p).arity]...), '>')
	case KindTask:
		t := (*task)(v.p)
		return append(append(append(append(append(b, "<task "...), t.name...), ' '), taskStatusNames[t.arity]...), '>')
	case KindError:
		e := (*errorObject)(v.p)
		return append(appendErrorKind(b, e), e.message...)
	}
	return append(append(append(b, '<'), v.typeName()...), '>')
}

// appendErrorKind appends what stands before the message of an error: `kind error: `, or
// `error: ` for one that was made without a kind.
func appendErrorKind(b []byte, e *errorObject) []byte {
	if e.errKind != "error" {
		b = append(append(b, e.errKind...), ' ')
	}
	return append(b, "error: "...)
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
	return append(appendEscaped(append(b, '"'), s), '"')
}

// appendEscaped appends what stands between the quotes.
func appendEscaped(b []byte, s string) []byte {
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
	return b
}

// String returns v as print shows it in a container. Data that is nested too
// deep, or that contains itself, and a text of more than a megabyte are cut off
// with "…".
func (v Value) String() string { return v.excerpt(maxText) }

// excerpt returns the text of v, cut off after that many bytes.
func (v Value) excerpt(most int) string {
	f := formatter{most: most}
	switch err := f.value(v.norm(), false); {
	case err == errText || len(f.buf) > most:
		for most > 0 && !utf8.RuneStart(f.buf[most]) {
			most--
		}
		return string(f.buf[:most]) + "…"
	case err != nil:
		return strings.TrimRight(string(f.buf[:min(len(f.buf), 60)]), "[{( ") + "…"
	}
	return string(f.buf)
}
