package vm

// Check and Build look at the files that a text imports.

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/coro-lang/coro/lexer/source"
)

// importedFiles are what the texts below import.
var importedFiles = fstest.MapFS{
	"app/lib/shapes.coro": {Data: []byte("export fn area(w, h) => w * h\nexport record Point(x, y)\nlet forgotten = 1")},
	"app/broken.coro":     {Data: []byte("let x = )\nprint(")},
	"app/wrong.coro":      {Data: []byte("import mth\nimport \"./lib/shapes\" as s\nexport let x = s.volume + nowhere")},
	"app/a.coro":          {Data: []byte("import \"./b\" as b\nexport fn a() => b")},
	"app/b.coro":          {Data: []byte("import \"./c\" as c\nexport fn b() => c")},
	"app/c.coro":          {Data: []byte("import \"./b\" as b\nexport fn c() => b")},
	"app/later.coro":      {Data: []byte("export fn f() { import \"./later\" as l; return l.f }\nfn g() { import \"./again\" as a; return a.h }")},
	"app/again.coro":      {Data: []byte("import \"./later\" as l\nexport let h = l.f")},
	"app/self.coro":       {Data: []byte("import \"./self\" as s\nprint(s)")},
}

// checkCases are texts with what is wrong with what they import.
var checkCases = []struct{ text, want string }{
	{"import {area} from \"./lib/shapes\"; import \"./lib/shapes.coro\" as s; print(area, s.area, s.Point)", ""},
	{
		"import {aera} from \"./lib/shapes\"; print(aera)",
		"main.coro:1:9: error[not-exported]: the module `./lib/shapes` exports no `aera`; did you mean `area`?",
	},
	{
		"import \"./lib/shapes\" as s\nfn f() => s.areas(1)\nprint(f)",
		"main.coro:2:13: error[not-exported]: the module `./lib/shapes` exports no `areas`; did you mean `area`?",
	},
	{
		"import \"./lib/shape\" as s; print(s)",
		"main.coro:1:8: error[cannot-import]: cannot import `./lib/shape`: there is no file app/lib/shape.coro; did you mean `./lib/shapes`?",
	},
	{
		"import \"./zzz\" as s; print(s)",
		"main.coro:1:8: error[cannot-import]: cannot import `./zzz`: there is no file app/zzz.coro; a path is relative to the file that imports",
	},
	{
		"import \"../out\" as s; print(s)",
		"main.coro:1:8: error[cannot-import]: cannot import `../out`: it is outside of the folder of the program; the host gives only the files in that folder",
	},
	{
		"import \"./lib\" as s; import {x} from \"./broken\"; print(s, x, nowhere)",
		"main.coro:1:8: error[cannot-import]: cannot import `./lib`: there is no file app/lib.coro; a path is relative to the file that imports\n" +
			"main.coro:1:62: error[undefined]: `nowhere` is not defined\n" +
			"app/broken.coro:1:9: error[unexpected-token]: expected an expression, found `)`\n" +
			"app/broken.coro:2:7: error[unclosed-bracket]: expected `,` or `)`, found the end of the file",
	},
	{
		"import {x} from \"./wrong\"; print(x)",
		"app/wrong.coro:1:8: error[unknown-module]: the host offers no module `mth`\n" +
			"app/wrong.coro:3:18: error[not-exported]: the module `./lib/shapes` exports no `volume`; it exports: area, Point\n" +
			"app/wrong.coro:3:27: error[undefined]: `nowhere` is not defined",
	},
	{
		"import \"./a\" as a; print(a)",
		"app/c.coro:1:8: error[cannot-import]: cannot import `./b`: it is being imported already: b → c → b; " +
			"move what both need into a third module, or import inside a function that is called later",
	},
	{
		"import \"./self\" as s; print(s)",
		"app/self.coro:1:8: error[cannot-import]: cannot import `./self`: it is being imported already: self → self; " +
			"move what both need into a third module, or import inside a function that is called later",
	},
	{"import \"./later\" as l; print(l.f)", ""},
	{"try { import \"./nowhere\" as n; print(n) } catch { print(\"none\") }", ""},
	{
		"fn f() { import \"./nowhere\" as n; return n }; print(f)",
		"main.coro:1:17: error[cannot-import]: cannot import `./nowhere`: there is no file app/nowhere.coro; a path is relative to the file that imports",
	},
	{"import \"nowhere\" as n; print(n)", "main.coro:1:8: error[bad-import]: the path of a module begins with `./` or `../`; write \"./nowhere\" for a file, or `import nowhere` for a module of the host"},
}

