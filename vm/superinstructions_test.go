//go:build !coro_checked

package vm

// Superinstructions do what their instructions do.

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/coro-lang/coro/vm/bytecode"
)

// chained are bodies of functions that compile to superinstructions whose steps feed
// each other. Their operands are x and y; o.f and o.g are fields, z, c and d
// are captured, d in a cell.
var chained = []string{
	"return x * y + 1 * x", "return x + y * x", "return x * y + x", "return x * y - x", "return x - y * y",
	"return x * x + y * y", "return x / (y * x)",
	"return x + o.f", "return o.f + x", "return o.f - y", "return x - o.f", "return o.f * x", "return x * o.f",
	"return o.f + x * o.g", "return o.f * o.g", "o.f = o.f + x; return o.f", "o.f = o.f + x * y; return o.f",
	"o.f = x + y; return o.f", "o.f = x + y; print(o.f)", "o.f = x + y", "o.f = o.f - 3; return o.f", "o.f = x * y + x; return o.f", "o.f = x % 7; return o.f",
	"o.f = o.g - 3; return o.f", "o.f += x * o.g; return o.f", "o.f = x - 3; return o.f", "o.f = y + x * y; return o.f",
	"return x + y % 7", "if x + y % 7 > 100 { return 1 }; return x + y % 7", "return z * x", "return x * z",
	"let r = o.f + o.g * x; return [r]", "let r = x + o.f; return [r]", "let r = o.f + x; return [r]",
	"let r = x * x + y * y; return [r]", "let r = x + y * x; return [r]", "let r = x * y + x; return [r]",
	"var s = x; s += y % 7; if s > 1000000 { s = 0 }; return s", "let r = o.f + x * o.g; return [r]",
	"let r = x + y % 7; return [r]", "var s = x; s += y % 7; return [s]", "var s = x; s += y * x; return [s]",
	"if x + y > 1000000 { return 1 }; return 2", "if x + y > 0.5 { return 1 }; return 2",
	"if o.f > 2 { return 1 }; return 2", "if x % 7 == 3 { return 1 }; return 2",
	"let r = x * y; let s = r + x; return [r, s]", "let r = o.f; let s = x - r; return [r, s]", "let r = x % 7; o.f = r; return [r, o.f]",
	"let r = x % 7; if r != 3 { return r }; return [r]", "let r = x * y; c += r; return [r, c]", "var r = x; r = r * y; r += x; return r",
	"return x * 100003", "return x % 100003", "return x & 100003", "return x & 4294967295", "if x % y != 3 { return 1 }; return 2",
	"var r = o.f; r -= 3; o.f = r; return r", "o.f, o.g = x * y, x + y; return [o.f, o.g]",
	"return z", "return c", "return d", "d += x; return d", "c += x; return c", "return o.g", "return x + 1", "return x - y", "return x * y", "return 5",
	"c += x * z; print(x)", "c += x * z; return c", "c += z * x; return c", "c += x * y; return c", "return o.f + o.g * x",
}

// chainScript calls the function with all operands, of which some a chain treats in a
// way of its own and some it does not know. 0.1 * 0.1 + 0.1 tells by its last digit whether
// the product was rounded.
const chainScript = `
class V {
	let n
	init(n) { self.n = n }
	operator +(o) { return "plus ${self.n}" }
	operator -(o) { return "minus ${self.n}" }
	operator *(o) { yield 1; return "times ${self.n}" }
}
class O { var f, g; init(f, g) { self.f, self.g = f, g } }
fn made(z) {
	var c = z
	var d = z
	let more = fn() { d += 1 }
	return fn(x, y, o) { BODY }
}
fn run(f, x, y, o) {
	try {
		let c = coro f(x, y, o)
		var v = resume(c)
		while !c.done { v = resume(c) }
		return "${type(v)} ${v}"
	} catch e { return "${e.kind}: ${e.message}, ${e.trace}" }
}
let operands = [0, 3, -7, 3000000000, 9223372036854775807, -9223372036854775807 - 1, 0.1, -0.0, 1e308 * 10, "s", nil, V(2)]
for x in operands {
	for y in operands {
		for o in [O(x, y), O(y, x), {f: x, g: y}, nil] {
			for z in [x, y] { print(run(made(z), x, y, o)) }
		}
	}
}
`

// runChain returns the output of the script, whose code change is given before it
// runs.
func runChain(t *testing.T, body string, change func(plain []bytecode.Instr, code []uint64)) string {
	t.Helper()
	var out bytes.Buffer
	m, err := New(Config{Stdout: &out})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	prog, err := Compile("chain.coro", strings.Replace(chainScript, "BODY", body, 1))
	if err != nil {
		t.Fatal(body, err)
	}
	img, err := m.load(prog.code)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range img.protos {
		change(p.bc.Code, p.code[1:])
	}
	if _, err := m.Run(context.Background(), prog); err != nil {
		t.Fatal(body, err)
	}
	return out.String()
}

func TestSuperinstructionsDoWhatTheirInstructionsDo(t *testing.T) {
	seen := make(map[bytecode.Op]bool)
	for _, body := range chained {
		fused := runChain(t, body, func(plain []bytecode.Instr, code []uint64) {
			for i := 0; i < len(plain); i = follower(plain, i) {
				seen[bytecode.Op(code[i])] = true
			}
		})
		want := runChain(t, body, func(plain []bytecode.Instr, code []uint64) {
			for i := 0; i < len(plain); i = follower(plain, i) {
				code[i] = code[i]&^0xff | uint64(plain[i].Op())
			}
		})
		if fused != want {
			t.Errorf("%s: got, and without superinstructions:\n%s", body, cmp.Diff(fused, want))
		}
	}
	for i, steps := range superinstructions {
		chain := slices.ContainsFunc(steps, func(s step) bool { return max(s.a, s.b, s.c) > 1 })
		if chain && !seen[bytecode.Op(bytecode.NumOps+i)] {
			t.Errorf("no body has the chain %v", steps)
		}
	}
}

// A program that no compiler made may say of any register that nobody reads it again. What
// it computes is then anything, but the host is safe.
func TestForgedLastReadersDoNoHarm(t *testing.T) {
	forged := 0
	for _, body := range chained {
		prog, err := Compile("forged.coro", strings.Replace(chainScript, "BODY", body, 1))
		if err != nil {
			t.Fatal(body, err)
		}
		for _, p := range prog.code.Protos {
			for i := 0; i < len(p.Code); i = follower(p.Code, i) {
				info, _ := p.Code[i].Op().Info()
				ins := p.Code[i].WithLast(info.Last)
				if ins != p.Code[i] {
					forged++
				}
				p.Code[i] = ins
			}
		}
		if err := prog.code.Verify(); err != nil {
			t.Fatal(body, err)
		}
		m := newTestVM(t, Limits{Fuel: 20_000})
		if _, err := m.Run(t.Context(), prog); err != nil && !errors.Is(err, ErrFuel) {
			t.Error(body, err)
		}
	}
	if forged < len(chained) {
		t.Errorf("%d forged instructions", forged)
	}
}
