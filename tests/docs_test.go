package tests

// The examples of the READMEs run: scripts with their expectations, Go code as
// an Example.

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReadmeShowsTheExample: the Go code of the first README is the body of
// Example in package vm, which go test compiles and runs.
func TestReadmeShowsTheExample(t *testing.T) {
	example := string(read(t, "vm/example_test.go"))
	_, example, _ = strings.Cut(example, "\nfunc Example() {\n")
	example, _, _ = strings.Cut(example, "\n}\n")
	_, block, _ := strings.Cut(string(read(t, "README.md")), "\n```go\n")
	block, _, _ = strings.Cut(block, "\n```\n")
	shown := "\t" + strings.ReplaceAll(block, "\n", "\n\t")
	if diff := cmp.Diff(example, shown); diff != "" {
		t.Errorf("- vm/example_test.go, + README.md:\n%s", diff)
	}
}

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
