package compile

// Jumps whose targets come later, and conditions as jumps.

import (
	"math"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
)

// jumps is a list of jumps to one place that is not known yet. Most hold one,
// which costs no allocation.
type jumps struct {
	first int // pc plus one
	rest  []int
}

func (j *jumps) add(pc int) {
	if j.first == 0 {
		j.first = pc + 1
	} else {
		j.rest = append(j.rest, pc)
	}
}

func (j *jumps) addAll(more jumps) {
	if more.first != 0 {
		j.add(more.first - 1)
		for _, pc := range more.rest {
			j.add(pc)
		}
	}
}

// land makes the jumps lead to the next instruction.
func (g *generator) land(j jumps) { g.landAt(j, len(g.code)) }

// landAt makes the jumps lead to target.
func (g *generator) landAt(j jumps, target int) {
	if j.first == 0 {
		return
	}
	g.patch(j.first-1, target)
	for _, pc := range j.rest {
		g.patch(pc, target)
	}
}

func (g *generator) patch(pc, target int) {
	g.label = max(g.label, target)
	i := g.code[pc]
	op := i.Op()
	distance := target - pc - op.Width()
	if info, _ := op.Info(); info.B == bytecode.KindJump32 {
		g.code[pc] = bytecode.AD(op, i.X(), i.A(), int32(distance))
		return
	}
	if distance != int(int16(distance)) {
		g.tooFar = true
	}
	g.code[pc] = bytecode.ABC(op, i.X(), i.A(), i.B(), uint16(distance)).WithLast(i.Last())
}

// jump emits a jump forwards to a place that is not known yet.
func (g *generator) jump(at source.Span) int { return g.ad(at, bytecode.OpJump, 0, 0) }

// jumpOn emits a jump forwards on what a register holds.
func (g *generator) jumpOn(at source.Span, op bytecode.Op, r uint16) int {
	return g.ad(at, op, r, 0)
}

// loopTo emits a jump backwards.
func (g *generator) loopTo(at source.Span, target int) {
	g.patch(g.ad(at, bytecode.OpLoop, 0, 0), target)
}

// loopHead begins the body of a loop, to which control comes back, and returns where that
// is.
func (g *generator) loopHead() int {
	g.label = len(g.code)
	return g.label
}

// reachable reports whether control may come to the next instruction.
func (g *generator) reachable() bool {
	if len(g.code) == 0 || g.label == len(g.code) {
		return true
	}
	info, _ := g.lastOp.Info()
	return !info.Ends
}

// direction is where a conditional jump will lead; no instruction jumps
// backwards on the truth of a register alone.
type direction uint8

const (
	forward direction = iota
	backward
)

// condition emits jumps that are taken when x is truthy (want) or falsy (!want);
// else control goes on behind them. Operators of logic become control flow.
func (g *generator) condition(x ast.Expr, want bool, dir direction) (taken jumps) {
	if c := g.constantOf(x); c.kind != notConstant {
		if c.truthy() == want {
			taken.add(g.unconditional(x.Span(), dir))
		}
		return taken
	}
	switch n := x.(type) {
	case *ast.Paren:
		return g.condition(n.X, want, dir)
	case *ast.Unary:
		if n.Op == ast.OpNot {
			return g.condition(n.X, !want, dir)
		}
	case *ast.Binary:
		switch n.Op {
		case ast.OpAnd, ast.OpOr:
			return g.shortCircuit(n, want, dir)
		case ast.OpEq, ast.OpNe, ast.OpLt, ast.OpLe, ast.OpGt, ast.OpGe:
			return g.comparison(n, want, dir)
		}
	}
	mark := g.top
	r := g.operand(x)
	g.top = mark
	return g.truthJump(x.Span(), r, want, dir)
}

func (g *generator) unconditional(at source.Span, dir direction) int {
	if dir == backward {
		return g.ad(at, bytecode.OpLoop, 0, 0)
	}
	return g.jump(at)
}

// shortCircuit jumps on `a && b` or `a || b`.
func (g *generator) shortCircuit(n *ast.Binary, want bool, dir direction) (taken jumps) {
	// The first operand alone decides when it is false in `&&`, true in `||`.
	decides := n.Op == ast.OpOr
	if decides == want {
		taken = g.condition(n.X, want, dir)
		taken.addAll(g.condition(n.Y, want, dir))
		return taken
	}
	skip := g.condition(n.X, decides, forward)
	taken = g.condition(n.Y, want, dir)
	g.land(skip)
	return taken
}

// truthJump jumps on the truth of a register.
func (g *generator) truthJump(at source.Span, r uint16, want bool, dir direction) (taken jumps) {
	return g.simpleJump(at, bytecode.OpJumpIf, bytecode.OpJumpIfNot, r, want, dir)
}

// simpleJump jumps on a register by one of two opposite instructions, which
// cannot jump backwards.
func (g *generator) simpleJump(at source.Span, yes, no bytecode.Op, r uint16, want bool, dir direction) (taken jumps) {
	if !want {
		yes, no = no, yes
	}
	if dir == forward {
		taken.add(g.jumpOn(at, yes, r))
		return taken
	}
	skip := g.jumpOn(at, no, r)
	taken.add(g.unconditional(at, dir))
	g.patch(skip, len(g.code))
	return taken
}

// operators is the size of tables by operator.
const operators = ast.OpCoalesce + 1

// fused is the instruction that jumps when a comparison holds, and the one that
// jumps when it does not.
type fused struct{ jump, not bytecode.Op }

