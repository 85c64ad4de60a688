// Methods of strings that ask for parts and characters.

package vm

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

func stringCapitalize(c *Call, args []Value) (Value, error) {
	s := args[0].str()
	first, size := utf8.DecodeRuneInString(s)
	upper := unicode.ToUpper(first)
	if upper == first || first == utf8.RuneError {
		return args[0], nil
	}
	return c.m.buildString(int64(utf8.RuneLen(upper)+len(s)-size), func(b []byte) []byte {
		return append(utf8.AppendRune(b, upper), s[size:]...)
	})
}

// searched returns the texts of a method that looks for its argument in a string, and
// takes the fuel for it.
func searched(c *Call, args []Value) (s, part string, err error) {
	s, part = args[0].str(), args[1].str()
	return s, part, c.m.work(int64(len(s)) / 16)
}

func stringCount(c *Call, args []Value) (Value, error) {
	s, part, err := searched(c, args)
	if err == nil && part == "" {
		err = faultHint("value", "cannot count an empty string", "len(s) counts bytes, len(s.chars()) characters")
	}
	if err != nil {
		return Nil, err
	}
	return Int(int64(strings.Count(s, part))), nil
}

func stringCut(c *Call, args []Value) (Value, error) {
	s, separator, err := searched(c, args)
	if err == nil && separator == "" {
		err = fault("value", "cannot cut at an empty string")
	}
	if err != nil {
		return Nil, err
	}
	before, after, found := strings.Cut(s, separator)
	if !found {
		return c.m.newTuple([]Value{args[0], Nil})
	}
	return c.m.newTuple([]Value{c.m.substring(args[0], before), c.m.substring(args[0], after)})
}

func stringFindLast(c *Call, args []Value) (Value, error) {
	s, part, err := searched(c, args)
	if err != nil {
		return Nil, err
	}
	if i := strings.LastIndex(s, part); i >= 0 {
		return Int(int64(i)), nil
	}
	return Nil, nil
}

func stringRemovePrefix(c *Call, args []Value) (Value, error) {
	if rest, ok := strings.CutPrefix(args[0].str(), args[1].str()); ok {
		return c.m.substring(args[0], rest), nil
	}
	return args[0], nil
}

func stringRemoveSuffix(c *Call, args []Value) (Value, error) {
	if rest, ok := strings.CutSuffix(args[0].str(), args[1].str()); ok {
		return c.m.substring(args[0], rest), nil
	}
	return args[0], nil
}

func stringIsDigit(c *Call, args []Value) (Value, error) {
	return c.m.allCharacters(args[0], func(r rune) bool { return '0' <= r && r <= '9' })
}

func stringIsLetter(c *Call, args []Value) (Value, error) {
	return c.m.allCharacters(args[0], unicode.IsLetter)
}

func stringIsSpace(c *Call, args []Value) (Value, error) {
	return c.m.allCharacters(args[0], unicode.IsSpace)
}

// allCharacters reports whether a string has characters and all are of a set.
func (m *VM) allCharacters(v Value, set func(rune) bool) (Value, error) {
	s := v.str()
	if err := m.work(int64(len(s)) / 4); err != nil {
		return Nil, err
	}
	other := strings.IndexFunc(s, func(r rune) bool { return !set(r) })
	return Bool(s != "" && other < 0), nil
}
