package main

// The process: its version and its garbage collector.

import (
	"os"
	"runtime"
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

const (
	// gcPercent trades memory for speed, as a process that runs one script may:
	// while the collector marks, every store of a pointer costs up to three times
	// as much.
	gcPercent = 200
	// ballastSize is the size of ballast.
	ballastSize = 12 << 20
	// hugeHeap is the size of the part of the heap that lies in huge pages, about what a
	// script that holds little uses between two collections. More is no gain: on a
	// virtual machine that gives free memory back to its host, the first touch of a huge
	// page may take as long as that of 500 small ones.
	hugeHeap = 20 << 20
	// firstHeap is what a script may allocate before that part is in use.
	firstHeap = 4 << 20
	// minHeap is the heap of the runtime before its first collection at 100 %.
	minHeap = 4 << 20
)

// ballast is never touched, so that it takes no memory, but it counts for the percentage:
// a script that holds little allocates 24 MB between two collections, each of which
// costs as much as 100,000 turns of a loop, and one that holds much has no more than
// three times that.
var ballast []byte

// tuneCollector sets the percentage of the collector, and puts the heap into huge
// pages: the first touch of 16 MB then costs 8 page faults instead of 4096, which
// can be a fifth of the time of a script that runs for 200 ms. GOGC in the
// environment has the last word. The library never does this to its host.
//
// The runtime has no call for it. So a slice that is never touched takes the
// addresses, and the first collection hands them to the heap. Until then the
// percentage is such that the slice counts as if it were not there.
func tuneCollector() {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(100 * (hugeHeap + ballastSize + firstHeap) / minHeap)
	adviseHugePages(make([]byte, hugeHeap))
	ballast = make([]byte, ballastSize)
	firstCollection := new([16]byte)
	runtime.AddCleanup(firstCollection, func(percent int) { debug.SetGCPercent(percent) }, gcPercent)
}

// processRoom is the memory of a process whose script holds nothing.
const processRoom = 16 << 20

// limitProcess makes the collector keep the process near the memory limit of the script,
// if it has one: the heap is a quarter larger at most than what the script holds, as a
// test of vm says. GOMEMLIMIT in the environment has the last word.
func limitProcess(memory int64) {
	if memory > 0 && memory < 1<<50 && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memory + memory/4 + processRoom + int64(len(ballast))) // which takes no memory
	}
}
