package stdlib_test

// The module http: hostile clients and servers, limits, and that nothing stays behind.

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/coro-lang/coro/stdlib"
	"github.com/coro-lang/coro/vm"
)

// online is a script in a VM with the module http.
type online struct {
	t      *testing.T
	m      *vm.VM
	mod    *vm.Module // that has run last
	out    strings.Builder
	log    safeBuffer
	client *http.Client
	allow  func(address string) error
	opened chan string // the URL that the script has given
}

// safeBuffer is written by any goroutine.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// goOnline makes a VM. No goroutine may be left when the test is over.
func goOnline(t *testing.T, limits vm.Limits) *online {
	t.Helper()
	before := goleak.IgnoreCurrent()
	o := &online{t: t, allow: stdlib.Anywhere, client: &http.Client{Transport: &http.Transport{MaxResponseHeaderBytes: 256 << 10}}, opened: make(chan string, 1)}
	module := stdlib.HTTP(stdlib.HTTPConfig{
		Connect: func(address string) error { return o.allow(address) }, Listen: stdlib.Anywhere, Client: o.client, ErrorLog: log.New(&o.log, "", 0),
	})
	var err error
	o.m, err = vm.New(vm.Config{Stdout: &o.out, Modules: []*vm.HostModule{module}, Limits: limits, Clock: time.Now, AfterFunc: time.AfterFunc})
	if err != nil {
		t.Fatal(err)
	}
	if err := o.m.Define("opened", func(url string) { o.opened <- url }); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		o.m.Close()
		o.client.CloseIdleConnections()
		goleak.VerifyNone(t, before)
	})
	return o
}

func (o *online) run(ctx context.Context, src string) error {
	prog, err := o.m.Compile("test.coro", "import http\n"+src)
	if err != nil {
		return err
	}
	o.mod, err = o.m.Run(ctx, prog)
	return err
}

// serve runs a script with a handler, until stop is called. The server has the options
// that are given.
func (o *online) serve(options, handler string) (url string, stop func() error) {
	o.t.Helper()
	ctx, cancel := context.WithCancel(o.t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- o.run(ctx, handler+"\nlet server = http.listen(\"127.0.0.1:0\", "+options+")\nopened(server.url)\nserver.serve(handler)")
	}()
	stop = sync.OnceValue(func() error { cancel(); return <-ended })
	o.t.Cleanup(func() { _ = stop() })
	select {
	case url = <-o.opened:
	case err := <-ended:
		o.t.Fatal(err)
	}
	return url, stop
}

// talk sends text over a connection of its own, and returns what comes back until the
// server ends it.
func talk(t *testing.T, url, text string) string {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, text); err != nil {
		t.Log(err) // the server need not read it all
	}
	_ = c.SetReadDeadline(time.Now().Add(20 * time.Second))
	answer, err := io.ReadAll(c)
	if errors.Is(err, context.DeadlineExceeded) {
		t.Error("the server does not end the connection")
	}
	return string(answer)
}

// status is the first line of a response.
func status(response string) string {
	line, _, _ := strings.Cut(response, "\r\n")
	return strings.TrimPrefix(line, "HTTP/1.1 ")
}

