package vm_test

// The embedding API in its smallest form. README.md shows the body of Example.

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"

	"github.com/coro-lang/coro/vm"
)

func Example() {
	prog, err := vm.Compile("hello.coro", `greet("world", 6 * 7)`)
	if err != nil {
		log.Fatal(err) // vm.Diagnostics: every mistake, with its place
	}
	m, err := vm.New(vm.Config{Limits: vm.Limits{Fuel: 1e6, Memory: 16 << 20}})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Close()
	greet := func(who string, n int) string { return fmt.Sprintf("hello %s, %d", who, n) }
	if err := m.Define("greet", greet); err != nil {
		log.Fatal(err)
	}
	mod, err := m.Run(context.Background(), prog)
	if err != nil {
		log.Fatal(err) // *vm.Error: kind, message, trace
	}
	fmt.Println(mod.Result())
	// Output: "hello world, 42"
}

// A mistake in a script is a list of diagnostics; each has a place and a hint.
func ExampleCompile() {
	_, err := vm.Compile("broken.coro", "let total = 1\ntotal = 2\n")
	var ds vm.Diagnostics
	if errors.As(err, &ds) {
		for _, d := range ds {
			fmt.Println(d)
		}
	}
	// Output: broken.coro:2:1: error[assign-to-let]: cannot assign to `total`, which is a `let`
}

// The host drives a coroutine: each Resume runs to the next yield.
func ExampleCoroutine_Resume() {
	prog, err := vm.Compile("sum.coro", `
		var sum = 0
		while true {
			let n = yield sum
			if n == nil { return "the sum is ${sum}" }
			sum += n
		}`)
	if err != nil {
		log.Fatal(err)
	}
	m, err := vm.New(vm.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Close()
	c, err := m.NewCoroutineOf(prog)
	if err != nil {
		log.Fatal(err)
	}
	for _, x := range []any{nil, 20, 22, nil} {
		out, err := c.Resume(context.Background(), x)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(out.State, out.Value)
	}
	// Output:
	// yielded 0
	// yielded 20
	// yielded 42
	// returned "the sum is 42"
}

// A coroutine that runs out of fuel goes on at the next Resume.
func ExampleCoroutine_Resume_outOfFuel() {
	prog, err := vm.Compile("count.coro", "var n = 0\nwhile n < 1000 { n += 1 }\nreturn n")
	if err != nil {
		log.Fatal(err)
	}
	m, err := vm.New(vm.Config{Limits: vm.Limits{Fuel: 400}})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Close()
	c, err := m.NewCoroutineOf(prog)
	if err != nil {
		log.Fatal(err)
	}
	for !c.Done() {
		out, err := c.Resume(context.Background(), nil)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(out.State, out.Value)
	}
	// Output:
	// out of fuel nil
	// out of fuel nil
	// returned 1000
}

// An uncaught error has the trace of the script; a limit is a target of
// errors.Is.
func ExampleError() {
	m, err := vm.New(vm.Config{Stdout: os.Stdout, Limits: vm.Limits{Fuel: 10_000}})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Close()
	for _, text := range []string{"fn half(n) => n / 0\nhalf(3)", "while true { }"} {
		prog, err := vm.Compile("bad.coro", text)
		if err != nil {
			log.Fatal(err)
		}
		_, err = m.Run(context.Background(), prog)
		var e *vm.Error
		if errors.As(err, &e) {
			fmt.Printf("%s: %s, %d frames, %t\n", e.Kind, e.Message, len(e.Frames), errors.Is(err, vm.ErrFuel))
		}
	}
	// Output:
	// arithmetic: division by zero: 3 / 0, 2 frames, false
	// fuel: out of fuel, 1 frames, true
}

// In a session the names persist, as in an interactive loop.
func ExampleSession() {
	m, err := vm.New(vm.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Close()
	s := m.NewSession()
	for _, text := range []string{"let x = 20", "fn twice(n) => 2 * n", "twice(x) + 2", "fn open("} {
		v, err := s.Eval(context.Background(), "input", text)
		fmt.Println(v, vm.Incomplete(err))
	}
	// Output:
	// nil false
	// nil false
	// 42 false
	// nil true
}
