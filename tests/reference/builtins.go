package reference

// The built-in functions.

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// defineBuiltins fills the tables of functions, modules and methods.
func (in *interpreter) defineBuiltins() {
	in.hosted = map[string]*Module{}
	in.builtins = map[string]Value{}
	for _, n := range slices.Concat(dataBuiltins, conversions, coroutineBuiltins, []*Native{
		in.scripted("builtins", "list", "x"),
		in.scripted("builtins", "tuple", "x"),
		in.extremeOf("max", 1),
		in.extremeOf("min", -1),
	}) {
		in.builtins[n.name] = n
	}
	in.builtins["coroutine"], _ = in.hostModule("coroutine")
	lists := slices.Clone(listMethods)
	for _, d := range listCallbacks {
		lists = append(lists, in.listMethod(d[0], d[1]))
	}
	in.methods = map[string]map[string]*Native{
		"list": byName(lists), "tuple": byName(tupleMethods), "range": byName(rangeMethods),
		"string": byName(stringMethods), "bytes": byName(bytesMethods),
		"coroutine": byName(coroutineMethods), "record": byName(recordMethods),
	}
}

func byName(natives []*Native) map[string]*Native {
	table := map[string]*Native{}
	for _, n := range natives {
		table[n.name] = n
	}
	return table
}

// listMethod declares a method of lists that is a function of the prelude.
func (in *interpreter) listMethod(name, params string) *Native {
	return in.scripted("list", name, params)
}

var dataBuiltins = []*Native{
	native("assert", "condition, message = nil", func(_ *frame, args []Value) (Value, error) {
		if truthy(args[0]) {
			return nil, nil
		}
		if !has(args, 1) {
			return nil, fault("assert", "assertion failed")
		}
		text, err := display(args[1])
		if err == nil {
			err = fault("assert", "%s", text)
		}
		return nil, err
	}),
	native("delete", "m: map, key", func(_ *frame, args []Value) (Value, error) {
		return args[0].(*Map).remove(args[1])
	}),
	native("error", "message: string, options: map? = nil", makeError),
	native("keys", "m: map", func(_ *frame, args []Value) (Value, error) {
		list := &List{}
		for _, e := range args[0].(*Map).live() {
			list.items = append(list.items, e.key)
		}
		return list, nil
	}),
	native("values", "m: map", func(_ *frame, args []Value) (Value, error) {
		list := &List{}
		for _, e := range args[0].(*Map).live() {
			list.items = append(list.items, e.value)
		}
		return list, nil
	}),
	native("merge", "m: map, ...others: map", func(_ *frame, args []Value) (Value, error) {
		merged := newMap()
		for _, m := range args {
			merged.merge(m.(*Map))
		}
		return merged, nil
	}),
	native("len", "x: string|bytes|list|tuple|map|range", func(_ *frame, args []Value) (Value, error) {
		n, err := length(args[0])
		return n, err
	}),
	native("print", "...values", func(f *frame, args []Value) (Value, error) {
		var texts []string
		for _, v := range args {
			text, err := f.text(v)
			if err != nil {
				return nil, err
			}
			texts = append(texts, text)
		}
		f.in.output.WriteString(strings.Join(texts, " ") + "\n")
		return nil, nil
	}),
	native("same", "a, b", func(_ *frame, args []Value) (Value, error) { return same(args[0], args[1]), nil }),
	native("type", "x", func(_ *frame, args []Value) (Value, error) { return typeName(args[0]), nil }),
}

func makeError(_ *frame, args []Value) (Value, error) {
	e := &ErrorValue{message: args[0].(string), kind: "error"}
	if !has(args, 1) {
		return e, nil
	}
	for _, option := range args[1].(*Map).live() {
		switch option.key {
		case "cause":
			e.cause = option.value
		case "kind":
			kind, ok := option.value.(string)
			if !ok || kind == "" {
				text, err := literal(option.value)
				if err == nil {
					err = fault("type", "the kind of an error is a string that is not empty, not %s", text)
				}
				return nil, err
			}
			e.kind = kind
		default:
			if e.data == nil {
				e.data = newMap()
			}
			_ = e.data.(*Map).set(option.key, option.value) // it is a key already
		}
	}
	return e, nil
}

