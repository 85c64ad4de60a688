// The built-in functions.

package vm

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

func builtins() []builtin {
	return []builtin{
		{name: "abs", params: "x: number", fn: builtinAbs, doc: "Returns x without its sign. The one int without an opposite, -2**63, is an error.", example: "abs(-3) // 3\nabs(2.5) // 2.5"},
		{name: "assert", params: "condition, message = nil", fn: builtinAssert, doc: "Throws an error of kind \"assert\" if condition is nil or false.", example: "assert(1 < 2, \"order\") // nil"},
		{name: "bytes", params: "x: int|string|bytes|list|tuple = 0", fn: builtinBytes, doc: "Makes a mutable buffer: of that many zeros, of a copy of the bytes of a string or of another buffer, or of the ints in a list.", example: "bytes(2) // bytes(\"\\0\\0\")\nbytes(\"hi\")[0] // 104\nbytes([104, 105]) // bytes(\"hi\")"},
		{name: "delete", params: "m: map, key", fn: builtinDelete, doc: "Removes an entry of a map and returns its value, or nil if there was none.", example: "let m = {a: 1, b: 2}\ndelete(m, \"a\") // 1\nm // {b: 2}"},
		{name: "error", params: "message: string, options: map? = nil", fn: builtinError, doc: "Makes an error, to be thrown. The options kind and cause become its fields, all others its data.", example: "let e = error(\"refused\", {kind: \"http\", status: 503})\ne.kind // \"http\"\ne.data // {status: 503}"},
		{name: "float", params: "x: number|string", fn: builtinFloat, doc: "Converts an int, or a string that holds a number, to a float.", example: "float(2) // 2.0\nfloat(\"1e3\") // 1000.0"},
		{name: "int", params: "x: number|string, base: int = 10", fn: builtinInt, doc: "Converts to an int: a float is truncated, a string is read in base 2 to 36; without a base, 0x, 0o and 0b choose one.", example: "int(-3.7) // -3\nint(\"0xff\") // 255\nint(\"zz\", 36) // 1295"},
		{name: "keys", params: "m: map", fn: builtinKeys, doc: "Returns a list of the keys of a map, in the order of their insertion.", example: "keys({b: 1, a: 2}) // [\"b\", \"a\"]"},
		{name: "len", params: "x: string|bytes|list|tuple|map|range", fn: builtinLen, doc: "Returns the number of bytes of a string or buffer, or of elements, entries or values.", example: "len(\"abc\") // 3\nlen([1, 2]) // 2"},
		{name: "list", params: "x", coro: "builtins", doc: "Returns a new list of the items of anything that a loop goes over.", example: "list(1..4) // [1, 2, 3]\nlist({a: 1}) // [(\"a\", 1)]"},
		{name: "max", params: "x, ...others", fn: builtinMax, overloads: "builtins", doc: "Returns the largest argument, or the largest element of a list or tuple; of equal ones the first.", example: "max(3, 1, 2.5) // 3\nmax([\"a\", \"b\"]) // \"b\""},
		{name: "merge", params: "m: map, ...others: map", fn: builtinMerge, doc: "Returns a new map with the entries of all maps; of a key that several have, the value of the last.", example: "merge({a: 1, b: 2}, {b: 3}) // {a: 1, b: 3}"},
		{name: "min", params: "x, ...others", fn: builtinMin, overloads: "builtins", doc: "Returns the smallest argument, or the smallest element of a list or tuple; of equal ones the first.", example: "min(3, 1, 2.5) // 1\nmin([\"a\", \"b\"]) // \"a\""},
		{name: "print", params: "...values", fn: builtinPrint, texts: true, doc: "Writes the values as one line, separated by blanks.", example: "print(\"a\", 1, [\"b\"]) // a 1 [\"b\"]"},
		{name: "resume", params: "c: coroutine, value = nil", enter: enterResume, doc: "Runs a coroutine to its next yield or its end and returns what it yields or returns. The pending yield gives value.", example: "let c = coro { let x = yield 1; return x + 1 }\nresume(c) // 1\nresume(c, 41) // 42"},
		{name: "same", params: "a, b", fn: builtinSame, doc: "Reports whether a and b are one and the same: the same object, or numbers or strings of one type and value.", example: "let xs = [1]\nsame(xs, xs) // true\nsame(xs, [1]) // false"},
		{name: "str", params: "x", fn: builtinStr, texts: true, doc: "Returns the text that print writes for x.", example: "str(1.0) // \"1.0\"\nstr([1, 2]) // \"[1, 2]\""},
		{name: "transfer", params: "c: coroutine, value = nil", enter: enterTransfer, doc: "Suspends the coroutine that runs and goes on with c, without waiting for it. It returns what is transferred back, or when c or another such one has ended, in the main coroutine, its result.", example: "let c = coro { return 1 }\ntransfer(c) // 1"},
		{name: "tuple", params: "x", coro: "builtins", doc: "Returns a tuple of the items of anything that a loop goes over.", example: "tuple([1, 2]) // (1, 2)"},
		{name: "type", params: "x", fn: builtinType, doc: "Returns the name of the type of x.", example: "type(1) // \"int\"\ntype(nil) // \"nil\""},
		{name: "values", params: "m: map", fn: builtinValues, doc: "Returns a list of the values of a map, in the order of the insertion of their keys.", example: "values({b: 1, a: 2}) // [1, 2]"},
	}
}

