package vm_test

// Examples of programs and modules: what is compiled, kept, checked and tested.

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing/fstest"

	"github.com/coro-lang/coro/vm"
)

func ExampleNew() {
	m, err := vm.New(vm.Config{Stdout: os.Stdout})
	check(err)
	prog, err := m.Compile("hello.coro", `print("hello")`)
	check(err)
	_, err = m.Run(context.Background(), prog)
	check(err)
	check(m.Close())
	_, err = m.Run(context.Background(), prog)
	fmt.Println(errors.Is(err, vm.ErrClosed))
	// Output:
	// hello
	// true
}

func ExampleModule() {
	m := newVM()
	defer m.Close()
	mod := run(m, `
		export let version = 2
		export fn area(w, h) => w * h
		"loaded"`)
	fmt.Println(mod.Result(), mod.Exports(), mod.Get("version"), mod.Get("price"))
	// Output: "loaded" [version area] 2 nil
}

// A Program with all the files that it imports, as bytes: a host needs no files to run it.
func ExampleBuild() {
	files := fstest.MapFS{"lib/greet.coro": {Data: []byte(`export fn greet(who) => "hello ${who}"`)}}
	bundle, err := vm.Build("app/main.coro", "import {greet} from \"./lib/greet\"\ngreet(\"world\")", vm.FS(files).At("app"))
	check(err)
	data := bundle.Encode()
	fmt.Println(vm.IsBundle(data))

	again, err := vm.DecodeBundle(data)
	check(err)
	m, err := vm.New(vm.Config{Loader: again.Loader()})
	check(err)
	defer m.Close()
	mod, err := m.Run(context.Background(), again.Main())
	check(err)
	fmt.Println(mod.Result())
	// Output:
	// true
	// "hello world"
}

func ExampleProgram_Disassemble() {
	prog, err := vm.Compile("add.coro", "fn add(a, b) => a + b")
	check(err)
	var text strings.Builder
	check(prog.Disassemble(&text))
	fmt.Println(strings.Contains(text.String(), "add"))
	// Output: true
}

// A module that most scripts do not import is made for the first that does.
func ExampleLazyModule() {
	geometry := vm.LazyModule("geometry", func() (*vm.HostModule, error) {
		fmt.Println("made")
		return vm.NewModule("geometry", "Shapes and their sizes.", vm.Member{Name: "corners", Value: 4})
	})
	m, err := vm.New(vm.Config{Modules: []*vm.HostModule{geometry}, Stdout: os.Stdout})
	check(err)
	defer m.Close()
	run(m, `print("nobody needs it")`)
	run(m, "import geometry\nprint(geometry.corners)")
	fmt.Println(geometry.Name(), geometry.Doc(), len(geometry.Members()))
	// Output:
	// nobody needs it
	// made
	// 4
	// geometry Shapes and their sizes. 1
}

// An editor shows what is wrong, or else what is likely to be.
func ExampleVM_Check() {
	m := newVM()
	defer m.Close()
	for _, text := range []string{"let x = ]", "fn f() { let unused = 1; return 2 }\nf()"} {
		ds, err := m.Check("draft.coro", text)
		check(err)
		for _, d := range ds {
			fmt.Println(d.Code, d.Message)
		}
	}
	// Output:
	// unexpected-token expected an expression, found `]`
	// unused `unused` is never used
}

// A runner of tests calls each in turn.
func ExampleVM_CompileTests() {
	m := newVM()
	defer m.Close()
	prog, tests, err := m.CompileTests("math_test.coro", `
		test "sums" { assert(1 + 1 == 2) }
		test "products" { assert(2 * 2 == 5) }`, vm.TestOptions{})
	check(err)
	mod, err := m.Run(context.Background(), prog)
	check(err)
	for _, t := range tests {
		_, err := m.Call(context.Background(), t.Function(mod))
		fmt.Println(t.Name, err)
	}
	// Output:
	// sums <nil>
	// products math_test.coro:3:21: assertion failed
}

func ExampleSession_Eval() {
	m := newVM()
	defer m.Close()
	s := m.NewSession()
	v, err := s.Eval(context.Background(), "input 1", "let x = 20; x + 1")
	check(err)
	x, ok := s.Get("x")
	fmt.Println(v, x, ok, s.Names())
	_, err = s.Eval(context.Background(), "input 2", "fn open(")
	fmt.Println(vm.Incomplete(err))
	// Output:
	// 21 20 true [x]
	// true
}

// How a coroutine stands, and where one is that has used up its fuel.
func ExampleCoroutine() {
	m, err := vm.New(vm.Config{Limits: vm.Limits{Fuel: 1000}})
	check(err)
	defer m.Close()
	mod := run(m, `export fn count(n) { for i in 0..n { }; yield n; return "end" }`)
	c, err := m.NewCoroutine(mod.Get("count"), 1500)
	check(err)
	for !c.Done() {
		out, err := c.Resume(context.Background(), nil)
		check(err)
		fmt.Println(out.State, out.Value, c.Status())
		for _, f := range c.Frames() {
			fmt.Println(f)
		}
	}
	// Output:
	// out of fuel nil suspended
	//   at example.coro:1:31 in count
	// yielded 1500 suspended
	// returned "end" done
}

// What a run has used is the same in every equal run.
func ExampleVM_FuelUsed() {
	m := newVM()
	defer m.Close()
	before := m.MemoryUsed()
	run(m, "let xs = []; for i in 0..1000 { xs.push(i) }")
	fmt.Println(m.FuelUsed(), m.MemoryUsed() > before)
	// Output: 1999 true
}

// What went wrong, in parts: for a log, or for an editor that marks the place.
func ExampleError_Place() {
	m := newVM()
	defer m.Close()
	prog, err := m.Compile("half.coro", `fn half(n) => n / 0
try { half(1) } catch e { throw error("no half", {cause: e}) }`)
	check(err)
	_, err = m.Run(context.Background(), prog)
	var e *vm.Error
	if errors.As(err, &e) {
		file, span := e.Place()
		fmt.Println(e.Error(), "|", e.Unwrap(), "|", e.Causes())
		fmt.Println(file.Name, span.Start, span.End)
		fmt.Print(e.Snippet())
	}
	// Output:
	// half.coro:2:27: no half | <nil> | [division by zero: 1 / 0]
	// half.coro 46 80
	//  --> half.coro:2:27
	//   |
	// 2 | try { half(1) } catch e { throw error("no half", {cause: e}) }
	//   |                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
}
