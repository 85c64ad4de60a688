package compile

// The second pass: the state of one function, and instructions.

import (
	"math"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
)

// generator emits the code of one function.
//
// Registers are a stack: variables of open blocks, then temporaries. `top` is
// the first free register. Three methods evaluate an expression:
//
//	expr(x, dst)  into a register that x does not read ("fresh")
//	operand(x)    into any register: that of a variable, or a new temporary at top
//	discard(x)    for its effects
type generator struct {
	*unit
	fn   *function
	top  int
	peak int // the largest top

	code      []bytecode.Instr
	positions bytecode.PositionWriter
	handlers  []bytecode.Handler
	label     int // the last pc that a jump leads to
	lastSpan  source.Span
	lastOp    bytecode.Op
	failed    bool // it has too many registers, which has been reported
	tooFar    bool // a jump does not fit into 16 bits

	chainEnd *jumps // from each `?.` of the chain that is being evaluated

	inAlternative bool // of a pattern whose names have their registers
	loops         []*loop
	regions       []*region
	result        uint16 // holds what `return` gives back while defers run; 0 if there are none
}

// noRegister as a destination means that the value is not wanted; R[0] is the
// header of the frame.
const noRegister uint16 = 0

func (u *unit) newGenerator(fn *function) *generator {
	if n := len(u.spare); n > 0 {
		g := u.spare[n-1]
		u.spare = u.spare[:n-1]
		*g = generator{
			unit: u, fn: fn, top: 1, peak: 1, code: g.code[:0], handlers: g.handlers[:0],
			loops: g.loops[:0], regions: g.regions[:0], label: -1,
		}
		return g
	}
	return &generator{unit: u, fn: fn, top: 1, peak: 1, label: -1}
}

// alloc takes the register at top.
func (g *generator) alloc() uint16 { return g.allocRun(1) }

// allocRun takes n registers at top and returns the first.
func (g *generator) allocRun(n int) uint16 {
	if g.top+n > bytecode.MaxRegisters {
		g.tooComplex()
		return 1
	}
	r := g.top
	g.top += n
	g.peak = max(g.peak, g.top)
	return uint16(r)
}

// tooComplex reports that the function does not fit into a frame. Its code is
// garbage from here on, but there will be no program.
func (g *generator) tooComplex() {
	if g.failed {
		return
	}
	g.failed = true
	d := source.Diagnostic{
		Code: "too-complex", Message: "this function needs more registers than the 4000 of a frame",
		Label: "too many variables, or an expression too large",
		Hint:  "split it into functions",
	}
	if v := g.fn.self; v != nil {
		d.Span = v.decl
	} else {
		d.Span = g.lastSpan
	}
	g.report(d)
}

// isTop reports whether r is the topmost register, so that a frame may begin there.
func (g *generator) isTop(r uint16) bool { return int(r) == g.top-1 && r != noRegister }

// emit appends an instruction and says where it comes from.
func (g *generator) emit(at source.Span, i bytecode.Instr) int {
	pc := len(g.code)
	g.positions.Add(pc, at)
	g.lastSpan, g.lastOp = at, i.Op()
	g.code = append(g.code, i)
	return pc
}

func (g *generator) abc(at source.Span, op bytecode.Op, x uint8, a, b, c uint16) int {
	return g.emit(at, bytecode.ABC(op, x, a, b, c))
}

// lastReader says of the instruction at pc that nobody reads again what the registers in
// these fields hold, as far as it can say so, and returns pc.
func (g *generator) lastReader(pc int, f bytecode.Fields) int {
	info, _ := g.code[pc].Op().Info()
	g.code[pc] = g.code[pc].WithLast(f & info.Last)
	return pc
}

// temporary returns the field of an operand that is evaluated since top was mark, if it
// is in a temporary and not in the register of a variable.
func temporary(f bytecode.Fields, r uint16, mark int) bytecode.Fields {
	if int(r) < mark {
		return 0
	}
	return f
}

func (g *generator) ad(at source.Span, op bytecode.Op, a uint16, d int) int {
	return g.emit(at, bytecode.AD(op, 0, a, int32(d)))
}

// word appends an inline word to the instruction before it.
func (g *generator) word(w uint64) { g.code = append(g.code, bytecode.Instr(w)) }

func (g *generator) move(at source.Span, dst, src uint16) {
	if dst != src && dst != noRegister {
		g.abc(at, bytecode.OpMove, 0, dst, src, 0)
	}
}

func (g *generator) loadNil(at source.Span, dst uint16) {
	if dst != noRegister {
		g.abc(at, bytecode.OpLoadNil, 0, dst, 1, 0)
	}
}

func (g *generator) loadText(at source.Span, dst uint16, s string) {
	g.ad(at, bytecode.OpLoadK, dst, g.pool.text(s))
}

func (g *generator) loadConstant(at source.Span, dst uint16, c *constant) {
	switch c.kind {
	case constNil:
		g.loadNil(at, dst)
	case constBool:
		g.abc(at, bytecode.OpLoadBool, flag(c.b), dst, 0, 0)
	case constInt:
		if c.i == int64(int32(c.i)) {
			g.ad(at, bytecode.OpLoadInt, dst, int(c.i))
			return
		}
		g.abc(at, bytecode.OpLoadNum, 0, dst, 0, 0)
		g.word(uint64(c.i))
	case constFloat:
		g.abc(at, bytecode.OpLoadNum, 1, dst, 0, 0)
		g.word(math.Float64bits(c.f))
	case constString:
		g.loadText(at, dst, c.s)
	}
}

func flag(b bool) uint8 {
	if b {
		return 1
	}
	return 0
}

// field emits an instruction of a field, with its cache word. Only names that
// the resolver has interned fit; k is one of them.
func (g *generator) field(at source.Span, op bytecode.Op, a, b uint16, k int) int {
	pc := g.abc(at, op, 0, a, b, uint16(k))
	g.word(0)
	return pc
}
