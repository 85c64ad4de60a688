package bytecode

// Source positions of instructions, kept as a byte string.

import (
	"encoding/binary"
	"errors"

	"github.com/coro-lang/coro/lexer/source"
)

// PositionWriter builds [Proto.Positions]. The zero value is ready to use.
//
// The bytes are a list of entries, each three numbers: the distance from the pc
// of the entry before (unsigned), the distance from the start of its span
// (signed), the length of the span (unsigned).
type PositionWriter struct {
	buf  []byte
	pc   int
	span source.Span
}

// Add says that the instruction at pc, and those after it up to the next call,
// come from span. pc must not decrease.
func (w *PositionWriter) Add(pc int, span source.Span) {
	if len(w.buf) > 0 && span == w.span {
		return
	}
	w.buf = binary.AppendUvarint(w.buf, uint64(pc-w.pc))
	w.buf = binary.AppendVarint(w.buf, int64(span.Start)-int64(w.span.Start))
	w.buf = binary.AppendUvarint(w.buf, uint64(span.End-span.Start))
	w.pc, w.span = pc, span
}

// Bytes returns what was written.
func (w *PositionWriter) Bytes() []byte { return w.buf }

// SpanAt returns the span of the instruction at pc. It is the span of the
// declaration where no entry covers pc, and the span of the last readable entry
// where the positions are malformed.
func (p *Proto) SpanAt(pc int) source.Span {
	c := positionCursor{reader: positionReader{rest: p.Positions}, span: p.Span}
	return c.at(pc)
}

// positionCursor finds the spans of instructions in rising order, in one pass.
type positionCursor struct {
	reader positionReader
	span   source.Span // of the last pc asked for
	ahead  bool        // reader has an entry that begins behind that pc
}

// at returns the span of the instruction at pc. pc must not decrease.
func (c *positionCursor) at(pc int) source.Span {
	for c.ahead || c.reader.more() {
		if !c.ahead && c.reader.next() != nil {
			c.reader.rest = nil
			break
		}
		if c.ahead = c.reader.pc > pc; c.ahead {
			break
		}
		c.span = c.reader.span
	}
	return c.span
}

// positionReader reads entries that a [PositionWriter] wrote.
type positionReader struct {
	rest []byte
	pc   int
	span source.Span
}

var errPositions = errors.New("malformed positions")

func (r *positionReader) more() bool { return len(r.rest) > 0 }

// next reads one entry into pc and span. Invariant: 0 <= pc <= source.MaxSize
// and span.Start <= span.End <= source.MaxSize, malformed bytes or not.
func (r *positionReader) next() error {
	pc, n := binary.Uvarint(r.rest)
	if n <= 0 || pc > uint64(source.MaxSize-r.pc) {
		return errPositions
	}
	rest := r.rest[n:]
	distance, n := binary.Varint(rest)
	if n <= 0 || distance < -int64(r.span.Start) || distance > source.MaxSize-int64(r.span.Start) {
		return errPositions
	}
	rest = rest[n:]
	start := int64(r.span.Start) + distance
	length, n := binary.Uvarint(rest)
	if n <= 0 || length > uint64(source.MaxSize-start) {
		return errPositions
	}
	r.rest = rest[n:]
	r.pc += int(pc)
	r.span = source.At(int(start), int(length))
	return nil
}
