// Package vm is the embedding API of Coro, and its runtime: values, coroutines,
// the loop that executes bytecode, limits.
//
// # Running a script
//
// [Compile] makes an immutable [Program] of a source text. A [VM], made by [New],
// is a world of its own: it has the names that [VM.Define] gave it and nothing
// else of its host, runs Programs with [VM.Run], and bounds what they use by
// [Limits]:
//
//	m, err := vm.New(vm.Config{Stdout: os.Stdout, Limits: vm.Limits{Fuel: 1e6, Memory: 16 << 20}})
//	…
//	defer m.Close()
//	err = m.Define("add", func(a, b int) int { return a + b })
//	…
//	prog, err := m.Compile("main.coro", `print(add(1, 2))`)
//	…
//	mod, err := m.Run(ctx, prog)
//
// What a script gets wrong comes back as [Diagnostics] or as an [*Error], never as a
// panic.
//
// # Values
//
// Define takes any function, struct, iterator or other value of Go; [VM.ToValue] says
// what scripts see of it. [As] makes Go values, structs and functions of what a script
// returns ([Module.Result]) or exports ([Module.Get]). A function of a script is called by
// [VM.Call], or often by a [Function]. [NewModule] makes a module that scripts import by
// name, [FS] lets them import files.
//
// # Coroutines
//
// A [Coroutine] is a run that the host takes step by step: [Coroutine.Resume] goes to the
// next yield, or until the fuel has ended, and [Coroutine.All] goes over all that is
// yielded. A [Session] is a row of texts that share their names, as in an interactive
// loop.
//
// # Goroutines
//
// A VM and all that belongs to it serve one goroutine at a time, whichever that is; a
// Program, a [HostModule], a [Loader] and [Names] any number of VMs at once. To stop a
// script from outside, end the context of the call.
//
// # Inside
//
// The loop of run never calls itself: a call of a function of a script,
// a resume, a yield and a thrown error move between frames on the stacks of
// coroutines, which are data. Natives are Go functions that get their arguments
// in place and return before the loop goes on.
//
// The package imports ast, lexer, parser, vm/bytecode and vm/compile, and of
// the standard library nothing that reaches out of the process.
package vm
