package tests

// The index of rules, RULES.md: each rule has scripts that are run, and each part of the
// language reference and each kind of error has rules.

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// notRules are the parts of the parser's reference that are about its code.
var notRules = map[string]bool{"Where things are": true}

func TestRulesHaveScripts(t *testing.T) {
	run := map[string]bool{}
	for _, area := range append([]string{"cli"}, areas...) {
		for _, path := range scripts(t, area) {
			run[filepath.ToSlash(strings.TrimSuffix(path, filepath.Ext(path)))] = true
		}
	}
	text, err := os.ReadFile("RULES.md")
	if err != nil {
		t.Fatal(err)
	}
	rules := map[string]int{} // of each part
	part := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if title, ok := strings.CutPrefix(line, "## "); ok {
			part = title
			continue
		}
		rule, ok := strings.CutPrefix(line, "- ")
		if !ok {
			continue
		}
		rules[part]++
		words, paths, _ := strings.Cut(rule, " → ")
		if len(strings.Fields(paths)) == 0 {
			t.Errorf("no script holds the rule %q", words)
		}
		for _, path := range strings.Fields(paths) {
			if !run[path] {
				t.Errorf("%s: no such script is run, for the rule %q", path, words)
			}
		}
	}
	for _, reference := range []string{"vm/LANGUAGE.md", "parser/README.md"} {
		for _, found := range regexp.MustCompile(`(?m)^###? (.*)$`).FindAllStringSubmatch(string(read(t, reference)), -1) {
			if rules[found[1]] == 0 && !notRules[found[1]] {
				t.Errorf("%s: the part %q has no rules", reference, found[1])
			}
		}
	}
	_, kinds, _ := strings.Cut(string(read(t, "vm/LANGUAGE.md")), "\n| kind |")
	kinds, _, _ = strings.Cut(kinds, "\n\n")
	for _, found := range regexp.MustCompile("(?m)^\\| `([a-z]+)` \\|").FindAllStringSubmatch(kinds, -1) {
		if !strings.Contains(string(text), "\n- kind `"+found[1]+"` → ") {
			t.Errorf("no rule is about the kind of error %q", found[1])
		}
	}
}
