package stdlib_test

// The module http: what scripts cannot take from their host, and connections by TLS.

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/coro-lang/coro/stdlib"
	"github.com/coro-lang/coro/vm"
)

// secureServer answers by HTTP/2, and says so.
func secureServer(t *testing.T) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/plain" {
			http.Redirect(w, r, "http://example.com/", http.StatusFound)
			return
		}
		_, _ = io.Copy(w, io.MultiReader(strings.NewReader(r.Proto+" "), r.Body))
	}))
	server.EnableHTTP2 = true
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

func TestRequestsByTLS(t *testing.T) {
	server := secureServer(t)
	for _, c := range []struct {
		client *http.Client
		want   string
	}{
		{server.Client(), "HTTP/2.0 hi\n[\"HTTP/2.0 \"]\nio it is another server\n"},
		{nil, strings.Repeat("io certificate signed by unknown authority\n", 3)},
	} {
		module := stdlib.HTTP(stdlib.HTTPConfig{Client: c.client, Connect: func(address string) error {
			if address != strings.TrimPrefix(server.URL, "https://") {
				return errors.New("it is another server")
			}
			return nil
		}})
		var out strings.Builder
		m, err := vm.New(vm.Config{Stdout: &out, Modules: []*vm.HostModule{module}})
		if err != nil {
			t.Fatal(err)
		}
		defer m.Close()
		prog, err := m.Compile("test.coro", strings.ReplaceAll(`import http
		fn why(f) { try { print(f()) } catch e { print(e.kind, e.message.split(": ")[-1]) } }
		why(fn() => http.post("URL", {body: "hi"}).body)
		why(fn() => list(http.stream("URL")))
		why(fn() => http.get("URL/plain"))`, "URL", server.URL))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.Run(t.Context(), prog); err != nil || out.String() != c.want {
			t.Errorf("printed\n%s%v\nwant\n%s", out.String(), err, c.want)
		}
	}
}

// A name that may be reached can lead anywhere, and to another address each time. The
// dialer sees the address that is used.
func TestADialerRefusesAddresses(t *testing.T) {
	dialer := &net.Dialer{Control: func(_, address string, _ syscall.RawConn) error {
		if a, err := netip.ParseAddrPort(address); err != nil || a.Addr().IsLoopback() {
			return errors.New("it is this machine")
		}
		return nil
	}}
	o := goOnline(t, vm.Limits{})
	o.client.Transport.(*http.Transport).DialContext = dialer.DialContext
	url := hostileServer(t, func(net.Conn) { t.Error("the server was reached") })
	src := fmt.Sprintf("try { http.get(%q) } catch e { print(e.kind, e.message.split(\": \")[-1]) }", strings.Replace(url, "127.0.0.1", "localhost", 1))
	if err := o.run(t.Context(), src); err != nil || o.out.String() != "io it is this machine\n" {
		t.Errorf("printed %q, %v", o.out.String(), err)
	}
}

func TestTheHostOfARequestIsAskedFor(t *testing.T) {
	o := goOnline(t, vm.Limits{})
	o.allow = func(address string) error {
		if strings.HasPrefix(address, "secret") {
			return errors.New("it is secret")
		}
		return nil
	}
	url := hostileServer(t, func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 204 No Content\r\n\r\n") })
	src := fmt.Sprintf(`for host in ["public", "Secret", "secret:80"] {
		try { print(http.get(%q, {headers: {hOsT: host}}).status) } catch e { print(e.kind, e.message) }
	}`, url)
	want := "204\nio cannot connect to secret:80: it is secret\nio cannot connect to secret:80: it is secret\n"
	if err := o.run(t.Context(), src); err != nil || o.out.String() != want {
		t.Errorf("printed %q, %v", o.out.String(), err)
	}
}

func TestRequestsThatAreTooLong(t *testing.T) {
	o := goOnline(t, vm.Limits{})
	err := o.run(t.Context(), `fn why(f) { try { f() } catch e { print(e.kind + ":", e.message) } }
	let long = "a".repeat(70_000)
	let url = "http://localhost:1/"
	why(fn() => http.get(url + long))
	why(fn() => http.get(url, {query: {a: long}}))
	why(fn() => http.get(url, {query: {[long]: 1}}))
	why(fn() => http.get(url, {headers: {a: [long, long, long, long]}}))
	why(fn() => http.get(url, {headers: {"set-cookie": "\n".repeat(300_000)}}))
	`)
	const header = "value: the option `headers` of `http.request` is a map of headers with at most 262144 bytes, not {"
	for i, line := range strings.Split(strings.TrimSpace(o.out.String()), "\n") {
		want := "value: a URL with its query has at most 65536 bytes, not 700"
		if i >= 3 {
			want = header
		}
		if !strings.HasPrefix(line, want) || i > 4 {
			t.Errorf("line %d is %s", i+1, line)
		}
	}
	if err != nil {
		t.Error(err)
	}
}

// Streams that a script keeps have their connections, of which there are only so many.
func TestAScriptHasOnlySoManyRequests(t *testing.T) {
	o := goOnline(t, vm.Limits{})
	url, _ := waiting(t)
	err := o.run(t.Context(), strings.ReplaceAll(`let kept = []
	for _ in 0..100 { kept.push(http.stream("URL/stream")) }
	try { http.stream("URL/stream", {timeout: 0.1}) } catch e { print(e.kind, e.message) }
	kept.pop().close()
	kept.push(http.stream("URL/stream"))
	for s in kept { s.close() }`, "URL", url))
	if want := "timeout 100 other requests are not over after 100ms\n"; err != nil || o.out.String() != want {
		t.Errorf("printed %q, %v", o.out.String(), err)
	}
}

func TestAScriptHasOnlySoManyServers(t *testing.T) {
	o := goOnline(t, vm.Limits{})
	err := o.run(t.Context(), `let kept = []
	for _ in 0..100 { kept.push(http.listen("localhost:0")) }
	try { http.listen("localhost:0") } catch e { print(e.kind, e.message) }
	for s in kept { s.close() }`)
	if want := "io cannot listen at localhost:0: the script has 100 servers\n"; err != nil || o.out.String() != want {
		t.Errorf("printed %q, %v", o.out.String(), err)
	}
}

// The copies of a buffer count, that many requests send at the same time.
func TestTheMemoryLimitBoundsRequests(t *testing.T) {
	o := goOnline(t, vm.Limits{Memory: 16 << 20})
	url := hostileServer(t, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) })
	err := o.run(t.Context(), fmt.Sprintf(`let data = bytes("x".repeat(1_000_000))
	scope { for _ in 0..100 { spawn http.post(%q, {body: data}) } }`, url))
	if !errors.Is(err, vm.ErrMemory) {
		t.Errorf("expected ErrMemory, got %v", err)
	}
	o.m.Close()
	o.client.CloseIdleConnections() // those that were made, and not needed any more
}

