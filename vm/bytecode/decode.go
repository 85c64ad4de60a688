package bytecode

// Bytes to programs. The bytes may come from anyone.

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/coro-lang/coro/lexer/source"
)

// Decode reads what [Program.Encode] wrote, and verifies it. Any input is safe:
// an error is returned for what is no encoding of a valid Program, the memory
// that is used is proportional to len(data), and what is accepted encodes to
// data again. The Program does not refer to data.
func Decode(data []byte) (*Program, error) {
	d := decoder{rest: data, section: "header"}
	d.header()
	p := d.program()
	if d.err == nil && len(d.rest) > 0 {
		d.fail("%d bytes behind the end", len(d.rest))
	}
	if d.err != nil {
		return nil, d.err
	}
	if err := p.Verify(); err != nil {
		return nil, err
	}
	return p, nil
}

// decoder reads from the front of rest. After the first error, which is kept,
// everything reads as zero.
type decoder struct {
	rest    []byte
	err     error
	section string // what is being read, for messages
	index   int    // which of them, -1 if there is only one
}

func (d *decoder) fail(format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf("bytecode: "+format, args...)
	}
	d.rest = nil
}

// failAt is fail for a problem with one part of the section.
func (d *decoder) failAt(problem, part string) {
	where := d.section
	if d.index >= 0 {
		where = fmt.Sprintf("%s %d", d.section, d.index)
	}
	d.fail("%s %s of %s", problem, part, where)
}

// uint reads a number that is at most limit, in its shortest form.
func (d *decoder) uint(part string, limit uint64) uint64 {
	n, size := binary.Uvarint(d.rest)
	switch {
	case size == 0:
		d.failAt("truncated", part)
		return 0
	case size < 0 || n > limit:
		d.failAt("too large", part)
		return 0
	case size > 1 && d.rest[size-1] == 0:
		d.failAt("overlong", part)
		return 0
	}
	d.rest = d.rest[size:]
	return n
}

// int reads a number of the given number of bits.
func (d *decoder) int(part string, bits int) int64 {
	n := d.uint(part, math.MaxUint64>>(64-bits))
	return int64(n>>1) ^ -int64(n&1)
}

// count reads the length of a list whose items take at least size bytes each.
// Invariant: what is allocated for it is bounded by the bytes that are left.
func (d *decoder) count(part string, size int) int {
	n := d.uint(part, math.MaxUint64)
	if n > uint64(len(d.rest)/size) {
		d.failAt("truncated", part)
		return 0
	}
	return int(n)
}

func (d *decoder) byte(part string) byte {
	if len(d.rest) == 0 {
		d.failAt("truncated", part)
		return 0
	}
	b := d.rest[0]
	d.rest = d.rest[1:]
	return b
}

func (d *decoder) bool(part string) bool {
	b := d.byte(part)
	if b > 1 {
		d.failAt("malformed", part)
	}
	return b == 1
}

func (d *decoder) float(part string) uint64 {
	if len(d.rest) < 8 {
		d.failAt("truncated", part)
		return 0
	}
	bits := binary.LittleEndian.Uint64(d.rest)
	d.rest = d.rest[8:]
	return bits
}

// bytes reads a string in place: the result is part of the input.
func (d *decoder) bytes(part string) []byte {
	n := d.count(part, 1)
	b := d.rest[:n]
	d.rest = d.rest[n:]
	return b
}

func (d *decoder) string(part string) string { return string(d.bytes(part)) }

func (d *decoder) span() source.Span {
	start := d.uint("position", source.MaxSize)
	length := d.uint("position", source.MaxSize-start)
	return source.At(int(start), int(length))
}

// header checks what stands before the Program itself.
func (d *decoder) header() {
	rest, ok := strings.CutPrefix(string(d.rest[:min(len(d.rest), len(magic))]), magic)
	if !ok || rest != "" {
		d.err = errors.New("bytecode: not a compiled program")
		d.rest = nil
		return
	}
	d.rest, d.index = d.rest[len(magic):], -1
	if v := d.uint("version", math.MaxUint64); d.err == nil && v != FormatVersion {
		d.fail("the program has format version %d, this build reads version %d", v, FormatVersion)
		return
	}
	if sum := d.uint("instruction set", math.MaxUint32); d.err == nil && sum != tableSum {
		d.fail("the program has instruction set %08x, this build runs %08x: compile it again", sum, tableSum)
	}
}

// enter says which part of the Program is read next.
func (d *decoder) enter(section string, index int) { d.section, d.index = section, index }

// list reads a list: the number of its items, of at least size bytes each, and
// then every item in its place. An empty list is nil.
func list[T any](d *decoder, part string, size int, read func(i int, item *T)) []T {
	n := d.count(part, size)
	if n == 0 {
		return nil
	}
	items := make([]T, n)
	for i := range items {
		if d.err != nil {
			return nil
		}
		read(i, &items[i])
	}
	return items
}