// oneALine lists diagnostics without their hints of hosts that know more.
func oneALine(ds Diagnostics) string {
	var lines []string
	for _, d := range ds {
		line := d.Error()
		if d.Hint != "" && (d.Code == "cannot-import" || d.Code == "not-exported" || d.Code == "bad-import") {
			line += "; " + d.Hint
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestCheckFollowsImports(t *testing.T) {
	sub, err := fs.Sub(importedFiles, "app")
	if err != nil {
		t.Fatal(err)
	}
	loader := FS(sub).At("app")
	m, err := New(Config{Loader: loader})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	for _, c := range checkCases {
		ds, err := m.Check("app/main.coro", c.text)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, strings.ReplaceAll(oneALine(ds), "app/main.coro", "main.coro")); diff != "" {
			t.Errorf("%s\n- wanted, + found:\n%s", c.text, diff)
		}
		// Build knows no names and modules of a host.
		if strings.Contains(c.want, "undefined") || strings.Contains(c.want, "unknown-module") {
			continue
		}
		var built Diagnostics
		if _, err := Build("app/main.coro", c.text, loader); err != nil && !errors.As(err, &built) {
			t.Errorf("%s\nbuild: %v", c.text, err)
		}
		if diff := cmp.Diff(oneALine(ds), oneALine(built)); diff != "" {
			t.Errorf("%s\n- check, + build:\n%s", c.text, diff)
		}
	}
}

func TestCheckWarnsOfTheTextOnly(t *testing.T) {
	sub, err := fs.Sub(importedFiles, "app")
	if err != nil {
		t.Fatal(err)
	}
	m, err := New(Config{Loader: FS(sub)})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	ds, err := m.Check("main.coro", "import {area, Point} from \"./lib/shapes\"\nprint(area)")
	if err != nil || len(ds) != 1 || !ds[0].Warning || ds[0].File.Name != "main.coro" {
		t.Errorf("%v\n%s", err, oneALine(ds))
	}
}

// What Check says of an import is what a run would say.
func TestCheckWithoutFiles(t *testing.T) {
	m, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	const text = "import \"./a\" as a; print(a)"
	ds, err := m.Check("main.coro", text)
	if err != nil {
		t.Fatal(err)
	}
	prog, err := m.Compile("main.coro", text)
	if err != nil {
		t.Fatal(err)
	}
	_, err = m.Run(t.Context(), prog)
	var failure *Error
	if !errors.As(err, &failure) || !slices.ContainsFunc(ds, func(d source.Diagnostic) bool { return d.Message == failure.Message }) {
		t.Errorf("check: %s\nrun: %v", oneALine(ds), err)
	}
}

// A bundle checks what it has.
func TestCheckInABundle(t *testing.T) {
	b, err := Build("main.coro", "import {x} from \"./x\"; print(x)", FS(fstest.MapFS{"x.coro": {Data: []byte("export let x = 1")}}))
	if err != nil {
		t.Fatal(err)
	}
	m, err := New(Config{Loader: b.Loader()})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	ds, err := m.Check("main.coro", "import {y} from \"./x\"; import \"./z\" as z; print(y, z)")
	if got := oneALine(ds); err != nil || !strings.Contains(got, "exports no `y`") || !strings.Contains(got, "the bundle has no file z.coro") {
		t.Errorf("%v\n%s", err, got)
	}
}
