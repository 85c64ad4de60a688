package vm

// Classes from bytecode that no compiler has made, and instances in Go.

import (
	"strings"
	"testing"

	"github.com/coro-lang/coro/vm/bytecode"
)

// Constants and prototypes of the programs below.
const (
	nameInit = iota
	nameField
	classRoot   // with an init
	classBare   // nothing
	classSub    // with a superclass and an init
	classRecord // two fields
	classGetter // a field, a getter and an init
	namePlus
	classPlus // an operator and an init
	classLate // a field without a value, a function for it, and an init
)

const (
	protoBody = iota
	protoNone // no parameters
	protoSelf // returns its parameter
	protoTwo  // two parameters
	protoRest // any number
)

func forgedProgram(code ...bytecode.Instr) *Program {
	member := func(kinds ...bytecode.MemberKind) (all []bytecode.Member) {
		for _, k := range kinds {
			m := bytecode.Member{Kind: k, Name: nameInit}
			if k == bytecode.MemberOperator {
				m.Name = namePlus
			}
			all = append(all, m)
		}
		return all
	}
	class := func(c bytecode.Class) bytecode.Const {
		c.Name = "Forged"
		return bytecode.Const{Kind: bytecode.ConstClass, Class: &c}
	}
	text := func(s string) bytecode.Const { return bytecode.Const{Kind: bytecode.ConstString, Text: s} }
	fn := func(params ...string) *bytecode.Proto {
		p := &bytecode.Proto{Params: params, Required: len(params), Registers: 4}
		p.Code = []bytecode.Instr{bytecode.ABC(bytecode.OpReturn, 0, 1, 0, 0)}
		return p
	}
	return &Program{&bytecode.Program{
		Name: "forged.coro",
		Consts: []bytecode.Const{
			nameInit:    text("init"),
			nameField:   text("field"),
			classRoot:   class(bytecode.Class{Members: member(bytecode.MemberInit)}),
			classBare:   class(bytecode.Class{}),
			classSub:    class(bytecode.Class{Super: true, Members: member(bytecode.MemberInit)}),
			classRecord: class(bytecode.Class{Record: true, Fields: []bytecode.Field{{Name: nameInit}, {Name: nameField}}}),
			classGetter: class(bytecode.Class{
				Fields:  []bytecode.Field{{Name: nameField, Valued: true}},
				Members: member(bytecode.MemberGetter, bytecode.MemberInit),
			}),
			namePlus:  text("+"),
			classPlus: class(bytecode.Class{Members: member(bytecode.MemberOperator, bytecode.MemberInit)}),
			classLate: class(bytecode.Class{
				Fields:  []bytecode.Field{{Name: nameField, Late: true}},
				Members: member(bytecode.MemberFields, bytecode.MemberInit),
			}),
		},
		Protos: []*bytecode.Proto{
			protoBody: {Registers: 300, Code: append(code, bytecode.ABC(bytecode.OpReturn, 0, 1, 0, 0))},
			protoNone: fn(),
			protoSelf: fn("self"),
			protoTwo:  fn("self", "other"),
			protoRest: {Params: []string{"self", "rest"}, Required: 1, HasRest: true, Registers: 3, Code: []bytecode.Instr{bytecode.ABC(bytecode.OpReturn, 0, 2, 0, 0)}},
		},
	}}
}

// checkForged runs code that the verifier lets pass, and compares its error with want,
// which is part of it; "" is none.
func checkForged(t *testing.T, want string, code []bytecode.Instr) {
	t.Helper()
	prog := forgedProgram(code...)
	if err := prog.code.Verify(); err != nil {
		t.Fatal(err)
	}
	m := newTestVM(t, Limits{Fuel: 1000})
	_, err := m.Run(t.Context(), prog)
	if err == nil && want != "" || err != nil && (want == "" || !strings.Contains(err.Error(), want)) {
		t.Errorf("got %v, want %q", err, want)
	}
}

