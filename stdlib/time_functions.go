package stdlib

// The natives of the module time.

import (
	"fmt"
	"math"
	"math/bits"
	"time"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm"
)

// The seconds since 1970 of the years 1 to 9999.
const (
	firstSecond = -62135596800
	lastSecond  = 253402300799
)

// timeOf makes a time of the fields of a Time.
func timeOf(c *vm.Call, fields []vm.Value) (time.Time, error) {
	l, err := location(c, stringOf(fields[2]))
	if err != nil {
		return time.Time{}, err
	}
	seconds, nanoseconds := intOf(fields[0]), intOf(fields[1])
	if nanoseconds < 0 || nanoseconds >= 1e9 || seconds < firstSecond || seconds > lastSecond {
		return time.Time{}, outOfYears()
	}
	return time.Unix(seconds, nanoseconds).In(l), nil
}

func outOfYears() error { return failf("value", "the time is not in the years 1 to 9999") }

// fieldsOf makes the fields of a Time.
func fieldsOf(c *vm.Call, t time.Time, zone string) (vm.Value, error) {
	if s := t.Unix(); s < firstSecond || s > lastSecond {
		return vm.Nil, outOfYears()
	}
	name, err := c.CopyString(zone)
	if err != nil {
		return vm.Nil, err
	}
	return c.Tuple(vm.Int(t.Unix()), vm.Int(int64(t.Nanosecond())), name)
}

func timeNow(c *vm.Call, args []vm.Value) (vm.Value, error) {
	clock := c.VM().Clock()
	if clock == nil {
		return vm.Nil, vm.NewError("value", "the host grants no clock", "")
	}
	zone := stringOf(args[0])
	if _, err := location(c, zone); err != nil {
		return vm.Nil, err
	}
	return fieldsOf(c, clock(), zone)
}

// timeOfHost takes a time that is an object of the host. Its zone has the name that the
// zones of the module have, or else its offset.
func timeOfHost(c *vm.Call, args []vm.Value) (vm.Value, error) {
	t, err := vm.As[time.Time](args[0])
	if err != nil {
		return vm.Nil, vm.NewError("type", "expected a Time, got an object that is no time", "")
	}
	zone := t.Location().String()
	if l, err := location(c, zone); err != nil || !sameOffset(t, l) {
		zone = offsetName(t)
		if _, err := location(c, zone); err != nil { // it is a day or more
			zone = "UTC"
		}
	}
	return fieldsOf(c, t, zone)
}

// sameOffset reports whether a zone has the offset of t at its instant.
func sameOffset(t time.Time, l *time.Location) bool {
	_, offset := t.Zone()
	_, own := t.In(l).Zone()
	return offset == own
}

func timeUnix(c *vm.Call, args []vm.Value) (vm.Value, error) {
	zone := stringOf(args[1])
	if _, err := location(c, zone); err != nil {
		return vm.Nil, err
	}
	if s, ok := args[0].AsInt(); ok {
		if s < firstSecond || s > lastSecond {
			return vm.Nil, outOfYears()
		}
		return fieldsOf(c, time.Unix(s, 0), zone)
	}
	x, _ := args[0].AsFloat()
	if !(x >= firstSecond && x <= lastSecond) {
		return vm.Nil, outOfYears()
	}
	whole := math.Floor(x)
	return fieldsOf(c, time.Unix(int64(whole), int64((x-whole)*1e9)), zone)
}

func timeDate(c *vm.Call, args []vm.Value) (vm.Value, error) {
	zone := stringOf(args[7])
	l, err := location(c, zone)
	if err != nil {
		return vm.Nil, err
	}
	var n [7]int
	for i, part := range []struct {
		name      string
		low, high int64
	}{{"year", 1, 9999}, {"month", 1, 12}, {"day", 1, 31}, {"hour", 0, 23}, {"minute", 0, 59}, {"second", 0, 59}, {"nanosecond", 0, 999_999_999}} {
		x := intOf(args[i])
		if x < part.low || x > part.high {
			return vm.Nil, failf("value", "a %s is %d to %d, not %d", part.name, part.low, part.high, x)
		}
		n[i] = int(x)
	}
	t := time.Date(n[0], time.Month(n[1]), n[2], n[3], n[4], n[5], n[6], l)
	if noSuchDay(n[0], n[1], n[2]) {
		return vm.Nil, failf("value", "%s %d has no day %d", time.Month(n[1]), n[0], n[2])
	}
	return fieldsOf(c, t, zone)
}

// noSuchDay reports whether a month of a year has fewer days.
func noSuchDay(year, month, day int) bool {
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Day() != day
}

func timeAdd(c *vm.Call, args []vm.Value) (vm.Value, error) {
	t, err := timeOf(c, args[1:])
	if err != nil {
		return vm.Nil, err
	}
	return fieldsOf(c, t.Add(time.Duration(intOf(args[0]))), stringOf(args[3]))
}

