package ast

// Tests of a module, which stand in its own file.

// Test is `test "name" { … }` at the top level. Only a compiler that is asked for tests
// compiles it.
type Test struct {
	Loc
	Name *StringLit
	Body *Block
}

func (*Test) stmt() {}
