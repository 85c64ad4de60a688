// Command fuse writes loop_gen.go: the interpreter loop of loop.go, extended by
// superinstructions.
//
// A superinstruction is one dispatch for several instructions that often follow
// each other. Its case is the concatenation of theirs, so that it needs no code
// of its own (M. Anton Ertl et al., vmgen, 2002); what is written by hand is
// the list in table.go. A Program knows nothing of them: when a VM loads one, it
// puts the code of a superinstruction where its first instruction stands, and
// leaves all operands, and the instructions that follow, as they are. So a jump
// into the middle finds what it expects, and whatever goes wrong in the middle
// goes wrong at the instruction that it belongs to.
package main

import (
	"log"
	"os"
	"path/filepath"
)

const (
	loopFile   = "loop.go"
	targetFile = "loop_gen.go"
)

// accessorFiles declare what the loop uses in its fast paths.
var accessorFiles = []string{"access.go", "fields.go", "value.go"}

func main() {
	log.SetFlags(0)
	code, err := fromFolder(".")
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(targetFile, code, 0o644); err != nil {
		log.Fatal(err)
	}
}

// fromFolder generates the code from the files of package vm.
func fromFolder(dir string) ([]byte, error) {
	accessors := make(accessors)
	for _, name := range accessorFiles {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		src, err := parseSource(name, text)
		if err != nil {
			return nil, err
		}
		accessors.add(src)
	}
	text, err := os.ReadFile(filepath.Join(dir, loopFile))
	if err != nil {
		return nil, err
	}
	return generate(text, accessors, table)
}
