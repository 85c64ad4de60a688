// Package stdlib is the place of the modules that a host may offer to scripts,
// one file a module, each a capability of its own. It has none yet: the
// built-ins and the methods of strings and lists are part of package vm.
//
// The package may import vm and the standard library.
package stdlib
