package stdlib_test

// What the tests of the modules share: calling a function of a module from Go.

import (
	"context"
	"errors"
	"testing"

	"github.com/coro-lang/coro/stdlib"
	"github.com/coro-lang/coro/vm"
)

// function is what a script that imports modules makes, to be called from Go.
type function struct {
	t  testing.TB
	m  *vm.VM
	fn vm.Value
}

// newFunction compiles a text whose value is a function.
func newFunction(t testing.TB, src string) function {
	t.Helper()
	m, err := vm.New(vm.Config{Modules: stdlib.Pure(), Limits: vm.Limits{Fuel: 50_000_000, Memory: 256 << 20}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close() })
	prog, err := m.Compile("test.coro", src)
	if err != nil {
		t.Fatal(err)
	}
	mod, err := m.Run(context.Background(), prog)
	if err != nil {
		t.Fatal(err)
	}
	return function{t, m, mod.Result()}
}

// call calls the function. What it fails with must be an error that a script can
// make, and none of the host: a panic in a native is one.
func (f function) call(args ...any) (vm.Value, error) {
	v, err := f.m.Call(context.Background(), f.fn, args...)
	var e *vm.Error
	if err != nil && (!errors.As(err, &e) || e.Kind == "host") {
		f.t.Fatalf("the call with %q failed with %v", args, err)
	}
	return v, err
}
