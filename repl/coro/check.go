package main

// The command check.

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/urfave/cli/v3"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/stdlib"
	"github.com/coro-lang/coro/vm"
)

func (c *command) checkCommand() *cli.Command {
	return &cli.Command{
		Name: "check", Usage: "find mistakes in scripts without running them", ArgsUsage: "[FILE | FOLDER]…",
		Description: `Prints all that is wrong with each script and the files that it imports, and warns of names
that are never used, names that hide others, and code that is never reached. A FOLDER
stands for all scripts in it and below; without arguments that is the working directory.
- is standard input, whose imports are those of a file in the working directory.

Exit codes: 0 no errors, 1 a warning if --strict, 2 an error.

Examples:
  coro check
  coro check hello.coro shapes
  coro check --strict shapes
  coro check --json hello.coro    # for editors and other programs
  coro check - < hello.coro`,
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
	progress := newProgress()
	defer progress.clear()
	var all vm.Diagnostics
	for i, path := range paths {
		progress.show("%d of %d files", i, len(paths))
		ds, err := c.checkFile(cmd, path)
		if err != nil {
			return err
		}
		all = append(all, ds...)
	}
	progress.clear()
	all = unique(all)
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

// checkFile checks one file, and what it imports.
func (c *command) checkFile(cmd *cli.Command, path string) (vm.Diagnostics, error) {
	s, err := readSource(path)
	if err != nil {
		return nil, err
	}
	loader, closeFiles := projectFiles(path, cmd.Args().Slice())
	defer closeFiles()
	m, err := c.newVM(cmd, loader, &host{input: stdlib.NewInput(os.Stdin, c.out.Flush)})
	if err != nil {
		return nil, err
	}
	defer m.Close()
	return m.Check(filepath.ToSlash(s.name), s.text)
}

// unique leaves out what was found before: in a file that another one imports.
func unique(ds vm.Diagnostics) vm.Diagnostics {
	type key struct{ file, text string }
	seen := make(map[key]bool, len(ds))
	return slices.DeleteFunc(ds, func(d source.Diagnostic) bool {
		k := key{filepath.Clean(d.File.Name), fmt.Sprint(d.Span, d.Code, d.Message)}
		before := seen[k]
		seen[k] = true
		return before
	})
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
