package main

// The databases of the module sql: SQLite, as files below the working directory and in
// memory.

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
	"github.com/ncruces/go-sqlite3/vfs/mvcc"
)

// busy is how long a statement waits for another connection that writes.
const busy = 5 * time.Second

// databases opens the databases of one script.
type databases struct {
	memory int64 // the limit of the script, in bytes; 0 for none
	open   atomic.Int64
}

// Where the memory of a script is limited, it may have so many connections, and so many
// databases in memory, each with its part of as much again.
const (
	limitedConnections = 8
	leastMemory        = 1 << 20
	pageSize           = 4096 // of a new database
)

// share is the part of the memory for a connection or a database.
func (d *databases) share() int64 { return max(d.memory/(2*limitedConnections), leastMemory) }

// openDatabase opens the database that scripts call name: a file below the working
// directory, which is made if it is not there, or a new one in memory for ":memory:".
func (d *databases) openDatabase(ctx context.Context, name string) (*sql.DB, error) {
	c := &connector{of: d}
	if name == ":memory:" {
		// Connections share it, and those that read do not hold up those that write.
		c.name = fmt.Sprint("coro-", memories.Add(1))
		name = "file:/" + c.name + "?vfs=mvcc"
		mvcc.Create(c.name, mvcc.Snapshot{})
	} else if err := reachable(name); err != nil {
		return nil, err
	} else {
		name = "./" + filepath.FromSlash(name) // never a URI
	}
	var err error
	if c.Connector, err = new(driver.SQLite).OpenConnector(name); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	db := sql.OpenDB(c)
	if d.memory > 0 {
		db.SetMaxIdleConns(1)
	}
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// memories counts the databases in memory: each has a name of its own.
var memories atomic.Int64

// workingFolder is the working directory, nil if that is gone. The system closes it with
// the process.
var workingFolder = sync.OnceValue(func() *os.Root {
	root, err := os.OpenRoot(".")
	if err != nil {
		return nil
	}
	return root
})

// reachable says why a script may not open a file as a database: it follows the rules of
// the module fs.
func reachable(name string) error {
	root := workingFolder()
	if root == nil {
		return errors.New("the working directory is gone")
	}
	info, err := root.Stat(filepath.FromSlash(name))
	var p *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist) && filepath.IsLocal(filepath.FromSlash(name)):
		return nil
	case errors.As(err, &p):
		return p.Err
	case err != nil:
		return err
	case info.IsDir():
		return errors.New("it is a folder")
	case !info.Mode().IsRegular():
		return errors.New("it is no file but a device, pipe or socket")
	}
	return nil
}

// connector makes the connections of one database.
type connector struct {
	sqldriver.Connector
	of   *databases
	name string // of a database in memory
}

// Connect makes a connection that keeps within what a script may do.
func (c *connector) Connect(ctx context.Context) (sqldriver.Conn, error) {
	if n := c.of.open.Add(1); c.of.memory > 0 && n > limitedConnections {
		c.of.open.Add(-1)
		return nil, fmt.Errorf("with a limit of memory, at most %d databases, transactions and rows may be in use", limitedConnections)
	}
	guarded := &guardedConn{onClose: func() { c.of.open.Add(-1) }}
	err := guarded.try(func() (err error) {
		guarded.Conn, err = c.Connector.Connect(ctx)
		return err
	})
	if err != nil {
		c.of.open.Add(-1)
		return nil, err
	}
	if err := guarded.try(func() error { return c.prepare(guarded.Conn.(driver.Conn).Raw()) }); err != nil {
		return nil, errors.Join(err, guarded.Close())
	}
	return guarded, nil
}

func (c *connector) prepare(conn *sqlite3.Conn) error {
	err := conn.BusyTimeout(busy)
	if c.name == "" {
		// With a log, those that read do not hold up those that write. Where there can be
		// none, as in a folder that is read-only, the file stays as it is.
		_ = conn.Exec("pragma journal_mode = wal")
	}
	if c.of.memory > 0 {
		conn.HardHeapLimit(c.of.share())
		// What it keeps of files, and sorts before it writes to one, is a part of that.
		err = errors.Join(err, conn.Exec(fmt.Sprintf("pragma cache_size = -%d", min(c.of.share()/4096, 2000))))
		if c.name != "" {
			err = errors.Join(err, conn.Exec(fmt.Sprint("pragma max_page_count = ", c.of.share()/pageSize)))
		}
	}
	_, defensive := conn.Config(sqlite3.DBCONFIG_DEFENSIVE, true)
	return errors.Join(err, defensive, conn.SetAuthorizer(func(action sqlite3.AuthorizerActionCode, name, value, _, _ string) sqlite3.AuthorizerReturnCode {
		if action == sqlite3.AUTH_ATTACH && !c.mayAttach(conn, name) || action == sqlite3.AUTH_PRAGMA && !c.maySet(name, value) {
			return sqlite3.AUTH_DENY
		}
		return sqlite3.AUTH_OK
	}))
}

// mayAttach reports whether a statement may add the database of a file, or make one by
// `vacuum into`. No name is given for one that the statement computes, and for the
// temporary one of `vacuum`: only during that, the connection is not defensive.
func (c *connector) mayAttach(conn *sqlite3.Conn, name string) bool {
	switch name {
	case "":
		defensive, err := conn.Config(sqlite3.DBCONFIG_DEFENSIVE)
		return err == nil && !defensive
	case ":memory:":
		return true
	}
	// A database in memory would have the file in memory, too.
	return c.name == "" && !strings.HasPrefix(name, "file:") && reachable(name) == nil
}

// maySet reports whether a statement may use a pragma: not to write elsewhere, nor to make
// a database in memory larger than it may be.
func (c *connector) maySet(name, value string) bool {
	switch strings.ToLower(name) {
	case "temp_store_directory", "data_store_directory":
		return false
	case "max_page_count", "page_size":
		return c.of.memory == 0 || value == ""
	}
	return true
}

// Close forgets a database in memory. It is called when the sql.DB is closed.
func (c *connector) Close() error {
	if c.name != "" {
		mvcc.Delete(c.name)
	}
	return nil
}
