package stdlib

// The module os: what the process of the host tells a script.

import (
	"fmt"
	"slices"

	"github.com/coro-lang/coro/vm"
)

const osDoc = "What the process of the host tells a script: its arguments and its environment; and how a script ends it."

// ExitError is the error of a script that has called os.exit. The host finds it by
// errors.As, and does what it likes with the code.
type ExitError struct{ Code int }

// Error returns a text with the code.
func (e *ExitError) Error() string { return fmt.Sprintf("exit with code %d", e.Code) }

// OS returns a module os with the arguments of a script, and the variables of its
// environment as os.Environ has them, `NAME=value`.
func OS(args, environ []string) *vm.HostModule {
	return lazy("os", osDoc, func() []vm.Member {
		return []vm.Member{
			{
				Name: "args", Func: func(c *vm.Call, _ []vm.Value) (vm.Value, error) { return stringList(c, args) },
				Doc:     "Returns a list of the arguments of the script.",
				Example: "os.args() // [\"-v\", \"file\"]",
			},
			{
				Name: "env", Params: "name: string, standard = nil",
				Coro: `fn env(name, standard = nil) => _env(name) ?? standard`,
				Doc:  "Returns a variable of the environment, or standard if it is not set.", Example: "os.env(\"LANG\") // \"C\"\nos.env(\"NO_SUCH\", \"none\") // \"none\"",
			},
			{
				Name: "exit", Params: "code: int = 0", Func: osExit,
				Doc:     "Ends the script with a code from 0 to 255, where 0 says that all is well. It throws an error of kind `exit`, so that the defers run; a `catch` should throw it on.",
				Example: "try { os.exit(3) } catch e { e.kind } // \"exit\"",
			},
			{Name: "_env", Params: "name: string", Func: lookup(environ)},
		}
	})
}

func osExit(_ *vm.Call, args []vm.Value) (vm.Value, error) {
	code := int64(0)
	if len(args) == 1 {
		if code = intOf(args[0]); code < 0 || code > 255 {
			return vm.Nil, failf("value", "os.exit: a code is 0 to 255, not %d", code)
		}
	}
	return vm.Nil, vm.WrapError("exit", &ExitError{int(code)})
}

// lookup is a function that finds a variable of an environment, of which the last
// counts.
func lookup(environ []string) function {
	return func(c *vm.Call, args []vm.Value) (vm.Value, error) {
		if err := c.Charge(int64(len(environ))/4, 0); err != nil {
			return vm.Nil, err
		}
		name := stringOf(args[0]) + "="
		for _, v := range slices.Backward(environ) {
			if len(v) >= len(name) && v[:len(name)] == name {
				return c.CopyString(v[len(name):])
			}
		}
		return vm.Nil, nil
	}
}
