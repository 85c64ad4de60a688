package main

// The host runs, and a rule that fails does no harm.

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/coro-lang/coro/vm"
)

func Example() {
	main()
	// Output:
	// order 1 of Ada: 705.00, [volume 5% gold since 2015 10%], [a free pear], on hold: false
	// order 2: rule fraud: rules.coro:30:40: the customer has no country
	// order 2 of Bob: 4.00, [silver 3%], [], on hold: false
	// order 3 of Eve: 20000.00, [volume 5%], [], on hold: true
}

// apply runs rules on an order and returns it with the error.
func apply(t *testing.T, rules string) (*Order, error) {
	t.Helper()
	prog, err := vm.Compile("test.coro", rules)
	if err != nil {
		t.Fatal(err)
	}
	e, err := NewEngine(prog)
	if err != nil {
		t.Fatal(err)
	}
	o := &Order{ID: 1, Customer: &Customer{}, Items: []*Item{{"a", "b", 1}}}
	return o, e.Apply(context.Background(), o)
}

func TestARuleThatFailsSpoilsNothingButItself(t *testing.T) {
	o, err := apply(t, `
		export fn forever(o) { while true { } }
		export fn hungry(o) { let xs = []; while true { xs.push([]) } }
		export fn misspelt(o) { o.customer.nmae = "x" }
		export fn wrong(o) { o.items[0].price = "free" }
		export fn id(o) { o.id = 2 }
		export fn greedy(o) { o.discount("all", 100) }
		export fn good(o) { o.hold = true }`)
	for _, want := range []string{
		"rule forever: test.coro:2:39: out of fuel",
		"rule hungry: test.coro:3:54: out of memory",
		"rule misspelt: test.coro:4:38: a `Customer` of the host has no field or method `nmae`",
		"rule wrong: test.coro:5:35: cannot set `price` of an `Item`: want float, got string",
		"rule id: test.coro:6:23: the field `id` of an `Order` is read-only",
		"rule greedy: test.coro:7:27: discounts of 100 % are too many",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if !errors.Is(err, vm.ErrFuel) || !errors.Is(err, vm.ErrMemory) {
		t.Error(err)
	}
	if !o.Hold || o.ID != 1 || o.percent != 0 {
		t.Errorf("%+v", o)
	}
}
