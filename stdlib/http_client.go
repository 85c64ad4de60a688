package stdlib

// The module http: sending requests.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coro-lang/coro/vm"
)

func (h *httpModule) clientMembers() []vm.Member {
	return []vm.Member{
		{
			Name: "get", Params: "url: string, options: map? = nil",
			Coro:    `fn get(url, options = nil) => whole(_request("GET", url, options, requests))`,
			Doc:     "Sends a GET request, and returns the Response with its whole body.",
			Example: "let r = http.get(\"http://example.com/hello\", {query: {name: \"Ada\"}})\n(r.status, r.body) // (200, \"hello Ada\")",
		},
		{
			Name: "post", Params: "url: string, options: map? = nil",
			Coro:    `fn post(url, options = nil) => whole(_request("POST", url, options, requests))`,
			Doc:     "Sends a POST request, and returns the Response with its whole body.",
			Example: "let r = http.post(\"http://example.com/echo\", {json: {name: \"Ada\"}})\nr.json().name // \"Ada\"",
		},
		{
			Name: "request", Params: "method: string, url: string, options: map? = nil",
			Coro: `fn request(method, url, options = nil) => whole(_request(method, url, options, requests))
			let requests = _world()
			fn whole(asked) {
				let answer = _send(asked[0])
				defer _close(answer)
				let parts = []
				var more = true
				while more {
					let part, goes_on = _read(answer, true)
					parts.push(part)
					more = goes_on
				}
				return Response(answer.status, answer.headers, parts.join(""), answer.url)
			}`,
			Doc:     "Sends a request with any method, and returns the Response with its whole body.",
			Example: "http.request(\"DELETE\", \"http://example.com/hello\").status // 405",
		},
		{
			Name: "stream", Params: "url: string, options: map? = nil",
			Coro: `fn stream(url, options = nil) {
				let asked = _request(nil, url, options, requests)
				return Stream(_send(asked[0]))
			}
			fn stream_parts(answer) {
				defer _close(answer)
				var more = true
				while more {
					let part, goes_on = _read(answer, false)
					more = goes_on
					if part != "" { yield part }
				}
			}
			fn stream_lines(answer) {
				var rest = ""
				for part in coro stream_parts(answer) {
					if !part.contains("\n") {
						rest += part
						continue
					}
					let lines = (rest + part).split("\n")
					rest = lines.pop()
					for line in lines { yield line.remove_suffix("\r") }
				}
				if rest != "" { yield rest.remove_suffix("\r") }
			}`,
			Doc: "Sends a request, GET if the option `method` says nothing else, and returns a Stream as soon as the head of the response is there. " +
				"The body is read as a loop asks for it. The option `timeout` is for all of it; `max_size` does not count unless it is given.",
			Example: "let s = http.stream(\"http://example.com/lines\")\n(s.status, list(s.lines())) // (200, [\"one\", \"two\"])",
		},
		{
			Name: "Stream", Params: "answer",
			Coro: `class Stream {
				let status
				let headers
				let url
				let _answer
				init(answer) {
					self.status = answer.status
					self.headers = answer.headers
					self.url = answer.url
					self._answer = answer
				}
				fn iter() => coro stream_parts(self._answer)
				fn str() => "Stream(${self.status}, ${self.url})"
			}`,
			Doc: "A response whose body is still on its way, with `status`, `headers` and `url`. A loop over it gets the parts of the body as they come, as strings. " +
				"Leaving the loop ends the connection, and so do the end of the body, `close()` and the timeout.",
			Example: "var all = \"\"\nfor part in http.stream(\"http://example.com/lines\") { all += part }\nall // \"one\\ntwo\\n\"",
		},
		{
			Name: "Stream.close", Coro: `fn close() => _close(self._answer)`,
			Doc:     "Ends the connection, if it is still there.",
			Example: "let s = http.stream(\"http://example.com/lines\")\ns.close()\ntry { list(s) } catch e { e.kind } // \"io\"",
		},
		{
			Name: "Stream.lines", Coro: `fn lines() => coro stream_lines(self._answer)`,
			Doc:     "Returns a coroutine that gives the lines of the body as they come, without their line breaks.",
			Example: "for line in http.stream(\"http://example.com/lines\").lines() { print(line) }\n// one\n// two",
		},
		{Name: "_request", Params: "method: string?, url: string, options: map?, world", Func: h.request},
		{Name: "_send", Async: h.send},
		{Name: "_read", Async: readAnswer},
		{Name: "_close", Func: (*httpAnswer).close},
	}
}

