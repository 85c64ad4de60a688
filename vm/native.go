// Built-ins: their registration, the check of their arguments, their lookup.

package vm

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/coro-lang/coro/vm/compile"
)

// builtin is the literal that declares a built-in function or method; the rest
// derives from it. params lists the parameters as a script would declare them:
//
//	x                  a value of any kind
//	n: int             of one kind; number stands for int and float
//	xs: list|tuple     of one of several kinds
//	sep: string?       of a kind, or nil
//	base: int = 10     may be left out
//	...values          any number of arguments
//
// The receiver of a method is not listed; it is args[0]. fn sees only as many
// arguments as the call has. example is a script: what stands before `//` at the
// end of a line gives the value behind it, and a test says so.
type builtin struct {
	name, params string
	doc, example string
	fn           func(c *Call, args []Value) (Value, error)
	enter        func(m *VM, args []Value, dst resultPlace) error
	coro         string // instead of fn: the file of the prelude with a function of that name
	overloads    string // beside fn: the same, for calls that order instances
	texts        bool   // of an instance, it gets what its method str returns
}

// param is a parameter of a built-in.
type param struct {
	name     string
	want     string // its kinds in words
	kinds    kindSet
	optional bool
	rest     bool
}

// kindSet is a set of kinds, 1<<k for kind k.
type kindSet uint32

const anyKind kindSet = 1<<numKinds - 1

func (s kindSet) has(k Kind) bool { return s>>k&1 != 0 }

// kindsByName holds what can stand for a kind in the parameters of a built-in.
var kindsByName = map[string]kindSet{
	"any":       anyKind,
	"bool":      1 << KindBool,
	"int":       1 << KindInt,
	"float":     1 << KindFloat,
	"number":    1<<KindInt | 1<<KindFloat,
	"string":    1 << KindString,
	"bytes":     1 << KindBytes,
	"list":      1 << KindList,
	"tuple":     1 << KindTuple,
	"map":       1 << KindMap,
	"range":     1 << KindRange,
	"function":  1<<KindFunction | 1<<KindNative | 1<<KindBound | 1<<KindClass | 1<<KindInstance | 1<<KindRecord, // a class may have `operator ()`
	"coroutine": 1 << KindCoroutine,
	"iterable":  1<<KindString | 1<<KindBytes | 1<<KindList | 1<<KindTuple | 1<<KindMap | 1<<KindRange | 1<<KindCoroutine | 1<<KindInstance | 1<<KindRecord | 1<<KindHost, // a class may have `iter`
	"error":     1 << KindError,
	"module":    1 << KindModule,
	"object":    1 << KindHost,
	"task":      1 << KindTask,
}

// parseParams reads the parameters of a built-in.
func parseParams(text string) []param {
	if text == "" {
		return nil
	}
	var params []param
	for part := range strings.SplitSeq(text, ", ") {
		part, _, optional := strings.Cut(part, " = ")
		part, rest := strings.CutPrefix(part, "...")
		name, kinds, typed := strings.Cut(part, ": ")
		p := param{name: name, kinds: anyKind, optional: optional, rest: rest}
		if typed {
			p.kinds, p.want = parseKinds(kinds)
		}
		params = append(params, p)
	}
	return params
}

// parseKinds reads the kinds of a parameter, and says them in words.
func parseKinds(text string) (set kindSet, words string) {
	text, orNil := strings.CutSuffix(text, "?")
	names := strings.Split(text, "|")
	for _, name := range names {
		set |= kindsByName[name]
	}
	if orNil {
		set |= 1 << KindNil
		names = append(names, "nil")
	}
	words = "a "
	switch {
	case names[0] == "bytes":
		words = ""
	case strings.Contains("aeiou", names[0][:1]):
		words = "an "
	}
	last := len(names) - 1
	if words += strings.Join(names[:last], ", "); last > 0 {
		words += " or "
	}
	return set, words + names[last]
}

// newBuiltins makes the natives of literals; recv is 1 for methods, else 0.
func newBuiltins(table []builtin, recv int) []*native {
	natives := make([]*native, len(table))
	for i, b := range table {
		natives[i] = newBuiltin(b, recv)
		if file := b.coro + b.overloads; file != "" {
			natives[i].script = scriptRef{file: file, name: b.name, number: int(registry.scripts.Add(1))}
		}
	}
	return natives
}

// newBuiltin makes the native of a literal; recv is 1 for a method, else 0.
func newBuiltin(b builtin, recv int) *native {
	n := &native{
		header: header{kind: KindNative}, name: b.name, fn: b.fn, enter: b.enter, texts: b.texts,
		min: recv, max: recv, recv: recv,
	}
	params := parseParams(b.params)
	for _, p := range params {
		switch {
		case p.rest:
			n.max = -1
		case p.optional:
			n.max++
		default:
			n.min++
			n.max++
		}
		if p.kinds != anyKind {
			n.params = params
		}
	}
	return n
}

// fits reports arguments with which n cannot be called. The fast path, callNative,
// has these tests in line.
func (n *native) fits(args []Value) error {
	if len(args) < n.min || n.max >= 0 && len(args) > n.max {
		return n.arityError(len(args))
	}
	return n.check(args)
}

// check reports an argument of a kind that its parameter does not take. The
// number of arguments is right already.
func (n *native) check(args []Value) error {
	if n.params == nil {
		return nil
	}
	for i, v := range args[n.recv:] {
		p := &n.params[min(i, len(n.params)-1)]
		if !p.kinds.has(v.kind()) {
			return n.kindError(i, p, v)
		}
	}
	return nil
}

