package stdlib_test

// The module regex beside package regexp.

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/coro-lang/coro/vm"
)

const regexFinder = `import regex
fn(pattern, text) {
    let re = regex.compile(pattern)
    let spans = list(re.find_all(text)).map(fn(m) => [m.start, m.end])
    return [spans, re.split(text), re.replace(text, "<$0>"), re.replace(text, fn(m) => "<" + m.text + ">")]
}`

// regexAgrees checks that all functions find what package regexp does.
func regexAgrees(t rapid.TB, find function, pattern, text string) {
	re, err := regexp.Compile(pattern)
	v, gotErr := find.call(pattern, text)
	if err != nil {
		if gotErr == nil {
			t.Fatalf("%q is no pattern: %v", pattern, err)
		}
		return
	}
	if gotErr != nil {
		return // a limit; the call has checked that it is an error of the script
	}
	got, err := vm.As[[]any](v)
	if err != nil {
		t.Fatal(err)
	}
	spans := []any{}
	for _, loc := range re.FindAllStringIndex(text, -1) {
		spans = append(spans, []any{int64(loc[0]), int64(loc[1])})
	}
	parts := []any{}
	for _, part := range re.Split(text, -1) {
		parts = append(parts, part)
	}
	if len(parts) == 0 { // of the empty text, where package regexp has no part
		parts = got[1].([]any)
	}
	replaced := re.ReplaceAllString(text, "<$0>")
	if diff := cmp.Diff([]any{spans, parts, replaced, replaced}, got); diff != "" {
		t.Fatalf("%q in %q (- regexp, + the module):\n%s", pattern, text, diff)
	}
}

func TestRegexFindsWhatRegexpDoes(t *testing.T) {
	find := newFunction(t, regexFinder)
	pieces := []string{"a", "b", "é", ".", "^", "$", `\b`, `\B`, "a*", "b+?", "(a|b)", "(?:ab)?", "[^a]", "|", `\A`, `\z`, "(?m)", "(?i)B", "x{2}"}
	patterns := rapid.Map(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 5), func(p []string) string { return strings.Join(p, "") })
	texts := rapid.StringOfN(rapid.SampledFrom([]rune("abé \nB")), 0, 12, -1)
	before := rapid.SampledFrom([]string{"", "", strings.Repeat("-", 2100)}) // a long text takes another way
	rapid.Check(t, func(t *rapid.T) {
		regexAgrees(t, find, patterns.Draw(t, "pattern"), before.Draw(t, "before")+texts.Draw(t, "text"))
	})
}

func FuzzRegex(f *testing.F) {
	f.Add("a(b|c)*", "abcab")
	f.Add(`(?i)\bfoo$`, "FOO foo")
	f.Add("", "é\xff")
	find := newFunction(f, regexFinder)
	f.Fuzz(func(t *testing.T, pattern, text string) {
		find.t = t
		regexAgrees(t, find, pattern, text)
	})
}
