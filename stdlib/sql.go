package stdlib

// The module sql: databases of the host, by database/sql.

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"github.com/coro-lang/coro/lexer/source"
	"github.com/coro-lang/coro/vm"
)

const sqlDoc = "Databases that are asked in SQL. A call waits for the database, and other tasks go on; when its task is cancelled, so is what it has asked for.\n\n" +
	"A statement is a string, with the values of its parameters behind it: write `?`, or what the database takes for one, and never put a value into the text itself. " +
	"One map as the only value has those of named parameters: `:name` takes `{name: \"Ann\"}`. A value is nil, a bool, an int, a float, a string, bytes, or a Time of the module `time`. " +
	"Values come back as the same, as far as the database tells them apart: SQLite does so for bools and times in columns that are declared as `boolean` and `datetime`. Times come as objects that are ordered and print in RFC 3339: `time.parse(str(t))` makes a Time of one. " +
	"What the database refuses is an error of kind `sql`.\n\n" +
	"A script that ends leaves nothing open. While it runs it may have 200 databases, transactions and rows open at a time; each loop over rows closes them when it is left."

// SQL returns a module sql for databases of the host, which scripts open by their names.
// They stay the host's to close, when no VM uses them any more. Several VMs may share the
// module. A loop over rows, and a transaction, holds a connection until it ends: bounded by
// SetMaxOpenConns, others wait for one.
func SQL(databases map[string]*sql.DB) *vm.HostModule {
	databases = maps.Clone(databases)
	return sqlModule(func(_ context.Context, name string) (*sql.DB, bool, error) {
		db := databases[name]
		if db == nil {
			names := slices.Sorted(maps.Keys(databases))
			hint := "the host offers none"
			if s, ok := source.Suggest(name, names); ok {
				hint = fmt.Sprintf("did you mean %q?", s)
			} else if len(names) > 0 {
				hint = fmt.Sprintf("there is %q", names)
			}
			return nil, false, vm.NewError("sql", fmt.Sprintf("there is no database %q", shorten(name)), hint)
		}
		return db, false, nil
	})
}

// SQLOpen returns a module sql whose databases open makes, each time that a script opens
// one by a name: nil and an error if it may not. The script closes it, or else its VM does.
// open may be called on any goroutine, and must return when ctx ends.
func SQLOpen(open func(ctx context.Context, name string) (*sql.DB, error)) *vm.HostModule {
	return sqlModule(func(ctx context.Context, name string) (*sql.DB, bool, error) {
		db, err := open(ctx, name)
		if err != nil {
			err = sqlError(ctx, fmt.Sprintf("open %q", shorten(name)), err)
		}
		return db, true, err
	})
}

// sqlOpener opens a database, and says whether the script owns it.
type sqlOpener func(ctx context.Context, name string) (db *sql.DB, owned bool, err error)

func sqlModule(open sqlOpener) *vm.HostModule {
	return lazy("sql", sqlDoc, func() []vm.Member {
		return slices.Concat(sqlMembers(), []vm.Member{
			{Name: "_begin", Async: sqlBegin},
			{Name: "_close", Async: sqlClose},
			{Name: "_close_rows", Async: sqlCloseRows},
			{Name: "_commit", Async: sqlCommit},
			{Name: "_exec", Async: sqlExec},
			{Name: "_first", Async: sqlFirst},
			{Name: "_more", Async: sqlMore},
			{Name: "_open", Async: open.open},
			{Name: "_query", Async: sqlQuery},
			{Name: "_session", Params: "handle", Func: sqlSessionOf},
			{Name: "_statement", Params: "text, values: list", Func: sqlStatementOf},
			{Name: "_take", Func: sqlTake},
			{Name: "_world", Func: newSQLWorld},
		})
	})
}

const sqlPets = "let db = sql.open(\":memory:\")\n" +
	"db.exec(\"create table pets (name text, age int)\")\n" +
	"db.exec(\"insert into pets values (?, ?), (?, ?)\", \"Rex\", 3, \"Tom\", 5)\n"

