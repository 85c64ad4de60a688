package vm

// Where a coroutine stands that has run out of fuel.

import (
	"slices"
	"testing"
)

func TestFramesOfStoppedCoroutine(t *testing.T) {
	prog, err := Compile("loop.coro", `fn count(n) {
    var i = 0
    while i < n { i += 1 }
    return i
}
fn walk() { yield count(1000) }
for x in coro walk() { count(x) }
`)
	if err != nil {
		t.Fatal(err)
	}
	m, err := New(Config{Limits: Limits{Fuel: 100}})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	c, err := m.NewCoroutineOf(prog)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Frames()) != 0 {
		t.Error("it stands somewhere before it has begun")
	}
	var seen [][]string
	for !c.Done() {
		if _, err := c.Resume(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, f := range c.Frames() {
			line, _ := f.File.Position(int(f.Span.Start))
			if f.Function == "count" && line != 3 {
				t.Errorf("it stands in line %d", line)
			}
			names = append(names, f.Function)
		}
		if len(names) > 0 && !slices.ContainsFunc(seen, func(s []string) bool { return slices.Equal(s, names) }) {
			seen = append(seen, names)
		}
	}
	if want := [][]string{{"count", "walk", ""}, {"count", ""}}; !slices.EqualFunc(seen, want, slices.Equal) {
		t.Errorf("it stood in %q, not %q", seen, want)
	}
	if len(c.Frames()) != 0 {
		t.Error("it stands somewhere at its end")
	}
}
