package vm

// Tests of errors as the host shows them.

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"testing"
)

func TestErrorsAsJSON(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"fn half(n) {\n    return n / 0\n}\nlet c = coro half(3)\nresume(c)", `{
  "kind": "arithmetic",
  "message": "division by zero: 3 / 0",
  "place": {
    "file": "test.coro",
    "line": 2,
    "column": 12,
    "end_line": 2,
    "end_column": 17
  },
  "snippet": " --\u003e test.coro:2:12\n  |\n2 |     return n / 0\n  |            ^^^^^\n",
  "frames": [
    {
      "function": "half",
      "place": {
        "file": "test.coro",
        "line": 2,
        "column": 12,
        "end_line": 2,
        "end_column": 17
      },
      "how": "at"
    },
    {
      "place": {
        "file": "test.coro",
        "line": 5,
        "column": 1,
        "end_line": 5,
        "end_column": 10
      },
      "how": "resumed"
    }
  ]
}`},
	} {
		var e *Error
		if err := runText(newTestVM(t, Limits{}), c.text); !errors.As(err, &e) {
			t.Fatal(err)
		}
		if got, err := json.MarshalIndent(e, "", "  "); err != nil || string(got) != c.want {
			t.Errorf("%s\n got %s, %v\nwant %s", c.text, got, err, c.want)
		}
		if file, span := e.Place(); file == nil || fmt.Sprint(span) == "{0 0}" {
			t.Error(file, span)
		}
	}
	for text, want := range map[string]errorJSON{
		"throw error(\"outer\", {kind: \"mine\", cause: error(\"inner\")})": {Kind: "mine", Message: "outer", Causes: []string{"inner"}},
		"throw {a: 1}": {Message: "uncaught map {a: 1}", Value: "{a: 1}"},
		"nil.x":        {Kind: "type", Message: "nil has no field or method `x`", Hint: "it may be a missing key of a map: `x?.x` is nil for a nil x"},
	} {
		data, err := json.Marshal(runText(newTestVM(t, Limits{}), text))
		var got errorJSON
		if err := errors.Join(err, json.Unmarshal(data, &got)); err != nil || got.Place.Line != 1 || len(got.Frames) != 1 || got.Snippet == "" {
			t.Errorf("%s: %s, %v", text, data, err)
		}
		got.Place, got.Frames, got.Snippet = nil, nil, ""
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %+v\nwant %+v", text, got, want)
		}
	}
	of := &Error{Message: "cannot call an int", Kind: "type"}
	if got, err := json.Marshal(of); err != nil || string(got) != `{"kind":"type","message":"cannot call an int"}` || of.Snippet() != "" {
		t.Error(string(got), err)
	}
}
