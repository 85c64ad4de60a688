package vm

// Modules: what scripts alone cannot show.

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
)

// folder is a file system of texts by path.
func folder(texts map[string]string) fstest.MapFS {
	files := fstest.MapFS{}
	for name, text := range texts {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

func newVMWith(t testing.TB, config Config) *VM {
	t.Helper()
	m, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close() })
	return m
}

// evaluate runs a text in a VM.
func evaluate(t testing.TB, m *VM, text string) (Value, error) {
	t.Helper()
	prog, err := m.Compile("main.coro", text)
	if err != nil {
		return Nil, err
	}
	mod, err := m.Run(context.Background(), prog)
	if err != nil {
		return Nil, err
	}
	return mod.Result(), nil
}

func TestAModuleRunsOnceInAVM(t *testing.T) {
	m := newVMWith(t, Config{Loader: FS(folder(map[string]string{"n.coro": "var n = 0\nexport fn next() { n += 1; return n }"}))})
	for want := range int64(3) {
		v, err := evaluate(t, m, "import {next} from \"./n\"\nnext()")
		if n, _ := v.AsInt(); err != nil || n != want+1 {
			t.Errorf("run %d: %v, %v", want+1, v, err)
		}
	}
}

func TestAnImportThatIsStoppedRunsAgain(t *testing.T) {
	files := folder(map[string]string{
		"slow.coro": "var n = 0\nwhile n < 1000 { n += 1 }\nexport let done = n",
		"a.coro":    "import \"./slow\" as slow\nexport let done = slow.done",
	})
	m := newVMWith(t, Config{Loader: FS(files), Limits: Limits{Fuel: 1500}})
	const text = "import \"./a\" as a\na.done"
	if _, err := evaluate(t, m, text); !errors.Is(err, ErrFuel) {
		t.Fatalf("expected ErrFuel, got %v", err)
	}
	m.config.Limits.Fuel = 0
	if v, err := evaluate(t, m, text); err != nil || v.int() != 1000 {
		t.Errorf("%v, %v", v, err)
	}
}

