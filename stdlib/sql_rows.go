package stdlib

// Statements and their rows: values of scripts and of databases.

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"reflect"
	"strings"
	"time"

	"github.com/coro-lang/coro/vm"
)

// sqlStatement is a statement with the values of its parameters.
type sqlStatement struct {
	text string
	args []any
}

// sqlStatementOf is a private function that makes a statement of a text and a list. It returns
// it with the copies of buffers in it, which count as long as the script holds them.
func sqlStatementOf(c *vm.Call, args []vm.Value) (vm.Value, error) {
	text, ok := args[0].AsString()
	if !ok {
		return vm.Nil, failf("type", "a statement is a string, not %s", args[0].Excerpt(40))
	}
	n := int64(len(text))
	for _, v := range args[1].Parts() {
		n += int64(size(v))
	}
	if err := c.Charge(n/16+int64(args[1].Size()), n+64*int64(args[1].Size())); err != nil {
		return vm.Nil, err
	}
	st := &sqlStatement{text: text}
	for i, v := range args[1].Parts() {
		arg, err := sqlArgument(v)
		switch {
		case err == nil:
			st.args = append(st.args, arg)
		case args[1].Size() == 1 && v.Kind() == vm.KindMap:
			if st.args, err = sqlNamed(v); err != nil {
				return vm.Nil, err
			}
		default:
			return vm.Nil, vm.NewError("type", fmt.Sprintf("value %d of the statement is %s: %v", intOf(i)+1, v.Excerpt(40), err), sqlTypes)
		}
	}
	var copies []vm.Value
	for _, arg := range st.args {
		if named, ok := arg.(sql.NamedArg); ok {
			arg = named.Value
		}
		if b, ok := arg.([]byte); ok {
			if err := c.Charge(0, int64(len(b))); err != nil {
				return vm.Nil, err
			}
			copies = append(copies, vm.Bytes(b))
		}
	}
	return pairOf(c, st, copies...)
}

const sqlTypes = "a database takes nil, bools, numbers, strings, bytes and times"

// sqlNamed returns the values of named parameters.
func sqlNamed(entries vm.Value) ([]any, error) {
	var args []any
	for k, v := range entries.Parts() {
		name, ok := k.AsString()
		if !ok {
			return nil, failf("type", "the name of a parameter is a string, not %s", k.Excerpt(40))
		}
		arg, err := sqlArgument(v)
		if err != nil {
			return nil, vm.NewError("type", fmt.Sprintf("the value of the parameter %s is %s: %v", shorten(name), v.Excerpt(40), err), sqlTypes)
		}
		args = append(args, sql.Named(strings.TrimLeft(name, ":@$"), arg))
	}
	return args, nil
}

// sqlArgument converts a value for a database. Buffers are copied.
func sqlArgument(v vm.Value) (any, error) {
	if v.IsNil() {
		return nil, nil
	}
	if b, ok := v.AsBool(); ok {
		return b, nil
	}
	if i, ok := v.AsInt(); ok {
		return i, nil
	}
	if f, ok := v.AsFloat(); ok {
		return f, nil
	}
	if s, ok := v.AsString(); ok {
		return s, nil
	}
	if b, ok := v.AsBytes(); ok {
		return append([]byte{}, b...), nil
	}
	if t, err := vm.As[time.Time](v); err == nil {
		return t, nil
	}
	return nil, fmt.Errorf("no column can hold that")
}

// sqlRows are the rows of a query. They are fetched on the goroutine of a call, and become
// values on that of the script; one follows the other.
type sqlRows struct {
	session *sqlSession // kept as long as there are rows to come
	doing   string
	rows    *sql.Rows
	columns []string
	end     *ending
	ctx     context.Context // of the query

	most  int     // rows to fetch with the next call
	batch [][]any // that were fetched
	bytes int64   // in the batch
	keys  []vm.Value
}

// What one call fetches: a call costs as much as some ten rows. The first brings one row,
// each further one twice as many, as long as they are short.
const (
	sqlMostRows  = 128
	sqlMostBytes = 64 << 10
)

func sqlQuery(ctx context.Context, s *sqlSession, st *sqlStatement) (*sqlRows, error) {
	run, err := s.runner()
	if err != nil {
		return nil, err
	}
	if err := s.world.enter(); err != nil {
		return nil, err
	}
	own, cancel, begun := beyond(ctx)
	r := &sqlRows{session: s, doing: st.doing(), ctx: own, most: 1}
	r.rows, err = run.QueryContext(own, st.text, st.args...)
	if err == nil {
		if r.columns, err = sqlColumns(r.rows); err == nil && !begun() {
			err = context.Canceled
		}
		if err != nil {
			_ = r.rows.Close()
		}
	}
	if err != nil {
		cancel()
		s.world.open.Add(-1)
		return nil, sqlError(ctx, r.doing, err)
	}
	r.end = hold(s.world.vm, r, cancel, r.rows.Close, s.world.leave())
	return r, nil
}

