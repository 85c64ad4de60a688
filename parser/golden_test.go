package parser

// Golden tests: trees and diagnostics in testdata/*/*.txtar. Each source NAME in
// an archive is followed by what it gives in NAME.want; -update writes it anew.

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/coro-lang/coro/lexer/source"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestTrees(t *testing.T) {
	golden(t, "testdata/tree", func(f *source.File) string {
		m, ds := Parse(f)
		if len(ds) > 0 {
			return source.Renderer{}.Sprint(ds...)
		}
		var b strings.Builder
		for _, stmt := range m.Stmts {
			b.WriteString(dump(stmt) + "\n")
		}
		return b.String()
	})
}

func TestDiagnostics(t *testing.T) {
	golden(t, "testdata/diagnostics", func(f *source.File) string {
		_, ds := Parse(f)
		out := source.Renderer{}.Sprint(ds...)
		if Incomplete(ds) {
			out += "(incomplete)\n"
		}
		return out
	})
}

// golden checks what result makes of every source in the archives of a folder.
func golden(t *testing.T, dir string, result func(*source.File) string) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no archives in %s: %v", dir, err)
	}
	for _, path := range paths {
		comment, files := readArchive(t, path)
		want := map[string]string{}
		for _, f := range files {
			want[f.Name] = f.Text
		}
		var out strings.Builder
		out.WriteString(comment)
		for _, f := range files {
			if strings.HasSuffix(f.Name, ".want") {
				continue
			}
			got := result(source.NewFile(f.Name, f.Text))
			if !*update && got != want[f.Name+".want"] {
				t.Errorf("%s: %s (-want +got):\n%s", path, f.Name, cmp.Diff(want[f.Name+".want"], got))
			}
			out.WriteString("-- " + f.Name + " --\n" + f.Text + "-- " + f.Name + ".want --\n" + got)
		}
		if *update {
			if err := os.WriteFile(path, []byte(out.String()), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// readArchive reads a txtar archive: a comment, then files, each after a line
// `-- name --`.
func readArchive(t testing.TB, path string) (comment string, files []*source.File) {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if name, ok := strings.CutPrefix(line, "-- "); ok && strings.HasSuffix(name, " --\n") {
			files = append(files, source.NewFile(strings.TrimSuffix(name, " --\n"), ""))
		} else if len(files) == 0 {
			comment += line
		} else {
			files[len(files)-1].Text += line
		}
	}
	return comment, files
}