var (
	fusedRegisters = [operators]fused{
		ast.OpEq: {bytecode.OpJumpEq, bytecode.OpJumpNe},
		ast.OpNe: {bytecode.OpJumpNe, bytecode.OpJumpEq},
		ast.OpLt: {bytecode.OpJumpLt, bytecode.OpJumpNotLt},
		ast.OpLe: {bytecode.OpJumpLe, bytecode.OpJumpNotLe},
	}
	fusedInt = [operators]fused{
		ast.OpEq: {bytecode.OpJumpEqInt, bytecode.OpJumpNeInt},
		ast.OpNe: {bytecode.OpJumpNeInt, bytecode.OpJumpEqInt},
		ast.OpLt: {bytecode.OpJumpLtInt, bytecode.OpJumpNotLtInt},
		ast.OpLe: {bytecode.OpJumpLeInt, bytecode.OpJumpNotLeInt},
		ast.OpGt: {bytecode.OpJumpGtInt, bytecode.OpJumpNotGtInt},
		ast.OpGe: {bytecode.OpJumpGeInt, bytecode.OpJumpNotGeInt},
	}
	fusedNumber = [operators]fused{
		ast.OpLt: {bytecode.OpJumpLtNum, bytecode.OpJumpNotLtNum},
		ast.OpLe: {bytecode.OpJumpLeNum, bytecode.OpJumpNotLeNum},
		ast.OpGt: {bytecode.OpJumpGtNum, bytecode.OpJumpNotGtNum},
		ast.OpGe: {bytecode.OpJumpGeNum, bytecode.OpJumpNotGeNum},
	}
	fusedText = [operators]fused{
		ast.OpEq: {bytecode.OpJumpEqK, bytecode.OpJumpNeK},
		ast.OpNe: {bytecode.OpJumpNeK, bytecode.OpJumpEqK},
	}
)

// mirrored is the comparison with its operands exchanged.
var mirrored = [operators]ast.Op{
	ast.OpEq: ast.OpEq, ast.OpNe: ast.OpNe,
	ast.OpLt: ast.OpGt, ast.OpLe: ast.OpGe, ast.OpGt: ast.OpLt, ast.OpGe: ast.OpLe,
}

// comparison jumps on a comparison by one instruction if it can.
func (g *generator) comparison(n *ast.Binary, want bool, dir direction) jumps {
	mark := g.top
	defer func() { g.top = mark }()
	if c := g.constantOf(n.Y); c.kind != notConstant {
		if taken, ok := g.constantJump(n.At, n.Op, func() uint16 { return g.operand(n.X) }, &c, want, dir); ok {
			return taken
		}
	} else if c := g.constantOf(n.X); c.kind != notConstant && (n.Op == ast.OpEq || n.Op == ast.OpNe) { // no error can tell
		if taken, ok := g.constantJump(n.At, n.Op, func() uint16 { return g.operand(n.Y) }, &c, want, dir); ok {
			return taken
		}
	}
	a := g.operand(n.X)
	b := g.operand(n.Y)
	op, x := n.Op, uint8(0)
	if op == ast.OpGt || op == ast.OpGe {
		op, a, b, x = mirrored[op], b, a, 1
	}
	f := fusedRegisters[op]
	return g.fusedJump(n.At, f, want, dir, func(op bytecode.Op) int {
		return g.abc(n.At, op, x, a, b, 0)
	})
}

// constantJump jumps on the comparison of an operand with a constant, if there is
// an instruction for it; else the operand is not evaluated.
func (g *generator) constantJump(at source.Span, op ast.Op, operand func() uint16, c *constant, want bool, dir direction) (jumps, bool) {
	if c.kind == constNil && (op == ast.OpEq || op == ast.OpNe) {
		return g.simpleJump(at, bytecode.OpJumpIfNil, bytecode.OpJumpIfNotNil, operand(), want == (op == ast.OpEq), dir), true
	}
	mark := g.top
	if short, ok := c.short(); ok {
		r := operand()
		return g.fusedJump(at, fusedInt[op], want, dir, func(op bytecode.Op) int {
			return g.lastReader(g.abc(at, op, 0, r, uint16(short), 0), temporary(bytecode.FieldA, r, mark))
		}), true
	}
	if f := fusedNumber[op]; f.jump != 0 && (c.kind == constInt || c.kind == constFloat) {
		r := operand()
		return g.fusedJump(at, f, want, dir, func(op bytecode.Op) int {
			pc := g.abc(at, op, flag(c.kind == constFloat), r, 0, 0)
			g.word(c.bits())
			return g.lastReader(pc, temporary(bytecode.FieldA, r, mark))
		}), true
	}
	if f := fusedText[op]; f.jump != 0 && c.kind == constString {
		if k := g.pool.text(c.s); k <= maxShort {
			r := operand()
			return g.fusedJump(at, f, want, dir, func(op bytecode.Op) int {
				return g.abc(at, op, 0, r, uint16(k), 0)
			}), true
		}
	}
	return jumps{}, false
}

// bits returns a constant number as an inline word holds it.
func (c *constant) bits() uint64 {
	if c.kind == constFloat {
		return math.Float64bits(c.f)
	}
	return uint64(c.i)
}

// fusedJump emits a comparison that jumps. In a function whose jumps are long it
// is the opposite comparison over a jump of 32 bits.
func (g *generator) fusedJump(at source.Span, f fused, want bool, dir direction, emit func(bytecode.Op) int) (taken jumps) {
	if !want {
		f.jump, f.not = f.not, f.jump
	}
	if !g.fn.wide {
		taken.add(emit(f.jump))
		return taken
	}
	skip := emit(f.not)
	taken.add(g.unconditional(at, dir))
	g.patch(skip, len(g.code))
	return taken
}
