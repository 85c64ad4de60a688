package stdlib

// The module fs: the files in one folder of the host.

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/coro-lang/coro/vm"
)

const fsDoc = "The files in the folder that the host gives, and in those below it. Paths are relative to that folder, with `/` between their parts, and none leads out of it, by `..` or by a link. " +
	"What the system refuses is an error of kind `io`. Files are opened, read and closed by each call: nothing stays open."

// FS returns a module fs for the files below root, which stays the host's to close.
// Without write, there are only the functions that read.
func FS(root *os.Root, write bool) *vm.HostModule {
	f := files{root}
	return lazy("fs", fsDoc, func() []vm.Member {
		if !write {
			return f.reading()
		}
		return append(f.reading(), f.writing()...)
	})
}

// files are the files that a module gives to scripts.
type files struct{ root *os.Root }

func (f files) reading() []vm.Member {
	return []vm.Member{
		{
			Name: "exists", Params: "path: string", Func: f.exists,
			Doc:     "Reports whether there is a file or folder at a path.",
			Example: "fs.exists(\"notes.txt\") // true\nfs.exists(\"../secret\") // false",
		},
		{
			Name: "info", Params: "path: string", Func: f.info,
			Doc:     "Returns what is known of a file or folder: its `size` in bytes, whether it `is_folder`, and when it was `modified`, in seconds since 1970 as a float.",
			Example: "let i = fs.info(\"notes.txt\")\n(i.size, i.is_folder) // (11, false)",
		},
		{
			Name: "lines", Params: "path: string",
			Coro: `fn lines(path) {
				_lines(path, 0, 0)
				return coro lines_items(path)
			}
			fn lines_items(path) {
				var rest, at, size = "", 0, 65536
				while true {
					let chunk = _lines(path, at, size)
					if chunk == "" { break }
					at += len(chunk)
					let parts = (rest + chunk).split("\n")
					rest = parts.pop()
					size = if len(parts) == 0 && size < 16_777_216 { 2 * size } else { 65536 }
					for line in parts { yield line.remove_suffix("\r") }
				}
				if rest != "" { yield rest.remove_suffix("\r") }
			}`,
			Doc:     "Returns a coroutine that gives the lines of a file, without their line breaks, and reads the file as it is asked for them.",
			Example: "list(fs.lines(\"notes.txt\")) // [\"one\", \"two\", \"six\"]",
		},
		{
			Name: "list", Params: "path: string = \".\"", Func: f.list,
			Doc:     "Returns a sorted list of the names in a folder, those of folders with a `/` behind them.",
			Example: "fs.list() // [\"notes.txt\", \"old/\"]",
		},
		{
			Name: "read", Params: "path: string", Func: f.read,
			Doc:     "Returns the content of a file as a string.",
			Example: "fs.read(\"notes.txt\") // \"one\\ntwo\\nsix\"",
		},
		{
			Name: "read_bytes", Params: "path: string", Func: f.readBytes,
			Doc:     "Returns the content of a file as bytes.",
			Example: "fs.read_bytes(\"notes.txt\")[0] // 111",
		},
		{Name: "_lines", Params: "path: string, at: int, size: int", Func: f.chunk},
	}
}

func (f files) writing() []vm.Member {
	return []vm.Member{
		{
			Name: "append", Params: "path: string, data: string|bytes", Func: f.writer(os.O_APPEND | os.O_CREATE | os.O_WRONLY),
			Doc:     "Writes data behind the end of a file, which is made if it is not there.",
			Example: "fs.append(\"log.txt\", \"a\")\nfs.append(\"log.txt\", \"b\")\nfs.read(\"log.txt\") // \"ab\"",
		},
		{
			Name: "make_folder", Params: "path: string", Func: f.act(func(p string) error { return f.root.MkdirAll(p, 0o777) }),
			Doc:     "Makes a folder, and those above it, if they are not there.",
			Example: "fs.make_folder(\"a/b\")\nfs.list(\"a\") // [\"b/\"]",
		},
		{
			Name: "remove", Params: "path: string", Func: f.act(f.root.Remove),
			Doc:     "Removes a file, or a folder that is empty.",
			Example: "fs.write(\"x\", \"\")\nfs.remove(\"x\")\nfs.exists(\"x\") // false",
		},
		{
			Name: "rename", Params: "from: string, to: string", Func: f.rename,
			Doc:     "Gives a file or folder another path. A file that is there already is replaced.",
			Example: "fs.write(\"x\", \"1\")\nfs.rename(\"x\", \"y\")\nfs.read(\"y\") // \"1\"",
		},
		{
			Name: "write", Params: "path: string, data: string|bytes", Func: f.writer(os.O_TRUNC | os.O_CREATE | os.O_WRONLY),
			Doc:     "Writes a file, which has no other content then.",
			Example: "fs.write(\"x.txt\", \"hello\")\nfs.read(\"x.txt\") // \"hello\"",
		},
	}
}

// fsError makes the error of a script.
func fsError(doing, path string, err error) error {
	var p *fs.PathError
	var l *os.LinkError
	switch {
	case errors.Is(err, vm.ErrMemory) || errors.Is(err, vm.ErrFuel) || errors.Is(err, vm.ErrCancelled):
		return err
	case errors.As(err, &p):
		err = p.Err
	case errors.As(err, &l):
		err = l.Err
	}
	return vm.WrapError("io", fmt.Errorf("cannot %s %q: %w", doing, shorten(path), err))
}

