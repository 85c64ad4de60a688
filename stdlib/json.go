package stdlib

// The module json: values from and to the text of JSON (RFC 8259).

import (
	"strings"
	"unicode/utf8"

	"github.com/coro-lang/coro/vm"
)

// JSON returns the module json. It has no state and reaches nothing outside.
func JSON() *vm.HostModule { return jsonModule }

const jsonDoc = "Values from and to the text of JSON. Objects are maps, in the order of their keys, and arrays are lists. " +
	"A number without fraction and exponent is an int, and exact: one that no int holds is an error unless the option `big` says otherwise. " +
	"Any other number is a float. What cannot be read is an error of kind `value` with line and column; " +
	"data nested deeper than 1000 levels is one of kind `depth`."

const jsonOptions = "Options: `duplicates: true` lets the last of equal keys of an object count, which are an error without it; " +
	"`big: \"float\"` or `\"string\"` says what an int out of range becomes."

var jsonModule = lazy("json", jsonDoc, func() []vm.Member {
	return []vm.Member{
		{
			Name: "parse", Params: "text: string, options: map? = nil", Func: jsonParse,
			Doc:     "Returns the value that a text holds. " + jsonOptions,
			Example: "json.parse(`{\"b\": [1, 2.0, null], \"a\": \"\\u00e9\"}`) // {b: [1, 2.0, nil], a: \"é\"}\njson.parse(\"12345678901234567890\", {big: \"float\"}) // 1.2345678901234567e+19",
		},
		{
			Name: "stream", Params: "source: iterable, options: map? = nil",
			Coro: `fn stream(source, options = nil) {
				let elements = _stream(source, options)
				return coro stream_items(if source is string { [source] } else { source }, options, elements)
			}
			fn stream_items(source, options, elements) {
				var text, line, column = "", 1, 1
				var from, at, state = 0, 0, 0           // of the value that is being looked for
				for chunk in with_end(source) {
					let last = chunk == nil
					if !last {
						line, column = _place(text, from, line, column)
						text = text[from:] + chunk
						from, at = 0, at - from
					}
					var to = 0
					while to != nil {
						from, to, at, state = _next(text, from, at, state, elements, last, line, column)
						if to != nil {
							yield _decode(text, from, to, options, line, column)
							from = to
						}
					}
				}
			}` + withEnd,
			Doc: "Decodes one value after the other, and returns a coroutine that gives them. source is a string, or anything that a loop goes over and that gives the text in parts, such as `io.lines()`; no more of it is read, or kept, than a value needs. " +
				"Values follow each other, with white space between them if need be; the option `elements: true` makes it go over the elements of arrays instead, however large these are. The other options are those of parse.",
			Example: "list(json.stream([\"{\\\"a\\\": \", \"1} [2]\\n\", \"3\"])) // [{a: 1}, [2], 3]\nlist(json.stream(\"[1, [2], {}]\", {elements: true})) // [1, [2], {}]",
		},
		{
			Name: "stringify", Params: "value, indent: int|string? = nil", Func: jsonStringify,
			Doc: "Returns the text of a value: nil, a bool, a number, a string, a list or tuple, a map whose keys are strings, or a record as the object of its fields. " +
				"With indent, a number of blanks or the text of one step, each element is on a line of its own. A float keeps its point, so that parse gives the same value. nan, inf, and a string that is no UTF-8 are errors of kind `value`, other values ones of kind `type`.",
			Example: "json.stringify({name: \"Ada\", tags: (\"x\", nil), n: 1.0}) // \"{\\\"name\\\":\\\"Ada\\\",\\\"tags\\\":[\\\"x\\\",null],\\\"n\\\":1.0}\"\njson.stringify([1, {}], 2) // \"[\\n  1,\\n  {}\\n]\"",
		},
		{Name: "_stream", Params: "source: iterable, options: map?", Func: jsonCheck},
		{Name: "_decode", Params: "text: string, from: int, to: int, options, line: int, column: int", Func: jsonDecode},
		{Name: "_next", Params: "text: string, from: int, at: int, state: int, elements: bool, last: bool, line: int, column: int", Func: jsonNext},
		{Name: "_place", Params: "text: string, at: int, line: int, column: int", Func: jsonPlace},
	}
})

// maxJSONDepth bounds how deep values nest, as the language does for comparing and
// printing them.
const maxJSONDepth = 1000

// place is a line and a column, in characters, both from 1 on.
type place struct{ line, column int64 }

// behind returns the place that is behind a text which begins at p.
func (p place) behind(text string) place {
	if n := strings.Count(text, "\n"); n > 0 {
		p.line, p.column = p.line+int64(n), 1
		text = text[strings.LastIndexByte(text, '\n')+1:]
	}
	p.column += int64(utf8.RuneCountInString(text))
	return p
}

// jsonOptionSet are the options of the functions that read.
type jsonOptionSet struct {
	duplicates, elements bool
	big                  string
}

func readJSONOptions(function string, given vm.Value) (o jsonOptionSet, err error) {
	known := map[string]option{
		"duplicates": boolOption(&o.duplicates),
		"big":        choiceOption(&o.big, "error", "float", "string"),
	}
	if function == "json.stream" {
		known["elements"] = boolOption(&o.elements)
	}
	return o, readOptions(function, given, known)
}

func jsonParse(c *vm.Call, args []vm.Value) (vm.Value, error) {
	options, err := readJSONOptions("json.parse", argument(args, 1))
	if err != nil {
		return vm.Nil, err
	}
	text := stringOf(args[0])
	return (&jsonReader{c: c, text: text, options: options, begin: place{1, 1}}).whole()
}

// jsonCheck checks the arguments of stream, and reports whether it goes over elements.
func jsonCheck(_ *vm.Call, args []vm.Value) (vm.Value, error) {
	options, err := readJSONOptions("json.stream", args[1])
	return vm.Bool(options.elements), err
}

// jsonDecode decodes a value of a stream.
func jsonDecode(c *vm.Call, args []vm.Value) (vm.Value, error) {
	options, err := readJSONOptions("json.stream", args[3])
	if err != nil {
		return vm.Nil, err
	}
	text, from, to := stringOf(args[0]), intOf(args[1]), intOf(args[2])
	r := jsonReader{c: c, text: text[:to], at: int(from), paid: int(from), options: options, begin: place{intOf(args[4]), intOf(args[5])}}
	return r.whole()
}

// jsonPlace returns the line and column of an index of a text that begins at others.
func jsonPlace(c *vm.Call, args []vm.Value) (vm.Value, error) {
	text := stringOf(args[0])[:intOf(args[1])]
	if err := c.Charge(int64(len(text))/16, 0); err != nil {
		return vm.Nil, err
	}
	p := place{intOf(args[2]), intOf(args[3])}.behind(text)
	return c.Tuple(vm.Int(p.line), vm.Int(p.column))
}
