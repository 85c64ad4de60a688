// The methods of strings.

package vm

import (
	"iter"
	"math"
	"math/bits"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

func stringMethods() []builtin {
	return []builtin{
		{name: "capitalize", fn: stringCapitalize, doc: "Returns the string with its first character in upper case.", example: "\"éa b\".capitalize() // \"Éa b\""},
		{name: "chars", fn: stringChars, doc: "Returns a list of the characters; a byte that is no UTF-8 is one of its own.", example: "\"aé\".chars() // [\"a\", \"é\"]"},
		{name: "contains", params: "part: string", fn: methodContains, doc: "Reports whether part occurs in the string.", example: "\"hello\".contains(\"ell\") // true"},
		{name: "count", params: "part: string", fn: stringCount, doc: "Returns how often part occurs in the string, without overlaps.", example: "\"banana\".count(\"an\") // 2"},
		{name: "cut", params: "separator: string", fn: stringCut, doc: "Returns the parts before and behind the first separator as a tuple; without one, the string and nil.", example: "\"a=b=c\".cut(\"=\") // (\"a\", \"b=c\")\n\"a\".cut(\"=\") // (\"a\", nil)"},
		{name: "ends_with", params: "part: string", fn: stringEndsWith, doc: "Reports whether the string ends with part.", example: "\"hello\".ends_with(\"lo\") // true"},
		{name: "find", params: "part: string, from: int = 0", fn: stringFind, doc: "Returns the index in bytes where part first occurs at or after from, or nil.", example: "\"hello\".find(\"l\") // 2\n\"hello\".find(\"l\", 3) // 3\n\"hello\".find(\"z\") // nil"},
		{name: "find_last", params: "part: string", fn: stringFindLast, doc: "Returns the index in bytes where part last occurs, or nil.", example: "\"hello\".find_last(\"l\") // 3"},
		{name: "index_of", params: "part: string, from: int = 0", fn: stringFind, doc: "The same as find.", example: "\"hello\".index_of(\"l\") // 2"},
		{name: "is_digit", fn: stringIsDigit, doc: "Reports whether the string has characters and all are decimal digits, 0 to 9.", example: "\"012\".is_digit() // true\n\"-1\".is_digit() // false"},
		{name: "is_letter", fn: stringIsLetter, doc: "Reports whether the string has characters and all are letters, of any script.", example: "\"aé\".is_letter() // true\n\"a1\".is_letter() // false"},
		{name: "is_space", fn: stringIsSpace, doc: "Reports whether the string has characters and all are white space.", example: "\" \\n\".is_space() // true\n\"\".is_space() // false"},
		{name: "lines", fn: stringLines, doc: "Returns a list of the lines, without their line ends.", example: "\"a\\nb\\n\".lines() // [\"a\", \"b\"]"},
		{name: "lower", fn: stringLower, doc: "Returns the string with every character in lower case.", example: "\"ÉA1\".lower() // \"éa1\""},
		{name: "pad_end", params: "width: int, fill: string = \" \"", fn: stringPadEnd, doc: "Returns the string with fill repeated behind it, so that it has at least width characters.", example: "\"ab\".pad_end(4, \".\") // \"ab..\""},
		{name: "pad_start", params: "width: int, fill: string = \" \"", fn: stringPadStart, doc: "Returns the string with fill repeated before it, so that it has at least width characters.", example: "\"7\".pad_start(3, \"0\") // \"007\""},
		{name: "remove_prefix", params: "part: string", fn: stringRemovePrefix, doc: "Returns the string without part at its start, if it stands there.", example: "\"readme.md\".remove_prefix(\"read\") // \"me.md\""},
		{name: "remove_suffix", params: "part: string", fn: stringRemoveSuffix, doc: "Returns the string without part at its end, if it stands there.", example: "\"readme.md\".remove_suffix(\".md\") // \"readme\""},
		{name: "repeat", params: "count: int", fn: stringRepeat, doc: "Returns the string count times in a row.", example: "\"ab\".repeat(3) // \"ababab\""},
		{name: "replace", params: "old: string, new: string, count: int? = nil", fn: stringReplace, doc: "Returns the string with new in place of old, everywhere or the first count times.", example: "\"a-b-c\".replace(\"-\", \"+\") // \"a+b+c\"\n\"a-b-c\".replace(\"-\", \"\", 1) // \"ab-c\""},
		{name: "reverse", fn: stringReverse, doc: "Returns the characters in reverse order.", example: "\"añb\".reverse() // \"bña\""},
		{name: "split", params: "separator: string? = nil, limit: int? = nil", fn: stringSplit, doc: "Returns a list of the parts between separators; without one, of the words between white space. With a limit there are at most so many parts, the last with all that is left.", example: "\"a,b,c\".split(\",\", 2) // [\"a\", \"b,c\"]\n\"a,b,,c\".split(\",\") // [\"a\", \"b\", \"\", \"c\"]\n\" two  words \".split() // [\"two\", \"words\"]"},
		{name: "starts_with", params: "part: string", fn: stringStartsWith, doc: "Reports whether the string starts with part.", example: "\"hello\".starts_with(\"he\") // true"},
		{name: "trim", params: "characters: string? = nil", fn: stringTrim, doc: "Returns the string without the given characters, or white space, at both ends.", example: "\"  x \".trim() // \"x\"\n\"--x-\".trim(\"-\") // \"x\""},
		{name: "trim_end", params: "characters: string? = nil", fn: stringTrimEnd, doc: "Returns the string without the given characters, or white space, at its end.", example: "\" x \".trim_end() // \" x\""},
		{name: "trim_start", params: "characters: string? = nil", fn: stringTrimStart, doc: "Returns the string without the given characters, or white space, at its start.", example: "\" x \".trim_start() // \"x \""},
		{name: "upper", fn: stringUpper, doc: "Returns the string with every character in upper case.", example: "\"éa1\".upper() // \"ÉA1\""},
	}
}

// maxString is the length in bytes that the result of a method may have.
const maxString = math.MaxInt32

// tooMuch is a size that no VM has memory for.
const tooMuch = 1 << 62

// times returns a * b, or tooMuch if that is less; both are at least zero.
func times(a, b int64) int64 {
	if hi, lo := bits.Mul64(uint64(a), uint64(b)); hi == 0 && lo < tooMuch {
		return int64(lo)
	}
	return tooMuch
}

// plus returns a + b in the same way.
func plus(a, b int64) int64 { return min(a+b, tooMuch) }

// buildString makes a string of at most size bytes, which add appends.
func (m *VM) buildString(size int64, add func([]byte) []byte) (Value, error) {
	if size > maxString {
		if err := m.charge(size); err != nil { // the limit of the VM comes first
			return Nil, err
		}
		m.memory += size
		return Nil, faultf("value", "the string would take too much memory: it may have %d bytes at most", maxString)
	}
	if err := m.work(size / 16); err != nil {
		return Nil, err
	}
	return m.concat(emptyString, int(size), add)
}

// stringList makes a list of parts of the string whole, which takes n bytes of
// work.
// It goes through them twice, to charge for them before it makes them; parts is
// called for each, since the iterators of package strings can be used once.
func (m *VM) stringList(whole Value, n int, parts func() iter.Seq[string]) (Value, error) {
	if err := m.work(int64(n) / 8); err != nil {
		return Nil, err
	}
	count, size := 0, int64(0)
	for part := range parts() {
		if count++; m.halted(count) {
			return Nil, m.stopped()
		}
		if len(part) > 1 {
			size += stringSize
		}
	}
	if err := m.charge(size); err != nil {
		return Nil, err
	}
	l, err := m.newList(count, objectValue(emptyString))
	if err != nil {
		return Nil, err
	}
	l.len = count
	items, i := l.boxed(), 0
	for part := range parts() {
		if items[i] = partOf(whole, part); m.halted(i) {
			return Nil, m.stopped()
		}
		i++
	}
	return objectValue(l), nil
}

func stringChars(c *Call, args []Value) (Value, error) {
	s := args[0].str()
	return c.m.stringList(args[0], 4*len(s), func() iter.Seq[string] { return characters(s) })
}

// characters goes over the characters of s.
func characters(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for len(s) > 0 {
			ch := character(s, 0)
			if !yield(ch) {
				return
			}
			s = s[len(ch):]
		}
	}
}

