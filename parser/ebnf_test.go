package parser

// The grammar in README.md: its generated rules are up to date, all its rules
// hang together, and what they make is parsed.

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer"
	"github.com/coro-lang/coro/lexer/source"
)

// ebnfBlock is a fenced block of rules; a word after `ebnf` says what they are
// generated from.
var ebnfBlock = regexp.MustCompile("(?ms)^```ebnf ?(\\w*)\n(.*?)^```$")

func TestGrammarIsUpToDate(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	generated := map[string]string{"tags": tagRules(), "operators": operatorRules()}
	renewed := ebnfBlock.ReplaceAllStringFunc(string(text), func(block string) string {
		part := ebnfBlock.FindStringSubmatch(block)
		if rules, ok := generated[part[1]]; ok {
			return "```ebnf " + part[1] + "\n" + rules + "```"
		}
		return block
	})
	if *update {
		if err := os.WriteFile("README.md", []byte(renewed), 0o666); err != nil {
			t.Fatal(err)
		}
	} else if renewed != string(text) {
		t.Errorf("README.md (- there, + generated):\n%s", cmp.Diff(string(text), renewed))
	}
}

// tagRules are the rules that participle tells of its parsers.
func tagRules() string {
	g := &grammar{stream: newStream(firstStream)}
	var rules strings.Builder
	for _, p := range []fmt.Stringer{
		g.letDecl.parser(g), g.fnDecl.parser(g), g.whileLoop.parser(g), g.forLoop.parser(g),
		g.breakJump.parser(g), g.continueJump.parser(g), g.returnJump.parser(g), g.throwJump.parser(g),
		g.classDecl.parser(g), g.recordDecl.parser(g), g.importDecl.parser(g),
	} {
		rules.WriteString(p.String() + "\n")
	}
	return rules.String()
}

// levels are the names of the binding powers.
var levels = map[int]string{
	pipePower: "Pipe", coalescePower: "Coalesce", orPower: "Or", andPower: "And", comparePower: "Comparison",
	rangePower: "Range", bitOrPower: "BitOr", bitXorPower: "BitXor", bitAndPower: "BitAnd", shiftPower: "Shift",
	addPower: "Sum", mulPower: "Product", mulPower + 1: "Prefix",
}

// operatorRules are the rules of the tables of operators.
func operatorRules() string {
	var b strings.Builder
	rule := func(name, format string, args ...any) {
		b.WriteString(wrap(name+" = "+fmt.Sprintf(format, args...)+" .") + "\n")
	}
	var all []string
	for power := pipePower; power <= mulPower; power++ {
		var ops []string
		for k, in := range infixes {
			if in.power == power && k != int(lexer.Is) && k != int(lexer.NotIs) {
				ops = append(ops, fmt.Sprintf("%q", lexer.KindText(lexer.Kind(k))))
			}
		}
		all = append(all, ops...)
		next, op := levels[power+1], strings.Join(ops, " | ")
		switch {
		case power == comparePower:
			rule(levels[power], `%s ((%s) %s | ("is" | "!is") TypeName)?`, next, op, next)
		case power == rangePower:
			rule(levels[power], `%s ((%s) %s)?`, next, op, next)
		case len(ops) > 1:
			rule(levels[power], `%s ((%s) %s)*`, next, op, next)
		default:
			rule(levels[power], `%s (%s %s)*`, next, op, next)
		}
	}
	rule("Infix", "%s", strings.Join(all, " | "))
	rule("PrefixOp", `%q | %q | %q`, ast.OpNeg, ast.OpNot, ast.OpCompl)
	rule("AssignOp", "%s", kindList(slices.Collect(maps.Keys(assignOps)), lexer.Assign))
	rule("BinaryOverload", "%s", kindList(slices.Collect(maps.Keys(overloads)), lexer.EOF))
	return b.String()
}

// wrap breaks a long rule before a `|`.
func wrap(rule string) string {
	const width = 110
	if len(rule) <= width {
		return rule
	}
	at := strings.LastIndex(rule[:width], " | ")
	return rule[:at] + "\n     " + wrap(rule[at:])
}

