// Names of Go structs: what scripts call their fields and methods.

package vm

import (
	"reflect"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/coro-lang/coro/lexer/source"
)

// Names says what scripts call the fields and methods of Go structs. It is immutable,
// and may be shared by any number of VMs; the types that they meet are looked at once.
type Names struct {
	name  func(goName string, tag reflect.StructTag) string
	types sync.Map // of *hostType, by reflect.Type
}

// NewNames makes Names of a function that gets the name of an exported field or method,
// and the tag of a field, and returns what scripts call it, or "" if they are not to see
// it. It may leave to [StandardName] what it does not care about.
func NewNames(name func(goName string, tag reflect.StructTag) string) *Names {
	return &Names{name: name}
}

// standardNames serves a Config without Names, and [As].
var standardNames = NewNames(StandardName)

// StandardName is how fields and methods are called where [Config] does not say
// otherwise: as a tag `coro:"name"` says, else by the name of Go in lower case with
// underscores, such as user_id for UserID. The tag `coro:"-"` hides a field, and
// `coro:",readonly"` keeps scripts from setting it.
func StandardName(goName string, tag reflect.StructTag) string {
	name, _, _ := strings.Cut(tag.Get("coro"), ",")
	switch name {
	case "":
		return snakeCase(goName)
	case "-":
		return ""
	}
	return name
}

// snakeCase writes a name of Go as scripts write theirs. An acronym is one word, with
// the s of its plural.
func snakeCase(name string) string {
	var b strings.Builder
	letters := []rune(name)
	for i, c := range letters {
		if i > 0 && unicode.IsUpper(c) && letters[i-1] != '_' {
			last := i == len(letters)-1
			plural := i+2 == len(letters) && letters[i+1] == 's'
			if !unicode.IsUpper(letters[i-1]) || !last && !plural && unicode.IsLower(letters[i+1]) {
				b.WriteByte('_')
			}
		}
		b.WriteRune(unicode.ToLower(c))
	}
	return b.String()
}

// hostType is a Go type as scripts see it.
type hostType struct {
	t       reflect.Type // of what the object holds: a pointer to a struct, or another type
	name    string
	members map[string]*hostMember
	sorted  []string
}

// hostMember is a field or a method.
type hostMember struct {
	goName   string
	index    []int // of a field
	readonly bool
	method   *native // nil for a field
}

// of returns what scripts see of a type.
func (n *Names) of(t reflect.Type) *hostType {
	if known, ok := n.types.Load(t); ok {
		return known.(*hostType)
	}
	known, _ := n.types.LoadOrStore(t, n.describe(t))
	return known.(*hostType)
}

func (n *Names) describe(t reflect.Type) *hostType {
	ht := &hostType{t: t, name: typeName(t), members: make(map[string]*hostMember)}
	if fields := t; fields.Kind() == reflect.Pointer && fields.Elem().Kind() == reflect.Struct {
		for _, f := range reflect.VisibleFields(fields.Elem()) {
			if f.IsExported() {
				_, options, _ := strings.Cut(f.Tag.Get("coro"), ",")
				ht.add(n.name(f.Name, f.Tag), &hostMember{goName: f.Name, index: f.Index, readonly: options == "readonly"})
			}
		}
	}
	for method := range t.Methods() {
		if method.IsExported() {
			if name := n.name(method.Name, ""); name != "" {
				ht.add(name, &hostMember{goName: method.Name, method: newHostMethod(ht.name+"."+name, method)})
			}
		}
	}
	slices.Sort(ht.sorted)
	return ht
}

// add adds a member, unless another one has the name.
func (ht *hostType) add(name string, x *hostMember) {
	if name != "" && ht.members[name] == nil {
		ht.members[name] = x
		ht.sorted = append(ht.sorted, name)
	}
}

// typeName is what messages call a type: its name in Go without the package.
func typeName(t reflect.Type) string {
	for t.Kind() == reflect.Pointer && t.Name() == "" {
		t = t.Elem()
	}
	if name := t.Name(); name != "" {
		name, _, _ = strings.Cut(name, "[") // of a generic type
		return name
	}
	return t.String()
}

// article returns the name with its article.
func (ht *hostType) article() string {
	if strings.ContainsAny(ht.name[:1], "AEIOaeio") {
		return "an `" + ht.name + "`"
	}
	return "a `" + ht.name + "`"
}

// noMember is the error for a name that an object of the type does not have.
func (ht *hostType) noMember(name string) *errorObject {
	e := faultf("name", "%s of the host has no field or method `%s`", ht.article(), name)
	e.hint = ht.suggest(name)
	return e
}

// suggest hints at what may have been meant, also by somebody who knows the name in Go.
func (ht *hostType) suggest(name string) string {
	for _, known := range ht.sorted {
		if ht.members[known].goName == name {
			return "did you mean `" + known + "`?"
		}
	}
	if near, ok := source.Suggest(name, ht.sorted); ok {
		return "did you mean `" + near + "`?"
	}
	return listNames("it has", ht.sorted)
}
