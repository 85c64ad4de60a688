package tests

// The examples of the READMEs run: scripts with their expectations, Go code as
// part of an Example.

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// TestGoCodeIsOfTheExamples: the Go code of every README consists of whole lines,
// in one piece, of Examples that go test compiles and runs, or of other tests.
func TestGoCodeIsOfTheExamples(t *testing.T) {
	var examples strings.Builder
	for _, name := range []string{"vm/module_test.go", "repl/coro/examples_test.go", "tests/examples/hosts/hello/main.go"} {
		examples.WriteString("\n" + string(read(t, name)))
	}
	walk(t, "example_test.go", func(_ string, text []byte) { examples.WriteString("\n" + string(text)) })
	blocks := 0
	walk(t, ".md", func(name string, text []byte) {
		for _, at := range goBlock.FindAllSubmatchIndex(text, -1) {
			blocks++
			code := string(text[at[2]:at[3]])
			shown := func(indent string) bool {
				return strings.Contains(examples.String(), "\n"+goLine.ReplaceAllString(code, indent+"$0"))
			}
			if !slices.ContainsFunc([]string{"", "\t", "\t\t"}, shown) {
				t.Errorf("%s:%d: no part of an Example:\n%s", name, 1+strings.Count(string(text[:at[2]]), "\n"), code)
			}
		}
	})
	if blocks == 0 {
		t.Error("no README shows Go code")
	}
}

// goBlock is a fenced block of Go, goLine a line in it that is not empty.
var (
	goBlock = regexp.MustCompile("(?ms)^```go\n(.*?)^```$")
	goLine  = regexp.MustCompile("(?m)^.+$")
)

// codeBlock is a fenced block that is run: a script, fenced as coro, or several
// files, fenced as txtar. A block that is no whole program is fenced as text.
var codeBlock = regexp.MustCompile("(?ms)^```(coro|txtar)\n(.*?)^```$")

// documents are the texts that say what the language is, which nobody could check
// without examples.
var documents = []string{"README.md", "vm/TOUR.md", "parser/README.md", "vm/LANGUAGE.md"}

func TestDocs(t *testing.T) {
	blocks := map[string]int{}
	walk(t, ".md", func(name string, text []byte) {
		for _, at := range codeBlock.FindAllSubmatchIndex(text, -1) {
			line := 2 + strings.Count(string(text[:at[0]]), "\n")
			blocks[name]++
			t.Run(fmt.Sprintf("%s:%d", name, line), func(t *testing.T) {
				s, err := parseBlock(name, string(text[at[2]:at[3]]), text[at[4]:at[5]])
				if err != nil {
					t.Fatal(err)
				}
				output, err := s.perform(t, modes[0])
				s.check(t, output, err)
			})
		}
	})
	for _, name := range documents {
		if blocks[name] == 0 {
			t.Errorf("%s shows no script", name)
		}
	}
}

// parseBlock reads a fenced block of a document.
func parseBlock(name, fence string, text []byte) (testScript, error) {
	if fence == "txtar" {
		return parseArchive(name, txtar.Parse(text))
	}
	return parseScript(name, string(text))
}

// The figures of README.md are those of the table that the benchmarks write.
func TestFiguresOfTheReadme(t *testing.T) {
	const table = "tests/bench/README.md"
	measured := map[string][]string{} // the columns of a program, without its name
	beside, _, _ := strings.Cut(string(read(t, table)), "\n## Coroutines of other engines")
	for line := range strings.Lines(beside) {
		if cells := strings.Split(strings.Trim(line, "| \n"), " | "); len(cells) == 8 {
			measured[cells[0]] = cells[1:]
		}
	}
	text := string(read(t, "README.md"))
	shown := 0
	check := func(pattern string, column int) {
		for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
			shown++
			if columns := measured[m[1]]; columns == nil || columns[column] != m[2] {
				t.Errorf("README.md says %s of %s; %s has %q", m[2], m[1], table, columns)
			}
		}
	}
	const ratio, memoryRatio = 2, 6
	check("(?m)^\\| [^|]+ \\| `([a-z_]+)` \\| ([0-9.]+) \\|$", ratio)
	if rows := strings.Count(text, "\n| ") - strings.Count(text, "\n| ["); shown < 10 || shown != rows-2 { // without the heads of two tables
		t.Errorf("README.md has %d rows that the test reads, of %d", shown, rows-2)
	}
	check("\\(`(co_live)`\\) take ([0-9.]+) of the memory", memoryRatio)
	if shown < 11 {
		t.Error("README.md does not say what memory coroutines take")
	}
}
