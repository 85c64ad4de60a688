package stdlib

// The reader of the module csv.

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/coro-lang/coro/vm"
)

// What a scanner is in, an int that a coroutine can keep.
const (
	csvStart   = iota // at the start of a line
	csvOutside        // outside of quotes
	csvInside         // inside of quotes
	csvComment        // in a comment
)

// csvScan looks for the end of a row in what there is of a text: a line break that has
// an even number of quotes before it.
type csvScan struct {
	c        *vm.Call
	text     string
	from, at int // of the row
	state    int
	line     int64 // of the start of the row
	last     bool  // no more text follows
	options  csvOptionSet
}

// csvNext looks for the next row from where the last call has stopped. It returns
// (row, from, at, state, line), where the row is nil if its end is not there yet.
func csvNext(c *vm.Call, args []vm.Value) (vm.Value, error) {
	options, err := readCSVOptions("csv.read", args[6])
	if err != nil {
		return vm.Nil, err
	}
	s := csvScan{c: c, text: stringOf(args[0]), from: int(intOf(args[1])), at: int(intOf(args[2])), state: int(intOf(args[3])), line: intOf(args[4]), options: options}
	s.last, _ = args[5].AsBool()
	row, err := s.next()
	if err != nil {
		return vm.Nil, err
	}
	return c.Tuple(row, vm.Int(int64(s.from)), vm.Int(int64(s.at)), vm.Int(int64(s.state)), vm.Int(s.line))
}

// next returns the next row, or nil.
func (s *csvScan) next() (vm.Value, error) {
	for {
		found, err := s.find()
		if err != nil || !found {
			return vm.Nil, err
		}
		text, line, state := s.text[s.from:s.at], s.line, s.state
		s.from, s.state = s.at, csvStart
		s.line += int64(strings.Count(text, "\n"))
		if state != csvComment && text != "\n" && text != "\r\n" && text != "\r" {
			return csvRow(s.c, text, line, s.options.separator)
		}
	}
}

// find goes on to the end of a line or row, and reports whether it is there.
func (s *csvScan) find() (bool, error) {
	const piece = 4096
	for paid := s.at; s.at < len(s.text); s.at++ {
		if s.at >= paid {
			paid += piece
			if err := s.c.Charge(min(piece, int64(len(s.text)-s.at))/8+1, 0); err != nil {
				return false, err
			}
		}
		if s.state == csvStart {
			if rest, comment := s.text[s.at:], s.options.comment; len(rest) < len(comment) && !s.last {
				return false, nil
			} else if s.state = csvOutside; comment != "" && strings.HasPrefix(rest, comment) {
				s.state = csvComment
			}
		}
		switch b := s.text[s.at]; {
		case b == '\n' && s.state != csvInside:
			s.at++
			return true, nil
		case b == '"' && s.state == csvOutside:
			s.state = csvInside
		case b == '"' && s.state == csvInside:
			s.state = csvOutside
		}
	}
	return s.last && s.from < s.at, nil
}

// csvRow makes the list of the fields of a row, which begins in a line.
func csvRow(c *vm.Call, text string, line int64, separator string) (vm.Value, error) {
	whole := text
	wrong := func(rest, problem, hint string) (vm.Value, error) {
		p := place{line, 1}.behind(whole[:len(whole)-len(rest)])
		return vm.Nil, vm.NewError("value", fmt.Sprintf("cannot read CSV at %d:%d: %s", p.line, p.column, problem), hint)
	}
	text = strings.TrimSuffix(text, "\n")
	text = strings.TrimSuffix(text, "\r")
	ending := whole[len(text):]
	count := int64(strings.Count(text, separator)) + 1
	if err := c.Charge(count, 16*count); err != nil {
		return vm.Nil, err
	}
	fields := make([]vm.Value, 0, count)
	for {
		var field string
		quoted := strings.HasPrefix(text, `"`)
		if quoted {
			var ok bool
			start := text + ending
			if field, text, ok = csvQuoted(text[1:]); !ok {
				return wrong(start, "the quote that begins here has no end", "")
			}
		} else {
			end := strings.Index(text, separator)
			if end < 0 {
				end = len(text)
			}
			field = text[:end]
			if i := strings.IndexByte(field, '"'); i >= 0 {
				return wrong(text[i:]+ending, "a quote in a field that does not begin with one", "a field with quotes stands in quotes, in which each is doubled")
			}
			text = text[end:]
		}
		v, err := c.CopyString(field)
		if err != nil {
			return vm.Nil, err
		}
		fields = append(fields, v)
		if text == "" {
			return c.List(fields...)
		}
		after, ok := strings.CutPrefix(text, separator)
		if !ok {
			_, size := utf8.DecodeRuneInString(text)
			return wrong(text+ending, fmt.Sprintf("expected `%s` or the end of the line behind a quoted field, found %q", separator, text[:size]), "a quote in a quoted field is doubled")
		}
		text = after
	}
}

// csvQuoted takes a field apart, whose first quote is gone already, from what follows
// it. It reports whether the field has an end.
func csvQuoted(text string) (field, rest string, ok bool) {
	end := 0
	for {
		i := strings.IndexByte(text[end:], '"')
		if i < 0 {
			return "", "", false
		}
		if end += i + 1; end == len(text) || text[end] != '"' {
			break
		}
		end++
	}
	field = strings.ReplaceAll(text[:end-1], `""`, `"`)
	return strings.ReplaceAll(field, "\r\n", "\n"), text[end:], true
}
