package bytecode

// Golden listings, and listings of programs that no verifier has seen.

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files")

func TestListingsAreGolden(t *testing.T) {
	for name, p := range map[string]*Program{"fib": fib(), "every_opcode": everyOpcode()} {
		var got bytes.Buffer
		if err := p.Disassemble(&got); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("testdata", name+".golden")
		if *update {
			if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), want) {
			t.Errorf("%s differs from the listing (go test -update writes it):\n%s", file, got.Bytes())
		}
	}
}

func TestDamagedProgramsAreListed(t *testing.T) {
	damaged := []*Program{
		{},
		{Protos: []*Proto{nil, {}}},
		{Source: "x", Protos: []*Proto{{Params: []string{"a\x1b[2J"}, HasRest: true, Required: 9, Code: []Instr{250, Instr(OpLoadNum)}, Positions: []byte{1, 0x80}}}},
		{Consts: []Const{{Kind: 9}, {Kind: ConstKeys, Keys: []uint32{99, 0}}}, Protos: []*Proto{{Code: []Instr{AD(OpLoadK, 0, 1, 0), AD(OpLoadK, 0, 1, 1)}}}},
	}
	// Every opcode with all bits set, in a program that has nothing to refer to.
	all := &Proto{Handlers: []Handler{{Start: 9, Kind: 9}}}
	for op := range Op(NumOps) {
		all.Code = append(all.Code, Instr(op)|^Instr(0xff))
	}
	damaged = append(damaged, &Program{Protos: []*Proto{all}})
	for i, p := range damaged {
		var out bytes.Buffer
		if err := p.Disassemble(&out); err != nil {
			t.Errorf("program %d: %v", i, err)
		}
		if bytes.Contains(out.Bytes(), []byte("\x1b")) {
			t.Errorf("program %d: a control character in the listing", i)
		}
	}
}

func TestDisassembleReturnsTheErrorOfTheWriter(t *testing.T) {
	r, w := io.Pipe()
	want := errors.New("full")
	_ = r.CloseWithError(want)
	if err := fib().Disassemble(w); !errors.Is(err, want) {
		t.Errorf("got %v", err)
	}
}
