package vm

// Tests of Go values that scripts use where they are.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"
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

// A function that charges before it does anything is not called again: the run stops
// before the call, and the function has its effect once.
func TestAFunctionThatChargesHasItsEffectOnce(t *testing.T) {
	n := 0
	got := outcomeOf(t, 10, func(m *VM) error {
		return m.Define("f", func(c *Call, xs []int) ([]int, error) {
			if err := c.Charge(100, 0); err != nil {
				return nil, err
			}
			n++
			return xs, nil
		})
	}, "f([1, 2])")
	if got != "[1, 2]" || n != 1 {
		t.Errorf("got %s, called %d times", got, n)
	}
}
