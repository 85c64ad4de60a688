package main

// The command check.

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/urfave/cli/v3"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/stdlib"
	"github.com/coro-lang/coro/vm"
)

func (c *command) checkCommand() *cli.Command {
	return &cli.Command{
		Name: "check", Usage: "find mistakes in scripts without running them", ArgsUsage: "[FILE | FOLDER]…",
		Description: `Prints all that is wrong with each script, and warns of names that are never used, names
that hide others, and code that is never reached. A FOLDER stands for all scripts in it
and below; without arguments that is the working directory.

Exit codes: 0 no errors, 1 a warning if --strict, 2 an error.

Examples:
  coro check
  coro check hello.coro shapes
  coro check --strict shapes
  coro check --json hello.coro    # for editors and other programs`,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "json", Usage: "print a JSON array of objects"},
			&cli.BoolFlag{Name: "strict", Usage: "exit with 1 if there are warnings"},
		},
		Action: c.check,
	}
}

// check is the command check.
func (c *command) check(_ context.Context, cmd *cli.Command) error {
	paths, err := scripts(cmd.Args().Slice(), anyScript)
	if err != nil {
		return err
	}
	m, err := c.newVM(cmd, nil, &host{input: stdlib.NewInput(os.Stdin, c.out.Flush)})
	if err != nil {
		return err
	}
	defer m.Close()
	var all vm.Diagnostics
	for _, path := range paths {
		s, err := readScript(path)
		if err != nil {
			return err
		}
		ds, err := m.Check(s.name, s.text)
		if err != nil {
			return err
		}
		all = append(all, ds...)
	}
	errors := 0
	for _, d := range all {
		if !d.Warning {
			errors++
		}
	}
	if err := c.printFindings(all, cmd.Bool("json")); err != nil {
		return err
	}
	switch {
	case errors > 0:
		return exitStatus(exitUsage)
	case len(all) > 0 && cmd.Bool("strict"):
		return exitStatus(exitError)
	}
	return nil
}

// printFindings prints diagnostics for a person or a program.
func (c *command) printFindings(ds vm.Diagnostics, asJSON bool) error {
	if !asJSON {
		return source.Renderer{Color: colorful(os.Stdout)}.Fprint(c.out, ds...)
	}
	findings := make([]finding, len(ds))
	for i, d := range ds {
		findings[i] = newFinding(d)
	}
	text, err := json.MarshalIndent(findings, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.out, "%s\n", text)
	return err
}

// finding is a diagnostic as JSON. Lines and columns count from 1, columns in characters;
// the end is behind the last.
type finding struct {
	File     string `json:"file"`
	Severity string `json:"severity"` // "error" or "warning"
	Code     string `json:"code"`
	Message  string `json:"message"`
	Label    string `json:"label,omitempty"`
	Hint     string `json:"hint,omitempty"`
	place
	Notes []noteFinding `json:"notes,omitempty"`
}

type place struct {
	Line      int `json:"line"`
	Column    int `json:"column"`
	EndLine   int `json:"endLine"`
	EndColumn int `json:"endColumn"`
}

type noteFinding struct {
	Message string `json:"message"`
	place
}

func newFinding(d source.Diagnostic) finding {
	f := finding{
		File: d.File.Name, Severity: "error", Code: d.Code, Message: d.Message, Label: d.Label, Hint: d.Hint,
		place: placeOf(d.File, d.Span),
	}
	if d.Warning {
		f.Severity = "warning"
	}
	for _, n := range d.Notes {
		f.Notes = append(f.Notes, noteFinding{n.Message, placeOf(d.File, n.Span)})
	}
	return f
}

func placeOf(file *source.File, at source.Span) (p place) {
	p.Line, p.Column = file.Position(int(at.Start))
	p.EndLine, p.EndColumn = file.Position(int(at.End))
	return p
}
