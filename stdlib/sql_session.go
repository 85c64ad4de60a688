package stdlib

// What the module sql keeps open: databases and transactions, and how they end.

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"github.com/coro-lang/coro/vm"
)

// sqlMost bounds what one VM has open at a time: each may hold a connection.
const sqlMost = 200

// sqlWorld is what the scripts of one VM have in common.
type sqlWorld struct {
	vm   *vm.VM
	open *atomic.Int64
}

func newSQLWorld(c *vm.Call) *sqlWorld { return &sqlWorld{vm: c.VM(), open: new(atomic.Int64)} }

// enter counts one thing more that is open, before it is opened.
func (w *sqlWorld) enter() error {
	if w.open.Add(1) > sqlMost {
		w.open.Add(-1)
		return vm.NewError("sql", fmt.Sprintf("%d databases, transactions and rows are open, and there may be no more", sqlMost),
			"a loop closes its rows when it is left, `first` at once; end transactions, and close databases")
	}
	return nil
}

// leave counts what enter has counted, behind its end.
func (w *sqlWorld) leave() func() {
	open := w.open
	return func() { open.Add(-1) }
}

// sqlSession is where statements run: a database, or a transaction. It keeps the database
// of its transaction.
type sqlSession struct {
	world *sqlWorld
	db    *sql.DB
	tx    *sql.Tx     // nil for a database
	of    *sqlSession // the database of a transaction
	end   *ending
}

// runner is what both have.
type runner interface {
	ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error)
}

// runner returns what runs statements, unless the session has ended.
func (s *sqlSession) runner() (runner, error) {
	switch {
	case s.tx == nil && s.end.ended.Load():
		return nil, failf("sql", "the database is closed")
	case s.tx == nil:
		return s.db, nil
	case s.end.ended.Load():
		return nil, failf("sql", "the transaction has ended")
	}
	return s.tx, nil
}

// sqlSessionOf is a private function that checks what a script gives to a constructor.
func sqlSessionOf(_ *vm.Call, args []vm.Value) (vm.Value, error) {
	if s, err := vm.As[*sqlSession](args[0]); err != nil || s == nil {
		return vm.Nil, vm.NewError("type", args[0].Excerpt(40)+" is no database", "`sql.open` opens one, and its `begin` makes a transaction")
	}
	return args[0], nil
}

// sqlError makes the error of a script. If nobody waits any more, that is the reason.
func sqlError(ctx context.Context, doing string, err error) error {
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, context.Canceled):
		err = errors.New("what it belongs to has ended")
	}
	return vm.WrapError("sql", fmt.Errorf("cannot %s: %w", doing, err))
}

func (open sqlOpener) open(ctx context.Context, name string, w *sqlWorld) (*sqlSession, error) {
	if err := w.enter(); err != nil {
		return nil, err
	}
	db, owned, err := open(ctx, name)
	if err != nil {
		w.open.Add(-1)
		return nil, err
	}
	s := &sqlSession{world: w, db: db}
	if owned {
		s.end = hold(w.vm, s, func() {}, db.Close, w.leave())
	} else {
		w.open.Add(-1) // nothing is open by it
		s.end = &ending{close: func() error { return nil }, cancel: func() {}, forget: func() {}, after: func() {}}
	}
	return s, nil
}

func sqlBegin(ctx context.Context, s *sqlSession) (*sqlSession, error) {
	if _, err := s.runner(); err != nil {
		return nil, err
	}
	if err := s.world.enter(); err != nil {
		return nil, err
	}
	own, cancel, begun := beyond(ctx)
	tx, err := s.db.BeginTx(own, nil)
	if err == nil && !begun() {
		_ = tx.Rollback()
		err = context.Canceled
	}
	if err != nil {
		cancel()
		s.world.open.Add(-1)
		return nil, sqlError(ctx, "begin a transaction", err)
	}
	t := &sqlSession{world: s.world, db: s.db, tx: tx, of: s}
	// Cancelling its context would have database/sql end it in the background, with the
	// connection. It is not needed either: no statement is under way when it is aborted.
	leave := s.world.leave()
	t.end = hold(s.world.vm, t, func() {}, tx.Rollback, func() { cancel(); leave() })
	return t, nil
}

func sqlCommit(ctx context.Context, s *sqlSession) error {
	if s.tx == nil {
		return failf("type", "a database is no transaction")
	}
	if _, err := s.runner(); err != nil {
		return err
	}
	if err := s.end.by(s.tx.Commit); err != nil {
		return sqlError(ctx, "commit the transaction", err)
	}
	return nil
}

func sqlClose(ctx context.Context, s *sqlSession) error {
	if s.end.ended.Load() {
		return nil
	}
	if err := s.end.by(s.end.close); err != nil {
		return sqlError(ctx, "close the database or transaction", err)
	}
	return nil
}

func sqlExec(ctx context.Context, s *sqlSession, st *sqlStatement) (changed, id *int64, err error) {
	run, err := s.runner()
	if err != nil {
		return nil, nil, err
	}
	result, err := run.ExecContext(ctx, st.text, st.args...)
	if err != nil {
		return nil, nil, sqlError(ctx, st.doing(), err)
	}
	if n, err := result.RowsAffected(); err == nil {
		changed = &n
	}
	if n, err := result.LastInsertId(); err == nil && n != 0 {
		id = &n
	}
	return changed, id, nil
}

// doing says what failed.
func (st *sqlStatement) doing() string {
	return fmt.Sprintf("run %q", shorten(strings.Join(strings.Fields(st.text), " ")))
}
