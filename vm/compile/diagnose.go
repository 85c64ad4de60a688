package compile

// Diagnostics about names, and the limit on all of them.

import (
	"fmt"
	"slices"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/parser"
)

// maxDiagnostics is how many are reported of one file. It bounds the cost of
// "did you mean" too, which looks at every name for each.
const maxDiagnostics = 50

// maxSearched is how many statements findLater looks at in one file.
const maxSearched = 1_000_000

// enough reports whether no more diagnostics are taken.
func (u *unit) enough() bool { return len(u.diagnostics) >= maxDiagnostics }

func (u *unit) report(d source.Diagnostic) {
	if !u.enough() {
		d.File = u.file
		u.diagnostics = append(u.diagnostics, d)
	}
}

func (r *resolver) redeclared(id *ast.Ident, old *variable) {
	d := source.Diagnostic{
		Code: "redeclared", Span: id.At,
		Message: fmt.Sprintf("`%s` is already declared in this block", id.Name),
		Label:   "declared again",
		Hint:    "choose another name",
		Notes:   []source.Note{{Span: old.decl, Message: "the first declaration is here"}},
	}
	switch old.kind {
	case kindParam:
		d.Message = fmt.Sprintf("`%s` is already a parameter of this function", id.Name)
	case kindVar:
		d.Hint = fmt.Sprintf("choose another name, or assign to the first: `%s = …`", id.Name)
	case kindMatch:
		d.Message = fmt.Sprintf("`%s` stands twice in this pattern", id.Name)
		d.Hint = "name both, and compare them in a guard: `(a, b) if a == b => …`"
	}
	r.report(d)
}

// tooEarly reports a name that stands before its declaration.
func (r *resolver) tooEarly(id *ast.Ident, declared source.Span) {
	r.report(source.Diagnostic{
		Code: "used-before-declaration", Span: id.At,
		Message: fmt.Sprintf("`%s` is used before its declaration", id.Name),
		Hint:    "move the declaration up",
		Notes:   []source.Note{{Span: declared, Message: "it is declared here"}},
	})
}

func (r *resolver) undefined(id *ast.Ident) {
	if r.enough() || r.symbols[id.Name].missing {
		return
	}
	if v := r.ownValue(id); v != nil {
		r.report(source.Diagnostic{
			Code: "used-before-declaration", Span: id.At,
			Message: fmt.Sprintf("`%s` is used in its own value", id.Name),
			Label:   "it has no value yet",
			Hint:    "compute it from something else; a function in it may use the name, when it is called later",
			Notes:   []source.Note{{Span: v.decl, Message: "it is declared here"}},
		})
		return
	}
	if at, ok := r.findLater(id); ok {
		r.tooEarly(id, at)
		return
	}
	d := source.Diagnostic{
		Code: "undefined", Span: id.At,
		Message: fmt.Sprintf("`%s` is not defined", id.Name),
		Label:   "no variable, built-in or name of the host",
	}
	if hint := parser.ForeignName(id.Name); hint != "" {
		d.Hint = hint
	} else if hint, ok := r.memberHint(id.Name); ok {
		d.Hint = hint
	} else if module := r.exporter(id.Name); module != "" {
		d.Hint = fmt.Sprintf("the module `%s` exports it: write `%s.%s`", module, module, id.Name)
		if _, ok := r.cfg.BuiltinModules[module]; !ok {
			d.Hint += fmt.Sprintf(", with `import %s` before", module)
		}
	} else if best, ok := source.Suggest(id.Name, r.visibleNames(true)); ok {
		d.Hint = fmt.Sprintf("did you mean `%s`?", best)
	} else if word, ok := parser.Misspelt(id.Name); ok {
		d.Hint = fmt.Sprintf("did you mean the keyword `%s`?", word)
	}
	if _, ok := r.cfg.Modules[id.Name]; ok {
		d.Hint = fmt.Sprintf("it is a module of the host: write `import %s` before", id.Name)
	}
	r.report(d)
}

// ownValue returns the variable whose value is the place of a name that would mean
// it, or nil.
func (r *resolver) ownValue(id *ast.Ident) *variable {
	sym := r.symbols[id.Name]
	for _, v := range []*variable{sym.local, sym.module} {
		if v != nil && v.fn == r.fn && !v.ready && v.decl.Start < id.At.Start {
			return v
		}
	}
	return nil
}

// exporter returns the module that exports a name, or "": of several seq, which takes
// all data, or the first.
func (r *resolver) exporter(name string) string {
	first := ""
	for _, modules := range []map[string]func() []string{r.cfg.Modules, r.cfg.BuiltinModules} {
		for module, exports := range modules {
			if (first == "" || module == "seq" || first != "seq" && module < first) && slices.Contains(exports(), name) {
				first = module
			}
		}
	}
	return first
}

