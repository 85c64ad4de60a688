package editors

// The TextMate grammar, run over every script: keywords, strings, numbers and comments
// have the colours that the lexer would give them.

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/coro-lang/coro/lexer"
	"github.com/coro-lang/coro/lexer/source"
)

// rule is a rule of the grammar.
type rule struct {
	Name, Match, Begin, End, Include string
	Patterns                         []*rule
	Repository                       map[string]*rule
	Captures                         map[string]struct{ Name string }

	match, end *pattern
	flat       []*rule // of Patterns, includes resolved
}

// pattern is a regular expression that is looked for from a place in a text. Go knows no
// way to say what stands before that place, so `\b` and `^` at the front are checked here.
type pattern struct {
	re            *regexp.Regexp
	word, newline bool
}

func compile(t *testing.T, text string) *pattern {
	t.Helper()
	p := &pattern{}
	text, p.word = strings.CutPrefix(text, `\b`)
	text, p.newline = strings.CutPrefix(text, "^")
	re, err := regexp.Compile("(?m)" + text)
	if err != nil {
		t.Fatal(err)
	}
	p.re = re
	return p
}

// find returns the places of the next match and its groups, or nil.
func (p *pattern) find(text string, from int) []int {
	for from <= len(text) {
		at := p.re.FindStringSubmatchIndex(text[from:])
		if at == nil {
			return nil
		}
		for i := range at {
			at[i] += from
		}
		start := at[0]
		if start == 0 || (!p.word || !isWord(text[start-1])) && (!p.newline || text[start-1] == '\n') {
			return at
		}
		from = start + 1
	}
	return nil
}

