// Package bytecode defines what the compiler hands to the virtual machine: a
// [Program] of prototypes, their instructions and constants.
//
// The model. A Program is one compiled source file. Each function of it is a
// [Proto] with a fixed number of registers and a slice of words: an [Instr] is
// one word of opcode and operands, and some take an inline word after them. An
// instruction names registers of its own frame, constants, module variables,
// upvalues and other prototypes, all by index. Where control may go is decided by
// jumps, by handlers and by the instructions that end a function.
//
// What an opcode means, which operands it has and what they may be is declared
// in one table, gen/table.go. The constants, [Op.Info], the encoding, the
// verifier, the disassembler and OPCODES.md derive from it.
//
// A Program is immutable. [Program.Encode] writes it to bytes in exactly one way,
// [Program.Hash] names it by them, [Decode] reads it back and survives any input.
// [Program.Verify] says whether a virtual machine may run it: no operand outside
// the frame, no jump into an instruction, no constant of the wrong kind, no cycle
// that does not charge fuel. It does not say that values have the right types;
// the instructions check that themselves.
//
// The package imports the standard library and lexer/source, and nothing else.
package bytecode