// kindList is the texts of kinds but one as alternatives.
func kindList(kinds []lexer.Kind, but lexer.Kind) string {
	slices.Sort(kinds)
	var texts []string
	for _, k := range kinds {
		if k != but {
			texts = append(texts, fmt.Sprintf("%q", lexer.KindText(k)))
		}
	}
	return strings.Join(texts, " | ")
}

// samples holds texts of the tokens that the rules name. A Word that would be
// read as something else, or continue a line, is left out.
var samples = map[string][]string{
	"Ident": {"x", "y", "_x", "größe"}, "Word": {"x", "class", "for", "match", "from"},
	"Int": {"1", "0xFF", "1_000"}, "Float": {"1.5", "2e-3"}, "String": {`"text"`, "`raw`", `"\n"`},
	"StrHead": {`"a ${`, `"${`}, "StrMid": {`} b ${`}, "StrTail": {`} c"`}, "Newline": {"\n", "// comment\n"},
}

// beyond are the codes of what EBNF does not say.
var beyond = []string{
	"chained-comparison", "chained-range", "not-operand", "duplicate-key", "duplicate-member", "second-rest",
	"bad-self", "bad-super",
}

func TestSentencesOfTheGrammarAreParsed(t *testing.T) {
	rules := readRules(t)
	depths := rules.depths()
	for name := range rules {
		if depths[name] == 0 {
			t.Fatalf("the rule %s has no end", name)
		}
	}
	unused := maps.Clone(rules)
	rules.drop(unused, "Module")
	if len(unused) > 0 {
		t.Fatalf("rules that nothing leads to: %v", slices.Sorted(maps.Keys(unused)))
	}
	rapid.Check(t, func(t *rapid.T) {
		s := sentence{rules: rules, depths: depths}
		s.rule(t, "Module", rapid.IntRange(10, 60).Draw(t, "fuel"))
		_, ds := Parse(source.NewFile("sentence", s.text()))
		for _, d := range ds {
			if !slices.Contains(beyond, d.Code) {
				t.Fatal(source.Renderer{}.Sprint(ds...))
			}
		}
	})
}

// sentence is a sentence in the making.
type sentence struct {
	rules  ruleSet
	depths map[string]int
	tokens []string
}

// rule expands a rule. When the fuel is out, it takes the shortest way.
func (s *sentence) rule(t *rapid.T, name string, fuel int) {
	texts, terminal := samples[name]
	switch {
	case terminal:
		s.tokens = append(s.tokens, rapid.SampledFrom(texts).Draw(t, name))
	case name == "Map": // a `{` that is no block in all places
		s.tokens = append(s.tokens, "(")
		s.item(t, s.rules[name], fuel-1)
		s.tokens = append(s.tokens, ")")
	default:
		s.item(t, s.rules[name], fuel-1)
	}
}

func (s *sentence) item(t *rapid.T, it *item, fuel int) {
	if len(s.tokens) > 300 {
		fuel = 0
	}
	switch it.op {
	case '"':
		if n := len(s.tokens); n > 0 && (it.text == "{" || it.text == ",") && (s.tokens[n-1] == "yield" || s.tokens[n-1] == "return") {
			s.tokens = append(s.tokens, "nil") // lest it be the operand, or leave none
		}
		s.tokens = append(s.tokens, it.text)
	case 'n':
		s.rule(t, it.text, fuel)
	case '|':
		choices := it.items
		if fuel <= 0 {
			shortest := slices.MinFunc(choices, func(a, b *item) int { return a.depth(s.depths) - b.depth(s.depths) })
			choices = []*item{shortest}
		}
		s.item(t, choices[rapid.IntRange(0, len(choices)-1).Draw(t, "|")], fuel)
	case ' ':
		for _, part := range it.items {
			s.item(t, part, fuel)
		}
	default:
		least, most := 0, 2
		switch {
		case it.op == '+':
			least = 1
		case it.op == '?':
			most = 1
		}
		if fuel <= 0 {
			most = least
		}
		for range rapid.IntRange(least, most).Draw(t, string(it.op)) {
			s.item(t, it.items[0], fuel)
		}
	}
}

