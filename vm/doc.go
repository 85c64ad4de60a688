// Package vm is the embedding API of Coro, and its runtime: values, coroutines, the loop
// that executes bytecode, limits. Read this page for the way through it, the README beside
// it for a guide with more of everything, and the Examples of what you use.
//
// # Running a script
//
// [Compile] makes an immutable [Program] of a source text. A [VM], made by [New], is a
// world of its own: it has the names that [VM.Define] gave it and nothing else of its
// host, runs Programs with [VM.Run], and bounds what they use by [Limits]:
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
// # Values
//
// Go values go in by Define, and as arguments of calls: functions, structs, slices, maps,
// iterators and others; [VM.ToValue] says what scripts see of each. They come out by [As],
// which makes Go values, structs and functions of what a script returns ([Module.Result]) or
// exports ([Module.Get]). A [Value] is what stands between: most hosts pass it on and
// never look into it.
//
// A function of a script is called by [VM.Call], or often by a [Function]. [NewModule] makes
// a module that scripts import by name, [FS] lets them import files; package stdlib has
// modules to offer.
//
// # Errors
//
// What a script gets wrong comes back as an error, never as a panic: as [Diagnostics] where
// it does not compile, with all its mistakes, and as an [*Error] where it fails while it
// runs, with its place and the calls that led there. Both render for people. An error that a
// function of the host has returned is found behind the *Error by errors.Is and errors.As;
// so are [ErrFuel], [ErrMemory], [ErrCancelled] and the others of limits. Any other error
// says what the host itself did wrong.
//
// # Coroutines
//
// A [Coroutine] is a run that the host takes step by step: [Coroutine.Resume] goes to the
// next yield, or until the fuel has ended, and [Coroutine.All] goes over all that is
// yielded. Functions that take long do not stop the other tasks of a script if
// [VM.DefineAsync] defines them. A [Session] is a row of texts that share their names, as in
// an interactive loop.
//
// # Goroutines
//
// A VM and all that belongs to it serve one goroutine at a time, whichever that is; a
// second one gets [ErrBusy]. A Program, a [HostModule], a [Loader] and [Names] serve any
// number of VMs at once: to run scripts in parallel, take a VM for each goroutine. To stop
// a script from outside, end the context of the call.
//
// # Inside
//
// The loop of run never calls itself: a call of a function of a script, a resume, a
// yield and a thrown error move between frames on the stacks of coroutines, which are
// data. Natives are Go functions that get their arguments in place and return before
// the loop goes on.
//
// The package imports ast, lexer, parser, vm/bytecode and vm/compile, and of the standard
// library nothing that reaches out of the process.
package vm
