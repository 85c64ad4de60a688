package reference

// The methods of strings.

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

var stringMethods = []*Native{
	method("capitalize", "", func(_ *frame, s string, _ []Value) (Value, error) {
		if s == "" {
			return s, nil
		}
		first := characters(s)[0]
		return mapValid(first, unicode.ToUpper) + s[len(first):], nil
	}),
	method("chars", "", func(_ *frame, s string, _ []Value) (Value, error) { return stringList(characters(s)), nil }),
	method("contains", "part: string", func(_ *frame, s string, args []Value) (Value, error) {
		return strings.Contains(s, args[0].(string)), nil
	}),
	method("count", "part: string", func(_ *frame, s string, args []Value) (Value, error) {
		if args[0] == "" {
			return nil, fault("value", "cannot count an empty string")
		}
		return int64(strings.Count(s, args[0].(string))), nil
	}),
	method("cut", "separator: string", func(_ *frame, s string, args []Value) (Value, error) {
		if args[0] == "" {
			return nil, fault("value", "cannot cut at an empty string")
		}
		before, after, found := strings.Cut(s, args[0].(string))
		if !found {
			return &Tuple{items: []Value{s, nil}}, nil
		}
		return &Tuple{items: []Value{before, after}}, nil
	}),
	method("ends_with", "part: string", func(_ *frame, s string, args []Value) (Value, error) {
		return strings.HasSuffix(s, args[0].(string)), nil
	}),
	method("find", "part: string, from: int = 0", find),
	method("find_last", "part: string", func(_ *frame, s string, args []Value) (Value, error) {
		if i := strings.LastIndex(s, args[0].(string)); i >= 0 {
			return int64(i), nil
		}
		return nil, nil
	}),
	method("index_of", "part: string, from: int = 0", find),
	consistsOf("is_digit", func(r rune) bool { return r >= '0' && r <= '9' }),
	consistsOf("is_letter", unicode.IsLetter),
	consistsOf("is_space", unicode.IsSpace),
	method("lines", "", func(_ *frame, s string, _ []Value) (Value, error) {
		var lines []string
		for line := range strings.Lines(s) {
			line = strings.TrimSuffix(line, "\n")
			lines = append(lines, strings.TrimSuffix(line, "\r"))
		}
		return stringList(lines), nil
	}),
	method("lower", "", func(_ *frame, s string, _ []Value) (Value, error) { return mapValid(s, unicode.ToLower), nil }),
	method("pad_end", "width: int, fill: string = \" \"", func(_ *frame, s string, args []Value) (Value, error) {
		fill, err := padding(s, args)
		return s + fill, err
	}),
	method("pad_start", "width: int, fill: string = \" \"", func(_ *frame, s string, args []Value) (Value, error) {
		fill, err := padding(s, args)
		return fill + s, err
	}),
	method("remove_prefix", "part: string", func(_ *frame, s string, args []Value) (Value, error) {
		return strings.TrimPrefix(s, args[0].(string)), nil
	}),
	method("remove_suffix", "part: string", func(_ *frame, s string, args []Value) (Value, error) {
		return strings.TrimSuffix(s, args[0].(string)), nil
	}),
	method("repeat", "count: int", func(_ *frame, s string, args []Value) (Value, error) {
		n := args[0].(int64)
		if n < 0 {
			return nil, fault("value", "cannot repeat a string %d times", n)
		}
		if s != "" && n > maxSize/int64(len(s)) {
			return nil, tooLong()
		}
		return strings.Repeat(s, int(n)), nil
	}),
	method("replace", "old: string, new: string, count: int? = nil", func(_ *frame, s string, args []Value) (Value, error) {
		n := -1
		if has(args, 2) {
			if n = int(args[2].(int64)); n < 0 {
				return nil, fault("value", "cannot replace %d times", n)
			}
		}
		if args[0] == "" {
			return nil, fault("value", "cannot replace an empty string")
		}
		return strings.Replace(s, args[0].(string), args[1].(string), n), nil
	}),
	method("reverse", "", func(_ *frame, s string, _ []Value) (Value, error) {
		reversed := ""
		for _, ch := range characters(s) {
			reversed = ch + reversed
		}
		return reversed, nil
	}),
	method("split", "separator: string? = nil, limit: int? = nil", func(_ *frame, s string, args []Value) (Value, error) {
		limit := int64(-1)
		switch limited := has(args, 1); {
		case limited && !has(args, 0):
			return nil, fault("value", "a limit of parts needs a separator")
		case limited && args[1].(int64) < 1:
			return nil, fault("value", "cannot split into %d parts", args[1])
		case limited:
			limit = args[1].(int64)
		case !has(args, 0):
			return stringList(strings.Fields(s)), nil
		}
		if args[0] == "" {
			return nil, fault("value", "cannot split at an empty string")
		}
		return stringList(strings.SplitN(s, args[0].(string), int(min(limit, maxSize)))), nil
	}),
	method("starts_with", "part: string", func(_ *frame, s string, args []Value) (Value, error) {
		return strings.HasPrefix(s, args[0].(string)), nil
	}),
	method("trim", "characters: string? = nil", func(_ *frame, s string, args []Value) (Value, error) {
		return trim(s, args, true, true), nil
	}),
	method("trim_end", "characters: string? = nil", func(_ *frame, s string, args []Value) (Value, error) {
		return trim(s, args, false, true), nil
	}),
	method("trim_start", "characters: string? = nil", func(_ *frame, s string, args []Value) (Value, error) {
		return trim(s, args, true, false), nil
	}),
	method("upper", "", func(_ *frame, s string, _ []Value) (Value, error) { return mapValid(s, unicode.ToUpper), nil }),
}

