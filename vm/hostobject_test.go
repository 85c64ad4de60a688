package vm

// Tests of Go values that scripts use where they are.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

type testPlace struct {
	City string
	Zip  *int
}

type testBase struct {
	ID    int
	Notes []string
}

func (b *testBase) Label() string { return fmt.Sprintf("#%d", b.ID) }

type testUser struct {
	testBase
	Name      string
	Place     testPlace
	Friends   []*testUser
	Visits    map[string]int
	Born      time.Time
	Timeout   time.Duration
	HTTPCodes []int  `coro:"codes"`
	Password  string `coro:"-"`
	Level     int    `coro:",readonly"`
	Boss      *testUser
	Greet     func(string) string
	Any       any
	private   int
}

func (u *testUser) Rename(name string) *testUser { u.Name = name; return u }
func (u *testUser) Fail() error                  { return errors.New("it failed") }
func (u *testUser) Sum(ctx context.Context, c *Call, xs ...int) (int, error) {
	if ctx == nil || c.VM() == nil {
		return 0, errors.New("no context or no call")
	}
	sum := 0
	for _, x := range xs {
		sum += x
	}
	return sum, nil
}

func (u *testUser) Each(f func(*testUser) error) error {
	for _, friend := range u.Friends {
		if err := f(friend); err != nil {
			return err
		}
	}
	return nil
}
func (u *testUser) All() iter.Seq2[int, *testUser] { return slices.All(u.Friends) }
func (u *testUser) Pair() (testPlace, bool)        { return u.Place, true }
func (u *testUser) Complex(complex64)              {}

func newTestUser() *testUser {
	zip := 12345
	ann, bob := &testUser{Name: "ann"}, &testUser{Name: "bob"}
	return &testUser{
		testBase: testBase{ID: 7, Notes: []string{"a", "b"}},
		Name:     "eve", Place: testPlace{City: "Rome", Zip: &zip}, Friends: []*testUser{ann, bob},
		Visits: map[string]int{"x": 1}, Born: time.Date(2000, 1, 2, 3, 4, 5, 0, time.UTC), Timeout: 1500 * time.Millisecond,
		HTTPCodes: []int{200}, Password: "secret", Level: 3, Boss: ann,
		Greet: func(s string) string { return "hi " + s }, private: 1,
	}
}

// outcomeOf runs a text, stopped after every so many units of fuel if that is not zero,
// and returns its result or the error with its hint.
func outcomeOf(t *testing.T, fuel int64, define func(*VM) error, text string) string {
	t.Helper()
	config := Config{Limits: Limits{Fuel: fuel}}
	if fuel > 0 {
		config.Debug.StackSlots = 1
	}
	m, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	prog, err := Compile("test.coro", text)
	if err := errors.Join(err, define(m)); err != nil {
		t.Fatal(text, err)
	}
	c, err := m.NewCoroutineOf(prog)
	if err != nil {
		t.Fatal(text, err)
	}
	var out Outcome
	for !c.Done() {
		if out, err = c.Resume(context.Background(), nil); err == nil && out.State == Yielded {
			t.Fatal(text, "yields")
		}
	}
	var e *Error
	if !errors.As(err, &e) {
		return out.Value.String()
	}
	if e.Hint != "" {
		return e.Kind + ": " + e.Message + " (" + e.Hint + ")"
	}
	return e.Kind + ": " + e.Message
}

// withUser runs a text in which `u` is a user.
func withUser(t *testing.T, u *testUser, fuel int64, text string) string {
	t.Helper()
	return outcomeOf(t, fuel, func(m *VM) error {
		return errors.Join(m.Define("u", u), m.Define("twin", func() *testUser { return u }))
	}, text)
}

