package main

// The command doc.

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v3"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/parser"
	"github.com/coro-lang/coro/repl"
)

func (c *command) docCommand() *cli.Command {
	return &cli.Command{
		Name: "doc", Usage: "show the documentation of scripts and of what is built in", ArgsUsage: "FILE… | NAME…",
		Description: `Of a FILE, it shows what that exports, and what has a comment of /// lines. A NAME is
that of a built-in function, a module, a function of a module, or a type with its methods.
Blocks in a comment between lines of three backquotes are examples, which coro test runs: what
stands behind // in them is the value of the line.

Examples:
  coro doc hello.coro
  coro doc --markdown shapes/area.coro
  coro doc print
  coro doc math.sqrt list.push coroutine`,
		Flags:  []cli.Flag{&cli.BoolFlag{Name: "markdown", Usage: "print Markdown"}},
		Action: c.doc,
	}
}

// doc is the command doc.
func (c *command) doc(_ context.Context, cmd *cli.Command) error {
	if !cmd.Args().Present() {
		return &usageError{"the documentation of what?", "say " + cmd.FullName() + " FILE or " + cmd.FullName() + " NAME"}
	}
	markdown := cmd.Bool("markdown")
	for i, name := range cmd.Args().Slice() {
		if i > 0 {
			fmt.Fprintln(c.out)
		}
		docs, title, err := docsOf(name)
		if err != nil {
			return err
		}
		if markdown {
			c.markdown(title, docs)
			continue
		}
		for i, d := range docs {
			if i > 0 {
				fmt.Fprintln(c.out)
			}
			fmt.Fprint(c.out, d)
		}
	}
	return nil
}

// docsOf returns the documentation of a file or of what is built in.
func docsOf(name string) (docs []repl.Doc, title string, err error) {
	if filepath.Ext(name) != extension {
		if _, err := os.Stat(name); err != nil {
			modules, err := (&host{grants: everything}).modules()
			if err != nil {
				return nil, "", err
			}
			doc, ok, near := repl.BuiltinDoc(name, modules)
			if !ok {
				e := &usageError{message: fmt.Sprintf("nothing is named %q", name)}
				if s, ok := repl.SuggestDoc(name, near); ok {
					e.hint = "did you mean " + s + "?"
				}
				return nil, "", e
			}
			return []repl.Doc{doc}, name, nil
		}
	}
	s, err := readSource(name)
	if err != nil {
		return nil, "", err
	}
	tree, ds := parser.Parse(source.NewFile(s.name, s.text))
	if len(ds) > 0 {
		return nil, "", ds
	}
	return repl.Docs(tree), filepath.Base(name), nil
}

// markdown prints documentation as a document.
func (c *command) markdown(title string, docs []repl.Doc) {
	fmt.Fprintf(c.out, "# %s\n", title)
	for _, d := range docs {
		c.markdownEntry("##", d)
		for _, m := range d.Members {
			c.markdownEntry("###", m)
		}
	}
}

func (c *command) markdownEntry(heading string, d repl.Doc) {
	fmt.Fprintf(c.out, "\n%s %s\n\n```coro\n%s\n```\n", heading, d.Name, d.Signature)
	if d.Text != "" {
		fmt.Fprintf(c.out, "\n%s\n", d.Text)
	}
	if d.Example != "" {
		fmt.Fprintf(c.out, "\n```coro\n%s\n```\n", d.Example)
	}
}