// consistsOf declares a method that reports whether a string has characters and all are
// of a set.
func consistsOf(name string, set func(rune) bool) *Native {
	return method(name, "", func(_ *frame, s string, _ []Value) (Value, error) {
		for _, ch := range characters(s) {
			if r, _ := utf8.DecodeRuneInString(ch); !set(r) {
				return false, nil
			}
		}
		return s != "", nil
	})
}

func tooLong() error {
	return fault("value", "the string would take too much memory: it may have %d bytes at most", maxSize)
}

// characters splits a string; a byte that is no UTF-8 is a character.
func characters(s string) []string {
	var chars []string
	for len(s) > 0 {
		_, size := utf8.DecodeRuneInString(s)
		chars = append(chars, s[:size])
		s = s[size:]
	}
	return chars
}

func stringList(parts []string) *List {
	list := &List{}
	for _, part := range parts {
		list.items = append(list.items, part)
	}
	return list
}

// mapValid maps the characters of a string, and keeps what is no UTF-8.
func mapValid(s string, f func(rune) rune) string {
	var b strings.Builder
	for _, ch := range characters(s) {
		if c, size := utf8.DecodeRuneInString(ch); c != utf8.RuneError || size > 1 {
			b.WriteRune(f(c))
		} else {
			b.WriteString(ch)
		}
	}
	return b.String()
}

func find(_ *frame, s string, args []Value) (Value, error) {
	from, err := startingPoint(s, int64(len(s)), args)
	if err != nil {
		return nil, err
	}
	i := strings.Index(s[from:], args[0].(string))
	if i < 0 {
		return nil, nil
	}
	return from + int64(i), nil
}

// padding is what makes a string as wide as an argument says.
func padding(s string, args []Value) (string, error) {
	fill := " "
	if len(args) == 2 {
		fill = args[1].(string)
	}
	if fill == "" {
		return "", fault("value", "cannot pad with an empty string")
	}
	var b strings.Builder
	chars := characters(fill)
	missing := args[0].(int64) - int64(len(characters(s)))
	if missing > maxSize/int64(len(fill)) {
		return "", tooLong()
	}
	for i := range missing {
		b.WriteString(chars[i%int64(len(chars))])
	}
	return b.String(), nil
}

func trim(s string, args []Value, start, end bool) string {
	drop := func(ch string) bool {
		c, _ := utf8.DecodeRuneInString(ch)
		return unicode.IsSpace(c)
	}
	if has(args, 0) {
		set := characters(args[0].(string))
		drop = func(ch string) bool {
			for _, c := range set {
				if c == ch {
					return true
				}
			}
			return false
		}
	}
	chars := characters(s)
	for start && len(chars) > 0 && drop(chars[0]) {
		chars = chars[1:]
	}
	for end && len(chars) > 0 && drop(chars[len(chars)-1]) {
		chars = chars[:len(chars)-1]
	}
	return strings.Join(chars, "")
}

// startingPoint is the optional second argument of a search in s, which has n bytes.
func startingPoint(s Value, n int64, args []Value) (int64, error) {
	if len(args) < 2 {
		return 0, nil
	}
	from := args[1].(int64)
	if from < 0 {
		from += n
	}
	if from < 0 || from > n {
		return 0, fault("index", "index %d is out of range: %s", args[1], sizeOf(s, n))
	}
	return from, nil
}
