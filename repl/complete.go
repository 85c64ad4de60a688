package repl

// Completion: the ways to go on with a line, by what the session knows. No code runs for
// it.

import (
	"cmp"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/coro-lang/coro/lexer"
	"github.com/coro-lang/coro/vm"
)

// The beginnings of what may be completed, at the end of a text.
const (
	loadPath   = `^:load\s+(.*)$`
	docName    = `^:doc\s+((?:[\pL\pN_]+\.)?[\pL\pN_]*)$`                         // what is documented, with its owner
	importPath = `(?:\bimport|\bfrom)\s+"([^"]*)$`                                // the path of a file
	importName = `(?:\bimport|\bfrom)\s+([\pL\pN_]*)$`                            // a module of the host
	chain      = `((?:[\pL_][\pL\pN_]*|"|\])(?:\.[\pL\pN_]+)*)\??\.([\pL\pN_]*)$` // a name behind a dot, with what is before the dot
	member     = `[^.]\.([\pL\pN_]*)$`                                            // a name behind the dot of anything else
	word       = `([\pL\pN_]*)$`
)

// complete implements what [Completer] asks for. At the beginning of a line it indents.
func (l *loop) complete(line string, pos int) (head string, words []string, tail string) {
	before, tail := line[:pos], line[pos:]
	if strings.TrimSpace(before) == "" { // tabs of text that is pasted, or typed as in an editor
		return before, []string{indentation}, tail
	}
	begun, words := l.candidates(before)
	var fitting []string
	for _, w := range words {
		if strings.HasPrefix(w, begun) {
			fitting = append(fitting, w)
		}
	}
	slices.Sort(fitting)
	return strings.TrimSuffix(before, begun), slices.Compact(fitting), tail
}

// candidates returns the word that is begun at the end of a text, and all words that may
// stand there.
func (l *loop) candidates(before string) (begun string, words []string) {
	if name, ok := strings.CutPrefix(before, ":"); ok && !strings.Contains(name, " ") {
		for _, c := range commands() {
			words = append(words, c.name)
		}
		return name, words
	}
	if m := match(loadPath, before); m != nil {
		return m[1], l.filesAt(m[1], true)
	}
	if m := match(docName, before); m != nil {
		owner, _, dotted := strings.Cut(m[1], ".")
		if dotted {
			owner += "."
		}
		_, _, words := BuiltinDoc(owner, l.Modules)
		return m[1], slices.AppendSeq(words, maps.Keys(l.docs))
	}
	if m := match(importPath, before); m != nil {
		if !strings.HasPrefix(m[1], ".") {
			return m[1], []string{"./"}
		}
		return m[1], l.filesAt(m[1], false)
	}
	if m := match(importName, before); m != nil {
		for _, h := range append(vm.StandardModules(), l.Modules...) {
			words = append(words, h.Name())
		}
		return m[1], words
	}
	if m := match(chain, before); m != nil {
		return m[2], l.membersOf(m[1])
	}
	if m := match(member, before); m != nil {
		return m[1], nil
	}
	return match(word, before)[1], l.names()
}

// match finds a pattern. It is compiled for each key, which costs less than doing so in
// every process.
func match(pattern, text string) []string {
	return regexp.MustCompile(pattern).FindStringSubmatch(text)
}

// names lists what may stand at the beginning of an expression.
func (l *loop) names() []string {
	words := slices.AppendSeq(l.session.Names(), maps.Keys(l.VM.Defined()))
	for _, b := range vm.Builtins() {
		words = append(words, b.Name)
	}
	for _, h := range vm.StandardModules() {
		words = append(words, h.Name())
	}
	for k := range lexer.KindCount {
		if lexer.IsKeyword(k) {
			words = append(words, lexer.KindText(k))
		}
	}
	return words
}

// membersOf lists what may stand behind the dot after a chain of names.
func (l *loop) membersOf(text string) []string {
	names := strings.Split(text, ".")
	var v vm.Value
	ok := false
	switch names[0] {
	case `"`:
		v, ok = vm.String(""), len(names) == 1
	case "]": // an index or a list: a guess
		return methodNames(vm.KindList)
	default:
		if v, ok = l.session.Get(names[0]); !ok {
			v, ok = l.VM.Defined()[names[0]]
		}
		if !ok && len(names) == 1 {
			return l.exportsOf(names[0])
		}
	}
	for _, name := range names[1:] {
		if !ok {
			return nil
		}
		v, ok = part(v, name)
	}
	if !ok {
		return nil
	}
	return v.Members()
}

// exportsOf lists what a module exports that every script has without importing it.
func (l *loop) exportsOf(module string) []string {
	var names []string
	for _, h := range vm.StandardModules() {
		if h.Name() != module {
			continue
		}
		for _, m := range h.Members() {
			names = append(names, m.Name)
		}
	}
	return names
}

func methodNames(k vm.Kind) []string {
	var names []string
	for _, m := range vm.Methods(k) {
		names = append(names, m.Name)
	}
	return names
}

// part returns a part of a value by its name.
func part(v vm.Value, name string) (vm.Value, bool) {
	if v.Kind() == vm.KindList || v.Kind() == vm.KindTuple {
		return vm.Nil, false
	}
	for k, x := range v.Parts() {
		if s, ok := k.AsString(); ok && s == name {
			return x, true
		}
	}
	return vm.Nil, false
}

// filesAt lists the scripts and folders whose paths begin in a way. An import needs no
// extension.
func (l *loop) filesAt(begun string, extensions bool) []string {
	if !l.Files {
		return nil
	}
	dir := begun[:strings.LastIndexByte(begun, '/')+1]
	entries, err := os.ReadDir(filepath.FromSlash(cmp.Or(dir, ".")))
	if err != nil {
		return nil
	}
	var words []string
	for _, e := range entries {
		switch name, isScript := strings.CutSuffix(e.Name(), ".coro"); {
		case strings.HasPrefix(name, "."):
		case e.IsDir():
			words = append(words, dir+e.Name()+"/")
		case isScript && extensions:
			words = append(words, dir+e.Name())
		case isScript:
			words = append(words, dir+name)
		}
	}
	return words
}
