package main

// The world goes on as it must, whoever lives in it.

import (
	"context"
	"testing"
)

func TestTheWorldGoesOn(t *testing.T) {
	w, err := NewWorld(400, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer w.m.Close()
	guard, merchant, rabbit, philosopher := w.lives[0].npc, w.lives[1].npc, w.lives[2].npc, w.lives[3].npc
	for n := range 100 {
		if err := w.Tick(context.Background()); err != nil {
			t.Fatal(err)
		}
		if n == 14 && (guard.X != 10 || guard.Y != 5) {
			t.Errorf("the guard is at %d, %d after 15 ticks", guard.X, guard.Y)
		}
	}
	if guard.X != 10 || guard.Y != 10 || w.heard["all is well"] != 2*100 {
		t.Errorf("the guard is at %d, %d; heard %v", guard.X, guard.Y, w.heard)
	}
	if merchant.Gold != 4 || rabbit.X == 0 && rabbit.Y == 0 {
		t.Errorf("the merchant has %d, the rabbit is at %d, %d", merchant.Gold, rabbit.X, rabbit.Y)
	}
	if w.late != 100*100 || philosopher.Gold < 100 {
		t.Errorf("%d turns were too long; the philosopher is at %d", w.late, philosopher.Gold)
	}
}

func TestEqualSeedsMakeEqualWorlds(t *testing.T) {
	var worlds [2]*World
	for i := range worlds {
		w, err := NewWorld(100, 7)
		if err != nil {
			t.Fatal(err)
		}
		defer w.m.Close()
		for range 50 {
			if err := w.Tick(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		worlds[i] = w
	}
	for i, l := range worlds[0].lives {
		a, b := *l.npc, *worlds[1].lives[i].npc
		a.world, b.world = nil, nil
		if a != b {
			t.Fatalf("%d: %+v and %+v", i, a, b)
		}
	}
}

func TestWhoEndsLeavesTheWorld(t *testing.T) {
	w, err := NewWorld(3, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer w.m.Close()
	w.lives[2].npc.Health = 0
	if err := w.Tick(context.Background()); err != nil {
		t.Fatal(err)
	}
	if len(w.lives) != 2 || w.heard["squeak"] != 1 {
		t.Error(len(w.lives), w.heard)
	}
}

// BenchmarkTick reports the time of a tick of the whole world.
func BenchmarkTick(b *testing.B) {
	w, err := NewWorld(inhabitants, 1)
	if err != nil {
		b.Fatal(err)
	}
	defer w.m.Close()
	b.ReportAllocs()
	for b.Loop() {
		if err := w.Tick(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}
