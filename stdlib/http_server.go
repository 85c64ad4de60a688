package stdlib

// The module http: what a script sees of servers.

import (
	"errors"
	"log"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/coro-lang/coro/vm"
)

// serveCode goes on as long as requests come. Each is answered by a task of its own; the
// loop itself hears of new requests, and of those whose clients wait no more.
const serveCode = `
fn serve_all(listener, handler, on_error) {
	defer _abort(listener)
	let tasks = {}
	scope {
		var x = _next(listener)
		while x != nil {
			let id = x.id
			if x.gone {
				if id in tasks { tasks[id].cancel() }
			} else {
				tasks[id] = spawn answer(x, handler, on_error, tasks)
			}
			x = _next(listener)
		}
	}
}
fn answer(x, handler, on_error, tasks) {
	defer { delete(tasks, x.id) }
	let request = Request(x.method, x.path, x.query, x.headers, x.body, x.url, x.remote)
	try {
		reply(x, handler(request))
	} catch e {
		if e is error && e.kind == "exit" { throw e }
		report(e, request, on_error)
		_fail(x)
	}
}
fn report(e, request, on_error) {
	try {
		if on_error == nil { _report(request.method, request.url, describe(e)) } else { on_error(e, request) }
	} catch again {
		_report(request.method, request.url, describe(e))
		_report(request.method, request.url, "on_error has failed: " + describe(again))
	}
}
fn describe(e) => if e is error { "${e.kind}: ${e.message}\n${e.trace}" } else { "thrown: ${[e]}" }
fn reply(x, r) {
	let head, stream, body = _response(if r is Response { ({status: r.status, headers: r.headers, body: r.body}) } else { r })
	_put(x, head)
	if stream == nil { return nil }
	for part in stream {
		let sent, text = _part(part)
		_put(x, sent)
	}
	_put(x, _end())
}
`