// local is a path of a script as one of the system.
func local(v vm.Value) string { return filepath.FromSlash(stringOf(v)) }

// open opens a regular file: a pipe or a device could be waited for, or read, for ever.
func (f files) open(path string, flags int) (*os.File, fs.FileInfo, error) {
	info, err := f.root.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && flags&os.O_CREATE != 0:
	case err != nil:
		return nil, nil, err
	case info.IsDir():
		return nil, nil, errors.New("it is a folder")
	case !info.Mode().IsRegular():
		return nil, nil, errors.New("it is no file but a device, pipe or socket")
	}
	file, err := f.root.OpenFile(path, flags, 0o666)
	return file, info, err
}

// content reads up to n bytes of a file from an offset, which are charged before.
func (f files) content(c *vm.Call, path string, at, n int64) (data []byte, err error) {
	file, info, err := f.open(path, os.O_RDONLY)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if n = max(0, min(n, info.Size()-at)); n > maxText {
		return nil, errors.New("it is too large")
	}
	if err := c.Charge(n/16+100, n); err != nil {
		return nil, err
	}
	data = make([]byte, n)
	read, err := file.ReadAt(data, at)
	if err == io.EOF { // it has become shorter
		err = nil
	}
	return data[:read], err
}

const wholeFile = 1 << 62

func (f files) read(c *vm.Call, args []vm.Value) (vm.Value, error) {
	data, err := f.content(c, local(args[0]), 0, wholeFile)
	if err != nil {
		return vm.Nil, fsError("read", stringOf(args[0]), err)
	}
	return c.String(string(data))
}

func (f files) readBytes(c *vm.Call, args []vm.Value) (vm.Value, error) {
	data, err := f.content(c, local(args[0]), 0, wholeFile)
	if err != nil {
		return vm.Nil, fsError("read", stringOf(args[0]), err)
	}
	return vm.Bytes(data), nil
}

// chunk reads a part of a file.
func (f files) chunk(c *vm.Call, args []vm.Value) (vm.Value, error) {
	data, err := f.content(c, local(args[0]), intOf(args[1]), intOf(args[2]))
	if err != nil {
		return vm.Nil, fsError("read", stringOf(args[0]), err)
	}
	return c.String(string(data))
}

func (f files) exists(_ *vm.Call, args []vm.Value) (vm.Value, error) {
	_, err := f.root.Stat(local(args[0]))
	return vm.Bool(err == nil), nil
}

func (f files) info(c *vm.Call, args []vm.Value) (vm.Value, error) {
	info, err := f.root.Stat(local(args[0]))
	if err != nil {
		return vm.Nil, fsError("look at", stringOf(args[0]), err)
	}
	return c.Map(vm.String("size"), vm.Int(info.Size()), vm.String("is_folder"), vm.Bool(info.IsDir()),
		vm.String("modified"), vm.Float(float64(info.ModTime().UnixNano())/1e9))
}

// list reads a folder, some names at a time, each of which is charged.
func (f files) list(c *vm.Call, args []vm.Value) (vm.Value, error) {
	path := vm.String(".")
	if len(args) == 1 {
		path = args[0]
	}
	fail := func(err error) (vm.Value, error) { return vm.Nil, fsError("list", stringOf(path), err) }
	if info, err := f.root.Stat(local(path)); err != nil {
		return fail(err)
	} else if !info.IsDir() {
		return fail(errors.New("it is no folder"))
	}
	folder, err := f.root.Open(local(path))
	if err != nil {
		return fail(err)
	}
	defer folder.Close()
	var names []string
	for {
		const some = 100
		if err := c.Charge(10*some, 200*some); err != nil {
			return vm.Nil, err
		}
		entries, err := folder.ReadDir(some)
		for _, e := range entries {
			name := e.Name()
			if e.IsDir() {
				name += "/"
			}
			names = append(names, name)
		}
		if err == io.EOF {
			return sortedList(c, names)
		} else if err != nil {
			return fail(err)
		}
	}
}

// act is a function that does something with a path.
func (f files) act(do func(path string) error) function {
	return func(_ *vm.Call, args []vm.Value) (vm.Value, error) {
		if err := do(local(args[0])); err != nil {
			return vm.Nil, fsError("change", stringOf(args[0]), err)
		}
		return vm.Nil, nil
	}
}

func (f files) rename(_ *vm.Call, args []vm.Value) (vm.Value, error) {
	if err := f.root.Rename(local(args[0]), local(args[1])); err != nil {
		return vm.Nil, fsError("rename", stringOf(args[0]), err)
	}
	return vm.Nil, nil
}

// writer is a function that writes to a file that is opened with some flags.
func (f files) writer(flags int) function {
	return func(c *vm.Call, args []vm.Value) (vm.Value, error) {
		if err := c.Charge(int64(size(args[1]))/8+100, int64(size(args[1]))); err != nil {
			return vm.Nil, err
		}
		file, _, err := f.open(local(args[0]), flags)
		if err == nil {
			_, err = io.Copy(file, strings.NewReader(textOf(args[1])))
			err = errors.Join(err, file.Close())
		}
		if err != nil {
			return vm.Nil, fsError("write", stringOf(args[0]), err)
		}
		return vm.Nil, nil
	}
}
