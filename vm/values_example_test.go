package vm_test

// Examples of values as they are: made, read, and taken apart without conversion.

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/coro-lang/coro/vm"
)

func ExampleInt() {
	for _, v := range []vm.Value{vm.Nil, vm.Bool(true), vm.Int(7), vm.Float(7), vm.String("7"), vm.Bytes([]byte("7"))} {
		fmt.Println(v.Kind(), v)
	}
	// Output:
	// nil nil
	// bool true
	// int 7
	// float 7.0
	// string "7"
	// bytes bytes("7")
}

func ExampleValue_AsInt() {
	m := newVM()
	defer m.Close()
	for _, v := range run(m, `[true, 7, 2.5, "text", bytes("raw"), nil]`).Result().Parts() {
		if b, ok := v.AsBool(); ok {
			fmt.Println("a bool:", b)
		}
		if i, ok := v.AsInt(); ok {
			fmt.Println("an int:", i)
		}
		if f, ok := v.AsFloat(); ok {
			fmt.Println("a number:", f)
		}
		if s, ok := v.AsString(); ok {
			fmt.Println("a string:", s)
		}
		if b, ok := v.AsBytes(); ok {
			fmt.Println("bytes:", len(b))
		}
		if v.IsNil() {
			fmt.Println("nothing")
		}
	}
	// Output:
	// a bool: true
	// an int: 7
	// a number: 7
	// a number: 2.5
	// a string: text
	// bytes: 3
	// nothing
}

// A debugger or a REPL shows what it knows nothing of.
func ExampleValue_Parts() {
	m := newVM()
	defer m.Close()
	mod := run(m, `class Dog { var name = "Rex"; fn bark() => "Woof" }
		[Dog(), {a: 1, b: [2, 3]}, [...0..1000]]`)
	for _, v := range mod.Result().Parts() {
		fmt.Println(v.Kind(), v.ClassName(), v.Size(), v.Excerpt(20))
		if v.Size() < 10 {
			fmt.Println("  .", v.Members())
			for name, part := range v.Parts() {
				fmt.Println("  ", name, part)
			}
		}
	}
	// Output:
	// instance Dog 1 <Dog>
	//   . [bark name]
	//    "name" "Rex"
	// map  2 {a: 1, b: [2, 3]}
	//   . [a b]
	//    "a" 1
	//    "b" [2, 3]
	// list  1000 [0, 1, 2, 3, 4, 5, 6…
}

func ExampleValue_Field() {
	m := newVM()
	defer m.Close()
	point := run(m, "record Point(x, y)\nPoint(3, 4)").Result()
	y, ok := point.Field("y")
	fmt.Println(y, ok)
	_, ok = point.Field("z")
	fmt.Println(point.String(), ok)
	// Output:
	// 4 true
	// Point(3, 4) false
}

func ExampleVM_ToValue() {
	m := newVM()
	defer m.Close()
	v, err := m.ToValue(map[string]any{"xs": []int{1, 2}, "ok": true})
	check(err)
	fmt.Println(v, v.Kind() == vm.KindMap)
	// Output: {ok: true, xs: [1, 2]} true
}

func ExampleStandardName() {
	for _, name := range []string{"Name", "UserID", "HTTPServer"} {
		fmt.Println(vm.StandardName(name, reflect.StructTag("")))
	}
	fmt.Println(vm.StandardName("ID", `coro:"number"`))
	// Output:
	// name
	// user_id
	// http_server
	// number
}

// What a host shows to people who look for help.
func ExampleBuiltins() {
	for _, b := range vm.Builtins()[:1] {
		fmt.Printf("%s(%s): %s\n", b.Name, b.Params, b.Doc)
	}
	names := func(members []vm.Member) (names []string) {
		for _, b := range members {
			names = append(names, b.Name)
		}
		return names
	}
	fmt.Println(slices.Contains(names(vm.Methods(vm.KindList)), "sort"))
	for _, h := range vm.StandardModules() {
		fmt.Println(h.Name(), len(h.Members()) > 0, h.Doc() != "")
	}
	// Output:
	// abs(x: number): Returns x without its sign. The one int without an opposite, -2**63, is an error.
	// true
	// coroutine true true
	// seq true true
	// task true true
}
