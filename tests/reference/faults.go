package reference

// Mistakes that can be switched on, to see that the comparison finds them.

// Faults are mistakes in the meaning of a program. The zero value has none.
type Faults struct {
	Operator    bool // `-` of ints adds
	DeferOrder  bool // the first deferred runs first
	LoopCapture bool // the turns of a `for` share their variables
	YieldValue  bool // what is yielded gets lost
	Position    bool // an error is placed a column too far
}
