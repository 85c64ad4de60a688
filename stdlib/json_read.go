package stdlib

// The reader of the module json.

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/coro-lang/coro/vm"
)

// jsonReader reads one value by recursive descent.
type jsonReader struct {
	c       *vm.Call
	text    string
	at      int // where it stands in the text
	paid    int // up to where fuel is paid
	depth   int
	options jsonOptionSet
	begin   place // of the text

	values []vm.Value // of the arrays and objects that are not complete
	keys   map[string]vm.Value
}

// whole reads the value of the whole text.
func (r *jsonReader) whole() (vm.Value, error) {
	v, err := r.value()
	if err == nil {
		if r.space(); r.at < len(r.text) {
			err = r.expected("the end of the text", "a text holds one value; json.stream reads several")
		}
	}
	return v, err
}

// fail makes the error for an index of the text.
func (r *jsonReader) fail(kind string, at int, problem, hint string) error {
	p := r.begin.behind(r.text[:at])
	return vm.NewError(kind, fmt.Sprintf("cannot read JSON at %d:%d: %s", p.line, p.column, problem), hint)
}

// expected says what should stand where the reader is.
func (r *jsonReader) expected(what, hint string) error {
	found := "the end of the text"
	if r.at < len(r.text) {
		ch, size := utf8.DecodeRuneInString(r.text[r.at:])
		if found = "`" + r.text[r.at:r.at+size] + "`"; ch < ' ' || ch == utf8.RuneError {
			found = fmt.Sprintf("%q", r.text[r.at:r.at+size])
		}
		switch {
		case ch == '\'':
			hint = "strings stand in double quotes"
		case ch == '/' || ch == '#':
			hint = "JSON has no comments"
		case (ch == ']' || ch == '}') && (what == "a value" || what == "a key in double quotes"):
			hint = "is there a `,` too many before it?"
		}
	}
	return r.fail("value", r.at, "expected "+what+", found "+found, hint)
}

// space skips white space.
func (r *jsonReader) space() {
	for r.at < len(r.text) && isJSONSpace(r.text[r.at]) {
		r.at++
	}
}

func isJSONSpace(b byte) bool { return b == ' ' || b == '\n' || b == '\t' || b == '\r' }

// pay charges for what was read since the last time.
func (r *jsonReader) pay(atLeast int) error {
	if n := r.at - r.paid; n >= atLeast {
		r.paid = r.at
		return r.c.Charge(int64(n)/4+1, 0)
	}
	return nil
}

// push keeps a value for the array or object that it is in.
func (r *jsonReader) push(v vm.Value) error {
	if n := cap(r.values); len(r.values) == n {
		if err := r.c.Charge(0, int64(max(2*n, 16))*16); err != nil {
			return err
		}
		r.values = append(make([]vm.Value, 0, max(2*n, 16)), r.values...)
	}
	r.values = append(r.values, v)
	return nil
}

func (r *jsonReader) value() (vm.Value, error) {
	r.space()
	if err := r.pay(256); err != nil {
		return vm.Nil, err
	}
	if r.at == len(r.text) {
		return vm.Nil, r.expected("a value", "")
	}
	switch b := r.text[r.at]; {
	case b == '{':
		return r.nested(r.object)
	case b == '[':
		return r.nested(r.array)
	case b == '"':
		s, err := r.str()
		if err != nil {
			return vm.Nil, err
		}
		return r.c.CopyString(s)
	case b == '-' || '0' <= b && b <= '9':
		return r.number()
	}
	return r.word()
}

// word reads null, true or false.
func (r *jsonReader) word() (vm.Value, error) {
	rest := r.text[r.at:]
	switch {
	case strings.HasPrefix(rest, "null"):
		r.at += len("null")
		return vm.Nil, nil
	case strings.HasPrefix(rest, "true"):
		r.at += len("true")
		return vm.Bool(true), nil
	case strings.HasPrefix(rest, "false"):
		r.at += len("false")
		return vm.Bool(false), nil
	}
	return vm.Nil, r.expected("a value", "")
}

