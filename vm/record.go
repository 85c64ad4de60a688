// The methods that all records have.

package vm

func recordMethods() []builtin {
	return []builtin{
		{name: "with", params: "changes: map", fn: recordWith, doc: "Returns a copy of the record in which the fields that the map names have its values.", example: "record Point(x, y)\nPoint(1, 2).with({x: 3}) // Point(3, 2)"},
	}
}

func recordWith(c *Call, args []Value) (Value, error) {
	m, old, changes := c.m, args[0].instance(), args[1].mapping()
	if err := m.work(int64(changes.len())); err != nil {
		return Nil, err
	}
	in, err := m.newInstance(old.class)
	if err != nil {
		return Nil, err
	}
	in.flags = old.flags
	in.fill(old.slots())
	for k, v, at, ok := changes.next(0); ok; k, v, at, ok = changes.next(at) {
		name, _ := k.AsString()
		x := old.class.members[name]
		if x.kind != memberField {
			e := faultf("name", "the record `%s` has no field `%s`", old.class.name, name)
			if !k.isString() {
				e = faultf("type", "the fields of a record have names, got the key %s", k)
			} else if s, ok := m.suggest(name, old.class.fieldNames()); ok {
				e.hint = "did you mean `" + s + "`?"
			} else {
				e.hint = listNames("its fields are", old.class.fieldNames())
			}
			return Nil, e
		}
		in.slots()[x.slot] = v
	}
	return objectValue(in), nil
}
