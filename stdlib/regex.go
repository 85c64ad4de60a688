package stdlib

// The module regex: patterns in the syntax of RE2.

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"regexp/syntax"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/coro-lang/coro/vm"
)

// Regex returns the module regex. It reaches nothing outside.
func Regex() *vm.HostModule { return regexModule }

const regexDoc = "Regular expressions in the syntax of [RE2](https://github.com/google/re2/wiki/Syntax): no pattern takes more time than in proportion to the text, so there are neither backreferences nor looking around. " +
	"Write patterns in raw strings, between backquotes. Indexes count bytes, as those of strings do. A pattern may have 5000 instructions and 100 groups."

const matchDoc = "What a pattern has matched: the `text`, where it stands (`start`, and `end`, which is behind it), the tuple `groups` of what its groups have matched, nil for one that took no part, and the map `names` of those that have a name."

var regexModule = lazy("regex", regexDoc, func() []vm.Member {
	return []vm.Member{
		{
			Name: "Match", Params: "text, start, end, groups, names",
			Coro:    "record Match(text, start, end, groups, names) { operator [](key) => if key is string { self.names[key] } else if key == 0 { self.text } else { self.groups[key - 1] } }",
			Doc:     matchDoc + " `m[1]` is the first group, `m[\"name\"]` one by its name, `m[0]` the text.",
			Example: "let m = regex.compile(`(?P<key>\\w+)=(\\w*)`).find(\"a: key=value\")\nm.text // \"key=value\"\n(m.start, m.end) // (3, 12)\n(m[\"key\"], m[2], m.groups) // (\"key\", \"value\", (\"key\", \"value\"))",
		},
		{
			Name: "Regex", Params: "pattern", Coro: "record Regex(pattern)",
			Doc:     "A pattern that `compile` has checked.",
			Example: "regex.compile(\"a+\") // Regex(\"a+\")",
		},
		{
			Name: "Regex.find", Params: "text: string, from: int = 0",
			Coro: `fn find(text, from = 0) {
				let m = _find(text, from, -1, self.pattern)
				return if m == nil { nil } else { Match(...m) }
			}`,
			Doc:     "Returns the first Match in the text at or after an index, or nil. `^` and `\\b` see what stands before that.",
			Example: "let re = regex.compile(`\\d+`)\nre.find(\"a12b3\").text // \"12\"\nre.find(\"a12b3\", 3).start // 4\nre.find(\"abc\") // nil",
		},
		{
			Name: "Regex.find_all", Params: "text: string",
			Coro:    "fn find_all(text) => coro find_all_items(text, self.pattern, _find_all(text, self.pattern))",
			Doc:     "Returns a coroutine that gives all matches, none of which overlap, and looks for each when it is asked for.",
			Example: "let re = regex.compile(`[a-z]`)\nlist(re.find_all(\"1a2b\")).map(fn(m) => m.text) // [\"a\", \"b\"]",
		},
		{
			Name: "Regex.groups", Coro: "get groups => _groups(self.pattern)",
			Doc:     "The names of the groups, as a list, with nil for one that has none.",
			Example: "regex.compile(`(?P<year>\\d+)-(\\d+)`).groups // [\"year\", nil]",
		},
		{
			Name: "Regex.match", Params: "text: string",
			Coro: `fn match(text) {
				let m = _match(text, self.pattern)
				return if m == nil { nil } else { Match(...m) }
			}`,
			Doc:     "Returns the Match of the whole text, or nil if the pattern does not match all of it.",
			Example: "let re = regex.compile(`(\\d+)-(\\d+)`)\nlet [from, to] = list(re.match(\"10-20\").groups)\n(from, to) // (\"10\", \"20\")\nre.match(\"10-20 \") // nil",
		},
		{
			Name: "Regex.replace", Params: "text: string, by: string|function, count: int? = nil",
			Coro: `fn replace(text, by, count = nil) {
				_replace(text, by, count)
				return if by is string { _expand(text, by, count, self.pattern) } else { replaced(text, by, count, self.pattern) }
			}`,
			Doc:     "Returns the text with all matches, or the first count, replaced: by a string, in which `$1` and `$name` (or `${1}`) stand for groups and `$$` for a `$`, or by what a function of the Match returns.",
			Example: "let re = regex.compile(`(\\w+)@(?P<host>\\w+)`)\nre.replace(\"me@home you@work\", \"\\$host: \\$1\") // \"home: me work: you\"\nre.replace(\"me@home you@work\", fn(m) => m[1].upper(), 1) // \"ME you@work\"",
		},
		{
			Name: "Regex.split", Params: "text: string, limit: int? = nil",
			Coro:    "fn split(text, limit = nil) => _split(text, limit, self.pattern)",
			Doc:     "Returns a list of the parts of the text between matches, or at most limit of them, the last with all that is left.",
			Example: "let re = regex.compile(`\\s*,\\s*`)\nre.split(\"a , b,c\") // [\"a\", \"b\", \"c\"]\nre.split(\"a , b,c\", 2) // [\"a\", \"b,c\"]",
		},
		{
			Name: "Regex.test", Params: "text: string",
			Coro:    "fn test(text) => _test(text, self.pattern)",
			Doc:     "Reports whether the pattern matches somewhere in the text.",
			Example: "regex.compile(\"^a\").test(\"abc\") // true",
		},
		{
			Name: "compile", Params: "pattern: string",
			Coro: `fn compile(pattern) {
				_compile(pattern)
				return Regex(pattern)
			}
			fn find_all_items(text, pattern, _) {
				var from, before = 0, -1
				while from <= len(text) {
					let m = _find(text, from, before, pattern) ?? return
					from, before = m[2], m[2]
					yield Match(...m)
				}
			}
			fn replaced(text, by, count, pattern) {
				let parts = []
				var at, left = 0, count
				for m in coro find_all_items(text, pattern, nil) {
					if left == 0 { break }
					parts.push(text[at:m.start], "${by(m)}")
					at = m.end
					if left != nil { left -= 1 }
				}
				return parts.push(text[at:]).join()
			}`,
			Doc:     "Returns the Regex of a pattern; one that is malformed is an error of kind `value`.",
			Example: "let re = regex.compile(`(?i)hello`)\nre.test(\"Hello!\") // true",
		},
		{
			Name: "escape", Params: "text: string", Func: regexEscape,
			Doc:     "Returns the pattern that matches the text itself.",
			Example: "regex.escape(\"a.b*\") // \"a\\\\.b\\\\*\"",
		},
		{Name: "_compile", Params: "pattern: string", Func: regexCompile},
		{Name: "_expand", Params: "text: string, by: string, count: int?, pattern: string", Func: regexExpand},
		{Name: "_find", Params: "text: string, from: int, before: int, pattern: string", Func: regexFind},
		{Name: "_find_all", Params: "text: string, pattern: string", Func: accept},
		{Name: "_groups", Params: "pattern: string", Func: regexGroups},
		{Name: "_match", Params: "text: string, pattern: string", Func: regexMatch},
		{Name: "_replace", Params: "text: string, by: string|function, count: int?", Func: accept},
		{Name: "_split", Params: "text: string, limit: int?, pattern: string", Func: regexSplit},
		{Name: "_test", Params: "text: string, pattern: string", Func: regexTest},
	}
})

