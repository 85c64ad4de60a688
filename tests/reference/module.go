package reference

// Modules and imports.

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/parser"
)

// Module is a file, or a module that is built in.
type Module struct {
	name    string
	path    string // of a file, without its extension
	file    *source.File
	exports []string // in the order of the text
	scope   *scope
	ended   bool             // its body has run
	values  map[string]Value // of one that is built in
}

func newModule(file *source.File) *Module {
	name := strings.TrimSuffix(file.Name, ".coro")
	return &Module{name: name, path: name, file: file}
}

func hostModule(name string, functions []*Native) *Module {
	m := &Module{name: name, values: map[string]Value{}, ended: true}
	for _, fn := range functions {
		m.values[fn.name] = fn
		m.exports = append(m.exports, fn.name)
		fn.name = name + "." + fn.name
	}
	return m
}

// runModule runs the body of a module as a call by f, nil for the main script.
func (in *interpreter) runModule(f *frame, m *Module) (Value, error) {
	callee := &frame{in: in, co: in.current, caller: f, module: m, name: "the module"}
	if f != nil {
		callee.level = f.level + 1
		if callee.depth() > in.options.Depth {
			return nil, fault("depth", "calls are nested too deep: the depth limit is reached")
		}
	}
	tree, _ := parser.Parse(m.file)
	m.scope = newScope(nil, nil)
	m.scope.top = true
	callee.declare(m.scope, tree.Stmts)
	v, err := callee.statements(m.scope, tree.Stmts, false)
	m.ended = true
	if j, ok := err.(*jump); ok {
		return j.value, nil
	}
	return v, err
}

// exported lists what a tree exports.
func exported(tree *ast.Module) []string {
	var list []string
	for _, stmt := range tree.Stmts {
		switch n := stmt.(type) {
		case *ast.Let:
			if n.Exported {
				names(n.Pattern, func(name *ast.Ident) { list = append(list, name.Name) })
			}
		case *ast.FnDecl:
			if n.Exported {
				list = append(list, n.Name.Name)
			}
		case *ast.Class:
			if n.Exported {
				list = append(list, n.Name.Name)
			}
		case *ast.Record:
			if n.Exported {
				list = append(list, n.Name.Name)
			}
		}
	}
	return list
}

// export is `module.name`.
func (m *Module) export(name string) (Value, error) {
	if !slices.Contains(m.exports, name) {
		return nil, fault("name", "the module `%s` exports no `%s`", m.name, name)
	}
	if m.values != nil {
		return m.values[name], nil
	}
	c := m.scope.cells[name]
	if !c.bound && m.ended {
		return nil, fault("name", "the module `%s` has ended before it bound `%s`", m.name, name)
	}
	if !c.bound {
		return nil, unbound(name)
	}
	return c.value, nil
}

// importModule runs an import.
func (f *frame) importModule(s *scope, n *ast.Import) error {
	f.at = n.Module.Span()
	m, isNew, err := f.findModule(n.Module)
	if err != nil {
		return f.fail(n.Module.Span(), err)
	}
	for i := range n.Names {
		name := n.Names[i].Name
		if !slices.Contains(m.exports, name.Name) {
			return f.fail(n.Names[i].Span(), fault("name", "the module `%s` exports no `%s`", moduleText(n.Module), name.Name))
		}
	}
	if isNew {
		f.in.modules[m.path] = m
		if _, err := f.in.runModule(f, m); err != nil {
			delete(f.in.modules, m.path)
			return f.fail(n.Module.Span(), err)
		}
	}
	if local := n.Local(); local != nil {
		s.bind(local.Name, m)
	}
	for i := range n.Names {
		v, err := m.export(n.Names[i].Name.Name)
		if err != nil {
			return f.fail(n.Names[i].Span(), err)
		}
		s.bind(n.Names[i].Local().Name, v)
	}
	return nil
}

// moduleText is a module as it is written.
func moduleText(n ast.ModuleName) string {
	if path, ok := n.(*ast.StringLit); ok {
		return path.Value
	}
	return n.(*ast.Ident).Name
}

// findModule finds a module by its name or path. A new one has not run yet.
func (f *frame) findModule(name ast.ModuleName) (m *Module, isNew bool, err error) {
	if host, ok := name.(*ast.Ident); ok {
		m, err := f.in.hostModule(host.Name)
		return m, false, err
	}
	spec := name.(*ast.StringLit).Value
	key := path.Join(path.Dir(f.module.path), strings.TrimSuffix(spec, ".coro"))
	if key == ".." || strings.HasPrefix(key, "../") {
		return nil, false, fault("import", "cannot import `%s`: it is outside of the folder of the program", spec)
	}
	if m := f.in.modules[key]; m != nil {
		if m.ended {
			return m, false, nil
		}
		return nil, false, f.circle(spec, m)
	}
	if f.in.options.Files == nil {
		return nil, false, fault("import", "cannot import `%s`: the host gives no files to scripts", spec)
	}
	if info, err := fs.Stat(f.in.options.Files, key+".coro"); err == nil && info.IsDir() {
		return nil, false, fault("import", "cannot import `%s`: %s.coro: it is no regular file", spec, key)
	}
	text, err := fs.ReadFile(f.in.options.Files, key+".coro")
	if err != nil {
		return nil, false, fault("import", "cannot import `%s`: there is no file %s.coro", spec, key)
	}
	m = newModule(source.NewFile(key+".coro", string(text)))
	tree, problems := parser.Parse(m.file)
	if n := len(problems); n > 0 {
		message := problems[0].Error()
		if n > 1 {
			message += ", and " + count(n-1, "error") + " more"
		}
		return nil, false, fault("import", "cannot import `%s`: %s", spec, message)
	}
	m.exports = exported(tree)
	return m, true, nil
}

// circle is the error of an import of what is being imported.
func (f *frame) circle(spec string, m *Module) error {
	chain := []string{m.name}
	for c := f; c != nil; {
		if !c.base && !c.builtin && (chain[len(chain)-1] != c.module.name || len(chain) == 1) {
			chain = append(chain, c.module.name)
		}
		if c.code == nil && c.module == m {
			slices.Reverse(chain)
			return fault("import", "cannot import `%s`: it is being imported already: %s", spec, strings.Join(chain, " → "))
		}
		next := c.caller
		if next == nil {
			next, _ = c.co.outer()
		}
		c = next
	}
	return fault("import", "cannot import `%s`: it is being imported by a coroutine that is suspended", spec)
}

// hostModule returns a module that is built in.
func (in *interpreter) hostModule(name string) (*Module, error) {
	if m := in.hosted[name]; m != nil {
		return m, nil
	}
	makers := map[string]func() *Module{"coroutine": in.coroutineModule, "seq": in.seqModule, "math": mathModule}
	maker, ok := makers[name]
	if !ok {
		return nil, fault("import", "the host offers no module `%s`", name)
	}
	in.hosted[name] = maker()
	return in.hosted[name], nil
}
