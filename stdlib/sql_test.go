package stdlib_test

// The module sql: nothing stays open, nobody waits in vain, hostile drivers.

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/coro-lang/coro/stdlib"
	"github.com/coro-lang/coro/vm"
)

// newSQL makes a VM whose scripts may open db by the name "main", and compiles one.
func newSQL(t testing.TB, db *sql.DB, src string) (*vm.VM, *vm.Program, *strings.Builder) {
	t.Helper()
	var out strings.Builder
	module := stdlib.SQL(map[string]*sql.DB{"main": db, "other": db})
	m, err := vm.New(vm.Config{Stdout: &out, Modules: []*vm.HostModule{module}, Clock: time.Now, AfterFunc: time.AfterFunc})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close() })
	prog, err := m.Compile("test.coro", "import sql\nlet db = sql.open(\"main\")\n"+src)
	if err != nil {
		t.Fatal(err)
	}
	return m, prog, &out
}

// newMemory opens a database in memory with a table t that has the rows 1 to 300.
func newMemory(t testing.TB) *sql.DB {
	t.Helper()
	db, err := openMemory(t.Context(), ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	for _, text := range []string{
		"create table t (n integer primary key)",
		"insert into t with recursive r(n) as (select 1 union all select n + 1 from r where n < 300) select n from r",
	} {
		if _, err := db.ExecContext(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

// inUse waits until so many connections are in use, and returns how many are.
func inUse(db *sql.DB, want int) int {
	for range 200 {
		if db.Stats().InUse == want {
			break
		}
		runtime.GC()
		time.Sleep(5 * time.Millisecond)
	}
	return db.Stats().InUse
}

// TestNothingOfTheHostStaysOpen: what scripts leave behind ends in the end, at the latest
// with the VM, and the database of the host goes on.
func TestNothingOfTheHostStaysOpen(t *testing.T) {
	for name, c := range map[string]struct {
		src  string
		left int // connections that are in use behind the run
	}{
		"a loop to its end":       {"for row in db.query(\"select n from t\") { }", 0},
		"a loop that is left":     {"for row in db.query(\"select n from t\") { break }", 0},
		"an error in a loop":      {"for row in db.query(\"select n from t\") { throw 1 }", 0},
		"first":                   {"db.first(\"select n from t\")", 0},
		"a coroutine is closed":   {"let c = db.query(\"select n from t\")\nresume(c)\nc.close()", 0},
		"a coroutine is kept":     {"export let c = db.query(\"select n from t\")\nresume(c)", 1},
		"a coroutine is dropped":  {"fn f() { resume(db.query(\"select n from t\")) }\nf()", 0},
		"a query never begins":    {"export let c = db.query(\"select n from t\")", 0},
		"a transaction is kept":   {"export let tx = db.begin()\ntx.exec(\"delete from t\")", 1},
		"one is dropped":          {"fn f() { db.begin() }\nf()", 0},
		"one is rolled back":      {"let tx = db.begin()\ntx.rollback()", 0},
		"one is committed":        {"let tx = db.begin()\ntx.commit()", 0},
		"one with rows":           {"let tx = db.begin()\nlet c = tx.query(\"select n from t\")\nresume(c)\ntx.commit()", 0},
		"a task is cancelled":     {"scope { let t = spawn (fn() { db.first(\"with recursive r(n) as (select 1 union all select n + 1 from r) select max(n) from r\") })()\ntask.sleep(0.02)\nt.cancel() }", 0},
		"a timeout in a loop":     {"timeout(0.02) { for row in db.query(\"select n from t\") { task.sleep(60) } }", 0},
		"the database is closed":  {"db.close()", 0},
		"the run is out of depth": {"fn f() { db.first(\"select n from t\")\nfor row in db.query(\"select n from t\") { f() } }\nf()", 0},
	} {
		t.Run(name, func(t *testing.T) {
			db := newMemory(t)
			m, prog, _ := newSQL(t, db, c.src)
			mod, err := m.Run(t.Context(), prog)
			if n := inUse(db, c.left); n != c.left {
				t.Errorf("%d connections are in use, not %d; %v", n, c.left, err)
			}
			runtime.KeepAlive(mod)
			if err := m.Close(); err != nil {
				t.Fatal(err)
			}
			if n := db.Stats().InUse; n != 0 {
				t.Errorf("%d connections are in use when the VM is closed", n)
			}
			var n int
			if err := db.QueryRowContext(t.Context(), "select count(*) from t").Scan(&n); err != nil || n != 300 {
				t.Errorf("the table has %d rows, %v", n, err)
			}
		})
	}
}

// A task that is cancelled ends what it waits for, where it waits for it: its defers run,
// and nothing goes wrong in them.
func TestACancelledTaskEndsItsQuery(t *testing.T) {
	const endless = "with recursive r(n) as (select 1 union all select n + 1 from r) select "
	db := newMemory(t)
	m, prog, out := newSQL(t, db, `
fn cancel(f) {
	scope {
		let t = spawn f()
		task.sleep(0.03)
		print(t.status in ["parked", "ready"], db.first("select 1 as n")) // ready: with rows, before its turn
		t.cancel()
		try { t.join() } catch e { print(e.kind) }
	}
}
cancel(fn() { db.first("`+endless+`max(n) from r") })
cancel(fn() { db.exec("`+endless+`max(n) from r") })
cancel(fn() { for row in db.query("`+endless+`n from r") { } })
cancel(fn() { for row in db.query("`+endless+`n from r") { task.sleep(60) } })
cancel(fn() {
	db.transaction(fn(tx) {
		tx.exec("delete from t where n < 10")
		defer print(tx.first("select count(*) as n from t"))
		tx.exec("`+endless+`max(n) from r")
	})
})
print(db.first("select count(*) as n from t"))
`)
	_, err := m.Run(t.Context(), prog)
	want := strings.Repeat("true {n: 1}\ncancelled\n", 4) + "true {n: 1}\n{n: 291}\ncancelled\n{n: 300}\n"
	if out.String() != want || err != nil {
		t.Errorf("printed\n%s%v", out, err)
	}
	if n := inUse(db, 0); n != 0 {
		t.Errorf("%d connections are in use", n)
	}
}

// A run that the host stops runs no defers: what it has opened ends with the VM.
func TestAStoppedRunLeavesNothingOpen(t *testing.T) {
	db := newMemory(t)
	m, prog, _ := newSQL(t, db, "for row in db.query(\"select n from t\") { while true { } }")
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := m.Run(ctx, prog); !errors.Is(err, vm.ErrCancelled) {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil || db.Stats().InUse != 0 {
		t.Errorf("%v, %d connections are in use", err, db.Stats().InUse)
	}
}

// The host cancels a query that would never end, and Close does not wait for one.
func TestAnEndlessQueryEndsWithTheRun(t *testing.T) {
	const endless = "db.first(\"with recursive r(n) as (select 1 union all select n + 1 from r) select max(n) from r\")"
	db := newMemory(t)
	m, prog, _ := newSQL(t, db, endless)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := m.Run(ctx, prog); !errors.Is(err, vm.ErrCancelled) {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil || db.Stats().InUse != 0 {
		t.Errorf("%v, %d connections are in use", err, db.Stats().InUse)
	}
}

// What a script opens is closed with its VM, or when nothing refers to it any more.
func TestADatabaseOfTheScriptIsClosed(t *testing.T) {
	var opened []*sql.DB
	open := func(ctx context.Context, name string) (*sql.DB, error) {
		db, err := openMemory(ctx, ":memory:")
		opened = append(opened, db)
		return db, err
	}
	m, err := vm.New(vm.Config{Modules: []*vm.HostModule{stdlib.SQLOpen(open)}})
	if err != nil {
		t.Fatal(err)
	}
	prog, err := m.Compile("test.coro", `import sql
export let kept = sql.open("kept")
kept.first("select 1")
fn drop() { sql.open("dropped").first("select 1") }
drop()
let closed = sql.open("closed")
closed.first("select 1")
closed.close()
// Rows keep their database.
fn rows() { return sql.open("rows").query("select 1 as n union all select 2 union all select 3") }
export let c = rows()
resume(c)`)
	if err != nil {
		t.Fatal(err)
	}
	mod, err := m.Run(t.Context(), prog)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{1, 0, 0, 1} {
		for range 200 {
			if opened[i].Stats().OpenConnections == want {
				break
			}
			runtime.GC()
			time.Sleep(5 * time.Millisecond)
		}
		if n := opened[i].Stats().OpenConnections; n != want {
			t.Errorf("database %d has %d connections, not %d", i, n, want)
		}
	}
	runtime.KeepAlive(mod)
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	for i, db := range opened {
		if err := db.PingContext(t.Context()); err == nil || !strings.Contains(err.Error(), "closed") {
			t.Errorf("database %d: %v", i, err)
		}
	}
}

func TestNamesOfDatabases(t *testing.T) {
	m, prog, out := newSQL(t, newMemory(t), `
print(db.first("select count(*) as n from t"))
db.close()
try { db.first("select 1") } catch e { print(e.message) }
print(sql.open("main").first("select 1 as n"))
sql.open("mian")`)
	_, err := m.Run(t.Context(), prog)
	if want := "{n: 300}\nthe database is closed\n{n: 1}\n"; out.String() != want {
		t.Errorf("printed %q", out)
	}
	var e *vm.Error
	if !errors.As(err, &e) || e.Message != `there is no database "mian"` || e.Hint != `did you mean "main"?` || e.Kind != "sql" {
		t.Errorf("got %v", err)
	}
}

// fakeDriver gives one row of what a statement says, and panics where it says so.
type fakeDriver struct{}

func (fakeDriver) Connect(context.Context) (driver.Conn, error) { return fakeDriver{}, nil }
func (fakeDriver) Driver() driver.Driver                        { return nil }
func (fakeDriver) Prepare(text string) (driver.Stmt, error)     { return fakeStatement(text), nil }
func (fakeDriver) Close() error                                 { return nil }
func (fakeDriver) Begin() (driver.Tx, error)                    { return nil, errors.New("no transactions") }

type fakeStatement string

func (fakeStatement) Close() error                               { return nil }
func (fakeStatement) NumInput() int                              { return -1 }
func (fakeStatement) Exec([]driver.Value) (driver.Result, error) { return driver.ResultNoRows, nil }
func (s fakeStatement) Query([]driver.Value) (driver.Rows, error) {
	if s == "panic in query" {
		panic("oh")
	}
	return &fakeRows{text: string(s)}, nil
}

type fakeRows struct {
	text string
	n    int
}

func (*fakeRows) Columns() []string { return []string{"x"} }
func (r *fakeRows) Close() error {
	if r.text == "panic in close" {
		panic("oh")
	}
	return nil
}

func (r *fakeRows) Next(to []driver.Value) error {
	if r.n++; r.n > 3 {
		return io.EOF
	}
	values := map[string]driver.Value{
		"int32": int32(-7), "uint64": uint64(7), "large": uint64(1 << 63), "float32": float32(0.5), "struct": struct{}{},
		"nil": nil, "bytes": []byte("ab"), "time": time.Unix(0, 0).UTC(), "bool": true,
	}
	if r.text == "error" && r.n == 3 {
		return errors.New("the line is down")
	}
	to[0] = values[r.text]
	return nil
}

func TestDriversOfAllKinds(t *testing.T) {
	for statement, want := range map[string]string{
		"int32": "{x: -7}", "uint64": "{x: 7}", "float32": "{x: 0.5}", "nil": "{x: nil}", "bytes": `{x: bytes("ab")}`, "bool": "{x: true}",
		"time":           "{x: 1970-01-01T00:00:00Z}",
		"large":          `sql cannot run "large": the column "x" holds 9223372036854775808, which is too large for an int`,
		"struct":         "sql cannot run \"struct\": the column \"x\" holds a Go struct {}: convert it in the statement, by `cast`",
		"error":          "{x: nil} {x: nil} sql cannot run \"error\": the line is down",
		"panic in query": "host `sql.query` panicked: oh",
		"panic in close": `{x: nil} sql cannot run "panic in close": panic: oh`,
	} {
		db := sql.OpenDB(fakeDriver{})
		m, prog, out := newSQL(t, db, fmt.Sprintf(`
try {
	var n = 0
	for row in db.query(%q) {
		print(row)
		n += 1
		if n == 3 || %[1]q != "error" { break }
	}
} catch e { print(e.kind, e.message) }
print(db.exec("x"))`, statement))
		if _, err := m.Run(t.Context(), prog); err != nil {
			t.Errorf("%s: %v", statement, err)
		}
		got := strings.Join(strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n"), " ")
		if want += " {changed: nil, last_id: nil}"; got != want {
			t.Errorf("%s printed %s, not %s", statement, got, want)
		}
		if err := m.Close(); err != nil {
			t.Error(err)
		}
		_ = db.Close()
	}
}

// What a call and a row cost: the pure work of database/sql and SQLite is some 8 µs for a
// statement, most of it to prepare it, and 0.3 µs for a row.
func BenchmarkSQL(b *testing.B) {
	for name, call := range map[string]string{
		"exec":  "fn(n) { for i in 0..n { db.exec(\"select ?\", i) } }",
		"first": "fn(n) { for i in 0..n { db.first(\"select n from t where n = ?\", i) } }",
		"rows":  "fn(n) { for row in db.query(\"with recursive r(n) as (select 1 union all select n + 1 from r where n < ?) select n from r\", n) { } }",
	} {
		b.Run(name, func(b *testing.B) {
			m, prog, _ := newSQL(b, newMemory(b), call)
			mod, err := m.Run(b.Context(), prog)
			if err != nil {
				b.Fatal(err)
			}
			b.ResetTimer()
			if _, err := m.Call(b.Context(), mod.Result(), b.N); err != nil {
				b.Fatal(err)
			}
		})
	}
}

// The copies of a buffer count that statements hold which were not run yet.
func TestTheMemoryLimitBoundsStatements(t *testing.T) {
	m, err := vm.New(vm.Config{Modules: []*vm.HostModule{stdlib.SQLOpen(openMemory)}, Limits: vm.Limits{Memory: 16 << 20}})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	prog, err := m.Compile("test.coro", `import sql
	let db, data, kept = (sql.open(":memory:"), bytes("x".repeat(1_000_000)), [])
	for _ in 0..50 { kept.push(db.query("select ?", data), db.query("select :a", {a: data})) }`)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Run(t.Context(), prog); !errors.Is(err, vm.ErrMemory) {
		t.Errorf("expected ErrMemory, got %v", err)
	}
}