func isWord(c byte) bool {
	return c == '_' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

// grammar is a grammar ready to run.
type grammar struct {
	t    *testing.T
	root *rule
}

func load(t *testing.T) *grammar {
	t.Helper()
	text, err := os.ReadFile("vscode/syntaxes/coro.tmLanguage.json")
	if err != nil {
		t.Fatal(err)
	}
	g := &grammar{t: t, root: &rule{}}
	if err := json.Unmarshal(text, g.root); err != nil {
		t.Fatal(err)
	}
	g.prepare(g.root)
	for _, r := range g.root.Repository {
		g.prepare(r)
	}
	return g
}

func (g *grammar) prepare(r *rule) {
	switch {
	case r.Match != "":
		r.match = compile(g.t, r.Match)
	case r.Begin != "":
		r.match, r.end = compile(g.t, r.Begin), compile(g.t, r.End)
	case r.Include != "" && g.root.Repository[strings.TrimPrefix(r.Include, "#")] == nil:
		g.t.Fatalf("there is no rule %s", r.Include)
	}
	for _, inner := range r.Patterns {
		g.prepare(inner)
	}
}

// begins lists the rules that can begin inside of a rule.
func (g *grammar) begins(r *rule) []*rule {
	if r.flat == nil {
		r.flat = g.resolve(r.Patterns)
	}
	return r.flat
}

func (g *grammar) resolve(rules []*rule) []*rule {
	var all []*rule
	for _, r := range rules {
		if r.Include != "" {
			r = g.root.Repository[r.Include[1:]]
		}
		if r.match != nil {
			all = append(all, r)
		} else {
			all = append(all, g.resolve(r.Patterns)...)
		}
	}
	return all
}

// scopes returns for each byte of a text the names of the rules that it is in, outermost
// first. As in an editor, no rule sees more than a line at a time.
func (g *grammar) scopes(text string) []string {
	scopes := make([]string, len(text))
	stack := []*rule{g.root}
	paint := func(from, to int, name string) {
		var names []string
		for _, r := range stack[1:] {
			names = append(names, r.Name)
		}
		for i := from; i < to; i++ {
			scopes[i] = strings.Join(append(names, name), " ")
		}
	}
	for pos := 0; pos < len(text); {
		line := len(text)
		if i := strings.IndexByte(text[pos:], '\n'); i >= 0 {
			line = pos + i
		}
		top := stack[len(stack)-1]
		var at []int
		var found *rule
		if top.end != nil {
			at = top.end.find(text[:line], pos)
		}
		for _, r := range g.begins(top) {
			if next := r.match.find(text[:line], pos); next != nil && (at == nil || next[0] < at[0]) {
				at, found = next, r
			}
		}
		switch {
		case at == nil:
			paint(pos, min(line+1, len(text)), "")
			pos = line + 1
			continue
		case found != nil && found.end != nil:
			paint(pos, at[0], "")
			stack = append(stack, found)
			paint(at[0], at[1], "")
		case found != nil:
			paint(pos, at[0], "")
			paint(at[0], at[1], found.Name)
			for group, c := range found.Captures {
				n, _ := strconv.Atoi(group)
				paint(at[2*n], at[2*n+1], c.Name)
			}
		default:
			paint(pos, at[1], "")
			stack = stack[:len(stack)-1]
		}
		pos = max(at[1], pos+1)
	}
	return scopes
}

// innermost returns the last name of a scope that says something.
func innermost(scope string) string {
	names := strings.Fields(scope)
	if i := slices.Index(names, "meta.embedded.coro"); i >= 0 {
		names = names[i+1:]
	}
	if len(names) == 0 {
		return ""
	}
	return names[len(names)-1]
}

func TestGrammarAgreesWithTheLexer(t *testing.T) {
	g := load(t)
	count := 0
	for _, dir := range []string{"../../tests/examples", "../../tests/lang/lexical", "../../tests/lang/class", "../../tests/lang/string", "../../tests/lang/match"} {
		err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".coro" {
				return err
			}
			text, err := os.ReadFile(path)
			count++
			g.check(path, string(text))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if count < 50 {
		t.Errorf("only %d scripts", count)
	}
}

// check compares the colours of a text with its tokens.
func (g *grammar) check(name, text string) {
	file := source.NewFile(name, text)
	scopes := g.scopes(text)
	l := lexer.New(file)
	previous := lexer.Semi
	for token, _ := l.Next(); token.Type != lexer.EOF; token, _ = l.Next() {
		at := token.Pos.Offset
		want := prefixes(token.Type, previous)
		previous = token.Type
		if want == nil || len(l.Diagnostics()) > 0 || at >= len(scopes) {
			continue
		}
		scope := innermost(scopes[at])
		if !slices.ContainsFunc(want, func(p string) bool { return p == scope || p != "" && strings.HasPrefix(scope, p) }) {
			line, column := file.Position(at)
			g.t.Errorf("%s:%d:%d: %s has the scope %q", name, line, column, token.Value, scopes[at])
		}
	}
	for _, c := range l.Comments() {
		if scope := innermost(scopes[c.Span.Start]); !strings.HasPrefix(scope, "comment.") {
			line, _ := file.Position(int(c.Span.Start))
			g.t.Errorf("%s:%d: a comment has the scope %q", name, line, scopes[c.Span.Start])
		}
	}
}

// prefixes returns what the scope of a token may begin with, nil for anything.
func prefixes(k, previous lexer.Kind) []string {
	switch {
	case previous == lexer.Dot || previous == lexer.QuestionDot:
		return []string{"variable.other.member"}
	case previous == lexer.Fn && lexer.IsKeyword(k):
		return []string{"entity.name.function"}
	case k == lexer.Int || k == lexer.Float:
		return []string{"constant.numeric"}
	case k == lexer.String || k == lexer.StrHead:
		return []string{"string."}
	case lexer.IsKeyword(k):
		return []string{"keyword.", "storage.", "constant.language", "variable.language"}
	case k == lexer.Ident:
		return []string{"", "entity.name", "storage.modifier", "storage.type.", "keyword.other.test", "keyword.control.import"}
	}
	return nil
}