func coroutineMethods() []builtin {
	return []builtin{
		{name: "close", enter: enterClose, doc: "Ends a suspended coroutine: its pending defers run, innermost first. Closing an ended one does nothing.", example: "let c = coro { yield 1 }\nresume(c) // 1\nc.close() // nil\nc.status // \"closed\""},
		{name: "throw", params: "value", enter: enterThrow, doc: "Throws value inside of a suspended coroutine, by the yield that is pending there, and goes on as resume does. One that was never resumed fails without running.", example: "let c = coro { try { yield 1 } catch e { yield e } }\nresume(c) // 1\nc.throw(2) // 2"},
	}
}

func builtinAbs(_ *Call, args []Value) (Value, error) {
	v := args[0]
	switch {
	case v.isFloat():
		return Float(math.Abs(v.float())), nil
	case v.int() == math.MinInt64:
		return Nil, fault("arithmetic", "integer overflow: abs(-9223372036854775808)")
	case v.int() < 0:
		return Int(-v.int()), nil
	}
	return v, nil
}

func builtinAssert(c *Call, args []Value) (Value, error) {
	if args[0].truthy() {
		return Nil, nil
	}
	if len(args) == 1 || args[1].p == tagNil() {
		return Nil, fault("assert", "assertion failed")
	}
	text, err := c.m.text(args[1])
	if err != nil {
		return Nil, err
	}
	return Nil, fault("assert", text)
}

func builtinDelete(c *Call, args []Value) (Value, error) {
	v, err := c.m.remove(args[0].mapping(), args[1])
	if v == unset {
		v = Nil
	}
	return v, err
}

func builtinError(c *Call, args []Value) (Value, error) {
	if err := c.m.charge(errorSize); err != nil {
		return Nil, err
	}
	e := fault("error", c.m.ownText(args[0]))
	if len(args) == 2 && args[1].p != tagNil() {
		if err := c.m.applyOptions(e, args[1].mapping()); err != nil {
			return Nil, err
		}
	}
	return objectValue(e), nil
}

// applyOptions sets the fields of e from the options of error(…).
func (m *VM) applyOptions(e *errorObject, options *dict) error {
	if err := m.work(int64(options.len())); err != nil {
		return err
	}
	for k, v, at, ok := options.next(0); ok; k, v, at, ok = options.next(at) {
		name, _ := k.AsString()
		switch {
		case name == "cause":
			e.cause = v
			continue
		case name == "kind" && v.isString() && v.str() != "":
			e.errKind = m.ownText(v)
			continue
		case name == "kind":
			return faultf("type", "the kind of an error is a string that is not empty, not %s", v)
		}
		if e.data.p == tagNil() {
			d, err := m.newDict(m.root)
			if err != nil {
				return err
			}
			e.data = objectValue(d)
		}
		if err := m.setKey(e.data.mapping(), k, v); err != nil {
			return err
		}
	}
	return nil
}

