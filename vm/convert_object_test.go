package vm

// Tests of structs, times and functions as Go values.

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"
	"time"
)

func TestAsStructs(t *testing.T) {
	m := newTestVM(t, Limits{})
	run := func(text string) Value {
		prog, err := Compile("test.coro", text)
		if err != nil {
			t.Fatal(err)
		}
		mod, err := m.Run(context.Background(), prog)
		if err != nil {
			t.Fatal(err)
		}
		return mod.Result()
	}
	type result struct {
		Users []testUser
		Best  *testUser
		At    [2]float64
	}
	r, err := As[result](run("({users: [{name: \"ann\", id: 3, place: {zip: 5}, timeout: 0.5}, {}], best: {name: \"bob\"}, at: (1, 2.5)})"))
	if err != nil {
		t.Fatal(err)
	}
	if u := r.Users[0]; u.Name != "ann" || u.ID != 3 || *u.Place.Zip != 5 || u.Timeout != time.Second/2 || r.Best.Name != "bob" || r.At != [2]float64{1, 2.5} {
		t.Errorf("%+v", r)
	}
	p, err := As[testPlace](run("record Place(city, zip)\nPlace(\"Rome\", nil)"))
	if err != nil || p.City != "Rome" {
		t.Error(p, err)
	}
	at, err := As[struct {
		T time.Time
		D time.Duration
	}](run("record Time(seconds, nanoseconds, zone)\nrecord Duration(nanoseconds)\n({t: Time(60, 5, \"UTC\"), d: Duration(7)})"))
	if err != nil || !at.T.Equal(time.Unix(60, 5)) || at.D != 7 {
		t.Error(at, err)
	}
	u := newTestUser()
	v, err := m.ToValue(u)
	if err != nil {
		t.Fatal(err)
	}
	if same, err := As[*testUser](v); same != u || err != nil {
		t.Error(same, err)
	}
	if copied, err := As[testUser](v); copied.Name != "eve" || err != nil {
		t.Error(copied, err)
	}
	if labelled, err := As[interface{ Label() string }](v); err != nil || labelled.Label() != "#7" {
		t.Error(labelled, err)
	}
	if natural, err := As[any](v); natural != any(u) || err != nil {
		t.Error(natural, err)
	}
	for text, want := range map[string]string{
		"({users: [{}, {}, {}, {id: \"x\"}]})":   "result.users[3].id: want int, got string",
		"({users: [{place: 1}]})":                "result.users[0].place: want testPlace, got int",
		"({usres: []})":                          "result.usres: `result` has no such field; did you mean `users`?",
		"({[1]: 1})":                             "result[key 1]: want string, got int",
		"({best: 1})":                            "result.best: want testUser, got int",
		"({at: [1]})":                            "result.at: want 2 elements, got 1 element",
		"nil":                                    "result: want result, got nil",
		"({users: [{timeout: 1e30}]})":           "result.users[0].timeout: 1e+30 seconds are out of the range of a duration",
		"({users: [{born: 1}]})":                 "result.users[0].born: want Time, got int",
		"({users: [{name: \"a\", \"b c\": 1}]})": "result.users[0][\"b c\"]: `testUser` has no such field",
	} {
		if _, err := As[result](run(text)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s\n got %v\nwant %s", text, err, want)
		}
	}
	if _, err := As[error](v); err == nil || err.Error() != "result: want error, got testUser" {
		t.Error(err)
	}
	if d, err := As[time.Duration](Int(2)); d != 2*time.Second || err != nil {
		t.Error(d, err)
	}
	if _, err := As[time.Duration](Float(math.NaN())); err == nil {
		t.Error("a nan is a duration")
	}
}

func TestAsFunctions(t *testing.T) {
	m := newTestVM(t, Limits{Fuel: 1000})
	prog, err := Compile("test.coro", `
		export fn f(n) {
			if n < 0 { throw error("negative", {kind: "value"}) }
			return "n${n}"
		}
		export fn pair(a, b) { return b, a }
		export fn forever() { while true { } }
		export record Point(x, y) { fn len() => 5 }
		export let text = "x"`)
	if err != nil {
		t.Fatal(err)
	}
	mod, err := m.Run(context.Background(), prog)
	if err != nil {
		t.Fatal(err)
	}
	f, err := As[func(int) (string, error)](mod.Get("f"))
	if err != nil {
		t.Fatal(err)
	}
	if s, err := f(3); s != "n3" || err != nil {
		t.Error(s, err)
	}
	var e *Error
	if _, err := f(-1); !errors.As(err, &e) || e.Kind != "value" {
		t.Error(err)
	}
	pair, err := As[func(context.Context, int, string) (string, int, error)](mod.Get("pair"))
	if err != nil {
		t.Fatal(err)
	}
	if s, n, err := pair(context.Background(), 1, "a"); s != "a" || n != 1 || err != nil {
		t.Error(s, n, err)
	}
	wrong, err := As[func(int) (int, error)](mod.Get("f"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := wrong(1); err == nil || err.Error() != "result: want int, got string" {
		t.Error(err)
	}
	if one, err := As[func(int, int) (int, int, int, error)](mod.Get("pair")); err != nil {
		t.Error(err)
	} else if _, _, _, err := one(1, 2); err == nil || err.Error() != "result: want 3 values, got 2 values" {
		t.Error(err)
	}
	forever, err := As[func() error](mod.Get("forever"))
	if err != nil {
		t.Fatal(err)
	}
	if err := forever(); !errors.Is(err, ErrFuel) {
		t.Error(err)
	}
	if _, err := As[func() error](mod.Get("text")); err == nil || err.Error() != "result: want function, got string" {
		t.Error(err)
	}
	if _, err := As[func()](mod.Get("f")); err == nil || !strings.Contains(err.Error(), "its last result must be an error") {
		t.Error(err)
	}
	if f, err := As[func() error](Nil); f != nil || err != nil {
		t.Error(err)
	}
	m.Close()
	if _, err := f(3); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
}

// A function of a script that the host keeps is called later as by VM.Call.
func TestCallbacksThatAreKept(t *testing.T) {
	m := newTestVM(t, Limits{})
	var kept func(int) (int, error)
	on := func(f func(int) (int, error)) (int, error) {
		kept = f
		return f(1)
	}
	if err := m.Define("on", on); err != nil {
		t.Fatal(err)
	}
	if err := runText(m, "var n = 10\nif on(fn(x) { n += x; return n }) != 11 { throw 1 }"); err != nil {
		t.Fatal(err)
	}
	if n, err := kept(5); n != 16 || err != nil {
		t.Error(n, err)
	}
}