// nested reads an array or object and drops the values that it was made of.
func (r *jsonReader) nested(read func() error) (v vm.Value, err error) {
	if r.depth++; r.depth > maxJSONDepth {
		return vm.Nil, r.fail("depth", r.at, fmt.Sprintf("it is nested deeper than %d levels", maxJSONDepth), "")
	}
	first, isObject := len(r.values), r.text[r.at] == '{'
	r.at++
	if err := read(); err != nil {
		return vm.Nil, err
	}
	if values := r.values[first:]; isObject {
		v, err = r.c.Map(values...)
	} else {
		v, err = r.c.List(values...)
	}
	r.values = r.values[:first]
	r.depth--
	return v, err
}

// end reports whether a bracket closes here; if not, and elements came before, there
// must be a comma.
func (r *jsonReader) end(bracket byte, elements int) (bool, error) {
	r.space()
	if r.at < len(r.text) && r.text[r.at] == bracket {
		r.at++
		return true, nil
	}
	if elements == 0 {
		return false, nil
	}
	if r.at == len(r.text) || r.text[r.at] != ',' {
		return false, r.expected("`,` or `"+string(bracket)+"`", "")
	}
	r.at++
	return false, nil
}

func (r *jsonReader) array() error {
	for n := 0; ; n++ {
		if done, err := r.end(']', n); done || err != nil {
			return err
		}
		v, err := r.value()
		if err == nil {
			err = r.push(v)
		}
		if err != nil {
			return err
		}
	}
}

func (r *jsonReader) object() error {
	first := len(r.values)
	var seen map[string]bool // of objects with many keys
	for n := 0; ; n++ {
		if done, err := r.end('}', n); done || err != nil {
			return err
		}
		r.space()
		at := r.at
		if at == len(r.text) || r.text[at] != '"' {
			return r.expected("a key in double quotes", "")
		}
		s, err := r.str()
		if err == nil && !r.options.duplicates {
			seen, err = r.checkKey(s, at, r.values[first:], seen)
		}
		if err != nil {
			return err
		}
		if r.space(); r.at == len(r.text) || r.text[r.at] != ':' {
			return r.expected("`:` behind the key", "")
		}
		r.at++
		if err := r.entry(s); err != nil {
			return err
		}
	}
}

// entry reads the value for a key.
func (r *jsonReader) entry(key string) error {
	k, err := r.key(key)
	if err == nil {
		err = r.push(k)
	}
	if err != nil {
		return err
	}
	v, err := r.value()
	if err == nil {
		err = r.push(v)
	}
	return err
}

// checkKey reports a key that an object has already. Up to some number of entries
// it compares them one by one.
func (r *jsonReader) checkKey(key string, at int, entries []vm.Value, seen map[string]bool) (map[string]bool, error) {
	const few = 8
	known := seen[key]
	switch n := len(entries) / 2; {
	case n < few:
		for i := 0; i < len(entries) && !known; i += 2 {
			known = stringOf(entries[i]) == key
		}
	case seen == nil:
		seen = make(map[string]bool)
		for i := 0; i < len(entries); i += 2 {
			seen[stringOf(entries[i])] = true
		}
		known = seen[key]
	}
	if known {
		return seen, r.fail("value", at, "the key "+vm.String(key).String()+" stands twice in an object", "the option `duplicates: true` takes the last")
	}
	if seen != nil {
		if err := r.c.Charge(1, 64); err != nil {
			return seen, err
		}
		seen[key] = true
	}
	return seen, nil
}

// key makes the string of a key. Objects of one text mostly have the same keys, so
// they share them.
func (r *jsonReader) key(s string) (vm.Value, error) {
	const most, longest = 256, 64
	if v, ok := r.keys[s]; ok {
		return v, nil
	}
	v, err := r.c.CopyString(s)
	if err == nil && len(r.keys) < most && len(s) <= longest {
		if r.keys == nil {
			r.keys = make(map[string]vm.Value)
		}
		r.keys[stringOf(v)] = v
	}
	return v, err
}

// str reads a string, a part of the text if it has no escapes.
func (r *jsonReader) str() (string, error) {
	start := r.at + 1
	r.at = start
	escapes := false
	for r.at < len(r.text) {
		switch b := r.text[r.at]; {
		case b == '"':
			s := r.text[start:r.at]
			r.at++
			if err := r.pay(256); err != nil {
				return "", err
			}
			if !utf8.ValidString(s) {
				return "", r.fail("value", start, "the string is no UTF-8", "")
			}
			if escapes {
				return r.unescape(s, start)
			}
			return s, nil
		case b < ' ':
			return "", r.fail("value", r.at, fmt.Sprintf("%q in a string", b), "write it as an escape, such as `\\n`")
		case b == '\\':
			escapes = true
			r.at++
		}
		r.at++
	}
	r.at = min(r.at, len(r.text))
	return "", r.fail("value", start-1, "the string has no end", "")
}

