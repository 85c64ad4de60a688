//go:build ignore

// The peer with goroutines and channels: a coroutine for each number.

package main

import "fmt"

const N = 1000000

func run(n int) int {
	sum := 0
	for i := 1; i <= n; i++ {
		ch := make(chan int)
		go func(x int) { ch <- x + 1 }(i)
		sum += <-ch
	}
	return sum
}

func main() { fmt.Println(run(N)) }
