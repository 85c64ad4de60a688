package ast

// The tree as text, for people who want to see it.

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/coro-lang/coro/lexer/source"
)

// Dump returns a module as an indented outline: a node a line, with its place and what
// it holds. Parts that are absent are left out.
func Dump(m *Module) string {
	d := dumper{file: m.File}
	for _, s := range m.Stmts {
		d.node(s, "")
	}
	return d.b.String()
}

type dumper struct {
	b     strings.Builder
	file  *source.File
	level int
}

// node writes a node and, a level deeper, its parts.
func (d *dumper) node(n Node, label string) {
	line, column := d.file.Position(int(n.Span().Start))
	v := reflect.Indirect(reflect.ValueOf(n))
	d.head(v, label)
	fmt.Fprintf(&d.b, "  %d:%d\n", line, column)
	d.parts(v)
}

// head writes the name of a node with what it holds beside other nodes.
func (d *dumper) head(v reflect.Value, label string) {
	d.b.WriteString(strings.Repeat("  ", d.level) + label + v.Type().Name())
	for i := range v.NumField() {
		name, field := v.Type().Field(i).Name, v.Field(i)
		switch x := field.Interface().(type) {
		case Loc, Mark, source.Span:
		case fmt.Stringer:
			if field.Kind() == reflect.Uint8 && x.String() != "" {
				d.b.WriteString(" " + x.String())
			}
		case string:
			if x != "" || name == "Value" {
				fmt.Fprintf(&d.b, " %q", x)
			}
		case bool:
			if name == "Value" {
				fmt.Fprintf(&d.b, " %t", x)
			} else if x {
				d.b.WriteString(" " + strings.ToLower(name))
			}
		case int64, float64:
			fmt.Fprintf(&d.b, " %v", x)
		}
	}
}

// parts writes the nodes in the fields of a struct, a level deeper.
func (d *dumper) parts(v reflect.Value) {
	d.level++
	for i := range v.NumField() {
		d.part(v.Field(i), v.Type().Field(i).Name)
	}
	d.level--
}

// part writes the nodes in a field. A list without a name of its own is what a block or
// a module is about.
func (d *dumper) part(v reflect.Value, name string) {
	label := name + ": "
	if name == "Stmts" || name == "Stmt" || name == "X" {
		label = ""
	}
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if n, ok := v.Interface().(Node); ok && !v.IsNil() {
			d.node(n, label)
		}
	case reflect.Slice:
		for i := range v.Len() {
			d.part(v.Index(i), name)
		}
	case reflect.Struct:
		switch v.Interface().(type) {
		case Loc, Mark, source.Span:
		default:
			d.node(v.Addr().Interface().(Node), label)
		}
	}
}
