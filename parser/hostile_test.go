package parser

// Input that is made to hurt: everything nested or chained a million times is
// parsed or refused with a diagnostic. A quadratic step or a recursion without
// bound would show as a timeout or a crash of the test.

import (
	"fmt"
	"strings"
	"testing"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer"
	"github.com/coro-lang/coro/lexer/source"
)

const million = 1_000_000

// chainLength is the length of chains whose tokens are all read before they are
// refused, which takes 64 bytes of memory for each.
const chainLength = 15_000

func TestHostileInputIsRefused(t *testing.T) {
	nest := func(open, inner, closer string) string {
		return strings.Repeat(open, million) + inner + strings.Repeat(closer, million)
	}
	chain := func(link string) string { return "a" + strings.Repeat(link, chainLength) }
	for name, test := range map[string]struct{ text, code string }{
		"parentheses":     {nest("(", "a", ")"), "too-deep"},
		"lists":           {nest("[", "a", "]"), "too-deep"},
		"maps":            {nest("({a: ", "1", "})"), "too-deep"},
		"open brackets":   {nest("([", "", ""), "too-deep"},
		"closed brackets": {strings.Repeat(")]}", chainLength), "unexpected-token"},
		"mixed brackets":  {nest("(", "", "}"), "too-deep"},
		"braces in paren": {nest("({", "", ")"), "unclosed-bracket"},
		"blocks":          {nest("{", "a", "}"), "too-deep"},
		"open blocks":     {nest("{", "", ""), "too-deep"},
		"closed blocks":   {nest("", "", "}"), "stray-bracket"},
		"ifs":             {nest("if a { ", "a", " }"), "too-deep"},
		"tries":           {nest("try { ", "a", " } catch { }"), "too-deep"},
		"functions":       {nest("fn f() { ", "a", " }"), "too-deep"},
		"arrows":          {strings.Repeat("fn() => ", chainLength/2) + "a", "too-deep"},
		"calls":           {nest("f(", "a", ")"), "too-deep"},
		"indexes":         {nest("a[", "a", "]"), "too-deep"},
		"interpolations":  {nest(`"${`, "a", `}"`), "too-deep"},
		"open strings":    {nest(`"${`, "", ""), "too-deep"},
		"not":             {strings.Repeat("!", chainLength) + "a", "too-deep"},
		"minus":           {strings.Repeat("- ", chainLength) + "a", "too-deep"},
		"powers":          {chain(" ** a"), "too-deep"},
		"yields":          {strings.Repeat("yield ", chainLength) + "a", "too-deep"},
		"coros":           {strings.Repeat("coro ", chainLength) + "a()", "too-deep"},
		"jumps":           {strings.Repeat("a ?? return ", chainLength/2), "too-deep"},
		"patterns":        {"let " + nest("[", "a", "]") + " = x", "too-deep"},
		"map patterns":    {"let " + nest("{a: ", "b", "}") + " = x", "too-deep"},
		"types":           {"let a: " + nest("list[", "int", "]") + " = x", "too-deep"},
		"sums":            {chain(" + a"), "too-deep"},
		"fields":          {chain(".b"), "too-deep"},
		"call chains":     {chain("()"), "too-deep"},
		"index chains":    {"a" + strings.Repeat("[0]", chainLength/2), "too-deep"},
		"pipes":           {chain(" |> f"), "too-deep"},
		"endless chain":   {strings.Repeat("a + ", million), "too-long"},
		"endless minus":   {strings.Repeat("-", million) + "a", "too-long"},
		"endless calls":   {"a" + strings.Repeat("()", million), "too-long"},
		"endless lines":   {"a()\nb" + strings.Repeat("\n.c", million), "too-long"},
		"coalescing":      {chain(" ?? a"), "too-deep"},
		"comparisons":     {chain(" < a"), "chained-comparison"},
		"is":              {chain(" is b"), "chained-comparison"},
		"comments":        {nest("/*", "", "*/") + ")", "unexpected-token"},
		"open comments":   {nest("/*", "", ""), "unterminated-comment"},
		"illegal":         {strings.Repeat("@a", million), "illegal-character"},
		"quotes":          {strings.Repeat("'", million), "single-quotes"},
		"else":            {strings.Repeat("else ", chainLength), "unexpected-token"},
		"labels":          {strings.Repeat("a:", chainLength), "unexpected-token"},
		"defers":          {strings.Repeat("defer ", chainLength), "unexpected-token"},
		"let lines":       {strings.Repeat("let\n", million), "unexpected-token"},
		"open lines":      {strings.Repeat("f(\nlet a\n", million), "unclosed-bracket"},
		"classes":         {nest("class A { fn f() { ", "a", " } }"), "too-deep"},
		"open classes":    {strings.Repeat("class A {\n", million), "bad-member"},
		"matches":         {nest("match a { _ => ", "a", " }"), "too-deep"},
		"subjects":        {strings.Repeat("match ", chainLength) + "a", "too-deep"},
		"nested tests":    {"match x { " + nest("A(", "b", ")") + " => 1 }", "too-deep"},
		"dotted tests":    {"match x { " + chain(".b") + " => 1 }", "too-deep"},
		"dotted base":     {"class A : " + chain(".b") + " { }", "too-deep"},
		"wrong members":   {"class A {\n" + strings.Repeat("a()\n", chainLength) + "}", "bad-member"},
		"wrong arms":      {"match x {\n" + strings.Repeat("1\n", chainLength) + "}", "unexpected-token"},
		"function types":  {"let a: " + strings.Repeat("fn(): ", chainLength) + "int = 1", "too-long"},
		"exports":         {strings.Repeat("export ", chainLength), "unexpected-token"},
		"nested wrong":    {strings.Repeat("f(fn() { let = \n", 100) + strings.Repeat("x ", chainLength), "unexpected-token"},
		"layered sums":    {strings.Repeat("(", 20) + "a" + strings.Repeat(strings.Repeat(" + a", 500)+")", 20), "too-deep"},
	} {
		t.Run(name, func(t *testing.T) {
			_, ds := Parse(source.NewFile("hostile", test.text))
			if len(ds) == 0 || len(ds) > MaxDiagnostics {
				t.Fatalf("%d diagnostics", len(ds))
			}
			if ds[0].Code != test.code {
				t.Errorf("got %v, want %s", ds[0], test.code)
			}
		})
	}
}

