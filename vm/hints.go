// Habits from other languages, and what to write instead.

package vm

import (
	"maps"
	"slices"
	"strings"

	"github.com/coro-lang/coro/lexer/source"
)

// foreignFields says what to write for fields and methods that other languages
// have.
var foreignFields = map[string]string{
	"abs":         "write abs(x)",
	"add":         "a list grows by push(x)",
	"append":      "a list grows by push(x)",
	"ceil":        "write math.ceil(x)",
	"charAt":      "write s.chars()[i]",
	"collect":     "write list(x)",
	"concat":      "write xs + ys",
	"downcase":    "write s.lower()",
	"empty":       "write len(x) == 0",
	"endsWith":    "write s.ends_with(x)",
	"first":       "write xs[0]",
	"flat":        "write seq.flatten(xs)",
	"floor":       "write math.floor(x)",
	"forEach":     "write for x in xs { … }",
	"foreach":     "write for x in xs { … }",
	"format":      "write \"${x}\", or import format",
	"has":         "write x in xs",
	"includes":    "write x in xs",
	"index":       "write xs.index_of(x)",
	"indexOf":     "write xs.index_of(x)",
	"isEmpty":     "write len(x) == 0",
	"is_empty":    "write len(x) == 0",
	"items":       "write for k, v in m",
	"last":        "write xs[-1]",
	"len":         "write len(x)",
	"length":      "write len(x)",
	"list":        "write list(x)",
	"ljust":       "write s.pad_end(n)",
	"max":         "write max(...xs)",
	"min":         "write min(...xs)",
	"next":        "write resume(c)",
	"pad":         "write s.pad_start(n), or s.pad_end(n)",
	"pop_front":   "write xs.remove(0)",
	"popleft":     "write xs.remove(0)",
	"resume":      "write resume(c)",
	"rjust":       "write s.pad_start(n)",
	"round":       "write math.round(x)",
	"send":        "write resume(c, x)",
	"shift":       "write xs.remove(0)",
	"size":        "write len(x)",
	"slice":       "write xs[i:j]",
	"split_lines": "write s.lines()",
	"splitlines":  "write s.lines()",
	"sqrt":        "write math.sqrt(x)",
	"startsWith":  "write s.starts_with(x)",
	"strip":       "write s.trim()",
	"sub":         "write s[i:j]",
	"substr":      "write s[i:j]",
	"substring":   "write s[i:j]",
	"title":       "write s.capitalize()",
	"toFixed":     "write format.fixed(x, n), and import format before",
	"toFloat":     "write float(s)",
	"toInt":       "write int(s)",
	"toList":      "write list(x)",
	"toLowerCase": "write s.lower()",
	"toString":    "write str(x)",
	"toUpperCase": "write s.upper()",
	"to_float":    "write float(s)",
	"to_int":      "write int(s)",
	"to_list":     "write list(x)",
	"to_s":        "write str(x)",
	"to_string":   "write str(x)",
	"trimEnd":     "write s.trim_end()",
	"trimStart":   "write s.trim_start()",
	"unshift":     "write xs.insert(0, x)",
	"upcase":      "write s.upper()",
	"words":       "write s.split()",
}

// foreignField hints at what to write for a field or method that no value has, or
// for one that is misspelt.
func (m *VM) foreignField(name string) string {
	if hint := foreignFields[name]; hint != "" {
		return hint
	}
	near, _ := m.suggest(name, slices.Sorted(maps.Keys(foreignFields)))
	return foreignFields[near]
}

// suggestFuel is for comparing two names: a script may make errors in a loop, and a
// class has a thousand members.
const suggestFuel = 16

// suggest is source.Suggest, paid for with fuel. The next turn or call sees if there is
// none left.
func (m *VM) suggest(name string, candidates []string) (string, bool) {
	m.fuel -= int64(len(candidates)) * suggestFuel
	return source.Suggest(name, candidates)
}

// listNames says which names there are, for a hint at one that is not among them;
// it says nothing of many.
func listNames(what string, names []string) string {
	const most = 12
	if len(names) == 0 || len(names) > most {
		return ""
	}
	return what + " " + strings.Join(names, ", ")
}

// signature shows how a function is called, for a hint at a call with too few or
// too many arguments. Those after the first required ones may be left out.
func signature(name string, params []string, required int, rest bool) string {
	if name == "anonymous function" {
		name = "fn"
	}
	var b strings.Builder
	for i, p := range params {
		switch {
		case rest && i == len(params)-1:
			p = "..." + p
		case i >= required:
			p += " = …"
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(p)
	}
	return "it is declared as `" + name + "(" + b.String() + ")`"
}
