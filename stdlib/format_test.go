package stdlib_test

// The module format beside package fmt.

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestFormatIsThatOfFmt(t *testing.T) {
	format := newFunction(t, "import format\nformat.format")
	flags := rapid.SampledFrom([]string{"", "-", "+", " ", "0", "#", "-+", "+0"})
	width := rapid.SampledFrom([]string{"", "1", "12", "30"})
	precision := rapid.SampledFrom([]string{"", ".0", ".3", ".12"})
	rapid.Check(t, func(t *rapid.T) {
		spec := "<%" + flags.Draw(t, "flags") + width.Draw(t, "width") + precision.Draw(t, "precision")
		var x any
		switch letter := rapid.SampledFrom(strings.Split("bcdefgoqsxX", "")).Draw(t, "verb"); {
		case strings.Contains("efg", letter):
			x, spec = rapid.Float64Range(-1e300, 1e300).Draw(t, "x"), spec+letter
		case strings.Contains("sq", letter):
			x, spec = rapid.String().Draw(t, "x"), spec+letter
		case letter == "c":
			x, spec = rapid.Int64Range(0, 0x10ffff).Draw(t, "x"), spec+letter
		default:
			x, spec = rapid.Int64().Draw(t, "x"), spec+letter
		}
		got, err := format.call(spec+">", x)
		if err != nil {
			t.Fatal(err)
		}
		if s, _ := got.AsString(); s != fmt.Sprintf(spec+">", x) {
			t.Fatalf("%s> of %v is %q, of package fmt %q", spec, x, s, fmt.Sprintf(spec+">", x))
		}
	})
}

// FuzzFormat: whatever the template is, its text is bounded by it.
func FuzzFormat(f *testing.F) {
	f.Add("%5.2f %-*s %%", 1.5, int64(3), "x")
	f.Add("%q%x%*.*d", 0.1, int64(1000), "\xff")
	format := newFunction(f, "import format\nformat.format")
	f.Fuzz(func(t *testing.T, template string, x float64, n int64, s string) {
		format.t = t
		for _, values := range [][]any{{x, n, s}, {s}, {n, x}, {n, n, n, s}, {}} {
			v, err := format.call(append([]any{template}, values...)...)
			if err != nil {
				continue
			}
			text, _ := v.AsString()
			if most := (len(template)+1)*1400 + 10*len(s)*len(values); len(text) > most {
				t.Fatalf("%q with %v has %d bytes", template, values, len(text))
			}
		}
	})
}
