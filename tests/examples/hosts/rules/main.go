// Command rules is a rules engine: rules written in Coro look at Go structs and change
// them. A rule that fails, or that never ends, spoils nothing but itself.
package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/coro-lang/coro/vm"
)

// Order is what the rules are about. Scripts see its fields and methods in lower case.
type Order struct {
	ID        int `coro:",readonly"`
	Customer  *Customer
	Items     []*Item
	Notes     []string
	Hold      bool
	discounts []string
	percent   int
}

// Customer is who has ordered.
type Customer struct {
	Name    string
	Level   string
	Country *string
	Since   time.Time
	Orders  int
}

// Item is a line of an order.
type Item struct {
	Name, Kind string
	Price      float64
}

// Total is the sum of the prices.
func (o *Order) Total() (sum float64) {
	for _, item := range o.Items {
		sum += item.Price
	}
	return sum
}

// Discount reduces the price; 20 % is all that may come together.
func (o *Order) Discount(reason string, percent int) error {
	if o.percent+percent > 20 {
		return fmt.Errorf("discounts of %d %% are too many", o.percent+percent)
	}
	o.percent += percent
	o.discounts = append(o.discounts, fmt.Sprintf("%s %d%%", reason, percent))
	return nil
}

// Engine holds rules that are ready to run. It serves one goroutine at a time; many
// engines can share the Program.
type Engine struct {
	m     *vm.VM
	names []string
	rules []*vm.Function
}

// NewEngine makes an engine of a Program that exports rules.
func NewEngine(prog *vm.Program) (*Engine, error) {
	m, err := vm.New(vm.Config{Limits: vm.Limits{Fuel: 1_000_000, Memory: 4 << 20}})
	if err != nil {
		return nil, err
	}
	mod, err := m.Run(context.Background(), prog)
	if err != nil {
		return nil, err
	}
	e := &Engine{m: m, names: mod.Exports()}
	for _, name := range e.names {
		rule, err := m.Function(mod.Get(name))
		if err != nil {
			return nil, fmt.Errorf("%s is no rule: %w", name, err)
		}
		e.rules = append(e.rules, rule)
	}
	return e, nil
}

// Apply applies all rules to an order. The error joins those of the rules that failed.
func (e *Engine) Apply(ctx context.Context, o *Order) error {
	order, err := e.m.ToValue(o)
	if err != nil {
		return err
	}
	var failed []error
	for i, rule := range e.rules {
		if _, err := rule.Call(ctx, order); err != nil {
			failed = append(failed, fmt.Errorf("order %d: rule %s: %w", o.ID, e.names[i], err))
		}
	}
	return errors.Join(failed...)
}

//go:embed rules.coro
var rules string

func main() {
	prog, err := vm.Compile("rules.coro", rules)
	if err != nil {
		log.Fatal(err)
	}
	e, err := NewEngine(prog)
	if err != nil {
		log.Fatal(err)
	}
	italy := "Italy"
	for _, o := range []*Order{
		{
			ID:       1,
			Customer: &Customer{Name: "Ada", Level: "gold", Country: &italy, Since: time.Date(2015, 5, 1, 0, 0, 0, 0, time.UTC), Orders: 12},
			Items:    []*Item{{"apple", "fruit", 2}, {"pear", "fruit", 1.5}, {"plum", "fruit", 3}, {"stove", "kitchen", 700}},
		},
		{ID: 2, Customer: &Customer{Name: "Bob", Level: "silver"}, Items: []*Item{{"spoon", "kitchen", 4}}},
		{ID: 3, Customer: &Customer{Name: "Eve", Country: &italy}, Items: []*Item{{"ring", "gold", 20_000}}},
	} {
		if err := e.Apply(context.Background(), o); err != nil {
			fmt.Println(err)
		}
		fmt.Printf("order %d of %s: %.2f, %v, %v, on hold: %t\n", o.ID, o.Customer.Name, o.Total(), o.discounts, o.Notes, o.Hold)
	}
}
