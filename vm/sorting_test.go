package vm

// Tests of the sorting of data. The prelude's sort is tested by scripts.

import (
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
