// Habits from other languages, and what to write instead.

package vm

// foreignFields says what to write for fields and methods that other languages
// have.
var foreignFields = map[string]string{
	"abs":         "write abs(x)",
	"add":         "a list grows by push(x)",
	"append":      "a list grows by push(x)",
	"charAt":      "write s.chars()[i]",
	"endsWith":    "write s.ends_with(x)",
	"includes":    "write x in xs",
	"len":         "write len(x)",
	"length":      "write len(x)",
	"next":        "write resume(c)",
	"resume":      "write resume(c)",
	"send":        "write resume(c, x)",
	"size":        "write len(x)",
	"startsWith":  "write s.starts_with(x)",
	"strip":       "write s.trim()",
	"substr":      "write s[i:j]",
	"substring":   "write s[i:j]",
	"toLowerCase": "write s.lower()",
	"toString":    "write str(x)",
	"toUpperCase": "write s.upper()",
}
