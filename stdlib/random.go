package stdlib

// The module random: numbers by chance, from a seed or from the host.

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/coro-lang/coro/vm"
)

// Random returns the module random. A script that gives no seed takes one from the
// source that the host has granted in vm.Config.Rand.
func Random() *vm.HostModule { return randomModule }

const randomDoc = "Numbers by chance, by the generator PCG. `random.Random(seed)` gives the same numbers for the same seed, in every run; the functions of the module use one generator with a seed of the host, and are errors of kind `value` where a host grants no chance. " +
	"Not for secrets: who has seen some numbers can know the next."

// randomMethods are the functions of a generator; the module has each as well, for a
// generator of its own.
var randomMethods = []vm.Member{
	{
		Name: "bool", Params: "chance: number = 0.5", Coro: "fn bool(chance = 0.5) => _bool(chance, self.state)",
		Doc:     "Returns true with the given chance, from 0 to 1.",
		Example: "random.Random(1).bool(1) // true",
	},
	{
		Name: "choice", Params: "xs: list|tuple|bytes", Coro: "fn choice(xs) => xs[_choice(xs, self.state)]",
		Doc:     "Returns an element of something that is not empty, all with the same chance.",
		Example: "let r = random.Random(1)\nr.choice([\"a\", \"b\"]) in [\"a\", \"b\"] // true",
	},
	{
		Name: "float", Coro: "fn float() => _float(self.state)",
		Doc:     "Returns a float from 0 to before 1.",
		Example: "let x = random.Random(1).float()\nx >= 0 && x < 1 // true",
	},
	{
		Name: "int", Params: "low: int, high: int", Coro: "fn int(low, high) => _int(low, high, self.state)",
		Doc:     "Returns an int from low to high, both included.",
		Example: "let die = random.Random(6)\ndie.int(1, 6) in 1..=6 // true",
	},
	{
		Name: "normal", Params: "mean: number = 0, deviation: number = 1", Coro: "fn normal(mean = 0, deviation = 1) => _normal(mean, deviation, self.state)",
		Doc:     "Returns a float of the normal distribution.",
		Example: "random.Random(1).normal(10, 0) // 10.0",
	},
	{
		Name: "sample", Params: "xs: list|tuple, n: int", Coro: `fn sample(xs, n) {
			_sample(xs, n)
			let rest = [...xs]
			let taken = []
			while len(taken) < n {
				let i = _int(0, len(rest) - 1, self.state)
				taken.push(rest[i])
				rest[i] = rest[-1]
				rest.pop()
			}
			return taken
		}`,
		Doc:     "Returns a list of n elements of xs, none of which it takes twice.",
		Example: "random.Random(1).sample([1, 2, 3], 3).sort() // [1, 2, 3]",
	},
	{
		Name: "shuffle", Params: "xs: list", Coro: `fn shuffle(xs) {
			_shuffle(xs)
			for i in (len(xs) - 1..0).step(-1) {
				let j = _int(0, i, self.state)
				xs[i], xs[j] = xs[j], xs[i]
			}
			return xs
		}`,
		Doc:     "Puts the elements of a list into another order, all orders with the same chance, and returns it.",
		Example: "random.Random(1).shuffle([1, 2, 3]).sort() // [1, 2, 3]",
	},
}

var randomModule = lazy("random", randomDoc, func() []vm.Member {
	members := []vm.Member{{
		Name: "Random", Params: "seed: int? = nil",
		Coro:    "class Random { let state; init(seed = nil) { self.state = _seed(seed) } }",
		Doc:     "A generator with a seed, or without one with chance of the host.",
		Example: "random.Random(42).int(1, 100) == random.Random(42).int(1, 100) // true",
	}}
	for _, d := range randomMethods {
		method := d
		method.Name = "Random." + d.Name
		members = append(members, method)
	}
	for _, d := range randomMethods {
		members = append(members, ofTheHost(d))
	}
	return append(members,
		vm.Member{Name: "_host", Coro: "fn _host() {\nhost ??= Random()\nreturn host\n}\nvar host = nil"},
		vm.Member{Name: "_bool", Params: "chance: number, state: bytes", Func: randomBool},
		vm.Member{Name: "_choice", Params: "xs: list|tuple|bytes, state: bytes", Func: randomChoice},
		vm.Member{Name: "_float", Params: "state: bytes", Func: randomFloat},
		vm.Member{Name: "_int", Params: "low: int, high: int, state: bytes", Func: randomInt},
		vm.Member{Name: "_normal", Params: "mean: number, deviation: number, state: bytes", Func: randomNormal},
		vm.Member{Name: "_sample", Params: "xs: list|tuple, n: int", Func: randomSample},
		vm.Member{Name: "_seed", Params: "seed: int?", Func: randomSeed},
		vm.Member{Name: "_shuffle", Params: "xs: list", Func: accept})
})