func TestLargeInputIsParsed(t *testing.T) {
	const n = 100_000
	repeat := func(text string) string { return strings.Repeat(text, n) }
	for name, text := range map[string]string{
		"else if":        "if a { }" + repeat(" else if a { b }") + " else { }",
		"list":           "let a = [" + repeat("1, ") + "]",
		"map":            "let a = {" + repeat("[a]: 1, ") + "}",
		"arguments":      "f(" + repeat("a, ") + ")",
		"parameters":     "fn f(" + repeat("a, ") + ") { }",
		"patterns":       "let [" + repeat("a, ") + "] = x",
		"targets":        repeat("a, ") + "a = b",
		"statements":     repeat("a()\n"),
		"block":          "fn f() {\n" + repeat("a()\n") + "}",
		"interpolation":  `f("` + repeat("a ${b} ") + `")`,
		"multi-line":     `f("""` + repeat("\n  a ${b}") + `""")`,
		"escapes":        `f("` + repeat(`\n`) + `")`,
		"comments":       repeat("// a\n"),
		"doc comments":   repeat("/// a\n") + "let a = 1",
		"nested comment": repeat("/*") + repeat("*/"),
		"semicolons":     repeat(";"),
		"catch":          repeat("try { a() } catch { }\n"),
		"arms":           "match x {\n" + repeat("1 => 2\n") + "}",
		"alternatives":   "match x { 1" + strings.Repeat(" | 1", maxRun/2-10) + " => 2 }",
		"fields":         "class A {\nvar a" + fields(n) + "\n}",
		"imports":        "import {\n" + repeat("a\n") + "} from b",
		"sum":            "f(a" + strings.Repeat(" + a", MaxHeight-10) + ")",
		"nesting":        strings.Repeat("[", lexer.MaxNesting) + strings.Repeat("]", lexer.MaxNesting),
	} {
		t.Run(name, func(t *testing.T) {
			if _, ds := Parse(source.NewFile("large", text)); len(ds) > 0 {
				t.Fatal(ds[0])
			}
		})
	}
}

// fields returns n field names with commas before them.
func fields(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ", a%d", i)
	}
	return b.String()
}

// An `else if` is no nesting, so that any number of them is one node.
func TestElseIfIsFlat(t *testing.T) {
	m, _ := Parse(source.NewFile("flat", "if a { } else if b { } else if c { }"))
	if n := len(m.Stmts[0].(*ast.ExprStmt).X.(*ast.If).Arms); n != 3 {
		t.Fatalf("%d arms, want 3", n)
	}
}

// The statement that is too long is named, not the first of those read with it.
func TestTheStatementThatIsTooLongIsNamed(t *testing.T) {
	_, ds := Parse(source.NewFile("chain", "a()\nb()\nc"+strings.Repeat(".d", million)))
	if len(ds) != 1 || ds[0].Code != "too-long" || int(ds[0].Span.Start) != len("a()\nb()\n") {
		t.Fatal(ds)
	}
}
