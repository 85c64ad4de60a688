package bytecode

// Instructions: their layout and what the opcode table says of them.

//go:generate go run ./gen

// Op is the code of an instruction.
type Op uint8

// OperandKind says what an operand field or an inline word holds.
type OperandKind uint8

// form is how a field is stored.
type form uint8

const (
	formNone       form = iota // always zero in a Program
	formRegister               // 16 bits, scaled when a VM loads the Program
	formUnsigned               // 16 bits, or 8 in X
	formSigned                 // 16 bits
	formWide                   // 32 bits, in B and C
	formWideSigned             // 32 bits, in B and C
	formWord                   // an inline word
)

func (k OperandKind) wide() bool { return forms[k] == formWide || forms[k] == formWideSigned }

// Fields is a set of operand fields.
type Fields uint8

// The operand fields.
const (
	FieldA Fields = 1 << iota
	FieldB
	FieldC
	FieldX
)

// String returns the letters of the fields.
func (f Fields) String() string {
	s := ""
	for i, letter := range "ABCX" {
		if f>>i&1 != 0 {
			s += string(letter)
		}
	}
	return s
}

// ConstKinds is a set of kinds of constants: bit k stands for ConstKind k.
type ConstKinds uint8

// What an instruction asks of a constant.
const (
	constsString ConstKinds = 1 << ConstString
	constsKeys   ConstKinds = 1 << ConstKeys
	constsClass  ConstKinds = 1 << ConstClass
	constsName   ConstKinds = 1<<ConstBuiltin | 1<<ConstHost
	constsValue  ConstKinds = 1<<ConstInt | 1<<ConstFloat | 1<<ConstString | constsName
)

// Has reports whether k is in the set.
func (s ConstKinds) Has(k ConstKind) bool { return k <= ConstClass && s>>k&1 != 0 }

// Info describes an opcode: what stands in each field and in the inline word
// that follows it (KindNone: no word follows), and what a Program must keep to
// beside.
type Info struct {
	Name             string
	X, A, B, C       OperandKind
	Word             OperandKind
	RunA, RunB, RunC Run        // registers that begin at the field; the zero Run is one register
	Registers        Fields     // the fields that name a register
	Last             Fields     // the registers of which X can say that nobody reads their values again
	Positive         Fields     // the counts that are at least one
	Consts           ConstKinds // kinds of the constant that is named
	Forward          bool       // the jump never goes backwards
	AnyX             bool       // X is not restricted to 0 and 1
	FloatWord        bool       // the inline word is a float whatever X is
	Ends             bool       // control never goes on to the next instruction
	Internal         bool       // code of the virtual machine itself, refused in a Program
}

// Run is the length of a run of registers, as a sum.
type Run struct {
	Fixed  uint8
	Fields Fields // fields whose values are added
	Keys   bool   // the number of keys of constant C is added
	Class  bool   // the number of values that make the class of constant C is added
}

// Len returns the number of registers of the run in instruction i of p. Keys
// and a class that are no constant of p count for nothing.
func (r Run) Len(p *Program, i Instr) int {
	if r == (Run{}) {
		return 1
	}
	n := int(r.Fixed)
	if r.Fields&FieldA != 0 {
		n += int(i.A())
	}
	if r.Fields&FieldB != 0 {
		n += int(i.B())
	}
	if r.Fields&FieldC != 0 {
		n += int(i.C())
	}
	if r.Fields&FieldX != 0 {
		n += int(i.X())
	}
	if r.Keys && int(i.C()) < len(p.Consts) {
		n += len(p.Consts[i.C()].Keys)
	}
	if r.Class && int(i.C()) < len(p.Consts) {
		n += p.Consts[i.C()].Class.Values()
	}
	return n
}

// floatWord reports whether the inline word of i, an instruction of this kind,
// holds a float rather than an int.
func (in *Info) floatWord(i Instr) bool { return in.FloatWord || i.X() == 1 }

// Info returns the description of op; ok is false for an undefined code.
func (op Op) Info() (info Info, ok bool) {
	if int(op) >= NumOps {
		return Info{}, false
	}
	return infos[op], true
}

// RegisterMask says which fields of op name a register: bit 0 stands for A, bit
// 1 for B, bit 2 for C. A loader scales these.
func (op Op) RegisterMask() uint64 {
	if int(op) >= NumOps {
		return 0
	}
	return uint64(infos[op].Registers)
}

// String returns the name of op.
func (op Op) String() string {
	if int(op) >= NumOps {
		return "Undefined"
	}
	return infos[op].Name
}

// Width returns the number of words that the instruction takes, inline word
// included.
func (op Op) Width() int {
	if int(op) < NumOps && infos[op].Word != KindNone {
		return 2
	}
	return 1
}

// Instr is one instruction: from the low bits up, Op and X of 8 bits, A, B and
// C of 16. An inline word is stored as an Instr too.
type Instr uint64

// ABC makes an instruction of three 16-bit operands.
func ABC(op Op, x uint8, a, b, c uint16) Instr {
	return Instr(op) | Instr(x)<<8 | Instr(a)<<16 | Instr(b)<<32 | Instr(c)<<48
}

// AD makes an instruction whose operands B and C hold one 32-bit operand.
func AD(op Op, x uint8, a uint16, d int32) Instr {
	return Instr(op) | Instr(x)<<8 | Instr(a)<<16 | Instr(uint32(d))<<32
}

// Op returns the opcode.
func (i Instr) Op() Op { return Op(i) }

// X returns the small operand.
func (i Instr) X() uint8 {
	x := uint8(i >> 8)
	if op := i.Op(); int(op) < NumOps && infos[op].Last != 0 {
		return x & (1<<lastShift - 1)
	}
	return x
}

// lastShift is the number of bits of X below those that say what an instruction is the
// last to read, where it can be.
const lastShift = 4

// Last returns the fields of the registers whose values nobody reads after i. A loader
// need not store such a value if the instruction that makes it and i become one.
func (i Instr) Last() Fields {
	if op := i.Op(); int(op) < NumOps && infos[op].Last != 0 {
		return Fields(uint8(i>>8) >> lastShift)
	}
	return 0
}

// WithLast returns i as the last reader of the values of these registers too, of
// which its opcode can be one.
func (i Instr) WithLast(f Fields) Instr { return i | Instr(f)<<(8+lastShift) }

// A returns the first operand.
func (i Instr) A() uint16 { return uint16(i >> 16) }

// B returns the second operand.
func (i Instr) B() uint16 { return uint16(i >> 32) }

// C returns the third operand.
func (i Instr) C() uint16 { return uint16(i >> 48) }

// D returns the operands B and C as one signed 32-bit operand.
func (i Instr) D() int32 { return int32(i >> 32) }

// leavesOut reports whether i has no register in f although its opcode has: only
// Resume without a value.
func (i Instr) leavesOut(f Fields) bool { return i.Op() == OpResume && i.X() == 1 && f == FieldC }

// JumpTarget returns where i jumps when it stands at pc; ok is false if it is
// no jump. The target of an unverified instruction may be anything.
func (i Instr) JumpTarget(pc int) (target int, ok bool) {
	op := i.Op()
	if int(op) >= NumOps {
		return 0, false
	}
	switch next := pc + op.Width(); {
	case infos[op].B == KindJump32:
		return next + int(i.D()), true
	case infos[op].C == KindJump16:
		return next + int(int16(i.C())), true
	default:
		return 0, false
	}
}
