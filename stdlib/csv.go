package stdlib

// The module csv: tables as text (RFC 4180).

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/coro-lang/coro/vm"
)

// CSV returns the module csv. It has no state and reaches nothing outside.
func CSV() *vm.HostModule { return csvModule }

const csvDoc = "Tables as text: a line a row, with commas between fields, which stand in double quotes if they hold commas, quotes or line breaks. " +
	"Fields are strings. Empty lines are skipped. What cannot be read is an error of kind `value` with line and column."

const csvOptions = "Options: `separator: \";\"`, one character; `header: true`, which makes the first row the keys of the others, and these maps; `comment: \"#\"`, with which lines begin that are skipped."

var csvModule = lazy("csv", csvDoc, func() []vm.Member {
	return []vm.Member{
		{
			Name: "parse", Params: "text: string, options: map? = nil",
			Coro: `fn parse(text, options = nil) {
				_parse(text, options)
				let rows = []
				for row in coro rows_of([text], options) { rows.push(row) }
				return rows
			}
			fn rows_of(source, options) {
				let header = _header(options)
				var names = nil
				for row in coro fields_of(source, options) {
					if !header { yield row } else if names == nil { names = row } else { yield _entries(names, row) }
				}
			}
			fn fields_of(source, options) {
				var text, from, at, state, line = "", 0, 0, 0, 1
				for chunk in with_end(source) {
					let last = chunk == nil
					if !last {
						text = text[from:] + chunk
						from, at = 0, at - from
					}
					var row = nil
					while true {
						row, from, at, state, line = _next(text, from, at, state, line, last, options)
						if row == nil { break }
						yield row
					}
				}
			}` + withEnd,
			Doc:     "Returns a list of the rows of a text, each a list of its fields. " + csvOptions,
			Example: "csv.parse(\"name,n\\n\\\"Smith, J.\\\",2\\n\") // [[\"name\", \"n\"], [\"Smith, J.\", \"2\"]]\ncsv.parse(\"name;n\\nann;2\", {separator: \";\", header: true}) // [{name: \"ann\", n: \"2\"}]",
		},
		{
			Name: "read", Params: "source: iterable, options: map? = nil",
			Coro: `fn read(source, options = nil) {
				_read(source, options)
				return coro rows_of(if source is string { [source] } else { source }, options)
			}`,
			Doc:     "Returns a coroutine that gives the rows one after the other. source is a string, or anything that a loop goes over and that gives the text in parts: no more of it is read, or kept, than a row needs. Parts may end anywhere, so lines need their line breaks. The options are those of parse.",
			Example: "let rows = csv.read([\"a,b\\n1,\", \"2\\n\"])\nresume(rows) // [\"a\", \"b\"]\nresume(rows) // [\"1\", \"2\"]",
		},
		{
			Name: "stringify", Params: "rows: iterable, options: map? = nil",
			Coro: `fn stringify(rows, options = nil) {
				_stringify(rows, options)
				let lines = []
				var names = nil
				for row in rows {
					var values = row
					if row is map {
						if names == nil {
							names = keys(row)
							lines.push(_line(names.map(str), options))
						}
						values = values_of(names, row)
					}
					let fields = []
					for x in values { fields.push(if x == nil { "" } else { str(x) }) }
					lines.push(_line(fields, options))
				}
				return lines.join()
			}
			fn values_of(names, row) {
				let values = []
				var found = 0
				for name in names {
					values.push(row[name])
					if name in row { found += 1 }
				}
				if found == len(row) { return values }
				for k in keys(row) {
					if k !in names { throw error("csv.stringify: a row has the key ${k}, which the first row has not", {kind: "value"}) }
				}
			}`,
			Doc:     "Returns the text of rows: lists or tuples, or maps, whose keys are then the first row. Fields may be of any type; nil is an empty one. The option `separator` is that of parse.",
			Example: "csv.stringify([[\"a\", 1], [\"b, c\", nil]]) // \"a,1\\n\\\"b, c\\\",\\n\"\ncsv.stringify([{name: \"ann\", n: 2}, {name: \"bob\"}]) // \"name,n\\nann,2\\nbob,\\n\"",
		},
		{Name: "_entries", Params: "names: list, row: list", Func: csvEntries},
		{Name: "_header", Params: "options: map?", Func: csvHeader},
		{Name: "_line", Params: "fields: list, options: map?", Func: csvLine},
		{Name: "_next", Params: "text: string, from: int, at: int, state: int, line: int, last: bool, options: map?", Func: csvNext},
		{Name: "_parse", Params: "text: string, options: map?", Func: csvCheck("csv.parse")},
		{Name: "_read", Params: "source: iterable, options: map?", Func: csvCheck("csv.read")},
		{Name: "_stringify", Params: "rows: iterable, options: map?", Func: csvCheck("csv.stringify")},
	}
})

