// Loading: a Program becomes an image of one VM.

package vm

import (
	"fmt"
	"path"
	"unsafe"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/parser"
	"github.com/coro-lang/coro/vm/bytecode"
)

// emptyCache fills the cache word of an instruction that has run not yet: no
// object has this header.
const emptyCache = -1

// load returns the image of a Program, making it the first time.
func (m *VM) load(prog *bytecode.Program) (*image, error) {
	if img := m.images[prog]; img != nil {
		return img, nil
	}
	img, err := m.newImage(prog, nil)
	if err == nil {
		m.images[prog] = img
	}
	return img, err
}

// newImage makes an image of a Program; host is the module of the host whose
// members it holds, or nil.
func (m *VM) newImage(prog *bytecode.Program, host *HostModule) (*image, error) {
	img := &image{m: m, prog: prog, host: host, sites: make([]importSite, len(prog.Imports))}
	if l := m.config.Loader; l != nil && host == nil {
		img.folder = l.folder(prog.Name)
		img.key, _ = resolve(img.folder, path.Base(prog.Name))
	}
	if err := m.linkHost(img); err != nil {
		return nil, err
	}
	if err := m.fill(img); err != nil {
		return nil, err
	}
	return img, nil
}

// fill makes an image of its Program.
func (m *VM) fill(img *image) error {
	if err := m.bindConstants(img); err != nil {
		return err
	}
	for i, p := range img.prog.Protos {
		if m.halted(i) {
			return m.stopped()
		}
		img.protos = append(img.protos, m.loadProto(img, p))
	}
	return nil
}

// bindConstants makes the values of the constants, and binds the names of
// built-ins and of the host.
func (m *VM) bindConstants(img *image) error {
	var ds source.Diagnostics
	img.consts = make([]Value, len(img.prog.Consts))
	img.keys = make([]*shape, len(img.prog.Consts))
	for i, c := range img.prog.Consts {
		v := Nil
		switch c.Kind {
		case bytecode.ConstInt:
			v = Value{tagInt(), c.Bits}
		case bytecode.ConstFloat:
			v = Value{tagFloat(), c.Bits}
		case bytecode.ConstString:
			v = objectValue(m.intern(c.Text))
		case bytecode.ConstBuiltin:
			var err error
			if v, err = m.builtin(img, c.Text); err != nil {
				return err
			}
		case bytecode.ConstHost:
			h, ok := m.host[c.Text]
			if img.host != nil {
				h, ok = img.host.content().values[c.Text]
			}
			if !ok && len(ds) < maxUnknownNames {
				ds = append(ds, m.unknownName(img, c))
			}
			v = h.norm()
		}
		img.consts[i] = v
	}
	if len(ds) > 0 {
		ds.Sort()
		return ds
	}
	for i, c := range img.prog.Consts {
		if c.Kind == bytecode.ConstKeys {
			img.keys[i] = m.keysShape(img, c.Keys)
		}
	}
	return nil
}

// builtin returns the built-in with a name.
func (m *VM) builtin(img *image, name string) (Value, error) {
	n := lookupBuiltin(name)
	if n == nil && img.prelude {
		n = internalTable().named(name)
	}
	switch {
	case n != nil:
		return objectValue(n), nil
	case builtinModules()[name] != nil:
		return m.builtinModule(name)
	}
	return Nil, fmt.Errorf("the Program %s needs a built-in `%s`, which this version does not have", img.prog.Name, name)
}

// keysShape returns the shape of a map literal.
func (m *VM) keysShape(img *image, keys []uint32) *shape {
	s := m.root
	for _, k := range keys {
		key := (*stringObject)(img.consts[k].p)
		next := m.child(s, key)
		if next == nil { // too many shapes: one outside the tree
			next = m.detached(s, key)
		}
		s = next
	}
	return s
}

// maxUnknownNames is how many unknown names are reported of one Program, for each of
// which all known ones are looked at.
const maxUnknownNames = 50

