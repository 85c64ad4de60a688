package bytecode

// Programs to bytes.

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/coro-lang/coro/lexer/source"
)

const magic = "\x1bcoro"

// FormatVersion is the version of the encoding. The instruction set is not part
// of it: a checksum of the opcode table follows the version.
const FormatVersion = 1

// Encode returns the encoding of p, which [Decode] reads. Equal programs have
// equal encodings. p must be one that [Program.Verify] accepts; of any other,
// the encoding is unspecified and Decode refuses it or reads something else.
//
// Numbers are varints of the shortest form, strings and lists have their length
// in front. Operands that are always zero and cache words are left out.
func (p *Program) Encode() []byte {
	e := encoder{buf: make([]byte, 0, len(p.Source)+1024)}
	e.buf = append(e.buf, magic...)
	e.uint(FormatVersion)
	e.uint(tableSum)
	e.string(p.Name)
	e.string(p.Source)
	e.uint(uint64(len(p.Consts)))
	for i := range p.Consts {
		e.constant(&p.Consts[i])
	}
	e.uint(uint64(len(p.Globals)))
	for _, g := range p.Globals {
		e.string(g.Name)
		e.bool(g.Mutable)
	}
	e.uint(uint64(len(p.Imports)))
	for i := range p.Imports {
		e.imported(&p.Imports[i])
	}
	e.uint(uint64(len(p.Exports)))
	for _, x := range p.Exports {
		e.string(x.Name)
		e.uint(uint64(x.Slot))
	}
	e.uint(uint64(len(p.Protos)))
	for _, proto := range p.Protos {
		e.proto(proto)
	}
	return e.buf
}

// Hash returns the SHA-256 of the encoding of p. It is computed at every call.
func (p *Program) Hash() [sha256.Size]byte { return sha256.Sum256(p.Encode()) }

type encoder struct{ buf []byte }

func (e *encoder) uint(n uint64) { e.buf = binary.AppendUvarint(e.buf, n) }

func (e *encoder) int(n int64) { e.buf = binary.AppendVarint(e.buf, n) }

func (e *encoder) byte(b byte) { e.buf = append(e.buf, b) }

func (e *encoder) bool(b bool) {
	if b {
		e.byte(1)
	} else {
		e.byte(0)
	}
}

// float writes eight bytes: as a varint, nearly every float is longer.
func (e *encoder) float(bits uint64) { e.buf = binary.LittleEndian.AppendUint64(e.buf, bits) }

func (e *encoder) string(s string) {
	e.uint(uint64(len(s)))
	e.buf = append(e.buf, s...)
}

func (e *encoder) span(s source.Span) {
	e.uint(uint64(s.Start))
	e.uint(uint64(s.End - s.Start))
}

func (e *encoder) imported(m *Import) {
	e.string(m.Module)
	e.bool(m.Host)
	e.span(m.Span)
	e.uint(uint64(len(m.Names)))
	for _, n := range m.Names {
		e.string(n.Name)
		e.span(n.Span)
	}
}

func (e *encoder) constant(c *Const) {
	e.byte(byte(c.Kind))
	switch c.Kind {
	case ConstInt:
		e.int(int64(c.Bits))
	case ConstFloat:
		e.float(c.Bits)
	case ConstString, ConstBuiltin:
		e.string(c.Text)
	case ConstKeys:
		e.uint(uint64(len(c.Keys)))
		for _, k := range c.Keys {
			e.uint(uint64(k))
		}
	case ConstHost:
		e.string(c.Text)
		e.span(c.Span)
	case ConstClass:
		e.class(c.Class)
	}
}

func (e *encoder) class(c *Class) {
	if c == nil { // not a Program that Verify accepts
		return
	}
	e.string(c.Name)
	e.bool(c.Record)
	e.bool(c.Super)
	e.uint(uint64(len(c.Fields)))
	for _, f := range c.Fields {
		e.uint(uint64(f.Name))
		e.bool(f.Mutable)
		e.bool(f.Valued)
		e.bool(f.Late)
	}
	e.uint(uint64(len(c.Members)))
	for _, m := range c.Members {
		e.byte(byte(m.Kind))
		e.uint(uint64(m.Name))
	}
}

func (e *encoder) proto(p *Proto) {
	e.string(p.Name)
	e.uint(uint64(len(p.Params)))
	for _, name := range p.Params {
		e.string(name)
	}
	e.uint(uint64(p.Required))
	e.bool(p.HasRest)
	e.uint(uint64(p.Registers))
	e.uint(uint64(len(p.Upvalues)))
	for _, u := range p.Upvalues {
		e.string(u.Name)
		e.bool(u.Local)
		e.uint(uint64(u.Index))
	}
	e.code(p.Code)
	e.uint(uint64(len(p.Handlers)))
	for _, h := range p.Handlers {
		e.uint(uint64(h.Start))
		e.uint(uint64(h.End))
		e.uint(uint64(h.Target))
		e.uint(uint64(h.Register))
		e.byte(byte(h.Kind))
	}
	e.string(string(p.Positions))
	e.span(p.Span)
}

// code writes the number of words and then the instructions, each at least as
// many bytes as it has words: Decode relies on that.
func (e *encoder) code(code []Instr) {
	e.uint(uint64(len(code)))
	for pc := 0; pc < len(code); {
		i := code[pc]
		op := i.Op()
		e.byte(byte(op))
		pc++
		if int(op) >= NumOps {
			continue
		}
		in := &infos[op]
		e.operands(in, i)
		if in.Word == KindNone || pc == len(code) {
			continue
		}
		if in.Word == KindNumber {
			if in.floatWord(i) {
				e.float(uint64(code[pc]))
			} else {
				e.int(int64(code[pc]))
			}
		}
		pc++
	}
}

func (e *encoder) operands(in *Info, i Instr) {
	if in.X == KindFlag || in.Last != 0 {
		e.byte(uint8(i >> 8))
	}
	e.field(in.A, i.A())
	switch forms[in.B] {
	case formWide:
		e.uint(uint64(uint32(i.D())))
	case formWideSigned:
		e.int(int64(i.D()))
	default:
		e.field(in.B, i.B())
		e.field(in.C, i.C())
	}
}

// field writes a field of 16 bits.
func (e *encoder) field(k OperandKind, n uint16) {
	switch forms[k] {
	case formRegister, formUnsigned:
		e.uint(uint64(n))
	case formSigned:
		e.int(int64(int16(n)))
	}
}
