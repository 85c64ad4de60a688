package parser

// The entry points, and the state of one parse.

import (
	"fmt"
	"slices"
	"sync"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer"
	"github.com/coro-lang/coro/lexer/source"
)

// Limits of a program's shape, beside lexer.MaxNesting for brackets alone. A file
// that exceeds one gets a diagnostic.
const (
	MaxNesting     = 500  // of brackets, prefix operators and `**`; a block in a statement counts twice
	MaxHeight      = 2000 // of an expression's tree, so of a chain like a.b.c or 1 + 1 + 1
	MaxDiagnostics = 50   // a file with more is not parsed to its end
)

// grammars holds idle grammars. Building all of one takes a millisecond, and one
// serves a single Parse at a time.
var grammars = sync.Pool{New: func() any { return &grammar{stream: newStream(firstStream)} }}

// Parse returns the tree of a file and all that is wrong with it, in the order
// of the text. The tree is never nil; with diagnostics it holds Bad nodes or
// lacks parts. Parse is safe for concurrent use and never panics.
func Parse(file *source.File) (*ast.Module, source.Diagnostics) {
	return ParseUntil(file, func() bool { return false })
}

// ParseUntil is Parse for a caller who may want it to end early: it asks stop every
// millisecond or so, and returns soon after that is true, with a tree and diagnostics that
// are of no use.
func ParseUntil(file *source.File, stop func() bool) (*ast.Module, source.Diagnostics) {
	if len(file.Text) > source.MaxSize {
		return &ast.Module{File: file}, source.Diagnostics{{
			File: file, Code: "too-long", Message: "this file is too long", Hint: "a file has at most 2 GiB",
		}}
	}
	g := grammars.Get().(*grammar)
	defer grammars.Put(g)
	return parseWith(g, file, stop)
}

func parseWith(g *grammar, file *source.File, stop func() bool) (*ast.Module, source.Diagnostics) {
	defer func() {
		g.parse = nil
		g.stream.release()
	}()
	g.parse = &parser{grammar: g, file: file, lexer: lexer.New(file), stop: stop}
	return g.parse.module(), g.parse.finish()
}

// Incomplete reports whether the text was all right as far as it went: the
// first of its diagnostics is about its end, and more text could mend it.
func Incomplete(ds source.Diagnostics) bool {
	return len(ds) > 0 && ds[0].Incomplete
}

// ForeignName returns what to write for a thing that other languages know by the
// given name, as a hint: "write `nil`" for null; "" if there is none. It is for the
// diagnostic of an undeclared name.
func ForeignName(name string) string { return foreignNames[name] }

// ForeignType returns which type to write for one that other languages know by the given
// name, as a hint: "the type is `int` here" for integer; "" if there is none.
func ForeignType(name string) string {
	if t, ok := foreignTypes[name]; ok {
		return "the type is `" + t + "` here"
	}
	return ""
}

// Misspelt returns the keyword that was most likely meant by a name that nothing declares
// and that may be a whole statement. It is for the diagnostic of that name.
func Misspelt(name string) (word string, ok bool) { return closest(name, loneWords) }

// parser is the state of one Parse. The methods that parse take the stream as an
// argument since participle hands each its own copy of the cursor.
type parser struct {
	grammar     *grammar
	file        *source.File
	lexer       *lexer.Lexer
	stop        func() bool   // see ParseUntil
	tokens      []lexer.Token // of the batch at hand; a stream's RawCursor is an index into it
	diagnostics source.Diagnostics

	nesting  int       // how deep the parser is in itself
	steps    int       // into the depth, so far
	height   int       // of the tree of the expression just parsed
	peak     int       // the greatest height since begin
	comment  int       // the index of the first comment that no declaration has passed
	loose    bool      // the expression just parsed takes no more operators
	around   enclosing // the class that the parser is in
	furthest *problem  // the problem at the last token; participle may have dropped it
}

// module parses the whole file. A bailout leaves what was parsed so far.
func (p *parser) module() (m *ast.Module) {
	m = &ast.Module{File: p.file}
	m.SetSpan(source.At(0, len(p.file.Text)))
	defer func() {
		m.Comments = p.lexer.Comments()
		if r := recover(); r != nil && r != any(bailout) {
			p.diagnostics = append(p.diagnostics, source.Diagnostic{
				File: p.file, Code: codeInternal, Message: fmt.Sprint("the parser failed: ", r),
				Hint: "this is a bug in Coro, not in the program",
			})
		}
	}()
	for {
		var ok bool
		if p.tokens, ok = p.grammar.stream.fill(p.lexer, p.stop); !ok {
			p.reportAt("too-long", lexer.SpanOf(&p.tokens[p.grammar.stream.start]), "this statement is too long",
				"it starts here", "split it; a statement has at most a million words, numbers and operators")
			return m
		}
		m.Stmts = p.statements(p.grammar.stream.Stream, m.Stmts)
		if p.lexer.AtEnd() {
			return m
		}
	}
}

// statements appends the statements of a batch to a list.
func (p *parser) statements(s *lexer.Stream, stmts []ast.Stmt) []ast.Stmt {
	for {
		for p.skipSemis(s) {
			stmts = append(stmts, p.stmt(s))
		}
		if s.Peek().Type == lexer.EOF {
			return stmts
		}
		p.report(p.problem(s, "stray-bracket", "this `}` closes nothing",
			"no `{` is open here", "remove it, or look for a `{` that is missing above"))
		s.Next()
	}
}

// finish returns the diagnostics of lexer and parser in order.
func (p *parser) finish() source.Diagnostics {
	ds := slices.Concat(p.lexer.Diagnostics(), p.diagnostics)
	ds.Sort()
	if len(ds) > MaxDiagnostics {
		ds = ds[:MaxDiagnostics]
	}
	return ds
}

// bailout is the panic that ends a parse early, once its diagnostic is reported.
const bailout bailoutSignal = 0

type bailoutSignal int

// enter counts one step into the depth; the caller defers or calls leave. There
// is no recovery from too deep a nesting: the file is abandoned.
func (p *parser) enter(s *lexer.Stream) {
	p.nesting++
	if p.steps++; p.steps%stopSteps == 0 && p.stop() {
		panic(bailout)
	}
	if p.nesting > MaxNesting {
		p.report(p.problem(s, "too-deep", "this is nested too deeply", "",
			"give the inner parts names, or move them into functions of their own"))
		panic(bailout)
	}
}

func (p *parser) leave() { p.nesting-- }

// raise says that the expression just parsed is n high.
func (p *parser) raise(s *lexer.Stream, n int) {
	p.height = n
	if n > MaxHeight {
		p.report(p.problem(s, "too-deep", "this expression is too long a chain", "",
			"give its parts names; many values fit into a list"))
		panic(bailout)
	}
}

// begin starts the measuring of a node with many parts: each is to be measured
// by part. The result is for end.
func (p *parser) begin() (saved int) {
	saved, p.peak = p.peak, 0
	return saved
}

// part takes the height of what was just parsed into account.
func (p *parser) part() { p.peak = max(p.peak, p.height) }

// end raises the height to that of a node around the parts since begin.
func (p *parser) end(s *lexer.Stream, saved int) {
	p.raise(s, p.peak+1)
	p.peak = saved
}