func (d *decoder) program() *Program {
	d.enter("program", -1)
	p := &Program{Name: d.string("name"), Source: d.string("source")}
	p.Consts = list(d, "constants", 2, func(i int, c *Const) {
		d.enter("constant", i)
		*c = d.constant()
	})
	d.enter("program", -1)
	p.Globals = list(d, "module variables", 2, func(i int, g *Global) {
		d.enter("module variable", i)
		*g = Global{Name: d.string("name"), Mutable: d.bool("mutability")}
	})
	d.enter("program", -1)
	p.Imports = list(d, "imports", 5, func(i int, m *Import) {
		d.enter("import", i)
		*m = Import{Module: d.string("module"), Host: d.bool("host"), Span: d.span()}
		m.Names = list(d, "names", 3, func(_ int, n *ImportedName) {
			*n = ImportedName{Name: d.string("name"), Span: d.span()}
		})
	})
	d.enter("program", -1)
	p.Exports = list(d, "exports", 2, func(i int, x *Export) {
		d.enter("export", i)
		*x = Export{Name: d.string("name"), Slot: uint32(d.uint("slot", math.MaxUint32))}
	})
	d.enter("program", -1)
	p.Protos = list(d, "prototypes", minProtoSize, func(i int, proto **Proto) {
		d.enter("prototype", i)
		*proto = d.proto()
	})
	return p
}

func (d *decoder) constant() Const {
	c := Const{Kind: ConstKind(d.byte("kind"))}
	switch c.Kind {
	case ConstInt:
		c.Bits = uint64(d.int("value", 64))
	case ConstFloat:
		c.Bits = d.float("value")
	case ConstString, ConstBuiltin:
		c.Text = d.string("text")
	case ConstKeys:
		c.Keys = list(d, "keys", 1, func(_ int, k *uint32) { *k = uint32(d.uint("key", math.MaxUint32)) })
	case ConstHost:
		c.Text = d.string("text")
		c.Span = d.span()
	case ConstClass:
		c.Class = d.class()
	default:
		d.failAt("unknown", "kind")
	}
	return c
}

func (d *decoder) class() *Class {
	c := &Class{Name: d.string("name"), Record: d.bool("record"), Super: d.bool("superclass")}
	c.Fields = list(d, "fields", 4, func(_ int, f *Field) {
		*f = Field{
			Name: uint32(d.uint("field", math.MaxUint32)), Mutable: d.bool("field"), Valued: d.bool("field"), Late: d.bool("field"),
		}
	})
	c.Members = list(d, "members", 2, func(_ int, m *Member) {
		*m = Member{Kind: MemberKind(d.byte("member")), Name: uint32(d.uint("member", math.MaxUint32))}
	})
	return c
}

// minProtoSize is the size of a prototype with empty lists and names.
const minProtoSize = 11

func (d *decoder) proto() *Proto {
	p := &Proto{Name: d.string("name")}
	p.Params = list(d, "parameters", 1, func(_ int, name *string) { *name = d.string("parameter") })
	p.Required = int(d.uint("number of required parameters", math.MaxInt32))
	p.HasRest = d.bool("rest parameter")
	p.Registers = int(d.uint("number of registers", math.MaxInt32))
	p.Upvalues = list(d, "upvalues", 3, func(_ int, u *Upvalue) {
		*u = Upvalue{Name: d.string("upvalue"), Local: d.bool("upvalue"), Index: uint16(d.uint("upvalue", math.MaxUint16))}
	})
	p.Code = d.code()
	p.Handlers = list(d, "handlers", 5, func(_ int, h *Handler) {
		*h = Handler{
			Start:    uint32(d.uint("handler", math.MaxUint32)),
			End:      uint32(d.uint("handler", math.MaxUint32)),
			Target:   uint32(d.uint("handler", math.MaxUint32)),
			Register: uint16(d.uint("handler", math.MaxUint16)),
			Kind:     HandlerKind(d.byte("handler")),
		}
	})
	if b := d.bytes("positions"); len(b) > 0 {
		p.Positions = append([]byte(nil), b...)
	}
	p.Span = d.span()
	return p
}

// code reads instructions. An encoded instruction has at least as many bytes as
// it has words.
func (d *decoder) code() []Instr {
	n := d.count("code", 1)
	if n == 0 {
		return nil
	}
	code := make([]Instr, 0, n)
	for len(code) < n && d.err == nil {
		op := Op(d.byte("code"))
		if int(op) >= NumOps {
			d.fail("prototype %d: undefined opcode %d", d.index, op)
			break
		}
		in := &infos[op]
		i := d.instruction(op, in)
		if len(code)+op.Width() > n {
			d.failAt("truncated", "code")
			break
		}
		code = append(code, i)
		switch {
		case in.Word == KindNumber && in.floatWord(i):
			code = append(code, Instr(d.float("inline word")))
		case in.Word == KindNumber:
			code = append(code, Instr(d.int("inline word", 64)))
		case in.Word == KindCache:
			code = append(code, 0)
		}
	}
	return code
}

// instruction reads the operands of an instruction.
func (d *decoder) instruction(op Op, in *Info) Instr {
	var x uint8
	if in.X == KindFlag || in.Last != 0 {
		x = d.byte("operand")
	}
	a := d.field(in.A)
	switch forms[in.B] {
	case formWide:
		return AD(op, x, a, int32(uint32(d.uint("operand", math.MaxUint32))))
	case formWideSigned:
		return AD(op, x, a, int32(d.int("operand", 32)))
	default:
		b := d.field(in.B)
		return ABC(op, x, a, b, d.field(in.C))
	}
}

// field reads a field of 16 bits.
func (d *decoder) field(k OperandKind) uint16 {
	switch forms[k] {
	case formRegister, formUnsigned:
		return uint16(d.uint("operand", math.MaxUint16))
	case formSigned:
		return uint16(d.int("operand", 16))
	default:
		return 0
	}
}
