package bytecode

// The verifier: descriptions of classes.

import (
	"fmt"
	"slices"
)

// MaxFields is the largest number of fields that a class declares.
const MaxFields = 1000

// verifyClass says what is wrong with the description of a class, "" if nothing is.
func (p *Program) verifyClass(c *Class) string {
	if c == nil {
		return ""
	}
	switch {
	case c.Record && c.Super:
		return "a record with a superclass"
	case len(c.Fields) > MaxFields:
		return fmt.Sprintf("%d fields are more than %d", len(c.Fields), MaxFields)
	}
	names := make(map[string]bool, len(c.Fields)+len(c.Members)) // of fields, methods and getters
	for i, f := range c.Fields {
		name, ok := p.stringConst(f.Name)
		switch {
		case !ok:
			return fmt.Sprintf("the name of field %d is not a string constant", i)
		case names[name]:
			return fmt.Sprintf("the member %q stands twice", clip(name))
		case f.Valued && f.Late || c.Record && (f.Mutable || f.Valued || f.Late):
			return fmt.Sprintf("field %d has properties that exclude each other", i)
		}
		names[name] = true
	}
	return p.verifyMembers(c, names)
}

// verifyMembers checks the functions of a class. names holds those of its fields.
func (p *Program) verifyMembers(c *Class, names map[string]bool) string {
	statics, operators := map[string]bool{}, map[string]bool{}
	inits, fields := map[string]bool{}, map[string]bool{}
	for i, m := range c.Members {
		name, ok := p.stringConst(m.Name)
		if m.Kind >= memberKinds || !ok {
			return fmt.Sprintf("member %d is of no kind, or its name is not a string constant", i)
		}
		set := names
		switch m.Kind {
		case MemberStatic:
			set = statics
		case MemberInit:
			set, name = inits, "init"
		case MemberFields:
			if set, name = fields, "fields"; c.Record {
				return "a record with a function for its fields"
			}
		case MemberOperator:
			if set = operators; !slices.Contains(Operators[:], name) {
				return fmt.Sprintf("%q is no operator", clip(name))
			}
		}
		if set[name] {
			return fmt.Sprintf("the member %q stands twice", clip(name))
		}
		set[name] = true
	}
	return ""
}

// stringConst returns a string constant.
func (p *Program) stringConst(k uint32) (text string, ok bool) {
	if int64(k) >= int64(len(p.Consts)) || p.Consts[k].Kind != ConstString {
		return "", false
	}
	return p.Consts[k].Text, true
}
