package stdlib_test

// The declarations of all modules: they are documented, their examples run, and
// README.md lists them.

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	sqlite "github.com/ncruces/go-sqlite3/driver"
	_ "github.com/ncruces/go-sqlite3/vfs/mvcc"

	"github.com/coro-lang/coro/stdlib"
	"github.com/coro-lang/coro/vm"
)

var update = flag.Bool("update", false, "rewrite README.md")

// modules returns all modules that a host may offer: io reads two lines, fs has a
// folder of its own, http reaches this machine and an example.com that is no more than a
// function.
func modules(t testing.TB) []*vm.HostModule {
	in := stdlib.NewInput(strings.NewReader("first line\nsecond line\n"), nil)
	return append(stdlib.Pure(), stdlib.IO(in), stdlib.FS(folder(t), true), stdlib.OS([]string{"-v", "file"}, []string{"LANG=C"}), stdlib.Process(nil),
		stdlib.Log(slog.New(slog.DiscardHandler)), stdlib.SQLOpen(openMemory), network(t))
}

// openMemory opens new databases of SQLite in memory.
func openMemory(_ context.Context, name string) (*sql.DB, error) {
	if name != ":memory:" {
		return nil, errors.New("only :memory: is there")
	}
	return sqlite.Open(fmt.Sprintf("file:/%d?vfs=mvcc", memories.Add(1)))
}

var memories atomic.Int64

// folder returns a new folder with a file in it, and a folder with a link that leads
// out.
func folder(t testing.TB) *os.Root {
	t.Helper()
	dir := t.TempDir()
	for _, err := range []error{
		os.WriteFile(filepath.Join(dir, "secret"), []byte("secret"), 0o666),
		os.MkdirAll(filepath.Join(dir, "root", "old"), 0o777),
		os.WriteFile(filepath.Join(dir, "root", "notes.txt"), []byte("one\ntwo\nsix"), 0o666),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	_ = os.Symlink(filepath.Join(dir, "secret"), filepath.Join(dir, "root", "old", "link")) // not everywhere
	root, err := os.OpenRoot(filepath.Join(dir, "root"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = root.Close() })
	return root
}

// documented returns these modules, and those that every VM has, by name.
func documented(t testing.TB) []*vm.HostModule {
	return slices.SortedFunc(slices.Values(append(modules(t), vm.StandardModules()...)),
		func(a, b *vm.HostModule) int { return strings.Compare(a.Name(), b.Name()) })
}

func TestEveryMemberIsDocumented(t *testing.T) {
	for _, m := range documented(t) {
		if m.Doc() == "" {
			t.Errorf("module %s has no doc", m.Name())
		}
		for _, d := range m.Members() {
			if !strings.HasSuffix(d.Doc, ".") || d.Example == "" {
				t.Errorf("%s.%s: its doc is no sentence, or it has no example", m.Name(), d.Name)
			}
		}
	}
}

// TestParametersAreThoseOfTheCode: a member in Coro has the parameters that its
// declaration lists.
func TestParametersAreThoseOfTheCode(t *testing.T) {
	kinds := regexp.MustCompile(`: [a-z|?]+`)
	for _, m := range modules(t) {
		for _, d := range m.Members() {
			_, method, _ := strings.Cut("."+d.Name, ".")
			if i := strings.LastIndexByte(method, '.'); i >= 0 {
				method = method[i+1:]
			}
			params := kinds.ReplaceAllString(d.Params, "")
			head := method + "(" + params + ")"
			if strings.HasPrefix(d.Coro, "class ") {
				head = "init(" + params + ")"
			}
			if code := strings.TrimSpace(d.Coro); code != "" && !strings.Contains(code, head) && !strings.HasPrefix(code, "get "+method+" ") {
				t.Errorf("%s.%s: the code does not declare %s", m.Name(), d.Name, head)
			}
		}
	}
}

// TestExamples runs each example in a VM of its own: a line that ends in a comment
// is wrapped so that it prints its value as it stands in a list. A line that is a
// comment is what the one before prints.
func TestExamples(t *testing.T) {
	for _, module := range documented(t) {
		for _, d := range module.Members() {
			t.Run(module.Name()+"."+d.Name, func(t *testing.T) {
				src, want := fmt.Sprintf("import %s\n", module.Name()), ""
				for line := range strings.Lines(d.Example) {
					line = strings.TrimSuffix(line, "\n")
					if printed, ok := strings.CutPrefix(line, "// "); ok {
						want += printed + "\n"
					} else if expr, value, checked := strings.Cut(line, " // "); checked {
						line = "print([" + expr + "])"
						want += "[" + value + "]\n"
					}
					src += line + "\n"
				}
				got, err := run(t, src)
				if err != nil {
					t.Fatalf("%s\n%v", src, err)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("- the example, + what it prints:\n%s", diff)
				}
			})
		}
	}
}

// run runs a script that may import all modules, and returns what it prints.
func run(t *testing.T, src string) (string, error) {
	t.Helper()
	var out strings.Builder
	m, err := vm.New(vm.Config{Stdout: &out, Modules: modules(t), Rand: rand.New(rand.NewPCG(1, 2)).Uint64, Clock: time.Now, AfterFunc: time.AfterFunc})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	prog, err := m.Compile("test.coro", src)
	if err != nil {
		return "", err
	}
	_, err = m.Run(context.Background(), prog)
	return out.String(), err
}

func TestReadmeIsUpToDate(t *testing.T) {
	const path = "README.md"
	want := readme(t)
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("run go test ./stdlib -update (- declared, + README.md):\n%s", diff)
	}
}

// readme is the reference of all modules.
func readme(t testing.TB) string {
	var b strings.Builder
	b.WriteString("# The standard library\n\n" +
		"Generated from the declarations by `go test ./stdlib -update`; do not edit.\n\n" +
		"A script imports a module by its name, `import math` or `import {sqrt, pi} from math`, if its host\n" +
		"offers it; `coroutine` and `seq` are always there. `stdlib.Pure()` returns the modules that only\n" +
		"compute (what depends on a clock or on chance in them is for hosts that grant these); each other one\n" +
		"is a capability that a host grants. The examples begin with the import.\n\n")
	for _, module := range documented(t) {
		fmt.Fprintf(&b, "- [%s](#%[1]s): %s\n", module.Name(), strings.Join(names(module), " "))
	}
	for _, module := range documented(t) {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", module.Name(), module.Doc())
		for _, d := range module.Members() {
			head := module.Name() + "." + d.Name
			if strings.Contains(d.Name, ".") { // a method
				head = d.Name
			}
			if d.Value == nil && !strings.HasPrefix(d.Coro, "get ") {
				head += "(" + d.Params + ")"
			}
			fmt.Fprintf(&b, "\n### `%s`\n\n%s\n\n```text\n%s\n```\n", head, d.Doc, d.Example)
		}
	}
	return b.String()
}

// names lists the members of a module, without methods.
func names(module *vm.HostModule) []string {
	var names []string
	for _, d := range module.Members() {
		if !strings.Contains(d.Name, ".") {
			names = append(names, "`"+d.Name+"`")
		}
	}
	return names
}
