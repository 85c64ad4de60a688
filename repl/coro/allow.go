package main

// The option --allow: what of the world outside scripts may reach.

import (
	"errors"
	"fmt"
	"log"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/urfave/cli/v3"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/stdlib"
	"github.com/coro-lang/coro/vm"
)

// capability is a module that reaches out of the script.
type capability struct {
	name  string
	value string // what --allow can restrict it to; "" for nothing
	hint  string // of a script that imports it and may not
}

// capabilities are sorted by name. All other modules only compute.
var capabilities = []capability{
	{"fs", "FOLDER", "add --allow fs, or --allow fs=FOLDER for one folder only"},
	{"http", "HOST", "add --allow http, or --allow http=HOST for one host only"},
	{"io", "", "add --allow io"},
	{"os", "NAME", "add --allow os, or --allow os=NAME for one variable of the environment only"},
	{"process", "PROGRAM", "add --allow process, or --allow process=PROGRAM for one program only"},
	{"sql", "", "add --allow sql"},
}

// allowFlag is the option.
func allowFlag() cli.Flag {
	return &cli.StringSliceFlag{
		Name: "allow", Usage: "let scripts reach only what `LIST` names, such as fs,http=example.com, or none",
		HideDefault: true,
		Validator:   func(list []string) error { _, err := newGrants(list); return err },
	}
}

// grants are the capabilities that scripts have. VMs share them, and the modules that need
// no VM.
type grants struct {
	all     bool                // without --allow
	only    map[string][]string // what each is restricted to; empty for no restriction
	http    func() *vm.HostModule
	process func() *vm.HostModule
	folder  func() (*os.Root, error)
}

// everything are the grants without --allow.
var everything, _ = newGrants(nil)

// newGrants reads the list of --allow.
func newGrants(list []string) (*grants, error) {
	g := &grants{all: len(list) == 0, only: make(map[string][]string)}
	open := make(map[string]bool) // allowed without restriction
	for _, item := range list {
		name, value, restricted := strings.Cut(item, "=")
		if item == "none" {
			continue
		}
		i := slices.IndexFunc(capabilities, func(c capability) bool { return c.name == name })
		switch {
		case i < 0:
			return nil, unknownCapability(name)
		case restricted && (value == "" || capabilities[i].value == "" || name == "http" && !isHost(value)):
			return nil, fmt.Errorf("%q: say %s", item, capabilities[i].usage())
		case restricted && name == "fs" && len(g.only[name]) > 0:
			return nil, fmt.Errorf("%q: there can be only one folder", item)
		}
		open[name] = open[name] || !restricted
		if g.only[name] = append(g.only[name], value); open[name] {
			g.only[name] = nil
		}
	}
	g.folder = sync.OnceValues(g.openFolder)
	g.http, g.process = sync.OnceValue(g.newHTTP), sync.OnceValue(g.newProcess)
	return g, nil
}

// isHost reports whether a text can be meant as a host, with or without a port, as [matches]
// understands it.
func isHost(s string) bool {
	if host, port, err := net.SplitHostPort(s); err == nil {
		if _, err := strconv.ParseUint(port, 10, 16); err != nil {
			return false
		}
		s = host
	}
	s = strings.TrimPrefix(s, "*.")
	return !strings.ContainsAny(s, "*/ ") && strings.Trim(s, ".:[]") != ""
}

// usage is how a capability is named on the command line.
func (c capability) usage() string {
	if c.value == "" {
		return c.name
	}
	return c.name + " or " + c.name + "=" + c.value
}

func unknownCapability(name string) error {
	names := []string{"none"}
	for _, c := range capabilities {
		names = append(names, c.name)
	}
	if near, ok := source.Suggest(name, names); ok {
		return fmt.Errorf("there is no %q to allow: did you mean %s?", name, near)
	}
	return fmt.Errorf("there is no %q to allow, but %s", name, strings.Join(names, ", "))
}

// granted reads the option, whose errors were reported by the validator.
func granted(cmd *cli.Command) *grants {
	list := cmd.StringSlice("allow")
	if len(list) == 0 {
		return everything
	}
	g, _ := newGrants(list)
	return g
}

// has reports whether scripts have a capability.
func (g *grants) has(name string) bool {
	_, ok := g.only[name]
	return ok || g.all
}

