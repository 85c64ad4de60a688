package vm_test

// `match` where a script of a reasonable size does not get.

import (
	"fmt"
	"strings"
	"testing"

	"github.com/coro-lang/coro/vm"
)

// The arms are so long that jumps over them do not fit into 16 bits.
func TestJumpsOverLongArms(t *testing.T) {
	var arm strings.Builder
	for i := range 9000 {
		fmt.Fprintf(&arm, "n += x + %d; n -= %[1]d; n ^= x\n", i)
	}
	src := `
fn f(v) {
	var n = 0
	return match v {
		[x] | (x,) => {
			` + arm.String() + `
			"element ${x}"
		}
		[_, ...rest] if len(rest) == 2 => "rest ${rest}"
		{a, b = 2} => "map ${a} ${b}"
		1 | "s" | nil => "literal"
		s is string => "text ${s}"
		_ => "other"
	}
}
let result = [f([1]), f((2,)), f([0, 3, 4]), f({a: 1}), f(1), f("s"), f(nil), f("t"), f([])]
return "${result}"
`
	m, err := vm.New(vm.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	prog, err := vm.Compile("long.coro", src)
	if err != nil {
		t.Fatal(err)
	}
	mod, err := m.Run(t.Context(), prog)
	if err != nil {
		t.Fatal(err)
	}
	want := `["element 1", "element 2", "rest [3, 4]", "map 1 2", "literal", "literal", "literal", "text t", "other"]`
	if got, _ := mod.Result().AsString(); got != want {
		t.Errorf("got %s", got)
	}
}
