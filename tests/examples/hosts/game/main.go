// Command game runs a world of 10,000 inhabitants at a fixed tick. Each is a coroutine of
// a script, which the host resumes once in a tick, with a budget of its own: one that does
// not yield in time goes on at the next tick where it stood, and the world does not wait.
package main

import (
	"context"
	_ "embed"
	"fmt"
	"log"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/coro-lang/coro/vm"
)

const (
	inhabitants = 10_000
	tick        = time.Second / 20
	fuel        = 200 // of one of them in a tick
)

// NPC is one of them, as the host and its script share it.
type NPC struct {
	X, Y   int
	Health int
	Gold   int
	world  *World
}

// Move moves it by a step.
func (n *NPC) Move(dx, dy int) { n.X, n.Y = n.X+dx, n.Y+dy }

// Say tells the world something.
func (n *NPC) Say(text string) { n.world.heard[text]++ }

// World is what there is.
type World struct {
	m     *vm.VM
	lives []life
	heard map[string]int // how often
	late  int            // times that somebody did not yield in time
}

// life is an inhabitant with the coroutine that moves it.
type life struct {
	npc *NPC
	c   *vm.Coroutine
}

//go:embed npcs.coro
var npcs string

// NewWorld makes a world with n inhabitants. The same seed always makes the same world.
func NewWorld(n int, seed uint64) (*World, error) {
	m, err := vm.New(vm.Config{Limits: vm.Limits{Fuel: fuel, Memory: 256 << 20}})
	if err != nil {
		return nil, err
	}
	source := rand.New(rand.NewPCG(seed, 0))
	if err := m.Define("random", source.IntN); err != nil {
		return nil, err
	}
	prog, err := m.Compile("npcs.coro", npcs)
	if err != nil {
		return nil, err
	}
	mod, err := m.Run(context.Background(), prog)
	if err != nil {
		return nil, err
	}
	w := &World{m: m, heard: make(map[string]int)}
	kinds := mod.Exports()
	for i := range n {
		npc := &NPC{Health: 3, world: w}
		c, err := m.NewCoroutine(mod.Get(kinds[i%len(kinds)]), npc)
		if err != nil {
			return nil, err
		}
		w.lives = append(w.lives, life{npc, c})
	}
	return w, nil
}

// Tick lets everybody live until the next tick. Who ends, or fails, leaves the world.
func (w *World) Tick(ctx context.Context) error {
	var failed error
	w.lives = slices.DeleteFunc(w.lives, func(l life) bool {
		out, err := l.c.Resume(ctx, nil)
		if err != nil {
			failed = err
		}
		if err == nil && out.State == vm.OutOfFuel {
			w.late++
		}
		return l.c.Done()
	})
	return failed
}

func main() {
	w, err := NewWorld(inhabitants, 1)
	if err != nil {
		log.Fatal(err)
	}
	defer w.m.Close()
	var times []time.Duration
	clock := time.NewTicker(tick)
	defer clock.Stop()
	for range 100 {
		start := time.Now()
		if err := w.Tick(context.Background()); err != nil {
			log.Fatal(err)
		}
		times = append(times, time.Since(start))
		<-clock.C
	}
	slices.Sort(times)
	fmt.Printf("%d inhabitants, %d ticks of %v: %v in the middle, %v at worst\n",
		inhabitants, len(times), tick, times[len(times)/2].Round(time.Microsecond), times[len(times)-1].Round(time.Microsecond))
	fmt.Printf("%d are left, %d turns were too long, and this was heard: %v\n", len(w.lives), w.late, w.heard)
}
