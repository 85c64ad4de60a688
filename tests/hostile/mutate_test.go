package hostile

// Forged bytecode: real programs with fields changed. What the verifier accepts is run,
// and may do anything but hurt the host.

import (
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/stdlib"
	"github.com/coro-lang/coro/tests/gen"
	"github.com/coro-lang/coro/vm"
	"github.com/coro-lang/coro/vm/bytecode"
)

// forgedLimits end whatever a forged program does.
var forgedLimits = vm.Limits{Fuel: 20_000, Memory: 8 << 20, Depth: 200}

// encodedScripts are the encodings of the scripts beside this package.
func encodedScripts(t testing.TB) [][]byte {
	t.Helper()
	var all [][]byte
	for _, area := range []string{"lang", "coroutine", "regression"} {
		err := filepath.WalkDir("../"+area, func(path string, d fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".coro" {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			if prog, err := vm.Compile(path, string(text)); err == nil {
				all = append(all, prog.Encode())
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func TestMutatedProgramsHurtNobody(t *testing.T) {
	scripts := encodedScripts(t)
	random := rand.New(rand.NewPCG(1, 2))
	accepted := 0
	const mutants = 3000
	for range mutants {
		if runMutant(t, scripts[random.IntN(len(scripts))], random) {
			accepted++
		}
	}
	if accepted < mutants/10 {
		t.Errorf("the verifier accepts only %d of %d", accepted, mutants)
	}
}

func FuzzRunMutated(f *testing.F) {
	scripts := encodedScripts(f)
	for i := range scripts {
		f.Add(uint16(i), []byte("\x01\x02\x03\x04\x05\x06\x07\x08"))
	}
	f.Fuzz(func(t *testing.T, script uint16, data []byte) {
		choices := gen.Bytes(data)
		runMutant(t, scripts[int(script)%len(scripts)], &choices)
	})
}

// runMutant runs a changed copy of a program, and reports whether the verifier let it.
func runMutant(t *testing.T, encoded []byte, s gen.Source) bool {
	t.Helper()
	p, err := bytecode.Decode(encoded)
	if err != nil {
		t.Fatal(err)
	}
	m := mutator{s, p}
	for range 1 + s.IntN(3) {
		m.mutate()
	}
	prog, err := vm.Decode(p.Encode())
	if err != nil {
		return false
	}
	runForged(t, prog)
	return true
}

// runForged runs a program straight, and as a coroutine of the host.
func runForged(t *testing.T, prog *vm.Program) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	input := stdlib.NewInput(strings.NewReader("a\nb\n"), nil)
	config := vm.Config{Limits: forgedLimits, Modules: append(stdlib.Pure(), stdlib.IO(input)), Debug: vm.Debug{StackSlots: 1}}
	m, err := vm.New(config)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if mod, err := m.Run(ctx, prog); errors.Is(err, vm.ErrCancelled) {
		t.Fatalf("the limits did not stop it: %v", err)
	} else if err == nil {
		_ = mod.Result().String()
	}
	c, err := m.NewCoroutineOf(prog)
	if err != nil {
		return
	}
	for range 20 {
		out, err := c.Resume(ctx, nil)
		if errors.Is(err, vm.ErrCancelled) {
			t.Fatalf("the limits did not stop it: %v", err)
		}
		if err != nil || out.State != vm.Yielded {
			break
		}
	}
	// The VM has taken no harm.
	if _, err := m.Run(ctx, sound); err != nil {
		t.Fatalf("behind a forged program, a sound one fails: %v", err)
	}
}

// sound is a program that uses much of a VM.
var sound = func() *vm.Program {
	prog, err := vm.Compile("sound.coro", `
let m = {}
for i in 0..50 { m["k${i}"] = [i] }
class A { var n = 0; fn f(k) => self.n + k }
let c = coro { for i in 0..5 { yield A().f(i) } }
let got = [...c].map(fn(x) => x + 1).sort()
assert(got == [1, 2, 3, 4, 5] && len(m) == 50 && (try { nil.x } catch e { e.kind }) == "type")
`)
	if err != nil {
		panic(err)
	}
	return prog
}()

// mutator changes a program.
type mutator struct {
	s gen.Source
	p *bytecode.Program
}

// one returns an index into a list of n, -1 if it is empty.
func (m mutator) one(n int) int {
	if n == 0 {
		return -1
	}
	return m.s.IntN(n)
}

func (m mutator) flip(b *bool) { *b = !*b }

// near changes a number a little, or much.
func (m mutator) near(n int) int {
	switch m.s.IntN(4) {
	case 0:
		return n + 1
	case 1:
		return max(n-1, 0)
	case 2:
		return m.s.IntN(12)
	}
	return m.s.IntN(1 << 16)
}

// mutate changes one thing.
func (m mutator) mutate() {
	proto := m.p.Protos[m.one(len(m.p.Protos))]
	switch m.s.IntN(12) {
	default:
		m.instruction(proto)
	case 6:
		m.head(proto)
	case 7:
		m.handler(proto)
	case 8:
		m.constant()
	case 9:
		m.upvalue(proto)
	case 10:
		m.table()
	case 11:
		other := m.p.Protos[m.one(len(m.p.Protos))]
		switch m.s.IntN(3) {
		case 0:
			proto.Code, proto.Positions, proto.Handlers = other.Code, other.Positions, other.Handlers
		case 1:
			*proto, *other = *other, *proto
		case 2:
			proto.Code = slices.Concat(other.Code, proto.Code)
			proto.Positions = nil
		}
	}
}

func (m mutator) instruction(proto *bytecode.Proto) {
	pc := m.one(len(proto.Code))
	i := proto.Code[pc]
	op, x, a, b, c := i.Op(), i.X(), i.A(), i.B(), i.C()
	switch m.s.IntN(10) {
	case 0:
		op = bytecode.Op(m.s.IntN(bytecode.NumOps))
	case 1:
		x = uint8(m.near(int(x)))
	case 2, 3:
		a = uint16(m.near(int(a)))
	case 4, 5:
		b = uint16(m.near(int(b)))
	case 6, 7:
		c = uint16(m.near(int(c)))
	case 8:
		other := m.p.Protos[m.one(len(m.p.Protos))]
		proto.Code[pc] = other.Code[m.one(len(other.Code))]
		return
	case 9:
		other := m.one(len(proto.Code))
		proto.Code[pc], proto.Code[other] = proto.Code[other], proto.Code[pc]
		return
	}
	proto.Code[pc] = bytecode.ABC(op, x, a, b, c)
}

func (m mutator) head(proto *bytecode.Proto) {
	switch m.s.IntN(5) {
	case 0:
		proto.Registers = m.near(proto.Registers)
	case 1:
		proto.Params = append(proto.Params, "more")
	case 2:
		proto.Params = proto.Params[:max(len(proto.Params)-1, 0)]
	case 3:
		proto.Required = m.near(proto.Required)
	case 4:
		m.flip(&proto.HasRest)
	}
}

func (m mutator) handler(proto *bytecode.Proto) {
	if m.s.IntN(3) == 0 {
		at := uint32(m.one(len(proto.Code)))
		proto.Handlers = append(proto.Handlers, bytecode.Handler{Start: at, End: at + 1, Target: uint32(m.near(int(at))), Register: 1, Kind: bytecode.HandlerKind(m.s.IntN(2))})
		return
	}
	n := m.one(len(proto.Handlers))
	if n < 0 {
		return
	}
	h := &proto.Handlers[n]
	switch m.s.IntN(6) {
	case 0:
		h.Start = uint32(m.near(int(h.Start)))
	case 1:
		h.End = uint32(m.near(int(h.End)))
	case 2:
		h.Target = uint32(m.near(int(h.Target)))
	case 3:
		h.Register = uint16(m.near(int(h.Register)))
	case 4:
		h.Kind ^= 1
	case 5:
		proto.Handlers = append(proto.Handlers, *h)
	}
}

func (m mutator) constant() {
	n := m.one(len(m.p.Consts))
	if n < 0 {
		return
	}
	c := &m.p.Consts[n]
	switch {
	case m.s.IntN(3) == 0:
		*c = m.p.Consts[m.one(len(m.p.Consts))]
	case c.Class != nil:
		m.class(c.Class)
	case c.Kind == bytecode.ConstKeys && len(c.Keys) > 0:
		c.Keys[m.one(len(c.Keys))] = uint32(m.near(n))
	case m.s.IntN(2) == 0:
		c.Text = [...]string{"init", "str", "iter", "resume", "transfer", "print", "len", "with", "sort", "close"}[m.s.IntN(10)]
	default:
		*c = bytecode.Const{Kind: bytecode.ConstKind(m.s.IntN(7)), Bits: c.Bits, Text: c.Text, Span: source.Span{}}
	}
}

func (m mutator) class(c *bytecode.Class) {
	switch m.s.IntN(5) {
	case 0:
		m.flip(&c.Record)
	case 1:
		m.flip(&c.Super)
	case 2:
		if n := m.one(len(c.Fields)); n >= 0 {
			f := &c.Fields[n]
			m.flip([]*bool{&f.Mutable, &f.Valued, &f.Late}[m.s.IntN(3)])
		}
	case 3:
		if n := m.one(len(c.Members)); n >= 0 {
			c.Members[n].Kind = bytecode.MemberKind(m.s.IntN(6))
		}
	case 4:
		if n := m.one(len(c.Members)); n >= 0 {
			c.Members[n].Name = uint32(m.one(len(m.p.Consts)))
		}
	}
}

func (m mutator) upvalue(proto *bytecode.Proto) {
	n := m.one(len(proto.Upvalues))
	if n < 0 {
		return
	}
	u := &proto.Upvalues[n]
	switch m.s.IntN(3) {
	case 0:
		m.flip(&u.Local)
	case 1:
		u.Index = uint16(m.near(int(u.Index)))
	case 2:
		proto.Upvalues = append(proto.Upvalues, *u)
	}
}

// table changes module variables, imports or exports.
func (m mutator) table() {
	switch m.s.IntN(4) {
	case 0:
		if n := m.one(len(m.p.Globals)); n >= 0 {
			m.flip(&m.p.Globals[n].Mutable)
		}
	case 1:
		m.p.Imports = append(m.p.Imports, bytecode.Import{Module: "seq", Host: true, Names: []bytecode.ImportedName{{Name: "map"}}})
	case 2:
		m.p.Exports = append(m.p.Exports, bytecode.Export{Name: "x", Slot: uint32(m.s.IntN(3))})
	case 3:
		if n := m.one(len(m.p.Imports)); n >= 0 {
			m.p.Imports[n].Module, m.p.Imports[n].Host = "./x", m.s.IntN(2) == 0
		}
	}
}