func TestForgedClassesAreErrors(t *testing.T) {
	abc, ad := bytecode.ABC, bytecode.AD
	closure := func(r uint16, p int32) bytecode.Instr { return ad(bytecode.OpClosure, 0, r, p) }
	number := func(r uint16) bytecode.Instr { return ad(bytecode.OpLoadInt, 0, r, 1) }
	newClass := func(first, k uint16) bytecode.Instr { return abc(bytecode.OpNewClass, 0, 1, first, k) }
	call := func(n uint16) bytecode.Instr { return abc(bytecode.OpCall, 0, 1, n, 0) }
	for _, test := range []struct {
		name, want string
		code       []bytecode.Instr
	}{
		{"a member that is no function", "damaged bytecode", []bytecode.Instr{number(2), newClass(2, classRoot)}},
		{"a class without an init", "damaged bytecode", []bytecode.Instr{newClass(2, classBare)}},
		{"a superclass that is no class", "cannot inherit from an int", []bytecode.Instr{number(2), closure(3, protoSelf), newClass(2, classSub)}},
		{"a superclass that is a record", "cannot inherit from the record", []bytecode.Instr{newClass(2, classRecord), abc(bytecode.OpMove, 0, 2, 1, 0), closure(3, protoSelf), newClass(2, classSub)}},
		{"an init without parameters", "got 1", []bytecode.Instr{closure(2, protoNone), newClass(2, classRoot), call(0)}},
		{"an init that does not complete the instance", "", []bytecode.Instr{number(2), closure(2, protoSelf), newClass(2, classRoot), call(0)}},
		{"a getter without parameters", "got 1", []bytecode.Instr{
			number(2), closure(3, protoNone), closure(4, protoSelf), newClass(2, classGetter), call(0),
			abc(bytecode.OpGetField, 0, 1, 1, nameInit), 0,
		}},
		{"a getter with two parameters", "got 0", []bytecode.Instr{
			number(2), closure(3, protoTwo), closure(4, protoSelf), newClass(2, classGetter), call(0),
			abc(bytecode.OpGetField, 0, 1, 1, nameInit), 0,
		}},
		{"an operator with one parameter", "got 1", []bytecode.Instr{
			closure(2, protoSelf), closure(3, protoSelf), newClass(2, classPlus), call(0),
			abc(bytecode.OpAdd, 0, 1, 1, 1),
		}},
		{"a field that is never set", "has no value yet", []bytecode.Instr{
			closure(2, protoSelf), closure(3, protoSelf), newClass(2, classLate), call(0),
			abc(bytecode.OpGetField, 0, 1, 1, nameField), 0,
		}},
		{"a field that is never set, as a method", "has no value yet", []bytecode.Instr{
			closure(2, protoSelf), closure(3, protoSelf), newClass(2, classLate), call(0),
			abc(bytecode.OpMove, 0, 3, 1, 0), abc(bytecode.OpCallMethod, 0, 2, 1, nameField), 0,
		}},
		{"fields of a number", "damaged bytecode", []bytecode.Instr{number(1), number(2), abc(bytecode.OpInitFields, 0, 1, 2, 0)}},
		{"fields with a wrong counter", "damaged bytecode", []bytecode.Instr{
			closure(2, protoSelf), closure(3, protoSelf), newClass(2, classLate), call(0), abc(bytecode.OpInitFields, 0, 1, 3, 0),
		}},
		{"fields in a function that is no init", "", []bytecode.Instr{
			closure(2, protoSelf), closure(3, protoSelf), newClass(2, classLate), call(0), number(2), abc(bytecode.OpInitFields, 0, 1, 2, 0),
			abc(bytecode.OpEndInit, 0, 1, 0, 0),
		}},
		{"the end of the init of a number", "damaged bytecode", []bytecode.Instr{number(1), abc(bytecode.OpEndInit, 0, 1, 0, 0)}},
		{"the end of the init of a record", "damaged bytecode", []bytecode.Instr{
			newClass(2, classRecord), number(2), number(3), call(2), abc(bytecode.OpEndInit, 0, 1, 0, 0),
		}},
		{"a number as a record", "damaged bytecode", []bytecode.Instr{number(1), abc(bytecode.OpInitRecord, 0, 1, 1, 2)}},
		{"a record that is complete", "damaged bytecode", []bytecode.Instr{
			newClass(2, classRecord), number(2), number(3), call(2), abc(bytecode.OpInitRecord, 0, 1, 1, 2),
		}},
		{"the method of a number", "damaged bytecode", []bytecode.Instr{number(1), abc(bytecode.OpGetSuper, 0, 2, 1, nameInit)}},
		{"the superclass of nothing", "", []bytecode.Instr{
			closure(2, protoSelf), newClass(2, classRoot), abc(bytecode.OpGetSuper, 1, 2, 1, nameInit), abc(bytecode.OpCall, 0, 2, 0, 0),
		}},
		{"an instance of a number", "stands a type or a class", []bytecode.Instr{number(1), abc(bytecode.OpIsA, 0, 1, 1, 1)}},
		{"more arguments than fit an arity", "", []bytecode.Instr{
			closure(2, protoRest), newClass(2, classRoot), abc(bytecode.OpLoadNil, 0, 2, 254, 0), call(254), abc(bytecode.OpLen, 0, 2, 1, 0),
			abc(bytecode.OpJumpEqInt, 0, 2, 254, 1), abc(bytecode.OpThrow, 0, 2, 0, 0),
		}},
		{"an empty class that calls itself", "", []bytecode.Instr{closure(2, protoSelf), newClass(2, classRoot), abc(bytecode.OpTailCall, 0, 1, 0, 0)}},
	} {
		t.Run(test.name, func(t *testing.T) {
			checkForged(t, test.want, test.code)
		})
	}
}

