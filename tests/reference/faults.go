package reference

// Mistakes that can be switched on, to see that the comparison finds them.

// Faults are mistakes in the meaning of a program. The zero value has none.
type Faults struct {
	Operator   bool // `-` of ints adds
	DeferOrder bool // the first deferred runs first
	Capture    bool // a closure captures values, not variables
	YieldValue bool // what is yielded gets lost
	Position   bool // an error is placed a column too far
}

// copied is what a closure captures by mistake: the variables as they are.
func (s *scope) copied() *scope {
	if s == nil {
		return nil
	}
	c := &scope{outer: s.outer.copied(), code: s.code, top: s.top, cells: map[string]*cell{}}
	for name, old := range s.cells {
		now := *old
		c.cells[name] = &now
	}
	return c
}
