// Command gen writes opcode_gen.go and OPCODES.md from the opcode table.
package main

// The command: where the generated files go.

import (
	"log"
	"os"
)

func main() {
	log.SetFlags(0)
	files, err := generate()
	if err != nil {
		log.Fatal(err)
	}
	for name, data := range files {
		if err := os.WriteFile(name, data, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// generate returns the generated files by name, relative to the package folder.
func generate() (map[string][]byte, error) {
	specs, err := parseTable()
	if err != nil {
		return nil, err
	}
	code, err := goSource(specs)
	if err != nil {
		return nil, err
	}
	return map[string][]byte{"opcode_gen.go": code, "OPCODES.md": reference()}, nil
}
