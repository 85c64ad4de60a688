package ast

// The printer: statements.

import "github.com/coro-lang/coro/lexer/source"

func (p *printer) stmt(s Stmt) {
	switch s := s.(type) {
	case *BadStmt:
	case *ExprStmt:
		p.expr(s.X)
	case *Let:
		p.let(s)
	case *Assign:
		for i, t := range s.Targets {
			if i > 0 {
				p.write(", ")
			}
			p.expr(t)
		}
		p.write(" ", s.Op.String(), "= ")
		p.expr(s.Value)
	case *FnDecl:
		p.declaration(s.Doc, s.Exported)
		p.write("fn ", s.Name.Name)
		p.function(s.Func)
	case *Block:
		p.block(s)
	case *While:
		p.label(s.Label)
		p.write("while ")
		p.expr(s.Cond)
		p.write(" ")
		p.block(s.Body)
	case *For:
		p.label(s.Label)
		p.write("for ")
		p.pattern(s.Pattern)
		p.write(" in ")
		p.expr(s.Iter)
		p.write(" ")
		p.block(s.Body)
	case *Break:
		p.jump("break", s.Label)
	case *Continue:
		p.jump("continue", s.Label)
	case *Return:
		p.write("return")
		p.operand(s.Value)
	case *Throw:
		p.write("throw")
		p.operand(s.Value)
	case *Defer:
		p.write("defer ")
		p.stmt(s.Stmt)
	case *NoYield:
		p.write("noyield ")
		p.block(s.Body)
	case *Scope:
		if s.Seconds == nil {
			p.write("scope ")
		} else {
			p.write("timeout(")
			p.expr(s.Seconds)
			p.write(") ")
		}
		p.block(s.Body)
	case *Class:
		p.class(s)
	case *Record:
		p.record(s)
	case *Import:
		p.importDecl(s)
	case *Test:
		p.write("test ")
		p.expr(s.Name)
		p.write(" ")
		p.block(s.Body)
	}
}

// declaration prints what stands before the keyword of a declaration.
func (p *printer) declaration(doc string, exported bool) {
	p.doc(doc)
	if exported {
		p.write("export ")
	}
}

func (p *printer) let(s *Let) {
	p.declaration(s.Doc, s.Exported)
	p.write(binder(s.Mutable))
	p.pattern(s.Pattern)
	p.annotation(s.Type)
	if s.Value != nil {
		p.write(" = ")
		p.expr(s.Value)
	}
}

func binder(mutable bool) string {
	if mutable {
		return "var "
	}
	return "let "
}

func (p *printer) label(label *Ident) {
	if label != nil {
		p.write(label.Name, ": ")
	}
}

func (p *printer) jump(word string, label *Ident) {
	p.write(word)
	if label != nil {
		p.write(" ", label.Name)
	}
}

// operand prints the value of a jump or a yield, if there is one.
func (p *printer) operand(x Expr) {
	if x != nil {
		p.write(" ")
		p.expr(x)
	}
}

func (p *printer) block(b *Block) {
	p.braces(b.Open.At, b.Close.At, len(b.Stmts), spans(b.Stmts), func(i int) { p.stmt(b.Stmts[i]) }, "; ")
}

func (p *printer) class(s *Class) {
	p.declaration(s.Doc, s.Exported)
	p.write("class ", s.Name.Name)
	if s.Super != nil {
		p.write(" : ")
		p.expr(s.Super)
	}
	p.write(" ")
	p.classBody(s.Body)
}

func (p *printer) record(s *Record) {
	p.declaration(s.Doc, s.Exported)
	p.write("record ", s.Name.Name)
	p.params(s.Fields)
	if s.Body != nil {
		p.write(" ")
		p.classBody(s.Body)
	}
}

func (p *printer) classBody(b *ClassBody) {
	p.braces(b.Open.At, b.Close.At, len(b.Members), spans(b.Members), func(i int) { p.member(b.Members[i]) }, "; ")
}

func (p *printer) member(m Member) {
	switch m := m.(type) {
	case *BadMember:
	case *FieldDecl:
		p.doc(m.Doc)
		p.write(binder(m.Mutable))
		for i := range m.Names {
			if i > 0 {
				p.write(", ")
			}
			p.write(m.Names[i].Name.Name)
			p.annotation(m.Names[i].Type)
		}
		if m.Value != nil {
			p.write(" = ")
			p.expr(m.Value)
		}
	case *Method:
		p.doc(m.Doc)
		p.method(m)
	}
}

func (p *printer) method(m *Method) {
	p.write(m.Kind.String())
	if m.Kind != MethodInit {
		p.write(" ", m.Name.Name)
	}
	if m.Kind == MethodGetter {
		p.functionRest(m.Func)
		return
	}
	p.function(m.Func)
}

func (p *printer) importDecl(s *Import) {
	p.write("import ")
	if s.Names != nil {
		p.elements("{", "} from ", len(s.Names),
			func(i int) source.Span { return s.Names[i].Span() },
			func(i int) {
				p.write(s.Names[i].Name.Name)
				p.alias(s.Names[i].Alias)
			})
	}
	p.expr(s.Module)
	p.alias(s.Alias)
}

func (p *printer) alias(name *Ident) {
	if name != nil {
		p.write(" as ", name.Name)
	}
}
