package vm_test

// Modules, as a host sees them.

import (
	"context"
	"fmt"
	"log"
	"os"
	"testing/fstest"

	"github.com/coro-lang/coro/vm"
)

// Scripts import files from a file system that the host chooses; nothing outside
// of it can be named.
func ExampleFS() {
	files := fstest.MapFS{
		"lib/shapes.coro": {Data: []byte("export fn area(w, h) => w * h\nprint(\"shapes are loaded\")")},
	}
	m, err := vm.New(vm.Config{Stdout: os.Stdout, Loader: vm.FS(files)})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Close()
	for _, text := range []string{
		"import {area} from \"./lib/shapes\"\narea(2, 3)",
		"import \"./lib/shapes\" as shapes\nshapes.area(4, 5)",
		"import \"./lib/shape\" as shapes",
		"import \"../shapes\" as shapes",
	} {
		prog, err := vm.Compile("main.coro", text)
		if err != nil {
			log.Fatal(err)
		}
		mod, err := m.Run(context.Background(), prog)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(mod.Result())
	}
	// Output:
	// shapes are loaded
	// 6
	// 20
	// main.coro:1:8: cannot import `./lib/shape`: there is no file lib/shape.coro
	// main.coro:1:8: cannot import `../shapes`: it is outside of the folder of the program
}

// A module of the host is built once and shared by all VMs that offer it. Its
// functions can be of Go or of Coro.
func ExampleNewModule() {
	geometry, err := vm.NewModule("geometry", "Shapes and their sizes.",
		vm.Member{
			Name: "area", Params: "w: number, h: number = 1", Doc: "Returns the area of a rectangle.",
			Func: func(_ *vm.Call, args []vm.Value) (vm.Value, error) {
				w, _ := args[0].AsFloat()
				h := 1.0
				if len(args) == 2 {
					h, _ = args[1].AsFloat()
				}
				if w < 0 || h < 0 {
					return vm.Nil, vm.NewError("value", "geometry.area: a side is negative", "abs(x) has no sign")
				}
				return vm.Float(w * h), nil
			},
		},
		vm.Member{Name: "corners", Value: 4, Doc: "The corners of a rectangle."},
		vm.Member{Name: "name", Func: func(n int) string { return fmt.Sprintf("%d-gon", n) }, Doc: "Returns the name of a polygon."},
		vm.Member{Name: "areas", Coro: "fn areas(...sides) => coro { for s in sides { yield area(s, s) } }", Doc: "Goes over the areas of squares."},
	)
	if err != nil {
		log.Fatal(err)
	}
	m, err := vm.New(vm.Config{Stdout: os.Stdout, Modules: []*vm.HostModule{geometry}})
	if err != nil {
		log.Fatal(err)
	}
	defer m.Close()
	prog, err := m.Compile("main.coro", `
import {area, corners} from geometry
import geometry as g
print(area(2, 3), corners, g.name(5))
for a in g.areas(1, 2) { print(a) }
export let side = 3
export fn double(x) => 2 * x
try { area("two") } catch e { print(e.kind, e.message) }
try { area(-1) } catch e { print(e.kind, e.message) }
`)
	if err != nil {
		log.Fatal(err)
	}
	mod, err := m.Run(context.Background(), prog)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(mod.Exports(), mod.Get("side"), mod.Get("hidden"))
	v, err := m.Call(context.Background(), mod.Get("double"), 21)
	fmt.Println(v, err)
	// Output:
	// 6.0 4 5-gon
	// 1.0
	// 4.0
	// type `geometry.area` expects a number as argument 1 (w), got string
	// value geometry.area: a side is negative
	// [side double] 3 nil
	// 42 <nil>
}
