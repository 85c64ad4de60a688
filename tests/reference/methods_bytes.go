package reference

// The methods of bytes.

import (
	"bytes"
	"slices"
)

var bytesMethods = []*Native{
	method("clear", "", func(_ *frame, b *Bytes, _ []Value) (Value, error) {
		b.b = nil
		return b, nil
	}),
	method("contains", "x: int|bytes", func(_ *frame, b *Bytes, args []Value) (Value, error) { return contains(b, args[0]) }),
	method("copy", "", func(_ *frame, b *Bytes, _ []Value) (Value, error) {
		return &Bytes{b: slices.Clone(b.b)}, nil
	}),
	method("extend", "x: bytes|string|list|tuple", func(_ *frame, b *Bytes, args []Value) (Value, error) {
		switch x := args[0].(type) {
		case *Bytes:
			b.b = append(b.b, slices.Clone(x.b)...)
			return b, nil
		case string:
			b.b = append(b.b, x...)
			return b, nil
		}
		elems, _ := items(args[0])
		more, err := toBytes(elems)
		b.b = append(b.b, more...)
		return b, err
	}),
	method("fill", "x: int", func(_ *frame, b *Bytes, args []Value) (Value, error) {
		x, err := toByte(args[0])
		if err == nil {
			for i := range b.b {
				b.b[i] = x
			}
		}
		return b, err
	}),
	method("index_of", "x: int|bytes, from: int = 0", func(_ *frame, b *Bytes, args []Value) (Value, error) {
		from, err := startingPoint(b, int64(len(b.b)), args)
		if err != nil {
			return nil, err
		}
		i := -1
		switch x := args[0].(type) {
		case int64:
			if x >= 0 && x <= 255 {
				i = bytes.IndexByte(b.b[from:], byte(x))
			}
		case *Bytes:
			i = bytes.Index(b.b[from:], x.b)
		}
		if i < 0 {
			return nil, nil
		}
		return from + int64(i), nil
	}),
	method("insert", "index: int, x: int", func(_ *frame, b *Bytes, args []Value) (Value, error) {
		i, err := insertionPoint(b, args[0].(int64), int64(len(b.b)))
		if err != nil {
			return nil, err
		}
		x, err := toByte(args[1])
		if err == nil {
			b.b = slices.Insert(b.b, int(i), x)
		}
		return b, err
	}),
	method("pop", "", func(_ *frame, b *Bytes, _ []Value) (Value, error) {
		n := len(b.b)
		if n == 0 {
			return nil, fault("index", "cannot pop from empty bytes")
		}
		last := b.b[n-1]
		b.b = b.b[:n-1]
		return int64(last), nil
	}),
	method("push", "...values: int", func(_ *frame, b *Bytes, args []Value) (Value, error) {
		more, err := toBytes(args)
		b.b = append(b.b, more...)
		return b, err
	}),
	method("remove", "index: int", func(f *frame, b *Bytes, args []Value) (Value, error) {
		i, err := f.offset(b, args[0], int64(len(b.b)))
		if err != nil {
			return nil, err
		}
		x := b.b[i]
		b.b = slices.Delete(b.b, int(i), int(i)+1)
		return int64(x), nil
	}),
	method("reverse", "", func(_ *frame, b *Bytes, _ []Value) (Value, error) {
		slices.Reverse(b.b)
		return b, nil
	}),
	method("to_list", "", func(_ *frame, b *Bytes, _ []Value) (Value, error) {
		list := &List{}
		for _, x := range b.b {
			list.items = append(list.items, int64(x))
		}
		return list, nil
	}),
	method("to_string", "", func(_ *frame, b *Bytes, _ []Value) (Value, error) { return string(b.b), nil }),
}
