package tests

// The ways to run a script, which must agree.

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	sqlite "github.com/ncruces/go-sqlite3/driver"
	_ "github.com/ncruces/go-sqlite3/vfs/mvcc"

	"github.com/coro-lang/coro/repl"
	"github.com/coro-lang/coro/stdlib"
	"github.com/coro-lang/coro/vm"
)

// timeout ends a script that hangs.
const timeout = 60 * time.Second

// runFunc runs a program in a VM of a config.
type runFunc func(ctx context.Context, prog *vm.Program, config vm.Config) error

// mode is a way to run a program.
type mode struct {
	name string
	run  runFunc

	// sliced modes use the fuel limit themselves, so that a script that has one
	// cannot run in them.
	sliced bool
}

var modes = []mode{
	{name: "plain", run: runPlain},
	{name: "encoded", run: runEncoded},
	{name: "fuel-1", run: runSliced(1), sliced: true},
	{name: "fuel-2", run: runSliced(2), sliced: true},
	{name: "fuel-7", run: runSliced(7), sliced: true},
	{name: "tiny-stacks", run: runTiny},
}

func runPlain(ctx context.Context, prog *vm.Program, config vm.Config) error {
	m, err := newVM(ctx, config)
	if err != nil {
		return err
	}
	defer m.Close()
	_, err = m.Run(ctx, prog)
	return err
}

// runTiny starts with stacks that have to grow at once.
func runTiny(ctx context.Context, prog *vm.Program, config vm.Config) error {
	config.Debug.StackSlots = 1
	return runPlain(ctx, prog, config)
}

// runEncoded runs what comes back from the encoding.
func runEncoded(ctx context.Context, prog *vm.Program, config vm.Config) error {
	decoded, err := vm.Decode(prog.Encode())
	if err != nil {
		return fmt.Errorf("decode: %w", err)
	}
	if decoded.Hash() != prog.Hash() {
		return fmt.Errorf("the encoding does not keep the hash")
	}
	return runPlain(ctx, decoded, config)
}

// runSliced runs the program as a coroutine of the host that gets n units of
// fuel at a time.
func runSliced(n int64) runFunc {
	return func(ctx context.Context, prog *vm.Program, config vm.Config) error {
		config.Limits.Fuel = n
		return drive(ctx, prog, config, nil)
	}
}

// drive runs the program as a coroutine of the host that is resumed until it ends. When
// it is out of fuel, an error that outOfFuel is ends that.
func drive(ctx context.Context, prog *vm.Program, config vm.Config, outOfFuel error) error {
	m, err := newVM(ctx, config)
	if err != nil {
		return err
	}
	defer m.Close()
	c, err := m.NewCoroutineOf(prog)
	if err != nil {
		return err
	}
	for {
		outcome, err := c.Resume(ctx, nil)
		if err != nil || outcome.State == vm.Returned {
			return err
		}
		if outcome.State == vm.OutOfFuel && outOfFuel != nil {
			return outOfFuel
		}
	}
}

// perform compiles and runs a script in a mode.
func (s testScript) perform(t *testing.T, mode mode) (output string, err error) {
	t.Helper()
	var out strings.Builder
	config := s.world(t, &out)
	m, err := vm.New(config)
	if err != nil {
		return "", err
	}
	defer m.Close()
	prog, err := m.Compile(s.name, s.text)
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(t.Context(), timeout)
	defer cancel()
	err = mode.run(ctx, prog, config)
	return out.String(), err
}

// world is what a script gets from its host: the modules of the standard library that only
// compute, io, sql with databases in memory, http on this machine, and `host`; a clock, and
// the other files of its archive, of which input is what io reads.
func (s testScript) world(t *testing.T, out io.Writer) vm.Config {
	t.Helper()
	input := stdlib.NewInput(strings.NewReader(s.input), nil)
	config := vm.Config{Stdout: out, Modules: append(stdlib.Pure(), stdlib.IO(input), stdlib.SQLOpen(openMemory), loopback, hostModule), Limits: s.limits}
	config.Clock, config.AfterFunc = virtualClock()
	if s.files != nil {
		config.Loader = vm.FS(s.files)
	}
	return config
}

// openMemory opens a new database of SQLite in memory.
func openMemory(_ context.Context, name string) (*sql.DB, error) {
	if name != ":memory:" {
		return nil, errors.New("only :memory: is there")
	}
	return sqlite.Open(fmt.Sprintf("file:/%d?vfs=mvcc", memories.Add(1)))
}

var memories atomic.Int64

// hostModule is the module `host`: a function that returns what it gets, from another
// goroutine.
var hostModule = func() *vm.HostModule {
	h, err := vm.NewModule("host", "A function that waits.", vm.Member{Name: "wait", Async: func(x any) any { return x }, Doc: "Returns x."})
	if err != nil {
		panic(err)
	}
	return h
}()

// loopback is a module http that reaches this machine only.
var loopback = stdlib.HTTP(stdlib.HTTPConfig{
	Connect: localOnly, Listen: localOnly,
	Client:   &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}, // no goroutine stays behind
	ErrorLog: log.New(io.Discard, "", 0),
})

func localOnly(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err == nil && host != "localhost" && host != "127.0.0.1" {
		err = errors.New("it is not this machine")
	}
	return err
}

// virtualClock is a clock whose time passes only while every task waits: nobody has to
// wait for it, and equal runs see equal times.
func virtualClock() (clock func() time.Time, afterFunc func(time.Duration, func()) *time.Timer) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	return func() time.Time { return now }, func(d time.Duration, f func()) *time.Timer {
		now = now.Add(d)
		f()
		return nil
	}
}

// render shows an error as the command does.
func render(err error) string { return repl.Describe(err, false) }
