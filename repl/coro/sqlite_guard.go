package main

// Connections that survive a lack of memory: SQLite in Go reports that by a panic, which
// database/sql does not expect. Here it is an error, and the connection is closed.

import (
	"context"
	"database/sql/driver"
	"fmt"
)

// guardedConn is a connection that is broken after a panic in it.
type guardedConn struct {
	driver.Conn
	broken  bool
	onClose func()
}

// try calls f.
func (c *guardedConn) try(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			c.broken, err = true, fmt.Errorf("%v", p)
		}
	}()
	return f()
}

// IsValid is asked by the pool before it keeps the connection.
func (c *guardedConn) IsValid() bool { return !c.broken }

// ResetSession is called before the connection is used again.
func (c *guardedConn) ResetSession(context.Context) error {
	if c.broken {
		return driver.ErrBadConn
	}
	return nil
}

func (c *guardedConn) Close() error {
	defer c.onClose()
	return c.try(c.Conn.Close)
}

func (c *guardedConn) BeginTx(ctx context.Context, opts driver.TxOptions) (tx driver.Tx, err error) {
	err = c.try(func() error {
		tx, err = c.Conn.(driver.ConnBeginTx).BeginTx(ctx, opts)
		return err
	})
	return &guardedTx{tx, c}, err
}

func (c *guardedConn) PrepareContext(ctx context.Context, text string) (st driver.Stmt, err error) {
	err = c.try(func() error {
		st, err = c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, text)
		return err
	})
	return &guardedStmt{st, c}, err
}

func (c *guardedConn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (r driver.Result, err error) {
	err = c.try(func() error {
		r, err = c.Conn.(driver.ExecerContext).ExecContext(ctx, text, args)
		return err
	})
	return r, err
}

func (c *guardedConn) CheckNamedValue(v *driver.NamedValue) error {
	return c.Conn.(driver.NamedValueChecker).CheckNamedValue(v)
}

type guardedTx struct {
	driver.Tx
	c *guardedConn
}

func (t *guardedTx) Commit() error   { return t.c.try(t.Tx.Commit) }
func (t *guardedTx) Rollback() error { return t.c.try(t.Tx.Rollback) }

type guardedStmt struct {
	driver.Stmt
	c *guardedConn
}

func (s *guardedStmt) Close() error { return s.c.try(s.Stmt.Close) }

func (s *guardedStmt) CheckNamedValue(v *driver.NamedValue) error {
	return s.Stmt.(driver.NamedValueChecker).CheckNamedValue(v)
}

func (s *guardedStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (r driver.Result, err error) {
	err = s.c.try(func() error {
		r, err = s.Stmt.(driver.StmtExecContext).ExecContext(ctx, args)
		return err
	})
	return r, err
}

func (s *guardedStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (rows driver.Rows, err error) {
	err = s.c.try(func() error {
		rows, err = s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
		return err
	})
	return &guardedRows{rows, s.c}, err
}

type guardedRows struct {
	driver.Rows
	c *guardedConn
}

func (r *guardedRows) Close() error { return r.c.try(r.Rows.Close) }
func (r *guardedRows) Next(to []driver.Value) error {
	return r.c.try(func() error { return r.Rows.Next(to) })
}