// ofTheHost makes of a method a function of the module, which uses the generator that
// has its seed from the host.
func ofTheHost(d vm.Member) vm.Member {
	var params, args []string
	for p := range strings.SplitSeq(d.Params, ", ") {
		name, _, _ := strings.Cut(p, ":")
		if _, standard, optional := strings.Cut(p, " = "); optional {
			params = append(params, name+" = "+standard)
		} else {
			params = append(params, name)
		}
		args = append(args, name)
	}
	d.Coro = fmt.Sprintf("fn %s(%s) => _host().%[1]s(%[3]s)", d.Name, strings.Join(params, ", "), strings.Join(args, ", "))
	d.Doc = strings.TrimSuffix(d.Doc, ".") + ", by chance of the host."
	d.Example = strings.NewReplacer("random.Random(1)", "random", "random.Random(6)", "random").Replace(d.Example)
	return d
}

// A generator is the state of PCG as its MarshalBinary writes it, in bytes: plain
// data, which the natives read and write back.

// generate calls f with the generator that a state stands for.
func generate(state vm.Value, f func(r *rand.Rand) vm.Value) (vm.Value, error) {
	b, _ := state.AsBytes()
	var pcg rand.PCG
	if err := pcg.UnmarshalBinary(b); err != nil {
		return vm.Nil, failf("value", "the state of a generator is broken")
	}
	v := f(rand.New(&pcg))
	_, err := pcg.AppendBinary(b[:0])
	return v, err
}

func randomSeed(c *vm.Call, args []vm.Value) (vm.Value, error) {
	var pcg *rand.PCG
	if seed, ok := args[0].AsInt(); ok {
		pcg = rand.NewPCG(uint64(seed), 0x9e3779b97f4a7c15) // any constant will do
	} else if source := c.VM().Rand(); source != nil {
		pcg = rand.NewPCG(source(), source())
	} else {
		return vm.Nil, vm.NewError("value", "the host grants no chance", "`random.Random(seed)` needs none")
	}
	if err := c.Charge(1, 64); err != nil {
		return vm.Nil, err
	}
	b, err := pcg.MarshalBinary()
	return vm.Bytes(b), err
}

func randomBool(_ *vm.Call, args []vm.Value) (vm.Value, error) {
	chance, _ := args[0].AsFloat()
	if !(chance >= 0 && chance <= 1) {
		return vm.Nil, failf("value", "random.bool: a chance is from 0 to 1, not %s", args[0])
	}
	return generate(args[1], func(r *rand.Rand) vm.Value { return vm.Bool(r.Float64() < chance) })
}

func randomChoice(_ *vm.Call, args []vm.Value) (vm.Value, error) {
	n := size(args[0])
	if n == 0 {
		return vm.Nil, failf("value", "random.choice: there is nothing to choose from")
	}
	return generate(args[1], func(r *rand.Rand) vm.Value { return vm.Int(r.Int64N(int64(n))) })
}

func randomFloat(_ *vm.Call, args []vm.Value) (vm.Value, error) {
	return generate(args[0], func(r *rand.Rand) vm.Value { return vm.Float(r.Float64()) })
}

func randomInt(_ *vm.Call, args []vm.Value) (vm.Value, error) {
	low, high := intOf(args[0]), intOf(args[1])
	if low > high {
		return vm.Nil, failf("value", "random.int: %d is larger than %d", low, high)
	}
	return generate(args[2], func(r *rand.Rand) vm.Value {
		n := uint64(high) - uint64(low) + 1 // 0 for the range of all ints
		if n == 0 {
			return vm.Int(int64(r.Uint64()))
		}
		return vm.Int(int64(uint64(low) + r.Uint64N(n)))
	})
}

func randomNormal(_ *vm.Call, args []vm.Value) (vm.Value, error) {
	mean, _ := args[0].AsFloat()
	deviation, _ := args[1].AsFloat()
	return generate(args[2], func(r *rand.Rand) vm.Value {
		return vm.Float(mean + float64(deviation*r.NormFloat64())) // rounded twice on every processor
	})
}

func randomSample(_ *vm.Call, args []vm.Value) (vm.Value, error) {
	if n := intOf(args[1]); n < 0 || n > int64(size(args[0])) {
		return vm.Nil, failf("value", "random.sample: cannot take %d of %s", n, plural(size(args[0]), "element"))
	}
	return vm.Nil, nil
}
