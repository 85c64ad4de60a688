package main

// The engines that the coroutine programs are compared on.

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// peer is one engine: its command, and what its programs are called.
type peer struct {
	name string
	cmd  []string // without the file; none: the program is one in Go, to be built
	ext  string
}

// onAllPeers names the benchmarks that have a program for every peer.
var onAllPeers = map[string]bool{"co_switch": true, "co_create": true, "co_deep": true, "co_transfer": true}

// tools are the peers that are commands of a Go module.
var tools = []struct{ name, path, bin, ext string }{
	{"gopher-lua", "github.com/yuin/gopher-lua/cmd/glua@v1.1.1", "glua", ".lua"},
	{"goja", "github.com/dop251/goja/goja@v0.0.0-20260917113740-793a2a65c13b", "goja", ".js"},
}

// allPeers adds to peers all but coro, and builds what has to be built. A luajit
// that is not installed is left out.
func allPeers(peers []peer, scratch string) ([]peer, error) {
	if _, err := exec.LookPath("luajit"); err == nil {
		peers = append(peers, peer{"luajit -joff", []string{"luajit", "-joff"}, ".lua"})
	} else {
		fmt.Fprintln(os.Stderr, "luajit is not installed, and left out")
	}
	for _, t := range tools {
		cmd := exec.Command("go", "install", t.path)
		cmd.Dir, cmd.Env = scratch, append(os.Environ(), "GOBIN="+scratch)
		cmd.Stderr = os.Stderr
		if err := cmd.Run(); err != nil {
			return nil, fmt.Errorf("building %s: %w", t.name, err)
		}
		peers = append(peers, peer{t.name, []string{filepath.Join(scratch, t.bin)}, t.ext})
	}
	return append(peers, peer{name: "iter.Pull", ext: ".pull.go"}, peer{name: "channels", ext: ".go"}), nil
}

// engine returns the peer with the program of a benchmark.
func (p *peer) engine(b benchmark, dir, scratch string) (*engine, error) {
	name := b.name
	if p.ext == ".lua" {
		name = cmp.Or(b.lua, b.name)
	}
	file := filepath.Join(dir, name, name+p.ext)
	if p.cmd != nil {
		return &engine{name: p.name, cmd: append(p.cmd[:len(p.cmd):len(p.cmd)], file)}, nil
	}
	bin := filepath.Join(scratch, name+p.ext+".exe")
	build := exec.Command("go", "build", "-o", bin, file)
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return nil, fmt.Errorf("building %s: %w", file, err)
	}
	return &engine{name: p.name, cmd: []string{bin}}, nil
}
