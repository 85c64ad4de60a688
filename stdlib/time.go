package stdlib

// The module time: instants, durations, dates in the zones of the world.

import (
	"fmt"
	"slices"
	"time"

	"github.com/coro-lang/coro/vm"
)

// Time returns the module time. `time.now` is for hosts that have granted a clock in
// vm.Config.Clock; all else only computes.
func Time() *vm.HostModule { return timeModule }

const timeDoc = "Instants, durations, and dates in the zones of the world, from the year 1 to 9999, to the nanosecond.\n\n" +
	"A Time is an instant together with a zone, which is `UTC`, a name such as `Europe/Berlin`, or an offset such as `+02:00`. " +
	"`t + d`, `t - d`, `t - u`, `t < u` compute with times and durations; `==` asks for the same instant in the same zone. " +
	"A Duration counts nanoseconds and knows `+`, `-`, `*`, `/` and `<`.\n\n" +
	"A layout has `%Y` (the year), `%m`, `%d`, `%H`, `%M`, `%S` (two digits each), `%f` (the fraction of the second, 1 to 9 digits; 9 are written), `%z` (`+0200`), `%Z` (the name of the zone), " +
	"`%a` and `%A` (the day of the week), `%b` and `%B` (the month), `%y`, `%I`, `%p`, `%j` (the day of the year), `%F` (`%Y-%m-%d`), `%T` (`%H:%M:%S`) and `%%`."

// durations are the functions that make a Duration of a number of units.
var durations = []struct {
	name string
	unit time.Duration
	doc  string
}{
	{"days", 24 * time.Hour, "of 24 hours"},
	{"hours", time.Hour, ""},
	{"milliseconds", time.Millisecond, ""},
	{"minutes", time.Minute, ""},
	{"seconds", time.Second, ""},
}

var timeModule = lazy("time", timeDoc, func() []vm.Member {
	members := []vm.Member{
		{
			Name: "Duration", Params: "nanoseconds: int", Coro: durationCode,
			Doc:     "A span of time. Its parts are the floats `hours`, `minutes`, `seconds` and `milliseconds`, each of which is all of it.",
			Example: "let d = time.minutes(90)\nd.hours // 1.5\nstr(d) // \"1h30m0s\"\nstr(d * 2 - time.seconds(1)) // \"2h59m59s\"\nd / time.minutes(1) // 90.0\nd > time.hours(1) // true",
		},
		{
			Name: "Time", Params: "seconds, nanoseconds, zone", Coro: timeCode,
			Doc:     "An instant, as `seconds` since 1970 in UTC and `nanoseconds`, in a zone. It has the parts `year`, `month`, `day`, `hour`, `minute`, `second`, `weekday` (1 for Monday to 7 for Sunday), `yearday` and `offset` (in seconds east of UTC), and `unix`, the seconds with their fraction as a float.",
			Example: "let t = time.date(2026, 11, 25, 9, 30)\nstr(t) // \"2026-11-25T09:30:00Z\"\n(t.year, t.weekday, t.yearday) // (2026, 3, 329)\nstr(t + time.hours(20)) // \"2026-11-26T05:30:00Z\"\nstr(t - time.date(2026, 11, 24)) // \"33h30m0s\"",
		},
	}
	for _, d := range durations {
		members = append(members, vm.Member{
			Name: d.name, Params: "n: number",
			Coro:    fmt.Sprintf("fn %s(n) => Duration(_units(n, %d))", d.name, d.unit.Nanoseconds()),
			Doc:     "Returns the Duration of n " + d.name + map[bool]string{true: " " + d.doc}[d.doc != ""] + ".",
			Example: fmt.Sprintf("str(time.%s(1.5)) // %q", d.name, (3 * d.unit / 2).String()),
		})
	}
	return slices.Concat(members, timeMethods(), timeFunctions(), timeNatives())
})

const durationCode = `record Duration(nanoseconds) {
	get hours => self.nanoseconds / 3.6e12
	get minutes => self.nanoseconds / 6e10
	get seconds => self.nanoseconds / 1e9
	get milliseconds => self.nanoseconds / 1e6
	operator +(d) => if d is Time { d + self } else { Duration(self.nanoseconds + length(d)) }
	operator -(d) => Duration(self.nanoseconds - length(d))
	operator -() => Duration(-self.nanoseconds)
	operator *(n) => Duration(_units(n, self.nanoseconds))
	operator /(d) => if d is Duration { float(self.nanoseconds) / d.nanoseconds } else { Duration(_divide(d, self.nanoseconds)) }
	operator <(d) => self.nanoseconds < length(d)
	operator <=(d) => self.nanoseconds <= length(d)
	fn str() => _duration_text(self.nanoseconds)
}
`

