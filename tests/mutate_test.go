package tests

// Programs that nobody has written: scripts of which parts are exchanged.

import (
	"os"
	"reflect"
	"slices"
	"testing"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/parser"
	"github.com/coro-lang/coro/tests/gen"
)

// mutator makes programs of the parts of scripts.
type mutator struct {
	scripts []piece
	exprs   []string // of all scripts
}

// piece is a script with the places of its parts.
type piece struct {
	text         string
	exprs, stmts []source.Span
}

// newMutator reads the scripts that compile as they stand.
func newMutator(t testing.TB) *mutator {
	m := &mutator{}
	for _, area := range []string{"lang", "coroutine", "stdlib", "regression"} {
		for _, path := range scripts(t, area) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			tree, problems := parser.Parse(source.NewFile(path, string(text)))
			if notCompared[path] != "" || notCompared[folder(path)] != "" || len(problems) > 0 || len(text) > 2000 {
				continue
			}
			p := piece{text: string(text)}
			p.collect(reflect.ValueOf(tree.Stmts))
			for _, span := range p.exprs {
				if n := span.End - span.Start; n < 80 {
					m.exprs = append(m.exprs, p.text[span.Start:span.End])
				}
			}
			m.scripts = append(m.scripts, p)
		}
	}
	return m
}

var (
	exprType = reflect.TypeFor[ast.Expr]()
	stmtType = reflect.TypeFor[ast.Stmt]()
)

// collect finds the expressions and statements below a part of a tree.
func (p *piece) collect(v reflect.Value) {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return
		}
		if node, ok := v.Interface().(ast.Node); ok && v.Kind() == reflect.Interface {
			span := node.Span()
			switch {
			case span.Start >= span.End:
			case v.Type() == exprType:
				p.exprs = append(p.exprs, span)
			case v.Type() == stmtType:
				p.stmts = append(p.stmts, span)
			}
		}
		p.collect(v.Elem())
	case reflect.Slice:
		for i := range v.Len() {
			p.collect(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				p.collect(v.Field(i))
			}
		}
	}
}

// program changes a script in one to four places.
func (m *mutator) program(r gen.Source) string {
	p := m.scripts[r.IntN(len(m.scripts))]
	text := p.text
	type change struct {
		at   source.Span
		text string
	}
	var changes []change
	pick := func(spans []source.Span) source.Span { return spans[r.IntN(len(spans))] }
	for range 1 + r.IntN(4) {
		var c change
		switch kind := r.IntN(10); {
		case kind < 4 && len(p.exprs) > 0: // an expression of the same script: its names are known
			from := pick(p.exprs)
			c = change{pick(p.exprs), p.text[from.Start:from.End]}
		case kind < 6 && len(p.exprs) > 0: // one of any script
			c = change{pick(p.exprs), m.exprs[r.IntN(len(m.exprs))]}
		case kind < 7 && len(p.exprs) > 0:
			values := []string{"nil", "0", "1", "-1", "2.5", `"a"`, "[]", "{}", "(1, 2)", "1..3", "coro { yield 1 }", "fn(x) => x"}
			c = change{pick(p.exprs), values[r.IntN(len(values))]}
		case len(p.stmts) == 0:
			continue
		case kind < 8:
			c = change{pick(p.stmts), ""}
		default:
			from := pick(p.stmts)
			at := pick(p.stmts)
			c = change{at, p.text[from.Start:from.End] + "\n" + p.text[at.Start:at.End]}
		}
		changes = append(changes, c)
	}
	slices.SortFunc(changes, func(a, b change) int { return int(b.at.Start) - int(a.at.Start) })
	end := uint32(len(text))
	for _, c := range changes { // from the last to the first, none inside of another
		if c.at.End <= end {
			text = text[:c.at.Start] + c.text + text[c.at.End:]
			end = c.at.Start
		}
	}
	return text
}
