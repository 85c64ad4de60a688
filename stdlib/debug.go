package stdlib

// The module debug: looking at values.

import (
	"fmt"
	"strings"

	"github.com/coro-lang/coro/vm"
)

// Debug returns the module debug. It has no state and reaches nothing outside.
func Debug() *vm.HostModule { return debugModule }

const debugDoc = "Looking at values while a script is being written."

var debugModule = lazy("debug", debugDoc, func() []vm.Member {
	return []vm.Member{
		{
			Name: "fields", Params: "x", Func: debugFields,
			Doc:     "Returns a map of the fields of an instance or record, by name; of anything else an empty one.",
			Example: "class Account { var owner = \"ann\"; var balance = 0 }\ndebug.fields(Account()) // {owner: \"ann\", balance: 0}",
		},
		{
			Name: "pretty", Params: "x, width: int = 80", Func: debugPretty,
			Doc:     "Returns the text of a value with its parts on lines of their own where it would be longer than the width. Of an instance it shows the fields.",
			Example: "debug.pretty({a: [1, 2]}) // \"{a: [1, 2]}\"\ndebug.pretty({a: [1, 2], b: 3}, 10) // \"{\\n  a: [\\n    1,\\n    2,\\n  ],\\n  b: 3,\\n}\"",
		},
		{
			Name: "show", Params: "x, label: string? = nil",
			Coro: `fn show(x, label = nil) {
				print(if label == nil { pretty(x) } else { label + ": " + pretty(x) })
				return x
			}`,
			Doc:     "Prints a value, with a label before it, and returns it, so that it can stand in the middle of an expression.",
			Example: "let n = debug.show(1 + 1, \"sum\") * 3\n// sum: 2\nn // 6",
		},
	}
})

func debugFields(c *vm.Call, args []vm.Value) (vm.Value, error) {
	n := int64(size(args[0]))
	if args[0].ClassName() == "" {
		n = 0
	}
	if err := c.Charge(n, 64*n); err != nil {
		return vm.Nil, err
	}
	var entries []vm.Value
	for name, v := range args[0].Parts() {
		entries = append(entries, name, v)
	}
	return c.Map(entries...)
}

func debugPretty(c *vm.Call, args []vm.Value) (vm.Value, error) {
	p := printer{output: output{c: c}, width: 80}
	if len(args) == 2 {
		if p.width = int(intOf(args[1])); p.width < 1 || p.width > 1000 {
			return vm.Nil, failf("value", "debug.pretty: the width is 1 to 1000, not %d", p.width)
		}
	}
	if err := p.print(args[0], 0, 0); err != nil {
		return vm.Nil, err
	}
	return p.value()
}

// printer writes values on several lines.
type printer struct {
	output
	width int
}

// print writes a value that stands behind so many characters of its line.
func (p *printer) print(v vm.Value, depth, column int) error {
	if err := p.c.Charge(int64(p.width)/4+1, 0); err != nil {
		return err
	}
	if depth > maxJSONDepth {
		return vm.NewError("depth", fmt.Sprintf("cannot print data nested deeper than %d levels", maxJSONDepth), "does it contain itself?")
	}
	room := max(p.width-column, 1)
	if text := v.Excerpt(room); len(text) <= room && v.Kind() != vm.KindInstance {
		return p.add(text)
	}
	switch v.Kind() {
	case vm.KindList:
		return p.items("[", v, "]", depth)
	case vm.KindTuple:
		return p.items("(", v, ")", depth)
	case vm.KindMap:
		return p.parts("{", "}", depth, func(part func(string, vm.Value) error) error {
			for k, x := range v.Parts() {
				name := k.Excerpt(shown)
				if s := step(k); s[0] == '.' {
					name = s[1:]
				}
				if err := part(name+": ", x); err != nil {
					return err
				}
			}
			return nil
		})
	case vm.KindRecord, vm.KindInstance:
		return p.parts(v.ClassName()+"(", ")", depth, func(part func(string, vm.Value) error) error {
			for name, x := range v.Parts() {
				if err := part(stringOf(name)+": ", x); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := p.c.Charge(int64(size(v)), 10*int64(size(v))); err != nil {
		return err
	}
	return p.add(v.String())
}

func (p *printer) items(open string, v vm.Value, end string, depth int) error {
	return p.parts(open, end, depth, func(part func(string, vm.Value) error) error {
		for _, x := range v.Parts() {
			if err := part("", x); err != nil {
				return err
			}
		}
		return nil
	})
}

// parts writes what is between two brackets, each part on a line of its own.
func (p *printer) parts(open, end string, depth int, each func(part func(label string, v vm.Value) error) error) error {
	if err := p.add(open); err != nil {
		return err
	}
	n := 0
	err := each(func(label string, v vm.Value) error {
		n++
		if err := p.add("\n"); err != nil {
			return err
		}
		if err := p.repeat("  ", depth+1); err != nil {
			return err
		}
		if err := p.add(label); err != nil {
			return err
		}
		if err := p.print(v, depth+1, 2*(depth+1)+len(label)+1); err != nil {
			return err
		}
		return p.add(",")
	})
	if err != nil {
		return err
	}
	if n > 0 {
		return p.add("\n" + strings.Repeat("  ", depth) + end)
	}
	return p.add(end)
}
