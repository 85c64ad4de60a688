package main

// The process: its version and its garbage collector.

import (
	"os"
	"runtime/debug"
)

// version is that of the module the command was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "devel"
	}
	return info.Main.Version
}

// tuneCollector trades memory for speed, as a process that runs one script may:
// while the collector marks, every store of a pointer costs up to three times as
// much. GOGC in the environment has the last word. The library never does this
// to its host.
func tuneCollector() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}