// extremeOf declares min or max, which the prelude has for instances.
func (in *interpreter) extremeOf(name string, sign int) *Native {
	return native(name, "x, ...others", func(f *frame, args []Value) (Value, error) {
		elems, ok := items(args[0])
		if ok && len(args) == 1 {
			elems = elems[:min(len(elems), 1)]
		} else {
			elems = args
		}
		if slices.ContainsFunc(elems, func(v Value) bool { _, ok := v.(*Instance); return ok }) {
			return f.run(in.preludeFunction("builtins", name), nil, args)
		}
		return extreme(name, args, sign)
	})
}

// extreme returns the first argument, or element of the only one, that no other one
// exceeds in the direction of sign. A nan wins.
func extreme(name string, args []Value, sign int) (Value, error) {
	if elems, ok := items(args[0]); ok && len(args) == 1 {
		if len(elems) == 0 {
			return nil, fault("value", "`%s` of an empty %s", name, typeName(args[0]))
		}
		args = elems
	}
	best := args[0]
	if len(args) == 1 {
		_, _, err := compareData(best, best)
		return best, err
	}
	for _, v := range args[1:] {
		c, ordered, err := compareData(v, best)
		if err != nil {
			return nil, err
		}
		if f, ok := best.(float64); ok && math.IsNaN(f) {
			continue
		}
		if !ordered || c == sign {
			best = v
		}
	}
	return best, nil
}

var conversions = []*Native{
	native("abs", "x: number", func(_ *frame, args []Value) (Value, error) {
		if x, ok := args[0].(float64); ok {
			return math.Abs(x), nil
		}
		x := args[0].(int64)
		if x == math.MinInt64 {
			return nil, fault("arithmetic", "integer overflow: abs(%d)", x)
		}
		return max(x, -x), nil
	}),
	native("bytes", "x: int|string|bytes|list|tuple = 0", func(_ *frame, args []Value) (Value, error) {
		if len(args) == 0 {
			return &Bytes{}, nil
		}
		switch x := args[0].(type) {
		case int64:
			if x < 0 {
				return nil, fault("value", "cannot make %d bytes", x)
			}
			if x > maxSize {
				return nil, fault("value", "the bytes would take too much memory: there may be %d at most", maxSize)
			}
			return &Bytes{b: make([]byte, x)}, nil
		case string:
			return &Bytes{b: []byte(x)}, nil
		case *Bytes:
			return &Bytes{b: slices.Clone(x.b)}, nil
		}
		elems, _ := items(args[0])
		b, err := toBytes(elems)
		return &Bytes{b: b}, err
	}),
	native("float", "x: number|string", func(_ *frame, args []Value) (Value, error) {
		switch x := args[0].(type) {
		case int64:
			return float64(x), nil
		case string:
			return parseFloat(x)
		}
		return args[0], nil
	}),
	native("int", "x: number|string, base: int = 10", toInt),
	native("str", "x", func(f *frame, args []Value) (Value, error) {
		text, err := f.text(args[0])
		return text, err
	}),
}

// maxSize is the largest size in bytes of a string or buffer.
const maxSize = math.MaxInt32

func toBytes(elems []Value) ([]byte, error) {
	var buffer []byte
	for _, v := range elems {
		b, err := toByte(v)
		if err != nil {
			return nil, err
		}
		buffer = append(buffer, b)
	}
	return buffer, nil
}

func unreadable(s, as string) error {
	return fault("value", "cannot read %s as %s", quoteExcerpt(s), as)
}

// quoteExcerpt quotes a text, cut off if it is long.
func quoteExcerpt(s string) string {
	const most = 40
	if len(s) <= most {
		return quote(s)
	}
	return quote(s[:most]) + "…"
}

func parseFloat(s string) (Value, error) {
	switch s {
	case "inf":
		return math.Inf(1), nil
	case "-inf":
		return math.Inf(-1), nil
	case "nan":
		return math.NaN(), nil
	}
	if strings.Trim(s, "0123456789+-.eE") != "" { // Go reads other forms, too
		return nil, unreadable(s, "a float")
	}
	x, err := strconv.ParseFloat(s, 64)
	switch {
	case math.IsInf(x, 0):
		return nil, fault("arithmetic", "overflow: %s is out of the range of a float", quoteExcerpt(s))
	case err != nil:
		return nil, unreadable(s, "a float")
	}
	return x, nil
}

