package vm_test

// Examples of values on their way from one VM to another.

import (
	"context"
	"fmt"

	"github.com/coro-lang/coro/vm"
)

// A list of one VM is refused by another, which may well take a copy.
func ExampleAs_otherVM() {
	first, m := newVM(), newVM()
	defer first.Close()
	defer m.Close()
	mod := run(first, `export let prices = [2, 5]`)
	err := m.Define("prices", mod.Get("prices"))
	fmt.Println(err)

	prices, err := vm.As[any](mod.Get("prices"))
	check(err)
	check(m.Define("prices", prices))
	run(m, `print(prices.sum())`)
	// Output:
	// cannot define `prices`: a list of another VM cannot be used in this one
	// 7
}

// 1,000 VMs on all cores share a Program.
func ExampleProgram_shared() {
	prog, err := vm.Compile("square.coro", "n * n")
	check(err)
	results := make(chan int)
	for n := range 1000 {
		go func() {
			m, err := vm.New(vm.Config{})
			check(err)
			defer m.Close()
			check(m.Define("n", n))
			mod, err := m.Run(context.Background(), prog)
			check(err)
			square, err := vm.As[int](mod.Result())
			check(err)
			results <- square
		}()
	}
	sum := 0
	for range 1000 {
		sum += <-results
	}
	fmt.Println(sum)
	// Output: 332833500
}
