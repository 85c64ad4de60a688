package main

// The benchmarks with their targets, and the table of a run.

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// benchmark is one folder here. A target of zero is none.
type benchmark struct {
	name  string
	lua   string        // the folder of the Lua program, if it is another's
	ratio float64       // CPU time at most this times lua5.4's
	cpu   time.Duration // CPU time at most
	rss   float64       // peak memory at most this times lua5.4's
}

var benchmarks = []benchmark{
	{name: "empty", cpu: 8 * time.Millisecond},
	{name: "loop", ratio: .45},
	{name: "fib", ratio: .48},
	{name: "sieve", ratio: .75},
	{name: "nbody", ratio: .55},
	{name: "nbody_class", lua: "nbody", ratio: .55},
	{name: "mandelbrot"},
	{name: "method_calls", ratio: .35},
	{name: "operators"},
	{name: "closure_calls", ratio: .40},
	{name: "multi_return"},
	{name: "enumerate"},
	{name: "map_str", ratio: .75},
	{name: "map_int"},
	{name: "hash"},
	{name: "string_build", ratio: .90},
	{name: "scan"},
	{name: "binarytrees", ratio: .65},
	{name: "sort", ratio: .90},
	{name: "binarytrees_record", lua: "binarytrees", ratio: .65},
	{name: "binarytrees_class", lua: "binarytrees", ratio: .65},
	{name: "co_switch", ratio: .20},
	{name: "co_create", ratio: .90},
	{name: "co_deep", ratio: .30},
	{name: "co_live", rss: .60},
	{name: "co_transfer"},
}

// row is one benchmark with the runs of the engines, of which the first is the
// yardstick and the last is coro.
type row struct {
	benchmark
	engines []*engine
}

func (r *row) yardstick() *engine { return r.engines[0] }

func (r *row) coro() *engine { return r.engines[len(r.engines)-1] }

// ratioOf is the median over the rounds of e / yardstick.
func (r *row) ratioOf(e *engine) float64 {
	ratios := make([]float64, len(e.cpu))
	for i, t := range e.cpu {
		ratios[i] = float64(t) / float64(max(r.yardstick().cpu[i], time.Microsecond))
	}
	return median(ratios)
}

func (r *row) rssRatio() float64 { return float64(r.coro().rss) / float64(max(r.yardstick().rss, 1)) }

// verdict names the target and whether it is met.
func (r *row) verdict() string {
	switch {
	case r.ratio > 0:
		return mark(r.ratioOf(r.coro()) <= r.ratio, fmt.Sprintf("%.2f", r.ratio))
	case r.cpu > 0:
		return mark(median(r.coro().cpu) <= r.cpu, fmt.Sprintf("%d ms", r.cpu.Milliseconds()))
	case r.rss > 0:
		return mark(r.rssRatio() <= r.rss, fmt.Sprintf("RSS %.2f", r.rss))
	}
	return ""
}

func mark(met bool, target string) string {
	if met {
		return target
	}
	return "**missed: " + target + "**"
}

func printTable(w io.Writer, rows []*row) {
	fmt.Fprintln(w, "| benchmark | lua5.4 s | coro s | coro / lua5.4 | target, at most | lua5.4 RSS MiB | coro RSS MiB | RSS ratio |")
	fmt.Fprintln(w, "|---|---:|---:|---:|---:|---:|---:|---:|")
	for _, r := range rows {
		fmt.Fprintf(w, "| %s | %.4f | %.4f | %.2f | %s | %.1f | %.1f | %.2f |\n",
			r.name, median(r.yardstick().cpu).Seconds(), median(r.coro().cpu).Seconds(), r.ratioOf(r.coro()), r.verdict(),
			mib(r.yardstick().rss), mib(r.coro().rss), r.rssRatio())
	}
}

// printPeers prints the times of all engines, each with its ratio to the first.
func printPeers(w io.Writer, rows []*row) {
	fmt.Fprint(w, "| benchmark |")
	for _, e := range rows[0].engines {
		fmt.Fprintf(w, " %s |", e.name)
	}
	fmt.Fprintf(w, "\n|---|%s\n", strings.Repeat("---:|", len(rows[0].engines)))
	for _, r := range rows {
		fmt.Fprintf(w, "| %s |", r.name)
		for _, e := range r.engines {
			fmt.Fprintf(w, " %.3f s, %.2f |", median(e.cpu).Seconds(), r.ratioOf(e))
		}
		fmt.Fprintln(w)
	}
}

func mib(bytes int64) float64 { return float64(bytes) / (1 << 20) }

// median returns the middle element, or the mean of the two in the middle.
func median[T float64 | time.Duration](xs []T) T {
	s := slices.Sorted(slices.Values(xs))
	n := len(s)
	return (s[(n-1)/2] + s[n/2]) / 2
}