// What a pattern may have. A thread of a matcher has room for all groups, and there
// are as many threads as instructions.
const (
	maxPattern      = 16 << 10 // bytes
	maxInstructions = 5000
	maxGroups       = 100
)

// pattern is a compiled pattern. It is immutable.
type pattern struct {
	whole *regexp.Regexp // matches all of a text
	first *regexp.Regexp // finds in a text
	later *regexp.Regexp // finds behind the first character of a text: its group 1
	size  int64          // number of instructions, about
}

// patterns holds compiled patterns by their text. It is emptied when it is full: a
// Regex is its text, so what was dropped is compiled again.
var patterns struct {
	sync.Mutex
	byText map[string]*pattern
	size   int64
}

// maxCached bounds the instructions in the cache, of about 100 bytes each.
const maxCached = 100_000

// compilePattern returns the compiled pattern of a text. It takes the same fuel
// whether it is in the cache or not.
func compilePattern(c *vm.Call, text string) (*pattern, error) {
	if err := c.Charge(1+int64(len(text))/16, 0); err != nil {
		return nil, err
	}
	patterns.Lock()
	p := patterns.byText[text]
	patterns.Unlock()
	if p == nil {
		var err error
		if p, err = newPattern(text); err != nil {
			return nil, err
		}
		patterns.Lock()
		if patterns.size += p.size; patterns.size > maxCached || patterns.byText == nil {
			patterns.byText, patterns.size = make(map[string]*pattern), p.size
		}
		patterns.byText[strings.Clone(text)] = p
		patterns.Unlock()
	}
	return p, c.Charge(p.size/2, 0)
}

// newPattern compiles a pattern. Its size is known before anything large is made.
func newPattern(text string) (*pattern, error) {
	if len(text) > maxPattern {
		return nil, failf("value", "the pattern is too long: it may have %d bytes, and has %d", maxPattern, len(text))
	}
	tree, err := syntax.Parse(text, syntax.Perl)
	if err != nil {
		return nil, malformed(text, err)
	}
	p := &pattern{size: instructions(tree)}
	if p.size > maxInstructions {
		return nil, vm.NewError("value", fmt.Sprintf("the pattern is too large: it may take %d instructions", maxInstructions),
			"a repetition such as `{100}` takes as many copies of what it repeats")
	}
	if n := tree.MaxCap(); n > maxGroups {
		return nil, vm.NewError("value", fmt.Sprintf("the pattern has %d groups, and may have %d", n, maxGroups), "`(?:…)` groups without remembering")
	}
	for _, form := range []struct {
		to  **regexp.Regexp
		fmt string
	}{{&p.first, "%s"}, {&p.whole, `\A(?:%s)\z`}, {&p.later, `\A(?s:.)(?s:.*?)(%s)`}} {
		if *form.to, err = regexp.Compile(fmt.Sprintf(form.fmt, text)); err != nil {
			return nil, malformed(text, err)
		}
	}
	return p, nil
}

