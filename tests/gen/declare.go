package gen

// The program as a whole, and what it declares: functions, classes, records.

import (
	"fmt"
	"strings"
)

// prologue is at the head of every program: what bounds it, and one function, class and
// record to use. Errors are shown by their kind, since their words may change.
var prologue = fmt.Sprintf(`import coroutine
import seq

let main = coroutine.current()
var steps = 0
fn tick() {
    steps += 1
    if steps > %d { throw "too many steps" }
}
fn id(x) => x
fn clip(x) => if len(x) > 8 { x[:8] } else { x }
fn describe(e) => if e is error { e.kind } else { e }
fn add(n = 0, m = 1, ...more) => n + m
fn make(n) {
    for i in 0..n { yield i * 2 }
    return n
}
class Base {
    var n = 0
    var items = [1, 2]
    let kept = 3
    init(n) { self.n = n }
    fn m(k) => self.n + k
    get g => self.n * 2
    fn iter() => self.items
    operator +(k) => Base(self.n + (if k is int { k } else { 1 }))
    operator -() => -self.n
    operator <(k) => self.n < k.n
    operator <=(k) => self.n <= k.n
    operator [](k) => self.n + k
    operator []=(k, v) { self.n = v }
    operator ()(k) => k
    static fn make(n) => Base(n)
}
record Rec(a, b = 2) {
    get sum => self.a + self.b
    fn plus(n) => self.a + n
    operator +(r) => Rec(self.a, r.b)
    static fn origin() => Rec(0)
}
`, Steps)

// declared are the names of the prologue that programs use.
var declared = []variable{{"add", "fnname", false}, {"make", "genname", false}, {"Base", "classname", false}, {"Rec", "recname", false}}

// globals are variables, one of each type, so that there always is one to use.
var globals = []struct{ name, kind, value string }{
	{"num", "int", "5"},
	{"real", "float", "2.5"},
	{"text", "str", `"str"`},
	{"flag", "bool", "true"},
	{"nums", "list", "[3, 1, 2]"},
	{"dict", "map", "{a: 1, b: 2}"},
	{"pair", "tuple", `(4, "four")`},
	{"span", "range", "1..4"},
	{"buf", "bytes", `bytes("buf")`},
	{"twice", "fn", "fn(x) => x * 2"},
	{"gen", "coro", "coro make(3)"},
	{"thing", "inst", "Base(6)"},
	{"rec", "rec", "Rec(7)"},
	{"anything", "any", "nil"},
	{"err", "err", `error("first")`},
}

// program makes a program: the prologue, functions and classes, then what runs.
func (g *generator) program() string {
	var b strings.Builder
	b.WriteString(prologue)
	g.scope.declare(declared...)
	for _, v := range globals {
		b.WriteString("var " + v.name + " = " + v.value + "\n")
		// A function that is never assigned cannot come to call itself without a tick.
		g.scope.declare(variable{v.name, v.kind, v.kind != "fn" && v.kind != "err"})
	}
	g.nodes = nodes
	for range g.choose(5) {
		g.nodes = nodes
		b.WriteString(g.declaration())
	}
	for range 2 + g.choose(6) {
		g.nodes = nodes
		if g.once(4) {
			b.WriteString(g.statement() + "\n")
		} else {
			b.WriteString(g.expand("try $block catch $param:err $caught") + "\n")
		}
	}
	b.WriteString("print(num, text, nums, dict, steps)\n")
	return b.String()
}

// declaration makes one at the top level.
func (g *generator) declaration() string {
	switch g.choose(4) {
	case 0:
		return g.functionDeclaration() + "\n"
	case 1:
		return g.generatorDeclaration() + "\n"
	case 2:
		return g.class() + "\n"
	}
	return g.record() + "\n"
}

