package vm

// Tests of Coroutine.Throw.

import (
	"context"
	"errors"
	"io/fs"
	"testing"
)

func TestThrowOfAGoErrorThatNothingCatches(t *testing.T) {
	_, c := drive(t, Config{Limits: Limits{}}, "yield 1")
	if _, err := c.Resume(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	_, err := c.Throw(context.Background(), &fs.PathError{Op: "open", Path: "x", Err: fs.ErrNotExist})
	var e *Error
	if !errors.As(err, &e) || e.Kind != "io" || !errors.Is(err, fs.ErrNotExist) || len(e.Frames) != 1 {
		t.Errorf("got %#v", err)
	}
	if !c.Done() {
		t.Error("it has not ended")
	}
	if _, err := c.Throw(context.Background(), 1); !errors.As(err, &e) || e.Kind != "coroutine" {
		t.Errorf("after the end: %v", err)
	}
}

func TestThrowBeforeTheFirstResume(t *testing.T) {
	_, c := drive(t, Config{Limits: Limits{}}, "yield 1")
	_, err := c.Throw(context.Background(), "stop")
	var e *Error
	if !errors.As(err, &e) || e.Value.String() != `"stop"` || !c.Done() {
		t.Errorf("got %v", err)
	}
}

func TestThrowOfWhatAnotherRunThrew(t *testing.T) {
	_, c := drive(t, Config{Limits: Limits{}}, "try { yield 1 } catch e { yield e }\nthrow {a: 1}")
	if _, err := c.Resume(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	prog, err := c.m.Compile("other", "throw (1, 2)")
	if err != nil {
		t.Fatal(err)
	}
	_, thrown := c.m.Run(context.Background(), prog)
	out, err := c.Throw(context.Background(), thrown)
	if err != nil || out.Value.String() != "(1, 2)" {
		t.Errorf("got %v, %v", out, err)
	}
}

func TestThrowOutOfFuelGoesOn(t *testing.T) {
	_, c := drive(t, Config{Limits: Limits{Fuel: 5}}, "var n = 0\ntry { yield 1 } catch { while n < 100 { n += 1 } }\nreturn n")
	out, err := c.Resume(context.Background(), nil)
	if err != nil || out.State != Yielded {
		t.Fatalf("got %v, %v", out, err)
	}
	if out, err = c.Throw(context.Background(), "x"); err != nil || out.State != OutOfFuel {
		t.Fatalf("got %v, %v", out, err)
	}
	if _, err := c.Throw(context.Background(), "x"); err == nil {
		t.Error("it can throw where no yield waits")
	}
	for out.State == OutOfFuel && err == nil {
		out, err = c.Resume(context.Background(), nil)
	}
	if err != nil || out.State != Returned || out.Value.String() != "100" {
		t.Errorf("got %v, %v", out, err)
	}
}