// jsonEscapes are the escapes of one letter.
var jsonEscapes = map[byte]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// unescape replaces the escapes of a string, which begins at an index of the text.
func (r *jsonReader) unescape(s string, start int) (string, error) {
	if err := r.c.Charge(int64(len(s))/4, int64(len(s))); err != nil {
		return "", err
	}
	b := make([]byte, 0, len(s)) // no escape is shorter than what it stands for
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			b = append(b, s[i])
			continue
		}
		i++
		if s[i] == 'u' {
			ch, size := escapedRune(s[i-1:])
			if size == 0 {
				return "", r.fail("value", start+i-1, "expected four hexadecimal digits behind `\\u`", "")
			}
			b = utf8.AppendRune(b, ch)
			i += size - 2
			continue
		}
		plain, ok := jsonEscapes[s[i]]
		if !ok {
			return "", r.fail("value", start+i-1, "there is no escape `"+string(append([]byte{'\\'}, s[i]))+"`", "a `\\` is written as `\\\\`")
		}
		b = append(b, plain)
	}
	return string(b), nil
}

// escapedRune reads `\uhhhh`, or two of them that are a surrogate pair; half of one
// stands for U+FFFD. The size is 0 if it is malformed.
func escapedRune(s string) (ch rune, size int) {
	hex := func(s string) (rune, bool) {
		if len(s) < 6 || s[:2] != `\u` {
			return 0, false
		}
		n, err := strconv.ParseUint(s[2:6], 16, 16)
		return rune(n), err == nil
	}
	ch, ok := hex(s)
	if !ok {
		return 0, 0
	}
	const high, low, end = 0xd800, 0xdc00, 0xe000
	if ch < high || ch >= end {
		return ch, 6
	}
	if second, ok := hex(s[6:]); ok && ch < low && low <= second && second < end {
		return (ch-high)<<10 + (second - low) + 0x10000, 12
	}
	return utf8.RuneError, 6
}

// number reads a number.
func (r *jsonReader) number() (vm.Value, error) {
	start := r.at
	digits := func() bool {
		from := r.at
		for r.at < len(r.text) && '0' <= r.text[r.at] && r.text[r.at] <= '9' {
			r.at++
		}
		return r.at > from
	}
	next := func(set string) bool {
		if r.at < len(r.text) && strings.IndexByte(set, r.text[r.at]) >= 0 {
			r.at++
			return true
		}
		return false
	}
	next("-")
	whole, zero := true, next("0")
	switch {
	case zero && r.at < len(r.text) && '0' <= r.text[r.at] && r.text[r.at] <= '9':
		return vm.Nil, r.fail("value", start, "a number begins with a 0", "")
	case !zero && !digits():
		return vm.Nil, r.expected("a digit", "")
	}
	if next(".") {
		if whole = false; !digits() {
			return vm.Nil, r.expected("a digit behind the point", "")
		}
	}
	if next("eE") {
		whole = false
		next("+-")
		if !digits() {
			return vm.Nil, r.expected("a digit of the exponent", "")
		}
	}
	if err := r.pay(256); err != nil {
		return vm.Nil, err
	}
	return r.convert(r.text[start:r.at], start, whole)
}

// convert makes the value of a number.
func (r *jsonReader) convert(s string, start int, whole bool) (vm.Value, error) {
	if whole {
		i, err := strconv.ParseInt(s, 10, 64)
		switch {
		case err == nil:
			return vm.Int(i), nil
		case r.options.big == "string":
			return r.c.CopyString(s)
		case r.options.big != "float":
			return vm.Nil, r.fail("arithmetic", start, "the number "+shorten(s)+" is out of the range of an int",
				"the option `big: \"float\"` rounds such numbers, `big: \"string\"` keeps their digits")
		}
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return vm.Nil, r.fail("arithmetic", start, "the number "+shorten(s)+" is out of the range of a float", "")
	}
	return vm.Float(f), nil
}

// shorten cuts off a text that is long.
func shorten(s string) string {
	const most = 40
	if len(s) <= most {
		return s
	}
	n := most
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}
