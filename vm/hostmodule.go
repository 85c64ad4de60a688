// Modules of the host: functions and constants that scripts import by name.

package vm

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/coro-lang/coro/lexer"
	"github.com/coro-lang/coro/vm/bytecode"
)

// Member declares what a module of the host exports: a function, which has Func, Async
// or Coro, or a constant, which has Value.
type Member struct {
	Name string

	// Params lists the parameters of a function as a script would declare them,
	// with the kinds of values that each takes:
	//
	//	x                  a value of any kind
	//	n: int             of one kind; number stands for int and float
	//	xs: list|tuple     of one of several kinds
	//	sep: string?       of a kind, or nil
	//	base: int = 10     may be left out
	//	...values          any number of arguments
	//
	// Calls are checked by it if Func is a func(*Call, []Value) (Value, error),
	// which sees only as many arguments as the call has; the types of any other
	// function of Go speak for themselves.
	Params string

	// Func is a function of Go, as for [VM.Define].
	Func any

	// Async is a function of Go that runs on a goroutine of its own, as for
	// [VM.DefineAsync].
	Async any

	// Coro is the declaration of a function in Coro, `fn name(…) { … }`. It may
	// use the built-ins and the other members of the module.
	Coro string

	// Value is a constant: nil, a bool, a number or a string.
	Value any

	Doc     string // one or more sentences
	Example string // a script: what stands before `//` at the end of a line has the value behind it
}

// HostModule is a module that a host offers to scripts, which import it by its
// name. It is immutable, and may be shared by any number of VMs.
type HostModule struct {
	name    string
	content func() *moduleContent // made at the first call
}

// moduleContent is all of a module but its name.
type moduleContent struct {
	doc     string
	members []Member
	exports []string         // sorted
	values  map[string]Value // of the members that need no VM
	code    *Program         // of the members in Coro; nil if there are none
}

// NewModule makes a module of its members. The adapters of its functions are made
// here, once.
func NewModule(name, doc string, members ...Member) (*HostModule, error) {
	h := &moduleContent{doc: doc, members: slices.Clone(members), values: make(map[string]Value)}
	if err := checkExport(name); err != nil {
		return nil, fmt.Errorf("module %w", err)
	}
	for i := range h.members {
		d := &h.members[i]
		err := checkExport(d.Name)
		if err == nil && slices.Contains(h.exports, d.Name) {
			err = fmt.Errorf("`%s` is declared twice", d.Name)
		}
		if err == nil {
			err = h.declare(name, d)
		}
		if err != nil {
			return nil, fmt.Errorf("module %s: %w", name, err)
		}
		h.exports = append(h.exports, d.Name)
	}
	slices.Sort(h.exports)
	if err := h.compile(name); err != nil {
		return nil, fmt.Errorf("module %s: %w", name, err)
	}
	return &HostModule{name: name, content: func() *moduleContent { return h }}, nil
}

// LazyModule returns a module that is made when it is first needed: most scripts
// import few of the modules that they are offered. make calls [NewModule], with the
// same name; if it fails, what needed the module panics. So let a test call Members,
// which needs it.
func LazyModule(name string, make func() (*HostModule, error)) *HostModule {
	return &HostModule{name: name, content: sync.OnceValue(func() *moduleContent {
		h, err := make()
		if err == nil && h.name != name {
			err = fmt.Errorf("module %s: it is made with the name `%s`", name, h.name)
		}
		if err != nil {
			panic(err)
		}
		return h.content()
	})}
}

// Name returns the name by which scripts import the module.
func (h *HostModule) Name() string { return h.name }

// Doc returns what the module is for.
func (h *HostModule) Doc() string { return h.content().doc }

// Members returns the declarations of what the module exports, in their order.
func (h *HostModule) Members() []Member { return slices.Clone(h.content().members) }

// exports returns the names of the members, sorted.
func (h *HostModule) exports() []string { return h.content().exports }

