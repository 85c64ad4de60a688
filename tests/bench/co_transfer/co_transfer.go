//go:build ignore

// The peer with goroutines and channels: control that goes to and fro.

package main

import "fmt"

const N = 2000000

func partner(in, out chan int) {
	for x := range in {
		out <- x + 1
	}
	close(out)
}

func run(n int) int {
	there, back := make(chan int), make(chan int)
	go partner(there, back)
	sum := 0
	for i := 1; i <= n; i++ {
		there <- i
		sum += <-back
	}
	close(there)
	return sum
}

func main() { fmt.Println(run(N)) }
