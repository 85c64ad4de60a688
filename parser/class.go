package parser

// Classes and records.

import (
	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer"
	"github.com/coro-lang/coro/lexer/source"
)

// enclosing is the class or record around a place, for what is said about `self`
// and `super` there. The zero value is that of a place outside.
type enclosing struct {
	word     string // "class" or "record"
	inherits bool   // it has a superclass
	static   bool   // the place is in a static function
	init     bool   // the place is in an init
}

// class parses a class, and record a record.
func (p *parser) class(s *lexer.Stream) (*ast.Class, error) {
	start, doc := s.RawCursor(), p.docBefore(s)
	if err := p.needsName(s, "`class Name { … }`"); err != nil {
		return nil, err
	}
	n, err := produce(p, &p.grammar.classDecl, s)
	if err != nil {
		return nil, err
	}
	n.Doc = doc
	if s.Peek().Type != lexer.LBrace {
		return nil, p.noClassBody(s)
	}
	n.Body, err = p.classBody(s, enclosing{word: "class", inherits: n.Super != nil}, nil)
	n.SetSpan(p.since(s, start))
	return n, err
}

func (p *parser) record(s *lexer.Stream) (*ast.Record, error) {
	start, doc := s.RawCursor(), p.docBefore(s)
	if err := p.needsName(s, "`record Name(x, y)`"); err != nil {
		return nil, err
	}
	n, err := produce(p, &p.grammar.recordDecl, s)
	if err != nil {
		return nil, err
	}
	n.Doc = doc
	if n.Fields, err = p.recordFields(s); err != nil {
		return nil, err
	}
	if t := s.Peek(); t.Type == lexer.Colon || t.Value == "extends" || t.Value == "implements" {
		return nil, p.problem(s, "bad-record", "a record has no superclass", "",
			"a class can have one; what records share stands in functions")
	}
	if s.Peek().Type == lexer.LBrace {
		n.Body, err = p.classBody(s, enclosing{word: "record"}, n.Fields)
	} else {
		p.checkFields(memberSet{}, n.Fields)
	}
	n.SetSpan(p.since(s, start))
	return n, err
}

// needsName reports a missing name before participle does: its error knows no form.
func (p *parser) needsName(s *lexer.Stream, form string) error {
	if p.peek(s, 1).Type == lexer.Ident {
		return nil
	}
	e := p.unexpectedAt(s.RawCursor()+1, "a name")
	if e.diagnostic.Code == codeUnexpected {
		e.diagnostic.Hint = "write " + form
	}
	return e
}

// recordFields parses the fields of a record, which look like parameters.
func (p *parser) recordFields(s *lexer.Stream) ([]*ast.Param, error) {
	if s.Peek().Type != lexer.LParen {
		e := p.unexpected(s, "`(` and the fields")
		if e.diagnostic.Hint == "" {
			e.diagnostic.Hint = "the fields of a record stand in parentheses: `record Point(x, y)`"
		}
		return nil, e
	}
	fields, err := p.params(s)
	if err != nil && startsTest(s.Peek().Type) {
		e := p.translate(err)
		e.diagnostic.Hint = "a field is a plain name: `record Point(x, y)`"
		return nil, e
	}
	for _, f := range fields {
		if _, name := f.Pattern.(*ast.Ident); !name || f.Rest {
			p.reportAt("bad-field", f.Span(), "the field of a record is a plain name", "",
				"write `name`, `name: type` or `name = value`")
		}
	}
	return fields, err
}

// classBody parses the braces of a class or record, fields are those in the head
// of the latter.
func (p *parser) classBody(s *lexer.Stream, around enclosing, fields []*ast.Param) (*ast.ClassBody, error) {
	p.enter(s)
	defer p.leave()
	outside := p.around
	p.around = around
	open := s.RawCursor()
	n := &ast.ClassBody{Open: ast.Mark{At: lexer.SpanOf(s.Next())}}
	members := memberSet{}
	p.checkFields(members, fields)
	for p.skipSemis(s) {
		m := p.member(s)
		p.checkMember(members, m)
		n.Members = append(n.Members, m)
	}
	p.around = outside
	closer, err := p.closeBracket(s, open, lexer.RBrace)
	n.Close.At = closer
	p.loose = false
	return n, err
}

// memberSet is the members of a class with their places.
type memberSet map[memberKey]source.Span

// memberKey is what no two members of a class share.
type memberKey struct {
	name     string
	static   bool
	overload ast.Overload
}

// checkFields enters the fields in the head of a record.
func (p *parser) checkFields(members memberSet, fields []*ast.Param) {
	for _, f := range fields {
		if name, ok := f.Pattern.(*ast.Ident); ok {
			p.checkName(members, memberKey{name: name.Name}, name.At)
		}
	}
}

// checkMember enters a member.
func (p *parser) checkMember(members memberSet, m ast.Member) {
	switch m := m.(type) {
	case *ast.BadMember:
	case *ast.FieldDecl:
		for i := range m.Names {
			p.checkName(members, memberKey{name: m.Names[i].Name.Name}, m.Names[i].Name.At)
		}
	case *ast.Method:
		p.checkName(members, memberKey{m.Name.Name, m.Kind == ast.MethodStatic, m.Overload}, m.Name.At)
	}
}

// checkName reports a member that is there already.
func (p *parser) checkName(members memberSet, key memberKey, at source.Span) {
	first, ok := members[key]
	if !ok {
		members[key] = at
		return
	}
	message, hint := "`"+brief(key.name)+"` is already a member", "remove one of the two, or give it another name"
	switch {
	case key.overload != ast.NoOverload:
		message, hint = "`operator "+key.name+"` stands here twice", "test in one of them what `other` is: `other is Point`"
	case key.name == "init":
		message, hint = "there is a second `init`", "give the parameters of one defaults, or make the other a `static fn`"
	}
	p.report(&problem{token: -1, diagnostic: source.Diagnostic{
		Code: "duplicate-member", Span: at, Message: message, Hint: hint,
		Notes: []source.Note{{Span: first, Message: "the first is here"}},
	}})
}
