package main

// Addresses, and what --allow http=HOST means of them.

import "testing"

func TestHostsThatAreAllowed(t *testing.T) {
	for _, c := range []struct {
		pattern, address string
		want             bool
	}{
		{"example.com", "example.com:80", true},
		{"Example.COM", "example.com:443", true},
		{"example.com", "www.example.com:80", false},
		{"example.com", "example.com.evil:80", false},
		{"example.com:80", "example.com:80", true},
		{"example.com:80", "example.com:8080", false},
		{"*.example.com", "a.b.example.com:80", true},
		{"*.example.com", "example.com:80", false},
		{"*.example.com", "evilexample.com:80", false},
		{"*.example.com:443", "a.example.com:443", true},
		{"*.example.com:443", "a.example.com:80", false},
		{"*example.com", "evilexample.com:80", false},
		{"::1", "[::1]:80", true},
		{"[::1]", "[::1]:80", true},
		{"[::1]:80", "[::1]:80", true},
		{"[::1]:80", "[::1]:81", false},
		{"127.0.0.1", "127.0.0.1:80", true},
		{"example.com", "example.com", false},
	} {
		if got := matches(c.pattern, c.address); got != c.want {
			t.Errorf("%s for %s: %v", c.pattern, c.address, got)
		}
	}
}
