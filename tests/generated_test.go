package tests

// Generated programs, in every mode: whatever they do, the modes must agree.

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/coro-lang/coro/tests/gen"
	"github.com/coro-lang/coro/vm"
)

// generatedLimits are for programs that end by themselves; but a short one can make
// long lists, and sort them often.
var generatedLimits = vm.Limits{Fuel: 300_000, Memory: 16 << 20, Depth: 500}

func TestGeneratedProgramsAgree(t *testing.T) {
	for seed := range uint64(60) {
		checkGenerated(t, gen.Program(rand.New(rand.NewPCG(seed, 1))))
	}
}

func FuzzGenerated(f *testing.F) {
	addChoices(f, 1)
	f.Fuzz(func(t *testing.T, data []byte) {
		choices := gen.Bytes(data)
		checkGenerated(t, gen.Program(&choices))
	})
}

// addChoices adds random inputs for a generator of programs.
func addChoices(f *testing.F, seed uint64) {
	random := rand.New(rand.NewPCG(seed, seed+1))
	for range 20 {
		data := make([]byte, 800)
		for i := range data {
			data[i] = byte(random.Uint32())
		}
		f.Add(data)
	}
}

// checkGenerated runs a program in all modes and compares what they do.
func checkGenerated(t *testing.T, text string) {
	t.Helper()
	prog, err := vm.Compile("gen.coro", text)
	if err != nil {
		t.Fatalf("not valid: %v\n%s", err, text)
	}
	// The host can go on with a program that yields at its top level only if it drives
	// it: a program may see the difference.
	straight := runGenerated(t, prog, generatedLimits, runPlain)
	driven := runGenerated(t, prog, generatedLimits, runDriven)
	unlimited := generatedLimits
	unlimited.Fuel = 0
	for _, mode := range modes[1:] {
		limits, want := generatedLimits, straight
		if mode.sliced {
			limits, want = unlimited, driven
		}
		if want == exhausted {
			continue // how far a run gets is for each mode to say
		}
		if got := runGenerated(t, prog, limits, mode.run); got != want {
			t.Fatalf("%s (- expected, + happened):\n%s\nthe program:\n%s", mode.name, cmp.Diff(want, got), text)
		}
	}
}

// runDriven runs the program as a coroutine of the host that is resumed when it yields,
// but not when it has used up its fuel.
func runDriven(ctx context.Context, prog *vm.Program, config vm.Config) error {
	return drive(ctx, prog, config, vm.ErrFuel)
}

// exhausted is the outcome of a program that used up its fuel or memory.
const exhausted = "exhausted"

// runGenerated runs a program in a mode; what it printed and its error are its outcome.
func runGenerated(t *testing.T, prog *vm.Program, limits vm.Limits, run runFunc) string {
	t.Helper()
	ended := false
	output, err := fuzzOnce(t, prog, limits, func(ctx context.Context, prog *vm.Program, config vm.Config) error {
		err := run(ctx, prog, config)
		if ended = errors.Is(err, vm.ErrFuel) || errors.Is(err, vm.ErrMemory); ended {
			return nil
		}
		return err
	})
	if ended {
		return exhausted
	}
	return output + errorText(err)
}
