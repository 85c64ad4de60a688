package stdlib_test

// The log of the host.

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/coro-lang/coro/stdlib"
	"github.com/coro-lang/coro/vm"
)

// logged runs a text and returns what it has logged, from level info on.
func logged(t *testing.T, limits vm.Limits, text string) (string, error) {
	t.Helper()
	var out strings.Builder
	handler := slog.NewTextHandler(&out, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}})
	m, err := vm.New(vm.Config{Modules: []*vm.HostModule{stdlib.Log(slog.New(handler))}, Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	prog, err := m.Compile("main.coro", "import log\n"+text)
	if err != nil {
		t.Fatal(err)
	}
	_, err = m.Run(context.Background(), prog)
	return out.String(), err
}

func TestLog(t *testing.T) {
	got, err := logged(t, vm.Limits{}, `log.info("order", {id: 7, ok: true, total: 2.5, who: "ann lee", from: {city: "Bonn", zip: nil}, xs: [1, "a"]})
log.debug("nobody sees this", {x: 1})
log.warn("w")
log.error("e\nf", {"a b": 1})
let m = {}
m.m = m
log.info("cyclic", m)`)
	const want = `level=INFO msg=order id=7 ok=true total=2.5 who="ann lee" from.city=Bonn from.zip=nil xs="[1, \"a\"]"
level=WARN msg=w
level=ERROR msg="e\nf" "a b"=1
level=INFO msg=cyclic m.m.m.m.m.m.m.m.m.m.m=`
	if err != nil || !strings.HasPrefix(got, want) {
		t.Errorf("%v\n got %s\nwant %s", err, got, want)
	}
	for text, want := range map[string]string{
		`log.info("x", {[1]: 2})`: "the name of a field is a string, not 1",
		`log.info(1)`:             "expects a string",
		`log.info("x", [1])`:      "expects a map",
	} {
		if got, err := logged(t, vm.Limits{}, text); err == nil || !strings.Contains(err.Error(), want) || got != "" {
			t.Errorf("%s: %v, logged %q", text, err, got)
		}
	}
}

func TestLogIsOutput(t *testing.T) {
	for _, text := range []string{
		`while true { log.info("a message", {x: "and more of it"}) }`,
		`log.info("x".repeat(2000))`,
		`log.info("x", {x: "x".repeat(2000)})`,
		`let m = {}; for i in 0..1000 { m[str(i)] = i }; log.info("x", m)`,
	} {
		if got, err := logged(t, vm.Limits{Output: 1000}, text); !errors.Is(err, vm.ErrOutput) || len(got) > 4000 {
			t.Errorf("%s: %v, %d bytes", text, err, len(got))
		}
	}
}
