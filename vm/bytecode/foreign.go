package bytecode

// Modules that other languages have, and what to write instead.

// foreignModules holds modules of other languages by the one that a host may have.
var foreignModules = map[string]string{
	"asyncio":    "task",
	"base64":     "encoding",
	"date":       "time",
	"datetime":   "time",
	"functools":  "seq",
	"glob":       "fs",
	"hashlib":    "hash",
	"itertools":  "seq",
	"logging":    "log",
	"path":       "fs",
	"pathlib":    "fs",
	"pprint":     "debug",
	"re":         "regex",
	"regexp":     "regex",
	"requests":   "http",
	"sqlite3":    "sql",
	"subprocess": "process",
	"sys":        "os",
	"threading":  "task",
	"unittest":   "test",
	"urllib":     "http",
}

// foreignExports says what to write for an export that the module of the same name has in
// other languages.
var foreignExports = map[string]string{
	"coroutine.close":       "write `c.close()`",
	"coroutine.create":      "write `coro f(x)`, or `coro { … }`",
	"coroutine.isyieldable": "write `coroutine.can_yield()`",
	"coroutine.resume":      "write `resume(c, x)`",
	"coroutine.running":     "write `coroutine.current()`",
	"coroutine.status":      "write `c.status`",
	"coroutine.wrap":        "write `coro f(x)`, or `coro { … }`",
	"coroutine.yield":       "write `yield x`",
	"fs.open":               "write `fs.read(path)`, `fs.lines(path)` or `fs.write(path, text)`",
	"io.open":               "write `import fs`, then `fs.read(path)` or `fs.lines(path)`",
	"io.read":               "write `io.read_line()` or `io.read_all()`",
	"io.write":              "write `print(x)`",
	"json.decode":           "write `json.parse(text)`",
	"json.dumps":            "write `json.stringify(x)`",
	"json.encode":           "write `json.stringify(x)`",
	"json.loads":            "write `json.parse(text)`",
	"math.abs":              "write `abs(x)`",
	"math.max":              "write `max(a, b)`",
	"math.min":              "write `min(a, b)`",
	"math.random":           "write `import random`, then `random.float()` or `random.int(low, high)`",
	"os.clock":              "write `import time`, then `time.now()`",
	"os.date":               "write `import time`, then `time.now().format(layout)`",
	"os.getenv":             "write `os.env(name)`",
	"os.time":               "write `import time`, then `time.now()`",
	"time.sleep":            "write `task.sleep(seconds)`",
	"time.time":             "write `time.now()`",
}
