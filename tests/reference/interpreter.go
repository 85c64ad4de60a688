// Package reference is a second implementation of the language, to test the first
// one against: small, slow and plain. It walks the tree of the parser, a script's
// call is a call in Go, a coroutine is a goroutine, and an error is a Go error.
//
// It was written from the language reference and shares nothing with package vm but
// the parser and, as scripts that it runs, the prelude. It checks nothing that the
// compiler checks: a Program must have been compiled once before it is run here.
// Limits of fuel and memory are not its business; a bound of steps ends what does
// not end.
package reference

// The entry point.

import (
	"io/fs"
	"strings"
	"sync"

	"github.com/coro-lang/coro/lexer/source"
)

// Options say what to run, and where.
type Options struct {
	Name, Text string
	Files      fs.FS  // what can be imported, or nil
	Prelude    fs.FS  // the folder vm/prelude
	Depth      int    // of calls; 0 means 10,000
	Steps      int    // of calls and turns of loops; 0 means no bound
	Faults     Faults // to be shown to a test that must see them
}

// Outcome is how a run has ended.
type Outcome struct {
	Output string
	Result string   // the value of the script, as a literal
	Err    *Failure // what was thrown and not caught
}

// Failure is an uncaught error. Other values than errors have the kind "uncaught".
type Failure struct {
	Kind, Message string
	Frames        []Frame
}

// interpreter is the state of one run. Only the goroutine of the coroutine that
// runs touches it.
type interpreter struct {
	options  Options
	output   strings.Builder
	modules  map[string]*Module // of files, by path
	prelude  map[string]*scope  // by file
	builtins map[string]Value
	methods  map[string]map[string]*Native // by type
	hosted   map[string]*Module            // modules that are built in

	main, current *Coroutine
	coroutines    []*Coroutine // in the order of their making
	steps         int
	goroutines    sync.WaitGroup
}

// Run runs a script to its end. The error is ErrSteps, ErrTasks, or nil.
func Run(options Options) (Outcome, error) {
	if options.Depth == 0 {
		options.Depth = 10_000
	}
	in := &interpreter{options: options, modules: map[string]*Module{}, prelude: map[string]*scope{}}
	in.defineBuiltins()
	in.main = &Coroutine{in: in, status: statusRunning, wake: make(chan message), started: true}
	in.current, in.coroutines = in.main, []*Coroutine{in.main}
	defer in.shutDown()

	module := newModule(source.NewFile(options.Name, options.Text))
	in.modules[module.path] = module
	result, err := in.runModule(nil, module)
	if err == nil { // else the message of the error is made before it ends
		in.main.status = statusDone
	}
	return in.outcome(result, err)
}

func (in *interpreter) outcome(result Value, err error) (Outcome, error) {
	out := Outcome{Output: in.output.String()}
	switch err := err.(type) {
	case nil:
		var tooDeep error
		if out.Result, tooDeep = literal(result); tooDeep != nil {
			out.Result = "…"
		}
	case *thrown:
		out.Err = &Failure{Kind: "uncaught", Frames: err.frames}
		if e, ok := err.value.(*ErrorValue); ok {
			out.Err.Kind, out.Err.Message = e.kind, e.message
		} else {
			out.Err.Message = "uncaught " + typeName(err.value)
			if err.value != nil {
				text, _ := literal(err.value)
				out.Err.Message += " " + text
			}
		}
	default:
		return out, err
	}
	return out, nil
}

// step counts one call or turn of a loop.
func (in *interpreter) step() error {
	in.steps++
	if in.options.Steps > 0 && in.steps > in.options.Steps {
		return ErrSteps
	}
	return nil
}

// shutDown ends the goroutines of all coroutines that are still suspended.
func (in *interpreter) shutDown() {
	for _, c := range in.coroutines {
		if c != in.main && c.started && !c.ended() {
			c.wake <- message{err: errKilled}
		}
	}
	in.goroutines.Wait()
}
