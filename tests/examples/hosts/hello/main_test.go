package main

// The host prints what it is to print.

func Example() {
	main()
	// Output: "hello world, 42"
}
