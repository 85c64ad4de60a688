package main

// The command build, and running what it makes.

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v3"

	"github.com/coro-lang/coro/vm"
)

// bundleExtension is what the name of a bundle ends with, unless -o says another.
const bundleExtension = ".corob"

func (c *command) buildCommand() *cli.Command {
	return &cli.Command{
		Name: "build", Usage: "compile a script and its modules into one file", ArgsUsage: "FILE",
		Description: `Writes the script and all files that it imports, compiled, into one file, which coro
runs as it runs a script. It belongs to the version of coro that wrote it.

Examples:
  coro build hello.coro           # writes hello.corob
  coro build -o hello hello.coro && coro run hello Ada`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "o", Usage: "write to `FILE`", HideDefault: true},
		},
		Action: c.build,
	}
}

// build is the command build.
func (c *command) build(_ context.Context, cmd *cli.Command) error {
	s, err := onlyScript(cmd)
	if err != nil {
		return err
	}
	target := cmd.String("o")
	if target == "" {
		if cmd.Args().First() == "-" {
			return &usageError{"where to?", "say -o FILE"}
		}
		target = strings.TrimSuffix(s.name, extension) + bundleExtension
	}
	if sameFile(s.name, target) {
		return &usageError{"-o names the script itself", "say another FILE"}
	}
	loader, closeFiles := files(filepath.Dir(s.name))
	defer closeFiles()
	bundle, err := vm.Build(filepath.ToSlash(s.name), s.text, loader)
	if err != nil {
		return err
	}
	if err := os.WriteFile(target, bundle.Encode(), 0o666); err != nil {
		return unwritable(target, err)
	}
	return nil
}

func sameFile(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}

// load compiles a script for a VM, or takes it out of a bundle, and returns the Loader
// of what it imports. closeFiles is to be called when the script has run.
func load(s script) (compile func(*vm.VM) (*vm.Program, error), loader *vm.Loader, closeFiles func(), err error) {
	if vm.IsBundle([]byte(s.text[:min(len(s.text), 64)])) {
		bundle, err := vm.DecodeBundle([]byte(s.text))
		if err != nil {
			return nil, nil, nil, &usageError{fmt.Sprintf("cannot run %q: %v", s.name, err), "build it anew with this version of coro"}
		}
		return func(*vm.VM) (*vm.Program, error) { return bundle.Main(), nil }, bundle.Loader(), func() {}, nil
	}
	loader, closeFiles = files(filepath.Dir(s.name))
	compile = func(m *vm.VM) (*vm.Program, error) { return m.Compile(filepath.ToSlash(s.name), s.text) }
	return compile, loader, closeFiles, nil
}
