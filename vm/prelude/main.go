// Command prelude compiles the built-ins that are written in Coro: those that
// call a function of a script, which nothing written in Go does. For each .coro
// file of this folder it writes the encoded Program that package vm embeds.
//
// The Programs have neither text nor positions: no message shows a place in them.
// Their functions are found by name; the body of a file never runs.
package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/parser"
	"github.com/coro-lang/coro/vm/bytecode"
	"github.com/coro-lang/coro/vm/compile"
)

// builtins are the names that the files may use: built-ins, and functions that
// package vm has for them only.
var builtins = []string{
	"len", "min", "resume",
	"copy_run", "empty", "negative", "positive", "sort_data", "sorted_order", "write_back",
}

func main() {
	log.SetFlags(0)
	files, err := compileAll("prelude")
	if err != nil {
		log.Fatal(err)
	}
	for name, code := range files {
		if err := os.WriteFile(name, code, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// compileAll returns what is to be written for a folder, by file name.
func compileAll(dir string) (map[string][]byte, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.coro"))
	if err != nil {
		return nil, err
	}
	files := make(map[string][]byte)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		prog, err := compileFile(filepath.Base(path), string(text))
		if err != nil {
			return nil, err
		}
		files[strings.TrimSuffix(path, ".coro")+".bin"] = prog.Encode()
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("there are no files in %s", dir)
	}
	return files, nil
}

// compileFile compiles a file, which contains functions only.
func compileFile(name, text string) (*bytecode.Program, error) {
	file := source.NewFile(name, text)
	tree, ds := parser.Parse(file)
	if len(ds) > 0 {
		return nil, ds
	}
	prog, ds := compile.Compile(file, tree, compile.Config{Builtins: builtins, HostNames: []string{}})
	if len(ds) > 0 {
		return nil, ds
	}
	prog.Name, prog.Source = strings.TrimSuffix(name, ".coro"), ""
	for _, p := range prog.Protos {
		p.Positions, p.Span = nil, source.Span{}
	}
	if err := prog.Verify(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return prog, nil
}
