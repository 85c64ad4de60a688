package bytecode

// Programs: what the compiler makes and every VM shares.

import "github.com/coro-lang/coro/lexer/source"

// MaxRegisters is the largest number of registers of a function, its frame
// header included. (The virtual machine scales register operands by 16 when it
// loads a Program; a scaled operand fills 16 bits.)
const MaxRegisters = 4000

// MaxParams is the largest number of parameters of a function.
const MaxParams = 250

// MaxUpvalues is the largest number of variables that a function captures.
const MaxUpvalues = 255

// Program is a compiled source file. It is immutable once the compiler or
// [Decode] has returned it, and may be shared by any number of VMs in parallel.
type Program struct {
	Name    string   // file name, for messages
	Source  string   // text, for the snippets of run-time errors; may be empty
	Consts  []Const  // constant pool of all prototypes
	Protos  []*Proto // Protos[0] is the body of the module
	Globals []Global // module variables, by slot
	Imports []Import // what the code imports, by index
	Exports []Export // what other modules may import
}

// Global describes a variable of the module that functions share.
type Global struct {
	Name    string
	Mutable bool // declared by var
}

// Export is a module variable that other modules may import.
type Export struct {
	Name string
	Slot uint32 // index into Program.Globals
}

// Import is one place where the Program imports a module.
type Import struct {
	Module string // name of a module of the host, or path of a file as it is written
	Host   bool
	Span   source.Span    // of Module
	Names  []ImportedName // what the module must export, all different
}

// ImportedName is the name of an export, with the first place that asks for it.
type ImportedName struct {
	Name string
	Span source.Span
}

// ConstKind is the kind of a constant.
type ConstKind uint8

// The kinds of constants.
const (
	ConstInt     ConstKind = iota // Bits
	ConstFloat                    // Bits, as math.Float64bits
	ConstString                   // Text
	ConstKeys                     // Keys: indices of string constants, all different; the keys of a map literal
	ConstBuiltin                  // Text: name of a built-in, bound when a VM loads the Program
	ConstHost                     // Text: name that only the host can give, bound when a VM loads the Program; Span is its first use
	ConstClass                    // Class: what NewClass makes a class of
)

// String returns the name of k.
func (k ConstKind) String() string {
	switch k {
	case ConstInt:
		return "int"
	case ConstFloat:
		return "float"
	case ConstString:
		return "string"
	case ConstKeys:
		return "keys"
	case ConstBuiltin:
		return "built-in"
	case ConstHost:
		return "host name"
	case ConstClass:
		return "class"
	default:
		return "unknown"
	}
}

// Const is one constant.
type Const struct {
	Kind  ConstKind
	Bits  uint64
	Text  string
	Keys  []uint32
	Span  source.Span
	Class *Class
}

// Class describes a class or record: its parts in the order of the values that
// NewClass takes from registers.
type Class struct {
	Name    string
	Record  bool
	Super   bool // the first value is the superclass
	Fields  []Field
	Members []Member // functions, each the value of a register
}

// Field is a field of a class, beside those of its superclass.
type Field struct {
	Name    uint32 // index of a string constant
	Mutable bool   // declared by var
	Valued  bool   // a value gives what it holds at first
	Late    bool   // it holds nothing until the code of the class gives it a value; nil, if neither
}

// Member is a function of a class. Those of the kinds MemberInit and MemberFields
// are at most one each; their names are for messages only.
type Member struct {
	Kind MemberKind
	Name uint32 // index of a string constant
}

// Operators lists the names of operators that a class may have, by their number
// in a virtual machine. The sign is "-x".
var Operators = [...]string{"+", "-", "*", "/", "%", "-x", "[]", "[]=", "()", "<", "<="}

// MemberKind is the role of a function in a class.
type MemberKind uint8

// The kinds of members. Their functions have the receiver as the first
// parameter, but for MemberStatic.
const (
	MemberMethod   MemberKind = iota
	MemberGetter              // called by reading a field
	MemberStatic              // a function of the class itself
	MemberInit                // completes a new instance, and returns it
	MemberFields              // computes the first values of fields; runs before MemberInit
	MemberOperator            // Name is one of Operators
	memberKinds
)

// Values returns the number of values that the class is made of.
func (c *Class) Values() int {
	if c == nil {
		return 0
	}
	n := len(c.Members)
	if c.Super {
		n++
	}
	for _, f := range c.Fields {
		if f.Valued {
			n++
		}
	}
	return n
}

// Proto is the immutable part of a function: its code and what a frame needs.
//
// R[0] of a frame is its header. The parameters are R[1] and up, in order; a
// rest parameter is the last of them and holds a list. A parameter that the
// call left out holds the absent value, which JumpIfGiven tests.
type Proto struct {
	Name      string   // of the function; "" for an anonymous one
	Params    []string // names, for messages
	Required  int      // number of leading parameters without default (and not rest)
	HasRest   bool     // the last parameter collects the other arguments
	Registers int      // size of the frame, header included
	Upvalues  []Upvalue
	Code      []Instr
	Handlers  []Handler   // innermost first
	Positions []byte      // written by [PositionWriter], read by [Proto.SpanAt]
	Span      source.Span // of the declaration's head, for messages
}

// Upvalue says where a function finds a captured variable when it is made: in a
// register of the enclosing function or among the upvalues of that function.
// A variable that is never assigned again is captured by value; of any other,
// the register or upvalue holds the cell.
type Upvalue struct {
	Name  string
	Local bool // a register of the enclosing function, else one of its upvalues
	Index uint16
}

// HandlerKind is what a handler does with what is unwinding.
type HandlerKind uint8

// The kinds of handlers.
const (
	HandlerCatch   HandlerKind = iota // R[Register] = the thrown value; errors only
	HandlerCleanup                    // R[Register] = what is unwinding, for EndCleanup; errors and close
)

// String returns the name of k.
func (k HandlerKind) String() string {
	switch k {
	case HandlerCatch:
		return "catch"
	case HandlerCleanup:
		return "cleanup"
	default:
		return "unknown"
	}
}

// Handler sends an error that is raised at an instruction in [Start, End) to
// Target. All three are indices into the code of the prototype. Invariant:
// Start < End <= Target, so that a cycle never goes through a handler alone.
type Handler struct {
	Start, End, Target uint32
	Register           uint16
	Kind               HandlerKind
}
