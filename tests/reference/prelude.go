package reference

// The prelude: what takes a callback is a script, which runs here as any other.

import (
	"io/fs"
	"slices"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/parser"
)

// preludeFunction returns a function of a file of the prelude.
func (in *interpreter) preludeFunction(file, name string) *Function {
	s := in.prelude[file]
	if s == nil {
		text, err := fs.ReadFile(in.options.Prelude, file+".coro")
		if err != nil {
			panic(err)
		}
		m := newModule(source.NewFile(file+".coro", string(text)))
		tree, _ := parser.Parse(m.file)
		f := &frame{in: in, co: in.main, module: m, builtin: true}
		s = newScope(nil, nil)
		s.top = true
		f.declare(s, tree.Stmts)
		in.prelude[file] = s
	}
	return s.cells[name].value.(*Function)
}

// scripted declares a built-in that is a function of the prelude. It is looked up
// when it is called.
func (in *interpreter) scripted(file, name, params string) *Native {
	n := native(name, params, func(f *frame, args []Value) (Value, error) {
		return f.run(in.preludeFunction(file, name), nil, args)
	})
	n.scripted = true
	return n
}

// listCallbacks are the methods of lists in the prelude, with the parameters behind
// the list.
var listCallbacks = [][2]string{
	{"all", "f: function? = nil"},
	{"any", "f: function? = nil"},
	{"chunks", "n: int"},
	{"count_by", "key: function"},
	{"drop_while", "f: function"},
	{"each", "f: function"},
	{"filter", "f: function"},
	{"find", "f: function"},
	{"find_index", "f: function"},
	{"flat_map", "f: function"},
	{"flatten", ""},
	{"group_by", "key: function"},
	{"map", "f: function"},
	{"max_by", "key: function"},
	{"min_by", "key: function"},
	{"partition", "f: function"},
	{"reduce", "f: function, initial = nil"},
	{"sort", "less: function? = nil"},
	{"sort_by", "key: function"},
	{"sum", ""},
	{"take_while", "f: function"},
	{"unique", ""},
	{"windows", "n: int"},
}

// behind adds parameters behind the first, if there are any.
func behind(first, others string) string {
	if others == "" {
		return first
	}
	return first + ", " + others
}

// seqModule is the module seq. What does not make a list is the method of lists.
func (in *interpreter) seqModule() *Module {
	own := []string{
		"chunks", "drop_while", "filter", "flat_map", "flatten", "map", "sort", "sort_by", "take_while", "unique", "windows",
	}
	var functions []*Native
	for _, d := range listCallbacks {
		file := "list"
		if slices.Contains(own, d[0]) {
			file = "seq"
		}
		functions = append(functions, in.scripted(file, d[0], behind("xs: iterable", d[1])))
	}
	functions = append(functions,
		in.scripted("seq", "chain", "...sources: iterable"),
		in.scripted("seq", "count", "xs: iterable"),
		in.scripted("seq", "cycle", "xs: iterable"),
		in.scripted("seq", "drop", "xs: iterable, n: int"),
		in.scripted("seq", "enumerate", "xs: iterable"),
		in.scripted("seq", "first", "xs: iterable, standard = nil"),
		in.scripted("seq", "last", "xs: iterable, standard = nil"),
		in.scripted("seq", "repeat", "x, n: int? = nil"),
		in.scripted("seq", "scan", "xs: iterable, f: function, initial"),
		in.scripted("seq", "take", "xs: iterable, n: int"),
		in.scripted("seq", "zip", "xs: iterable, ...others: iterable"),
	)
	return hostModule("seq", functions)
}

// preludeBuiltin returns a built-in that only the prelude can name.
func (in *interpreter) preludeBuiltin(name string) (Value, bool) {
	for _, n := range preludeBuiltins {
		if n.name == name {
			return n, true
		}
	}
	return nil, false
}

var preludeBuiltins = []*Native{
	native("empty", "name: string, hint: string", func(_ *frame, args []Value) (Value, error) {
		return nil, fault("value", "`%s` of an empty sequence", args[0])
	}),
	native("negative", "r", func(_ *frame, args []Value) (Value, error) {
		switch r := args[0].(type) {
		case bool:
			return r, nil
		case int64:
			return r < 0, nil
		case float64:
			return r < 0, nil
		}
		return nil, fault("type", "the function that `sort` calls returned %s", article(args[0]))
	}),
	native("positive", "name: string, n: int", func(_ *frame, args []Value) (Value, error) {
		if args[1].(int64) < 1 {
			return nil, fault("value", "`%s` takes a length of at least 1, got %d", args[0], args[1])
		}
		return nil, nil
	}),
	native("copy_run", "dst: list, at: int, src: list, from: int, to: int", func(_ *frame, args []Value) (Value, error) {
		from, to := args[3].(int64), args[4].(int64)
		copy(args[0].(*List).items[args[1].(int64):], args[2].(*List).items[from:to])
		return nil, nil
	}),
	native("write_back", "name: string, xs: list, sorted: list", func(_ *frame, args []Value) (Value, error) {
		xs, sorted := args[1].(*List), args[2].(*List)
		if len(xs.items) != len(sorted.items) {
			return nil, fault("value", "the list has changed its length while `%s` was at work", args[0])
		}
		copy(xs.items, sorted.items)
		return xs, nil
	}),
	native("sort_data", "xs: list", func(_ *frame, args []Value) (Value, error) {
		xs := args[0].(*List)
		order, err := sortedOrder(xs.items)
		if err != nil || order == nil {
			return false, err
		}
		old := slices.Clone(xs.items)
		for i, j := range order {
			xs.items[i] = old[j]
		}
		return true, nil
	}),
	native("sorted_order", "keys: list", func(_ *frame, args []Value) (Value, error) {
		order, err := sortedOrder(args[0].(*List).items)
		if err != nil || order == nil {
			return nil, err
		}
		list := &List{}
		for _, i := range order {
			list.items = append(list.items, int64(i))
		}
		return list, nil
	}),
}

// sortedOrder returns the indexes of values in their order, nil if a method has to
// compare instances among them.
func sortedOrder(xs []Value) ([]int, error) {
	order := make([]int, len(xs))
	for i, x := range xs {
		order[i] = i
		if _, ok := x.(*Instance); ok {
			return nil, nil
		}
	}
	var failure error
	slices.SortStableFunc(order, func(i, j int) int {
		c, ordered, err := compareData(xs[i], xs[j])
		if err == nil && !ordered {
			err = fault("value", "cannot sort a nan: it is neither less nor greater than any number")
		}
		if failure == nil {
			failure = err
		}
		return c
	})
	return order, failure
}
