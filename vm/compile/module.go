package compile

// Modules: imports and exports.

import (
	"fmt"
	"path"
	"strings"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
)

// eachImported calls f with every name that an import binds, in order.
func eachImported(s *ast.Import, f func(*ast.Ident)) {
	if s.Names == nil {
		if id := s.Local(); id != nil {
			f(id)
		}
		return
	}
	for i := range s.Names {
		f(s.Names[i].Local())
	}
}

// importStmt resolves an import.
func (r *resolver) importStmt(s *ast.Import) {
	m := bytecode.Import{Span: s.Module.Span()}
	switch n := s.Module.(type) {
	case *ast.Ident:
		m.Module, m.Host = n.Name, true
	case *ast.StringLit:
		m.Module = n.Value
		r.checkPath(s, n)
	}
	r.imports = append(r.imports, m)
	r.places = append(r.places, r.importPlace())
	index := len(r.imports)
	r.note(s.At, index)
	for i := range s.Names {
		n := s.Names[i].Name
		r.tooManyNames(r.pool.text(n.Name), n.At)
		r.wantExport(index, n.Name, n.At)
	}
	eachImported(s, func(id *ast.Ident) {
		if !r.atTop() {
			r.declare(id, kindImport)
		}
		v := r.variableAt(id)
		v.ready, v.placed = true, true
		if s.Names == nil {
			v.imported = index
		}
	})
}

// importPlace is what there is around an import.
type importPlace uint8

const (
	nestedImport importPlace = iota
	topImport                // it is a statement of the top level
	triedImport              // it stands in a `try`, and may fail
)

func (r *resolver) importPlace() importPlace {
	switch {
	case r.tries > 0:
		return triedImport
	case r.atTop():
		return topImport
	}
	return nestedImport
}

func (r *resolver) checkPath(s *ast.Import, n *ast.StringLit) {
	if message, hint := bytecode.CheckPath(n.Value); message != "" {
		r.report(source.Diagnostic{Code: "bad-import", Span: n.At, Message: message, Hint: hint})
		return
	}
	if s.Names != nil || s.Alias != nil {
		return
	}
	name := strings.TrimSuffix(path.Base(n.Value), bytecode.Extension)
	if strings.Trim(name, "_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		name = "name"
	}
	r.report(source.Diagnostic{
		Code: "bad-import", Span: s.At, Message: "an imported file needs a name",
		Hint: fmt.Sprintf("write `import %s as %s`, or `import {…} from %[1]s`", r.file.Slice(n.At), name),
	})
}

// wantExport notes that import number index asks for a name.
func (r *resolver) wantExport(index int, name string, at source.Span) {
	key := importedName{index, name}
	if r.wanted[key] {
		return
	}
	if r.wanted == nil {
		r.wanted = make(map[importedName]bool)
	}
	r.wanted[key] = true
	m := &r.imports[index-1]
	m.Names = append(m.Names, bytecode.ImportedName{Name: name, Span: at})
}

// importedName is a name that one of the imports asks for.
type importedName struct {
	index int
	name  string
}

// member notes the use of an export: `math.pi`. Only what the host offers is
// known before the program runs, and what a built-in module has; and what files export,
// to who asks for it.
func (r *resolver) member(x *ast.Field) {
	if v := r.moduleOf(x); v != nil && (r.imports[v.imported-1].Host || r.cfg.Files != nil) {
		r.wantExport(v.imported, x.Name, x.NameSpan)
	}
	if exports := r.builtinModule(x); exports != nil {
		m := bytecode.Import{Module: x.X.(*ast.Ident).Name, Names: []bytecode.ImportedName{{Name: x.Name, Span: x.NameSpan}}}
		for _, d := range m.CheckNames(exports()) {
			r.report(d)
		}
	}
}

// builtinModule returns what lists the exports of the built-in module that a field is
// taken from, or nil.
func (r *resolver) builtinModule(x *ast.Field) func() []string {
	if id, ok := x.X.(*ast.Ident); ok && r.ref(id.At) < 0 {
		return r.cfg.BuiltinModules[id.Name]
	}
	return nil
}

// moduleOf returns the variable of the imported module that a field is taken
// from, or nil.
func (u *unit) moduleOf(x *ast.Field) *variable {
	if id, ok := x.X.(*ast.Ident); ok {
		if v := u.variableAt(id); v != nil && v.imported > 0 {
			return v
		}
	}
	return nil
}