// methodContains is the method contains of every kind that has one.
func methodContains(c *Call, args []Value) (Value, error) {
	ok, err := c.m.contains(args[1], args[0])
	return Bool(ok), err
}

func stringEndsWith(c *Call, args []Value) (Value, error) {
	if err := c.m.work(int64(len(args[1].str())) / 64); err != nil {
		return Nil, err
	}
	return Bool(strings.HasSuffix(args[0].str(), args[1].str())), nil
}

func stringFind(c *Call, args []Value) (Value, error) {
	s, from := args[0].str(), 0
	if len(args) == 3 {
		var err error
		if from, err = startingPoint(args[0], args[2].int(), len(s)); err != nil {
			return Nil, err
		}
	}
	if err := c.m.work(int64(len(s)) / 16); err != nil {
		return Nil, err
	}
	i := strings.Index(s[from:], args[1].str())
	if i < 0 {
		return Nil, nil
	}
	return Int(int64(from + i)), nil
}

// startingPoint returns the index of an element of v, which has n, or its end: where a
// search begins.
func startingPoint(v Value, k int64, n int) (int, error) {
	i := k
	if i < 0 {
		i += int64(n)
	}
	if i < 0 || i > int64(n) {
		return 0, faultf("index", "index %d is out of range: %s", k, sizeOf(v, n))
	}
	return int(i), nil
}

