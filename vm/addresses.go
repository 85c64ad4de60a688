// What a walk through the graph of objects keeps: which it has seen, and where it is.

package vm

import (
	"math/bits"
	"unsafe"
)

// addressSet is a set of addresses of objects of at least granule bytes. It has a bit
// for each granule of the blocks of memory that it has met, since the heap is dense: a
// hundredth of it, where a table of addresses takes up to a third.
type addressSet struct {
	blocks []block // an open-addressing table
	used   int     // blocks in it
	count  int     // addresses
	shift  uint
}

// block has the bits of the granules of blockSize bytes. Number 0 is a free place, and
// no memory of Go.
type block struct {
	number uintptr
	bits   [blockSize / granule / 64]uint64
}

const (
	granule   = 16
	blockSize = 4096
)

// add adds p and reports whether it was not there.
func (s *addressSet) add(p unsafe.Pointer) bool {
	if 4*s.used >= 3*len(s.blocks) {
		s.grow()
	}
	b := s.find(uintptr(p) / blockSize)
	if b.number == 0 {
		b.number = uintptr(p) / blockSize
		s.used++
	}
	i := uintptr(p) % blockSize / granule
	word, bit := &b.bits[i/64], uint64(1)<<(i%64)
	if *word&bit != 0 {
		return false
	}
	*word |= bit
	s.count++
	return true
}

// has reports whether p was added.
func (s *addressSet) has(p unsafe.Pointer) bool {
	if len(s.blocks) == 0 {
		return false
	}
	i := uintptr(p) % blockSize / granule
	return s.find(uintptr(p) / blockSize).bits[i/64]&(1<<(i%64)) != 0
}

// find returns the block of a number, or the free place for it.
func (s *addressSet) find(number uintptr) *block {
	mask := uint64(len(s.blocks) - 1)
	for i := uint64(number) * 0x9e3779b97f4a7c15 >> s.shift; ; i++ {
		if b := &s.blocks[i&mask]; b.number == number || b.number == 0 {
			return b
		}
	}
}

func (s *addressSet) grow() {
	old := s.blocks
	size := max(64, 2*len(old))
	s.blocks = make([]block, size)
	s.shift = 64 - uint(bits.TrailingZeros(uint(size)))
	for _, b := range old {
		if b.number != 0 {
			*s.find(b.number) = b
		}
	}
}

// stack is a stack in pieces, so that it need not be copied to grow.
type stack[T any] struct {
	pieces [][]T
	size   int
}

const stackPiece = 512

func (s *stack[T]) push(x T) {
	if s.size%stackPiece == 0 && s.size/stackPiece == len(s.pieces) {
		s.pieces = append(s.pieces, make([]T, stackPiece))
	}
	s.pieces[s.size/stackPiece][s.size%stackPiece] = x
	s.size++
}

// pop removes the last element and returns it. One piece is kept beyond those in use.
func (s *stack[T]) pop() T {
	s.size--
	if last := s.size/stackPiece + 2; last < len(s.pieces) {
		s.pieces = s.pieces[:last]
	}
	return s.pieces[s.size/stackPiece][s.size%stackPiece]
}
