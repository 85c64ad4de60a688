package gen

// The grammar. A template stands for a text; `$name` in it is filled in by a template
// of that name. The first one of each is short and leads nowhere: it is taken when a
// program is long enough. `name/place` has templates that are possible only there.
//
// Operands are in parentheses, so that every combination of operators is valid.

// kinds are the types of values. A symbol of that name is an expression that gives such
// a value, unless it throws, or is meant to be wrong.
var kinds = map[string]bool{
	"int": true, "float": true, "str": true, "bool": true, "list": true, "map": true, "tuple": true, "range": true,
	"bytes": true, "fn": true, "coro": true, "inst": true, "rec": true,
}

var grammar = map[string][]string{
	"int": {
		"1", "$number", "$var:int", "$var:int", "$var:int", "($int + $int)", "($int - $int)", "($int * $int)", "($int / $int)", "($int % $int)",
		"($int ** $small)", "($int +% $int)", "($int -% $int)", "($int *% $int)", "($int & $int)", "($int | $int)", "($int ^ $int)",
		"($int << $small)", "($int >> $small)", "(-$int)", "(~$int)", "($var:int + $small)", "($small - $var:int)",
		"len($str)", "len($list)", "len($range)", "len($map)", "[7, 8, 9, 10, 11][$small]", "$list[-1]", "$list[$small]", "$tuple[0]", "(3..20)[$small]", "$bytes[0]", "$str[0]",
		"($map.a ?? $int)", "($map[$key] ?? $int)", "($map?.b ?? 3)", "$call", "$call", "abs($int)", "min($int, $int)", "max(0, ...$list)", "int($float)",
		"($list.index_of($int) ?? -1)", "$list.count($int)", "[...$list, 1].reduce($fntwo)", "$list.reduce($fntwo, $int)", "($list.find($pred) ?? 0)",
		"[1, ...$list].min_by($fn)", "($str.find($word) ?? -1)",
		"(if $bool $value:int else $value:int)", "(if $bool $value:int else if $bool $value:int else $value:int)",
		"$match:int", "(try $value:int catch $value:int)", "(try $value:int catch $param:err $value:int)",
		"$inst.n", "$inst.m($int)", "$inst.g", "$inst[$int]", "$inst($int)", "(-$inst)", "($inst + $int)", "$inst.kept",
		"$rec.a", "$rec.b", "$rec.sum", "$rec.plus($int)", "($fn)($int)", "($int |> ($fn))", "($int |> $call)", "(resume($coro) ?? 0)", "($bool && $int || $int)",
		"($var:inst?.n ?? 0)", "$var:list[$var:int & 1]",
	},
	"int/generator": {"((yield $int) ?? $int)", "((yield) ?? $int)", "$list.map(fn(x) => ((yield x) ?? x)).count($int)"},
	"int/method":    {"self.n", "self.n", "len(self.items)"},
	"int/function":  {"($var:map.a ?? return $int)", "($var:map.b ?? throw $any)"},
	"int/loop":      {"($var:map.a ?? $jump)"},
	"number":        {"0", "2", "3", "7", "(-1)", "10", "255", "256", "1_000", "0xff", "9223372036854775807", "(-9223372036854775808)", "32768", "65536", "100000", "4294967296"},
	"small":         {"0", "1", "2", "3", "4"},
	"float": {
		"1.5", "0.0", "(-0.5)", "1e300", "$var:float", "($float + $float)", "($float - $int)", "($float * $float)", "($int / $float)",
		"float($int)", "($float ** 2)", "(0.5 * $int)", "(-$float)", "min($float, $int)",
	},
	"str": {
		`"s"`, "$word", "$var:str", "$var:str", "($str + $str)", `"a${$int}b${$shown}"`, `"${$str}-${$int}"`, "str($shown)", "$str.upper()", "$str.lower()", "$str.reverse()",
		"$word.repeat($small)", "$str[$small:]", "$str[:-1]", "$str.replace($word, $word)", "$str.trim()", `$str.pad_start($small, "-")`, `$list.join(",")`,
		"type($any)", "$coro.status", "(if $bool $value:str else $value:str)", "$match:str", "str($inst)", `"${$inst}"`, "($str ?? $word)",
		"$bytes.to_string()", "$tuple[1]", `"""
  a ${$int}
    b
  """`, "`raw ${}`", "$str.split()[0]", "$str.chars()[0]",
	},
	"word": {`"a"`, `""`, `"hello world"`, `"é日"`, `"\xff\n\t\u{1F600}"`, `"a,b,,c"`, `"12"`, `"\$\""`},
	"bool": {
		"true", "false", "$var:bool", "($int < $int)", "($int <= $int)", "($int > $int)", "($int >= $int)", "($int == $int)", "($int != $int)", "($int == $float)",
		"($str == $str)", "($str < $str)", "($list == $list)", "($tuple < $tuple)", "($rec == $rec)", "(!$bool)", "($bool && $bool)", "($bool || $bool)",
		"($int in $list)", "($int !in $range)", "($key in $map)", "($word in $str)", "($any is $type)", "($any !is $type)", "$coro.done", "$list.any($pred)", "$list.all($pred)",
		"($inst < $inst)", "($inst <= $inst)", "($any == $any)", "same($any, $any)", "$str.contains($word)", "$list.contains($int)", "coroutine.can_yield()",
		"($inst is $classname)", "($rec is record)", "($var:int < 10)", "($var:int == 3)", "($var:float > 1.5)", `($var:str == "s")`,
	},
	"type": {"int", "float", "string", "bool", "list", "map", "tuple", "function", "error", "nil", "coroutine", "instance", "record", "class"},
	"list": {
		"[1, 2, 3]", "[]", "[$int]", "[$int, $int, $int]", "[1, 2, 3, 4, 5]", "[...$list, $int]", "[...$range]", "[...$coro]", "[...$inst]", "$var:list", "$var:list", "($list + $list)",
		"$list[1:]", "$list[:-1]", "$list[1:$small]", "$list.map($fn)", "$list.filter($pred)", "$list.copy().sort()", "$list.copy().sort($less)", "$list.copy().sort_by($fn)",
		"list($iter)", "values($map)", "$list.copy().reverse()", "$list.take_while($pred)", "$list.drop_while($pred)", "$list.flat_map($lambda:list)",
		"list(seq.take(seq.map($iter, $fn), $small))", "list($list |> seq.filter($pred))", "$bytes.to_list()", "$inst.items", "(if $bool $value:list else $value:list)",
		"$list.zip($list).map(fn((a, b)) => a)", "$list.enumerate().map(fn((i, x)) => i + x)",
	},
	"list/method": {"self.items"},
	"iter":        {"$list", "$range", "$coro", "$inst", "$bytes", "values($map)"},
	"map": {
		"{}", "{a: $int}", `{a: $int, "b": $int}`, "{[$key]: $int}", "{...$map, a: $int}", "$var:map", "$var:map", "merge($map, $map)", "{a: 1, b: 2, if: 3}",
		"{x: $int, ...$map}", "{x: $int, [$key]: $int}", "{[$key]: $int, ...$map}", "$list.group_by($fn)",
	},
	"key":        {`"a"`, `"b"`, "$int", "$tuple", "$rec", "1.0", "$word", "(1..2)", "nil", "$bool"},
	"tuple":      {`(1, "s")`, "($int, $str)", "$var:tuple", "($int, $str)", "($call, $word)"},
	"range":      {"(0..3)", "(0..$small)", "(0..=$small)", "($small..$small)", "(0..9).step(2)", "(4..0).step(-1)", "(0..7).step($small)", "$var:range"},
	"bytes":      {`bytes("ab")`, "bytes($word)", "bytes([1, 2, 255])", "bytes($small)", "$var:bytes", "($bytes + $bytes)", "$bytes[$small:]"},
	"fn":         {"abs", "$lambda:int", "$lambda:int", "$fnname", "$inst.m", "$rec.plus", "$classname.make", "len"},
	"fntwo":      {"fn(a, b) => a + b", "$lambdatwo:int", "$lambdatwo:int", "min"},
	"pred":       {"fn(x) => x > 1", "$lambda:bool", "$lambda:bool"},
	"less":       {"fn(a, b) => a < b", "fn(a, b) => a > b", "fn(a, b) => a - b", "$lambdatwo:bool", "$lambdatwo:bool"},
	"coro":       {"(coro $genname(2))", "(coro $genname($int))", "(coro $corobody)", "$var:coro", "$var:coro", "(coro $inst.m($int))", "(coro $list.map($lambda:int))", "(coro abs($int))", "seq.map($list, $fn)", "(coro $corobody |> seq.filter($pred))"},
	"inst":       {"$var:inst", "$classname($int)", "$classname.make($int)", "$var:inst", "$classname($int)"},
	"rec":        {"$var:rec", "$recname($int)", "$recname($int, $int)", "$rec.with({a: $int})", "($rec + $rec)", "$recname.origin()"},
	"any":        {"nil", "$int", "$float", "$str", "$bool", "$list", "($map)", "$tuple", "$range", "$bytes", "($fn)", "$coro", "$inst", "$rec", `error("made", {kind: $word})`, "$classname", "$recname"},
	"shown":      {"1", "$int", "$float", "$bool", "$list", "$map", "$tuple", "$range", "$bytes", "$inst", "$rec", "$str"},
	"call":       {"$fnname($int)", "$fnname($int, $int)", "$fnname(...$list)"},
	"jump":       {"break", "continue"},
	"throwable":  {`"thrown"`, "$int", `error("made")`, `error("made", {kind: "own", n: $int})`, "$tuple", "$rec"},
	"assignable": {"$set:int", "$set:int", "$var:map.a", "$var:map[$key]", "$var:list[0]", "$var:inst.n", "$var:inst[$int]", "$var:bytes[0]"},
	"op":         {"+=", "-=", "*=", "/=", "%=", "**=", "+%=", "-%=", "*%=", "<<=", ">>=", "&=", "|=", "^="},

	"stmt": {
		"print($int)", "print($shown, $shown)", "print($bool, $str)", "print($list)", "print($map)", "print($int, $float)", "$let", "$let", "$let",
		"$set:int = $int", "$set:int = $int", "$assignable = $int", "$assignable $op $int", "$set:int $op $int", "$set:str = clip($str)", "$set:str += $word", "$set:list = clip($list)", "$set:bool = $bool",
		"$set:map = $map", "$set:tuple = $int, $word", "$set:rec = $rec", "$set:inst = $inst", "$set:coro = $coro", "$set:float = $float",
		"$assignable, $assignable = $int, $int", "$set:int, $set:str = $tuple", "$var:map[$key] ??= $int", "$var:map.a ??= $int", "$var:list.push($int)", "$var:list.insert(0, $int)",
		"$var:list.extend(clip($list))", "$var:list.sort()", "$var:list.sort($less)", "$var:list.sort($less)", "$var:list.reverse()", "print($var:list.pop())", "delete($var:map, $key)", "$var:bytes.push($small)",
		"if $bool $block", "if $bool $block else $block", "if $bool $block else if $bool $block else $block", "$for", "$for", "$for", "$while",
		"try $block catch $block", "try $block catch $param:err $caught", "try $block catch $param:err $caught", "throw $throwable",
		"defer $deferred", "defer $deferred:block", "defer $deferred:block", "$match:stmt", "noyield $noyield:block", "$block",
		"print(resume($coro))", "print(resume($var:coro, $int))", "print($coro.throw($throwable))", "$coro.close()", "print(transfer($coro))", "$fndecl", "$call", "$int |> print",
		"$mutation:list", "$mutation:map", "assert($bool, $word)", "$list.each($lambda:int)", "print([...$var:coro])", "print($var:coro.status, $var:coro.done)",
		"import seq as $newmod", "let $new:int = if $bool $value:int else $value:int", "print($inst)", "print($rec, $inst.n)", "print(type($any))", "print($any is $type)",
	},
	"stmt/loop":      {"break", "continue", "if $bool { $jump }", "if $bool { $jumpto }", "$jumpto"},
	"stmt/function":  {"return $int", "if $bool { return $int }", "return", "return $call", "return $int, $str"},
	"stmt/generator": {"yield $int", "yield $int", "yield", "yield $int, $str", "let $new:any = yield $int", "$set:int = (yield $int) ?? 0", "for x in $iter { yield x }", "transfer(main, $int)", "defer $deferred:yields"},
	"stmt/method":    {"self.n = $int", "self.n += $int", "self.items.push($int)", "self.items = [$int]"},

	"yields":   {"{ print(yield $int) }"},
	"deferred": {"print(num)", "print($str)", "$call", "$set:int = $int", "$assignable $op $int", "$var:list.push($int)"},

	"let": {
		"let $new:int = $int", "var $newvar:int = $int", "let $new:str = clip($str)", "var $newvar:str = $word", "let $new:float = $float", "var $newvar:bool = $bool", "let $new:list = clip($list)", "var $newvar:list = clip($list)",
		"let $new:map = $map", "let $new:tuple = $int, $str", "let $new:fn = $fn", "let $new:coro = $coro", "let $new:inst = $inst", "var $newvar:inst = $inst", "let $new:rec = $rec", "let $new:bytes = $bytes", "let $new:any = $any",
		"let $new:int, $new:str = $tuple", "let ($new:int, _) = $tuple", "let [$new:int, ...$new:list] = $list", "var [$newvar:int, $newvar:int] = [$int, $int]", "let {a: $new:int = $int} = $map", "let {a: $new:int, b: $new:int = $int, ...$new:map} = {...$map, a: $int}",
		"let {n: $new:int} = $inst", "let {a: $new:int, b: $new:int} = $rec", "let [($new:int, $new:str), $new:int] = [$tuple, $int]", "let [$new:int, ...] = $list", "var $newvar:range = $range",
	},

	// What changes a list or map in the loop over it. There, `it` is the list or map, and
	// `x` what the loop is at.
	"mutation:list": {"print(x)", "if len(it) < 30 { it.push(x) }", "it.pop()", "it.clear()", "it[0] = $int", "it.sort()", "it.insert(0, 1)"},
	"mutation:map":  {"print(x)", "delete(it, x[0])", "if len(it) < 30 { it[len(it)] = $int }", "it.a = $int", "print(x[1])"},
}
