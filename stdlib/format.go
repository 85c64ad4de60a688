package stdlib

// The module format: texts by a template, and numbers as text.

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/coro-lang/coro/vm"
)

// Format returns the module format. It has no state and reaches nothing outside.
func Format() *vm.HostModule { return formatModule }

const formatDoc = "Texts by a template, and numbers as text.\n\n" +
	"A template has verbs, each of which takes the next value: `%d` an int, `%x`, `%X`, `%o` and `%b` one in base 16, 8 and 2 (`%x` also the bytes of a string), " +
	"`%c` the character of a code point, `%f`, `%e` and `%g` a number with a point, with an exponent, or as is shorter, `%s` the text of any value, `%q` that text in quotes, and `%%` a percent sign. " +
	"Between the `%` and the letter may stand flags, `-` (to the left), `+` (with a sign), a blank (for a sign that is left out), `0` (zeros in front) and `#` (with `0x`), then a width in characters, and behind a `.` a precision: the digits of a float behind the point, or the characters of a string. " +
	"Width and precision are 1000 at most; a `*` takes them from the values."

var formatModule = lazy("format", formatDoc, func() []vm.Member {
	return []vm.Member{
		{
			Name: "fixed", Params: "x: number, digits: int = 2", Func: formatFixed,
			Doc:     "Returns a number with so many digits behind the point, rounded to the nearest, up to 100.",
			Example: "format.fixed(3.14159) // \"3.14\"\nformat.fixed(2, 0) // \"2\"",
		},
		{
			Name: "format", Params: "template: string, ...values",
			Coro: `fn format(template, ...values) {
				for i, v in values.enumerate() {
					if v !is int && v !is float && v !is string && v !is bytes { values[i] = str(v) }
				}
				return _format(template, values)
			}`,
			Doc:     "Returns the template with its verbs replaced. As many values must follow as it takes.",
			Example: "format.format(\"%-6s|%5.1f|%04d|%+d\", \"ab\", 2.25, 7, 3) // \"ab    |  2.2|0007|+3\"\nformat.format(\"%x %q %s 100%%\", 255, \"a\", [1, nil]) // \"ff \\\"a\\\" [1, nil] 100%\"",
		},
		{
			Name: "group", Params: "x: int, separator: string = \",\"", Func: formatGroup,
			Doc:     "Returns an int with its digits in groups of three.",
			Example: "format.group(-1234567) // \"-1,234,567\"\nformat.group(1234, \"_\") // \"1_234\"",
		},
		{Name: "_format", Params: "template: string, values: list", Func: formatFormat},
	}
})

func formatFixed(c *vm.Call, args []vm.Value) (vm.Value, error) {
	digits := int64(2)
	if len(args) == 2 {
		digits = intOf(args[1])
	}
	if digits < 0 || digits > 100 {
		return vm.Nil, failf("value", "format.fixed: the number of digits is 0 to 100, not %d", digits)
	}
	if i, ok := args[0].AsInt(); ok { // exact, where a float would round
		text := strconv.FormatInt(i, 10)
		if digits > 0 {
			text += "." + strings.Repeat("0", int(digits))
		}
		return c.String(text)
	}
	x, _ := args[0].AsFloat()
	if !finite(x) {
		return c.String(args[0].String())
	}
	return c.String(strconv.FormatFloat(x, 'f', int(digits), 64))
}

// finite reports whether x has digits: inf and nan have the names that print gives
// them.
func finite(x float64) bool { return x-x == 0 }

func formatGroup(c *vm.Call, args []vm.Value) (vm.Value, error) {
	separator := ","
	if len(args) == 2 {
		if separator = stringOf(args[1]); len(separator) > 16 {
			return vm.Nil, failf("value", "format.group: the separator has 16 bytes at most, not %d", len(separator))
		}
	}
	digits := strconv.FormatInt(intOf(args[0]), 10)
	sign, digits := digits[:len(digits)-len(strings.TrimPrefix(digits, "-"))], strings.TrimPrefix(digits, "-")
	var b strings.Builder
	b.WriteString(sign)
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(separator)
		}
		b.WriteRune(d)
	}
	return c.String(b.String())
}

// maxWidth bounds the width and the precision of a verb.
const maxWidth = 1000

// template is a template that is being filled.
type template struct {
	output
	rest   string
	values []vm.Value
	taken  int // of the values
}

func formatFormat(c *vm.Call, args []vm.Value) (vm.Value, error) {
	t := template{output: output{c: c}, rest: stringOf(args[0])}
	n := size(args[1])
	if err := c.Charge(int64(len(t.rest))/16+int64(n), 16*int64(n)); err != nil {
		return vm.Nil, err
	}
	t.values = make([]vm.Value, 0, n)
	for _, v := range args[1].Parts() {
		t.values = append(t.values, v)
	}
	for {
		before, after, found := strings.Cut(t.rest, "%")
		if err := t.add(before); err != nil {
			return vm.Nil, err
		}
		if !found {
			break
		}
		t.rest = after
		if err := t.verb(); err != nil {
			return vm.Nil, err
		}
	}
	if t.taken < n {
		return vm.Nil, vm.NewError("value", fmt.Sprintf("format: the template takes %s, got %d", plural(t.taken, "value"), n),
			"a value goes where a verb stands: `%s`, `%d`, `%.2f`")
	}
	return t.value()
}

