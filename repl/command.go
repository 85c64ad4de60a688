package repl

// The commands of the loop, which begin with a colon.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/parser"
	"github.com/coro-lang/coro/vm"
)

// command is one that can be typed.
type command struct {
	name, argument, doc string
	files               bool // only where files may be reached
	run                 func(l *loop, ctx context.Context, argument string) error
}

// commands lists the commands in the order of :help.
func commands() []command {
	return []command{
		{name: "help", doc: "show this", run: (*loop).help},
		{name: "doc", argument: "NAME", doc: "show the documentation of a name, a module or a method", run: (*loop).doc},
		{name: "type", argument: "EXPR", doc: "show the type of a value", run: (*loop).typeOf},
		{name: "time", argument: "EXPR", doc: "run an input and show how long it takes", run: (*loop).time},
		{name: "dis", argument: "EXPR", doc: "show the bytecode of an input, which does not run", run: (*loop).disassemble},
		{name: "load", argument: "FILE", doc: "run a file in this session", files: true, run: (*loop).load},
		{name: "edit", doc: "edit the last input with $EDITOR and run it", files: true, run: (*loop).edit},
		{name: "coroutines", doc: "list the coroutines that have not ended, and where they stand", run: (*loop).coroutines},
		{name: "trace", argument: "EXPR", doc: "show the calls of a coroutine", run: (*loop).traceOf},
		{name: "vars", doc: "list the names that the inputs have bound", run: (*loop).vars},
		{name: "reset", doc: "forget these names", run: (*loop).reset},
		{name: "history", doc: "list the inputs", run: (*loop).history},
		{name: "quit", doc: "leave, as Ctrl-D does", run: func(*loop, context.Context, string) error { return io.EOF }},
	}
}

// command runs what stands behind a colon. The beginning of a name is enough if only one
// command begins so.
func (l *loop) command(ctx context.Context, text string) error {
	name, argument, _ := strings.Cut(strings.TrimSpace(text), " ")
	argument = strings.TrimSpace(argument)
	var names []string
	var found []command
	for _, c := range commands() {
		if c.files && !l.Files {
			continue
		}
		names = append(names, c.name)
		if c.name == name {
			found = []command{c}
			break
		}
		if strings.HasPrefix(c.name, name) {
			found = append(found, c)
		}
	}
	if len(found) != 1 {
		return l.noCommand(name, found, names)
	}
	c := found[0]
	if c.argument != "" && argument == "" {
		return l.complain(fmt.Sprintf(":%s of what?", c.name), fmt.Sprintf("say :%s %s", c.name, c.argument))
	}
	return c.run(l, ctx, argument)
}

// noCommand complains of a name that means no command, or more than one.
func (l *loop) noCommand(name string, meant []command, names []string) error {
	hint := ":help lists them"
	if near, ok := source.Suggest(name, names); ok {
		hint = "did you mean :" + near + "?"
	}
	if name != "" && len(meant) > 1 {
		begun := make([]string, len(meant))
		for i, c := range meant {
			begun[i] = ":" + c.name
		}
		hint = "did you mean " + strings.Join(begun[:len(begun)-1], ", ") + " or " + begun[len(begun)-1] + "?"
	}
	return l.complain("there is no command :"+name, hint)
}

// hintCommand adds to the error of an input that is a name only, such as `exit` or `help()`,
// which command it may have meant.
func hintCommand(text string, err error) error {
	name := strings.TrimSuffix(strings.TrimSpace(text), "()")
	if name == "exit" {
		name = "quit"
	}
	named := slices.ContainsFunc(commands(), func(c command) bool { return c.name == name })
	var ds vm.Diagnostics
	if named && errors.As(err, &ds) && ds[0].Code == "undefined" {
		ds[0].Hint = "commands begin with a colon: say :" + name
	}
	return err
}

// complain prints what is wrong with a command.
func (l *loop) complain(message, hint string) error {
	return l.printError(vm.Diagnostics{{Message: message, Hint: hint}})
}

func (l *loop) help(context.Context, string) error {
	for _, c := range commands() {
		if !c.files || l.Files {
			fmt.Fprintf(l.Out, "  %-14s %s\n", strings.TrimSpace(":"+c.name+" "+c.argument), c.doc)
		}
	}
	_, err := fmt.Fprint(l.Out, `
An input goes on over several lines until it is complete. A semicolon at its end hides
the result. _ is the last result, _1 to _9 are those before it, _err is what code threw last.
Tab completes. Ctrl-C drops the input or stops the code, Ctrl-D leaves.
`)
	return err
}

func (l *loop) doc(_ context.Context, name string) error {
	if doc, ok := l.docs[name]; ok {
		_, err := fmt.Fprint(l.Out, doc)
		return err
	}
	doc, ok, near := BuiltinDoc(name, l.Modules)
	if !ok {
		near = slices.AppendSeq(near, maps.Keys(l.docs))
		hint := "it knows what is built in, such as :doc print, :doc list or :doc list.push, and what the inputs declare"
		if s, ok := SuggestDoc(name, near); ok {
			hint = "did you mean " + s + "?"
		}
		return l.complain("there is no documentation of "+name, hint)
	}
	_, err := fmt.Fprint(l.Out, doc)
	return err
}

