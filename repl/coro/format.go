package main

// The command fmt.

import (
	"context"
	"fmt"
	"os"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/urfave/cli/v3"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/parser"
	"github.com/coro-lang/coro/repl"
)

func (c *command) formatCommand() *cli.Command {
	return &cli.Command{
		Name: "fmt", Usage: "format scripts", ArgsUsage: "[FILE | FOLDER]…",
		Description: `Writes scripts anew in the one format of the language: four blanks a level, lines of
at most 100 characters where they can be broken. What a script means never changes, and
comments, empty lines and the line breaks that you chose stay. A FOLDER stands for all
scripts in it and below; without arguments that is the working directory. The names of
the files that changed are printed.

Examples:
  coro fmt
  coro fmt hello.coro
  coro fmt --check shapes         # exit code 1 if a file is not formatted
  coro fmt --diff hello.coro      # shows what would change
  coro fmt --stdin < hello.coro   # to standard output, for editors`,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "check", Usage: "change nothing; exit with 1 if a file would change"},
			&cli.BoolFlag{Name: "diff", Usage: "change nothing; print what would change"},
			&cli.BoolFlag{Name: "stdin", Usage: "format standard input to standard output"},
		},
		Action: c.format,
	}
}

// format is the command fmt. A file with a mistake does not keep the others from being
// formatted.
func (c *command) format(_ context.Context, cmd *cli.Command) error {
	names := cmd.Args().Slice()
	if cmd.Bool("stdin") {
		if len(names) > 0 {
			return &usageError{"--stdin formats standard input, and no FILE", "leave the one or the other out"}
		}
		names = []string{"-"}
	}
	paths, err := scripts(names, anyScript)
	if err != nil {
		return err
	}
	changed, failed := 0, 0
	for _, path := range paths {
		differs, err := c.formatFile(path, cmd.Bool("check"), cmd.Bool("diff"))
		if err != nil {
			failed++
			c.complain(err)
		}
		if differs {
			changed++
		}
	}
	switch {
	case failed > 0:
		return exitStatus(exitUsage)
	case changed > 0 && cmd.Bool("check"):
		return exitStatus(exitError)
	}
	return nil
}

// formatFile formats one file, and reports whether it was not formatted before. Standard
// input goes to standard output.
func (c *command) formatFile(path string, check, show bool) (differs bool, err error) {
	s, err := readSource(path)
	if err != nil {
		return false, err
	}
	text, err := formatted(s)
	if err != nil {
		return false, err
	}
	if path == "-" && !check && !show {
		_, err = c.out.Write([]byte(text))
		return false, err
	}
	if text == s.text {
		return false, nil
	}
	if show {
		_, err = c.out.Write(diff.Diff(s.name, []byte(s.text), s.name+" (formatted)", []byte(text)))
		return true, err
	}
	fmt.Fprintln(c.out, s.name)
	if check {
		return true, nil
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil { // its mode stays
		return true, unwritable(path, err)
	}
	return true, nil
}

// formatted returns the text of a script in the format of the language.
func formatted(s script) (string, error) {
	tree, ds := parser.Parse(source.NewFile(s.name, s.text))
	if len(ds) > 0 {
		return "", ds
	}
	text := ast.Print(tree)
	if _, ds := parser.Parse(source.NewFile(s.name, text)); len(ds) > 0 {
		return "", fmt.Errorf("%s cannot be formatted: this is a bug in Coro, not in the script\n%s", s.name, repl.Describe(ds, false))
	}
	return text, nil
}
