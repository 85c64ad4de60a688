//go:build ignore

// The peer with goroutines and channels: a generator that yields in a loop.

package main

import "fmt"

const N = 3000000

func gen(n int) chan int {
	ch := make(chan int)
	go func() {
		for i := 1; i <= n; i++ {
			ch <- i
		}
		close(ch)
	}()
	return ch
}

func run(n int) int {
	sum := 0
	for v := range gen(n) {
		sum += v
	}
	return sum
}

func main() { fmt.Println(run(N)) }
