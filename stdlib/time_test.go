package stdlib_test

// The module time: its zones, and a clock of the host.

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/coro-lang/coro/stdlib"
	"github.com/coro-lang/coro/vm"
)

func TestEveryZoneCanBeUsed(t *testing.T) {
	count := newFunction(t, `import time
fn() {
    let t = time.date(2026, 7, 1)
    for name in time.zone_names() { assert(t - t.in_zone(name) == time.seconds(0), name) }
    return len(time.zone_names())
}`)
	if v, err := count.call(); err != nil {
		t.Error(err)
	} else if n, _ := v.AsInt(); n < 400 {
		t.Errorf("there are %d zones", n)
	}
}

func TestTheClockIsThatOfTheHost(t *testing.T) {
	var out strings.Builder
	clock := time.Date(2026, 11, 25, 12, 0, 0, 5, time.FixedZone("", 3600))
	m, err := vm.New(vm.Config{Stdout: &out, Modules: stdlib.Pure(), Clock: func() time.Time { return clock }})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	prog, err := m.Compile("clock.coro", "import time\nprint(time.now(), time.now(\"Asia/Tokyo\"))")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Run(context.Background(), prog); err != nil {
		t.Fatal(err)
	}
	if want := "2026-11-25T11:00:00.000000005Z 2026-11-25T20:00:00.000000005+09:00\n"; out.String() != want {
		t.Errorf("printed %s", out.String())
	}
}

func TestWithoutAClockThereIsNoTimeOfDay(t *testing.T) {
	m, err := vm.New(vm.Config{Modules: stdlib.Pure()})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	prog, err := m.Compile("clock.coro", "import time\ntime.now()")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Run(context.Background(), prog); err == nil || !strings.Contains(err.Error(), "the host grants no clock") {
		t.Errorf("got %v", err)
	}
}

// A time.Time of the host is an object, of which the module makes a Time, and a Time goes
// back as a time.Time.
func TestTimesOfTheHost(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip(err)
	}
	m, err := vm.New(vm.Config{Modules: stdlib.Pure()})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	var got time.Time
	at := time.Date(2026, 7, 1, 12, 0, 0, 5, berlin)
	for name, x := range map[string]any{
		"at": at, "fixed": at.In(time.FixedZone("somewhere", 5400)), "lying": at.In(time.FixedZone("Asia/Tokyo", -3600)),
		"odd": at.In(time.FixedZone("", 17)), "utc": at.UTC(), "far": time.Date(20000, 1, 1, 0, 0, 0, 0, time.UTC), "n": new(strings.Builder),
		"keep": func(t time.Time) { got = t },
	} {
		if err := m.Define(name, x); err != nil {
			t.Fatal(err)
		}
	}
	prog, err := m.Compile("times.coro", `import time
let t = time.of(at)
assert(str(t) == "2026-07-01T12:00:00.000000005+02:00" && t.zone == "Europe/Berlin" && time.of(t) == t)
assert(time.of(fixed).zone == "+01:30" && time.of(lying).zone == "-01:00" && time.of(odd).zone == "+00:00" && time.of(utc).zone == "UTC")
assert(t - at == time.seconds(0) && t <= at && !(t < fixed) && !(t + time.hours(1) <= at))
for x in [far, n, 1] { try { time.of(x); assert(false) } catch e { assert(e.kind in ["type", "value"], e.message) } }
keep(t + time.days(1))`)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Run(t.Context(), prog); err != nil {
		t.Error(err)
	}
	if !got.Equal(at.Add(24 * time.Hour)) {
		t.Error(got)
	}
}
