package compile

// The constant pool.

import (
	"encoding/binary"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
)

// maxShort is the largest constant or slot that a 16-bit operand can name.
const maxShort = 1<<16 - 1

// pool interns constants. Numbers need none: they stand in the code.
type pool struct {
	consts  []bytecode.Const
	strings map[string]int
	keys    map[string]int
	scratch []byte
}

func newPool() pool { return pool{strings: map[string]int{}, keys: map[string]int{}} }

// text returns the index of a string. The resolver interns the names of fields
// first, because the instructions that use them have 16 bits for one.
func (p *pool) text(s string) int {
	k, ok := p.strings[s]
	if !ok {
		k = p.add(bytecode.Const{Kind: bytecode.ConstString, Text: s})
		p.strings[s] = k
	}
	return k
}

// keySet returns the index of the keys of a map literal.
func (p *pool) keySet(keys []uint32) int {
	p.scratch = p.scratch[:0]
	for _, k := range keys {
		p.scratch = binary.LittleEndian.AppendUint32(p.scratch, k)
	}
	k, ok := p.keys[string(p.scratch)]
	if !ok {
		k = p.add(bytecode.Const{Kind: bytecode.ConstKeys, Keys: append([]uint32(nil), keys...)})
		p.keys[string(p.scratch)] = k
	}
	return k
}

func (p *pool) builtin(name string) int {
	return p.add(bytecode.Const{Kind: bytecode.ConstBuiltin, Text: name})
}

func (p *pool) host(name string, use source.Span) int {
	return p.add(bytecode.Const{Kind: bytecode.ConstHost, Text: name, Span: use})
}

func (p *pool) add(c bytecode.Const) int {
	p.consts = append(p.consts, c)
	return len(p.consts) - 1
}