func timeAddDate(c *vm.Call, args []vm.Value) (vm.Value, error) {
	t, err := timeOf(c, args[3:])
	if err != nil {
		return vm.Nil, err
	}
	const most = 4_000_000 // days of all years there are
	for _, n := range args[:3] {
		if i := intOf(n); i < -most || i > most {
			return vm.Nil, outOfYears()
		}
	}
	return fieldsOf(c, t.AddDate(int(intOf(args[0])), int(intOf(args[1])), int(intOf(args[2]))), stringOf(args[5]))
}

func timePart(c *vm.Call, args []vm.Value) (vm.Value, error) {
	t, err := timeOf(c, args[1:])
	if err != nil {
		return vm.Nil, err
	}
	_, offset := t.Zone()
	parts := [...]int{t.Year(), int(t.Month()), t.Day(), t.Hour(), t.Minute(), t.Second(), isoWeekday(t), t.YearDay(), offset}
	return vm.Int(int64(parts[intOf(args[0])])), nil
}

// isoWeekday is 1 for Monday to 7 for Sunday.
func isoWeekday(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }

func timeStartOf(c *vm.Call, args []vm.Value) (vm.Value, error) {
	t, err := timeOf(c, args[1:])
	if err != nil {
		return vm.Nil, err
	}
	n := [...]int{t.Year(), int(t.Month()), t.Day(), t.Hour(), t.Minute(), t.Second()}
	switch unit := stringOf(args[0]); unit {
	case "year":
		n = [...]int{n[0], 1, 1, 0, 0, 0}
	case "month":
		n = [...]int{n[0], n[1], 1, 0, 0, 0}
	case "week":
		n = [...]int{n[0], n[1], n[2] + 1 - isoWeekday(t), 0, 0, 0}
	case "day":
		n = [...]int{n[0], n[1], n[2], 0, 0, 0}
	case "hour", "minute", "second": // not by the clock, which has some hours twice
		size := map[string]time.Duration{"hour": time.Hour, "minute": time.Minute, "second": time.Second}[unit]
		_, offset := t.Zone()
		shift := time.Duration(offset) * time.Second
		return fieldsOf(c, t.Add(shift).Truncate(size).Add(-shift), stringOf(args[3]))
	default:
		hint := ""
		if s, ok := source.Suggest(unit, []string{"year", "month", "week", "day", "hour", "minute", "second"}); ok {
			hint = "did you mean `" + s + "`?"
		}
		return vm.Nil, vm.NewError("value", "there is no unit of time `"+shorten(unit)+"`", hint)
	}
	return fieldsOf(c, time.Date(n[0], time.Month(n[1]), n[2], n[3], n[4], n[5], 0, t.Location()), stringOf(args[3]))
}

// timeUnits returns n units as nanoseconds.
func timeUnits(_ *vm.Call, args []vm.Value) (vm.Value, error) {
	unit := intOf(args[1])
	if n, ok := args[0].AsInt(); ok {
		hi, lo := bits.Mul64(magnitude(n), magnitude(unit))
		if hi != 0 || lo > math.MaxInt64 {
			return vm.Nil, tooLong()
		}
		return vm.Int(n * unit), nil
	}
	x, _ := args[0].AsFloat()
	return nanoseconds(x * float64(unit))
}

func timeDivide(_ *vm.Call, args []vm.Value) (vm.Value, error) {
	unit := intOf(args[1])
	if n, ok := args[0].AsInt(); ok {
		switch {
		case n == 0:
			return vm.Nil, failf("arithmetic", "division by zero: a Duration / 0")
		case n == -1 && unit == math.MinInt64:
			return vm.Nil, tooLong()
		}
		return vm.Int(unit / n), nil
	}
	x, _ := args[0].AsFloat()
	return nanoseconds(float64(unit) / x)
}

// nanoseconds rounds a float.
func nanoseconds(x float64) (vm.Value, error) {
	if x = math.Round(x); x >= -1<<63 && x < 1<<63 {
		return vm.Int(int64(x)), nil
	}
	return vm.Nil, tooLong()
}

func tooLong() error {
	return failf("arithmetic", "integer overflow: a Duration has at most some 292 years")
}

func timeDuration(c *vm.Call, args []vm.Value) (vm.Value, error) {
	text := stringOf(args[0])
	if err := c.Charge(int64(len(text))/8+1, 0); err != nil {
		return vm.Nil, err
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		return vm.Nil, vm.NewError("value", fmt.Sprintf("cannot read %q as a Duration", shorten(text)), "such as `1h30m`, `2.5s` or `100ms`")
	}
	return vm.Int(int64(d)), nil
}

func timeDurationText(c *vm.Call, args []vm.Value) (vm.Value, error) {
	return c.String(time.Duration(intOf(args[0])).String())
}
