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
