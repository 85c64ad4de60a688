package vm_test

// The embedding API in its smallest form. The Go code in the READMEs is part of
// these examples, and a test says so.

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"sync"
	"time"

	"github.com/coro-lang/coro/lexer/source"
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
		fmt.Println(ds)
		fmt.Println(source.Renderer{}.Sprint(ds...))
	}
	// Output:
	// broken.coro:2:1: error[assign-to-let]: cannot assign to `total`, which is a `let`
	// error[assign-to-let]: cannot assign to `total`, which is a `let`
	//  --> broken.coro:2:1
	//   |
	// 2 | total = 2
	//   | ^^^^^ it is bound once
	//   = hint: declare it with `var total = …` if it is to change
	// note: it is declared here
	//  --> broken.coro:1:5
	//   |
	// 1 | let total = 1
	//   |     ^^^^^
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

// The host throws at the yield where a coroutine waits, which may catch it.
func ExampleCoroutine_Throw() {
	prog, err := vm.Compile("worker.coro", `
		var tries = 0
		while true {
			tries += 1
			try { return yield "try ${tries}" } catch e { print("failed:", e.message) }
		}`)
	if err != nil {
		log.Fatal(err)
	}
	m, err := vm.New(vm.Config{Stdout: os.Stdout})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Close()
	c, err := m.NewCoroutineOf(prog)
	if err != nil {
		log.Fatal(err)
	}
	show := func(out vm.Outcome, err error) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(out.State, out.Value)
	}
	show(c.Resume(context.Background(), nil))
	show(c.Throw(context.Background(), errors.New("no connection")))
	show(c.Resume(context.Background(), "a reply"))
	// Output:
	// yielded "try 1"
	// failed: no connection
	// yielded "try 2"
	// returned "a reply"
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

// A time slice: each script gets so much fuel and then the next one has its turn, though
// none of them ever yields.
func ExampleCoroutine_Resume_preemption() {
	m, err := vm.New(vm.Config{Stdout: os.Stdout, Limits: vm.Limits{Fuel: 1000}})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Close()
	prog, err := vm.Compile("count.coro", `
		fn count(name, n) {
			for i in 0..n { if i % 900 == 0 { print(name, i) } }
			return name
		}
		return count`)
	if err != nil {
		log.Fatal(err)
	}
	mod, err := m.Run(context.Background(), prog)
	if err != nil {
		log.Fatal(err)
	}
	var ready []*vm.Coroutine
	for _, name := range []string{"a", "b"} {
		c, err := m.NewCoroutine(mod.Result(), name, 2000)
		if err != nil {
			log.Fatal(err)
		}
		ready = append(ready, c)
	}
	for len(ready) > 0 {
		c := ready[0]
		ready = ready[1:]
		out, err := c.Resume(context.Background(), nil)
		switch {
		case err != nil:
			log.Fatal(err)
		case out.State == vm.OutOfFuel:
			ready = append(ready, c)
		default:
			fmt.Println(out.Value, "is done")
		}
	}
	// Output:
	// a 0
	// a 900
	// b 0
	// b 900
	// a 1800
	// b 1800
	// "a" is done
	// "b" is done
}

