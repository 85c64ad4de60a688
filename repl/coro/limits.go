package main

// The options that bound a script.

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/urfave/cli/v3"

	"github.com/coro-lang/coro/vm"
)

// limitFlags are the options that end up in vm.Limits.
func limitFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{
			Name: "fuel", Usage: "stop the script after `N` units of work", HideDefault: true,
			Validator: func(s string) error { _, err := parseCount(s); return err },
		},
		&cli.StringFlag{
			Name: "memory", Usage: "let the script hold `SIZE` bytes at a time; K, M and G are powers of 1024", HideDefault: true,
			Validator: func(s string) error { _, err := parseSize(s); return err },
		},
		&cli.StringFlag{
			Name: "depth", Usage: "let calls nest `N` deep (default: 10000)", HideDefault: true,
			Validator: func(s string) error { _, err := parseCount(s); return err },
		},
		&cli.StringFlag{
			Name: "output", Usage: "let the script print `SIZE` bytes", HideDefault: true,
			Validator: func(s string) error { _, err := parseSize(s); return err },
		},
		&cli.StringFlag{
			Name: "coroutines", Usage: "let `N` coroutines exist that have not ended", HideDefault: true,
			Validator: func(s string) error { _, err := parseCount(s); return err },
		},
	}
}

// limits reads the options; those that are absent give the defaults of vm. The
// errors were reported by the validators.
func limits(cmd *cli.Command) vm.Limits {
	fuel, _ := parseCount(cmd.String("fuel"))
	memory, _ := parseSize(cmd.String("memory"))
	depth, _ := parseCount(cmd.String("depth"))
	output, _ := parseSize(cmd.String("output"))
	coroutines, _ := parseCount(cmd.String("coroutines"))
	return vm.Limits{Fuel: fuel, Memory: memory, Depth: int(min(depth, math.MaxInt32)), Output: output, Coroutines: coroutines}
}

// parseCount reads a positive number, such as 1000000 or 1_000_000.
func parseCount(s string) (int64, error) {
	n, err := strconv.ParseInt(strings.ReplaceAll(s, "_", ""), 10, 64)
	if err != nil || n <= 0 {
		return 0, fmt.Errorf("%q is not a positive number", s)
	}
	return n, nil
}

// parseSize reads a number of bytes, such as 65536, 64K, 64KB or 64KiB.
func parseSize(s string) (int64, error) {
	number := strings.TrimRight(s, "BKMGTIbkmgti")
	n, err := parseCount(number)
	if err != nil {
		return 0, fmt.Errorf("%q is not a size such as 64M", s)
	}
	shift, ok := map[string]int{"": 0, "K": 10, "M": 20, "G": 30, "T": 40}[strings.TrimSuffix(
		strings.TrimSuffix(strings.ToUpper(s[len(number):]), "B"), "I")]
	if !ok || n > math.MaxInt64>>shift {
		return 0, fmt.Errorf("%q is not a size such as 64M", s)
	}
	return n << shift, nil
}
