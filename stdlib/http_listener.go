package stdlib

// The module http: the server behind a Server of a script, on goroutines of its own.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"sync"
	"time"

	"github.com/coro-lang/coro/vm"
)

// What a client may send, beside the options of listen, and what these may be.
const (
	mostBody        = 64 << 20
	mostConnections = 10_000

	maxHTTPHeader = 32 << 10
	smallBody     = 64 << 10
	largeBodies   = 8                      // on their way at a time
	newGrace      = 200 * time.Millisecond // for a connection without a request, when a server closes
)

// httpListener is what a script holds of a server. When it lets go of it, the server ends.
type httpListener struct {
	Address, URL string
	server       *httpServer
}

// httpServer hands requests over to the script, over a channel; what is done with a
// response happens on the goroutine of its request.
type httpServer struct {
	options *httpServerOptions
	http    *http.Server
	events  chan *httpExchange
	large   chan struct{} // has an element for each large body on its way, see httpWorld
	ended   chan struct{} // closed when all requests of a server that was closed are over
	closing sync.Once
	life    context.Context
	end     context.CancelFunc

	mu    sync.Mutex
	fresh map[net.Conn]bool // connections without a request so far
	last  int               // the number of the last request
}

// listen starts a server. It ends with the VM at the latest.
func (h *httpModule) listen(ctx context.Context, o *httpServerOptions) (*httpListener, error) {
	servers := o.world.servers
	select {
	case servers <- struct{}{}:
	default:
		return nil, vm.NewError("io", fmt.Sprintf("cannot listen at %s: the script has %d servers", shorten(o.address), mostServers), "close one before")
	}
	inner, err := new(net.ListenConfig).Listen(ctx, "tcp", o.address)
	if err != nil {
		<-servers
		return nil, cannotListen(o.address, err)
	}
	s := &httpServer{
		options: o, events: make(chan *httpExchange), large: o.world.large, ended: make(chan struct{}),
		fresh: make(map[net.Conn]bool),
	}
	s.life, s.end = context.WithCancel(context.Background())
	s.http = &http.Server{
		Handler: http.HandlerFunc(s.handle), ErrorLog: h.log(), ConnState: s.track, MaxHeaderBytes: maxHTTPHeader,
		ReadHeaderTimeout: min(o.timeout, 10*time.Second), ReadTimeout: o.timeout, IdleTimeout: o.timeout,
		DisableGeneralOptionsHandler: true,
	}
	forget := o.world.vm.OnClose(s.abort)
	context.AfterFunc(s.life, func() { forget(); <-servers })
	o.world = nil
	limited := &limitedListener{Listener: inner, places: make(chan struct{}, o.maxConnections), closed: make(chan struct{})}
	go func() { _ = s.http.Serve(limited) }() // it ends when the listener is closed
	l := &httpListener{Address: inner.Addr().String(), server: s}
	l.URL = "http://" + reachable(o.address, inner.Addr())
	runtime.AddCleanup(l, func(s *httpServer) { s.abort() }, s)
	return l, nil
}

// reachable is where a client on the same machine reaches a server that was to listen at
// an address, and does at another.
func reachable(asked string, a net.Addr) string {
	host, _, _ := net.SplitHostPort(asked)
	_, port, _ := net.SplitHostPort(a.String())
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port)
}

func cannotListen(address string, err error) error {
	var e *net.OpError
	if errors.As(err, &e) {
		err = e.Err
	}
	return vm.WrapError("io", fmt.Errorf("cannot listen at %s: %w", shorten(address), err))
}

// track keeps account of the connections that have sent nothing yet.
func (s *httpServer) track(c net.Conn, state http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if state == http.StateNew {
		s.fresh[c] = true
	} else {
		delete(s.fresh, c)
	}
}

// nextRequest waits for a request, or for the end of one whose client waits no more. At the end
// of the server it returns nil.
func nextRequest(ctx context.Context, l *httpListener) (*httpExchange, error) {
	select {
	case x := <-l.server.events:
		return x, nil
	case <-l.server.ended:
		return nil, nil
	case <-l.server.life.Done():
		return nil, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// close takes no more connections, and ends the server when the requests are over.
func (l *httpListener) close() {
	s := l.server
	s.closing.Do(func() {
		go func() {
			_ = s.http.Shutdown(s.life)
			close(s.ended)
			s.end()
		}()
		time.AfterFunc(newGrace, func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			for c := range s.fresh {
				c.Close()
			}
		})
	})
}

func (l *httpListener) abort() { l.server.abort() }

// abort ends the server with all of its connections.
func (s *httpServer) abort() {
	s.end()
	s.http.Close()
}

// httpExchange is a request and what becomes of it. Scripts see its fields.
type httpExchange struct {
	ID                              int
	Gone                            bool // it is over: nothing else is set then
	Method, Path, URL, Remote, Body string
	Query, Headers                  map[string]string

	writes   chan *httpWrite
	over     chan struct{}
	answered bool // before over is closed: it has got all of its response
	begun    bool // its head is sent
	cut      bool // the client must not take what it has got for the whole
}

// handle is the life of one request.
func (s *httpServer) handle(w http.ResponseWriter, r *http.Request) {
	timer := time.NewTimer(s.options.timeout)
	defer timer.Stop()
	leave := func() {}
	if r.ContentLength < 0 || r.ContentLength > smallBody {
		if !offer(s, w, r, timer, s.large, struct{}{}) {
			return
		}
		leave = sync.OnceFunc(func() { <-s.large })
		defer leave()
	}
	body, status := s.readBody(w, r)
	if status != http.StatusOK {
		s.refuse(w, status)
		return
	}
	// The deadline for the request must not end the wait for a client that goes away.
	_ = http.NewResponseController(w).SetReadDeadline(time.Time{})
	x := s.newExchange(r, body)
	timer.Reset(s.options.timeout)
	if !offer(s, w, r, timer, s.events, x) {
		return
	}
	leave() // the script pays for the body now
	x.answered = x.respond(s, w, r, timer)
	close(x.over)
	if !x.answered {
		select {
		case s.events <- &httpExchange{ID: x.ID, Gone: true}:
		case <-s.life.Done():
		}
	}
	if x.cut {
		panic(http.ErrAbortHandler)
	}
}

// offer sends x over a channel. It returns false if that takes too long, for which the client
// gets a response.
func offer[T any](s *httpServer, w http.ResponseWriter, r *http.Request, timer *time.Timer, to chan<- T, x T) bool {
	select {
	case to <- x:
		return true
	case <-timer.C:
		s.refuse(w, http.StatusServiceUnavailable)
		return false
	case <-r.Context().Done():
	case <-s.life.Done():
	}
	panic(http.ErrAbortHandler)
}

// refuse sends a response that is no more than its status. Before that the server may take
// the rest of the request, within the time for that.
func (s *httpServer) refuse(w http.ResponseWriter, status int) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(2 * s.options.timeout))
	http.Error(w, http.StatusText(status), status)
}

