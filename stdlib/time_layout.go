package stdlib

// The module time: layouts.

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/coro-lang/coro/vm"
)

// directives are what a layout may have behind a %, as package time writes it.
var directives = map[byte]string{
	'Y': "2006", 'm': "01", 'd': "02", 'H': "15", 'M': "04", 'S': "05", 'f': "000000000", 'z': "-0700", 'Z': "MST",
	'a': "Mon", 'A': "Monday", 'b': "Jan", 'B': "January", 'y': "06", 'I': "03", 'p': "PM", 'j': "002",
}

// shorthands are directives that stand for several.
var shorthands = map[byte]string{'F': "%Y-%m-%d", 'T': "%H:%M:%S"}

// directive takes the directive off a layout that begins with %. letter is 0 for %%.
func directive(layout string) (letter byte, rest string, err error) {
	if len(layout) < 2 {
		return 0, "", failf("value", "the layout ends with a `%%`")
	}
	letter, rest = layout[1], layout[2:]
	if all, ok := shorthands[letter]; ok {
		return directive(all + rest)
	}
	if letter == '%' {
		return 0, rest, nil
	}
	if directives[letter] == "" {
		return 0, "", vm.NewError("value", fmt.Sprintf("a layout has no `%%%s`", shorten(layout[1:2])), "`%%` is a percent sign")
	}
	return letter, rest, nil
}

// rfc3339 is the layout of a text that shows its zone as an offset.
const rfc3339 = "%rfc3339"

func timeFormat(c *vm.Call, args []vm.Value) (vm.Value, error) {
	t, err := timeOf(c, args[1:])
	if err != nil {
		return vm.Nil, err
	}
	layout := stringOf(args[0])
	if layout == rfc3339 {
		return c.String(t.Format(time.RFC3339Nano))
	}
	out := output{c: c}
	for layout != "" {
		i := strings.IndexByte(layout, '%')
		if i < 0 {
			i = len(layout)
		}
		text := layout[:i]
		layout = layout[i:]
		if layout != "" {
			letter, rest, err := directive(layout)
			if err != nil {
				return vm.Nil, err
			}
			layout = rest
			text += formatted(t, letter)
		}
		if err := c.Charge(5, 0); err != nil {
			return vm.Nil, err
		}
		if err := out.add(text); err != nil {
			return vm.Nil, err
		}
	}
	return out.value()
}

// formatted is what stands for a directive.
func formatted(t time.Time, letter byte) string {
	switch letter {
	case 0:
		return "%"
	case 'f': // which package time has only behind a point
		return fmt.Sprintf("%09d", t.Nanosecond())
	case 'Y':
		return fmt.Sprintf("%04d", t.Year())
	}
	return t.Format(directives[letter])
}

func timeParse(c *vm.Call, args []vm.Value) (vm.Value, error) {
	text, zone := stringOf(args[0]), stringOf(args[2])
	l, err := location(c, zone)
	if err != nil {
		return vm.Nil, err
	}
	if err := c.Charge(int64(len(text))/8+20, 0); err != nil {
		return vm.Nil, err
	}
	layout, ok := args[1].AsString()
	if !ok {
		t, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			return vm.Nil, vm.NewError("value", fmt.Sprintf("cannot read %q as a Time", shorten(text)), "such as `2026-11-25T09:30:00Z`; other forms need a layout, such as `%Y-%m-%d`")
		}
		return fieldsOf(c, t, offsetName(t))
	}
	p := timeParser{text: text, year: 1970, month: 1, day: 1}
	if err := p.parse(c, layout); err != nil {
		return vm.Nil, err
	}
	t, err := p.time(l)
	if err != nil {
		return vm.Nil, err
	}
	if p.hasOffset {
		zone = offsetName(t)
	}
	return fieldsOf(c, t, zone)
}

// offsetName is the zone of a time that is known by its offset.
func offsetName(t time.Time) string {
	if _, offset := t.Zone(); offset == 0 {
		return "UTC"
	}
	return t.Format("-07:00")
}

// timeParser reads a text in a layout.
type timeParser struct {
	text string // what is left of it

	year, month, day, yearday, hour, minute, second, nanosecond int

	half      string // AM or PM
	offset    int
	hasOffset bool
}

func (p *timeParser) parse(c *vm.Call, layout string) error {
	whole, hint := p.text, ""
	if !strings.Contains(layout, "%") {
		hint = "the parts of a layout have a `%`: `%Y-%m-%d %H:%M:%S`"
	}
	expected := func(what string) error {
		return vm.NewError("value", fmt.Sprintf("cannot read %q: expected %s, found %q", shorten(whole), what, shorten(p.text)), hint)
	}
	for layout != "" {
		if err := c.Charge(5, 0); err != nil {
			return err
		}
		if layout[0] != '%' {
			n := strings.IndexByte(layout, '%')
			if n < 0 {
				n = len(layout)
			}
			rest, ok := strings.CutPrefix(p.text, layout[:n])
			if !ok {
				return expected("`" + shorten(layout[:n]) + "`")
			}
			p.text, layout = rest, layout[n:]
			continue
		}
		letter, rest, err := directive(layout)
		if err != nil {
			return err
		}
		layout = rest
		if what := p.directive(letter); what != "" {
			return expected(what)
		}
	}
	if p.text != "" {
		return expected("the end")
	}
	return nil
}

