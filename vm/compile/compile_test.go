package compile_test

// Tests of the compiler: goldens, limits, sessions.

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/parser"
	"github.com/coro-lang/coro/vm/bytecode"
	"github.com/coro-lang/coro/vm/compile"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// builtins is a choice of the names that a virtual machine offers.
var builtins = []string{"abs", "assert", "coroutine", "delete", "error", "keys", "len", "max", "min", "print", "resume", "same", "str", "type"}

var builtinModules = map[string]func() []string{
	"coroutine": func() []string { return []string{"all", "can_yield", "current", "trace"} },
}

// hostModules are the modules that the host of the goldens offers.
var hostModules = map[string]func() []string{
	"io":    func() []string { return []string{"lines", "read_line"} },
	"maps":  func() []string { return []string{"filter"} },
	"math":  func() []string { return []string{"pi", "sin", "sqrt"} },
	"regex": func() []string { return []string{"compile"} },
	"seq":   func() []string { return []string{"filter"} },
	"sql":   func() []string { return []string{"open"} },
}

// compileText parses and compiles. A program that comes out passes the verifier.
func compileText(t testing.TB, name, text string, cfg compile.Config) (*bytecode.Program, source.Diagnostics) {
	t.Helper()
	file := source.NewFile(name, text)
	tree, ds := parser.Parse(file)
	if len(ds) > 0 {
		return nil, ds
	}
	prog, ds := compile.Compile(file, tree, cfg)
	if len(ds) > 0 {
		return nil, ds
	}
	if err := prog.Verify(); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	return prog, nil
}

// eachScript compiles the scripts of a folder of the repository and those below it. What
// does not compile has no program.
func eachScript(t *testing.T, folder string, f func(text string, prog *bytecode.Program, ds source.Diagnostics)) {
	t.Helper()
	scripts := 0
	err := filepath.WalkDir(filepath.Join("..", "..", folder), func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".coro" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		scripts++
		prog, ds := compileText(t, path, string(text), compile.Config{
			Builtins:       builtins,
			BuiltinModules: builtinModules,
		})
		f(string(text), prog, ds)
		return nil
	})
	if err != nil || scripts == 0 {
		t.Fatalf("%d scripts, %v", scripts, err)
	}
}

func TestScriptsOfTheLanguagePassTheVerifier(t *testing.T) {
	eachScript(t, "tests", func(text string, _ *bytecode.Program, ds source.Diagnostics) {
		if len(ds) > 0 && !strings.Contains(text, "expect error:") {
			t.Errorf("%s", source.Renderer{}.Sprint(ds...))
		}
	})
}

// TestGolden compiles the `.coro` files of each archive and compares what comes
// out, the disassembly or the diagnostics, with the file that follows.
func TestGolden(t *testing.T) {
	archives, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil || len(archives) == 0 {
		t.Fatalf("%d archives, %v", len(archives), err)
	}
	for _, path := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) { golden(t, path) })
	}
}

