package stdlib

// The module http: what it grants and what it exports.

import (
	"errors"
	"fmt"
	"log"
	"net/http"
	"strings"
	"sync"

	"github.com/coro-lang/coro/vm"
)

const httpDoc = "Requests to servers, and servers of a script's own. Whatever waits here holds up its own task only: others go on meanwhile.\n\n" +
	"Names of headers are in lower case, and each has a string: of several of one name the values are joined by `, `, those of `set-cookie` by a line break. " +
	"What the network refuses is an error of kind `io`, what takes too long one of kind `timeout`; a status such as 404 is no error.\n\n" +
	"Options of a request: `headers`, a map; `query`, a map of what goes behind the `?` of the URL; `body`, a string or bytes; `json`, a value that is sent as JSON instead; " +
	"`timeout`, in seconds, for all of it (30); `redirects`, how many are followed (10), where 0 returns the redirect itself; `max_size`, how many bytes the body of the response may have (16777216). " +
	"Of the requests of a script 100 are under way at a time, streams that were not read to the end among them; others wait."

// HTTPConfig is what a module http grants. The zero value grants nothing.
type HTTPConfig struct {
	// Connect says whether scripts may send requests to an address, such as
	// "example.com:443" or "[::1]:8080", with the name in lower case. It is asked for
	// that of each redirect too. Its error says why not. Without it, the functions that
	// send requests are not there. It is asked for the header `host` of a request, too. A
	// name may lead to any machine, at each request to another: where that matters, let the
	// dialer of Client look at the address that it gets. Several goroutines may call it at a
	// time.
	Connect func(address string) error

	// Listen says whether scripts may offer a server at an address, as the script gives it.
	// Without it, the functions for servers are not there.
	Listen func(address string) error

	// Client sends the requests; nil stands for one that the VMs with this module share,
	// that keeps no cookies, and that uses the proxies which the environment names. The
	// CheckRedirect of a client is not used.
	Client *http.Client

	// ErrorLog gets the errors of handlers that a script does not take itself, and those of
	// the server; nil stands for the standard logger.
	ErrorLog *log.Logger
}

// HTTP returns a module http. Several VMs may share it.
func HTTP(config HTTPConfig) *vm.HostModule {
	h := &httpModule{HTTPConfig: config}
	h.client = sync.OnceValue(h.newClient)
	return lazy("http", httpDoc, func() []vm.Member {
		members := httpShared()
		if config.Connect != nil {
			members = append(members, h.clientMembers()...)
		}
		if config.Listen != nil {
			members = append(members, h.serverMembers()...)
		}
		return members
	})
}

// Anywhere allows every address, as the Connect or Listen of an [HTTPConfig].
func Anywhere(string) error { return nil }

// httpModule is what the functions of a module share.
type httpModule struct {
	HTTPConfig
	client func() *http.Client
}

// httpShared are the members for clients and servers.
func httpShared() []vm.Member {
	return []vm.Member{
		{Name: "_world", Func: newHTTPWorld},
		{
			Name: "Response", Params: "status: int, headers: map, body, url: string? = nil",
			Coro: `record Response(status, headers, body, url = nil) {
				get ok => self.status >= 200 && self.status < 300
				fn bytes() => bytes(self.body)
				fn json(options = nil) => _parse(self.body, options)
				fn header(name) => self.headers[name.lower()]
			}`,
			Doc: "A response: its `status`, the map of its `headers`, its `body` as a string, and the `url` that it came from, behind all redirects. `ok` is true for a status of 200 to 299. " +
				"`r.bytes()` returns the body as bytes, `r.json()` the value of one in JSON, with the options of `json.parse`; `r.header(name)` returns a header, or nil, whatever the case of its name.",
			Example: "let r = http.Response(200, {\"content-type\": \"application/json\"}, \"[1]\")\n(r.ok, r.json(), r.header(\"Content-Type\")) // (true, [1], \"application/json\")",
		},
		{Name: "_parse", Params: "text: string, options: map? = nil", Func: jsonParse},
	}
}

// What the scripts of one VM have open at a time.
const (
	mostRequests = 100
	mostServers  = 100
)

// httpWorld is what the scripts of one VM have in common.
type httpWorld struct {
	vm      *vm.VM
	places  chan struct{} // has an element for each request that is not over
	servers chan struct{} // one for each server
	large   chan struct{} // and one for each large body on its way to a server
}

