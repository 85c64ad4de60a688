package source

// Tests of positions, of the renderer and of suggestions.

import (
	"strings"
	"testing"
)

func TestPosition(t *testing.T) {
	f := NewFile("f", "ab\r\nçd\n\n")
	for _, test := range []struct{ offset, line, column int }{
		{0, 1, 1}, {2, 1, 3}, {4, 2, 1}, {6, 2, 2}, {7, 2, 3}, {8, 3, 1}, {9, 4, 1}, {99, 4, 1}, {-1, 1, 1},
	} {
		if line, column := f.Position(test.offset); line != test.line || column != test.column {
			t.Errorf("offset %d is %d:%d, want %d:%d", test.offset, line, column, test.line, test.column)
		}
	}
	if got := f.Line(1); got != "ab" {
		t.Errorf("line 1 is %q", got)
	}
	if got := f.Line(5); got != "" || f.Lines() != 4 {
		t.Errorf("line 5 of %d is %q", f.Lines(), got)
	}
}

func TestRender(t *testing.T) {
	for name, test := range map[string]struct {
		text       string
		start, end uint32
		want       string
	}{
		"label and hint": {"let x = )\n", 8, 9, "1 | let x = )\n  |         ^ here\n"},
		"tabs":           {"\ta\tb", 3, 4, "1 |     a    b\n  |          ^ here\n"},
		"wide":           {"日本 x", 7, 8, "1 | 日本 x\n  |      ^ here\n"},
		"wide span":      {"日本 x", 0, 6, "1 | 日本 x\n  | ^^^^ here\n"},
		"combining":      {"e\u0301 x", 4, 5, "1 | e\u0301 x\n  |   ^ here\n"},
		"control":        {"\x1b[31m x", 6, 7, "1 | \ufffd[31m x\n  |       ^ here\n"},
		"invalid":        {"\xff x", 2, 3, "1 | \ufffd x\n  |   ^ here\n"},
		"many lines":     {"ab\ncd", 1, 5, "1 | ab\n  |  ^ here\n"},
		"end":            {"ab\n", 3, 3, "2 |\n  | ^ here\n"},
		"outside":        {"ab", 9, 12, "1 | ab\n  |   ^ here\n"},
	} {
		t.Run(name, func(t *testing.T) {
			d := Diagnostic{File: NewFile("f", test.text), Span: Span{test.start, test.end}, Code: "c", Message: "m", Label: "here"}
			_, excerpt, _ := strings.Cut(Renderer{}.Sprint(d), "  |\n")
			if excerpt != test.want {
				t.Errorf("got\n%swant\n%s", excerpt, test.want)
			}
		})
	}
}

func TestRenderWhole(t *testing.T) {
	f := NewFile("main.coro", "f(1\ng()")
	got := Renderer{}.Sprint(Diagnostic{
		File: f, Code: "unclosed", Span: Span{4, 5}, Message: "expected `)`", Hint: "close it",
		Notes: []Note{{Span{1, 2}, "opened here"}},
	}, Diagnostic{Code: "x", Message: "no file"})
	want := "error[unclosed]: expected `)`\n --> main.coro:2:1\n  |\n2 | g()\n  | ^\n  = hint: close it\n" +
		"note: opened here\n --> main.coro:1:2\n  |\n1 | f(1\n  |  ^\n\nerror[x]: no file\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	colored := Renderer{Color: true}.Sprint(Diagnostic{File: f, Code: "x", Message: "m"})
	if !strings.Contains(colored, "\x1b[") || strings.Contains(got, "\x1b[") {
		t.Error("colour is not by option")
	}
}

// A line of a million characters costs no more than what is shown of it.
func TestRenderTrimsLongLines(t *testing.T) {
	text := strings.Repeat("a", 500_000) + "X" + strings.Repeat("b", 500_000)
	d := Diagnostic{File: NewFile("f", text), Span: Span{500_000, 500_001}}
	for line := range strings.Lines(Renderer{Width: 40}.Sprint(d)) {
		if len(line) > 60 {
			t.Errorf("a line of %d bytes", len(line))
		}
		if i := strings.Index(line, "X"); i >= 0 {
			if !strings.HasPrefix(line, "1 | …aaa") || !strings.HasSuffix(line, "bbb…\n") {
				t.Errorf("cut as %q", line)
			}
		}
	}
	d.Span.End = 900_000
	if got := (Renderer{Width: 40}).Sprint(d); strings.Count(got, "^") > 40 || strings.Contains(got, "……") {
		t.Errorf("underlined too far, or cut twice:\n%s", got)
	}
}

func TestSuggest(t *testing.T) {
	names := []string{"print", "println", "length", "map", "filter", "x"}
	for name, want := range map[string]string{
		"pritn": "print", "Print": "print", "lenght": "length", "fitler": "filter", "mpa": "map",
		"zebra": "", "y": "", "": "", "print": "", strings.Repeat("p", 100): "",
	} {
		if got, ok := Suggest(name, names); got != want || ok != (want != "") {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func TestFurtherLinesOfAMessageAreIndented(t *testing.T) {
	got := Renderer{}.Sprint(Diagnostic{Code: "assert", Message: "they differ:\n  got 1\nerror: \x1b want 2"})
	if want := "error[assert]: they differ:\n    got 1\n    error: � want 2\n"; got != want {
		t.Errorf("got %q", got)
	}
}