func (r *resolver) undefinedTarget(id *ast.Ident, sym *symbol) {
	if r.enough() || sym.missing {
		return
	}
	if sym.builtin || r.hosts[id.Name] {
		r.report(source.Diagnostic{
			Code: "assign-to-builtin", Span: id.At,
			Message: fmt.Sprintf("cannot assign to `%s`, which is built in", id.Name),
			Hint:    fmt.Sprintf("declare a variable of your own: `var %s = …`", id.Name),
		})
		return
	}
	if _, ok := r.findLater(id); ok {
		r.undefined(id)
		return
	}
	d := source.Diagnostic{
		Code: "undefined", Span: id.At,
		Message: fmt.Sprintf("`%s` is not defined", id.Name),
		Label:   "an assignment declares nothing",
		Hint:    fmt.Sprintf("declare it with `var %s = …`", id.Name),
	}
	sym.missing = true
	if hint, ok := r.memberHint(id.Name); ok {
		d.Hint = hint
	} else if best, ok := source.Suggest(id.Name, r.visibleNames(false)); ok {
		d.Hint = fmt.Sprintf("did you mean `%s`? A new variable is declared with `var %s = …`", best, id.Name)
	}
	r.report(d)
}

// memberHint explains a name that is unknown as a variable, but one of a member
// of the class around.
func (r *resolver) memberHint(name string) (string, bool) {
	f := r.methodAround()
	if f == nil || !slices.Contains(f.class.names, name) {
		return "", false
	}
	return fmt.Sprintf("it is a member of `%s`: write `self.%s`", f.class.name.Name, name), true
}

func (r *resolver) immutable(id *ast.Ident, v *variable) {
	d := source.Diagnostic{
		Code: "assign-to-let", Span: id.At,
		Message: fmt.Sprintf("cannot assign to `%s`, which is %s", id.Name, kindText[v.kind]),
		Label:   "it is bound once",
		Hint:    "copy it into a `var` and change that",
	}
	if v.kind == kindLet {
		d.Hint = fmt.Sprintf("declare it with `var %s = …` if it is to change", id.Name)
	}
	if !v.session {
		d.Notes = []source.Note{{Span: v.decl, Message: "it is declared here"}}
	}
	r.report(d)
}

// visibleNames lists what may be meant at this place, in alphabetical order, so
// that the same program always gets the same suggestion.
func (r *resolver) visibleNames(builtins bool) []string {
	var names []string
	for name, s := range r.symbols {
		if r.find(s) != nil || builtins && s.builtin {
			names = append(names, name)
		}
	}
	if builtins {
		names = append(names, r.cfg.HostNames...)
	}
	slices.Sort(names)
	return names
}

func (r *resolver) declaredLater(id *ast.Ident) bool {
	_, ok := r.findLater(id)
	return ok
}

// findLater finds the declaration of a name that stands behind its use in a
// block around it. Only unknown names need the search, a name of the host once;
// the budget keeps a file of many such names from costing their square.
func (r *resolver) findLater(id *ast.Ident) (source.Span, bool) {
	if v := r.symbols[id.Name].module; v != nil && !v.session {
		return v.decl, true
	}
	for i := len(r.scopes) - 1; i >= 0; i-- {
		r.searched += len(r.scopes[i].stmts)
		if r.searched > maxSearched {
			break
		}
		for _, s := range r.scopes[i].stmts {
			if s.Span().Start < id.At.Start {
				continue
			}
			if at, ok := findDeclared(s, id.Name); ok {
				return at, true
			}
		}
	}
	return source.Span{}, false
}

// findDeclared finds a name that a statement declares where it stands.
func findDeclared(s ast.Stmt, name string) (at source.Span, ok bool) {
	found := func(id *ast.Ident) {
		if id.Name == name && !ok {
			at, ok = id.At, true
		}
	}
	switch s := s.(type) {
	case *ast.Let:
		eachName(s.Pattern, found)
	case *ast.Class, *ast.Record:
		found(className(s))
	case *ast.Import:
		eachImported(s, found)
	}
	return at, ok
}

// eachName calls f with every name that a pattern binds, in order. Of
// alternatives, which bind the same names, it is the first that counts.
func eachName(p ast.Pattern, f func(*ast.Ident)) {
	switch p := p.(type) {
	case *ast.Ident:
		f(p)
	case *ast.RestPattern:
		if p.Name != nil {
			f(p.Name)
		}
	case *ast.OrPattern:
		eachName(p.Alts[0], f)
	default:
		eachPart(p, func(part ast.Pattern) { eachName(part, f) })
	}
}

// eachPart calls f with the patterns that a pattern consists of, in order.
func eachPart(p ast.Pattern, f func(ast.Pattern)) {
	switch p := p.(type) {
	case *ast.ListPattern:
		for _, e := range p.Elems {
			f(e)
		}
	case *ast.TuplePattern:
		for _, e := range p.Elems {
			f(e)
		}
	case *ast.MapPattern:
		for i := range p.Entries {
			f(p.Entries[i].Value)
		}
		if p.Rest != nil {
			f(p.Rest)
		}
	case *ast.InstancePattern:
		for i := range p.Args {
			f(p.Args[i].Pattern)
		}
	case *ast.TypePattern:
		f(p.Pattern)
	case *ast.OrPattern:
		for _, alt := range p.Alts {
			f(alt)
		}
	}
}
