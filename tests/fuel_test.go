package tests

// Fuel is counted in the same way in every mode.

import (
	"context"
	"strings"
	"testing"

	"github.com/coro-lang/coro/vm"
)

// fuelOf returns the fuel that a script takes in a mode.
func (s testScript) fuelOf(t *testing.T, mode mode) int64 {
	t.Helper()
	var used int64
	measured := mode
	measured.run = func(ctx context.Context, prog *vm.Program, config vm.Config) error {
		var m *vm.VM
		err := mode.run(withVM(ctx, &m), prog, config)
		used = m.FuelUsed()
		return err
	}
	s.perform(t, measured)
	return used
}

// vmKey is the key of the place where a mode leaves its VM.
type vmKey struct{}

func withVM(ctx context.Context, m **vm.VM) context.Context {
	return context.WithValue(ctx, vmKey{}, m)
}

// newVM makes the VM of a run.
func newVM(ctx context.Context, config vm.Config) (*vm.VM, error) {
	m, err := vm.New(config)
	if place, ok := ctx.Value(vmKey{}).(**vm.VM); ok {
		*place = m
	}
	return m, err
}

// Scripts with limits are left out, and those about depth, of which a coroutine
// of the host has two levels less. At a memory limit the objects that are in use
// are counted, which takes fuel too, and stacks of another size get there at another time.
// What goes over the network takes as many turns as it takes.
func TestFuelIsTheSameInEveryMode(t *testing.T) {
	for _, area := range areas {
		for _, path := range scripts(t, area) {
			s := load(t, path)
			if s.limits != (vm.Limits{}) || len(s.want.Diagnostics) > 0 || strings.Contains(s.text, "depth") || strings.HasPrefix(path, "stdlib/http/") {
				continue
			}
			t.Run(path, func(t *testing.T) {
				t.Parallel()
				want := s.fuelOf(t, modes[0])
				for _, mode := range modes[1:] {
					got := s.fuelOf(t, mode)
					if mode.sliced {
						got -= 2 // the resume, and the call that the coroutine begins with
					}
					if got != want {
						t.Errorf("%s: %d units, in mode plain %d", mode.name, got, want)
					}
				}
			})
		}
	}
}