// The fuel for compiling a file is paid in as many parts as the host gives, before
// the file is compiled.
func TestAnImportIsPaidInParts(t *testing.T) {
	text := "export let x = 1 //" + strings.Repeat("x", 10_000)
	m := newVMWith(t, Config{Loader: FS(folder(map[string]string{"a.coro": text})), Limits: Limits{Fuel: 1000}})
	prog, err := m.Compile("main.coro", "import \"./a\" as a\na.x")
	if err != nil {
		t.Fatal(err)
	}
	c, err := m.NewCoroutineOf(prog)
	if err != nil {
		t.Fatal(err)
	}
	stops := 0
	for {
		out, err := c.Resume(context.Background(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if out.State == Returned {
			break
		}
		stops++
	}
	if want := len(text) * compileFuel / 1000; stops < want || stops > want+2 {
		t.Errorf("stopped %d times, expected about %d", stops, want)
	}
}

func TestCancellingEndsTheWaitForFuel(t *testing.T) {
	text := "//" + strings.Repeat("x", 10_000)
	m := newVMWith(t, Config{Loader: FS(folder(map[string]string{"a.coro": text})), Limits: Limits{Fuel: 10}})
	prog, err := m.Compile("main.coro", "import \"./a\" as a")
	if err != nil {
		t.Fatal(err)
	}
	c, err := m.NewCoroutineOf(prog)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	if out, err := c.Resume(ctx, nil); err != nil || out.State != OutOfFuel {
		t.Fatalf("%v, %v", out, err)
	}
	cancel()
	if _, err := c.Resume(ctx, nil); !errors.Is(err, ErrCancelled) {
		t.Errorf("expected ErrCancelled, got %v", err)
	}
}

// What a module holds counts while it is loaded; what failed imports held does not.
func TestTheMemoryOfModulesIsCounted(t *testing.T) {
	files := folder(map[string]string{
		"big.coro": "export let items = []\nfor i in 0..20000 { items.push([i]) }",
		"bad.coro": "let items = []\nfor i in 0..20000 { items.push([i]) }\nthrow \"bad\"",
	})
	m := newVMWith(t, Config{Loader: FS(files), Limits: Limits{Memory: 8 << 20}})
	live := func() int64 {
		n, err := m.live()
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := live()
	if _, err := evaluate(t, m, "try { import \"./bad\" as bad } catch {}"); err != nil {
		t.Fatal(err)
	}
	if n := live(); n > before+10_000 {
		t.Errorf("a failed import holds %d bytes", n-before)
	}
	if _, err := evaluate(t, m, "import \"./big\" as big"); err != nil {
		t.Fatal(err)
	}
	if n := live(); n < before+20_000*(listSize+8) {
		t.Errorf("the module counts for %d bytes", n-before)
	}
}

// A coroutine of the host imports while the file of the import is being imported
// by another one, which waits for fuel.
func TestAnImportIsOfOneCoroutineAtATime(t *testing.T) {
	files := folder(map[string]string{"slow.coro": "var n = 0\nwhile n < 1000 { n += 1 }\nexport let done = n"})
	m := newVMWith(t, Config{Loader: FS(files), Limits: Limits{Fuel: 1000}})
	prog, err := m.Compile("main.coro", "import \"./slow\" as slow\nslow.done")
	if err != nil {
		t.Fatal(err)
	}
	first, err := m.NewCoroutineOf(prog)
	if err != nil {
		t.Fatal(err)
	}
	if out, err := first.Resume(context.Background(), nil); err != nil || out.State != OutOfFuel {
		t.Fatalf("%v, %v", out, err)
	}
	_, err = evaluate(t, m, "import \"./slow\" as s")
	if err == nil || !strings.Contains(err.Error(), "is being imported by a coroutine that is suspended") {
		t.Errorf("the second import: %v", err)
	}
	for !first.Done() {
		if _, err := first.Resume(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
	}
	if v, err := evaluate(t, m, "import \"./slow\" as s\ns.done"); err != nil || v.int() != 1000 {
		t.Errorf("%v, %v", v, err)
	}
}

func TestAnImportInANestedRunCannotYieldOutOfIt(t *testing.T) {
	m := newVMWith(t, Config{Loader: FS(folder(map[string]string{"slow.coro": "yield 1\nexport let x = 1", "ok.coro": "export let x = 2"}))})
	call := func(c *Call, f Value) (Value, error) { return c.Call(f) }
	if err := m.Define("call", call); err != nil {
		t.Fatal(err)
	}
	v, err := evaluate(t, m, `
let c = coro {
	try { call(fn() { import "./slow" as s; return s }) } catch e { yield e.message }
	yield call(fn() { import {x} from "./ok"; return x })
}
[resume(c), resume(c)]`)
	if err != nil || !strings.Contains(v.String(), "cannot yield across `call`") || !strings.HasSuffix(v.String(), ", 2]") {
		t.Errorf("%v, %v", v, err)
	}
}

func TestHostErrorOfAFileThatDoesNotCompile(t *testing.T) {
	m := newVMWith(t, Config{Loader: FS(folder(map[string]string{"lib/broken.coro": "let a = ]\nlet = 1\n"})).At("app")})
	prog, err := m.Compile("app/main.coro", "fn load() {\n\timport \"./lib/broken\" as b\n}\nload()")
	if err != nil {
		t.Fatal(err)
	}
	_, err = m.Run(context.Background(), prog)
	var ds Diagnostics
	if !errors.As(err, &ds) || len(ds) != 2 || ds[0].File.Name != "app/lib/broken.coro" {
		t.Fatalf("the diagnostics are not in %v", err)
	}
	text := err.(*Error).Render(false)
	for _, part := range []string{"--> app/main.coro:2:9", "--> app/lib/broken.coro:1:9", "--> app/lib/broken.coro:2:5", "at app/main.coro:4:1 in the module"} {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in\n%s", part, text)
		}
	}
}

func TestLoaderKeepsWithinItsRoot(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "in"), 0o700); err != nil {
		t.Fatal(err)
	}
	write("secret.coro", "export let secret = 1")
	write("in/a.coro", "export let x = 1")
	if err := os.Symlink(filepath.Join("..", "secret.coro"), filepath.Join(dir, "in", "link.coro")); err != nil {
		t.Skip(err)
	}
	root, err := os.OpenRoot(filepath.Join(dir, "in"))
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	m := newVMWith(t, Config{Loader: FS(root.FS())})
	if v, err := evaluate(t, m, "import \"./a\" as a\na.x"); err != nil || v.int() != 1 {
		t.Fatalf("%v, %v", v, err)
	}
	for _, path := range []string{"./link", "../secret", "./../secret", "./a/../../secret", "../in/a"} {
		v, err := evaluate(t, m, fmt.Sprintf("import %q as s\ns", path))
		var e *Error
		if !errors.As(err, &e) || e.Kind != "import" {
			t.Errorf("%s: %v, %v", path, v, err)
		}
	}
}

func TestFolderOfAProgram(t *testing.T) {
	for _, test := range []struct{ at, name, want string }{
		{"", "main.coro", "."},
		{"", "lib/main.coro", "lib"},
		{"", "./lib/../x/main.coro", "x"},
		{"", "<stdin>", "."},
		{"", "/etc/main.coro", "."},
		{"", "../main.coro", "."},
		{"", "", "."},
		{"app", "app/main.coro", "."},
		{"app", "app/lib/main.coro", "lib"},
		{"app", "apple/main.coro", "."},
		{"app", "input-1", "."},
		{"/home/me", "/home/me/lib/main.coro", "lib"},
		{"..", "../main.coro", "."},
		{"/", "/lib/main.coro", "lib"},
		{".", "lib/main.coro", "lib"},
	} {
		if got := FS(fstest.MapFS{}).At(test.at).folder(test.name); got != test.want {
			t.Errorf("at %q, %q is in %q, expected %q", test.at, test.name, got, test.want)
		}
	}
}

func TestNewModuleSaysWhatIsWrong(t *testing.T) {
	f := func(*Call, []Value) (Value, error) { return Nil, nil }
	for _, test := range []struct {
		name    string
		members []Member
		want    string
	}{
		{"no name", nil, "module \"no name\": a name is letters"},
		{"if", nil, "module `if`: it is a reserved word"},
		{"m", []Member{{Name: "a b", Func: f}}, "module m: \"a b\": a name is letters"},
		{"m", []Member{{Name: "a", Func: f}, {Name: "a", Value: 1}}, "module m: `a` is declared twice"},
		{"m", []Member{{Name: "a", Func: f, Value: 1}}, "module m: `a` has more than one of Func, Async, Coro and Value"},
		{"m", []Member{{Name: "a", Value: []int{1}}}, "module m: the constant `a`: a []int cannot be one"},
		{"m", []Member{{Name: "a", Func: 1}}, "module m: the function `a`: its Func is of type int, which is no function"},
		{"m", []Member{{Name: "a", Func: f, Params: "x: integer"}}, "module m: the function `a`: cannot read its parameters \"x: integer\""},
		{"m", []Member{{Name: "a", Func: func(complex64) {}}}, "module m: the function `a`: no value of a script can be its parameter 1"},
		{"m", []Member{{Name: "a", Coro: "fn b() => 1"}}, "module m: the code of `a` declares no function of that name"},
		{"m", []Member{{Name: "a", Coro: "fn a() => c()"}}, "module m: <m>:1:18: error[undefined]: `c` is not defined"},
		{"m", []Member{{Name: "a", Coro: "fn a() => 1\nexport fn b() => 2"}}, "module m: the code of a function declares more than that function"},
	} {
		if _, err := NewModule(test.name, "", test.members...); err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("got %v, expected %s", err, test.want)
		}
	}
	h, err := NewModule("m", "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New(Config{Modules: []*HostModule{h, h}}); err == nil {
		t.Error("two modules of one name are offered")
	}
}

