package vm_test

// Examples of how values cross between Go and scripts, and of the entry points that are
// not in example_test.go.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"log"
	"math/rand/v2"
	"os"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/coro-lang/coro/vm"
)

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// newVM makes a VM that prints.
func newVM() *vm.VM {
	m, err := vm.New(vm.Config{Stdout: os.Stdout})
	check(err)
	return m
}

// run runs a text to its end.
func run(m *vm.VM, text string) *vm.Module {
	prog, err := m.Compile("example.coro", text)
	check(err)
	mod, err := m.Run(context.Background(), prog)
	check(err)
	return mod
}

// Account is a struct that a host shares with its scripts.
type Account struct {
	Owner   string
	Balance int
	Limits  Limits
	ID      int    `coro:"number,readonly"`
	Secret  string `coro:"-"`
}

// Limits is a part of it.
type Limits struct{ PerDay int }

// Deposit puts money in.
func (a *Account) Deposit(n int) error {
	if n <= 0 {
		return fmt.Errorf("a deposit of %d", n)
	}
	a.Balance += n
	return nil
}

// A pointer to a struct is shared: the script reads and sets its fields and calls its
// methods, by names in lower case.
func ExampleVM_Define_struct() {
	m := newVM()
	defer m.Close()
	account := &Account{Owner: "ann", ID: 7}
	check(m.Define("account", account))
	run(m, `
		account.deposit(30)
		account.balance += 12
		account.limits.per_day = 500
		print(account.number, account.balance, account.limits.per_day)
		try { account.deposit(-1) } catch e { print(e.message) }
		try { account.blance = 0 } catch e { print(e.message) }`)
	fmt.Println(account.Balance, account.Limits.PerDay)
	// Output:
	// 7 42 500
	// a deposit of -1
	// an `Account` of the host has no field or method `blance`
	// 42 500
}

// A function of a script is a Go function for the host, if that can fail.
func ExampleVM_Define_callback() {
	m := newVM()
	defer m.Close()
	retry := func(n int, f func(try int) (string, error)) (result string, err error) {
		for try := range n {
			if result, err = f(try); err == nil {
				return result, nil
			}
		}
		return "", err
	}
	check(m.Define("retry", retry))
	run(m, `print(retry(3, fn(n) => if n < 2 { throw error("not yet") } else { "done at ${n}" }))`)
	// Output: done at 2
}

// A script loops over an iterator of Go, and over a channel.
func ExampleVM_Define_iterator() {
	m := newVM()
	defer m.Close()
	fields := func(s string) iter.Seq2[int, string] {
		return func(yield func(int, string) bool) {
			defer fmt.Println("the iterator has ended")
			for i, f := range strings.Fields(s) {
				if !yield(i, f) {
					return
				}
			}
		}
	}
	events := make(chan string, 2)
	events <- "start"
	events <- "stop"
	close(events)
	check(errors.Join(m.Define("fields", fields), m.Define("events", events)))
	run(m, `
		for i, f in fields("a b c") {
			print(i, f)
			if f == "b" { break }
		}
		for e in events { print(e) }`)
	// Output:
	// 0 a
	// 1 b
	// the iterator has ended
	// start
	// stop
}

// Times are values: scripts compare them and call their methods. A duration is a number
// of seconds.
func ExampleVM_Define_time() {
	m := newVM()
	defer m.Close()
	deadline := time.Date(2030, 1, 31, 12, 0, 0, 0, time.UTC)
	check(m.Define("deadline", deadline))
	check(m.Define("later", func(t time.Time, d time.Duration) time.Time { return t.Add(d) }))
	run(m, `
		let t = later(deadline, 1.5)
		print(t > deadline, t.sub(deadline), t.format("15:04:05.0"))`)
	// Output: true 1.5 12:00:01.5
}

// A function that is called without reflection, for those that a benchmark shows.
func ExampleFunc2() {
	m := newVM()
	defer m.Close()
	check(m.Define("clamp", vm.Func2(func(x float64, most int) (float64, error) { return min(x, float64(most)), nil })))
	run(m, `print(clamp(7.5, 7), clamp(1.5, 7))`)
	// Output: 7.0 1.5
}

