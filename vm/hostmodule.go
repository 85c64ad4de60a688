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
)

// Member declares what a module of the host exports: a function, which has Func, Async
// or Coro, a class or record, which has Coro, or a constant, which has Value.
type Member struct {
	// Name is what scripts call it. A name that begins with _ is not exported: only
	// the members in Coro see it. `Class.name` is a method of a class or record of the
	// module, and its Coro stands in the body of that.
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

	// Func is a function of Go or a [*Native], as for [VM.Define].
	Func any

	// Async is a function of Go that runs on a goroutine of its own, as for
	// [VM.DefineAsync].
	Async any

	// Coro is the declaration of a function in Coro, `fn name(…) { … }`, or that of a
	// class or record. It may use the built-ins and the other members of the module.
	// What goes wrong in it is reported where a script called it, as for a function
	// in Go.
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
		if err := h.add(name, d); err != nil {
			return nil, fmt.Errorf("module %s: %w", name, err)
		}
	}
	slices.Sort(h.exports)
	if err := h.compile(name); err != nil {
		return nil, fmt.Errorf("module %s: %w", name, err)
	}
	return &HostModule{name: name, content: func() *moduleContent { return h }}, nil
}

// add takes up a member.
func (h *moduleContent) add(module string, d *Member) error {
	if of, method, ok := strings.Cut(d.Name, "."); ok {
		if !slices.ContainsFunc(h.members, func(c Member) bool { return c.Name == of && c.isClass() }) || d.Coro == "" {
			return fmt.Errorf("`%s` is no method in Coro of a class of the module", d.Name)
		}
		if !isName(method) {
			return fmt.Errorf("%q is no name of a method", d.Name)
		}
		return nil
	}
	if err := checkExport(d.Name); err != nil {
		return err
	}
	if _, twice := h.values[d.Name]; twice || slices.Contains(h.exports, d.Name) {
		return fmt.Errorf("`%s` is declared twice", d.Name)
	}
	if !d.private() {
		h.exports = append(h.exports, d.Name)
	}
	return h.declare(module, d)
}

// private reports whether scripts cannot see the member.
func (d Member) private() bool { return strings.HasPrefix(d.Name, "_") }

// isClass reports whether the member is a class or record.
func (d *Member) isClass() bool {
	return strings.HasPrefix(d.Coro, "class ") || strings.HasPrefix(d.Coro, "record ")
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
func (h *HostModule) Members() []Member {
	return slices.DeleteFunc(slices.Clone(h.content().members), func(d Member) bool { return d.private() })
}

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
	n, err := hostNative(module+"."+strings.TrimPrefix(d.Name, "_"), d)
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
	if _, native := d.Func.(*Native); !native && !isFunction(reflect.TypeOf(d.Func)) {
		return nil, fmt.Errorf("its Func is of type %T, which is no function", d.Func)
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
	text, exported := h.text()
	if text == "" {
		return nil
	}
	config := builtinConfig()
	config.HostNames, config.Modules = []string{}, map[string]func() []string{}
	for name := range h.values {
		config.HostNames = append(config.HostNames, name)
	}
	var err error
	if h.code, err = compileWith("<"+name+">", text, config); err != nil {
		return err
	}
	exports := exportNames(h.code.code)
	for _, name := range exported {
		if !slices.Contains(exports, name) {
			return fmt.Errorf("the code of `%s` declares no function of that name", name)
		}
	}
	if len(exports) != len(exported) {
		return errors.New("the code of a function declares more than that function")
	}
	return nil
}

// text puts the members in Coro together, and returns the names of those that are
// exported.
func (h *moduleContent) text() (text string, exported []string) {
	var b strings.Builder
	for _, d := range h.members {
		code := strings.TrimSpace(d.Coro)
		switch {
		case code == "" || strings.Contains(d.Name, "."):
			continue
		case d.isClass():
			code = h.classText(d.Name, code)
		}
		if !d.private() {
			b.WriteString("export ")
			exported = append(exported, d.Name)
		}
		b.WriteString(code + "\n")
	}
	return b.String(), exported
}

// classText puts the methods of a class into its body.
func (h *moduleContent) classText(name, code string) string {
	head, hasBody := strings.CutSuffix(code, "}")
	if !hasBody {
		head += " {"
	}
	for _, d := range h.members {
		if of, _, ok := strings.Cut(d.Name, "."); ok && of == name {
			head += "\n" + strings.TrimSpace(d.Coro)
		}
	}
	return head + "\n}"
}
