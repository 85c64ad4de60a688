// Package stdlib holds the modules that a host may offer to scripts, one file a
// module, each a capability of its own: what a script cannot import it cannot do.
// A module is built once and shared by all VMs.
//
// README.md lists what they export. The package may import vm and the standard
// library.
package stdlib

// What a host may offer at once.

import (
	"sync"

	"github.com/coro-lang/coro/vm"
)

// Pure returns the modules that give a script nothing but computation: without
// clock, files or randomness, the same input always makes the same run.
func Pure() []*vm.HostModule { return []*vm.HostModule{Math()} }

// build makes a module of this package once.
func build(name, doc string, members []vm.Member) func() *vm.HostModule {
	return sync.OnceValue(func() *vm.HostModule { return must(vm.NewModule(name, doc, members...)) })
}

// must is for declarations of this package, which a test has shown to be right.
func must(h *vm.HostModule, err error) *vm.HostModule {
	if err != nil {
		panic(err)
	}
	return h
}
