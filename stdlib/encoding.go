package stdlib

// The module encoding: bytes as text, text as code points, ints as bytes.

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/coro-lang/coro/vm"
)

// Encoding returns the module encoding. It has no state and reaches nothing outside.
func Encoding() *vm.HostModule { return encodingModule }

const encodingDoc = "Bytes as text, text as code points, and ints as bytes. What encodes takes strings and bytes alike; what decodes returns bytes, of which `b.to_string()` makes a string. What cannot be decoded is an error of kind `value`."

var encodingModule = lazy("encoding", encodingDoc, func() []vm.Member {
	return []vm.Member{
		{
			Name: "base64_decode", Params: "text: string", Func: base64Decode,
			Doc:     "Returns the bytes of a text in base 64, in the usual alphabet or that for URLs, with padding or without it.",
			Example: "encoding.base64_decode(\"aGk_\") // bytes(\"hi?\")\nencoding.base64_decode(\"aGk=\").to_string() // \"hi\"",
		},
		{
			Name: "base64_encode", Params: "data: string|bytes, url: bool = false", Func: base64Encode,
			Doc:     "Returns data in base 64; with url in the alphabet for URLs and file names, without padding.",
			Example: "encoding.base64_encode(\"hi\") // \"aGk=\"\nencoding.base64_encode(\"hi?\", true) // \"aGk_\"",
		},
		{
			Name: "hex_decode", Params: "text: string", Func: hexDecode,
			Doc:     "Returns the bytes of a text of hexadecimal digits.",
			Example: "encoding.hex_decode(\"6869\") // bytes(\"hi\")",
		},
		{
			Name: "hex_encode", Params: "data: string|bytes", Func: hexEncode,
			Doc:     "Returns data as hexadecimal digits, two for each byte.",
			Example: "encoding.hex_encode(bytes([0, 255])) // \"00ff\"",
		},
		{
			Name: "int_decode", Params: "data: bytes, order: string = \"big\", signed: bool = false", Func: intDecode,
			Doc:     "Returns the int that is stored in 1 to 8 bytes, in the order \"big\" (the highest first) or \"little\". One of 8 bytes without a sign must fit.",
			Example: "encoding.int_decode(bytes([1, 0])) // 256\nencoding.int_decode(bytes([254, 255]), \"little\", true) // -2",
		},
		{
			Name: "int_encode", Params: "n: int, size: int, order: string = \"big\"", Func: intEncode,
			Doc:     "Returns an int as so many bytes, 1 to 8, in the order \"big\" (the highest first) or \"little\". It must fit, with or without a sign.",
			Example: "encoding.int_encode(258, 4).to_list() // [0, 0, 1, 2]\nencoding.int_encode(-2, 2, \"little\").to_list() // [254, 255]",
		},
		{
			Name: "url_decode", Params: "text: string", Func: urlDecode,
			Doc:     "Returns a part of a URL with its `%20` and the like replaced, as a string; `+` stands for a blank.",
			Example: "encoding.url_decode(\"a%20b+c%26\") // \"a b c&\"",
		},
		{
			Name: "url_encode", Params: "text: string", Func: urlEncode,
			Doc:     "Returns a text as it can stand in the query of a URL.",
			Example: "encoding.url_encode(\"a b&é\") // \"a+b%26%C3%A9\"",
		},
		{
			Name: "utf8_decode", Params: "text: string", Func: utf8Decode,
			Doc:     "Returns a list of the code points of a text. A byte that is no UTF-8 is an error.",
			Example: "encoding.utf8_decode(\"aé\") // [97, 233]",
		},
		{
			Name: "utf8_encode", Params: "points: list|tuple", Func: utf8Encode,
			Doc:     "Returns the string of a list of code points.",
			Example: "encoding.utf8_encode([97, 233]) // \"aé\"",
		},
		{
			Name: "utf8_length", Params: "text: string", Func: utf8Length,
			Doc:     "Returns the number of characters of a text, where `len` counts bytes; a byte that is no UTF-8 is one.",
			Example: "encoding.utf8_length(\"aé\") // 2",
		},
		{
			Name: "utf8_valid", Params: "data: string|bytes", Func: utf8Valid,
			Doc:     "Reports whether data is UTF-8 throughout.",
			Example: "encoding.utf8_valid(\"aé\") // true\nencoding.utf8_valid(\"\\xff\") // false",
		},
	}
})