const timeCode = `record Time(seconds, nanoseconds, zone) {
	get year => _part(0, self.seconds, self.nanoseconds, self.zone)
	get month => _part(1, self.seconds, self.nanoseconds, self.zone)
	get day => _part(2, self.seconds, self.nanoseconds, self.zone)
	get hour => _part(3, self.seconds, self.nanoseconds, self.zone)
	get minute => _part(4, self.seconds, self.nanoseconds, self.zone)
	get second => _part(5, self.seconds, self.nanoseconds, self.zone)
	get weekday => _part(6, self.seconds, self.nanoseconds, self.zone)
	get yearday => _part(7, self.seconds, self.nanoseconds, self.zone)
	get offset => _part(8, self.seconds, self.nanoseconds, self.zone)
	get unix => self.seconds + self.nanoseconds / 1e9
	operator +(d) => Time(..._add(length(d), self.seconds, self.nanoseconds, self.zone))
	operator -(x) => if x is Time { Duration((self.seconds - x.seconds) * 1_000_000_000 + self.nanoseconds - x.nanoseconds) } else if type(x) == "object" { self - of(x) } else { self + -Duration(length(x)) }
	operator <(t) => (self.seconds, self.nanoseconds) < instant(t)
	operator <=(t) => (self.seconds, self.nanoseconds) <= instant(t)
	fn str() => _format("%rfc3339", self.seconds, self.nanoseconds, self.zone)
}
`

func timeMethods() []vm.Member {
	return []vm.Member{
		{
			Name: "Time.add_date", Params: "years: int, months: int = 0, days: int = 0",
			Coro:    "fn add_date(years, months = 0, days = 0) => Time(..._add_date(years, months, days, self.seconds, self.nanoseconds, self.zone))",
			Doc:     "Returns the Time with the same clock so many years, months and days later. A day that its month has not is one of the next month: a month after January 31 is March 2 or 3.",
			Example: "str(time.date(2026, 1, 31).add_date(0, 1, 0)) // \"2026-03-03T00:00:00Z\"\nstr(time.date(2026, 1, 1).add_date(1, -1, 4)) // \"2026-12-05T00:00:00Z\"",
		},
		{
			Name: "Time.format", Params: "layout: string",
			Coro:    "fn format(layout) => _format(layout, self.seconds, self.nanoseconds, self.zone)",
			Doc:     "Returns the Time in a layout.",
			Example: "time.date(2026, 11, 25, 9, 30).format(\"%a %d %b %Y, %H:%M %Z\") // \"Wed 25 Nov 2026, 09:30 UTC\"",
		},
		{
			Name: "Time.in_zone", Params: "zone: string",
			Coro:    "fn in_zone(zone) => Time(self.seconds, self.nanoseconds, _zone(zone))",
			Doc:     "Returns the same instant in another zone.",
			Example: "let t = time.date(2026, 7, 1, 12).in_zone(\"America/New_York\")\nstr(t) // \"2026-07-01T08:00:00-04:00\"",
		},
		{
			Name: "Time.start_of", Params: "unit: string",
			Coro:    "fn start_of(unit) => Time(..._start_of(unit, self.seconds, self.nanoseconds, self.zone))",
			Doc:     "Returns the beginning of the \"second\", \"minute\", \"hour\", \"day\", \"week\" (which begins on Monday), \"month\" or \"year\" that the Time is in.",
			Example: "str(time.date(2026, 11, 25, 9, 30).start_of(\"week\")) // \"2026-11-23T00:00:00Z\"",
		},
	}
}

