package stdlib

// The module time: its zones. They come from a copy of the database of the Go
// distribution (lib/time/zoneinfo.zip) and never from the machine, so that a run is the
// same everywhere.

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm"
)

//go:embed zoneinfo.zip
var zoneinfo []byte

// zones holds the files of the database, by name, and their names, sorted.
var zones = sync.OnceValue(func() (all struct {
	files map[string]*zip.File
	names []string
},
) {
	r, err := zip.NewReader(bytes.NewReader(zoneinfo), int64(len(zoneinfo)))
	if err != nil {
		panic(err) // a test reads it
	}
	all.files = make(map[string]*zip.File)
	for _, f := range r.File {
		if !strings.HasSuffix(f.Name, "/") {
			all.files[f.Name] = f
			all.names = append(all.names, f.Name)
		}
	}
	slices.Sort(all.names)
	return all
})

// locations holds the zones that were used, by name. There are some hundred in all.
var locations sync.Map

// location returns a zone by its name, or by its offset.
func location(c *vm.Call, name string) (*time.Location, error) {
	if err := c.Charge(10, 0); err != nil {
		return nil, err
	}
	if name == "UTC" {
		return time.UTC, nil
	}
	if offset, ok := readOffset(name); ok {
		return time.FixedZone(name, offset), nil
	}
	if l, ok := locations.Load(name); ok {
		return l.(*time.Location), nil
	}
	f := zones().files[name]
	if f == nil {
		hint := "time.zone_names() lists them"
		if s, ok := source.Suggest(name, zones().names); ok {
			hint = "did you mean `" + s + "`?"
		}
		return nil, vm.NewError("value", "there is no time zone `"+shorten(name)+"`", hint)
	}
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	l, err := time.LoadLocationFromTZData(f.Name, data)
	if err != nil {
		return nil, err
	}
	locations.Store(f.Name, l)
	return l, nil
}

// readOffset reads an offset such as +02:00, in seconds.
func readOffset(s string) (seconds int, ok bool) {
	if len(s) != len("+00:00") || s[0] != '+' && s[0] != '-' || s[3] != ':' {
		return 0, false
	}
	hours, okHours := twoDigits(s[1:3])
	minutes, okMinutes := twoDigits(s[4:6])
	seconds = hours*3600 + minutes*60
	if s[0] == '-' {
		seconds = -seconds
	}
	return seconds, okHours && okMinutes && hours < 24 && minutes < 60
}

// twoDigits reads a number of two digits.
func twoDigits(s string) (n int, ok bool) {
	isDigit := func(b byte) bool { return '0' <= b && b <= '9' }
	return int(s[0]-'0')*10 + int(s[1]-'0'), isDigit(s[0]) && isDigit(s[1])
}

// timeZone returns the name of a zone, if there is one.
func timeZone(c *vm.Call, args []vm.Value) (vm.Value, error) {
	_, err := location(c, stringOf(args[0]))
	return args[0], err
}

func timeZoneNames(c *vm.Call, _ []vm.Value) (vm.Value, error) {
	return stringList(c, zones().names)
}
