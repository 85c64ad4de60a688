//go:build ignore

// The peer with iter.Pull: a yield from 20 calls deep.

package main

import (
	"fmt"
	"iter"
)

const N = 20

func walk(d, id int, yield func(int) bool) bool {
	if d == 0 {
		return yield(id)
	}
	return walk(d-1, id*2, yield) && walk(d-1, id*2+1, yield)
}

func run(n int) int {
	next, stop := iter.Pull(func(yield func(int) bool) { walk(n, 1, yield) })
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
