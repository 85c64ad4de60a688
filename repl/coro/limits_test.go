package main

// Sizes and counts on the command line.

import "testing"

func TestParseSize(t *testing.T) {
	for text, want := range map[string]int64{
		"1": 1, "65536": 65536, "64K": 65536, "64k": 65536, "64KB": 65536, "64KiB": 65536,
		"10B": 10, "1_000": 1000, "3M": 3 << 20, "2GiB": 2 << 30, "1T": 1 << 40,
	} {
		if got, err := parseSize(text); err != nil || got != want {
			t.Errorf("parseSize(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "0", "-1", "M", "1X", "1KK", "1.5M", "K1", "9999999T", "1 M"} {
		if got, err := parseSize(text); err == nil {
			t.Errorf("parseSize(%q) = %d, want an error", text, got)
		}
	}
}
