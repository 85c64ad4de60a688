//go:build ignore

// The peer with iter.Pull: control that goes to and fro.

package main

import (
	"fmt"
	"iter"
)

const N = 2000000

// Two sequences have no transfer: the main program passes control on, and the
// value in a variable.
func run(n int) int {
	var ball, sum int
	player := func(yield func(struct{}) bool) {
		for i := 1; i <= n; i++ {
			ball = i
			if !yield(struct{}{}) {
				return
			}
			sum += ball
		}
	}
	partner := func(yield func(struct{}) bool) {
		for {
			ball++
			if !yield(struct{}{}) {
				return
			}
		}
	}
	ping, stopPing := iter.Pull(player)
	defer stopPing()
	pong, stopPong := iter.Pull(partner)
	defer stopPong()
	for {
		if _, ok := ping(); !ok {
			return sum
		}
		pong()
	}
}

func main() { fmt.Println(run(N)) }
