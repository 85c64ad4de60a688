// Checking a source text without running it.

package vm

import (
	"errors"

	"github.com/coro-lang/coro/lexer/source"
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
	var warnings Diagnostics
	config := m.compileConfig()
	config.Tests = &compile.Tests{Blocks: true}
	config.Warn = func(d source.Diagnostic) { warnings = append(warnings, d) }
	var ds Diagnostics
	if _, err := compileWith(name, src, config); errors.As(err, &ds) {
		return ds, nil
	}
	warnings.Sort()
	return warnings, nil
}
