// Package stdlib holds the modules that a host may offer to scripts, one file a
// module, each a capability of its own: what a script cannot import it cannot do.
// A module is made when the first script imports it, and shared by all VMs.
//
// README.md lists what they export. Most functions are natives in Go; what calls a
// function of a script, or goes over an iterable, is a member in Coro that uses them.
// A value of a module is a record or an instance of a class in Coro, so plain data:
// what Go keeps for it, such as a compiled pattern, is made of that again. Only what sql
// has opened is more than data: it ends when nothing refers to it, or with the VM.
//
// The package may import vm, lexer/source and the standard library.
package stdlib

// What a host may offer at once.

import "github.com/coro-lang/coro/vm"

// Pure returns the modules that give a script nothing but computation: the same input
// always makes the same run. Only random and time can also use what vm.Config grants, Rand
// and Clock; without these, what needs them is an error.
func Pure() []*vm.HostModule {
	return []*vm.HostModule{CSV(), Debug(), Encoding(), Format(), Hash(), JSON(), Maps(), Math(), Random(), Regex(), Test(), Time()}
}

// lazy returns a module that is made of its members when a script imports it. A
// test has shown that the declarations are right.
func lazy(name, doc string, members func() []vm.Member) *vm.HostModule {
	return vm.LazyModule(name, func() (*vm.HostModule, error) { return vm.NewModule(name, doc, members()...) })
}
