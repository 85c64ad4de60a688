package compile_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/parser"
	"github.com/coro-lang/coro/vm/bytecode"
	"github.com/coro-lang/coro/vm/compile"
)

// builtins is what the scripts under tests use.
var builtins = strings.Fields("print str int float type len same error keys values delete merge min max abs range list tuple resume transfer coroutine sum sort reversed assert")

func compileText(t testing.TB, name, text string, cfg compile.Config) (*bytecode.Program, source.Diagnostics) {
	t.Helper()
	file := source.NewFile(name, text)
	tree, ds := parser.Parse(file)
	if len(ds) > 0 {
		return nil, ds
	}
	return compile.Compile(file, tree, cfg)
}

func TestScriptsOfTheLanguagePassTheVerifier(t *testing.T) {
	root := filepath.Join("..", "..", "tests")
	scripts := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".coro" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		scripts++
		prog, ds := compileText(t, path, string(text), compile.Config{Builtins: builtins})
		switch wrong := strings.Contains(string(text), "expect error:"); {
		case len(ds) > 0 && !wrong:
			t.Errorf("%s", source.Renderer{}.Sprint(ds...))
		case len(ds) == 0:
			if err := prog.Verify(); err != nil {
				var b strings.Builder
				_ = prog.Disassemble(&b)
				t.Errorf("%s: %v\n%s", path, err, b.String())
			}
		}
		return nil
	})
	if err != nil || scripts == 0 {
		t.Fatalf("%d scripts, %v", scripts, err)
	}
}
