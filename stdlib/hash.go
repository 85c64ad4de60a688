package stdlib

// The module hash: checksums and digests.

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash/crc32"
	"hash/fnv"

	"github.com/coro-lang/coro/vm"
)

// Hash returns the module hash. It has no state and reaches nothing outside.
func Hash() *vm.HostModule { return hashModule }

const hashDoc = "Checksums and digests of strings and bytes. A digest is returned as hexadecimal digits, of which `encoding.hex_decode` makes bytes; a checksum is an int."

var hashModule = lazy("hash", hashDoc, func() []vm.Member {
	return []vm.Member{
		{
			Name: "crc32", Params: "data: string|bytes", Func: checksum(func(b []byte) int64 { return int64(crc32.ChecksumIEEE(b)) }),
			Doc:     "Returns the CRC-32 of data, with the polynomial of IEEE 802.3, as zip and png have it.",
			Example: "hash.crc32(\"123456789\") // 3421780262",
		},
		{
			Name: "fnv1a", Params: "data: string|bytes", Func: checksum(fnv1a),
			Doc:     "Returns the 64 bits of the hash FNV-1a as an int, which may be negative: for tables, not against anyone who looks for collisions.",
			Example: "hash.fnv1a(\"a\") // -5808556873153909620",
		},
		{
			Name: "hmac_sha256", Params: "key: string|bytes, data: string|bytes", Func: hmacSHA256,
			Doc:     "Returns the HMAC of data with SHA-256 and a secret key.",
			Example: "hash.hmac_sha256(\"key\", \"data\")[:16] // \"5031fe3d989c6d15\"",
		},
		{
			Name: "md5", Params: "data: string|bytes", Func: digest(func(b []byte) []byte { s := md5.Sum(b); return s[:] }),
			Doc:     "Returns the MD5 of data. It is broken: for old formats only.",
			Example: "hash.md5(\"abc\") // \"900150983cd24fb0d6963f7d28e17f72\"",
		},
		{
			Name: "sha1", Params: "data: string|bytes", Func: digest(func(b []byte) []byte { s := sha1.Sum(b); return s[:] }),
			Doc:     "Returns the SHA-1 of data. It is broken: for old formats only.",
			Example: "hash.sha1(\"abc\") // \"a9993e364706816aba3e25717850c26c9cd0d89d\"",
		},
		{
			Name: "sha256", Params: "data: string|bytes", Func: digest(func(b []byte) []byte { s := sha256.Sum256(b); return s[:] }),
			Doc:     "Returns the SHA-256 of data.",
			Example: "hash.sha256(\"abc\")[:16] // \"ba7816bf8f01cfea\"",
		},
		{
			Name: "sha512", Params: "data: string|bytes", Func: digest(func(b []byte) []byte { s := sha512.Sum512(b); return s[:] }),
			Doc:     "Returns the SHA-512 of data.",
			Example: "hash.sha512(\"abc\")[:16] // \"ddaf35a193617aba\"",
		},
	}
})

// payForHash charges for hashing: for the bytes, and for the copy of a string.
func payForHash(c *vm.Call, data vm.Value) error {
	n := int64(size(data))
	return c.Charge(n/8+20, n)
}

// dataOf returns the bytes of a buffer, or a copy of those of a string.
func dataOf(v vm.Value) []byte {
	if b, ok := v.AsBytes(); ok {
		return b
	}
	return []byte(stringOf(v))
}

func digest(sum func([]byte) []byte) function {
	return func(c *vm.Call, args []vm.Value) (vm.Value, error) {
		if err := payForHash(c, args[0]); err != nil {
			return vm.Nil, err
		}
		return c.String(hex.EncodeToString(sum(dataOf(args[0]))))
	}
}

func checksum(sum func([]byte) int64) function {
	return func(c *vm.Call, args []vm.Value) (vm.Value, error) {
		if err := payForHash(c, args[0]); err != nil {
			return vm.Nil, err
		}
		return vm.Int(sum(dataOf(args[0]))), nil
	}
}

func fnv1a(b []byte) int64 {
	h := fnv.New64a()
	_, _ = h.Write(b) // never fails
	return int64(h.Sum64())
}

func hmacSHA256(c *vm.Call, args []vm.Value) (vm.Value, error) {
	for _, v := range args {
		if err := payForHash(c, v); err != nil {
			return vm.Nil, err
		}
	}
	h := hmac.New(sha256.New, dataOf(args[0]))
	_, _ = h.Write(dataOf(args[1])) // never fails
	return c.String(hex.EncodeToString(h.Sum(nil)))
}
