package stdlib_test

// The module csv beside encoding/csv.

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/coro-lang/coro/vm"
)

// csvReader returns the rows by parse and by read of parts of 3 bytes.
const csvReader = `import csv
fn parts(text) {
    var i = 0
    while i < len(text) {
        yield text[i:min(i + 3, len(text))]
        i += 3
    }
}
fn(text) {
    let rows = csv.parse(text)
    assert(list(csv.read(coro parts(text))) == rows, "parts differ")
    assert(csv.parse(csv.stringify(rows)) == rows, "rows do not come back")
    return rows
}`

// csvAgrees checks that a text is read as encoding/csv reads it.
func csvAgrees(t rapid.TB, read function, text string) {
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	want, wantErr := r.ReadAll()
	v, err := read.call(text)
	if (err == nil) != (wantErr == nil) {
		t.Fatalf("%q: the module says %v, encoding/csv %v", text, err, wantErr)
	}
	if err != nil {
		if strings.Contains(err.Error(), "parts differ") || strings.Contains(err.Error(), "come back") {
			t.Fatalf("%q: %v", text, err)
		}
		return
	}
	got, err := vm.As[[][]string](v)
	if err != nil {
		t.Fatal(err)
	}
	if want == nil {
		want = [][]string{}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("%q (- encoding/csv, + the module):\n%s", text, diff)
	}
}

func TestCSVIsReadAsEncodingCSVDoes(t *testing.T) {
	read := newFunction(t, csvReader)
	texts := rapid.StringOfN(rapid.SampledFrom([]rune("ab\"\",,\n\ré ")), 0, 14, -1)
	rapid.Check(t, func(t *rapid.T) { csvAgrees(t, read, texts.Draw(t, "text")) })
}

func FuzzCSV(f *testing.F) {
	f.Add("a,b\r\n\"x \"\"y\"\"\n\",2\n")
	f.Add("\"a\"b\n")
	f.Add("a\r\r\n\r")
	read := newFunction(f, csvReader)
	f.Fuzz(func(t *testing.T, text string) {
		read.t = t
		csvAgrees(t, read, text)
	})
}
