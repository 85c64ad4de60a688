// Command bench times the programs of this folder against lua5.4 and prints the
// table that README.md shows.
//
//	go run ./tests/bench              # five rounds of everything
//	go run ./tests/bench -n 9 -b 'co_*'
//	go run ./tests/bench -peers       # the coroutine programs on seven engines
//
// Rounds are the outer loop, so that a slow minute of the machine hits both
// engines, and a ratio is the median of the rounds' ratios. A figure is the
// user + system time of a whole process, start-up and compilation included, as
// the kernel accounts for it.
package main

// The command: flags, the order of the runs, the check of the output.

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

func main() {
	rounds := flag.Int("n", 5, "rounds")
	pattern := flag.String("b", "*", "run the benchmarks whose name matches this `pattern`")
	coro := flag.String("coro", "", "use this binary and build none")
	lua := flag.String("lua", "lua5.4", "the yardstick's `command`")
	all := flag.Bool("peers", false, "run the coroutine programs on all peers")
	flag.Parse()
	if err := run(*rounds, *pattern, *coro, *lua, *all); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(rounds int, pattern, coro, lua string, all bool) error {
	if rounds < 1 {
		return fmt.Errorf("-n %d: at least one round", rounds)
	}
	dir, err := folder()
	if err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "coro-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	if coro == "" {
		coro = filepath.Join(scratch, "coro")
		if err := build(dir, coro); err != nil {
			return err
		}
	}
	peers := []peer{{name: "lua5.4", cmd: []string{lua}, ext: ".lua"}}
	if all {
		if peers, err = allPeers(peers, scratch); err != nil {
			return err
		}
	}
	peers = append(peers, peer{name: "coro", cmd: []string{coro}, ext: ".coro"})
	rows, err := selectRows(pattern, dir, scratch, peers, all)
	if err != nil {
		return err
	}
	if err := checkOutputs(rows); err != nil {
		return err
	}
	if err := measure(rows, rounds); err != nil {
		return err
	}
	if all {
		printPeers(os.Stdout, rows)
		return nil
	}
	for _, r := range rows {
		for _, e := range r.engines {
			if err := e.weigh(scratch); err != nil {
				return err
			}
		}
	}
	printTable(os.Stdout, rows)
	return nil
}

// selectRows lists the benchmarks whose name matches; with all, of those that
// every peer has.
func selectRows(pattern, dir, scratch string, peers []peer, all bool) ([]*row, error) {
	var rows []*row
	for _, b := range benchmarks {
		ok, err := filepath.Match(pattern, b.name)
		if err != nil {
			return nil, err
		}
		if !ok || all && !onAllPeers[b.name] {
			continue
		}
		r := &row{benchmark: b}
		for _, p := range peers {
			e, err := p.engine(b, dir, scratch)
			if err != nil {
				return nil, err
			}
			r.engines = append(r.engines, e)
		}
		rows = append(rows, r)
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("no benchmark matches %q", pattern)
	}
	return rows, nil
}

func measure(rows []*row, rounds int) error {
	for i := range rounds {
		for _, r := range rows {
			for _, e := range r.engines {
				if err := e.time(); err != nil {
					return err
				}
			}
		}
		fmt.Fprintf(os.Stderr, "round %d of %d done\n", i+1, rounds)
	}
	return nil
}

// folder finds tests/bench from wherever in the module the command is run.
func folder() (string, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return "", fmt.Errorf("run this inside the module: %w", err)
	}
	return filepath.Join(strings.TrimSpace(string(out)), "tests", "bench"), nil
}

// build builds the command as repl/README.md says.
func build(dir, bin string) error {
	cmd := exec.Command("go", "build", "-o", bin, "./repl/coro")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Dir = filepath.Join(dir, "..", "..")
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	return cmd.Run()
}

// checkOutputs runs every program once: a figure counts only beside the right
// checksum, and the run warms the file cache for the first round.
func checkOutputs(rows []*row) error {
	var wrong []string
	for _, r := range rows {
		want, err := r.yardstick().checksum()
		if err != nil {
			return err
		}
		for _, e := range r.engines[1:] {
			got, err := e.checksum()
			switch {
			case err != nil:
				wrong = append(wrong, err.Error())
			case got != want:
				wrong = append(wrong, fmt.Sprintf("%s on %s prints %q where lua5.4 prints %q", r.name, e.name, got, want))
			}
		}
	}
	if wrong != nil {
		return fmt.Errorf("wrong results\n%s", strings.Join(wrong, "\n"))
	}
	return nil
}
