package stdlib

// The module maps: functions of maps, which have no methods.

import "github.com/coro-lang/coro/vm"

// Maps returns the module maps. It has no state and reaches nothing outside.
func Maps() *vm.HostModule { return mapsModule }

const mapsDoc = "Functions of maps, beside the built-ins `keys`, `values`, `delete` and `merge`. They return new maps, in the order of the old ones, but `update`, which changes its map. A function that they call gets the key and the value."

var mapsModule = lazy("maps", mapsDoc, func() []vm.Member {
	f := func(name, params, code, doc, example string) vm.Member {
		return vm.Member{Name: name, Params: params, Coro: code, Doc: doc, Example: example}
	}
	members := []vm.Member{
		f("all", "m: map, f: function", `fn all(m, f) {
			_all(m, f)
			for k, v in m { if !f(k, v) { return false } }
			return true
		}`, "Reports whether f is truthy for every entry.", "maps.all({a: 1, b: 2}, fn(k, v) => v > 0) // true"),
		f("any", "m: map, f: function", `fn any(m, f) {
			_any(m, f)
			for k, v in m { if f(k, v) { return true } }
			return false
		}`, "Reports whether f is truthy for an entry.", "maps.any({a: 1, b: 2}, fn(k, v) => v > 1) // true"),
		f("filter", "m: map, f: function", `fn filter(m, f) {
			_filter(m, f)
			let kept = {}
			for k, v in m { if f(k, v) { kept[k] = v } }
			return kept
		}`, "Returns a map of the entries for which f is truthy.", "maps.filter({a: 1, b: 2}, fn(k, v) => v > 1) // {b: 2}"),
		f("find", "m: map, f: function", `fn find(m, f) {
			_find(m, f)
			for k, v in m { if f(k, v) { return k, v } }
			return nil
		}`, "Returns the first entry for which f is truthy, as the tuple (key, value), or nil.", "maps.find({a: 1, b: 2}, fn(k, v) => v > 1) // (\"b\", 2)"),
		f("from", "entries: iterable", `fn from(entries) {
			_from(entries)
			let m = {}
			for k, v in entries { m[k] = v }
			return m
		}`, "Returns a map of anything that gives pairs of a key and a value; of a key that comes again the last value counts.", "maps.from([(\"a\", 1), (\"b\", 2)]) // {a: 1, b: 2}\nmaps.from([\"x\", \"y\"].zip([1, 2])) // {x: 1, y: 2}"),
		f("get", "data, path: list|tuple, standard = nil", `fn get(data, path, standard = nil) {
			_get(data, path)
			var x = data
			for step in path {
				if x is map {
					if step !in x { return standard }
				} else if x is list || x is tuple {
					if step !is int || step >= len(x) || step < -len(x) { return standard }
				} else { return standard }
				x = x[step]
			}
			return x
		}`, "Returns what stands at the end of a path of keys and indexes into nested maps and lists, or standard if it ends before.", "let data = {users: [{name: \"ann\"}]}\nmaps.get(data, [\"users\", 0, \"name\"]) // \"ann\"\nmaps.get(data, [\"users\", 7, \"name\"], \"nobody\") // \"nobody\""),
		f("invert", "m: map", `fn invert(m) {
			_invert(m)
			let inverted = {}
			for k, v in m { inverted[v] = k }
			return inverted
		}`, "Returns a map from the values to the keys; of equal values the last key counts.", "maps.invert({a: 1, b: 2}) // {1: \"a\", 2: \"b\"}"),
		f("map_keys", "m: map, f: function", `fn map_keys(m, f) {
			_map_keys(m, f)
			let mapped = {}
			for k, v in m { mapped[f(k, v)] = v }
			return mapped
		}`, "Returns a map with the results of f as keys.", "maps.map_keys({a: 1}, fn(k, v) => k.upper()) // {A: 1}"),
		f("map_values", "m: map, f: function", `fn map_values(m, f) {
			_map_values(m, f)
			let mapped = {}
			for k, v in m { mapped[k] = f(k, v) }
			return mapped
		}`, "Returns a map with the results of f as values.", "maps.map_values({a: 1}, fn(k, v) => v * 10) // {a: 10}"),
		f("omit", "m: map, keys: list|tuple", `fn omit(m, keys) {
			_omit(m, keys)
			let rest = {...m}
			for k in keys { delete(rest, k) }
			return rest
		}`, "Returns the map without some keys.", "maps.omit({a: 1, b: 2}, [\"a\"]) // {b: 2}"),
		f("pick", "m: map, keys: list|tuple", `fn pick(m, keys) {
			_pick(m, keys)
			let picked = {}
			for k in keys { if k in m { picked[k] = m[k] } }
			return picked
		}`, "Returns a map of some keys, as far as they are there, in the order of the list.", "maps.pick({a: 1, b: 2}, [\"b\", \"c\"]) // {b: 2}"),
		f("sort_by", "m: map, f: function", `fn sort_by(m, f) {
			_sort_by(m, f)
			return from(list(m).sort_by(fn((k, v)) => f(k, v)))
		}`, "Returns a map of the same entries in the order of what f gives for them.", "maps.sort_by({a: 2, b: 1}, fn(k, v) => v) // {b: 1, a: 2}"),
		f("update", "m: map, ...others: map", `fn update(m, ...others) {
			_update(m, ...others)
			for other in others {
				for k, v in other { m[k] = v }
			}
			return m
		}`, "Takes the entries of other maps into m itself, and returns it.", "let m = {a: 1}\nmaps.update(m, {b: 2}, {a: 3}) // {a: 3, b: 2}\nm // {a: 3, b: 2}"),
	}
	for _, d := range members { // what a member calls first, to have its arguments checked
		members = append(members, vm.Member{Name: "_" + d.Name, Params: d.Params, Func: accept})
	}
	return members
})