func newHTTPWorld(c *vm.Call) *httpWorld {
	return &httpWorld{c.VM(), make(chan struct{}, mostRequests), make(chan struct{}, mostServers), make(chan struct{}, largeBodies)}
}

// content is the body that a script gives, as a string or bytes or as a value for JSON. It
// is read behind the other options, since that has its price.
type content struct {
	text vm.Value
	json *vm.Value
}

func (b *content) jsonOption(v vm.Value) error {
	b.json = &v
	return nil
}

// read returns the text of the body, and sets its type in a header that has none: standard
// is that of a string. The script holds the text as long as Go does, so that it counts.
func (b *content) read(c *vm.Call, header http.Header, standard string) (vm.Value, error) {
	media, text := standard, b.text
	if b.json != nil {
		if !b.text.IsNil() {
			return vm.Nil, failf("value", "a body is given by `body` or by `json`, not by both")
		}
		var err error
		if text, err = jsonStringify(c, []vm.Value{*b.json}); err != nil {
			return vm.Nil, err
		}
		media = "application/json"
	} else if text.Kind() == vm.KindBytes && standard != "" {
		media = "application/octet-stream"
	}
	if media != "" && header.Get("Content-Type") == "" {
		header.Set("Content-Type", media)
	}
	return ownText(c, text)
}

// ownText returns the text of a string, of bytes, which may change later, or of nil.
func ownText(c *vm.Call, v vm.Value) (vm.Value, error) {
	if err := c.Charge(int64(size(v))/16, 0); err != nil {
		return vm.Nil, err
	}
	if v.Kind() == vm.KindString {
		return v, nil
	}
	return c.String(textOf(v))
}

// pairOf makes a tuple of a Go value and what goes with it.
func pairOf(c *vm.Call, x any, with ...vm.Value) (vm.Value, error) {
	v, err := c.VM().ToValue(x)
	if err != nil {
		return vm.Nil, err
	}
	return c.Tuple(append([]vm.Value{v}, with...)...)
}

// textOption is an option that is a string or bytes.
func textOption(to *vm.Value) option {
	return func(v vm.Value) error {
		if v.Kind() != vm.KindString && v.Kind() != vm.KindBytes {
			return errors.New("a string or bytes")
		}
		*to = v
		return nil
	}
}

// maxHeaders is how many bytes the headers of a message may have that a script makes.
const maxHeaders = 256 << 10

var (
	errHeaders      = errors.New("a map from names of headers to strings of one line, or to lists of them")
	errLargeHeaders = fmt.Errorf("a map of headers with at most %d bytes", maxHeaders)
)

// headerMap is a header as scripts see it.
func headerMap(h http.Header) map[string]string {
	m := make(map[string]string, len(h))
	for name, values := range h {
		between := ", "
		if name == "Set-Cookie" {
			between = "\n"
		}
		m[strings.ToLower(name)] = strings.Join(values, between)
	}
	return m
}

// headerOption is an option that is a map of headers, whose values are strings or, for
// several of one name, lists of strings.
func headerOption(to http.Header) option {
	return func(v vm.Value) error {
		if v.Kind() != vm.KindMap {
			return errHeaders
		}
		left := maxHeaders
		for k, v := range v.Parts() {
			name, ok := k.AsString()
			if !ok || !isToken(name) {
				return errHeaders
			}
			if v.Kind() != vm.KindList {
				if err := addHeader(to, name, v, &left); err != nil {
					return err
				}
				continue
			}
			for _, v := range v.Parts() {
				if err := addHeader(to, name, v, &left); err != nil {
					return err
				}
			}
		}
		return nil
	}
}

// addHeader adds a header, unless its value could not stand in one, or takes more bytes
// than are left.
func addHeader(to http.Header, name string, v vm.Value, left *int) error {
	value, ok := v.AsString()
	if *left -= len(name) + len(value); *left < 0 {
		return errLargeHeaders
	}
	lines := []string{value}
	if strings.EqualFold(name, "set-cookie") {
		lines = strings.Split(value, "\n")
	}
	for _, line := range lines {
		if !ok || strings.ContainsFunc(line, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
			return errHeaders
		}
		to.Add(name, line)
	}
	return nil
}

// isToken reports whether a text can be the name of a header, by RFC 9110.
func isToken(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		alphanumeric := r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		return !alphanumeric && !strings.ContainsRune("!#$%&'*+-.^_`|~", r)
	})
}
