package tests

// Golden tests of run-time errors: what the command prints for the programs in
// rendered/*.txtar. Each source NAME in an archive is followed by what it prints in
// NAME.want; -update writes it anew.

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/coro-lang/coro/vm"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestRenderedErrors(t *testing.T) {
	paths, err := filepath.Glob("rendered/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{}
		for _, f := range archive.Files {
			want[f.Name] = string(f.Data)
		}
		out := &txtar.Archive{Comment: archive.Comment}
		for _, f := range archive.Files {
			if strings.HasSuffix(f.Name, ".want") {
				continue
			}
			got := rendered(t, f)
			if !*update && got != want[f.Name+".want"] {
				t.Errorf("%s: %s (-want +got):\n%s", path, f.Name, cmp.Diff(want[f.Name+".want"], got))
			}
			out.Files = append(out.Files, f, txtar.File{Name: f.Name + ".want", Data: []byte(got)})
		}
		if *update {
			if err := os.WriteFile(path, txtar.Format(out), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// rendered is what a program prints, up to the error that ends it, which shows the
// same in every mode.
func rendered(t *testing.T, f txtar.File) string {
	t.Helper()
	s, err := parseScript(f.Name, string(f.Data))
	if err != nil {
		t.Fatal(err)
	}
	var first string
	for i, mode := range modes {
		if mode.sliced && s.limits.Fuel != 0 {
			continue
		}
		out, err := s.perform(t, mode)
		if err == nil {
			t.Fatalf("%s ends without an error", f.Name)
		}
		switch got := out + render(err); {
		case i == 0:
			first = got
		case errors.Is(err, vm.ErrDepth): // how deep a mode goes is its own
		case got != first:
			t.Errorf("%s shows differently in mode %s (-first +this):\n%s", f.Name, mode.name, cmp.Diff(first, got))
		}
	}
	return first
}
