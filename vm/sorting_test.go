package vm

// Tests of sorting, of data and by functions.

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// sortList sorts a list as the method does if no element is an instance.
func sortList(m *VM, xs Value) (Value, error) {
	_, err := apply(m, internalTable().named("sort_data"), []Value{xs})
	return xs, err
}

func TestSortData(t *testing.T) {
	m := newTestVM(t, Limits{})
	for _, c := range []struct {
		xs   any
		want string
	}{
		{[]any{1, "a"}, "type: cannot order a string and an int"},
		{[]any{2, math.NaN(), 1}, "value: cannot sort a nan: it is neither less nor greater than any number"},
		{[]any{2, 1.0, 1, 0, 1.0}, "[0, 1.0, 1, 1.0, 2]"},
		{[]float64{1, 0, math.Copysign(0, -1), math.Inf(-1)}, "[-inf, 0.0, -0.0, 1.0]"},
		{[]int{math.MaxInt64, math.MinInt64, -1, 0}, "[-9223372036854775808, -1, 0, 9223372036854775807]"},
		{[]any{true}, "[true]"},
	} {
		if got := outcome(sortList(m, values(t, m, c.xs)[0])); got != c.want {
			t.Errorf("sort %v: got %s, want %s", c.xs, got, c.want)
		}
	}
}

func TestSortingIsCharged(t *testing.T) {
	m := newTestVM(t, Limits{})
	xs := values(t, m, make([]int, 1<<16))[0]
	m.fuel, m.fuelLeft = 1000, 0
	if _, err := sortList(m, xs); !errors.Is(err, ErrFuel) {
		t.Error(err)
	}
}

func TestSortOfWhatHasNoOrderLeavesTheList(t *testing.T) {
	m := newTestVM(t, Limits{})
	xs := values(t, m, []any{3, 1, "x", 2})[0]
	if _, err := sortList(m, xs); err == nil {
		t.Error("no error")
	}
	if xs.String() != `[3, 1, "x", 2]` {
		t.Error(xs)
	}
}

func TestSortIsStable(t *testing.T) {
	m := newTestVM(t, Limits{})
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 200 {
		ints, floats, pairs := make([]int64, n), make([]float64, n), make([]any, n)
		for i := range n {
			ints[i], floats[i] = r.Int64()-1<<62, r.NormFloat64()
			pairs[i] = r.IntN(10)
			if r.IntN(2) == 0 {
				pairs[i] = float64(r.IntN(10)) // equal to an int, but not the same
			}
		}
		want := slices.Clone(values(t, m, pairs...))
		slices.SortStableFunc(want, compareNumbers)
		vs := values(t, m, ints, floats, pairs)
		for _, v := range vs {
			if _, err := sortList(m, v); err != nil {
				t.Fatal(err)
			}
		}
		slices.Sort(ints)
		slices.Sort(floats)
		for i, v := range values(t, m, ints, floats, want) {
			if v.String() != vs[i].String() {
				t.Fatalf("got %v, want %v", vs[i], v)
			}
		}
	}
}

// TestPreludeSortsInAStableWay compares sort and sort_by with package slices, for
// lists of all small lengths and some large ones, with few and many equal keys.
func TestPreludeSortsInAStableWay(t *testing.T) {
	m, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	prog, err := Compile("sort.coro", `
fn sorts(pairs) => [
    pairs.copy().sort(fn(a, b) => a[0] < b[0]),
    pairs.copy().sort(fn(a, b) => a[0] - b[0]),
    pairs.copy().sort_by(fn(a) => a[0]),
    pairs.copy().sort_by(fn(a) => "${a[0] + 100}"),
]
sorts
`)
	if err != nil {
		t.Fatal(err)
	}
	mod, err := m.Run(context.Background(), prog)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(3, 4))
	lengths := []int{127, 128, 129, 500, 1000}
	for n := range 70 {
		lengths = append(lengths, n)
	}
	for _, n := range lengths {
		for _, distinct := range []int{2, 9, 800} {
			pairs := make([][]int64, n)
			for i := range pairs {
				pairs[i] = []int64{r.Int64N(int64(distinct)), int64(i)}
			}
			v, err := m.Call(context.Background(), mod.Result(), pairs)
			if err != nil {
				t.Fatal(err)
			}
			got, err := As[[][][]int64](v)
			if err != nil {
				t.Fatal(err)
			}
			slices.SortStableFunc(pairs, func(a, b []int64) int { return int(a[0] - b[0]) })
			for i, sorted := range got {
				if !slices.EqualFunc(sorted, pairs, slices.Equal[[]int64]) {
					t.Fatalf("%d elements, sort %d: got %v, want %v", n, i, sorted, pairs)
				}
			}
		}
	}
}
