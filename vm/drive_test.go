package vm

// Tests of coroutines that the host drives.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
)

// drive makes a coroutine of a text.
func drive(t *testing.T, config Config, text string) (*VM, *Coroutine) {
	t.Helper()
	m, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	return m, hostCoroutine(t, m, text)
}

func TestAllGoesOverWhatIsYielded(t *testing.T) {
	ctx := context.Background()
	for _, test := range []struct {
		text   string
		fuel   int64
		most   int // turns, then the loop is left
		want   string
		status string
	}{
		{"yield 1; yield 2; return 3", 0, 9, "1 2", "done"},
		{"return 3", 0, 9, "", "done"},
		{"yield 1; throw error(\"no\")", 0, 9, "1 test.coro:1:10: no", "failed"},
		{"defer print(\"closed\"); yield 1; yield 2", 0, 1, "1 closed\n", "closed"},
		{"while true { yield 1 }", 0, 3, "1 1 1", "closed"},
		{"yield 1; for i in 0..100 { }; yield 2", 80, 9, "1 out of fuel 2", "done"},
		{"while true { }", 80, 3, "out of fuel out of fuel out of fuel", "closed"},
	} {
		var out bytes.Buffer
		_, c := drive(t, Config{Stdout: &out, Limits: Limits{Fuel: test.fuel}}, test.text)
		if c.Status() != "suspended" {
			t.Error(c.Status())
		}
		var got []string
		for v, err := range c.All(ctx) {
			if err != nil {
				got = append(got, err.Error())
			} else {
				got = append(got, v.String())
			}
			if len(got) == test.most {
				break
			}
		}
		if out.Len() > 0 {
			got = append(got, out.String())
		}
		if got := strings.Join(got, " "); got != test.want || c.Status() != test.status {
			t.Errorf("%s: got %q, %s, want %q, %s", test.text, got, c.Status(), test.want, test.status)
		}
	}
}

func TestACoroutineIsResumedFromAnyGoroutine(t *testing.T) {
	_, c := drive(t, Config{}, "var n = 0\nwhile true { n += yield n }")
	turn := make(chan int, 1)
	turn <- 0
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 100 {
				n := <-turn
				var x any
				if n > 0 {
					x = 1
				}
				out, err := c.Resume(context.Background(), x)
				if err != nil || out.Value != Int(int64(n)) {
					t.Errorf("%d: %v, %v", n, out.Value, err)
				}
				turn <- n + 1
			}
		})
	}
	wait.Wait()
}

func TestOnlyOneGoroutineAtATimeResumes(t *testing.T) {
	inside, leave := make(chan bool), make(chan bool)
	m, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Define("wait", func() { inside <- true; <-leave }); err != nil {
		t.Fatal(err)
	}
	c := hostCoroutine(t, m, "wait()")
	var wait sync.WaitGroup
	wait.Go(func() {
		if _, err := c.Resume(context.Background(), nil); err != nil {
			t.Error(err)
		}
	})
	<-inside
	if _, err := c.Resume(context.Background(), nil); !errors.Is(err, ErrBusy) {
		t.Error(err)
	}
	close(leave)
	wait.Wait()
}

func TestAProgramIsSharedByManyVMs(t *testing.T) {
	prog, err := Compile("test.coro", `
		class Counter { var n = 0; fn add(k) { self.n += k; return self } }
		let c = Counter()
		for i in 0..seed { c.add(i) }
		let words = {}
		for w in "a b a".split() { words[w] = (words[w] ?? 0) + 1 }
		return (c.n, words.a)`)
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for seed := range 1000 {
		wait.Go(func() {
			m, err := New(Config{})
			if err != nil {
				t.Error(err)
				return
			}
			defer m.Close()
			if err := m.Define("seed", seed); err != nil {
				t.Error(err)
			}
			mod, err := m.Run(context.Background(), prog)
			if err != nil {
				t.Error(err)
				return
			}
			if want := fmt.Sprintf("(%d, 2)", seed*(seed-1)/2); mod.Result().String() != want {
				t.Errorf("%d: got %s, want %s", seed, mod.Result(), want)
			}
		})
	}
	wait.Wait()
}

// BenchmarkResume resumes a coroutine from Go.
func BenchmarkResume(b *testing.B) {
	m, err := New(Config{})
	if err != nil {
		b.Fatal(err)
	}
	prog, err := m.Compile("bench.coro", "while true { yield 1 }")
	if err != nil {
		b.Fatal(err)
	}
	c, err := m.NewCoroutineOf(prog)
	if err != nil {
		b.Fatal(err)
	}
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Resume(ctx, nil); err != nil {
			b.Fatal(err)
		}
	}
}