// plural is a number of things.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return strconv.Itoa(n) + " " + thing + "s"
}

// spec is what stands between the % and the letter of a verb.
type spec struct {
	flags            string
	width, precision int // -1 if there is none
}

// goSpec is the spec as package fmt has it.
func (s spec) goSpec(letter rune) string {
	b := "%" + s.flags
	if s.width >= 0 {
		b += strconv.Itoa(s.width)
	}
	if s.precision >= 0 {
		b += "." + strconv.Itoa(s.precision)
	}
	return b + string(letter)
}

// verb replaces the verb with which the rest of the template begins.
func (t *template) verb() error {
	whole := t.rest
	s, err := t.spec()
	if err != nil {
		return err
	}
	letter, n := utf8.DecodeRuneInString(t.rest)
	t.rest = t.rest[n:]
	name := "%" + whole[:len(whole)-len(t.rest)]
	switch {
	case n == 0:
		return failf("value", "format: the template ends inside of `%s`", shorten(name))
	case letter == '%':
		return t.add("%")
	case !strings.ContainsRune("bcdeEfgoqsxX", letter):
		return vm.NewError("value", fmt.Sprintf("format: there is no verb `%s`", shorten(name)), "`%%` is a percent sign")
	}
	v, err := t.next()
	if err != nil {
		return err
	}
	if err := t.c.Charge(int64(size(v))/2, 10*int64(size(v))); err != nil { // one byte may become ten
		return err
	}
	x, err := verbValue(letter, v)
	if err != nil {
		return failf("type", "format: `%s` takes %s, value %d is of type %s", shorten(name), err, t.taken, v.Kind())
	}
	if f, ok := x.(float64); ok && !finite(f) {
		x, letter, s.precision = v.String(), 's', -1
		s.flags = strings.ReplaceAll(s.flags, "0", "")
	}
	return t.add(fmt.Sprintf(s.goSpec(letter), x))
}

// next takes the next value.
func (t *template) next() (vm.Value, error) {
	if t.taken == len(t.values) {
		return vm.Nil, failf("value", "format: the template takes more than %s", plural(len(t.values), "value"))
	}
	t.taken++
	return t.values[t.taken-1], nil
}

// verbValue converts a value for a verb. The error says what the verb takes.
func verbValue(letter rune, v vm.Value) (any, error) {
	switch letter {
	case 'e', 'E', 'f', 'g':
		if x, ok := v.AsFloat(); ok {
			return x, nil
		}
		return nil, fmt.Errorf("a number")
	case 's', 'q':
		if isText(v) {
			return textOf(v), nil
		}
		return v.String(), nil
	}
	if i, ok := v.AsInt(); ok {
		if letter == 'c' && (i < 0 || i > utf8.MaxRune) {
			return nil, fmt.Errorf("a code point")
		}
		return i, nil
	}
	if (letter == 'x' || letter == 'X') && isText(v) {
		return textOf(v), nil
	}
	return nil, fmt.Errorf("an int")
}

// isText reports whether v is a string or bytes.
func isText(v vm.Value) bool { return v.Kind() == vm.KindString || v.Kind() == vm.KindBytes }

// spec reads flags, width and precision.
func (t *template) spec() (s spec, err error) {
	n := 0
	for n < len(t.rest) && strings.IndexByte("-+ 0#", t.rest[n]) >= 0 {
		if !strings.Contains(s.flags, t.rest[n:n+1]) {
			s.flags += t.rest[n : n+1]
		}
		n++
	}
	t.rest = t.rest[n:]
	s.precision = -1
	if s.width, err = t.number(); err != nil {
		return s, err
	}
	if after, ok := strings.CutPrefix(t.rest, "."); ok {
		t.rest = after
		s.precision, err = t.number()
		s.precision = max(s.precision, 0)
	}
	return s, err
}

// number reads a width or precision, -1 if there is none.
func (t *template) number() (int, error) {
	if after, ok := strings.CutPrefix(t.rest, "*"); ok {
		t.rest = after
		v, err := t.next()
		if err != nil {
			return 0, err
		}
		n, ok := v.AsInt()
		if !ok || n < 0 || n > maxWidth {
			return 0, failf("value", "format: a width or precision is an int from 0 to %d, value %d is %s", maxWidth, t.taken, v.Excerpt(40))
		}
		return int(n), nil
	}
	end := len(t.rest) - len(strings.TrimLeft(t.rest, "0123456789"))
	if end == 0 {
		return -1, nil
	}
	digits := t.rest[:end]
	t.rest = t.rest[end:]
	n, err := strconv.Atoi(digits)
	if err != nil || n > maxWidth {
		return 0, failf("value", "format: a width or precision is at most %d, got %s", maxWidth, shorten(digits))
	}
	return n, nil
}
