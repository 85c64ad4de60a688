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
	"capitalize":  "write s[:1].upper() + s[1:]",
	"charAt":      "write s.chars()[i]",
	"concat":      "write xs + ys",
	"downcase":    "write s.lower()",
	"endsWith":    "write s.ends_with(x)",
	"includes":    "write x in xs",
	"indexOf":     "write xs.index_of(x)",
	"len":         "write len(x)",
	"length":      "write len(x)",
	"next":        "write resume(c)",
	"resume":      "write resume(c)",
	"send":        "write resume(c, x)",
	"shift":       "write xs.remove(0)",
	"size":        "write len(x)",
	"slice":       "write xs[i:j]",
	"startsWith":  "write s.starts_with(x)",
	"strip":       "write s.trim()",
	"substr":      "write s[i:j]",
	"substring":   "write s[i:j]",
	"toLowerCase": "write s.lower()",
	"toString":    "write str(x)",
	"toUpperCase": "write s.upper()",
	"to_s":        "write str(x)",
	"trimEnd":     "write s.trim_end()",
	"trimStart":   "write s.trim_start()",
	"unshift":     "write xs.insert(0, x)",
	"upcase":      "write s.upper()",
}

// foreignField hints at what to write for a field or method that no value has, or
// for one that is misspelt.
func foreignField(name string) string {
	if hint := foreignFields[name]; hint != "" {
		return hint
	}
	near, _ := source.Suggest(name, slices.Sorted(maps.Keys(foreignFields)))
	return foreignFields[near]
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
