package stdlib

// The module json: what finds the values in a text that comes in parts.

import (
	"github.com/coro-lang/coro/vm"
)

// What a scanner of a stream is in. The state of one is this and the depth above it,
// an int that a coroutine can keep.
const (
	jsonBetween   = iota // before a value, or the `[` of elements
	jsonScalar           // in a number or word
	jsonString           // in a string
	jsonEscape           // behind a `\` in one
	jsonContainer        // between brackets
	jsonFirst            // behind the `[` of elements
	jsonElement          // behind a `,` between elements
	jsonBehind           // behind an element
)

// jsonScan is a scanner that looks for the end of a value in what there is of a text.
type jsonScan struct {
	from, at     int // of the value
	phase, depth int
	elements     bool
}

// jsonNext looks for the next value of a stream from where the last call has stopped.
// It returns (from, to, at, state), where to is nil if there is none yet.
func jsonNext(c *vm.Call, args []vm.Value) (vm.Value, error) {
	text, state := stringOf(args[0]), int(intOf(args[3]))
	elements, _ := args[4].AsBool()
	last, _ := args[5].AsBool()
	s := jsonScan{int(intOf(args[1])), int(intOf(args[2])), state & 7, state >> 3, elements}
	r := jsonReader{c: c, text: text, paid: s.at, begin: place{intOf(args[6]), intOf(args[7])}}
	found, err := s.next(&r)
	if err == nil && !found && last {
		found, err = s.end(&r)
	}
	if err != nil {
		return vm.Nil, err
	}
	r.at = s.at
	if err := r.pay(0); err != nil {
		return vm.Nil, err
	}
	to := vm.Nil
	if found {
		to = vm.Int(int64(s.at))
	}
	return c.Tuple(vm.Int(int64(s.from)), to, vm.Int(int64(s.at)), vm.Int(int64(s.depth<<3|s.phase)))
}

// next goes on to the end of a value and reports whether it has found one. The value
// itself is checked when it is decoded.
func (s *jsonScan) next(r *jsonReader) (found bool, err error) {
	for s.at < len(r.text) {
		if r.at = s.at; r.at-r.paid >= 4096 {
			if err := r.pay(0); err != nil {
				return false, err
			}
		}
		b := r.text[s.at]
		switch s.phase {
		case jsonString:
			switch b {
			case '\\':
				s.phase = jsonEscape
			case '"':
				if s.phase = jsonContainer; s.depth == 0 {
					return s.found(1), nil
				}
			}
		case jsonEscape:
			s.phase = jsonString
		case jsonScalar:
			if isJSONSpace(b) || b == ',' || b == ']' || b == '}' || b == '[' || b == '{' || b == '"' {
				return s.found(0), nil
			}
		case jsonContainer:
			switch b {
			case '"':
				s.phase = jsonString
			case '[', '{':
				s.depth++
			case ']', '}':
				if s.depth--; s.depth == 0 {
					return s.found(1), nil
				}
			}
		default:
			if err := s.between(r, b); err != nil {
				return false, err
			}
		}
		s.at++
	}
	return false, nil
}

// found ends a value, with n bytes more.
func (s *jsonScan) found(n int) bool {
	s.at += n
	if s.phase = jsonBetween; s.elements {
		s.phase = jsonBehind
	}
	return true
}

// between takes a byte that is in no value.
func (s *jsonScan) between(r *jsonReader, b byte) error {
	switch {
	case isJSONSpace(b):
		return nil
	case s.elements && s.phase == jsonBetween:
		if b != '[' {
			return r.expected("`[`", "the option `elements` is for texts that are arrays")
		}
		s.phase = jsonFirst
		return nil
	case b == ']' && (s.phase == jsonFirst || s.phase == jsonBehind):
		s.phase = jsonBetween
		return nil
	case s.phase == jsonBehind:
		if b != ',' {
			return r.expected("`,` or `]`", "")
		}
		s.phase = jsonElement
		return nil
	}
	s.from = s.at
	switch b {
	case '"':
		s.phase = jsonString
	case '[', '{':
		s.phase, s.depth = jsonContainer, 1
	case ']', '}', ',', ':':
		return r.expected("a value", "")
	default:
		s.phase = jsonScalar
	}
	return nil
}

// end ends the text. A number or word may end with it.
func (s *jsonScan) end(r *jsonReader) (found bool, err error) {
	r.at = len(r.text)
	switch s.phase {
	case jsonBetween:
		return false, nil
	case jsonScalar:
		return s.found(0), nil
	case jsonFirst, jsonElement, jsonBehind:
		return false, r.expected("the end of the array", "")
	}
	return false, r.fail("value", s.from, "the value that begins here has no end", "")
}