// A lazy module is made when the first script imports it, once.
func TestALazyModuleIsMadeOnce(t *testing.T) {
	made := 0
	h := LazyModule("m", func() (*HostModule, error) {
		made++
		return NewModule("m", "", Member{Name: "one", Value: 1})
	})
	for _, src := range []string{"1", "import m\nm.one", "import m\nm.one + 0"} {
		m := newVMWith(t, Config{Modules: []*HostModule{h}})
		prog, err := m.Compile("main.coro", src)
		if err != nil {
			t.Fatal(err)
		}
		if ran, err := m.Run(t.Context(), prog); err != nil || ran.Result() != Int(1) {
			t.Errorf("%q is %v, %v", src, ran, err)
		}
		if want := min(len(src)-1, 1); made != want {
			t.Errorf("after %q it has been made %d times, expected %d", src, made, want)
		}
	}
}

func TestAWrongLazyModulePanics(t *testing.T) {
	for _, name := range []string{"n", "if"} {
		h := LazyModule("m", func() (*HostModule, error) { return NewModule(name, "") })
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("a lazy module made as %q is fine", name)
				}
			}()
			h.Members()
		}()
	}
}

// Many VMs share a module, its constants and the Program that imports it.
func TestAHostModuleIsShared(t *testing.T) {
	h, err := NewModule("m", "", Member{Name: "text", Value: "a text that is hashed by maps"}, Member{Name: "zero"},
		Member{Name: "twice", Func: func(n int) int { return 2 * n }}, Member{Name: "four", Coro: "fn four() => twice(2)"})
	if err != nil {
		t.Fatal(err)
	}
	prog, err := Compile("main.coro", "import m\nlet found = {[m.text]: m.twice(4)}\n[found[m.text], m.four(), m.zero, m]")
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			m, err := New(Config{Modules: []*HostModule{h}})
			if err != nil {
				t.Error(err)
				return
			}
			defer m.Close()
			for range 10 {
				mod, err := m.Run(context.Background(), prog)
				if err != nil || mod.Result().String() != "[8, 4, nil, <module m>]" {
					t.Errorf("%v, %v", mod, err)
				}
			}
		})
	}
	group.Wait()
}