func (n *native) kindError(i int, p *param, v Value) error {
	e := faultf("type", "`%s` expects %s as argument %d (%s), got %s", n.name, p.want, i+1, p.name, v.typeName())
	switch {
	case p.kinds.has(KindFunction):
		e.hint = "pass the function itself, not what it returns: a name, or `fn(…) => …`"
	case v.p == tagNil():
		e.hint = nilHint
	case p.kinds.has(KindCoroutine) && !p.kinds.has(KindList):
		e.hint = "make one with `coro f(x)` or `coro { … }`"
	case p.kinds.has(KindString) && !p.kinds.has(KindList) && !p.kinds.has(KindInt):
		e.hint = "str(x) converts"
	case p.kinds.has(KindFloat) && v.isString():
		e.hint = numberOfTextHint
	case p.kinds.has(KindInt) && (v.isString() || v.isFloat()):
		e.hint = "int(x) converts"
	}
	return e
}

// arityError reports a call with too many or too few arguments.
func (n *native) arityError(got int) error {
	e := arityError(n.name, n.min-n.recv, n.max-n.recv, n.max < 0, got-n.recv)
	names := make([]string, 0, len(n.params))
	for _, p := range n.params {
		names = append(names, p.name)
	}
	if len(names) > 0 || n.max == n.recv { // of a Go function the names are not known
		e.hint = signature(n.name, names, n.min-n.recv, n.max < 0)
	}
	return e
}

// nativeTable holds natives by number and by name. It is made when it is first
// used and not by an initialiser: natives lead to functions that look up natives,
// and few scripts use the methods of all kinds.
type nativeTable struct {
	once    sync.Once
	natives []*native
	index   map[string]int
	names   []string // sorted
}

// registry holds the natives of all built-ins, which have no state and belong
// to no VM.
var registry struct {
	builtins nativeTable
	internal nativeTable // functions that only the prelude sees
	methods  [numKinds]nativeTable

	scripts atomic.Int64 // number of the natives that are in Coro
}

// build fills the table; recv is that of newBuiltin.
func (t *nativeTable) build(table []builtin, recv int) {
	t.natives = newBuiltins(table, recv)
	t.index = make(map[string]int, len(table))
	t.names = make([]string, len(table))
	for i, n := range t.natives {
		t.names[i], t.index[n.name] = n.name, i
	}
}

func builtinTable() *nativeTable {
	t := &registry.builtins
	t.once.Do(func() { t.build(builtins(), 0) })
	return t
}

// internalTable holds what the prelude is written with.
func internalTable() *nativeTable {
	t := &registry.internal
	t.once.Do(func() { t.build(preludeFunctions(), 0) })
	return t
}

// standardModules returns the modules that every VM offers, and their exports.
var standardModules = sync.OnceValues(func() (map[string]*HostModule, map[string]func() []string) {
	modules, exports := make(map[string]*HostModule), make(map[string]func() []string)
	for _, h := range []*HostModule{
		{name: "coroutine", content: sync.OnceValue(newCoroutineModule)},
		{name: "seq", content: sync.OnceValue(newSeq)},
		{name: "task", content: sync.OnceValue(newTaskModule)},
	} {
		modules[h.name], exports[h.name] = h, h.exports
	}
	return modules, exports
})

func methodTable(k Kind) *nativeTable {
	t := &registry.methods[k]
	t.once.Do(func() { t.build(methods(k), 1) })
	return t
}

// methods returns the declarations of the methods of a kind.
func methods(k Kind) []builtin {
	switch k {
	case KindString:
		return stringMethods()
	case KindBytes:
		return bytesMethods()
	case KindList:
		return listMethods()
	case KindTuple:
		return tupleMethods()
	case KindRange:
		return rangeMethods()
	case KindCoroutine:
		return coroutineMethods()
	case KindRecord:
		return recordMethods()
	case KindTask:
		return taskMethods()
	}
	return nil
}

// builtinModules are the standard modules that are always bound to their names.
var builtinModules = sync.OnceValue(func() map[string]func() []string {
	_, exports := standardModules()
	return map[string]func() []string{"coroutine": exports["coroutine"], "task": exports["task"]}
})

// builtinNames returns the names of all built-ins, sorted.
var builtinNames = sync.OnceValue(func() []string {
	names := slices.AppendSeq(slices.Clone(builtinTable().names), maps.Keys(builtinModules()))
	slices.Sort(names)
	return slices.Clip(names)
})

// builtinConfig returns what the compiler knows without a VM.
func builtinConfig() compile.Config {
	return compile.Config{Builtins: builtinNames(), BuiltinModules: builtinModules()}
}

// lookupBuiltin returns the built-in function with a name, or nil.
func lookupBuiltin(name string) *native { return builtinTable().named(name) }

// named returns the native with a name, or nil.
func (t *nativeTable) named(name string) *native {
	if i, ok := t.index[name]; ok {
		return t.natives[i]
	}
	return nil
}

// methodIndex returns the number of a method of a kind, or -1.
func methodIndex(k Kind, name string) int {
	if i, ok := methodTable(k).index[name]; ok {
		return i
	}
	return -1
}

// methodAt returns the method of a kind that has the number i.
func methodAt(k Kind, i int) *native { return registry.methods[k].natives[i] }

// methodNames returns the names of the methods of a kind, sorted.
func methodNames(k Kind) []string { return slices.Clip(methodTable(k).names) }
