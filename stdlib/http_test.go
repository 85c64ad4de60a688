package stdlib_test

// The module http: the network of the tests, and the client of a host that gives none.

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/coro-lang/coro/stdlib"
	"github.com/coro-lang/coro/vm"
)

// network returns a module http.
func network(t testing.TB) *vm.HostModule {
	t.Helper()
	own := &http.Transport{}
	t.Cleanup(own.CloseIdleConnections)
	return stdlib.HTTP(stdlib.HTTPConfig{
		Connect: stdlib.Anywhere, Listen: stdlib.Anywhere, Client: &http.Client{Transport: internet{own}},
	})
}

// internet has the server example.com, and those on this machine.
type internet struct{ http.RoundTripper }

func (i internet) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host != "example.com" {
		return i.RoundTripper.RoundTrip(r)
	}
	w := httptest.NewRecorder()
	exampleCom().ServeHTTP(w, r)
	response := w.Result()
	response.Request = r
	return response, nil
}

func exampleCom() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /hello", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "hello "+r.FormValue("name"))
	})
	mux.HandleFunc("POST /echo", func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(w, r.Body) })
	mux.HandleFunc("GET /lines", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "one\ntwo\n") })
	return mux
}

// TestTheClientOfTheModule is about the one that serves a host which gives none.
func TestTheClientOfTheModule(t *testing.T) {
	server := httptest.NewServer(exampleCom())
	defer server.Close()
	module := stdlib.HTTP(stdlib.HTTPConfig{Connect: stdlib.Anywhere})
	var out strings.Builder
	m, err := vm.New(vm.Config{Stdout: &out, Modules: []*vm.HostModule{module}})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	prog, err := m.Compile("test.coro", fmt.Sprintf("import http\nfor _ in 0..3 { print(http.get(%q).body) }", server.URL+"/hello?name=you"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Run(t.Context(), prog); err != nil || out.String() != "hello you\nhello you\nhello you\n" {
		t.Errorf("printed %q, %v", out.String(), err)
	}
}
