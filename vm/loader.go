// Loaders: where the files are that scripts import.

package vm

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm/bytecode"
)

// maxModuleSize is the size in bytes of the largest file that can be imported, for
// which the compiler takes a second.
const maxModuleSize = 4 << 20

// Loader finds the files that scripts import. It is immutable, and may be shared
// by any number of VMs if its file system may.
type Loader struct {
	files  fs.FS
	dir    string  // what names begin with, but not the paths in files; "" for nothing
	bundle *Bundle // that has the files compiled; else nil
}

// FS returns a Loader of the files of a file system. Its root is the limit of
// what a script can import: no path leads out of it. The paths of a Program's
// imports are relative to its name, which is its path from the root.
//
// The FS of an [os.Root] also keeps symbolic links from leading out; that of
// os.DirFS does not.
func FS(files fs.FS) *Loader { return &Loader{files: files} }

// At returns a Loader of the same files whose root has the path dir: where the
// names of Programs do not begin at the root of the file system, it says what they
// begin with. The names of imported files in messages begin with it too.
func (l *Loader) At(dir string) *Loader {
	if dir = path.Clean(dir); dir == "." {
		dir = ""
	}
	return &Loader{files: l.files, dir: dir, bundle: l.bundle}
}

// name is what messages call the file at a path from the root.
func (l *Loader) name(file string) string { return path.Join(l.dir, file) }

// folder returns the folder of a Program from the root, by its name. Programs that
// are no files, or files elsewhere, import as those in the root do.
func (l *Loader) folder(name string) string {
	name = path.Clean(name)
	if l.dir != "" {
		inside, ok := strings.CutPrefix(name, strings.TrimSuffix(l.dir, "/")+"/")
		if !ok {
			return "."
		}
		name = inside
	}
	if dir := path.Dir(name); fs.ValidPath(dir) {
		return dir
	}
	return "."
}

// resolve returns the path from the root of a file that a Program of a folder
// imports by a path; ok is false if it is outside of the root.
func resolve(folder, imported string) (file string, ok bool) {
	file = path.Join(folder, imported)
	if !strings.HasSuffix(file, bytecode.Extension) {
		file += bytecode.Extension
	}
	return file, fs.ValidPath(file)
}

// open opens a file to import and returns its size.
func (l *Loader) open(file string) (fs.File, int64, error) {
	info, err := fs.Stat(l.files, file) // to open a pipe might wait
	if err != nil {
		return nil, 0, err
	}
	if !info.Mode().IsRegular() {
		return nil, 0, &fs.PathError{Op: "import", Path: file, Err: errors.New("it is no regular file")}
	}
	f, err := l.files.Open(file)
	return f, info.Size(), err
}

// readModule returns the text of a file to import.
func (m *VM) readModule(file string) (string, error) {
	return m.config.Loader.read(file, m.charge, m.stopped)
}

// read returns the text of a file, whose size it charges, unless it is stopped.
func (l *Loader) read(file string, charge func(size int64) error, stopped func() error) (_ string, err error) {
	defer catchPanic("Loader", &err)
	f, size, err := l.open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	if size < 0 {
		return "", fmt.Errorf("its size is %d", size)
	}
	if size > maxModuleSize {
		return "", fmt.Errorf("its %d bytes are more than %d", size, maxModuleSize)
	}
	if err := charge(size); err != nil {
		return "", err
	}
	text, err := io.ReadAll(io.LimitReader(&fileReader{f: f, stopped: stopped}, size)) // it may grow in between
	return string(text), err
}

// fileReader reads a file as long as the host wants it, and gives up on one that goes on
// to give nothing and no error.
type fileReader struct {
	f       fs.File
	stopped func() error
	empty   int // calls that gave nothing, one after the other
}

// maxEmptyReads is the number of such calls after which it gives up, as package bufio does.
const maxEmptyReads = 100

func (r *fileReader) Read(p []byte) (n int, err error) {
	if err := r.stopped(); err != nil {
		return 0, err
	}
	n, err = r.f.Read(p)
	if n != 0 || err != nil {
		r.empty = 0
	} else if r.empty++; r.empty == maxEmptyReads {
		err = io.ErrNoProgress
	}
	return n, err
}

// key returns the path from the root of the file that a Program of a folder imports;
// problem says why there can be none.
func (l *Loader) key(folder string, imp *bytecode.Import) (key, problem, hint string) {
	if l == nil {
		return "", "cannot import `" + imp.Module + "`: the host gives no files to scripts", "only its own modules can be imported: `import name`"
	}
	if problem, hint := bytecode.CheckPath(imp.Module); problem != "" {
		return "", problem, hint
	}
	key, ok := resolve(folder, imp.Module)
	if !ok {
		return "", "cannot import `" + imp.Module + "`: it is outside of the folder of the program",
			"the host gives only the files in that folder"
	}
	return key, "", ""
}

// unreadable says why a file that is imported cannot be read.
func (l *Loader) unreadable(imp *bytecode.Import, file string, err error) (problem, hint string) {
	problem = "cannot import `" + imp.Module + "`: "
	if !errors.Is(err, fs.ErrNotExist) {
		var of *fs.PathError
		if errors.As(err, &of) {
			err = of.Err
		}
		return problem + fmt.Sprintf("%s: %v", l.name(file), err), ""
	}
	problem += "there is no file " + l.name(file)
	if near, ok := l.similar(file); ok {
		return problem, "did you mean `" + imp.Module[:strings.LastIndexByte(imp.Module, '/')+1] + near + "`?"
	}
	return problem, "a path is relative to the file that imports"
}

// cannotRead makes the error of a file that cannot be read.
func (m *VM) cannotRead(imp *bytecode.Import, file string, err error) error {
	var f *fatal
	if errors.As(err, &f) {
		return err
	}
	problem, hint := m.config.Loader.unreadable(imp, file, err)
	e := faultf("import", "%s", problem)
	e.hint, e.host = hint, err
	return e
}

// similar returns the name, without its extension, of a file beside one that does
// not exist, if it may have been meant.
func (l *Loader) similar(file string) (near string, ok bool) {
	const most = 1000
	var err error
	defer catchPanic("Loader", &err)
	dir, err := l.files.Open(path.Dir(file))
	if err != nil {
		return "", false
	}
	defer dir.Close()
	reader, ok := dir.(fs.ReadDirFile)
	if !ok {
		return "", false
	}
	entries, _ := reader.ReadDir(most)
	var names []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), bytecode.Extension); ok && !e.IsDir() {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return source.Suggest(strings.TrimSuffix(path.Base(file), bytecode.Extension), names)
}
