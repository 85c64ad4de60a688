package gen_test

// The programs are valid, end, and use the whole language.

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/parser"
	"github.com/coro-lang/coro/tests/gen"
	"github.com/coro-lang/coro/vm"
)

func program(seed uint64) string { return gen.Program(rand.New(rand.NewPCG(seed, 0))) }

// TestProgramsAreValid runs them, too: they end before a generous limit.
func TestProgramsAreValid(t *testing.T) {
	ends := map[string]int{}
	const programs = 150
	for seed := range uint64(programs) {
		text := program(seed)
		prog, err := vm.Compile("gen.coro", text)
		if err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, text)
		}
		m, err := vm.New(vm.Config{Limits: vm.Limits{Fuel: 10_000_000, Memory: 64 << 20}})
		if err != nil {
			t.Fatal(err)
		}
		_, err = m.Run(t.Context(), prog)
		var e *vm.Error
		switch {
		case err == nil:
			ends["well"]++
		case !errors.As(err, &e):
			t.Fatalf("seed %d: an error of type %T: %v", seed, err, err)
		case errors.Is(err, vm.ErrFuel) || errors.Is(err, vm.ErrMemory):
			t.Errorf("seed %d does not end: %v", seed, err)
		default:
			ends[e.Kind]++
		}
	}
	if ends["well"] < programs/2 || len(ends) < 5 {
		t.Errorf("too few programs end well, or all fail alike: %v", ends)
	}
}

func TestAnyBytesMakeAProgram(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for n := range 60 {
		data := make(gen.Bytes, n)
		for i := range data {
			data[i] = byte(random.Uint32())
		}
		text := gen.Program(&data)
		if _, err := vm.Compile("gen.coro", text); err != nil {
			t.Fatalf("%d bytes: %v\n%s", n, err, text)
		}
	}
}

// TestProgramsUseTheWholeLanguage looks for every kind of node, operator included.
func TestProgramsUseTheWholeLanguage(t *testing.T) {
	seen := map[string]bool{}
	for seed := range uint64(200) {
		tree, ds := parser.Parse(source.NewFile("gen.coro", program(seed)))
		if len(ds) > 0 {
			t.Fatal(ds)
		}
		collect(reflect.ValueOf(tree.Stmts), seen)
	}
	for _, node := range []ast.Node{
		&ast.Assign{}, &ast.Binary{}, &ast.Block{}, &ast.BoolLit{}, &ast.Break{}, &ast.Call{}, &ast.Class{}, &ast.Continue{}, &ast.Coro{}, &ast.Defer{},
		&ast.Escape{}, &ast.ExprStmt{}, &ast.Field{}, &ast.FieldDecl{}, &ast.FloatLit{}, &ast.FnDecl{}, &ast.For{}, &ast.FuncLit{}, &ast.Ident{}, &ast.If{},
		&ast.Import{}, &ast.Index{}, &ast.InstancePattern{}, &ast.IntLit{}, &ast.Interp{}, &ast.IsExpr{}, &ast.Let{}, &ast.ListLit{}, &ast.ListPattern{},
		&ast.LiteralPattern{}, &ast.MapLit{}, &ast.MapPattern{}, &ast.Match{}, &ast.Method{}, &ast.NilLit{}, &ast.NoYield{}, &ast.OrPattern{}, &ast.Pipe{},
		&ast.Record{}, &ast.RestPattern{}, &ast.Return{}, &ast.SelfExpr{}, &ast.Slice{}, &ast.Spread{}, &ast.StringLit{}, &ast.SuperField{}, &ast.Throw{},
		&ast.Try{}, &ast.TupleLit{}, &ast.TuplePattern{}, &ast.TypePattern{}, &ast.Unary{}, &ast.ValuePattern{}, &ast.While{}, &ast.Wildcard{}, &ast.Yield{},
	} {
		if name := reflect.TypeOf(node).Elem().Name(); !seen[name] {
			t.Errorf("no program has a node %s", name)
		}
	}
	for _, op := range strings.Fields("+ - * / % ** +% -% *% & | ^ << >> == != < <= > >= && || ?? in !in .. ..= is !is ! ~") {
		if !seen[op] {
			t.Errorf("no program has the operator %s", op)
		}
	}
}

// collect notes the names of node types, and the operators, of a tree.
func collect(v reflect.Value, seen map[string]bool) {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if !v.IsNil() {
			collect(v.Elem(), seen)
		}
	case reflect.Slice:
		for i := range v.Len() {
			collect(v.Index(i), seen)
		}
	case reflect.Struct:
		seen[v.Type().Name()] = true
		switch x := v.Interface().(type) {
		case ast.IsExpr:
			seen[map[bool]string{false: "is", true: "!is"}[x.Not]] = true
		case ast.Binary, ast.Unary:
			seen[fmt.Sprint(v.FieldByName("Op"))] = true
		}
		for i := range v.NumField() {
			collect(v.Field(i), seen)
		}
	}
}

func TestProgramsAreTheSameForTheSameChoices(t *testing.T) {
	if a, b := program(7), program(7); a != b {
		t.Error("two programs of one seed differ")
	}
	texts := []string{program(1), program(2), program(3)}
	slices.Sort(texts)
	if len(slices.Compact(texts)) != 3 {
		t.Error("programs of different seeds are equal")
	}
}
