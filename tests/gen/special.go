package gen

// Symbols that are more than a choice between templates: names, blocks, functions.

import "strings"

// special makes the text of a symbol that has no templates of its own.
func (g *generator) special(name, kind string) (text string, ok bool) {
	switch name {
	case "var":
		return g.use(kind, false), true
	case "set":
		return g.use(kind, true), true
	case "new", "newvar":
		v := variable{g.fresh("v"), kind, name == "newvar"}
		g.pending = append(g.pending, v)
		return v.name, true
	case "param":
		v := variable{g.fresh("p"), kind, false}
		g.params = append(g.params, v)
		return v.name, true
	case "newmod":
		return g.fresh("m"), true
	case "fnname", "genname", "classname", "recname":
		return g.use(strings.TrimSuffix(name, "name")+"name", false), true
	case "block":
		return g.within(func() string { return "{\n" + g.statements() + "}" }, g.takeParams()...), true
	case "caught":
		params := g.takeParams()
		return g.within(func() string {
			return "{\nprint(\"caught\", describe(" + params[0].name + "))\n" + g.statements() + "}"
		}, params...), true
	case "value":
		return g.within(func() string { return "{\n" + g.statements() + g.fill(kind) + "\n}" }, g.takeParams()...), true
	case "match":
		return g.match(kind), true
	case "mutation":
		return g.mutation(kind), true
	case "for":
		return g.forLoop(), true
	case "while":
		return g.whileLoop(), true
	case "jumpto":
		return g.jumpTo(), true
	case "deferred", "noyield":
		return g.restricted(name, kind), true
	case "lambda":
		return g.lambda(kind, "x"), true
	case "lambdatwo":
		return g.lambda(kind, "a", "b"), true
	case "corobody":
		return g.function(function{inside: true, generator: true}, func() string { return "{\ntick()\n" + g.statements() + "}" }), true
	case "fndecl":
		return g.functionDeclaration(), true
	}
	return "", false
}

// takeParams returns the parameters that have been declared.
func (g *generator) takeParams() []variable {
	params := g.params
	g.params = nil
	return params
}

// statements makes a few statements, with a newline behind each.
func (g *generator) statements() string {
	var b strings.Builder
	for range 1 + g.choose(4) {
		b.WriteString(g.statement() + "\n")
	}
	return b.String()
}

// statement makes one statement. What it declares can be seen behind it.
func (g *generator) statement() string {
	outer := g.pending
	g.pending = nil
	text := g.fill("stmt")
	g.scope.declare(g.pending...)
	g.pending = outer
	return text
}

// loop makes the body of a loop.
func (g *generator) loop(label string, text func() string, vars ...variable) string {
	g.fn.loops = append(g.fn.loops, label)
	defer func() { g.fn.loops = g.fn.loops[:len(g.fn.loops)-1] }()
	return g.within(func() string { return "{\ntick()\n" + text() + "}" }, vars...)
}

// label makes a label for a loop, or none.
func (g *generator) label() (label, prefix string) {
	if !g.once(4) {
		return "", ""
	}
	label = g.fresh("l")
	return label, label + ": "
}

// heads are those of loops, with the types of what they bind.
var heads = []struct {
	pattern, over string
	kinds         []string
}{
	{"%", "range", []string{"int"}},
	{"%", "list", []string{"int"}},
	{"%", "coro", []string{"int"}},
	{"%", "inst", []string{"int"}},
	{"%", "str", []string{"str"}},
	{"%", "bytes", []string{"int"}},
	{"%", "tuple", []string{"any"}},
	{"%, %", "map", []string{"any", "int"}},
	{"(%, %)", "map", []string{"any", "int"}},
	{"%", "map", []string{"tuple"}},
	{"%, %", "list.enumerate()", []string{"int", "int"}},
	{"_", "range", nil},
}

func (g *generator) forLoop() string {
	head := heads[g.choose(len(heads))]
	over := g.expand("$" + head.over)
	pattern := head.pattern
	var vars []variable
	for _, kind := range head.kinds {
		v := variable{g.fresh("i"), kind, false}
		vars = append(vars, v)
		pattern = strings.Replace(pattern, "%", v.name, 1)
	}
	label, prefix := g.label()
	return prefix + "for " + pattern + " in " + over + " " + g.loop(label, g.statements, vars...)
}

// whileLoop makes a loop that counts its turns, beside what its condition says.
func (g *generator) whileLoop() string {
	counter := variable{g.fresh("w"), "int", false}
	turns := g.fill("small")
	label, prefix := g.label()
	return g.within(func() string {
		condition := counter.name + " < " + turns
		if g.once(3) {
			condition += " && " + g.fill("bool")
		}
		return "var " + counter.name + " = 0\n" + prefix + "while " + condition + " " +
			g.loop(label, func() string { return counter.name + " += 1\n" + g.statements() })
	}, counter)
}

// mutation makes a loop that changes what it goes over.
func (g *generator) mutation(kind string) string {
	over := g.use(kind, false)
	return "for x in " + over + " " + g.loop("", func() string {
		text := "let it = " + over + "\n"
		for range 1 + g.choose(3) {
			text += g.expand(g.pick(grammar["mutation:"+kind])) + "\n"
		}
		return text
	})
}

// jumpTo makes a jump to a loop with a label, if there is one around.
func (g *generator) jumpTo() string {
	jump := g.fill("jump")
	for _, label := range g.fn.loops {
		if label != "" {
			return jump + " " + label
		}
	}
	return jump
}

// restricted makes what is deferred, which nothing may leave, or a block in which
// nothing may yield.
func (g *generator) restricted(what, symbol string) string {
	outer := g.fn
	defer func() { g.fn = outer }()
	if what == "deferred" {
		g.fn.deferred, g.fn.loops = true, nil
	} else {
		g.fn.noyield = true
	}
	if symbol == "" {
		return g.expand(g.pick(grammar[what]))
	}
	return g.fill(symbol)
}

// lambda makes a function value that returns a value of a kind.
func (g *generator) lambda(kind string, names ...string) string {
	var params []variable
	for _, name := range names {
		params = append(params, variable{g.fresh(name), "int", false})
	}
	fn := g.fn
	return g.function(function{inside: true, generator: fn.generator, method: fn.method}, func() string {
		head := "fn(" + paramNames(params) + ") "
		if g.once(3) {
			return head + "{\ntick()\n" + g.statements() + "return " + g.fill(kind) + "\n}"
		}
		return head + "=> tick() ?? " + g.fill(kind)
	}, params...)
}

func paramNames(params []variable) string {
	names := make([]string, len(params))
	for i, p := range params {
		names[i] = p.name
	}
	return strings.Join(names, ", ")
}
