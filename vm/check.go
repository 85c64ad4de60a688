// Checking source texts, with what they import, without running them.

package vm

import (
	"cmp"
	"slices"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/parser"
	"github.com/coro-lang/coro/vm/bytecode"
	"github.com/coro-lang/coro/vm/compile"
)

// Check returns all that is wrong with a source text, its tests included, and with the
// files that it imports through the Loader: what [VM.Compile] would refuse, and imports
// that cannot succeed unless they stand in a `try`. If the text itself has no errors,
// there are warnings of what is most likely a mistake in it. What it says of one file is
// in the order of the text.
func (m *VM) Check(name, src string) (Diagnostics, error) {
	if err := m.lock(); err != nil {
		return nil, err
	}
	defer m.unlock()
	var warnings Diagnostics
	c := newChecker(m.config.Loader, m.compileConfig())
	config := c.config
	config.Tests = &compile.Tests{Blocks: true}
	config.Warn = func(d source.Diagnostic) { warnings = append(warnings, d) }
	if c.program(name, src, config) != nil {
		c.found = append(c.found, warnings...)
	}
	return c.done(), nil
}

// checker compiles a source text and the files that it imports, each of these once.
type checker struct {
	loader  *Loader // nil for no files
	config  compile.Config
	files   map[string]*checkedFile // by their paths from the root
	current *checkedFile            // the one that is being compiled
	order   map[*source.File]int    // in which the files were read
	found   Diagnostics
}

// checkedFile is what is known of a file, or of the source text.
type checkedFile struct {
	folder   string // from the root
	key      string // its path from the root; "" for the source text
	prog     *Program
	file     *source.File
	exports  []string      // nil if they are not known
	imports  []checkedEdge // at its top level
	visiting bool          // by cycles
	visited  bool
}

// checkedEdge is an import of a file that succeeds if this does.
type checkedEdge struct {
	imp *bytecode.Import
	to  *checkedFile
}

func newChecker(l *Loader, config compile.Config) *checker {
	c := &checker{
		loader: l, config: config, files: make(map[string]*checkedFile), current: &checkedFile{}, order: make(map[*source.File]int),
	}
	c.config.Files = c.imported
	return c
}

// program compiles the source text.
func (c *checker) program(name, src string, config compile.Config) *Program {
	if c.loader != nil {
		c.current.folder = c.loader.folder(name)
	}
	c.compile(c.current, name, src, config)
	return c.current.prog
}

// compile compiles a file, which is the current one meanwhile.
func (c *checker) compile(f *checkedFile, name, src string, config compile.Config) {
	before := c.current
	c.current = f
	defer func() { c.current = before }()
	f.file = source.NewFile(name, src)
	c.order[f.file] = len(c.order)
	tree, ds := parser.Parse(f.file)
	if len(ds) > 0 {
		c.found = append(c.found, ds...)
		return
	}
	f.exports = compile.Exports(tree)
	code, ds := compile.Compile(f.file, tree, config)
	if len(ds) > 0 {
		c.found = append(c.found, ds...)
		return
	}
	f.prog = &Program{code}
}

// imported is asked about each import of the current file. It is what
// [compile.Config] describes.
func (c *checker) imported(imp *bytecode.Import, top bool) ([]string, Diagnostics) {
	key, problem, hint := c.loader.key(c.current.folder, imp)
	f := c.files[key]
	if problem == "" && f == nil {
		f, problem, hint = c.load(key, imp)
	}
	if problem != "" {
		return nil, Diagnostics{{Code: "cannot-import", Span: imp.Span, Message: problem, Hint: hint}}
	}
	if top {
		c.current.imports = append(c.current.imports, checkedEdge{imp, f})
	}
	return f.exports, nil
}

// load reads and compiles a file.
func (c *checker) load(key string, imp *bytecode.Import) (f *checkedFile, problem, hint string) {
	name := c.loader.name(key)
	f = &checkedFile{folder: c.loader.folder(name), key: key}
	if b := c.loader.bundle; b != nil {
		if f.prog = b.files[key]; f.prog == nil {
			return nil, "cannot import `" + imp.Module + "`: the bundle has no file " + name, ""
		}
		f.exports = exportNames(f.prog.code)
		c.files[key] = f
		return f, "", ""
	}
	text, err := c.loader.read(key, func(int64) error { return nil }, func() error { return nil })
	if err != nil {
		problem, hint = c.loader.unreadable(imp, key, err)
		return nil, problem, hint
	}
	c.files[key] = f
	config := c.config
	config.Tests = nil // they are not for those who import
	c.compile(f, name, text, config)
	return f, "", ""
}

// done returns all that was found, with the circles of imports: first what is about the
// source text.
func (c *checker) done() Diagnostics {
	c.cycles(c.current, nil)
	slices.SortStableFunc(c.found, func(a, b source.Diagnostic) int {
		return cmp.Or(cmp.Compare(c.order[a.File], c.order[b.File]), cmp.Compare(a.Span.Start, b.Span.Start))
	})
	return c.found
}

// cycles reports the imports that close a circle: from the top level of a file to one
// whose top level waits for it. chain are the files in between.
func (c *checker) cycles(f *checkedFile, chain []*checkedFile) {
	f.visiting = true
	chain = append(chain, f)
	for _, edge := range f.imports {
		switch {
		case edge.to.visiting:
			var names []string
			for _, g := range append(slices.Clip(chain[slices.Index(chain, edge.to):]), edge.to) {
				names = append(names, moduleName(g.key))
			}
			problem, hint := importCycle(edge.imp, names)
			c.found = append(c.found, source.Diagnostic{File: f.file, Code: "cannot-import", Span: edge.imp.Span, Message: problem, Hint: hint})
		case !edge.to.visited:
			c.cycles(edge.to, chain)
		}
	}
	f.visiting, f.visited = false, true
}
