package vm

// Tests of what a VM ends when it is closed.

import (
	"context"
	"slices"
	"testing"
	"time"
)

func TestCloseEndsWhatTheHostHasBegun(t *testing.T) {
	var ended []string
	m, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	end := func(name string) func() { return func() { ended = append(ended, name) } }
	m.OnClose(end("first"))
	forget := m.OnClose(end("forgotten"))
	forgetNext := m.OnClose(end("forgotten by another"))
	m.OnClose(func() {
		forgetNext()
		m.OnClose(end("begun meanwhile"))
		ended = append(ended, "last")
	})
	forget()
	forget()
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil { // ends nothing twice
		t.Fatal(err)
	}
	m.OnClose(end("too late"))()
	if want := []string{"last", "begun meanwhile", "first", "too late"}; !slices.Equal(ended, want) {
		t.Errorf("ended %q, want %q", ended, want)
	}
}

// An operation may begin something just before it ends: Close calls that function too.
func TestCloseWaitsForOperationsBefore(t *testing.T) {
	m, err := New(Config{NonBlocking: true})
	if err != nil {
		t.Fatal(err)
	}
	ended := false
	open := func(ctx context.Context) {
		<-ctx.Done()
		time.Sleep(10 * time.Millisecond)
		m.OnClose(func() { ended = true })
	}
	if err := m.DefineAsync("open", open); err != nil {
		t.Fatal(err)
	}
	c := hostCoroutine(t, m, "open()")
	if o, err := c.Resume(t.Context(), nil); err != nil || o.State != Parked {
		t.Fatal(o, err)
	}
	if err := m.Close(); err != nil || !ended {
		t.Errorf("%v, ended: %v", err, ended)
	}
}

// A function of OnClose that panics keeps no other from being called.
func TestPanicOfOnClose(t *testing.T) {
	m := newTestVM(t, Limits{})
	var closed []int
	for i := range 3 {
		m.OnClose(func() {
			closed = append(closed, i)
			if i == 1 {
				panic("mine")
			}
		})
	}
	func() {
		defer func() {
			if p := recover(); p != "mine" {
				t.Errorf("Close panics with %v", p)
			}
		}()
		m.Close()
	}()
	if !slices.Equal(closed, []int{2, 1, 0}) {
		t.Errorf("called: %v", closed)
	}
}