// A Program that was compiled without a VM is linked when one loads it.
func TestHostModulesAreLinkedWhenAProgramIsLoaded(t *testing.T) {
	prog, err := Compile("main.coro", "import mth\nimport {a, b} from m\nimport m\nfn never() => m.c")
	if err != nil {
		t.Fatal(err)
	}
	h, err := NewModule("m", "", Member{Name: "a"}, Member{Name: "count"})
	if err != nil {
		t.Fatal(err)
	}
	m := newVMWith(t, Config{Modules: []*HostModule{h}})
	_, err = m.Run(context.Background(), prog)
	var ds Diagnostics
	if !errors.As(err, &ds) || len(ds) != 3 {
		t.Fatal(err)
	}
	for i, want := range []string{
		"main.coro:1:8: error[unknown-module]: the host offers no module `mth`",
		"main.coro:2:12: error[not-exported]: the module `m` exports no `b`",
		"main.coro:4:17: error[not-exported]: the module `m` exports no `c`",
	} {
		if ds[i].Error() != want {
			t.Errorf("got %s, expected %s", ds[i].Error(), want)
		}
	}
}

func TestSessionsImport(t *testing.T) {
	files := folder(map[string]string{"a.coro": "export fn f(x) => x + 1\nexport let y = 1"})
	m := newVMWith(t, Config{Loader: FS(files)})
	s := m.NewSession()
	for _, step := range []struct{ text, want string }{
		{"import \"./a\" as a", "nil"},
		{"a.f(1)", "2"},
		{"import {f, y} from \"./a\"", "nil"},
		{"f(y)", "2"},
		{"import {z} from \"./a\"", "input:1:9: the module `./a` exports no `z`"},
		{"import \"./b\" as b", "input:1:8: cannot import `./b`: there is no file b.coro"},
		{"fn g() => a.f(5)", "nil"},
		{"export let q = g()", "nil"},
		{"q", "6"},
	} {
		v, err := s.Eval(context.Background(), "input", step.text)
		got := v.String()
		if err != nil {
			got = err.Error()
		}
		if got != step.want {
			t.Errorf("%s: %s, expected %s", step.text, got, step.want)
		}
	}
	// A file that has failed is read again.
	if _, err := s.Eval(context.Background(), "input", "import \"./late\" as late"); err == nil {
		t.Error("a missing file is imported")
	}
	files["late.coro"] = &fstest.MapFile{Data: []byte("export let x = 7")}
	if v, err := s.Eval(context.Background(), "input", "import \"./late\" as late\nlate.x"); err != nil || v.int() != 7 {
		t.Errorf("%v, %v", v, err)
	}
}

// brokenFiles is a file system that panics.
type brokenFiles struct{}

func (brokenFiles) Open(name string) (fs.File, error) { panic("no " + name) }

func TestErrorsOfTheFileSystem(t *testing.T) {
	m := newVMWith(t, Config{Loader: FS(brokenFiles{})})
	_, err := evaluate(t, m, "import \"./a\" as a")
	var e *Error
	var p *PanicError
	if !errors.As(err, &e) || e.Kind != "import" || !errors.As(err, &p) {
		t.Errorf("a file system that panics: %v", err)
	}
	large := fstest.MapFS{"a.coro": {Data: make([]byte, maxModuleSize+1)}}
	if _, err := evaluate(t, newVMWith(t, Config{Loader: FS(large)}), "import \"./a\" as a"); err == nil || !strings.Contains(err.Error(), "are more than") {
		t.Errorf("a large file: %v", err)
	}
	if _, err := evaluate(t, newVMWith(t, Config{}), "import \"./a\" as a"); err == nil || !strings.Contains(err.Error(), "the host gives no files") {
		t.Errorf("without a Loader: %v", err)
	}
}
