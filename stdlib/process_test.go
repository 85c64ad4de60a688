package stdlib_test

// The module process: output, limits, the end of a wait.

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/coro-lang/coro/stdlib"
	"github.com/coro-lang/coro/vm"
)

// runPrograms runs a script that may run sh.
func runPrograms(t *testing.T, ctx context.Context, limits vm.Limits, src string) (string, error) {
	t.Helper()
	var out strings.Builder
	allow := func(name string) error {
		if name == "sh" || name == "no-such-program" {
			return nil
		}
		return errors.New("the host does not allow it")
	}
	m, err := vm.New(vm.Config{Stdout: &out, Modules: []*vm.HostModule{stdlib.Process(allow)}, Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	prog, err := m.Compile("run.coro", "import process\n"+src)
	if err != nil {
		t.Fatal(err)
	}
	_, err = m.Run(ctx, prog)
	return out.String(), err
}

func TestProgramsAreRun(t *testing.T) {
	out, err := runPrograms(t, t.Context(), vm.Limits{}, `
print(process.run(["sh", "-c", "cat; echo \$1; echo no >&2; exit 3", "x", "a b"], {input: "in "}))
print(process.run(["sh", "-c", "pwd"], {folder: "/"}).out)
fn why(f) { try { f() } catch e { print(e.kind, e.message) } }
why(fn() => process.run(["rm", "-r"]))
why(fn() => process.run(["no-such-program"]))
why(fn() => process.run([]))
why(fn() => process.run(["sh", 1]))
why(fn() => process.run(["sh"], {shell: true}))
`)
	want := `{code: 3, out: "in a b\n", err: "no\n"}
/

io cannot run "rm": the host does not allow it
io cannot run "no-such-program": executable file not found in $PATH
value process.run: the command is empty
type process.run: a command is made of strings, not of 1
value ` + "`process.run`" + ` has no option "shell"
`
	if out != want || err != nil {
		t.Errorf("printed\n%s%v", out, err)
	}
}

func TestTheMemoryLimitBoundsWhatAProgramWrites(t *testing.T) {
	_, err := runPrograms(t, t.Context(), vm.Limits{Memory: 1 << 20}, `try { process.run(["sh", "-c", "while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done"]) } catch {}`)
	if !errors.Is(err, vm.ErrMemory) {
		t.Errorf("expected ErrMemory, got %v", err)
	}
}

func TestAHostEndsAProgram(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	_, err := runPrograms(t, ctx, vm.Limits{}, `try { process.run(["sh", "-c", "sleep 60"]) } catch {}
while true {}`)
	if !errors.Is(err, vm.ErrCancelled) {
		t.Errorf("expected ErrCancelled, got %v", err)
	}
}
