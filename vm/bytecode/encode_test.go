package bytecode

// Round trips, and what Decode says of bytes that are no program.

import (
	"bytes"
	"encoding/binary"
	"io"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func checkRoundTrip(t testing.TB, p *Program) {
	t.Helper()
	data := p.Encode()
	got, err := Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, p) {
		t.Fatalf("the program changed:\n%+v\n%+v", p, got)
	}
	if !bytes.Equal(got.Encode(), data) || got.Hash() != p.Hash() {
		t.Fatal("the encoding changed")
	}
}

func TestProgramsSurviveTheEncoding(t *testing.T) {
	checkRoundTrip(t, fib())
	checkRoundTrip(t, everyOpcode())
}

func TestRandomProgramsSurviveTheEncoding(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := randomProgram(t)
		if err := p.Verify(); err != nil {
			t.Fatal(err)
		}
		data := p.Encode()
		got, err := Decode(data)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, p) || !bytes.Equal(got.Encode(), data) {
			t.Fatal("the program changed")
		}
	})
}

func TestDifferentProgramsHaveDifferentHashes(t *testing.T) {
	p, q := fib(), fib()
	if p.Hash() != q.Hash() {
		t.Error("equal programs, different hashes")
	}
	q.Protos[1].Code[0] = ABC(OpJumpNotLtInt, 0, 1, 3, 1)
	if p.Hash() == q.Hash() {
		t.Error("different programs, equal hashes")
	}
}

func TestTheEncodingIsCompact(t *testing.T) {
	p := everyOpcode()
	words := len(p.Protos[0].Code) + len(p.Protos[1].Code)
	if size := len(p.Encode()); size > 5*words {
		t.Errorf("%d bytes for %d words", size, words)
	}
}

func TestEveryPrefixIsTruncated(t *testing.T) {
	data := everyOpcode().Encode()
	for n := range data {
		_, err := Decode(data[:n:n])
		if err == nil {
			t.Fatalf("the first %d of %d bytes are accepted", n, len(data))
		}
		if n > len(magic) && !strings.HasPrefix(err.Error(), "bytecode: truncated ") {
			t.Fatalf("the first %d of %d bytes: %v", n, len(data), err)
		}
	}
}

func TestDecodeSaysWhatIsWrong(t *testing.T) {
	good := bodyOf(ABC(OpReturnNil, 0, 0, 0, 0)).Encode()
	header := append([]byte(magic), FormatVersion)
	head := binary.AppendUvarint(bytes.Clone(header), tableSum)
	body := func(b ...byte) []byte { return append(bytes.Clone(head), b...) }
	for _, test := range []struct {
		name string
		data []byte
		want string
	}{
		{"no bytes", nil, "bytecode: not a compiled program"},
		{"a script", []byte("print(1)\n"), "bytecode: not a compiled program"},
		{"another version", append([]byte(magic), 99), "bytecode: the program has format version 99, this build reads version 1"},
		{"no version", []byte(magic), "bytecode: truncated version of header"},
		{"another instruction set", append(bytes.Clone(header), 1), "bytecode: the program has instruction set 00000001, this build runs "},
		{"bytes behind the end", append(bytes.Clone(good), 0, 0), "bytecode: 2 bytes behind the end"},
		{"a long name", body(200, 1), "bytecode: truncated name of program"},
		{"a huge name", body(255, 255, 255, 255, 255, 255, 255, 255, 255, 1), "bytecode: truncated name of program"},
		{"a number of 11 bytes", body(255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1), "bytecode: too large name of program"},
		{"an overlong number", body(0x80, 0), "bytecode: overlong name of program"},
		{"many constants", body(0, 0, 200, 1), "bytecode: truncated constants of program"},
		{"an unknown constant", body(0, 0, 1, 77, 0), "bytecode: unknown kind of constant 0"},
		{"a bool of 2", body(0, 0, 0, 1, 0, 2), "bytecode: malformed mutability of module variable 0"},
		{"many prototypes", body(0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0), "bytecode: truncated prototypes of program"},
		{"an undefined opcode", body(0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 250, 0, 0, 0, 0), "bytecode: prototype 0: undefined opcode 250"},
		{"a wide register", body(0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, byte(OpReturn), 0x80, 0x80, 4, 0, 0, 0), "bytecode: too large operand of prototype 0"},
		{"half an instruction", body(0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, byte(OpLoadNum), 0, 1, 0, 0, 0, 0), "bytecode: truncated code of prototype 0"},
		{"an unverifiable program", body(0, 0, 0, 0, 0, 0, 0), "bytecode: no prototype"},
	} {
		if _, err := Decode(test.data); err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %s", test.name, err, test.want)
		}
	}
}

// A count in front of a list is not believed before that many bytes are there.
func TestDecodeAllocatesInProportionToItsInput(t *testing.T) {
	head := binary.AppendUvarint(append([]byte(magic), FormatVersion), tableSum)
	padding := make([]byte, 1000)
	for _, prefix := range [][]byte{{0, 0}, {0, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 0, 1, 0}, {0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0}} {
		data := append(bytes.Clone(head), prefix...)
		data = append(binary.AppendUvarint(data, 1<<40), padding...)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := Decode(data); err == nil {
			t.Errorf("prefix %v is accepted", prefix)
		}
		runtime.ReadMemStats(&after)
		if n := after.TotalAlloc - before.TotalAlloc; n > 1<<16 {
			t.Errorf("prefix %v: %d bytes allocated for %d", prefix, n, len(data))
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(fib().Encode())
	f.Add(everyOpcode().Encode())
	f.Add(bodyOf(ABC(OpReturnNil, 0, 0, 0, 0)).Encode())
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Decode(data)
		if err != nil {
			return
		}
		if !bytes.Equal(p.Encode(), data) {
			t.Fatal("the program encodes to other bytes")
		}
		if err := p.Disassemble(io.Discard); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzVerify puts any words in the place of code: nothing panics, and what the
// verifier accepts survives the encoding.
func FuzzVerify(f *testing.F) {
	seed := []byte{}
	for _, i := range everyOpcode().Protos[1].Code {
		seed = binary.LittleEndian.AppendUint64(seed, uint64(i))
	}
	f.Add(seed, fib().Protos[1].Positions)
	f.Fuzz(func(t *testing.T, words, positions []byte) {
		p := everyOpcode()
		code := make([]Instr, len(words)/8)
		for i := range code {
			code[i] = Instr(binary.LittleEndian.Uint64(words[8*i:]))
		}
		p.Protos[1].Code, p.Protos[1].Positions = code, positions
		if err := p.Disassemble(io.Discard); err != nil {
			t.Fatal(err)
		}
		data := p.Encode()
		if p.Verify() != nil {
			return
		}
		q, err := Decode(data)
		if err != nil || !bytes.Equal(q.Encode(), data) {
			t.Fatalf("the program does not survive the encoding: %v", err)
		}
	})
}
