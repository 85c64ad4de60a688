package repl

// Documentation: of the declarations of a script by its `///` lines, and of what is
// built in.

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm"
)

// Doc is what is known of a declaration.
type Doc struct {
	Name      string
	Signature string // as it was written, up to its body
	Text      string // may be empty
	Example   string // of what is built in: a script whose comments are the values of its lines
	Line      int    // of the declaration; 0 for what is built in
	Members   []Doc
}

// textWidth is how many characters stand in a line of a text, if it can be broken.
const textWidth = 100

// String returns the signature with the text and the members below it, indented.
func (d Doc) String() string {
	var b strings.Builder
	d.write(&b, "")
	return b.String()
}

func (d Doc) write(b *strings.Builder, indent string) {
	fmt.Fprintf(b, "%s%s\n", indent, d.Signature)
	for _, part := range []string{broken(d.Text, textWidth-len(indent+indentation)), d.Example} {
		for line := range strings.Lines(part) {
			b.WriteString(strings.TrimRight(indent+indentation+line, " \n") + "\n")
		}
	}
	for _, m := range d.Members {
		b.WriteString("\n")
		m.write(b, indent+indentation)
	}
}

// broken breaks the lines of a text between words, where they are too long and no example.
func broken(text string, width int) string {
	var b strings.Builder
	code := false
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			code = !code
		}
		if code || utf8.RuneCountInString(line) <= width {
			b.WriteString(line)
			continue
		}
		used := 0
		for word := range strings.SplitAfterSeq(line, " ") {
			n := utf8.RuneCountInString(strings.TrimRight(word, " \n"))
			if used > 0 && used+n > width {
				b.WriteByte('\n')
				used = 0
			}
			b.WriteString(word)
			used += utf8.RuneCountInString(word)
		}
	}
	return b.String()
}

// Docs returns the documentation of a script: of what it exports and of what has a doc
// comment, in the order of the text.
func Docs(m *ast.Module) []Doc {
	return declarations(m, func(exported bool, text string) bool { return exported || text != "" })
}

// declarations returns the documentation of the declarations of a script that keep
// accepts, by the text of a declaration and its members.
func declarations(m *ast.Module, keep func(exported bool, text string) bool) []Doc {
	d := documenter{m}
	var docs []Doc
	add := func(exported bool, doc Doc) {
		text := doc.Text
		for _, m := range doc.Members {
			text += m.Text
		}
		if keep(exported, text) {
			docs = append(docs, doc)
		}
	}
	for _, s := range m.Stmts {
		switch s := s.(type) {
		case *ast.Let:
			add(s.Exported, d.doc(d.text(s.Pattern), s.Doc, s, s.Span().End))
		case *ast.FnDecl:
			add(s.Exported, d.function(s.Name.Name, s.Doc, s, s.Func))
		case *ast.Class:
			add(s.Exported, d.class(s.Name.Name, s.Doc, s, s.Body))
		case *ast.Record:
			add(s.Exported, d.class(s.Name.Name, s.Doc, s, s.Body))
		}
	}
	return docs
}

type documenter struct{ m *ast.Module }

func (d documenter) text(n ast.Node) string { return d.m.File.Slice(n.Span()) }

// doc makes the documentation of a node, whose signature ends at an offset.
func (d documenter) doc(name, text string, n ast.Node, end uint32) Doc {
	at := n.Span()
	at.End = end
	line, _ := d.m.File.Position(int(at.Start))
	signature := strings.Join(strings.Fields(d.m.File.Slice(at)), " ")
	return Doc{Name: name, Signature: strings.TrimPrefix(signature, "export "), Text: text, Line: line}
}

func (d documenter) function(name, text string, n ast.Node, f *ast.FuncLit) Doc {
	var end uint32
	if f.Body != nil {
		end = f.Body.Open.At.Start
	} else {
		end = f.Result.Span().Start
	}
	doc := d.doc(name, text, n, end)
	doc.Signature = strings.TrimSuffix(strings.TrimSuffix(doc.Signature, "=>"), " ")
	return doc
}

