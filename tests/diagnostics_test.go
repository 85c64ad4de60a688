package tests

// The reference of diagnostics, vm/DIAGNOSTICS.md: each code and each kind of error
// that the sources report has an entry, and the example of the entry shows it.

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/coro-lang/coro/stdlib"
	"github.com/coro-lang/coro/vm"
)

const reference = "vm/DIAGNOSTICS.md"

// uncaught is what a message calls a thrown value that is no error, which has no
// kind.
const uncaught = "uncaught"

// entry is what the reference says about a code or kind.
type entry struct {
	text    string
	example string // "" if there is none
}

// entries reads a part of the reference: a heading of the second level, with an
// entry below each of the third.
func entries(t *testing.T, part string) map[string]entry {
	t.Helper()
	_, text, ok := strings.Cut(string(read(t, reference)), "\n## "+part+"\n")
	if !ok {
		t.Fatalf("%s has no part %q", reference, part)
	}
	text, _, _ = strings.Cut(text, "\n## ")
	found := map[string]entry{}
	var names []string
	for _, section := range strings.Split(text, "\n### ")[1:] {
		title, body, _ := strings.Cut(section, "\n")
		name := strings.Trim(title, "`")
		e := entry{text: body}
		if block := codeBlock.FindStringSubmatch(body); block != nil {
			e.example = block[2]
		}
		found[name] = e
		names = append(names, name)
	}
	if !slices.IsSorted(names) || len(found) != len(names) {
		t.Errorf("%s, %s: the entries are not in order, or one stands there twice", reference, part)
	}
	return found
}

// withoutExample are codes and kinds that no short program shows, with the test
// that does.
var withoutExample = map[string]string{
	"bytecode":      "TestForgedClassesAreErrors of vm",
	"cannot-import": "TestCheckFollowsImports of vm",
	"exit":          "TestKindsWithoutAProgram",
	"host":          "TestKindsWithoutAProgram",
	"internal":      "an error of the parser itself, of which none is known",
	"io":            "TestKindsWithoutAProgram",
	"too-complex":   "TestCodesOfLargePrograms",
	"too-deep":      "TestCodesOfLargePrograms",
	"too-long":      "TestCodesOfLargePrograms",
}

func TestCodesOfCompileErrors(t *testing.T) {
	documented := entries(t, "Compile errors")
	used := inSources(t, []string{"code", "Code"}, []string{"Code"}, "lexer", "parser", "vm/compile", "vm/bytecode", "vm")
	delete(used, uncaught)
	warnings := entries(t, "Warnings")
	checkWarnings(t, warnings)
	for name := range warnings {
		if used[name] == "" {
			t.Errorf("%s: nothing warns of %q", reference, name)
		}
		delete(used, name)
	}
	compare(t, documented, used)
	for name, e := range documented {
		if e.example == "" {
			continue
		}
		var ds vm.Diagnostics
		if _, err := run(t, e.example); !errors.As(err, &ds) {
			t.Errorf("the example of %s gives %v", name, err)
		}
		for _, d := range ds {
			if d.Code != name || d.Message == "" {
				t.Errorf("the example of %s gives\n%s", name, render(ds))
			}
		}
	}
}

// checkWarnings checks that the example of each warning gives that one and no other.
func checkWarnings(t *testing.T, warnings map[string]entry) {
	t.Helper()
	m, err := vm.New(vm.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	for name, e := range warnings {
		ds, err := m.Check("example.coro", e.example)
		if err != nil || len(ds) != 1 || ds[0].Code != name || !ds[0].Warning {
			t.Errorf("the example of the warning %s gives %v\n%s", name, err, render(ds))
		}
	}
}

func TestKindsOfRuntimeErrors(t *testing.T) {
	documented := entries(t, "Run-time errors")
	used := inSources(t, []string{"kind"}, []string{"errKind"}, "vm", "stdlib", "repl", "repl/coro")
	used[uncaught] = "vm/errors.go"
	compare(t, documented, used)
	for name, e := range documented {
		if e.example == "" {
			continue
		}
		want := name
		if name == uncaught {
			want = ""
		}
		var failure *vm.Error
		if _, err := run(t, e.example); !errors.As(err, &failure) || failure.Kind != want {
			t.Errorf("the example of %s gives %v", name, err)
		}
	}
}

// compare checks that there is an entry for each name in use, and no other.
func compare(t *testing.T, documented map[string]entry, used map[string]string) {
	for name, place := range used {
		if _, ok := documented[name]; !ok {
			t.Errorf("%s: %q has no entry in %s", place, name, reference)
		}
	}
	for name, e := range documented {
		if used[name] == "" {
			t.Errorf("%s: nothing reports %q", reference, name)
		}
		if _, ok := withoutExample[name]; ok == (e.example != "") {
			t.Errorf("%s: %s has no example, or has one and is said to have none", reference, name)
		}
		if strings.TrimSpace(codeBlock.ReplaceAllString(e.text, "")) == "" {
			t.Errorf("%s: %s is not explained", reference, name)
		}
	}
}

// run runs the text of an example.
func run(t *testing.T, text string) (string, error) {
	s, err := parseScript("example.coro", text)
	if err != nil {
		t.Fatal(err)
	}
	return s.perform(t, modes[0])
}

// TestCodesOfLargePrograms is about codes whose examples would fill pages.
func TestCodesOfLargePrograms(t *testing.T) {
	for code, text := range map[string]string{
		"too-complex": "fn f(" + strings.Repeat("_, ", 300) + ") { }",
		"too-deep":    strings.Repeat("(", 100_000),
		"too-long":    strings.Repeat("1 + ", 50_000) + "1",
	} {
		var ds vm.Diagnostics
		if _, err := vm.Compile("large.coro", text); !errors.As(err, &ds) || ds[0].Code != code {
			t.Errorf("%s: got %.200v", code, err)
		}
	}
}

// TestKindsWithoutAProgram is about kinds that take a host.
func TestKindsWithoutAProgram(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		kind string
		ctx  context.Context
		f    func() error
	}{
		{"cancelled", ctx, func() error { return nil }},
		{"exit", t.Context(), func() error { return vm.WrapError("exit", &stdlib.ExitError{Code: 1}) }},
		{"host", t.Context(), func() error { return errors.New("no") }},
		{"io", t.Context(), func() error { return fs.ErrNotExist }},
	} {
		m, err := vm.New(vm.Config{})
		if err != nil {
			t.Fatal(err)
		}
		defer m.Close()
		if err := m.Define("f", c.f); err != nil {
			t.Fatal(err)
		}
		prog, err := vm.Compile("kind.coro", "while true { f() }")
		if err != nil {
			t.Fatal(err)
		}
		var failure *vm.Error
		if _, err = m.Run(c.ctx, prog); !errors.As(err, &failure) || failure.Kind != c.kind {
			t.Errorf("%s: got %v", c.kind, err)
		}
	}
}