func golden(t *testing.T, path string) {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	archive := txtar.Parse(text)
	want := map[string]string{}
	for _, f := range archive.Files {
		want[f.Name] = string(f.Data)
	}
	renewed := &txtar.Archive{Comment: archive.Comment}
	for _, f := range archive.Files {
		name, ok := strings.CutSuffix(f.Name, ".coro")
		if !ok {
			continue
		}
		got := goldenOutput(t, f.Name, string(f.Data))
		renewed.Files = append(renewed.Files, f, txtar.File{Name: name + ".out", Data: []byte(got)})
		if diff := cmp.Diff(want[name+".out"], got); diff != "" && !*update {
			t.Errorf("%s (- expected, + compiled):\n%s", f.Name, diff)
		}
	}
	if *update {
		if err := os.WriteFile(path, txtar.Format(renewed), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func goldenOutput(t *testing.T, name, text string) string {
	cfg := compile.Config{
		Builtins: builtins, BuiltinModules: builtinModules, HostNames: []string{"clock", "player"}, Modules: hostModules,
	}
	prog, ds := compileText(t, name, text, cfg)
	if len(ds) > 0 {
		return source.Renderer{}.Sprint(ds...)
	}
	var b strings.Builder
	if err := prog.Disassemble(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestSessionKeepsTheSlotsOfItsNames(t *testing.T) {
	session := &compile.Session{}
	for _, input := range []struct {
		text    string
		globals string
	}{
		{"let a = 1", "a"},
		{"fn f() => a", "a f"},
		{"var a = f() + a", "a f var a"}, // the right side reads the old one
		{"a += 1; a", "a f var a"},
		{"a", "a f var a"}, // without effect, but its value is shown
		{"let a, b = b0, 1", "a f var a a b"},
		{"fn f() => f", "a f var a a b f"},
	} {
		prog, ds := compileText(t, "input", input.text, compile.Config{Builtins: builtins, Session: session})
		if len(ds) > 0 {
			t.Fatal(ds)
		}
		if got := globalNames(prog); got != input.globals {
			t.Errorf("after %q: %s, expected %s", input.text, got, input.globals)
		}
		session.Globals = prog.Globals
	}
	if _, ds := compileText(t, "input", "b = 2", compile.Config{Session: session}); len(ds) != 1 || ds[0].Code != "assign-to-let" {
		t.Errorf("assignment to a let of an earlier input: %v", ds)
	}
}

func globalNames(prog *bytecode.Program) string {
	var names []string
	for _, g := range prog.Globals {
		if g.Mutable {
			names = append(names, "var")
		}
		names = append(names, g.Name)
	}
	return strings.Join(names, " ")
}

func TestUnknownNamesAreLeftToTheLoader(t *testing.T) {
	prog, ds := compileText(t, "script", "print(colour, colour)", compile.Config{Builtins: builtins})
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	var hosts []bytecode.Const
	for _, c := range prog.Consts {
		if c.Kind == bytecode.ConstHost {
			hosts = append(hosts, c)
		}
	}
	want := []bytecode.Const{{Kind: bytecode.ConstHost, Text: "colour", Span: source.At(6, 6)}}
	if diff := cmp.Diff(want, hosts); diff != "" {
		t.Error(diff)
	}
}

// TestLargeCode checks what does not fit into the short operands.
func TestLargeCode(t *testing.T) {
	repeat := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for name, text := range map[string]string{
		"jumps over 16 bits": "fn f(x, m) {\n while x < 10 {\n for k, v in m {\n for w in m {\n if x > 3 && w == nil { break }\n" +
			repeat(12_000, "x += m[%d] * 2\n") + "x = x\n}\n}\n}\n}",
		"strings over 16 bits":          "fn f(x) {\n" + repeat(70_000, "if x == \"s%d\" { return 1 }\n") + "}",
		"names over 16 bits in a map":   "let m = {" + repeat(70_000, "k%d: 1,\n") + "}",
		"module variables over 16 bits": repeat(66_000, "fn f%d() => 1\n") + "f1()\nf65900()",
		"a long list":                   "let xs = [" + repeat(10_000, "%d,") + "]",
		"a long tuple":                  "let xs = (" + repeat(300, "%d,") + ")",
		"many arguments":                "fn f(...xs) => xs\nf(" + repeat(300, "%d,") + ")",
		"a long interpolation":          "let x = 1\nlet s = \"" + repeat(200, "${x}%d") + "\"\nvar t = s\nt += \"" + repeat(200, "${x}%d") + "\"",
		"many top-level variables":      repeat(5_000, "let a%d = 1\n"),
		"many top-level patterns":       repeat(2_000, "let _, _, [_, _, a%d] = f()\n"),
		"many else-ifs":                 "fn f(x) {\nif x == 0 { return 0 }\n" + repeat(1_000, "else if x == %d { return x }\n") + "}",
	} {
		if _, ds := compileText(t, "script", text, compile.Config{Builtins: builtins}); len(ds) > 0 {
			t.Errorf("%s: %v", name, ds[:1])
		}
	}
}

func TestLimitsAreDiagnostics(t *testing.T) {
	repeat := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for name, text := range map[string]string{
		"registers":  "fn f() {\n" + repeat(4_000, "let a%d = 1\n") + "}",
		"parameters": "fn f(" + repeat(251, "a%d,") + ") => 1",
		"upvalues":   "fn f() {\n" + repeat(256, "let a%d = 1\n") + "return fn() {\n" + repeat(256, "print(a%d)\n") + "}\n}",
		"names":      "fn f(x) {\n" + repeat(66_000, "x.n%d = 1\n") + "}",
		"rest":       "let [..., " + strings.Repeat("_, ", 256) + "] = []",
	} {
		_, ds := compileText(t, "script", text, compile.Config{Builtins: builtins})
		if len(ds) == 0 || ds[0].Code != "too-complex" {
			t.Errorf("%s: %v", name, ds)
		}
	}
}

func TestDiagnosticsAreBounded(t *testing.T) {
	text := "{\n" + strings.Repeat("print(unknown_name)\n", 20_000) + "}"
	_, ds := compileText(t, "script", text, compile.Config{Builtins: builtins, HostNames: []string{}})
	if len(ds) == 0 || len(ds) > 100 {
		t.Errorf("%d diagnostics", len(ds))
	}
}

// FuzzCompile checks that what parses either compiles to a program that passes
// the verifier or has diagnostics.
func FuzzCompile(f *testing.F) {
	archives, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range archives {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			if filepath.Ext(file.Name) == ".coro" {
				f.Add(string(file.Data))
			}
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		compileText(t, "script", text, compile.Config{Builtins: builtins})
		compileText(t, "input", text, compile.Config{Builtins: builtins, Session: &compile.Session{}, HostNames: []string{}})
	})
}

// benchmarkText is a script of about 100,000 lines.
func benchmarkText() string {
	var b strings.Builder
	for i := range 5_000 {
		fmt.Fprintf(&b, `
/// Function number %[1]d.
fn step%[1]d(items, limit = 10) {
    var total, seen = 0, {}
    for i, item in items {
        if item == nil || i >= limit { continue }
        let {name, weight = 1.5} = item
        seen[name] = (seen[name] ?? 0) + weight * 2
        total += len(name) + i %% 3
    }
    let render = fn(k) => "${k}: ${seen[k]}, of ${total}"
    while total > 1000 && limit < 50 {
        total = total / 2 - 1
        limit += 1
    }
    try {
        if total < 0 { throw error("below zero", {total, at: "step%[1]d"}) }
    } catch e { return [e.message, nil] }
    return [render("first"), items.filter(fn(x) => x.name != "%[1]d").size]
}
`, i)
	}
	return b.String()
}

func BenchmarkCompile(b *testing.B) {
	text := benchmarkText()
	file := source.NewFile("bench.coro", text)
	tree, ds := parser.Parse(file)
	if len(ds) > 0 {
		b.Fatal(ds)
	}
	b.Run("compile", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		b.ReportAllocs()
		for b.Loop() {
			if _, ds := compile.Compile(file, tree, compile.Config{Builtins: builtins}); len(ds) > 0 {
				b.Fatal(ds)
			}
		}
	})
	b.Run("parse and compile", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			if _, ds := compileText(b, "bench.coro", text, compile.Config{Builtins: builtins}); len(ds) > 0 {
				b.Fatal(ds)
			}
		}
	})
}
