// What is built in, for hosts that show it to people.

package vm

import (
	"slices"
	"strings"
)

// Builtins returns the declarations of the built-in functions, sorted by name. Their
// Func is nil.
func Builtins() []Member { return declarations(builtins()) }

// Methods returns the declarations of the methods that every value of a kind has, sorted
// by name. Their Func is nil.
func Methods(k Kind) []Member { return declarations(methods(k)) }

// StandardModules returns the modules that every VM offers beside those of its host,
// sorted by name.
func StandardModules() []*HostModule {
	modules, _ := standardModules()
	sorted := make([]*HostModule, 0, len(modules))
	for _, h := range modules {
		sorted = append(sorted, h)
	}
	slices.SortFunc(sorted, func(a, b *HostModule) int { return strings.Compare(a.name, b.name) })
	return sorted
}

func declarations(table []builtin) []Member {
	members := make([]Member, len(table))
	for i, b := range table {
		members[i] = b.member()
	}
	return members
}

// member is the declaration of a built-in for hosts.
func (b builtin) member() Member {
	return Member{Name: b.name, Params: b.params, Doc: b.doc, Example: b.example}
}
