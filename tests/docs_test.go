package tests

// The examples of the READMEs run: scripts with their expectations, Go code as
// part of an Example.

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestGoCodeIsOfTheExamples: the Go code of every README consists of whole lines,
// in one piece, of Examples that go test compiles and runs, or of other tests.
func TestGoCodeIsOfTheExamples(t *testing.T) {
	examples := "\n" + string(read(t, "vm/example_test.go")) + string(read(t, "vm/module_test.go")) + string(read(t, "repl/coro/examples_test.go"))
	blocks := 0
	walk(t, ".md", func(name string, text []byte) {
		for _, at := range goBlock.FindAllSubmatchIndex(text, -1) {
			blocks++
			code := string(text[at[2]:at[3]])
			shown := func(indent string) bool {
				return strings.Contains(examples, "\n"+goLine.ReplaceAllString(code, indent+"$0"))
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

// codeBlock is a fenced block of the language coro. A block that is no whole
// program is fenced as text.
var codeBlock = regexp.MustCompile("(?ms)^```coro\n(.*?)^```$")

func TestDocs(t *testing.T) {
	blocks := 0
	walk(t, ".md", func(name string, text []byte) {
		for _, at := range codeBlock.FindAllSubmatchIndex(text, -1) {
			line := 2 + strings.Count(string(text[:at[0]]), "\n")
			blocks++
			t.Run(fmt.Sprintf("%s:%d", name, line), func(t *testing.T) {
				s, err := parseScript(name, string(text[at[2]:at[3]]))
				if err != nil {
					t.Fatal(err)
				}
				output, err := s.perform(t, modes[0])
				s.check(t, output, err)
			})
		}
	})
	if blocks == 0 {
		t.Error("no README shows a script")
	}
}
