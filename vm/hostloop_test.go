package vm

// Tests of loops over iterators and channels of the host.

import (
	"context"
	"errors"
	"iter"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"time"
)

// testCount gives the numbers from 0 on, and counts how often it has ended.
func testCount(ended *atomic.Int32) iter.Seq[int] {
	return func(yield func(int) bool) {
		defer ended.Add(1)
		for i := 0; yield(i); i++ {
		}
	}
}

func TestLoopsOverIterators(t *testing.T) {
	var ended atomic.Int32
	for _, c := range []struct {
		text, want string
		ends       int32
	}{
		{"var s = 0\nfor x in up { if x > 3 { break }; s += x }\ns", "6", 1},
		{"fn f() { for x in up { if x == 2 { return x } } }\nf()", "2", 1},
		{"try { for x in up { throw error(\"a\") } } catch e { e.message }", `"a"`, 1},
		{"let c = coro { for x in up { yield x } }\nresume(c); resume(c); c.close(); c.status", `"closed"`, 1},
		{"for x in coro { for x in up { yield x } } { break }", "nil", 1},
		{"let xs = []\nfor k, v in pairs { xs.push((k, v)) }\nxs", `[("a", 1), ("b", 2)]`, 0},
		{"let xs = []\nfor p in pairs { xs.push(p) }\nxs", `[("a", 1), ("b", 2)]`, 0},
		{"let xs = []\nfor x in few { for y in few { xs.push(x * y) } }\nxs", "[1, 2, 2, 4]", 0},
		{"[...few]", "[1, 2]", 0},
		{"list(few)", "[1, 2]", 0},
		{"for x in bad { }", "host: `Seq` panicked: oops", 0},
		{"for x in worse { break }", "host: `Seq` panicked: at the end", 0},
		{"let xs = []\nfor x in channel { xs.push(x) }\nxs", "[1, 2]", 0},
		{"few()", "type: cannot call a `Seq` of the host", 0},
	} {
		for _, fuel := range []int64{0, 1, 7} {
			ended.Store(0)
			got := outcomeOf(t, fuel, func(m *VM) error {
				ch := make(chan int, 2)
				ch <- 1
				ch <- 2
				close(ch)
				return errors.Join(
					m.Define("up", testCount(&ended)),
					m.Define("few", slices.Values([]int{1, 2})),
					m.Define("channel", ch),
					m.Define("pairs", iter.Seq2[string, int](func(yield func(string, int) bool) { _ = yield("a", 1) && yield("b", 2) })),
					m.Define("bad", iter.Seq[int](func(yield func(int) bool) { yield(1); panic("oops") })),
					m.Define("worse", iter.Seq[int](func(yield func(int) bool) { defer panic("at the end"); yield(1) })),
				)
			}, c.text)
			if got != c.want || ended.Load() != c.ends {
				t.Errorf("%s, with fuel %d\n got %s, ended %d times\nwant %s, %d", c.text, fuel, got, ended.Load(), c.want, c.ends)
			}
		}
	}
}

func TestClosingTheVMEndsIterators(t *testing.T) {
	var ended atomic.Int32
	m := newTestVM(t, Limits{})
	if err := errors.Join(m.Define("up", testCount(&ended)), runText(m, "1")); err != nil {
		t.Fatal(err)
	}
	c := hostCoroutine(t, m, "for x in up { yield x }")
	if _, err := c.Resume(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil || ended.Load() != 1 {
		t.Error(err, ended.Load())
	}
}

func TestTheCollectorEndsIterators(t *testing.T) {
	var ended atomic.Int32
	m := newTestVM(t, Limits{Fuel: 10_000})
	if err := m.Define("up", testCount(&ended)); err != nil {
		t.Fatal(err)
	}
	if err := runText(m, "for x in up { }"); !errors.Is(err, ErrFuel) { // runs no cleanup
		t.Fatal(err)
	}
	for range 100 {
		runtime.GC()
		if ended.Load() == 1 {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Error("the iterator of a loop that nobody can reach goes on")
}

func TestWaitingForAChannelIsCancelled(t *testing.T) {
	m := newTestVM(t, Limits{})
	if err := m.Define("never", make(<-chan int)); err != nil {
		t.Fatal(err)
	}
	prog, err := m.Compile("test.coro", "try { for x in never { } } catch e { }")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	if _, err := m.Run(ctx, prog); !errors.Is(err, ErrCancelled) {
		t.Error(err)
	}
}
