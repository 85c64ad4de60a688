package main

// The command line: commands, flags and help.

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v3"

	"github.com/coro-lang/coro/lexer/source"
)

const description = `A FILE is run with the ARGUMENTs as the list args; every word after FILE is the
script's, also if it looks like an option. - is standard input. Without FILE,
coro reads a script from standard input, or is interactive if that is a
terminal.

Scripts can use all modules, unless --allow says which of fs, http, io, os, process and sql,
those that reach out of them: several names with commas, or none. A name can be restricted:
fs=FOLDER, with :ro behind it for reading only; http=HOST or http=HOST:PORT, for requests and
for servers, where *.example.com stands for all names that end so; os=NAME, a variable of the
environment; process=PROGRAM. That holds for every command which runs scripts.

Exit codes: 0 fine, 1 an uncaught error, 2 wrong usage or a script that does not
compile, 130 interrupted. NO_COLOR in the environment switches colours off.

Examples:
  coro hello.coro Ada
  coro -e 'print(6 * 7)'
  coro --fuel 1_000_000 --memory 64M hello.coro
  coro < hello.coro
  coro --allow none hello.coro               # it only computes
  coro --allow io,fs=shapes:ro hello.coro    # it reads its input, and files in one folder
  coro test --allow http=localhost shapes`

// subcommand is a command of the tree.
type subcommand struct {
	name string
	make func(*command) *cli.Command
}

// subcommands lists the commands in the order of the help.
func subcommands() []subcommand {
	return []subcommand{
		{"run", (*command).runCommand},
		{"repl", (*command).replCommand},
		{"check", (*command).checkCommand},
		{"test", (*command).testCommand},
		{"fmt", (*command).formatCommand},
		{"doc", (*command).docCommand},
		{"build", (*command).buildCommand},
		{"bench", (*command).benchCommand},
		{"profile", (*command).profileCommand},
		{"ast", (*command).astCommand},
		{"dis", (*command).disCommand},
	}
}

// needsAll reports whether a command line is about all commands.
func needsAll(args []string) bool {
	return slices.ContainsFunc(args, func(arg string) bool {
		return slices.Contains([]string{"help", "h", "--help", "-help", "-h", "completion", "--generate-shell-completion"}, arg)
	})
}

// tree builds the command line. Of the commands there are only those that the arguments
// may mean: the library takes a millisecond for all of them, which is for scripts.
func (c *command) tree(args []string) *cli.Command {
	all := needsAll(args)
	first := 1 // what follows the first word belongs to the script
	root := &cli.Command{
		Name:        "coro",
		Usage:       "run a script of the Coro language",
		UsageText:   "coro [options] [FILE [ARGUMENT…]]\ncoro [options] -e CODE [ARGUMENT…]\ncoro COMMAND …",
		Description: description,
		Version:     version(),
		Flags: append(limitFlags(), allowFlag(), &cli.StringFlag{
			Name: "e", Usage: "run `CODE`", Local: true, OnlyOnce: true, HideDefault: true,
		}),
		StopOnNthArg:   &first,
		Action:         c.start,
		OnUsageError:   usage,
		ExitErrHandler: func(context.Context, *cli.Command, error) {}, // run does it
		Writer:         c.out,

		EnableShellCompletion: all,
	}
	if all {
		root.ConfigureShellCompletionCommand = describeCompletion
	}
	for _, s := range subcommands() {
		if all || slices.Contains(args, s.name) {
			sub := s.make(c)
			sub.OnUsageError = usage
			sub.HideHelpCommand = true // a script may be called help
			root.Commands = append(root.Commands, sub)
		}
	}
	// After -e CODE the first argument is no command. This hook is asked for
	// the name of the command to look up.
	root.SuggestCommandFunc = func(_ []*cli.Command, name string) string {
		if root.IsSet("e") {
			return "-"
		}
		return name
	}
	return root
}

func (c *command) runCommand() *cli.Command {
	first := 1
	return &cli.Command{
		Name: "run", Usage: "run a script, whatever its name", ArgsUsage: "FILE [ARGUMENT…]",
		Description: `Runs FILE with the ARGUMENTs as the list args, also a FILE that is called like a command.

Examples:
  coro run hello.coro
  coro run hello.coro Ada --loud
  coro run - < hello.coro`,
		StopOnNthArg: &first, Action: c.runFile,
	}
}

func (c *command) replCommand() *cli.Command {
	return &cli.Command{
		Name: "repl", Usage: "be interactive",
		Description: `Reads inputs, runs them and prints what they come to. :help in there tells more.

Examples:
  coro repl`,
		Action: c.interact,
	}
}

// start is what coro does without a command.
func (c *command) start(ctx context.Context, cmd *cli.Command) error {
	switch {
	case cmd.IsSet("e"):
		s := script{name: "<-e>", text: cmd.String("e"), args: cmd.Args().Slice()}
		return c.runScript(ctx, cmd, s)
	case cmd.Args().Present():
		return c.runFile(ctx, cmd)
	case terminal(os.Stdin):
		return c.interact(ctx, cmd)
	}
	s, err := readScript("-")
	if err != nil {
		return err
	}
	return c.runScript(ctx, cmd, s)
}

// runFile runs the script that the first argument names.
func (c *command) runFile(ctx context.Context, cmd *cli.Command) error {
	if !cmd.Args().Present() {
		return &usageError{"which FILE?", "say " + cmd.FullName() + " FILE, with - for standard input"}
	}
	name := cmd.Args().First()
	s, err := readScript(name)
	if err != nil {
		return suggest(err, name)
	}
	s.args = cmd.Args().Tail()
	return c.runScript(ctx, cmd, s)
}

// usage turns an error of the command line parser into ours.
func usage(_ context.Context, cmd *cli.Command, err error, _ bool) error {
	e := &usageError{err.Error(), cmd.FullName() + " --help shows the options"}
	if name, ok := strings.CutPrefix(e.message, "flag provided but not defined: -"); ok {
		e.message = fmt.Sprintf("there is no option %q", name)
		if near, ok := source.Suggest(name, flagNames(cmd)); ok {
			e.hint = fmt.Sprintf("did you mean --%s?", near)
		}
	} else if _, text, ok := strings.Cut(e.message, " for flag -"); ok { // NAME: what is wrong
		e.message = "-" + text
		if strings.Index(text, ":") > 1 {
			e.message = "--" + text
		}
	}
	return e
}

// suggest adds the command that may have been meant by the name of a file that
// does not exist.
func suggest(err error, name string) error {
	var e *usageError
	if !errors.As(err, &e) || strings.ContainsAny(name, "./") {
		return err
	}
	if e.hint == "" {
		e.hint = similarCommand(name)
	}
	return e
}

func similarCommand(name string) string {
	names := []string{"completion", "help"}
	for _, s := range subcommands() {
		names = append(names, s.name)
	}
	if near, ok := source.Suggest(name, names); ok {
		return fmt.Sprintf("did you mean the command %s?", near)
	}
	return "coro --help lists the commands"
}

// unknownTopic turns the library's error of `coro help NAME` into ours.
func unknownTopic(err error) error {
	if err == nil {
		return nil
	}
	name, ok := strings.CutPrefix(err.Error(), "No help topic for '")
	if !ok {
		return err
	}
	name = strings.TrimSuffix(name, "'")
	return &usageError{fmt.Sprintf("there is no command %q", name), similarCommand(name)}
}

func flagNames(cmd *cli.Command) []string {
	var names []string
	for _, c := range cmd.Lineage() {
		for _, f := range c.Flags {
			names = append(names, f.Names()...)
		}
	}
	return names
}