// What scripts call fields and methods, by the tags that the structs have already.
func ExampleNewNames() {
	type User struct {
		Name string `json:"user_name"`
		Age  int    `json:"-"`
	}
	names := vm.NewNames(func(goName string, tag reflect.StructTag) string {
		if name, _, _ := strings.Cut(tag.Get("json"), ","); name == "-" {
			return ""
		} else if name != "" {
			return name
		}
		return vm.StandardName(goName, tag)
	})
	m, err := vm.New(vm.Config{Stdout: os.Stdout, Names: names})
	check(err)
	defer m.Close()
	check(m.Define("user", &User{Name: "ann", Age: 7}))
	run(m, `
		print(user.user_name)
		try { print(user.age) } catch e { print(e.message) }`)
	// Output:
	// ann
	// a `User` of the host has no field or method `age`
}

// A result becomes a Go value of the type that the host wants. If it does not fit, the
// error says where.
func ExampleAs() {
	m := newVM()
	defer m.Close()
	type Server struct {
		Name    string
		Ports   []int
		Timeout time.Duration
	}
	config := run(m, `({
		web: {name: "w1", ports: [80, 443], timeout: 2.5},
		mail: {name: "m1", ports: [25]},
	})`).Result()
	servers, err := vm.As[map[string]Server](config)
	check(err)
	fmt.Println(servers["web"], len(servers))

	_, err = vm.As[[]Server](run(m, `[{name: "a"}, {name: "b", ports: [80, "443"]}]`).Result())
	fmt.Println(err)
	_, err = vm.As[Server](run(m, `({nmae: "a"})`).Result())
	fmt.Println(err)
	// Output:
	// {w1 [80 443] 2.5s} 2
	// result[1].ports[1]: want int, got string
	// result.nmae: `Server` has no such field; did you mean `name`?
}

// A function of a script becomes a Go function.
func ExampleAs_function() {
	m := newVM()
	defer m.Close()
	mod := run(m, `
		export fn divide(a, b) {
			if b == 0 { throw error("no", {kind: "value"}) }
			return a / b, a % b
		}`)
	divide, err := vm.As[func(a, b int) (int, int, error)](mod.Get("divide"))
	check(err)
	fmt.Println(divide(17, 5))
	_, _, err = divide(1, 0)
	fmt.Println(err)
	// Output:
	// 3 2 <nil>
	// example.coro:3:16: no
}

// A function that is called often is called as a Function, which allocates nothing.
func ExampleVM_Function() {
	m := newVM()
	defer m.Close()
	score, err := m.Function(run(m, `export fn score(hits, shots) => hits * 100 / shots`).Get("score"))
	check(err)
	for hits := range int64(3) {
		v, err := score.Call(context.Background(), vm.Int(hits), vm.Int(2))
		check(err)
		fmt.Println(v)
	}
	// Output:
	// 0
	// 50
	// 100
}

// A coroutine of a function, with an argument, and a loop over what it yields.
func ExampleCoroutine_All() {
	m := newVM()
	defer m.Close()
	mod := run(m, `
		export fn countdown(n) {
			defer print("liftoff")
			while n > 0 {
				yield n
				n -= 1
			}
		}`)
	c, err := m.NewCoroutine(mod.Get("countdown"), 10)
	check(err)
	fmt.Println(c.Status())
	for v, err := range c.All(context.Background()) {
		check(err)
		fmt.Println(v)
		if v == vm.Int(8) {
			break
		}
	}
	fmt.Println(c.Status())
	// Output:
	// suspended
	// 10
	// 9
	// 8
	// liftoff
	// closed
}

// An error for a log: the place and the trace as JSON.
func ExampleError_MarshalJSON() {
	m := newVM()
	defer m.Close()
	prog, err := m.Compile("half.coro", "fn half(n) => n / 0\nhalf(3)")
	check(err)
	_, err = m.Run(context.Background(), prog)
	var e *vm.Error
	if errors.As(err, &e) {
		data, err := json.MarshalIndent(e, "", "  ")
		check(err)
		fmt.Println(string(data[:strings.Index(string(data), `  "frames"`)]))
	}
	// Output:
	// {
	//   "kind": "arithmetic",
	//   "message": "division by zero: 3 / 0",
	//   "place": {
	//     "file": "half.coro",
	//     "line": 1,
	//     "column": 15,
	//     "end_line": 1,
	//     "end_column": 20
	//   },
	//   "snippet": " --\u003e half.coro:1:15\n  |\n1 | fn half(n) =\u003e n / 0\n  |               ^^^^^\n",
}