func (h *httpModule) serverMembers() []vm.Member {
	return []vm.Member{
		{
			Name: "Request", Params: "method: string, path: string, query: map, headers: map, body: string, url: string, remote: string",
			Coro: `record Request(method, path, query, headers, body, url, remote) {
				fn bytes() => bytes(self.body)
				fn json(options = nil) => _parse(self.body, options)
				fn form() => _form(self.body)
				fn header(name) => self.headers[name.lower()]
			}`,
			Doc: "A request to a server: its `method`, its `path`, the map of its `query` with the first value of each name, the map of its `headers`, its `body` as a string, the `url` as the client has sent it, which is the path with the query, and `remote`, the address of the client. " +
				"`r.header(name)` returns a header or nil, `r.json()` the value of a body in JSON, `r.form()` the map of one that a form has made, `r.bytes()` the body as bytes.",
			Example: "let r = http.Request(\"POST\", \"/\", {}, {host: \"localhost\"}, \"a=1&b=x+y\", \"/\", \"127.0.0.1:4000\")\n(r.header(\"Host\"), r.form()) // (\"localhost\", {a: \"1\", b: \"x y\"})",
		},
		{
			Name: "Server", Params: "listener",
			Coro: `class Server {
				let address
				let url
				let _listener
				var _serving = false
				init(listener) {
					self.address = listener.address
					self.url = listener.url
					self._listener = listener
				}
				fn str() => "Server(${self.address})"
			}`,
			Doc:     "A server that listens at its `address`, an IP address with a port; `url` is where clients on this machine reach it.",
			Example: "let server = http.listen(\"localhost:0\")\nserver.url.starts_with(\"http://localhost:\") // true\nserver.close()",
		},
		{
			Name: "Server.close", Coro: `fn close() => _close_listener(self._listener)`,
			Doc:     "Takes no more connections. `serve` returns when all requests that were there are answered; this does not wait.",
			Example: "let server = http.listen(\"localhost:0\")\nserver.close()\nserver.serve(fn(request) => \"never\") // nil",
		},
		{
			Name: "Server.serve", Params: "handler: function, on_error: function? = nil",
			Coro: `fn serve(handler, on_error = nil) {
				if self._serving { throw error("the server is served already", {kind: "value"}) }
				self._serving = true
				serve_all(self._listener, handler, on_error)
			}`,
			Doc: "Answers requests until the server is closed: `handler(request)` is called in a task for each, so that one which waits does not hold up the others; one that computes does. If the task of serve is cancelled, all of them are, and the server ends.\n\n" +
				"The handler returns a string or bytes, nil for an empty response, a Response, or a map: `status` (200), `headers`, and `body`, or `json`, a value that is sent as such. A body that is a coroutine is sent part by part as it gives them. " +
				"If the handler throws, or returns something else, the client gets a response with status 500, and `on_error(e, request)` is called; without it the error goes where the host keeps errors. " +
				"A handler whose client has gone, or that has sent nothing for the `timeout` of the server, is cancelled where it waits.",
			Example: "fn handler(request) => match (request.method, request.path) {\n    (\"GET\", \"/hello\") => \"hello \" + (request.query[\"name\"] ?? \"world\")\n    (\"POST\", \"/sum\") => ({json: request.json().sum()})\n    _ => ({status: 404, body: \"not here\"})\n}\n" +
				"scope {\n    let server = http.listen(\"localhost:0\")\n    spawn server.serve(handler)\n    print(http.get(server.url + \"/hello\").body)\n    print(http.post(server.url + \"/sum\", {json: [1, 2]}).json())\n    print(http.get(server.url + \"/x\").status)\n    server.close()\n}\n// hello world\n// 3\n// 404",
		},
		{
			Name: "listen", Params: "address: string, options: map? = nil",
			Coro: `fn listen(address, options = nil) => Server(_listen(_checked(address, options, servers)))
			let servers = _world()`,
			Doc: "Listens at an address, such as `localhost:8080`, where port 0 stands for one that is free, and returns the Server, whose requests wait until it is served. " +
				"Options: `max_body`, the most bytes of the body of a request (1048576, and no more than 67108864); `max_connections`, the most at a time (128, and no more than 10000), of which 8 may be sending a body of more than 65536 bytes; `timeout`, in seconds, for a client to send its request and for a handler to send something (30). A script has at most 100 servers.",
			Example: "scope {\n    let server = http.listen(\"localhost:0\", {max_body: 5})\n    spawn server.serve(fn(request) => request.body.upper())\n    print(http.post(server.url, {body: \"short\"}).body)\n    print(http.post(server.url, {body: \"too long\"}).status)\n    server.close()\n}\n// SHORT\n// 413",
		},
		{
			Name: "serve", Params: "address: string, handler: function, options: map? = nil, on_error: function? = nil",
			Coro:    `fn serve(address, handler, options = nil, on_error = nil) => listen(address, options).serve(handler, on_error)` + serveCode,
			Doc:     "Listens at an address with the options of listen, and serves that as `Server.serve` does, which ends when its task is cancelled.",
			Example: "fn handler(request) => \"hello\"\ntry {\n    timeout(0.01) { http.serve(\"localhost:0\", handler) }\n} catch e { print(e.kind) }\n// timeout",
		},
		{Name: "_checked", Params: "address: string, options: map?, world", Func: h.checked},
		{Name: "_listen", Async: h.listen},
		{Name: "_next", Async: nextRequest},
		{Name: "_put", Async: sendPart},
		{Name: "_fail", Async: sendFailure},
		{Name: "_abort", Func: (*httpListener).abort},
		{Name: "_close_listener", Func: (*httpListener).close},
		{Name: "_report", Func: h.report},
		{Name: "_response", Params: "response", Func: httpResponse},
		{Name: "_part", Params: "part: string|bytes", Func: httpPart},
		{Name: "_end", Func: httpEnd},
		{Name: "_form", Params: "text: string", Func: parseForm},
	}
}

// httpServerOptions are the options of listen, and its address.
type httpServerOptions struct {
	world          *httpWorld // until the server listens, which must not keep it
	address        string
	maxBody        int64
	maxConnections int
	timeout        time.Duration
}

// checked checks the arguments of listen.
func (h *httpModule) checked(c *vm.Call, args []vm.Value) (vm.Value, error) {
	world, err := vm.As[*httpWorld](args[2])
	if err != nil {
		return vm.Nil, err
	}
	o := &httpServerOptions{world: world, address: stringOf(args[0]), maxBody: 1 << 20, maxConnections: 128, timeout: httpTimeout}
	if err := readOptions("http.listen", args[1], map[string]option{
		"max_body":        func(v vm.Value) error { return sizeOption(v, mostBody, &o.maxBody) },
		"max_connections": func(v vm.Value) error { return countOption(v, 1, mostConnections, &o.maxConnections) },
		"timeout":         secondsOption(&o.timeout),
	}); err != nil {
		return vm.Nil, err
	}
	if _, _, err := net.SplitHostPort(o.address); err != nil {
		return vm.Nil, vm.NewError("value", "http.listen: "+shorten(o.address)+" is no address", "it looks like localhost:8080, or :8080 for all that the machine has")
	}
	if err := h.Listen(o.address); err != nil {
		return vm.Nil, cannotListen(o.address, err)
	}
	return c.VM().ToValue(o)
}