// transcoded makes a string of a text of n bytes that make makes of data, which is
// charged before.
func transcoded(c *vm.Call, data vm.Value, n int, make func(data string) string) (vm.Value, error) {
	if err := c.Charge(int64(size(data))/8, int64(size(data))+int64(n)); err != nil {
		return vm.Nil, err
	}
	return c.String(make(textOf(data)))
}

func base64Encode(c *vm.Call, args []vm.Value) (vm.Value, error) {
	e := base64.StdEncoding
	if url, _ := argument(args, 1).AsBool(); url {
		e = base64.RawURLEncoding
	}
	return transcoded(c, args[0], e.EncodedLen(size(args[0])), func(s string) string { return e.EncodeToString([]byte(s)) })
}

func base64Decode(c *vm.Call, args []vm.Value) (vm.Value, error) {
	text := stringOf(args[0])
	if err := c.Charge(int64(len(text))/8, 2*int64(len(text))); err != nil {
		return vm.Nil, err
	}
	text = strings.TrimRight(text, "=")
	if len(stringOf(args[0]))-len(text) > 2 {
		return vm.Nil, failf("value", "encoding.base64_decode: there is too much padding")
	}
	e := base64.RawStdEncoding
	if strings.ContainsAny(text, "-_") {
		e = base64.RawURLEncoding
	}
	b, err := e.DecodeString(text)
	if err != nil {
		return vm.Nil, vm.WrapError("value", fmt.Errorf("encoding.base64_decode: %w", err))
	}
	return vm.Bytes(b), nil
}

func hexEncode(c *vm.Call, args []vm.Value) (vm.Value, error) {
	return transcoded(c, args[0], 2*size(args[0]), func(s string) string { return hex.EncodeToString([]byte(s)) })
}

func hexDecode(c *vm.Call, args []vm.Value) (vm.Value, error) {
	text := stringOf(args[0])
	if err := c.Charge(int64(len(text))/8, 2*int64(len(text))); err != nil {
		return vm.Nil, err
	}
	b, err := hex.DecodeString(text)
	if err != nil {
		return vm.Nil, vm.WrapError("value", fmt.Errorf("encoding.hex_decode: %s", strings.TrimPrefix(err.Error(), "encoding/hex: ")))
	}
	return vm.Bytes(b), nil
}

// byteOrder reads the order of bytes, and reports whether it is "little".
func byteOrder(v vm.Value) (little bool, err error) {
	switch s, ok := v.AsString(); {
	case !ok || s == "big":
		return false, nil
	case s == "little":
		return true, nil
	}
	return false, failf("value", "the order of bytes is \"big\" or \"little\", not %s", v.Excerpt(40))
}

func intEncode(c *vm.Call, args []vm.Value) (vm.Value, error) {
	n, size := intOf(args[0]), intOf(args[1])
	little, err := byteOrder(argument(args, 2))
	switch {
	case err != nil:
		return vm.Nil, err
	case size < 1 || size > 8:
		return vm.Nil, failf("value", "encoding.int_encode: the size is 1 to 8 bytes, not %d", size)
	}
	if bits := uint(8 * size); bits < 64 && (n < -1<<(bits-1) || n >= 1<<bits) {
		return vm.Nil, failf("arithmetic", "integer overflow: %d does not fit into %s", n, plural(int(size), "byte"))
	}
	if err := c.Charge(1, 64); err != nil {
		return vm.Nil, err
	}
	var b [8]byte
	if little {
		binary.LittleEndian.PutUint64(b[:], uint64(n))
		return vm.Bytes(append([]byte(nil), b[:size]...)), nil
	}
	binary.BigEndian.PutUint64(b[:], uint64(n))
	return vm.Bytes(append([]byte(nil), b[8-size:]...)), nil
}

