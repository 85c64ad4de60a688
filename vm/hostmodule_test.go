package vm

// Members of modules of the host that are classes, methods or private, and how traces
// show what is in Coro.

import (
	"errors"
	"strings"
	"testing"
)

// runWith runs a text that may import h, and returns its result.
func runWith(t *testing.T, h *HostModule, text string) (Value, error) {
	t.Helper()
	m := newVMWith(t, Config{Modules: []*HostModule{h}})
	prog, err := m.Compile("main.coro", text)
	if err != nil {
		return Nil, err
	}
	mod, err := m.Run(t.Context(), prog)
	if err != nil {
		return Nil, err
	}
	return mod.Result(), nil
}

func counters(t *testing.T) *HostModule {
	t.Helper()
	h, err := NewModule("counters", "",
		Member{Name: "Counter", Coro: "class Counter { var n = 0 }"},
		Member{Name: "Counter.add", Coro: "fn add(k) { self.n = _sum(self.n, k); return self }"},
		Member{Name: "Pair", Coro: "record Pair(a, b)"},
		Member{Name: "Pair.swap", Coro: "fn swap() => Pair(self.b, self.a)"},
		Member{Name: "_sum", Params: "a: int, b: int", Func: func(_ *Call, args []Value) (Value, error) {
			return Int(args[0].int() + args[1].int()), nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestMethodsOfMembersStandInTheirClass(t *testing.T) {
	v, err := runWith(t, counters(t), "import counters as c\n[c.Counter().add(2).add(3).n, c.Pair(1, 2).swap()]")
	if err != nil || v.String() != "[5, Pair(2, 1)]" {
		t.Errorf("got %s, %v", v, err)
	}
}

func TestPrivateMembersAreNotExported(t *testing.T) {
	_, err := runWith(t, counters(t), "import counters as c\nc._sum(1, 2)")
	if err == nil || !strings.Contains(err.Error(), "exports no `_sum`") {
		t.Errorf("got %v", err)
	}
	for _, d := range counters(t).Members() {
		if d.Name == "_sum" {
			t.Error("the members have a private one")
		}
	}
}

// What goes wrong in a member in Coro is shown where the script called it, with the
// name of the native as scripts know it.
func TestErrorsOfMembersInCoroAreThoseOfTheirCaller(t *testing.T) {
	_, err := runWith(t, counters(t), "import counters as c\nfn f() => 1 + c.Counter().add(\"x\").n\nf()")
	var e *Error
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	if want := "main.coro:2:27: `counters.sum` expects an int as argument 2 (b), got string"; e.Error() != want || len(e.Frames) != 2 {
		t.Errorf("got %v with %d frames, expected %s", err, len(e.Frames), want)
	}
}

func TestMethodsNeedAClass(t *testing.T) {
	for _, members := range [][]Member{
		{{Name: "A.f", Coro: "fn f() => 1"}},
		{{Name: "A", Coro: "fn A() => 1"}, {Name: "A.f", Coro: "fn f() => 1"}},
		{{Name: "A", Coro: "class A"}, {Name: "A.f", Value: 1}},
	} {
		if _, err := NewModule("m", "", members...); err == nil || !strings.Contains(err.Error(), "`A.f` is no method in Coro of a class of the module") {
			t.Errorf("got %v", err)
		}
	}
}

// A module that is withheld is unknown to the compiler, and to the loader of a Program
// that was compiled elsewhere.
func TestWithheldModules(t *testing.T) {
	m, err := New(Config{Withheld: map[string]string{"files": "ask the host"}})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	const text = "import files\nimport flies"
	_, err = m.Compile("a.coro", text)
	prog, unlinked := Compile("a.coro", text)
	if unlinked != nil {
		t.Fatal(unlinked)
	}
	_, again := m.Run(t.Context(), prog)
	for _, err := range []error{err, again} {
		var ds Diagnostics
		if !errors.As(err, &ds) || len(ds) != 2 {
			t.Fatalf("got %v", err)
		}
		if got, want := ds[0].Message+": "+ds[0].Hint, "the module `files` is not allowed here: ask the host"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if !strings.HasPrefix(ds[1].Message, "the host offers no module `flies`") {
			t.Errorf("got %q", ds[1].Message)
		}
	}
}
