//go:build ignore

// The peer with goroutines and channels: a yield from 20 calls deep.

package main

import "fmt"

const N = 20

func walk(d, id int, ch chan int) {
	if d == 0 {
		ch <- id
	} else {
		walk(d-1, id*2, ch)
		walk(d-1, id*2+1, ch)
	}
}

func run(n int) int {
	ch := make(chan int)
	go func() {
		walk(n, 1, ch)
		close(ch)
	}()
	sum := 0
	for v := range ch {
		sum += v
	}
	return sum
}

func main() { fmt.Println(run(N)) }
