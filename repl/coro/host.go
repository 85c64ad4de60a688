package main

// What the command gives to scripts beside the built-ins.

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/coro-lang/coro/stdlib"
	"github.com/coro-lang/coro/vm"
)

// host is the world of one script.
type host struct {
	*grants
	args   []string
	memory int64 // the limit of the VM; 0 for none
	input  stdlib.Source
}

// logging is the module log, which writes lines to standard error.
var logging = sync.OnceValue(func() *vm.HostModule {
	return stdlib.Log(slog.New(slog.NewTextHandler(os.Stderr, nil)))
})

// modules are those that a script can import.
func (h *host) modules() ([]*vm.HostModule, error) {
	reaching, err := h.grants.modules(h.args, h.input, h.memory)
	return slices.Concat(stdlib.Pure(), []*vm.HostModule{logging()}, reaching), err
}

// newVM completes a config with bounds, and with what the host gives within these, and
// makes the VM.
func (h *host) newVM(b bounds, config vm.Config) (*vm.VM, error) {
	h.grants, h.memory = b.grants, b.Memory
	var err error
	if config.Modules, err = h.modules(); err != nil {
		return nil, err
	}
	config.Withheld, config.Limits = b.withheld(), b.Limits
	m, err := vm.New(config)
	if err != nil {
		return nil, err
	}
	return m, h.define(m)
}

// define binds the names of the host in a VM.
func (h *host) define(m *vm.VM) error {
	for _, d := range []struct {
		name  string
		value any
	}{
		{"args", append([]string{}, h.args...)},
		{"read_file", h.readFile},
		{"read_line", h.readLine},
	} {
		if err := m.Define(d.name, d.value); err != nil {
			return fmt.Errorf("define %s: %w", d.name, err)
		}
	}
	return nil
}

// readFile is read_file(path): the content of a file as a string. With --allow it must be
// one that the module fs reads too. Of a file that
// is larger than the memory limit (a device has no end) only so much is read as
// makes the VM refuse it.
func (h *host) readFile(path string) (string, error) {
	read, open := os.ReadFile, os.Open
	if !h.all {
		if err := h.check("fs", "read_file"); err != nil {
			return "", err
		}
		root, err := h.folder()
		if err != nil {
			return "", err
		}
		read, open = root.ReadFile, root.Open
	}
	if h.memory == 0 {
		text, err := read(path)
		return string(text), err
	}
	f, err := open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, h.memory))
	return string(text), err
}

// readLine is read_line(): the next line of standard input without its line
// break, nil at the end.
func (h *host) readLine(c *vm.Call) (any, error) {
	if err := h.check("io", "read_line"); err != nil {
		return nil, err
	}
	text, err := h.input.ReadLine(c.Context(), stdlib.Charge(c))
	if err == io.EOF {
		return nil, nil
	}
	return text, err
}

// stdin is the input of a script. What it has printed before is visible before it
// waits for more.
func (c *command) stdin() stdlib.Source { return stdlib.NewInput(os.Stdin, c.out.Flush) }

// prompter is the input of what runs in the interactive loop: it reads where the
// loop reads.
type prompter struct{ line func() (string, error) }

func (p prompter) ReadLine(_ context.Context, charge func(n int64) error) (string, error) {
	line, err := p.line()
	if err != nil {
		return "", err
	}
	return line, charge(int64(len(line)))
}

func (p prompter) ReadAll(ctx context.Context, charge func(n int64) error) (string, error) {
	var all strings.Builder
	for {
		line, err := p.ReadLine(ctx, charge)
		if err == io.EOF {
			return all.String(), nil
		} else if err != nil {
			return "", err
		}
		all.WriteString(line + "\n")
	}
}

// files returns a Loader of the files in a folder and those below it, and what
// closes it. Without such a folder there is nothing to import.
func files(folder string) (*vm.Loader, func()) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, func() {}
	}
	return vm.FS(root.FS()).At(filepath.ToSlash(folder)), func() { _ = root.Close() }
}
