// Command hello is the smallest host: it gives a function to a script and prints what
// the script makes of it.
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/coro-lang/coro/vm"
)

func main() {
	m, err := vm.New(vm.Config{Limits: vm.Limits{Fuel: 1e6, Memory: 16 << 20}})
	check(err)
	defer m.Close()
	check(m.Define("greet", func(who string, n int) string { return fmt.Sprintf("hello %s, %d", who, n) }))
	prog, err := m.Compile("hello.coro", `greet("world", 6 * 7)`)
	check(err) // vm.Diagnostics: every mistake, with its place
	mod, err := m.Run(context.Background(), prog)
	check(err) // *vm.Error: kind, message, trace
	fmt.Println(mod.Result())
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
