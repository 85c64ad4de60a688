// Bundles: a Program and the files that it imports, compiled, in one piece.

package vm

import (
	"bytes"
	"encoding/binary"
	"errors"
	"maps"
	"slices"

	"github.com/coro-lang/coro/vm/bytecode"
)

// bundleMagic is what the encoding of a bundle begins with. The number is the version.
const bundleMagic = "\x1bcoro-bundle\x01"

// Bundle is a Program with the files that it imports. It is immutable, and may be shared
// as a Program may.
type Bundle struct {
	main  *Program
	files map[string]*Program // by their path from the root
	dir   string              // of the Loader: what names begin with
}

// Build compiles a source text and the files that it imports, and those that these
// import. Code that is not needed yet is compiled too. The error is of type
// [Diagnostics]; it says also what is wrong with the imports.
func Build(name, src string, l *Loader) (*Bundle, error) {
	c := newChecker(l, builtinConfig())
	main := c.program(name, src, c.config)
	if err := c.done().Err(); err != nil {
		return nil, err
	}
	b := &Bundle{main: main, files: make(map[string]*Program, len(c.files))}
	for key, f := range c.files {
		if f.prog != nil {
			b.files[key] = f.prog
		}
	}
	if l != nil {
		b.dir = l.dir
	}
	return b, nil
}

// Main returns the Program that is run.
func (b *Bundle) Main() *Program { return b.main }

// Loader returns a Loader of the files in the bundle, and of no others, for the VM that
// runs the Program.
func (b *Bundle) Loader() *Loader { return &Loader{bundle: b, dir: b.dir} }

// Encode writes the bundle as bytes, of which equal bundles have equal ones.
func (b *Bundle) Encode() []byte {
	data := appendChunk([]byte(bundleMagic), []byte(b.dir))
	data = appendChunk(data, b.main.Encode())
	for _, key := range slices.Sorted(maps.Keys(b.files)) {
		data = appendChunk(data, []byte(key))
		data = appendChunk(data, b.files[key].Encode())
	}
	return data
}

// IsBundle reports whether data begins as what Encode writes.
func IsBundle(data []byte) bool { return bytes.HasPrefix(data, []byte(bundleMagic)) }

// DecodeBundle reads what Encode has written. As with [Decode], the data may come from
// anywhere.
func DecodeBundle(data []byte) (*Bundle, error) {
	if !IsBundle(data) {
		return nil, errors.New("this is no bundle of this version")
	}
	d := chunks{rest: data[len(bundleMagic):]}
	b := &Bundle{dir: string(d.next()), files: make(map[string]*Program)}
	var err error
	if b.main, err = d.program(); err != nil {
		return nil, err
	}
	for last := ""; len(d.rest) > 0 && !d.broken; {
		key := string(d.next())
		prog, err := d.program()
		if err != nil {
			return nil, err
		}
		if key <= last {
			return nil, errors.New("the files of the bundle are not in order")
		}
		b.files[key], last = prog, key
	}
	return b, nil
}

func appendChunk(data, chunk []byte) []byte {
	return append(binary.AppendUvarint(data, uint64(len(chunk))), chunk...)
}

// chunks reads what appendChunk has written.
type chunks struct {
	rest   []byte
	broken bool
}

func (d *chunks) next() []byte {
	n, size := binary.Uvarint(d.rest)
	if size <= 0 || n > uint64(len(d.rest)-size) {
		d.broken = true
		return nil
	}
	chunk := d.rest[size : size+int(n)]
	d.rest = d.rest[size+int(n):]
	return chunk
}

func (d *chunks) program() (*Program, error) {
	chunk := d.next()
	if d.broken {
		return nil, errors.New("the bundle is cut off")
	}
	return Decode(chunk)
}

// bundledModule links a file of the bundle with the import.
func (m *VM) bundledModule(imp *bytecode.Import, e *moduleEntry) (*image, error) {
	l := m.config.Loader
	prog := l.bundle.files[e.key]
	if prog == nil {
		return nil, faultf("import", "cannot import `%s`: the bundle has no file %s", imp.Module, l.name(e.key))
	}
	size := int64(len(prog.code.Source))
	if err := m.charge(size * keptMemory); err != nil {
		return nil, err
	}
	if err := m.work(size); err != nil {
		return nil, err
	}
	return m.linkModule(imp, prog)
}