// report writes the error of a handler to the log of the host. What the client has sent is
// quoted, and in the text of the error, which may have some of it, no line looks like the
// first of a message. It counts for Limits.Output.
func (h *httpModule) report(c *vm.Call, method, url, text string) error {
	if err := c.ChargeOutput(int64(len(text)) + 100); err != nil {
		return err
	}
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return unicode.ReplacementChar
		}
		return r
	}, text)
	h.log().Printf("%s %q: %s", shorten(method), shorten(url), strings.ReplaceAll(text, "\n", "\n\t"))
	return nil
}

func (h *httpModule) log() *log.Logger {
	if h.ErrorLog != nil {
		return h.ErrorLog
	}
	return log.Default()
}

// httpWrite is a part of a response: its head, if it has a status, and some of its body.
type httpWrite struct {
	status int
	header http.Header
	body   string
	last   bool
	fail   bool // what was to be sent has failed
	done   chan error
}

func newHTTPWrite() *httpWrite { return &httpWrite{done: make(chan error, 1)} }

// httpResponse checks what a handler has returned. It returns the first part of the
// response, what the others come from, nil if it is all, and the text of the first.
func httpResponse(c *vm.Call, args []vm.Value) (vm.Value, error) {
	w := newHTTPWrite()
	w.status, w.header = http.StatusOK, http.Header{}
	stream, body := vm.Nil, content{text: vm.Nil}
	take := func(v vm.Value) error {
		switch v.Kind() {
		case vm.KindNil:
		case vm.KindCoroutine, vm.KindInstance:
			stream = v
		case vm.KindString, vm.KindBytes:
			body.text = v
		default:
			return errors.New("a string, bytes or a coroutine")
		}
		return nil
	}
	var err error
	switch v := args[0]; {
	case v.IsNil():
		w.status = http.StatusNoContent
	case v.Kind() == vm.KindMap:
		err = readOptions("http.Response", v, map[string]option{
			"status":  statusOption(&w.status),
			"headers": headerOption(w.header),
			"body":    take,
			"json":    body.jsonOption,
		})
	default:
		if take(v) != nil {
			err = vm.NewError("type", "a handler cannot return "+v.Excerpt(40), "it returns a string, bytes, nil, an http.Response, a coroutine, or a map such as {status: 404} or {json: value}")
		}
	}
	if err != nil {
		return vm.Nil, err
	}
	for _, own := range []string{"Connection", "Content-Length", "Keep-Alive", "Trailer", "Transfer-Encoding", "Upgrade"} { // the server says these
		w.header.Del(own)
	}
	text, err := body.read(c, w.header, "text/plain; charset=utf-8")
	if err != nil {
		return vm.Nil, err
	}
	w.body, w.last = stringOf(text), stream.IsNil()
	return pairOf(c, w, stream, text)
}

// httpPart makes a part of a body, and returns it with its text.
func httpPart(c *vm.Call, args []vm.Value) (vm.Value, error) {
	text, err := ownText(c, args[0])
	if err != nil {
		return vm.Nil, err
	}
	w := newHTTPWrite()
	w.body = stringOf(text)
	return pairOf(c, w, text)
}

// httpEnd makes the end of a body.
func httpEnd(c *vm.Call, _ []vm.Value) (vm.Value, error) {
	w := newHTTPWrite()
	w.last = true
	return c.VM().ToValue(w)
}

func statusOption(to *int) option {
	return func(v vm.Value) error {
		n, ok := v.AsInt()
		if !ok || n < 200 || n > 599 {
			return errors.New("a status from 200 to 599")
		}
		*to = int(n)
		return nil
	}
}

// parseForm returns the map of a form, with the first value of each name.
func parseForm(c *vm.Call, args []vm.Value) (vm.Value, error) {
	text := stringOf(args[0])
	if err := c.Charge(int64(len(text)), 4*int64(len(text))); err != nil {
		return vm.Nil, err
	}
	form, err := url.ParseQuery(text)
	if err != nil {
		return vm.Nil, failf("value", "the body is no form: %v", err)
	}
	return c.VM().ToValue(firstValues(form))
}

// firstValues is a form or a query as scripts see it.
func firstValues(of url.Values) map[string]string {
	m := make(map[string]string, len(of))
	for name, values := range of {
		m[name] = values[0]
	}
	return m
}
