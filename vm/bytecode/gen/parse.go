package main

// The notation of the table: operands and their marks to what the verifier checks.

import (
	"fmt"
	"slices"
	"strings"
)

// spec is an instruction of the table with its operands taken apart.
type spec struct {
	opcode
	fields [4]operand // x, a, b, c
	inline operand
	ends   bool
}

// operand is one operand: a kind of [kinds] and the marks that followed it.
type operand struct {
	kind, form string
	run        string // "1+B"; set for every register
	last       bool   // X can say that the register is read for the last time
	positive   bool
	forward    bool
	limit      string // "string", "any" …
}

// limits names, by operand letter, what a colon may be followed by.
var limits = map[string][]string{
	"k": {"string", "keys", "name", "value", "class"},
	"K": {"string", "keys", "name", "value"},
	"x": {"any"},
	"#": {"float"},
}

// parseTable takes the whole table apart and reports what does not fit.
func parseTable() ([]spec, error) {
	var specs []spec
	seen := map[string]bool{}
	for _, op := range table {
		s, err := parseOpcode(op)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", op.name, err)
		}
		if seen[op.name] {
			return nil, fmt.Errorf("%s: declared twice", op.name)
		}
		seen[op.name] = true
		specs = append(specs, s)
	}
	for _, name := range ends {
		if !seen[name] {
			return nil, fmt.Errorf("ends: no instruction %s", name)
		}
	}
	if len(specs) > 256 {
		return nil, fmt.Errorf("%d instructions do not fit into 8 bits", len(specs))
	}
	return specs, nil
}

func parseOpcode(op opcode) (spec, error) {
	s := spec{opcode: op, ends: slices.Contains(ends, op.name)}
	f := strings.Fields(op.operands)
	if len(f) == 3 { // a 32-bit operand takes b and c
		f = append(f, "-")
	}
	if len(f) != 4 {
		return s, fmt.Errorf("operands %q", op.operands)
	}
	for i, text := range f {
		o, err := parseOperand(text)
		if err != nil {
			return s, err
		}
		s.fields[i] = o
	}
	if strings.HasPrefix(s.fields[2].form, "Wide") != (len(strings.Fields(op.operands)) == 3) {
		return s, fmt.Errorf("operands %q: a 32-bit operand stands in b and leaves out c", op.operands)
	}
	word := op.word
	if word == "" {
		word = "-"
	}
	var err error
	s.inline, err = parseOperand(word)
	return s, err
}

func parseOperand(text string) (operand, error) {
	letter, rest := text[:1], text[1:]
	var o operand
	for _, k := range kinds {
		if k.letter == letter {
			o.kind, o.form = k.name, k.form
		}
	}
	if o.kind == "" {
		return o, fmt.Errorf("unknown operand kind %q", letter)
	}
	switch limit, hasLimit := strings.CutPrefix(rest, ":"); {
	case o.form == "Register":
		run, ok := strings.CutPrefix(rest, "(")
		run, closed := strings.CutSuffix(run, ")")
		switch {
		case ok && closed:
			o.run = run
		case rest == "" && !strings.Contains("fst", letter):
			o.run = "1"
		case rest == "!" && letter == "r":
			o.run, o.last = "1", true
		default:
			return o, fmt.Errorf("operand %q: a run has a length, as in (1+B)", text)
		}
	case rest == "":
	case rest == "+" && letter == "n":
		o.positive = true
	case rest == ">" && strings.Contains("jJ", letter):
		o.forward = true
	case hasLimit && slices.Contains(limits[letter], limit):
		o.limit = limit
	default:
		return o, fmt.Errorf("operand %q: unknown mark", text)
	}
	return o, nil
}

// runLiteral is the Go literal of the length of a run.
func runLiteral(run string) (string, error) {
	if run == "" {
		return "Run{}", nil
	}
	fixed, fields, keys := 0, []string{}, ""
	for term := range strings.SplitSeq(run, "+") {
		switch {
		case len(term) == 1 && term >= "0" && term <= "9":
			fixed += int(term[0] - '0')
		case len(term) == 1 && strings.Contains("XABC", term):
			fields = append(fields, "Field"+term)
		case term == "K":
			keys = ", Keys: true"
		case term == "M":
			keys = ", Class: true"
		default:
			return "", fmt.Errorf("length %q of a run: unknown term %q", run, term)
		}
	}
	sum := strings.Join(fields, " | ")
	if sum == "" {
		sum = "0"
	}
	return fmt.Sprintf("Run{Fixed: %d, Fields: %s%s}", fixed, sum, keys), nil
}
