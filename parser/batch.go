package parser

// The token stream, a batch of statements at a time.

import (
	"errors"

	plexer "github.com/alecthomas/participle/v2/lexer"

	"github.com/coro-lang/coro/lexer"
)

const (
	// batchSize is the number of tokens after which a batch ends with its
	// statement: they stay in the processor's cache.
	batchSize = 512

	// firstStream is the number of tokens of a new stream: enough for a line or
	// two. One for a whole batch costs a hello-world process 50 page faults.
	firstStream = 32

	// maxBatch is the number of tokens that a statement of the top level may have,
	// of 64 bytes each, and the size of the greatest stream: a list of 500,000
	// numbers, a function of 100,000 lines.
	maxBatch = 1 << 20

	// maxRun is the number of tokens that a statement may have without a comma,
	// semicolon, brace or part of a string between them: a chain of that length is
	// refused before it fills the memory.
	maxRun = 60_000

	// stopSteps is the number of tokens, and of steps of the parser, after which it asks
	// whether somebody still wants the tree: less than a millisecond of work.
	stopSteps = 1 << 10

	// maxIdle is the number of tokens of the largest stream that is kept for the
	// next file.
	maxIdle = 1 << 14
)

// stream is a participle stream that is filled again and again. Participle makes
// a stream by appending to a slice: for a file of 100,000 lines that spends 0.6
// GB and more than half of the time, and a stream for each batch still 0.2 GB.
// But Range gives out the stream's own slice, which can be overwritten.
type stream struct {
	*lexer.Stream
	tokens []lexer.Token // all that Stream has room for
	start  int           // where the last statement of the top level begins in tokens
}

// newStream returns a stream with room for n tokens.
func newStream(n int) stream {
	s, _ := newStreamUntil(n, func() bool { return false })
	return s
}

// newStreamUntil is newStream, unless stop says that nobody needs it any more.
func newStreamUntil(n int, stop func() bool) (stream, bool) {
	s, err := plexer.Upgrade(&blanks{n, stop})
	if err != nil {
		return stream{}, false
	}
	return stream{Stream: s, tokens: s.Range(0, lexer.Cursor(n))}, true
}

// errStopped ends the making of a stream.
var errStopped = errors.New("the parser is to stop")

// blanks is a lexer of n empty tokens, the last of them EOF. It fails if stop says so.
type blanks struct {
	n    int
	stop func() bool
}

func (b *blanks) Next() (lexer.Token, error) {
	b.n--
	if b.n == 0 {
		return lexer.Token{Type: lexer.EOF}, nil
	}
	if b.n%stopSteps == 0 && b.stop() {
		return lexer.Token{}, errStopped
	}
	return lexer.Token{}, nil
}

// fill replaces the tokens of the stream by those of the next statements of the
// top level, with an EOF behind them, and returns them. It reports whether they
// are all: it gives up on a statement of more than maxBatch tokens, or of more
// than maxRun in a row, and when stop says so.
func (s *stream) fill(l *lexer.Lexer, stop func() bool) (tokens []lexer.Token, ok bool) {
	s.LoadCheckpoint(plexer.Checkpoint{})
	s.start = 0
	run := 0
	for n := 0; n < maxBatch-1 && run < maxRun; n++ { // Invariant: there is room for an EOF behind n
		if n%stopSteps == 0 && stop() || n+1 >= len(s.tokens) && !s.grow(stop) {
			break
		}
		t, _ := l.Next()
		s.tokens[n] = t
		run++
		switch t.Type {
		case lexer.EOF:
			return s.tokens[:n+1], true
		case lexer.Comma, lexer.LBrace, lexer.RBrace, lexer.StrMid, lexer.StrTail:
			run = 0
		case lexer.Semi:
			run = 0
			if l.InBrackets() {
				break
			}
			s.start = n + 1
			if n >= batchSize {
				s.tokens[n+1] = plexer.EOFToken(t.Pos)
				return s.tokens[:n+2], true
			}
		}
	}
	return s.tokens, false
}

// grow makes room, unless stop says not to. By a factor of 4, since making a stream takes
// five times its memory: participle appends. That is why the greatest one, of 64 MB, takes
// a second.
func (s *stream) grow(stop func() bool) bool {
	larger, ok := newStreamUntil(min(4*len(s.tokens), maxBatch), stop)
	if !ok {
		return false
	}
	copy(larger.tokens, s.tokens)
	larger.start = s.start
	*s = larger
	return true
}

// release drops the tokens, which hold on to the text of the file.
func (s *stream) release() {
	if len(s.tokens) > maxIdle {
		*s = newStream(firstStream)
	}
	clear(s.tokens)
}