// An error for a terminal.
func ExampleError_Render() {
	m := newVM()
	defer m.Close()
	prog, err := m.Compile("user.coro", "fn name(user) => user.name\nname(nil)")
	check(err)
	_, err = m.Run(context.Background(), prog)
	var e *vm.Error
	if errors.As(err, &e) {
		fmt.Print(e.Render(false))
	}
	// Output:
	// error[type]: nil has no field or method `name`
	//  --> user.coro:1:23
	//   |
	// 1 | fn name(user) => user.name
	//   |                       ^^^^
	//   = hint: `user` is nil; `user?.name` would be nil, too
	// trace, innermost first:
	//   at user.coro:1:23 in name
	//   at user.coro:2:1 in the module
}

// Errors of the host that scripts can tell apart.
func ExampleWrapError() {
	m := newVM()
	defer m.Close()
	parse := func(s string) (int, error) {
		n, err := strconv.Atoi(s)
		if err != nil {
			return 0, vm.WrapError("value", err)
		}
		if n < 0 {
			return 0, vm.NewError("range", "parse: it is negative", "abs(x) has no sign")
		}
		return n, nil
	}
	check(m.Define("parse", parse))
	run(m, `
		for s in ["7", "x", "-1"] {
			try { print(parse(s)) } catch e { print(e.kind, e.message) }
		}`)
	// Output:
	// 7
	// value strconv.Atoi: parsing "x": invalid syntax
	// range parse: it is negative
}

// A function that works hard pays for it, before it starts.
func ExampleCall_Charge() {
	m, err := vm.New(vm.Config{Limits: vm.Limits{Fuel: 1000}})
	check(err)
	defer m.Close()
	check(m.Define("blank", func(c *vm.Call, n int) (string, error) {
		if err := c.Charge(int64(n)/16, int64(n)); err != nil {
			return "", err
		}
		return strings.Repeat(" ", n), nil
	}))
	prog, err := m.Compile("blank.coro", "for i in 0..10 { blank(5000) }")
	check(err)
	_, err = m.Run(context.Background(), prog)
	fmt.Println(errors.Is(err, vm.ErrFuel))
	// Output: true
}

// A compiler that knows what the host defines finds a mistake before the script runs.
func ExampleVM_Compile() {
	m := newVM()
	defer m.Close()
	check(m.Define("price", func(item string) float64 { return 2.5 }))
	_, err := m.Compile("shop.coro", `print(prize("tea"))`)
	var ds vm.Diagnostics
	if errors.As(err, &ds) {
		fmt.Println(ds[0], "-", ds[0].Hint)
	}
	// Output: shop.coro:1:7: error[undefined]: `prize` is not defined - did you mean `price`?
}

// The world has a clock and chance only if the host grants them, and then they are the
// host's.
func ExampleConfig() {
	m, err := vm.New(vm.Config{
		Stdout: os.Stdout,
		Clock:  func() time.Time { return time.Unix(1_000_000_000, 0) },
		Rand:   rand.New(rand.NewPCG(1, 2)).Uint64,
	})
	check(err)
	defer m.Close()
	check(m.Define("now", func(c *vm.Call) int64 { return c.VM().Clock()().Unix() }))
	run(m, `print(now())`)
	// Output: 1000000000
}

// Values are made and taken apart without conversion where that matters.
func ExampleValue() {
	m := newVM()
	defer m.Close()
	check(m.Define("double", func(_ *vm.Call, args []vm.Value) (vm.Value, error) {
		if i, ok := args[0].AsInt(); ok {
			return vm.Int(2 * i), nil
		}
		if s, ok := args[0].AsString(); ok {
			return vm.String(s + s), nil
		}
		return vm.Nil, vm.NewError("type", "double: want an int or a string, got a "+args[0].Kind().String(), "")
	}))
	run(m, `print(double(21), double("ho"))`)
	point := run(m, "record Point(x, y)\nPoint(3, 4)").Result()
	x, ok := point.Field("x")
	fmt.Println(point, x, ok)
	list, err := m.ToValue([]any{1, 2.5, "x", nil, map[string]int{"a": 1}})
	check(err)
	fmt.Println(list, list.Kind())
	// Output:
	// 42 hoho
	// Point(3, 4) 3 true
	// [1, 2.5, "x", nil, {a: 1}] list
}
