package vm_test

// Examples of fuel and of ending a coroutine.

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/coro-lang/coro/vm"
)

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
