// Command server is an HTTP server whose handlers are scripts. Each request is a
// coroutine in a VM of its own, with a budget of fuel and memory: what it yields is sent
// at once, and what it must not do ends it and nobody else.
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
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
	prog *vm.Program
	log  *log.Logger

	// A request that needs more than one slice of fuel waits for a place here for each of
	// the others, so that many such requests do not take the processors from all others.
	slow chan struct{}
}

// NewServer makes a server of a Program that exports handlers.
func NewServer(prog *vm.Program, logger *log.Logger) *Server {
	return &Server{prog: prog, log: logger, slow: make(chan struct{}, 1)}
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
	m, err := vm.New(vm.Config{Limits: vm.Limits{Fuel: fuel, Memory: memory}})
	if err != nil {
		return err
	}
	defer m.Close()
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
	return s.drive(ctx, w, req, c)
}

var errNotFound = errors.New("there is no such handler")

// drive resumes a coroutine until it ends, and sends what it gives.
func (s *Server) drive(ctx context.Context, w *reply, req *Request, c *vm.Coroutine) error {
	for used := 1; !c.Done(); {
		out, err := s.resume(ctx, c, used > 1)
		if err != nil {
			return err
		}
		if out.State == vm.OutOfFuel {
			if used++; used > turns {
				return vm.ErrFuel
			}
			continue
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

func main() {
	prog, err := vm.Compile("handlers.coro", handlers)
	if err != nil {
		log.Fatal(err)
	}
	logger := log.New(os.Stderr, "", log.LstdFlags)
	server := &http.Server{
		Addr: "localhost:8080", Handler: NewServer(prog, logger),
		ReadTimeout: maxTime, WriteTimeout: 2 * maxTime, ErrorLog: logger,
	}
	logger.Printf("http://%s/hello?name=you", server.Addr)
	log.Fatal(server.ListenAndServe())
}
