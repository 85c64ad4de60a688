package main

// The command completion.

import (
	"context"
	"fmt"
	"strings"

	"github.com/urfave/cli/v3"

	"github.com/coro-lang/coro/lexer/source"
)

// describeCompletion completes the library's command completion.
func describeCompletion(cmd *cli.Command) {
	cmd.Hidden, cmd.HideHelpCommand = false, true
	cmd.Usage = "print a script that completes commands and options in a shell"
	cmd.Description = `Put it where your shell finds it.

Examples:
  coro completion bash            # source <(coro completion bash), in ~/.bashrc
  coro completion zsh             # source <(coro completion zsh), in ~/.zshrc
  coro completion fish            # into ~/.config/fish/completions/coro.fish
  coro completion pwsh            # into coro.ps1, which your profile runs`
	cmd.OnUsageError = usage
	cmd.Action = func(_ context.Context, cmd *cli.Command) error {
		e := &usageError{"which shell?", "say " + cmd.FullName() + " bash, zsh, fish or pwsh"}
		if name := cmd.Args().First(); name != "" {
			e.message = fmt.Sprintf("there is no completion for %q", name)
			if near, ok := source.Suggest(name, []string{"bash", "zsh", "fish", "pwsh"}); ok {
				e.hint = "did you mean " + near + "?"
			}
		}
		return e
	}
	for _, shell := range cmd.Commands {
		shell.Action = mended(shell.Action)
	}
}

// mends are changes to the scripts of the library: bash may be without bash-completion, and
// in fish a FILE is completed too.
var mends = strings.NewReplacer(
	"  else\n    _get_comp_words_by_ref", "  elif declare -F _get_comp_words_by_ref >/dev/null 2>&1; then\n    _get_comp_words_by_ref",
	"complete -c coro -f -a", "complete -c coro -a",
)

// mended makes what prints a script for a shell print a better one.
func mended(print cli.ActionFunc) cli.ActionFunc {
	return func(ctx context.Context, cmd *cli.Command) error {
		root := cmd.Root()
		out := root.Writer
		var script strings.Builder
		root.Writer = &script
		err := print(ctx, cmd)
		root.Writer = out
		if err != nil {
			return err
		}
		_, err = mends.WriteString(out, script.String())
		return err
	}
}