// sqlColumns returns the names of the columns, by which they are found in a row.
func sqlColumns(rows *sql.Rows) ([]string, error) {
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	seen := make(map[string]bool, len(columns))
	for _, name := range columns {
		if seen[name] {
			return nil, fmt.Errorf("two columns of the result are called %q: give one another name with `as`", shorten(name))
		}
		seen[name] = true
	}
	return columns, nil
}

// sqlMore fetches the next rows, and reports whether there are any.
func sqlMore(ctx context.Context, r *sqlRows) (bool, error) {
	defer context.AfterFunc(ctx, r.end.cancel)()
	if err := r.fetch(); err != nil {
		return false, sqlError(ctx, r.doing, err)
	}
	r.most = min(2*r.most, sqlMostRows)
	return len(r.batch) > 0, nil
}

// fetch fetches rows. An error that comes behind some is left for the next time.
func (r *sqlRows) fetch() error {
	to := make([]any, len(r.columns))
	for len(r.batch) < r.most && r.bytes < sqlMostBytes && r.rows.Next() {
		row := make([]any, len(r.columns))
		for i := range row {
			to[i] = &row[i]
		}
		if err := r.rows.Scan(to...); err != nil {
			return err
		}
		r.batch = append(r.batch, row)
		r.bytes += sqlSize(row)
	}
	if len(r.batch) > 0 {
		return nil
	}
	return r.rows.Err()
}

// sqlFirst fetches the first row of a query, if there is one. Nothing stays open.
func sqlFirst(ctx context.Context, s *sqlSession, st *sqlStatement) (*sqlRows, error) {
	run, err := s.runner()
	if err != nil {
		return nil, err
	}
	r := &sqlRows{session: s, doing: st.doing(), most: 1}
	if r.rows, err = run.QueryContext(ctx, st.text, st.args...); err != nil {
		return nil, sqlError(ctx, r.doing, err)
	}
	defer r.rows.Close() // again, if fetch panics
	if r.columns, err = sqlColumns(r.rows); err == nil {
		err = r.fetch()
	}
	if closing := r.rows.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return nil, sqlError(ctx, r.doing, err)
	}
	return r, nil
}

// sqlSize is about what a row takes.
func sqlSize(row []any) int64 {
	n := int64(32 * len(row))
	for _, x := range row {
		switch x := x.(type) {
		case string:
			n += int64(len(x))
		case []byte:
			n += int64(len(x))
		}
	}
	return n
}

// sqlCloseRows ends a query, whether or not all rows were fetched.
func sqlCloseRows(ctx context.Context, r *sqlRows) error {
	defer context.AfterFunc(ctx, r.end.cancel)()
	var was error
	err := r.end.by(func() error {
		err := r.end.close()
		was = r.ctx.Err()
		return err
	})
	if err != nil && was == nil { // else it says only that the query was cancelled
		return sqlError(ctx, r.doing, err)
	}
	return nil
}

// sqlTake makes maps of the rows that were fetched.
func sqlTake(c *vm.Call, r *sqlRows) (vm.Value, error) {
	if err := c.Charge(r.bytes/16, r.bytes); err != nil {
		return vm.Nil, err
	}
	for _, name := range r.columns[len(r.keys):] {
		key, err := c.String(name)
		if err != nil {
			return vm.Nil, err
		}
		r.keys = append(r.keys, key)
	}
	rows := make([]vm.Value, len(r.batch))
	entries := make([]vm.Value, 2*len(r.columns))
	for i, row := range r.batch {
		for k, x := range row {
			v, err := sqlValue(c, x)
			if err != nil {
				return vm.Nil, failf("sql", "cannot %s: the column %q holds %v", r.doing, shorten(r.columns[k]), err)
			}
			entries[2*k], entries[2*k+1] = r.keys[k], v
		}
		var err error
		if rows[i], err = c.Map(entries...); err != nil {
			return vm.Nil, err
		}
	}
	list, err := c.List(rows...)
	if err == nil {
		r.batch, r.bytes = nil, 0
	}
	return list, err
}

// sqlValue converts a value of a database. Strings and bytes are paid for.
func sqlValue(c *vm.Call, x any) (vm.Value, error) {
	switch x := x.(type) {
	case nil:
		return vm.Nil, nil
	case bool:
		return vm.Bool(x), nil
	case int64:
		return vm.Int(x), nil
	case float64:
		return vm.Float(x), nil
	case string:
		return vm.String(x), nil
	case []byte:
		return vm.Bytes(x), nil
	case time.Time:
		return c.VM().ToValue(x)
	}
	switch v := reflect.ValueOf(x); { // what drivers give beyond that
	case v.CanInt():
		return vm.Int(v.Int()), nil
	case v.CanUint() && v.Uint() <= math.MaxInt64:
		return vm.Int(int64(v.Uint())), nil
	case v.CanUint():
		return vm.Nil, fmt.Errorf("%d, which is too large for an int", v.Uint())
	case v.CanFloat():
		return vm.Float(v.Float()), nil
	}
	return vm.Nil, fmt.Errorf("a Go %T: convert it in the statement, by `cast`", x)
}