func TestAHostGrantsHTTP(t *testing.T) {
	for _, c := range []struct {
		config stdlib.HTTPConfig
		want   string
	}{
		{stdlib.HTTPConfig{}, "[`Response`]"},
		{stdlib.HTTPConfig{Connect: stdlib.Anywhere}, "[`Response` `get` `post` `request` `stream` `Stream`]"},
		{stdlib.HTTPConfig{Listen: stdlib.Anywhere}, "[`Response` `Request` `Server` `listen` `serve`]"},
	} {
		if got := fmt.Sprint(names(stdlib.HTTP(c.config))); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestHostileClients(t *testing.T) {
	o := goOnline(t, vm.Limits{Memory: 64 << 20})
	url, _ := o.serve("{timeout: 0.3, max_body: 200_000}", `fn handler(request) {
		if request.path == "/never" { while true { task.sleep(1) } }
		return "${len(request.body)}"
	}`)
	const head = "POST / HTTP/1.1\r\nHost: x\r\n"
	for _, c := range []struct{ name, text, want string }{
		{"a head without end", "GET / HTTP/1.1\r\nA: " + strings.Repeat("a", 1<<20), "431 Request Header Fields Too Large"},
		{"many headers", "GET / HTTP/1.1\r\n" + strings.Repeat("A: b\r\n", 1<<16), "431 Request Header Fields Too Large"},
		{"half a head", "GET / HTTP/1.1\r\nHos", "400 Bad Request"},
		{"nothing", "", ""},
		{"noise", "\x00\xff\x16\x03\x01\r\n\r\n", "400 Bad Request"},
		{"half a body", head + "Content-Length: 10\r\n\r\nabc", "408 Request Timeout"},
		{"a body that is too long", head + "Content-Length: 200001\r\n\r\n", "413 Request Entity Too Large"},
		{"one that does not say so", head + "Transfer-Encoding: chunked\r\n\r\n" + strings.Repeat("10000\r\n"+strings.Repeat("a", 65536)+"\r\n", 5), "413 Request Entity Too Large"},
		{"no chunks", head + "Transfer-Encoding: chunked\r\n\r\nzzz\r\n", "400 Bad Request"},
		{"two lengths", head + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", "400 Bad Request"},
		{"a request that is never answered", "GET /never HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "503 Service Unavailable"},
		{"a good one", head + "Content-Length: 3\r\nConnection: close\r\n\r\nabc", "200 OK"},
		{"a long one", head + "Content-Length: 200000\r\nConnection: close\r\n\r\n" + strings.Repeat("a", 200_000), "200 OK"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := status(talk(t, url, c.text)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestAServerHasOnlySoManyConnections(t *testing.T) {
	o := goOnline(t, vm.Limits{})
	url, _ := o.serve("{max_connections: 2, timeout: 0.5}", `fn handler(request) => "ok"`)
	for range 2 { // which say nothing
		c, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
	}
	begin := time.Now()
	if got := status(talk(t, url, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")); got != "200 OK" {
		t.Errorf("got %q", got)
	}
	if took := time.Since(begin); took < 300*time.Millisecond {
		t.Errorf("it was served after %v, beside the two", took)
	}
}

func TestAClientThatReadsNothing(t *testing.T) {
	o := goOnline(t, vm.Limits{})
	url, _ := o.serve("{timeout: 0.3}", `fn handler(request) => coro {
		defer opened("left")
		while true { yield "0123456789".repeat(1000) }
	}`)
	c, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	select {
	case <-o.opened:
	case <-time.After(10 * time.Second):
		t.Error("the handler still waits for the client")
	}
}

func TestTheErrorOfAHandlerIsLogged(t *testing.T) {
	o := goOnline(t, vm.Limits{})
	url, _ := o.serve("nil", "fn handler(request) { let x = 0\n return 1 / x }")
	if got := status(talk(t, url, "GET /a\x1bb?c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")); got != "400 Bad Request" {
		t.Errorf("got %q", got)
	}
	if got := status(talk(t, url, "GET /a?%1b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")); got != "500 Internal Server Error" {
		t.Errorf("got %q", got)
	}
	if got := o.log.String(); !strings.HasPrefix(got, "GET \"/a?%1b\": arithmetic: division by zero: 1 / 0\n") || !strings.Contains(got, "test.coro:3:9 in handler") {
		t.Errorf("the log is\n%s", got)
	}
}

func TestNoRequestIsLost(t *testing.T) {
	o := goOnline(t, vm.Limits{})
	url, stop := o.serve("nil", `fn handler(request) {
		task.sleep(0.001)
		return request.query["n"]
	}`)
	var wait sync.WaitGroup
	for client := range 50 {
		wait.Go(func() {
			for i := range 20 {
				n := fmt.Sprint(client*20 + i)
				r, err := o.client.Get(url + "/?n=" + n)
				if err != nil {
					t.Error(err)
					return
				}
				body, err := io.ReadAll(r.Body)
				r.Body.Close()
				if string(body) != n || err != nil {
					t.Errorf("got %q, %v, want %s", body, err, n)
				}
			}
		})
	}
	wait.Wait()
	if err := stop(); !errors.Is(err, vm.ErrCancelled) {
		t.Errorf("the server ended with %v", err)
	}
}

// hostileServer is one that does with a connection what it likes.
func hostileServer(t *testing.T, behave func(c net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	wait.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			wait.Go(func() {
				defer c.Close()
				if _, err := http.ReadRequest(bufio.NewReader(c)); err == nil {
					behave(c)
				}
			})
		}
	})
	t.Cleanup(func() { l.Close(); wait.Wait() })
	return "http://" + l.Addr().String()
}

// forEver writes a text until the client has gone.
func forEver(c net.Conn, text string) {
	for {
		if _, err := io.WriteString(c, text); err != nil {
			return
		}
	}
}

func TestHostileServers(t *testing.T) {
	o := goOnline(t, vm.Limits{})
	var bomb bytes.Buffer
	zip := gzip.NewWriter(&bomb)
	_, _ = zip.Write(make([]byte, 64<<20))
	zip.Close()
	silent := func(c net.Conn) { _, _ = c.Read(make([]byte, 1)) }
	for _, c := range []struct {
		name, options, want string
		behave              func(c net.Conn)
	}{
		{"hangs up", "{}", "io", func(net.Conn) {}},
		{"is silent", "{timeout: 0.2}", "timeout", silent},
		{"stops in the head", "{timeout: 0.2}", "timeout", func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nA: "); silent(c) }},
		{"stops in the body", "{timeout: 0.2}", "timeout", func(c net.Conn) {
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
			silent(c)
		}},
		{"ends early", "{}", "io", func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc") }},
		{"speaks something else", "{}", "io", func(c net.Conn) { _, _ = io.WriteString(c, "hello\r\n\r\n") }},
		{"never ends its head", "{}", "io", func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\n"); forEver(c, "A: b\r\n") }},
		{"never ends its body", "{}", "io", func(c net.Conn) {
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\n\r\n")
			forEver(c, strings.Repeat("a", 1<<16))
		}},
		{"sends a bomb", "{}", "io", func(c net.Conn) {
			fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n", bomb.Len())
			_, _ = c.Write(bomb.Bytes())
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			url := hostileServer(t, c.behave)
			o.out.Reset()
			src := fmt.Sprintf("try { print(len(http.get(%q, %s).body)) } catch e { print(e.kind) }", url, c.options)
			if err := o.run(t.Context(), src); err != nil || o.out.String() != c.want+"\n" {
				t.Errorf("printed %q, %v", o.out.String(), err)
			}
		})
	}
}

func TestTheMemoryLimitBoundsAResponse(t *testing.T) {
	o := goOnline(t, vm.Limits{Memory: 4 << 20})
	url := hostileServer(t, func(c net.Conn) {
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\n\r\n")
		forEver(c, strings.Repeat("a", 1<<16))
	})
	err := o.run(t.Context(), fmt.Sprintf("try { http.get(%q, {max_size: 1_000_000_000}) } catch {}", url))
	if !errors.Is(err, vm.ErrMemory) {
		t.Errorf("expected ErrMemory, got %v", err)
	}
	o.m.Close() // what was stopped has run no defers
}

// waiting is a server that answers nothing, and says how many clients it has.
func waiting(t *testing.T) (url string, clients func(n int)) {
	t.Helper()
	var mu sync.Mutex
	count := 0
	add := func(n int) { mu.Lock(); count += n; mu.Unlock() }
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/stream" {
			_, _ = io.WriteString(w, "begin")
			_ = http.NewResponseController(w).Flush()
		}
		add(1)
		defer add(-1)
		<-r.Context().Done()
	}))
	t.Cleanup(server.Close)
	return server.URL, func(n int) {
		t.Helper()
		for end := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
			runtime.GC()
			mu.Lock()
			now := count
			mu.Unlock()
			if now == n {
				return
			}
			if time.Now().After(end) {
				t.Fatalf("the server has %d clients, not %d", now, n)
			}
		}
	}
}

func TestRequestsEndWithTheirTaskAndTheirHost(t *testing.T) {
	o := goOnline(t, vm.Limits{})
	url, clients := waiting(t)
	err := o.run(t.Context(), fmt.Sprintf("try { timeout(0.1) { http.get(%q) } } catch e { print(e.kind, e.message) }", url))
	if got := o.out.String(); err != nil || !strings.HasPrefix(got, "timeout the time of this `timeout` is over") {
		t.Errorf("printed %q, %v", got, err)
	}
	clients(0)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		clients(1)
		cancel()
	}()
	if err := o.run(ctx, fmt.Sprintf("try { http.get(%q) } catch {}", url)); !errors.Is(err, vm.ErrCancelled) {
		t.Errorf("expected ErrCancelled, got %v", err)
	}
	clients(0)
}

func TestWhatAScriptForgetsIsClosed(t *testing.T) {
	o := goOnline(t, vm.Limits{})
	url, clients := waiting(t)
	if err := o.run(t.Context(), fmt.Sprintf("http.stream(%q)\nhttp.listen(\"localhost:0\")\nnil", url+"/stream")); err != nil {
		t.Fatal(err)
	}
	clients(0) // by the collector
	if err := o.run(t.Context(), fmt.Sprintf("export let kept = http.stream(%q)\nexport let listens = http.listen(\"localhost:0\")\nopened(listens.url)", url+"/stream")); err != nil {
		t.Fatal(err)
	}
	clients(1)
	runtime.KeepAlive(o.mod)
	o.m.Close() // by the end of the VM
	clients(0)
	address := strings.TrimPrefix(<-o.opened, "http://")
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		c, err := net.Dial("tcp", address)
		if err != nil {
			break
		}
		c.Close()
		if time.Now().After(end) {
			t.Fatal("the server of a VM that is closed still listens")
		}
	}
}
