package vm

// The tables of built-ins in LANGUAGE.md hold what is declared.

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// listed is a built-in in a table: its name, and its parameters if they stand there.
var listed = regexp.MustCompile("`(\\w+)(?:\\(([^`]*)\\))?`")

// tableKinds are the headings of rows by the kinds whose methods the row lists.
var tableKinds = map[string]string{
	"lists": "list.", "tuples": "tuple.", "ranges": "range.", "strings": "string.", "bytes": "bytes.",
}

// elsewhere are the methods that have a section of their own in LANGUAGE.md.
var elsewhere = []string{"coroutine.", "record.", "task.", "module coroutine.", "module seq.", "module task."}

func TestLanguageListsTheBuiltins(t *testing.T) {
	text, err := os.ReadFile("LANGUAGE.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(string(text), "\n## Built-ins\n")
	if !ok {
		t.Fatal("LANGUAGE.md has no section of built-ins")
	}
	found := map[string]map[string]string{"": {}, "list.": {}}
	table := ""
	for line := range strings.Lines(section) {
		cells := strings.Split(line, "|")
		if len(cells) < 4 {
			continue
		}
		switch head := strings.TrimSpace(cells[1]); {
		case head == "functions" || head == "methods of" || head == "method":
			table = head
		case strings.HasPrefix(head, "---"):
		case table == "functions":
			note(found, "", cells[1])
		case table == "method": // of lists, which take functions
			note(found, "list.", cells[1])
		case tableKinds[head] == "":
			t.Errorf("the row %q is of no kind", head)
		default:
			note(found, tableKinds[head], cells[2])
		}
	}
	for prefix, declared := range tables() {
		if len(declared) == 0 || slices.Contains(elsewhere, prefix) {
			continue
		}
		for _, b := range declared {
			params, ok := found[prefix][b.name]
			if !ok {
				t.Errorf("%s%s is not in the tables", prefix, b.name)
			} else if params != "" && params != "…" {
				compareParams(t, prefix+b.name, params, parseParams(b.params))
			}
			delete(found[prefix], b.name)
		}
		if len(found[prefix]) > 0 {
			t.Errorf("nothing declares %q of %s", slices.Sorted(maps.Keys(found[prefix])), prefix)
		}
	}
}

// note adds the built-ins that a cell lists.
func note(found map[string]map[string]string, prefix, cell string) {
	if found[prefix] == nil {
		found[prefix] = map[string]string{}
	}
	for _, m := range listed.FindAllStringSubmatch(cell, -1) {
		if found[prefix][m[1]] == "" {
			found[prefix][m[1]] = m[2]
		}
	}
}

// compareParams checks the parameters in a table against those that are declared:
// how many there are, and which of them is the rest or can be left out.
func compareParams(t *testing.T, name, listed string, declared []param) {
	t.Helper()
	parts := strings.Split(strings.ReplaceAll(listed, `","`, ""), ", ")
	if len(parts) != len(declared) {
		t.Errorf("%s has %d parameters in the tables and %d in its declaration", name, len(parts), len(declared))
		return
	}
	for i, p := range declared {
		if rest := strings.HasPrefix(parts[i], "..."); rest != p.rest {
			t.Errorf("%s: the parameter %q is the rest: %v", name, parts[i], p.rest)
		}
		if optional := strings.Contains(parts[i], " = "); p.optional != optional && !p.rest {
			t.Errorf("%s: the parameter %q can be left out: %v", name, parts[i], p.optional)
		}
	}
}