// checkExport says what is wrong with the name of a module or a member.
func checkExport(name string) error {
	switch {
	case !isName(name):
		return fmt.Errorf("%q: a name is letters, digits and _, and does not begin with a digit", name)
	case lexer.IsKeyword(lexer.WordKind(name)):
		return fmt.Errorf("`%s`: it is a reserved word", name)
	}
	return nil
}

// declare makes the value of a member that needs no VM.
func (h *moduleContent) declare(module string, d *Member) error {
	switch {
	case d.forms() > 1:
		return fmt.Errorf("`%s` has more than one of Func, Async, Coro and Value", d.Name)
	case d.Coro != "":
		return nil
	case d.Func == nil && d.Async == nil:
		v, err := constantValue(d.Value)
		if err != nil {
			return fmt.Errorf("the constant `%s`: %w", d.Name, err)
		}
		h.values[d.Name] = v
		return nil
	}
	n, err := hostNative(module+"."+d.Name, d)
	if err != nil {
		return fmt.Errorf("the function `%s`: %w", d.Name, err)
	}
	h.values[d.Name] = objectValue(n)
	return nil
}

// forms counts what the member says that it is.
func (d *Member) forms() int {
	n := 0
	for _, has := range []bool{d.Func != nil, d.Async != nil, d.Coro != "", d.Value != nil} {
		if has {
			n++
		}
	}
	return n
}

// hostNative makes the native of a function.
func hostNative(name string, d *Member) (*native, error) {
	if d.Async != nil {
		return newAsyncFunction(name, d.Async)
	}
	if t := reflect.TypeOf(d.Func); t.Kind() != reflect.Func {
		return nil, fmt.Errorf("its Func is of type %s, which is no function", t)
	}
	for _, p := range parseParams(d.Params) {
		if !isName(p.name) || p.kinds == 0 {
			return nil, fmt.Errorf("cannot read its parameters %q", d.Params)
		}
	}
	f, ok := d.Func.(nativeFunc)
	if !ok || f == nil {
		return newHostFunction(name, d.Func)
	}
	return newBuiltin(builtin{name: name, params: d.Params, fn: callRaw(name, f)}, 0), nil
}

// constantValue converts a constant. VMs share it, so that nothing of it may ever
// change: a string is hashed before they do.
func constantValue(x any) (Value, error) {
	switch x := reflect.ValueOf(x); x.Kind() {
	case reflect.Invalid:
		return Nil, nil
	case reflect.Bool:
		return Bool(x.Bool()), nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return Int(x.Int()), nil
	case reflect.Float32, reflect.Float64:
		return Float(x.Float()), nil
	case reflect.String:
		v := String(x.String())
		(*stringObject)(v.p).hash()
		return v, nil
	default:
		return Nil, fmt.Errorf("a %s cannot be one; it may be nil, a bool, an int, a float or a string", x.Type())
	}
}

// compile makes the Program of the members in Coro. Those in Go are names of its
// host.
func (h *moduleContent) compile(name string) error {
	var text strings.Builder
	for _, d := range h.members {
		if d.Coro != "" {
			text.WriteString("export " + strings.TrimSpace(d.Coro) + "\n")
		}
	}
	if text.Len() == 0 {
		return nil
	}
	config := builtinConfig()
	config.HostNames, config.Modules = []string{}, map[string]func() []string{}
	for name := range h.values {
		config.HostNames = append(config.HostNames, name)
	}
	var err error
	if h.code, err = compileWith("<"+name+">", text.String(), config); err != nil {
		return err
	}
	for _, d := range h.members {
		if d.Coro != "" && !slices.ContainsFunc(h.code.code.Exports, func(x bytecode.Export) bool { return x.Name == d.Name }) {
			return fmt.Errorf("the code of `%s` declares no function of that name", d.Name)
		}
	}
	if len(h.code.code.Exports)+len(h.values) != len(h.members) {
		return errors.New("the code of a function declares more than that function")
	}
	return nil
}
