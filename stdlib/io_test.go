package stdlib_test

// The input of the module io: waits, limits, errors.

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"go.uber.org/goleak"

	"github.com/coro-lang/coro/stdlib"
	"github.com/coro-lang/coro/vm"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func free(int64) error { return nil }

// lines reads all lines, as text that shows where each ends.
func lines(t *testing.T, r io.Reader) string {
	t.Helper()
	in := stdlib.NewInput(r, nil)
	var b strings.Builder
	for {
		line, err := in.ReadLine(context.Background(), free)
		if err == io.EOF {
			return b.String()
		} else if err != nil {
			t.Fatal(err)
		}
		b.WriteString("<" + line + ">")
	}
}

func TestLinesWhateverTheReaderGivesAtATime(t *testing.T) {
	long := strings.Repeat("x", 100_000)
	for text, want := range map[string]string{
		"":                   "",
		"\n":                 "<>",
		"a":                  "<a>",
		"a\nb\n":             "<a><b>",
		"a\r\nb\r\n\r\nc":    "<a><b><><c>",
		"a\rb\n":             "<a\rb>",
		"a\r":                "<a\r>",
		long + "\n" + long:   "<" + long + "><" + long + ">",
		"a\n" + long + "\nb": "<a><" + long + "><b>",
	} {
		for name, reader := range map[string]func(io.Reader) io.Reader{
			"whole": func(r io.Reader) io.Reader { return r }, "one byte": iotest.OneByteReader,
			"half": iotest.HalfReader, "data with the error": iotest.DataErrReader,
		} {
			if len(text) > 1000 && name == "one byte" {
				continue
			}
			if got := lines(t, reader(strings.NewReader(text))); got != want {
				t.Errorf("%s of %.20q: %.40q", name, text, got)
			}
		}
	}
}

// A wait that was ended loses nothing: what it has read is there for the next call.
func TestAWaitCanBeEnded(t *testing.T) {
	r, w := io.Pipe()
	in := stdlib.NewInput(r, nil)
	ctx, cancel := context.WithCancelCause(context.Background())
	stopped := errors.New("stopped")
	waiting := make(chan error)
	go func() {
		_, err := in.ReadLine(ctx, free)
		waiting <- err
	}()
	if _, err := io.WriteString(w, "half"); err != nil { // now it waits for the rest
		t.Fatal(err)
	}
	cancel(stopped)
	if err := <-waiting; err != stopped {
		t.Errorf("the wait ended with %v", err)
	}
	if _, err := in.ReadAll(ctx, free); err != stopped {
		t.Errorf("an ended context is not seen: %v", err)
	}
	go func() {
		_, _ = io.WriteString(w, " a line\nrest")
		_ = w.Close()
	}()
	line, err := in.ReadLine(context.Background(), free)
	if line != "half a line" || err != nil {
		t.Errorf("%q, %v", line, err)
	}
	if rest, err := in.ReadAll(context.Background(), free); rest != "rest" || err != nil {
		t.Errorf("%q, %v", rest, err)
	}
}

func TestAHostEndsAScriptThatWaits(t *testing.T) {
	r, w := io.Pipe()
	defer w.Close()
	m, err := vm.New(vm.Config{Modules: []*vm.HostModule{stdlib.IO(stdlib.NewInput(r, nil))}})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	prog, err := m.Compile("wait.coro", "import io\nwhile true { try { for line in io.lines() {} } catch {} }")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		_, _ = io.WriteString(w, "a line\n")
		cancel()
	}()
	if _, err := m.Run(ctx, prog); !errors.Is(err, vm.ErrCancelled) {
		t.Errorf("expected ErrCancelled, got %v", err)
	}
}

// endless is a device without line breaks.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestTheMemoryLimitBoundsALine(t *testing.T) {
	for _, call := range []string{"io.read_line()", "io.read_all()", "for line in io.lines() {}"} {
		m, err := vm.New(vm.Config{
			Modules: []*vm.HostModule{stdlib.IO(stdlib.NewInput(endless{}, nil))}, Limits: vm.Limits{Memory: 1 << 20},
		})
		if err != nil {
			t.Fatal(err)
		}
		prog, err := m.Compile("endless.coro", "import io\ntry { "+call+" } catch {}")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.Run(context.Background(), prog); !errors.Is(err, vm.ErrMemory) {
			t.Errorf("%s: expected ErrMemory, got %v", call, err)
		}
		m.Close()
	}
}

func TestErrorsOfTheReader(t *testing.T) {
	broken := errors.New("the cable is broken")
	in := stdlib.NewInput(io.MultiReader(strings.NewReader("one\ntwo"), iotest.ErrReader(broken)), nil)
	var out strings.Builder
	m, err := vm.New(vm.Config{Stdout: &out, Modules: []*vm.HostModule{stdlib.IO(in)}})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	prog, err := m.Compile("broken.coro", "import io\nprint(io.read_line())\ntry { io.read_line() } catch e { print(e.kind, e.message) }\nio.read_all()")
	if err != nil {
		t.Fatal(err)
	}
	_, err = m.Run(context.Background(), prog)
	if !errors.Is(err, broken) {
		t.Errorf("the error of the reader is not in %v", err)
	}
	if want := "one\nio cannot read the input: the cable is broken\n"; out.String() != want {
		t.Errorf("printed %q", out.String())
	}
}

// What is to happen before a wait happens on the goroutine of the script, and its
// error ends the call.
func TestBeforeAWait(t *testing.T) {
	calls := 0
	full := errors.New("the disk is full")
	in := stdlib.NewInput(iotest.OneByteReader(strings.NewReader("a\nb\n")), func() error {
		if calls++; calls > 3 {
			return full
		}
		return nil
	})
	if line, err := in.ReadLine(context.Background(), free); line != "a" || err != nil || calls != 2 {
		t.Errorf("%q, %v, %d calls", line, err, calls)
	}
	if _, err := in.ReadLine(context.Background(), free); err != full {
		t.Errorf("got %v", err)
	}
}

func TestTheZeroInputIsEmpty(t *testing.T) {
	var in stdlib.Input
	if _, err := in.ReadLine(context.Background(), free); err != io.EOF {
		t.Errorf("got %v", err)
	}
	if text, err := in.ReadAll(context.Background(), free); text != "" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
}
