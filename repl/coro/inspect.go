package main

// The commands that show what becomes of a script: ast and dis.

import (
	"context"
	"io"

	"github.com/urfave/cli/v3"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/parser"
	"github.com/coro-lang/coro/vm"
)

func (c *command) astCommand() *cli.Command {
	return &cli.Command{
		Name: "ast", Usage: "print the syntax tree of a script", ArgsUsage: "FILE",
		Description: `One node a line, with its place; what it consists of stands below it.

Examples:
  coro ast hello.coro
  coro ast - < hello.coro`,
		Action: c.printTree,
	}
}

func (c *command) disCommand() *cli.Command {
	return &cli.Command{
		Name: "dis", Usage: "print the bytecode of a script", ArgsUsage: "FILE",
		Description: `One instruction a line, by functions. vm/bytecode/OPCODES.md says what each does.

Examples:
  coro dis hello.coro`,
		Action: c.disassemble,
	}
}

// printTree is the command ast.
func (c *command) printTree(_ context.Context, cmd *cli.Command) error {
	s, err := onlyScript(cmd)
	if err != nil {
		return err
	}
	tree, ds := parser.Parse(source.NewFile(s.name, s.text))
	if len(ds) > 0 {
		return ds
	}
	_, err = io.WriteString(c.out, ast.Dump(tree))
	return err
}

// disassemble is the command dis.
func (c *command) disassemble(_ context.Context, cmd *cli.Command) error {
	s, err := onlyScript(cmd)
	if err != nil {
		return err
	}
	prog, err := vm.Compile(s.name, s.text)
	if err != nil {
		return err
	}
	return prog.Disassemble(c.out)
}

// onlyScript reads the script that the only argument names.
func onlyScript(cmd *cli.Command) (script, error) {
	if cmd.Args().Len() != 1 {
		return script{}, &usageError{"which FILE?", "say " + cmd.FullName() + " FILE, with - for standard input"}
	}
	return readSource(cmd.Args().First())
}