// number reads a number of at most so many digits.
func (p *timeParser) number(to *int, low, high, digits int) string {
	n := 0
	for n < digits && n < len(p.text) && '0' <= p.text[n] && p.text[n] <= '9' {
		n++
	}
	x, err := strconv.Atoi(p.text[:n])
	if err != nil || x < low || x > high {
		return fmt.Sprintf("a number from %d to %d", low, high)
	}
	*to, p.text = x, p.text[n:]
	return ""
}

// directive reads what stands for a directive, and returns what should stand there if
// it does not.
func (p *timeParser) directive(letter byte) string {
	switch letter {
	case 0:
		if !strings.HasPrefix(p.text, "%") {
			return "`%`"
		}
		p.text = p.text[1:]
	case 'Y':
		return p.number(&p.year, 1, 9999, 4)
	case 'y':
		wrong := p.number(&p.year, 0, 99, 2)
		if p.year += 1900; p.year < 1969 { // as POSIX has it
			p.year += 100
		}
		return wrong
	case 'm':
		return p.number(&p.month, 1, 12, 2)
	case 'd':
		return p.number(&p.day, 1, 31, 2)
	case 'j':
		return p.number(&p.yearday, 1, 366, 3)
	case 'H':
		return p.number(&p.hour, 0, 23, 2)
	case 'I':
		return p.number(&p.hour, 1, 12, 2)
	case 'M':
		return p.number(&p.minute, 0, 59, 2)
	case 'S':
		return p.number(&p.second, 0, 59, 2)
	case 'f':
		return p.fraction()
	case 'p':
		if len(p.text) >= 2 {
			p.half = strings.ToUpper(p.text[:2])
		}
		if p.half != "AM" && p.half != "PM" {
			return "AM or PM"
		}
		p.text = p.text[2:]
	case 'b', 'B', 'a', 'A':
		return p.name(letter)
	case 'z', 'Z':
		return p.zone()
	}
	return ""
}

// fraction reads the fraction of a second.
func (p *timeParser) fraction() string {
	before := len(p.text)
	if wrong := p.number(&p.nanosecond, 0, 999_999_999, 9); wrong != "" {
		return "1 to 9 digits"
	}
	for range 9 - (before - len(p.text)) {
		p.nanosecond *= 10
	}
	return ""
}

// name reads the name of a month or of a day of the week, which is ignored.
func (p *timeParser) name(letter byte) string {
	what, count := "the name of a day", 7
	if letter == 'b' || letter == 'B' {
		what, count = "the name of a month", 12
	}
	for i := range count {
		name := time.Weekday(i).String()
		if count == 12 {
			name = time.Month(i + 1).String()
		}
		if letter == 'a' || letter == 'b' {
			name = name[:3]
		}
		if len(p.text) >= len(name) && strings.EqualFold(p.text[:len(name)], name) {
			if p.text = p.text[len(name):]; count == 12 {
				p.month = i + 1
			}
			return ""
		}
	}
	return what
}

// zone reads UTC, Z, or an offset with or without a colon.
func (p *timeParser) zone() string {
	p.hasOffset = true
	for _, name := range []string{"UTC", "GMT", "Z"} {
		if rest, ok := strings.CutPrefix(p.text, name); ok {
			p.text = rest
			return ""
		}
	}
	for _, n := range []int{len("+00:00"), len("+0000")} {
		if len(p.text) < n {
			continue
		}
		s := p.text[:n]
		if n == len("+0000") {
			s = s[:3] + ":" + s[3:]
		}
		if offset, ok := readOffset(s); ok {
			p.offset, p.text = offset, p.text[n:]
			return ""
		}
	}
	return "an offset such as +0200"
}

// time makes the time of what was read.
func (p *timeParser) time(l *time.Location) (time.Time, error) {
	switch {
	case p.half == "PM" && p.hour < 12:
		p.hour += 12
	case p.half == "AM" && p.hour == 12:
		p.hour = 0
	}
	if p.yearday > 0 {
		p.month, p.day = 1, p.yearday
	} else if noSuchDay(p.year, p.month, p.day) {
		return time.Time{}, failf("value", "%s %d has no day %d", time.Month(p.month), p.year, p.day)
	}
	if p.hasOffset {
		l = time.FixedZone("", p.offset)
	}
	return time.Date(p.year, time.Month(p.month), p.day, p.hour, p.minute, p.second, p.nanosecond, l), nil
}
