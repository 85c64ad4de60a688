package tests

// The comparison with the reference interpreter finds mistakes: each fault is planted
// there, and must show in the scripts and in generated programs.

import (
	"math/rand/v2"
	"strings"
	"testing"

	oracle "github.com/coro-lang/coro/tests/reference"
)

// faults are mistakes that a VM could make, each with a script that shows it.
var faults = []struct {
	name   string
	faults oracle.Faults
	script string
}{
	{"wrong operator", oracle.Faults{Operator: true}, `print(7 - 2)`},
	{"order of defers", oracle.Faults{DeferOrder: true}, `{ defer print(1); defer print(2) }`},
	{"capture by value", oracle.Faults{Capture: true}, `{
    var n = 1
    let read = fn() => n
    n = 2
    print(read())
}`},
	{"yielded value lost", oracle.Faults{YieldValue: true}, `for x in coro { yield 1 } { print(x) }`},
	{"place of an error", oracle.Faults{Position: true}, `nil()`},
}

func TestPlantedFaultsAreFound(t *testing.T) {
	for _, f := range faults {
		t.Run(strings.ReplaceAll(f.name, " ", "_"), func(t *testing.T) {
			if _, diff := comparePrograms(t, f.script, oracle.Faults{}); diff != "" {
				t.Errorf("without the fault:\n%s", diff)
			}
			if _, diff := comparePrograms(t, f.script, f.faults); diff == "" {
				t.Error("its script does not show it")
			}
			for seed := range uint64(3000) { // two defers in one block are rare
				text := generate(t, rand.New(rand.NewPCG(seed, 0)))
				if _, diff := comparePrograms(t, text, f.faults); diff != "" {
					return
				}
			}
			t.Error("no generated program shows it")
		})
	}
}
