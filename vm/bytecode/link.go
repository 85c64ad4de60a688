package bytecode

// Linking: what is wrong with an import, as soon as its module is known.

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/coro-lang/coro/lexer/source"
)

// Extension is what the name of a source file ends with; an import may leave it
// out.
const Extension = ".coro"

// maxPath is the length in bytes of the longest path of an import.
const maxPath = 1000

// CheckPath says what is wrong with the path of an import, whatever files there
// are, and what to do about it; message is "" if nothing is. A path that it
// accepts is relative to the file that imports.
func CheckPath(path string) (message, hint string) {
	const relative = "a path is relative to the file that imports: `import \"./shapes\" as shapes`"
	switch {
	case path == "":
		return "the path of a module is empty", relative
	case len(path) > maxPath:
		return fmt.Sprintf("the path of a module has %d bytes, more than %d", len(path), maxPath), ""
	case !utf8.ValidString(path) || strings.ContainsFunc(path, unicode.IsControl):
		return "the path of a module has a character that no name of a file has", relative
	case strings.Contains(path, "\\"):
		return "the path of a module has a `\\`", "write `/` between folders, on every system"
	case strings.HasPrefix(path, "/") || len(path) > 1 && path[1] == ':':
		return "the path of a module is absolute", relative
	case !strings.HasPrefix(path, "./") && !strings.HasPrefix(path, "../"):
		if strings.ContainsAny(path, "./") {
			return "the path of a module begins with `./` or `../`", "write \"./" + path + "\" for a file beside this one"
		}
		return "the path of a module begins with `./` or `../`",
			"write \"./" + path + "\" for a file, or `import " + path + "` for a module of the host"
	}
	if last := path[strings.LastIndexByte(path, '/')+1:]; last == "" || last == "." || last == ".." {
		return "the path of a module names a folder", "import a file of it: a path ends with the name of a file"
	}
	return "", ""
}

// CheckHost returns what is wrong with m, an import of a module of the host, if
// the host offers modules: their exports by name. withheld are hints for those that it
// does not offer on purpose.
func (m *Import) CheckHost(modules map[string]func() []string, withheld map[string]string) source.Diagnostics {
	if exports, ok := modules[m.Module]; ok {
		return m.CheckNames(exports())
	}
	d := source.Diagnostic{
		Code: "unknown-module", Span: m.Span, Message: fmt.Sprintf("the host offers no module `%s`", clip(m.Module)),
	}
	if hint, ok := withheld[m.Module]; ok {
		d.Message, d.Hint = fmt.Sprintf("the module `%s` is not allowed here", m.Module), hint
		return source.Diagnostics{d}
	}
	offered := slices.Sorted(maps.Keys(modules))
	if s, ok := source.Suggest(m.Module, offered); ok {
		d.Hint = "did you mean `" + s + "`?"
	} else if s := foreignModules[m.Module]; modules[s] != nil {
		d.Hint = "write `import " + s + "`"
	} else {
		d.Hint = "a file is imported by its path: `import \"./" + clip(m.Module) + "\" as " + clip(m.Module) + "`"
		if len(offered) > 0 {
			d.Hint = "the host offers: " + enumerate(offered) + "; " + d.Hint
		}
	}
	return source.Diagnostics{d}
}

// maxUnknown is how many names of one import CheckNames reports. It bounds the cost
// of "did you mean", which looks at every export for each.
const maxUnknown = 10

// CheckNames returns what is wrong with the first names of m that are unknown, if
// these are the exports of its module.
func (m *Import) CheckNames(exports []string) (ds source.Diagnostics) {
	known := make(map[string]bool, len(exports))
	for _, name := range exports {
		known[name] = true
	}
	for _, n := range m.Names {
		if known[n.Name] {
			continue
		}
		ds = append(ds, source.Diagnostic{
			Code: "not-exported", Span: n.Span, Message: NotExported(m.Module, n.Name), Hint: SuggestExport(m.Module, n.Name, exports),
		})
		if len(ds) == maxUnknown {
			break
		}
	}
	return ds
}

// NotExported says that a module has no export of a name.
func NotExported(module, name string) string {
	return fmt.Sprintf("the module `%s` exports no `%s`", clip(module), clip(name))
}

// SuggestExport hints at what may have been meant by a name that is not one of
// the exports of a module.
func SuggestExport(module, name string, exports []string) string {
	if hint := foreignExports[module+"."+name]; hint != "" {
		return hint
	}
	if s, ok := source.Suggest(name, exports); ok {
		return "did you mean `" + s + "`?"
	}
	if len(exports) == 0 {
		return "it exports nothing: `export` before a declaration of its top level makes that visible"
	}
	return "it exports: " + enumerate(exports)
}

// enumerate lists the first few of some names.
func enumerate(names []string) string {
	const most = 12
	if len(names) > most {
		return strings.Join(names[:most], ", ") + ", …"
	}
	return strings.Join(names, ", ")
}
