package tests

// The rules of the house that a machine can check: who may import what, what
// stands at the top, and what a file says about itself.

import (
	"bytes"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/coro-lang/coro/"

// layers are the folders of the code, lowest first. A package may import those
// of lower layers only. tests/reference is below the VM, of which it must know nothing.
var layers = []string{
	"lexer/source", "lexer", "ast", "parser", "tests/reference", "vm/bytecode", "vm/compile", "vm", "stdlib", "repl", "repl/coro",
}

// apart are pairs of layers that stand beside each other, not above.
var apart = [][2]string{{"vm/bytecode", "lexer"}, {"vm/bytecode", "ast"}, {"vm/bytecode", "parser"}}

// allowed are the packages outside the standard library, by folder or file.
var allowed = map[string][]string{
	"lexer":                 {"github.com/alecthomas/participle/v2/lexer"},
	"parser":                {"github.com/alecthomas/participle/v2", "github.com/alecthomas/participle/v2/lexer"},
	"repl/terminal.go":      {"github.com/peterh/liner"},
	"repl/signals_bsd.go":   {"golang.org/x/sys/unix"},
	"repl/signals_linux.go": {"golang.org/x/sys/unix"},
	"repl/signals_unix.go":  {"golang.org/x/sys/unix"},
	"repl/coro/sqlite.go":   {"github.com/ncruces/go-sqlite3", "github.com/ncruces/go-sqlite3/driver", "github.com/ncruces/go-sqlite3/vfs/mvcc"},
	"repl/coro":             {"github.com/rogpeppe/go-internal/diff", "github.com/urfave/cli/v3", "golang.org/x/term"},
}

// authority are the packages of the standard library that reach out of the
// process. A script gets what they give only from a host that grants it.
var authority = []string{"database/sql", "os", "os/exec", "os/signal", "net", "net/http", "math/rand", "math/rand/v2", "crypto/rand", "syscall", "plugin"}

// tools are the folders of programs that are not part of the product.
var tools = []string{
	"vm/bytecode/gen", "vm/fuse", "vm/prelude", "tests/bench", "tests/gen",
	"tests/bench/co_create", "tests/bench/co_deep", "tests/bench/co_switch", "tests/bench/co_transfer",
	"tests/examples/hosts/game", "tests/examples/hosts/hello", "tests/examples/hosts/rules", "tests/examples/hosts/server",
}

// sourceFile is a Go file that is no test.
type sourceFile struct {
	path    string // slash-separated, from the root
	layer   string
	imports []string
	calls   []string // of authority that hides in a harmless package
}

func TestImportsGoOneWay(t *testing.T) {
	for _, f := range sourceFiles(t) {
		rank := slices.Index(layers, f.layer)
		if rank < 0 {
			t.Errorf("%s: the folder has no place in the layers of this test", f.path)
			continue
		}
		for _, imported := range f.imports {
			if layer, ours := strings.CutPrefix(imported, module); ours {
				if other := slices.Index(layers, layer); other < 0 || other >= rank {
					t.Errorf("%s: %s must not import %s", f.path, f.layer, layer)
				}
				if slices.Contains(apart, [2]string{f.layer, layer}) {
					t.Errorf("%s: %s does not need %s", f.path, f.layer, layer)
				}
			} else if strings.Contains(imported, ".") &&
				!slices.Contains(allowed[f.layer], imported) && !slices.Contains(allowed[f.path], imported) {
				t.Errorf("%s: %s is not for %s", f.path, imported, f.layer)
			}
		}
	}
}

func TestNoAmbientAuthorityBelowTheCommand(t *testing.T) {
	for _, f := range sourceFiles(t) {
		if f.layer == "stdlib" || strings.HasPrefix(f.layer, "repl") {
			continue
		}
		for _, imported := range f.imports {
			if slices.Contains(authority, imported) {
				t.Errorf("%s: %s is for repl and the capability modules of stdlib", f.path, imported)
			}
		}
		for _, call := range f.calls {
			t.Errorf("%s: %s is for repl and the capability modules of stdlib", f.path, call)
		}
	}
}

func TestTopLevel(t *testing.T) {
	want := []string{
		"LICENSE", "README.md", "ast", "go.mod", "go.sum", "lexer", "parser", "repl", "stdlib", "tests", "vm",
	}
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if name := e.Name(); !strings.HasPrefix(name, ".") && !slices.Contains(want, name) {
			t.Errorf("%s does not belong at the top level", name)
		}
	}
}

// TestFilesSayWhatTheyAreFor: in a line at the package clause, or in the doc of
// the package; and no work is left for later.
func TestFilesSayWhatTheyAreFor(t *testing.T) {
	later := regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X|HA` + `CK)\b`)
	walk(t, ".go", func(name string, text []byte) {
		if later.Match(text) {
			t.Errorf("%s: %s: finish it or take the line out", name, later.Find(text))
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments|parser.PackageClauseOnly)
		if err != nil {
			t.Fatal(err)
		}
		says := bytes.HasPrefix(bytes.TrimLeft(text[f.Name.End()-f.FileStart:], "\n"), []byte("//"))
		for _, comment := range f.Comments {
			says = says || comment.Text() != "" // directives are no text
		}
		if !says {
			t.Errorf("%s: a line at the package clause says what a file is for", name)
		}
	})
}

// sourceFiles parses the imports of all Go files but tests and tools.
func sourceFiles(t *testing.T) []sourceFile {
	t.Helper()
	clock := regexp.MustCompile(`\btime\.(Now|Since|Until|Sleep|After|Tick|NewTimer|NewTicker|AfterFunc)\(`)
	var files []sourceFile
	walk(t, ".go", func(name string, text []byte) {
		layer := path.Dir(name)
		if strings.HasSuffix(name, "_test.go") || layer == "tests" || slices.Contains(tools, layer) {
			return
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		f := sourceFile{path: name, layer: layer}
		for _, spec := range parsed.Imports {
			imported, _ := strconv.Unquote(spec.Path.Value)
			f.imports = append(f.imports, imported)
		}
		for _, call := range clock.FindAll(text, -1) {
			f.calls = append(f.calls, string(call)+")")
		}
		files = append(files, f)
	})
	return files
}

// walk calls f for every file of the repository whose name ends so; names are
// slash-separated paths from the root.
func walk(t *testing.T, end string, f func(name string, text []byte)) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(".."), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && strings.HasPrefix(d.Name(), "."):
			return fs.SkipDir
		case !d.IsDir() && strings.HasSuffix(name, end):
			f(name, read(t, name))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return text
}