// The limits of a request whose script gives none.
const (
	httpTimeout   = 30 * time.Second
	httpRedirects = 10
	httpMaxSize   = 16 << 20

	maxURL = 64 << 10 // with its query; no script can have a longer one
)

// httpRequest is a request that was checked, and not sent yet.
type httpRequest struct {
	world     *httpWorld
	request   *http.Request
	timeout   time.Duration
	redirects int
	maxSize   int64
}

// request makes a request of the arguments of a script, and returns it with the text of its
// body. Without a method, it is that of a stream.
func (h *httpModule) request(c *vm.Call, args []vm.Value) (vm.Value, error) {
	world, err := vm.As[*httpWorld](args[3])
	if err != nil {
		return vm.Nil, err
	}
	r := &httpRequest{world: world, timeout: httpTimeout, redirects: httpRedirects, maxSize: httpMaxSize}
	header, query := http.Header{}, url.Values{}
	body := content{text: vm.Nil}
	known := map[string]option{
		"headers":   headerOption(header),
		"query":     queryOption(query),
		"body":      textOption(&body.text),
		"json":      body.jsonOption,
		"timeout":   secondsOption(&r.timeout),
		"redirects": func(v vm.Value) error { return countOption(v, 0, math.MaxInt32, &r.redirects) },
		"max_size":  func(v vm.Value) error { return sizeOption(v, math.MaxInt64, &r.maxSize) },
	}
	method, whole := args[0].AsString()
	name := "http.request"
	if !whole {
		name, method, r.maxSize = "http.stream", http.MethodGet, math.MaxInt64
		known["method"] = func(v vm.Value) error {
			var ok bool
			if method, ok = v.AsString(); !ok {
				return errors.New("a string")
			}
			return nil
		}
	}
	if err := readOptions(name, args[2], known); err != nil {
		return vm.Nil, err
	}
	if !isToken(method) {
		return vm.Nil, failf("value", "%s: %q is no method", name, shorten(method))
	}
	text, err := body.read(c, header, "")
	if err != nil {
		return vm.Nil, err
	}
	to, err := target(stringOf(args[1]), query)
	if err == nil {
		err = h.allowed(to)
	}
	if err != nil {
		return vm.Nil, err
	}
	if r.request, err = http.NewRequest(method, to.String(), strings.NewReader(stringOf(text))); err != nil {
		return vm.Nil, vm.WrapError("value", fmt.Errorf("%s: %w", name, err))
	}
	if header.Get("User-Agent") == "" {
		header.Set("User-Agent", "coro")
	}
	if host := header.Get("Host"); host != "" { // of another site, maybe, on the same server
		if err := h.allowed(&url.URL{Scheme: to.Scheme, Host: host}); err != nil {
			return vm.Nil, err
		}
		r.request.Host = host
	}
	r.request.Header = header
	return pairOf(c, r, text)
}

// target reads a URL, and adds parameters to its query.
func target(text string, query url.Values) (*url.URL, error) {
	length := len(text)
	for name, values := range query {
		length += len(name) + len(values[0])
	}
	if length > maxURL {
		return nil, failf("value", "a URL with its query has at most %d bytes, not %d", maxURL, length)
	}
	to, err := url.Parse(text)
	switch {
	case err != nil:
		return nil, vm.NewError("value", fmt.Sprintf("%q is no URL", shorten(text)), "it looks like https://example.com/path; encoding.url_encode escapes what is in its query")
	case to.Scheme != "http" && to.Scheme != "https" || to.Hostname() == "":
		return nil, vm.NewError("value", fmt.Sprintf("%q is no URL of HTTP", shorten(text)), "it begins with http:// or https:// and the name of a server")
	case strings.ContainsFunc(to.Host, func(r rune) bool { return r > '~' }):
		return nil, vm.NewError("value", fmt.Sprintf("the name of the server in %q is not ASCII", shorten(text)), "write it as DNS has it, xn--…")
	}
	if len(query) > 0 {
		if to.RawQuery != "" {
			to.RawQuery += "&"
		}
		to.RawQuery += query.Encode()
	}
	return to, nil
}

