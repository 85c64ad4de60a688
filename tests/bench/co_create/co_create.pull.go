//go:build ignore

// The peer with iter.Pull: a coroutine for each number.

package main

import (
	"fmt"
	"iter"
)

const N = 1000000

func body(x int) iter.Seq[int] {
	return func(yield func(int) bool) { yield(x + 1) }
}

func run(n int) int {
	sum := 0
	for i := 1; i <= n; i++ {
		next, _ := iter.Pull(body(i))
		for {
			v, ok := next()
			if !ok {
				break
			}
			sum += v
		}
	}
	return sum
}

func main() { fmt.Println(run(N)) }