func builtinFloat(c *Call, args []Value) (Value, error) {
	v := args[0]
	switch {
	case v.isFloat():
		return v, nil
	case v.isInt():
		return Float(float64(v.int())), nil
	}
	s := v.str()
	if err := c.m.work(int64(len(s)) / 16); err != nil {
		return Nil, err
	}
	switch s { // what floats without digits print as; ParseFloat takes more spellings
	case "inf":
		return Float(math.Inf(1)), nil
	case "-inf":
		return Float(math.Inf(-1)), nil
	case "nan":
		return Float(math.NaN()), nil
	}
	if strings.Trim(s, "0123456789+-.eE") != "" {
		return Nil, conversionError(s, "a float")
	}
	f, err := strconv.ParseFloat(s, 64)
	switch {
	case err == nil:
		return Float(f), nil
	case math.IsInf(f, 0):
		return Nil, faultf("arithmetic", "overflow: %s is out of the range of a float", excerpt(s))
	}
	return Nil, conversionError(s, "a float")
}

func builtinInt(c *Call, args []Value) (Value, error) {
	v := args[0]
	switch {
	case len(args) == 2 && !v.isString():
		return Nil, faultf("type", "`int` takes a base only for a string, got %s", article(v))
	case v.isInt():
		return v, nil
	case v.isFloat():
		if f := v.float(); f >= -1<<63 && f < 1<<63 {
			return Int(int64(f)), nil
		}
		return Nil, faultf("arithmetic", "integer overflow: %s is out of the range of an int", v)
	}
	if err := c.m.work(int64(len(v.str())) / 16); err != nil {
		return Nil, err
	}
	base := int64(0)
	if len(args) == 2 {
		if base = args[1].int(); base < 2 || base > 36 {
			return Nil, faultf("value", "the base of `int` is 2 to 36, got %d", base)
		}
	}
	return parseInt(v.str(), int(base))
}

// basePrefixes are the prefixes of an int literal.
var basePrefixes = map[string]int{"0x": 16, "0o": 8, "0b": 2}

// parseInt reads an int in a base; 0 stands for the base of its prefix, or 10.
func parseInt(s string, base int) (Value, error) {
	digits, negative := strings.CutPrefix(s, "-")
	if !negative {
		digits, _ = strings.CutPrefix(s, "+")
	}
	if len(digits) > 2 {
		if b := basePrefixes[strings.ToLower(digits[:2])]; b != 0 && (base == 0 || base == b) {
			digits, base = digits[2:], b
		}
	}
	if base == 0 {
		base = 10
	}
	if digits == "" || digits[0] == '-' || digits[0] == '+' { // ParseInt would take a second sign
		return Nil, conversionError(s, "an int")
	}
	if negative {
		digits = "-" + digits
	}
	i, err := strconv.ParseInt(digits, base, 64)
	if err == nil {
		return Int(i), nil
	}
	if i != 0 { // the nearest int, for a number that is out of range
		return Nil, faultf("arithmetic", "integer overflow: %s is out of the range of an int", excerpt(s))
	}
	e := conversionError(s, "an int")
	if _, err := strconv.ParseFloat(s, 64); err == nil {
		e.hint = "int(float(s)) truncates a number with a fraction"
	}
	return Nil, e
}

func conversionError(s, wanted string) *errorObject {
	e := faultf("value", "cannot read %s as %s", excerpt(s), wanted)
	if t := strings.TrimSpace(s); t != s && t != "" {
		e.hint = "s.trim() removes the white space around it"
	} else {
		e.hint = "`try { … } catch { … }` where the text may be something else"
	}
	return e
}

// excerpt quotes s for a message, cut off if it is long.
func excerpt(s string) string {
	const most = 40
	if len(s) <= most {
		return string(appendQuoted(nil, s))
	}
	return string(appendQuoted(nil, s[:most])) + "…"
}

func builtinKeys(c *Call, args []Value) (Value, error) {
	return c.m.entryList(args[0].mapping(), func(k, _ Value) Value { return k })
}

func builtinValues(c *Call, args []Value) (Value, error) {
	return c.m.entryList(args[0].mapping(), func(_, v Value) Value { return v })
}

