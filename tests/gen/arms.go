package gen

// Matches: patterns by the type of what is matched.

import "strings"

// arms are the patterns for a value of a type, none of which takes all that one behind
// it takes. A template may declare parameters, which the guard and the result see.
var arms = map[string][]string{
	"int":   {"0", "1 | 2", "-1", "$var:map.a", "$param:int is int"},
	"str":   {`"s"`, `"a" | ""`, "$param:str is string"},
	"list":  {"[]", "[1]", "[$param:int]", "[1, ...]", "[$param:int, 2, ...$param:list]", "[$param:int, ..., $param:int]", "[_ is int, ...$param:list]"},
	"tuple": {"(1, _)", `($param:int, "s")`, "(0 | 1 | 2, $param:str)", "($param:int, _ is string)", "($param:int, ...)"},
	"map":   {"{a: 1}", "{a: $param:int, b: 2}", "{b: 1 | 2, ...$param:map}", "{a: x is int, b: $param:int = $int}"},
	"rec":   {"$recname(0, ...)", "$recname(a: 1)", "$recname($param:int, 2)", "$recname(b: $param:int, a: 3)", "_ is record"},
	"inst":  {"$classname(n: 0)", "$classname(n: $param:int, g: 2)", "$param:inst is $classname"},
	"any": {
		"nil | false", "0 | 1.5", `"s"`, "$param:int is int", "[$param:any, ...]", "{a: $param:any}", "($param:any, _)", "$param:str is string", "$param:list is list",
		"$recname($param:int, ...)", "_ is function", "$param:any is error",
	},
}

// subjects are the types of what is matched.
var subjects = []string{"int", "str", "list", "tuple", "map", "rec", "inst", "any"}

// match makes a `match` whose arms give a value of a kind; as a statement, they are
// blocks.
func (g *generator) match(kind string) string {
	subject := subjects[g.choose(len(subjects))]
	var b strings.Builder
	value := g.fill(subject)
	if subject != "tuple" && strings.HasPrefix(value, "(") {
		value = "id(" + value + ")" // the compiler knows what a tuple that it sees can match
	}
	b.WriteString("match " + value + " {\n")
	for _, pattern := range arms[subject] {
		if g.choose(2) == 1 {
			b.WriteString(g.arm(pattern, kind))
		}
	}
	if !g.once(10) {
		b.WriteString(g.arm("_", kind))
	} else {
		b.WriteString(g.arm("$param:any if $bool", kind))
	}
	text := b.String() + "}"
	if kind == "stmt" {
		return text
	}
	return "(" + text + ")"
}

// arm makes an arm of a pattern.
func (g *generator) arm(pattern, kind string) string {
	pattern = g.expand(pattern)
	return g.within(func() string {
		guard := ""
		if g.once(6) && !strings.Contains(pattern, " if ") && pattern != "_" {
			guard = " if " + g.fill("bool")
		}
		return "    " + pattern + guard + " => " + g.result(kind) + "\n"
	}, g.takeParams()...)
}

// result makes what stands behind the `=>` of an arm.
func (g *generator) result(kind string) string {
	switch {
	case kind == "stmt":
		return g.fill("block")
	case g.once(12):
		return "throw " + g.fill("throwable")
	case g.once(20) && len(g.fn.loops) > 0:
		return g.fill("jump")
	case g.once(4):
		return g.fill("value:" + kind)
	}
	return g.fill(kind)
}
