package tests

// A coroutine yields from every place that the language has, resumes others and
// transfers there, waits for a function of the host, and is thrown into, closed and
// cancelled there. The body of a module has
// scripts of its own, in coroutine/module_body.

import (
	"strings"
	"testing"
)

// places are the bodies of functions that evaluate at() once, as deep as it goes, and
// return a result which depends on its value 7.
var places = []struct{ name, body string }{
	{"callee", `fn f(n) => if n == 0 { at() } else { f(n - 1) + 1 }
return f(20)`},
	{"map", `return [1, 2].map(fn(x) => if x == 1 { at() } else { x })`},
	{"filter", `return [1, 2].filter(fn(x) => x == 2 && at() == 7)`},
	{"flat_map", `return [1, 2].flat_map(fn(x) => if x == 1 { [at()] } else { [x] })`},
	{"each", `let seen = []
[1, 2].each(fn(x) => seen.push(if x == 2 { at() } else { x }))
return seen`},
	{"reduce", `return [1, 2, 3].reduce(fn(a, b) => a + (if b == 2 { at() } else { b }))`},
	{"any", `return [1, 2].any(fn(x) => x == 2 && at() == 7)`},
	{"all", `return [1, 2].all(fn(x) => x == 1 || at() == 8)`},
	{"find", `return [1, 2].find(fn(x) => x == 2 && at() == 7)`},
	{"take_while", `return [1, 2].take_while(fn(x) => x == 1 && at() == 7)`},
	{"drop_while", `return [1, 2].drop_while(fn(x) => x == 1 && at() == 7)`},
	{"group_by", `return [1, 2].group_by(fn(x) => if x == 1 { at() } else { x })`},
	{"min_by", `return [1, 2].min_by(fn(x) => if x == 1 { at() } else { x })`},
	{"max_by", `return [1, 2].max_by(fn(x) => if x == 1 { at() } else { x })`},
	{"sort_by", `return [1, 2].sort_by(fn(x) => if x == 1 { at() } else { x })`},
	{"comparator", `var first = true
return [3, 1, 2].sort(fn(a, b) {
    if first {
        first = false
        at()
    }
    return a < b
})`},
	{"operator", `class V { operator +(o) => at() + o }
return V() + 1`},
	{"index operator", `class V { operator [](i) => at() + i }
return V()[1]`},
	{"comparison of elements", `class V { operator <(o) => at() == 7 }
return V() < V()`},
	{"getter", `class V { get x => at() }
return V().x`},
	{"method", `class V { fn m() => at() }
return V().m()`},
	{"interpolation", `class V { fn str() => "<${at()}>" }
return "a ${V()} b"`},
	{"str", `class V { fn str() => "<${at()}>" }
return str(V())`},
	{"iter", `class V { fn iter() => [at(), 1] }
return [...V()]`},
	{"default argument", `fn f(a, b = at()) => a + b
return f(1)`},
	{"field initialiser", `class V { var x = at() }
return V().x`},
	{"init", `class V {
    var x
    init() { self.x = at() }
}
return V().x`},
	{"match guard", `return match 1 {
    x if at() == 7 => "guarded"
    _ => "other"
}`},
	{"try", `return try { at() } catch e { throw e }`},
	{"catch", `return try { throw 1 } catch e { at() + e }`},
	{"defer", `var got = 0
{
    defer { got = at() }
    got = 1
}
return got`},
	{"defer while an error passes", `var got = 0
try {
    defer { got = at() }
    throw 1
} catch e { if e != 1 { throw e } }
return got`},
	{"for over a coroutine that loops over a coroutine", `var sum = 0
for x in coro { for y in coro { yield 1; yield 2 } { yield y } } {
    sum += if x == 2 { at() } else { x }
}
return sum`},
	{"list literal", `return [1, at(), 3]`},
	{"condition", `while at() == 7 { return "in" }
return "out"`},
}

// driver makes a program of a place: what at does, and how the coroutine is driven.
// Each level of cleanup writes a letter, so that a defer that is lost, runs twice or
// out of order shows.
func driver(body, at, drive string) string {
	return `
let log = []
fn at() {
    defer log.push("at")
    return ` + at + `
}
fn body() {
    ` + strings.ReplaceAll(body, "\n", "\n    ") + `
}
fn inner() {
    defer log.push("inner")
    return body()
}
fn outer() {
    defer log.push("outer")
    let got = inner()
    log.push(got)
    return got
}
` + drive
}

// matrixOutput runs a program in all modes, which must agree, and returns what it printed.
func matrixOutput(t *testing.T, text string) string {
	t.Helper()
	s := testScript{path: t.Name(), name: "matrix.coro", text: text}
	var first string
	for i, mode := range modes {
		output, err := s.perform(t, mode)
		if err != nil {
			t.Fatalf("%s: %s\n%s", mode.name, render(err), text)
		}
		if i == 0 {
			first = output
		} else if output != first {
			t.Fatalf("%s prints %q, but plain %q", mode.name, output, first)
		}
	}
	return first
}

func TestMatrix(t *testing.T) {
	for _, p := range places {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			want := matrixOutput(t, driver(p.body, "7", "outer()\nprint(log)"))
			got := matrixOutput(t, driver(p.body, `yield "here"`, `
let c = coro outer()
let first = resume(c)
assert(first == "here", "${first}")
resume(c, 7)
assert(c.status == "done")
print(log)`))
			if got != want {
				t.Errorf("with the yield %q, without %q", got, want)
			}
			resumed := matrixOutput(t, driver(p.body, "resume(coro { yield 7; yield 8 })", "outer()\nprint(log)"))
			if resumed != want {
				t.Errorf("with a resume %q, without %q", resumed, want)
			}
			away := matrixOutput(t, driver(p.body, `transfer(main, "here")`, `
let main = coroutine.current()
let c = coro outer()
assert(transfer(c) == "here")
transfer(c, 7)
assert(c.status == "done")
print(log)`))
			if away != want {
				t.Errorf("with a transfer %q, without %q", away, want)
			}
			parked := matrixOutput(t, driver(p.body, "wait(7)", "import {wait} from host\nouter()\nprint(log)"))
			if parked != want {
				t.Errorf("with a wait %q, without %q", parked, want)
			}
			const ended = "[\"at\", \"inner\", \"outer\"]\n"
			thrown := matrixOutput(t, driver(p.body, `yield "here"`, `
let c = coro outer()
resume(c)
try { c.throw("stop") } catch e { assert(e == "stop", "${e}") }
assert(c.status == "failed", c.status)
print(log)`))
			if thrown != ended {
				t.Errorf("throw: the defers write %q", thrown)
			}
			closed := matrixOutput(t, driver(p.body, `yield "here"`, `
let c = coro outer()
resume(c)
c.close()
assert(c.status == "closed", c.status)
print(log)`))
			if closed != ended {
				t.Errorf("close: the defers write %q", closed)
			}
			cancelled := matrixOutput(t, driver(p.body, "task.sleep(10)", `
let t = spawn outer()
task.sleep(1)
t.cancel()
try { t.join() } catch e { assert(e.kind == "cancelled", "${e}") }
print(log)`))
			if cancelled != ended {
				t.Errorf("cancel: the defers write %q", cancelled)
			}
		})
	}
}
