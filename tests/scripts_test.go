package tests

// Every script, in every mode.

import (
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// areas are the folders of scripts that state what they expect.
var areas = []string{"lang", "coroutine", "stdlib", "limits", "hostile", "regression", "tasks"}

func TestScripts(t *testing.T) {
	for _, area := range areas {
		for _, path := range scripts(t, area) {
			t.Run(strings.TrimSuffix(path, filepath.Ext(path)), func(t *testing.T) {
				t.Parallel()
				s := load(t, path)
				for _, mode := range modes {
					if mode.sliced && s.limits.Fuel != 0 {
						continue
					}
					t.Run(mode.name, func(t *testing.T) {
						output, err := s.perform(t, mode)
						s.check(t, output, err)
					})
				}
			})
		}
	}
}

// TestScriptsExpectSomething finds scripts that would pass whatever they do.
func TestScriptsExpectSomething(t *testing.T) {
	for _, area := range areas {
		for _, path := range scripts(t, area) {
			want := load(t, path).want
			if len(want.Output)+len(want.Diagnostics)+len(want.Uncaught) == 0 {
				t.Errorf("%s expects nothing", path)
			}
		}
	}
}

// scripts walks a folder for scripts.
func scripts(t testing.TB, dir string) []string {
	t.Helper()
	var paths []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && slices.Contains([]string{".coro", ".txtar"}, filepath.Ext(path)) {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(paths)
	return paths
}
