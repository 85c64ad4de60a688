// Classes: how they are made of their descriptions.

package vm

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"unsafe"

	"github.com/coro-lang/coro/vm/bytecode"
)

// class is a class or record. What it inherits is copied into it, so that a look
// at one class finds everything. It never changes once it is made.
type class struct {
	header                // flags: flagRecord
	mask   uintptr        // of offsets into methods
	table  unsafe.Pointer // of methods
	name   string
	super  *class
	depth  int // number of classes above

	layout   uint32            // header.aux of the instances, shared by classes whose fields are the same
	late     bool              // a new instance has fields without a value: it starts with flagBuilding
	fields   []field           // those of the superclass first
	defaults []Value           // what a new instance holds
	members  map[string]member // fields, methods and getters
	statics  map[string]*closure

	init         *closure   // nil in a record whose fields have no defaults
	initialisers []*closure // give fields their first values, those of the superclass first
	operators    [len(bytecode.Operators)]*closure
	methods      []methodSlot
	size         int64 // in the memory account
}

// flagRecord marks the class of a record.
const flagRecord = 1

// field is a field of the instances of a class.
type field struct {
	name    string
	mutable bool
}

// member is what an instance has under a name. The zero member is none.
type member struct {
	kind memberKind
	slot int      // of a field
	fn   *closure // of a method or getter
}

type memberKind uint8

const (
	noMember memberKind = iota
	memberField
	memberMethod
	memberGetter
)

var memberWords = [...]string{memberField: "field", memberMethod: "method", memberGetter: "getter"}

// methodSlot is a place of the table by which the loop finds the methods of a
// class: that of a method is the selector of its name, reduced to the size of
// the table. A call remembers name and selector, not the class of the receiver,
// so that it stays fast whatever the classes are that it meets.
type methodSlot struct {
	word uint64 // see selectorWord
	fn   *closure
}

// Numbers of operators, in the order of bytecode.Operators.
const (
	operatorAdd = iota
	operatorSub
	operatorMul
	operatorDiv
	operatorRem
	operatorNeg
	operatorIndex
	operatorSetIndex
	operatorCall
	operatorLt
	operatorLe
)

// What a class occupies, about.
const (
	classSize  = int64(unsafe.Sizeof(class{})) + 256
	fieldSize  = 96
	memberSize = 96
	slotSize   = int64(unsafe.Sizeof(methodSlot{}))
)

// maxFields is the largest number of fields of an instance, inherited ones
// included. (The verifier sees only those that one class declares.)
const maxFields = 1024

// maxMethodSlots is the size of the largest table: a selector has 8 bits.
const maxMethodSlots = 256

// selector returns the number of an interned name as that of a method. Names get
// one when they are first used so, one after the other, so that the methods of a
// class rarely share a place in its table.
func (m *VM) selector(name *stringObject) uint8 {
	if name.arity == 0 {
		if m.selectors++; m.selectors == 0 {
			m.selectors = 1
		}
		name.arity = m.selectors
	}
	return name.arity
}

// selectorWord is what the inline cache of a call holds for a method: its low
// byte is that of the cache for a method of a built-in kind.
func selectorWord(name *stringObject) uint64 {
	return uint64(uintptr(unsafe.Pointer(name)))<<8 | uint64(KindInstance)
}

// makeClass makes the class that an instruction describes.
func (m *VM) makeClass(ins uint64) error {
	img := (*closure)(m.reg(0).p).mod.image
	d := img.prog.Consts[opC(ins)].Class
	b := classBuilder{m: m, description: d, image: img, values: m.regs(opB(ins), d.Values())}
	c, err := b.build()
	if err != nil {
		return err
	}
	*m.reg(opA(ins)) = objectValue(c)
	return nil
}

// classBuilder makes one class.
type classBuilder struct {
	m           *VM
	description *bytecode.Class
	image       *image
	values      []Value // not yet taken
	c           *class
}

func (b *classBuilder) take() Value {
	v := b.values[0]
	b.values = b.values[1:]
	return v
}

func (b *classBuilder) name(k uint32) *stringObject { return (*stringObject)(b.image.consts[k].p) }

func (b *classBuilder) build() (*class, error) {
	d := b.description
	b.c = &class{header: header{kind: KindClass}, name: d.Name}
	if d.Record {
		b.c.flags = flagRecord
	}
	if err := b.inherit(); err != nil {
		return nil, err
	}
	if err := b.addFields(); err != nil {
		return nil, err
	}
	if err := b.addMembers(); err != nil {
		return nil, err
	}
	if b.c.init == nil && !d.Record {
		return nil, errForged
	}
	return b.c, b.fillTable()
}

// inherit copies what the superclass has, and charges for the new class.
func (b *classBuilder) inherit() error {
	c, d := b.c, b.description
	var super *class
	if d.Super {
		v := b.take()
		if v.kind() != KindClass {
			return faultHint("type", "`"+d.Name+"` cannot inherit from "+article(v), "what stands after `:` is a class")
		}
		if super = (*class)(v.p); super.flags == flagRecord {
			return faultHint("type", "`"+d.Name+"` cannot inherit from the record `"+super.name+"`", "a record has no subclasses; a class may have one in a field")
		}
	} else {
		super = &class{}
	}
	fields, members := len(super.fields)+len(d.Fields), len(super.members)+len(super.statics)+len(d.Fields)+len(d.Members)
	c.size = classSize + int64(fields)*fieldSize + int64(members)*memberSize
	if err := b.m.charge(c.size); err != nil {
		return err
	}
	if err := b.m.work(int64(fields+members) / 4); err != nil {
		return err
	}
	if d.Super {
		c.super, c.depth = super, super.depth+1
	}
	c.layout, c.late, c.init, c.operators = super.layout, super.late, super.init, super.operators
	c.fields = append(make([]field, 0, fields), super.fields...)
	c.defaults = append(make([]Value, 0, fields), super.defaults...)
	c.initialisers = append(c.initialisers, super.initialisers...)
	c.members, c.statics = make(map[string]member, members), make(map[string]*closure)
	maps.Copy(c.members, super.members)
	maps.Copy(c.statics, super.statics)
	return nil
}