// checkMemberTarget refuses the assignment to an export.
func (r *resolver) checkMemberTarget(t *ast.Field) {
	if r.moduleOf(t) == nil && r.builtinModule(t) == nil {
		return
	}
	r.report(source.Diagnostic{
		Code: "assign-to-export", Span: t.At, Message: fmt.Sprintf("cannot assign to `%s`: what a module exports is read-only", r.file.Slice(t.At)),
		Hint: "let the module export a function that changes it",
	})
}

// linkHost checks the imports of modules of the host, if these are known.
func (r *resolver) linkHost() {
	if r.cfg.Modules == nil {
		return
	}
	for i := range r.imports {
		if m := &r.imports[i]; m.Host {
			for _, d := range m.CheckHost(r.cfg.Modules, r.cfg.Withheld) {
				r.report(d)
			}
		}
	}
}

// linkFiles checks the imports of files, if somebody knows these.
func (r *resolver) linkFiles() {
	if r.cfg.Files == nil {
		return
	}
	for i := range r.imports {
		m := &r.imports[i]
		if problem, _ := bytecode.CheckPath(m.Module); m.Host || problem != "" {
			continue
		}
		exports, problems := r.cfg.Files(m, r.places[i] == topImport)
		if exports != nil {
			problems = append(problems, m.CheckNames(exports)...)
		}
		if r.places[i] == triedImport {
			continue
		}
		for _, d := range problems {
			r.report(d)
		}
	}
}

// Exports lists the names that a module exports, in the order of the text. It is not nil.
func Exports(tree *ast.Module) []string {
	names := []string{}
	eachExported(tree.Stmts, func(id *ast.Ident) { names = append(names, id.Name) })
	return names
}

// export lists what the module exports, in the order of the text.
func (r *resolver) export(stmts []ast.Stmt) {
	if r.cfg.Session != nil { // nobody can import it
		return
	}
	eachExported(stmts, func(id *ast.Ident) {
		if v := r.variableAt(id); v.slot >= 0 {
			r.exports = append(r.exports, bytecode.Export{Name: v.name, Slot: uint32(v.slot)})
		}
	})
}

// eachExported calls f with every name that the statements of a module export, in order.
func eachExported(stmts []ast.Stmt, f func(*ast.Ident)) {
	for _, s := range stmts {
		switch s := s.(type) {
		case *ast.Let:
			if s.Exported {
				eachName(s.Pattern, f)
			}
		case *ast.FnDecl:
			if s.Exported {
				f(s.Name)
			}
		case *ast.Class:
			if s.Exported {
				f(s.Name)
			}
		case *ast.Record:
			if s.Exported {
				f(s.Name)
			}
		}
	}
}

// importStmt emits an import.
func (g *generator) importStmt(s *ast.Import) {
	mark, module, index := g.top, s.Module.Span(), g.ref(s.At)-1
	eachImported(s, func(id *ast.Ident) {
		if v := g.variableAt(id); v.early && v.captured && !v.hoisted && v.slot < 0 {
			g.makeCell(v)
		}
	})
	if s.Names == nil {
		g.bindImported(s.Local(), func(r uint16) { g.ad(module, bytecode.OpImport, r, index) })
		return
	}
	from, registers := g.alloc(), false
	g.ad(module, bytecode.OpImport, from, index)
	for i := range s.Names {
		n := &s.Names[i]
		g.bindImported(n.Local(), func(r uint16) {
			g.field(n.Name.At, bytecode.OpGetField, r, from, g.pool.text(n.Name.Name))
		})
		registers = registers || g.variableAt(n.Local()).slot < 0
	}
	if !registers {
		g.top = mark
	}
}

// bindImported makes a variable of what emit puts into a register.
func (g *generator) bindImported(id *ast.Ident, emit func(r uint16)) {
	v := g.variableAt(id)
	if r, direct := g.declare(v); direct {
		emit(r)
		g.settle(v)
		return
	}
	r := g.alloc()
	emit(r)
	g.initialise(id.At, v, r)
	g.top--
}

// ofModule reports whether a field is known to be an export, so that a call of it
// has no receiver.
func (g *generator) ofModule(x *ast.Field) bool { return !x.Optional && g.moduleOf(x) != nil }

// ofHost reports whether the module of an export is one of the host.
func (g *generator) ofHost(x *ast.Field) bool { return g.imports[g.moduleOf(x).imported-1].Host }
