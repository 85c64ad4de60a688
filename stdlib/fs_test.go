package stdlib_test

// The module fs: nothing leads out, everything is bounded.

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/coro-lang/coro/stdlib"
	"github.com/coro-lang/coro/vm"
)

// withFiles runs a script with the files below a root, and returns what it prints.
func withFiles(t *testing.T, root *os.Root, write bool, limits vm.Limits, src string) (string, error) {
	t.Helper()
	var out strings.Builder
	m, err := vm.New(vm.Config{Stdout: &out, Modules: []*vm.HostModule{stdlib.FS(root, write)}, Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	prog, err := m.Compile("files.coro", "import fs\n"+src)
	if err != nil {
		return "", err
	}
	_, err = m.Run(context.Background(), prog)
	return out.String(), err
}

func TestNoPathLeadsOut(t *testing.T) {
	root := folder(t)
	for _, call := range []string{
		`fs.read("../secret")`, `fs.read("old/../../secret")`, `fs.read("old/link")`, `fs.read("/etc/passwd")`, `fs.list("..")`, `fs.list("/")`,
		`fs.write("../x", "")`, `fs.write("/tmp/x", "")`, `fs.append("old/link", "")`, `fs.rename("notes.txt", "../x")`, `fs.rename("../secret", "x")`,
		`fs.remove("../secret")`, `fs.make_folder("../x")`, `fs.info("../secret")`, `fs.lines("../secret")`, `fs.read("a\0b")`, `fs.read("")`,
	} {
		out, err := withFiles(t, root, true, vm.Limits{}, "try { "+call+"\nprint(\"done\") } catch e { print(e.kind) }")
		if out != "io\n" || err != nil {
			t.Errorf("%s printed %q, %v", call, out, err)
		}
	}
}

func TestFilesAreWhatWasWritten(t *testing.T) {
	out, err := withFiles(t, folder(t), true, vm.Limits{}, `
fs.write("a b.txt", "1\r\n\n2")
fs.append("a b.txt", bytes("\n3\n"))
print(list(fs.lines("a b.txt")), fs.info("a b.txt").size, fs.list())
fs.write("big", "x".repeat(200_000) + "\n" + "y".repeat(100_000))
print(list(fs.lines("big")).map(len))
fs.write("empty", "")
print(list(fs.lines("empty")), [fs.read("empty")])
try { fs.read("old") } catch e { print(e.message) }
try { fs.read("none") } catch e { print(e.message) }
try { fs.remove("old/..") } catch e { print(e.kind) }
try { fs.list("empty") } catch e { print(e.message) }
`)
	want := `["1", "", "2", "3"] 8 ["a b.txt", "notes.txt", "old/"]
[200000, 100000]
[] [""]
cannot read "old": it is a folder
cannot read "none": no such file or directory
io
cannot list "empty": it is no folder
`
	if out != want || err != nil {
		t.Errorf("printed\n%s%v", out, err)
	}
}

// A coroutine that reads lines holds no file: the file may be removed below it.
func TestLinesHoldNoFile(t *testing.T) {
	root := folder(t)
	out, err := withFiles(t, root, true, vm.Limits{}, `
let lines = fs.lines("notes.txt")
print(resume(lines), resume(lines))
fs.remove("notes.txt")
resume(lines)`)
	if out != "one two\n" || err == nil || !strings.Contains(err.Error(), `cannot read "notes.txt": no such file`) {
		t.Errorf("printed %q, %v", out, err)
	}
}

func TestTheMemoryLimitBoundsAFile(t *testing.T) {
	root := folder(t)
	if err := root.WriteFile("big", make([]byte, 4<<20), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, call := range []string{`fs.read("big")`, `fs.read_bytes("big")`, `for line in fs.lines("big") {}`} {
		if _, err := withFiles(t, root, false, vm.Limits{Memory: 1 << 20}, call); !errors.Is(err, vm.ErrMemory) {
			t.Errorf("%s: expected ErrMemory, got %v", call, err)
		}
	}
}

func TestFilesThatCanOnlyBeRead(t *testing.T) {
	_, err := withFiles(t, folder(t), false, vm.Limits{}, `fs.write("x", "")`)
	if err == nil || !strings.Contains(err.Error(), "exports no `write`") {
		t.Errorf("got %v", err)
	}
}

func TestExitIsAnErrorOfTheHost(t *testing.T) {
	var out strings.Builder
	m, err := vm.New(vm.Config{Stdout: &out, Modules: []*vm.HostModule{stdlib.OS(nil, nil)}})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	prog, err := m.Compile("exit.coro", "import os\ndefer print(\"deferred\")\nos.exit(3)\nprint(\"not reached\")")
	if err != nil {
		t.Fatal(err)
	}
	_, err = m.Run(context.Background(), prog)
	var exit *stdlib.ExitError
	if !errors.As(err, &exit) || exit.Code != 3 || out.String() != "deferred\n" {
		t.Errorf("got %v, printed %q", err, out.String())
	}
}
