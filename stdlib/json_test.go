package stdlib_test

// The module json beside encoding/json.

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/coro-lang/coro/vm"
)

// jsonAgrees checks that a text is read as encoding/json reads it.
func jsonAgrees(t rapid.TB, parse function, text string) {
	got, err := parse.call(text)
	if !utf8.ValidString(text) || strings.Count(text, "[")+strings.Count(text, "{") > 900 {
		return // encoding/json replaces what is no UTF-8, and nests deeper
	}
	var want any
	wantErr := json.Unmarshal([]byte(text), &want)
	if (err == nil) != (wantErr == nil) {
		t.Fatalf("%q: the module says %v, encoding/json %v", text, err, wantErr)
	}
	if err != nil {
		return
	}
	x, err := vm.As[any](got)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, floats(x)); diff != "" {
		t.Fatalf("%q (- encoding/json, + the module):\n%s", text, diff)
	}
}

// floats makes floats of the ints in a value, as encoding/json does.
func floats(x any) any {
	switch x := x.(type) {
	case int64:
		return float64(x)
	case float64:
		if x == 0 && math.Signbit(x) {
			return 0.0
		}
	case []any:
		for i := range x {
			x[i] = floats(x[i])
		}
	case map[string]any:
		for k := range x {
			x[k] = floats(x[k])
		}
	}
	return x
}

const jsonParser = "import json\nfn(text) => json.parse(text, {duplicates: true, big: \"float\"})"

// jsonTexts makes texts that are JSON or nearly so.
func jsonTexts() *rapid.Generator[string] {
	pieces := []string{
		"{", "}", "[", "]", ",", ":", `"a"`, `"b"`, `"é\n"`, `"\u00e9\ud83d\ude00"`, `"\`, "null", "true", "false", "tru",
		"0", "-1", "12", "1.5", "1e5", "-0.0", "01", "1.", " ", "\n", `{"a":`, `,"b":`, "[1,", "123456789012345678901",
	}
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 12).Draw(t, "pieces"), "")
	})
}

func TestJSONIsReadAsEncodingJSONDoes(t *testing.T) {
	parse := newFunction(t, jsonParser)
	rapid.Check(t, func(t *rapid.T) { jsonAgrees(t, parse, jsonTexts().Draw(t, "text")) })
}

// A value comes back from its text, and encoding/json reads the same there.
func TestJSONComesBack(t *testing.T) {
	again := newFunction(t, "import json\nfn(x) {\n let text = json.stringify(x)\n return (text, json.parse(text) == x && json.parse(json.stringify(x, 2)) == x)\n}")
	rapid.Check(t, func(t *rapid.T) {
		x := jsonValue(3).Draw(t, "value")
		v, err := again.call(x)
		if err != nil {
			t.Fatal(err)
		}
		result, err := vm.As[[]any](v)
		if err != nil || result[1] != true {
			t.Fatalf("%v does not come back from %v", x, result)
		}
		var read any
		if err := json.Unmarshal([]byte(result[0].(string)), &read); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(floats(x), read); diff != "" {
			t.Fatalf("%s: %s", result[0], diff)
		}
	})
}

// jsonValue makes values of that many levels.
func jsonValue(depth int) *rapid.Generator[any] {
	scalars := []*rapid.Generator[any]{
		rapid.Just[any](nil), rapid.Bool().AsAny(), rapid.Int64().AsAny(), rapid.String().AsAny(),
		rapid.Float64().Filter(func(f float64) bool { return !math.IsInf(f, 0) && f == f }).AsAny(),
	}
	if depth == 0 {
		return rapid.OneOf(scalars...)
	}
	inner := jsonValue(depth - 1)
	return rapid.OneOf(append(scalars,
		rapid.Map(rapid.SliceOfN(inner, 0, 4), func(x []any) any { return append([]any{}, x...) }),
		rapid.MapOfN(rapid.String(), inner, 0, 4).AsAny())...)
}

func FuzzJSON(f *testing.F) {
	for _, text := range []string{`{"a": [1, 2.5, "é\u00e9", null]}`, `[1,]`, `"\ud800"`, "[[[", `{"a":1,"a":2}`, "1e999", "-0"} {
		f.Add(text)
	}
	parse := newFunction(f, jsonParser)
	// A stream of the text, in parts, gives the same values or fails.
	stream := newFunction(f, `import json
fn parts(text) {
    var i = 0
    while i < len(text) {
        yield text[i:min(i + 3, len(text))]
        i += 3
    }
}
fn(text, elements) => list(json.stream(coro parts(text), {elements, duplicates: true, big: "float"}))`)
	f.Fuzz(func(t *testing.T, text string) {
		parse.t, stream.t = t, t
		jsonAgrees(t, parse, text)
		whole, err := parse.call(text)
		streamed, streamErr := stream.call(text, false)
		if err == nil && (streamErr != nil || streamed.String() != "["+whole.String()+"]") {
			t.Fatalf("%q is %s, its stream %s, %v", text, whole, streamed, streamErr)
		}
		elements, err := stream.call(text, true)
		if list := whole.String(); err == nil && whole.Kind() == vm.KindList && elements.String() != list {
			t.Fatalf("%q is %s, its elements are %s", text, list, elements)
		}
	})
}
