package reference

// What loops and `...` go over.

import (
	"unicode/utf8"

	"github.com/coro-lang/coro/lexer/source"
)

// visitor gets an item. An error leaves the loop, be it that of a break.
type visitor func(item Value) error

// iterate calls visit for each item of a value. What is added to a list or map
// meanwhile is visited as well.
func (f *frame) iterate(at source.Span, v Value, visit visitor) error {
	f.at = at
	if in, ok := v.(*Instance); ok {
		items, err := f.iter(in)
		if err != nil {
			return f.fail(at, err)
		}
		v = items
	}
	switch v := v.(type) {
	case *List:
		return f.count(func(i int) (Value, bool) {
			if i >= len(v.items) {
				return nil, false
			}
			return v.items[i], true
		}, visit)
	case *Tuple:
		return f.iterate(at, &List{items: v.items}, visit)
	case *Bytes:
		return f.count(func(i int) (Value, bool) {
			if i >= len(v.b) {
				return nil, false
			}
			return int64(v.b[i]), true
		}, visit)
	case string:
		return f.count(func(int) (Value, bool) {
			_, size := utf8.DecodeRuneInString(v)
			ch := v[:size]
			v = v[size:]
			return ch, size > 0
		}, visit)
	case Range:
		return f.iterateRange(v, visit)
	case *Map:
		next := 0
		return f.count(func(int) (Value, bool) {
			for next < len(v.entries) && v.entries[next].removed {
				next++
			}
			if next == len(v.entries) {
				return nil, false
			}
			e := v.entries[next]
			next++
			return &Tuple{items: []Value{e.key, e.value}}, true
		}, visit)
	case *Coroutine:
		return f.iterateCoroutine(at, v, visit)
	}
	return f.fail(at, fault("type", "cannot loop over %s", article(v)))
}

// count visits item(0), item(1) and so on.
func (f *frame) count(item func(i int) (Value, bool), visit visitor) error {
	for i := 0; ; i++ {
		v, ok := item(i)
		if !ok {
			return nil
		}
		if err := f.in.step(); err != nil {
			return err
		}
		if err := visit(v); err != nil {
			return err
		}
	}
}

func (f *frame) iterateRange(r Range, visit visitor) error {
	x := r.start
	return f.count(func(i int) (Value, bool) {
		if i > 0 {
			if r.step > 0 && x > r.stop-r.step && r.stop-r.step < r.stop || r.step < 0 && x < r.stop-r.step && r.stop-r.step > r.stop {
				return nil, false
			}
			x += r.step
		}
		return x, r.contains(x)
	}, visit)
}

// iter asks an instance what to go over.
func (f *frame) iter(in *Instance) (Value, error) {
	m := in.class.member("iter")
	if m == nil || !m.isMethod() {
		return nil, fault("type", "cannot loop over %s", article(in))
	}
	v, err := f.run(m.fn, in, nil)
	if err != nil {
		return nil, err
	}
	if nested, ok := v.(*Instance); ok {
		return nil, fault("type", "`iter` returned %s, which is no list, map, coroutine or the like", article(nested))
	}
	return v, nil
}

// iterateCoroutine resumes a coroutine until it ends. When the loop is left early,
// it is closed.
func (f *frame) iterateCoroutine(at source.Span, c *Coroutine, visit visitor) error {
	f.loops = append(f.loops, c)
	defer func() { f.loops = f.loops[:len(f.loops)-1] }()
	for !c.ended() {
		if err := f.in.step(); err != nil {
			return err
		}
		f.at = at
		v, err := f.resume(c, message{})
		if err != nil {
			return f.fail(at, err)
		}
		if c.ended() {
			return nil
		}
		if err := visit(v); err != nil {
			if isFatal(err) {
				return err
			}
			if j, ok := err.(*jump); ok {
				at = j.at
			}
			f.at = at
			return joined(err, f.fail(at, f.close(c)))
		}
	}
	return nil
}