func sqlMembers() []vm.Member {
	return slices.Concat([]vm.Member{
		{
			Name: "Database", Params: "handle", Coro: "class Database { let handle; init(handle) { self.handle = _session(handle) } }",
			Doc:     "A database that `open` has opened.",
			Example: "sql.open(\":memory:\") is sql.Database // true",
		},
		{
			Name: "Transaction", Params: "handle", Coro: "class Transaction { let handle; init(handle) { self.handle = _session(handle) } }",
			Doc:     "A transaction that `begin` has begun: what it does happens as a whole with its `commit`, or not at all. What the database does otherwise does not see it before, and may have to wait for its end.",
			Example: sqlPets + "let tx = db.begin()\ntx is sql.Transaction // true\ntx.rollback()",
		},
		{
			Name: "Database.begin", Coro: "fn begin() => Transaction(_begin(self.handle))",
			Doc:     "Begins a transaction, and returns it. `defer tx.rollback()` behind it ends it in any case.",
			Example: sqlPets + "fn rename(from, to) {\n    let tx = db.begin()\n    defer tx.rollback()\n    if tx.exec(\"update pets set name = ? where name = ?\", to, from).changed == 1 { tx.commit() }\n}\nrename(\"Rex\", \"Max\")\ndb.first(\"select name from pets where age = 3\").name // \"Max\"",
		},
		{
			Name: "Database.close", Coro: "fn close() { _close(self.handle) }",
			Doc:     "Closes the database. A second call does nothing. One that the host shares between scripts goes on for the others.",
			Example: "let db = sql.open(\":memory:\")\ndb.close()\ntry { db.exec(\"select 1\") } catch e { e.message } // \"the database is closed\"",
		},
		{
			Name: "Database.transaction", Params: "f: function",
			Coro: `fn transaction(f) {
				let tx = self.begin()
				defer tx.rollback()
				let result = f(tx)
				tx.commit()
				return result
			}`,
			Doc:     "Calls f with a new transaction, which is committed when f returns, and rolled back when it is left by an error, or its task is cancelled. It returns what f does.",
			Example: sqlPets + "fn wrong(tx) {\n    tx.exec(\"delete from pets\")\n    throw \"not today\"\n}\ntry { db.transaction(wrong) } catch e { e } // \"not today\"\ndb.first(\"select count(*) as n from pets\").n // 2",
		},
		{
			Name: "Transaction.commit", Coro: "fn commit() { _commit(self.handle) }",
			Doc:     "Ends the transaction and keeps what it has done. If it has ended already, that is an error.",
			Example: sqlPets + "let tx = db.begin()\ntx.exec(\"delete from pets\")\ntx.commit()\nlist(db.query(\"select * from pets\")) // []",
		},
		{
			Name: "Transaction.rollback", Coro: "fn rollback() { _close(self.handle) }",
			Doc:     "Ends the transaction and undoes what it has done. If it has ended already, it does nothing.",
			Example: sqlPets + "let tx = db.begin()\ntx.exec(\"delete from pets\")\ntx.rollback()\ndb.first(\"select count(*) as n from pets\").n // 2",
		},
		{
			Name: "open", Params: "name: string", Coro: `fn open(name) => Database(_open(name, world))
			let world = _world()
			fn run_exec(handle, statement) {
				let changed, last_id = _exec(handle, statement[0])
				return {changed, last_id}
			}
			fn run_query(handle, statement) {
				let rows = _query(handle, statement[0])
				defer _close_rows(rows)
				while _more(rows) {
					for row in _take(rows) { yield row }
				}
			}`,
			Doc:     "Opens a database by a name, and returns the Database. What a name means is the host's to say: for the command it is a file of SQLite below the working directory, or `:memory:` for a new one that is lost in the end.",
			Example: "let db = sql.open(\":memory:\")\ndb.first(\"select 6 * 7 as answer\").answer // 42",
		},
	}, sqlRunners("Database", "db"), sqlRunners("Transaction", "tx"))
}

// sqlRunners are the methods that databases and transactions have in common.
func sqlRunners(class, name string) []vm.Member {
	pets := sqlPets
	if name == "tx" {
		pets += "let tx = db.begin()\n"
	}
	return []vm.Member{
		{
			Name: class + ".exec", Params: "statement: string, ...values",
			Coro:    "fn exec(statement, ...values) => run_exec(self.handle, _statement(statement, values))",
			Doc:     "Runs a statement, and drops the rows that it gives. It returns a map with the number of rows that an insert, update or delete has `changed`, and the `last_id` that was given to an inserted one; each is nil where the database does not tell.",
			Example: pets + name + ".exec(\"update pets set age = age + ?\", 1) // {changed: 2, last_id: nil}",
		},
		{
			Name: class + ".first", Params: "statement: string, ...values",
			Coro: `fn first(statement, ...values) {
				let asked = _statement(statement, values)
				let rows = _take(_first(self.handle, asked[0]))
				return if len(rows) > 0 { rows[0] }
			}`,
			Doc:     "Runs a statement, and returns the first of its rows, or nil if there is none.",
			Example: pets + name + ".first(\"select * from pets order by age\") // {name: \"Rex\", age: 3}\n" + name + ".first(\"select * from pets where age = ?\", 4) // nil",
		},
		{
			Name: class + ".query", Params: "statement: string, ...values",
			Coro:    "fn query(statement, ...values) => coro run_query(self.handle, _statement(statement, values))",
			Doc:     "Returns a coroutine that runs a statement and gives its rows, each a map of its columns in their order. It runs the statement when it is asked for the first row, and fetches rows as they are asked for.",
			Example: pets + "let names = []\nfor row in " + name + ".query(\"select * from pets where age > :age\", {age: 2}) { names.push(row.name) }\nnames // [\"Rex\", \"Tom\"]",
		},
	}
}
