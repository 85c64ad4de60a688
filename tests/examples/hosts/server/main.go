// Command server is an HTTP server whose handlers are scripts. Each request is a
// coroutine in a VM of its own, with a budget of fuel and memory: what it yields is sent
// at once, and what it must not do ends it and nobody else. A handler asks other servers,
// several at the same time, by a function that looks like any other.
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/coro-lang/coro/vm"
)

// What a request may use.
const (
	fuel    = 200_000 // of one slice: about a millisecond
	turns   = 50
	memory  = 8 << 20
	maxBody = 1 << 20
	maxTime = 10 * time.Second
	maxAsk  = 10 // questions to other servers
)

// Request is a request as its script sees it.
type Request struct {
	Method string `coro:",readonly"`
	Body   string `coro:",readonly"`
	Status int
	http   *http.Request
	header http.Header
}

// Query returns a parameter of the query; nil for the script if it is not there.
func (r *Request) Query(name string) *string {
	if q := r.http.URL.Query(); q.Has(name) {
		value := q.Get(name)
		return &value
	}
	return nil
}

// SetHeader sets a header of the reply.
func (r *Request) SetHeader(name, value string) { r.header.Set(name, value) }

// Server serves a Program, which all requests share.
type Server struct {
	prog   *vm.Program
	log    *log.Logger
	others map[string]string // the URLs of the servers that handlers ask, by name
	client *http.Client

	// A request that needs more than one slice of fuel waits for a place here for each of
	// the others, so that many such requests do not take the processors from all others.
	slow chan struct{}
}

// NewServer makes a server of a Program that exports handlers, which ask others by a client.
func NewServer(prog *vm.Program, logger *log.Logger, client *http.Client, others map[string]string) *Server {
	return &Server{prog: prog, log: logger, client: client, others: others, slow: make(chan struct{}, 1)}
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), maxTime)
	defer cancel()
	reply := &reply{ResponseWriter: w}
	if err := s.handle(ctx, reply, r.WithContext(ctx)); err != nil {
		s.fail(reply, r, err)
	}
}

// handle runs the script of a request.
func (s *Server) handle(ctx context.Context, w *reply, r *http.Request) error {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return err
	}
	m, err := vm.New(vm.Config{NonBlocking: true, Limits: vm.Limits{Fuel: fuel, Memory: memory}})
	if err != nil {
		return err
	}
	defer m.Close() // ends the questions that nobody waits for any more
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	if err := m.DefineAsync("ask", s.ask(stop)); err != nil {
		return err
	}
	mod, err := m.Run(ctx, s.prog)
	if err != nil {
		return err
	}
	handler := mod.Get(strings.TrimPrefix(r.URL.Path, "/"))
	if handler.Kind() != vm.KindFunction {
		return errNotFound
	}
	req := &Request{Method: r.Method, Body: string(body), Status: http.StatusOK, http: r, header: w.Header()}
	c, err := m.NewCoroutine(handler, req)
	if err != nil {
		return err
	}
	return s.drive(ctx, w, req, m, c)
}

// ask makes the function by which the script of one request asks other servers. Each call
// runs on a goroutine of its own, so that a script which spawns two waits once. One that asks
// too often is stopped: it could catch an error, and go on.
func (s *Server) ask(stop context.CancelCauseFunc) func(ctx context.Context, name, item string) (string, error) {
	var asked atomic.Int32
	return func(ctx context.Context, name, item string) (string, error) {
		if asked.Add(1) > maxAsk {
			stop(errTooOften)
			return "", errTooOften
		}
		base, ok := s.others[name]
		if !ok {
			return "", fmt.Errorf("there is no server %q to ask", name)
		}
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"?item="+url.QueryEscape(item), nil)
		if err != nil {
			return "", err
		}
		answer, err := s.client.Do(r)
		if err != nil {
			return "", fmt.Errorf("%s does not answer", name)
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(io.LimitReader(answer.Body, maxBody))
		if err != nil || answer.StatusCode != http.StatusOK {
			return "", fmt.Errorf("%s has no answer", name)
		}
		return string(text), nil
	}
}

