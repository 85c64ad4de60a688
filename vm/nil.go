// Errors about nil: what it was that should not have been nil.

package vm

import (
	"regexp"
	"strings"
)

// nilHint is for a nil of which nothing else is known.
const nilHint = "it may be a missing key of a map, or a variable that was never set"

// nilOperandHint is for one that an operator does not take.
const nilOperandHint = "a missing key of a map and a function without return give nil"

// nilPlace says where the text of what failed has the expression that was nil.
type nilPlace uint8

const (
	nilNowhere nilPlace = iota // nothing was nil, or the text does not show it
	nilAlone                   // it is the whole text: what is looped over
	nilCalled                  // it stands before parentheses
	nilIndexed                 // it stands before brackets
	nilOwner                   // it stands before the text, which is the name of a field
	nilLeft                    // it stands before an operator
	nilRight                   // it stands behind one
)

// nilShapes are the texts in which a name, with fields behind it, is what was nil;
// around nilOwner it is the text before. They are compiled when there is such an
// error, not at the start.
var nilShapes = [...]string{
	nilAlone:   `^` + nilPath + `$`,
	nilCalled:  `^(?:(?:coro|spawn)\s+)?` + nilPath + `\([^\[\]()]*\)$`,
	nilIndexed: `^` + nilPath + `\[[^\[\]()]*\]$`,
	nilLeft:    `^` + nilPath + `\s*[-+*/%&|^<>]`,
	nilRight:   `[-+*/%&|^<>=]\s*` + nilPath + `$`,
	nilOwner:   `(?:^|[^.\pL\pN_)\]"])` + nilPath + `\.$`,
}

const nilPath = `([\pL_][\pL\pN_]*(?:\.[\pL_][\pL\pN_]*)*)`

// wasNil gives e a hint if v, which stood there, was nil.
func (e *errorObject) wasNil(v Value, place nilPlace) *errorObject {
	if v.p == tagNil() {
		e.hint, e.place = nilHint, place
	}
	return e
}

// operandWasNil gives e a hint if one of the operands was nil.
func (e *errorObject) operandWasNil(x, y Value) *errorObject {
	switch {
	case x.p == tagNil():
		e.hint, e.place = nilOperandHint, nilLeft
	case y.p == tagNil():
		e.hint, e.place = nilOperandHint, nilRight
	}
	return e
}

// maxSubject is how much of a source nameNil looks at.
const maxSubject = 200

// nameNil makes the hint say what was nil, if the place of the error shows it.
func (e *Error) nameNil(place nilPlace) {
	if place == nilNowhere || len(e.Frames) == 0 || e.Frames[0].File == nil {
		return
	}
	text, at := e.Frames[0].File.Text, e.Frames[0].Span
	if at.Start > at.End || int(at.End) > len(text) || at.End-at.Start > maxSubject {
		return
	}
	here, in := text[at.Start:at.End], text[at.Start:at.End]
	if place == nilOwner {
		in = text[max(0, int(at.Start)-maxSubject):at.Start]
	}
	found := regexp.MustCompile(nilShapes[place]).FindStringSubmatch(in)
	if found == nil || found[1] == "nil" {
		return
	}
	subject := "`" + found[1]
	if e.Hint == nilHint || e.Hint == nilOperandHint {
		e.Hint = subject + "` is nil: " + e.Hint
		return
	}
	name, _, _ := strings.Cut(here, "(")
	e.Hint = subject + "` is nil; " + subject + "?." + name + "` would be nil, too"
}
