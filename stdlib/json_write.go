package stdlib

// The writer of the module json.

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/coro-lang/coro/vm"
)

// jsonWriter writes one value.
type jsonWriter struct {
	output
	step  string // of indentation
	lines bool   // each element is on a line of its own
	depth int
}

// unwritable is the error for a value that JSON has no text for.
type unwritable struct {
	kind, path, problem, hint string
}

func (e *unwritable) Error() string {
	return "cannot write the value" + e.path + " as JSON: " + e.problem
}

func jsonStringify(c *vm.Call, args []vm.Value) (vm.Value, error) {
	w := jsonWriter{output: output{c: c}}
	switch v := argument(args, 1); v.Kind() {
	case vm.KindInt:
		n := intOf(v)
		if n < 0 || n > 16 {
			return vm.Nil, failf("value", "json.stringify: the indent is 0 to 16 blanks, not %d", n)
		}
		w.lines, w.step = true, "                "[:n]
	case vm.KindString:
		if w.lines, w.step = true, stringOf(v); len(w.step) > 16 {
			return vm.Nil, failf("value", "json.stringify: the indent has 16 bytes at most, not %d", len(w.step))
		}
	}
	err := w.write(args[0])
	if wrong := (*unwritable)(nil); errors.As(err, &wrong) {
		err = vm.NewError(wrong.kind, wrong.Error(), wrong.hint)
	}
	if err != nil {
		return vm.Nil, err
	}
	return w.value()
}

// write writes a value.
func (w *jsonWriter) write(v vm.Value) error {
	if err := w.c.Charge(1, 0); err != nil {
		return err
	}
	switch v.Kind() {
	case vm.KindNil:
		return w.add("null")
	case vm.KindBool, vm.KindInt:
		return w.add(v.String())
	case vm.KindFloat:
		if f, _ := v.AsFloat(); math.IsNaN(f) || math.IsInf(f, 0) {
			return &unwritable{kind: "value", problem: "there is no number " + v.String()}
		}
		return w.add(v.String())
	case vm.KindString:
		return w.str(stringOf(v))
	case vm.KindList, vm.KindTuple:
		return w.nested('[', ']', func() error {
			i := 0
			for _, x := range v.Parts() {
				if err := w.element(i, "["+strconv.Itoa(i)+"]", "", x); err != nil {
					return err
				}
				i++
			}
			return nil
		})
	case vm.KindMap:
		return w.nested('{', '}', func() error { return w.entries(v) })
	case vm.KindRecord:
		return w.nested('{', '}', func() error {
			i := 0
			for name, x := range v.Parts() {
				if err := w.element(i, "."+stringOf(name), stringOf(name), x); err != nil {
					return err
				}
				i++
			}
			return nil
		})
	case vm.KindBytes:
		return &unwritable{kind: "type", problem: "it is bytes", hint: "b.to_string(), or encoding.base64_encode(b), makes a string of them"}
	case vm.KindRange:
		return &unwritable{kind: "type", problem: "it is a range", hint: "list(r) makes a list of it"}
	case vm.KindInstance:
		return &unwritable{kind: "type", problem: "it is an instance of `" + v.ClassName() + "`", hint: "make a map of what is to be written"}
	}
	return &unwritable{kind: "type", problem: "it is of type " + v.Kind().String()}
}

func (w *jsonWriter) entries(m vm.Value) error {
	i := 0
	for k, x := range m.Parts() {
		name, ok := k.AsString()
		if !ok {
			return &unwritable{kind: "type", problem: "its key " + k.String() + " is no string", hint: "str(key) makes one"}
		}
		if err := w.element(i, "."+shorten(name), name, x); err != nil {
			return err
		}
		i++
	}
	return nil
}

// nested writes what is between two brackets, each element by a call of element.
func (w *jsonWriter) nested(open, end byte, elements func() error) error {
	if w.depth++; w.depth > maxJSONDepth {
		return &unwritable{kind: "depth", problem: fmt.Sprintf("it is nested deeper than %d levels", maxJSONDepth), hint: "does it contain itself?"}
	}
	if err := w.room(1); err != nil {
		return err
	}
	w.WriteByte(open)
	before := w.Len()
	if err := elements(); err != nil {
		return err
	}
	w.depth--
	if w.Len() > before {
		if err := w.newline(); err != nil {
			return err
		}
	}
	if err := w.room(1); err != nil {
		return err
	}
	return w.WriteByte(end)
}

// newline begins the next line, if there are any.
func (w *jsonWriter) newline() error {
	if !w.lines {
		return nil
	}
	if err := w.add("\n"); err != nil {
		return err
	}
	return w.repeat(w.step, w.depth)
}

// element writes the element i of what is nested, under a key if it is in an object.
// step is where it is, for errors.
func (w *jsonWriter) element(i int, step, key string, v vm.Value) error {
	if i > 0 {
		if err := w.add(","); err != nil {
			return err
		}
	}
	if err := w.newline(); err != nil {
		return err
	}
	err := error(nil)
	if step[0] == '.' {
		if err = w.str(key); err == nil {
			colon := ":"
			if w.lines {
				colon = ": "
			}
			err = w.add(colon)
		}
	}
	if err == nil {
		err = w.write(v)
	}
	if wrong := (*unwritable)(nil); errors.As(err, &wrong) {
		const longest = 200
		if wrong.path = step + wrong.path; len(wrong.path) > longest {
			wrong.path = shorten(wrong.path)
		}
	}
	return err
}

// str writes a string.
func (w *jsonWriter) str(s string) error {
	if !utf8.ValidString(s) {
		return &unwritable{kind: "value", problem: "the string is no UTF-8", hint: "encoding.base64_encode(s) makes one of any bytes"}
	}
	if err := w.add(`"`); err != nil {
		return err
	}
	plain := 0 // where what needs no escape begins
	for i := range len(s) {
		if b := s[i]; b >= ' ' && b != '"' && b != '\\' {
			continue
		}
		if err := w.add(s[plain:i]); err != nil {
			return err
		}
		if err := w.add(escapedJSON(s[i])); err != nil {
			return err
		}
		plain = i + 1
	}
	if err := w.add(s[plain:]); err != nil {
		return err
	}
	return w.add(`"`)
}

func escapedJSON(b byte) string {
	switch b {
	case '"':
		return `\"`
	case '\\':
		return `\\`
	case '\n':
		return `\n`
	case '\r':
		return `\r`
	case '\t':
		return `\t`
	}
	const digits = "0123456789abcdef"
	return `\u00` + string([]byte{digits[b>>4], digits[b&15]})
}
