package reference

// Built-ins: their parameters, and what is checked of the arguments.

import (
	"strings"
)

// param is a parameter of a built-in.
type param struct {
	name           string
	types          []string // any of them; nil if every value will do
	optional, rest bool
}

// native declares a built-in. The parameters are written as `x: int|string = 1,
// ...others: map`; `int?` is int or nil.
func native(name, params string, run func(f *frame, args []Value) (Value, error)) *Native {
	n := &Native{name: name, run: run}
	for part := range strings.SplitSeq(params, ", ") {
		if part == "" {
			continue
		}
		var p param
		part, _, p.optional = strings.Cut(part, " = ")
		part, p.rest = strings.CutPrefix(part, "...")
		name, types, typed := strings.Cut(part, ": ")
		if p.name = name; typed {
			bare, orNil := strings.CutSuffix(types, "?")
			p.types = strings.Split(bare, "|")
			if orNil {
				p.types = append(p.types, "nil")
			}
		}
		n.params = append(n.params, p)
	}
	return n
}

// method declares a built-in method, which gets its receiver as the first argument.
// The receiver needs no check.
func method[T any](name, params string, run func(f *frame, self T, args []Value) (Value, error)) *Native {
	return native(name, params, func(f *frame, args []Value) (Value, error) {
		return run(f, args[0].(T), args[1:])
	})
}

func (n *Native) checkCount(args int) error {
	required, most := 0, len(n.params)
	for _, p := range n.params {
		if p.rest {
			most = -1
		} else if !p.optional {
			required++
		}
	}
	return wrongCount("`"+n.name+"`", required, most, args)
}

// check checks the number and the types of arguments.
func (n *Native) check(args []Value) error {
	if err := n.checkCount(len(args)); err != nil {
		return err
	}
	for i, v := range args {
		p := n.params[min(i, len(n.params)-1)]
		if p.types != nil && !p.takes(v) {
			return fault("type", "`%s` expects %s as argument %d (%s), got %s", n.name, p.wants(), i+1, p.name, typeName(v))
		}
	}
	return nil
}

// takes reports whether a value is of the types; what an instance can do shows later.
func (p param) takes(v Value) bool {
	for _, t := range p.types {
		name := typeName(v)
		switch t {
		case "number":
			if name == "int" || name == "float" {
				return true
			}
		case "function":
			switch v.(type) {
			case *Function, *Native, *Bound, *Class, *Instance:
				return true
			}
		case "iterable":
			switch v.(type) {
			case *List, *Tuple, *Bytes, *Map, *Coroutine, *Instance, string, Range:
				return true
			}
		default:
			if name == t {
				return true
			}
		}
	}
	return false
}

// wants is what messages say that a parameter expects.
func (p param) wants() string {
	text := "a "
	switch p.types[0] {
	case "nil", "bytes":
		text = ""
	case "int", "error", "iterable":
		text = "an "
	}
	for i, t := range p.types {
		switch {
		case i == 0:
		case i == len(p.types)-1:
			text += " or "
		default:
			text += ", "
		}
		text += t
	}
	return text
}

// has reports whether an optional argument is there and not nil.
func has(args []Value, i int) bool { return i < len(args) && args[i] != nil }
