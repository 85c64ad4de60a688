package main

// The memory of the whole process.

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Scripts that grow until the limit stops them, each in another way.
var growing = map[string]string{
	"list":       `let xs = []; while true { xs.push(1.5) }`,
	"boxed list": `let xs = []; while true { xs.push("a") }`,
	"lists":      `let xs = []; while true { xs.push([1, 2]) }`,
	"map":        `let m = {}; var i = 0; while true { m[i] = i; i += 1 }`,
	"string":     `var s = "ab"; while true { s = s + s }`,
	"append":     `var s = ""; while true { s += "abcdefghijklmnop" }`,
	"repeat":     `let all = []; while true { all.push("x".repeat(1_000_000)) }`,
	"split":      `var s = "a b "; while true { s = s + s; s.split(" ") }`,
	"join":       `var xs = ["abc", 1]; while true { xs.extend(xs); xs.join(", ") }`,
	"sort":       `let xs = [3, ""]; xs.pop(); while true { xs.extend(xs); xs.sort() }`,
	"copies":     `let all = []; let xs = [...0..100_000]; while true { all.push(xs.copy()) }`,
	"spread":     `var xs = [1, "a"]; while true { xs = [...xs, ...xs] }`,
	"text":       `var t = (1, 2); for i in 0..60 { t = (t, t) }; str(t)`,
	"instances":  `class A { var x = 1; var y = [2] }; let xs = []; while true { xs.push(A()) }`,
	"closures":   `var f = nil; while true { let g = f; f = fn() => g }`,
	"coroutines": `let cs = []; while true { let c = coro { yield 1 }; resume(c); cs.push(c) }`,
	"stack":      `fn f(n) { let a, b, c, d = n, n, n, n; return a + f(n + 1) + b + c + d }; f(0)`,
	"garbage":    `for i in 0..3_000_000 { let xs = [i, "a", [i], {x: i}] }; while true { "x".repeat(10_000_000); var s = "x"; while true { s += s } }`,
}

// With a limit of 64 MB the command stays under 128 MB.
func TestMemoryLimitBoundsTheProcess(t *testing.T) {
	if testing.Short() {
		t.Skip()
	}
	coro := filepath.Join(t.TempDir(), "coro")
	if out, err := exec.Command("go", "build", "-o", coro, ".").CombinedOutput(); err != nil {
		t.Fatal(err, string(out))
	}
	for name, code := range growing {
		cmd := exec.Command(coro, "--memory", "64MB", "--depth", "100_000_000", "-e", code)
		out, err := cmd.CombinedOutput()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != exitError || !strings.Contains(string(out), "out of memory") {
			t.Errorf("%s: %v\n%s", name, err, out)
			continue
		}
		usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
		if !ok {
			t.Fatal("no usage")
		}
		resident := usage.Maxrss << 10
		t.Logf("%-12s %3d MB in %v", name, resident>>20, cmd.ProcessState.UserTime())
		if resident > 128<<20 {
			t.Errorf("%s: %d MB are resident", name, resident>>20)
		}
	}
}