// check returns the error of a function of the command that needs a capability.
func (g *grants) check(name, function string) error {
	if g.has(name) {
		return nil
	}
	return vm.NewError("io", "`"+function+"` is not allowed here", g.withheld()[name])
}

// restricted reports whether a capability is restricted, and to something else than a name.
func (g *grants) restricted(name string, fits func(to string) bool) bool {
	only := g.only[name]
	return len(only) > 0 && !slices.ContainsFunc(only, fits)
}

// withheld are the hints for the modules that scripts may not import.
func (g *grants) withheld() map[string]string {
	if g.all {
		return nil
	}
	hints := make(map[string]string)
	for _, c := range capabilities {
		if !g.has(c.name) {
			hints[c.name] = c.hint
		}
	}
	return hints
}

// modules are those of the capabilities, for a script with arguments, an input and a limit
// of memory, 0 for none.
func (g *grants) modules(args []string, input stdlib.Source, memory int64) ([]*vm.HostModule, error) {
	var all []*vm.HostModule
	if g.has("fs") {
		switch root, err := g.folder(); {
		case err == nil:
			all = append(all, stdlib.FS(root, !g.readOnly()))
		case !g.all || !errors.Is(err, os.ErrNotExist): // else the working directory is gone
			return nil, &usageError{message: fmt.Sprintf("--allow fs: %v", err)}
		}
	}
	if g.has("http") {
		all = append(all, g.http())
	}
	if g.has("io") {
		all = append(all, stdlib.IO(input))
	}
	if g.has("os") {
		all = append(all, stdlib.OS(args, g.environ()))
	}
	if g.has("process") {
		all = append(all, g.process())
	}
	if g.has("sql") {
		all = append(all, stdlib.SQLOpen((&databases{memory: memory}).openDatabase))
	}
	return all, nil
}

// readOnlySuffix stands behind a folder whose files cannot be changed.
const readOnlySuffix = ":ro"

func (g *grants) readOnly() bool {
	only := g.only["fs"]
	return len(only) > 0 && strings.HasSuffix(only[0], readOnlySuffix)
}

// openFolder opens the folder of the files. The system closes it with the process.
func (g *grants) openFolder() (*os.Root, error) {
	folder := "."
	if only := g.only["fs"]; len(only) > 0 {
		folder = strings.TrimSuffix(only[0], readOnlySuffix)
	}
	return os.OpenRoot(folder)
}

// environ is the environment that scripts see.
func (g *grants) environ() []string {
	return slices.DeleteFunc(os.Environ(), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return g.restricted("os", func(to string) bool { return to == name })
	})
}

func (g *grants) newProcess() *vm.HostModule {
	return stdlib.Process(func(program string) error {
		if g.restricted("process", func(to string) bool { return to == program }) {
			return fmt.Errorf("it is not allowed; --allow process=%s would do that", program)
		}
		return nil
	})
}

// newHTTP makes the module http. An address may be connected to and listened at.
func (g *grants) newHTTP() *vm.HostModule {
	allow := func(address string) error {
		if g.restricted("http", func(to string) bool { return matches(to, address) }) {
			return fmt.Errorf("it is not allowed; --allow http=%s would do that", address)
		}
		return nil
	}
	return stdlib.HTTP(stdlib.HTTPConfig{Connect: allow, Listen: allow, ErrorLog: log.New(os.Stderr, "", 0)})
}

// matches reports whether an address is one of a host as --allow has it: a name or IP
// address, with a port if only that is meant; *.NAME stands for all names that end so.
func matches(pattern, address string) bool {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	if h, p, err := net.SplitHostPort(pattern); err == nil {
		if p != port {
			return false
		}
		pattern = h
	}
	pattern = strings.Trim(strings.ToLower(pattern), "[]")
	if end, ok := strings.CutPrefix(pattern, "*"); ok {
		return strings.HasPrefix(end, ".") && strings.HasSuffix(host, end)
	}
	return pattern == host
}

// bounds are what the options say of a script.
type bounds struct {
	vm.Limits
	*grants
}

// bound reads the options.
func bound(cmd *cli.Command) bounds { return bounds{limits(cmd), granted(cmd)} }
