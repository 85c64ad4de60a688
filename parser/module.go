package parser

// Modules: `import` and `export`.

import (
	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer"
)

// importDecl parses `import` with what it takes and from where.
func (p *parser) importDecl(s *lexer.Stream) (ast.Stmt, error) {
	start := s.RawCursor()
	s.Next()
	var names []ast.ImportName
	if s.Peek().Type == lexer.LBrace {
		var err error
		if names, err = p.importNames(s); err != nil {
			return nil, err
		}
		if t := s.Peek(); t.Type != lexer.Ident || t.Value != "from" {
			e := p.unexpected(s, "`from` and the module")
			e.diagnostic.Hint = "write `import {name} from \"./file\"` or `import {name} from module`"
			return nil, e
		}
		s.Next()
	}
	if !startsModule(s.Peek().Type) {
		return nil, p.noModule(s)
	}
	n, err := produce(p, &p.grammar.importDecl, s)
	if err != nil {
		return nil, err
	}
	n.Names = names
	n.SetSpan(p.since(s, start))
	if names != nil && n.Alias != nil {
		p.reportAt("bad-import", n.Alias.At, "names and the whole module are imported one by one", "",
			"write `import module as alias` on a line of its own")
	}
	switch k := s.Peek().Type; k {
	case lexer.Semi, lexer.RBrace, lexer.EOF:
		return n, nil
	default:
		return nil, p.afterImport(s, n)
	}
}

// importNames parses `{a, b as c}`. As in a map, newlines may stand around and
// instead of the commas.
func (p *parser) importNames(s *lexer.Stream) ([]ast.ImportName, error) {
	open := s.RawCursor()
	s.Next()
	var names []ast.ImportName
	for p.skipNewline(s); s.Peek().Type == lexer.Ident; p.skipNewline(s) {
		name, err := p.importName(s)
		if err != nil {
			return nil, err
		}
		names = append(names, name)
		newline := p.skipNewline(s)
		if s.Peek().Type == lexer.Comma {
			s.Next()
		} else if !newline {
			break
		}
	}
	if t := s.Peek(); lexer.IsKeyword(t.Type) || t.Type == lexer.RBrace && names == nil {
		e := p.unexpected(s, "a name to import")
		e.diagnostic.Hint = "a whole module is imported with `import module` or `import \"./file\" as name`"
		return nil, e
	}
	_, err := p.closeBracket(s, open, lexer.RBrace)
	return names, err
}

// importName parses `name` or `name as alias`.
func (p *parser) importName(s *lexer.Stream) (n ast.ImportName, err error) {
	if n.Name, err = p.name(s, "a name to import"); err != nil {
		return n, err
	}
	if t := s.Peek(); t.Type == lexer.Ident && t.Value == "as" {
		s.Next()
		n.Alias, err = p.name(s, "a name")
	}
	return n, err
}

// moduleName parses the name of a module of the host, or the path of a file.
func (p *parser) moduleName(s *lexer.Stream) (ast.ModuleName, error) {
	t := s.Next()
	if t.Type == lexer.String {
		return p.stringLit(t), nil
	}
	return &ast.Ident{Loc: ast.Loc{At: lexer.SpanOf(t)}, Name: t.Value}, nil
}

func startsModule(k lexer.Kind) bool { return k == lexer.Ident || k == lexer.String }

// noModule returns the problem of a token in the place of a module.
func (p *parser) noModule(s *lexer.Stream) *problem {
	e := p.unexpected(s, "a module")
	switch t := s.Peek(); {
	case t.Type == lexer.StrHead:
		e.diagnostic.Hint = "the path of a module is a plain string"
	case t.Type == lexer.Mul:
		e.diagnostic.Hint = "a whole module is imported with `import module` or `import \"./file\" as name`"
	case t.Type >= lexer.Dot && t.Type <= lexer.Ellipsis || t.Type == lexer.Range || t.Type == lexer.Div:
		e.diagnostic.Hint = "the path of a file stands in quotes: `import \"./file\" as name`"
	default:
		e.diagnostic.Hint = "write `import module`, `import \"./file\" as name` or `import {name} from \"./file\"`"
	}
	return e
}

// afterImport returns the problem of a token behind a whole import.
func (p *parser) afterImport(s *lexer.Stream, n *ast.Import) *problem {
	e := p.unexpectedAfter(s, "statement")
	name, _ := n.Module.(*ast.Ident)
	switch t := s.Peek(); {
	case t.Value == "from" && name != nil:
		e.diagnostic.Hint = "write `import {" + brief(name.Name) + "} from …`, or `import \"./file\" as " +
			brief(name.Name) + "` for the whole module"
	case t.Type == lexer.Comma:
		e.diagnostic.Hint = "an import takes one module; names of one are imported with `import {a, b} from …`"
	case t.Type == lexer.Dot || t.Type == lexer.Div:
		e.diagnostic.Hint = "a module has a plain name; the path of a file stands in quotes: `import \"./file\" as name`"
	}
	return e
}

// export parses `export` and the declaration behind it.
func (p *parser) export(s *lexer.Stream) (stmt ast.Stmt, err error) {
	start, doc := s.RawCursor(), p.docBefore(s)
	if p.nesting > 1 {
		p.reportAt("bad-export", lexer.SpanOf(s.Peek()), "`export` stands in a block", "",
			"only what the file itself declares can be exported; move the declaration out of the block")
	}
	s.Next()
	switch t := s.Peek(); t.Type {
	case lexer.Let, lexer.Var:
		if t.Type == lexer.Var {
			p.reportAt("bad-export", lexer.SpanOf(t), "a `var` cannot be exported", "",
				"export a `let`, or functions that read and change the variable")
		}
		stmt, err = p.declare(s)
	case lexer.Fn:
		if p.peek(s, 1).Type == lexer.LParen {
			return nil, p.noExport(s)
		}
		stmt, err = p.fnDecl(s)
	case lexer.Class:
		stmt, err = asStmt(p.class(s))
	case lexer.Record:
		stmt, err = asStmt(p.record(s))
	default:
		return nil, p.noExport(s)
	}
	if err != nil {
		return nil, err
	}
	switch n := stmt.(type) {
	case *ast.Let:
		n.Doc, n.Exported, n.At = doc, true, p.since(s, start)
	case *ast.FnDecl:
		n.Doc, n.Exported, n.At = doc, true, p.since(s, start)
	case *ast.Class:
		n.Doc, n.Exported, n.At = doc, true, p.since(s, start)
	case *ast.Record:
		n.Doc, n.Exported, n.At = doc, true, p.since(s, start)
	}
	return stmt, nil
}

// noExport returns the problem of a token that no exported declaration starts
// with.
func (p *parser) noExport(s *lexer.Stream) *problem {
	e := p.unexpected(s, "a declaration after `export`")
	switch t := s.Peek(); {
	case t.Value == "default" || t.Type == lexer.Fn:
		e.diagnostic.Hint = "every export has a name: `export fn name(…) { … }`"
	case t.Type == lexer.LBrace || t.Type == lexer.Mul:
		e.diagnostic.Hint = "write `export` before each declaration: `export let x = 1`"
	case earlyWords[t.Value] != "":
		e.diagnostic.Hint = earlyWords[t.Value]
	case t.Type == lexer.Ident:
		e.diagnostic.Hint = "write `export` before the declaration of `" + brief(t.Value) + "`: `export let " +
			brief(t.Value) + " = …`"
	default:
		e.diagnostic.Hint = "`let`, `fn`, `class` and `record` can be exported"
	}
	return e
}