// allowed asks the host about the address of a URL.
func (h *httpModule) allowed(to *url.URL) error {
	port := to.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[to.Scheme]
	}
	address := net.JoinHostPort(strings.ToLower(to.Hostname()), port)
	if err := h.Connect(address); err != nil {
		return vm.WrapError("io", fmt.Errorf("cannot connect to %s: %w", shorten(address), err))
	}
	return nil
}

// newClient makes the client of the module.
func (h *httpModule) newClient() *http.Client {
	if h.Client != nil {
		return h.Client
	}
	return &http.Client{Transport: &http.Transport{
		Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true,
		MaxResponseHeaderBytes: 256 << 10, MaxIdleConns: 100, IdleConnTimeout: 10 * time.Second,
		// What a script does not read stays with the server, not in the memory of the host.
		HTTP2: &http.HTTP2Config{MaxReceiveBufferPerConnection: 4 << 20, MaxReceiveBufferPerStream: 256 << 10},
	}}
}

// redirect decides about a redirect.
func (h *httpModule) redirect(most int) func(*http.Request, []*http.Request) error {
	return func(r *http.Request, via []*http.Request) error {
		switch {
		case most == 0:
			return http.ErrUseLastResponse
		case len(via) > most:
			return fmt.Errorf("it has redirected more than %d times", most)
		}
		_, err := target(r.URL.String(), nil)
		if err == nil {
			err = h.allowed(r.URL)
		}
		if err != nil {
			return &refusal{err}
		}
		return nil
	}
}

// refusal is an error for the script of where a redirect leads.
type refusal struct{ error }

// httpAnswer is a response whose body is still to be read. Scripts see its fields.
type httpAnswer struct {
	Status  int
	Headers map[string]string
	URL     string

	mu      sync.Mutex // held by who reads
	body    io.ReadCloser
	buf     []byte
	left    int64 // bytes that the body may still have
	timeout time.Duration
	life    context.Context // ends with finish, and by errTimeout
	done    bool
	finish  func() // ends the connection; may be called by any goroutine, and again
}

// errTimeout is why a request was given up.
var errTimeout = errors.New("timeout")

// send sends a request when there is a place for it, and returns when the head of the
// response is there. What it needs is given back when the answer is closed, the time is
// over, the VM is closed, or the collector finds that no script has the answer any more.
func (h *httpModule) send(ctx context.Context, r *httpRequest) (*httpAnswer, error) {
	life, end := context.WithCancelCause(context.WithoutCancel(ctx))
	timer := time.AfterFunc(r.timeout, func() { end(errTimeout) })
	places := r.world.places
	select {
	case places <- struct{}{}:
		context.AfterFunc(life, func() { <-places })
	case <-life.Done():
		return nil, vm.NewError("timeout", fmt.Sprintf("%d other requests are not over after %v", mostRequests, r.timeout), "read streams to their end, or close them")
	case <-ctx.Done():
		timer.Stop()
		end(nil)
		return nil, context.Cause(ctx)
	}
	forget := r.world.vm.OnClose(func() { end(nil) })
	finish := sync.OnceFunc(func() {
		timer.Stop()
		forget()
		end(nil)
	})
	cancelled := context.AfterFunc(ctx, finish)
	client := *h.client()
	client.CheckRedirect = h.redirect(r.redirects)
	response, err := client.Do(r.request.WithContext(life))
	if stopped := cancelled(); err == nil && !stopped {
		response.Body.Close()
		err = context.Cause(ctx)
	}
	if err != nil {
		if context.Cause(life) == errTimeout {
			err = errTimeout
		}
		finish()
		return nil, httpError(r.request.URL, r.timeout, err)
	}
	a := &httpAnswer{
		Status: response.StatusCode, Headers: headerMap(response.Header), URL: response.Request.URL.Redacted(),
		body: response.Body, left: r.maxSize, timeout: r.timeout, life: life, finish: finish,
	}
	runtime.AddCleanup(a, func(finish func()) { finish() }, finish)
	return a, nil
}

