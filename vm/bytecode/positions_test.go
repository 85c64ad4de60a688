package bytecode

// Positions: what was written is found again, and any bytes are survived.

import (
	"testing"

	"github.com/coro-lang/coro/lexer/source"
	"pgregory.net/rapid"
)

func TestPositionsAreFoundAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		head := source.Span{Start: 1, End: 2}
		var w PositionWriter
		var want []source.Span // by pc
		span := head
		for pc := range rapid.IntRange(0, 40).Draw(t, "length") {
			if rapid.Bool().Draw(t, "add") {
				span = source.At(rapid.IntRange(0, 1000).Draw(t, "start"), rapid.IntRange(0, 100).Draw(t, "length"))
				w.Add(pc, span)
			}
			want = append(want, span)
		}
		p := &Proto{Span: head, Positions: w.Bytes()}
		cursor := positionCursor{reader: positionReader{rest: p.Positions}, span: head}
		for pc, span := range want {
			if got := p.SpanAt(pc); got != span {
				t.Fatalf("pc %d: %v, want %v", pc, got, span)
			}
			if got := cursor.at(pc); got != span {
				t.Fatalf("cursor, pc %d: %v, want %v", pc, got, span)
			}
		}
	})
}

func TestTheLastPositionAddedForAnInstructionCounts(t *testing.T) {
	var w PositionWriter
	w.Add(0, source.Span{Start: 1, End: 2})
	w.Add(0, source.Span{Start: 5, End: 9})
	p := &Proto{Positions: w.Bytes()}
	if got := p.SpanAt(0); got != (source.Span{Start: 5, End: 9}) {
		t.Errorf("got %v", got)
	}
}

func TestMalformedPositionsGiveTheLastReadableSpan(t *testing.T) {
	head := source.Span{Start: 1, End: 2}
	good := positionsOf(3, source.Span{Start: 7, End: 9})
	for name, tail := range map[string][]byte{
		"cut":              {1},
		"cut number":       {0x80},
		"distance too far": {0xff, 0xff, 0xff, 0xff, 0x7f, 0, 0},
		"start below zero": {1, 99, 0},
		"start too far":    {1, 0xfe, 0xff, 0xff, 0xff, 0x7f, 0},
		"length too large": {1, 0, 0xff, 0xff, 0xff, 0xff, 0x7f},
	} {
		p := &Proto{Span: head, Positions: append(append([]byte(nil), good...), tail...)}
		if got := p.SpanAt(1); got != head {
			t.Errorf("%s: %v before the first entry", name, got)
		}
		if got := p.SpanAt(100); got != (source.Span{Start: 7, End: 9}) {
			t.Errorf("%s: %v behind the last entry", name, got)
		}
	}
}