func intDecode(_ *vm.Call, args []vm.Value) (vm.Value, error) {
	data, _ := args[0].AsBytes()
	little, err := byteOrder(argument(args, 1))
	signed, _ := argument(args, 2).AsBool()
	switch {
	case err != nil:
		return vm.Nil, err
	case len(data) < 1 || len(data) > 8:
		return vm.Nil, failf("value", "encoding.int_decode: an int is 1 to 8 bytes, not %d", len(data))
	}
	var n uint64
	for i := range data {
		x := data[i]
		if little {
			x = data[len(data)-1-i]
		}
		n = n<<8 | uint64(x)
	}
	unused := uint(64 - 8*len(data))
	switch {
	case signed:
		return vm.Int(int64(n<<unused) >> unused), nil
	case n > 1<<63-1:
		return vm.Nil, failf("arithmetic", "integer overflow: %d is out of the range of an int", n)
	}
	return vm.Int(int64(n)), nil
}

func urlEncode(c *vm.Call, args []vm.Value) (vm.Value, error) {
	return transcoded(c, args[0], 3*size(args[0]), url.QueryEscape)
}

func urlDecode(c *vm.Call, args []vm.Value) (vm.Value, error) {
	text := stringOf(args[0])
	if err := c.Charge(int64(len(text))/8, int64(len(text))); err != nil {
		return vm.Nil, err
	}
	s, err := url.QueryUnescape(text)
	if err != nil {
		return vm.Nil, vm.WrapError("value", fmt.Errorf("encoding.url_decode: %w", err))
	}
	return c.CopyString(s)
}

func utf8Decode(c *vm.Call, args []vm.Value) (vm.Value, error) {
	text := stringOf(args[0])
	if err := c.Charge(int64(len(text))/4, 16*int64(len(text))); err != nil {
		return vm.Nil, err
	}
	points := make([]vm.Value, 0, utf8.RuneCountInString(text))
	for i, ch := range text {
		if ch == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
				return vm.Nil, failf("value", "encoding.utf8_decode: byte %d, %#x, is no UTF-8", i, text[i])
			}
		}
		points = append(points, vm.Int(int64(ch)))
	}
	return c.List(points...)
}

func utf8Encode(c *vm.Call, args []vm.Value) (vm.Value, error) {
	out := output{c: c}
	if err := c.Charge(int64(size(args[0]))/4, 0); err != nil {
		return vm.Nil, err
	}
	for _, v := range args[0].Parts() {
		n, ok := v.AsInt()
		if !ok || n < 0 || n > utf8.MaxRune || !utf8.ValidRune(rune(n)) {
			return vm.Nil, failf("value", "encoding.utf8_encode: %s is no code point", v.Excerpt(40))
		}
		if err := out.room(utf8.UTFMax); err != nil {
			return vm.Nil, err
		}
		out.WriteRune(rune(n))
	}
	return out.value()
}

func utf8Length(c *vm.Call, args []vm.Value) (vm.Value, error) {
	text := stringOf(args[0])
	if err := c.Charge(int64(len(text))/16, 0); err != nil {
		return vm.Nil, err
	}
	return vm.Int(int64(utf8.RuneCountInString(text))), nil
}

func utf8Valid(c *vm.Call, args []vm.Value) (vm.Value, error) {
	if err := c.Charge(int64(size(args[0]))/16, int64(size(args[0]))); err != nil {
		return vm.Nil, err
	}
	return vm.Bool(utf8.ValidString(textOf(args[0]))), nil
}