var (
	errNotFound = errors.New("there is no such handler")
	errTooOften = fmt.Errorf("it has asked more than %d times", maxAsk)
)

// drive resumes a coroutine until it ends, and sends what it gives. While it waits for
// others it takes nothing but its memory.
func (s *Server) drive(ctx context.Context, w *reply, req *Request, m *vm.VM, c *vm.Coroutine) error {
	for !c.Done() {
		out, err := s.resume(ctx, c, m.FuelUsed() >= fuel)
		switch {
		case err != nil:
			return err
		case out.State != vm.Returned && m.FuelUsed() > turns*fuel:
			return vm.ErrFuel
		case out.State == vm.OutOfFuel:
			continue
		case out.State == vm.Parked:
			select {
			case <-c.Ready():
				continue
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		}
		if err := w.send(req.Status, out.Value); err != nil {
			return err
		}
	}
	return nil
}

// resume gives a coroutine a slice of fuel.
func (s *Server) resume(ctx context.Context, c *vm.Coroutine, slow bool) (vm.Outcome, error) {
	if slow {
		select {
		case s.slow <- struct{}{}:
			defer func() { <-s.slow }()
		case <-ctx.Done():
			return vm.Outcome{}, context.Cause(ctx)
		}
	}
	return c.Resume(ctx, nil)
}

// reply is what is sent to the client.
type reply struct {
	http.ResponseWriter
	begun bool
	size  int
}

// send sends a value of a script; nil is nothing.
func (w *reply) send(status int, v vm.Value) error {
	if !w.begun {
		w.begun = true
		w.WriteHeader(status)
	}
	if v.IsNil() {
		return nil
	}
	text, err := vm.As[string](v)
	if err != nil {
		return err
	}
	if w.size += len(text); w.size > maxBody {
		return errors.New("the reply is too long")
	}
	if _, err := io.WriteString(w, text); err != nil {
		return err
	}
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// fail reports an error: to the client by its status, if the reply has not begun, and to
// the log in full.
func (s *Server) fail(w *reply, r *http.Request, err error) {
	status := http.StatusInternalServerError
	switch {
	case errors.Is(err, errNotFound):
		status = http.StatusNotFound
	case errors.Is(err, errTooOften):
		status = http.StatusTooManyRequests
	case errors.Is(err, vm.ErrFuel), errors.Is(err, vm.ErrCancelled), errors.Is(err, context.DeadlineExceeded):
		status = http.StatusServiceUnavailable
	case errors.Is(err, vm.ErrMemory):
		status = http.StatusInsufficientStorage
	}
	if w.begun {
		panic(http.ErrAbortHandler) // the client must not take what it has for the whole
	}
	http.Error(w, http.StatusText(status), status)
	var e *vm.Error
	if errors.As(err, &e) {
		if data, err := json.Marshal(e); err == nil {
			s.log.Printf("%s: %s", r.URL.Path, data)
			return
		}
	}
	s.log.Printf("%s: %v", r.URL.Path, err)
}

//go:embed handlers.coro
var handlers string

// shop is what the handlers ask, for a try: it takes its time.
func shop(answer string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(300 * time.Millisecond):
			fmt.Fprint(w, answer)
		case <-r.Context().Done():
		}
	}
}

func main() {
	prog, err := vm.Compile("handlers.coro", handlers)
	if err != nil {
		log.Fatal(err)
	}
	const address = "localhost:8080"
	logger := log.New(os.Stderr, "", log.LstdFlags)
	mux := http.NewServeMux()
	mux.Handle("/shop/price", shop("2.50"))
	mux.Handle("/shop/stock", shop("12"))
	mux.Handle("/", NewServer(prog, logger, http.DefaultClient, map[string]string{
		"price": "http://" + address + "/shop/price", "stock": "http://" + address + "/shop/stock",
	}))
	server := &http.Server{Addr: address, Handler: mux, ReadTimeout: maxTime, WriteTimeout: 2 * maxTime, ErrorLog: logger}
	logger.Printf("http://%s/hello?name=you, http://%[1]s/offer?item=tea", address)
	log.Fatal(server.ListenAndServe())
}