func stringLines(c *Call, args []Value) (Value, error) {
	s := args[0].str()
	return c.m.stringList(args[0], len(s), func() iter.Seq[string] { return lines(s) })
}

// lines goes over the lines of s, without their ends.
func lines(s string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for line := range strings.Lines(s) {
			line, _ = strings.CutSuffix(line, "\n")
			line, _ = strings.CutSuffix(line, "\r")
			if !yield(line) {
				return
			}
		}
	}
}

func stringLower(c *Call, args []Value) (Value, error) {
	return c.m.mapCharacters(args[0], unicode.ToLower)
}

func stringUpper(c *Call, args []Value) (Value, error) {
	return c.m.mapCharacters(args[0], unicode.ToUpper)
}

// mapCharacters returns v with every character replaced; bytes that are no UTF-8
// stay. It goes through them twice, to know the size of the result before.
func (m *VM) mapCharacters(v Value, f func(rune) rune) (Value, error) {
	s := v.str()
	if err := m.work(int64(len(s)) / 4); err != nil {
		return Nil, err
	}
	size, changed, n := int64(0), false, 0
	for _, r := range s {
		if n++; m.halted(n) {
			return Nil, m.stopped()
		}
		if r == utf8.RuneError { // of three bytes, or one that is no UTF-8
			size += utf8.UTFMax
			continue
		}
		to := f(r)
		size += int64(utf8.RuneLen(to))
		changed = changed || to != r
	}
	if !changed {
		return v, nil
	}
	return m.buildString(size, func(b []byte) []byte {
		for i, r := range s {
			if n++; m.halted(n) {
				break
			}
			if r == utf8.RuneError {
				b = append(b, character(s, i)...)
			} else {
				b = utf8.AppendRune(b, f(r))
			}
		}
		return b
	})
}

func stringPadEnd(c *Call, args []Value) (Value, error) { return c.m.pad(args, false) }

func stringPadStart(c *Call, args []Value) (Value, error) { return c.m.pad(args, true) }

// pad makes a string of s and as much of the fill as is missing to the width.
func (m *VM) pad(args []Value, before bool) (Value, error) {
	s, fill := args[0].str(), " "
	if len(args) == 3 {
		fill = args[2].str()
	}
	if fill == "" {
		return Nil, fault("value", "cannot pad with an empty string")
	}
	if err := m.work(int64(len(s)+len(fill)) / 16); err != nil {
		return Nil, err
	}
	width, has := args[1].int(), int64(utf8.RuneCountInString(s))
	if width <= has {
		return args[0], nil
	}
	length := int64(utf8.RuneCountInString(fill))
	whole, rest := (width-has)/length, firstCharacters(fill, (width-has)%length)
	size := plus(times(whole, int64(len(fill))), int64(len(rest)+len(s)))
	return m.buildString(size, func(b []byte) []byte {
		if !before {
			b, _ = m.appendText(b, s)
		}
		b = m.appendRepeated(b, fill, whole)
		b = append(b, rest...)
		if before {
			b, _ = m.appendText(b, s)
		}
		return b
	})
}

// firstCharacters returns the first n characters of s.
func firstCharacters(s string, n int64) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

func stringRepeat(c *Call, args []Value) (Value, error) {
	s, n := args[0].str(), args[1].int()
	if n < 0 {
		return Nil, faultf("value", "cannot repeat a string %d times", n)
	}
	if n == 1 {
		return args[0], nil
	}
	if s == "" {
		n = 0
	}
	return c.m.buildString(times(int64(len(s)), n), func(b []byte) []byte { return c.m.appendRepeated(b, s, n) })
}

// appendRepeated appends s n times.
func (m *VM) appendRepeated(b []byte, s string, n int64) []byte {
	for range n {
		var ok bool
		if b, ok = m.appendText(b, s); !ok {
			break
		}
	}
	return b
}

