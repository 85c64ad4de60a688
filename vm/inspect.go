// Module coroutine: what a script can know of its coroutines.

package vm

// coroutineDoc is what the module is for.
const coroutineDoc = "What a script can know of its coroutines."

// newCoroutineModule makes what is in the module.
func newCoroutineModule() *moduleContent {
	return standardModule("coroutine", coroutineDoc, coroutineFunctions())
}

func coroutineFunctions() []builtin {
	return []builtin{
		{name: "all", fn: coroutineAll, doc: "Returns a list of the coroutines that have not ended and that the script can still reach, and of those that run or wait; the main script is one of them. Equal runs have it in the same order.", example: "let c = coro { yield 1 }\ncoroutine.all().contains(c) // true"},
		{name: "can_yield", fn: coroutineCanYield, doc: "Reports whether a yield would go to somebody here: the coroutine was resumed, is not being closed and not inside of `noyield`.", example: "resume(coro coroutine.can_yield()) // true"},
		{name: "current", fn: coroutineCurrent, doc: "Returns the coroutine that runs. The main script has one too, which nobody can resume.", example: "coroutine.current().status // \"running\""},
		{name: "trace", params: "c: coroutine", fn: coroutineTrace, doc: "Returns where a coroutine stands, as the trace of an error: one line a call, innermost first, and behind its own calls those that wait for it. One that never ran or has ended has the empty trace.", example: "let c = coro { yield 1 }\ncoroutine.trace(c) // \"\""},
	}
}

func coroutineCurrent(c *Call, _ []Value) (Value, error) {
	c.m.cur.flags |= flagShown
	return objectValue(c.m.cur), nil
}

func coroutineCanYield(c *Call, _ []Value) (Value, error) {
	co := c.m.cur
	return Bool(co.resumer != nil && co.flags&flagNoYield == 0), nil
}

func coroutineTrace(c *Call, args []Value) (Value, error) {
	m, co := c.m, (*coroutine)(args[0].p)
	if co.arity == statusNew || co.done() {
		return m.newString(""), nil
	}
	if co == m.cur {
		co.pc, co.base = m.pc, m.base
	}
	trace, err := m.traceOf(co)
	if err != nil {
		return Nil, err
	}
	return m.traceText(&errorObject{header: header{kind: KindError}, data: Nil, cause: Nil, trace: trace}), nil
}

func coroutineAll(c *Call, _ []Value) (Value, error) {
	m := c.m
	w := walker{m: m, found: []Value{}, paying: true}
	w.roots()
	if err := w.run(); err != nil {
		return Nil, err
	}
	return m.newListOf(w.found)
}