// addFields adds the fields that the class declares. Only a class with fields of
// its own has a layout of its own.
func (b *classBuilder) addFields() error {
	c, d := b.c, b.description
	if n := len(c.fields) + len(d.Fields); n > maxFields {
		return faultHint("type", "`"+d.Name+"` has "+count(n, "field")+" with those of its superclass: the most is "+strconv.Itoa(maxFields), "put some of them into an object of their own")
	}
	if len(d.Fields) > 0 || c.layout == 0 {
		if b.m.layouts == math.MaxUint32 {
			return &fatal{err: ErrMemory, detail: "too many classes"}
		}
		b.m.layouts++
		c.layout = b.m.layouts
	}
	for _, f := range d.Fields {
		name := b.name(f.Name).s
		if err := b.unused(name, memberField); err != nil {
			return err
		}
		v := Nil
		switch {
		case f.Valued:
			v = b.take()
		case f.Late || d.Record:
			v, c.late = unset, true
		}
		c.members[name] = member{kind: memberField, slot: len(c.fields)}
		c.fields = append(c.fields, field{name: name, mutable: f.Mutable})
		c.defaults = append(c.defaults, v)
	}
	return nil
}

// unused reports a field that has the name of an inherited member, or a member
// that has the name of a field.
func (b *classBuilder) unused(name string, kind memberKind) error {
	old := b.c.members[name].kind
	if old == noMember || old != memberField && kind != memberField {
		return nil
	}
	return faultHint("name", "the "+memberWords[kind]+" `"+name+"` of `"+b.c.name+"` is a "+memberWords[old]+" of its superclass already",
		"give one of the two another name")
}

// addMembers adds the functions that the class declares.
func (b *classBuilder) addMembers() error {
	for _, d := range b.description.Members {
		v, name := b.take(), b.name(d.Name)
		if v.kind() != KindFunction {
			return errForged
		}
		fn := (*closure)(v.p)
		switch d.Kind {
		case bytecode.MemberMethod, bytecode.MemberGetter:
			kind := memberMethod
			if d.Kind == bytecode.MemberGetter {
				kind = memberGetter
			}
			if err := b.unused(name.s, kind); err != nil {
				return err
			}
			b.m.selector(name)
			b.c.members[name.s] = member{kind: kind, fn: fn}
		case bytecode.MemberStatic:
			b.c.statics[name.s] = fn
		case bytecode.MemberInit:
			b.c.init = fn
		case bytecode.MemberFields:
			b.c.initialisers = append(b.c.initialisers, fn)
		case bytecode.MemberOperator:
			for i, o := range bytecode.Operators {
				if o == name.s {
					b.c.operators[i] = fn
				}
			}
		}
	}
	return nil
}

// fillTable puts the methods into a table that is large enough for each to have a
// place of its own. Where not even the largest is, some are left out, and their
// calls are slow.
func (b *classBuilder) fillTable() error {
	c, size := b.c, 1
	for size < maxMethodSlots && !b.fits(size) {
		size *= 2
	}
	c.size += int64(size) * slotSize
	if err := b.m.charge(int64(size) * slotSize); err != nil {
		return err
	}
	c.methods = make([]methodSlot, size)
	c.table, c.mask = unsafe.Pointer(unsafe.SliceData(c.methods)), uintptr(size-1)<<4
	for name, x := range c.members {
		if x.kind != memberMethod {
			continue
		}
		key := b.m.intern(name)
		c.methods[int(key.arity)&(size-1)] = methodSlot{selectorWord(key), x.fn}
	}
	return nil
}

// fits reports whether no two methods share a place in a table of a size.
func (b *classBuilder) fits(size int) bool {
	var taken [maxMethodSlots]bool
	for name, x := range b.c.members {
		if x.kind != memberMethod {
			continue
		}
		i := int(b.m.intern(name).arity) & (size - 1)
		if taken[i] {
			return false
		}
		taken[i] = true
	}
	return true
}

// isA reports whether c is d or a class below it.
func (c *class) isA(d *class) bool {
	for ; c != nil; c = c.super {
		if c == d {
			return true
		}
	}
	return false
}

// classField returns the static function of a class that has a name.
func (m *VM) classField(c *class, name string) (Value, error) {
	if fn := c.statics[name]; fn != nil {
		return objectValue(fn), nil
	}
	e := faultf("name", "the %s `%s` has no static function `%s`", c.word(), c.name, name)
	if c.members[name].kind != noMember {
		e.hint = "`" + name + "` belongs to its instances: make one with `" + c.name + "(…)`"
	} else if s, ok := m.suggest(name, c.staticNames()); ok {
		e.hint = "did you mean `" + s + "`?"
	}
	return Nil, e
}

// word is what a script calls the kind of class.
func (c *class) word() string {
	if c.flags == flagRecord {
		return "record"
	}
	return "class"
}

func (c *class) staticNames() []string { return slices.Sorted(maps.Keys(c.statics)) }

// fieldNames lists the fields in their order.
func (c *class) fieldNames() []string {
	names := make([]string, len(c.fields))
	for i := range c.fields {
		names[i] = c.fields[i].name
	}
	return names
}

// memberNames lists the fields, methods and getters of the instances.
func (c *class) memberNames() []string { return slices.Sorted(maps.Keys(c.members)) }
