// Errors as the host shows them: the place in the source, and JSON.

package vm

import (
	"encoding/json"

	"github.com/coro-lang/coro/lexer/source"
)

// Place returns where the error came up: the source text and the part of it that
// failed. The file is nil if that is not known, as for an error of [VM.Call] with a value
// that cannot be called.
func (e *Error) Place() (file *source.File, span source.Span) {
	if len(e.Frames) == 0 {
		return nil, source.Span{}
	}
	return e.Frames[0].File, e.Frames[0].Span
}

// Snippet returns the line of the source that failed, marked with carets, as Render shows
// it; "" if the place is not known.
func (e *Error) Snippet() string {
	file, span := e.Place()
	if file == nil {
		return ""
	}
	return source.Renderer{}.Excerpt(file, span)
}

// Causes returns the messages of the errors that led to this one, the nearest first.
func (e *Error) Causes() []string { return append([]string(nil), e.causes...) }

// errorJSON is the form of an Error in JSON. Lines and columns count from 1, columns in
// characters. What is not known is left out.
type errorJSON struct {
	Kind    string      `json:"kind"` // "" for a thrown value that is no error
	Message string      `json:"message"`
	Hint    string      `json:"hint,omitempty"`
	Place   *placeJSON  `json:"place,omitempty"`
	Snippet string      `json:"snippet,omitempty"`
	Value   string      `json:"value,omitempty"` // as print shows it, of a value that is no error
	Causes  []string    `json:"causes,omitempty"`
	Frames  []frameJSON `json:"frames,omitempty"` // innermost first
}

type placeJSON struct {
	File      string `json:"file"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"end_line"`
	EndColumn int    `json:"end_column"`
}

type frameJSON struct {
	Function string     `json:"function,omitempty"` // left out for the body of a module
	Place    *placeJSON `json:"place,omitempty"`    // left out for a built-in
	How      string     `json:"how"`                // at, resumed or transferred
	Skipped  int        `json:"skipped,omitempty"`  // so many frames before this one are left out
}

// MarshalJSON returns the error for logs and for other programs:
//
//	{
//	  "kind": "arithmetic", "message": "division by zero: 3 / 0", "hint": "…",
//	  "place": {"file": "a.coro", "line": 1, "column": 14, "end_line": 1, "end_column": 19},
//	  "snippet": "…", "value": "…", "causes": ["…"],
//	  "frames": [{"function": "half", "place": {…}, "how": "at", "skipped": 2}, …]
//	}
//
// Lines and columns count from 1. how is "resumed" for a frame that has resumed the
// coroutine of the frames before it, and "transferred" for one that had transferred away.
// What is not known is left out: a built-in has no place, the body of a module no
// function; value is there for a thrown value that is no error.
func (e *Error) MarshalJSON() ([]byte, error) {
	j := errorJSON{Kind: e.Kind, Message: e.Message, Hint: e.Hint, Snippet: e.Snippet(), Causes: e.causes}
	j.Place = newPlaceJSON(e.Place())
	if v := e.Value.norm(); e.Kind == "" {
		j.Value = v.String()
	}
	for _, f := range e.Frames {
		x := frameJSON{Function: f.Function, Place: newPlaceJSON(f.File, f.Span), How: "at", Skipped: f.Skipped}
		if f.TransferredAt {
			x.How = "transferred"
		} else if f.ResumedAt {
			x.How = "resumed"
		}
		j.Frames = append(j.Frames, x)
	}
	return json.Marshal(j)
}

func newPlaceJSON(file *source.File, span source.Span) *placeJSON {
	if file == nil {
		return nil
	}
	p := &placeJSON{File: file.Name}
	p.Line, p.Column = file.Position(int(span.Start))
	p.EndLine, p.EndColumn = file.Position(int(span.End))
	return p
}