func TestStructsOfTheHost(t *testing.T) {
	for _, c := range [][2]string{
		// Fields.
		{"u.name", `"eve"`},
		{"(u.id, u.notes, u.visits, u.codes, u.timeout, u.level)", `(7, ["a", "b"], {x: 1}, [200], 1.5, 3)`},
		{"u.place.city", `"Rome"`},
		{"u.place.zip", "12345"},
		{"u.any", "nil"},
		{"u.boss.boss", "nil"},
		{"u.name = \"zoe\"; u.name", `"zoe"`},
		{"u.place.city = \"Oslo\"; u.place.city", `"Oslo"`},
		{"u.place.zip = nil; u.place.zip", "nil"},
		{"u.id += 1; u.label()", `"#8"`},
		{"u.timeout = 2; u.timeout", "2.0"},
		{"u.codes = [1, 2]; u.codes", "[1, 2]"},
		{"u.place = {city: \"Bonn\"}; u.place.city", `"Bonn"`},
		{"u.friends[0].name = \"x\"; u.friends[0].name", `"x"`},
		{"u.boss = nil; u.boss", "nil"},
		{"u.any = [1]; u.any", "[1]"},
		{"u.any = u; u.any == u", "true"},

		// Methods.
		{"u.rename(\"kim\").name", `"kim"`},
		{"let f = u.rename; f(\"kim\"); u.name", `"kim"`},
		{"u.sum(1, 2, 3)", "6"},
		{"u.sum(...[1, 2])", "3"},
		{"u.sum()", "0"},
		{"u.greet(\"you\")", `"hi you"`},
		{"fn f() { return u.sum(1, 2) }\nf()", "3"},
		{"fn f() { for i in 0..3 { return u.sum(...[i, 5]) } }\nf()", "5"},
		{"u.any = fn(x) => x + 1; u.any(2)", "3"},
		{"u.any = fn(x) => x + 1\nfn f() { return u.any(...[2]) }\nf()", "3"},
		{"u.any = fn(x) { yield x }\nfn f() { return u.any(2) }\n[...coro f()]", "[2]"},
		{"u?.any?.x", "nil"},
		{"let (p, ok) = u.pair(); (p.city, ok)", `("Rome", true)`},
		{"let names = []; u.each(fn(f) => names.push(f.name)); names", `["ann", "bob"]`},
		{"let names = []; for i, f in u.all() { names.push((i, f.name)) }; names", `[(0, "ann"), (1, "bob")]`},

		// Patterns.
		{"let {name, id: n} = u; (name, n)", `("eve", 7)`},
		{"match u { {nmae} => 1, {name: \"bob\"} => 2, {name, place: {city}} if u.id == 7 => (name, city), _ => 3 }", `("eve", "Rome")`},
		{"match u { {rename} => 1, object => 2 }", "2"},
		{"match u { x is object => 1 }", "1"},
		{"let {...rest} = u", "type: `...` in a map wants a map, got a `testUser` of the host"},

		// Identity.
		{"u == twin()", "true"},
		{"same(u, twin())", "true"},
		{"let m = {}; m[u] = 1; m[twin()]", "1"},
		{"u == u.boss", "false"},
		{"u.place == u.place", "true"},
		{"u.rename == twin().rename", "true"},
		{"(type(u), u is object, u is instance)", `("object", true, false)`},
		{"str(u)", `"<testUser>"`},
		{"[u]", "[<testUser>]"},

		// Times.
		{"u.born.year()", "2000"},
		{"u.born == u.born.add(0)", "true"},
		{"u.born < u.born.add(0.5)", "true"},
		{"u.born.add(3600).sub(u.born)", "3600.0"},
		{"let m = {}; m[u.born] = 1; m[u.born.add(0)]", "1"},
		{"str(u.born)", `"2000-01-02T03:04:05Z"`},
		{"u.born.format(\"2006\")", `"2000"`},

		// Mistakes.
		{"u.nmae", "name: a `testUser` of the host has no field or method `nmae` (did you mean `name`?)"},
		{"u.HTTPCodes", "name: a `testUser` of the host has no field or method `HTTPCodes` (did you mean `codes`?)"},
		{"u.password", "name: a `testUser` of the host has no field or method `password`"},
		{"u.private", "name: a `testUser` of the host has no field or method `private`"},
		{"u.renam(1)", "name: a `testUser` of the host has no field or method `renam` (did you mean `rename`?)"},
		{"u.nmae = 1", "name: a `testUser` of the host has no field or method `nmae` (did you mean `name`?)"},
		{"u.name = 1", "type: cannot set `name` of a `testUser`: want string, got int"},
		{"u.place = {city: 1}", "type: cannot set `place` of a `testUser`.city: want string, got int"},
		{"u.place = {ctiy: 1}", "type: cannot set `place` of a `testUser`.ctiy: `testPlace` has no such field; did you mean `city`?"},
		{"u.level = 4", "type: the field `level` of a `testUser` is read-only (the host has declared it so)"},
		{"u.rename = 1", "type: the method `rename` of a `testUser` cannot be set"},
		{"u.friends = [1]", "type: cannot set `friends` of a `testUser`[0]: want testUser, got int"},
		{"u.rename()", "call: `testUser.rename` takes 1 argument, got 0"},
		{"u.rename(1)", "type: argument 1 of `testUser.rename`: want string, got int"},
		{"u.boss = u.born", "type: cannot set `boss` of a `testUser`: want testUser, got Time"},
		{"u.fail()", "host: it failed"},
		{"u.each(fn(f) { throw error(\"no\", {kind: \"mine\"}) })", "mine: no"},
		{"u.each(fn(f) { yield 1 })", "coroutine: cannot yield across `testUser.each`, which is written in Go and called this function (resume a coroutine of its own inside the function)"},
		{"u.complex(1)", "host: `testUser.complex` cannot be called by a script: no value of a script can be its parameter 2, of type complex64"},
		{"u + 1", "type: `+` does not work on a `testUser` of the host and an int"},
		{"u < u", "type: cannot order a `testUser` of the host and a `testUser` of the host"},
		{"u()", "type: cannot call a `testUser` of the host"},
		{"for x in u { }", "type: cannot loop over a `testUser` of the host (one of its fields or methods may give something to loop over)"},
		{"u[0]", "type: cannot index a `testUser` of the host"},
	} {
		for _, fuel := range []int64{0, 1, 7} {
			if got := withUser(t, newTestUser(), fuel, c[0]); got != c[1] {
				t.Errorf("%s, with fuel %d\n got %s\nwant %s", c[0], fuel, got, c[1])
			}
		}
	}
}

