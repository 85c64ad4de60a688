package tests

// Programs that nobody has written, in the VM and in the reference interpreter.

import (
	"errors"
	"math/rand/v2"
	"regexp"
	"sync"
	"testing"

	"github.com/coro-lang/coro/tests/gen"
	oracle "github.com/coro-lang/coro/tests/reference"
	"github.com/coro-lang/coro/vm"
)

// referenceLimits end a program in either implementation.
var referenceLimits = vm.Limits{Fuel: 300_000, Memory: 16 << 20, Depth: 150}

const referenceSteps = 30_000

func TestGeneratedProgramsAgreeWithTheReference(t *testing.T) {
	compared := 0
	for seed := range uint64(600) {
		text := generate(t, rand.New(rand.NewPCG(seed, 0)))
		ran, diff := comparePrograms(t, text, oracle.Faults{})
		if diff != "" {
			t.Errorf("seed %d:\n%s\n(- reference, + vm)\n%s", seed, text, diff)
		}
		if ran {
			compared++
		}
	}
	if compared < 300 {
		t.Errorf("only %d programs were compared", compared)
	}
}

func TestProgramsOfTasksAreNotCompared(t *testing.T) {
	for _, text := range []string{`print(task)`, `try { task.sleep(1) } catch e { print(e) }`, `resume(coro task())`} {
		if compared, diff := comparePrograms(t, text, oracle.Faults{}); compared || diff != "" {
			t.Errorf("%s is compared: %s", text, diff)
		}
	}
}

func FuzzAgainstReference(f *testing.F) {
	addChoices(f, 3)
	f.Fuzz(func(t *testing.T, data []byte) {
		choices := gen.Bytes(data)
		text := generate(t, &choices)
		if _, diff := comparePrograms(t, text, oracle.Faults{}); diff != "" {
			t.Errorf("%s\n(- reference, + vm)\n%s", text, diff)
		}
	})
}

var (
	mutations     *mutator
	readMutations sync.Once
)

// generate makes a program: a new one, or a script with changes.
func generate(t testing.TB, choices gen.Source) string {
	if choices.IntN(2) == 0 {
		return gen.Program(choices)
	}
	readMutations.Do(func() { mutations = newMutator(t) })
	return mutations.program(choices)
}

// ownAffairs are in programs that may see what is the VM's affair: which coroutines the
// collector has left, which calls of the prelude a long trace leaves out, and tasks.
var ownAffairs = regexp.MustCompile(`coroutine\.all|\.trace|\b(spawn|scope|timeout)\b`)

// comparePrograms runs a program in both, unless it does not compile or takes too much.
func comparePrograms(t *testing.T, text string, faults oracle.Faults) (compared bool, diff string) {
	t.Helper()
	s := testScript{name: "main.coro", text: text, limits: referenceLimits}
	prog, err := s.compile(t)
	var diagnostics vm.Diagnostics
	if errors.As(err, &diagnostics) || ownAffairs.MatchString(text) {
		return false, ""
	} else if err != nil {
		t.Fatal(err)
	}
	got := s.run(t, prog)
	if got.Kind == "fuel" || got.Kind == "memory" {
		return false, ""
	}
	want, err := s.refer(faults, referenceSteps)
	if errors.Is(err, oracle.ErrSteps) || errors.Is(err, oracle.ErrTasks) {
		return false, ""
	} else if err != nil {
		t.Fatal(err)
	}
	return true, disagreement(want, got)
}
