package main

// Arguments that name files: scripts, and folders of them.

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm"
)

// extension is what the names of scripts end with.
const extension = ".coro"

// scripts returns the files that arguments name, in order: a folder, without arguments the
// working directory, stands for all scripts in it and below whose names keep accepts, none of
// them in a hidden folder, and none a link, which may lead anywhere, or a pipe, which may never
// end; - is standard input, which not every command reads.
func scripts(arguments []string, keep func(name string) bool) ([]string, error) {
	if len(arguments) == 0 {
		arguments = []string{"."}
	}
	var paths []string
	for _, argument := range arguments {
		info, err := os.Stat(argument)
		switch {
		case argument == "-":
			paths = append(paths, argument)
			continue
		case err != nil:
			return nil, unreadable(argument, err)
		case !info.IsDir():
			paths = append(paths, argument)
			continue
		}
		err = filepath.WalkDir(argument, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return unreadable(path, err)
			case d.IsDir() && path != argument && strings.HasPrefix(d.Name(), "."):
				return fs.SkipDir
			case d.Type().IsRegular() && filepath.Ext(path) == extension && keep(d.Name()):
				paths = append(paths, path)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return paths, nil
}

// projectFiles returns a Loader for one of the files that arguments name, and what closes
// it. A folder of tests can import what stands beside it: files are found in the working
// directory if the file is in there, else in the folder that was named.
func projectFiles(file string, arguments []string) (*vm.Loader, func()) {
	return files(projectFolder(file, arguments))
}

func projectFolder(file string, arguments []string) string {
	if filepath.IsLocal(file) {
		return "."
	}
	if cwd, err := os.Getwd(); err == nil && filepath.IsAbs(file) {
		arguments = append([]string{cwd}, arguments...)
	}
	for _, folder := range arguments {
		if rel, err := filepath.Rel(folder, file); err == nil && rel != "." && filepath.IsLocal(rel) {
			return folder
		}
	}
	return filepath.Dir(file)
}

// anyScript keeps all scripts of a folder.
func anyScript(string) bool { return true }

// unwritable makes the error of a file that cannot be written.
func unwritable(name string, err error) error {
	var of *fs.PathError
	if errors.As(err, &of) {
		err = of.Err
	}
	return fmt.Errorf("cannot write %q: %w", name, err)
}

// similarFile hints at a script or folder beside a file that does not exist.
func similarFile(name string) string {
	dir, base := filepath.Split(name)
	entries, err := os.ReadDir(filepath.Clean(dir))
	if err != nil {
		return ""
	}
	var names []string
	for _, e := range entries {
		switch {
		case e.Name() == base+extension:
			return fmt.Sprintf("did you mean %s?", dir+base+extension)
		case e.IsDir() || filepath.Ext(e.Name()) == extension:
			names = append(names, e.Name())
		}
	}
	if near, ok := source.Suggest(base, names); ok {
		return fmt.Sprintf("did you mean %s?", dir+near)
	}
	return ""
}

// unreadable makes the error of a file of the command line that cannot be read.
func unreadable(name string, err error) error {
	var of *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &usageError{fmt.Sprintf("there is no file %q", name), similarFile(name)}
	case errors.As(err, &of):
		return &usageError{message: fmt.Sprintf("cannot read %q: %v", name, of.Err)}
	}
	return err
}
