package tests

// Programs that nobody has written, in the VM and in the reference interpreter.

import (
	"errors"
	"math/rand/v2"
	"strings"
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
	for seed := range uint64(1000) {
		if text, diff := compareSeed(t, seed, oracle.Faults{}); diff != "" {
			t.Errorf("seed %d:\n%s\n(- reference, + vm)\n%s", seed, text, diff)
		} else if text != "" {
			compared++
		}
	}
	if compared < 200 {
		t.Errorf("only %d programs were compared", compared)
	}
}

func FuzzAgainstReference(f *testing.F) {
	for seed := range uint64(20) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		if text, diff := compareSeed(t, seed, oracle.Faults{}); diff != "" {
			t.Errorf("%s\n(- reference, + vm)\n%s", text, diff)
		}
	})
}

var (
	mutations     *mutator
	readMutations sync.Once
)

// generate makes the program of a seed: a generated one, or a script with changes.
func generate(t testing.TB, seed uint64) string {
	random := rand.New(rand.NewPCG(seed, 0))
	if seed%2 == 0 {
		return gen.Program(random)
	}
	readMutations.Do(func() { mutations = newMutator(t) })
	return mutations.program(random)
}

// compareSeed makes a program of a seed and runs it in both. The text is empty if it
// does not compile or takes too much, or asks what the collector has left.
func compareSeed(t *testing.T, seed uint64, faults oracle.Faults) (text, diff string) {
	t.Helper()
	s := testScript{name: "main.coro", text: generate(t, seed), limits: referenceLimits}
	prog, err := s.compile(t)
	var diagnostics vm.Diagnostics
	if errors.As(err, &diagnostics) {
		return "", ""
	} else if err != nil {
		t.Fatal(err)
	}
	got := s.run(t, prog)
	if strings.Contains(s.text, "coroutine.all") || got.Kind == "fuel" || got.Kind == "memory" {
		return "", ""
	}
	want, err := s.refer(faults, referenceSteps)
	if errors.Is(err, oracle.ErrSteps) {
		return "", ""
	}
	return s.text, disagreement(want, got)
}
