package parser

// The participle side: which tagged structs there are, and what participle calls
// back for.

import (
	"github.com/alecthomas/participle/v2"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer"
	"github.com/coro-lang/coro/lexer/source"
)

// productions makes participle know the tagged structs. Each is parsed on its
// own, chosen by its first token: participle's own choice tries one alternative
// after the other and allocates for each.
type productions struct {
	Let      *ast.Let      `parser:"  @@"`
	FnDecl   *ast.FnDecl   `parser:"| @@"`
	While    *ast.While    `parser:"| @@"`
	For      *ast.For      `parser:"| @@"`
	Break    *ast.Break    `parser:"| @@"`
	Continue *ast.Continue `parser:"| @@"`
	Return   *ast.Return   `parser:"| @@"`
	Throw    *ast.Throw    `parser:"| @@"`
	Class    *ast.Class    `parser:"| @@"`
	Record   *ast.Record   `parser:"| @@"`
	Import   *ast.Import   `parser:"| @@"`
}

// grammar is the built participle parsers. A callback gets nothing but the
// token stream, so the grammar carries the parse that it serves.
type grammar struct {
	parse  *parser // the running parse
	stream stream

	letDecl      *participle.Parser[ast.Let]
	fnDecl       *participle.Parser[ast.FnDecl]
	whileLoop    *participle.Parser[ast.While]
	forLoop      *participle.Parser[ast.For]
	breakJump    *participle.Parser[ast.Break]
	continueJump *participle.Parser[ast.Continue]
	returnJump   *participle.Parser[ast.Return]
	throwJump    *participle.Parser[ast.Throw]
	classDecl    *participle.Parser[ast.Class]
	recordDecl   *participle.Parser[ast.Record]
	importDecl   *participle.Parser[ast.Import]
}

// newGrammar builds the parsers. It panics if the tags are wrong, which every
// test would show.
func newGrammar() *grammar {
	g := &grammar{stream: newStream(2 * batchSize)}
	root := participle.MustBuild[productions](
		participle.Lexer(lexer.Definition{}),
		participle.UseLookahead(0),
		participle.ParseTypeWith(callback(g, startsExpr, (*parser).partExpr)),
		participle.ParseTypeWith(callback(g, startsExpr, (*parser).partExprOrTuple)),
		participle.ParseTypeWith(callback(g, startsPattern, (*parser).bindings)),
		participle.ParseTypeWith(callback(g, lexer.IsWord, (*parser).annotation)),
		participle.ParseTypeWith(callback(g, isName, (*parser).qualified)),
		participle.ParseTypeWith(callback(g, startsModule, (*parser).moduleName)),
	)
	g.letDecl = production[ast.Let](root)
	g.fnDecl = production[ast.FnDecl](root)
	g.whileLoop = production[ast.While](root)
	g.forLoop = production[ast.For](root)
	g.breakJump = production[ast.Break](root)
	g.continueJump = production[ast.Continue](root)
	g.returnJump = production[ast.Return](root)
	g.throwJump = production[ast.Throw](root)
	g.classDecl = production[ast.Class](root)
	g.recordDecl = production[ast.Record](root)
	g.importDecl = production[ast.Import](root)
	return g
}

// callback makes a method of the running parse one of participle's: it does not
// match where no such node can start, so that a tag may make the node optional.
func callback[T any](g *grammar, starts func(lexer.Kind) bool,
	parse func(*parser, *lexer.Stream) (T, error),
) func(*lexer.Stream) (T, error) {
	return func(s *lexer.Stream) (node T, err error) {
		if !starts(s.Peek().Type) {
			return node, participle.NextMatch
		}
		return parse(g.parse, s)
	}
}

func isName(k lexer.Kind) bool { return k == lexer.Ident }

func production[T any](root *participle.Parser[productions]) *participle.Parser[T] {
	p, err := participle.ParserForProduction[T](root)
	if err != nil {
		panic(err) // the struct is missing in productions
	}
	return p
}

// trailing lets a production end before the file does.
var trailing = participle.AllowTrailing(true)

// node is a tagged struct that learns its place after participle has filled it.
type node[T any] interface {
	*T
	ast.Stmt
	SetSpan(source.Span)
}

// produce parses a tagged struct and fills its place in.
func produce[T any, N node[T]](p *parser, production *participle.Parser[T], s *lexer.Stream) (N, error) {
	start := s.RawCursor()
	n, err := production.ParseFromLexer(s, trailing)
	if err != nil {
		return nil, p.translate(err)
	}
	N(n).SetSpan(p.since(s, start))
	return n, nil
}

// asStmt keeps a nil pointer from becoming a Stmt that is not nil.
func asStmt[N ast.Stmt](n N, err error) (ast.Stmt, error) {
	if err != nil {
		return nil, err
	}
	return n, nil
}
