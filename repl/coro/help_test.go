package main

// The examples in the help of the commands, run as they stand there.

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/urfave/cli/v3"
)

// helpFiles are the files that the examples are about.
var helpFiles = map[string]string{
	"hello.coro": `/// Greets somebody.
export fn greet(who) => "hello, ${who}"

for who in args { print(greet(who)) }
print(greet("world"))

test "greeting" { assert(greet("Ada") == "hello, Ada") }
`,
	"shapes/bench.coro": "export fn bench_sum() {\n    var sum = 0\n    for i in 0..100 { sum += i }\n    return sum\n}\n",
	"shapes/area.coro":  "/// The area of a rectangle.\n///\n/// ```coro\n/// area(2, 3) // 6\n/// ```\nexport fn area(w, h) => w * h\n",
	"shapes/area_test.coro": `import {area} from "./area"

test "a square" { assert(area(3, 3) == 9) }
`,
}

func TestHelpExamples(t *testing.T) {
	c := &command{}
	root := c.tree([]string{"coro", "help"})
	for _, cmd := range append([]*cli.Command{root}, root.Commands...) {
		if cmd.Name == "completion" || cmd.Name == "help" { // they are the library's
			continue
		}
		t.Run(cmd.Name, func(t *testing.T) {
			examples := helpExamples(cmd)
			if len(examples) == 0 {
				t.Error("the help has no examples")
			}
			for _, example := range examples {
				runExample(t, example)
			}
		})
	}
}

// helpExamples returns the command lines in the description of a command.
func helpExamples(cmd *cli.Command) []string {
	var examples []string
	for line := range strings.Lines(cmd.Description) {
		if strings.HasPrefix(line, "  coro ") {
			examples = append(examples, strings.TrimSpace(line))
		}
	}
	return examples
}

// runExample runs a command line of a shell in a folder with the files.
func runExample(t *testing.T, line string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range helpFiles {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	sh := exec.CommandContext(t.Context(), "sh", "-c", line)
	sh.Dir = dir
	sh.Env = append(os.Environ(), "HOME="+dir, "XDG_STATE_HOME="+dir)
	if output, err := sh.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", line, err, output)
	}
}