// A response has its own time to be taken, and not the rest of that of the one before.
func TestRefusalsOverAConnectionThatLasts(t *testing.T) {
	o := goOnline(t, vm.Limits{})
	url, _ := o.serve("{timeout: 0.5, max_body: 3}", `fn handler(request) => "ok"`)
	c, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	in := bufio.NewReader(c)
	const head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
	for _, step := range []struct {
		wait time.Duration // before the end of the request
		end  string
		want int
	}{{0, "1\r\na\r\n0\r\n\r\n", 200}, {400 * time.Millisecond, "8\r\nabcdefgh\r\n0\r\n\r\n", 413}} {
		time.Sleep(step.wait / 2)
		_, _ = io.WriteString(c, head)
		time.Sleep(step.wait)
		_, _ = io.WriteString(c, step.end)
		r, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, r.Body)
		if r.StatusCode != step.want {
			t.Errorf("got %d, want %d", r.StatusCode, step.want)
		}
	}
	_, _ = io.Copy(io.Discard, in) // until the server ends the connection
}

// Handlers that go on do not keep the places for large bodies.
func TestLargeBodiesBesideHandlersThatLast(t *testing.T) {
	o := goOnline(t, vm.Limits{})
	url, _ := o.serve("nil", `fn handler(request) => if request.path == "/last" {
		coro { while true { yield "x"; task.sleep(0.01) } }
	} else { "${len(request.body)}" }`)
	send := func(path string) *http.Response {
		t.Helper()
		r, err := o.client.Post(url+path, "", io.MultiReader(strings.NewReader("abc"))) // in chunks
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	for range 10 {
		defer send("/last").Body.Close()
	}
	r := send("/")
	defer r.Body.Close()
	if body, err := io.ReadAll(r.Body); string(body) != "3" || err != nil {
		t.Errorf("got %q, %v", body, err)
	}
}

func TestAHandlerCannotForgeTheLog(t *testing.T) {
	o := goOnline(t, vm.Limits{})
	url, _ := o.serve("nil", `fn handler(request) { throw error(request.body) }`)
	r, err := o.client.Post(url, "", strings.NewReader("a\x1b[2J\nGET \"/\": all is well"))
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if got := o.log.String(); !strings.HasPrefix(got, "POST \"/\": error: a\ufffd[2J\n\tGET") {
		t.Errorf("the log is\n%s", got)
	}
}

func TestTheLimitOfOutputBoundsTheLog(t *testing.T) {
	o := goOnline(t, vm.Limits{Output: 1000})
	url, stop := o.serve("{timeout: 0.2}", `fn handler(request) { throw error("x".repeat(2000)) }`)
	o.client.Timeout = time.Second // nobody answers
	if r, err := o.client.Get(url); err == nil {
		r.Body.Close()
	}
	if err := stop(); !errors.Is(err, vm.ErrOutput) || o.log.String() != "" {
		t.Errorf("expected ErrOutput, got %v and the log %q", err, o.log.String())
	}
}
