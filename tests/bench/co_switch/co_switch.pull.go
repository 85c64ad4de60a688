//go:build ignore

// The peer with iter.Pull: a generator that yields in a loop.

package main

import (
	"fmt"
	"iter"
)

const N = 3000000

func gen(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := 1; i <= n; i++ {
			if !yield(i) {
				return
			}
		}
	}
}

func run(n int) int {
	next, stop := iter.Pull(gen(n))
	defer stop()
	sum := 0
	for {
		v, ok := next()
		if !ok {
			return sum
		}
		sum += v
	}
}

func main() { fmt.Println(run(N)) }
