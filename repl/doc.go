// Package repl is the interactive loop of Coro: it reads input, runs it in a
// [vm.Session] and prints what came out, until the input ends.
//
// The loop knows lines, not terminals: it reads through a [LineReader]. There
// are two, [Terminal] with editing and history, and [Plain] for pipes and
// terminals that can do little. Whatever the input does, the loop goes on: an
// error is printed, an interrupt drops the line or stops the running code.
//
// Around it stands what a person wants of values and names: [Format], [Docs],
// [BuiltinDoc], completion.
//
// The package imports vm and the packages of the syntax tree, and liner in terminal.go
// only.
package repl
