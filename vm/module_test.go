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
