package vm

// Tests of the prelude: what is declared is there, and what it costs to have it.

import (
	"context"
	"slices"
	"strings"
	"testing"
)

// TestPreludeHasWhatIsDeclared: every native that is in Coro finds its function,
// which has the parameters of the declaration.
func TestPreludeHasWhatIsDeclared(t *testing.T) {
	m := newTestVM(t, Limits{})
	all := slices.Concat(newBuiltins(builtins(), 0), newBuiltins(seqFunctions(), 0))
	for k := range Kind(numKinds) {
		all = append(all, newBuiltins(methods(k), 1)...)
	}
	for _, n := range all {
		if n.script.number == 0 {
			continue
		}
		mod, err := m.preludeModule(n.script.file)
		if err != nil {
			t.Fatal(err)
		}
		p := mod.image.protoNamed(n.script.name)
		switch {
		case p == nil:
			t.Errorf("%s has no function %s", n.script.file, n.name)
		case n.max < 0 && p.bc.HasRest && p.bc.Required == n.min:
		case p.bc.Required != n.min || len(p.bc.Params) != n.max || p.bc.HasRest:
			t.Errorf("%s.%s takes %d to %d arguments, the declaration %d to %d", n.script.file, n.name, p.bc.Required, len(p.bc.Params), n.min, n.max)
		}
	}
}

func TestPreludeIsLoadedByTheFirstCall(t *testing.T) {
	m, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ src, loaded string }{
		{"let xs = [2, 1]\nlet f = xs.map\nlet l = list\nxs.push(1)", ""},
		{"[1].map(str)", "list"},
		{"let xs = list(0..3)", "builtins list"},
	} {
		if err := runText(m, c.src); err != nil {
			t.Fatal(err)
		}
		var files []string
		for file := range m.prelude {
			files = append(files, file)
		}
		slices.Sort(files)
		if got := strings.Join(files, " "); got != c.loaded {
			t.Errorf("after\n%s\nloaded: %q, want %q", c.src, got, c.loaded)
		}
	}
}

// TestPreludeIsAccounted: what loading charges is found by the walk.
func TestPreludeIsAccounted(t *testing.T) {
	m, err := New(Config{Limits: Limits{Memory: 1 << 20}})
	if err != nil {
		t.Fatal(err)
	}
	before, err := m.live()
	if err != nil {
		t.Fatal(err)
	}
	left := m.memory
	m.ctx = context.Background()
	for _, file := range []string{"builtins", "list", "seq"} {
		if _, err := m.preludeModule(file); err != nil {
			t.Fatal(err)
		}
	}
	after, err := m.live()
	if err != nil {
		t.Fatal(err)
	}
	if charged := left - m.memory; charged != after-before {
		t.Errorf("charged %d bytes, live are %d more", charged, after-before)
	}
}
