package main

// What the shells make of the scripts of coro completion.

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// complete asks a shell, by a script in which LINE stands for the command line, for the
// ways to go on with it, in a folder with one script.
func complete(t *testing.T, shell, script, line string) string {
	t.Helper()
	path, err := exec.LookPath(shell)
	if err != nil {
		t.Skipf("there is no %s", shell)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "hello.coro"), []byte("print(\"ran\")"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path, "-c", strings.ReplaceAll(script, "LINE", line))
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "HOME="+dir)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", line, err, out)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

// Bash is here without the package bash-completion, which the library wants.
func TestCompletionInBash(t *testing.T) {
	const script = `source <(coro completion bash); COMP_WORDS=(LINE); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
__coro_bash_autocomplete; echo "${COMPREPLY[@]}"; complete -p coro`
	const registered = "complete -o bashdefault -o default -F __coro_bash_autocomplete coro"
	for line, want := range map[string]string{
		"coro ch": "check ", "coro check --j": "--json ", "coro completion f": "fish ", "coro run he": "", // which leaves it to the files
	} {
		if got := complete(t, "bash", script, line); got != want+registered {
			t.Errorf("%s: %q", line, got)
		}
	}
}

func TestCompletionInFish(t *testing.T) {
	const script = "coro completion fish | source; complete -C 'LINE'"
	for line, want := range map[string]string{
		"coro che": "check find mistakes", "coro check --j": "--json print", "coro run he": "hello.coro", "coro he": "hello.coro",
	} {
		if got := complete(t, "fish", script, line); !strings.Contains(got, want) {
			t.Errorf("%s: %q", line, got)
		}
	}
}

// clearLine is Ctrl-U.
const clearLine = "\x15"

func TestCompletionInZsh(t *testing.T) {
	if _, err := exec.LookPath("zsh"); err != nil {
		t.Skip("there is no zsh")
	}
	t.Chdir(t.TempDir())
	if err := os.WriteFile("hello.coro", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c := startCommand(t, []string{"PS1=> "}, "zsh", "-f")
	c.send("autoload -Uz compinit; compinit -u -D; source <(coro completion zsh); echo rea''dy\r")
	c.expect("ready\r\n")
	c.expect("> ")
	c.send("coro chec\t")
	c.expect("check")
	c.send("--js\t")
	c.expect("--json")
	c.send(clearLine + "coro run he\t")
	c.expect("llo.coro")
	c.send(clearLine + "exit\r")
	c.exit()
}
