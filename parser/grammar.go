package parser

// The participle side: which tagged structs there are, and what participle calls
// back for.

import (
	"github.com/alecthomas/participle/v2"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer"
	"github.com/coro-lang/coro/lexer/source"
)

// grammar is the participle parsers of the tagged structs. Each struct is parsed
// on its own, chosen by its first token: participle's own choice tries one
// alternative after the other and allocates for each. A callback gets nothing but
// the token stream, so the grammar carries the parse that it serves.
type grammar struct {
	parse  *parser // the running parse
	stream stream

	letDecl      production[ast.Let]
	fnDecl       production[ast.FnDecl]
	whileLoop    production[ast.While]
	forLoop      production[ast.For]
	breakJump    production[ast.Break]
	continueJump production[ast.Continue]
	returnJump   production[ast.Return]
	throwJump    production[ast.Throw]
	classDecl    production[ast.Class]
	recordDecl   production[ast.Record]
	importDecl   production[ast.Import]
}

// production is the parser of one tagged struct. The first such statement builds
// it: that costs a process that runs a small script more than the parse
// (BenchmarkGrammar).
type production[T any] struct{ built *participle.Parser[T] }

// parser returns the parser, for use with g. It panics if the tags are wrong,
// which every test would show.
func (p *production[T]) parser(g *grammar) *participle.Parser[T] {
	if p.built == nil {
		p.built = participle.MustBuild[T](
			participle.Lexer(lexer.Definition{}),
			participle.UseLookahead(0),
			participle.ParseTypeWith(callback(g, startsExpr, (*parser).partExpr)),
			participle.ParseTypeWith(callback(g, startsExpr, (*parser).partExprOrTuple)),
			participle.ParseTypeWith(callback(g, startsPattern, (*parser).bindings)),
			participle.ParseTypeWith(callback(g, lexer.IsWord, (*parser).annotation)),
			participle.ParseTypeWith(callback(g, isName, (*parser).qualified)),
			participle.ParseTypeWith(callback(g, startsModule, (*parser).moduleName)),
		)
	}
	return p.built
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

// trailing lets a production end before the file does.
var trailing = participle.AllowTrailing(true)

// node is a tagged struct that learns its place after participle has filled it.
type node[T any] interface {
	*T
	ast.Stmt
	SetSpan(source.Span)
}

// produce parses a tagged struct and fills its place in.
func produce[T any, N node[T]](p *parser, production *production[T], s *lexer.Stream) (N, error) {
	start := s.RawCursor()
	n, err := production.parser(p.grammar).ParseFromLexer(s, trailing)
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