// functionDeclaration makes a function of an int, with more parameters that have
// defaults. It may call itself, with a smaller one.
func (g *generator) functionDeclaration() string {
	name := g.fresh("f")
	param, second := variable{g.fresh("a"), "int", false}, variable{g.fresh("b"), "int", false}
	rest := variable{g.fresh("c"), "list", false}
	text := g.function(function{inside: true}, func() string {
		head := "fn " + name + "(" + param.name + ", " + second.name + " = " + g.fill("int")
		g.scope.declare(second)
		if g.once(3) {
			head += ", ..." + rest.name
			g.scope.declare(rest)
		}
		body := ") {\ntick()\n" + g.statements()
		if g.once(3) {
			body += "if " + param.name + " > 0 { return " + name + "(" + param.name + " - 1) }\n"
		}
		return head + body + "return " + g.fill("int") + "\n}"
	}, param)
	g.scope.declare(variable{name, "fnname", false})
	return text
}

func (g *generator) generatorDeclaration() string {
	name, param := g.fresh("g"), variable{g.fresh("a"), "int", false}
	text := g.function(function{inside: true, generator: true}, func() string {
		return "fn " + name + "(" + param.name + ") {\ntick()\n" + g.statements() + g.statements() + "return " + g.fill("int") + "\n}"
	}, param)
	g.scope.declare(variable{name, "genname", false})
	return text
}

// member makes a function of a class or record: its head, and a body that returns a
// value of a kind.
func (g *generator) member(head, kind string, params ...variable) string {
	return g.function(function{inside: true, method: true}, func() string {
		return "    " + head + " {\ntick()\n" + g.statements() + "return " + g.fill(kind) + "\n}\n"
	}, params...)
}

// operators are those of classes: head, and what they return.
var operators = []struct{ head, kind string }{
	{"operator +(k)", "inst"},
	{"operator <(k)", "bool"},
	{"operator <=(k)", "bool"},
	{"operator -()", "int"},
	{"operator [](k)", "int"},
	{"operator []=(k, v)", "int"},
	{"operator ()(k)", "int"},
	{"fn str()", "str"},
	{"fn iter()", "list"},
	{"fn m(k)", "int"},
	{"get g", "int"},
}

// class makes a subclass of an earlier class, which has all that one has.
func (g *generator) class() string {
	name := g.fresh("C")
	base := g.use("classname", false)
	own := g.fresh("own")
	var b strings.Builder
	b.WriteString("class " + name + " : " + base + " {\n    var " + own + " = " + g.function(function{method: true}, func() string { return g.fill("int") }) + "\n")
	k := variable{"k", "int", false}
	if g.choose(2) == 1 {
		b.WriteString("    init(k) {\ntick()\nsuper.init(k)\n" +
			g.function(function{method: true, inside: true, deferred: true}, g.statements, k) + "self." + own + " = k\n}\n")
	}
	for _, o := range operators {
		if g.choose(3) == 0 {
			continue
		}
		var params []variable
		if strings.Contains(o.head, "(k") {
			params = append(params, k)
		}
		b.WriteString(g.member(o.head, o.kind, params...))
	}
	b.WriteString("    fn up(k) => super.m(k) + super.g\n    static fn make(n) => " + name + "(n)\n}")
	g.scope.declare(variable{name, "classname", false})
	return b.String()
}

// record makes a record whose fields are those of the prologue's.
func (g *generator) record() string {
	name := g.fresh("R")
	var b strings.Builder
	b.WriteString("record " + name + "(a, b = " + g.fill("int") + ") {\n")
	record := function{inside: true}
	for _, m := range []struct{ head, kind string }{{"get sum", "int"}, {"operator +(k)", "rec"}, {"operator <(k)", "bool"}, {"fn str()", "str"}} {
		if g.choose(2) == 1 || m.head == "get sum" {
			b.WriteString("    " + m.head + " {\ntick()\n" + g.function(record, func() string { return g.statements() + "return " + g.fill(m.kind) }) + "\n}\n")
		}
	}
	b.WriteString("    fn plus(n) => self.a + n\n    static fn origin() => " + name + "(0)\n}")
	g.scope.declare(variable{name, "recname", false})
	return b.String()
}