func timeFunctions() []vm.Member {
	return []vm.Member{
		{
			Name: "date", Params: "year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0, nanosecond: int = 0, zone: string = \"UTC\"",
			Coro: `fn date(year, month, day, hour = 0, minute = 0, second = 0, nanosecond = 0, zone = "UTC") => Time(..._date(year, month, day, hour, minute, second, nanosecond, zone))
			fn length(d) => if d is Duration { d.nanoseconds } else { throw error("expected a Duration, such as time.seconds(5), got ${type(d)}", {kind: "type"}) }
			fn instant(t) => if t is Time { (t.seconds, t.nanoseconds) } else { instant(of(t)) }`,
			Doc:     "Returns the Time of a date and a clock in a zone. A date that does not exist is an error of kind `value`.",
			Example: "str(time.date(2026, 2, 28, 18, 0, 0, 0, \"Asia/Tokyo\")) // \"2026-02-28T18:00:00+09:00\"",
		},
		{
			Name: "duration", Params: "text: string", Coro: "fn duration(text) => Duration(_duration(text))",
			Doc:     "Reads a Duration, numbers with the units `h`, `m`, `s`, `ms`, `us` and `ns`.",
			Example: "time.duration(\"1h30m\").minutes // 90.0\nstr(time.duration(\"-1.5s\")) // \"-1.5s\"",
		},
		{
			Name: "now", Params: "zone: string = \"UTC\"", Coro: "fn now(zone = \"UTC\") => Time(..._now(zone))",
			Doc:     "Returns the Time that the clock of the host shows. Where it grants none, that is an error of kind `value`.",
			Example: "time.now() > time.date(2000, 1, 1) // true",
		},
		{
			Name: "of", Params: "t",
			Coro:    "fn of(t) => if t is Time { t } else if type(t) == \"object\" { Time(..._of(t)) } else { throw error(\"expected a Time, got ${type(t)}\", {kind: \"type\"}) }",
			Doc:     "Returns the Time of a time that the host has handed over as an object, in its zone, and a Time as it is. On the right of `-`, `<` and `<=` such an object will do for a Time. A function of the host that wants a time takes a Time.",
			Example: "let t = time.unix(0)\ntime.of(t) == t // true",
		},
		{
			Name: "parse", Params: "text: string, layout: string? = nil, zone: string = \"UTC\"",
			Coro:    "fn parse(text, layout = nil, zone = \"UTC\") => Time(..._parse(text, layout, zone))",
			Doc:     "Reads a Time in a layout, without one as RFC 3339 has it. A text that does not name its zone is in the given one.",
			Example: "str(time.parse(\"2026-11-25T10:00:00+01:00\").in_zone(\"UTC\")) // \"2026-11-25T09:00:00Z\"\nstr(time.parse(\"25.11.2026 9:30\", \"%d.%m.%Y %H:%M\")) // \"2026-11-25T09:30:00Z\"",
		},
		{
			Name: "unix", Params: "seconds: number, zone: string = \"UTC\"",
			Coro:    "fn unix(seconds, zone = \"UTC\") => Time(..._unix(seconds, zone))",
			Doc:     "Returns the Time so many seconds after the beginning of 1970 in UTC; a float has a fraction of a second.",
			Example: "str(time.unix(1_000_000_000)) // \"2001-09-09T01:46:40Z\"",
		},
		{
			Name: "zone_names", Func: timeZoneNames,
			Doc:     "Returns a sorted list of the names of all zones.",
			Example: "\"Europe/Berlin\" in time.zone_names() // true",
		},
	}
}

// timeNatives are what the members in Coro use. Those of a Time take its fields last.
func timeNatives() []vm.Member {
	const fields = ", seconds: int, nanoseconds: int, zone: string"
	return []vm.Member{
		{Name: "_add", Params: "length: int" + fields, Func: timeAdd},
		{Name: "_add_date", Params: "years: int, months: int, days: int" + fields, Func: timeAddDate},
		{Name: "_date", Params: "year: int, month: int, day: int, hour: int, minute: int, second: int, nanosecond: int, zone: string", Func: timeDate},
		{Name: "_divide", Params: "n: number, unit: int", Func: timeDivide},
		{Name: "_duration", Params: "text: string", Func: timeDuration},
		{Name: "_duration_text", Params: "nanoseconds: int", Func: timeDurationText},
		{Name: "_format", Params: "layout: string" + fields, Func: timeFormat},
		{Name: "_now", Params: "zone: string", Func: timeNow},
		{Name: "_of", Params: "t: object", Func: timeOfHost},
		{Name: "_parse", Params: "text: string, layout: string?, zone: string", Func: timeParse},
		{Name: "_part", Params: "part: int" + fields, Func: timePart},
		{Name: "_start_of", Params: "unit: string" + fields, Func: timeStartOf},
		{Name: "_units", Params: "n: number, unit: int", Func: timeUnits},
		{Name: "_unix", Params: "seconds: number, zone: string", Func: timeUnix},
		{Name: "_zone", Params: "zone: string", Func: timeZone},
	}
}
