package compile

// What the passes share: variables, functions and the table that finds them.

import (
	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
)

// unit is one compilation.
type unit struct {
	file        *source.File
	cfg         Config
	diagnostics source.Diagnostics
	pool        pool
	protos      []*bytecode.Proto
	globals     []bytecode.Global
	imports     []bytecode.Import
	exports     []bytecode.Export

	// refs tells by the offset of a node's first byte what the resolver made of
	// it: a name is a variable (index into variables, plus one) or a constant
	// (minus index, minus one); the name of a field is a constant (index plus
	// one); a function literal or `coro {` is a function, an operator a folded
	// constant. A dense table takes 4 bytes for each byte of text, which is less
	// than the tree does, and costs no hashing.
	refs      []int32
	variables []*variable
	functions []*function
	folded    []constant
	classes   map[*ast.Ident]*classDecl // by the name in the declaration

	deleteBuiltin int // constant of the built-in `delete` plus one, 0 if no pattern needs it

	steps int          // so far: see step
	slab  []variable   // variables not yet given out
	spare []*generator // generators whose buffers are to be used again
}

func newUnit(file *source.File, cfg Config) *unit {
	return &unit{file: file, cfg: cfg, pool: newPool(), refs: make([]int32, len(file.Text)+1)}
}

// stopSignal is the panic that ends a compilation early.
type stopSignal int

const stopped stopSignal = 0

// stopSteps is the number of statements and expressions after which the compiler asks
// whether it is to stop: less than a millisecond of work.
const stopSteps = 1 << 10

// step is called for every statement and expression, in both passes.
func (u *unit) step() {
	if u.steps++; u.steps%stopSteps == 0 && u.cfg.Stop != nil && u.cfg.Stop() {
		panic(stopped)
	}
}

// note puts a reference into the table.
func (u *unit) note(at source.Span, ref int) {
	for int(at.Start) >= len(u.refs) { // only for trees that were not parsed from the file
		u.refs = append(u.refs, make([]int32, len(u.refs)+1)...)
	}
	u.refs[at.Start] = int32(ref)
}

// ref reads the table.
func (u *unit) ref(at source.Span) int {
	if int(at.Start) >= len(u.refs) {
		return 0
	}
	return int(u.refs[at.Start])
}

// varKind is how a variable was declared.
type varKind uint8

const (
	kindLet varKind = iota
	kindVar
	kindFn
	kindParam
	kindLoop
	kindCatch
	kindMatch
	kindClass
	kindImport
)

var kindText = [...]string{
	kindLet: "a `let`", kindVar: "a `var`", kindFn: "a function", kindParam: "a parameter",
	kindLoop: "a loop variable", kindCatch: "the error of a `catch`",
	kindMatch:  "a name of a pattern",
	kindClass:  "a class",
	kindImport: "imported",
}

// mutable reports whether assignments are legal.
func (k varKind) mutable() bool { return k == kindVar || k == kindParam }

// variable is a declared name.
type variable struct {
	name  string
	decl  source.Span
	sym   *symbol
	fn    *function // whose local it is
	self  *function // the function that a `fn` declares
	outer *variable // what the name meant before
	scope int       // number of its scope among the open ones

	kind     varKind
	module   bool // declared by a statement of the top level
	session  bool // by an earlier input
	ready    bool // may be named by the code of its own function
	placed   bool // the resolver has passed the declaration
	captured bool // used by an inner function
	assigned bool // by more than its declaration
	used     bool // read somewhere
	early    bool // captured before its initialisation is complete
	open     bool // a class whose members the resolver is at
	unstable bool // assigned inside an expression, so that its register is no safe operand
	shared   bool // bound by several alternatives of a pattern: its register is known before

	// See keep.
	repeated int       // loops around the declaration
	keeper   *function // the first that captures it
	changed  bool      // by the keeper
	common   bool      // used by others behind the keeper
	moving   bool      // perhaps assigned by others when a closure of the keeper exists

	imported int // of a whole module that is imported: index of the import plus one

	hoisted bool        // made at the head of its block, or of the module: see hoistGroup
	group   []*variable // of the first function of such a block, all that are made there
	slot    int         // as a module variable, -1 if it is none
	reg     uint16      // once the generator has met the declaration
}

// cell reports whether the variable lives in a cell. It holds once the resolver
// is through.
func (v *variable) cell() bool {
	return v.captured && v.slot < 0 && (v.early || v.assigned && !v.kept())
}

// kept reports whether closures can have copies of a variable although it is assigned, as
// nobody would see a difference: see keep.
func (v *variable) kept() bool {
	return !v.moving && !(v.changed && v.common) && !v.fn.defers // which run behind all
}

// function is a function of the program, the body of the module included.
type function struct {
	parent   *function
	self     *variable // what a declaration names it
	name     string
	upvalues []*variable
	class    *classDecl // whose method it is
	within   *classDecl // the innermost around it
	repeated int        // loops around the place where it is made
	receiver *variable  // `self` of a method, else nil
	init     bool       // it is an init
	fields   bool       // it gives fields their first values
	tail     ast.Expr   // what its body ends with, if that is an expression
	defers   bool       // it has a defer
	scoped   bool       // it is the body of the module, and is a scope of tasks
	wide     bool       // its jumps need 32 bits
	proto    int        // index of its prototype, -1 before it is compiled
}

// upvalue returns the index of v among the upvalues.
func (f *function) upvalue(v *variable) int {
	for i, u := range f.upvalues {
		if u == v {
			return i
		}
	}
	return -1
}

// newVariable allocates a variable; they may be many, so from slabs.
func (u *unit) newVariable(id *ast.Ident, kind varKind, fn *function) *variable {
	if len(u.slab) == 0 {
		u.slab = make([]variable, min(max(len(u.variables), 8), 256))
	}
	v := &u.slab[0]
	u.slab = u.slab[1:]
	*v = variable{name: id.Name, decl: id.At, kind: kind, fn: fn, slot: -1}
	u.bind(id, v)
	return v
}

// bind makes id stand for v.
func (u *unit) bind(id *ast.Ident, v *variable) {
	u.variables = append(u.variables, v)
	u.note(id.At, len(u.variables))
}

// variableAt returns the variable that a name stands for, or nil.
func (u *unit) variableAt(id *ast.Ident) *variable {
	if r := u.ref(id.At); r > 0 {
		return u.variables[r-1]
	}
	return nil
}

// newFunction registers the function whose text begins at span.
func (u *unit) newFunction(parent *function, at source.Span, name string) *function {
	f := &function{parent: parent, name: name, proto: -1}
	u.functions = append(u.functions, f)
	u.note(at, len(u.functions))
	return f
}

func (u *unit) functionAt(at source.Span) *function { return u.functions[u.ref(at)-1] }

// addGlobal makes v a module variable.
func (u *unit) addGlobal(v *variable) {
	v.slot = len(u.globals)
	u.globals = append(u.globals, bytecode.Global{Name: v.name, Mutable: v.kind == kindVar})
}