// readBody reads the body of a request, or returns the status of a response that says why
// not.
func (s *httpServer) readBody(w http.ResponseWriter, r *http.Request) (body string, status int) {
	if r.ContentLength > s.options.maxBody {
		return "", http.StatusRequestEntityTooLarge
	}
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, s.options.maxBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return "", http.StatusRequestEntityTooLarge
	case errors.Is(err, os.ErrDeadlineExceeded):
		return "", http.StatusRequestTimeout
	case err != nil:
		return "", http.StatusBadRequest
	}
	return string(data), http.StatusOK
}

func (s *httpServer) newExchange(r *http.Request, body string) *httpExchange {
	s.mu.Lock()
	s.last++
	id := s.last
	s.mu.Unlock()
	headers := headerMap(r.Header)
	headers["host"] = r.Host
	return &httpExchange{
		ID: id, Method: r.Method, Path: r.URL.Path, URL: r.RequestURI, Remote: r.RemoteAddr, Body: body,
		Query: firstValues(r.URL.Query()), Headers: headers, writes: make(chan *httpWrite), over: make(chan struct{}),
	}
}

// respond writes what the script gives, until that is all. It returns false if something
// else has ended the exchange.
func (x *httpExchange) respond(s *httpServer, w http.ResponseWriter, r *http.Request, timer *time.Timer) bool {
	for {
		timer.Reset(s.options.timeout)
		select {
		case part := <-x.writes:
			_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(s.options.timeout))
			err := x.write(w, part)
			part.done <- err
			if err != nil || part.last || part.fail {
				return err == nil
			}
		case <-timer.C:
			if x.cut = x.begun; !x.begun {
				s.refuse(w, http.StatusServiceUnavailable)
			}
			return false
		case <-r.Context().Done():
			x.cut = true
			return false
		case <-s.life.Done():
			x.cut = true
			return false
		}
	}
}

// write writes a part of the response.
func (x *httpExchange) write(w http.ResponseWriter, part *httpWrite) error {
	if part.fail {
		if x.cut = x.begun; !x.begun {
			http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		}
		return nil
	}
	if !x.begun {
		x.begun = true
		for name, values := range part.header {
			w.Header()[name] = values
		}
		if part.last {
			w.Header().Set("Content-Length", fmt.Sprint(len(part.body)))
		}
		if part.status == http.StatusNoContent || part.status == http.StatusNotModified {
			w.Header().Del("Content-Length")
			part.body = ""
		}
		w.WriteHeader(part.status)
	}
	if _, err := io.WriteString(w, part.body); err != nil && !errors.Is(err, http.ErrBodyNotAllowed) {
		return err
	}
	if part.last {
		return nil
	}
	return http.NewResponseController(w).Flush()
}

// sendPart hands over a part of the response, and waits until it is written. If the client has
// gone it waits for the end of its task, which is about to be cancelled.
func sendPart(ctx context.Context, x *httpExchange, part *httpWrite) error {
	select {
	case x.writes <- part:
		if <-part.done == nil {
			return nil
		}
	case <-x.over:
		if x.answered {
			return nil
		}
	case <-ctx.Done():
	}
	<-ctx.Done()
	return context.Cause(ctx)
}

// sendFailure says that there will be no response, or no more of it.
func sendFailure(ctx context.Context, x *httpExchange) error {
	part := newHTTPWrite()
	part.fail = true
	return sendPart(ctx, x, part)
}

// limitedListener accepts so many connections at a time.
type limitedListener struct {
	net.Listener
	places chan struct{}
	closed chan struct{}
	once   sync.Once
}

func (l *limitedListener) Accept() (net.Conn, error) {
	select {
	case l.places <- struct{}{}:
	case <-l.closed:
		return nil, net.ErrClosed
	}
	c, err := l.Listener.Accept()
	if err != nil {
		<-l.places
		return nil, err
	}
	return &limitedConn{Conn: c, leave: sync.OnceFunc(func() { <-l.places })}, nil
}

func (l *limitedListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}

// limitedConn is one of them.
type limitedConn struct {
	net.Conn
	leave func()
}

func (c *limitedConn) Close() error {
	defer c.leave()
	return c.Conn.Close()
}
