// Package vm is the embedding API of Coro, and its runtime: values, coroutines,
// the loop that executes bytecode, limits.
//
// [Compile] makes an immutable [Program] of a source text. A [VM], made by [New],
// is a world of its own: it has the names that [VM.Define] gave it and nothing
// else of its host, runs Programs with [VM.Run], and bounds what they use by
// [Limits]. A [Coroutine] is a run that the host takes step by step; a [Session]
// is a row of texts that share their names. What a script gets wrong comes back
// as [Diagnostics] or as an [*Error], never as a panic.
//
// A VM and all that belongs to it serve one goroutine at a time; a Program any
// number of VMs at once.
//
// Inside, the loop of run never calls itself: a call of a function of a script,
// a resume, a yield and a thrown error move between frames on the stacks of
// coroutines, which are data. Natives are Go functions that get their arguments
// in place and return before the loop goes on.
//
// The package imports ast, lexer, parser, vm/bytecode and vm/compile, and of
// the standard library nothing that reaches out of the process.
package vm
