package vm

// Tests of loops over channels of the host.

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"
)

// A task that waits for a channel lets the others run, one of which sends.
func TestALoopOverAChannelParksItsTaskOnly(t *testing.T) {
	for _, fuel := range []int64{0, 1, 2, 7} {
		m := newTestVM(t, Limits{Fuel: fuel})
		ch := make(chan int)
		done := make(chan bool)
		if err := errors.Join(m.Define("ch", ch), m.Define("end", func() { close(ch) }),
			m.DefineAsync("send", func(n int) { ch <- n }), m.Define("done", done)); err != nil {
			t.Fatal(err)
		}
		c := hostCoroutine(t, m, `
			let got = []
			scope {
				spawn (fn() { try { for x in ch { got.push(x) } } catch e { got.push(e.message) } })()
				spawn (fn() { for i in 0..5 { send(i) }; end() })()
			}
			for x in ch { got.push("never") }
			return got`)
		out := Outcome{State: OutOfFuel}
		for out.State == OutOfFuel {
			var err error
			if out, err = c.Resume(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
		}
		if out.Value.String() != "[0, 1, 2, 3, 4]" {
			t.Errorf("with fuel %d: %v", fuel, out)
		}
	}
}

// A value that comes when its task was just cancelled is for the next loop.
func TestNoValueOfAChannelIsLost(t *testing.T) {
	m := newTestVM(t, Limits{})
	const n = 200
	ch := make(chan int)
	if err := errors.Join(m.Define("ch", ch), m.Define("now", func() { go func() { ch <- 1 }(); runtime.Gosched() })); err != nil {
		t.Fatal(err)
	}
	v, err := evaluate(t, m, `import task
		var got = 0
		for i in 0..200 {
			scope {
				let t = spawn (fn() { for x in ch { got += x } })()
				task.yield_now()
				now()
				t.cancel()
			}
		}
		got`)
	if err != nil {
		t.Fatal(err)
	}
	got := v.int()
	rest := hostCoroutine(t, m, "for x in ch { yield x }")
	for ; got < n; got++ {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		if _, err := rest.Resume(ctx, nil); err != nil {
			t.Fatalf("%d values of %d: %v", got, n, err)
		}
		cancel()
	}
}

// A task that waits stands at its loop, not at the end of the turn before.
func TestPlaceOfALoopThatWaits(t *testing.T) {
	m := newTestVM(t, Limits{})
	if err := m.Define("ch", make(chan int)); err != nil {
		t.Fatal(err)
	}
	prog, err := m.Compile("a.coro", "let none = 0\n\nfor x in ch {\n\tprint(x)\n}")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := m.Run(ctx, prog); !errors.Is(err, ErrCancelled) || !strings.HasPrefix(err.Error(), "a.coro:3:") {
		t.Error(err)
	}
	v, err := evaluate(t, m, `import coroutine
import task
var c = nil
var at = ""
scope {
	let t = spawn (fn() {
		c = coroutine.current()
		for x in ch {
			print(x)
		}
	})()
	task.yield_now()
	task.yield_now()
	at = coroutine.trace(c)
	t.cancel()
}
at`)
	if err != nil || !strings.Contains(v.String(), ":8:") {
		t.Error(v, err)
	}
}

func TestWaitingForAChannelIsLikeAnyOtherWait(t *testing.T) {
	var out strings.Builder
	m, err := New(Config{Stdout: &out, NonBlocking: true})
	if err != nil {
		t.Fatal(err)
	}
	ch := make(chan string)
	if err := m.Define("ch", ch); err != nil {
		t.Fatal(err)
	}
	c := hostCoroutine(t, m, `defer print("closed")
		try { noyield { for x in ch { } } } catch e { print(e.kind) }
		for x in ch { print(x) }`)
	if o, err := c.Resume(t.Context(), nil); err != nil || o.State != Parked || c.Status() != "parked" {
		t.Fatal(o, err, c.Status())
	}
	ch <- "one"
	<-c.Ready()
	if o, err := c.Resume(t.Context(), nil); err != nil || o.State != Parked {
		t.Fatal(o, err)
	}
	if err := c.Close(t.Context()); err != nil || out.String() != "task\none\nclosed\n" {
		t.Errorf("%v, %q", err, out.String())
	}
	c = hostCoroutine(t, m, "for x in ch { }")
	if o, err := c.Resume(t.Context(), nil); err != nil || o.State != Parked {
		t.Fatal(o, err)
	}
	if err := m.Close(); err != nil { // waits for the goroutine that waits
		t.Error(err)
	}
}
