package ast

// Modules: what a file takes from others. What it gives is marked as Exported in
// its declarations.

import "github.com/coro-lang/coro/lexer/source"

// Import is `import module as alias`, which binds the module, or
// `import {a, b as c} from module`, which binds what it exports.
type Import struct {
	Loc
	Names  []ImportName // of the second form, at least one; nil in the first
	Module ModuleName   `parser:"@@"`
	Alias  *Ident       `parser:"( 'as' @@ )?"` // may be nil; always with Names
}

// ModuleName says which module to import: an *Ident for one that the host
// offers, a *StringLit for the path of a file.
type ModuleName interface{ Expr }

// Local returns what the module is bound to: the alias, or else the name of a
// host module. It is nil with Names, and for a path without an alias, which the
// compiler refuses.
func (s *Import) Local() *Ident {
	if s.Alias != nil || s.Names != nil {
		return s.Alias
	}
	name, _ := s.Module.(*Ident)
	return name
}

// ImportName is `name` or `name as alias`. Alias may be nil.
type ImportName struct {
	Name  *Ident
	Alias *Ident
}

// Local returns what the name is bound to.
func (n *ImportName) Local() *Ident {
	if n.Alias != nil {
		return n.Alias
	}
	return n.Name
}

// Span returns the place of the name with its alias.
func (n *ImportName) Span() source.Span { return n.Name.At.To(n.Local().At) }

func (*Import) stmt() {}