func builtinMerge(c *Call, args []Value) (Value, error) {
	merged, err := c.m.newDict(c.m.root)
	for i := 0; i < len(args) && err == nil; i++ {
		err = c.m.mapSpread(objectValue(merged), args[i])
	}
	return objectValue(merged), err
}

// entryList makes a list of one item for each entry of a map.
func (m *VM) entryList(d *dict, item func(k, v Value) Value) (Value, error) {
	n := d.len()
	visited := n
	if d.shape == nil {
		visited = len(d.table().entries) // removed ones too
	}
	if err := m.work(int64(visited) / 4); err != nil {
		return Nil, err
	}
	k, v, at, ok := d.next(0)
	l, err := m.newList(n, item(k, v))
	for i := 1; ok && err == nil; k, v, at, ok = d.next(at) {
		if i++; m.halted(i) {
			return Nil, m.stopped()
		}
		err = m.push(l, item(k, v))
	}
	return objectValue(l), err
}

func builtinLen(_ *Call, args []Value) (Value, error) { return length(args[0]) }

func builtinMax(c *Call, args []Value) (Value, error) { return c.m.extreme("max", args, 1) }

func builtinMin(c *Call, args []Value) (Value, error) { return c.m.extreme("min", args, -1) }

// extreme returns the first argument that no other one exceeds in the direction
// of sign. A nan wins: it has no place in the order, and must not get lost.
func (m *VM) extreme(name string, args []Value, sign int) (Value, error) {
	n, at := len(args), func(i int) Value { return args[i] }
	if n == 1 && isSequence(args[0]) {
		n, at = elements(args[0])
	}
	if n == 0 {
		return Nil, faultHint("value", fmt.Sprintf("`%s` of an empty %s", name, args[0].typeName()), "test len(xs) > 0 first")
	}
	if err := m.work(int64(n) / 4); err != nil {
		return Nil, err
	}
	best := at(0)
	if n == 1 { // compared with itself, so that its kind is checked
		_, err := m.compare(best, best)
		return best, err
	}
	for i := 1; i < n; i++ {
		if m.halted(i) {
			return Nil, m.stopped()
		}
		v := at(i)
		order, err := m.compare(v, best)
		if err != nil {
			return Nil, err
		}
		if order == sign || order == unordered && !isNaN(best) {
			best = v
		}
	}
	return best, nil
}

// ordersInstances reports whether `min` or `max` of args has to call the `operator <`
// of instances. Where only some values are instances, it is an error in any case.
func ordersInstances(args []Value) bool {
	if len(args) == 1 && isSequence(args[0]) {
		n, at := elements(args[0])
		return n > 0 && isInstance(at(0))
	}
	return slices.ContainsFunc(args, isInstance)
}

func isSequence(v Value) bool { return v.kind() == KindList || v.kind() == KindTuple }

func isNaN(v Value) bool { return v.isFloat() && v.float() != v.float() }

func builtinPrint(c *Call, args []Value) (Value, error) {
	f := formatter{m: c.m}
	for i, v := range args {
		if i > 0 {
			if err := f.plain(" "); err != nil {
				return Nil, err
			}
		}
		if err := f.value(v, true); err != nil {
			return Nil, err
		}
	}
	if err := f.plain("\n"); err != nil {
		return Nil, err
	}
	if err := f.pay(); err != nil {
		return Nil, err
	}
	if err := c.ChargeOutput(int64(len(f.buf))); err != nil {
		return Nil, err
	}
	return Nil, c.m.write(f.buf)
}

// write writes to the host's stream.
func (m *VM) write(text []byte) (err error) {
	defer catchPanic("Stdout", &err)
	if _, err := m.config.Stdout.Write(text); err != nil {
		e := faultf("io", "cannot print: %v", err)
		e.host = err
		return e
	}
	return nil
}

func builtinSame(_ *Call, args []Value) (Value, error) { return Bool(same(args[0], args[1])), nil }

func builtinStr(c *Call, args []Value) (Value, error) {
	return c.m.textValue(args[0])
}

func builtinType(c *Call, args []Value) (Value, error) {
	return objectValue(c.m.intern(args[0].typeName())), nil
}
