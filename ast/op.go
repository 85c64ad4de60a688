package ast

// Operators.

// Op is an operator of a Unary, a Binary or an Assign.
type Op uint8

// The operators. NoOp is that of a plain assignment.
const (
	NoOp Op = iota

	OpNeg   // -x
	OpNot   // !x
	OpCompl // ~x

	OpPow
	OpMul
	OpDiv
	OpRem
	OpMulWrap
	OpAdd
	OpSub
	OpAddWrap
	OpSubWrap
	OpShl
	OpShr
	OpBitAnd
	OpBitXor
	OpBitOr
	OpRange     // x..y
	OpRangeIncl // x..=y
	OpEq
	OpNe
	OpLt
	OpLe
	OpGt
	OpGe
	OpIn
	OpNotIn
	OpAnd
	OpOr
	OpCoalesce

	opCount
)

var opText = [opCount]string{
	NoOp: "", OpNeg: "-", OpNot: "!", OpCompl: "~",
	OpPow: "**", OpMul: "*", OpDiv: "/", OpRem: "%", OpMulWrap: "*%",
	OpAdd: "+", OpSub: "-", OpAddWrap: "+%", OpSubWrap: "-%",
	OpShl: "<<", OpShr: ">>", OpBitAnd: "&", OpBitXor: "^", OpBitOr: "|",
	OpRange: "..", OpRangeIncl: "..=",
	OpEq: "==", OpNe: "!=", OpLt: "<", OpLe: "<=", OpGt: ">", OpGe: ">=",
	OpIn: "in", OpNotIn: "!in", OpAnd: "&&", OpOr: "||", OpCoalesce: "??",
}

// String returns the operator as it is written.
func (op Op) String() string {
	if op < opCount {
		return opText[op]
	}
	return "?"
}
