package repl

// Examples in documentation: scripts whose comments say what their lines come to.

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/parser"
	"github.com/coro-lang/coro/vm"
)

// CheckExample runs an example in a session, which knows what the example is about. What
// stands behind `//` at the end of a statement is the value that this has, or `error:`
// with a part of the message of the error that ends it. The error says what is wrong, and
// where in the text; the name is that of the file in messages.
func CheckExample(ctx context.Context, s *vm.Session, name, text string) error {
	tree, ds := parser.Parse(source.NewFile(name, text))
	if len(ds) > 0 {
		return ds
	}
	for i, stmt := range tree.Stmts {
		end := uint32(len(text))
		if i+1 < len(tree.Stmts) {
			end = tree.Stmts[i+1].Span().Start
		}
		want, stated := commentBehind(tree, stmt.Span().End, end)
		at := stmt.Span()
		value, err := s.Eval(ctx, name, blank(text[:at.Start])+tree.File.Slice(at))
		if problem, err := compareExample(value, err, want, stated); err != nil {
			return err
		} else if problem != "" {
			return vm.Diagnostics{{File: tree.File, Span: at, Message: problem}}
		}
	}
	return nil
}

// blank returns a text of as many lines, the last of which is as wide, with nothing in it.
func blank(text string) string {
	lines := strings.Count(text, "\n")
	return strings.Repeat("\n", lines) + strings.Repeat(" ", utf8.RuneCountInString(text[strings.LastIndexByte(text, '\n')+1:]))
}

// commentBehind returns the comment in the line of a statement.
func commentBehind(tree *ast.Module, from, to uint32) (text string, ok bool) {
	for _, c := range tree.Comments {
		if c.Span.Start < from || c.Span.Start >= to {
			continue
		}
		if strings.Contains(tree.File.Slice(source.Span{Start: from, End: c.Span.Start}), "\n") {
			return "", false
		}
		text = strings.TrimSpace(strings.TrimPrefix(tree.File.Slice(c.Span), "//"))
		return text, true
	}
	return "", false
}

// compareExample says how what a statement came to differs from what is stated.
func compareExample(value vm.Value, err error, want string, stated bool) (problem string, _ error) {
	message, wantsError := strings.CutPrefix(want, "error:")
	message = strings.TrimSpace(message)
	var failure *vm.Error
	switch {
	case err != nil && wantsError && errors.As(err, &failure):
		if !strings.Contains(failure.Message, message) {
			return fmt.Sprintf("the error is %q, not %q", failure.Message, message), nil
		}
		return "", nil
	case err != nil:
		return "", err
	case wantsError:
		return fmt.Sprintf("it is %s, not an error", value), nil
	case !stated:
		return "", nil
	}
	got := value.String()
	if s, ok := value.AsString(); got != want && (!ok || s != want) {
		return fmt.Sprintf("it is %s, not %s", got, want), nil
	}
	return "", nil
}
