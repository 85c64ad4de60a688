package stdlib

// The module math: functions of the 64 bits of an int.

import (
	"math/bits"

	"github.com/coro-lang/coro/vm"
)

// bitFunctions are the functions that take an int as 64 bits, the sign being one of
// them.
func bitFunctions() []vm.Member {
	f := func(name string, fn func(x uint64) int64, doc, example string) vm.Member {
		call := func(_ *vm.Call, args []vm.Value) (vm.Value, error) { return vm.Int(fn(uint64(intOf(args[0])))), nil }
		return vm.Member{Name: name, Params: "x: int", Func: call, Doc: doc, Example: example}
	}
	shift := func(name string, fn func(x uint64, n int64) uint64, doc, example string) vm.Member {
		call := func(_ *vm.Call, args []vm.Value) (vm.Value, error) {
			return vm.Int(int64(fn(uint64(intOf(args[0])), intOf(args[1])))), nil
		}
		return vm.Member{Name: name, Params: "x: int, n: int", Func: call, Doc: doc, Example: example}
	}
	return []vm.Member{
		f("bit_count", func(x uint64) int64 { return int64(bits.OnesCount64(x)) }, "Returns how many of the 64 bits of x are 1.", "math.bit_count(0b1011) // 3\nmath.bit_count(-1) // 64"),
		f("bit_length", func(x uint64) int64 { return int64(bits.Len64(x)) }, "Returns how many bits x takes, without the zeros before it; 64 if it is negative.", "math.bit_length(255) // 8\nmath.bit_length(0) // 0"),
		f("leading_zeros", func(x uint64) int64 { return int64(bits.LeadingZeros64(x)) }, "Returns how many of the 64 bits of x are 0 before the first 1.", "math.leading_zeros(1) // 63"),
		f("reverse_bits", func(x uint64) int64 { return int64(bits.Reverse64(x)) }, "Returns the 64 bits of x in reverse order.", "math.reverse_bits(1) // -9223372036854775808"),
		f("reverse_bytes", func(x uint64) int64 { return int64(bits.ReverseBytes64(x)) }, "Returns the 8 bytes of x in reverse order.", "math.reverse_bytes(0x0100) // 281474976710656"),
		shift("rotate_left", func(x uint64, n int64) uint64 { return bits.RotateLeft64(x, int(n&63)) }, "Returns the 64 bits of x moved left by n, those that fall off coming back on the right; a negative n moves right.", "math.rotate_left(1, 63) // -9223372036854775808\nmath.rotate_left(1, -1) == math.rotate_left(1, 63) // true"),
		shift("shift_right", func(x uint64, n int64) uint64 { return x >> uint64(n) }, "Returns the 64 bits of x moved right by n, with zeros from the left, where `>>` keeps the sign; a negative n, as one of 64 or more, moves everything out.", "math.shift_right(-1, 60) // 15\n-1 >> 60 // -1"),
		f("trailing_zeros", func(x uint64) int64 { return int64(bits.TrailingZeros64(x)) }, "Returns how many of the 64 bits of x are 0 behind the last 1; 64 if x is 0.", "math.trailing_zeros(8) // 3"),
	}
}