func toInt(_ *frame, args []Value) (Value, error) {
	s, ok := args[0].(string)
	if len(args) == 2 && !ok {
		return nil, fault("type", "`int` takes a base only for a string, got %s", article(args[0]))
	}
	switch x := args[0].(type) {
	case int64:
		return x, nil
	case float64:
		if x >= -1<<63 && x < 1<<63 {
			return int64(x), nil
		}
		return nil, fault("arithmetic", "integer overflow: %s is out of the range of an int", formatFloat(x))
	}
	base := int64(0)
	if len(args) == 2 {
		if base = args[1].(int64); base < 2 || base > 36 {
			return nil, fault("value", "the base of `int` is 2 to 36, got %d", base)
		}
	}
	return parseInt(s, int(base))
}

// parseInt reads an int in a base, which a prefix may name if it is 0.
func parseInt(s string, base int) (Value, error) {
	sign, digits := "", s
	if s != "" && (s[0] == '-' || s[0] == '+') {
		sign, digits = strings.TrimPrefix(s[:1], "+"), s[1:]
	}
	for prefix, of := range map[string]int{"0x": 16, "0o": 8, "0b": 2} {
		if rest, ok := strings.CutPrefix(strings.ToLower(digits), prefix); ok && rest != "" && (base == 0 || base == of) {
			digits, base = rest, of
			break
		}
	}
	if base == 0 {
		base = 10
	}
	if digits == "" || digits[0] == '-' || digits[0] == '+' {
		return nil, unreadable(s, "an int")
	}
	i, err := strconv.ParseInt(sign+digits, base, 64)
	switch {
	case err == nil:
		return i, nil
	case i != 0: // the nearest int
		return nil, fault("arithmetic", "integer overflow: %s is out of the range of an int", quoteExcerpt(s))
	}
	return nil, unreadable(s, "an int")
}

var coroutineBuiltins = []*Native{
	switching(native("resume", "c: coroutine, value = nil", func(f *frame, args []Value) (Value, error) {
		return f.resume(args[0].(*Coroutine), optional(args))
	}), func(f *frame, args []Value) error {
		c := args[0].(*Coroutine)
		if err := f.refusesResume(c, optional(args)); err != nil {
			return err
		}
		return f.in.roomFor(c, f.depth()-1) // the frame has gone then
	}),
	switching(native("transfer", "c: coroutine, value = nil", func(f *frame, args []Value) (Value, error) {
		return f.transfer(args[0].(*Coroutine), optional(args))
	}), func(f *frame, args []Value) error { return f.refusesTransfer(args[0].(*Coroutine), optional(args)) }),
}

// switching makes n one that hands control to another coroutine, unless it refuses to.
func switching(n *Native, refuses func(f *frame, args []Value) error) *Native {
	n.refuses = refuses
	return n
}

// optional is the message of resume and transfer.
func optional(args []Value) message {
	if len(args) == 2 {
		return message{value: args[1]}
	}
	return message{}
}

var coroutineMethods = []*Native{
	switching(method("close", "", func(f *frame, c *Coroutine, _ []Value) (Value, error) { return nil, f.close(c) }),
		func(f *frame, args []Value) error { return f.refusesClose(args[0].(*Coroutine)) }),
	switching(method("throw", "value", func(f *frame, c *Coroutine, args []Value) (Value, error) {
		return f.throwInto(c, args[0])
	}), func(f *frame, args []Value) error { return f.refusesThrow(args[0].(*Coroutine)) }),
}

var recordMethods = []*Native{
	method("with", "changes: map", func(_ *frame, old *Instance, args []Value) (Value, error) {
		in := &Instance{class: old.class, fields: slices.Clone(old.fields)}
		for _, e := range args[0].(*Map).live() {
			name, ok := e.key.(string)
			if !ok {
				text, err := literal(e.key)
				if err == nil {
					err = fault("type", "the fields of a record have names, got the key %s", text)
				}
				return nil, err
			}
			i := in.class.fieldIndex(name)
			if i < 0 {
				return nil, fault("name", "the record `%s` has no field `%s`", in.class.name, name)
			}
			in.fields[i] = e.value
		}
		return in, nil
	}),
}

var rangeMethods = []*Native{
	method("contains", "x: number", func(_ *frame, r Range, args []Value) (Value, error) {
		return rangeContains(r, args[0])
	}),
	method("step", "n: int", func(_ *frame, r Range, args []Value) (Value, error) {
		if args[0] == int64(0) {
			return nil, fault("value", "the step of a range cannot be 0")
		}
		r.step, r.id = args[0].(int64), new(int)
		return r, nil
	}),
}
