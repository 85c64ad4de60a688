package tests

// The examples of the READMEs are scripts with expectations like any other.

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
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
