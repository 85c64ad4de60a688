// Package compile turns a syntax tree into register bytecode.
//
// It goes over the tree twice. The first pass, the resolver, gives every name
// its variable, built-in or host name, finds which variables functions capture
// and which are assigned again, folds constants, and reports all that is wrong
// with the program. The second pass, the generator, runs only when nothing is;
// it walks the tree once more with one generator a function and emits code. The
// passes share a unit, where what the resolver found stands by place in the text.
//
// A variable lives in a register of its function. One that is captured but never
// assigned behind that is copied into the closures, and so is one that afterwards only a
// single closure uses, which may assign its copy. The others live in cells, which the
// register and the closures hold. A variable of the module that a function uses is a slot
// of the module instead.
//
// The package imports ast, lexer/source, vm/bytecode and the standard library.
package compile

// The exported entry points.

import (
	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
)

// Config says what a program may use.
type Config struct {
	Builtins  []string // names of the built-ins, modules among them
	HostNames []string // names that the host offers; nil leaves unknown names to the loader
	Session   *Session // of an interactive session; nil for a script

	// Modules holds what returns the names that each module of the host exports,
	// which is called when a script needs them; nil leaves them to the loader.
	Modules map[string]func() []string

	// Withheld holds hints for modules that the host does not offer on purpose.
	Withheld map[string]string

	// BuiltinModules holds the same for the built-ins that are modules.
	BuiltinModules map[string]func() []string

	// Files, if it is not nil, is asked about each import of a file: for the names that
	// the file exports, nil if they are not known, and for what is wrong with importing
	// it. top says that the import is a statement of the top level.
	Files func(m *bytecode.Import, top bool) (exports []string, problems source.Diagnostics)

	Tests *Tests // asks for the tests; nil leaves them out

	// Warn, if it is not nil, is told what is most likely a mistake: unused names, names
	// that hide others, code that is never reached.
	Warn func(source.Diagnostic)

	// Stop is asked every millisecond or so whether the compiler is to end early. Nil
	// lets it go on.
	Stop func() bool
}

// Session is what the inputs of an interactive session share. Compiling an input
// makes all its top-level declarations module variables, which may redefine
// those before them.
type Session struct {
	Globals []bytecode.Global // names bound so far, by slot; the last of a name counts
}

// Compile compiles a tree that parsed without diagnostics. It returns a program
// that passes the verifier, or all that is wrong with it in the order of the text; neither
// if Config.Stop has ended it.
func Compile(file *source.File, tree *ast.Module, cfg Config) (_ *bytecode.Program, _ source.Diagnostics) {
	defer func() {
		if r := recover(); r != nil && r != any(stopped) {
			panic(r)
		}
	}()
	u := newUnit(file, cfg)
	tree = withTests(file, tree, cfg.Tests)
	main := u.resolve(tree)
	if len(u.diagnostics) == 0 {
		u.generate(main, tree)
	}
	if len(u.diagnostics) > 0 {
		u.diagnostics.Sort()
		return nil, u.diagnostics
	}
	return &bytecode.Program{
		Name: file.Name, Source: file.Text,
		Consts: u.pool.consts, Protos: u.protos, Globals: u.globals, Imports: u.imports, Exports: u.exports,
	}, nil
}