// malformed makes the error of a pattern that cannot be read.
func malformed(text string, err error) error {
	hint := ""
	var e *syntax.Error
	if errors.As(err, &e) {
		switch message := e.Code.String() + ": `" + shorten(e.Expr) + "`"; {
		case strings.HasPrefix(e.Expr, "(?=") || strings.HasPrefix(e.Expr, "(?!") || strings.HasPrefix(e.Expr, "(?<"):
			hint = "there is no looking ahead or behind"
			fallthrough
		default:
			return vm.NewError("value", "malformed pattern: "+message, hint)
		}
	}
	return vm.WrapError("value", fmt.Errorf("malformed pattern %s: %w", shorten(text), err))
}

// instructions returns about how many instructions a pattern takes, before
// repetitions are written out.
func instructions(re *syntax.Regexp) int64 {
	n := int64(1)
	if re.Op == syntax.OpLiteral {
		n = int64(len(re.Rune))
	}
	for _, sub := range re.Sub {
		n = min(n+instructions(sub), 1<<30)
	}
	if re.Op == syntax.OpRepeat {
		n = min(n*int64(max(re.Max, re.Min, 1)), 1<<30)
	}
	return n
}

// costPerCharacter is the fuel for a step of the matcher over one character.
func (p *pattern) costPerCharacter() int64 { return 1 + p.size/4 }

// find returns the indexes of the first match at or behind from, as
// regexp.FindStringSubmatchIndex does, or nil. It charges for what it reads: a short
// text before, and a long one by the piece.
func (p *pattern) find(c *vm.Call, text string, from int) ([]int, error) {
	re, start := p.first, 0
	if from > 0 { // what stands before decides about ^ and \b
		_, size := utf8.DecodeLastRuneInString(text[:from])
		re, start = p.later, from-size
	}
	loc, err := p.run(c, re, text[start:])
	if loc == nil || err != nil {
		return nil, err
	}
	if from > 0 {
		loc = loc[2:]
	}
	for i := range loc {
		if loc[i] >= 0 {
			loc[i] += start
		}
	}
	return loc, nil
}

// shortText is the length up to which a text is matched as a whole, which is several
// times faster.
const shortText = 2048

// run matches a text.
func (p *pattern) run(c *vm.Call, re *regexp.Regexp, text string) ([]int, error) {
	if len(text) <= shortText {
		if err := c.Charge(1+int64(len(text))*p.costPerCharacter()/4, 0); err != nil {
			return nil, err
		}
		return re.FindStringSubmatchIndex(text), nil
	}
	if err := c.Charge(0, p.size*int64(re.NumSubexp()+1)*16); err != nil {
		return nil, err
	}
	in := &payingReader{c: c, text: text, cost: p.costPerCharacter()}
	loc := re.FindReaderSubmatchIndex(in)
	if in.err != nil {
		return nil, in.err
	}
	return loc, nil
}

// payingReader gives a text to a matcher, and charges for every piece before. When
// that fails, the text ends.
type payingReader struct {
	c    *vm.Call
	text string
	at   int
	paid int
	cost int64
	err  error
}

func (r *payingReader) ReadRune() (rune, int, error) {
	const piece = 256
	if r.err != nil || r.at == len(r.text) {
		return 0, 0, io.EOF
	}
	if r.at >= r.paid {
		r.paid += piece
		if r.err = r.c.Charge(piece*r.cost, 0); r.err != nil {
			return 0, 0, io.EOF
		}
	}
	ch, size := utf8.DecodeRuneInString(r.text[r.at:])
	r.at += size
	return ch, size, nil
}

// next finds the next match for which from and before, the end of the last match or
// -1, are where the search stands: an empty match does not follow a match at once.
func (p *pattern) next(c *vm.Call, text string, from, before int) ([]int, error) {
	for from <= len(text) {
		loc, err := p.find(c, text, from)
		if loc == nil || err != nil {
			return nil, err
		}
		if loc[1] > loc[0] || loc[0] != before {
			return loc, nil
		}
		_, size := utf8.DecodeRuneInString(text[loc[1]:])
		from = loc[1] + max(size, 1)
	}
	return nil, nil
}
