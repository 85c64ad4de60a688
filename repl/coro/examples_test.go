package main

// The programs of tests/examples, run as a user would.

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestExamples(t *testing.T) {
	dir := "../../tests/examples"
	paths, err := filepath.Glob(filepath.Join(dir, "*.coro"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no examples in %s: %v", dir, err)
	}
	arguments := map[string][]string{"wordcount": {writeWords(t)}}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".coro")
		t.Run(name, func(t *testing.T) {
			want, err := os.ReadFile(strings.TrimSuffix(path, ".coro") + ".out")
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
			defer cancel()
			cmd := exec.CommandContext(ctx, "coro", append([]string{path}, arguments[name]...)...)
			var stderr strings.Builder
			cmd.Stderr = &stderr
			got, err := cmd.Output()
			if err != nil {
				t.Fatalf("%v\n%s", err, stderr.String())
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("- expected, + printed:\n%s", diff)
			}
		})
	}
}

// writeWords writes the text that wordcount.out is about and returns its path.
func writeWords(t *testing.T) string {
	t.Helper()
	text := wordText()
	const want = "072b92a58900a51dba5506496b46ca95d50de50804b99f9ac7b6beac559dd38e"
	if got := fmt.Sprintf("%x", sha256.Sum256(text)); got != want {
		t.Fatalf("the generated text has the hash %s", got)
	}
	path := filepath.Join(t.TempDir(), "words.txt")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// wordText returns 1.4 MB of text: words of three syllables, small word numbers
// far more frequent than large ones, ten words a line.
func wordText() []byte {
	var syllables []string
	for _, c := range "bdfgklmnprst" {
		for _, v := range "aeiou" {
			syllables = append(syllables, string(c)+string(v))
		}
	}
	x := 42
	next := func(n int) int { // the minimal standard generator
		x = x * 16807 % 2147483647
		return x % n
	}
	var b bytes.Buffer
	for i := range 200_000 {
		k := next(next(400) + 1)
		n := k * 7919 % 216_000
		word := syllables[n%60] + syllables[n/60%60] + syllables[n/3600]
		if i%10 == 0 {
			word = strings.ToUpper(word[:1]) + word[1:]
		}
		b.WriteString(word)
		switch i % 10 {
		case 4:
			b.WriteString(", ")
		case 9:
			b.WriteString(".\n")
		default:
			b.WriteByte(' ')
		}
	}
	return b.Bytes()
}
