package tests

// Watching the code of tests changes nothing that it does: `coro test` puts calls of the
// host around the parts of conditions and before statements.

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/coro-lang/coro/vm"
)

func TestObservedScripts(t *testing.T) {
	for _, area := range []string{"lang", "coroutine", "stdlib", "regression"} {
		for _, path := range scripts(t, area) {
			t.Run(strings.TrimSuffix(path, filepath.Ext(path)), func(t *testing.T) {
				t.Parallel()
				s := load(t, path)
				if s.limits != (vm.Limits{}) {
					t.Skip("watching takes from what is limited")
				}
				// What the script prints is to be watched as the conditions of asserts are.
				s.text = strings.ReplaceAll(s.text, "print(", "assert(") + "\nfn assert(...values) { print(...values) }"
				want, wantErr := s.observed(t, false)
				got, gotErr := s.observed(t, true)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("- not watched, + watched\n%s", diff)
				}
				if diff := cmp.Diff(wantErr, gotErr); diff != "" {
					t.Errorf("- not watched, + watched\n%s", diff)
				}
			})
		}
	}
}

// observed runs a script and returns what it printed and how it ended.
func (s testScript) observed(t *testing.T, watch bool) (output, failure string) {
	t.Helper()
	var out strings.Builder
	m, err := vm.New(s.world(t, &out))
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	var options vm.TestOptions
	if watch {
		options = vm.TestOptions{Observe: "_observe", Cover: "_cover"}
		last := func(_ *vm.Call, args []vm.Value) (vm.Value, error) { return args[len(args)-1], nil }
		for _, name := range []string{options.Observe, options.Cover} {
			if err := m.Define(name, last); err != nil {
				t.Fatal(err)
			}
		}
	}
	prog, _, err := m.CompileTests(s.name, s.text, options)
	if err != nil {
		return "", render(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), timeout)
	defer cancel()
	if _, err = m.Run(ctx, prog); err != nil {
		return out.String(), render(err)
	}
	return out.String(), ""
}
