// Habits from other languages, and what to write instead.

package vm

import (
	"maps"
	"regexp"
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

// nilHint is for a nil of which nothing else is known.
const nilHint = "it may be a missing key of a map, or a variable that was never set"

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

// nilPath is a name with the fields behind it.
const nilPath = `([\pL_][\pL\pN_]*(?:\.[\pL_][\pL\pN_]*)*)`

// The shapes of what stood where there was nil: all that was looped over, what is
// called or indexed with one pair of brackets, or what stands before the name of
// a field. They are compiled when there is such an error, not at the start.
const (
	nilAlone   = `^` + nilPath + `$`
	nilCalled  = `^` + nilPath + `\([^\[\]()]*\)$`
	nilIndexed = `^` + nilPath + `\[[^\[\]()]*\]$`
	nilBefore  = `(?:^|[^.\pL\pN_)\]"])` + nilPath + `\.$`
)

// maxSubject is how much of a source nameNil looks at.
const maxSubject = 200

// nameNil makes the hint say what was nil, if the place of the error shows it.
func (e *Error) nameNil() {
	if e.Kind != "type" || len(e.Frames) == 0 || e.Frames[0].File == nil {
		return
	}
	text, at := e.Frames[0].File.Text, e.Frames[0].Span
	if at.Start > at.End || int(at.End) > len(text) || at.End-at.Start > maxSubject {
		return
	}
	here, before := text[at.Start:at.End], text[max(0, int(at.Start)-maxSubject):at.Start]
	shape, in := "", here
	switch missing := strings.HasPrefix(e.Message, "nil has no field"); {
	case !missing && e.Hint != nilHint:
		return
	case missing || strings.HasPrefix(e.Message, "cannot set the field"):
		shape, in = nilBefore, before
	case strings.HasPrefix(e.Message, "cannot loop"):
		shape = nilAlone
	case strings.HasPrefix(e.Message, "cannot call"):
		shape = nilCalled
	case strings.HasPrefix(e.Message, "cannot index"), strings.HasPrefix(e.Message, "cannot set an element"):
		shape = nilIndexed
	default:
		return
	}
	if found := regexp.MustCompile(shape).FindStringSubmatch(in); found != nil && found[1] != "nil" {
		subject := "`" + found[1]
		if e.Hint == nilHint {
			e.Hint = subject + "` is nil: " + e.Hint
		} else {
			name, _, _ := strings.Cut(here, "(")
			e.Hint = subject + "` is nil; " + subject + "?." + name + "` would be nil, too"
		}
	}
}