func (s *sentence) text() string { return strings.Join(s.tokens, " ") }

// item is a part of a rule: a token '"', a name 'n', alternatives '|', a
// sequence ' ', or what is followed by '?', '*' or '+'.
type item struct {
	op    byte
	text  string
	items []*item
}

// ruleSet is the rules by name.
type ruleSet map[string]*item

// depth is how deep an item is at least; 0 if that is not known.
func (it *item) depth(depths map[string]int) int {
	switch it.op {
	case '"', '?', '*':
		return 1
	case 'n':
		if _, terminal := samples[it.text]; terminal {
			return 1
		}
		if d := depths[it.text]; d > 0 {
			return d + 1
		}
		return 0
	case '|':
		least := 0
		for _, part := range it.items {
			if d := part.depth(depths); d > 0 && (least == 0 || d < least) {
				least = d
			}
		}
		return least
	}
	greatest := 0
	for _, part := range it.items {
		d := part.depth(depths)
		if d == 0 {
			return 0
		}
		greatest = max(greatest, d)
	}
	return greatest
}

// depths returns the least depth of each rule that has an end.
func (rules ruleSet) depths() map[string]int {
	depths := map[string]int{}
	for changed := true; changed; {
		changed = false
		for name, it := range rules {
			if d := it.depth(depths); d != depths[name] {
				depths[name], changed = d, true
			}
		}
	}
	return depths
}

// drop takes a rule and all that it leads to out of a set.
func (rules ruleSet) drop(from ruleSet, name string) {
	if from[name] == nil {
		return
	}
	delete(from, name)
	var walk func(*item)
	walk = func(it *item) {
		if it.op == 'n' {
			rules.drop(from, it.text)
		}
		for _, part := range it.items {
			walk(part)
		}
	}
	walk(rules[name])
}

// ebnfToken is a token of the rules.
var ebnfToken = regexp.MustCompile(`"[^"]+"|\w+|[^\s\w]`)

// readRules reads the rules of README.md.
func readRules(t *testing.T) ruleSet {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	r := &ruleReader{t: t, rules: ruleSet{}}
	for _, block := range ebnfBlock.FindAllStringSubmatch(string(text), -1) {
		r.tokens = append(r.tokens, ebnfToken.FindAllString(block[2], -1)...)
	}
	for len(r.tokens) > 0 {
		name := r.next()
		r.expect("=")
		if r.rules[name] != nil {
			t.Fatalf("the rule %s stands there twice", name)
		}
		r.rules[name] = r.alternatives()
		r.expect(".")
	}
	for _, name := range r.names {
		if r.rules[name] == nil && samples[name] == nil {
			t.Errorf("there is no rule or token %s", name)
		}
	}
	return r.rules
}

type ruleReader struct {
	t      *testing.T
	tokens []string
	rules  ruleSet
	names  []string // that the rules use
}

func (r *ruleReader) next() string {
	token := r.tokens[0]
	r.tokens = r.tokens[1:]
	return token
}

func (r *ruleReader) expect(text string) {
	if got := r.next(); got != text {
		r.t.Fatalf("expected %s, found %s before %v", text, got, r.tokens[:min(5, len(r.tokens))])
	}
}

func (r *ruleReader) alternatives() *item {
	it := &item{op: '|', items: []*item{r.sequence()}}
	for r.tokens[0] == "|" {
		r.next()
		it.items = append(it.items, r.sequence())
	}
	return it
}

func (r *ruleReader) sequence() *item {
	it := &item{op: ' '}
	for !strings.Contains("|).", r.tokens[0]) {
		part := r.part()
		for strings.Contains("?*+", r.tokens[0]) {
			part = &item{op: r.next()[0], items: []*item{part}}
		}
		it.items = append(it.items, part)
	}
	return it
}

func (r *ruleReader) part() *item {
	switch token := r.next(); {
	case token == "(":
		it := r.alternatives()
		r.expect(")")
		return it
	case token[0] == '"':
		return &item{op: '"', text: strings.Trim(token, `"`)}
	default:
		r.names = append(r.names, token)
		return &item{op: 'n', text: token}
	}
}
