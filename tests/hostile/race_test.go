package hostile

// Many VMs on many goroutines, of which all run the same Programs. It is a test for the
// race detector.

import (
	"context"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/coro-lang/coro/stdlib"
	"github.com/coro-lang/coro/tests/gen"
	"github.com/coro-lang/coro/vm"
)

func TestVMsShareProgramsAndModules(t *testing.T) {
	const machines = 16
	programs := []*vm.Program{sound}
	for seed := range uint64(10) {
		prog, err := vm.Compile("gen.coro", gen.Program(rand.New(rand.NewPCG(seed, 3))))
		if err != nil {
			t.Fatal(err)
		}
		programs = append(programs, prog)
	}
	modules := append(stdlib.Pure(), stdlib.IO(stdlib.NewInput(strings.NewReader(""), nil)))
	outputs := make([]string, machines)
	var wait sync.WaitGroup
	for i := range machines {
		wait.Go(func() {
			var out strings.Builder
			for _, prog := range programs {
				m, err := vm.New(vm.Config{Stdout: &out, Modules: modules, Limits: vm.Limits{Fuel: 200_000, Memory: 8 << 20}})
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := m.Run(context.Background(), prog); err != nil {
					out.WriteString(err.Error())
				}
				// A Program is encoded, hashed and listed while others run it.
				hash := prog.Hash()
				out.Write(hash[:])
				if err := prog.Disassemble(io.Discard); err != nil {
					t.Error(err)
				}
				m.Close()
			}
			outputs[i] = out.String()
		})
	}
	wait.Wait()
	for i, output := range outputs {
		if output != outputs[0] {
			t.Errorf("VM %d printed other things than VM 0", i)
		}
	}
}

// What is forged ends in the same error in every VM, and none of them keeps a part of it.
func TestVMsShareForgedPrograms(t *testing.T) {
	forged, err := vm.Decode(forge(t, damaged...).Encode())
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for range 16 {
		wait.Go(func() {
			for range 20 {
				m, err := vm.New(vm.Config{})
				if err != nil {
					t.Error(err)
					return
				}
				if _, err := m.Run(context.Background(), forged); err == nil || !strings.Contains(err.Error(), "damaged bytecode") {
					t.Errorf("got %v", err)
				}
				m.Close()
			}
		})
	}
	wait.Wait()
}
