package stdlib_test

// The module process: output, limits, the end of a wait.

import (
	"context"
	"errors"
	"os"
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
		if name == "sh" || name == "./tool" || name == "no-such-program" {
			return nil
		}
		return errors.New("the host does not allow it")
	}
	m, err := vm.New(vm.Config{
		Stdout: &out, Modules: []*vm.HostModule{stdlib.Process(allow)}, Limits: limits, Clock: time.Now, AfterFunc: time.AfterFunc,
	})
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

// While a program runs, other tasks do; so do other programs.
func TestProgramsRunBesideTasks(t *testing.T) {
	out, err := runPrograms(t, t.Context(), vm.Limits{}, `
scope {
	let waiting = spawn process.run(["sh", "-c", "read line; echo got \$line; exit 4"], {input: "a line\n"})
	let slow = spawn process.run(["sh", "-c", "sleep 60"])
	print("meanwhile")
	print(waiting.join())
	slow.cancel()
}
let tasks = []
scope { for n in 0..100 { tasks.push(spawn process.run(["sh", "-c", "echo \$1", "x", "${n}"])) } }
print(tasks.map(fn(t) => int(t.join().out.trim())) == list(0..100))
`)
	want := "meanwhile\n{code: 4, out: \"got a line\\n\", err: \"\"}\ntrue\n"
	if out != want || err != nil {
		t.Errorf("printed\n%s%v", out, err)
	}
}

func TestACancelledTaskKillsItsProgram(t *testing.T) {
	folder := t.TempDir()
	out, err := runPrograms(t, t.Context(), vm.Limits{}, `
try { timeout(0.1) { process.run(["sh", "-c", "echo x; while [ ! -e go ]; do :; done; touch alive"], {folder: "`+folder+`"}) } } catch e { print(e.kind) }
process.run(["sh", "-c", "touch go; sleep 0.3; ls"], {folder: "`+folder+`"}).out |> print
`)
	if want := "timeout\ngo\n\n"; out != want || err != nil {
		t.Errorf("printed\n%s%v", out, err)
	}
}

func TestAllOfALongOutputComes(t *testing.T) {
	out, err := runPrograms(t, t.Context(), vm.Limits{}, `
let r = process.run(["sh", "-c", "head -c 3000000 /dev/zero; head -c 2000000 /dev/zero >&2; cat"], {input: "x".repeat(1_000_000)})
print(r.code, len(r.out), len(r.err), r.out.ends_with("x"))
try { process.run(["sh"], {folder: "/no/such/folder"}) } catch e { print(e.kind) }
try { noyield { process.run(["sh"]) } } catch e { print(e.kind) }
`)
	if want := "0 4000000 2000000 true\nio\ntask\n"; out != want || err != nil {
		t.Errorf("printed\n%s%v", out, err)
	}
}

// A program that the run leaves behind ends with the VM.
func TestAStoppedRunLeavesNoProgram(t *testing.T) {
	began := time.Now()
	_, err := runPrograms(t, t.Context(), vm.Limits{Fuel: 20_000}, `
scope {
	spawn process.run(["sh", "-c", "sleep 60"])
	task.sleep(0.1)
	while true { }
}`)
	if !errors.Is(err, vm.ErrFuel) || time.Since(began) > 30*time.Second {
		t.Errorf("expected ErrFuel at once, got %v after %s", err, time.Since(began))
	}
}

func TestACancelledTaskKillsWhatItsProgramHasStarted(t *testing.T) {
	folder := t.TempDir()
	out, err := runPrograms(t, t.Context(), vm.Limits{}, `
try { timeout(0.3) { process.run(["sh", "-c", "(while [ ! -e go ]; do sleep 0.01; done; touch alive) & wait"], {folder: "`+folder+`"}) } } catch e { print(e.kind) }
process.run(["sh", "-c", "touch go; sleep 0.3; ls"], {folder: "`+folder+`"}).out |> print
`)
	if want := "timeout\ngo\n\n"; out != want || err != nil {
		t.Errorf("printed\n%s%v", out, err)
	}
}

// A second after the end of a program its output was given up, if something still held it.
func TestWhatAProgramLeavesRunningMayWriteLate(t *testing.T) {
	out, err := runPrograms(t, t.Context(), vm.Limits{}, `
print(process.run(["sh", "-c", "{ sleep 1.3; echo late; } & echo early"]))
`)
	if want := "{code: 0, out: \"early\\nlate\\n\", err: \"\"}\n"; out != want || err != nil {
		t.Errorf("printed\n%s%v", out, err)
	}
}

// The host is asked for ./tool, which the folder of the program must not make another one.
func TestAPathIsThatFromTheWorkingDirectory(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.Mkdir("folder", 0o700); err != nil {
		t.Fatal(err)
	}
	for path, text := range map[string]string{"tool": "allowed", "folder/tool": "another"} {
		if err := os.WriteFile(path, []byte("#!/bin/sh\necho "+text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	out, err := runPrograms(t, t.Context(), vm.Limits{}, `print(process.run(["./tool"], {folder: "folder"}).out)`)
	if want := "allowed\n\n"; out != want || err != nil {
		t.Errorf("printed\n%s%v", out, err)
	}
}
