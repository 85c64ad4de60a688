package stdlib

// What the modules share: options, and texts that are paid before they grow.

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm"
)

// failf makes an error of a kind.
func failf(kind, format string, args ...any) error {
	return vm.NewError(kind, fmt.Sprintf(format, args...), "")
}

// output is a text that grows, and is charged before it does.
type output struct {
	c *vm.Call
	strings.Builder
}

// maxText is the length of the longest string, as the language has it.
const maxText = math.MaxInt32

// room makes room for n bytes more.
func (o *output) room(n int) error {
	if o.Cap()-o.Len() >= n {
		return nil
	}
	size := int64(2*o.Cap() + n) // what Grow allocates
	if err := o.c.Charge(size/16, size); err != nil {
		return err
	}
	if o.Len()+n > maxText {
		return failf("value", "the string would take too much memory: it may have %d bytes at most", maxText)
	}
	o.Grow(n)
	return nil
}

// add appends a text.
func (o *output) add(s string) error {
	if err := o.room(len(s)); err != nil {
		return err
	}
	o.WriteString(s)
	return nil
}

// repeat appends a text n times.
func (o *output) repeat(s string, n int) error {
	if n <= 0 || s == "" {
		return nil
	}
	if n > maxText/len(s) {
		return failf("value", "the string would take too much memory: it may have %d bytes at most", maxText)
	}
	if err := o.room(n * len(s)); err != nil {
		return err
	}
	for range n {
		o.WriteString(s)
	}
	return nil
}

// value returns the text as a string of the script.
func (o *output) value() (vm.Value, error) { return o.c.String(o.String()) }

// option reads one option of a function.
type option func(v vm.Value) error

// readOptions reads the options that a function got as a map, or nil if it got none.
func readOptions(function string, given vm.Value, known map[string]option) error {
	for k, v := range given.Parts() {
		name, _ := k.AsString()
		read := known[name]
		if read == nil {
			names, hint := slices.Sorted(maps.Keys(known)), ""
			if s, ok := source.Suggest(name, names); ok {
				hint = "did you mean `" + s + "`?"
			} else {
				hint = "its options are " + strings.Join(names, ", ")
			}
			return vm.NewError("value", fmt.Sprintf("`%s` has no option %s", function, k.Excerpt(40)), hint)
		}
		if err := read(v); err != nil {
			return vm.WrapError("value", fmt.Errorf("the option `%s` of `%s` is %w, not %s", name, function, err, v.Excerpt(40)))
		}
	}
	return nil
}

// boolOption is an option that is true or false.
func boolOption(to *bool) option {
	return func(v vm.Value) (err error) {
		var ok bool
		if *to, ok = v.AsBool(); !ok {
			err = fmt.Errorf("true or false")
		}
		return err
	}
}

// choiceOption is an option that is one of some words.
func choiceOption(to *string, words ...string) option {
	return func(v vm.Value) error {
		s, _ := v.AsString()
		if !slices.Contains(words, s) {
			return fmt.Errorf("%q", words)
		}
		*to = s
		return nil
	}
}

// argument returns the argument i of a call, nil if there is none.
func argument(args []vm.Value, i int) vm.Value {
	if i < len(args) {
		return args[i]
	}
	return vm.Nil
}

// stringOf returns the string that a value, whose kind was checked, holds.
func stringOf(v vm.Value) string {
	s, _ := v.AsString()
	return s
}

// intOf returns the int that a value, whose kind was checked, holds.
func intOf(v vm.Value) int64 {
	i, _ := v.AsInt()
	return i
}

// size returns the number of bytes of a string or buffer, or of the parts of anything
// else.
func size(v vm.Value) int {
	if b, ok := v.AsBytes(); ok {
		return len(b)
	}
	if s, ok := v.AsString(); ok {
		return len(s)
	}
	return v.Size()
}

// textOf returns the bytes of a string or buffer.
func textOf(v vm.Value) string {
	if b, ok := v.AsBytes(); ok {
		return string(b)
	}
	return stringOf(v)
}

// stringList makes a list of strings, which are copied.
func stringList(c *vm.Call, texts []string) (vm.Value, error) {
	if err := c.Charge(int64(len(texts)), 16*int64(len(texts))); err != nil {
		return vm.Nil, err
	}
	values := make([]vm.Value, len(texts))
	for i, s := range texts {
		var err error
		if values[i], err = c.CopyString(s); err != nil {
			return vm.Nil, err
		}
	}
	return c.List(values...)
}

// sortedList is stringList of the texts in their order.
func sortedList(c *vm.Call, texts []string) (vm.Value, error) {
	slices.Sort(texts)
	return stringList(c, texts)
}

// accept is a private function whose arguments are checked by its declaration, and
// that does nothing else: for members in Coro.
func accept(*vm.Call, []vm.Value) (vm.Value, error) { return vm.Nil, nil }

// withEnd is a function for members in Coro that read a text which comes in parts: it
// gives the parts, and nil behind the last.
const withEnd = `
fn with_end(source) => coro with_end_items(source)
fn with_end_items(source) {
	for chunk in source { yield chunk }
	yield nil
}`
