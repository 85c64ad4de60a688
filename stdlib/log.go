package stdlib

// The module log: messages for the log of the host.

import (
	"log/slog"

	"github.com/coro-lang/coro/vm"
)

const logDoc = "Messages for the log of the host, which decides where they go and which levels it keeps. " +
	"Fields say the rest: a map of names to values; maps in it are groups."

// Log returns a module log that writes to a logger, with the context of the run, so that
// a handler finds what the host has put there. What it writes counts for Limits.Output.
// Several VMs may share it, as they may the logger.
func Log(to *slog.Logger) *vm.HostModule {
	return lazy("log", logDoc, func() []vm.Member {
		levels := []struct {
			name  string
			level slog.Level
			about string
		}{
			{"debug", slog.LevelDebug, "what helps to find a mistake"},
			{"error", slog.LevelError, "what has failed"},
			{"info", slog.LevelInfo, "what happens"},
			{"warn", slog.LevelWarn, "what may be wrong"},
		}
		var members []vm.Member
		for _, l := range levels {
			members = append(members, vm.Member{
				Name: l.name, Params: "message: string, fields: map = {}",
				Func:    func(c *vm.Call, args []vm.Value) (vm.Value, error) { return vm.Nil, logTo(c, to, l.level, args) },
				Doc:     "Logs " + l.about + ".",
				Example: "log." + l.name + "(\"order\", {id: 7, total: 2.5}) // nil",
			})
		}
		return members
	})
}

// logTo logs a message, if the host keeps its level.
func logTo(c *vm.Call, to *slog.Logger, level slog.Level, args []vm.Value) error {
	if err := c.Charge(10, 0); err != nil {
		return err
	}
	ctx := c.Context()
	if !to.Enabled(ctx, level) {
		return nil
	}
	message := stringOf(args[0])
	f := fieldList{c: c}
	if err := f.pay(len(message)); err != nil {
		return err
	}
	var fields []slog.Attr
	if len(args) == 2 {
		var err error
		if fields, err = f.all(args[1], 0); err != nil {
			return err
		}
	}
	to.LogAttrs(ctx, level, message, fields...)
	return nil
}

// fieldList makes the fields of a message.
type fieldList struct{ c *vm.Call }

const (
	maxFieldGroups = 10   // inside of each other
	maxField       = 1000 // bytes of the text of a value that is no string or number
)

// pay charges for n bytes before they are made.
func (f *fieldList) pay(n int) error {
	if err := f.c.Charge(1+int64(n)/16, 64+int64(n)); err != nil {
		return err
	}
	return f.c.ChargeOutput(int64(n))
}

func (f *fieldList) all(m vm.Value, depth int) ([]slog.Attr, error) {
	fields := make([]slog.Attr, 0, min(m.Size(), 100))
	for k, v := range m.Parts() {
		name, ok := k.AsString()
		if !ok {
			return nil, failf("type", "the name of a field is a string, not %s", k.Excerpt(100))
		}
		if err := f.pay(len(name) + 8); err != nil {
			return nil, err
		}
		value, err := f.value(v, depth)
		if err != nil {
			return nil, err
		}
		fields = append(fields, slog.Attr{Key: name, Value: value})
	}
	return fields, nil
}

func (f *fieldList) value(v vm.Value, depth int) (slog.Value, error) {
	switch v.Kind() {
	case vm.KindBool:
		b, _ := v.AsBool()
		return slog.BoolValue(b), nil
	case vm.KindInt:
		return slog.Int64Value(intOf(v)), nil
	case vm.KindFloat:
		x, _ := v.AsFloat()
		return slog.Float64Value(x), nil
	case vm.KindString:
		return slog.StringValue(stringOf(v)), f.pay(len(stringOf(v)))
	case vm.KindMap:
		if depth < maxFieldGroups {
			fields, err := f.all(v, depth+1)
			return slog.GroupValue(fields...), err
		}
	}
	text := v.Excerpt(maxField)
	return slog.StringValue(text), f.pay(len(text))
}