// chunkOfBody is how much of a body is read at a time.
const chunkOfBody = 64 << 10

// readAnswer returns a part of the body, and whether there may be more. With full, it waits
// until the part is of the full size or the last.
func readAnswer(ctx context.Context, a *httpAnswer, full bool) (part string, more bool, err error) {
	if !a.mu.TryLock() {
		return "", false, failf("io", "the body of %s is being read by another task", a.URL)
	}
	defer a.mu.Unlock()
	if a.done {
		return "", false, failf("io", "the body of %s was read before, or its stream is closed", a.URL)
	}
	defer context.AfterFunc(ctx, a.finish)()
	if a.buf == nil {
		a.buf = make([]byte, chunkOfBody)
	}
	n := 0
	for err == nil && (n == 0 || full && n < len(a.buf)) {
		var k int
		k, err = a.body.Read(a.buf[n:])
		n += k
	}
	if a.left -= int64(n); a.left < 0 {
		a.end()
		return "", false, vm.NewError("io", fmt.Sprintf("the body of %s is larger than the option `max_size` allows", a.URL), "give a larger one, or take it in parts with http.stream")
	}
	part = string(a.buf[:n])
	switch {
	case err == nil:
		return part, true, nil
	case err == io.EOF:
		a.end()
		return part, false, nil
	}
	switch {
	case ctx.Err() != nil:
		err = context.Cause(ctx)
	case context.Cause(a.life) == errTimeout:
		err = errTimeout
	}
	a.end()
	to, _ := url.Parse(a.URL)
	return "", false, httpError(to, a.timeout, err)
}

// end gives back what the body needs. The caller holds the lock.
func (a *httpAnswer) end() {
	a.done, a.buf = true, nil
	a.body.Close()
	a.finish()
}

// close ends the connection, also under a read.
func (a *httpAnswer) close() {
	a.finish()
	if a.mu.TryLock() {
		defer a.mu.Unlock()
		a.end()
	}
}

// httpError makes the error of a script.
func httpError(to *url.URL, timeout time.Duration, err error) error {
	if e := (*url.Error)(nil); errors.As(err, &e) {
		err = e.Err
	}
	if refused := (*refusal)(nil); errors.As(err, &refused) {
		return refused.error
	}
	if errors.Is(err, errTimeout) || errors.Is(err, context.DeadlineExceeded) {
		return failf("timeout", "%s has not answered within %v", to.Redacted(), timeout)
	}
	return vm.WrapError("io", fmt.Errorf("%s: %w", to.Redacted(), err))
}

// queryOption is an option that is a map of parameters.
func queryOption(to url.Values) option {
	return func(v vm.Value) error {
		if v.Kind() != vm.KindMap {
			return errors.New("a map")
		}
		for k, v := range v.Parts() {
			name, ok := k.AsString()
			if !ok || !slices.Contains([]vm.Kind{vm.KindString, vm.KindInt, vm.KindFloat, vm.KindBool}, v.Kind()) {
				return errors.New("a map from names to strings, numbers or bools")
			}
			text, ok := v.AsString()
			if !ok {
				text = v.String()
			}
			to.Set(name, text)
		}
		return nil
	}
}

// secondsOption is an option that is a time, more than nothing.
func secondsOption(to *time.Duration) option {
	return func(v vm.Value) (err error) {
		if *to, err = vm.As[time.Duration](v); err != nil || *to <= 0 {
			return errors.New("a number of seconds above 0")
		}
		return nil
	}
}

func countOption(v vm.Value, least, most int, to *int) error {
	n, ok := v.AsInt()
	switch {
	case ok && n > int64(most):
		return fmt.Errorf("a number up to %d", most)
	case !ok || n < int64(least):
		return fmt.Errorf("a number from %d on", least)
	}
	*to = int(n)
	return nil
}

func sizeOption(v vm.Value, most int64, to *int64) error {
	n, ok := v.AsInt()
	switch {
	case ok && n > most:
		return fmt.Errorf("a number of bytes up to %d", most)
	case !ok || n <= 0:
		return errors.New("a number of bytes above 0")
	}
	*to = n
	return nil
}
