// Checking a source text without running it.

package vm

import (
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/parser"
	"github.com/coro-lang/coro/vm/compile"
)

// Check returns all that is wrong with a source text, its tests included, in the order
// of the text: what [VM.Compile] would refuse or, if there is no such thing, warnings of
// what is most likely a mistake.
func (m *VM) Check(name, src string) (Diagnostics, error) {
	if err := m.lock(); err != nil {
		return nil, err
	}
	defer m.unlock()
	file := source.NewFile(name, src)
	tree, ds := parser.Parse(file)
	if len(ds) > 0 {
		return ds, nil
	}
	var warnings Diagnostics
	config := m.compileConfig()
	config.Tests = &compile.Tests{Blocks: true}
	config.Warn = func(d source.Diagnostic) { warnings = append(warnings, d) }
	if _, ds := compile.Compile(file, tree, config); len(ds) > 0 {
		return ds, nil
	}
	warnings.Sort()
	return warnings, nil
}
