package vm_test

// Examples of functions of the host that know of the call which they serve.

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/coro-lang/coro/vm"
)

// A function that makes values as the script's own, and pays for them.
func ExampleCall() {
	m := newVM()
	defer m.Close()
	check(m.Define("split", func(c *vm.Call, path string) (vm.Value, error) {
		dir, err := c.CopyString(path[:4]) // the path may be long, and the part last
		if err != nil {
			return vm.Nil, err
		}
		name, err := c.String(path[5:])
		if err != nil {
			return vm.Nil, err
		}
		parts, err := c.List(dir, name)
		if err != nil {
			return vm.Nil, err
		}
		pair, err := c.Tuple(dir, name)
		if err != nil {
			return vm.Nil, err
		}
		return c.Map(vm.String("parts"), parts, vm.String("pair"), pair)
	}))
	run(m, `print(split("home/file"))`)
	// Output: {parts: ["home", "file"], pair: ("home", "file")}
}

// A function that calls back, as often as it likes.
func ExampleCall_Call() {
	m := newVM()
	defer m.Close()
	check(m.Define("twice", func(c *vm.Call, f, x vm.Value) (vm.Value, error) {
		once, err := c.Call(f, x)
		if err != nil {
			return vm.Nil, err
		}
		return c.Call(f, once)
	}))
	run(m, `print(twice(fn(n) => n * 10, 7))`)
	// Output: 700
}

// A function that waits ends with the run that it is part of.
func ExampleCall_Context() {
	m := newVM()
	defer m.Close()
	check(m.Define("wait", func(c *vm.Call) error {
		<-c.Context().Done()
		return context.Cause(c.Context())
	}))
	prog, err := m.Compile("wait.coro", "wait()")
	check(err)
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	_, err = m.Run(ctx, prog)
	fmt.Println(errors.Is(err, context.DeadlineExceeded))
	// Output: true
}

// What a function writes can count as what print writes does.
func ExampleCall_ChargeOutput() {
	m, err := vm.New(vm.Config{Stdout: os.Stdout, Limits: vm.Limits{Output: 20}})
	check(err)
	defer m.Close()
	check(m.Define("warn", func(c *vm.Call, text string) error {
		if err := c.ChargeOutput(int64(len(text))); err != nil {
			return err
		}
		fmt.Println("warning:", text)
		return nil
	}))
	prog, err := m.Compile("warn.coro", `for i in 0..3 { warn("it is late") }`)
	check(err)
	_, err = m.Run(context.Background(), prog)
	fmt.Println(errors.Is(err, vm.ErrOutput))
	// Output:
	// warning: it is late
	// warning: it is late
	// true
}

// Clock and chance are the host's, and a function of it asks the VM for them.
func ExampleVM_Clock() {
	m, err := vm.New(vm.Config{
		Stdout: os.Stdout, Clock: func() time.Time { return time.Unix(60, 0) }, Rand: func() uint64 { return 7 },
	})
	check(err)
	defer m.Close()
	check(m.Define("stamp", func(c *vm.Call) int64 {
		return c.VM().Clock()().Unix() + int64(c.VM().Rand()()%10)
	}))
	run(m, "print(stamp())")
	fmt.Println(m.Clock() != nil, m.Rand() != nil)
	// Output:
	// 67
	// true true
}

func ExampleFunc1() {
	m := newVM()
	defer m.Close()
	check(errors.Join(
		m.Define("answer", vm.Func0(func() (int, error) { return 42, nil })),
		m.Define("half", vm.Func1(func(n int) (float64, error) { return float64(n) / 2, nil })),
		m.Define("between", vm.Func3(func(low, x, high float64) (bool, error) { return low <= x && x < high, nil })),
	))
	run(m, "print(answer(), half(7), between(0, 3.5, 4))")
	// Output: 42 3.5 true
}

// A script can tell errors by their kind, and reads the hint if it catches none.
func ExampleNewError() {
	m := newVM()
	defer m.Close()
	check(m.Define("seat", func(row int) error {
		return vm.NewError("value", fmt.Sprintf("there is no row %d", row), "rows begin at 1")
	}))
	run(m, "try { seat(0) } catch e { print(e.kind, e.message) }")
	// Output: value there is no row 0
}

// A panic in a function of the host is an error of the script, and of the host, who finds
// where it was.
func ExamplePanicError() {
	m := newVM()
	defer m.Close()
	check(m.Define("first", func(xs []int) int { return xs[0] }))
	prog, err := m.Compile("first.coro", "first([])")
	check(err)
	_, err = m.Run(context.Background(), prog)
	var p *vm.PanicError
	if errors.As(err, &p) {
		fmt.Println(p.Error(), len(p.Stack) > 0, p.Unwrap() == p.Value)
	}
	// Output: panic: runtime error: index out of range [0] with length 0 true true
}