// class documents a class or record with its methods and fields. Those whose names begin
// with `_` are for itself.
func (d documenter) class(name, text string, n ast.Node, body *ast.ClassBody) Doc {
	if body == nil {
		return d.doc(name, text, n, n.Span().End)
	}
	doc := d.doc(name, text, n, body.Open.At.Start)
	for _, m := range body.Members {
		switch m := m.(type) {
		case *ast.FieldDecl:
			doc.Members = append(doc.Members, d.doc(m.Names[0].Name.Name, m.Doc, m, m.Span().End))
		case *ast.Method:
			if !strings.HasPrefix(m.Name.Name, "_") {
				doc.Members = append(doc.Members, d.function(m.Name.Name, m.Doc, m, m.Func))
			}
		}
	}
	return doc
}

// BuiltinDoc returns the documentation of a built-in function, of a module that every VM
// offers or that is among those given, of `module.name`, or of `kind.method`. ok is false
// if there is no such thing; then near lists the names that exist there.
func BuiltinDoc(name string, modules []*vm.HostModule) (doc Doc, ok bool, near []string) {
	owner, member, dotted := strings.Cut(name, ".")
	for _, h := range append(vm.StandardModules(), modules...) {
		near = append(near, h.Name())
		if h.Name() != owner {
			continue
		}
		if dotted {
			return find(memberDocs(h.Members(), owner+"."), owner+".", member)
		}
		return Doc{Name: name, Signature: "module " + name, Text: h.Doc(), Members: memberDocs(h.Members(), "")}, true, nil
	}
	for _, k := range []vm.Kind{vm.KindString, vm.KindBytes, vm.KindList, vm.KindTuple, vm.KindRange, vm.KindCoroutine, vm.KindRecord} {
		near = append(near, k.String())
		if k.String() != owner {
			continue
		}
		methods := memberDocs(vm.Methods(k), owner+".")
		if dotted {
			return find(methods, owner+".", member)
		}
		doc, ok, _ := find(memberDocs(vm.Builtins(), ""), "", name) // what makes values of the type
		if !ok {
			doc = Doc{Name: name, Signature: "type " + name}
		}
		doc.Members = methods
		return doc, true, nil
	}
	doc, ok, functions := find(memberDocs(vm.Builtins(), ""), "", name)
	return doc, ok, append(near, functions...)
}

// SuggestDoc returns the name that may have been meant by one that has no documentation,
// if near lists those that have.
func SuggestDoc(name string, near []string) (string, bool) {
	if s, ok := source.Suggest(name, near); ok {
		return s, true
	}
	owner, member, _ := strings.Cut(name, ".")
	s, ok := source.Suggest(owner, near)
	return s + "." + member, ok && member != ""
}

// find returns the documentation with a name, or the names that exist, behind a prefix.
func find(docs []Doc, prefix, name string) (Doc, bool, []string) {
	names := make([]string, len(docs))
	for i, d := range docs {
		if d.Name == name {
			return d, true, nil
		}
		names[i] = prefix + d.Name
	}
	return Doc{}, false, names
}

func memberDocs(members []vm.Member, prefix string) []Doc {
	docs := make([]Doc, len(members))
	for i, m := range members {
		docs[i] = Doc{Name: m.Name, Signature: prefix + m.Name, Text: m.Doc, Example: m.Example}
		if m.Value == nil {
			docs[i].Signature += "(" + m.Params + ")"
		}
	}
	return docs
}

// Examples returns the scripts in a documentation: its blocks between lines of three
// backquotes, of which the first may say `coro`. There are so many empty lines above that
// the lines are those of the file.
func (d Doc) Examples() []string {
	var examples []string
	var block []string
	inside, ours := false, false
	lines := strings.Split(d.Text, "\n")
	for i, line := range lines {
		fence, isFence := strings.CutPrefix(strings.TrimSpace(line), "```")
		switch {
		case isFence && !inside:
			inside, ours, block = true, fence == "" || fence == "coro", make([]string, max(0, d.Line-len(lines)+i))
		case isFence:
			inside = false
			if ours && strings.TrimSpace(strings.Join(block, "")) != "" {
				examples = append(examples, strings.Join(block, "\n"))
			}
		case inside:
			block = append(block, line)
		}
	}
	return examples
}
