package repl

// Examples in documentation: scripts whose comments say what their lines come to.

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/parser"
	"github.com/coro-lang/coro/vm"
)

// CheckExample runs an example in a session, which knows what the example is about. What
// stands behind `//` at the end of a statement is the value that this has, or `error:`
// with a part of the message of the error that ends it. The error says what is wrong; the
// name is that of the file in messages.
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
		value, err := s.Eval(ctx, name, tree.File.Slice(stmt.Span()))
		if err := compareExample(value, err, want, stated); err != nil {
			return fmt.Errorf("%s: %w", strings.TrimSpace(tree.File.Slice(stmt.Span())), err)
		}
	}
	return nil
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
func compareExample(value vm.Value, err error, want string, stated bool) error {
	message, wantsError := strings.CutPrefix(want, "error:")
	var failure *vm.Error
	switch {
	case err != nil && wantsError && errors.As(err, &failure) && strings.Contains(failure.Message, strings.TrimSpace(message)):
		return nil
	case err != nil:
		return err
	case wantsError:
		return fmt.Errorf("it is %s, not an error", value)
	case !stated:
		return nil
	}
	got := value.String()
	if s, ok := value.AsString(); got != want && (!ok || s != want) {
		return fmt.Errorf("it is %s, not %s", got, want)
	}
	return nil
}