// unknownName is what a compiler that knows the names of this host would say.
func (m *VM) unknownName(img *image, c bytecode.Const) source.Diagnostic {
	d := source.Diagnostic{
		File: img.source(), Code: "undefined", Span: c.Span,
		Message: fmt.Sprintf("`%s` is not defined", c.Text), Label: "no variable, built-in or name of the host",
	}
	if hint := parser.ForeignName(c.Text); hint != "" {
		d.Hint = hint
	} else if s, ok := source.Suggest(c.Text, append(m.hostNames(), builtinNames()...)); ok {
		d.Hint = "did you mean `" + s + "`?"
	}
	return d
}

// loadProto copies the code of a prototype: register and upvalue operands become
// offsets in bytes, and cache words are emptied.
func (m *VM) loadProto(img *image, p *bytecode.Proto) *proto {
	code := make([]uint64, len(p.Code)+2)
	for i := 0; i < len(p.Code); i++ {
		ins := p.Code[i]
		info, _ := ins.Op().Info()
		code[1+i] = uint64(scale(ins, info))
		if info.Word != bytecode.KindNone {
			i++
			code[1+i] = uint64(p.Code[i])
			if info.Word == bytecode.KindCache {
				code[1+i] = 1<<64 + emptyCache
			}
		}
	}
	fuse(p.Code, code[1:])
	arity := uint8(min(len(p.Params), anyArity))
	if p.HasRest {
		arity = anyArity
	}
	return &proto{
		bc: p, image: img, code: code, entry: unsafe.Pointer(&code[1]), before: unsafe.Pointer(&code[0]),
		header:   header{kind: KindFunction, arity: arity, aux: uint32(p.Registers) * uint32(valueSize)},
		captures: captures(p),
	}
}

// captures scales the upvalues of a prototype.
func captures(p *bytecode.Proto) []capture {
	cs := make([]capture, len(p.Upvalues))
	for i, u := range p.Upvalues {
		cs[i] = capture{offset: uint32(u.Index) * uint32(valueSize), local: u.Local}
		if !u.Local {
			cs[i].offset += uint32(closureSize)
		}
	}
	return cs
}

// scale turns the operands of an instruction into what the loop wants.
func scale(ins bytecode.Instr, info bytecode.Info) bytecode.Instr {
	switch info.B {
	case bytecode.KindConst32, bytecode.KindGlobal32:
		return bytecode.AD(ins.Op(), ins.X(), scaleField(ins.A(), info.A), ins.D()*int32(valueSize))
	case bytecode.KindJump32:
		return bytecode.AD(ins.Op(), ins.X(), scaleField(ins.A(), info.A), ins.D()*8)
	case bytecode.KindImm32, bytecode.KindProto32, bytecode.KindImport32:
		return bytecode.AD(ins.Op(), ins.X(), scaleField(ins.A(), info.A), ins.D())
	}
	return bytecode.ABC(ins.Op(), ins.X(), scaleField(ins.A(), info.A), scaleField(ins.B(), info.B), scaleField(ins.C(), info.C))
}

func scaleField(n uint16, k bytecode.OperandKind) uint16 {
	switch k {
	case bytecode.KindRead, bytecode.KindWrite, bytecode.KindModify, bytecode.KindFrame, bytecode.KindSpan, bytecode.KindTarget:
		return n * uint16(valueSize)
	case bytecode.KindUpvalue:
		return n*uint16(valueSize) + uint16(closureSize)
	}
	return n
}

// instantiate makes a module of an image: its variables, not yet set.
func (m *VM) instantiate(img *image) (*module, error) {
	n := len(img.prog.Globals)
	if err := m.charge(int64(n) * valueSize); err != nil {
		return nil, err
	}
	globals := make([]Value, n)
	for i := range globals {
		globals[i] = unset
	}
	mod := newModule(img, globals)
	mod.size = int64(n) * valueSize
	return mod, nil
}

func newModule(img *image, globals []Value) *module {
	return &module{
		image: img, globals: globals,
		consts: unsafe.Pointer(unsafe.SliceData(img.consts)), vars: unsafe.Pointer(unsafe.SliceData(globals)),
	}
}
