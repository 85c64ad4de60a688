package vm

// Bytecode of patterns that the compiler never makes.

import (
	"slices"
	"testing"

	"github.com/coro-lang/coro/vm/bytecode"
)

func TestForgedPatternsAreErrors(t *testing.T) {
	abc, ad := bytecode.ABC, bytecode.AD
	number := ad(bytecode.OpLoadInt, 0, 1, 1)
	record := []bytecode.Instr{
		abc(bytecode.OpNewClass, 0, 1, 2, classRecord), ad(bytecode.OpLoadInt, 0, 2, 1), ad(bytecode.OpLoadInt, 0, 3, 2),
		abc(bytecode.OpCall, 0, 1, 2, 0),
	}
	for _, test := range []struct {
		name, want string
		code       []bytecode.Instr
	}{
		{"the fields of a number", "damaged bytecode", []bytecode.Instr{number, abc(bytecode.OpUnpackRecord, 0, 2, 1, 1)}},
		{"the fields of nil", "damaged bytecode", []bytecode.Instr{abc(bytecode.OpUnpackRecord, 1, 2, 9, 1)}},
		{"more fields than there are", "has 2", slices.Concat(record, []bytecode.Instr{abc(bytecode.OpUnpackRecord, 1, 1, 1, 3)})},
		{"fields over their record", "", slices.Concat(record, []bytecode.Instr{abc(bytecode.OpUnpackRecord, 0, 1, 1, 2)})},
		{"the entry of a number", "", []bytecode.Instr{
			number, abc(bytecode.OpGetKey, 0, 1, 1, nameField), 0, ad(bytecode.OpJumpIfAbsent, 0, 1, 0),
		}},
		{"an absent entry as a value", "does not work on nil", []bytecode.Instr{
			abc(bytecode.OpNewMap, 0, 1, 0, 0), abc(bytecode.OpGetKey, 0, 1, 1, nameField), 0, ad(bytecode.OpJumpIfAbsent, 0, 1, 0),
			abc(bytecode.OpAdd, 0, 2, 1, 1),
		}},
		{"the entry of a record", "", slices.Concat(record, []bytecode.Instr{abc(bytecode.OpGetKey, 0, 2, 1, nameField), 0, ad(bytecode.OpJumpIfAbsent, 0, 2, 0)})},
		{"a sequence of nil", "", []bytecode.Instr{abc(bytecode.OpJumpNotSeq, 3, 1, 9, 0)}},
		{"an end of noyield without a beginning", "", []bytecode.Instr{number, abc(bytecode.OpEndNoYield, 0, 1, 0, 0)}},
		{"a noyield without an end", "cannot yield", []bytecode.Instr{abc(bytecode.OpNoYield, 0, 1, 0, 0), abc(bytecode.OpYield, 0, 1, 1, 0)}},
		{"no match of anything", "no pattern matches 1", []bytecode.Instr{number, abc(bytecode.OpNoMatch, 0, 1, 0, 0)}},
	} {
		t.Run(test.name, func(t *testing.T) {
			checkForged(t, test.want, test.code)
		})
	}
}
