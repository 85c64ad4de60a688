package vm

// Programs, modules and Names that many VMs share.

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"testing/fstest"
)

// Run by -race: a thousand VMs on all cores share a Program with all that has a cache in its
// code, a module of the host with members in Coro, the files and the Names.
func TestAThousandVMsShareAProgram(t *testing.T) {
	prog, err := Compile("main.coro", `
		import shop
		import {Item, total} from "./items"
		record Point(x, y) { fn sum() => self.x + self.y }
		let items = [Item("tea", n), Item("cake", 2 * n)]
		let counts = {}
		for item in items.sort_by(fn(i) => i.name) { counts[item.name] = item.price }
		fn walk(xs) { for x in xs { yield x.price } }
		var seen = 0
		for price in coro walk(items) { seen += price }
		let caught = try { shop.fail(n) } catch e { e.message }
		scope { let t = spawn total(items); seen += t.join() }
		"${counts} ${Point(n, 1).sum()} ${seen} ${shop.twice(n)} ${account.user_id} ${caught}"`)
	if err != nil {
		t.Fatal(err)
	}
	shop, err := NewModule("shop", "", Member{Name: "twice", Coro: "fn twice(n) => 2 * n"},
		Member{Name: "fail", Func: func(n int) error { return fmt.Errorf("no %d", n) }})
	if err != nil {
		t.Fatal(err)
	}
	config := Config{
		Modules: []*HostModule{shop}, Names: NewNames(StandardName),
		Loader: FS(fstest.MapFS{"items.coro": {Data: []byte(`export class Item { let name; let price; init(name, price) { self.name = name; self.price = price } }
			export fn total(items) => items.map(fn(i) => i.price).sum()`)}}),
	}
	const vms = 1000
	numbers := make(chan int, vms)
	for n := range vms {
		numbers <- n
	}
	close(numbers)
	var wait sync.WaitGroup
	for range 2 * runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for n := range numbers {
				got, err := shared(config, prog, n)
				if want := fmt.Sprintf("\"{cake: %d, tea: %d} %d %d %d %d no %d\"", 2*n, n, n+1, 6*n, 2*n, n, n); err != nil || got != want {
					t.Errorf("%d: got %s, %v, want %s", n, got, err, want)
				}
			}
		})
	}
	wait.Wait()
}

func shared(config Config, prog *Program, n int) (string, error) {
	m, err := New(config)
	if err != nil {
		return "", err
	}
	defer m.Close()
	if err := m.Define("n", n); err != nil {
		return "", err
	}
	if err := m.Define("account", &struct{ UserID int }{n}); err != nil {
		return "", err
	}
	mod, err := m.Run(context.Background(), prog)
	if err != nil {
		return "", err
	}
	return mod.Result().String(), nil
}
