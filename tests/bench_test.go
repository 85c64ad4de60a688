package tests

// The larger programs of bench, at a small size, in several modes.

import (
	"os"
	"regexp"
	"testing"
)

const awfyDir = "bench/awfy"

// awfy are the programs of 'Are We Fast Yet' with their sizes here, for which
// each checks its own result, and the checksum that it prints then.
var awfy = []struct {
	name  string
	sizes map[string]string
	want  string
}{
	{"cd", map[string]string{"N": "2"}, "ok 42"},
	{"deltablue", map[string]string{"N": "50"}, "ok 104224"},
	{"havlak", map[string]string{"N": "1", "M": "0"}, "ok 6818"},
	{"json", map[string]string{"N": "1"}, "ok 156"},
	{"richards", map[string]string{"N": "1"}, "ok 32543"},
}

func TestAreWeFastYet(t *testing.T) {
	for _, b := range awfy {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			text := string(read(t, "tests/"+awfyDir+"/"+b.name+".coro"))
			for variable, size := range b.sizes {
				text = resize(t, text, variable, size)
			}
			s := testScript{name: b.name + ".coro", text: text, files: os.DirFS(awfyDir)}
			s.want.Output = []string{b.want}
			for _, mode := range modes {
				if mode.name == "fuel-1" || mode.name == "fuel-2" {
					continue // they take ten times as long as all the others
				}
				t.Run(mode.name, func(t *testing.T) {
					output, err := s.perform(t, mode)
					s.check(t, output, err)
				})
			}
		})
	}
}

// resize replaces the value in the line `let N = …` of a benchmark.
func resize(t *testing.T, text, variable, value string) string {
	t.Helper()
	line := regexp.MustCompile(`(?m)^let ` + variable + ` = \d+`)
	if len(line.FindAllString(text, -1)) != 1 {
		t.Fatalf("no line `let %s = …`, or several", variable)
	}
	return line.ReplaceAllString(text, "let "+variable+" = "+value)
}