// Closing a coroutine runs its defers, wherever it stands.
func ExampleCoroutine_Close() {
	prog, err := vm.Compile("door.coro", `
		print("open")
		defer { print("shut"); throw error("it squeaks") }
		while true { yield "inside" }`)
	if err != nil {
		log.Fatal(err)
	}
	m, err := vm.New(vm.Config{Stdout: os.Stdout})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Close()
	c, err := m.NewCoroutineOf(prog)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := c.Resume(context.Background(), nil); err != nil {
		log.Fatal(err)
	}
	fmt.Println(c.Close(context.Background()))
	fmt.Println(c.Close(context.Background()), c.Done())
	// Output:
	// open
	// shut
	// door.coro:3:26: it squeaks
	// <nil> true
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

// Functions of the host get and give Go values; an error is thrown in the script.
func ExampleVM_Define() {
	prog, err := vm.Compile("shop.coro", `
		print(shop, price("tea"))
		try { price("gold") } catch e { print(e.kind, e.message) }`)
	if err != nil {
		log.Fatal(err)
	}
	m, err := vm.New(vm.Config{Stdout: os.Stdout})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Close()
	prices := map[string]float64{"tea": 2.5}
	price := func(item string) (float64, error) {
		if p, ok := prices[item]; ok {
			return p, nil
		}
		return 0, fmt.Errorf("no price for %q", item)
	}
	if err := errors.Join(m.Define("price", price), m.Define("shop", "The Leaf")); err != nil {
		log.Fatal(err)
	}
	if _, err := m.Run(context.Background(), prog); err != nil {
		log.Fatal(err)
	}
	// Output:
	// The Leaf 2.5
	// host no price for "gold"
}

// A script returns a function, which the host calls as often as it likes.
func ExampleVM_Call() {
	prog, err := vm.Compile("counter.coro", `
		var total = 0
		return fn(n) {
			total += n
			return {total, big: total > 10}
		}`)
	if err != nil {
		log.Fatal(err)
	}
	m, err := vm.New(vm.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Close()
	ctx := context.Background()
	mod, err := m.Run(ctx, prog)
	if err != nil {
		log.Fatal(err)
	}
	add := mod.Result()
	for _, n := range []int{7, 8} {
		v, err := m.Call(ctx, add, n)
		if err != nil {
			log.Fatal(err)
		}
		total, err := vm.As[map[string]any](v)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(v, total["total"].(int64)+1)
	}
	// Output:
	// {total: 7, big: false} 8
	// {total: 15, big: true} 16
}

// A context stops a script from outside, and memory has a limit; the VM can be
// used again after either.
func ExampleVM_Run_limits() {
	m, err := vm.New(vm.Config{Limits: vm.Limits{Memory: 1 << 20}})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Close()
	run := func(text string) error {
		prog, err := vm.Compile("limits.coro", text)
		if err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		defer cancel()
		_, err = m.Run(ctx, prog)
		return err
	}
	fmt.Println(errors.Is(run("while true { }"), vm.ErrCancelled))
	fmt.Println(errors.Is(run(`var s = "x"; while true { s = s + s }`), vm.ErrMemory))
	fmt.Println(errors.Is(run("fn f() { return 1 + f() }; f()"), vm.ErrDepth))
	fmt.Println(run("1 + 1"))
	// Output:
	// true
	// true
	// true
	// <nil>
}

// A Program is immutable: any number of VMs run it at the same time.
func ExampleProgram() {
	prog, err := vm.Compile("square.coro", "n * n")
	if err != nil {
		log.Fatal(err)
	}
	squares := make([]vm.Value, 4)
	var wait sync.WaitGroup
	for n := range squares {
		wait.Go(func() {
			m, err := vm.New(vm.Config{})
			if err != nil {
				log.Fatal(err)
			}
			defer m.Close()
			if err := m.Define("n", n); err != nil {
				log.Fatal(err)
			}
			mod, err := m.Run(context.Background(), prog)
			if err != nil {
				log.Fatal(err)
			}
			squares[n] = mod.Result()
		})
	}
	wait.Wait()
	fmt.Println(squares)
	// Output: [0 1 4 9]
}

// A Program is kept as bytes, which are verified when they are read.
func ExampleDecode() {
	prog, err := vm.Compile("answer.coro", "6 * 7")
	if err != nil {
		log.Fatal(err)
	}
	again, err := vm.Decode(prog.Encode())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(again.Hash() == prog.Hash())
	_, err = vm.Decode([]byte("something else"))
	fmt.Println(err != nil)
	// Output:
	// true
	// true
}

// Two calls of a slow function at the same time: only the task that calls waits.
func ExampleVM_DefineAsync() {
	prog, err := vm.Compile("fetch.coro", `
		fn both() {
			scope {
				let tea = spawn fetch("tea")
				let cake = spawn fetch("cake")
				return tea.join() + cake.join()
			}
		}
		print(both(), "dollars")`)
	if err != nil {
		log.Fatal(err)
	}
	m, err := vm.New(vm.Config{Stdout: os.Stdout})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Close()
	prices := map[string]int{"tea": 2, "cake": 5}
	fetch := func(ctx context.Context, item string) (int, error) {
		select {
		case <-time.After(time.Millisecond): // a slow server
			return prices[item], nil
		case <-ctx.Done(): // the task was cancelled, or the run is over
			return 0, context.Cause(ctx)
		}
	}
	if err := m.DefineAsync("fetch", fetch); err != nil {
		log.Fatal(err)
	}
	if _, err := m.Run(context.Background(), prog); err != nil {
		log.Fatal(err)
	}
	// Output: 7 dollars
}

// A host that has other things to do asks a coroutine again when there is news of it.
func ExampleCoroutine_Ready() {
	prog, err := vm.Compile("nap.coro", `
		task.sleep(0.001)
		return "awake"`)
	if err != nil {
		log.Fatal(err)
	}
	m, err := vm.New(vm.Config{NonBlocking: true, Clock: time.Now, AfterFunc: time.AfterFunc})
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
		<-c.Ready() // here with others, in a select
	}
	// Output:
	// parked nil
	// returned "awake"
}

// A run in which every task waits for another one ends with a report.
func ExampleError_tasks() {
	prog, err := vm.Compile("stuck.coro", `
		var second = nil
		let first = spawn { second.join() }
		second = spawn first.join()`)
	if err != nil {
		log.Fatal(err)
	}
	m, err := vm.New(vm.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Close()
	_, err = m.Run(context.Background(), prog)
	var e *vm.Error
	if errors.Is(err, vm.ErrDeadlock) && errors.As(err, &e) {
		for _, t := range e.Tasks {
			fmt.Println(t.Name, "waits for", t.Waits)
		}
	}
	// Output:
	// the main task waits for the end of 2 tasks in its scope
	// task 1 (spawn) waits for task 2 (join)
	// task 2 (join) waits for task 1 (spawn)
}

// A program that completes names for its users asks what it has bound.
func ExampleVM_Defined() {
	m, err := vm.New(vm.Config{})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Close()
	if err := m.Define("answer", 42); err != nil {
		log.Fatal(err)
	}
	for name, v := range m.Defined() {
		fmt.Println(name, v)
	}
	// Output: answer 42
}

// A function of the host makes something that has to be given back, whether or not the
// script does so.
func ExampleVM_OnClose() {
	m, err := vm.New(vm.Config{})
	if err != nil {
		log.Fatal(err)
	}
	err = m.Define("open", func(name string) {
		fmt.Println("open", name)
		m.OnClose(func() { fmt.Println("close", name) })
	})
	if err != nil {
		log.Fatal(err)
	}
	prog, err := m.Compile("main.coro", `open("a"); open("b")`)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := m.Run(context.Background(), prog); err != nil {
		log.Fatal(err)
	}
	m.Close()
	// Output:
	// open a
	// open b
	// close b
	// close a
}