func TestFieldsOfInstancesInGo(t *testing.T) {
	m := newTestVM(t, Limits{})
	prog, err := Compile("a.coro", "class A { var n = 1; fn f() {} }\nrecord P(x, y)\nreturn [A(), P(2, A), A]\n")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := m.Run(t.Context(), prog)
	if err != nil {
		t.Fatal(err)
	}
	items, err := As[[]Value](mod.Result())
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []Kind{KindInstance, KindRecord, KindClass} {
		if items[i].Kind() != want {
			t.Errorf("item %d is of kind %s, want %s", i, items[i].Kind(), want)
		}
	}
	if v, ok := items[0].Field("n"); !ok || v != Int(1) {
		t.Errorf("field n is %v, %v", v, ok)
	}
	if v, ok := items[1].Field("y"); !ok || v.Kind() != KindClass || items[1].String() != "P(2, <class A>)" {
		t.Errorf("field y is %v, %v of %s", v, ok, items[1])
	}
	for _, v := range []Value{items[0], items[2], Int(1), {}} {
		if _, ok := v.Field("f"); ok {
			t.Errorf("%s has a field f", v)
		}
	}
}

// The table of a class has its methods, whatever selectors they have.
func TestMethodTablesAreComplete(t *testing.T) {
	m := newTestVM(t, Limits{})
	for range 100 { // selectors start over after 255 names
		var src strings.Builder
		src.WriteString("class A {\n")
		for i := range 60 {
			src.WriteString("  fn m" + strings.Repeat("x", i) + string(rune('a'+m.selectors%26)) + "() => 1\n")
		}
		src.WriteString("}\nreturn A\n")
		prog, err := Compile("a.coro", src.String())
		if err != nil {
			t.Fatal(err)
		}
		mod, err := m.Run(t.Context(), prog)
		if err != nil {
			t.Fatal(err)
		}
		c := (*class)(mod.Result().p)
		if len(c.methods) > maxMethodSlots || len(c.methods)&(len(c.methods)-1) != 0 {
			t.Fatalf("a table of %d places", len(c.methods))
		}
		found := 0
		for _, s := range c.methods {
			if s.fn != nil {
				found++
			}
		}
		if found != 60 && len(c.methods) < maxMethodSlots {
			t.Errorf("%d of 60 methods in a table of %d places", found, len(c.methods))
		}
	}
}

// What the host calls has no frame of a script below it.
func TestTheHostCallsWhatClassesDefine(t *testing.T) {
	m := newTestVM(t, Limits{})
	prog, err := Compile("a.coro", `
		class A {
			let n
			init(n) { self.n = n }
			fn str() => "A${self.n}"
			operator ()(x) => self.n + x
			fn get(k) => self.n * k
			get broken { throw "broken" }
		}
		class B : A { fn str() => yield 1 }
		class C : A { fn str() { throw error("no text") } }
		let a = A(2)
		return [str, A, a, a.get, B(1), C(1)]
	`)
	if err != nil {
		t.Fatal(err)
	}
	mod, err := m.Run(t.Context(), prog)
	if err != nil {
		t.Fatal(err)
	}
	v, err := As[[]Value](mod.Result())
	if err != nil {
		t.Fatal(err)
	}
	str, class, a, get, yields, throws := v[0], v[1], v[2], v[3], v[4], v[5]
	for _, test := range []struct {
		fn   Value
		arg  any
		want string
	}{
		{str, a, `"A2"`}, {class, 3, "<A>"}, {a, 5, "7"}, {get, 4, "8"},
	} {
		got, err := m.Call(t.Context(), test.fn, test.arg)
		if err != nil || got.String() != test.want {
			t.Errorf("%s(%v) is %s, %v; want %s", test.fn, test.arg, got, err, test.want)
		}
		c, err := m.NewCoroutine(test.fn, test.arg)
		if err != nil {
			t.Fatal(err)
		}
		out, err := c.Resume(t.Context(), nil)
		if err != nil || out.State != Returned || out.Value.String() != test.want {
			t.Errorf("a coroutine of %s(%v) returns %v, %v", test.fn, test.arg, out, err)
		}
	}
	if _, err := m.Call(t.Context(), str, yields); err == nil || !strings.Contains(err.Error(), "nothing to yield to") {
		t.Errorf("got %v", err)
	}
	if _, err := m.Call(t.Context(), str, throws); err == nil || !strings.Contains(err.Error(), "a.coro:11:28: no text") {
		t.Errorf("got %v", err)
	}
	c, err := m.NewCoroutine(str, yields)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []Outcome{{Yielded, Int(1)}, {Returned, String("done")}} {
		var x any
		if i == 1 {
			x = "done"
		}
		got, err := c.Resume(t.Context(), x)
		if err != nil || got.State != want.State || got.Value.String() != want.Value.String() {
			t.Errorf("resume %d: %v, %v", i, got, err)
		}
	}
}
