package stdlib

// The natives of the module regex.

import (
	"regexp"

	"github.com/coro-lang/coro/vm"
)

func regexCompile(c *vm.Call, args []vm.Value) (vm.Value, error) {
	p, err := compilePattern(c, stringOf(args[0]))
	if err != nil {
		return vm.Nil, err
	}
	return vm.Nil, c.Charge(p.size*20, 0) // compiling takes longer than looking it up
}

func regexEscape(c *vm.Call, args []vm.Value) (vm.Value, error) {
	text := stringOf(args[0])
	if err := c.Charge(int64(len(text))/8, 2*int64(len(text))); err != nil {
		return vm.Nil, err
	}
	return c.String(regexp.QuoteMeta(text))
}

func regexFind(c *vm.Call, args []vm.Value) (vm.Value, error) {
	text, from, before := stringOf(args[0]), intOf(args[1]), intOf(args[2])
	if from < 0 {
		from += int64(len(text))
	}
	if from < 0 || from > int64(len(text)) {
		return vm.Nil, failf("index", "index %d is out of range: the string has %d bytes", intOf(args[1]), len(text))
	}
	p, err := compilePattern(c, stringOf(args[3]))
	if err != nil {
		return vm.Nil, err
	}
	loc, err := p.next(c, text, int(from), int(before))
	return matchValue(c, p, text, loc, err)
}

func regexMatch(c *vm.Call, args []vm.Value) (vm.Value, error) {
	text := stringOf(args[0])
	p, err := compilePattern(c, stringOf(args[1]))
	if err != nil {
		return vm.Nil, err
	}
	loc, err := p.run(c, p.whole, text)
	return matchValue(c, p, text, loc, err)
}

func regexTest(c *vm.Call, args []vm.Value) (vm.Value, error) {
	p, err := compilePattern(c, stringOf(args[1]))
	if err != nil {
		return vm.Nil, err
	}
	loc, err := p.find(c, stringOf(args[0]), 0)
	return vm.Bool(loc != nil), err
}

// matchValue makes the fields of a Match of the indexes of a match, or nil.
func matchValue(c *vm.Call, p *pattern, text string, loc []int, err error) (vm.Value, error) {
	if loc == nil || err != nil {
		return vm.Nil, err
	}
	whole, err := c.CopyString(text[loc[0]:loc[1]])
	if err != nil {
		return vm.Nil, err
	}
	groups := make([]vm.Value, 0, len(loc)/2-1)
	var names []vm.Value
	for i, name := range p.first.SubexpNames() {
		if i == 0 {
			continue
		}
		group := vm.Nil
		if at := loc[2*i]; at >= 0 {
			if group, err = c.CopyString(text[at:loc[2*i+1]]); err != nil {
				return vm.Nil, err
			}
		}
		groups = append(groups, group)
		if name != "" {
			names = append(names, vm.String(name), group)
		}
	}
	all, err := c.Tuple(groups...)
	if err != nil {
		return vm.Nil, err
	}
	named, err := c.Map(names...)
	if err != nil {
		return vm.Nil, err
	}
	return c.Tuple(whole, vm.Int(int64(loc[0])), vm.Int(int64(loc[1])), all, named)
}

func regexGroups(c *vm.Call, args []vm.Value) (vm.Value, error) {
	p, err := compilePattern(c, stringOf(args[0]))
	if err != nil {
		return vm.Nil, err
	}
	var names []vm.Value
	for _, name := range p.first.SubexpNames()[1:] {
		v := vm.Nil
		if name != "" {
			v = vm.String(name)
		}
		names = append(names, v)
	}
	return c.List(names...)
}

// limit reads a number of times, which is the largest int if it is nil.
func limit(what string, v vm.Value) (int64, error) {
	n, ok := v.AsInt()
	if !ok {
		return 1 << 62, nil
	}
	if n < 0 {
		return 0, failf("value", "%s is not to be negative, got %d", what, n)
	}
	return n, nil
}

func regexExpand(c *vm.Call, args []vm.Value) (vm.Value, error) {
	text, by := stringOf(args[0]), stringOf(args[1])
	left, err := limit("the count", args[2])
	if err != nil {
		return vm.Nil, err
	}
	p, err := compilePattern(c, stringOf(args[3]))
	if err != nil {
		return vm.Nil, err
	}
	out := output{c: c}
	at, before := 0, -1
	for ; left > 0; left-- {
		loc, err := p.next(c, text, max(before, 0), before)
		if err != nil {
			return vm.Nil, err
		}
		if loc == nil {
			break
		}
		if err := out.add(text[at:loc[0]]); err != nil {
			return vm.Nil, err
		}
		if err := out.expand(p, by, text, loc); err != nil {
			return vm.Nil, err
		}
		at, before = loc[1], loc[1]
	}
	if err := out.add(text[at:]); err != nil {
		return vm.Nil, err
	}
	return out.value()
}

// expand appends what a template makes of a match. Every reference to a group is at
// least two bytes long.
func (o *output) expand(p *pattern, template, text string, loc []int) error {
	size := int64(len(template)) + int64(len(template)/2)*int64(loc[1]-loc[0])
	if err := o.c.Charge(int64(len(template))/4+size/16, size); err != nil {
		return err
	}
	return o.add(string(p.first.ExpandString(nil, template, text, loc)))
}

func regexSplit(c *vm.Call, args []vm.Value) (vm.Value, error) {
	text := stringOf(args[0])
	left, err := limit("the limit", args[1])
	if err == nil && left == 0 {
		err = failf("value", "the limit of parts is at least 1, got 0")
	}
	if err != nil {
		return vm.Nil, err
	}
	p, err := compilePattern(c, stringOf(args[2]))
	if err != nil {
		return vm.Nil, err
	}
	var parts []vm.Value
	at, before := 0, -1
	for ; left > 1; left-- {
		loc, err := p.next(c, text, max(before, 0), before)
		if err != nil {
			return vm.Nil, err
		}
		if loc == nil || loc[0] == len(text) && loc[1] == loc[0] {
			break
		}
		before = loc[1]
		if loc[1] == 0 { // nothing is split off before the text
			left++
			continue
		}
		part, err := c.CopyString(text[at:loc[0]])
		if err == nil {
			err = c.Charge(1, 32)
		}
		if err != nil {
			return vm.Nil, err
		}
		parts = append(parts, part)
		at = loc[1]
	}
	last, err := c.CopyString(text[at:])
	if err != nil {
		return vm.Nil, err
	}
	return c.List(append(parts, last)...)
}
