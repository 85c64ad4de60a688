package parser

// The S-expressions that tests show trees by.

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/coro-lang/coro/ast"
	"github.com/coro-lang/coro/lexer/source"
)

// dump writes a node as `(Type field …)`, without places and empty fields.
func dump(node any) string {
	var b strings.Builder
	dumpValue(&b, reflect.ValueOf(node))
	return b.String()
}

func dumpValue(b *strings.Builder, v reflect.Value) {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		dumpValue(b, v.Elem())
	case reflect.Slice:
		b.WriteByte('[')
		for i := range v.Len() {
			if i > 0 {
				b.WriteByte(' ')
			}
			dumpValue(b, v.Index(i))
		}
		b.WriteByte(']')
	case reflect.Struct:
		dumpStruct(b, v)
	case reflect.String:
		fmt.Fprintf(b, "%q", v.String())
	default:
		fmt.Fprint(b, v.Interface())
	}
}

func dumpStruct(b *strings.Builder, v reflect.Value) {
	if v.Type() == reflect.TypeFor[ast.Ident]() {
		b.WriteString(v.FieldByName("Name").String())
		return
	}
	b.WriteString("(" + v.Type().Name())
	for i := range v.NumField() {
		switch field := v.Field(i); field.Interface().(type) {
		case ast.Loc, ast.Mark, source.Span:
		default:
			switch name := v.Type().Field(i).Name; {
			case field.Kind() == reflect.Bool && name != "Value":
				if field.Bool() {
					b.WriteString(" " + strings.ToLower(name))
				}
			case field.IsZero() && name != "Value":
				if name == "Lo" || name == "Hi" {
					b.WriteString(" _")
				}
			case field.Kind() == reflect.Interface && field.IsNil():
			default:
				b.WriteByte(' ')
				dumpValue(b, field)
			}
		}
	}
	b.WriteByte(')')
}
