package tests

// Whole runs on arbitrary text: whatever it is, it must come to an end, with a
// result or with an error of the two kinds that a host knows, and the ways to
// run it must agree.

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/coro-lang/coro/vm"
)

func FuzzRun(f *testing.F) {
	for _, area := range areas {
		for _, path := range scripts(f, area) {
			text, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(string(text))
		}
	}
	limits := vm.Limits{Fuel: 20_000, Memory: 8 << 20, Depth: 200}
	f.Fuzz(func(t *testing.T, text string) {
		prog, err := vm.Compile("fuzz.coro", text)
		var diagnostics vm.Diagnostics
		if errors.As(err, &diagnostics) {
			return
		} else if err != nil {
			t.Fatalf("Compile returned an error of type %T: %v", err, err)
		}
		plain, err := fuzzOnce(t, prog, limits, runPlain)
		if errors.Is(err, vm.ErrFuel) || errors.Is(err, vm.ErrMemory) {
			return // how far a run gets is for each mode to say
		}
		for _, run := range []mode{{name: "encoded", run: runEncoded}, {name: "tiny-stacks", run: runTiny}} {
			got, gotErr := fuzzOnce(t, prog, limits, run.run)
			if got != plain || errorText(gotErr) != errorText(err) {
				t.Fatalf("plain:\n%s%s\n%s:\n%s%s", plain, errorText(err), run.name, got, errorText(gotErr))
			}
		}
	})
}

// FuzzRunDecoded runs whatever passes the verifier: forged code may do anything
// but hurt the host.
func FuzzRunDecoded(f *testing.F) {
	for _, area := range areas {
		for _, path := range scripts(f, area) {
			text, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			if prog, err := vm.Compile(path, string(text)); err == nil {
				f.Add(prog.Encode())
			}
		}
	}
	limits := vm.Limits{Fuel: 20_000, Memory: 8 << 20, Depth: 200}
	f.Fuzz(func(t *testing.T, data []byte) {
		prog, err := vm.Decode(data)
		if err != nil {
			return
		}
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		config := vm.Config{Limits: limits}
		config.Clock, config.AfterFunc = virtualClock()
		if err := runTiny(ctx, prog, config); errors.Is(err, vm.ErrCancelled) {
			t.Fatalf("the limits did not stop it: %v", err)
		}
	})
}

// fuzzOnce runs a program in a mode and checks that it ends as it should.
func fuzzOnce(t *testing.T, prog *vm.Program, limits vm.Limits, run runFunc) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	var out strings.Builder
	config := vm.Config{Stdout: &out, Limits: limits}
	config.Clock, config.AfterFunc = virtualClock()
	err := run(ctx, prog, config)
	var diagnostics vm.Diagnostics
	var failure *vm.Error
	if err != nil && !errors.As(err, &diagnostics) && !errors.As(err, &failure) {
		t.Fatalf("an error of type %T: %v", err, err)
	}
	if errors.Is(err, vm.ErrCancelled) {
		t.Fatalf("the limits did not stop it: %v", err)
	}
	return out.String(), err
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return render(err)
}
