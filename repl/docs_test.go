package repl

// Documentation as it is shown.

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/coro-lang/coro/vm"
)

// Prose is broken between words, examples and what has no blanks stay as they are.
func TestLongLinesOfADoc(t *testing.T) {
	words := strings.Repeat("fünfe ", 40)
	long := strings.Repeat("x", 120)
	code := strings.TrimSpace(strings.Repeat("f() ", 40))
	d := Doc{Signature: "f()", Text: words + "end.\n" + long + "\n```\n" + code + "\n```\nshort", Example: code}
	line := strings.TrimSpace(strings.Repeat("fünfe ", 16))
	want := []string{"f()", line, line, strings.TrimSpace(strings.Repeat("fünfe ", 8)) + " end.", long, "```", code, "```", "short", code, ""}
	if diff := cmp.Diff(strings.Join(want, "\n    "), strings.TrimSuffix(d.String(), "\n")+"\n    "); diff != "" {
		t.Error(diff)
	}
}

func TestPrivateMembersAreNotDocumented(t *testing.T) {
	h, err := vm.NewModule("m", "Doc.", vm.Member{Name: "f", Coro: "fn f() => _g()"}, vm.Member{Name: "_g", Coro: "fn _g() => 1"})
	if err != nil {
		t.Fatal(err)
	}
	doc, ok, _ := BuiltinDoc("m", []*vm.HostModule{h})
	if got := doc.String(); !ok || got != "module m\n    Doc.\n\n    f()\n" {
		t.Errorf("got %q", got)
	}
	if _, ok, near := BuiltinDoc("m._g", []*vm.HostModule{h}); ok || !cmp.Equal(near, []string{"m.f"}) {
		t.Errorf("m._g is documented, or near %q", near)
	}
}
