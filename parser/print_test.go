package parser

// The printer of package ast: what it prints parses to the same tree, and prints
// as itself.

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer"
	"github.com/coro-lang/coro/lexer/source"
)

func TestPrint(t *testing.T) {
	golden(t, "testdata/print", func(f *source.File) string {
		m, ds := Parse(f)
		if len(ds) > 0 {
			return source.Renderer{}.Sprint(ds...)
		}
		return ast.Print(m)
	})
}

func TestPrintedScriptsAreTheSame(t *testing.T) {
	scripts := 0
	err := filepath.WalkDir("..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".coro" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		scripts++
		t.Run(path, func(t *testing.T) { checkPrint(t, string(text)) })
		return nil
	})
	if err != nil || scripts == 0 {
		t.Fatalf("%d scripts, %v", scripts, err)
	}
	paths, err := filepath.Glob("testdata/tree/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		_, files := readArchive(t, path)
		for _, f := range files {
			t.Run(f.Name, func(t *testing.T) { checkPrint(t, f.Text) })
		}
	}
}

func TestPrintedProgramsAreTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkPrint(t, program(t)) })
	rules := readRules(t)
	depths := rules.depths()
	rapid.Check(t, func(t *rapid.T) {
		s := sentence{rules: rules, depths: depths}
		s.rule(t, "Module", rapid.IntRange(10, 60).Draw(t, "fuel"))
		checkPrint(t, s.text())
	})
}

// A comment may stand between any two tokens.
func TestPrintedCommentsStay(t *testing.T) {
	paths, err := filepath.Glob("../tests/lang/*/*.coro")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	rapid.Check(t, func(t *rapid.T) {
		text, err := os.ReadFile(rapid.SampledFrom(paths).Draw(t, "path"))
		if err != nil {
			t.Fatalf("%v", err)
		}
		checkPrint(t, withComments(t, string(text)))
	})
}

// withComments puts up to three comments between the tokens of a text.
func withComments(t *rapid.T, text string) string {
	var starts []int
	l := lexer.New(source.NewFile("text", text))
	for token, _ := l.Next(); token.Type != lexer.EOF; token, _ = l.Next() {
		starts = append(starts, token.Pos.Offset)
	}
	places := rapid.SliceOfNDistinct(rapid.SampledFrom(starts), 1, 3, rapid.ID).Draw(t, "places")
	slices.Sort(places)
	for _, at := range slices.Backward(places) {
		comment := rapid.SampledFrom([]string{"// line\n", "/* block */", "/* two\nlines */", "/// doc\n", "\n// own\n"}).Draw(t, "comment")
		text = text[:at] + comment + text[at:]
	}
	return text
}

// Comments take as long as they are, however deep they stand and however many there are:
// else this test takes minutes, or does not end.
func TestPrintOfManyComments(t *testing.T) {
	const depth, many = 60, 500_000
	checkPrint(t, "let a = "+strings.Repeat("f(fn() { /* c */ return ", depth)+"1"+strings.Repeat(" })", depth)+"\n")
	m, ds := Parse(source.NewFile("many", strings.Repeat("/// doc\n", many)+"let a = 1\n"))
	if got := ast.Print(m); len(ds) > 0 || got != m.File.Text {
		t.Errorf("%d bytes instead of %d, %v", len(got), len(m.File.Text), ds)
	}
}

// checkPrint checks a text, if it parses: with the file, and from the tree alone.
func checkPrint(t interface {
	Helper()
	Fatalf(string, ...any)
}, text string,
) {
	t.Helper()
	m, ds := Parse(source.NewFile("text", text))
	if len(ds) > 0 {
		return
	}
	tree := dump(m.Stmts)
	printed := ast.Print(m)
	again, ds := Parse(source.NewFile("printed", printed))
	if len(ds) > 0 {
		t.Fatalf("%s\nis printed as\n%s\n%s", text, printed, source.Renderer{}.Sprint(ds...))
	}
	if got := dump(again.Stmts); got != tree {
		t.Fatalf("%s\nis printed as\n%s\n%s", text, printed, cmp.Diff(tree, got))
	}
	if twice := ast.Print(again); twice != printed {
		t.Fatalf("printed once and twice:\n%s", cmp.Diff(printed, twice))
	}
	if len(m.Comments) != len(again.Comments) {
		t.Fatalf("%s\nis printed as\n%s\nwith %d of %d comments", text, printed, len(again.Comments), len(m.Comments))
	}
	m.File, m.Comments = nil, nil
	bare, ds := Parse(source.NewFile("bare", ast.Print(m)))
	// Without text, nothing tells "a ${"b"} c" from "a b c".
	if got := dump(bare.Stmts); len(ds) > 0 || got != tree && !strings.Contains(tree, "(Interp") {
		t.Fatalf("%s\nwithout text is printed as\n%s\n%v\n%s", text, ast.Print(m), ds, cmp.Diff(tree, got))
	}
}