// csvOptionSet are the options of all functions.
type csvOptionSet struct {
	separator string
	comment   string // "" if there are no comments
	header    bool
}

func readCSVOptions(function string, given vm.Value) (o csvOptionSet, err error) {
	o.separator = ","
	character := func(to *string) option {
		return func(v vm.Value) error {
			s, _ := v.AsString()
			if utf8.RuneCountInString(s) != 1 || strings.Contains("\"\r\n", s) || !utf8.ValidString(s) {
				return fmt.Errorf("one character, and no quote or line break")
			}
			*to = s
			return nil
		}
	}
	known := map[string]option{"separator": character(&o.separator)}
	if function != "csv.stringify" {
		known["comment"], known["header"] = character(&o.comment), boolOption(&o.header)
	}
	if err = readOptions(function, given, known); err == nil && o.comment == o.separator {
		err = failf("value", "`%s`: a comment begins with the separator", function)
	}
	return o, err
}

// csvCheck checks the arguments of a function.
func csvCheck(name string) function {
	return func(_ *vm.Call, args []vm.Value) (vm.Value, error) {
		_, err := readCSVOptions(name, args[1])
		return vm.Nil, err
	}
}

func csvHeader(_ *vm.Call, args []vm.Value) (vm.Value, error) {
	o, err := readCSVOptions("csv.read", args[0])
	return vm.Bool(o.header), err
}

// csvEntries makes a map of a row.
func csvEntries(c *vm.Call, args []vm.Value) (vm.Value, error) {
	names, row := args[0], args[1]
	if size(names) != size(row) {
		return vm.Nil, failf("value", "csv: a row has %s, the header %d", plural(size(row), "field"), size(names))
	}
	if err := c.Charge(int64(size(row)), 32*int64(size(row))); err != nil {
		return vm.Nil, err
	}
	entries := make([]vm.Value, 2*size(row))
	i := 0
	for _, name := range names.Parts() {
		entries[i] = name
		i += 2
	}
	i = 1
	for _, x := range row.Parts() {
		entries[i] = x
		i += 2
	}
	return c.Map(entries...)
}

// csvLine makes the line of a row.
func csvLine(c *vm.Call, args []vm.Value) (vm.Value, error) {
	o, err := readCSVOptions("csv.stringify", args[1])
	if err != nil {
		return vm.Nil, err
	}
	out, i, n := output{c: c}, 0, size(args[0])
	for _, v := range args[0].Parts() {
		if i > 0 {
			err = out.add(o.separator)
		}
		if i++; err == nil {
			err = out.field(stringOf(v), o.separator, n == 1)
		}
		if err != nil {
			return vm.Nil, err
		}
	}
	if err := out.add("\n"); err != nil {
		return vm.Nil, err
	}
	return out.value()
}

// field appends a field, in quotes if need be. A line of one empty field would be an
// empty line.
func (o *output) field(s, separator string, alone bool) error {
	if err := o.c.Charge(int64(len(s))/8+1, 0); err != nil {
		return err
	}
	if !strings.Contains(s, separator) && !strings.ContainsAny(s, "\"\r\n") && !strings.HasPrefix(s, " ") && (s != "" || !alone) {
		return o.add(s)
	}
	if err := o.room(len(s) + strings.Count(s, `"`) + 2); err != nil {
		return err
	}
	o.WriteByte('"')
	for part := range strings.SplitAfterSeq(s, `"`) {
		o.WriteString(part)
		if strings.HasSuffix(part, `"`) {
			o.WriteByte('"')
		}
	}
	return o.WriteByte('"')
}