// document notes what an input has declared.
func (l *loop) document(text string) {
	tree, _ := parser.Parse(source.NewFile("input", text)) // it has run
	for _, d := range declarations(tree, func(bool, string) bool { return true }) {
		if l.docs == nil {
			l.docs = make(map[string]Doc)
		}
		l.docs[d.Name] = d
		if d.Text == "" && (strings.HasPrefix(d.Signature, "let ") || strings.HasPrefix(d.Signature, "var ")) {
			delete(l.docs, d.Name) // it is all value
		}
		for _, m := range d.Members {
			l.docs[d.Name+"."+m.Name] = m
		}
	}
}

// evalArgument runs the argument of a command.
func (l *loop) evalArgument(ctx context.Context, text string) (vm.Value, error) {
	return l.eval(ctx, fmt.Sprintf("input-%d", l.inputs), text)
}

func (l *loop) typeOf(ctx context.Context, text string) error {
	v, err := l.evalArgument(ctx, text)
	if err != nil {
		return l.printError(err)
	}
	name := v.Kind().String()
	if class := v.ClassName(); class != "" && v.Kind() != vm.KindClass {
		name += " of " + class
	}
	_, err = fmt.Fprintln(l.Out, name)
	return err
}

func (l *loop) time(ctx context.Context, text string) error {
	begun := time.Now()
	v, err := l.evalArgument(ctx, text)
	spent := time.Since(begun)
	if err := l.settle(ctx, text, v, err); err != nil {
		return err
	}
	digits := max(time.Nanosecond, spent/1000).Round(1)
	_, err = fmt.Fprintf(l.Out, "%v\n", spent.Round(digits))
	return err
}

func (l *loop) disassemble(_ context.Context, text string) error {
	prog, err := vm.Compile(fmt.Sprintf("input-%d", l.inputs), text)
	if err != nil {
		return l.printError(err)
	}
	return prog.Disassemble(l.Out)
}

func (l *loop) load(ctx context.Context, name string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return l.complain("cannot load "+name+": "+reason(err), "")
	}
	v, err := l.eval(ctx, filepath.ToSlash(name), string(text))
	return l.settle(ctx, string(text), v, err)
}

// reason returns what is wrong with a file, without its name.
func reason(err error) string {
	var of *os.PathError
	if errors.As(err, &of) {
		return of.Err.Error()
	}
	return err.Error()
}

// edit lets the editor of the person change the last input that is no command.
func (l *loop) edit(ctx context.Context, _ string) error {
	editor := os.Getenv("VISUAL")
	if editor == "" {
		editor = os.Getenv("EDITOR")
	}
	if editor == "" {
		return l.complain("which editor?", "let EDITOR in the environment name it")
	}
	last := ""
	for _, text := range l.entered {
		if !strings.HasPrefix(text, ":") {
			last = text + "\n"
		}
	}
	text, err := editText(ctx, editor, last)
	if err != nil {
		return l.complain("the editor failed: "+reason(err), "")
	}
	if strings.TrimSpace(text) == "" {
		return nil
	}
	l.remember(text)
	v, err := l.eval(ctx, fmt.Sprintf("input-%d", l.inputs), text)
	return l.settle(ctx, text, v, err)
}

// editText runs an editor, a command with its options, on a file with a text.
func editText(ctx context.Context, editor, text string) (string, error) {
	file, err := os.CreateTemp("", "input-*.coro")
	if err != nil {
		return "", err
	}
	defer os.Remove(file.Name())
	_, err = file.WriteString(text)
	if err := errors.Join(err, file.Close()); err != nil {
		return "", err
	}
	words := append(strings.Fields(editor), file.Name())
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return "", err
	}
	edited, err := os.ReadFile(file.Name())
	return string(edited), err
}

func (l *loop) coroutines(ctx context.Context, _ string) error {
	all, err := l.ask(ctx, "all")
	if err != nil {
		return l.printError(err)
	}
	const most = 100
	more := -most
	for _, c := range all.Parts() {
		if strings.Contains(c.String(), "done") { // it was the one that asked
			continue
		}
		if more++; more > 0 {
			continue
		}
		if err := l.printValue(ctx, c); err != nil {
			return err
		}
	}
	if more > 0 {
		_, err = fmt.Fprintf(l.Out, "… %d more\n", more)
	}
	return err
}

func (l *loop) traceOf(ctx context.Context, text string) error {
	v, err := l.evalArgument(ctx, text)
	if err != nil {
		return l.printError(err)
	}
	if v.Kind() != vm.KindCoroutine {
		return l.complain("this is no coroutine but "+v.Kind().String(), "say :trace c, if c is one")
	}
	trace, err := l.trace(ctx, v)
	if err != nil {
		return l.printError(err)
	}
	if trace == "" {
		trace = "it has not begun, or has ended: " + v.String()
	}
	_, err = fmt.Fprintln(l.Out, trace)
	return err
}

func (l *loop) vars(context.Context, string) error {
	told := make(map[string]bool)
	format := l.format()
	format.Parts = 10
	for _, name := range l.session.Names() {
		if v, ok := l.session.Get(name); ok && !told[name] {
			told[name] = true
			fmt.Fprintf(l.Out, "%s = %s\n", name, format.Sprint(v))
		}
	}
	return nil
}

func (l *loop) reset(context.Context, string) error {
	l.session, l.results, l.docs = l.VM.NewSession(), nil, nil
	return l.defineResults()
}

func (l *loop) history(context.Context, string) error {
	entries := l.entered
	if c, ok := l.In.(Completer); ok {
		entries = c.History()
	}
	for _, text := range entries {
		fmt.Fprintf(l.Out, "  %s\n", strings.ReplaceAll(text, "\n", "\n  "))
	}
	return nil
}