func TestStructsAreShared(t *testing.T) {
	u := newTestUser()
	withUser(t, u, 0, "u.name = \"new\"; u.place.city = \"Oslo\"; u.friends[1].name = \"joe\"; u.timeout = 0.25; u.notes.push(\"lost\")")
	if u.Name != "new" || u.Place.City != "Oslo" || u.Friends[1].Name != "joe" || u.Timeout != 250*time.Millisecond {
		t.Errorf("%+v", u)
	}
	if len(u.Notes) != 2 {
		t.Error("a list is not a copy of the slice")
	}
}

func TestStructsByValueAreCopied(t *testing.T) {
	m := newTestVM(t, Limits{})
	places := []testPlace{{City: "Rome"}}
	if err := errors.Join(m.Define("place", places[0]), m.Define("places", places)); err != nil {
		t.Fatal(err)
	}
	if err := runText(m, "place.city = \"a\"; places[0].city = \"b\""); err != nil {
		t.Fatal(err)
	}
	if places[0].City != "b" {
		t.Error("the elements of a slice are shared", places)
	}
}

func TestNamesOfTheHost(t *testing.T) {
	for name, want := range map[string]string{
		"ID": "id", "UserID": "user_id", "HTTPServer": "http_server", "UserIDs": "user_ids", "IDs": "ids", "X": "x",
		"Name": "name", "MaxAge2": "max_age2", "Snake_Case": "snake_case", "A1B": "a1_b", "Ünder": "ünder",
	} {
		if got := StandardName(name, ""); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
	upper := NewNames(func(name string, tag reflect.StructTag) string {
		if name == "Place" {
			return ""
		}
		return strings.ToUpper(name)
	})
	m, err := New(Config{Names: upper})
	if err != nil {
		t.Fatal(err)
	}
	u := newTestUser()
	if err := m.Define("u", u); err != nil {
		t.Fatal(err)
	}
	if err := runText(m, "u.RENAME(u.NAME + \"!\"); u.BOSS = u"); err != nil {
		t.Fatal(err)
	}
	if u.Name != "eve!" || u.Boss != u {
		t.Errorf("%+v", u)
	}
	if err := runText(m, "u.PLACE"); err == nil {
		t.Error("a hidden field is seen")
	}
}

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

// count gives the numbers from 0 on, and counts how often it has ended.
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
	prog, err := m.Compile("test.coro", "for x in up { yield x }")
	if err != nil {
		t.Fatal(err)
	}
	c, err := m.NewCoroutineOf(prog)
	if err != nil {
		t.Fatal(err)
	}
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

func TestNativesWithoutReflection(t *testing.T) {
	type meter float64
	type id int
	m := newTestVM(t, Limits{})
	for i, c := range []struct {
		fn   any
		args []any
		want string
	}{
		{Func0(func() (int, error) { return 7, nil }), nil, "7"},
		{Func1(func(s string) (string, error) { return s + "!", nil }), []any{"a"}, `"a!"`},
		{Func1(func(s string) (string, error) { return s, nil }), []any{1}, "type: argument 1 of `f`: want string, got int"},
		{Func2(func(a, b int64) (int64, error) { return a - b, nil }), []any{5, 3}, "2"},
		{Func2(func(a, b int64) (int64, error) { return a - b, nil }), []any{5}, "call: `f` takes 2 arguments, got 1"},
		{Func2(func(a int, b float64) (float64, error) { return float64(a) * b, nil }), []any{5, 3}, "15.0"},
		{Func3(func(a bool, b Value, c []int) (any, error) { return []any{a, b, len(c)}, nil }), []any{true, nil, []int{1}}, "[true, nil, 1]"},
		{Func3(func(_ bool, _ Value, _ []int) (any, error) { return nil, nil }), []any{true, nil, []string{"x"}}, "type: argument 3 of `f`, at [0]: want int, got string"},
		{Func1(func(int) (int, error) { return 0, errors.New("no") }), []any{1}, "no"},
		{Func1(func(int) (int, error) { panic("oops") }), []any{1}, "host: `f` panicked: oops"},
		{Func1(func(int) (complex64, error) { return 0, nil }), []any{1}, "host: the result of `f`: value: a script has no value for a Go complex64"},

		// These are found to be like those above.
		{func(a, b id) id { return a - b }, []any{5, 3}, "2"},
		{func(a, b id) id { return a - b }, []any{5, "x"}, "type: argument 2 of `f`: want int, got string"},
		{func(a, b meter) meter { return a / b }, []any{5, 2}, "2.5"},
		{func(a, b string) bool { return a < b }, []any{"a", "b"}, "true"},
		{func(s string) (int, error) { return 0, errors.New(s) }, []any{"no"}, "no"},
		{func(d time.Duration) int64 { return int64(d) }, []any{1}, "1000000000"},
	} {
		if got := outcome(host(t, m, c.fn, c.args...)); got != c.want {
			t.Errorf("%d: %v: got %s, want %s", i, c.args, got, c.want)
		}
	}
}

func TestSharedStructsAreCharged(t *testing.T) {
	m := newTestVM(t, Limits{Memory: 1 << 16})
	if err := m.Define("make", func() testUser { return testUser{} }); err != nil {
		t.Fatal(err)
	}
	if err := runText(m, "let xs = []\nwhile true { xs.push(make()) }"); !errors.Is(err, ErrMemory) {
		t.Error(err)
	}
	if err := runText(m, "for i in 0..10000 { make() }"); err != nil {
		t.Error(err)
	}
	// What the list holds counts with the structs, which belong to it.
	most := (1 << 16) / int(reflect.TypeFor[testUser]().Size())
	if err := runText(m, fmt.Sprintf("let xs = []\nfor i in 0..%d { xs.push(make()) }", most)); !errors.Is(err, ErrMemory) {
		t.Error(err)
	}
}

func TestPrintOfObjects(t *testing.T) {
	var out bytes.Buffer
	m, err := New(Config{Stdout: &out})
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Define("t", time.Unix(0, 0).UTC()); err != nil {
		t.Fatal(err)
	}
	if err := runText(m, "print(t, [t], \"${t}\")"); err != nil {
		t.Fatal(err)
	}
	if want := "1970-01-01T00:00:00Z [1970-01-01T00:00:00Z] 1970-01-01T00:00:00Z\n"; out.String() != want {
		t.Error(out.String())
	}
}

type testCounter struct{ N int }

func (c *testCounter) Add(n int) int { c.N += n; return c.N }
func (c *testCounter) Set(n int)     { c.N = n }
func (c *testCounter) Name() string  { return "counter" }
func (c *testCounter) Odd(_, _ any)  {}

func BenchmarkObject(b *testing.B) {
	for _, body := range []string{"", "let x = u.n", "u.n = i", "u.add(i)", "u.set(i)", "u.name()", "u.odd(i, i)", "add(i, i)"} {
		b.Run(body, func(b *testing.B) {
			m, err := New(Config{})
			if err != nil {
				b.Fatal(err)
			}
			if err := errors.Join(m.Define("u", &testCounter{}), m.Define("add", func(a, b int) int { return a + b })); err != nil {
				b.Fatal(err)
			}
			f, err := m.Function(exported(b, m, "export fn run(n) { for i in 0..n { "+body+" } }", "run"))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			b.ResetTimer()
			if _, err := f.Call(context.Background(), Int(int64(b.N))); err != nil {
				b.Fatal(err)
			}
		})
	}
}