func stringReplace(c *Call, args []Value) (Value, error) {
	s, old, with := args[0].str(), args[1].str(), args[2].str()
	if old == "" {
		return Nil, faultHint("value", "cannot replace an empty string", "s.chars().join(x) puts x between all characters")
	}
	if err := c.m.work(int64(len(s)) / 16); err != nil {
		return Nil, err
	}
	n := int64(strings.Count(s, old))
	if len(args) == 4 && args[3].isInt() {
		if args[3].int() < 0 {
			return Nil, faultf("value", "cannot replace %d times", args[3].int())
		}
		n = min(n, args[3].int())
	}
	if n == 0 {
		return args[0], nil
	}
	size := plus(times(n, int64(len(with))), int64(len(s))-n*int64(len(old)))
	return c.m.buildString(size, func(b []byte) []byte {
		for range n {
			i := strings.Index(s, old)
			var ok bool
			if b, ok = c.m.appendText(b, s[:i]); !ok {
				return b
			}
			b, _ = c.m.appendText(b, with)
			s = s[i+len(old):]
		}
		b, _ = c.m.appendText(b, s)
		return b
	})
}

func stringReverse(c *Call, args []Value) (Value, error) {
	s := args[0].str()
	return c.m.buildString(int64(len(s)), func(b []byte) []byte {
		for end, n := len(s), 1; end > 0 && !c.m.halted(n); n++ {
			_, size := utf8.DecodeLastRuneInString(s[:end])
			b = append(b, s[end-size:end]...)
			end -= size
		}
		return b
	})
}

func stringSplit(c *Call, args []Value) (Value, error) {
	s := args[0].str()
	if len(args) == 1 || !args[1].isString() {
		if len(args) == 3 && args[2].isInt() {
			return Nil, faultHint("value", "a limit of parts needs a separator", "`s.split(\" \", n)`")
		}
		return c.m.stringList(args[0], len(s), func() iter.Seq[string] { return strings.FieldsSeq(s) })
	}
	separator := args[1].str()
	if separator == "" {
		return Nil, faultHint("value", "cannot split at an empty string", "s.chars() gives the characters")
	}
	if len(args) == 3 && args[2].isInt() {
		if args[2].int() < 1 {
			return Nil, faultf("value", "cannot split into %d parts", args[2].int())
		}
		return c.m.stringList(args[0], len(s), func() iter.Seq[string] { return splitLimited(s, separator, args[2].int()) })
	}
	return c.m.stringList(args[0], len(s), func() iter.Seq[string] { return strings.SplitSeq(s, separator) })
}

// splitLimited goes over at most limit parts of s.
func splitLimited(s, separator string, limit int64) iter.Seq[string] {
	return func(yield func(string) bool) {
		for n := int64(1); n < limit; n++ {
			part, rest, found := strings.Cut(s, separator)
			if !found || !yield(part) {
				break
			}
			s = rest
		}
		yield(s)
	}
}

func stringStartsWith(c *Call, args []Value) (Value, error) {
	if err := c.m.work(int64(len(args[1].str())) / 64); err != nil {
		return Nil, err
	}
	return Bool(strings.HasPrefix(args[0].str(), args[1].str())), nil
}

func stringTrim(c *Call, args []Value) (Value, error) {
	return c.m.trim(args, strings.TrimFunc)
}

func stringTrimEnd(c *Call, args []Value) (Value, error) {
	return c.m.trim(args, strings.TrimRightFunc)
}

func stringTrimStart(c *Call, args []Value) (Value, error) {
	return c.m.trim(args, strings.TrimLeftFunc)
}

// trim cuts off what args[1] has, or white space, by one of the functions of
// package strings.
func (m *VM) trim(args []Value, cut func(string, func(rune) bool) string) (Value, error) {
	s, drop := args[0].str(), unicode.IsSpace
	if err := m.work(int64(len(s)) / 16); err != nil {
		return Nil, err
	}
	if len(args) == 2 && args[1].isString() {
		n := int64(len(args[1].str()))
		if err := m.work(n); err != nil {
			return Nil, err
		}
		if err := m.charge(4 * n); err != nil {
			return Nil, err
		}
		set := []rune(args[1].str())
		slices.Sort(set)
		drop = func(r rune) bool { _, found := slices.BinarySearch(set, r); return found }
	}
	n := 0
	t := cut(s, func(r rune) bool { n++; return drop(r) && !m.halted(n) })
	if m.halted(0) {
		return Nil, m.stopped()
	}
	if len(t) == len(s) {
		return args[0], nil
	}
	return m.substring(args[0], t), nil
}
